"""The usual plan: three focuses that fill the period and leave nobody out, each with its reminders, and promises followed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.books import Books
from scheduler.plans import campaigns, usual
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.refusals import PlanWrong
from scheduler.steps.step import Anchor
from tests.scheduler import arranged

STARTS = date(2026, 11, 16)


@pytest.fixture
def office(books: Books) -> arranged.Office:
    """Where it is planned."""
    return arranged.an_office_with_leaders(books)


def a_plan(office: arranged.Office, days: int) -> CampaignPlan:
    return replace(arranged.a_plan(office, arranged.a_step()), ends_on=STARTS + timedelta(days=days - 1))


@pytest.mark.parametrize("days", [usual.SHORTEST, 22, 23, 45, 92])
def test_it_can_be_carried_out_and_fills_the_period_without_a_gap(
    days: int, books: Books, office: arranged.Office
) -> None:
    plan = usual.begun(a_plan(office, days))
    known = the_campaign(books, campaigns.create(books, plan, office.officer)).plan
    first, second, third = known.waves
    assert (first.starts_on, third.ends_on) == (plan.starts_on, plan.ends_on)
    assert [two.starts_on - one.ends_on for one, two in ((first, second), (second, third))] == [timedelta(days=1)] * 2
    assert {step.wave for step in known.steps} == {None, 1, 2, 3}
    assert [step.offset for step in known.steps if step.anchor is Anchor.PROMISE_DUE] == [-1, 1]


def test_every_sum_belongs_to_one_focus_alone(office: arranged.Office) -> None:
    waves = usual.begun(a_plan(office, 45)).waves
    for left in (1, 9_999_999, 10_000_000, 10_000_001, 100_000_000, 100_000_001, 10**12):
        fits = [one for one in waves if (one.selection.min_left or 0) <= left <= (one.selection.max_left or left)]
        assert len(fits) == 1, left


def test_a_period_without_room_is_refused_with_what_to_do(office: arranged.Office) -> None:
    with pytest.raises(PlanWrong, match=r"ngắn hơn 21 ngày.*Hãy"):
        usual.begun(a_plan(office, usual.SHORTEST - 1))
