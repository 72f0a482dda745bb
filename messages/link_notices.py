"""Who else must hear that a chat was linked, or that somebody tried? The party's other chats, at once, nothing personal."""

from __future__ import annotations

from collections.abc import Iterable

from casework.books import Books
from casework.contacts import contact
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Button, Outgoing

CUT_ALL = "cut:all"  # the press that ends every link of the party


def tell_other_chats(books: Books, key: str, chats: Iterable[int], event: str) -> None:
    """Queue the text ``key`` to each of ``chats``, in its own language, with the button that cuts all links.

    ``event`` makes the notice unique: telling of the same event twice queues nothing.
    """
    for contact_id in chats:
        there = contact(books, contact_id)
        if there is None or there.dead_since is not None:
            continue
        lang = Lang(there.lang)
        rows = ((Button(text=say(lang, "identify.cut_all"), data=CUT_ALL),), (_officer(lang),))
        queue(
            books,
            Draft(
                contact_id=contact_id,
                account=there.account,
                purpose=f"link_notice:{event}:{contact_id}",
                message=Outgoing(act=Act.SEND, text=say(lang, key), buttons=rows),
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.PERSONAL,
                guard=Guard.NOTICE,
                text_key=key,
                text_version=version_of(key),
            ),
        )


def _officer(lang: Lang) -> Button:
    return Button(text=say(lang, "common.officer"), data="ask")
