"""A look at a case out of sight: for half an hour, five a day, told to those who lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from casework import case_openings, in_sight
from casework.books import Books
from casework.case_openings import LASTS, MOST_A_DAY, Asked, Refusal
from casework.clock import SetClock
from casework.staff import Role, Staff, find
from casework.tables.decisions import decision
from tests.builders import a_case, a_staff_member, an_agency, an_office
from tests.officers.office import given

WHY = "Người dân đang chờ ở bàn tiếp"


class Rooms:
    """Two offices with a head and an officer each; the cases are the second's."""

    def __init__(self, books: Books, cases: int = 1) -> None:
        self.agency = an_agency(books)
        here, there = an_office(books, self.agency, name="Phòng 1"), an_office(books, self.agency, name="Phòng 2")
        self.officer, self.head = (self.person(books, here, role) for role in ("officer", "head"))
        self.their_officer, self.their_head = (self.person(books, there, role) for role in ("officer", "head"))
        self.seat = self.person(books, None, "head")
        self.cases = [
            given(books, a_case(books, agency=self.agency).decision, self.their_officer.id, there) for _ in range(cases)
        ]

    def person(self, books: Books, office: int | None, role: str) -> Staff:
        known = find(books, a_staff_member(books, self.agency, office=office, role=role))
        assert known is not None
        return known


def ask(books: Books, who: Staff, decision_id: int) -> int | Refusal:
    number = books.conn.execute(select(decision.c.number).where(decision.c.id == decision_id)).scalar_one()
    return case_openings.open_case(books, who, Asked(number=number, issued_on=None, reason=WHY))


def test_it_is_looked_at_until_its_time_is_over_and_is_never_in_sight(books: Books, clock: SetClock) -> None:
    rooms = Rooms(books)
    (case,) = rooms.cases
    assert in_sight.decision_to_look_at(books, rooms.officer, case) is None
    assert ask(books, rooms.officer, case) == case
    assert in_sight.decision_to_look_at(books, rooms.officer, case) == case
    assert in_sight.decision_id(books, rooms.officer, case) is None
    assert in_sight.decision_to_look_at(books, rooms.head, case) is None, "nobody else looks"
    assert [one.until for one in case_openings.open_now(books, rooms.officer)] == [clock.now() + LASTS]
    clock.set(clock.now() + LASTS)
    assert in_sight.decision_to_look_at(books, rooms.officer, case) is None
    assert case_openings.open_now(books, rooms.officer) == ()


def test_both_offices_leaders_and_the_seat_read_of_it_once(books: Books) -> None:
    rooms = Rooms(books)
    ask(books, rooms.officer, rooms.cases[0])
    for leader, opens in ((rooms.head, None), (rooms.their_head, rooms.cases[0]), (rooms.seat, rooms.cases[0])):
        (told,), older = case_openings.openings(books, leader)
        assert (told.reason, told.decision_id, older) == (WHY, opens, None)
        assert case_openings.unseen(books, leader) == 1
    for nobody in (rooms.officer, rooms.their_officer):
        assert case_openings.openings(books, nobody) == ((), None)
        assert not case_openings.mark_seen(books, nobody, told.id)
    assert case_openings.mark_seen(books, rooms.head, told.id)
    assert case_openings.mark_seen(books, rooms.seat, told.id)
    assert [case_openings.unseen(books, one) for one in (rooms.head, rooms.their_head, rooms.seat)] == [0, 0, 0]
    (told,), _ = case_openings.openings(books, rooms.head)
    assert told.seen_by == rooms.head.id


def test_a_leader_ends_it_at_once_and_what_is_over_stays_as_it_was(books: Books, clock: SetClock) -> None:
    rooms = Rooms(books)
    ask(books, rooms.officer, rooms.cases[0])
    (told,), _ = case_openings.openings(books, rooms.their_head)
    ends = clock.now() + timedelta(minutes=3)
    clock.set(ends)
    assert case_openings.close(books, rooms.their_head, told.id)
    assert case_openings.open_until(books, rooms.officer, rooms.cases[0]) is None
    clock.set(ends + timedelta(minutes=1))
    assert case_openings.close(books, rooms.their_head, told.id)
    (told,), _ = case_openings.openings(books, rooms.their_head)
    assert told.until == ends


def test_a_day_has_so_many_and_the_office_day_begins_anew(books: Books, clock: SetClock) -> None:
    rooms = Rooms(books, cases=MOST_A_DAY + 2)
    *first, sixth, seventh = rooms.cases
    assert [ask(books, rooms.officer, one) for one in first] == first
    assert [ask(books, rooms.officer, one) for one in (sixth, seventh)] == [Refusal.LOCKED] * 2
    told, _ = case_openings.openings(books, rooms.head)
    assert [one.until is None for one in told] == [True, *[False] * MOST_A_DAY], "the refused try is told once"
    assert in_sight.decision_to_look_at(books, rooms.officer, sixth) is None
    assert ask(books, rooms.head, sixth) == sixth, "of each person"
    clock.set(datetime.fromisoformat("2026-11-16T23:59:59+07:00"))
    assert ask(books, rooms.officer, sixth) is Refusal.LOCKED
    clock.set(datetime.fromisoformat("2026-11-17T00:00:00+07:00"))
    assert ask(books, rooms.officer, sixth) == sixth


def test_a_number_of_several_years_takes_its_day(books: Books) -> None:
    rooms = Rooms(books, cases=2)
    one, other = rooms.cases
    rows = {row.id: row for row in books.conn.execute(select(decision))}
    books.conn.execute(
        decision.update()
        .where(decision.c.id == other)
        .values(number=rows[one].number, issued_on=rows[one].issued_on - timedelta(days=400))
    )
    assert ask(books, rooms.officer, one) is Refusal.SEVERAL
    asked = Asked(number=rows[one].number, issued_on=rows[one].issued_on, reason=WHY)
    assert case_openings.open_case(books, rooms.officer, asked) == one


def test_whoever_changes_to_a_role_without_it_looks_no_more(books: Books) -> None:
    rooms = Rooms(books)
    ask(books, rooms.officer, rooms.cases[0])
    for gone in (replace(rooms.officer, role=Role.CLERK), replace(rooms.officer, active=False)):
        assert in_sight.decision_to_look_at(books, gone, rooms.cases[0]) is None
