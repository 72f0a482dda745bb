"""The cost of a campaign names each line, what was reckoned with, what came of it, and what has no price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from casework.books import Books
from casework.clock import SetClock
from casework.obligations import Kind
from casework.printed_codes import print_code
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.plans import approval, costs, trips
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.costs import CostLine, Costs, Item
from scheduler.plans.refusals import NotAllowed, PlanWrong, WrongStatus
from scheduler.plans.selection import Selection
from scheduler.plans.trips import TripFacts
from scheduler.steps import planning
from tests import builders
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import Office, a_step


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def counted(books: Books, campaign: int) -> dict[str, tuple[int, int]]:
    """By line: planned and actual."""
    return {line.key: (line.planned, line.actual) for line in costs.costs(books, campaign).lines}


def two_steps(office: Office) -> CampaignPlan:
    steps = (a_step(), a_step(offset=8, text=arranged.WEEK_BEFORE))
    return arranged.a_plan(office, *steps, starts=planned.STARTS, ends=planned.ENDS)


def test_before_it_starts_messages_by_channel_letters_and_trips_are_reckoned_with(books: Books, office: Office) -> None:
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    arranged.a_debtor(books, office)
    other = arranged.a_debtor(books, office, chat=False)
    arranged.a_chat(books, other.debtor, account="telegram")
    arranged.a_debtor(books, office, chat=False)
    builders.a_case(books, agency=office.agency, debtor=arranged.a_debtor(books, office, chat=False).debtor)
    draft = planned.a_draft(books, office, two_steps(office))
    team = planned.a_team(books, office, draft)
    for place, day, people in ((near, 17, 5), (far, 24, 4)):
        facts = TripFacts(team_id=team, commune_id=place, on_date=date(2026, 11, day), people=people, km=30)
        trips.write_trip(books, draft, facts, office.officer)
    assert counted(books, draft) == {
        "message:telegram": (2, 0),
        "message:terminal": (2, 0),
        "letter": (2, 0),  # somebody with two cases gets one letter
        "km": (60, 0),
        "person_day": (9, 0),
    }


def test_a_line_without_a_price_has_no_sum_and_is_named(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    arranged.a_debtor(books, office, chat=False)
    draft = planned.a_draft(books, office, two_steps(office))
    costs.set_rate(books, draft, "message:terminal", 350, office.officer)
    costs.set_rate(books, draft, "km", 0, office.officer)
    found = costs.costs(books, draft)
    assert [(line.key, line.planned_dong) for line in found.lines] == [
        ("message:terminal", 700), ("letter", None), ("km", 0), ("person_day", None),
    ]  # fmt: skip
    assert (found.planned, found.actual) == (700, 0)
    assert [line.key for line in found.unpriced] == ["letter"]
    costs.set_rate(books, draft, "letter", 12_000, office.officer)
    assert costs.costs(books, draft).planned == 12_700
    assert costs.costs(books, draft).unpriced == ()
    costs.set_rate(books, draft, "letter", None, office.officer)
    assert costs.rates_of(books, draft) == {"km": 0, "message:terminal": 350}


def test_afterwards_what_was_scheduled_stands_beside_what_came_of_it(
    books: Books, office: Office, clock: SetClock
) -> None:
    (near,) = planned.communes(books, "xã Phước Hòa")
    arranged.a_debtor(books, office)
    silent = arranged.a_debtor(books, office, chat=False)
    campaign = planned.a_draft(books, office, two_steps(office))
    facts = TripFacts(
        team_id=planned.a_team(books, office, campaign), commune_id=near, on_date=date(2026, 11, 17), people=5, km=46
    )
    trips.write_trip(books, campaign, facts, office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)
    assert counted(books, campaign)["message:terminal"] == (2, 0)
    clock.set(arranged.at(date(2026, 11, 17), 15))
    reminders.queue_due(books)
    books.conn.execute(update(outbox).where(outbox.c.campaign_id == campaign).values(state="accepted"))
    print_code(books, silent.debtor, office.officer)
    assert counted(books, campaign) == {
        "message:terminal": (2, 1),
        "letter": (1, 1),
        "km": (46, 46),
        "person_day": (5, 5),
    }


def test_only_messages_of_waves_that_fit_are_reckoned_with(books: Books, office: Office) -> None:
    fee, debt = (
        builders.a_case(books, agency=office.agency, lines=[builders.a_line(kind, 900_000)])
        for kind in (Kind.COURT_FEE, Kind.DEBT)
    )
    for case in (fee, debt):
        arranged.a_chat(books, case.debtor)
    plan = two_steps(office)
    wave = Wave(
        focus="Án phí", starts_on=plan.starts_on, ends_on=plan.ends_on, selection=Selection(kinds=(Kind.COURT_FEE,))
    )
    steps = tuple(replace(step, wave=1) for step in plan.steps)
    draft = planned.a_draft(books, office, replace(plan, waves=(wave,), steps=steps))
    assert counted(books, draft)["message:terminal"] == (2, 0)
    both = planned.a_draft(books, office, replace(plan, name="Cả hai", waves=(wave,), steps=(steps[0], plan.steps[1])))
    assert counted(books, both)["message:terminal"] == (3, 0)


@pytest.mark.parametrize("key", ["", "message", "message:", "message:Te le", "km:telegram", "letters", "person_day:"])
def test_what_is_no_item_of_cost_is_refused_with_the_list(books: Books, office: Office, key: str) -> None:
    draft = planned.a_draft(books, office)
    with pytest.raises(PlanWrong, match=r"message:telegram\), letter, km, person_day"):
        costs.set_rate(books, draft, key, 1, office.officer)


def test_who_may_price_and_until_when(books: Books, office: Office) -> None:
    from scheduler.plans import campaigns

    draft = planned.a_draft(books, office)
    for dong in (-1, 1_000_000_001):
        with pytest.raises(PlanWrong, match="từ 0 đến 1 tỷ"):
            costs.set_rate(books, draft, "km", dong, office.officer)
    with pytest.raises(NotAllowed):
        costs.set_rate(books, draft, "km", 1, builders.a_staff_member(books, office.agency, role="admin"))
    campaigns.stop(books, draft, office.officer)
    with pytest.raises(WrongStatus, match="đã kết thúc"):
        costs.set_rate(books, draft, "km", 1, office.officer)


lines = st.builds(
    CostLine,
    item=st.sampled_from([item for item in Item if item is not Item.MESSAGE]),
    account=st.none(),
    planned=st.integers(0, 10**6),
    actual=st.integers(0, 10**6),
    rate=st.none() | st.integers(0, costs.MOST_DONG),
)


@given(st.lists(lines, max_size=6))
def test_sums_are_those_of_the_priced_lines_to_the_dong(some: list[CostLine]) -> None:
    found = Costs(lines=tuple(some))
    priced = [line for line in some if line.rate is not None]
    assert found.planned == sum(line.planned * (line.rate or 0) for line in priced)
    assert found.actual == sum(line.actual * (line.rate or 0) for line in priced)
    assert all(line.rate is None and (line.planned or line.actual) for line in found.unpriced)


@given(st.sampled_from(Item), st.sampled_from(["telegram", "web", "zalo_oa-1"]))
def test_a_key_reads_back(item: Item, account: str) -> None:
    used = account if item is Item.MESSAGE else None
    assert costs.read_key(costs.key_of(item, used)) == (item, used)
