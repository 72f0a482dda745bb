"""Is a hold-out registered before the start, drawn fairly, kept to, and told honestly?"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from casework.agreements import AgreementFacts, sign_agreement
from casework.audit import Action
from casework.books import Books
from casework.clock import SetClock
from casework.decisions import PartyRole, Status, add_party_to
from casework.payments import Source, record_payment
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision, decision_party
from casework.tables.people import party
from casework.tables.places import commune, province
from scheduler.experiments import results
from scheduler.experiments.drawing import draw
from scheduler.experiments.facts import Arm, ExperimentRefused, Outcome, Stratum, Unit
from scheduler.experiments.order import held_out_of
from scheduler.experiments.people import NO_COMMUNE
from scheduler.experiments.registering import Question, look_ahead, register, withdraw
from scheduler.experiments.rows import find, the_experiment, units_of
from scheduler.plans import approval, campaigns
from scheduler.plans.refusals import NotAllowed
from scheduler.steps import planning
from scheduler.steps.step import Anchor, State
from scheduler.tables import campaign_recipient, experiment, planned_step
from tests import builders
from tests.scheduler import arranged

WIDE = Question(
    unit=Unit.PERSON, outcome=Outcome.PAYMENT, per_mille=250, days=30, smallest_effect=0.5, baseline=0.2, power=0.5
)


def people(books: Books, office: arranged.Office, many: int) -> list[builders.Case]:
    return [arranged.a_debtor(books, office) for _ in range(many)]


def a_draft(books: Books, office: arranged.Office, *steps: campaigns.Step) -> int:
    return campaigns.create(books, arranged.a_plan(office, *steps), office.officer)


def held_out(books: Books, campaign: int) -> set[int]:
    of = campaign_recipient.c
    rows = select(of.party_id).where(of.campaign_id == campaign, of.held_out.is_(True))
    return set(books.conn.execute(rows).scalars())


def arms(books: Books, campaign: int) -> dict[int, str]:
    return {row.party_id: row.arm for row in units_of(books, the_experiment(books, campaign).id)}


def started(books: Books, office: arranged.Office, question: Question = WIDE) -> int:
    campaign = a_draft(books, office)
    register(books, campaign, question, office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)
    return campaign


def test_a_question_is_registered_only_while_the_campaign_is_a_draft(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office)
    approval.approve(books, campaign, office.head)
    with pytest.raises(ExperimentRefused, match="bản nháp"):
        register(books, campaign, WIDE, office.officer)
    assert find(books, campaign) is None


def test_what_was_promised_stands_in_the_books_with_who_asked(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office)
    _, promised = register(books, campaign, WIDE, office.officer)
    kept = the_experiment(books, campaign)
    assert (kept.unit, kept.outcome, kept.per_mille, kept.days) == (Unit.PERSON, Outcome.PAYMENT, 250, 30)
    assert (kept.registered_by, kept.drawn_at, kept.looks) == (office.officer, None, 0)
    assert (promised.persons, promised.held_out) == (24, 6)
    assert promised.power >= 0.5


def test_too_few_people_are_refused_with_how_many_it_takes(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 8)
    campaign = a_draft(books, office)
    with pytest.raises(ExperimentRefused, match="cần khoảng"):
        register(books, campaign, replace(WIDE, smallest_effect=0.05, power=0.8), office.officer)
    assert find(books, campaign) is None


def test_a_campaign_whose_every_reminder_follows_from_what_people_did_holds_nobody_out(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office, arranged.a_step(Anchor.PROMISE_DUE, -1))
    with pytest.raises(ExperimentRefused, match="không được giữ lại"):
        register(books, campaign, WIDE, office.officer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_mille": 0},
        {"per_mille": 501},
        {"days": 0},
        {"level": 0.5},
        {"smallest_effect": 0.85},
        {"baseline": 1.0},
        {"icc": 0.1},
    ],
)
def test_what_makes_no_sense_is_refused(books: Books, wrong: dict[str, float]) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office)
    with pytest.raises(ExperimentRefused):
        register(books, campaign, replace(WIDE, **wrong), office.officer)  # type: ignore[arg-type]  # wrong on purpose


def test_only_who_makes_campaigns_registers_and_reads(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    auditor = builders.a_staff_member(books, office.agency, role="auditor")
    campaign = a_draft(books, office)
    with pytest.raises(NotAllowed):
        register(books, campaign, WIDE, auditor)
    with pytest.raises(NotAllowed):
        results.result(books, campaign, auditor)


def test_a_withdrawn_question_holds_nobody_out(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office)
    register(books, campaign, WIDE, office.officer)
    withdraw(books, campaign, office.officer)
    approval.approve(books, campaign, office.head)
    assert held_out(books, campaign) == set()


def test_the_approval_draws_a_quarter_and_anybody_can_draw_it_again(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    people(books, office, 2)
    arranged.a_debtor(books, office, chat=False)
    campaign = started(books, office, replace(WIDE, strata=()))
    kept = the_experiment(books, campaign)
    drawn = arms(books, campaign)
    assert len(drawn) == 26
    assert kept.excluded == {"no_chat": 1}
    mine = {one for one, arm in drawn.items() if arm == Arm.HELD_OUT}
    assert mine == held_out(books, campaign) == held_out_of(dict.fromkeys(drawn, ""), 250, kept.seed)
    assert len(mine) in (6, 7)
    lines = select(audit_entry.c.purpose).where(audit_entry.c.action == Action.EXPERIMENT_DRAWN.value)
    assert f"seed:{kept.seed}:held_out:{len(mine)}:of:26" in books.conn.execute(lines).scalars().all()


def test_all_decisions_of_a_person_go_together(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 24)
    for case in cases:
        builders.a_case(books, agency=office.agency, debtor=case.debtor, creditor=None)
    campaign = started(books, office)
    of = campaign_recipient.c
    rows = books.conn.execute(select(of.party_id, of.held_out).where(of.campaign_id == campaign)).all()
    assert len(rows) == 48
    assert len({(row.party_id, row.held_out) for row in rows}) == 24


def test_who_is_held_out_gets_no_step_of_the_campaign_and_the_sum_still_holds(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = started(books, office)
    rows = books.conn.execute(select(planned_step).where(planned_step.c.campaign_id == campaign)).all()
    mine = held_out(books, campaign)
    assert len(rows) == 24
    assert {(row.state, row.reason) for row in rows if row.party_id in mine} == {(State.SKIPPED.value, "held_out")}
    assert {row.state for row in rows if row.party_id not in mine} == {State.PENDING.value}


def test_communes_are_drawn_whole_and_people_without_one_stay_outside(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    communes = _communes(books, 8)
    cases = people(books, office, 41)
    for number, case in enumerate(cases[:40]):
        _move(books, case.decision, communes[number % 8])
    question = replace(WIDE, unit=Unit.COMMUNE, per_mille=500, icc=0.01, smallest_effect=0.7, strata=())
    campaign = started(books, office, question)
    kept = the_experiment(books, campaign)
    assert kept.excluded == {NO_COMMUNE: 1}
    units = units_of(books, kept.id)
    assert len({row.cluster_id for row in units if row.arm == Arm.HELD_OUT}) == 4
    assert len({(row.cluster_id, row.arm) for row in units}) == 8
    assert held_out(books, campaign) == {row.party_id for row in units if row.arm == Arm.HELD_OUT}


def test_once_it_runs_nobody_changes_group_and_newcomers_are_not_drawn(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 24)
    campaign = started(books, office)
    before, mine = arms(books, campaign), held_out(books, campaign)
    late = arranged.a_debtor(books, office)
    again = builders.a_case(books, agency=office.agency, debtor=min(mine), creditor=None)
    approval.admit_newcomers(books, campaign, office.head)
    assert arms(books, campaign) == before
    assert late.debtor not in held_out(books, campaign)
    of = campaign_recipient.c
    joined = select(of.held_out).where(of.campaign_id == campaign, of.decision_id == again.decision)
    assert books.conn.execute(joined).scalar() is True
    assert len(cases) == 24


def test_a_campaign_without_an_experiment_is_not_touched(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 3)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    assert draw(books, campaign) == 0
    assert held_out(books, campaign) == set()


def test_the_result_counts_everybody_in_the_group_they_were_drawn_for(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 40)
    campaign = started(books, office)
    drawn = arms(books, campaign)
    reminded = sorted(one for one, arm in drawn.items() if arm == Arm.REMINDED)
    other = sorted(one for one, arm in drawn.items() if arm == Arm.HELD_OUT)
    clock.set(clock.now() + timedelta(days=30))
    for number, one in enumerate([*reminded[:20], *other[:2]]):
        _pay(books, one, date(2026, 11, 17) + timedelta(days=number))
    books.conn.execute(update(party).where(party.c.id == other[-1]).values(deceased=True))
    found = results.result(books, campaign, office.officer)
    assert found.final
    assert found.looks == 0
    assert (found.people[Arm.REMINDED], found.people[Arm.HELD_OUT]) == (30, 10)
    assert (found.with_outcome[Arm.REMINDED], found.with_outcome[Arm.HELD_OUT]) == (20, 2)
    assert found.difference is not None
    assert found.difference.difference == pytest.approx(20 / 30 - 2 / 10, abs=0.02)
    assert found.difference.shows_something
    assert found.flow.tracks[Arm.HELD_OUT].lost == {"deceased": 1}
    assert found.flow.tracks[Arm.HELD_OUT].counted == 10
    assert (found.flow.assessed, found.flow.drawn) == (40, 40)


def test_what_happened_before_the_start_or_after_the_last_day_does_not_count(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = started(books, office)
    somebody = sorted(arms(books, campaign))
    _pay(books, somebody[0], date(2026, 11, 15))
    _pay(books, somebody[1], date(2026, 11, 16))
    clock.set(clock.now() + timedelta(days=40))
    _pay(books, somebody[2], date(2026, 12, 15))
    _pay(books, somebody[3], date(2026, 12, 16))
    found = results.result(books, campaign, office.officer)
    assert found.last_day == date(2026, 12, 15)
    assert sum(found.with_outcome.values()) == 2


def test_each_look_before_the_end_is_counted_and_its_interval_is_wider(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 40)
    campaign = started(books, office)
    for one in sorted(arms(books, campaign))[:15]:
        _pay(books, one, date(2026, 11, 16))
    early = [results.result(books, campaign, office.officer) for _ in range(2)]
    assert [found.looks for found in early] == [1, 2]
    assert not any(found.final for found in early)
    clock.set(clock.now() + timedelta(days=30))
    last = results.result(books, campaign, office.officer)
    assert last.final
    assert last.looks == 2
    assert last.difference is not None
    assert early[0].difference is not None
    assert early[0].difference.low < last.difference.low < last.difference.high < early[0].difference.high
    lines = select(audit_entry.c.purpose).where(audit_entry.c.action == Action.EXPERIMENT_LOOKED_AT.value)
    assert books.conn.execute(lines).scalars().all() == ["look:1", "look:2"]


def test_agreements_count_where_agreements_were_asked_for(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 24)
    campaign = started(books, office, replace(WIDE, outcome=Outcome.AGREEMENT))
    facts = AgreementFacts(
        signed_on=date(2026, 11, 16), content="Trả dần", fee_and_costs="Mỗi bên chịu một nửa", interest_stops=False
    )
    sign_agreement(books, cases[0].decision, facts)
    _pay(books, cases[1].debtor, date(2026, 11, 16))
    found = results.result(books, campaign, office.officer)
    assert sum(found.with_outcome.values()) == 1


def test_money_paid_for_another_debtor_is_not_theirs(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 24)
    both = cases[0].decision
    add_party_to(books, both, cases[1].debtor, PartyRole.DEBTOR)
    campaign = started(books, office)
    record_payment(
        books, both, 1_000_000, paid_on=date(2026, 11, 16), receipt="BL-7", source=Source.OFFICE,
        payer_id=cases[1].debtor,
    )  # fmt: skip
    found = results.result(books, campaign, office.officer)
    assert sum(found.with_outcome.values()) == 1


def test_the_books_say_what_to_expect_where_nothing_is_stated(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 20)
    for case in cases[:5]:
        _pay(books, case.debtor, date(2026, 11, 1))
    campaign = a_draft(books, office)
    assumed, _ = look_ahead(books, campaign, replace(WIDE, baseline=None))
    assert assumed.from_books
    assert assumed.baseline == pytest.approx(0.25)
    stated, _ = look_ahead(books, campaign, WIDE)
    assert (stated.from_books, stated.baseline) == (False, 0.2)


def test_nothing_can_be_read_before_the_start(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 24)
    campaign = a_draft(books, office)
    with pytest.raises(ExperimentRefused, match="không đăng ký"):
        results.result(books, campaign, office.officer)
    register(books, campaign, WIDE, office.officer)
    with pytest.raises(ExperimentRefused, match="chưa chạy"):
        results.result(books, campaign, office.officer)


def test_who_was_lost_to_another_agency_stays_counted(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    cases = people(books, office, 24)
    campaign = started(books, office)
    books.conn.execute(update(decision).where(decision.c.id == cases[0].decision).values(status=Status.ENTRUSTED.value))
    found = results.result(books, campaign, office.officer)
    assert sum(track.lost.get("entrusted", 0) for track in found.flow.tracks.values()) == 1
    assert sum(track.counted for track in found.flow.tracks.values()) == 24


def test_the_draw_is_balanced_as_registered(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    people(books, office, 12)
    for case in people(books, office, 12):
        builders.a_payment(books, case.decision, 10_000_000)
    campaign = started(books, office, replace(WIDE, strata=(Stratum.SUM,)))
    kept = books.conn.execute(select(experiment.c.strata)).scalar_one()
    assert json.loads(kept) == ["sum"]
    drawn = Counter((row.stratum, row.arm) for row in units_of(books, the_experiment(books, campaign).id))
    assert drawn == {
        ("sum=1", Arm.REMINDED): 9, ("sum=1", Arm.HELD_OUT): 3, ("sum=2", Arm.REMINDED): 9, ("sum=2", Arm.HELD_OUT): 3
    }  # fmt: skip


def _pay(books: Books, debtor: int, day: date) -> None:
    theirs = select(decision_party.c.decision_id).where(decision_party.c.party_id == debtor)
    builders.a_payment(books, books.conn.execute(theirs).scalars().first() or 0, 1_000_000, paid_on=day)


def _communes(books: Books, many: int) -> list[int]:
    books.conn.execute(insert(province), {"id": 1, "code": "86", "name": "Vĩnh Hưng", "folded": "vinh hung"})
    rows = [
        {"id": n, "province_id": 1, "code": f"{n:05}", "kind": "xã", "name": f"xã Số {n}", "folded": f"so {n}"}
        for n in range(1, many + 1)
    ]
    books.conn.execute(insert(commune), rows)
    return [int(str(row["id"])) for row in rows]


def _move(books: Books, decision_id: int, to: int) -> None:
    books.conn.execute(update(decision).where(decision.c.id == decision_id).values(commune_id=to))
