"""Every command line in the officers' guide and in the operator's runbook is one that the program understands."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, Command

DOCS = Path(__file__).parents[2] / "docs"
GUIDE, RUNBOOK = DOCS / "huong-dan-can-bo.md", DOCS / "van-hanh.md"
PAGES = (GUIDE, RUNBOOK)
OFFICE_WORK = {
    "import",
    "decision",
    "codes",
    "campaign",
    "reception",
    "payment",
    "question",
    "claim",
    "repair",
    "visit",
    "link",
    "agency",
    "calendar",
    "audit",
    "report",
    "compute",
    "coercion",
    "interest",
    "screening",
    "obligation",
    "payout",
    "agreement",
    "exemption",
    "law",
    "rehearse",
    "why",
}
OPERATORS_WORK = {
    "run",
    "doctor",
    "db",
    "backup",
    "restore",
    "hold",
    "stop-all",
    "release",
    "message",
    "channel",
    "telegram",
    "why",
}


def _lines(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def _mentions(page: Path) -> set[str]:
    """Commands named in a sentence: `gandan campaign stop`."""
    return set(re.findall(r"`(gandan [^`]+)`", page.read_text("utf-8")))


@pytest.mark.parametrize("line", sorted({line for page in PAGES for line in _lines(page)}))
def test_a_line_of_the_guide_can_be_typed_as_it_stands(line: str) -> None:
    program, word, *rest = shlex.split(line)
    assert program == "gandan"
    command: Command = importlib.import_module(f"bot.cli.{COMMANDS[word][0]}")
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.add_arguments(parser)
    parser.parse_args(rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_named_in_sentences_exist(page: Path) -> None:
    said = [line.split() for each in PAGES for line in _lines(each)]
    for mention in _mentions(page):
        words = [word for word in mention.split()[:3] if not word.isupper()]  # TỆP: what is to be put there
        assert words[1] in COMMANDS
        assert any(line[: len(words)] == words for line in said), mention


def test_each_page_shows_every_command_that_its_readers_use() -> None:
    assert OFFICE_WORK - {line.split()[1] for line in _lines(GUIDE)} == set()
    assert OPERATORS_WORK - {line.split()[1] for line in _lines(RUNBOOK)} == set()


def test_what_the_program_says_about_the_pages_is_there() -> None:
    """The doctor names a page: it exists."""
    named = {
        page
        for path in (DOCS.parent / "bot").rglob("*.py")
        for page in re.findall(r"docs/[a-z-]+\.md", path.read_text("utf-8"))
    }
    assert {f"docs/{RUNBOOK.name}"} <= named
    assert [page for page in named if not (DOCS.parent / page).is_file()] == []
