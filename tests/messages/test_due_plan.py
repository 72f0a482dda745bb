"""What is due next follows from the lines' parts and what was paid, and never adds up to more than is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.due_parts import DuePart, monthly
from casework.obligations import DecisionView, Kind, LineView, Rank, decision_of_party
from messages.due_plan import due_now, next_part, plan_of
from tests import builders as a

TODAY = date(2026, 11, 16)


def a_line(amount: int, parts: tuple[DuePart, ...] = (), *, paid: int = 0, waived: int = 0) -> LineView:
    return LineView(
        id=amount,
        kind=Kind.ALIMONY,
        rank=Rank.A,
        content="Cấp dưỡng",
        amount=amount,
        paid=paid,
        waived=waived,
        parts=parts,
    )


def seen(books: Books, *lines: LineView) -> DecisionView:
    case = a.a_case(books)
    view = decision_of_party(books, case.debtor, case.decision)
    assert view is not None
    return replace(view, lines=lines)


MONTHS = monthly(3_000_000, date(2026, 8, 31), 6)


def test_a_part_of_today_is_due_today_and_the_next_comes_after(books: Books) -> None:
    line = a_line(18_000_000, monthly(3_000_000, date(2026, 10, 16), 6), paid=3_000_000)
    plan = plan_of(books, seen(books, line))
    assert plan is not None
    assert (plan.due, plan.next_on, plan.next_amount) == (3_000_000, date(2026, 12, 16), 3_000_000)


def test_what_no_part_holds_is_due_at_once(books: Books) -> None:
    plan = plan_of(books, seen(books, a_line(20_000_000, MONTHS)))
    assert plan is not None
    assert (plan.steps[0].due_on, plan.steps[0].amount) == (None, 2_000_000)
    assert plan.due == 2_000_000 + 3 * 3_000_000


def test_what_was_waived_counts_for_the_earliest_parts(books: Books) -> None:
    plan = plan_of(books, seen(books, a_line(18_000_000, MONTHS, waived=7_000_000)))
    assert plan is not None
    assert [(step.due_on, step.amount) for step in plan.steps][:2] == [
        (date(2026, 10, 31), 2_000_000),
        (date(2026, 11, 30), 3_000_000),
    ]
    assert plan.due == 2_000_000


def test_the_day_after_is_the_first_on_which_something_is_still_missing(books: Books) -> None:
    plan = plan_of(books, seen(books, a_line(18_000_000, MONTHS, paid=13_000_000)))
    assert plan is not None
    assert (plan.due, plan.next_on, plan.next_amount) == (0, date(2026, 12, 31), 2_000_000)


def test_lines_due_as_a_whole_make_no_plan(books: Books) -> None:
    assert plan_of(books, seen(books, a_line(5), a_line(6))) is None
    assert plan_of(books, seen(books, a_line(18_000_000, MONTHS, paid=18_000_000))) is None


@st.composite
def lines(draw: st.DrawFn) -> tuple[LineView, ...]:
    made = []
    for _ in range(draw(st.integers(1, 4))):
        first = TODAY + timedelta(days=draw(st.integers(-200, 200)))
        sums = draw(st.lists(st.integers(1, 10**9), max_size=5))
        parts = tuple(DuePart(due_on=first + timedelta(days=31 * n), amount=one) for n, one in enumerate(sums))
        amount = sum(sums) + draw(st.integers(0 if sums else 1, 10**9))
        waived = draw(st.integers(0, amount))
        made.append(a_line(amount, parts, waived=waived, paid=draw(st.integers(0, amount - waived))))
    return tuple(replace(line, id=place) for place, line in enumerate(made, start=1))


@given(lines())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_steps_add_up_to_the_lines_and_what_is_proposed_is_owed(books: Books, shown: tuple[LineView, ...]) -> None:
    view = seen(books, *shown)
    plan = plan_of(books, view)
    for line in shown:
        assert 0 <= due_now(line, TODAY) <= line.left
        coming = next_part([line], TODAY)
        assert coming is None or 0 < coming[1] <= line.left - due_now(line, TODAY)
    if plan is None:
        assert view.left == 0 or not any(line.parts for line in shown)
        return
    for place, line in enumerate(shown, start=1):
        steps = [step for step in plan.steps if step.line == place]
        if line.parts:
            assert sum(step.amount for step in steps) == line.amount - line.waived
            assert sum(step.left for step in steps) == line.left
            assert all(0 <= step.left <= step.amount for step in steps)
    assert plan.due == sum(due_now(line, TODAY) for line in shown)
    assert 0 < plan.proposed(view.left) <= view.left
    assert plan.due + plan.next_amount <= view.left
