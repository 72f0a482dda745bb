"""Difficult cases are proposed with reasons that can be read back; their plans are written, followed and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from casework import course, decisions
from casework.books import Books
from casework.clock import SetClock
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.db.ids import new_id
from casework.decisions import PartyRole
from casework.obligations import Kind
from casework.tables.questions import question
from scheduler.plans import approval, campaigns, case_plans, difficult
from scheduler.plans.campaign_facts import Wave
from scheduler.plans.case_plan_kinds import Obstacle, PlanState
from scheduler.plans.case_plans import CasePlanFacts
from scheduler.plans.difficult import Limits, years_before
from scheduler.plans.refusals import CampaignRefused, NotAllowed, PlanWrong, WrongStatus
from scheduler.plans.selection import Selection, eligible
from scheduler.tables import case_plan
from tests import builders
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import Office

WAY = "Mời ngân hàng và ông Lợi cùng làm việc về miễn, giảm lãi; xác minh lại thửa đất tại ấp Long Hòa."


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def facts(office: Office, **other: object) -> CasePlanFacts:
    usual = CasePlanFacts(officer_id=office.officer, obstacle=Obstacle.LARGE_SUM, way=WAY, due_on=date(2026, 12, 15))
    return replace(usual, **other)  # type: ignore[arg-type]  # fields of the facts


def proposed(books: Books, campaign: int, limits: Limits | None = None) -> dict[int, list[tuple[Obstacle, str]]]:
    return {
        one.decision_id: [(reason.obstacle, reason.words) for reason in one.reasons]
        for one in difficult.propose(books, campaign, limits)
    }


def test_each_reason_says_the_fact_and_the_limit(books: Books, office: Office) -> None:
    plain = builders.a_case(books, agency=office.agency)
    large = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.BANK_DEBT, 1_250_000_000)])
    many = builders.a_case(books, agency=office.agency)
    for _ in range(4):
        decisions.add_party_to(books, many.decision, builders.an_organisation(books), PartyRole.CREDITOR)
    old = builders.a_case(books, agency=office.agency, issued_on=date(2021, 11, 16))
    draft = planned.a_draft(books, office)
    found = proposed(books, draft)
    assert found == {
        large.decision: [(Obstacle.LARGE_SUM, "còn 1.250.000.000 đồng (mức từ 500.000.000 đồng)")],
        many.decision: [(Obstacle.MANY_PARTIES, "1 người phải, 5 người được thi hành án (mức từ 3 hoặc 5)")],
        old.decision: [(Obstacle.OLD, "quyết định ra ngày 16/11/2021, đã từ 5 năm trở lên")],
    }
    lower = proposed(books, draft, Limits(large=50_000_000))
    assert lower[plain.decision] == [(Obstacle.LARGE_SUM, "còn 50.000.000 đồng (mức từ 50.000.000 đồng)")]


def test_an_open_complaint_is_a_reason_until_it_is_answered(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    row = {
        "id": new_id(), "contact_id": chat, "party_id": case.debtor, "decision_id": case.decision, "state": "waiting",
        "kind": "complaint", "reference": "ABC234", "asked_at": books.clock.now(),
    }  # fmt: skip
    books.conn.execute(insert(question), row)
    draft = planned.a_draft(books, office)
    words = "có 1 khiếu nại gửi qua trợ lý chưa trả lời xong"
    assert proposed(books, draft) == {case.decision: [(Obstacle.COMPLAINT, words)]}
    books.conn.execute(update(question).values(state="answered"))
    assert proposed(books, draft) == {}


def test_without_means_counts_reviews_in_force_and_news_that_nobody_looked_into(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)

    def happens(what: Happened, day: date) -> int:
        return course.record(books, case.decision, Happening(what=what, on=day, document="31/QĐ", ground="Đ.38"))

    happens(Happened.NO_MEANS, date(2026, 8, 3))
    happens(Happened.RE_VERIFIED, date(2026, 9, 3))
    again = happens(Happened.RE_VERIFIED, date(2026, 10, 5))
    draft = planned.a_draft(books, office)
    twice = "đã xác minh lại 2 lần vẫn chưa có điều kiện (mức từ 2)"
    assert proposed(books, draft) == {case.decision: [(Obstacle.NO_MEANS, twice)]}
    course.annul(books, case.decision, again, ground="Ghi nhầm")
    assert proposed(books, draft) == {}
    happens(Happened.INFORMATION_RECEIVED, date(2026, 11, 2))
    news = "chưa có điều kiện, nhưng có thông tin mới về tài sản chưa xác minh lại"
    assert proposed(books, draft) == {case.decision: [(Obstacle.HIDDEN_PROPERTY, news)]}
    happens(Happened.RE_VERIFIED, date(2026, 11, 9))
    assert proposed(books, draft) == {case.decision: [(Obstacle.NO_MEANS, twice)]}


def test_the_case_with_most_reasons_comes_first_and_one_with_a_plan_is_left_out(books: Books, office: Office) -> None:
    large = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.DEBT, 9_000_000_000)])
    both = builders.a_case(
        books, agency=office.agency, lines=[builders.a_line(Kind.DEBT, 700_000_000)], issued_on=date(2015, 2, 3)
    )
    draft = planned.a_draft(books, office)
    assert list(proposed(books, draft)) == [both.decision, large.decision]
    case_plans.write_case_plan(books, draft, both.decision, facts(office), office.head)
    assert list(proposed(books, draft)) == [large.decision]
    case_plans.move_case_plan(books, draft, both.decision, PlanState.WITHDRAWN, office.head, result="Ghi nhầm việc")
    assert list(proposed(books, draft)) == [both.decision, large.decision]


def test_only_cases_of_the_campaign_are_proposed(books: Books, office: Office) -> None:
    builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.DEBT, 9_000_000_000)])
    plan = replace(arranged.a_plan(office), selection=Selection(kinds=(Kind.COURT_FEE,)))
    assert proposed(books, planned.a_draft(books, office, plan)) == {}


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(0, 40))
def test_so_many_years_before_is_a_day_and_never_later_than_said(day: date, years: int) -> None:
    before = years_before(day, years)
    assert (before.year, before.month) == (day.year - years, day.month)
    assert day.day - before.day in ((0,) if day.day != 29 or day.month != 2 else (0, 1))


def test_a_case_plan_is_written_taken_in_hand_and_closed(books: Books, office: Office) -> None:
    case = builders.a_case(books, agency=office.agency)
    draft = planned.a_draft(books, office)
    case_plans.write_case_plan(books, draft, case.decision, facts(office, officer_id=case.officer), case.officer)
    (known,) = case_plans.case_plans_of(books, draft)
    assert known.facts == facts(office, officer_id=case.officer)
    assert (known.state, known.result) == (PlanState.PLANNED, None)
    case_plans.move_case_plan(books, draft, case.decision, PlanState.IN_HAND, case.officer)
    done = case_plans.move_case_plan(
        books, draft, case.decision, PlanState.SETTLED, office.deputy, result="Ngân hàng giảm lãi, đã nộp đủ gốc."
    )
    assert (done.state, done.result) == (PlanState.SETTLED, "Ngân hàng giảm lãi, đã nộp đủ gốc.")
    with pytest.raises(WrongStatus, match="mở lại trước"):
        case_plans.write_case_plan(books, draft, case.decision, facts(office), office.head)
    case_plans.move_case_plan(books, draft, case.decision, PlanState.IN_HAND, office.head)
    later = facts(office, due_on=date(2026, 12, 31))
    case_plans.write_case_plan(books, draft, case.decision, later, office.head)
    again = case_plans.case_plan_of(books, draft, case.decision)
    assert again is not None
    assert (again.facts, again.state) == (later, PlanState.IN_HAND)


def test_ways_and_results_are_not_readable_in_the_books_or_a_log(books: Books, office: Office) -> None:
    case = builders.a_case(books, agency=office.agency)
    draft = planned.a_draft(books, office)
    case_plans.write_case_plan(books, draft, case.decision, facts(office), office.head)
    assert "Lợi" not in repr(books.conn.execute(select(case_plan)).all())
    assert "Lợi" not in repr(case_plans.case_plans_of(books, draft))


def test_whoever_draws_up_a_draft_writes_them_then_only_who_has_the_case_or_leads(books: Books, office: Office) -> None:
    case = builders.a_case(books, agency=office.agency)
    clerk = builders.a_staff_member(books, office.agency, role="clerk")
    draft = planned.a_draft(books, office)
    case_plans.write_case_plan(books, draft, case.decision, facts(office), clerk)
    approval.approve(books, draft, office.head)
    with pytest.raises(NotAllowed, match="chấp hành viên khác phụ trách"):
        case_plans.write_case_plan(books, draft, case.decision, facts(office), office.officer)
    with pytest.raises(NotAllowed, match="chấp hành viên hoặc lãnh đạo"):
        case_plans.move_case_plan(books, draft, case.decision, PlanState.IN_HAND, clerk)
    case_plans.write_case_plan(books, draft, case.decision, facts(office), case.officer)
    case_plans.write_case_plan(books, draft, case.decision, facts(office), office.deputy)
    nobodys = builders.a_decision(books, office.agency, debtor=case.debtor, lines=[builders.a_line()])
    case_plans.write_case_plan(books, draft, nobodys, facts(office), office.officer)


def test_what_cannot_be_planned_is_refused_in_a_sentence(books: Books, office: Office) -> None:
    case = builders.a_case(books, agency=office.agency)
    draft = planned.a_draft(books, office)
    clerk = builders.a_staff_member(books, office.agency, role="clerk")
    for wrong, sentence in (
        (facts(office, way="  "), "Thiếu hướng giải quyết"),
        (facts(office, way="x" * 4_001), "dài quá 4000"),
        (facts(office, due_on=date(2026, 11, 15)), "từ hôm nay đến ngày kết thúc đợt"),
        (facts(office, due_on=date(2027, 1, 1)), r"31/12/2026"),
        (facts(office, officer_id=clerk), "Người giải quyết phải là"),
    ):
        with pytest.raises(PlanWrong, match=sentence):
            case_plans.write_case_plan(books, draft, case.decision, wrong, office.head)
    with pytest.raises(PlanWrong, match="Không có việc này"):
        case_plans.write_case_plan(books, draft, 7, facts(office), office.head)
    with pytest.raises(CampaignRefused, match="chưa có kế hoạch giải quyết"):
        case_plans.move_case_plan(books, draft, case.decision, PlanState.IN_HAND, office.head)
    case_plans.write_case_plan(books, draft, case.decision, facts(office), office.head)
    with pytest.raises(PlanWrong, match="cần ghi kết quả"):
        case_plans.move_case_plan(books, draft, case.decision, PlanState.SETTLED, office.head, result=" ")
    assert case_plans.case_plans_of(books, draft)[0].state is PlanState.PLANNED


@given(st.lists(st.sampled_from(PlanState), max_size=6))
def test_states_only_move_along_the_table_and_an_end_always_has_a_result(states: list[PlanState]) -> None:
    here = PlanState.PLANNED
    for state in states:
        if case_plans.may_become(here, state):
            assert not (here.ended and state.ended), "an end is reopened before it becomes another end"
            assert here is not PlanState.WITHDRAWN
            here = state


def test_overdue_ones_are_listed_the_day_after_their_day(books: Books, office: Office, clock: SetClock) -> None:
    first, second, third = (builders.a_case(books, agency=office.agency) for _ in range(3))
    draft = planned.a_draft(books, office)
    for case, due in ((first, 20), (second, 18), (third, 17)):
        due_on = date(2026, 11, due)
        case_plans.write_case_plan(books, draft, case.decision, facts(office, due_on=due_on), office.head)
    case_plans.move_case_plan(books, draft, third.decision, PlanState.SETTLED, office.head, result="Đã nộp đủ.")
    clock.set(books.clock.now() + timedelta(days=2))
    assert case_plans.overdue(books) == []
    clock.set(books.clock.now() + timedelta(days=1))
    assert [one.decision_id for one in case_plans.overdue(books)] == [second.decision]
    clock.set(books.clock.now() + timedelta(days=2))
    assert [one.decision_id for one in case_plans.overdue(books, draft)] == [second.decision, first.decision]
    assert case_plans.overdue(books, draft + 1) == []


def test_a_wave_for_difficult_cases_speaks_only_to_those_with_a_plan(books: Books, office: Office) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    wave = Wave(focus="Việc khó", starts_on=planned.STARTS, ends_on=planned.ENDS, selection=Selection(difficult=True))
    draft = planned.a_draft(
        books, office, replace(arranged.a_plan(office, starts=planned.STARTS, ends=planned.ENDS), waves=(wave,))
    )
    case_plans.write_case_plan(books, draft, case.decision, facts(office), office.head)
    plan = campaigns.the_campaign(books, draft).plan
    found = books.conn.execute(eligible(plan.selection, plan.waves[0].selection)).all()
    assert [row.decision_id for row in found] == [case.decision]
    assert other.decision not in {row.decision_id for row in found}
