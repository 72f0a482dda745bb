"""A trip is written with its warnings: rest days, one team in two places, people who are needed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.receptions import DayPlan, Window, open_day
from casework.working_days import working_days
from scheduler.plans import campaigns, trips
from scheduler.plans.campaign_facts import Wave
from scheduler.plans.refusals import NotAllowed, PlanWrong
from scheduler.plans.trips import TripFacts, Trouble
from tests import builders
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import Office

TUESDAY, SUNDAY = date(2026, 11, 17), date(2026, 11, 22)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def draft(books: Books, office: Office) -> int:
    wave = Wave(focus="Án phí", starts_on=planned.STARTS, ends_on=date(2026, 11, 30))
    plan = replace(arranged.a_plan(office, starts=planned.STARTS, ends=planned.ENDS), waves=(wave,))
    return planned.a_draft(books, office, plan)


def warned(books: Books, office: Office, draft: int, facts: TripFacts) -> list[tuple[Trouble, str, str]]:
    _, found = trips.write_trip(books, draft, facts, office.officer)
    return [(one.trouble, one.who, one.where) for one in found if one.trouble is not Trouble.YEAR_UNCONFIRMED]


def test_a_trip_on_a_working_day_to_one_place_is_told_nothing(books: Books, office: Office, draft: int) -> None:
    (near,) = planned.communes(books, "xã Phước Hòa")
    team = planned.a_team(books, office, draft)
    facts = TripFacts(team_id=team, commune_id=near, on_date=TUESDAY, people=5, km=46, wave=1)
    assert warned(books, office, draft, facts) == []
    (known,) = trips.trips_of(books, draft)
    assert (known.facts, known.team, known.commune) == (facts, "Tổ công tác số 1", "xã Phước Hòa")
    assert known.leader_id == office.officer


def test_a_rest_day_and_a_day_outside_the_wave_are_told(books: Books, office: Office, draft: int) -> None:
    (near,) = planned.communes(books, "xã Phước Hòa")
    facts = TripFacts(team_id=planned.a_team(books, office, draft), commune_id=near, on_date=SUNDAY, people=5, km=46)
    assert warned(books, office, draft, facts) == [(Trouble.REST_DAY, "", "")]
    late = replace(facts, on_date=date(2026, 12, 1), wave=1)
    assert warned(books, office, draft, late) == [(Trouble.OUTSIDE_WAVE, "", "")]
    unconfirmed = trips.warnings(books, campaigns.the_campaign(books, draft))
    assert Trouble.YEAR_UNCONFIRMED in {one.trouble for one in unconfirmed}


def test_one_team_in_two_communes_on_a_day_is_told_for_both(books: Books, office: Office, draft: int) -> None:
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    facts = TripFacts(team_id=planned.a_team(books, office, draft), commune_id=near, on_date=TUESDAY, people=5, km=46)
    trips.write_trip(books, draft, facts, office.officer)
    second = replace(facts, commune_id=far)
    assert warned(books, office, draft, second) == [(Trouble.TEAM_ELSEWHERE, "", "xã Phước Hòa")]
    found = trips.warnings(books, campaigns.the_campaign(books, draft))
    assert {one.where for one in found if one.trouble is Trouble.TEAM_ELSEWHERE} == {"xã Phước Hòa", "phường An Bình"}


def test_a_leader_who_is_on_another_trip_is_told_by_name_even_across_campaigns(
    books: Books, office: Office, draft: int
) -> None:
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    mine = TripFacts(team_id=planned.a_team(books, office, draft), commune_id=near, on_date=TUESDAY, people=5, km=46)
    trips.write_trip(books, draft, mine, office.officer)
    other = planned.a_draft(books, office, arranged.a_plan(office, name="Đợt của phòng khu vực 2"))
    theirs = planned.a_team(books, office, other, "Tổ số 9", leader=office.deputy)
    facts = TripFacts(team_id=theirs, commune_id=far, on_date=TUESDAY, people=3, km=10)
    assert warned(books, office, other, facts) == [
        (Trouble.SOMEBODY_ELSEWHERE, "Võ Thị Lan", "xã Phước Hòa"),
    ]
    campaigns.stop(books, other, office.officer)
    found = trips.warnings(books, campaigns.the_campaign(books, draft))
    assert Trouble.SOMEBODY_ELSEWHERE not in {one.trouble for one in found}, "a stopped campaign travels no more"


def test_two_teams_that_meet_in_one_commune_are_no_trouble(books: Books, office: Office, draft: int) -> None:
    (near,) = planned.communes(books, "xã Phước Hòa")
    officer = builders.a_staff_member(books, office.agency)
    first = planned.a_team(books, office, draft)
    second = planned.a_team(books, office, draft, "Tổ số 2", leader=officer)
    facts = TripFacts(team_id=first, commune_id=near, on_date=TUESDAY, people=5, km=46)
    trips.write_trip(books, draft, facts, office.officer)
    assert warned(books, office, draft, replace(facts, team_id=second)) == []


def test_somebody_who_receives_citizens_elsewhere_that_day_is_told(books: Books, office: Office, draft: int) -> None:
    from datetime import time

    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    on = date(2026, 11, 27)
    day = DayPlan(
        agency_id=office.agency, leader_id=office.deputy, on_date=on, place="Phòng tiếp công dân", address="Số 1",
        windows=(Window(opens=time(7, 30), closes=time(11)),), minutes_each=20, seats=1, commune_id=near,
    )  # fmt: skip
    open_day(books, day, office.officer)
    facts = TripFacts(team_id=planned.a_team(books, office, draft), commune_id=far, on_date=on, people=5, km=46)
    assert warned(books, office, draft, facts) == [(Trouble.RECEIVES_CITIZENS, "Võ Thị Lan", "")]
    trips.remove_trip(books, draft, facts.team_id, far, on, office.officer)
    assert warned(books, office, draft, replace(facts, commune_id=near)) == [], "they go to the same commune"


def test_what_cannot_be_a_trip_is_refused(books: Books, office: Office, draft: int) -> None:
    (near,) = planned.communes(books, "xã Phước Hòa")
    facts = TripFacts(team_id=planned.a_team(books, office, draft), commune_id=near, on_date=TUESDAY, people=5, km=46)
    for wrong, sentence in (
        (replace(facts, on_date=date(2026, 11, 15)), "ngoài thời gian của đợt"),
        (replace(facts, on_date=date(2027, 1, 1)), "ngoài thời gian của đợt"),
        (replace(facts, people=0), "từ 1 đến 60"),
        (replace(facts, km=-1), "từ 0 đến 2000 km"),
        (replace(facts, wave=2), "không có đợt trọng tâm 2"),
        (replace(facts, team_id=7), "không thuộc đợt"),
        (replace(facts, commune_id=7), "Không có xã"),
    ):
        with pytest.raises(PlanWrong, match=sentence):
            trips.write_trip(books, draft, wrong, office.officer)
    with pytest.raises(PlanWrong, match="Không có chuyến đi này"):
        trips.remove_trip(books, draft, facts.team_id, near, TUESDAY, office.officer)
    with pytest.raises(NotAllowed):
        trips.write_trip(books, draft, facts, builders.a_staff_member(books, office.agency, role="auditor"))
    assert trips.trips_of(books, draft) == []


days = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=7, unique=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_warnings_are_exactly_the_rest_days_and_the_days_with_two_places(
    books: Books, chosen: list[tuple[int, int]]
) -> None:
    with books.conn.begin_nested() as nothing:
        office = arranged.an_office_with_leaders(books)
        draft = planned.a_draft(books, office)
        places = planned.communes(books, "xã Phước Hòa", "phường An Bình", "xã Vĩnh Thanh")
        team = planned.a_team(books, office, draft)
        ids: dict[int, tuple[int, int]] = {}
        for day, place in chosen:
            on = planned.STARTS + timedelta(days=day)
            facts = TripFacts(team_id=team, commune_id=places[place], on_date=on, people=2, km=5)
            ids[trips.write_trip(books, draft, facts, office.officer)[0]] = (day, place)
        calendar = working_days(books)
        expected = {
            trip_id
            for trip_id, (day, _) in ids.items()
            if not calendar.is_working_day(planned.STARTS + timedelta(days=day))
        }
        found = trips.warnings(books, campaigns.the_campaign(books, draft))
        assert {one.trip_id for one in found if one.trouble is Trouble.REST_DAY} == expected
        twice = {one.trip_id for one in found if one.trouble is Trouble.TEAM_ELSEWHERE}
        days_of = [day for day, _ in ids.values()]
        assert twice == {trip_id for trip_id, (day, _) in ids.items() if days_of.count(day) > 1}
        nothing.rollback()
