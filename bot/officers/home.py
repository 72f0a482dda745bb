"""What is today's work of whoever signed in? By what their role sees; nobody's name or words."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cli.reception_words import CONCERNS
from bot.officers.visit import Visit
from casework import staff
from casework.accounts import waiting_accounts
from casework.books import Books
from casework.in_sight import Today, todays_work
from casework.reception_warnings import concerns
from casework.staff import LEADERS, Role, Staff
from scheduler.bell.beats import beats
from scheduler.guards import breaker, holding
from scheduler.guards.breaker import Standing
from scheduler.plans.campaigns import Status, every_campaign

RECEIVING = frozenset({Role.CLERK, *LEADERS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Approvals:
    """What waits for this leader: not what they made themselves."""

    campaigns: tuple[str, ...]
    accounts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """What an administrator looks after."""

    resting: tuple[str, ...]
    held: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """Everything on the page; a part that is not this role's is None."""

    today: Today | None
    leaders: dict[int, str]
    warnings: tuple[str, ...] | None
    approvals: Approvals | None
    running: Running | None


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    work = await visit.db.read(work_of, visit.who)
    return visit.page("home", work=work)


def work_of(books: Books, who: Staff) -> Work:
    """Read in one transaction."""
    on_cases = who.role in RECEIVING or who.role is Role.OFFICER
    return Work(
        today=todays_work(books, who) if on_cases else None,
        leaders={one.id: one.name for one in staff.everybody(books)},
        warnings=_warnings(books) if who.role in RECEIVING else None,
        approvals=_approvals(books, who) if who.role in LEADERS else None,
        running=_running(books) if who.role is Role.ADMIN else None,
    )


def _warnings(books: Books) -> tuple[str, ...]:
    return tuple(
        f"{one.on_date:%d/%m/%Y}: " + CONCERNS[one.concern].format(month=f"{one.on_date:%m/%Y}")
        for one in concerns(books)
    )


def _approvals(books: Books, who: Staff) -> Approvals:
    drafts = [one for one in every_campaign(books) if one.status is Status.DRAFT and one.made_by != who.id]
    waiting = [one for one in waiting_accounts(books) if one.proposed_by != who.id]
    return Approvals(campaigns=tuple(one.plan.name for one in drafts), accounts=len(waiting))


def _running(books: Books) -> Running:
    return Running(
        resting=tuple(one.account for one in breaker.every_health(books) if one.standing is Standing.RESTING),
        held=tuple(one.why.value for one in holding.holds(books)),
        silent=tuple(one.name for one in beats(books) if one.silent),
    )
