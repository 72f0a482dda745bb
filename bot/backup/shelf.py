"""Which backups are there, how old is the newest, and which may go?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT_WHOLE = timedelta(hours=2)  # every one of them
KEPT_HOURLY = timedelta(days=2)  # one an hour; then one a day, for as many days as the settings say
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"gandan-(\d{8}T\d{6}Z)\.db")


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """A file on the shelf; ``at`` is the instant its name tells."""

    path: Path
    at: datetime


def name_for(at: datetime) -> str:
    """``gandan-20261116T020000Z.db``: names sort by time."""
    return f"gandan-{at.astimezone(UTC).strftime(_STAMP)}.db"


def backups(folder: Path) -> list[Backup]:
    """Every backup in ``folder``, newest first; other files are not looked at."""
    if not folder.is_dir():
        return []
    found = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    there = [
        Backup(path=path, at=datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC))
        for path, name in found
        if name is not None
    ]
    return sorted(there, key=lambda one: one.at, reverse=True)


def not_needed(there: list[Backup], now: datetime, days: int) -> list[Backup]:
    """Those of ``there`` (newest first) that may go. The newest always stays."""
    kept: set[str] = set()
    may_go = []
    for one in there:
        slot = _slot(one.at, now, days)
        if kept and (slot is None or slot in kept):
            may_go.append(one)
        else:
            kept.add(slot or "")
    return may_go


def _slot(at: datetime, now: datetime, days: int) -> str | None:
    """What a backup is kept for: the newest of each slot stays."""
    age = now - at
    if age <= KEPT_WHOLE:
        return at.isoformat()
    if age <= KEPT_HOURLY:
        return f"{at:%Y%m%dT%H}"
    return f"{at:%Y%m%d}" if age <= timedelta(days=days) else None
