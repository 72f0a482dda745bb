"""Many threads of two book-keepings at once, as two processes would: who wins is chance, that one wins is not."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from casework import link_limits
from casework.agreements import AgreementFacts, AgreementRefused, AgreementState, end_agreement, sign_agreement
from casework.bookings import AlreadyHas, Booking, BookingState, Full, Lapsed, cancel, confirm, hold, move
from casework.books import Books
from casework.clock import SetClock, today
from casework.contacts import meet
from casework.db.engine import Database
from casework.encryption import Keys
from casework.linking import Outcome, Refused, try_link
from casework.results.periods import statistical_year
from casework.staff import Role
from casework.tables.agreements import promise
from casework.tables.contacts import link
from casework.tables.linking import link_attempt, link_guard
from casework.tables.receptions import booking
from casework.tables.results import target
from casework.targets import Measure, Target, set_target
from casework.visit_outcomes import Report, record_outcome
from casework.visit_planning import plan_visit
from casework.visits import Outcome as VisitOutcome
from casework.visits import VisitRefused, Why
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.delivery.resolving import Decision, ResolveRefused, resolve
from tests import builders as a
from tests.casework.chats import DIGITS, WRONG_DIGITS, CheapHash, Letter, a_chat, a_letter, another_code
from tests.casework.reception_rooms import Citizen, a_citizen, a_day, an_office_with_leader, another_chat

THREADS = 16
SIGNED = date(2026, 10, 1)


@pytest.fixture
def two(database_url: str, keys: Keys, clock: SetClock) -> Iterator[tuple[Database, Database]]:
    """Two databases objects on one database: each has its own connections and threads."""
    one, other = Database(database_url, keys, clock), Database(database_url, keys, clock)
    yield one, other
    one.close()
    other.close()


def at_once(two: tuple[Database, Database], calls: list[Callable[[Books], Any]]) -> list[Any]:
    """Every call from some thread to one of the two; the answers in order."""

    def one(numbered: tuple[int, Callable[[Books], Any]]) -> Future[Any]:
        number, call = numbered
        return two[number % 2].submit(call)

    with ThreadPoolExecutor(THREADS) as threads:
        return [future.result(timeout=120) for future in threads.map(one, enumerate(calls))]


def count(books: Books, table: Any) -> int:
    return books.conn.execute(select(func.count()).select_from(table)).scalar_one()


# -- places ------------------------------------------------------------------------------------------------------------


def _open(books: Books) -> tuple[tuple[int, ...], list[Citizen]]:
    slots = a_day(books, office=an_office_with_leader(books), seats=2).slot_ids
    return slots, [a_citizen(books, f"{n}0") for n in range(40)]


def _try_to_get_in(rng: random.Random, slots: tuple[int, ...], citizen: Citizen) -> Callable[[Books], Any]:
    slot, other, deed = rng.choice(slots), rng.choice(slots), rng.choice(["confirm", "cancel", "move", "hold"])

    def tried(books: Books) -> Any:
        made = hold(books, slot, citizen.party, citizen.chat)
        if not isinstance(made, Booking | AlreadyHas):
            return made
        there = made if isinstance(made, Booking) else made.booking
        if deed == "cancel":
            return cancel(books, there.id)
        if deed == "move":
            return move(books, there.id, other)
        return confirm(books, there.id) if deed == "confirm" else made

    return tried


def test_four_hundred_hands_for_six_seats_never_get_one_twice(two: tuple[Database, Database]) -> None:
    slots, citizens = two[0].submit(_open).result()
    rng = random.Random(20261116)
    answers = at_once(two, [_try_to_get_in(rng, slots, rng.choice(citizens)) for _ in range(400)])
    assert {type(one) for one in answers} <= {Booking, AlreadyHas, Full, Lapsed, type(None)}
    live = booking.c.state.in_([BookingState.HELD.value, BookingState.CONFIRMED.value])
    rows = two[0].submit(lambda books: books.conn.execute(select(booking).where(live)).all()).result()
    assert max(Counter((row.slot_id, row.seat) for row in rows).values()) == 1
    assert max(Counter(row.party_id for row in rows).values()) == 1
    assert {row.seat for row in rows} <= {1, 2}
    # no seat is lost: whatever is free can be taken by people who have none
    without = [one for one in citizens if one.party not in {row.party_id for row in rows}]
    left = 6 - len(rows)
    calls = [_hold(slot, one) for slot, one in zip(list(slots) * 2, without, strict=False)]
    assert sum(isinstance(one, Booking) for one in at_once(two, calls)) == left


def _hold(slot: int, citizen: Citizen) -> Callable[[Books], Any]:
    return lambda books: hold(books, slot, citizen.party, citizen.chat)


def test_when_both_chats_of_a_party_book_at_the_same_moment_one_wins_and_the_other_sees_it(
    two: tuple[Database, Database],
) -> None:
    def opened(books: Books) -> tuple[tuple[int, ...], list[tuple[Citizen, int]]]:
        slots = a_day(books, office=an_office_with_leader(books), seats=50).slot_ids
        pairs = []
        for n in range(20):
            citizen = a_citizen(books, f"{n}0")
            pairs.append((citizen, another_chat(books, citizen.party, f"{n}1")))
        return slots, pairs

    slots, pairs = two[0].submit(opened).result()
    calls = []
    for citizen, second in pairs:
        calls += [_hold(slots[0], citizen), _hold(slots[1], Citizen(party=citizen.party, chat=second))]
    answers = at_once(two, calls)
    for left, right in zip(answers[::2], answers[1::2], strict=True):
        won, saw = (left, right) if isinstance(left, Booking) else (right, left)
        assert isinstance(won, Booking)
        assert isinstance(saw, AlreadyHas)
        assert saw.booking.id == won.id


def test_two_people_who_swap_times_at_the_same_moment_both_keep_a_seat(two: tuple[Database, Database]) -> None:
    def opened(books: Books) -> tuple[tuple[int, ...], list[Booking]]:
        slots = a_day(books, office=an_office_with_leader(books), seats=1).slot_ids
        made = []
        for n in range(2):
            citizen = a_citizen(books, f"{n}0")
            held = hold(books, slots[n], citizen.party, citizen.chat)
            assert isinstance(held, Booking)
            made.append(held)
        return slots, made

    slots, (one, other) = two[0].submit(opened).result()
    for _ in range(20):
        calls = [lambda books: move(books, one.id, slots[1]), lambda books: move(books, other.id, slots[0])]
        answers = at_once(two, [*calls, lambda books: move(books, one.id, slots[2])])
        assert not [answer for answer in answers if isinstance(answer, Lapsed)]
        rows = two[0].submit(lambda books: books.conn.execute(select(booking)).all()).result()
        assert len({row.slot_id for row in rows}) == 2
        back = at_once(
            two, [lambda books: move(books, one.id, slots[2]), lambda books: move(books, other.id, slots[1])]
        )
        assert all(isinstance(answer, Booking | Full) for answer in back)


# -- links -------------------------------------------------------------------------------------------------------------


def _try(chat: int, code: str, digits: str, matches: CheapHash) -> Callable[[Books], Outcome]:
    return lambda books: try_link(books, chat, code, digits, matches=matches)


def _letter_and_chats(books: Books, chats: int) -> tuple[Letter, list[int]]:
    return a_letter(books), [a_chat(books, f"{n}") for n in range(chats)]


def test_one_code_links_one_chat_however_many_send_it_at_once(two: tuple[Database, Database]) -> None:
    letter, chats = two[0].submit(_letter_and_chats, 20).result()
    matches = CheapHash()
    answers = at_once(two, [_try(chat, letter.code, DIGITS, matches) for chat in chats])
    assert Counter(type(one).__name__ for one in answers) == {"Linked": 1, "Refused": 19}
    assert two[0].submit(count, link).result() == 1


def test_a_chat_never_gets_a_sixth_try_by_hurrying(two: tuple[Database, Database]) -> None:
    letter, (chat,) = two[0].submit(_letter_and_chats, 1).result()
    wrong = another_code(letter.code).display
    answers = at_once(two, [_try(chat, wrong, DIGITS, CheapHash()) for _ in range(60)])
    assert Counter(type(one).__name__ for one in answers) == {"Refused": 5, "WaitUntil": 55}
    assert two[0].submit(count, link_attempt).result() == 5


def test_a_party_is_never_tried_an_eleventh_time_by_many_chats_at_once(two: tuple[Database, Database]) -> None:
    letter, chats = two[0].submit(_letter_and_chats, 60).result()
    matches = CheapHash()
    answers = at_once(two, [_try(chat, letter.code, WRONG_DIGITS, matches) for chat in chats])
    assert answers.count(Refused()) == 60
    failures = select(link_guard.c.failures).where(link_guard.c.party_id == letter.party)
    assert two[0].submit(lambda books: books.conn.execute(failures).scalar_one()).result() == 10
    assert two[0].submit(link_limits.is_locked, letter.party).result()
    assert matches.calls == 0


def test_an_alarm_is_raised_once_however_many_fail_at_once(two: tuple[Database, Database], clock: SetClock) -> None:
    letter, chats = two[0].submit(_letter_and_chats, 90).result()
    wrong = another_code(letter.code).display
    at_once(two, [_try(chat, wrong, DIGITS, CheapHash()) for chat in chats])
    assert len(two[0].submit(link_limits.alarms_since, clock.now()).result()) == 1


# -- figures that an office sets or ends ---------------------------------------------------------------------------------


def test_of_leaders_who_set_the_agencys_target_at_once_one_target_remains(two: tuple[Database, Database]) -> None:
    agency = two[0].submit(a.an_agency).result()
    leader = two[0].submit(a.a_staff_member, agency, role=Role.HEAD.value).result()

    def call(percent: int) -> Callable[[Books], Any]:
        asked = Target(office_id=None, period=statistical_year(2027), measure=Measure.CASES, percent=Decimal(percent))
        return lambda books: set_target(books, agency, asked, leader)

    at_once(two, [call(percent) for percent in range(70, 90)])
    assert two[0].submit(count, target).result() == 1


def test_an_agreement_ends_once(two: tuple[Database, Database]) -> None:
    case = two[0].submit(a.a_case).result()
    facts = AgreementFacts(signed_on=SIGNED, content="Trả dần", fee_and_costs="Mỗi bên một nửa", interest_stops=False)
    signed = two[0].submit(sign_agreement, case.decision, facts).result()

    def end(books: Books) -> bool:
        try:
            end_agreement(books, signed, AgreementState.CANCELLED, on=SIGNED, why="Hai bên cùng bỏ")
        except AgreementRefused:
            return False
        return True

    assert sum(at_once(two, [end] * 20)) == 1


def test_a_visit_that_two_report_at_once_is_reported_once(two: tuple[Database, Database]) -> None:
    def planned(books: Books) -> tuple[int, int]:
        agency = a.an_agency(books)
        officer = a.a_staff_member(books, agency)
        case = a.a_case(books, agency=agency)
        visit_id = plan_visit(books, case.decision, case.debtor, Why.NO_ANSWER)
        assert visit_id is not None
        return visit_id, officer

    there = [two[0].submit(planned).result() for _ in range(6)]

    def says(visit_id: int, officer: int, amount: int) -> Callable[[Books], bool]:
        def report(books: Books) -> bool:
            day = today(books.clock)
            found = Report(outcome=VisitOutcome.PROMISED, visited_on=day, amount=amount, pays_on=day)
            try:
                record_outcome(books, visit_id, found, entered_by=officer)
            except VisitRefused:
                return False
            return True

        return report

    told = at_once(two, [says(*one, amount) for one in there for amount in range(1_000, 5_000, 1_000)])
    assert sum(told) == 6
    assert two[0].submit(count, promise).result() == 6


def test_a_message_that_nobody_knows_of_is_decided_by_one(two: tuple[Database, Database]) -> None:
    def uncertain(books: Books) -> tuple[list[int], int]:
        officer = a.a_staff_member(books, a.an_agency(books))
        chat = meet(books, "telegram", "1").id
        rows = [
            queue(
                books,
                Draft(
                    contact_id=chat, account="telegram", purpose=f"m{number}", delivery_class=DeliveryClass.MUST_ARRIVE,
                    message=Outgoing(act=Act.SEND, text="Chào ông/bà"), lane=Lane.PERSONAL, guard=Guard.NOTICE,
                    text_key="chat.folded", text_version=1,
                ),
            )
            for number in range(6)
        ]  # fmt: skip
        books.conn.execute(update(outbox).values(state="uncertain"))
        return [row for row in rows if row is not None], officer

    rows, officer = two[0].submit(uncertain).result()

    def decides(row: int, decision: Decision) -> Callable[[Books], bool]:
        def resolved(books: Books) -> bool:
            try:
                resolve(books, row, decision, officer)
            except ResolveRefused:
                return False
            return True

        return resolved

    told = at_once(two, [decides(row, decision) for row in rows for decision in (*Decision, *Decision)])
    assert sum(told) == 6
