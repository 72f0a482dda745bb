"""A campaign is written in waves with one focus each; nobody gets two focuses at once without the office being told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.obligations import Kind
from scheduler.plans import approval, campaigns, plan_check, plan_editing, plan_facts, waves
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.campaigns import Status, the_campaign
from scheduler.plans.refusals import NotAllowed, PlanWrong, WrongStatus
from scheduler.plans.selection import Selection, eligible
from scheduler.steps.step import Anchor, Step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_step

STARTS, ENDS = date(2026, 11, 16), date(2026, 12, 31)
LONG_FOCUS = "Việc tín dụng, ngân hàng; việc thu hồi tài sản trong án kinh tế, tham nhũng có giá trị lớn trên địa bàn"


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def a_wave(first: int, last: int, focus: str = LONG_FOCUS, **chosen: object) -> Wave:
    """From so many days after the start to so many."""
    return Wave(
        focus=focus,
        starts_on=STARTS + timedelta(days=first),
        ends_on=STARTS + timedelta(days=last),
        selection=Selection(**chosen),  # type: ignore[arg-type]  # fields of a selection
    )


def in_waves(office: Office, *written: Wave, **other: Any) -> CampaignPlan:
    """A plan with these waves and one step in each."""
    steps = [replace(a_step(), wave=number) for number in range(1, len(written) + 1)]
    return replace(arranged.a_plan(office, *steps, starts=STARTS, ends=ENDS), waves=written, **other)


def test_a_plan_with_all_an_office_writes_reads_back_as_written(books: Books, office: Office) -> None:
    written = in_waves(
        office,
        a_wave(0, 13, "Án phí, tiền phạt", kinds=(Kind.COURT_FEE, Kind.FINE)),
        a_wave(14, 44, kinds=(Kind.BANK_DEBT,), min_left=1_000_000),
        legal_basis="Luật Thi hành án dân sự 2025; Nghị định 152/2026/NĐ-CP",
        steered_by=office.deputy,
        target_cases=39,
        target_money=4_500_000_000,
        ends_when=("agreed", "promised"),
        visit_after=3,
        most_per_person=4,
        canary=50,
        training=True,
    )
    known = the_campaign(books, campaigns.create(books, written, office.officer))
    assert known.plan == written
    assert (len(known.wave_ids), len(known.step_ids), known.version) == (2, 2, 1)
    assert known.plan.period_of(known.plan.steps[1]) == (date(2026, 11, 30), date(2026, 12, 30))


def test_a_plan_without_waves_stays_what_it_was(books: Books, office: Office) -> None:
    plan = arranged.a_plan(office)
    known = the_campaign(books, campaigns.create(books, plan, office.officer))
    assert known.plan == plan
    assert known.plan.period_of(known.plan.steps[0]) == (plan.starts_on, plan.ends_on)


@pytest.mark.parametrize(
    ("wave", "sentence"),
    [
        (a_wave(-1, 5), "nằm ngoài thời gian"),
        (a_wave(0, 46), "nằm ngoài thời gian"),
        (a_wave(5, 4), "trước ngày bắt đầu"),
        (a_wave(0, 5, " "), "thiếu trọng tâm"),
        (a_wave(0, 5, "trọng tâm " * 30), "dài quá 200"),
        (a_wave(0, 5, communes=(7,)), "không ai hợp cả hai"),
        (a_wave(0, 5, officer=8), "không ai hợp cả hai"),
        (a_wave(0, 5, max_left=999_999), "không ai hợp cả hai"),
    ],
)
def test_a_wave_that_does_not_fit_is_refused_in_a_sentence(
    books: Books, office: Office, wave: Wave, sentence: str
) -> None:
    whole = Selection(communes=(1, 2), officer=office.officer, min_left=1_000_000)
    plan = replace(in_waves(office, wave), selection=whole)
    with pytest.raises(PlanWrong, match=rf"Đợt trọng tâm 1: .*{sentence}.*\. Hãy "):
        campaigns.create(books, plan, office.officer)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (replace(a_step(), wave=2), "Bước 1 thuộc đợt trọng tâm 2"),
        (a_step(Anchor.WAVE_END), "không thuộc đợt nào"),
        (replace(a_step(Anchor.CAMPAIGN_END), wave=1), r"ngày 31/12/2026, sau khi đợt trọng tâm 1 kết thúc"),
        (replace(a_step(Anchor.WAVE_END, 1), wave=1), r"ngày 23/11/2026, sau khi đợt trọng tâm 1 kết thúc"),
    ],
)
def test_a_step_that_would_never_go_out_is_refused(books: Books, office: Office, step: Step, sentence: str) -> None:
    plan = replace(in_waves(office, a_wave(0, 5)), steps=(step,))
    with pytest.raises(PlanWrong, match=sentence):
        campaigns.create(books, plan, office.officer)


def test_all_that_is_wrong_is_found_at_once_with_its_place(books: Books, office: Office) -> None:
    plan = replace(
        in_waves(office, a_wave(0, 5), a_wave(9, 8, "")),
        plan_number="",
        canary=-1,
        steps=(replace(a_step(offset=300), wave=1), replace(a_step(text="reminder.nothing"), wave=2)),
    )
    found = [(one.part.value, one.number) for one in plan_check.mistakes(books, plan)]
    assert found == [("head", None), ("head", None), ("wave", 2), ("wave", 2), ("step", 1), ("step", 2)]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(-3, 25))
def test_waves_lie_beside_each_other_exactly_when_they_share_a_day(
    first: int, length: int, other: int, other_length: int, day: int
) -> None:
    plan = in_waves(
        Office(agency=1, officer=1, head=2, deputy=3),
        a_wave(first, first + length),
        a_wave(other, other + other_length),
    )
    both = [one for one in range(50) if waves.wave_on(plan, STARTS + timedelta(days=one)) == (1, 2)]
    assert bool(list(waves.beside(plan))) == bool(both)
    here = STARTS + timedelta(days=day)
    assert waves.wave_on(plan, here) == tuple(
        number for number, one in enumerate(plan.waves, start=1) if one.starts_on <= here <= one.ends_on
    )


def test_two_focuses_at_once_for_one_person_are_refused_and_counted(books: Books, office: Office) -> None:
    lines = [builders.a_line(Kind.COURT_FEE, 300_000, "Án phí"), builders.a_line(Kind.BANK_DEBT, 900_000_000)]
    builders.a_case(books, agency=office.agency, lines=lines)
    fees, banks = {"kinds": (Kind.COURT_FEE,)}, {"kinds": (Kind.BANK_DEBT,)}
    together = in_waves(office, a_wave(0, 13, "Án phí", **fees), a_wave(13, 30, "Ngân hàng", **banks))
    with pytest.raises(PlanWrong, match=r"Đợt trọng tâm 1 và 2 trùng ngày và cùng nhắc 1 người"):
        campaigns.create(books, together, office.officer)
    assert campaigns.every_campaign(books) == []
    after = in_waves(office, a_wave(0, 13, "Án phí", **fees), a_wave(14, 30, "Ngân hàng", **banks))
    apart = in_waves(office, a_wave(0, 13, "Án phí", **fees), a_wave(0, 13, "Nhỏ", max_left=1_000_000))
    campaigns.create(books, after, office.officer)
    campaigns.create(books, replace(apart, name="Đợt khác"), office.officer)


def test_somebody_with_two_cases_counts_as_one_person_in_two_waves(books: Books, office: Office) -> None:
    person = builders.a_person(books)
    for kind in (Kind.COURT_FEE, Kind.BANK_DEBT):
        builders.a_case(books, agency=office.agency, debtor=person, lines=[builders.a_line(kind, 500_000)])
    plan = in_waves(office, a_wave(0, 9, kinds=(Kind.COURT_FEE,)), a_wave(5, 9, kinds=(Kind.BANK_DEBT,)))
    assert waves.in_two(books, plan) == [waves.Overlap(first=1, second=2, people=1)]


def test_a_wave_narrows_whom_the_campaign_speaks_to(books: Books, office: Office) -> None:
    small = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.COURT_FEE, 300_000)])
    large = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.COURT_FEE, 9_000_000)])
    builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.BANK_DEBT, 9_000_000)])
    plan = replace(in_waves(office, a_wave(0, 5, min_left=1_000_000)), selection=Selection(kinds=(Kind.COURT_FEE,)))
    step = plan.steps[0]
    found = {row.decision_id for row in books.conn.execute(eligible(*plan.selections_of(step)))}
    assert found == {large.decision}
    whole = {row.decision_id for row in books.conn.execute(eligible(plan.selection))}
    assert whole == {small.decision, large.decision}


def test_rewriting_an_approved_plan_voids_the_approval_and_keeps_the_ids_of_waves(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    plan = in_waves(office, a_wave(0, 9), a_wave(10, 20))
    campaign = campaigns.create(books, plan, office.officer)
    approval.approve(books, campaign, office.head)
    before = the_campaign(books, campaign)
    shorter = in_waves(office, a_wave(0, 8, "Trọng tâm khác"))
    assert plan_editing.rewrite(books, campaign, shorter, office.deputy)
    after = the_campaign(books, campaign)
    assert after.plan == shorter
    assert (after.status, after.approved_by, after.approved_hash) == (Status.DRAFT, None, None)
    assert after.wave_ids == before.wave_ids[:1]
    with pytest.raises(NotAllowed, match="tự duyệt"):
        approval.approve(books, campaign, office.deputy)
    assert not plan_editing.rewrite(books, campaign, plan, office.officer), "there was no approval to lose"
    assert the_campaign(books, campaign).plan == plan


def test_what_runs_is_not_rewritten(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, in_waves(office, a_wave(0, 9)))
    approval.start(books, campaign, office.officer)
    with pytest.raises(WrongStatus, match="đã chạy"):
        plan_editing.rewrite(books, campaign, in_waves(office, a_wave(0, 8)), office.officer)
    campaigns.stop(books, campaign, office.officer)
    with pytest.raises(WrongStatus, match="đã kết thúc"):
        plan_editing.set_targets(books, campaign, 1, None, office.officer)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_binds_the_messages_changes_the_sealed_part(books: Books, data: st.DataObject) -> None:
    office = Office(agency=1, officer=1, head=2, deputy=3)
    plan = in_waves(office, a_wave(0, 9), a_wave(10, 20))
    moves = {
        "wave day": replace(plan, waves=(a_wave(0, 8), plan.waves[1])),
        "focus": replace(plan, waves=(a_wave(0, 9, "Khác"), plan.waves[1])),
        "wave selection": replace(plan, waves=(a_wave(0, 9, prison=False), plan.waves[1])),
        "step's wave": replace(plan, steps=(replace(plan.steps[0], wave=2), plan.steps[1])),
        "condition": replace(plan, steps=(replace(plan.steps[0], condition="not_opened"), plan.steps[1])),
        "channels": replace(plan, steps=(replace(plan.steps[0], channels=("telegram",)), plan.steps[1])),
        "text": replace(plan, steps=(replace(plan.steps[0], text_key=arranged.WEEK_BEFORE), plan.steps[1])),
        "period": replace(plan, ends_on=plan.ends_on - timedelta(days=1)),
        "cap": replace(plan, most_per_person=5),
        "end": replace(plan, ends_when=("answered",)),
        "training": replace(plan, training=True),
    }
    one, other = data.draw(st.lists(st.sampled_from(["", *moves]), min_size=2, max_size=2, unique=True))
    sealed = [plan_facts.sealed_part(books, _kept(moves.get(name, plan))) for name in (one, other)]
    assert sealed[0] != sealed[1]
    free = replace(plan, target_cases=7, target_money=8, legal_basis="Quy chế phối hợp", steered_by=3)
    assert plan_facts.sealed_part(books, _kept(free)) == plan_facts.sealed_part(books, _kept(plan))


def _kept(plan: CampaignPlan) -> campaigns.Campaign:
    return campaigns.Campaign(
        id=1, plan=plan, step_ids=(11, 12), step_numbers=(1, 2), wave_ids=(21, 22), status=Status.DRAFT, made_by=1,
        made_at=arranged.at(STARTS, 9), approved_by=None, approved_at=None, approved_hash=None, started_at=None,
        stopped_at=None, planned_at=None,
    )  # fmt: skip
