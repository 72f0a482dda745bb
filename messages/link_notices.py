"""Who else must hear that a chat was linked, or that somebody tried? The party's other chats, at once, nothing personal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.books import Books
from casework.contacts import contact
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, free_reference, queue
from messages.outgoing import Act, Button, Outgoing

CUT_ALL = "cut:all"  # the press that ends every link of the party
CUT = ("identify.cut_all", CUT_ALL)
WAYS_ON = (("start.obligations", "obligations"), ("preferences.reminders", "set:reminders"))
"""For a chat that an officer has just linked: its decisions, and the question whether it agrees to reminders."""


def tell_other_chats(
    books: Books, key: str, chats: Iterable[int], event: str, *, ways: Sequence[tuple[str, str]] = (CUT,)
) -> None:
    """Queue the text ``key`` to each of ``chats``, in its own language, with buttons for ``ways`` (label's key, press).

    The text has the blank ``reference``. ``event`` makes the notice unique: telling of the same event twice queues nothing.
    """
    for contact_id in chats:
        there = contact(books, contact_id)
        if there is None or there.dead_since is not None:
            continue
        lang = Lang(there.lang)
        reference = free_reference(books)
        rows = tuple(
            (Button(text=say(lang, label), data=press),) for label, press in (*ways, ("common.officer", "ask"))
        )
        queue(
            books,
            Draft(
                contact_id=contact_id,
                account=there.account,
                purpose=f"link_notice:{event}:{contact_id}",
                message=Outgoing(act=Act.SEND, text=say(lang, key, reference=reference), buttons=rows),
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.PERSONAL,
                guard=Guard.NOTICE,
                text_key=key,
                text_version=version_of(key),
                reference=reference,
            ),
        )
