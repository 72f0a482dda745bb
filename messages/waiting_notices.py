"""How does somebody who waits for a place hear that one became free, and what do they read behind the nudge?

News of what they asked for: it needs no consent, waits for the hours in which the agency speaks unasked, and is of no use once
the place is kept for them no more.
"""

from __future__ import annotations

from datetime import datetime

from casework.booking_facts import Booking, find_booking, is_live
from casework.books import Books
from casework.clock import local
from casework.contacts import contact
from casework.links import live_links
from casework.receptions import BookingState
from casework.staff import find
from messages.booking_words import titled
from messages.contents import Action, NothingToShow, Shown
from messages.library import Lang, say, version_of
from messages.news import news
from messages.outbox import Content, free_reference, queue
from messages.vietnamese import day, hour

OFFERED = "waiting.offered"
TAKE, REFUSE, LEAVE = "wlyes", "wlno", "wlleave"
"""The presses of an offer; the first two name its booking."""


def tell_offered(books: Books, offered: Booking, not_before: datetime) -> int | None:
    """Queue the news of an offer to the party's chat heard from last; None where that was done, or no chat is left."""
    party_id = offered.party_id
    chats = [] if party_id is None else sorted(live_links(books, party_id), key=lambda one: one.seen_at)
    there = contact(books, chats[-1].contact_id) if chats else None
    if there is None:
        return None
    reference = free_reference(books)
    content = Content(
        text_key=OFFERED, text_version=version_of(OFFERED), booking_id=offered.id, party_id=party_id, reference=reference
    )  # fmt: skip
    purpose, until = f"place:{offered.id}", offered.held_until
    return queue(books, news(there, purpose, content, reference, not_before=not_before, useful_until=until))


def render_offer(books: Books, content: Content, booking_id: int, lang: Lang) -> Shown:
    """The place as the books stand now: kept for them, theirs already, or gone. Raises ``NothingToShow``."""
    there = find_booking(books, booking_id)
    if there is None or there.party_id is None or there.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no place was offered to this party")
    reference = content.reference or "-"
    if there.state is BookingState.CONFIRMED and is_live(there, books.clock.now()):
        key, mine = "waiting.yours", ((Action(label="reminder.appointments", data="appointments"),),)
        return _shown(key, mine, say(lang, key, on=None, booking=there.reference, reference=reference))
    if there.state is not BookingState.OFFERED or not is_live(there, books.clock.now()):
        again = ((Action(label="common.book", data="book"),),)
        return _shown("waiting.gone", again, say(lang, "waiting.gone", on=None, reference=reference))
    leader = find(books, there.leader_id)
    text = say(
        lang,
        OFFERED,
        on=None,
        whom=titled(leader.name, leader.title) if leader is not None else "-",
        hour=hour(there.starts_at, lang),
        day=day(local(there.starts_at).date(), lang),
        place=there.place,
        address=there.address,
        until=f"{hour(there.held_until or there.starts_at, lang)}, {day(local(there.held_until or there.starts_at).date(), lang)}",
        reference=reference,
    )
    rows = (
        (Action(label="waiting.take_button", data=f"{TAKE}:{there.id}"),),
        (Action(label="waiting.refuse_button", data=f"{REFUSE}:{there.id}"),),
        (Action(label="waiting.leave_button", data=LEAVE),),
    )
    return _shown(OFFERED, rows, text)


def _shown(key: str, rows: tuple[tuple[Action, ...], ...], text: str) -> Shown:
    return Shown(text=text, text_key=key, text_version=version_of(key), rows=rows)
