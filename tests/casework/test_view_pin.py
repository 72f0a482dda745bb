from datetime import timedelta

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import Contact, contact
from casework.links import live_links
from casework.view_pin import (
    LinkEnded,
    NoPin,
    Opened,
    PinChange,
    WrongPin,
    check_pin,
    close_pin,
    pin_needed,
    remove_pin,
    set_pin,
)
from tests.casework.chats import CheapHash, a_chat, a_letter, a_linked_chat

PIN = "748291"


def known(books: Books, chat: int) -> Contact:
    found = contact(books, chat)
    assert found is not None
    return found


@pytest.fixture
def chat(books: Books) -> int:
    chat = a_linked_chat(books)
    assert set_pin(books, chat, PIN) is PinChange.DONE
    return chat


def test_a_new_pin_is_open_for_ten_minutes_and_then_asked_for(books: Books, clock: SetClock, chat: int) -> None:
    assert not pin_needed(known(books, chat), clock.now())
    clock.set(clock.now() + timedelta(minutes=10))
    assert pin_needed(known(books, chat), clock.now())
    assert check_pin(books, chat, " 748 291 ") == Opened(until=clock.now() + timedelta(minutes=10))
    assert not pin_needed(known(books, chat), clock.now())
    close_pin(books, chat)
    assert pin_needed(known(books, chat), clock.now())


def test_a_chat_without_a_pin_is_never_asked(books: Books, clock: SetClock) -> None:
    chat = a_linked_chat(books)
    assert not pin_needed(known(books, chat), clock.now())
    assert check_pin(books, chat, PIN) == NoPin()


def test_four_errors_are_counted_down_and_a_right_one_forgives_them(books: Books, chat: int) -> None:
    wrong = CheapHash()
    left = [check_pin(books, chat, "111222", matches=wrong) for _ in range(4)]
    assert left == [WrongPin(left=4), WrongPin(left=3), WrongPin(left=2), WrongPin(left=1)]
    assert isinstance(check_pin(books, chat, PIN), Opened)
    assert check_pin(books, chat, "xin chào", matches=wrong) == WrongPin(left=4)


def test_the_fifth_error_ends_the_link_and_takes_the_pin_off(books: Books) -> None:
    letter = a_letter(books)
    chat = a_linked_chat(books, letter=letter)
    set_pin(books, chat, PIN)
    last = [check_pin(books, chat, "111222", matches=CheapHash()) for _ in range(5)][-1]
    assert last == LinkEnded()
    assert live_links(books, letter.party) == ()
    assert (known(books, chat).party_id, known(books, chat).has_pin) == (None, False)
    assert check_pin(books, chat, PIN) == NoPin()


@pytest.mark.parametrize("weak", ["000000", "123456", "654321", "121212", "123123", "987654"])
def test_a_pin_that_anybody_would_try_first_is_not_taken(books: Books, weak: str) -> None:
    assert set_pin(books, a_linked_chat(books), weak) is PinChange.TOO_SIMPLE


@pytest.mark.parametrize("said", ["", "12345", "1234567", "abcdef", "không", "x" * 5000])
def test_a_pin_is_six_digits(books: Books, said: str) -> None:
    assert set_pin(books, a_linked_chat(books), said) is PinChange.NOT_SIX_DIGITS


def test_a_pin_needs_a_link_to_hide_something_behind(books: Books) -> None:
    chat = a_chat(books)
    assert set_pin(books, chat, PIN) is PinChange.NOT_LINKED
    assert remove_pin(books, chat) is PinChange.NOT_LINKED


def test_whoever_finds_the_phone_cannot_change_or_remove_the_pin_without_giving_it(
    books: Books, clock: SetClock, chat: int
) -> None:
    clock.set(clock.now() + timedelta(minutes=11))
    assert set_pin(books, chat, "362514") is PinChange.OPEN_FIRST
    assert remove_pin(books, chat) is PinChange.OPEN_FIRST
    check_pin(books, chat, PIN)
    assert set_pin(books, chat, "362514") is PinChange.DONE
    assert remove_pin(books, chat) is PinChange.DONE
    assert check_pin(books, chat, "362514") == NoPin()
