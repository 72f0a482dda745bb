from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework import link_limits
from casework.audit import Action
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import contact, meet
from casework.link_requests import (
    Confirmed,
    NoLongerWaiting,
    PartyFull,
    confirm_request,
    refuse_request,
    requests_waiting,
)
from casework.linking import (
    AwaitsOfficer,
    EndedBy,
    Linked,
    Mistyped,
    Outcome,
    Part,
    Refused,
    TooManyChats,
    WaitUntil,
    try_link,
)
from casework.links import end_stale_links, live_links, stale_links, unlink, unlink_everywhere
from casework.printed_codes import prepare_code, print_code
from casework.tables.audit import audit_entry
from casework.tables.contacts import link
from casework.tables.linking import link_code
from tests.builders import a_person, an_organisation
from tests.casework.chats import (
    DIGITS,
    WRONG_DIGITS,
    CheapHash,
    Letter,
    a_chat,
    a_letter,
    a_linked_chat,
    another_code,
    prepared,
    tries,
)


@pytest.fixture
def letter(books: Books) -> Letter:
    return a_letter(books)


@pytest.fixture
def chat(books: Books) -> int:
    return a_chat(books)


def actions(books: Books) -> list[str]:
    return list(books.conn.execute(select(audit_entry.c.action).order_by(audit_entry.c.seq)).scalars())


def linked_party(books: Books, chat: int) -> int | None:
    known = contact(books, chat)
    assert known is not None
    return known.party_id


def test_code_and_digits_link_the_chat_and_it_is_written_down(books: Books, letter: Letter, chat: int) -> None:
    assert tries(books, chat, letter.code.lower(), "095181 000123") == Linked(party_id=letter.party, earlier=())
    assert linked_party(books, chat) == letter.party
    assert actions(books) == ["link_code_printed", "link"]
    assert "facts" in books.rings


def test_a_real_code_with_a_real_hash_links(books: Books, letter: Letter, chat: int) -> None:
    issued = print_code(books, letter.party, letter.staff)
    almost, digits = _wrong_verifier(books, replace(letter, code=issued.display))
    assert try_link(books, chat, almost, digits) == Refused()
    assert isinstance(try_link(books, chat, issued.display, DIGITS), Linked)


def _wrong_digits(books: Books, letter: Letter) -> tuple[str, str]:
    return letter.code, WRONG_DIGITS


def _unknown(books: Books, letter: Letter) -> tuple[str, str]:
    return another_code(letter.code).display, DIGITS


def _used(books: Books, letter: Letter) -> tuple[str, str]:
    a_linked_chat(books, "5005", letter=letter)
    return letter.code, DIGITS


def _expired(books: Books, letter: Letter) -> tuple[str, str]:
    assert isinstance(books.clock, SetClock)
    books.clock.set(books.clock.now() + timedelta(days=30))
    return letter.code, DIGITS


def _cancelled(books: Books, letter: Letter) -> tuple[str, str]:
    a_letter(books, seed=2, party=letter.party, staff=letter.staff)
    return letter.code, DIGITS


def _locked(books: Books, letter: Letter) -> tuple[str, str]:
    for guess in range(10):
        tries(books, a_chat(books, f"600{guess}"), letter.code, WRONG_DIGITS)
    return letter.code, DIGITS


def _wrong_verifier(books: Books, letter: Letter) -> tuple[str, str]:
    from casework.linking_codes import ALPHABET, check_sign

    signs = letter.code.replace("-", "")
    other = signs[:10] + ALPHABET[(ALPHABET.index(signs[10]) + 1) % 32]
    return other + check_sign(other), DIGITS


WRONG = [_wrong_digits, _unknown, _used, _expired, _cancelled, _locked, _wrong_verifier]


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_is_wrong_the_answer_is_the_same_and_nothing_is_linked(
    books: Books, letter: Letter, chat: int, wrong: object
) -> None:
    assert callable(wrong)
    code, digits = wrong(books, letter)
    assert tries(books, chat, code, digits) == Refused(wait_until=None)
    assert linked_party(books, chat) is None


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if wrong is not _wrong_verifier])
def test_no_hash_is_computed_unless_the_digits_match_a_living_code(
    books: Books, letter: Letter, chat: int, wrong: object
) -> None:
    assert callable(wrong)
    code, digits = wrong(books, letter)
    matches = CheapHash()
    tries(books, chat, code, digits, matches)
    assert matches.calls == 0


