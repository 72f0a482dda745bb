"""Does each channel deliver, what may it still send, is everything at work, and who lets go what is held?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cli import delivery_findings, guard_findings, shown, traffic_findings
from bot.cli.findings import Bad, Finding, Good
from bot.officers.desk import desk_of
from bot.officers.safety.typed import Unclear, number
from bot.officers.visit import Missing, Visit
from bot.settings import Settings
from casework import audit, staff
from casework.books import Books
from casework.staff import LEADERS, Staff
from scheduler.delivery.resolving import waiting_for_people
from scheduler.guards import breaker, holding, quotas, stopping
from scheduler.guards.breaker import Health
from scheduler.guards.holding import Hold
from scheduler.guards.quotas import QuotaRefused, Use

ACCOUNTS = ("telegram", "web")
PAGE = "/safety/channels"


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """How an account stands; None where it has sent nothing, or has no quota."""

    account: str
    name: str
    health: Health | None
    use: Use | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything on the page."""

    channels: tuple[Channel, ...]
    holds: tuple[Hold, ...]
    held_words: dict[str, str]
    names: dict[int, str]
    found: tuple[Finding, ...]
    unsure: int


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    return await _shown(visit)


async def release(visit: Visit) -> web.StreamResponse:
    """A leader has looked: what is held goes on."""
    try:
        await visit.db.write(stopping.let_go, visit.who)
    except stopping.NotTheirs:
        said = "Chỉ thủ trưởng hoặc phó thủ trưởng cho gửi tiếp. Hãy nhờ người có thẩm quyền."
        return await _shown(visit, wrong=said, status=409)
    except stopping.NothingHeld:
        return await _shown(visit, wrong="Hiện không giữ tin nào. Không phải làm gì thêm.", status=409)
    except stopping.NeverLetGo as never:
        return await _shown(visit, wrong=shown.NEVER_RELEASED[never.why.value], status=409)
    return visit.go(PAGE)


async def clear(visit: Visit) -> web.StreamResponse:
    """Somebody has looked at what went wrong: the account's campaigns go on now."""
    account = await _account(visit)
    if not await visit.db.write(breaker.clear, account, audit.staff(visit.who.id)):
        return await _shown(visit, wrong="Kênh này không phải tạm nghỉ. Hãy xem lại bảng dưới đây.", status=409)
    return visit.go(PAGE)


async def quota(visit: Visit) -> web.StreamResponse:
    """What an account may send in a day and in a month; an empty field: no limit."""
    account = await _account(visit)
    try:
        a_day, a_month = number(visit, "day", "số tin mỗi ngày"), number(visit, "month", "số tin mỗi tháng")
        if a_day is None and a_month is not None:
            raise Unclear("Có hạn mức tháng thì phải có hạn mức ngày. Hãy ghi cả hai, hoặc để trống cả hai.")
        await visit.db.write(quotas.set_quota, account, a_day, a_month, audit.staff(visit.who.id))
    except (Unclear, QuotaRefused) as refused:
        return await _shown(visit, wrong=str(refused), status=422, wrong_account=account)
    return visit.saved(PAGE)


async def _account(visit: Visit) -> str:
    asked = visit.request.match_info["channel"]
    if asked not in await visit.db.read(_accounts):
        raise Missing
    return asked


def _accounts(books: Books) -> tuple[str, ...]:
    known = {one.account for one in breaker.every_health(books)}
    known |= {one.quota.account for one in quotas.every_use(books)}
    return tuple(sorted(known | set(ACCOUNTS)))


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200, wrong_account: str = "") -> web.Response:
    told = await visit.db.read(told_of, visit.who, visit.settings)
    lately = await desk_of(visit.db).lately(("findings", visit.who.agency_id), counted_findings)
    found = (*told.found, *(lately.told if lately else ()))
    return visit.page(
        "safety/channels",
        status=status,
        told=told,
        bad=[one for one in found if isinstance(one, Bad)],
        good=[one for one in found if isinstance(one, Good)],
        counting=lately is None,
        wrong=wrong,
        wrong_account=wrong_account,
        typed=visit.form,
        is_leader=visit.who.role in LEADERS,
        may_release=visit.who.role in LEADERS and not any(one.why in stopping.NEVER_LET_GO for one in told.holds),
    )


def told_of(books: Books, who: Staff, settings: Settings) -> Told:
    """Read in one transaction."""
    uses = {one.quota.account: one for one in quotas.every_use(books)}
    healths = {one.account: one for one in breaker.every_health(books)}
    holds = holding.holds(books)
    placed = (staff.find(books, one.placed_by) for one in holds if one.placed_by is not None)
    return Told(
        channels=tuple(
            Channel(account=one, name=shown.CHANNEL_WORDS.get(one, one), health=healths.get(one), use=uses.get(one))
            for one in _accounts(books)
        ),
        holds=holds,
        held_words={one.why.value: shown.HELD_WORDS[one.why.value] for one in holds},
        names={one.id: one.name for one in placed if one is not None},
        found=tuple(findings(books, settings)),
        unsure=waiting_for_people(books, who),
    )


def findings(books: Books, settings: Settings) -> list[Finding]:
    """What the doctor finds of whatever runs, each in one sentence with one remedy; holds stand on the page by themselves."""
    delivery = (ask for ask in delivery_findings.ALL if ask is not delivery_findings.held)
    guards = (ask for ask in guard_findings.ALL if ask not in _COUNTED)
    asked = (*delivery, *traffic_findings.ALL, *guards)
    return [delivery_findings.backup(settings, books.clock), *(finding for ask in asked for finding in ask(books))]


def counted_findings(books: Books) -> list[Finding]:
    """Those for which all that waits of every campaign is counted: beside the page."""
    return [finding for ask in _COUNTED for finding in ask(books)]


_COUNTED = (guard_findings.answering,)
