"""How does staff learn that somebody must be called at once? A line with the reference in their private chats, no more.

Whoever raises an alert runs ``tell_due`` in the same transaction, so that the first turn is told even where no bell rings;
the bell runs it again for whom nobody has taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from casework import alerts
from casework.alert_list import Member, turns
from casework.alerts import Alert
from casework.books import Books
from casework.contacts import contact
from casework.db.ids import new_id
from casework.tables.alerts import alert_told
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Button, Outgoing

CHUNK = 100
TAKE = "altake"  # the press that takes an alert: ``altake:<alert id>``
_KEY = "alerts.call_now"


def tell_due(books: Books) -> int:
    """Tell the next turn of every alert that is due; how many alerts. With nobody to tell it stays due by the clock."""
    due = alerts.due(books, limit=CHUNK)
    if not due:
        return 0
    known = turns(books)
    for one in due:
        if alerts.next_told(books, one) and known:
            _tell(books, one, known[one.told % len(known)])
    return len(due)


def _tell(books: Books, one: Alert, turn: Sequence[Member]) -> None:
    for member in turn:
        there = None if member.contact_id is None else contact(books, member.contact_id)
        if there is None:
            continue
        lang = Lang(there.lang)
        take = Button(text=say(lang, "alerts.take_button"), data=f"{TAKE}:{one.id}")
        text = say(lang, _KEY, reference=one.reference)
        queue(
            books,
            Draft(
                contact_id=there.id,
                account=there.account,
                purpose=f"alert:{one.id}:{one.told}:{member.staff_id}",
                message=Outgoing(act=Act.SEND, text=text, buttons=((take,),)),
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.REPLY,
                guard=Guard.REPLY,  # at any hour: somebody may be in danger
                text_key=_KEY,
                text_version=version_of(_KEY),
            ),
        )
        told = {"alert_id": one.id, "staff_id": member.staff_id, "turn": member.turn, "at": books.clock.now()}
        books.conn.execute(insert(alert_told).values(id=new_id(), **told))
