"""Which places, days and times can be chosen for a reception, and which days are public?

Only screens: what is read here is free at this moment, and the database decides again when a time is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import Field

from casework.clock import local
from casework.reception_days import published_days
from casework.receptions import FreeSlot, free_slots
from casework.staff import find
from handlers.paging import page_of, turning_rows
from handlers.presses import PageNumber, RowId
from handlers.replies import Reply, button, labelled, with_home
from handlers.turn import Turn
from messages.booking_words import day_label, public_day, slot_label, titled
from messages.day_move_words import announced_lines
from messages.fit import clipped, pages
from messages.library import say, version_of
from messages.vietnamese import hour, short_day

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


class AllDays(CallbackData, prefix="bookdays"):
    """A page of the days of all places."""

    page: PageNumber


class OnDate(CallbackData, prefix="bookon"):
    """The free times of this date (its proleptic ordinal), wherever."""

    day: Annotated[int, Field(ge=1, le=3_652_059)]


class Leaders(CallbackData, prefix="bookwho"):
    """A page of those who receive."""

    page: PageNumber


class OfLeader(CallbackData, prefix="bookby"):
    """The free times of one who receives."""

    leader: RowId


class MoreFound(CallbackData, prefix="bookmore"):
    """A page of what was found."""

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
    notes = ["", say(turn.lang, "booking.by_words"), say(turn.lang, "appointments.service")]
    return _plain(turn, "receptions.where", [*lines, *notes], [*rows, *turns, *other_ways(turn)])


def choose_day(turn: Turn, day_id: int, number: int) -> Reply:
    """The days at the place where ``day_id`` is; if nothing is free there any more, the places anew."""
    place = next((one for one in _places(turn) if day_id in one.day_ids), None)
    return choose_place(turn, 0) if place is None else _days(turn, place, number)


def choose_time(turn: Turn, day_id: int, number: int) -> Reply:
    """The free times of a day; if there are none any more, the places anew."""
    slots = [slot for slot in free(turn) if slot.day_id == day_id]
    if not slots:
        return schedule(turn, 0) if turn.party_id is None else choose_place(turn, 0)
    page = page_of(slots, number, TIMES)
    times = [button(hour(slot.starts_at, turn.lang), Take(slot=slot.slot_id)) for slot in page.shown]
    rows = [times[at : at + IN_A_ROW] for at in range(0, len(times), IN_A_ROW)]
    turns = turning_rows(turn, page, lambda to: TimesOf(day=day_id, page=to))
    back = [labelled(turn, "receptions.other_day", DaysAt(day=day_id, page=0))]
    day = day_label(local(slots[0].starts_at).date(), turn.lang)
    line = say(turn.lang, "receptions.place", place=slots[0].place, address=slots[0].address)
    return _plain(turn, "receptions.times", [line], [*rows, *turns, back], day=day)


def instead(turn: Turn, key: str, nearest: Sequence[FreeSlot], **blanks: str) -> Reply:
    """Why it cannot be, and the nearest free times, the earliest first."""
    ordered = sorted(nearest, key=lambda one: (one.starts_at, one.slot_id))
    rows = [[button(clipped(slot_label(one, turn.lang), LABEL), Take(slot=one.slot_id))] for one in ordered]
    after = "receptions.nearest" if nearest else "receptions.none_near"
    anew = [labelled(turn, "receptions.choose_anew", "book")]
    wait = [] if nearest else _waiting(turn)
    return _plain(turn, key, [say(turn.lang, after)], [*rows, *wait, anew], **blanks)


def schedule(turn: Turn, number: int, key: str = "receptions.schedule") -> Reply:
    """The days on which leaders receive, for everybody; or that none is published yet."""
    published = published_days(turn.books)
    if not published:
        return _plain(turn, "receptions.no_days", [], [], phone=turn.agency.phone)
    page = page_of(published, number, A_PAGE)
    lines = [*announced_lines(turn.books, turn.lang), *(public_day(one, turn.lang) for one in page.shown)]
    notes = [say(turn.lang, "appointments.service"), say(turn.lang, "appointments.bring")]
    turns = turning_rows(turn, page, lambda to: PublicDays(page=to))
    bookable = [] if turn.party_id is not None else _bookable(turn, [one.id for one in page.shown])
    if bookable:
        notes += [say(turn.lang, "booking.guest"), say(turn.lang, "booking.by_words")]
    # a chat that is not linked is asked who it is behind this button, and then comes to its appointments
    book = [[labelled(turn, "receptions.book_time", "appointments")]]
    if turn.party_id is not None:
        book = [[labelled(turn, "common.book", "book")]] if free(turn) else []
    wait = _waiting(turn) if key == "receptions.nothing_free" else []
    return _plain(turn, key, [*lines, "", *notes], [*bookable, *turns, *book, *wait])


def _waiting(turn: Turn) -> list[list[InlineKeyboardButton]]:
    """Where nothing is free: to be told when a place becomes free (``handlers.waiting_list``)."""
    return [] if turn.party_id is None else [[labelled(turn, "waiting.join_button", "wljoin")]]


def other_ways(turn: Turn) -> list[list[InlineKeyboardButton]]:
    """By day, by who receives, by what is near: a row each, as far as there is a choice."""
    rows = [[labelled(turn, "booking.by_day", AllDays(page=0))]]
    if len({slot.leader_id for slot in free(turn)}) > 1:
        rows.append([labelled(turn, "booking.by_leader", Leaders(page=0))])
    if turn.party_id is not None:
        rows.append([labelled(turn, "booking.near_me", "booknear")])
    return rows


def choose_of_all_days(turn: Turn, number: int) -> Reply:
    """Every day on which something is free, wherever."""
    days = list(dict.fromkeys(local(slot.starts_at).date() for slot in free(turn)))
    if not days:
        return choose_place(turn, 0)
    page = page_of(days, number, A_PAGE)
    rows = [[button(day_label(one, turn.lang), OnDate(day=one.toordinal()))] for one in page.shown]
    turns = turning_rows(turn, page, lambda to: AllDays(page=to))
    back = [labelled(turn, "receptions.other_place", Places(page=0))]
    return _plain(turn, "booking.which_day", [], [*rows, *turns, back])


def choose_leader(turn: Turn, number: int) -> Reply:
    """Everybody with whom something is free."""
    leaders = [find(turn.books, one) for one in dict.fromkeys(slot.leader_id for slot in free(turn))]
    page = page_of([one for one in leaders if one is not None], number, A_PAGE)
    rows = [[button(clipped(titled(one.name, one.title), LABEL), OfLeader(leader=one.id))] for one in page.shown]
    turns = turning_rows(turn, page, lambda to: Leaders(page=to))
    back = [labelled(turn, "receptions.other_place", Places(page=0))]
    return _plain(turn, "booking.which_leader", [], [*rows, *turns, back])


def choose_of_slots(turn: Turn, key: str, slots: Sequence[FreeSlot], number: int, **blanks: str) -> Reply:
    """Times at several places or days, each with its day and place."""
    page = page_of(slots, number, A_PAGE)
    rows = [[button(clipped(slot_label(one, turn.lang), LABEL), Take(slot=one.slot_id))] for one in page.shown]
    turns = turning_rows(turn, page, lambda to: MoreFound(page=to))
    anew = [labelled(turn, "receptions.choose_anew", Places(page=0))]
    return _plain(turn, key, [], [*rows, *turns, anew], **blanks)


def _bookable(turn: Turn, day_ids: Sequence[int]) -> list[list[InlineKeyboardButton]]:
    first = {slot.day_id: slot for slot in reversed(free(turn)) if slot.day_id in day_ids}
    found = sorted(first.values(), key=lambda one: one.starts_at)
    return [
        [
            button(
                clipped(f"{short_day(local(one.starts_at).date(), turn.lang)}, {one.place}", LABEL),
                TimesOf(day=one.day_id, page=0),
            )
        ]
        for one in found
    ]


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
