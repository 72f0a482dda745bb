"""How does staff learn that an answer after a reception is due? A line with the booking's reference and the day, no more.

In the private chat of whoever wrote the outcome, or of the leader who received; where neither has one, of the first turn of the
list of those who are told of alerts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from casework.alert_list import Member, members, turns
from casework.books import Books
from casework.contacts import contact
from casework.reception_answers import Owed
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from messages.vietnamese import short_day


def tell_owed(books: Books, due: Iterable[Owed], day: date, not_before: datetime) -> int:
    """Tell each of those who answer for it, once a day; how many messages were queued."""
    known = members(books)
    return sum(_tell(books, one, member, day, not_before) for one in due for member in _answer_for(books, known, one))


def _answer_for(books: Books, known: tuple[Member, ...], one: Owed) -> list[Member]:
    own = [m for m in known if m.staff_id in (one.recorded_by, one.leader_id) and m.contact_id is not None]
    return own or list(next(iter(turns(books)), ()))


def _tell(books: Books, one: Owed, member: Member, day: date, not_before: datetime) -> bool:
    there = None if member.contact_id is None else contact(books, member.contact_id)
    if there is None:
        return False
    lang = Lang(there.lang)
    when = "overdue" if one.due_on < day else "today" if one.due_on == day else "soon"
    key = f"meeting.owed_{one.owes.value}_{when}"
    text = say(lang, key, booking=one.reference, day=short_day(one.due_on, lang))
    row = queue(
        books,
        Draft(
            contact_id=there.id,
            account=there.account,
            purpose=f"owed:{one.outcome_id}:{one.owes.value}:{day:%Y%m%d}:{member.staff_id}",
            message=Outgoing(act=Act.SEND, text=text),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.PERSONAL,
            guard=Guard.REPLY,
            text_key=key,
            text_version=version_of(key),
            not_before=not_before,
        ),
    )
    return row is not None
