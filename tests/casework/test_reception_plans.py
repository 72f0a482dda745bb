"""A recurring plan is published by itself, as the law wants it, and its exceptions hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from casework.agency_choices import set_stand_ins
from casework.bookings import call_off_day
from casework.books import Books
from casework.clock import SetClock
from casework.reception_details import Details, Need, details_of
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_laying import Standing, lay_days, planned
from casework.reception_plans import PlanFacts, ReceptionPlan, end_plan, except_day, make_plan, plans
from casework.reception_times import PlanRefused, Window
from casework.reception_warnings import Concern, concerns, receptions_are_held
from casework.receptions import open_day
from casework.recurrence import Every, OnRestDay, Rule
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from casework.tables.reception_plans import reception_plan_exception
from casework.tables.receptions import reception_day, reception_slot
from casework.working_days import DayKind, confirm_year, seed_year, set_day
from tests.builders import a_staff_member
from tests.casework.reception_rooms import MORNING, Office, a_plan, an_office_with_leader

FIFTEENTH = Rule(every=Every.MONTH_DAY, number=15)
THURSDAYS = Rule(every=Every.WEEKLY, weekday=3)


@pytest.fixture
def office(books: Books) -> Office:
    """Monday 16/11/2026; the calendar of 2026 is confirmed, that of 2027 is not."""
    office = an_office_with_leader(books)
    seed_year(books, 2026)
    confirm_year(books, 2026, office.leader)
    return office


def facts(office: Office, rule: Rule = FIFTEENTH) -> PlanFacts:
    return PlanFacts(
        agency_id=office.agency,
        leader_id=office.leader,
        rule=rule,
        place="Trụ sở",
        address="Số 1 đường Hòa Bình",
        windows=(MORNING, Window(opens=time(13, 30), closes=time(14, 30))),
        valid_from=date(2026, 11, 17),
    )


def only_plan(books: Books) -> ReceptionPlan:
    (plan,) = plans(books)
    return plan


def published(books: Books) -> list[date]:
    return list(books.conn.execute(select(reception_day.c.on_date).order_by(reception_day.c.on_date)).scalars())


def standings(books: Books) -> list[tuple[date, Standing]]:
    return [(one.coming.planned_on, one.standing) for one in planned(books)]


def of(books: Books, *, besides: Concern | None = None) -> list[tuple[Concern, date]]:
    return [(one.concern, one.on_date) for one in concerns(books) if one.concern is not besides]


def test_a_plan_is_published_sixty_days_ahead_and_only_once(books: Books, office: Office, clock: SetClock) -> None:
    confirm_2027(books, office)
    make_plan(books, facts(office), office.leader)
    assert lay_days(books) == 2
    assert published(books) == [date(2026, 12, 15), date(2027, 1, 15)]
    assert lay_days(books) == 0
    clock.set(datetime(2027, 1, 13, 2, tzinfo=UTC))
    assert lay_days(books) == 1
    assert published(books)[-1] == date(2027, 2, 15)


def confirm_2027(books: Books, office: Office) -> None:
    seed_year(books, 2027)
    confirm_year(books, 2027, office.leader)


def test_a_day_of_a_plan_has_everything_that_the_plan_says(books: Books, office: Office) -> None:
    said = Details(directions="Cổng sau", needs=(Need.WHEELCHAIR,))
    make_plan(books, replace(facts(office), mode=DayMode.QUEUE, details=said, seats=2), office.leader)
    lay_days(books)
    day = books.conn.execute(select(reception_day)).one()
    assert (day.kind, day.mode, details_of(day), day.planned_on) == ("reception", "queue", said, date(2026, 12, 15))
    assert day.plan_id == only_plan(books).id
    slots = books.conn.execute(select(reception_slot.c.seats)).scalars().all()
    assert slots == [6, 6]
    trail = books.conn.execute(select(audit_entry.c.actor).where(audit_entry.c.action == "reception_day_opened"))
    assert trail.scalars().all() == ["system"]


def test_what_can_no_longer_be_announced_five_working_days_before_is_left_to_people(
    books: Books, office: Office
) -> None:
    make_plan(books, replace(facts(office, THURSDAYS), valid_until=date(2026, 12, 3)), office.leader)
    assert standings(books) == [
        (date(2026, 11, 19), Standing.TOO_LATE),
        (date(2026, 11, 26), Standing.DUE),
        (date(2026, 12, 3), Standing.DUE),
    ]
    assert lay_days(books) == 2
    assert (Concern.TOO_LATE, date(2026, 11, 19)) in of(books)
    open_day(books, a_plan(office, on=date(2026, 11, 19)), office.leader)  # somebody publishes it by hand
    assert of(books) == [(Concern.PUBLISHED_LATE, date(2026, 11, 19))]


def test_days_of_a_year_that_nobody_has_confirmed_wait(books: Books, office: Office) -> None:
    make_plan(books, facts(office), office.leader)
    assert lay_days(books) == 1
    assert (date(2027, 1, 15), Standing.YEAR_UNCONFIRMED) in standings(books)
    assert (Concern.YEAR_UNCONFIRMED, date(2027, 1, 15)) in of(books)
    confirm_2027(books, office)
    assert lay_days(books) == 1
    assert published(books) == [date(2026, 12, 15), date(2027, 1, 15)]


def test_a_day_that_becomes_a_rest_day_after_it_was_published_is_told(books: Books, office: Office) -> None:
    make_plan(books, facts(office), office.leader)
    lay_days(books)
    set_day(books, date(2026, 12, 15), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", office.leader)
    confirm_year(books, 2026, office.leader)
    assert (Concern.REST_DAY, date(2026, 12, 15)) in of(books)
    assert lay_days(books) == 0, "it is moved with its people, not laid a second time"


def test_a_day_is_left_out_or_moved_before_it_is_published(books: Books, office: Office) -> None:
    make_plan(books, facts(office, THURSDAYS), office.leader)
    except_day(books, only_plan(books), date(2026, 12, 3), None, None, office.leader)
    except_day(books, only_plan(books), date(2026, 12, 10), date(2026, 12, 8), "đi công tác", office.leader)
    lay_days(books)
    found = [day for day in published(books) if date(2026, 12, 1) <= day < date(2026, 12, 17)]
    assert found == [date(2026, 12, 8)]
    assert only_plan(books).why == {date(2026, 12, 10): "đi công tác"}
    sealed = books.conn.execute(select(reception_plan_exception.c.why_sealed)).scalars().all()
    assert not any(b"\xc4\x91i c" in one for one in sealed if one is not None)


def test_the_last_word_on_a_day_counts(books: Books, office: Office) -> None:
    make_plan(books, facts(office, THURSDAYS), office.leader)
    except_day(books, only_plan(books), date(2026, 12, 10), None, None, office.leader)
    except_day(books, only_plan(books), date(2026, 12, 10), date(2026, 12, 11), None, office.leader)
    lay_days(books)
    assert date(2026, 12, 11) in published(books)


def test_a_day_is_not_moved_to_where_a_later_one_goes_off_a_rest_day(books: Books, office: Office) -> None:
    set_day(books, date(2026, 12, 10), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", office.leader)
    confirm_year(books, 2026, office.leader)
    thursdays = Rule(every=Every.WEEKLY, weekday=3, on_rest_day=OnRestDay.BEFORE)
    make_plan(books, facts(office, thursdays), office.leader)
    with pytest.raises(PlanRefused, match="đã có buổi tiếp"):
        except_day(books, only_plan(books), date(2026, 12, 3), date(2026, 12, 9), None, office.leader)


def test_exceptions_that_mean_nothing_are_refused(books: Books, office: Office) -> None:
    make_plan(books, facts(office, THURSDAYS), office.leader)
    plan = only_plan(books)
    for planned_on, to_date, words in (
        (date(2026, 12, 4), None, "không có ngày đó"),  # a Friday
        (date(2026, 11, 12), None, "không có ngày đó"),  # before the plan
        (date(2026, 12, 3), date(2026, 11, 16), "đã qua"),
        (date(2026, 12, 3), date(2026, 12, 10), "đã có buổi tiếp"),
    ):
        with pytest.raises(PlanRefused, match=words):
            except_day(books, plan, planned_on, to_date, None, office.leader)
    lay_days(books)
    with pytest.raises(PlanRefused, match="đã được công bố"):
        except_day(books, plan, date(2026, 12, 3), None, None, office.leader)


def test_a_day_that_was_called_off_is_not_published_again(books: Books, office: Office) -> None:
    make_plan(books, facts(office), office.leader)
    lay_days(books)
    day_id = books.conn.execute(select(reception_day.c.id)).scalar_one()
    call_off_day(books, day_id, office.leader)
    assert lay_days(books) == 0


def test_a_plan_that_has_ended_lays_no_more_days_and_keeps_its_number(books: Books, office: Office) -> None:
    first = make_plan(books, facts(office), office.leader)
    assert end_plan(books, first, office.leader)
    assert not end_plan(books, first, office.leader)
    make_plan(books, facts(office, THURSDAYS), office.leader)
    assert [(one.number, one.ended_at is None) for one in plans(books)] == [(1, False), (2, True)]
    assert {one.plan.number for one in planned(books)} == {2}


def test_a_plan_that_cannot_be_is_refused(books: Books, office: Office) -> None:
    wrong = [
        {"windows": (Window(opens=time(8), closes=time(8, 10)),)},
        {"valid_until": date(2026, 11, 16)},
        {"leader_id": a_staff_member(books, office.agency, role="clerk")},
        {"stand_in_id": a_staff_member(books, office.agency, role="deputy")},
    ]
    for one in wrong:
        with pytest.raises(PlanRefused, match=r"\. |: "):
            make_plan(books, replace(facts(office), **one), office.leader)  # type: ignore[arg-type]  # of several types
    assert plans(books) == ()


def test_two_plans_of_one_leader_for_the_same_hours_leave_one_day_and_a_word_about_it(
    books: Books, office: Office
) -> None:
    for place in ("Trụ sở", "UBND xã Phước Hòa"):
        make_plan(books, replace(facts(office), place=place), office.leader)
    assert lay_days(books) == 1
    told = [one for one in concerns(books) if one.concern is Concern.NOT_TAKEN]
    assert [(one.on_date, one.plan_number, one.place) for one in told] == [(date(2026, 12, 15), 2, "UBND xã Phước Hòa")]
    assert "trùng giờ" in told[0].said


def test_a_leader_who_has_left_is_told_and_receives_nobody_more(books: Books, office: Office, clock: SetClock) -> None:
    make_plan(books, facts(office, THURSDAYS), office.leader)
    lay_days(books)
    before = published(books)
    books.conn.execute(update(staff).where(staff.c.id == office.leader).values(active=False))
    clock.set(books.clock.now() + timedelta(days=21))
    assert lay_days(books) == 0
    found = of(books)
    assert {on for concern, on in found if concern is Concern.LEADER_GONE} == {
        on for on in before if on > date(2026, 12, 6)
    }


def test_each_head_has_a_day_this_month_and_the_next_or_it_is_told(books: Books, office: Office) -> None:
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    told = concerns(books)
    assert [(one.concern, one.on_date) for one in told] == [
        (Concern.MONTH_WITHOUT_DAY, november),
        (Concern.MONTH_WITHOUT_DAY, december),
    ]
    # the last working day of November is Monday the 30th; before it 27, 26, 25, 23 and 20 (24/11 is the Culture Day)
    assert [one.publish_by for one in told] == [date(2026, 11, 20), date(2026, 12, 24)]
    make_plan(books, facts(office), office.leader)  # is to publish 15/12
    assert of(books, besides=Concern.YEAR_UNCONFIRMED) == [(Concern.MONTH_WITHOUT_DAY, november)]
    open_day(books, a_plan(office, on=date(2026, 11, 30)), office.leader)
    assert of(books, besides=Concern.YEAR_UNCONFIRMED) == []


def test_a_working_meeting_or_a_deputys_day_is_not_the_heads_reception(books: Books, office: Office) -> None:
    deputy = a_staff_member(books, office.agency, role="deputy")
    open_day(books, replace(a_plan(office), kind=BookingKind.OFFICER), office.leader)
    open_day(books, a_plan(Office(agency=office.agency, leader=deputy)), office.leader)
    assert (Concern.MONTH_WITHOUT_DAY, date(2026, 11, 1)) in of(books)


def test_a_month_in_which_every_day_names_a_stand_in_is_told(books: Books, office: Office) -> None:
    deputy = a_staff_member(books, office.agency, role="deputy")
    set_stand_ins(books, True, office.leader)
    open_day(books, replace(a_plan(office), stand_in_id=deputy), office.leader)
    assert (Concern.ONLY_WITH_STAND_IN, date(2026, 11, 1)) in of(books)
    open_day(books, a_plan(office, on=date(2026, 11, 27)), office.leader)
    assert [on for _, on in of(books)] == [date(2026, 12, 1)]


def test_an_agency_without_receptions_here_is_told_nothing_by_the_doctor(books: Books, office: Office) -> None:
    assert not receptions_are_held(books)
    make_plan(books, facts(office), office.leader)
    assert receptions_are_held(books)
