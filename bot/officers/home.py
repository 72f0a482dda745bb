"""What is today's work of whoever signed in? By what their role sees; nobody's name or words."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.officers.receptions import warned
from bot.officers.safety.waiting import Waiting, waiting
from bot.officers.visit import Visit
from bot.settings import Settings
from casework import staff
from casework.accounts import waiting_accounts
from casework.books import Books
from casework.in_sight import Today, todays_work
from casework.reception_warnings import concerns
from casework.scope import May, may
from casework.staff import LEADERS, Role, Staff
from scheduler.plans import changes, handing_in, in_sight
from scheduler.plans.approval import LIVE
from scheduler.plans.campaigns import Status, every_campaign
from scheduler.plans.pulse import Pulse, pulses

RECEIVING = frozenset({Role.CLERK, *LEADERS})
ATTENDED = frozenset({May.CHANNELS, May.REQUESTS, May.OPENINGS, May.BREACHES, May.BACKUPS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvals:
    """What waits for this leader: not what they made themselves."""

    campaigns: tuple[tuple[int, str], ...]
    changes: tuple[tuple[int, str], ...]  # of campaigns that run
    accounts: int

    @property
    def many(self) -> int:
        """All of them."""
        return len(self.campaigns) + len(self.changes) + self.accounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """Everything on the page; a part that is not this role's is None."""

    today: Today | None
    leaders: dict[int, str]
    warnings: tuple[str, ...] | None
    approvals: Approvals | None
    pulses: tuple[Pulse, ...] | None
    attention: tuple[Waiting, ...] | None


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    work = await visit.db.read(work_of, visit.who, visit.settings)
    return visit.page("home", work=work)


def work_of(books: Books, who: Staff, settings: Settings) -> Work:
    """Read in one transaction."""
    on_cases = who.role in RECEIVING or who.role is Role.OFFICER
    return Work(
        today=todays_work(books, who) if on_cases else None,
        leaders={one.id: one.name for one in staff.everybody(books)},
        warnings=_warnings(books) if who.role in RECEIVING else None,
        approvals=_approvals(books, who) if who.role in LEADERS else None,
        pulses=pulses(books, who) if may(who, May.CAMPAIGNS) else None,
        attention=_attention(books, who, settings) if any(may(who, room) for room in ATTENDED) else None,
    )


def _warnings(books: Books) -> tuple[str, ...]:
    return tuple(warned.words(books, one) for one in concerns(books))


def _approvals(books: Books, who: Staff) -> Approvals:
    handed_in, proposed = handing_in.all_waiting(books), changes.waiting(books)
    concerned = [one for one in every_campaign(books) if one.id in handed_in or one.id in proposed]
    there = [one for one in concerned if in_sight.sees(books, who, one.id)]
    drafts = [one for one in there if one.id in handed_in and one.status is Status.DRAFT and one.made_by != who.id]
    changed = [one for one in there if one.status in LIVE and proposed.get(one.id, who.id) != who.id]
    waiting = [one for one in waiting_accounts(books) if one.proposed_by != who.id]
    return Approvals(
        campaigns=tuple((one.id, one.plan.name) for one in drafts),
        changes=tuple((one.id, one.plan.name) for one in changed),
        accounts=len(waiting),
    )


def _attention(books: Books, who: Staff, settings: Settings) -> tuple[Waiting, ...]:
    """What waits in the safety rooms and stands nowhere else on the page; what must not wait longer first."""
    found = (one for one in waiting(books, who, settings) if one.room in ATTENDED)
    return tuple(sorted(found, key=lambda one: not one.pressing))
