"""A day cannot take place: who is concerned, what will each of them be told, and do it.

The preview does everything and takes it back, so what is shown is what would happen. Whoever confirms confirms that: where
somebody has booked or answered meanwhile, the new state of things is shown and nothing is done.
"""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from bot.cli.reception_moves import changed_plan, undone_lines
from bot.cli.reception_moves_shown import REASONS, counted, state_words, time_words
from bot.cli.reception_words import KINDS
from bot.cli.refusal import Refused
from bot.officers.receptions import forms
from bot.officers.receptions.common import REFUSED, name_of_staff, on_page, shown_name, staff_names, the_day
from bot.officers.receptions.day_page import day_page, day_told
from bot.officers.visit import Visit
from casework import receptions_in_sight as sight
from casework import scope
from casework.books import Books
from casework.clock import VIETNAM
from casework.day_moves import Moved, Order, cancel_day, merge_days, move_day
from casework.day_moves_kinds import MoveReason, Person, PersonState
from casework.day_moves_people import named
from casework.day_moves_plan import plan_like
from casework.day_moves_undo import undo_move
from casework.office_time import CLOSES
from casework.receptions import DayWarning
from casework.receptions_in_sight import Day
from casework.scope import Reach, reach
from casework.staff import Staff
from messages.day_move_contents import offer
from messages.library import Lang
from scheduler.bell.day_moves import first_told_at

LONGEST_BECAUSE = 300
SAID = ("way", "to", "hours", "leader", "commune", "place", "address", "into", "why", "because", "keep_until")
FIELDS = (*SAID, "mark", "sure")
WAYS = ("move", "merge", "cancel")


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """Somebody whom the move concerns: when they were to come, when they may, how they hear of it."""

    name: str
    reference: str
    was: str
    becomes: str
    hears: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What would happen. ``messages``: what is read in the chats, one of each kind; ``mark``: names exactly this outcome."""

    people: tuple[Touched, ...]
    in_all: str
    warnings: tuple[DayWarning, ...]
    messages: tuple[str, ...]
    told_at: datetime | None
    mark: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What the form of a move needs to know."""

    day: Day
    leader: str
    people: list[Staff]
    into: tuple[Day, ...]
    names: dict[int, str]
    masked: bool
    free_to_give: bool  # to somebody else: an officer moves only their own meetings


class _OnlyLooked(Exception):
    """Raised so that what was done for the preview is taken back."""

    def __init__(self, looked: Looked, *, changed: bool) -> None:
        super().__init__()
        self.looked = looked
        self.changed = changed


async def show(visit: Visit) -> web.StreamResponse:
    """The form; ``?to=2026-12-03`` where the day was dropped on another."""
    day_id = visit.number("day")
    told = await visit.db.read(_form, visit.who, day_id)
    if not told.day.is_open:
        return visit.go(f"/receptions/days/{day_id}")
    return _page(visit, told, {"way": "move", "to": forms.shown_day(visit.request.query.get("to", ""))})


async def do(visit: Visit) -> web.StreamResponse:
    """Show what would happen, or do it when that is confirmed."""
    day_id = visit.number("day")
    told = await visit.db.read(_form, visit.who, day_id)
    try:
        await visit.db.write(_done, visit.who, day_id, visit.form)
    except _OnlyLooked as only:
        status = 409 if only.changed else 200
        return _page(visit, told, visit.form, status=status, looked=only.looked, changed=only.changed)
    except REFUSED as problem:
        return _page(visit, told, visit.form, status=422, wrong=on_page(problem))
    return visit.go(f"/receptions/days/{day_id}")


async def undo(visit: Visit) -> web.StreamResponse:
    """The day takes place after all."""
    day_id = visit.number("day")
    try:
        lines = await visit.db.write(_undone, visit.who, day_id)
    except REFUSED as problem:
        told = await visit.db.read(day_told, visit.who, day_id)
        return day_page(visit, told, status=409, wrong=on_page(problem))
    return day_page(visit, await visit.db.read(day_told, visit.who, day_id), done=" ".join(lines))


def _page(
    visit: Visit,
    told: Form,
    fields: Mapping[str, str],
    *,
    status: int = 200,
    wrong: str = "",
    looked: Looked | None = None,
    changed: bool = False,
) -> web.Response:
    return visit.page(
        "receptions/move", status=status, told=told, fields=fields, wrong=wrong, looked=looked, changed=changed,
        reasons=REASONS, kinds=KINDS, said=SAID,
    )  # fmt: skip


