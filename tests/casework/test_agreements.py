"""Agreements in writing: what they must have, which instalment is next, and how they end."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.agreement_plan import Instalment, next_instalment, overdue, standing
from casework.agreements import (
    AgreementFacts,
    AgreementRefused,
    AgreementState,
    agreements_of,
    end_agreement,
    live_agreement,
    sign_agreement,
)
from casework.books import Books
from casework.decisions import DecisionUnknown
from casework.tables.agreements import agreement
from tests import builders as a
from tests.casework.owing import debt, pay
from tests.casework.sealed import clear_text_of

SIGNED = date(2026, 10, 1)
PLAN = (
    Instalment(due_on=date(2026, 11, 1), amount=300),
    Instalment(due_on=date(2026, 12, 1), amount=300),
    Instalment(due_on=date(2027, 1, 1), amount=400),
)
FACTS = AgreementFacts(
    signed_on=SIGNED,
    content="Trả làm ba kỳ",
    fee_and_costs="Bên phải thi hành án chịu",
    interest_stops=True,
    instalments=PLAN,
)


def test_the_next_instalment_and_what_is_overdue_follow_from_what_was_paid_since(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    sign_agreement(books, case.decision, FACTS)
    pay(books, case.decision, 450, on=date(2026, 10, 20))
    known = live_agreement(books, case.decision)
    assert known is not None
    assert [one.paid for one in known.stands] == [300, 150, 0]
    assert known.next is not None
    assert (known.next.due_on, known.next.left) == (date(2026, 12, 1), 150)
    assert (known.overdue(date(2026, 12, 1)), known.overdue(date(2026, 12, 2))) == (0, 150)
    assert known.overdue(date(2027, 1, 2)) == 550
    assert (known.facts, known.state) == (FACTS, AgreementState.LIVE)


def test_what_was_paid_before_the_signing_is_no_instalment(books: Books) -> None:
    case = a.a_case(books, lines=[debt(2_000)])
    pay(books, case.decision, 500, "BL-1", on=date(2026, 9, 30))
    pay(books, case.decision, 400, "BL-2", on=SIGNED)
    sign_agreement(books, case.decision, FACTS)
    pay(books, case.decision, 300, "BL-3", on=SIGNED)
    known = live_agreement(books, case.decision)
    assert known is not None
    assert sum(one.paid for one in known.stands) == 300


def test_a_new_agreement_is_not_older_than_the_one_it_replaces(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    sign_agreement(books, case.decision, FACTS)
    with pytest.raises(AgreementRefused, match="ký trước"):
        sign_agreement(books, case.decision, replace(FACTS, signed_on=date(2026, 9, 30)), replace=True)
    assert [one.state for one in agreements_of(books, case.decision)] == [AgreementState.LIVE]


def test_one_agreement_is_in_force_and_a_new_one_takes_its_place(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    sign_agreement(books, case.decision, FACTS)
    later = replace(FACTS, signed_on=date(2026, 10, 15))
    with pytest.raises(AgreementRefused):
        sign_agreement(books, case.decision, later)
    sign_agreement(books, case.decision, later, replace=True)
    assert [(one.state, one.ended_on) for one in agreements_of(books, case.decision)] == [
        (AgreementState.REPLACED, date(2026, 10, 15)),
        (AgreementState.LIVE, None),
    ]


def test_it_is_kept_when_every_instalment_is_paid_and_broken_when_one_is_overdue(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    first = sign_agreement(books, case.decision, FACTS)
    today = date(2026, 11, 16)
    with pytest.raises(AgreementRefused):
        end_agreement(books, first, AgreementState.KEPT, on=today, why="Đã trả đủ")
    with pytest.raises(AgreementRefused):
        end_agreement(books, first, AgreementState.BROKEN, on=date(2026, 11, 1), why="Chưa trả")
    end_agreement(books, first, AgreementState.BROKEN, on=date(2026, 11, 2), why="Kỳ 1 không trả")
    second = sign_agreement(books, case.decision, FACTS)
    pay(books, case.decision, 1_000, on=date(2026, 11, 10))
    end_agreement(books, second, AgreementState.KEPT, on=today, why="Đã trả đủ")
    broken, kept = agreements_of(books, case.decision)
    assert (broken.state, broken.ended_why, broken.overdue(today)) == (AgreementState.BROKEN, "Kỳ 1 không trả", 0)
    assert (kept.state, kept.ended_on, kept.next) == (AgreementState.KEPT, today, None)
    for gone in (first, second, 12345):
        with pytest.raises(AgreementRefused):
            end_agreement(books, gone, AgreementState.CANCELLED, on=today, why="Nhầm")


@pytest.mark.parametrize(
    "changed",
    [
        {"content": " "},
        {"fee_and_costs": " "},  # ND152 Đ.14: it must settle fee and costs
        {"signed_on": date(2026, 11, 17)},
        {"signed_on": date(2026, 7, 14)},
        {"signed_on": date(2026, 11, 2)},
        {"instalments": (Instalment(due_on=SIGNED, amount=0),)},
        {"instalments": (Instalment(due_on=SIGNED, amount=1_001),)},
        {"instalments": PLAN[::-1]},
        {"instalments": (PLAN[0], PLAN[0])},
    ],
)
def test_an_agreement_that_cannot_be_is_refused(books: Books, changed: dict[str, object]) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    with pytest.raises(AgreementRefused):
        sign_agreement(books, case.decision, replace(FACTS, **changed))  # type: ignore[arg-type]
    assert agreements_of(books, case.decision) == []


def test_an_unknown_decision_has_no_agreement(books: Books) -> None:
    with pytest.raises(DecisionUnknown):
        sign_agreement(books, 12345, FACTS)


def test_an_ending_needs_a_reason_and_a_day_that_can_be(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    known = sign_agreement(books, case.decision, FACTS)
    for on, why in ((date(2026, 11, 16), " "), (date(2026, 9, 30), "Nhầm"), (date(2026, 11, 17), "Nhầm")):
        with pytest.raises(AgreementRefused):
            end_agreement(books, known, AgreementState.CANCELLED, on=on, why=why)
    with pytest.raises(AgreementRefused):
        end_agreement(books, known, AgreementState.REPLACED, on=date(2026, 11, 16), why="Nhầm")
    assert live_agreement(books, case.decision) is not None


def test_its_words_are_sealed(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    known = sign_agreement(books, case.decision, FACTS)
    end_agreement(books, known, AgreementState.CANCELLED, on=date(2026, 11, 16), why="Ông Bảy rút lại")
    kept = clear_text_of(books, agreement)
    assert "Trả làm ba kỳ" not in kept
    assert "Ông Bảy" not in kept


plans = st.lists(st.integers(1, 10**9), min_size=1, max_size=12).map(
    lambda sums: [Instalment(due_on=date(2026, 1 + at, 1), amount=one) for at, one in enumerate(sums)]
)


@given(plans, st.integers(0, 10**10), st.dates(date(2025, 12, 1), date(2027, 1, 31)))
def test_what_is_paid_counts_in_order_and_is_never_lost(plan: list[Instalment], paid: int, day: date) -> None:
    stands = standing(plan, paid)
    assert sum(one.paid for one in stands) == min(paid, sum(one.amount for one in plan))
    assert all(0 <= one.paid <= one.amount for one in stands)
    first = next_instalment(stands)
    for one in stands:
        assert one.left == 0 or (first is not None and first.due_on <= one.due_on)
    due = sum(one.amount for one in plan if one.due_on < day)
    assert overdue(stands, day) == max(0, due - paid)
