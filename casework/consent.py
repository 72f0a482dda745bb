"""What did the owner of this chat agree to, in which words, and does it still hold?

Reminders through a private chat application are no statutory act, so they need consent: asked for one purpose at a time,
in words that are kept by key and version, never assumed from silence, withdrawn as easily as given (Law 91/2025 Đ.4.1, 9;
Decree 356/2025 Đ.5-6). Every answer stays as a row. Consent belongs to the link it was given under: a chat that is linked
anew is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.party_events import PartyEvent, note_event
from casework.tables.contacts import consent
from casework.tables.contacts import contact as contacts


class Purpose(StrEnum):
    """What is agreed to; each is asked for by itself."""

    REMINDERS = "reminders"  # courtesy reminders of what is due, of instalments and promises


class Answer(StrEnum):
    """How it stands."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The last answer under the present link, when, and to which words."""

    answer: Answer
    at: datetime | None = None
    text_key: str | None = None
    text_version: int | None = None


def give(
    books: Books, contact_id: int, party_id: int, purpose: Purpose, text_key: str, text_version: int, lang: str
) -> None:
    """The person agreed to exactly this text. Pressing twice leaves one answer."""
    if not has(books, contact_id, party_id, purpose):
        _keep(books, contact_id, party_id, purpose, (text_key, text_version, lang), given=True)


def decline(
    books: Books, contact_id: int, party_id: int, purpose: Purpose, text_key: str, text_version: int, lang: str
) -> None:
    """The person was asked with this text and said no; what was given before ends."""
    withdraw(books, contact_id, party_id, purpose)
    _keep(books, contact_id, party_id, purpose, (text_key, text_version, lang), given=False)


def withdraw(books: Books, contact_id: int, party_id: int, purpose: Purpose) -> bool:
    """The person takes it back, from now on; False when there was nothing to take back."""
    ended = books.conn.execute(
        update(consent)
        .where(
            consent.c.contact_id == contact_id,
            consent.c.party_id == party_id,
            consent.c.purpose == purpose.value,
            consent.c.given.is_(True),
            consent.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=books.clock.now())
    )
    if ended.rowcount > 0:
        note_event(books, PartyEvent.CONSENT_WITHDRAWN, [party_id])
    return ended.rowcount > 0


def has(books: Books, contact_id: int, party_id: int, purpose: Purpose) -> bool:
    """Whether a message for this purpose may go to this chat about this party now."""
    return standing(books, contact_id, party_id, purpose).answer is Answer.GIVEN


def standing(books: Books, contact_id: int, party_id: int, purpose: Purpose) -> Standing:
    """The last answer given since the chat was linked to this party; ``NOT_ASKED`` when it is not linked to it now."""
    row = _LAST.one(books.conn, contact=contact_id, party=party_id, purpose=purpose.value)
    if row is None:
        return Standing(answer=Answer.NOT_ASKED)
    answer = Answer.DECLINED if not row.given else Answer.WITHDRAWN if row.withdrawn_at else Answer.GIVEN
    return Standing(answer=answer, at=row.withdrawn_at or row.at, text_key=row.text_key, text_version=row.text_version)


def _keep(
    books: Books, contact_id: int, party_id: int, purpose: Purpose, words: tuple[str, int, str], *, given: bool
) -> None:
    text_key, text_version, lang = words
    books.conn.execute(
        insert(consent).values(
            id=new_id(),
            contact_id=contact_id,
            party_id=party_id,
            purpose=purpose.value,
            text_key=text_key,
            text_version=text_version,
            lang=lang,
            given=given,
            at=books.clock.now(),
        )
    )
    books.ring("facts")


_LAST = Prepared(
    select(consent)
    .join(contacts, contacts.c.id == consent.c.contact_id)
    .where(
        consent.c.contact_id == bindparam("contact"),
        consent.c.party_id == bindparam("party"),
        consent.c.purpose == bindparam("purpose"),
        contacts.c.party_id == consent.c.party_id,
        consent.c.at >= contacts.c.linked_at,
    )
    .order_by(consent.c.at.desc(), consent.c.id.desc())
    .limit(1)
)
