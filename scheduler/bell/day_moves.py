"""Who has still to hear that their reception day was moved, who has to be asked once more, and who has to be phoned?

Five minutes after the move, so that a slip can be taken back before anybody hears of it, everybody with a chat is told; at
night the next morning, unless the old hour comes first. Whoever says nothing is asked once more halfway, and is then on the
list of those to be phoned: while the place is still kept, and before they would set off to the old hour. Too near for that:
they are told and phoned at once. Where the chat turns out to be gone, another chat of the person hears of it, else they are phoned. Nothing of it depends on a process living on: each look begins from what the books say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.books import Books
from casework.day_moves_answers import notice_what_happened, to_phone, told
from casework.day_moves_kinds import Person, PersonState, PhoneWhy
from casework.day_moves_people import has_died, open_people, person
from messages.day_move_notices import not_delivered, tell_moved
from scheduler import quiet

GRACE = timedelta(minutes=5)
WAITED_FOR = timedelta(hours=48)  # for an answer, at most
TO_CALL_IN = timedelta(hours=24)  # how long before the place is given to others the office begins to phone
BEFORE_THE_OLD_HOUR = timedelta(hours=18)  # the day before, in office hours
SETS_OFF = timedelta(hours=3)  # before the old hour: later somebody may be on the way
URGENT = timedelta(hours=2)  # less time than this to wait for an answer: nobody is asked twice
CHUNK = 50


def follow_moves(books: Books) -> int:
    """Tell, ask once more, or put on the list to be phoned those whose time has come; at most ``CHUNK``."""
    people = open_people(books)
    if not people:
        return 0
    gone = not_delivered(books, [one for one in people if one.state is PersonState.OFFERED])
    done = 0
    for one in people:
        done += _follow(books, one, one.id in gone)
        if done >= CHUNK:
            break
    if done:
        books.ring("bookings")
    return done


def first_told_at(books: Books, people: Sequence[Person]) -> datetime | None:
    """When the first of these people is told; None: no message goes to any of them."""
    return min((_tell_at(books, one) for one in people if _hears(one) and one.told_at is None), default=None)


def next_follow(books: Books) -> datetime | None:
    """When the next of them is due."""
    return min((instant for one in open_people(books) for instant in _instants(books, one)), default=None)


def _follow(books: Books, one: Person, undelivered: bool) -> bool:
    now = books.clock.now()
    if notice_what_happened(books, one):
        return True
    if _hears(one) and one.told_at is None:
        return _tell_at(books, one) <= now and _tell(books, one)
    if one.state is not PersonState.OFFERED or one.told_at is None:
        return False
    if undelivered:
        return _tell_elsewhere(books, one) or to_phone(books, one, PhoneWhy.NOT_DELIVERED)
    if _phone_at(one, one.told_at) <= now:
        return to_phone(books, one, PhoneWhy.SILENT if _waits_long(one, one.told_at) else PhoneWhy.URGENT)
    if one.followed_up_at is None and _waits_long(one, one.told_at) and _ask_at(books, one, one.told_at) <= now:
        return _ask_again(books, one)
    return False


def _tell(books: Books, one: Person) -> bool:
    outbox_id = tell_moved(books, one)
    if outbox_id is None:
        to_phone(books, one, _why_untold(books, one))
        return True
    told(books, one, outbox_id, again=False)
    heard = person(books, one.id) or one
    if heard.told_at is not None and _phone_at(heard, heard.told_at) <= heard.told_at:
        to_phone(books, heard, PhoneWhy.URGENT)
    return True


def _tell_elsewhere(books: Books, one: Person) -> bool:
    """The chat is gone; another of the same person may be alive."""
    again = one.followed_up_at is not None
    outbox_id = tell_moved(books, one, again=again, elsewhere=True)
    if outbox_id is not None:
        told(books, one, outbox_id, again=again)
    return outbox_id is not None


def _ask_again(books: Books, one: Person) -> bool:
    outbox_id = tell_moved(books, one, again=True)
    if outbox_id is None:
        return to_phone(books, one, _why_untold(books, one))
    told(books, one, outbox_id, again=True)
    return True


def _why_untold(books: Books, one: Person) -> PhoneWhy:
    died = one.party_id is not None and has_died(books, one.party_id)
    return PhoneWhy.DECEASED if died else PhoneWhy.NO_CHAT


def _hears(one: Person) -> bool:
    """Whether a message is due to them: those without a place are told too, before they are phoned."""
    if one.state is PersonState.PHONED:
        return False
    return one.state is PersonState.OFFERED or one.phone_why is PhoneWhy.NO_PLACE


def _tell_at(books: Books, one: Person) -> datetime:
    soon = one.old_starts_at - one.moved_at < SETS_OFF
    at = one.moved_at if soon else one.moved_at + GRACE
    opens = quiet.next_window(books, at)
    return at if opens > one.old_starts_at - SETS_OFF else opens


def _ask_at(books: Books, one: Person, told_at: datetime) -> datetime:
    halfway = told_at + (_phone_at(one, told_at) - told_at) / 2
    return quiet.next_window(books, halfway)


def _phone_at(one: Person, told_at: datetime) -> datetime:
    kept = one.held_until or one.starts_at
    wanted = min(told_at + WAITED_FOR, kept - TO_CALL_IN)
    if one.old_starts_at > told_at:
        wanted = min(wanted, one.old_starts_at - BEFORE_THE_OLD_HOUR)
    return max(wanted, told_at)


def _waits_long(one: Person, told_at: datetime) -> bool:
    return _phone_at(one, told_at) - told_at >= URGENT


def _instants(books: Books, one: Person) -> Sequence[datetime]:
    if _hears(one) and one.told_at is None:
        return (_tell_at(books, one),)
    found = [] if one.held_until is None or not one.keeps_place(books.clock.now()) else [one.held_until]
    if one.state is PersonState.OFFERED and one.told_at is not None:
        found.append(_phone_at(one, one.told_at))
        if one.followed_up_at is None and _waits_long(one, one.told_at):
            found.append(_ask_at(books, one, one.told_at))
    return found
