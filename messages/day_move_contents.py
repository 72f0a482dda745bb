"""What does somebody read whose reception day was moved? The place that is kept, as the books stand at the tap.

Shown behind the message about the move, behind a reminder of the old hour, and where somebody looks for their appointments.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from casework.books import Books
from casework.clock import local
from casework.day_moves_kinds import OPEN, MoveAction, Person, PersonState
from casework.day_moves_people import open_person_of, person
from casework.reception_kinds import BookingKind
from casework.staff import find
from messages.booking_words import titled
from messages.contents import Action, NothingToShow, Rows, Shown
from messages.library import Lang, say, version_of
from messages.outbox import Content
from messages.vietnamese import day, hour

ACCEPT, OTHER, GIVE_UP = "dmyes", "dmother", "dmno"
"""The presses: each names the day_move_person that it is about."""


def render_move(books: Books, content: Content, person_id: int, lang: Lang) -> Shown:
    """The content of a nudge about a moved day. Raises ``NothingToShow``."""
    one = person(books, person_id)
    if one is None or one.party_id is None or one.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no booking of this party was moved")
    newest = open_person_of(books, booking_id=one.booking_id)
    return _with_reference(offer(books, newest or one, lang), content, lang)


def render_old_reminder(books: Books, content: Content, booking_id: int, lang: Lang) -> Shown | None:
    """What a reminder of the old hour says while the new place waits for an answer; None: nothing waits."""
    one = open_person_of(books, booking_id=booking_id)
    if one is None or one.party_id is None or one.party_id != content.party_id:
        return None
    return _with_reference(offer(books, one, lang), content, lang)


def offer(books: Books, one: Person, lang: Lang) -> Shown:
    """What is kept, or what has become of it, with what can be answered."""
    now = books.clock.now()
    answerable = one.state in OPEN or (one.state is PersonState.PHONED and one.keeps_place(now))
    if not answerable:
        mine = (Action(label="reminder.appointments", data="appointments"),)
        return _shown(
            "day_moves.settled",
            (mine,),
            say(lang, "day_moves.settled", on=None, booking=one.reference),
        )
    if one.keeps_place(now):
        key = _key(one)
        return _shown(key, _rows(one), say(lang, key, on=None, **_facts(books, one, lang, key)))
    key = "day_moves.no_place" if one.offered_slot_id is None else "day_moves.lapsed"
    return _shown(key, _rows(one)[1:], say(lang, key, on=None, **_facts(books, one, lang, key)))


def guest_offer(books: Books, one: Person, lang: Lang) -> Shown:
    """The same for a guest in the chat they booked from: they answer by telephone, for no link says that the chat is theirs."""
    key = "day_moves.guest_kept" if one.keeps_place(books.clock.now()) else "day_moves.no_place"
    return _shown(key, (), say(lang, key, on=None, **_facts(books, one, lang, key)))


def _with_reference(shown: Shown, content: Content, lang: Lang) -> Shown:
    line = say(lang, "day_moves.reference", reference=content.reference or "-")
    return replace(shown, text=f"{shown.text}\n{line}")


def _key(one: Person) -> str:
    if one.action is MoveAction.BACK:
        return "day_moves.back"
    return "day_moves.offered" if one.followed_up_at is None else "day_moves.offered_again"


def _rows(one: Person) -> Rows:
    label = "day_moves.accept_back_button" if one.action is MoveAction.BACK else "day_moves.accept_button"
    return (
        (Action(label=label, data=f"{ACCEPT}:{one.id}"),),
        (Action(label="day_moves.other_button", data=f"{OTHER}:{one.id}:0"),),
        (Action(label="day_moves.give_up_button", data=f"{GIVE_UP}:{one.id}"),),
    )


def _facts(books: Books, one: Person, lang: Lang, key: str) -> dict[str, str]:
    old = {
        "old_hour": hour(one.old_starts_at, lang),
        "old_day": _day(one.old_starts_at, lang),
        "old_place": one.old_place,
        "because": say(lang, f"day_moves.because_{one.reason.value}"),
        "booking": one.reference,
    }
    until = one.held_until or one.starts_at
    facts = old | {
        "whom": _whom(books, one, lang),
        "hour": hour(one.starts_at, lang),
        "day": _day(one.starts_at, lang),
        "number": "" if one.number is None else say(lang, "day_moves.number", number=one.number),
        "place": one.place,
        "address": one.address,
        "until": say(lang, "day_moves.until", hour=hour(until, lang), day=_day(until, lang)),
    }
    return {name: facts[name] for name in _BLANKS[key]}


def _whom(books: Books, one: Person, lang: Lang) -> str:
    leader = find(books, one.leader_id)
    whom = titled(leader.name, leader.title) if leader is not None else "-"
    kind = "with_officer" if one.kind is BookingKind.OFFICER else "with_leader"
    return say(lang, f"appointments.{kind}", whom=whom)


def _day(when: datetime, lang: Lang) -> str:
    return day(local(when).date(), lang)


def _shown(key: str, rows: Rows, text: str) -> Shown:
    return Shown(text=text, text_key=key, text_version=version_of(key), rows=rows)


_NEW = ("whom", "hour", "day", "number", "place", "address", "until")
_BLANKS = {
    "day_moves.offered": ("old_hour", "old_day", "old_place", "because", "booking", *_NEW),
    "day_moves.offered_again": ("old_hour", "old_day", "because", "booking", *_NEW),
    "day_moves.guest_kept": ("old_hour", "old_day", "old_place", "because", "booking", *_NEW),
    "day_moves.no_place": ("booking", "old_hour", "old_day", "old_place", "because"),
    "day_moves.back": ("booking", *_NEW),
    "day_moves.lapsed": ("booking", "old_hour", "old_day"),
}
