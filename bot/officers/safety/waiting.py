"""What waits in each of these rooms, for whoever may enter it? Counted for the way in and for the first page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.backup.shelf import backups
from bot.cli import delivery_findings
from bot.cli.findings import Bad
from bot.settings import Settings
from casework import accounts, breaches, case_openings, data_requests, restore_drills, unreached
from casework.books import Books
from casework.clock import today
from casework.scope import May, may
from casework.staff import Staff
from scheduler.bell.beats import beats
from scheduler.delivery.resolving import waiting_for_people
from scheduler.guards import breaker, holding
from scheduler.guards.breaker import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One thing that waits: the key of its sentence, its number, and whether it must not wait longer."""

    room: May
    key: str
    n: int = 0
    pressing: bool = False


def waiting(books: Books, who: Staff, settings: Settings) -> tuple[Waiting, ...]:
    """Of every room that they may enter, in the order of the rooms."""
    return tuple(one for room, ask in _ASKED.items() if may(who, room) for one in ask(books, who, settings))


def _contacts(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    many = sum(unreached.counted(books, who).values())
    return [Waiting(room=May.CONTACTS, key="safety.unreached", n=many)] if many else []


def _accounts(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    there = accounts.waiting_accounts(books)
    theirs = sum(one.proposed_by != who.id for one in there)
    found = [Waiting(room=May.ACCOUNTS, key="safety.accounts_to_approve", n=theirs, pressing=True)] if theirs else []
    if not there and not accounts.live_accounts(books):
        found.append(Waiting(room=May.ACCOUNTS, key="safety.no_account", pressing=True))
    return found


def _channels(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    found = []
    if holding.holds(books):
        found.append(Waiting(room=May.CHANNELS, key="safety.held", pressing=True))
    resting = sum(one.standing is Standing.RESTING for one in breaker.every_health(books))
    silent = sum(one.silent for one in beats(books))
    unsure = waiting_for_people(books, who)
    for key, many, pressing in (
        ("safety.resting", resting, True),
        ("safety.silent", silent, True),
        ("safety.unsure", unsure, False),
    ):
        if many:
            found.append(Waiting(room=May.CHANNELS, key=key, n=many, pressing=pressing))
    return found


def _requests(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    there = data_requests.open_requests(books, who)
    late = sum(one.late(today(books.clock)) for one in there)
    found = [Waiting(room=May.REQUESTS, key="safety.requests_late", n=late, pressing=True)] if late else []
    if len(there) > late:
        found.append(Waiting(room=May.REQUESTS, key="safety.requests_open", n=len(there) - late))
    return found


def _openings(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    many = case_openings.unseen(books, who)
    return [Waiting(room=May.OPENINGS, key="safety.opened_cases", n=many, pressing=True)] if many else []


def _breaches(books: Books, who: Staff, _settings: Settings) -> list[Waiting]:
    found = []
    for one in breaches.open_breaches(books, who.agency_id):
        left = int((one.due_at - books.clock.now()).total_seconds() // 3600)
        if one.told_at is not None:
            found.append(Waiting(room=May.BREACHES, key="safety.breach_told"))
        elif left < 0:
            found.append(Waiting(room=May.BREACHES, key="safety.breach_late", pressing=True))
        else:
            found.append(Waiting(room=May.BREACHES, key="safety.breach_left", n=left, pressing=True))
    return found


def _backups(books: Books, _who: Staff, settings: Settings) -> list[Waiting]:
    found = []
    if isinstance(delivery_findings.backup(settings, books.clock), Bad):
        key = "safety.old_backup" if backups(settings.backups) else "safety.no_backup"
        found.append(Waiting(room=May.BACKUPS, key=key, pressing=True))
    if restore_drills.is_due(restore_drills.drills(books), today(books.clock)):
        found.append(Waiting(room=May.BACKUPS, key="safety.drill_due"))
    return found


_ASKED: dict[May, Callable[[Books, Staff, Settings], list[Waiting]]] = {
    May.CONTACTS: _contacts,
    May.ACCOUNTS: _accounts,
    May.CHANNELS: _channels,
    May.REQUESTS: _requests,
    May.OPENINGS: _openings,
    May.BREACHES: _breaches,
    May.BACKUPS: _backups,
}
ROOMS = tuple(_ASKED)
