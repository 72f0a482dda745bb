"""Facts that come in change what is planned, and the sum of what was planned always holds."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, update

from casework import consent, contacts, decisions, payments, people
from casework.books import Books
from casework.clock import SetClock, local, today
from casework.db.engine import Database
from casework.db.ids import named_by, new_id
from casework.decisions import Status
from casework.links import EndedBy, unlink
from casework.party_events import PartyEvent, note_event
from casework.payment_facts import payments_of
from casework.reminder_answers import Kind, note_answer
from casework.tables.people import party, party_event
from messages.outbox import State
from messages.tables import outbox
from scheduler.bell import reminders, upkeep
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, Rejected, Uncertain
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import campaigns, reports
from scheduler.plans.campaign_facts import Wave
from scheduler.plans.campaigns import Anchor
from scheduler.plans.selection import Selection
from scheduler.steps.refreshing import look_at_every_step, refresh
from scheduler.tables import planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_step, at, steps_of

MONDAY = date(2026, 11, 16)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def two_steps(office: Office) -> campaigns.CampaignPlan:
    return arranged.a_plan(office, a_step(offset=2), a_step(offset=12))


def test_a_payment_in_full_empties_the_plan_of_its_case_and_no_other(books: Books, office: Office) -> None:
    paid, owing = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))
    builders.a_payment(books, paid.decision, 50_000_000)
    refresh(books)
    assert steps_of(books, paid.debtor) == [("cancelled", "paid")] * 2
    assert steps_of(books, owing.debtor) == [("pending", None)] * 2


def test_a_payment_in_part_puts_the_case_into_the_wave_that_is_for_what_is_left(
    books: Books, office: Office, clock: SetClock
) -> None:
    ends = MONDAY + timedelta(days=20)
    chosen = Selection(min_left=10_000_001), Selection(max_left=10_000_000)
    waves = tuple(Wave(focus="Khoản", starts_on=MONDAY, ends_on=ends, selection=one) for one in chosen)
    steps = [replace(a_step(offset=2), wave=number) for number in (1, 2)]
    plan = replace(arranged.a_plan(office, *steps, starts=MONDAY), waves=waves)
    with named_by(clock.now):
        case = arranged.a_debtor(books, office)
        arranged.a_running_campaign(books, office, plan)
        clock.set(clock.now() + timedelta(minutes=10))
        refresh(books)
        assert steps_of(books, case.debtor) == [("pending", None)]
        payment = builders.a_payment(books, case.decision, 45_000_000)
        refresh(books)
        assert steps_of(books, case.debtor) == [("cancelled", "not_selected"), ("pending", None)]
        payments.reverse_payment(books, payment, ground="Nhập nhầm hồ sơ", reversed_by=office.officer)
        refresh(books)
        assert steps_of(books, case.debtor) == [("pending", None), ("cancelled", "not_selected")]


def test_a_payment_taken_back_puts_the_plan_back(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))
    payment = builders.a_payment(books, case.decision, 50_000_000)
    refresh(books)
    payments.reverse_payment(books, payment, ground="Nhập nhầm hồ sơ", reversed_by=office.officer)
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)] * 2


def test_a_suspension_cancels_and_its_end_plans_again_with_the_past_merged(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))  # on 18/11 and 3/12
    decisions.change_status(books, case.decision, Status.SUSPENDED, on=MONDAY, ground="Đ.47")
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "decision_closed")] * 2
    clock.set(at(date(2026, 12, 1), 9))
    decisions.change_status(books, case.decision, Status.ENFORCING, on=date(2026, 12, 1), ground="Đ.47")
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]


def test_who_links_a_chat_late_is_planned_from_then_on(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    plan = arranged.a_plan(office, a_step(), a_step(offset=2), a_step(offset=25))
    arranged.a_running_campaign(books, office, plan)
    assert steps_of(books, case.debtor) == [("skipped", "no_chat")] * 3
    clock.set(at(date(2026, 11, 25), 9))
    arranged.a_chat(books, case.debtor)
    refresh(books)
    assert steps_of(books, case.debtor) == [
        ("skipped", "merged into step 2"),
        ("pending", None),
        ("pending", None),
    ]
    clock.set(at(date(2026, 11, 25), 12))
    assert reminders.queue_due(books) == 1


def test_a_link_without_consent_plans_nothing(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    arranged.a_running_campaign(books, office, two_steps(office))
    chat = arranged.a_chat(books, case.debtor, agrees=False)
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_consent")] * 2
    consent.give(books, chat, case.debtor, consent.Purpose.REMINDERS, "consent.reminders", 1, "vi")
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)] * 2


def test_who_takes_consent_back_is_not_planned_for_any_more(books: Books, office: Office) -> None:
    case, other = arranged.a_debtor(books, office, chat=False), arranged.a_debtor(books, office)
    chat = arranged.a_chat(books, case.debtor)
    arranged.a_running_campaign(books, office, two_steps(office))
    consent.withdraw(books, chat, case.debtor, consent.Purpose.REMINDERS)
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_consent")] * 2
    assert steps_of(books, other.debtor) == [("pending", None)] * 2


@pytest.mark.parametrize("ended_by", [EndedBy.PERSON, EndedBy.DEAD, EndedBy.EXPIRY])
def test_whose_chat_is_linked_no_more_is_not_planned_for_and_is_again_when_linked(
    books: Books, office: Office, ended_by: EndedBy
) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    arranged.a_running_campaign(books, office, two_steps(office))
    unlink(books, chat, ended_by)
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_chat")] * 2
    arranged.a_chat(books, case.debtor, address="another")
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)] * 2


def test_a_death_ends_the_plan_as_soon_as_it_is_written_down(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))
    known = people.party(books, case.debtor)
    assert known is not None
    facts = people.PartyFacts(kind=known.kind, name=builders.WOMAN, deceased=True)
    people.update_party(books, case.debtor, facts)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "deceased")] * 2


def test_who_no_longer_fits_the_selection_is_not_reminded_until_they_fit_again(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(offset=2), selection=campaigns.Selection(min_left=30_000_000))
    arranged.a_running_campaign(books, office, plan)
    payment = builders.a_payment(books, case.decision, 25_000_000)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "not_selected")]
    payments.reverse_payment(books, payment, ground="Nhập nhầm hồ sơ", reversed_by=office.officer)
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)]


def test_a_paused_campaign_keeps_up_with_the_facts(books: Books, office: Office) -> None:
    case, late = arranged.a_debtor(books, office), arranged.a_debtor(books, office, chat=False)
    campaign = arranged.a_running_campaign(books, office, two_steps(office))
    campaigns.pause(books, campaign, office.officer)
    builders.a_payment(books, case.decision, 50_000_000)
    arranged.a_chat(books, late.debtor)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "paid")] * 2
    assert steps_of(books, late.debtor) == [("pending", None)] * 2


def test_a_clock_that_was_ahead_and_was_put_right_hides_no_payment(
    books: Books, office: Office, clock: SetClock
) -> None:
    """The rows of that time bear larger names than all that follow for as long as it was ahead."""
    paid, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))
    now = clock.now()
    clock.set(now + timedelta(days=400))
    with named_by(clock.now):
        builders.a_payment(books, other.decision, 1_000)
        refresh(books)
    clock.set(now)
    with named_by(clock.now):  # started anew: a process never goes back itself
        refresh(books)
        clock.set(now + timedelta(minutes=10))
        builders.a_payment(books, paid.decision, 50_000_000)
        refresh(books)
        assert steps_of(books, paid.debtor) == [("cancelled", "paid")] * 2
        clock.set(now + timedelta(minutes=20))
        payments.reverse_payment(books, payments_of(books, paid.decision)[0].id, ground="Nhầm", reversed_by=office.head)
        refresh(books)
        assert steps_of(books, paid.debtor) == [("pending", None)] * 2


def test_what_was_looked_at_long_ago_is_not_kept(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    long_ago = {"id": 1, "party_id": case.debtor, "kind": "unlinked"}
    books.conn.execute(party_event.insert(), long_ago)
    unlink(books, chat, EndedBy.PERSON)
    refresh(books)
    left = books.conn.execute(select(party_event.c.id)).scalars().all()
    assert len(left) == 1, "what was just written may be seen once more"
    assert left != [1]


def test_a_case_with_a_thousand_planned_messages_is_emptied_by_a_handful_of_statements(
    books: Books, office: Office
) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    (row,) = books.conn.execute(select(planned_step)).all()
    copies = [
        dict(row._mapping)
        | {"id": new_id(), "purpose": f"c:{campaign}:{row.step_id}:{case.decision}:{case.debtor}:{n}"}
        for n in range(999)
    ]
    books.conn.execute(planned_step.insert(), copies)
    refresh(books)
    builders.a_payment(books, case.decision, 50_000_000)
    asked: list[str] = []
    event.listen(books.conn, "before_cursor_execute", lambda *told: asked.append(told[2]))
    refresh(books)
    assert len(asked) <= 30, "as many as for one message"
    pending = select(func.count()).select_from(planned_step).where(planned_step.c.state == "pending")
    assert books.conn.execute(pending).scalar_one() == 0


@pytest.mark.parametrize("what", ["visited", "answered"])
@pytest.mark.parametrize("read", [False, True])
def test_the_plan_is_read_for_a_visit_or_a_reaction_only_where_such_a_thing_ends_it(
    books: Books, office: Office, clock: SetClock, what: str, read: bool
) -> None:
    ends = (what,) if read else ("promised",)
    asked: list[str] = []
    with named_by(clock.now):
        case = arranged.a_debtor(books, office)
        arranged.a_running_campaign(books, office, replace(two_steps(office), ends_when=ends))
        refresh(books)
        clock.set(clock.now() + timedelta(minutes=10))
        refresh(books)
        clock.set(clock.now() + timedelta(minutes=10))
        if what == "visited":
            note_event(books, PartyEvent.VISITED, [case.debtor])
        else:
            chat = contacts.meet(books, "terminal", f"chat-{case.debtor}").id
            note_answer(books, chat, Kind.ASKED, decision_id=case.decision, party_id=case.debtor)
        event.listen(books.conn, "before_cursor_execute", lambda *told: asked.append(told[2]))
        refresh(books)
    assert any("campaign_recipient" in one for one in asked) is read


def test_steps_move_with_the_day_of_service(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, served_on=None)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(Anchor.VOLUNTARY_PERIOD_END, -2)))
    assert steps_of(books, case.debtor) == [("skipped", "no_anchor_date")]
    decisions.record_service(books, case.decision, date(2026, 11, 12))  # the ten days end on Monday 23/11
    refresh(books)
    assert due_days(books) == [date(2026, 11, 19)]
    decisions.record_service(books, case.decision, date(2026, 11, 16))  # now on Thursday 26/11
    refresh(books)
    assert due_days(books) == [date(2026, 11, 23)]


def due_days(books: Books) -> list[date]:
    due = select(planned_step.c.due_at).where(planned_step.c.state == "pending").order_by(planned_step.c.due_at)
    return [local(instant).date() for instant in books.conn.execute(due).scalars()]


def test_what_went_out_is_never_planned_again(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=12)))
    clock.set(at(MONDAY, 12))
    assert reminders.queue_due(books) == 1
    decisions.record_service(books, case.decision, MONDAY)
    refresh(books)
    clock.set(at(date(2026, 11, 18), 12))
    assert reminders.queue_due(books) == 0
    assert steps_of(books, case.debtor) == [("queued", None), ("pending", None)]


def test_the_morning_look_finds_what_no_event_points_to(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office))
    books.conn.execute(update(party).where(party.c.id == case.debtor).values(deceased=True))
    look_at_every_step(books)
    assert steps_of(books, case.debtor) == [("cancelled", "deceased")] * 2


ACTS = ("pay", "part", "suspend", "go_on", "link", "unlink", "agree", "withdraw", "serve", "time", "queue", "send",
        "refuse", "lose", "pause", "resume", "refresh", "die", "over")  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_planned_is_always_sent_and_pending_and_cancelled_and_skipped(books: Books, data: st.DataObject) -> None:
    clock = books.clock
    assert isinstance(clock, SetClock)
    start = clock.now()
    history = books.conn.begin_nested()
    try:
        _a_history(books, clock, data)
    finally:
        history.rollback()
        clock.set(start)


def _a_history(books: Books, clock: SetClock, data: st.DataObject) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = [arranged.a_debtor(books, office, chat=number != 2) for number in range(3)]
    steps = (a_step(), a_step(Anchor.VOLUNTARY_PERIOD_END, -1), a_step(Anchor.CAMPAIGN_END, -3))
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps, ends=date(2026, 12, 11)))
    planned = 9
    for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=3, max_size=14)):
        _do(books, clock, act, data.draw(st.sampled_from(cases)), campaign, office)
        told = reports.report(books, campaign)
        assert told.planned == planned
        assert told.planned == told.sent + told.pending + told.cancelled + told.skipped
        assert sum(told.reasons.values()) == told.cancelled + told.skipped
        assert "" not in told.reasons, "something ended without a reason"
    rows = books.conn.execute(select(func.count(), func.count(outbox.c.purpose.distinct())).select_from(outbox)).one()
    assert rows[0] == rows[1]


def _do(books: Books, clock: SetClock, act: str, case: builders.Case, campaign: int, office: Office) -> None:
    left = sum(line.left for line in _lines(books, case))
    match act:
        case "pay" | "part" if left > 1:
            builders.a_payment(books, case.decision, left if act == "pay" else left // 2)
        case "suspend" | "go_on":
            status = Status.SUSPENDED if act == "suspend" else Status.ENFORCING
            decisions.change_status(books, case.decision, status, on=today(clock), ground="Đ.47")
        case "serve":
            decisions.record_service(books, case.decision, today(clock))
        case "time":
            clock.set(clock.now() + timedelta(hours=31))
        case "queue":
            reminders.queue_due(books)
        case "send" | "refuse" | "lose":
            _send(books, act)
        case "link" | "unlink" | "agree" | "withdraw":
            _chat_acts(books, clock, act, case)
        case "pause" | "resume" | "over" | "refresh" | "die":
            _steer(books, act, campaign, office, case)


def _chat_acts(books: Books, clock: SetClock, act: str, case: builders.Case) -> None:
    chat = _chat(books, case)
    match act:
        case "link" if chat is None:
            arranged.a_chat(books, case.debtor, address=f"{case.debtor}-{clock.now()}")
        case "unlink" if chat is not None:
            unlink(books, chat, EndedBy.PERSON)
        case "agree" if chat is not None:
            consent.give(books, chat, case.debtor, consent.Purpose.REMINDERS, "consent.reminders", 1, "vi")
        case "withdraw" if chat is not None:
            consent.withdraw(books, chat, case.debtor, consent.Purpose.REMINDERS)


def _steer(books: Books, act: str, campaign: int, office: Office, case: builders.Case) -> None:
    status = campaigns.the_campaign(books, campaign).status
    if act == "pause" and status is campaigns.Status.RUNNING:
        campaigns.pause(books, campaign, office.officer)
    elif act == "resume" and status is campaigns.Status.PAUSED:
        campaigns.resume(books, campaign, office.head)
    elif act == "over":
        upkeep.end_campaigns(books)
    elif act == "refresh":
        refresh(books)
    elif act == "die":
        books.conn.execute(update(party).where(party.c.id == case.debtor).values(deceased=True))
        look_at_every_step(books)


def _send(books: Books, act: str) -> None:
    outcomes = {
        "send": Accepted(message_id="1"),
        "refuse": Rejected(reason="403", dead=True),
        "lose": Uncertain(reason="t"),
    }
    for one in claiming.claim(books, "terminal", "me", 5, set(), GUARDS):
        outcome: Any = outcomes[act]
        recording.record(books, recording.Result(claimed=one, outcome=outcome))


def _lines(books: Books, case: builders.Case) -> Any:
    from casework.obligations import due_lines

    return due_lines(books, case.decision)


def _chat(books: Books, case: builders.Case) -> int | None:
    from casework.links import live_links

    return next((one.contact_id for one in live_links(books, case.debtor)), None)


async def test_no_claim_that_begins_after_a_payment_takes_its_reminder(db: Database) -> None:
    cases = await db.write(_thirty_due)
    paid: set[int] = set()
    wrong: list[int] = []
    order = random.Random(7)

    async def pay(decision: int) -> None:
        await asyncio.sleep(0)
        await db.write(builders.a_payment, decision, 50_000_000, receipt=f"BL-{decision}")
        paid.add(decision)

    async def send() -> None:
        while True:
            before = set(paid)
            taken = await db.write(claiming.claim, "terminal", "me", 1, set(), GUARDS)
            if not taken:
                return
            decision = await db.read(_decision_of, taken[0].id)
            if decision in before:
                wrong.append(decision)

    await asyncio.gather(*(pay(decision) for decision in order.sample(cases, 15)), send(), send())
    assert wrong == []
    left = await db.read(_states)
    assert set(left) <= {State.SENDING.value, State.SUPPRESSED.value}
    assert left.count(State.SENDING.value) >= 15


def _thirty_due(books: Books) -> list[int]:
    office = arranged.an_office_with_leaders(books)
    cases = [arranged.a_debtor(books, office).decision for _ in range(30)]
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock = books.clock
    assert isinstance(clock, SetClock)
    clock.set(at(MONDAY, 12))
    assert reminders.queue_due(books) == 30
    return cases


def _decision_of(books: Books, row_id: int) -> int:
    return int(books.conn.execute(select(outbox.c.decision_id).where(outbox.c.id == row_id)).scalar_one())


def _states(books: Books) -> list[str]:
    return list(books.conn.execute(select(outbox.c.state)).scalars())
