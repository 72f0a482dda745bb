"""Does a place on another day wait for this person's answer? Then that is what they are shown, and not an old hour."""

from __future__ import annotations

from dataclasses import replace

from casework.booking_facts import Booking
from casework.day_moves_answers import notice_what_happened
from casework.day_moves_kinds import Person
from casework.day_moves_people import open_person_of, person
from handlers.calendar_files import renew_calendar
from handlers.replies import Reply, of_content
from handlers.switchboard import Event
from handlers.turn import Turn
from messages.day_move_contents import guest_offer, offer


def waiting_offer(turn: Turn) -> Reply | None:
    """What waits for an answer of this chat's party, shown instead of its appointments; None: nothing waits."""
    one = None if turn.party_id is None else open_person_of(turn.books, party_id=turn.party_id)
    if one is not None and notice_what_happened(
        turn.books, one
    ):  # answered by another way, and the bell has not rung since
        one = open_person_of(turn.books, booking_id=one.booking_id)
    return None if one is None else offered(turn, one)


def offer_about(turn: Turn, there: Booking) -> Reply | None:
    """What waits for an answer about this booking of the chat; None: its day was not moved, or that is settled."""
    one = open_person_of(turn.books, booking_id=there.id)
    if one is not None and notice_what_happened(turn.books, one):
        one = open_person_of(turn.books, booking_id=there.id)
    if one is None:
        return None
    if one.party_id is None:
        return replace(of_content(turn, guest_offer(turn.books, one, turn.lang)), personal=False)
    return offered(turn, one)


async def take_out_old_hour(event: Event, turn: Turn) -> None:
    """Whoever has the old hour in a calendar gets the file that takes it out, as soon as they have read that it is gone."""
    one = None if turn.party_id is None else open_person_of(turn.books, party_id=turn.party_id)
    if one is not None:
        await renew_calendar(event, turn, one.booking_id)


def offered(turn: Turn, one: Person) -> Reply:
    """The offer as it stands now, or what has become of it."""
    newest = open_person_of(turn.books, booking_id=one.booking_id) or person(turn.books, one.id) or one
    return of_content(turn, offer(turn.books, newest, turn.lang))
