"""What the tests of the guards do again and again: a campaign under way, messages claimed and answered for, ends read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from casework.books import Books
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.recording import Result, outcomes_of
from scheduler.delivery.senders import Accepted, Outcome
from scheduler.guards import breaker
from scheduler.guards.at_sending import GUARDS
from scheduler.steps import planning
from scheduler.tables import planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office

ACCOUNT = "terminal"


def debtors(books: Books, office: Office, many: int, **facts: Any) -> list[int]:
    """So many people who owe, each with a chat, all of one officer."""
    judgment = builders.a_judgment(books, office.agency)
    people = []
    for _ in range(many):
        person = builders.a_person(books)
        builders.a_decision(
            books, office.agency, debtor=person, lines=[builders.a_line()], judgment=judgment,
            **({"officer": office.officer} | facts),
        )  # fmt: skip
        arranged.a_chat(books, person)
        people.append(person)
    return people


def another_decision(books: Books, office: Office, party: int) -> int:
    """The person owes under one more decision."""
    return builders.a_decision(books, office.agency, debtor=party, lines=[builders.a_line()], officer=office.officer)


def under_way(books: Books, office: Office, plan: Any) -> int:
    """A campaign that runs and is planned through."""
    return arranged.a_running_campaign(books, office, plan)


def go(
    books: Books, most: int = 100, *, outcome: Callable[[int], Outcome] | None = None, account: str = ACCOUNT
) -> list[int]:
    """Queue what is due, claim at most so many and write their outcomes down (accepted, unless said otherwise); their ids."""
    while reminders.queue_due(books):
        pass
    claimed = claiming.claim(books, account, "me", most, set(), GUARDS)
    answered = outcome or (lambda number: Accepted(message_id=str(number)))
    results = [Result(claimed=one, outcome=answered(number)) for number, one in enumerate(claimed)]
    for one in results:
        recording.record(books, one)
    breaker.note(books, account, *outcomes_of(results))
    return [one.id for one in claimed]


def replan(books: Books, campaign: int) -> None:
    """Plan what is not planned yet."""
    planning.plan_campaign(books, campaign)


def ends(books: Books) -> Counter[tuple[str, str | None]]:
    """How many messages stand where, with their reasons."""
    return Counter((row.state, row.reason) for row in books.conn.execute(select(outbox.c.state, outbox.c.reason)))


def end_of(books: Books, party: int) -> list[tuple[str, str | None, Any]]:
    """State, reason and next instant of the person's messages, oldest first."""
    rows = books.conn.execute(
        select(outbox.c.state, outbox.c.reason, outbox.c.not_before)
        .where(outbox.c.party_id == party)
        .order_by(outbox.c.id)
    )
    return [(row.state, row.reason, row.not_before) for row in rows]


def steps(books: Books) -> Counter[tuple[str, str | None]]:
    """How many planned steps stand where, with their reasons."""
    rows = books.conn.execute(select(planned_step.c.state, planned_step.c.reason))
    return Counter((row.state, row.reason) for row in rows)
