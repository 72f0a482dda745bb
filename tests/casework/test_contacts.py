from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import address_of, contact, mark_dead, meet, mute_until, set_language
from casework.links import live_links
from casework.tables.contacts import contact as contacts
from casework.tables.contacts import link
from tests.casework.chats import a_chat, a_letter, a_linked_chat, tries


def test_a_chat_is_met_once_and_known_again_with_the_time_it_was_last_heard_from(books: Books, clock: SetClock) -> None:
    first = meet(books, "telegram", "1001")
    clock.set(clock.now() + timedelta(hours=3))
    again = meet(books, "telegram", "1001")
    assert again == replace(first, seen_at=clock.now())
    assert (first.account, first.lang, first.party_id, first.dead_since) == ("telegram", "vi", None, None)


def test_the_same_address_on_another_account_is_another_chat(books: Books) -> None:
    assert meet(books, "telegram", "1001").id != meet(books, "web", "1001").id


def test_the_address_opens_for_sending_and_stands_nowhere_readable(books: Books) -> None:
    chat = meet(books, "telegram", "7770001112223").id
    assert address_of(books, chat) == "7770001112223"
    row = books.conn.execute(select(contacts).where(contacts.c.id == chat)).one()
    assert b"7770001112223" not in b"".join(v for v in row if isinstance(v, bytes))
    assert address_of(books, chat + 1) is None
    assert contact(books, chat + 1) is None


def test_language_and_silence_are_the_persons_own(books: Books, clock: SetClock) -> None:
    chat = a_chat(books)
    set_language(books, chat, "en")
    mute_until(books, chat, clock.now() + timedelta(days=7))
    known = contact(books, chat)
    assert known is not None
    assert (known.lang, known.muted_until) == ("en", clock.now() + timedelta(days=7))
    mute_until(books, chat, None)
    known = contact(books, chat)
    assert known is not None
    assert known.muted_until is None
    with pytest.raises(ValueError, match="fr"):
        set_language(books, chat, "fr")


def test_a_dead_chat_loses_its_link_and_is_not_written_to(books: Books) -> None:
    letter = a_letter(books)
    chat = a_linked_chat(books, letter=letter)
    assert [one.contact_id for one in live_links(books, letter.party)] == [chat]
    assert mark_dead(books, chat, "blocked") == letter.party
    assert live_links(books, letter.party) == ()
    assert books.conn.execute(select(link.c.ended_by).where(link.c.contact_id == chat)).scalars().all() == ["dead"]
    assert mark_dead(books, chat, "blocked") is None
    assert "facts" in books.rings


def test_a_dead_chat_that_writes_again_lives_but_must_link_anew(books: Books) -> None:
    chat = a_linked_chat(books)
    mark_dead(books, chat, "blocked")
    back = meet(books, "telegram", "1001")
    assert (back.id, back.dead_since, back.party_id) == (chat, None, None)


def test_a_party_sees_both_its_chats_in_the_order_they_were_linked(books: Books, clock: SetClock) -> None:
    letter = a_letter(books, seed=1)
    second_address_first = a_linked_chat(books, "2002", letter=letter)
    clock.set(clock.now() + timedelta(days=1))
    again = a_letter(books, seed=2, party=letter.party, staff=letter.staff)
    other = a_chat(books, "1001")
    tries(books, other, again.code)
    assert [one.contact_id for one in live_links(books, letter.party)] == [second_address_first, other]
