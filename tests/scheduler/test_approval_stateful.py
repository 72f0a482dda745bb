"""Whatever is done in whatever order: nothing goes out that another leader did not let go, word for word, person for person.

A few hundred sequences of actions in each run; ``GANDAN_TEST_SEQUENCES=5000`` for the full size (goal G-S7).
"""

from __future__ import annotations

import atexit
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, func, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from messages.outbox import State as Said
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery.claiming import claim
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import approval, campaigns, plan_editing
from scheduler.plans.campaigns import CampaignPlan, Status
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from scheduler.tables import campaign as campaign_table
from scheduler.tables import planned_step
from tests import builders
from tests.conftest import MONDAY_NINE, make_schema
from tests.scheduler import arranged

pytestmark = pytest.mark.slow  # thousands of transactions
SEQUENCES = int(os.environ.get("GANDAN_TEST_SEQUENCES", "200"))
TEXTS = (arranged.FOLLOW_UP, arranged.WEEK_BEFORE)
DEBTORS = 5
STAGES = (Status.DRAFT, Status.APPROVED, Status.RUNNING)
people = st.integers(0, DEBTORS - 1)
Pair = tuple[int, int]


@dataclass(frozen=True)
class LetGo:
    """What a leader approved: the words and days, who is written to, and who approved it."""

    head: str
    pairs: frozenset[Pair]
    by: int


KEYS = Keys(masters={1: bytes(range(32))})


@dataclass(frozen=True)
class Ground:
    """An office with debtors in a database of its own; each sequence of actions stands on it and is taken back."""

    engine: Engine
    office: arranged.Office
    cases: tuple[builders.Case, ...]


