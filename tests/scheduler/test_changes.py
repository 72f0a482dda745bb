"""A running campaign is changed by version: shown before, let go by another leader, and nobody gets anything twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock, local
from casework.db.engine import Database
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import campaigns, changes, reports
from scheduler.plans.campaigns import Anchor, Wave
from scheduler.plans.change_effects import effects
from scheduler.plans.plan_edits import (
    AddStep,
    Change,
    Edit,
    MoveStep,
    Period,
    RemoveStep,
    SetCap,
    SetChannels,
    SetCondition,
    SetText,
    WaveDates,
    from_json,
    to_json,
)
from scheduler.plans.refusals import CampaignRefused, NotAllowed, Overtaken, PlanWrong
from scheduler.steps import planning
from scheduler.steps.step import State
from scheduler.tables import campaign_step, planned_step
from tests.scheduler import arranged
from tests.scheduler.arranged import FOLLOW_UP, WEEK_BEFORE, Office, a_step, at, steps_of

MONDAY = date(2026, 11, 16)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def approved(books: Books, campaign: int, office: Office, *edits: Edit) -> campaigns.Campaign:
    """Proposed by the officer, approved by the deputy and laid out to the end."""
    there = changes.propose(books, campaign, Change(edits=edits), office.officer)
    after = changes.approve(books, campaign, office.deputy, there.digest)
    planning.plan_campaign(books, campaign)
    return after


def due_days(books: Books, party: int) -> list[date]:
    due = select(planned_step.c.due_at).where(planned_step.c.party_id == party, planned_step.c.state == "pending")
    return sorted(local(instant).date() for instant in books.conn.execute(due).scalars())


def say_what_is_due(books: Books) -> None:
    reminders.queue_due(books)
    for one in claiming.claim(books, "terminal", "me", 20, set(), GUARDS):
        recording.record(books, recording.Result(claimed=one, outcome=Accepted(message_id=str(one.id))))


def test_a_moved_step_moves_for_whom_it_waits_and_stays_for_whom_it_was_sent(
    books: Books, office: Office, clock: SetClock
) -> None:
    early, late = arranged.a_debtor(books, office), arranged.a_debtor(books, office, served_on=date(2026, 11, 11))
    plan = arranged.a_plan(office, a_step(Anchor.SERVED, 5))  # on 16/11 and on 18/11
    campaign = arranged.a_running_campaign(books, office, plan)
    clock.set(at(MONDAY, 12))
    say_what_is_due(books)
    approved(books, campaign, office, MoveStep(number=1, anchor=Anchor.SERVED, offset=9, working=True))
    assert steps_of(books, early.debtor) == [("queued", None)]
    assert due_days(books, late.debtor) == [date(2026, 11, 25)]  # nine working days, 24/11 is a holiday
    clock.set(at(date(2026, 11, 25), 12))
    say_what_is_due(books)
    said = books.conn.execute(select(outbox.c.party_id).where(outbox.c.sent_at.is_not(None))).scalars().all()
    assert sorted(said) == sorted([early.debtor, late.debtor])


def test_a_step_that_is_taken_out_is_cancelled_where_it_waits_and_where_it_is_queued(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=9)))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    approved(books, campaign, office, RemoveStep(number=1), RemoveStep(number=2), AddStep(step=a_step(offset=12)))
    rows = books.conn.execute(select(outbox.c.state, outbox.c.reason)).all()
    assert [tuple(row) for row in rows] == [("cancelled", "step_removed")]
    assert steps_of(books, case.debtor) == [("cancelled", "step_removed")] * 2 + [("pending", None)]
    assert claiming.claim(books, "terminal", "me", 5, set(), GUARDS) == []


def test_a_step_that_comes_back_is_the_same_step_and_says_nothing_twice(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    first, second = a_step(), a_step(offset=9)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, first, second))
    clock.set(at(MONDAY, 12))
    say_what_is_due(books)
    approved(books, campaign, office, RemoveStep(number=1), RemoveStep(number=2), AddStep(step=a_step(offset=12)))
    after = approved(books, campaign, office, AddStep(step=first), AddStep(step=second))
    assert after.step_numbers == (1, 2, 3)
    assert steps_of(books, case.debtor) == [("queued", None), ("pending", None), ("pending", None)]


def test_a_step_that_comes_back_is_said_to_whom_it_had_not_been_said(
    books: Books, office: Office, clock: SetClock
) -> None:
    told, untold = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=9)))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    (one,) = claiming.claim(books, "terminal", "me", 1, set(), GUARDS)
    recording.record(books, recording.Result(claimed=one, outcome=Accepted(message_id="1")))
    approved(books, campaign, office, RemoveStep(number=1))
    approved(books, campaign, office, AddStep(step=a_step()))
    say_what_is_due(books)
    said = select(outbox.c.party_id).where(outbox.c.state == "accepted").order_by(outbox.c.party_id)
    assert list(books.conn.execute(said).scalars()) == sorted([told.debtor, untold.debtor])
    assert reports.report(books, campaign).sent == 2


def test_a_step_put_on_a_day_on_which_one_since_taken_out_has_spoken_is_silent(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(offset=0, text=WEEK_BEFORE), a_step(Anchor.CAMPAIGN_END, -3))
    campaign = arranged.a_running_campaign(books, office, plan)
    clock.set(at(MONDAY, 16))
    say_what_is_due(books)
    approved(books, campaign, office, RemoveStep(number=1), AddStep(step=a_step(Anchor.SERVED, 5)))
    assert MONDAY not in due_days(books, case.debtor)
    assert ("skipped", "merged into step 0") in steps_of(books, case.debtor)


def test_a_step_moved_to_where_another_was_taken_out_is_refused(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=9)))
    approved(books, campaign, office, RemoveStep(number=1))
    back = MoveStep(number=2, anchor=Anchor.CAMPAIGN_START, offset=0, working=True)
    with pytest.raises(PlanWrong, match="trùng với bước 1"):
        changes.propose(books, campaign, Change(edits=(back,)), office.officer)


def test_a_step_counted_from_what_people_set_stays_so(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(
        books, office, arranged.a_plan(office, a_step(offset=2), a_step(Anchor.INSTALMENT_DUE, -3))
    )
    for number, anchor in ((1, Anchor.PROMISE_DUE), (2, Anchor.SERVED), (2, Anchor.RECEPTION)):
        move = MoveStep(number=number, anchor=anchor, offset=1, working=True)
        with pytest.raises(PlanWrong, match="ngày riêng của từng người"):
            changes.propose(books, campaign, Change(edits=(move,)), office.officer)


def test_a_new_step_reaches_everybody_on_the_list_and_past_ones_come_as_one(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=9)))  # on 27/11
    clock.set(at(date(2026, 11, 20), 9))
    new = (a_step(offset=1), a_step(offset=2, text=WEEK_BEFORE), a_step(Anchor.CAMPAIGN_END, -3))
    approved(books, campaign, office, *(AddStep(step=step) for step in new))
    assert steps_of(books, case.debtor) == [
        ("pending", None),
        ("skipped", "merged into step 3"),
        ("pending", None),
        ("pending", None),
    ]
    assert due_days(books, case.debtor)[0] == date(2026, 11, 20)


def test_a_text_is_changed_for_what_waits(books: Books, office: Office, clock: SetClock) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    approved(books, campaign, office, SetText(number=1, text_key=WEEK_BEFORE, text_version=1))
    clock.set(at(date(2026, 11, 18), 12))
    reminders.queue_due(books)
    from messages.outbox import content_of

    (row,) = books.conn.execute(select(outbox.c.id)).scalars().all()
    content = content_of(books, row)
    assert content is not None
    assert content.text_key == WEEK_BEFORE


def test_a_condition_channels_and_the_cap_are_changed(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    edits = (
        SetCondition(number=1, condition="not_answered"),
        SetChannels(number=1, channels=("telegram", "web")),
        SetCap(most_per_person=3),
    )
    after = approved(books, campaign, office, *edits)
    assert (after.plan.steps[0].condition, after.plan.steps[0].channels) == ("not_answered", ("telegram", "web"))
    assert (after.plan.most_per_person, after.version) == (3, 2)


def waved(office: Office) -> campaigns.CampaignPlan:
    """A wave for the first week, with its step four working days after its start; and the end of the campaign."""
    from dataclasses import replace

    plan = arranged.a_plan(
        office, replace(a_step(Anchor.WAVE_START, 3), wave=1), a_step(Anchor.CAMPAIGN_END, -3), ends=date(2026, 12, 18)
    )
    wave = Wave(focus="Việc tín dụng", starts_on=MONDAY, ends_on=date(2026, 11, 20))
    return replace(plan, waves=(wave,))


def test_other_dates_of_a_wave_move_its_steps(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, waved(office))
    assert due_days(books, case.debtor)[0] == date(2026, 11, 19)
    dates = WaveDates(wave=1, starts_on=MONDAY, ends_on=date(2026, 11, 27))
    move = MoveStep(number=1, anchor=Anchor.WAVE_END, offset=-1, working=True)
    approved(books, campaign, office, dates, move)
    assert due_days(books, case.debtor)[0] == date(2026, 11, 26)


def test_a_shorter_campaign_skips_what_comes_after_its_end_and_a_longer_one_brings_it_back(
    books: Books, office: Office
) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(offset=2), a_step(offset=12))
    campaign = arranged.a_running_campaign(books, office, plan)
    approved(books, campaign, office, Period(starts_on=plan.starts_on, ends_on=date(2026, 11, 27)))
    assert steps_of(books, case.debtor) == [("pending", None), ("skipped", "after_end")]
    approved(books, campaign, office, Period(starts_on=plan.starts_on, ends_on=plan.ends_on))
    assert steps_of(books, case.debtor) == [("pending", None), ("pending", None)]


def test_what_has_begun_keeps_its_first_day(books: Books, office: Office, clock: SetClock) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(at(date(2026, 11, 18), 9))
    later = Period(starts_on=date(2026, 11, 19), ends_on=date(2026, 12, 31))
    with pytest.raises(PlanWrong, match="đã chạy rồi"):
        changes.propose(books, campaign, Change(edits=(later,)), office.officer)


def test_nothing_new_is_queued_until_a_changed_plan_is_laid_out(books: Books, office: Office, clock: SetClock) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step()))
    there = changes.propose(books, campaign, Change(edits=(SetCap(most_per_person=2),)), office.officer)
    changes.approve(books, campaign, office.deputy, there.digest)
    clock.set(at(MONDAY, 12))
    assert reminders.queue_due(books) == 0
    assert planning.next_unplanned(books) is not None, "the bell goes on with it at once"
    while planning.plan_next(books):
        pass
    assert reminders.queue_due(books) == 1


def test_whoever_proposed_a_change_does_not_approve_it(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    there = changes.propose(books, campaign, Change(edits=(SetCap(most_per_person=2),)), office.head)
    with pytest.raises(NotAllowed, match="không được tự duyệt"):
        changes.approve(books, campaign, office.head, there.digest)
    with pytest.raises(NotAllowed, match="Chỉ thủ trưởng"):
        changes.approve(books, campaign, office.officer, there.digest)


def test_a_change_is_approved_on_the_hash_that_was_shown(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    there = changes.propose(books, campaign, Change(edits=(SetCap(most_per_person=2),)), office.officer)
    changes.withdraw(books, campaign, office.officer)
    other = changes.propose(books, campaign, Change(edits=(SetCap(most_per_person=4),)), office.officer)
    for wrong in (there.digest, "", other.digest[:7]):
        with pytest.raises(Overtaken, match="Dấu không khớp"):
            changes.approve(books, campaign, office.deputy, wrong)
    assert changes.approve(books, campaign, office.deputy, other.digest[:16]).plan.most_per_person == 4


def test_one_change_waits_at_a_time_and_only_while_the_campaign_lives(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    change = Change(edits=(SetCap(most_per_person=2),))
    changes.propose(books, campaign, change, office.officer)
    with pytest.raises(Overtaken, match="đang có một thay đổi chờ duyệt"):
        changes.propose(books, campaign, change, office.officer)
    changes.withdraw(books, campaign, office.officer)
    with pytest.raises(CampaignRefused, match="không có thay đổi nào"):
        changes.withdraw(books, campaign, office.officer)
    campaigns.stop(books, campaign, office.officer)
    with pytest.raises(CampaignRefused, match="đã dừng hẳn"):
        changes.propose(books, campaign, change, office.officer)


def test_what_changes_for_whom_is_what_then_happens(books: Books, office: Office, clock: SetClock) -> None:
    cases = [arranged.a_debtor(books, office) for _ in range(3)]
    waits = arranged.a_debtor(books, office, served_on=date(2026, 11, 16))
    plan = arranged.a_plan(office, a_step(Anchor.SERVED, 5), a_step(offset=9), a_step(offset=14))
    campaign = arranged.a_running_campaign(books, office, plan)
    clock.set(at(MONDAY, 12))
    say_what_is_due(books)  # the first step, to three of them
    edits = (
        MoveStep(number=1, anchor=Anchor.SERVED, offset=6, working=True),
        RemoveStep(number=2),
        AddStep(step=a_step(Anchor.CAMPAIGN_END, -3)),
    )
    there = changes.propose(books, campaign, Change(edits=edits), office.officer)
    before = {row.id: row for row in books.conn.execute(select(planned_step))}
    told = effects(books, there)
    assert books.conn.execute(select(planned_step)).all() == list(before.values()), "showing writes nothing"
    assert (told.recipients, told.touched) == (4, 4)
    assert told.steps[1].said == 3
    assert dict(told.steps[1].moved) == {(date(2026, 11, 23), date(2026, 11, 25)): 1}
    assert dict(told.steps[2].cancelled) == {"step_removed": 4}
    assert told.steps[3].stays == 4
    assert dict(told.steps[4].new) == {date(2026, 12, 28): 4}
    assert len(told.samples) == 3
    assert all("*" in sample.name or "." in sample.name for sample in told.samples)
    changes.approve(books, campaign, office.deputy, there.digest)
    planning.plan_campaign(books, campaign)
    after = books.conn.execute(select(planned_step)).all()
    moved = Counter(
        (local(before[row.id].due_at).date(), local(row.due_at).date())
        for row in after
        if row.id in before and row.state == "pending" and row.due_at != before[row.id].due_at
    )
    assert moved == told.steps[1].moved
    assert sum(row.state == "cancelled" and row.reason == "step_removed" for row in after) == 4
    assert Counter(local(row.due_at).date() for row in after if row.id not in before) == told.steps[4].new
    assert due_days(books, waits.debtor) == [date(2026, 11, 25), date(2026, 12, 7), date(2026, 12, 28)]
    assert [state for state, _ in steps_of(books, cases[0].debtor)] == ["queued", "cancelled", "pending", "pending"]


def test_earlier_versions_of_a_step_are_kept(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    approved(books, campaign, office, SetText(number=1, text_key=WEEK_BEFORE, text_version=1))
    approved(books, campaign, office, MoveStep(number=1, anchor=Anchor.CAMPAIGN_START, offset=4, working=True))
    columns = (campaign_step.c.since_version, campaign_step.c.until_version, campaign_step.c.text_key)
    rows = books.conn.execute(select(*columns, campaign_step.c.offset_days).order_by(columns[0])).all()
    assert [tuple(row) for row in rows] == [(1, 1, FOLLOW_UP, 2), (2, 2, WEEK_BEFORE, 2), (3, None, WEEK_BEFORE, 4)]


def test_a_changed_campaign_still_runs_as_approved(books: Books, office: Office, clock: SetClock) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    approved(books, campaign, office, SetCap(most_per_person=2))
    clock.set(at(date(2026, 11, 18), 12))
    say_what_is_due(books)
    assert reports.report(books, campaign).sent == 1
    assert campaigns.the_campaign(books, campaign).status is campaigns.Status.RUNNING


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)  # SQLite writes one transaction at a time
def test_of_an_approval_and_a_withdrawal_at_once_one_holds(db: Database) -> None:
    """The proposal is withdrawn by somebody else between the look at it and the approval's own writing."""

    def begun(books: Books) -> tuple[int, Office, str]:
        here = arranged.an_office_with_leaders(books)
        arranged.a_debtor(books, here)
        campaign = arranged.a_running_campaign(books, here, arranged.a_plan(here, a_step(offset=2)))
        change = Change(edits=(SetCap(most_per_person=2),))
        return campaign, here, changes.propose(books, campaign, change, here.officer).digest

    campaign, here, digest = db.submit(begun).result()

    def approves(books: Books) -> None:
        before = changes.the_proposal

        def withdrawn_meanwhile(books: Books, campaign_id: int) -> changes.Proposal:
            there = before(books, campaign_id)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(changes, "the_proposal", before)
                db.submit(changes.withdraw, campaign_id, here.officer).result(timeout=20)
            return there

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changes, "the_proposal", withdrawn_meanwhile)
            changes.approve(books, campaign, here.deputy, digest)

    with pytest.raises(CampaignRefused, match="vừa được người khác"):
        db.submit(approves).result(timeout=30)
    assert db.ask(campaigns.the_campaign, campaign).result().version == 1
    assert db.ask(changes.open_proposal, campaign).result() is None


