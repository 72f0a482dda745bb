"""How do those who are told of alerts learn that a campaign has stopped itself? A line with the plan and the reason, no more."""

from __future__ import annotations

from datetime import datetime

from casework.alert_list import turns
from casework.books import Books
from casework.contacts import contact
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing

_KEY = "alerts.campaign_paused"


def tell_paused(books: Books, stop_id: int, plan: str, why: str, not_before: datetime) -> int:
    """Tell the first turn of the list of stop ``stop_id``, not before that instant; how many chats.

    ``why`` is the end of a text's key: complaints, opt_outs, wrong_persons, distress, failures, not_as_approved.
    """
    first = next(iter(turns(books)), ())
    chats = [there for one in first if one.contact_id is not None and (there := contact(books, one.contact_id))]
    for chat in chats:
        lang = Lang(chat.lang)
        queue(
            books,
            Draft(
                contact_id=chat.id,
                account=chat.account,
                purpose=f"brake:{stop_id}:{chat.id}",
                message=Outgoing(act=Act.SEND, text=say(lang, _KEY, plan=plan, why=say(lang, f"alerts.why_{why}"))),
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.REPLY,
                guard=Guard.REPLY,
                text_key=_KEY,
                text_version=version_of(_KEY),
                not_before=not_before,
            ),
        )
    return len(chats)
