"""When is the next backup made by itself, and which old ones go? Of SQLite only: a PostgreSQL server has its own archive."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.backup.making import BackupFailed, Made, make_backup
from bot.backup.shelf import backups, name_for, not_needed
from bot.settings import Settings
from casework.clock import Clock

FIRST_LOOK = 60.0  # seconds after the start: whoever starts and stops at once is not backed up each time
_LOOK_EVERY = 30.0
_log = logging.getLogger(__name__)


async def keep_backups(settings: Settings, clock: Clock, stopping: asyncio.Event) -> None:
    """Look now and then until told to stop; a copy that fails is logged, and the doctor sees that the last one is old."""
    wait = FIRST_LOOK
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), wait)
        except TimeoutError:
            await asyncio.to_thread(back_up_when_due, settings, clock)
        wait = _LOOK_EVERY


def back_up_when_due(settings: Settings, clock: Clock) -> bool:
    """Make a backup when the newest is old enough, and let go of those that are not needed; whether one was made. Blocks."""
    if settings.backup_minutes == 0 or not _is_due(settings, clock):
        return False
    with _alone(settings) as alone:
        if not alone or not _is_due(settings, clock):  # another process of this machine was faster
            return False
        try:
            made = make_backup(settings.url, settings.backups / name_for(clock.now()))
        except BackupFailed:
            _log.exception("backup_failed")
            return False
        _log.info("backup_made", extra={"count": made.size})
        for old in not_needed(backups(settings.backups), clock.now(), settings.backup_days):
            old.path.unlink(missing_ok=True)
    return True


def back_up_now(settings: Settings, clock: Clock) -> Made:
    """Make one because somebody asks for it, beside whoever writes. Blocks. Raises ``BackupFailed``."""
    with _alone(settings) as alone:
        if not alone:
            raise BackupFailed("Đang có một bản sao lưu được làm. Hãy chờ vài phút rồi mở lại trang.")
        to = settings.backups / name_for(clock.now())
        if to.exists():
            raise BackupFailed("Vừa có một bản sao lưu xong. Hãy xem danh sách.")
        return make_backup(settings.url, to)


def _is_due(settings: Settings, clock: Clock) -> bool:
    there = backups(settings.backups)
    return not there or clock.now() - there[0].at >= timedelta(minutes=settings.backup_minutes)


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    settings.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(settings.backups / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(lock)
