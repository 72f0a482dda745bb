"""A campaign for thousands: invented debtors, each with a linked Telegram chat that agreed to reminders."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from casework.books import Books
from casework.contacts import address_of
from messages.outbox import State
from messages.tables import outbox
from scheduler import approval, campaigns
from scheduler.reports import CampaignReport, report
from scheduler.tables import planned_step
from tests import builders
from tests.scheduler.arranged import a_chat, a_plan, an_office_with_leaders

FIRST_CHAT = 710_000_001


def a_campaign_for(books: Books, people: int) -> int:
    """Created by an officer, approved by the head, started; nothing is planned yet. Its id."""
    office = an_office_with_leaders(books)
    judgment = builders.a_judgment(books, office.agency)
    for number in range(people):
        debtor = builders.a_person(books, name=f"Nguyễn Văn Số {number}", identity=f"095181{number:06d}")
        builders.a_decision(
            books, office.agency, debtor=debtor, lines=[builders.a_line()], number=f"{number}/QĐ-THADS",
            judgment=judgment, officer=office.officer,
        )  # fmt: skip
        a_chat(books, debtor, address=str(FIRST_CHAT + number), account="telegram")
    campaign = campaigns.create(books, a_plan(office), office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    return campaign


def still_open(books: Books, campaign: int) -> int:
    """How many steps of the campaign are not at their end, and 1 more while it is not planned through."""
    planned = campaigns.the_campaign(books, campaign).planned_at is not None
    known: CampaignReport = report(books, campaign)
    return known.pending + (0 if planned else 1)


@dataclass(frozen=True)
class Ends:
    """What the books say and what arrived, chat by chat."""

    states: Counter[str]
    copies: Counter[int]
    accepted_without_arriving: list[int]
    uncertain: int
    uncertain_that_arrived: int
    planned: int


def ends_of(books: Books, campaign: int, arrived: Counter[int]) -> Ends:
    """Compare the campaign's rows with the log of the platform."""
    rows = books.conn.execute(
        select(outbox.c.id, outbox.c.contact_id, outbox.c.state).where(outbox.c.campaign_id == campaign)
    ).all()
    chats = {row.id: int(_address(books, row.contact_id)) for row in rows}
    uncertain = [chats[row.id] for row in rows if row.state == State.UNCERTAIN.value]
    accepted = [chats[row.id] for row in rows if row.state == State.ACCEPTED.value]
    steps = select(func.count()).select_from(planned_step).where(planned_step.c.campaign_id == campaign)
    return Ends(
        states=Counter(row.state for row in rows),
        copies=Counter(arrived[chat] for chat in chats.values()),
        accepted_without_arriving=[chat for chat in accepted if not arrived[chat]],
        uncertain=len(uncertain),
        uncertain_that_arrived=sum(1 for chat in uncertain if arrived[chat]),
        planned=books.conn.execute(steps).scalar_one(),
    )


def _address(books: Books, contact_id: int) -> str:
    return address_of(books, contact_id) or ""


def arrivals(log: Path) -> Counter[int]:
    """How many new messages the platform put into each chat, by its own log."""
    calls = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return Counter(call["chat_id"] for call in calls if call["method"] == "sendMessage" and call["effect"])
