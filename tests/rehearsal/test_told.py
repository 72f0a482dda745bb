"""Is the outlook told in sentences that stand alone, without the title of a table that does not follow?"""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.cli import rehearse_shown
from casework.books import Books
from scheduler.plans import campaigns
from scheduler.rehearsal.forecast import Expected
from scheduler.rehearsal.habits import usual
from scheduler.rehearsal.learned import Learned
from scheduler.rehearsal.outlook import Outlook
from scheduler.rehearsal.summary import Steps, Summary
from scheduler.steps.step import Anchor, Step
from tests.scheduler import arranged

FIRST, LAST = date(2026, 11, 16), date(2026, 12, 31)


def rehearsed() -> Summary:
    """A rehearsal in which little happened and nothing cost anything."""
    return Summary(
        seed=1, first=FIRST, last=LAST, cases=3, dong=5_000_000, cost=0, outages=0, digest="ab", sent=(), known=(),
        steps=Steps(planned=1, sent=1, pending=0, cancelled=0, skipped=0, reasons={}),
        days={}, dong_by_day=Counter(), officers={}, waiting={}, longest={}, last_sent=None,
    )  # fmt: skip


def foretold(books: Books) -> Outlook:
    """Of a campaign that costs nothing: the shortest there is."""
    here = arranged.an_office_with_leaders(books)
    step = Step(anchor=Anchor.CAMPAIGN_START, offset=0, working=True, text_key=arranged.FOLLOW_UP, text_version=1)
    campaign = campaigns.create(books, arranged.a_plan(here, step), here.officer)
    about, nothing = Expected(middle=3, low=1, high=4), Expected(middle=0, low=0, high=0)
    return Outlook(
        campaign=campaigns.the_campaign(books, campaign), rehearsals=(rehearsed(),),
        cases=about, dong=about, cost=nothing, sent=about, weeks=(), officers=(), names={},
        busiest=(FIRST, 11.0), ends_on=FIRST, gains=(), learned=Learned(habits=usual(), seen={}, campaigns=0),
    )  # fmt: skip


def test_the_forecast_has_only_sentences(books: Books) -> None:
    forecast = rehearse_shown.sheets(foretold(books))[0]
    told = [str(row[0]) for row in forecast.rows]
    assert all(line.endswith(".") for line in told), told
    assert told[2].startswith("Việc nộp xong: khoảng 3 việc (10 đợt như vậy thì 8 đợt từ 1 đến 4 việc)")


def test_at_the_terminal_the_tables_follow(books: Books) -> None:
    told = rehearse_shown.lines(foretold(books))
    assert "SỐ TIN MỖI TUẦN (trung bình)" in told
    assert told.index("SỐ TIN MỖI TUẦN (trung bình)") < told.index("VIỆC CỦA TỪNG CÁN BỘ (cả đợt)")
