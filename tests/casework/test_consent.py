from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.consent import Answer, Purpose, decline, give, has, standing, withdraw
from casework.links import EndedBy, unlink
from casework.tables.contacts import consent
from tests.builders import a_person
from tests.casework.chats import Letter, a_letter, a_linked_chat, tries

WORDS = ("consent.reminders", 3, "vi")
REMINDERS = Purpose.REMINDERS


@pytest.fixture
def letter(books: Books) -> Letter:
    return a_letter(books)


@pytest.fixture
def chat(books: Books, letter: Letter) -> int:
    return a_linked_chat(books, letter=letter)


def test_silence_is_no_consent(books: Books, letter: Letter, chat: int) -> None:
    assert not has(books, chat, letter.party, REMINDERS)
    assert standing(books, chat, letter.party, REMINDERS).answer is Answer.NOT_ASKED


def test_consent_is_kept_with_the_words_it_was_given_to(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    assert has(books, chat, letter.party, REMINDERS)
    stands = standing(books, chat, letter.party, REMINDERS)
    assert (stands.text_key, stands.text_version, stands.at) == ("consent.reminders", 3, clock.now())
    assert "facts" in books.rings


def test_pressing_yes_twice_leaves_one_row(books: Books, letter: Letter, chat: int) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    give(books, chat, letter.party, REMINDERS, *WORDS)
    assert len(books.conn.execute(select(consent)).all()) == 1


def test_what_is_withdrawn_no_longer_holds_and_can_be_given_again(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    clock.set(clock.now() + timedelta(days=2))
    assert withdraw(books, chat, letter.party, REMINDERS)
    assert not has(books, chat, letter.party, REMINDERS)
    assert standing(books, chat, letter.party, REMINDERS).answer is Answer.WITHDRAWN
    assert not withdraw(books, chat, letter.party, REMINDERS)
    give(books, chat, letter.party, REMINDERS, *WORDS)
    assert has(books, chat, letter.party, REMINDERS)


def test_a_no_is_written_down_and_ends_an_earlier_yes(books: Books, letter: Letter, chat: int) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    decline(books, chat, letter.party, REMINDERS, *WORDS)
    assert standing(books, chat, letter.party, REMINDERS).answer is Answer.DECLINED
    first = select(consent.c.withdrawn_at).where(consent.c.given.is_(True))
    assert books.conn.execute(first).scalar() == books.clock.now()
    assert not has(books, chat, letter.party, REMINDERS)


def test_consent_ends_with_the_link_and_does_not_come_back_with_a_new_one(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    unlink(books, chat, EndedBy.PERSON)
    assert not has(books, chat, letter.party, REMINDERS)
    clock.set(clock.now() + timedelta(minutes=1))
    again = a_letter(books, seed=2, party=letter.party, staff=letter.staff)
    tries(books, chat, again.code)
    assert not has(books, chat, letter.party, REMINDERS)


def test_consent_for_one_party_is_none_for_another_that_the_chat_is_linked_to_later(
    books: Books, letter: Letter, chat: int
) -> None:
    give(books, chat, letter.party, REMINDERS, *WORDS)
    other = a_letter(books, seed=2, party=a_person(books, identity="095181000777"), staff=letter.staff)
    tries(books, chat, other.code, "000777")
    assert not has(books, chat, other.party, REMINDERS)
    assert not has(books, chat, letter.party, REMINDERS)
