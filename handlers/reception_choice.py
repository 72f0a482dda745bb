"""Which places, days and times can be chosen for a reception, and which days are public?

Only screens: what is read here is free at this moment, and the database decides again when a time is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from casework.clock import local
from casework.reception_days import published_days
from casework.receptions import FreeSlot, free_slots
from handlers.paging import page_of, turning_rows
from handlers.presses import PageNumber, RowId
from handlers.replies import Reply, button, labelled, with_home
from handlers.turn import Turn
from messages.booking_words import day_label, public_day, slot_label
from messages.fit import clipped, pages
from messages.library import say, version_of
from messages.vietnamese import hour

A_PAGE = 8  # places or days
TIMES = 24  # on a page, three in a row
IN_A_ROW = 3
LABEL = 60  # characters on a button
MANY = 1_000  # free times looked at: sixty days of every leader


class Places(CallbackData, prefix="bookplaces"):
    """A page of places."""

    page: PageNumber


class DaysAt(CallbackData, prefix="bookat"):
    """The days at the place of this day."""

    day: RowId
    page: PageNumber


class TimesOf(CallbackData, prefix="bookday"):
    """The free times of this day."""

    day: RowId
    page: PageNumber


class Take(CallbackData, prefix="slot"):
    """Hold this time."""

    slot: RowId


class PublicDays(CallbackData, prefix="days"):
    """A page of the public schedule."""

    page: PageNumber


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place with its free times, earliest first."""

    name: str
    address: str
    slots: tuple[FreeSlot, ...]

    @property
    def day_ids(self) -> tuple[int, ...]:
        """Its days, earliest first."""
        return tuple(dict.fromkeys(slot.day_id for slot in self.slots))


def free(turn: Turn) -> tuple[FreeSlot, ...]:
    """The times that can be chosen now."""
    return free_slots(turn.books, after=turn.books.clock.now(), limit=MANY)


def choose_place(turn: Turn, number: int) -> Reply:
    """The places; at once the days where there is one place; or that there is nothing to book."""
    places = _places(turn)
    if not places:
        return schedule(turn, 0, "receptions.nothing_free")
    if len(places) == 1:
        return _days(turn, places[0], 0)
    page = page_of(places, number, A_PAGE)
    rows = [[button(clipped(one.name, LABEL), DaysAt(day=one.day_ids[0], page=0))] for one in page.shown]
    lines = [say(turn.lang, "receptions.place", place=one.name, address=one.address) for one in page.shown]
    turns = turning_rows(turn, page, lambda to: Places(page=to))
    return _plain(turn, "receptions.where", [*lines, "", say(turn.lang, "appointments.service")], [*rows, *turns])


def choose_day(turn: Turn, day_id: int, number: int) -> Reply:
    """The days at the place where ``day_id`` is; if nothing is free there any more, the places anew."""
    place = next((one for one in _places(turn) if day_id in one.day_ids), None)
    return choose_place(turn, 0) if place is None else _days(turn, place, number)


def choose_time(turn: Turn, day_id: int, number: int) -> Reply:
    """The free times of a day; if there are none any more, the places anew."""
    slots = [slot for slot in free(turn) if slot.day_id == day_id]
    if not slots:
        return choose_place(turn, 0)
    page = page_of(slots, number, TIMES)
    times = [button(hour(slot.starts_at, turn.lang), Take(slot=slot.slot_id)) for slot in page.shown]
    rows = [times[at : at + IN_A_ROW] for at in range(0, len(times), IN_A_ROW)]
    turns = turning_rows(turn, page, lambda to: TimesOf(day=day_id, page=to))
    back = [labelled(turn, "receptions.other_day", DaysAt(day=day_id, page=0))]
    day = day_label(local(slots[0].starts_at).date(), turn.lang)
    line = say(turn.lang, "receptions.place", place=slots[0].place, address=slots[0].address)
    return _plain(turn, "receptions.times", [line], [*rows, *turns, back], day=day)


def instead(turn: Turn, key: str, nearest: Sequence[FreeSlot]) -> Reply:
    """Why it cannot be, and the nearest free times."""
    rows = [[button(clipped(slot_label(one, turn.lang), LABEL), Take(slot=one.slot_id))] for one in nearest]
    after = "receptions.nearest" if nearest else "receptions.none_near"
    return _plain(turn, key, [say(turn.lang, after)], [*rows, [labelled(turn, "receptions.choose_anew", "book")]])


def schedule(turn: Turn, number: int, key: str = "receptions.schedule") -> Reply:
    """The days on which leaders receive, for everybody; or that none is published yet."""
    published = published_days(turn.books)
    if not published:
        return _plain(turn, "receptions.no_days", [], [], phone=turn.agency.phone)
    page = page_of(published, number, A_PAGE)
    lines = [public_day(one, turn.lang) for one in page.shown]
    notes = [say(turn.lang, "appointments.service"), say(turn.lang, "appointments.bring")]
    turns = turning_rows(turn, page, lambda to: PublicDays(page=to))
    # a chat that is not linked is asked who it is behind this button, and then comes to its appointments
    book = [] if turn.party_id is not None else [[labelled(turn, "receptions.book_time", "appointments")]]
    return _plain(turn, key, [*lines, "", *notes], [*turns, *book])


def _days(turn: Turn, place: Place, number: int) -> Reply:
    page = page_of(place.day_ids, number, A_PAGE)
    first = {slot.day_id: slot for slot in reversed(place.slots)}
    rows = [
        [button(day_label(local(first[one].starts_at).date(), turn.lang), TimesOf(day=one, page=0))]
        for one in page.shown
    ]
    turns = turning_rows(turn, page, lambda to: DaysAt(day=place.day_ids[0], page=to))
    back = [[labelled(turn, "receptions.other_place", Places(page=0))]] if len(_places(turn)) > 1 else []
    line = say(turn.lang, "receptions.place", place=place.name, address=place.address)
    return _plain(turn, "receptions.days", [line], [*rows, *turns, *back])


def _places(turn: Turn) -> list[Place]:
    found: dict[tuple[int | None, str, str], list[FreeSlot]] = {}
    for slot in free(turn):
        found.setdefault((slot.commune_id, slot.place, slot.address), []).append(slot)
    return [Place(name=name, address=address, slots=tuple(slots)) for (_, name, address), slots in found.items()]


def _plain(
    turn: Turn, key: str, lines: Sequence[str], rows: Sequence[Sequence[InlineKeyboardButton]], **blanks: str
) -> Reply:
    """A screen of public facts: nothing in it is about the person."""
    text = "\n\n".join(filter(None, [say(turn.lang, key, on=None, **blanks), "\n".join(lines).strip("\n")]))
    return Reply(
        text=pages(text.split("\n"))[0], text_key=key, text_version=version_of(key), buttons=with_home(turn, rows)
    )
