"""The doctor names what is held, who is silent, what was put in order by itself, and a backup that is too old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.backup.shelf import name_for
from bot.cli import shown
from scheduler.bell import beats
from scheduler.delivery import troubles
from scheduler.delivery.troubles import Trouble
from scheduler.guards import holding
from scheduler.guards.holding import Why
from tests.cli.conftest import Terminal
from tests.conftest import MONDAY_NINE


def broken(terminal: Terminal) -> list[str]:
    terminal.types("doctor")
    assert terminal.complained == ""
    return [line for line in terminal.said.splitlines() if line.startswith("hỏng")]


@pytest.mark.parametrize("why", Why)
def test_what_is_held_is_named_with_its_reason_and_the_way_on(terminal: Terminal, why: Why) -> None:
    terminal.writes(holding.place, why)
    (line,) = [line for line in broken(terminal) if "đang giữ" in line]
    assert shown.HELD_WORDS[why.value] in line
    assert shown.NEVER_RELEASED.get(why.value, "gandan release --as") in line


def test_who_is_silent_is_named_with_the_command_that_starts_it(terminal: Terminal) -> None:
    with terminal.books() as books:
        terminal.clock.set(MONDAY_NINE - timedelta(minutes=5))
        beats.say(books, ["speak:telegram", "hear"], "a")
        terminal.clock.set(MONDAY_NINE)
        beats.say(books, ["hear"], "a")
    (line,) = [line for line in broken(terminal) if "im lặng" in line]
    assert "gửi tin (telegram) im lặng từ 08:55 16/11/2026" in line
    assert line.endswith("gandan run speak")


def test_what_was_put_in_order_is_told_and_is_no_fault(terminal: Terminal) -> None:
    terminal.writes(troubles.note, "telegram", Trouble.LEFT_SENDING, times=3)
    assert not [line for line in broken(terminal) if "gửi dở" in line]
    assert "3 tin gửi dở không ai nhận tiếp" in terminal.said


def test_a_backup_is_missed_and_one_that_is_old_is_told(terminal: Terminal) -> None:
    assert any("chưa có bản sao lưu" in line for line in broken(terminal))
    terminal.does("backup")
    assert not [line for line in broken(terminal) if "sao lưu" in line]
    folder = terminal.folder / "backups"
    for path in folder.iterdir():
        path.rename(folder / name_for(MONDAY_NINE - timedelta(hours=2)))
    assert any("đã cũ" in line for line in broken(terminal))
