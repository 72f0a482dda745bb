"""Messages that the people of a case were sent, as the scheduler queues them."""

from __future__ import annotations

from casework.books import Books
from casework.db.ids import new_id
from casework.decisions import PartyRole, parties_of
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, free_reference, queue
from messages.outgoing import Act, Outgoing
from tests.officers.office import Office
from tests.scheduler.arranged import a_chat


def a_message(books: Books, _office: Office, decision_id: int, *, guard: Guard = Guard.NOTICE) -> int:
    """A nudge to the decision's debtor that waits to be sent; its id."""
    debtor = next(party for party, role in parties_of(books, decision_id) if role is PartyRole.DEBTOR)
    chat = a_chat(books, debtor, address=f"chat-{new_id()}")
    row_id = queue(
        books,
        Draft(
            contact_id=chat,
            account="terminal",
            purpose=f"test:{new_id()}",
            message=Outgoing(act=Act.SEND, text="Có tin mới về hồ sơ."),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.PERSONAL,
            guard=guard,
            text_key="nudge.update",
            text_version=1,
            party_id=debtor,
            decision_id=decision_id,
            content=Content(text_key="content.reminder", text_version=1, decision_id=decision_id, party_id=debtor),
            reference=free_reference(books),
        ),
    )
    assert row_id is not None
    return row_id
