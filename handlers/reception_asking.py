"""What is shown for what somebody asked for: a time, times to choose from, or why there is none and what is nearest?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from casework.clock import VIETNAM, local, today
from casework.places import find_by_id
from casework.receptions import FreeSlot
from casework.working_days import is_working_day
from handlers.reception_choice import choose_of_slots, choose_place, free, instead
from handlers.reception_search import Query, Refused, heard, matching, own_commune, read_query
from handlers.replies import Reply, reply, speak, with_home
from handlers.switchboard import Event
from handlers.turn import Turn
from messages.booking_words import day_label
from messages.vietnamese import day, short_day

QUERY = "times_wanted"  # where what was asked for stands in the dialogue's data
NEAREST = 3


class BookBy(StatesGroup):
    """A place, a day or an hour is being chosen; words typed now are one of these."""

    words = State()


async def in_words(turn: Turn, state: FSMContext, text: str, *, anew: bool = False) -> Reply | FreeSlot | None:
    """The one time that ``text`` leads to, or what to show; None where it says nothing of a place, a day or a leader.

    ``anew``: what was chosen before does not count.
    """
    slots = free(turn)
    before = Query() if anew else read_query((await state.get_data()).get(QUERY))
    query = heard(turn, text, slots, before, today(turn.books.clock))
    if query is None:
        return None
    await state.set_state(BookBy.words)
    if isinstance(query, Refused):
        return instead(turn, f"booking.{query.why.value}", _from(slots, query.near))
    await state.update_data({QUERY: query.kept()})
    found = matching(query, slots)
    exact = query.days is not None and len(query.days) == 1 and query.at is not None
    return found[0] if exact and len(found) == 1 else _shown(turn, query, slots, 0)


async def chosen(turn: Turn, state: FSMContext, query: Query) -> Reply:
    """The times of what was chosen by a button."""
    await state.set_state(BookBy.words)
    await state.update_data({QUERY: query.kept()})
    return _shown(turn, query, free(turn), 0)


async def more(turn: Turn, state: FSMContext, number: int) -> Reply:
    """A page of what was asked for last."""
    return _shown(turn, read_query((await state.get_data()).get(QUERY)), free(turn), number)


async def near_home(turn: Turn, state: FSMContext) -> Reply:
    """The next times in the party's commune; where the books know none, it is asked for."""
    commune = own_commune(turn)
    if commune is None:
        await state.set_state(BookBy.words)
        return reply(turn, "booking.home_unknown", with_home(turn))
    return await chosen(turn, state, Query(commune=commune))


async def choosing(event: Event, turn: Turn, state: FSMContext, screen: Reply, *, anew: bool = False) -> None:
    """A screen of choices; words typed now are one, too."""
    await state.set_state(BookBy.words)
    if anew:
        await state.update_data({QUERY: None})
    await speak(event, turn, screen)


def _shown(turn: Turn, query: Query, slots: Sequence[FreeSlot], number: int) -> Reply:
    if not slots:
        return choose_place(turn, 0)
    found = matching(query, slots)
    commune = None if query.commune is None else find_by_id(turn.books, query.commune)
    if found:
        if commune is not None:
            return choose_of_slots(turn, "booking.near", found, number, commune=commune.name)
        return choose_of_slots(turn, "booking.found", found[:NEAREST] if query.soonest else found, number)
    if commune is not None and not any(one.commune_id == commune.id for one in slots):
        elsewhere = matching(replace(query, commune=None), slots) or list(slots)
        return instead(turn, "booking.none_in_commune", elsewhere[:NEAREST], commune=commune.name)
    return _none_then(turn, query, slots)


def _none_then(turn: Turn, query: Query, slots: Sequence[FreeSlot]) -> Reply:
    """Nothing is free then: on that day at another hour, there on another day, anywhere; the nearest first."""
    wanted = _wanted(query, today(turn.books.clock))
    ways = (
        matching(query, slots, hours=False),
        matching(replace(query, days=None), slots),
        matching(replace(query, days=None), slots, hours=False),
        slots,
    )
    others = next(one for one in ways if one)
    near = sorted(others, key=lambda one: abs(one.starts_at - wanted))[:NEAREST]
    if query.days is not None and len(query.days) == 1 and not is_working_day(turn.books, query.days[0]):
        return instead(turn, "booking.rest_day", near, day=short_day(query.days[0], turn.lang))
    commune = None if query.commune is None else find_by_id(turn.books, query.commune)
    there = query.place or ("" if commune is None else commune.name)
    if query.days is not None and len(query.days) == 1 and there:  # said or chosen before: it must not be forgotten
        return instead(turn, "booking.not_that_day_there", near, day=day(query.days[0], turn.lang), place=there)
    if query.days is not None and len(query.days) == 1:
        return instead(turn, "booking.not_that_day", near, day=day_label(query.days[0], turn.lang))
    return instead(turn, "booking.not_then", near)


def _wanted(query: Query, now: date) -> datetime:
    """The instant that the nearest are nearest to."""
    on = query.days[0] if query.days else now
    return datetime.combine(on, query.at or query.after or time(8), tzinfo=VIETNAM).astimezone(UTC)


def _from(slots: Sequence[FreeSlot], near: date) -> list[FreeSlot]:
    after = [one for one in slots if local(one.starts_at).date() >= near]
    return (after or sorted(slots, key=lambda one: -one.starts_at.timestamp()))[:NEAREST]


__all__ = ["QUERY", "BookBy", "Query", "choosing", "chosen", "in_words", "more", "near_home"]
