"""The recurring plans: which there are, what becomes of each day of one, and how one day of it is left out or held on another date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from bot.cli.reception_plan import row_words
from bot.cli.reception_words import KINDS, MODES, rule_words
from bot.officers.receptions import forms
from bot.officers.receptions.common import REFUSED, name_of_staff, on_page, the_plan
from bot.officers.visit import Visit
from casework import receptions_in_sight as sight
from casework.books import Books
from casework.clock import today
from casework.reception_laying import lay_days
from casework.reception_plans import ReceptionPlan, end_plan, except_day
from casework.staff import Staff

_SHOWN_AHEAD = timedelta(days=180)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A day of the plan: where it is held, what becomes of it; ``open``: it may still be left out or moved."""

    planned_on: date
    held: str
    about: str
    day_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanTold:
    """A plan in words, with its next days where its own page shows them."""

    plan: ReceptionPlan
    leader: str
    rule: str
    hours: str
    rows: tuple[Row, ...] = ()


async def listed(visit: Visit) -> web.StreamResponse:
    """Every plan in sight."""
    return visit.page("receptions/plans", plans=await visit.db.read(_all, visit.who), kinds=KINDS, modes=MODES)


async def show(visit: Visit) -> web.StreamResponse:
    """One plan with its days of the next half year."""
    return await _page(visit)


async def change_day(visit: Visit) -> web.StreamResponse:
    """Leave a day of it out, or hold it on another date."""
    try:
        await visit.db.write(_excepted, visit.who, visit.number("plan"), dict(visit.form))
    except REFUSED as problem:
        return await _page(visit, status=422, wrong=on_page(problem))
    return visit.saved(f"/receptions/plans/{visit.number('plan')}")


async def end(visit: Visit) -> web.StreamResponse:
    """No more days are published; those that are stay."""
    await visit.db.write(_ended, visit.who, visit.number("plan"))
    return visit.saved(f"/receptions/plans/{visit.number('plan')}")


async def _page(visit: Visit, *, status: int = 200, wrong: str = "") -> web.Response:
    told = await visit.db.read(_one, visit.who, visit.number("plan"))
    return visit.page(
        "receptions/plan", status=status, told=told, kinds=KINDS, modes=MODES, wrong=wrong, fields=dict(visit.form)
    )


def _all(books: Books, who: Staff) -> list[PlanTold]:
    return [_told(books, one) for one in sight.plans(books, who)]


def _one(books: Books, who: Staff, plan_id: int) -> PlanTold:
    plan = the_plan(books, who, plan_id)
    ahead = [one for one in sight.coming(books, who, today(books.clock) + _SHOWN_AHEAD) if one.plan.id == plan.id]
    rows = []
    for one in ahead:
        _, held, about = row_words(plan, one)
        rows.append(Row(planned_on=one.coming.planned_on, held=held, about=about, day_id=one.day_id))
    return _told(books, plan, tuple(rows))


def _told(books: Books, plan: ReceptionPlan, rows: tuple[Row, ...] = ()) -> PlanTold:
    return PlanTold(
        plan=plan,
        leader=name_of_staff(books, plan.facts.leader_id),
        rule=rule_words(plan.facts.rule),
        hours=", ".join(str(one) for one in plan.facts.windows),
        rows=rows,
    )


def _excepted(books: Books, who: Staff, plan_id: int, form: dict[str, str]) -> None:
    plan = the_plan(books, who, plan_id)
    on = forms.a_day(form.get("on", ""), books, "Ngày theo lịch")
    to = forms.a_day(form["to"], books, "Ngày mới") if form.get("to", "").strip() else None
    why = form.get("why", "").strip()[:200]
    except_day(books, plan, on, to, why or None, who.id)
    lay_days(books)


def _ended(books: Books, who: Staff, plan_id: int) -> None:
    end_plan(books, the_plan(books, who, plan_id).id, who.id)
