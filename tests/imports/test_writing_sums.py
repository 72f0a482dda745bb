"""Whatever two lists say one after the other, the money adds up to the đồng, and taking them back leaves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework import obligations
from casework.books import Books
from casework.imports.changed_lines import BookLine, match
from casework.imports.changed_lines import due as line_due
from casework.imports.entries import ListLine
from casework.imports.undoing import undo
from casework.payment_order import Kind, rank_of
from casework.payments import payments_of
from casework.sharing import Money, share_all
from casework.tables.decisions import decision
from tests.imports.making_files import case
from tests.imports.writing import Office, everything, later, office, the_list, written

__all__ = ["office"]

DUTIES = ("Trả nợ ngân hàng", "Án phí dân sự", "Cấp dưỡng nuôi con", "Bồi thường sức khỏe")
RESULTS = ("Có điều kiện", "Chưa có điều kiện", "Thi hành xong", "Đình chỉ", None)
KINDS = st.sampled_from([Kind.DEBT, Kind.COURT_FEE, Kind.ALIMONY, Kind.LATE_INTEREST, Kind.OTHER])
row = st.fixed_dictionaries(
    {
        "number": st.integers(1, 5),
        "duty": st.sampled_from(DUTIES),
        "owed": st.integers(1_000, 90_000_000),
        "paid": st.integers(0, 95_000_000),
        "second_debtor": st.booleans(),
        "result": st.sampled_from(RESULTS),
    }
)
rows = st.lists(row, min_size=1, max_size=8, unique_by=lambda one: (one["number"], one["duty"]))


def as_cases(said: Sequence[dict[str, Any]]) -> list[list[object]]:
    cases = []
    for one in said:
        cells = {"Nội_dung_phải_thi_hành": one["duty"], "Số_tiền_phải_thi_hành": one["owed"],
                 "Đã_thi_hành": one["paid"], "Kết_quả_rà_soát": one["result"]}  # fmt: skip
        cases.append(case(one["number"], **cells))
        if one["second_debtor"]:
            person = {"Người_phải_THA": "Trần Thị M", "Số_CCCD": f"095181000{700 + one['number']}"}
            cases.append(case(one["number"], **cells, **person))
    return cases


def check_sums(books: Books) -> None:
    for decision_id in books.conn.execute(select(decision.c.id)).scalars().all():
        view = obligations.of_decision(books, decision_id)
        assert view is not None
        assert all(0 <= line.paid <= line.amount for line in view.lines)
        paid = sum(one.amount for one in payments_of(books, decision_id) if one.reversed_at is None)
        assert view.paid == paid <= view.total


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rows, second=rows)
def test_sums_hold_through_two_lists_and_back(
    books: Books, office: Office, first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    with books.conn.begin_nested() as example:
        states = []
        batches = []
        for said in (first, second):
            states.append(everything(books.conn))
            later(books)
            batches.append(written(books, office, the_list(*as_cases(said)), approved=True).batch_id)
            check_sums(books)
        for batch in reversed(batches):
            before = states.pop()
            if batch is not None:
                undo(books, batch, office.officer)
            assert everything(books.conn) == before
        example.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=rows)
def test_every_decision_has_the_paid_sum_of_the_list_up_to_what_it_asks(
    books: Books, office: Office, said: list[dict[str, Any]]
) -> None:
    with books.conn.begin_nested() as example:
        written(books, office, the_list(*as_cases(said)))
        for found in books.conn.execute(select(decision.c.id, decision.c.number)).all():
            mine = [one for one in said if f"{one['number']:03}/QĐ-THADS" == found.number]
            view = obligations.of_decision(books, found.id)
            assert view is not None
            assert view.total == sum(one["owed"] for one in mine)
            assert view.paid == min(view.total, sum(one["paid"] for one in mine))
        example.rollback()


lines = st.lists(st.tuples(KINDS, st.sampled_from("abc"), st.integers(1, 1_000)), max_size=5)


@given(
    books_have=st.lists(st.tuples(KINDS, st.sampled_from("abc"), st.integers(1, 1_000), st.booleans()), max_size=5),
    said=lines,
)
def test_every_line_of_the_list_is_one_line_and_no_paid_one_goes(
    books_have: list[tuple[Kind, str, int, bool]], said: list[tuple[Kind, str, int]]
) -> None:
    known = [
        BookLine(id=at, kind=kind, content=words, amount=amount, rank=rank_of(kind), used=paid)
        for at, (kind, words, amount, paid) in enumerate(books_have)
    ]
    listed = [ListLine(kind=kind, content=words, amount=amount) for kind, words, amount in said]
    found = match(listed, known)
    taken = [line for _, line in found.kept if line is not None]
    assert Counter([*taken, *found.added]) == Counter(listed)
    assert {line.id for line, _ in found.kept} | set(found.removed) == {line.id for line in known}
    assert not any(known[line].used or known[line].kind is Kind.LATE_INTEREST for line in found.removed)
    assert found.owed == sum(listed_line.amount for listed_line in listed) + sum(
        line.amount for line, new in found.kept if new is None
    )


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=5), st.data())
def test_shares_made_anew_add_up_to_each_payment(amounts: list[int], data: st.DataObject) -> None:
    owing = [line_due(at, data.draw(KINDS), amount) for at, amount in enumerate(amounts)]
    left = sum(amounts)
    payments: list[tuple[int, int]] = []
    while left and len(payments) < 4:
        payments.append((len(payments), data.draw(st.integers(1, left))))
        left -= payments[-1][1]
    shares = share_all([Money(id=number, amount=amount) for number, amount in payments], owing).shares
    assert {number: sum(mine.values()) for number, mine in shares.items()} == dict(payments)
    for line in owing:
        assert sum(mine.get(line.id, 0) for mine in shares.values()) <= line.amount
