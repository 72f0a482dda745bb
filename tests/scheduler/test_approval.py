"""Nobody is written to whom nobody let go: the list is frozen at approval, and an edit afterwards voids it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, update

from casework import decisions
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decisions import PartyRole
from casework.tables.decisions import decision, decision_party
from casework.tables.people import party
from scheduler.bell import reminders
from scheduler.plans import approval, campaigns, launching, recipients
from scheduler.plans.campaigns import Status, Wave
from scheduler.plans.refusals import ChangedSinceApproval, NotAllowed, WrongStatus
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from scheduler.tables import campaign as campaign_table
from scheduler.tables import campaign_recipient, campaign_step, planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, steps_of


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def a_draft(books: Books, office: Office, **changes: object) -> int:
    plan = replace(arranged.a_plan(office), **changes)  # type: ignore[arg-type]  # by parameter
    return campaigns.create(books, plan, office.officer)


def listed(books: Books, campaign: int) -> set[tuple[int, int]]:
    of = campaign_recipient.c.campaign_id == campaign
    return {(row.decision_id, row.party_id) for row in books.conn.execute(select(campaign_recipient).where(of))}


def run(books: Books, office: Office, campaign: int) -> None:
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)


def test_approving_writes_down_who_is_written_to(books: Books, office: Office) -> None:
    cases = [arranged.a_debtor(books, office) for _ in range(3)]
    campaign = a_draft(books, office)
    assert approval.approve(books, campaign, office.head).recipients == 3
    assert listed(books, campaign) == {(case.decision, case.debtor) for case in cases}


def test_whoever_comes_after_the_approval_is_not_written_to_until_admitted(books: Books, office: Office) -> None:
    first = arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    newcomer = arranged.a_debtor(books, office)
    run(books, office, campaign)
    assert steps_of(books, first.debtor) == [("pending", None)]
    assert steps_of(books, newcomer.debtor) == []
    assert approval.admit_newcomers(books, campaign, office.deputy).recipients == 2
    planning.plan_campaign(books, campaign)
    assert steps_of(books, newcomer.debtor) == [("pending", None)]


def pay(books: Books, case: builders.Case) -> None:
    builders.a_payment(books, case.decision, 50_000_000)


def close(books: Books, case: builders.Case) -> None:
    books.conn.execute(update(decision).where(decision.c.id == case.decision).values(status="suspended"))


def die(books: Books, case: builders.Case) -> None:
    books.conn.execute(update(party).where(party.c.id == case.debtor).values(deceased=True))


def owe_no_more(books: Books, case: builders.Case) -> None:
    books.conn.execute(delete(decision_party).where(decision_party.c.party_id == case.debtor))


def pay_a_part(books: Books, case: builders.Case) -> None:
    builders.a_payment(books, case.decision, 30_000_000)


def hold_out(books: Books, case: builders.Case) -> None:
    books.conn.execute(
        update(campaign_recipient).where(campaign_recipient.c.party_id == case.debtor).values(held_out=True)
    )


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(pay, "paid"), (close, "decision_closed"), (die, "deceased"), (owe_no_more, "not_debtor"),
     (pay_a_part, "not_selected")],
)  # fmt: skip
def test_who_no_longer_fits_is_skipped_and_the_reason_is_kept(
    books: Books, office: Office, happens: object, reason: str
) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    campaign = a_draft(books, office, selection=Selection(min_left=40_000_000), steps=(arranged.a_step(),) * 2)
    approval.approve(books, campaign, office.head)
    happens(books, case)  # type: ignore[operator]  # by parameter
    run(books, office, campaign)
    assert steps_of(books, case.debtor) == [("skipped", reason)] * 2
    assert len(steps_of(books, other.debtor)) == 2


def test_who_is_held_out_is_skipped_and_says_so(books: Books, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_debtor(books, office)
    monkeypatch.setattr("scheduler.experiments.drawing.draw", lambda books, _: hold_out(books, case))
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    run(books, office, campaign)
    assert steps_of(books, case.debtor) == [("skipped", "held_out")]


def test_in_a_plan_of_waves_who_fits_none_any_more_is_not_forgotten(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    many = Wave(
        focus="Việc lớn",
        starts_on=date(2026, 11, 16),
        ends_on=date(2026, 11, 30),
        selection=Selection(min_left=40_000_000),
    )
    campaign = a_draft(books, office, waves=(many,), steps=(replace(arranged.a_step(), wave=1),))
    small = arranged.a_debtor(books, office)
    pay_a_part(books, small)
    assert approval.approve(books, campaign, office.head).recipients == 1
    pay_a_part(books, case)
    run(books, office, campaign)
    assert steps_of(books, case.debtor) == [("skipped", "not_selected")]
    assert steps_of(books, small.debtor) == []


@pytest.mark.parametrize(
    "change",
    [{"starts_on": date(2026, 11, 17)}, {"ends_on": date(2026, 12, 30)}, {"steps": (arranged.a_step(offset=1),)},
     {"steps": (arranged.a_step(text=arranged.WEEK_BEFORE),)}, {"plan_number": "13/KH-THADS"}, {"most_per_person": 2},
     {"selection": Selection(min_left=2)}],
)  # fmt: skip
def test_the_seal_covers_period_steps_texts_limits_and_plan(
    books: Books, office: Office, change: dict[str, object]
) -> None:
    arranged.a_debtor(books, office)
    campaign = campaigns.the_campaign(books, a_draft(books, office))
    other = replace(campaign, plan=replace(campaign.plan, **change))  # type: ignore[arg-type]  # by parameter
    assert approval.head_digest(books, campaign) != approval.head_digest(books, other)
    assert approval.head_digest(books, campaign) == approval.head_digest(books, campaign)


def another_text(books: Books, campaign: int, _: builders.Case) -> None:
    books.conn.execute(update(campaign_step).values(text_key=arranged.WEEK_BEFORE))


def a_longer_period(books: Books, campaign: int, _: builders.Case) -> None:
    books.conn.execute(update(campaign_table).values(ends_on=date(2027, 1, 15)))


def one_more(books: Books, campaign: int, other: builders.Case) -> None:
    row = {"campaign_id": campaign, "decision_id": other.decision, "party_id": other.debtor, "since_version": 1}
    books.conn.execute(insert(campaign_recipient), row)


def one_less(books: Books, campaign: int, _: builders.Case) -> None:
    books.conn.execute(delete(campaign_recipient))


def one_held_out(books: Books, campaign: int, _: builders.Case) -> None:
    books.conn.execute(update(campaign_recipient).values(held_out=True))


@pytest.mark.parametrize("edit", [another_text, a_longer_period, one_more, one_less, one_held_out])
def test_what_is_edited_after_the_approval_does_not_start(books: Books, office: Office, edit: object) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    other = arranged.a_debtor(books, office)
    edit(books, campaign, other)  # type: ignore[operator]  # by parameter
    with pytest.raises(ChangedSinceApproval, match="duyệt lại"):
        approval.start(books, campaign, office.officer)
    approval.approve(books, campaign, office.deputy)
    approval.start(books, campaign, office.officer)
    assert campaigns.the_campaign(books, campaign).status is Status.RUNNING


def test_approving_anew_takes_those_off_the_list_who_fit_no_more(books: Books, office: Office) -> None:
    first, second = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    pay(books, first)
    assert approval.approve(books, campaign, office.head).recipients == 1
    assert listed(books, campaign) == {(second.decision, second.debtor)}


def test_approving_and_admitting_are_two_things(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = a_draft(books, office)
    with pytest.raises(WrongStatus, match="nháp"):
        approval.admit_newcomers(books, campaign, office.head)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    with pytest.raises(WrongStatus, match="đang chạy"):
        approval.approve(books, campaign, office.head)


def test_an_interrupted_approval_leaves_a_draft_and_goes_on_where_it_was(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "STRETCH", {"sqlite": 2, "postgresql": 2})
    cases = [arranged.a_debtor(books, office) for _ in range(5)]
    campaign = a_draft(books, office)
    approval.begin(books, campaign, office.head, approval.NOT_BEGUN)
    assert approval.freeze(books, campaign)
    assert len(listed(books, campaign)) == 2
    with pytest.raises(WrongStatus, match="chưa được duyệt"):
        approval.start(books, campaign, office.officer)
    before = {case.decision for case in cases[:2]}
    pay(books, cases[0])  # stays on the list: it was frozen before; its step will be skipped
    assert approval.approve(books, campaign, office.head).recipients == 5
    assert before < {decision_id for decision_id, _ in listed(books, campaign)}


def test_an_interrupted_approval_of_another_plan_begins_anew(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "STRETCH", {"sqlite": 2, "postgresql": 2})
    cases = [arranged.a_debtor(books, office) for _ in range(5)]
    campaign = a_draft(books, office)
    approval.begin(books, campaign, office.head, approval.NOT_BEGUN)
    approval.freeze(books, campaign)
    pay(books, cases[0])
    another_text(books, campaign, cases[0])
    assert approval.approve(books, campaign, office.head).recipients == 4
    assert listed(books, campaign) == {(case.decision, case.debtor) for case in cases[1:]}


def test_newcomers_of_an_interrupted_admission_are_not_planned(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "STRETCH", {"sqlite": 2, "postgresql": 2})
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    approval.start(books, campaign, office.officer)
    newcomer = arranged.a_debtor(books, office)
    approval.begin(books, campaign, office.deputy, approval.LIVE)
    assert approval.freeze(books, campaign)
    assert (newcomer.decision, newcomer.debtor) in listed(books, campaign)
    planning.plan_campaign(books, campaign)
    assert steps_of(books, newcomer.debtor) == []


def test_a_plan_edited_while_it_is_being_approved_is_not_let_go(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    campaign = a_draft(books, office)
    approval.begin(books, campaign, office.head, approval.NOT_BEGUN)
    while approval.freeze(books, campaign):
        pass
    seen = approval.sealed(books, campaign)
    another_text(books, campaign, case)
    with pytest.raises(ChangedSinceApproval):
        approval.finish(books, campaign, office.head, seen, approval.NOT_BEGUN)
    assert campaigns.the_campaign(books, campaign).status is Status.DRAFT


def test_a_list_that_is_not_through_is_not_let_go(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipients, "STRETCH", {"sqlite": 2, "postgresql": 2})
    for _ in range(3):
        arranged.a_debtor(books, office)
    campaign = a_draft(books, office)
    approval.begin(books, campaign, office.head, approval.NOT_BEGUN)
    approval.freeze(books, campaign)
    with pytest.raises(ChangedSinceApproval):
        approval.finish(books, campaign, office.head, approval.sealed(books, campaign), approval.NOT_BEGUN)


def test_who_is_written_to_for_two_decisions_or_shares_one_is_listed_for_each(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    other = builders.a_person(books, name="Người cùng nợ")
    decisions.add_party_to(books, case.decision, other, PartyRole.DEBTOR)
    campaign = a_draft(books, office)
    assert approval.approve(books, campaign, office.head).recipients == 2


def test_a_running_campaign_that_is_not_as_approved_queues_nothing_and_pauses(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    another_text(books, campaign, case)
    clock.set(arranged.at(date(2026, 11, 16), 12))
    reminders.queue_due(books)
    known = campaigns.the_campaign(books, campaign)
    assert (known.status, known.paused_why) == (Status.PAUSED, "not_as_approved")
    assert steps_of(books, case.debtor) == [("pending", None)]
    with pytest.raises(ChangedSinceApproval):
        campaigns.resume(books, campaign, office.head)
    approval.admit_newcomers(books, campaign, office.head)
    campaigns.resume(books, campaign, office.head, found="Đã xem lại và duyệt lại mẫu tin")
    reminders.queue_due(books)
    assert steps_of(books, case.debtor) == [("queued", None)]


def test_step_by_step_it_is_the_same_as_at_once(db: Database) -> None:
    office = db.submit(arranged.an_office_with_leaders).result()
    for _ in range(3):
        db.submit(arranged.a_debtor, office).result()
    campaign = db.submit(campaigns.create, arranged.a_plan(office), office.officer).result()
    with pytest.raises(NotAllowed):
        launching.approve(db, campaign, office.officer)
    seal = launching.approve(db, campaign, office.head)
    assert seal.recipients == 3
    launching.start(db, campaign, office.officer)
    assert db.submit(planning.plan_campaign, campaign).result() == 3
    db.submit(arranged.a_debtor, office).result()
    assert launching.admit_newcomers(db, campaign, office.deputy).recipients == 4
    assert db.submit(planning.plan_campaign, campaign).result() == 1
    states = db.ask(lambda books: books.conn.execute(select(planned_step.c.state)).scalars().all()).result()
    assert list(states) == ["pending"] * 4
