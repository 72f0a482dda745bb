"""One day: its times, who has booked (masked where the role sees no names), and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.cli.reception_moves_shown import counted, state_words, time_words
from bot.cli.reception_page_words import STATES
from bot.cli.reception_words import KINDS, MODES
from bot.officers.receptions.common import name_for, name_of_staff, shown_name, the_day
from bot.officers.visit import Visit
from casework import audit, scope
from casework import reception_work_in_sight as work
from casework import receptions_in_sight as sight
from casework.booking_facts import Booking, bookings_of_day
from casework.books import Books
from casework.clock import local, today
from casework.day_moves_people import named
from casework.reception_details import details_of
from casework.reception_kinds import LIVE, BookingState
from casework.receptions import DayWarning, day_warnings
from casework.receptions_in_sight import Day, Slot
from casework.staff import Staff
from messages.library import Lang
from messages.reception_words import about_day, way_there
from scheduler.plans import reception_days

_HELD = {BookingState.HELD: "đang giữ chỗ", BookingState.OFFERED: "đang mời, chờ trả lời"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A booking as a day's page shows it. ``movable``: it may still be put on another time."""

    there: Booking
    name: str
    state: str
    movable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Somebody whom the last move touched."""

    name: str
    reference: str
    at: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTold:
    """Everything on the page. ``names``: whether they are in full."""

    day: Day
    leader: str
    stand_in: str
    about: tuple[str, ...]
    campaign: str  # its name, for whoever may see it
    focal: bool
    warnings: tuple[DayWarning, ...]
    times: tuple[tuple[Slot, tuple[Booked, ...]], ...]
    moved: tuple[Moved, ...]
    moved_in_all: str
    names: bool
    now: datetime
    ahead: bool
    is_today: bool


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    told = await visit.db.write(_seen, visit.who, visit.number("day"))
    return day_page(visit, told)


def day_page(visit: Visit, told: DayTold, *, status: int = 200, wrong: str = "", done: str = "") -> web.Response:
    """The page with what was done, or what was wrong."""
    return visit.page(
        "receptions/day", status=status, told=told, kinds=KINDS, modes=MODES, local=local, wrong=wrong, done=done
    )


def day_told(books: Books, who: Staff, day_id: int) -> DayTold:
    """What stands on the page. Raises ``Missing``."""
    day = the_day(books, who, day_id)
    there = bookings_of_day(books, day.id)
    moved = () if day.is_open else work.last_move(books, who, day.id)
    now = books.clock.now()
    return DayTold(
        day=day,
        leader=name_of_staff(books, day.leader_id),
        stand_in="" if day.stand_in_id is None else name_of_staff(books, day.stand_in_id),
        about=_about(books, who, day),
        campaign=reception_days.name_in_sight(books, who, day.campaign_id),
        focal=day.campaign_id is not None and reception_days.is_focal(books, day.campaign_id, day.commune_id),
        warnings=_warnings(books, day),
        times=tuple(
            (slot, tuple(_booked(books, who, one) for one in there if one.slot_id == slot.id)) for slot in day.slots
        ),
        moved=tuple(
            Moved(
                name=shown_name(who, named(books, one)[0]),
                reference=one.reference,
                at=time_words(one),
                state=state_words(one),
            )
            for one in moved
        ),
        moved_in_all=counted(moved)[0] if moved else "",
        names=scope.names(who),
        now=now,
        ahead=bool(day.slots) and day.slots[0].starts_at > now,
        is_today=day.on_date == today(books.clock),
    )


def _seen(books: Books, who: Staff, day_id: int) -> DayTold:
    """Whoever reads names in full leaves a line in the trail."""
    told = day_told(books, who, day_id)
    if told.names and any(booked for _, booked in told.times):
        audit.record(
            books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"reception_day:{told.day.id}", purpose="seen"
        )
    return told


def _about(books: Books, who: Staff, day: Day) -> tuple[str, ...]:
    row: Any = sight.day_row(books, who, day.id)
    details = details_of(row)
    return (*about_day(details, day.mode, Lang.VI), *way_there(details, Lang.VI))


def _warnings(books: Books, day: Day) -> tuple[DayWarning, ...]:
    """What became of the day since it was published; that it was published late is told on the calendar."""
    if not day.is_open or day.on_date <= today(books.clock):
        return ()
    return tuple(one for one in day_warnings(books, day.on_date) if one is not DayWarning.PUBLISHED_LATE)


def _booked(books: Books, who: Staff, one: Booking) -> Booked:
    return Booked(
        there=one,
        name=name_for(books, who, one),
        state=_HELD.get(one.state) or STATES.get(one.state, one.state.value),
        movable=one.state.value in LIVE and one.state is not BookingState.HELD and one.ends_at > books.clock.now(),
    )