@cache
def ground() -> Ground:
    """Made once for all sequences."""
    folder = tempfile.TemporaryDirectory(prefix="gandan-approval-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    engine = make_engine(f"sqlite:///{folder.name}/books.db")
    make_schema(engine)
    with engine.begin() as conn:
        books = Books(conn, KEYS, SetClock(MONDAY_NINE))
        office = arranged.an_office_with_leaders(books)
        cases = tuple(arranged.a_debtor(books, office) for _ in range(DEBTORS))
    return Ground(engine=engine, office=office, cases=cases)


class Approvals(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.office, self.cases = ground().office, list(ground().cases)
        self.staff = (self.office.officer, self.office.head, self.office.deputy)
        self.conn = ground().engine.connect()
        self.transaction = self.conn.begin()
        self.clock = SetClock(MONDAY_NINE - timedelta(hours=2))  # before the window opens
        self.books = Books(self.conn, KEYS, self.clock)
        self.campaign = 0
        self.let_go: LetGo | None = None
        self.seen: Any = None
        self.sent: set[int] = set()

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()

    @initialize(paid=st.sets(people, max_size=DEBTORS - 1), stage=st.sampled_from(STAGES))
    def a_campaign(self, paid: set[int], stage: Status) -> None:
        """Left to itself the search would seldom come to a campaign that runs."""
        for number in sorted(paid):
            self.pay(number)
        self.campaign = campaigns.create(self.books, self.plan(0, 0, 1), self.office.officer)
        if stage is not Status.DRAFT:
            self.approve(1)
        if stage is Status.RUNNING:
            self.start(0)
            self.plan_and_queue()
            self.time_passes(2)

    def plan(self, text: int, days: int, least: int) -> CampaignPlan:
        step = arranged.a_step(text=TEXTS[text])
        return replace(
            arranged.a_plan(self.office, step, ends=date(2026, 12, 18) + timedelta(days=days)),
            selection=Selection(min_left=least),
        )

    def attempt(self, act: Any, *arguments: Any) -> Any:
        """Do it; what is refused must have changed nothing, which is what the invariants look at."""
        nested = self.conn.begin_nested()
        try:
            done = act(self.books, self.campaign, *arguments)
        except CampaignRefused:
            nested.rollback()
            return None
        nested.commit()
        return done if done is not None else True

    def known(self) -> campaigns.Campaign:
        return campaigns.the_campaign(self.books, self.campaign)

    def note_approval(self, by: int) -> None:
        known = self.known()
        listed = frozenset(_listed(self.books, self.campaign))
        self.let_go = LetGo(head=approval.head_digest(self.books, known), pairs=listed, by=by)

    @rule(who=st.integers(0, 2))
    def approve(self, who: int) -> None:
        if self.attempt(approval.approve, self.staff[who]):
            self.note_approval(self.staff[who])

    @rule(who=st.integers(0, 2))
    def begin_to_approve(self, who: int) -> None:
        where = approval.LIVE if self.known().status in approval.LIVE else approval.NOT_BEGUN
        self.attempt(approval.begin, self.staff[who], where)

    @rule()
    def freeze_on(self) -> None:
        if self.conn.execute(select(campaign_table.c.frozen_for)).scalar() is not None:
            self.attempt(approval.freeze)
            self.seen = approval.sealed(self.books, self.campaign)

    @precondition(lambda self: self.seen is not None)
    @rule(who=st.integers(0, 2))
    def finish_approving(self, who: int) -> None:
        where = approval.LIVE if self.known().status in approval.LIVE else approval.NOT_BEGUN
        if self.attempt(approval.finish, self.staff[who], self.seen, where):
            self.note_approval(self.staff[who])

    @rule(who=st.integers(0, 2))
    def admit(self, who: int) -> None:
        if self.attempt(approval.admit_newcomers, self.staff[who]):
            self.note_approval(self.staff[who])

    @rule(who=st.integers(0, 2))
    def start(self, who: int) -> None:
        self.attempt(approval.start, self.staff[who])

    @rule(who=st.integers(0, 2))
    def resume(self, who: int) -> None:
        nested = self.conn.begin_nested()
        try:
            campaigns.resume(self.books, self.campaign, self.staff[who], found="đã xem")
        except CampaignRefused:
            nested.rollback()

    @rule(who=st.integers(0, 2))
    def pause(self, who: int) -> None:
        self.attempt(campaigns.pause, self.staff[who])

    @rule(text=st.integers(0, 1), days=st.integers(0, 2), least=st.sampled_from((1, 60_000_000)), who=st.integers(0, 2))
    def edit(self, text: int, days: int, least: int, who: int) -> None:
        self.attempt(plan_editing.rewrite, self.plan(text, days, least), self.staff[who])

    @rule(days=st.integers(1, 9))
    def edit_behind_the_rules(self, days: int) -> None:
        ends = date(2026, 12, 18) + timedelta(days=days)
        self.conn.execute(campaign_table.update().values(ends_on=ends))

    @rule(number=people)
    def pay(self, number: int) -> None:
        case = self.cases[number]
        if _left(self.books, case.decision):
            builders.a_payment(self.books, case.decision, 50_000_000)

    @rule()
    def somebody_comes(self) -> None:
        self.cases.append(arranged.a_debtor(self.books, self.office))

    @rule(hours=st.sampled_from((1, 3, 24)))
    def time_passes(self, hours: int) -> None:
        self.clock.set(self.clock.now() + timedelta(hours=hours))

    @rule()
    def plan_and_queue(self) -> None:
        queued = self.queued()
        planning.plan_next(self.books)
        reminders.queue_due(self.books)
        if self.queued() > queued:
            assert self.let_go is not None
            assert self.let_go.head == approval.head_digest(self.books, self.known())

    def queued(self) -> int:
        return self.conn.execute(select(func.count()).select_from(outbox)).scalar_one()

    @rule()
    def stop(self) -> None:
        if self.attempt(campaigns.stop, self.office.officer):
            waiting = outbox.c.state.in_([Said.QUEUED.value])
            assert self.conn.execute(select(outbox.c.id).where(waiting)).first() is None

    @rule()
    def send(self) -> None:
        for one in claim(self.books, "terminal", "test", 3, (), GUARDS):
            self.sent.add(one.id)

    @invariant()
    def only_what_was_let_go_is_queued(self) -> None:
        if not self.campaign:
            return
        rows = select(
            planned_step.c.decision_id, planned_step.c.party_id, planned_step.c.outbox_id, planned_step.c.state
        )
        for row in self.conn.execute(rows):
            assert self.let_go is not None
            assert (row.decision_id, row.party_id) in self.let_go.pairs
        if self.known().status in (Status.RUNNING, Status.PAUSED):
            assert self.let_go is not None
            assert self.let_go.by != self.known().made_by
            assert self.known().approved_by == self.let_go.by

    @invariant()
    def what_went_out_was_true_to_the_approval(self) -> None:
        if not self.sent:
            return
        sent = select(outbox.c.id, outbox.c.decision_id, outbox.c.party_id).where(outbox.c.id.in_(self.sent))
        for row in self.conn.execute(sent):
            assert self.let_go is not None
            assert (row.decision_id, row.party_id) in self.let_go.pairs


def _listed(books: Books, campaign: int) -> set[Pair]:
    from scheduler.tables import campaign_recipient

    version = select(campaign_table.c.list_version).where(campaign_table.c.id == campaign).scalar_subquery()
    rows = select(campaign_recipient).where(campaign_recipient.c.since_version <= version)
    return {(row.decision_id, row.party_id) for row in books.conn.execute(rows)}


def _left(books: Books, decision_id: int) -> int:
    from casework.tables.decisions import decision
    from scheduler.steps.conditions import dong_left

    return int(books.conn.execute(select(dong_left(decision.c.id)).where(decision.c.id == decision_id)).scalar_one())


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(
    max_examples=SEQUENCES, stateful_step_count=16, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