@pytest.mark.parametrize(
    ("code", "digits", "part"),
    [
        ("VN3K-7WQ4-HP2X", DIGITS, Part.CODE),
        ("xin chào", DIGITS, Part.CODE),
        ("", DIGITS, Part.CODE),
        ("right", "12345", Part.DIGITS),
        ("right", "sáu số cuối", Part.DIGITS),
    ],
)
def test_a_slip_of_the_finger_spends_no_try(
    books: Books, letter: Letter, chat: int, code: str, digits: str, part: Part
) -> None:
    for _ in range(30):
        assert tries(books, chat, letter.code if code == "right" else code, digits) == Mistyped(part=part)
    assert isinstance(tries(books, chat, letter.code), Linked)


def test_five_failures_in_an_hour_make_the_chat_wait_even_with_the_right_code(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    began = clock.now()
    answers = []
    for minute in range(5):
        clock.set(began + timedelta(minutes=minute))
        answers.append(tries(books, chat, letter.code, WRONG_DIGITS))
    free_again = began + timedelta(hours=1)
    assert answers == [*[Refused()] * 4, Refused(wait_until=free_again)]
    clock.set(free_again - timedelta(seconds=1))
    assert tries(books, chat, letter.code) == WaitUntil(instant=free_again)
    clock.set(free_again)
    assert isinstance(tries(books, chat, letter.code), Linked)


def test_ten_failures_in_a_day_make_the_chat_wait_until_the_day_is_over(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    began = clock.now()
    code = another_code(letter.code).display
    for number in range(10):
        clock.set(began + timedelta(minutes=30 * number))
        assert isinstance(tries(books, chat, code), Refused)
    clock.set(began + timedelta(hours=20))
    assert tries(books, chat, letter.code) == WaitUntil(instant=began + timedelta(days=1))
    clock.set(began + timedelta(days=1))
    assert isinstance(tries(books, chat, letter.code), Linked)


def test_waiting_is_not_prolonged_by_asking(books: Books, clock: SetClock, letter: Letter, chat: int) -> None:
    for _ in range(5):
        tries(books, chat, letter.code, WRONG_DIGITS)
    until = clock.now() + timedelta(hours=1)
    clock.set(clock.now() + timedelta(minutes=59))
    assert [tries(books, chat, letter.code, WRONG_DIGITS) for _ in range(3)] == [WaitUntil(instant=until)] * 3


def test_ten_wrong_tries_lock_the_party_for_new_codes_too_until_an_officer_unlocks(
    books: Books, letter: Letter
) -> None:
    for guess in range(10):
        tries(books, a_chat(books, f"600{guess}"), letter.code, WRONG_DIGITS)
    assert "link_locked" in actions(books)
    issued = print_code(books, letter.party, letter.staff, prepared=prepared(2))
    assert issued.locked
    assert tries(books, a_chat(books, "7001"), issued.display) == Refused()
    link_limits.unlock(books, letter.party, letter.staff)
    assert isinstance(tries(books, a_chat(books, "7002"), issued.display), Linked)


def test_right_tries_do_not_use_up_the_ten(books: Books, letter: Letter, chat: int) -> None:
    for seed in range(2, 16):
        code = a_letter(books, seed=seed, party=letter.party, staff=letter.staff).code
        assert isinstance(tries(books, chat, code), Linked)


def test_a_new_letter_keeps_what_was_failed_on_the_old_one(books: Books, letter: Letter) -> None:
    for guess in range(9):
        tries(books, a_chat(books, f"600{guess}"), letter.code, WRONG_DIGITS)
    fresh = a_letter(books, seed=2, party=letter.party, staff=letter.staff)
    tries(books, a_chat(books, "6100"), fresh.code, WRONG_DIGITS)
    assert link_limits.is_locked(books, letter.party)


def test_the_older_chat_is_named_so_that_it_can_be_told(books: Books, letter: Letter, chat: int) -> None:
    first = a_linked_chat(books, "5005", letter=letter)
    code = a_letter(books, seed=2, party=letter.party, staff=letter.staff).code
    assert tries(books, chat, code) == Linked(party_id=letter.party, earlier=(first,))


def _two_chats(books: Books, letter: Letter) -> tuple[int, int, str]:
    first = a_linked_chat(books, "5005", letter=letter)
    second = a_linked_chat(books, "5006", letter=a_letter(books, seed=2, party=letter.party, staff=letter.staff))
    return first, second, a_letter(books, seed=3, party=letter.party, staff=letter.staff).code


def test_a_third_chat_is_refused_pushes_nobody_out_and_may_come_when_one_is_cut(
    books: Books, letter: Letter, chat: int
) -> None:
    first, second, code = _two_chats(books, letter)
    assert tries(books, chat, code) == TooManyChats(earlier=(first, second))
    assert [one.contact_id for one in live_links(books, letter.party)] == [first, second]
    unlink(books, first, EndedBy.PERSON)
    assert tries(books, chat, code) == Linked(party_id=letter.party, earlier=(second,))


def test_asking_for_a_third_chat_again_and_again_makes_it_wait(books: Books, letter: Letter, chat: int) -> None:
    _, _, code = _two_chats(books, letter)
    answers = [tries(books, chat, code) for _ in range(6)]
    assert isinstance(answers[-1], WaitUntil)


def test_a_stranger_learns_nothing_about_how_many_chats_there_are(books: Books, letter: Letter, chat: int) -> None:
    _, _, code = _two_chats(books, letter)
    assert tries(books, chat, code, WRONG_DIGITS) == Refused()


def test_one_of_the_two_chats_may_link_again(books: Books, letter: Letter) -> None:
    first, second, code = _two_chats(books, letter)
    assert tries(books, first, code) == Linked(party_id=letter.party, earlier=(second,))


def test_a_chat_that_links_to_another_party_leaves_the_first(books: Books, letter: Letter, chat: int) -> None:
    tries(books, chat, letter.code)
    other = a_letter(books, seed=2, party=a_person(books, identity="095181000777"), staff=letter.staff)
    assert isinstance(tries(books, chat, other.code, "000777"), Linked)
    assert live_links(books, letter.party) == ()
    ended = books.conn.execute(select(link.c.ended_by).where(link.c.party_id == letter.party)).scalars().all()
    assert ended == ["relinked"]
    assert actions(books)[-2:] == ["unlink", "link"]


def test_unlinking_ends_it_for_the_next_message(books: Books, letter: Letter, chat: int) -> None:
    tries(books, chat, letter.code)
    assert unlink(books, chat, EndedBy.PERSON) == letter.party
    assert linked_party(books, chat) is None
    assert unlink(books, chat, EndedBy.PERSON) is None
    assert actions(books)[-1] == "unlink"


def test_an_officers_unlinking_names_the_officer(books: Books, letter: Letter, chat: int) -> None:
    tries(books, chat, letter.code)
    with pytest.raises(ValueError, match="names the officer"):
        unlink(books, chat, EndedBy.OFFICER)
    unlink(books, chat, EndedBy.OFFICER, staff_id=letter.staff)
    actor = books.conn.execute(select(audit_entry.c.actor).order_by(audit_entry.c.seq.desc()).limit(1)).scalar()
    assert actor == f"staff:{letter.staff}"


def test_one_button_cuts_every_chat(books: Books, letter: Letter) -> None:
    first, second, _ = _two_chats(books, letter)
    assert unlink_everywhere(books, letter.party, contact_id=second) == (first, second)
    assert live_links(books, letter.party) == ()
    assert set(books.conn.execute(select(link.c.ended_by)).scalars()) == {"everywhere"}


def test_the_party_sees_where_it_is_linked_without_addresses(books: Books, clock: SetClock, letter: Letter) -> None:
    since = clock.now()
    a_linked_chat(books, "5005", letter=letter)
    clock.set(since + timedelta(days=3))
    meet(books, "telegram", "5005")
    (one,) = live_links(books, letter.party)
    assert (one.account, one.linked_at, one.seen_at) == ("telegram", since, clock.now())


def test_a_chat_silent_for_180_days_is_unlinked(books: Books, clock: SetClock, letter: Letter) -> None:
    silent = a_linked_chat(books, "5005", letter=letter)
    talking = a_linked_chat(books, "5006", letter=a_letter(books, seed=2, party=letter.party, staff=letter.staff))
    clock.set(clock.now() + timedelta(days=180))
    meet(books, "telegram", "5006")
    assert stale_links(books, clock.now()) == ()
    clock.set(clock.now() + timedelta(seconds=1))
    assert end_stale_links(books, clock.now()) == (silent,)
    assert [one.contact_id for one in live_links(books, letter.party)] == [talking]
    assert books.conn.execute(select(link.c.ended_by).where(link.c.contact_id == silent)).scalar() == "expiry"


def test_only_the_newest_letter_is_alive_and_nothing_of_it_can_be_read_in_the_books(
    books: Books, letter: Letter
) -> None:
    made = prepare_code(books.keys)
    print_code(books, letter.party, letter.staff, prepared=made)
    alive = select(link_code).where(link_code.c.used_at.is_(None), link_code.c.cancelled_at.is_(None))
    (row,) = books.conn.execute(alive)
    assert row.selector == made.code.selector
    assert not [value for value in row if made.code.verifier in str(value)]


def test_printing_one_letter_leaves_everybody_elses_alive(books: Books, letter: Letter, chat: int) -> None:
    a_letter(books, seed=2, party=a_person(books), staff=letter.staff)
    assert isinstance(tries(books, chat, letter.code), Linked)


def test_a_selector_that_is_taken_is_drawn_again(books: Books, letter: Letter) -> None:
    other = print_code(books, a_person(books), letter.staff, prepared=prepared(1))  # the letter's own code
    assert other.display[:5] != letter.code[:5]
    assert books.conn.execute(select(func.count()).select_from(link_code)).scalar() == 2


# -- parties without a twelve-digit number ---------------------------------------------------------------------------


def _organisation(books: Books, letter: Letter) -> Letter:
    return a_letter(books, seed=5, party=an_organisation(books), staff=letter.staff)


def _asked(books: Books, letter: Letter, address: str = "8001") -> Outcome:
    return tries(books, a_chat(books, address), letter.code, "123456")


def test_an_organisations_code_waits_for_an_officer_who_confirms(books: Books, letter: Letter) -> None:
    bank = _organisation(books, letter)
    assert _asked(books, bank) == AwaitsOfficer()
    assert live_links(books, bank.party) == ()
    (request,) = requests_waiting(books)
    done = confirm_request(books, request.id, letter.staff)
    assert done == Confirmed(contact_id=request.contact_id, party_id=bank.party, earlier=())
    assert [one.contact_id for one in live_links(books, bank.party)] == [request.contact_id]
    assert requests_waiting(books) == ()
    assert confirm_request(books, request.id, letter.staff) == NoLongerWaiting()


def test_an_officer_may_refuse_and_the_code_is_used_up(books: Books, letter: Letter) -> None:
    bank = _organisation(books, letter)
    _asked(books, bank)
    (request,) = requests_waiting(books)
    assert refuse_request(books, request.id, letter.staff)
    assert not refuse_request(books, request.id, letter.staff)
    assert live_links(books, bank.party) == ()
    assert _asked(books, bank, "8002") == Refused()


def test_a_person_known_by_the_old_card_only_is_confirmed_by_an_officer_as_well(books: Books, letter: Letter) -> None:
    old = a_letter(books, seed=6, party=a_person(books, identity="095000123"), staff=letter.staff)
    assert _asked(books, old) == AwaitsOfficer()


def test_a_newer_request_of_the_same_chat_replaces_the_older(books: Books, letter: Letter) -> None:
    _asked(books, _organisation(books, letter))
    second = a_letter(books, seed=7, party=an_organisation(books, name="Hợp tác xã Phước Hòa"), staff=letter.staff)
    _asked(books, second)
    assert [one.party_id for one in requests_waiting(books)] == [second.party]


def test_an_officer_cannot_confirm_a_third_chat(books: Books, letter: Letter) -> None:
    bank = _organisation(books, letter)
    asked = []
    for number in range(3):
        code = a_letter(books, seed=20 + number, party=bank.party, staff=letter.staff)
        _asked(books, code, f"800{number}")
        asked.append(requests_waiting(books)[-1].id)
    answers = [confirm_request(books, request, letter.staff) for request in asked]
    assert [type(answer) for answer in answers] == [Confirmed, Confirmed, PartyFull]
    assert len(requests_waiting(books)) == 1


def test_fifty_failures_in_ten_minutes_raise_one_alarm_and_stop_no_honest_person(
    books: Books, clock: SetClock, letter: Letter, chat: int
) -> None:
    began = clock.now()
    for number in range(49):
        tries(books, a_chat(books, f"9{number // 3:03}"), another_code(letter.code).display)
    assert link_limits.alarms_since(books, began) == ()
    for number in range(20):
        tries(books, a_chat(books, f"8{number:03}"), another_code(letter.code).display)
    (alarm,) = link_limits.alarms_since(books, began)
    assert alarm.raised_at == began
    assert actions(books).count(Action.LINK_ALARM.value) == 1
    assert isinstance(tries(books, chat, letter.code), Linked)


def test_failures_spread_over_a_day_raise_no_alarm(books: Books, clock: SetClock, letter: Letter) -> None:
    began = clock.now()
    for number in range(100):
        clock.set(clock.now() + timedelta(minutes=13))
        tries(books, a_chat(books, f"9{number:03}"), another_code(letter.code).display)
    assert link_limits.alarms_since(books, began) == ()
