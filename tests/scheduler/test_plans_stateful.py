"""Whatever happens to the cases and whatever is changed in the plan, in whatever order: the sum of what was planned holds.

planned = sent + pending + cancelled(reason) + skipped(reason); nobody gets a step twice or two messages a day of one campaign;
and once the facts have been looked at, nothing waits that they forbid, and laying the plan out again would change nothing.
A few dozen sequences in each run; ``GANDAN_TEST_SEQUENCES=2000`` for the full size.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from casework import bookings, consent, decisions, payments, people, promises, visit_planning, visits
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, AgreementState, end_agreement, live_agreement, sign_agreement
from casework.books import Books
from casework.clock import SetClock, local, today
from casework.decisions import Status
from casework.links import EndedBy, live_links, unlink
from casework.obligations import left_of
from casework.payment_facts import payments_of
from casework.people import PartyFacts, PartyKind
from casework.promises import PromiseState
from casework.receptions import PlanRefused, nearest_free
from casework.reminder_answers import Kind, note_answer
from casework.visit_outcomes import Report, record_outcome
from casework.visits import Outcome
from messages.tables import outbox
from scheduler.bell import reminders, upkeep
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, Rejected, Uncertain
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import campaigns, changes, reports
from scheduler.plans.campaigns import Anchor, Wave
from scheduler.plans.plan_edits import AddStep, Change, Edit, MoveStep, Period, RemoveStep, SetCondition, WaveDates
from scheduler.plans.refusals import CampaignRefused
from scheduler.steps import planning
from scheduler.steps.refreshing import look_at, look_at_every_step, look_at_lapsed, refresh
from scheduler.steps.relaying import laid_for, recipients_of
from scheduler.steps.step import State
from scheduler.tables import campaign_step, planned_step
from tests import builders
from tests.casework import reception_rooms
from tests.conftest import MONDAY_NINE
from tests.scheduler import arranged
from tests.scheduler.test_approval_stateful import KEYS, ground

pytestmark = pytest.mark.slow  # hundreds of transactions
SEQUENCES = int(os.environ.get("GANDAN_TEST_SEQUENCES", "200")) // 8
FIRST, LAST = date(2026, 11, 16), date(2026, 12, 18)
people_here = st.integers(0, 3)
days_ahead = st.integers(1, 25)
REFUSALS = (
    CampaignRefused, PlanRefused, promises.PromiseRefused, decisions.DecisionRefused, visits.VisitRefused,
)  # fmt: skip
OUTCOMES = (Accepted(message_id="1"), Rejected(reason="403", dead=True), Rejected(reason="400"), Uncertain(reason="t"))


def plan(office: arranged.Office, ends: tuple[str, ...]) -> campaigns.CampaignPlan:
    steps = (
        arranged.a_step(offset=1),
        arranged.a_step(Anchor.VOLUNTARY_PERIOD_END, -1),
        replace(arranged.a_step(Anchor.WAVE_START, 2), wave=1),
        replace(arranged.a_step(Anchor.CAMPAIGN_END, -6), condition="not_answered"),
        arranged.a_step(Anchor.PROMISE_DUE, -2, "reminder.promise_near"),
        arranged.a_step(Anchor.PROMISE_DUE, 1, "reminder.promise_passed"),
        arranged.a_step(Anchor.INSTALMENT_DUE, -3),
        arranged.a_step(Anchor.RECEPTION, 1),
    )
    wave = Wave(focus="Trọng tâm", starts_on=date(2026, 11, 23), ends_on=date(2026, 12, 4))
    whole = arranged.a_plan(office, *steps, starts=FIRST, ends=LAST)
    return replace(whole, waves=(wave,), ends_when=ends)


some_edits = st.one_of(
    st.builds(
        lambda anchor, offset: AddStep(step=arranged.a_step(anchor, offset)),
        st.sampled_from([Anchor.CAMPAIGN_START, Anchor.SERVED, Anchor.PROMISE_DUE]), st.integers(-4, 15),
    ),
    st.builds(RemoveStep, number=st.integers(1, 9)),
    st.builds(
        MoveStep, number=st.integers(1, 9), offset=st.integers(-3, 9), working=st.booleans(),
        anchor=st.sampled_from([Anchor.CAMPAIGN_START, Anchor.SERVED, Anchor.INSTALMENT_DUE]),
    ),
    st.builds(SetCondition, number=st.integers(1, 9), condition=st.sampled_from(["always", "no_promise", "not_opened"])),
    st.builds(WaveDates, wave=st.just(1), starts_on=st.just(date(2026, 11, 23)),
              ends_on=st.dates(date(2026, 11, 25), date(2026, 12, 11))),
    st.builds(Period, starts_on=st.just(FIRST), ends_on=st.dates(date(2026, 12, 1), date(2026, 12, 31))),
)  # fmt: skip


class Plans(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.office, self.cases = ground().office, ground().cases[:4]
        self.conn = ground().engine.connect()
        self.transaction = self.conn.begin()
        self.clock = SetClock(MONDAY_NINE)
        self.books = Books(self.conn, KEYS, self.clock)
        self.campaign = 0
        self.looks = False

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()

    @initialize(
        ends=st.sets(st.sampled_from(["promised", "agreed", "answered", "booked", "visited"])), silent=people_here
    )
    def a_campaign(self, ends: set[str], silent: int) -> None:
        self.unlink(silent)
        self.campaign = arranged.a_running_campaign(self.books, self.office, plan(self.office, tuple(sorted(ends))))
        self.looks = True
        self.look()

    def attempt(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Do it, and have the facts looked at, as the bell would; what is refused changes nothing."""
        nested = self.conn.begin_nested()
        try:
            done = act(self.books, *arguments, **named)
        except REFUSALS as refused:
            nested.rollback()
            return refused
        nested.commit()
        if self.looks:
            self.look()
        return done

    @rule(looks=st.booleans())
    def bell(self, looks: bool) -> None:
        """From now on it rings after each fact, or only when it is asked to."""
        self.looks = looks

    # -- facts -----------------------------------------------------------------------------------------------------

    @rule(who=people_here, all_of_it=st.booleans())
    def pay(self, who: int, all_of_it: bool) -> None:
        decision = self.cases[who].decision
        if (left := left_of(self.books, decision)) > 1:
            self.attempt(builders.a_payment, decision, left if all_of_it else left // 3, paid_on=today(self.clock))

    @rule(who=people_here)
    def take_a_payment_back(self, who: int) -> None:
        living = [one for one in payments_of(self.books, self.cases[who].decision) if one.live]
        if living:
            by = {"ground": "Nhập nhầm", "reversed_by": self.office.officer}
            self.attempt(payments.reverse_payment, living[-1].id, **by)

    @rule(who=people_here, status=st.sampled_from([Status.SUSPENDED, Status.ENFORCING]))
    def change_status(self, who: int, status: Status) -> None:
        on = today(self.clock)
        self.attempt(decisions.change_status, self.cases[who].decision, status, on=on, ground="Đ.47")

    @rule(who=people_here)
    def serve(self, who: int) -> None:
        self.attempt(decisions.record_service, self.cases[who].decision, today(self.clock))

    @rule(who=people_here, deceased=st.booleans())
    def live_or_die(self, who: int, deceased: bool) -> None:
        facts = PartyFacts(kind=PartyKind.PERSON, name=f"Nguyễn Văn {who}", deceased=deceased)
        self.attempt(people.update_party, self.cases[who].debtor, facts)

    @rule(who=people_here)
    def link(self, who: int) -> None:
        if not live_links(self.books, self.cases[who].debtor):
            self.attempt(arranged.a_chat, self.cases[who].debtor, address=f"again-{who}-{self.clock.now()}")

    @rule(who=people_here)
    def unlink(self, who: int) -> None:
        for one in live_links(self.books, self.cases[who].debtor):
            self.attempt(unlink, one.contact_id, EndedBy.PERSON)

    @rule(who=people_here, agrees=st.booleans())
    def decide_on_reminders(self, who: int, agrees: bool) -> None:
        party = self.cases[who].debtor
        for one in live_links(self.books, party):
            purpose = consent.Purpose.REMINDERS
            if agrees:
                self.attempt(consent.give, one.contact_id, party, purpose, "consent.reminders", 1, "vi")
            else:
                self.attempt(consent.withdraw, one.contact_id, party, purpose)

    @rule(who=people_here, days=days_ahead)
    def promise(self, who: int, days: int) -> None:
        case, day = self.cases[who], today(self.clock) + timedelta(days=days)
        self.attempt(promises.make_promise, case.decision, case.debtor, 1_000_000, day)

    @rule(who=people_here)
    def take_a_promise_back(self, who: int) -> None:
        for one in promises.promises_of(self.books, self.cases[who].decision):
            if one.state is PromiseState.OPEN:
                self.attempt(promises.withdraw_promise, one.id)

    @rule(who=people_here, days=days_ahead)
    def agree(self, who: int, days: int) -> None:
        decision, day = self.cases[who].decision, today(self.clock)
        parts = tuple(Instalment(due_on=day + timedelta(days=days * n), amount=1_000_000) for n in (1, 2))
        if left_of(self.books, decision) > 2_000_000:
            facts = AgreementFacts(
                signed_on=day, content="Trả dần", fee_and_costs="Bên phải thi hành", interest_stops=True,
                instalments=parts,
            )  # fmt: skip
            self.attempt(sign_agreement, decision, facts, replace=True)

    @rule(who=people_here)
    def end_an_agreement(self, who: int) -> None:
        if (there := live_agreement(self.books, self.cases[who].decision)) is not None:
            over = {"on": today(self.clock), "why": "Hai bên thôi"}
            self.attempt(end_agreement, there.id, AgreementState.CANCELLED, **over)

    @rule(who=people_here)
    def answer(self, who: int) -> None:
        case = self.cases[who]
        for one in live_links(self.books, case.debtor):
            self.attempt(note_answer, one.contact_id, Kind.ASKED, decision_id=case.decision, party_id=case.debtor)

    @rule(who=people_here)
    def visit(self, who: int) -> None:
        case = self.cases[who]
        there = self.attempt(visit_planning.plan_visit, case.decision, case.debtor, visits.Why.ASKED)
        if isinstance(there, int):
            report = Report(outcome=Outcome.MET, visited_on=today(self.clock))
            self.attempt(record_outcome, there, report, entered_by=self.office.officer)

    @rule(who=people_here)
    def book_or_cancel(self, who: int) -> None:
        party = self.cases[who].debtor
        there = bookings.booking_of_party(self.books, party)
        if there is not None:
            self.attempt(bookings.cancel, there.id)
            return
        links = live_links(self.books, party)
        if links:
            here = reception_rooms.Office(agency=self.office.agency, leader=self.office.head)
            on = today(self.clock) + timedelta(days=8)
            self.attempt(reception_rooms.a_day, office=here, on=on)
            for slot in nearest_free(self.books, self.clock.now())[-1:]:
                held = bookings.hold(self.books, slot.slot_id, party, links[0].contact_id)
                if isinstance(held, bookings.Booking):
                    self.attempt(bookings.confirm, held.id)

    # -- the campaign ----------------------------------------------------------------------------------------------

    @rule(edits=st.lists(some_edits, min_size=1, max_size=3))
    def change_the_plan(self, edits: list[Edit]) -> None:
        there = self.attempt(changes.propose, self.campaign, Change(edits=tuple(edits)), self.office.officer)
        if isinstance(there, changes.Proposal):
            self.attempt(changes.approve, self.campaign, self.office.head, there.digest)
            planning.plan_campaign(self.books, self.campaign)

    @rule(pauses=st.booleans())
    def pause_or_resume(self, pauses: bool) -> None:
        if pauses:
            self.attempt(campaigns.pause, self.campaign, self.office.officer)
        else:
            self.attempt(campaigns.resume, self.campaign, self.office.head)
            planning.plan_campaign(self.books, self.campaign)

    # -- time ------------------------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([2, 9, 26, 75]))
    def time_passes(self, hours: int) -> None:
        self.clock.set(self.clock.now() + timedelta(hours=hours))
        upkeep.end_campaigns(self.books)

    @rule()
    def queue(self) -> None:
        reminders.queue_due(self.books)

    @rule(outcome=st.sampled_from(OUTCOMES))
    def send(self, outcome: Any) -> None:
        for one in claiming.claim(self.books, "terminal", "me", 5, set(), GUARDS):
            recording.record(self.books, recording.Result(claimed=one, outcome=outcome))

    @rule()
    def look(self) -> None:
        while refresh(self.books):
            pass
        self.the_sum_holds()
        for row in self.steps():
            if row.state == State.PENDING.value:
                assert self.may_wait(row), f"{row.purpose} waits although it is over"

    @rule()
    def look_in_the_morning(self) -> None:
        look_at_lapsed(self.books)
        while look_at_every_step(self.books):
            pass

    @rule()
    def lay_out_twice(self) -> None:
        every = {case.decision for case in self.cases}
        look_at(self.books, every)
        known = campaigns.the_campaign(self.books, self.campaign)
        if known.status in (campaigns.Status.RUNNING, campaigns.Status.PAUSED) and known.planned_at is not None:
            for pair, laid in laid_for(self.books, known, recipients_of(self.books, known, every)).items():
                assert not laid.new, f"{pair} lacks a step"
                assert not laid.changed, f"{pair} has a step that does not say what is true"

    # -- what always holds -----------------------------------------------------------------------------------------

    def steps(self) -> list[Any]:
        rows = select(planned_step).where(planned_step.c.campaign_id == self.campaign)
        return list(self.conn.execute(rows).all())

    def may_wait(self, row: Any) -> bool:
        """By the books' own rules, said once more in plain words."""
        known = decisions.decision(self.books, row.decision_id)
        somebody = people.party(self.books, row.party_id)
        assert known is not None
        assert somebody is not None
        agreed = [
            consent.has(self.books, one.contact_id, row.party_id, consent.Purpose.REMINDERS)
            for one in live_links(self.books, row.party_id)
        ]
        return (
            not decisions.needs_no_reminder(known.status)
            and left_of(self.books, row.decision_id) > 0
            and not somebody.deceased
            and any(agreed)
            and self.its_day_stands(row)
        )

    def its_day_stands(self, row: Any) -> bool:
        if row.anchor_id is None:
            return True
        made = promises.promises_of(self.books, row.decision_id, row.party_id)
        if row.anchor_id in {one.id for one in made}:
            last = made[-1]
            return last.id == row.anchor_id and last.state in (PromiseState.OPEN, PromiseState.MISSED)
        there = bookings.booking_of_party(self.books, row.party_id)
        lives = live_agreement(self.books, row.decision_id)
        met = bookings.find_booking(self.books, row.anchor_id)
        if met is not None:
            passed = met.state is bookings.BookingState.CONFIRMED and met.ends_at <= self.books.clock.now()
            return (
                passed or met.state is bookings.BookingState.OVER or (there is not None and there.id == row.anchor_id)
            )
        return lives is not None and lives.id == row.anchor_id

    def the_sum_holds(self) -> None:
        told = reports.report(self.books, self.campaign)
        assert told.planned == len(self.steps())
        assert told.planned == told.sent + told.pending + told.cancelled + told.skipped
        assert sum(told.reasons.values()) == told.cancelled + told.skipped
        assert "" not in told.reasons, "something ended without a reason"

    @invariant()
    def nothing_is_said_twice(self) -> None:
        rows = self.steps()
        assert len({row.purpose for row in rows}) == len(rows)
        days = Counter(
            (row.decision_id, row.party_id, local(row.due_at).date())
            for row in rows
            if row.state in (State.PENDING.value, State.QUEUED.value)
        )
        assert max(days.values(), default=0) <= 1, "two messages of one campaign to one person on one day"
        numbers = {row.id: row.number for row in self.conn.execute(select(campaign_step))}
        said = Counter(
            (row.decision_id, row.party_id, numbers[row.step_id], ":".join(row.purpose.split(":")[5:]))
            for row in rows
            if row.state == State.QUEUED.value
        )
        assert max(said.values(), default=0) <= 1
        sent = select(outbox.c.purpose).where(outbox.c.sent_at.is_not(None))
        heard = Counter(purpose for purpose in self.conn.execute(sent).scalars())
        assert max(heard.values(), default=0) <= 1


TestPlans = Plans.TestCase
TestPlans.settings = settings(
    max_examples=SEQUENCES,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
