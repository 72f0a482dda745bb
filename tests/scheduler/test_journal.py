"""The send journal: on the disk before anything leaves, readable after a power cut, useless to a thief."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.clock import SetClock
from scheduler.delivery import journal as journals
from scheduler.delivery.journal import Journal, JournalFailed, JournalUnwritable
from scheduler.delivery.journal_lines import Begun, Ended, Ending, Intended, read
from tests.conftest import MONDAY_NINE


@pytest.fixture
def journal(tmp_path: Path, clock: SetClock) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal", clock, "me")
    yield opened
    opened.close()


def intended(number: int) -> Intended:
    return Intended(
        at=MONDAY_NINE, id=number, attempt=1, account="telegram", contact_id=7, purpose=f"c:1:2:{number}:4",
        delivery_class="R", lane=2, guard="reminder", act="send", text_key="nudge.reminder", text_version=1,
    )  # fmt: skip


def texts(folder: Path) -> list[bytes]:
    return [line for path in sorted(folder.iterdir()) for line in path.read_bytes().splitlines()]


async def test_what_was_awaited_is_in_the_file_with_number_and_checksum(tmp_path: Path, journal: Journal) -> None:
    place = await journal.append([intended(1), intended(2)])
    lines = [read(text) for text in texts(tmp_path / "journal")]
    assert [number for number, _ in lines] == [0, 1, 2]
    assert isinstance(lines[0][1], Begun)
    assert lines[0][1].journal == place.journal
    assert lines[1:] == [(1, intended(1)), (2, intended(2))]
    assert place.line == 2


async def test_what_many_wait_for_goes_to_the_disk_together(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    flushes = 0

    def counted(file: int) -> None:
        nonlocal flushes
        flushes += 1

    monkeypatch.setattr(os, "fdatasync", counted)
    await asyncio.gather(*(journal.append([intended(number)]) for number in range(200)))
    assert flushes < 100
    assert journal.place.line == 200


async def test_what_nobody_waits_for_is_there_at_the_end(tmp_path: Path, clock: SetClock) -> None:
    journal = Journal(tmp_path, clock, "me")
    ended = Ended(at=MONDAY_NINE, id=1, attempt=1, ending=Ending.ACCEPTED, message_id="9")
    journal.note([ended])
    journal.close()
    assert read(texts(tmp_path)[-1]) == (1, ended)


async def test_nobody_else_may_read_it(tmp_path: Path, journal: Journal) -> None:
    folder = tmp_path / "journal"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


async def test_a_disk_that_fails_says_so_and_the_next_lines_go_into_another_file(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    await journal.append([intended(1)])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", full)
        with pytest.raises(JournalFailed):
            await journal.append([intended(2)])
    place = await journal.append([intended(3)])
    assert place.line == 1
    assert len(list((tmp_path / "journal").iterdir())) == 2


async def test_a_large_one_and_a_new_day_begin_another_file(
    tmp_path: Path, clock: SetClock, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await journal.append([intended(1)])
    monkeypatch.setattr(journals, "LARGEST", 1)
    second = await journal.append([intended(2)])
    monkeypatch.undo()
    clock.set(MONDAY_NINE.replace(day=17))
    third = await journal.append([intended(3)])
    assert len({first.journal, second.journal, third.journal}) == 3
    assert {path.stem for path in (tmp_path / "journal").iterdir()} == {first.journal, second.journal, third.journal}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_cannot_be_written_is_refused_with_a_remedy(tmp_path: Path, clock: SetClock) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(JournalUnwritable, match="quyền ghi"):
        Journal(tmp_path, clock, "me")


def test_a_folder_that_is_a_file_is_refused_with_a_remedy(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "journal").write_text("")
    with pytest.raises(JournalUnwritable, match="Không ghi được sổ gửi tin"):
        Journal(tmp_path / "journal", clock, "me")
