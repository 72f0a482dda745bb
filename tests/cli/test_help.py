"""What the overview costs and lists, and that every command explains itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.__main__ import COMMANDS

HEAVY = (
    "aiogram", "telegram", "sqlalchemy", "pydantic", "aiohttp", "typst", "argon2", "apscheduler", "python_calamine",
    "holidays", "alembic", "babel", "cryptography", "vietnam_address_converter", "asyncio",
)  # fmt: skip
SCRIPT = """
import json, sys, time
from bot.__main__ import main
code = main(["--help"])
print(json.dumps({"code": code, "cpu": time.process_time(), "loaded": sorted(sys.modules)}))
"""
CPU_SECONDS = 0.3


def test_the_overview_is_cheap_and_loads_nothing_heavy() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    *said, measured = ended.stdout.splitlines()
    found = json.loads(measured)
    assert found["code"] == 0
    assert [name for name in HEAVY if name in found["loaded"]] == []
    assert found["cpu"] < CPU_SECONDS
    for command, (_, does) in COMMANDS.items():
        assert any(line.split() and line.split()[0] == command and does in line for line in said)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"Cách dùng: gandan {command}" in said
    assert "usage:" not in said
    assert "show this help" not in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("payment", "Thiếu VIỆC. Hãy xem cách dùng: gandan payment --help"),
        ("payment record 1 --receipt A1 --on 1/1/2026", "Thiếu --amount. "),
        ("obligation add 1 --kind tien", "--kind: không có «tien». Chọn một trong: court_fee, "),
        ("run hear --fast", "Không hiểu «--fast». "),
        ("report results --json --xlsx a.xlsx", "--xlsx không dùng cùng --json. "),
        ("import --undo", "--undo: thiếu nội dung đi kèm. "),
        ("calendar show nay", "NĂM: "),
    ],
)
def test_what_does_not_fit_is_answered_in_vietnamese_with_where_to_look(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main(typed.split())
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert told.count("\n") == 1
    assert "--help" in told


def test_a_word_that_is_no_command_is_answered_with_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    assert main(["payments"]) == 2
    assert "gandan --help" in capsys.readouterr().err


def test_an_error_of_ours_ends_in_a_sentence_and_quotes_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.__main__ import main
    from bot.cli import doctor

    def fails(_arguments: object) -> int:
        raise ValueError("Nguyễn Văn Kín 095181000123")

    monkeypatch.setattr(doctor, "run", fails)
    assert main(["doctor"]) == 70
    said = capsys.readouterr()
    assert "Lệnh dừng vì một lỗi ngoài dự kiến (ValueError)" in said.err
    assert "Traceback" not in said.err
    assert "Kín" not in said.err + said.out
    assert "fails" in said.err, "the log still says where"
