"""A reaction to a reminder is written down once, with the reminder it answers."""

from __future__ import annotations

from datetime import timedelta

from casework.books import Books
from casework.clock import SetClock
from casework.reminder_answers import Kind, note_answer
from casework.tables.follow_ups import answer
from tests.builders import a_case
from tests.casework.chats import a_chat


def kinds(books: Books) -> list[tuple[str, int | None]]:
    return [(row.kind, row.outbox_id) for row in books.conn.execute(answer.select().order_by(answer.c.id))]


def test_the_same_reaction_to_the_same_reminder_is_one_however_late_it_comes_again(
    books: Books, clock: SetClock
) -> None:
    case, chat = a_case(books), a_chat(books)
    first = note_answer(books, chat, Kind.WILL_PAY, outbox_id=7, party_id=case.debtor)
    clock.set(clock.now() + timedelta(days=30))
    assert note_answer(books, chat, Kind.WILL_PAY, outbox_id=7, party_id=case.debtor) == first
    note_answer(books, chat, Kind.CANNOT_PAY, outbox_id=7, party_id=case.debtor)
    note_answer(books, chat, Kind.WILL_PAY, outbox_id=8, party_id=case.debtor)
    assert kinds(books) == [("will_pay", 7), ("cannot_pay", 7), ("will_pay", 8)]


def test_without_a_reminder_the_same_words_are_one_reaction_a_day(books: Books, clock: SetClock) -> None:
    case, chat = a_case(books), a_chat(books)
    for _ in range(2):
        note_answer(books, chat, Kind.PAID_ALREADY, decision_id=case.decision, party_id=case.debtor)
    note_answer(books, chat, Kind.PAID_ALREADY, party_id=case.debtor)
    clock.set(clock.now() + timedelta(days=1, seconds=1))
    note_answer(books, chat, Kind.PAID_ALREADY, decision_id=case.decision, party_id=case.debtor)
    assert len(kinds(books)) == 3


def test_two_chats_react_each_for_itself(books: Books) -> None:
    one, other = a_chat(books), a_chat(books, "1002")
    for chat in (one, other):
        note_answer(books, chat, Kind.COMPLAINED, outbox_id=7)
    assert len(kinds(books)) == 2