some_edits = st.lists(
    st.one_of(
        st.builds(
            lambda anchor, offset, text: AddStep(step=a_step(anchor, offset, text)),
            st.sampled_from([Anchor.CAMPAIGN_START, Anchor.SERVED, Anchor.CAMPAIGN_END]),
            st.integers(-6, 12),
            st.sampled_from([FOLLOW_UP, WEEK_BEFORE]),
        ),
        st.builds(RemoveStep, number=st.integers(1, 4)),
        st.builds(
            MoveStep,
            number=st.integers(1, 4),
            anchor=st.sampled_from([Anchor.CAMPAIGN_START, Anchor.VOLUNTARY_PERIOD_END]),
            offset=st.integers(-4, 14),
            working=st.booleans(),
        ),
        st.builds(
            Period, starts_on=st.just(MONDAY), ends_on=st.dates(date(2026, 11, 20), date(2026, 12, 31))
        ),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip


@given(edits=some_edits)
def test_a_change_reads_back_as_written(edits: list[Edit]) -> None:
    change = Change(edits=tuple(edits))
    assert from_json(to_json(change)) == change


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(some_edits, st.integers(0, 6), st.booleans()), min_size=1, max_size=4))
def test_random_edits_of_a_running_campaign_say_nothing_twice_and_lose_nothing(
    books: Books, history: list[tuple[list[Edit], int, bool]]
) -> None:
    clock = books.clock
    assert isinstance(clock, SetClock)
    start = clock.now()
    savepoint = books.conn.begin_nested()
    try:
        _edited(books, clock, history)
    finally:
        savepoint.rollback()
        clock.set(start)


