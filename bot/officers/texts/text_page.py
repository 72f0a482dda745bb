"""The page of one text: its words, its blanks, where it is said, how it looks, its versions and what differs between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from bot.officers.texts.asked import called, key_of, version
from bot.officers.visit import Visit
from casework import staff
from casework.books import Books
from casework.clock import today
from casework.staff import Staff
from messages import library, samples
from messages.differences import Differences, differences
from messages.library import Lang, Text
from messages.office_text_writing import APPROVERS, WRITERS, may_be_worded, writers_of
from messages.office_texts import OfficeText, State, of_key, standing
from messages.samples import PEOPLE, Blank
from messages.translations import english
from scheduler.plans.office_words import SaidIn, said_in

SHIPPED, EXPIRED, TO_COME, OLDER = "shipped", "expired", "to_come", "older"


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A version in the list, newest first. ``state``: of messages.office_texts.State, or what its days make of it."""

    text: Text
    state: str
    said: bool
    hash: str
    writer: str
    written_at: datetime | None
    decider: str
    decided_at: datetime | None
    retirer: str
    retired_at: datetime | None
    note: str
    mine: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything on the page."""

    key: str
    said: Text
    english: str
    blanks: tuple[Blank, ...]
    versions: tuple[Version, ...]
    waiting: Version | None
    open: Version | None
    campaigns: tuple[SaidIn, ...]
    own: bool
    writes: bool
    approves: bool


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    return await shown(visit, key_of(visit))


async def shown(visit: Visit, key: str, *, wrong: str = "", status: int = 200) -> web.Response:
    """The page of a text, with what went wrong, if anything did."""
    asked = visit.request.query
    told = await visit.db.read(told_of, key, visit.who)
    old, new = _two(told.versions, version(asked.get("old", "")), version(asked.get("new", "")))
    person = next((one for one in PEOPLE if one.key == asked.get("person")), PEOPLE[0])
    lang = Lang.EN if asked.get("in") == Lang.EN.value else Lang.VI
    shown_version = version(asked.get("version", ""))
    looked_at = next((one.text for one in told.versions if one.text.version == shown_version), told.said)
    return visit.page(
        "texts/text", status=status, wrong=wrong, told=told, called=called(visit.lang, told.key), old=old, new=new, compared=_compared(old, new), person=person,
        people=PEOPLE, shown_in=lang, looked_at=looked_at,
        preview=samples.shown(looked_at, person, await visit.db.read(_today), lang),
    )  # fmt: skip


def told_of(books: Books, key: str, who: Staff) -> Told:
    """Read in one transaction."""
    mine, on = of_key(books, key), today(books.clock)
    stands = standing(mine, on)
    said = stands.as_text() if stands is not None else library.text_of(key)
    names = {one.id: one.name for one in staff.everybody(books)}
    versions = [_shipped(one, said) for one in library.versions_of(key)]
    versions += [_own(books, one, said, on, names, who) for one in mine]
    waiting = [one for one in versions if one.state == State.WAITING.value]
    being_written = [one for one in versions if one.state in (State.DRAFT, State.RETURNED)]
    return Told(
        key=key,
        said=said,
        english=said.en or english(key, said.vi) or "",
        blanks=samples.blanks_of(library.text_of(key)),
        versions=tuple(reversed(versions)),
        waiting=waiting[-1] if waiting else None,
        open=being_written[-1] if being_written else None,
        campaigns=said_in(books, key) if may_be_worded(key) else (),
        own=may_be_worded(key),
        writes=who.role in WRITERS,
        approves=who.role in APPROVERS,
    )


def _today(books: Books) -> date:
    return today(books.clock)


def _shipped(one: Text, said: Text) -> Version:
    return Version(
        text=one, state=SHIPPED, said=one is said, hash="", writer="", written_at=None, decider="", decided_at=None, retirer="",
        retired_at=None, note="", mine=False,
    )  # fmt: skip


def _own(books: Books, one: OfficeText, said: Text, on: date, names: dict[int, str], who: Staff) -> Version:
    return Version(
        text=one.as_text(),
        state=_state(one, said, on),
        said=one.version == said.version,
        hash=one.words_hash,
        writer=names.get(one.written_by, "-"),
        written_at=one.written_at,
        decider="" if one.decided_by is None else names.get(one.decided_by, "-"),
        decided_at=one.decided_at,
        retirer="" if one.retired_by is None else names.get(one.retired_by, "-"),
        retired_at=one.retired_at,
        note=one.note,
        mine=who.id in writers_of(books, one),
    )


def _state(one: OfficeText, said: Text, on: date) -> str:
    if one.state is not State.APPROVED or one.version == said.version:
        return one.state.value
    if one.starts_on > on:
        return TO_COME
    return OLDER if one.valid_on(on) else EXPIRED


def _two(versions: Sequence[Version], old: int | None, new: int | None) -> tuple[Version, Version]:
    """Which two are compared: those asked for, or the newest and the one that is said (or came before it)."""
    by_number = {one.text.version: one for one in versions}
    newest = versions[0]
    said = next((one for one in versions if one.said), newest)
    before = said if said is not newest else versions[min(1, len(versions) - 1)]
    return by_number.get(old or 0, before), by_number.get(new or 0, newest)


def _compared(old: Version, new: Version) -> Differences | None:
    return None if old is new else differences(old.text.vi, new.text.vi)
