"""Long work says how far it is and how long it still takes; short work and programs are left in peace."""

from __future__ import annotations

import io
import sys
import time

import pytest

from bot.cli.progress import teller


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds since something; the test moves it on."""
    at = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    return at


def told(
    out: io.StringIO, monkeypatch: pytest.MonkeyPatch, clock: list[float], total: int, *, quiet: bool = False
) -> str:
    monkeypatch.setattr(sys, "stderr", out)
    tell = teller("Đang đọc", "dòng", quiet=quiet)
    for done in range(0, total + 1, max(1, total // 10)):
        tell(done, total)
        clock[0] += 1.0
    return out.getvalue()


def test_the_time_left_follows_from_what_is_done(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    lines = told(io.StringIO(), monkeypatch, clock, 100_000).splitlines()
    assert lines[0] == "Đang đọc: 10.000/100.000 dòng, còn khoảng 9 giây"
    assert lines[4] == "Đang đọc: 50.000/100.000 dòng, còn khoảng 5 giây"
    assert lines[-1] == "Đang đọc: 100.000/100.000 dòng, xong sau 10 giây"
    assert len(lines) == 10


def test_a_terminal_has_one_line_written_anew(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    shown = told(Screen(), monkeypatch, clock, 100_000)
    assert shown.count("\n") == 1
    assert shown.endswith("xong sau 10 giây\n")
    assert shown.count("\r") == 10


def test_short_work_says_nothing(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    assert told(io.StringIO(), monkeypatch, clock, 4_999) == ""


def test_a_program_is_left_in_peace_but_a_person_at_a_terminal_is_told(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    assert told(io.StringIO(), monkeypatch, clock, 100_000, quiet=True) == ""
    assert told(Screen(), monkeypatch, clock, 100_000, quiet=True)


def test_words_come_at_a_pace_one_can_read(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    tell = teller("Đang ghi", "hồ sơ")
    for done in range(1_000, 101_000, 1_000):
        tell(done, 100_000)
        clock[0] += 0.125
    assert len(out.getvalue().splitlines()) == 24 + 1