def _form(books: Books, who: Staff, day_id: int) -> Form:
    day = the_day(books, who, day_id)
    return Form(
        day=day,
        leader=name_of_staff(books, day.leader_id),
        people=forms.leaders_first(books, who),
        into=sight.days_to_merge_into(books, who, day),
        names=staff_names(books),
        masked=not scope.names(who),
        free_to_give=reach(who) is not Reach.OWN,
    )


def _done(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> None:
    """Raises ``_OnlyLooked`` unless exactly this outcome was confirmed."""
    moved = _moved(books, who, day_id, form)
    looked = _looked(books, who, moved)
    if form.get("sure") == "yes" and form.get("mark") == looked.mark:
        return
    raise _OnlyLooked(looked, changed=form.get("sure") == "yes")


def _moved(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> Moved:
    day = the_day(books, who, day_id)
    order = _order(books, who, form)
    match form.get("way"):
        case "cancel":
            return cancel_day(books, day.id, order)
        case "merge":
            into = {str(one.id): one.id for one in sight.days_to_merge_into(books, who, day)}
            if form.get("into") not in into:
                raise Refused("Chưa chọn ngày để ghép vào. Hãy chọn trong danh sách.")
            return merge_days(books, day.id, into[form["into"]], order)
        case "move":
            row = sight.day_row(books, who, day.id)
            plan = (
                plan_like(books, row, forms.a_day(form.get("to", ""), books, "Ngày mới")) if row is not None else None
            )
            if plan is None:
                raise Refused("Ngày này vừa đổi. Hãy mở lại trang.")
            return move_day(books, day.id, changed_plan(books, _anew(books, who, form), plan), order)
        case _:
            raise Refused("Chưa chọn dời, ghép hay hủy. Hãy chọn một cách.")


def _anew(books: Books, who: Staff, form: Mapping[str, str]) -> Namespace:
    """What is said anew of the day, as ``changed_plan`` reads it; an officer gives a meeting to nobody else."""
    by = None
    if form.get("leader") and reach(who) is not Reach.OWN:
        by = forms.login(books, who, form["leader"])
    return Namespace(
        hours=forms.hours(form["hours"]) if form.get("hours", "").strip() else None,
        by=by,
        to_commune=form.get("commune", "").strip() or None,
        to_place=form.get("place", "").strip()[: forms.LONGEST] or None,
        to_address=form.get("address", "").strip()[: forms.LONGEST] or None,
    )


def _order(books: Books, who: Staff, form: Mapping[str, str]) -> Order:
    if form.get("why") not in {one.value for one in MoveReason}:
        raise Refused("Chưa chọn lý do nói với người dân. Hãy chọn một lý do.")
    because = " ".join(form.get("because", "").split())
    if len(because) > LONGEST_BECAUSE:
        raise Refused(f"Chi tiết dài hơn {LONGEST_BECAUSE} ký tự. Hãy ghi ngắn lại.")
    until = None
    if form.get("keep_until", "").strip():
        last = forms.a_day(form["keep_until"], books, "Ngày giữ chỗ")
        until = datetime.combine(last, CLOSES, VIETNAM).astimezone(UTC)
        if until <= books.clock.now():
            raise Refused("Ngày giữ chỗ đã qua. Hãy chọn một ngày sau hôm nay.")
    return Order(reason=MoveReason(form["why"]), because=because, staff_id=who.id, keep_until=until)


def _looked(books: Books, who: Staff, moved: Moved) -> Looked:
    people = moved.people
    return Looked(
        people=tuple(
            Touched(
                name=shown_name(who, named(books, one)[0]),
                reference=one.reference,
                was=time_words(one, old=True),
                becomes=time_words(one),
                hears="sẽ nhắn tin" if one.state is PersonState.OFFERED else state_words(one),
            )
            for one in people
        ),
        in_all=counted(people)[0] if people else "",
        warnings=moved.warnings,
        messages=_messages(books, people),
        told_at=first_told_at(books, people),
        mark=_mark(people),
    )


def _messages(books: Books, people: Sequence[Person]) -> tuple[str, ...]:
    """What the first of each kind reads: names stand in none of them."""
    found: dict[str, str] = {}
    for one in people:
        if one.state is PersonState.OFFERED:
            shown = offer(books, one, Lang.VI)
            found.setdefault(shown.text_key, shown.text)
    return tuple(found.values())


def _mark(people: Sequence[Person]) -> str:
    """Who is put where and hears of it how; the ids of a preview's own rows are nobody's and are not in it."""
    told = [(one.booking_id, one.state.value, one.starts_at.isoformat(), one.place) for one in people]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


def _undone(books: Books, who: Staff, day_id: int) -> list[str]:
    return undone_lines(undo_move(books, the_day(books, who, day_id).id, who.id))
