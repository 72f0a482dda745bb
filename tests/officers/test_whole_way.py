"""From a list to an approved campaign for everybody in it, on the pages alone: few actions, and a frozen list that is whole.

The long list of ``python -m benchmarks from_list`` at a size that every run of the tests can bear.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.tables.decisions import decision
from scheduler.plans import approval
from scheduler.plans.campaign_rows import the_campaign
from scheduler.steps.step import Status
from scheduler.tables import campaign_recipient
from tests.officers import long_lists
from tests.officers.office import open_office
from tests.officers.whole_way import WholeWay, an_account

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
ROWS = 400
MOST_ACTIONS = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both: what is frozen is the database's work."""
    return str(request.param)


def frozen(books: Books, campaign: int) -> tuple[int, int, int]:
    """Recipients, their decisions, and the decisions of the books."""
    here = campaign_recipient.c
    listed = select(func.count(), func.count(here.decision_id.distinct())).where(here.campaign_id == campaign)
    many, of_decisions = books.conn.execute(listed).one()
    return many, of_decisions, books.conn.execute(select(func.count()).select_from(decision)).scalar_one()


async def test_a_list_becomes_an_approved_campaign_in_sixty_actions(
    db: Database, clock: SetClock, tmp_path: Path
) -> None:
    agency = await db.write(long_lists.an_agency_at_work)
    long_lists.the_list_of_before(db, agency, ROWS)
    stages = Counter[str]()
    async with open_office(db, data_dir=tmp_path) as browser:
        deputy = await an_account(db, browser, agency.deputy, clock)
        head = await an_account(db, browser, agency.head, clock)
        way = WholeWay(deputy, head, clock, lambda stage, actions: stages.update({stage: actions}), rehearsals="3")
        campaign = await way.go(long_lists.the_list(ROWS))
    known = await db.read(the_campaign, campaign)
    assert (known.status, known.made_by, known.approved_by) == (Status.APPROVED, agency.deputy, agency.head)
    assert await db.read(frozen, campaign) == (ROWS, ROWS, ROWS)
    assert await db.read(approval.is_as_approved, known)
    assert next(wave.focus for wave in known.plan.waves) == "Khoản nhỏ, nộp một lần trước Tết"
    assert (known.plan.target_cases, len(known.plan.steps)) == (900, 11)
    assert way.actions == stages.total()
    assert way.actions <= MOST_ACTIONS, stages
