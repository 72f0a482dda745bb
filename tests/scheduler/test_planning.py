"""Everybody who is selected gets a row for each step, once, and nobody who joins late is left in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework import decisions
from casework.books import Books
from casework.clock import SetClock, local
from casework.payment_order import Kind
from casework.working_days import WorkingDays
from scheduler.plans import approval, campaigns
from scheduler.plans.campaigns import Anchor, Step, Wave
from scheduler.quiet import Window
from scheduler.steps import planning
from scheduler.steps.merging import Wish, merge, minded
from scheduler.steps.schedule import Timetable, timetable
from scheduler.steps.step import State
from scheduler.tables import campaign_step, planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_step, at, steps_of

CALENDAR = WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset())
OF_EVERYBODY = [anchor for anchor in Anchor if not anchor.comes_and_goes]
some_steps = st.lists(
    st.builds(a_step, st.sampled_from(OF_EVERYBODY), st.integers(-30, 30), working=st.booleans()),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def rows(books: Books) -> list[Any]:
    """Step after step of the plan, and by decision within one."""
    step = select(campaign_step.c.number).where(campaign_step.c.id == planned_step.c.step_id).scalar_subquery()
    return list(books.conn.execute(select(planned_step).order_by(step, planned_step.c.decision_id)).all())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some_steps, start=st.integers(-40, 40), length=st.integers(0, 90), served=st.none() | st.integers(-60, 60))
def test_every_step_has_one_slot_that_goes_out_or_says_why_not(
    books: Books, steps: list[Any], start: int, length: int, served: int | None
) -> None:
    today = local(books.clock.now()).date()
    starts = today + timedelta(days=start)
    ends = starts + timedelta(days=length)
    nobody = Office(agency=1, officer=1, head=2, deputy=3)
    campaign = campaigns.Campaign(
        id=1, plan=arranged.a_plan(nobody, *steps, starts=starts, ends=ends), step_ids=tuple(range(11, 11 + len(steps))), step_numbers=tuple(range(1, 1 + len(steps))),
        status=campaigns.Status.RUNNING, made_by=1, made_at=books.clock.now(), approved_by=None, approved_at=None,
        approved_hash=None, started_at=None, stopped_at=None, planned_at=None,
    )  # fmt: skip
    served_on = None if served is None else today + timedelta(days=served)
    table = Timetable(books, campaign, Window(CALENDAR), books.clock.now())
    slots = table.slots(served_on)
    assert [slot.step_id for slot in slots] == list(campaign.step_ids)
    going = {slot.number: slot.day for slot in slots if slot.state is State.PENDING}
    for slot in slots:
        assert (slot.reason is None) == (slot.state is State.PENDING)
        if slot.reason and slot.reason.startswith("merged into step "):
            assert int(slot.reason.rsplit(" ", 1)[1]) in going, "merged into a step that does not go out"
    for day in going.values():
        assert CALENDAR.is_working_day(day)
        assert max(starts, today) <= day <= ends
    assert len(set(going.values())) == len(going), "two messages to one person on one day"
    for slot in slots:
        if slot.state is State.PENDING:
            assert slot.opens < slot.useful_until
    missed = [slot for slot in slots if slot.reason not in ("no_anchor_date", "after_end")]
    assert going or not missed, "somebody would be left in silence"


def test_a_step_before_its_day_moves_back_from_a_rest_day_and_one_after_it_moves_on() -> None:
    from scheduler.steps.step import day_of

    saturday, monday, friday = date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 20)
    assert day_of(CALENDAR, saturday + timedelta(days=7), -7, working=False) == friday
    assert day_of(CALENDAR, saturday - timedelta(days=7), 7, working=False) == monday
    assert day_of(CALENDAR, saturday, 0, working=False) == monday
    assert day_of(CALENDAR, date(2026, 11, 26), -2, working=True) == date(2026, 11, 23)  # 24/11 is a holiday
    assert day_of(CALENDAR, date(2027, 2, 3), 1, working=True) == date(2027, 2, 11)  # Tết


def test_each_recipient_gets_a_row_for_each_step_reached_or_not(books: Books, office: Office) -> None:
    reached, unreached = arranged.a_debtor(books, office), arranged.a_debtor(books, office, chat=False)
    shy = arranged.a_debtor(books, office, chat=False)
    arranged.a_chat(books, shy.debtor, agrees=False)
    plan = arranged.a_plan(office, a_step(), a_step(Anchor.CAMPAIGN_END, -5))
    arranged.a_running_campaign(books, office, plan)
    assert steps_of(books, reached.debtor) == [("pending", None), ("pending", None)]
    assert steps_of(books, unreached.debtor) == [("skipped", "no_chat"), ("skipped", "no_chat")]
    assert steps_of(books, shy.debtor) == [("skipped", "no_consent"), ("skipped", "no_consent")]


def test_planning_again_adds_nothing(books: Books, office: Office) -> None:
    for _ in range(3):
        arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    before = rows(books)
    approval.admit_newcomers(books, campaign, office.deputy)
    assert planning.plan_campaign(books, campaign) == 0
    assert rows(books) == before


def test_planning_goes_on_where_it_was_interrupted(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [arranged.a_debtor(books, office) for _ in range(5)]
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=9)))
    approval.start(books, campaign, office.officer)
    monkeypatch.setattr(planning, "CHUNK", 4)
    assert planning.plan_chunk(books, campaign) == 4
    assert planning.next_unplanned(books) == books.clock.now()
    assert planning.plan_chunk(books, campaign) == 4
    assert planning.plan_chunk(books, campaign) == 2
    assert planning.plan_chunk(books, campaign) is None
    assert planning.next_unplanned(books) is None
    planned = {(row.decision_id, row.step_id) for row in rows(books)}
    steps = campaigns.the_campaign(books, campaign).step_ids
    assert planned == {(case.decision, step) for case in cases for step in steps}


def test_all_debtors_of_a_decision_are_planned_together(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = arranged.a_debtor(books, office)
    for number in range(4):
        other = builders.a_person(books, name=f"Người {number}")
        decisions.add_party_to(books, case.decision, other, decisions.PartyRole.DEBTOR)
    monkeypatch.setattr(planning, "CHUNK", 2)
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    assert len(rows(books)) == 5


def test_due_instants_are_spread_over_the_morning_and_always_the_same(books: Books, office: Office) -> None:
    for _ in range(12):
        arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2)))
    first = {row.purpose: row.due_at for row in rows(books)}
    books.conn.execute(planned_step.delete())
    approval.admit_newcomers(books, campaign, office.deputy)
    planning.plan_campaign(books, campaign)
    assert {row.purpose: row.due_at for row in rows(books)} == first
    assert all(at(date(2026, 11, 18), 7, 30) <= due < at(date(2026, 11, 18), 11) for due in first.values())
    assert len(set(first.values())) > 6


def test_who_joins_late_gets_one_message_for_the_steps_that_are_past(
    books: Books, office: Office, clock: SetClock
) -> None:
    clock.set(at(date(2026, 12, 7), 9))
    case = arranged.a_debtor(books, office)
    steps = (a_step(), a_step(offset=5), a_step(offset=10), a_step(Anchor.CAMPAIGN_END, -2))
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    assert steps_of(books, case.debtor) == [
        ("skipped", "merged into step 3"),
        ("skipped", "merged into step 3"),
        ("pending", None),
        ("pending", None),
    ]
    due = [row.due_at for row in rows(books) if row.state == "pending"]
    assert local(due[0]).date() == date(2026, 12, 7)


def test_a_next_step_within_the_cap_speaks_for_the_past_ones(books: Books, office: Office, clock: SetClock) -> None:
    clock.set(at(date(2026, 12, 7), 9))
    case = arranged.a_debtor(books, office)
    steps = (a_step(), a_step(offset=5), a_step(offset=17))  # the last one is on 10/12
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    assert steps_of(books, case.debtor) == [
        ("skipped", "merged into step 3"),
        ("skipped", "merged into step 3"),
        ("pending", None),
    ]


def test_two_steps_on_one_day_are_one_message(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, served_on=date(2026, 11, 9))
    steps = (a_step(Anchor.VOLUNTARY_PERIOD_END, 0), a_step(Anchor.SERVED, 8))  # both on Thursday 19/11
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]


def test_a_decision_without_a_day_of_service_says_so(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, served_on=None)
    steps = (a_step(Anchor.SERVED, 3), a_step())
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    assert steps_of(books, case.debtor) == [("skipped", "no_anchor_date"), ("pending", None)]


def test_a_reminder_before_a_deadline_is_of_no_use_after_it(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office, served_on=date(2026, 11, 9))  # the ten days end on 19/11
    campaign = arranged.an_approved_campaign(
        books, office, arranged.a_plan(office, a_step(Anchor.VOLUNTARY_PERIOD_END, -2, arranged.DEADLINE_NEAR))
    )
    slot = timetable(books, campaigns.the_campaign(books, campaign)).slots(date(2026, 11, 9))[0]
    assert local(slot.opens).date() == date(2026, 11, 17)
    assert slot.useful_until == at(date(2026, 11, 19), 20)


def test_two_stretches_never_hold_more_rows_than_a_chunk(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(), a_step(offset=7), a_step(offset=14))
    campaign = arranged.an_approved_campaign(books, office, plan)
    approval.start(books, campaign, office.officer)
    monkeypatch.setattr(planning, "CHUNK", 6)
    sizes = []
    while (planned := planning.plan_chunk(books, campaign)) is not None:
        sizes.append(planned)
    assert max(sizes) <= 6
    assert sum(sizes) == 21 == books.conn.execute(select(func.count()).select_from(planned_step)).scalar()


# -- waves -------------------------------------------------------------------------------------------------------------


def in_wave(step: Step, wave: int) -> Step:
    return replace(step, wave=wave)


def waved(office: Office, *steps: Step, waves: tuple[Wave, ...]) -> campaigns.CampaignPlan:
    return replace(arranged.a_plan(office, *steps), waves=waves)


BANKS = Wave(
    focus="Việc tín dụng", starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 27),
    selection=campaigns.Selection(kinds=(Kind.BANK_DEBT,)),
)  # fmt: skip
FINES = Wave(
    focus="Tiền phạt", starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 11),
    selection=campaigns.Selection(kinds=(Kind.FINE,)),
)  # fmt: skip


def owing(books: Books, office: Office, *kinds: Kind) -> builders.Case:
    lines = [builders.a_line(kind, 10_000_000, "Khoản phải nộp") for kind in kinds]
    case = builders.a_case(books, agency=office.agency, served_on=date(2026, 11, 9), creditor=None, lines=lines)
    arranged.a_chat(books, case.debtor)
    return case


def pending_days(books: Books, party: int) -> list[date]:
    due = select(planned_step.c.due_at).where(planned_step.c.party_id == party, planned_step.c.state == "pending")
    return sorted(local(instant).date() for instant in books.conn.execute(due).scalars())


def test_a_wave_speaks_to_whom_it_fits_and_within_its_days(books: Books, office: Office) -> None:
    bank, fine, both = (
        owing(books, office, *kinds) for kinds in ((Kind.BANK_DEBT,), (Kind.FINE,), (Kind.BANK_DEBT, Kind.FINE))
    )
    steps = (
        in_wave(a_step(Anchor.WAVE_START, 1), 1), in_wave(a_step(Anchor.WAVE_END, -2), 2), a_step(Anchor.CAMPAIGN_END, -3),
    )  # fmt: skip
    arranged.a_running_campaign(books, office, waved(office, *steps, waves=(BANKS, FINES)))
    last = date(2026, 12, 28)
    assert pending_days(books, bank.debtor) == [date(2026, 11, 17), last]
    assert pending_days(books, fine.debtor) == [date(2026, 12, 9), last]
    assert pending_days(books, both.debtor) == [date(2026, 11, 17), date(2026, 12, 9), last]
    assert len(rows(books)) == 7, "a wave that does not fit leaves no rows"


def test_a_day_before_the_wave_waits_for_its_first_day_and_one_after_it_is_skipped(
    books: Books, office: Office
) -> None:
    case = owing(books, office, Kind.FINE)
    before, after = in_wave(a_step(Anchor.SERVED, 5), 1), in_wave(a_step(Anchor.SERVED, 40), 1)
    arranged.a_running_campaign(books, office, waved(office, before, after, waves=(FINES,)))
    assert pending_days(books, case.debtor) == [FINES.starts_on]
    assert steps_of(books, case.debtor) == [("pending", None), ("skipped", "after_end")]


def test_missed_steps_of_a_wave_become_one_and_those_of_a_wave_that_is_over_are_told_by_what_comes(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = owing(books, office, Kind.BANK_DEBT, Kind.FINE)
    steps = (
        in_wave(a_step(Anchor.WAVE_START), 1),
        in_wave(a_step(Anchor.WAVE_START), 2),
        in_wave(a_step(Anchor.WAVE_START, 1), 2),
        in_wave(a_step(Anchor.WAVE_END), 2),
    )
    clock.set(at(date(2026, 12, 3), 9))  # the first wave is over, the second has begun
    arranged.a_running_campaign(books, office, waved(office, *steps, waves=(BANKS, FINES)))
    assert steps_of(books, case.debtor) == [
        ("skipped", "merged into step 3"),
        ("skipped", "merged into step 3"),
        ("pending", None),
        ("pending", None),
    ]
    assert pending_days(books, case.debtor) == [date(2026, 12, 3), date(2026, 12, 11)]


def test_who_comes_when_their_only_wave_is_over_is_told_so(books: Books, office: Office, clock: SetClock) -> None:
    case = owing(books, office, Kind.BANK_DEBT)
    clock.set(at(date(2026, 12, 3), 9))
    plan = waved(
        office, in_wave(a_step(Anchor.WAVE_START), 1), in_wave(a_step(Anchor.WAVE_END), 2), waves=(BANKS, FINES)
    )
    owing(books, office, Kind.FINE)
    arranged.a_running_campaign(books, office, plan)
    assert steps_of(books, case.debtor) == [("skipped", "wave_over")]


def test_missed_steps_of_two_waves_at_once_become_one_message(books: Books, office: Office, clock: SetClock) -> None:
    case = owing(books, office, Kind.BANK_DEBT)
    everybody = replace(FINES, selection=campaigns.Selection(), starts_on=BANKS.ends_on, ends_on=date(2026, 12, 11))
    steps = (in_wave(a_step(Anchor.WAVE_START), 1), in_wave(a_step(Anchor.WAVE_START), 2), a_step())
    campaign = campaigns.Campaign(
        id=1, plan=waved(office, *steps, waves=(BANKS, everybody)), step_ids=(11, 12, 13), step_numbers=(1, 2, 3),
        status=campaigns.Status.RUNNING, made_by=1, made_at=clock.now(), approved_by=None, approved_at=None,
        approved_hash=None, started_at=None, stopped_at=None, planned_at=None,
    )  # fmt: skip
    now = at(date(2026, 11, 27), 21)  # tomorrow the first wave is over, the second goes on
    slots = Timetable(books, campaign, Window(CALENDAR), now).slots(None, frozenset({1, 2}))
    assert case.debtor
    assert [(slot.state, slot.reason) for slot in slots] == [
        (State.SKIPPED, "merged into step 3"),
        (State.SKIPPED, "merged into step 3"),
        (State.PENDING, None),
    ]


def test_what_is_still_to_come_is_worked_out_once_whatever_day_somebody_was_told_the_rest_on(
    books: Books, office: Office, clock: SetClock
) -> None:
    nobody = arranged.a_plan(office, a_step(), a_step(offset=30))
    campaign = campaigns.Campaign(
        id=1, plan=nobody, step_ids=(11, 12), step_numbers=(1, 2),
        status=campaigns.Status.RUNNING, made_by=1, made_at=clock.now(), approved_by=None, approved_at=None,
        approved_hash=None, started_at=None, stopped_at=None, planned_at=None,
    )  # fmt: skip
    table = Timetable(books, campaign, Window(CALENDAR), at(date(2026, 11, 20), 8))
    one, other = (
        table.slots(None, without=frozenset({1}), gone=frozenset({(date(2026, 11, day), 1)})) for day in (17, 18)
    )
    assert one is other


wishes = st.lists(
    st.builds(
        lambda wave, day, first, long: (wave, day, first, long),
        st.integers(0, 2), st.integers(-20, 40), st.integers(0, 15), st.integers(-10, 30),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@given(
    wanted=wishes,
    gone=st.sets(st.tuples(st.integers(-10, 10), st.sampled_from([1, 2, 90]))),
    coming=st.sets(st.integers(0, 40)),
    other=st.sampled_from([2, 80]),
)
def test_whatever_is_wished_one_message_a_day_speaks_for_all(
    wanted: list[tuple[int, int, int, int]], gone: set[tuple[int, int]], coming: set[int], other: int
) -> None:
    base = date(2026, 11, 16)
    of_wave = {wave: (first, first + long) for wave, _, first, long in wanted}
    found = [
        Wish(wave=wave, day=base + timedelta(days=min(day, of_wave[wave][1])), number=number,
             first=base + timedelta(days=of_wave[wave][0]), last=base + timedelta(days=of_wave[wave][1]))
        for number, (wave, day, _, _) in enumerate(wanted, start=1)
    ]  # fmt: skip
    said = {(base + timedelta(days=day), number) for day, number in gone}
    will = {
        (base + timedelta(days=day), other) for day in coming
    }  # steps 1 and 2 may speak on days of their own besides
    merged = merge(found, said, will)
    assert merge(found, minded(found, frozenset(said)), will) == merged, "what is not minded made a difference"
    numbers = {one.number for one in found}
    speaks = set(merged.going) | {other, 1, 2, 90}
    assert set(merged.going) | set(merged.spoken_for) <= numbers
    assert not set(merged.going) & set(merged.spoken_for)
    assert set(merged.spoken_for.values()) <= speaks, "somebody who does not speak"
    assert len(set(merged.going.values())) == len(merged.going)
    assert not set(merged.going.values()) & {day for day, _ in (*said, *will)}, "two on one day"
    for number, day in merged.going.items():
        one = next(wish for wish in found if wish.number == number)
        assert one.first <= day <= one.last
    silent = numbers - set(merged.going) - set(merged.spoken_for)
    assert not (silent and (merged.going or will)), "silence although something is said"
    assert all(wish.first > wish.last for wish in found if wish.number in silent)
