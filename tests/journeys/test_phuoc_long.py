"""The walk-through of docs/phuoc-long.md does what it says, line by line, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "phuoc-long.md"
FOLDER = "phuoc-long"  # as the page calls it

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def commands() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line.strip()]


def promised() -> str:
    """The end of the report as the page shows it."""
    start = PAGE.read_text("utf-8").index("Đã rà soát ")
    return PAGE.read_text("utf-8")[start:].split("```", 1)[0]


def in_folder(words: list[str], folder: Path) -> list[str]:
    """The page's folder is one of our own; its other paths begin at the root of the program."""
    return [re.sub(rf"(^|=){FOLDER}(?=/|$)", rf"\g<1>{folder}", word) for word in words]


def test_the_campaign_of_phuoc_long_is_planned_rehearsed_approved_run_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process: starting the program two dozen times would take longer than all that the commands do."""
    monkeypatch.chdir(ROOT)
    for name in [one for one in os.environ if one.startswith("GANDAN_")]:
        monkeypatch.delenv(name)
    said: list[tuple[list[str], str]] = []
    for words in (in_folder(one, tmp_path / FOLDER) for one in commands()):
        if words[0] == "export":
            for setting in words[1:]:
                name, value = setting.split("=", 1)
                monkeypatch.setenv(name, value)
            continue
        assert words[0] == "gandan"
        said.append((words, gandan(capsys, *words[1:])))
    report = next(out for words, out in reversed(said) if words[1:3] == ["campaign", "report"])
    assert promised() in report
    assert (tmp_path / FOLDER / "ke-hoach.pdf").read_bytes().startswith(b"%PDF")
    assert "Diễn tập «Đợt cao điểm Phước Long»" in next(out for words, out in said if words[1] == "rehearse")
    sums_hold(gandan(capsys, "campaign", "report", "Đợt cao điểm Phước Long", "--json"))


def gandan(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints; it must end well."""
    code = main(list(words))
    done = capsys.readouterr()
    assert code == 0, f"{words}\n{done.out}\n{done.err}"
    return done.out


def sums_hold(told: str) -> None:
    """Planned is sent, pending, cancelled and skipped, and something was sent."""
    report = json.loads(told)
    assert report["planned"] == report["sent"] + report["pending"] + report["cancelled"] + report["skipped"]
    assert report["sent"] > 0
