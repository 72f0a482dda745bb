"""Which results does somebody ask for: of which days, told apart by what, beside the year before?"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casework.results.grouping import By
from casework.results.periods import Period, statistical_year, year_with
from casework.scope import Reach
from messages.typed_day import read_day
from messages.vietnamese import short_day
from scheduler.plans.campaigns import Campaign

DAYS, CAMPAIGN = "days", "c"
YEARS, QUARTERS, MONTHS = 5, 8, 24
FIELDS = ("when", "by", "first", "last", "compare")
LONGEST = 40  # characters of a typed day
_NARROWER = (By.COMMUNE, By.KIND, By.ORIGIN, By.MATTER, By.CAMPAIGN, By.WAVE, By.AGENCY)
BYS: Mapping[Reach, tuple[By, ...]] = {  # the first is what is shown unasked
    Reach.ALL: (By.OFFICE, By.OFFICER, *_NARROWER),
    Reach.OFFICE: (By.OFFICER, *_NARROWER),
    Reach.OWN: _NARROWER,
    Reach.NONE: (By.AGENCY,),
}


class Unclear(Exception):
    """What was asked cannot be answered: the key of the sentence that says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A period that is offered. ``period`` None: the days are typed."""

    key: str
    name: str
    period: Period | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """``when``: the key of a choice, or ``days``; ``period``: what it means today; ``campaign_id``: of its decisions alone."""

    when: str
    name: str
    period: Period
    by: By
    compare: bool
    campaign_id: int | None = None

    @property
    def fields(self) -> dict[str, str]:
        """How it is asked again, in an address or a form."""
        days = {"first": short_day(self.period.first), "last": short_day(self.period.last)}
        told = {"when": self.when, "by": self.by.value, **(days if self.when == DAYS else {})}
        return told | ({"compare": "1"} if self.compare else {})


def choices(today: date, campaigns: Iterable[tuple[Campaign, Period]]) -> dict[str, tuple[Choice, ...]]:
    """What is offered, by kind, the latest first."""
    year = year_with(today)
    months = [_month(today.year * 12 + today.month - 1 - back) for back in range(MONTHS)]
    quarters = [_quarter(today.year * 4 + (today.month - 1) // 3 - back) for back in range(QUARTERS)]
    return {
        "year": tuple(_year(one) for one in range(year, year - YEARS, -1)),
        "quarter": tuple(quarters),
        "month": tuple(months),
        "campaign": tuple(
            Choice(key=f"{CAMPAIGN}{one.id}", name=one.plan.name, period=days) for one, days in campaigns
        ),
    }


def read(asked: Mapping[str, str], offered: Mapping[str, Sequence[Choice]], reach: Reach, today: date) -> Question:
    """The question of an address or a form; what is not said is this year, by what the reader looks after. Raises ``Unclear``."""
    known = {one.key: one for kind in offered.values() for one in kind}
    when = asked.get("when") or next(iter(known))
    first, last = asked.get("first", "").strip(), asked.get("last", "").strip()
    if when == DAYS:
        period, name = _typed(first, last, today), ""
    elif when not in known:
        raise Unclear("reports.no_such_period")
    elif first or last:
        raise Unclear("reports.period_and_days")
    else:
        period, name = known[when].period or statistical_year(year_with(today)), known[when].name
    campaign = int(when[1:]) if when.startswith(CAMPAIGN) else None
    return Question(
        when=when,
        name=name,
        period=replace(period, last=max(period.first, min(period.last, today))),
        by=_by(asked.get("by", ""), reach, campaign),
        compare=asked.get("compare", "") == "1",
        campaign_id=campaign,
    )


def bys(reach: Reach, campaign_id: int | None) -> tuple[By, ...]:
    """By what this reader may tell these results apart: waves only within a campaign, campaigns only beside each other."""
    out = By.WAVE if campaign_id is None else By.CAMPAIGN
    return tuple(one for one in BYS[reach] if one is not out)


def _by(asked: str, reach: Reach, campaign_id: int | None) -> By:
    there = bys(reach, campaign_id)
    if not asked:
        return there[0]
    found = next((one for one in BYS[reach] if one.value == asked), None)
    if found is None:
        raise Unclear("reports.no_such_group")
    if found not in there:  # the period was changed and the groups with it
        return By.WAVE if found is By.CAMPAIGN else By.CAMPAIGN
    return found


def _typed(first: str, last: str, today: date) -> Period:
    days = [read_day(one[:LONGEST], today, ahead=False) for one in (first, last or f"{today:%d/%m/%Y}")]
    begins, ends = days
    if begins is None or ends is None:
        raise Unclear("reports.day_not_read")
    if begins > today:
        raise Unclear("reports.not_yet")
    if ends < begins:
        raise Unclear("reports.days_turned_round")
    return Period(first=begins, last=ends)


def _year(year: int) -> Choice:
    return Choice(key=f"y{year}", name=f"Năm công tác {year}", period=statistical_year(year))


def _quarter(number: int) -> Choice:
    year, quarter = divmod(number, 4)
    last = quarter * 3 + 3
    period = Period(first=date(year, last - 2, 1), last=date(year, last, calendar.monthrange(year, last)[1]))
    return Choice(key=f"q{year}-{quarter + 1}", name=f"Quý {('I', 'II', 'III', 'IV')[quarter]}/{year}", period=period)


def _month(number: int) -> Choice:
    year, before = divmod(number, 12)
    month = before + 1
    period = Period(first=date(year, month, 1), last=date(year, month, calendar.monthrange(year, month)[1]))
    return Choice(key=f"m{year}-{month:02}", name=f"Tháng {month}/{year}", period=period)
