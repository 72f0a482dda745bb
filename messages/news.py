"""How does a person hear that there is something for them, and nothing of what it is? One nudge; its content opens at a tap."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from casework.books import Books
from casework.contacts import Contact, contact
from casework.links import live_links
from messages import nudges
from messages.library import Lang, version_of
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane


def chat_of(books: Books, party_id: int, first: int | None) -> Contact | None:
    """The chat ``first`` while it is the party's, else the one heard from last; None where nobody is left there."""
    chats = sorted(live_links(books, party_id), key=lambda one: (one.contact_id == first, one.seen_at))
    there = contact(books, chats[-1].contact_id) if chats else None
    return None if there is None or there.dead_since is not None else there


def news(
    there: Contact,
    purpose: str,
    content: Content,
    reference: str,
    *,
    guard: Guard = Guard.NOTICE,
    not_before: datetime | None = None,
    useful_until: datetime | None = None,
) -> Draft:
    """The nudge that there is news, to be queued; ``content`` bears its ``reference`` too."""
    return Draft(
        contact_id=there.id,
        account=there.account,
        purpose=purpose,
        message=partial(nudges.closed, nudges.NEWS, Lang(there.lang), reference),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=Lane.PERSONAL,
        guard=guard,
        text_key=nudges.NEWS,
        text_version=version_of(nudges.NEWS),
        party_id=content.party_id,
        decision_id=content.decision_id,
        content=content,
        reference=reference,
        not_before=not_before,
        useful_until=useful_until,
    )
