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
from scheduler.plans import handing_in
from scheduler.plans.campaigns import Status, every_campaign
from scheduler.plans.pulse import Pulse, pulses

RECEIVING = frozenset({Role.CLERK, *LEADERS})
ATTENDED = frozenset({May.CHANNELS, May.REQUESTS, May.OPENINGS, May.BREACHES, May.BACKUPS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvals:
    """What waits for this leader: not what they made themselves."""

    campaigns: tuple[tuple[int, str], ...]
    accounts: int


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
        pulses=pulses(books) if may(who, May.CAMPAIGNS) else None,
        attention=_attention(books, who, settings) if any(may(who, room) for room in ATTENDED) else None,
    )


def _warnings(books: Books) -> tuple[str, ...]:
    return tuple(warned.words(books, one) for one in concerns(books))


def _approvals(books: Books, who: Staff) -> Approvals:
    drafts = [one for one in every_campaign(books) if one.status is Status.DRAFT and one.made_by != who.id]
    handed_in = [one for one in drafts if handing_in.waiting(books, one.id) is not None]
    waiting = [one for one in waiting_accounts(books) if one.proposed_by != who.id]
    return Approvals(campaigns=tuple((one.id, one.plan.name) for one in handed_in), accounts=len(waiting))


def _attention(books: Books, who: Staff, settings: Settings) -> tuple[Waiting, ...]:
    """What waits in the safety rooms and stands nowhere else on the page; what must not wait longer first."""
    found = (one for one in waiting(books, who, settings) if one.room in ATTENDED)
    return tuple(sorted(found, key=lambda one: not one.pressing))
