"""Results by campaign and wave: of the decisions for which a step was planned, in the days of the campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.results.extent import Extent
from casework.results.grouping import By
from casework.results.periods import Period, statistical_year
from casework.results.report import report
from scheduler.plans import campaigns, planned_for
from scheduler.plans.campaigns import Wave
from tests import builders
from tests.scheduler.arranged import Office, a_debtor, a_plan, a_running_campaign, a_step, an_office_with_leaders

STARTS, ENDS = date(2026, 11, 16), date(2026, 12, 31)


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leaders(books)


def _with_a_wave(office: Office) -> campaigns.CampaignPlan:
    """Everybody is reminded once; a wave of the first week reminds again."""
    wave = Wave(focus="Việc nhỏ", starts_on=STARTS, ends_on=STARTS + timedelta(days=7))
    return replace(a_plan(office, a_step(), replace(a_step(offset=2), wave=1)), waves=(wave,))


def test_a_campaigns_results_are_those_of_the_decisions_it_planned_for(books: Books, office: Office) -> None:
    reminded = [a_debtor(books, office) for _ in range(2)]
    campaign = campaigns.the_campaign(books, a_running_campaign(books, office, _with_a_wave(office)))
    builders.a_case(books, agency=office.agency)  # came later, was never planned for
    builders.a_payment(books, reminded[0].decision, 20_000_000, paid_on=STARTS)
    year = statistical_year(2027)
    parts = planned_for.campaigns_within(books, year)
    assert [(key, part.name) for key, part in parts.items()] == [(campaign.id, "Đợt cao điểm cuối năm")]
    found = report(books, office.agency, year, By.CAMPAIGN, parts=parts)
    (only,) = found.groups
    assert (only.now.cases.handled, only.now.money.collected) == (2, 20_000_000)
    assert found.total.now.cases.handled == 3

    waves = planned_for.waves_of(campaign)
    inside = Extent(name=campaign.plan.name, condition=planned_for.in_campaign(campaign.id))
    told = report(books, office.agency, year, By.WAVE, of=inside, parts=waves)
    assert [group.name for group in told.groups] == ["Đợt trọng tâm 1: Việc nhỏ"]
    assert told.total.now.cases.handled == 2
    assert told.total.name == campaign.plan.name


def test_the_days_of_a_campaign_end_today_or_when_it_ended(books: Books, office: Office, clock: SetClock) -> None:
    a_debtor(books, office)
    running = campaigns.the_campaign(books, a_running_campaign(books, office, a_plan(office)))
    assert planned_for.days_of(books, running) == Period(first=STARTS, last=STARTS)
    clock.set(clock.now() + timedelta(days=3))
    assert planned_for.days_of(books, running).last == STARTS + timedelta(days=3)
    campaigns.stop(books, running.id, office.officer)
    clock.set(clock.now() + timedelta(days=90))
    stopped = campaigns.the_campaign(books, running.id)
    assert planned_for.days_of(books, stopped).last == STARTS + timedelta(days=3)
    assert planned_for.campaigns_within(books, Period(first=date(2027, 1, 1), last=date(2027, 1, 31))) == {}


def test_a_draft_is_not_among_them(books: Books, office: Office) -> None:
    campaigns.create(books, a_plan(office), office.officer)
    assert planned_for.started_campaigns(books) == []