def _edited(books: Books, clock: SetClock, history: list[tuple[list[Edit], int, bool]]) -> None:
    office = arranged.an_office_with_leaders(books)
    for served in (date(2026, 11, 9), date(2026, 11, 12), None):
        arranged.a_debtor(books, office, served_on=served, chat=served != date(2026, 11, 12))
    plan = arranged.a_plan(office, a_step(offset=1), a_step(Anchor.SERVED, 8), a_step(Anchor.CAMPAIGN_END, -2))
    campaign = arranged.a_running_campaign(books, office, plan)
    for edits, days, speaks in history:
        try:
            there = changes.propose(books, campaign, Change(edits=tuple(edits)), office.officer)
        except CampaignRefused:
            pass
        else:
            changes.approve(books, campaign, office.head, there.digest)
            planning.plan_campaign(books, campaign)
        clock.set(clock.now() + timedelta(days=days))
        if speaks:
            say_what_is_due(books)
        _holds(books, campaign)


def _holds(books: Books, campaign: int) -> None:
    told = reports.report(books, campaign)
    rows: Any = books.conn.execute(select(planned_step).where(planned_step.c.campaign_id == campaign)).all()
    assert told.planned == len(rows) == told.sent + told.pending + told.cancelled + told.skipped
    assert "" not in told.reasons, "something ended without a reason"
    assert len({row.purpose for row in rows}) == len(rows)
    living = [row for row in rows if row.state in (State.PENDING.value, State.QUEUED.value)]
    days = Counter((row.party_id, local(row.due_at).date()) for row in living)
    assert max(days.values(), default=0) <= 1, "two messages to one person on one day"
    numbers = {row.id: row.number for row in books.conn.execute(select(campaign_step))}
    said = Counter((row.party_id, numbers[row.step_id]) for row in rows if row.state == State.QUEUED.value)
    assert max(said.values(), default=0) <= 1, "one step said twice to one person"
