"""What was handed in is looked at by whoever only reads: on PostgreSQL such a look can lock nothing."""

from __future__ import annotations

import asyncio

from casework.books import Books
from casework.db.engine import Database
from scheduler.plans import campaigns, handing_in, launching
from scheduler.plans.campaign_rows import the_campaign
from scheduler.steps.step import Anchor
from tests.scheduler.arranged import Office, a_debtor, a_plan, a_step, an_office_with_leaders


def a_draft(books: Books) -> tuple[Office, int]:
    office = an_office_with_leaders(books)
    a_debtor(books, office)
    return office, campaigns.create(books, a_plan(office, a_step(Anchor.CAMPAIGN_START)), office.officer)


def looked_at(books: Books, campaign_id: int) -> bool:
    there = handing_in.waiting(books, campaign_id)
    return there is not None and handing_in.is_unchanged(books, there, the_campaign(books, campaign_id))


async def test_a_reader_sees_that_what_was_handed_in_still_stands(db: Database) -> None:
    office, campaign_id = await db.write(a_draft)
    assert not await db.read(looked_at, campaign_id)
    await asyncio.to_thread(launching.hand_in, db, campaign_id, office.officer)
    assert await db.read(looked_at, campaign_id)


async def test_only_what_was_handed_in_last_and_not_decided_waits(db: Database) -> None:
    office, campaign_id = await db.write(a_draft)
    assert await db.read(handing_in.all_waiting) == frozenset()
    for _ in range(2):  # taken back in between
        await asyncio.to_thread(launching.hand_in, db, campaign_id, office.officer)
        assert await db.read(handing_in.all_waiting) == {campaign_id}
        await db.write(handing_in.take_back, campaign_id, office.officer)
        assert await db.read(handing_in.all_waiting) == frozenset()
