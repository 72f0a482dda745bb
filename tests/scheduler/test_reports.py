"""A campaign's report counts what happened, in cases and in đồng, from the rows themselves."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from casework.books import Books
from casework.clock import SetClock
from casework.decision_states import ReviewResult
from casework.tables.decisions import decision
from messages.outbox import State
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, Outcome, Rejected, Uncertain
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import focal, reports
from scheduler.plans.focal import FocalCommune
from scheduler.plans.selection import Selection
from scheduler.steps.refreshing import refresh
from tests import builders
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import a_step, at

MONDAY = date(2026, 11, 16)


def test_a_report_says_what_became_of_everybody_and_what_was_paid_since(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    (
        sent,
        refused,
        lost,
        paid,
        _,
    ) = (arranged.a_debtor(books, office, chat=number != 4) for number in range(5))
    builders.a_payment(books, sent.decision, 1_000_000, paid_on=date(2026, 11, 1))  # before the campaign
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=12)))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    builders.a_payment(books, paid.decision, 50_000_000, paid_on=MONDAY)
    builders.a_payment(books, sent.decision, 2_000_000, paid_on=MONDAY)
    outcomes: dict[int, Outcome] = {sent.decision: Accepted(message_id="7"), refused.decision: Rejected(reason="403"),
                lost.decision: Uncertain(reason="timeout")}  # fmt: skip
    for one in claiming.claim(books, "terminal", "me", 10, set(), GUARDS):
        decision = books.conn.execute(select(outbox.c.decision_id).where(outbox.c.id == one.id)).scalar_one()
        recording.record(books, recording.Result(claimed=one, outcome=outcomes[decision]))
    accepted = outbox.c.state == State.ACCEPTED.value
    books.conn.execute(update(outbox).where(accepted).values(state=State.OPENED.value, opened_at=clock.now()))
    refresh(books)
    told = reports.report(books, campaign)
    assert (told.planned, told.sent, told.pending, told.cancelled, told.skipped) == (10, 2, 3, 3, 2)
    assert (told.uncertain, told.opened) == (1, 1)
    assert told.messages == {"opened": 1, "rejected": 1, "suppressed": 1, "uncertain": 1}
    assert told.reasons == {"403": 1, "paid": 2, "no_chat": 2}
    assert (told.cases, told.cases_reminded, told.cases_paid, told.cases_settled) == (5, 1, 2, 1)
    assert (told.asked, told.paid_since, told.left) == (250_000_000, 52_000_000, 197_000_000)


def test_a_campaign_that_has_not_begun_reports_nothing_sent(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    (told,) = reports.reports(books)
    assert told.campaign.id == campaign
    assert (told.planned, told.cases, told.asked, told.paid_since) == (0, 0, 0, 0)


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_a_message_has_its_place_in_the_sum(books: Books, clock: SetClock, state: State) -> None:
    office = arranged.an_office_with_leaders(books)
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    for at_last in (State.ACCEPTED, state) if state is State.OPENED else (state,):
        books.conn.execute(update(outbox).values(state=at_last.value))
    told = reports.report(books, campaign)
    assert told.planned == 1 == told.sent + told.pending + told.cancelled + told.skipped


def test_a_report_tells_the_review_classes_of_the_campaigns_area(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    mine, others = (arranged.a_debtor(books, office) for _ in range(2))
    for case, result in ((mine, ReviewResult.TO_WAIVE), (others, ReviewResult.FINISHED)):
        books.conn.execute(update(decision).where(decision.c.id == case.decision).values(review_result=result.value))
    books.conn.execute(update(decision).where(decision.c.id == mine.decision).values(officer_id=office.officer))
    everywhere = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    assert reports.report(books, everywhere).reviews.reviewed == 2
    selection = Selection(officer=office.officer)
    here = arranged.an_approved_campaign(books, office, arranged.a_plan(office, name="Đợt 2", selection=selection))
    told = reports.report(books, here).reviews
    assert (told.reviewed, told.exemption_files) == (1, 1)


def test_focal_communes_and_offices_are_an_area_too(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    rooms = []
    for commune, result in ((near, ReviewResult.FINISHED), (far, ReviewResult.TERMINATED)):
        case = builders.a_case(books, agency=office.agency)
        rooms.append(case.office)
        values = {"review_result": result.value, "commune_id": commune}
        books.conn.execute(update(decision).where(decision.c.id == case.decision).values(values))

    def told(selection: Selection, name: str) -> dict[ReviewResult, int]:
        draft = planned.a_draft(books, office, arranged.a_plan(office, selection=selection, name=name))
        if selection.focal:
            focal.write_focal(books, draft, FocalCommune(commune_id=near, why="Nhiều việc"), office.officer)
        return dict(reports.report(books, draft).reviews.classes)

    assert told(Selection(focal=True), "Xã điểm") == {ReviewResult.FINISHED: 1}
    assert told(Selection(focal=True, communes=(far,)), "Xã điểm ngoài địa bàn") == {}
    assert told(Selection(offices=(rooms[1],)), "Một phòng") == {ReviewResult.TERMINATED: 1}
