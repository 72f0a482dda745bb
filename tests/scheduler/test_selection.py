"""A selection finds the debtors it says, and says the debtors it finds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import decisions
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.clock import today
from casework.decisions import ReviewResult, Status
from casework.obligations import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.promises import make_promise
from scheduler.plans.selection import (
    Agreed,
    Promised,
    Selection,
    SelectionRefused,
    as_seen,
    eligible,
    from_json,
    to_json,
)
from scheduler.plans.selection_words import in_words
from tests import builders
from tests.scheduler import arranged

sums = st.integers(0, 10**12)
selections = st.builds(
    Selection,
    communes=st.lists(st.integers(1, 2**62), max_size=4, unique=True).map(lambda ids: tuple(sorted(ids))),
    officer=st.none() | st.integers(1, 2**62),
    kinds=st.lists(st.sampled_from(sorted(set(Kind) - NOT_MONEY - BY_THE_AGENCY)), max_size=4, unique=True).map(
        lambda kinds: tuple(sorted(kinds))
    ),
    min_left=st.none() | st.integers(0, 10**6),
    max_left=st.none() | st.integers(10**6, 10**12),
    review_results=st.lists(st.sampled_from(sorted(ReviewResult)), max_size=3, unique=True).map(
        lambda results: tuple(sorted(results))
    ),
    statuses=st.sampled_from([(), (Status.ENFORCING,), (Status.ENFORCING, Status.NO_MEANS)]),
    offices=st.lists(st.integers(1, 2**62), max_size=3, unique=True).map(lambda ids: tuple(sorted(ids))),
    focal=st.booleans(),
    difficult=st.booleans(),
    promise=st.none() | st.sampled_from(Promised),
    agreement=st.none() | st.sampled_from(Agreed),
    prison=st.none() | st.booleans(),
    issued_before=st.none() | st.dates(),
)


@given(selections)
def test_a_selection_reads_back_as_it_was_written(selection: Selection) -> None:
    assert from_json(to_json(selection)) == selection


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"kinds":["gold"]}',
        '{"colour":1}',
        '{"officer":"7"}',
        '{"min_left":-1}',
        '{"statuses":["finished"]}',
        '{"focal":1}',
        '{"promise":"kept"}',
        '{"issued_before":"hôm qua"}',
        '{"campaign":7}',
    ],
)
def test_what_is_no_selection_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(SelectionRefused, match=r"Hãy"):
        from_json(text)


def test_a_duty_that_is_not_money_cannot_be_selected_for_paying() -> None:
    with pytest.raises(SelectionRefused, match=r"không phải là tiền"):
        Selection(kinds=(Kind.HANDOVER,))


def found(books: Books, selection: Selection) -> set[tuple[int, int]]:
    return {(row.decision_id, row.party_id) for row in books.conn.execute(eligible(selection))}


def test_only_debtors_who_owe_live_and_may_be_reminded_are_found(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    owing = arranged.a_debtor(books, office)
    paid = arranged.a_debtor(books, office)
    builders.a_payment(books, paid.decision, 50_000_000)
    suspended = arranged.a_debtor(books, office)
    decisions.change_status(books, suspended.decision, Status.SUSPENDED, on=date(2026, 11, 10), ground="Đ.47")
    builders.a_case(books, agency=office.agency, debtor=builders.a_person(books, deceased=True))
    assert found(books, Selection()) == {(owing.decision, owing.debtor)}


def test_each_condition_narrows(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    small = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.COURT_FEE, 300_000, "Án phí")])
    large = builders.a_case(books, agency=office.agency, lines=[builders.a_line(Kind.BANK_DEBT, 900_000_000, "Nợ vay")])
    one, other = (small.decision, small.debtor), (large.decision, large.debtor)
    assert found(books, Selection()) == {one, other}
    assert found(books, Selection(officer=small.officer)) == {one}
    assert found(books, Selection(kinds=(Kind.COURT_FEE, Kind.FINE))) == {one}
    assert found(books, Selection(min_left=300_001)) == {other}
    assert found(books, Selection(max_left=300_000)) == {one}
    assert found(books, Selection(min_left=300_000, max_left=900_000_000)) == {one, other}
    assert found(books, Selection(statuses=(Status.NO_MEANS,))) == set()
    assert found(books, Selection(communes=(1,))) == set()
    assert found(books, Selection(review_results=(ReviewResult.WITH_MEANS,))) == set()


def test_a_line_that_is_paid_no_longer_selects_its_kind(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    lines = [builders.a_line(Kind.COURT_FEE, 300_000, "Án phí"), builders.a_line(Kind.DEBT, 1_000_000)]
    case = builders.a_case(books, agency=office.agency, lines=lines)
    builders.a_payment(books, case.decision, 300_000)  # the court fee comes first (L25 Đ.54.1)
    assert found(books, Selection(kinds=(Kind.COURT_FEE,))) == set()
    assert found(books, Selection(kinds=(Kind.DEBT,))) == {(case.decision, case.debtor)}
    row = books.conn.execute(eligible(Selection())).one()
    assert row.left == 1_000_000


def test_every_debtor_of_a_decision_is_found_and_no_creditor(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    case = arranged.a_debtor(books, office)
    second = builders.a_person(books, name=builders.MAN)
    decisions.add_party_to(books, case.decision, second, decisions.PartyRole.DEBTOR)
    assert found(books, Selection()) == {(case.decision, case.debtor), (case.decision, second)}


def test_a_selection_is_read_back_in_one_sentence(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    words = in_words(
        books,
        Selection(
            officer=office.officer,
            kinds=(Kind.COURT_FEE, Kind.FINE),
            min_left=1_000_000,
            max_left=50_000_000,
            review_results=(ReviewResult.WITH_MEANS,),
            statuses=(Status.ENFORCING,),
        ),
    )
    assert words == (
        "Người phải thi hành án trong các việc đang thi hành và còn tiền phải nộp, do chấp hành viên Lê Thị Mai Hương "
        "phụ trách, còn khoản án phí, lệ phí tòa án hoặc tiền phạt, còn từ 1.000.000 đồng, còn không quá "
        "50.000.000 đồng, kết quả rà soát: có điều kiện."
    )


def test_promises_agreements_prison_office_and_age_narrow(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    day = today(books.clock)
    promised, agreed, plain, jailed = (arranged.a_debtor(books, office, chat=False) for _ in range(4))
    old = builders.a_case(
        books, agency=office.agency, debtor=builders.a_person(books, in_prison=True), issued_on=date(2019, 3, 1)
    )
    make_promise(books, promised.decision, promised.debtor, 1_000_000, day + timedelta(days=3))
    terms = AgreementFacts(
        signed_on=day, content="Trả dần", fee_and_costs="Mỗi bên chịu phần mình", interest_stops=True
    )
    sign_agreement(books, agreed.decision, terms)

    def who(selection: Selection, on: date = day) -> set[int]:
        return {decision for decision, _ in found(books, as_seen(selection, on))}

    every = {case.decision for case in (promised, agreed, plain, jailed, old)}
    assert who(Selection(promise=Promised.OPEN)) == {promised.decision}
    assert who(Selection(promise=Promised.NONE)) == every - {promised.decision}
    assert who(Selection(promise=Promised.MISSED)) == set()
    late = day + timedelta(days=4)  # nobody has looked at the books since
    assert who(Selection(promise=Promised.MISSED), late) == {promised.decision}
    assert who(Selection(promise=Promised.OPEN), late) == set()
    assert who(Selection(agreement=Agreed.LIVE)) == {agreed.decision}
    assert who(Selection(agreement=Agreed.NONE)) == every - {agreed.decision}
    assert who(Selection(agreement=Agreed.BROKEN)) == set()
    assert who(Selection(prison=True)) == {old.decision}
    assert who(Selection(issued_before=date(2026, 7, 15))) == {old.decision}
    assert who(Selection(offices=(plain.office,))) == {plain.decision}
    assert who(Selection(focal=True)) == who(Selection(difficult=True)) == set()


def test_what_a_wave_adds_is_told_in_the_same_sentence(books: Books) -> None:
    assert in_words(books, Selection(min_left=1_000_000), Selection(kinds=(Kind.BANK_DEBT,), prison=True)) == (
        "Người phải thi hành án trong các việc cần nhắc và còn tiền phải nộp, còn từ 1.000.000 đồng; trong số đó chỉ các "
        "việc còn khoản nợ ngân hàng, của người đang chấp hành án phạt tù."
    )
    assert in_words(books, Selection(), Selection()) == in_words(books, Selection())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selections)
def test_every_selection_has_a_sentence_of_its_own(books: Books, selection: Selection) -> None:
    said = in_words(books, selection)
    assert said.startswith("Người phải thi hành án trong các việc ")
    assert said.endswith(".")
    assert (selection == Selection()) == (said == in_words(books, Selection()))
