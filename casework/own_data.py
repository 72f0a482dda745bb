"""What do the books hold about a party, as a copy for the party itself? (Law 91/2025/QH15 Đ.4: to view, to get a copy)

A linked chat proves the paper and six digits, not the face: numbers that would help somebody to pose as the party are
masked, and the copy says where the whole is given. Other people's names are theirs, so they are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from casework.booking_facts import bookings_ever
from casework.books import Books
from casework.clock import local
from casework.decisions import PartyRole
from casework.links import live_links
from casework.obligations import DecisionView, LineView, of_party
from casework.own_follow_ups import own_follow_ups
from casework.own_money import own_money
from casework.people import party
from casework.question_rows import OF_THE_OFFICE, OF_THE_PERSON, Entry
from casework.questions import questions_of
from casework.tables.contacts import consent
from casework.tables.questions import question

_SHOWN = 3  # digits of a number that stay readable


def own_data(books: Books, contact_id: int, party_id: int) -> dict[str, Any]:
    """The copy, ready for JSON: dates ISO, instants with the office's offset, money whole đồng.

    Raises ``LookupError`` for an unknown party.
    """
    questions = {"questions_from_this_chat": _questions(books, [contact_id], party_id)}
    return _copy(books, party_id, masked, questions)


def whole_copy(books: Books, party_id: int) -> dict[str, Any]:
    """The copy that the office hands over once it has seen who asks: numbers in full, questions of every chat of theirs.

    Raises ``LookupError`` for an unknown party.
    """
    asked = select(question.c.contact_id).where(question.c.party_id == party_id).distinct()
    chats = books.conn.execute(asked.order_by(question.c.contact_id)).scalars().all()
    return _copy(books, party_id, lambda number: number, {"questions": _questions(books, chats, party_id)})


def _copy(
    books: Books, party_id: int, shown: Callable[[str | None], str | None], questions: Mapping[str, Any]
) -> dict[str, Any]:
    known = party(books, party_id)
    if known is None:
        raise LookupError("no such party")
    return {
        "made_at": _instant(books.clock.now()),
        "party": {
            "name": known.name,
            "kind": known.kind.value,
            "birth_year": known.birth_year,
            "identity_number": shown(known.identity),
            "phone": shown(known.phone),
            "address": known.address,
        },
        "decisions": [_decision(books, view, party_id) for view in of_party(books, party_id)],
        "appointments": _appointments(books, party_id),
        "chats": [
            {"channel": one.account, "linked_at": _instant(one.linked_at), "last_heard_at": _instant(one.seen_at)}
            for one in live_links(books, party_id)
        ],
        "consents": _consents(books, party_id),
        **questions,
        **own_follow_ups(books, party_id),
    }


def masked(number: str | None) -> str | None:
    """A number of which only the last three digits can be read; None stays None."""
    return None if number is None else "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def _decision(books: Books, view: DecisionView, party_id: int) -> dict[str, Any]:
    return {
        "number": view.number,
        "issued_on": view.issued_on.isoformat(),
        "status": view.status.value,
        "my_role": None if view.role is None else view.role.value,
        "judgment": view.judgment_number,
        "served_on": _day(view.served_on),
        **_money(books, view, party_id),
    }


def _money(books: Books, view: DecisionView, party_id: int) -> dict[str, Any]:
    """A person with merely related rights is told no sums, here no more than in the chat."""
    if view.role is PartyRole.RELATED:
        return {}
    return {
        "lines": [_line(line) for line in view.lines],
        "given_back_by_the_agency": [_line(line) for line in view.refunds],
        **own_money(books, view, party_id),
    }


def _line(line: LineView) -> dict[str, Any]:
    return {
        "content": line.content,
        "amount": line.amount,
        "waived": line.waived,
        "paid": line.paid,
        "left": line.left,
        "falls_due": [{"due_on": part.due_on.isoformat(), "amount": part.amount} for part in line.parts],
    }


def _appointments(books: Books, party_id: int) -> list[dict[str, Any]]:
    """All that were ever made for the party, whatever has become of them."""
    return [
        {
            "reference": one.reference,
            "kind": one.kind.value,
            "state": one.state.value,
            "starts_at": _instant(one.starts_at),
            "place": one.place,
            "reason": one.reason,
            "companions": one.companions,
            "needs": [need.value for need in one.needs],
            "made_at": _instant(one.made_at),
        }
        for one in bookings_ever(books, party_id)
    ]


def _consents(books: Books, party_id: int) -> list[dict[str, Any]]:
    rows = books.conn.execute(select(consent).where(consent.c.party_id == party_id).order_by(consent.c.at))
    return [
        {
            "purpose": row.purpose,
            "text": f"{row.text_key} ({row.text_version}, {row.lang})",
            "given": row.given,
            "at": _instant(row.at),
            "withdrawn_at": None if row.withdrawn_at is None else _instant(row.withdrawn_at),
        }
        for row in rows
    ]


def _questions(books: Books, chats: Iterable[int], party_id: int) -> list[dict[str, Any]]:
    """Of these chats and this party only: what another person asked from the same chat before stays theirs."""
    return [
        {
            "reference": one.reference,
            "asked_at": _instant(one.asked_at),
            "text": one.text,
            "answer": one.answer,
            "said": [_said(entry) for entry in one.entries if entry.act not in OF_THE_OFFICE],
        }
        for contact_id in chats
        for one in questions_of(books, contact_id)
        if one.party_id == party_id
    ]


def _said(entry: Entry) -> dict[str, Any]:
    """What was said in a thread; what the office notes of a call is its own."""
    by = "me" if entry.act in OF_THE_PERSON else "officer"
    return {"by": by, "at": _instant(entry.at), "text": entry.text}


def _instant(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
