"""A batch is taken back to the byte, unless somebody has worked on what it wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from casework import audit, decisions
from casework.books import Books
from casework.clock import today
from casework.decisions import PartyRole, Status
from casework.imports import batches
from casework.imports.batches import State
from casework.imports.undoing import BatchUnknown, WorkedOnSince, undo
from casework.payments import payments_of, reverse_payment
from casework.printed_codes import print_code
from casework.tables.imports import import_change, import_row
from tests.builders import a_payment, a_person
from tests.imports.making_files import case
from tests.imports.writing import (
    Office,
    count,
    everything,
    later,
    office,
    the_decision,
    the_list,
    the_sample,
    written,
)

__all__ = ["office"]


def batch_of(books: Books, office: Office, *rows: list[object]) -> int:
    later(books)
    batch = written(books, office, the_list(*rows), approved=True).batch_id
    assert batch is not None
    return batch


def test_the_sample_taken_back_leaves_nothing_but_the_history(books: Books, office: Office) -> None:
    before = everything(books.conn)
    batch = written(books, office, the_sample(repaired=False)).batch_id
    assert batch is not None
    undone = undo(books, batch, office.officer)
    assert undone.decisions_removed == 404
    assert everything(books.conn) == before
    (entry,) = batches.history(books)
    assert (entry.id, entry.state, entry.held) == (batch, State.UNDONE, 0)
    assert entry.undone_at is not None
    assert count(books, import_row) == count(books, import_change) == 0
    assert isinstance(audit.verify(books), audit.Verified)
    with pytest.raises(BatchUnknown):
        undo(books, batch, office.officer)
    assert written(books, office, the_sample(repaired=False)).difference.new == 404


def test_a_batch_that_changed_everything_about_a_decision_is_taken_back_to_the_byte(
    books: Books, office: Office
) -> None:
    fee = case(1, Nội_dung_phải_thi_hành="Án phí dân sự", Số_tiền_phải_thi_hành=300_000)
    batch_of(books, office, case(1, Đã_thi_hành=1_000_000), fee, case(2), case(3, Số_CCCD=None, Điện_thoại=None))
    a_payment(books, the_decision(books, office).id, 2_000_000)
    before = everything(books.conn)
    batch = batch_of(
        books,
        office,
        case(1, Số_tiền_phải_thi_hành=9_000_000, Đã_thi_hành=6_000_000, Bản_án="7/2024/DSST", Ghi_chú="Đã chết",
             Người_được_THA="Lý Thị Hoa", Kết_quả_rà_soát="Hoãn THA", Nội_dung_phải_thi_hành="Trả nợ vay"),
        case(2, Số_CCCD="095181000555", Người_phải_THA="Nguyễn Thị Nở", Ngày_thông_báo_hợp_lệ=date(2026, 3, 12)),
        case(3), case(4), case(5),
    )  # fmt: skip
    assert everything(books.conn) != before
    undone = undo(books, batch, office.officer)
    assert (undone.decisions_removed, undone.decisions_restored) == (2, 3)
    assert everything(books.conn) == before


def pays(books: Books, office: Office) -> None:
    a_payment(books, the_decision(books, office).id, 100_000)


def prints_a_code(books: Books, office: Office) -> None:
    print_code(books, the_decision(books, office).others[0].id, office.officer)


def moves_the_status(books: Books, office: Office) -> None:
    decision_id = the_decision(books, office).id
    decisions.change_status(books, decision_id, Status.SUSPENDED, on=today(books.clock), ground="L25 Đ.47")


def adds_a_party(books: Books, office: Office) -> None:
    decisions.add_party_to(books, the_decision(books, office).id, a_person(books), PartyRole.RELATED)


def enters_another_decision(books: Books, office: Office) -> None:
    debtor = the_decision(books, office).others[0].id
    decisions.add_party_to(books, the_decision(books, office, 9).id, debtor, PartyRole.RELATED)


def reverses_a_payment(books: Books, office: Office) -> None:
    (payment, *_) = payments_of(books, the_decision(books, office).id)
    reverse_payment(books, payment.id, ground="Ghi nhầm")


def imports_again(books: Books, office: Office) -> None:
    batch_of(books, office, case(1, Đã_thi_hành=900_000))


ON_NEW = [
    pays,
    reverses_a_payment,
    prints_a_code,
    moves_the_status,
    adds_a_party,
    enters_another_decision,
    imports_again,
]
ON_CHANGED = [
    pays,
    reverses_a_payment,
    moves_the_status,
    imports_again,
]  # whom the books knew before may be met and written to meanwhile


@pytest.mark.parametrize(
    ("work", "changed"), [*((work, False) for work in ON_NEW), *((work, True) for work in ON_CHANGED)]
)
def test_it_is_too_late_once_somebody_has_worked_on_it(
    books: Books, office: Office, work: Callable[[Books, Office], None], changed: bool
) -> None:
    batch_of(books, office, case(9))
    if changed:
        batch_of(books, office, case(1, Kết_quả_rà_soát=None, Đã_thi_hành=500_000))
    batch = batch_of(books, office, case(1, Đã_thi_hành=500_000))
    later(books)
    work(books, office)
    before = everything(books.conn)
    with pytest.raises(WorkedOnSince, match=r"Đã có \d+ việc làm tiếp") as refused:
        undo(books, batch, office.officer)
    assert sum(refused.value.found.values()) >= 1
    assert everything(books.conn) == before
    assert batches.history(books)[0].state is State.WRITTEN


def test_two_lists_at_the_same_instant_are_told_apart(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    before = everything(books.conn)
    batch = written(books, office, the_list(case(1, Đã_thi_hành=500_000))).batch_id
    assert batch is not None
    undo(books, batch, office.officer)
    assert everything(books.conn) == before


def test_work_on_other_decisions_is_no_hindrance_and_stays(books: Books, office: Office) -> None:
    batch_of(books, office, case(9))
    batch = batch_of(books, office, case(1))
    later(books)
    a_payment(books, the_decision(books, office, 9).id, 100_000)
    undo(books, batch, office.officer)
    assert the_decision(books, office, 9).paid == 100_000


def test_batches_come_off_in_the_reverse_order(books: Books, office: Office) -> None:
    states = [everything(books.conn)]
    made = []
    for paid in (0, 1_000_000, 2_000_000):
        made.append(batch_of(books, office, case(1, Đã_thi_hành=paid), case(2)))
        states.append(everything(books.conn))
    with pytest.raises(WorkedOnSince):
        undo(books, made[0], office.officer)
    for batch in reversed(made):
        states.pop()
        undo(books, batch, office.officer)
        assert everything(books.conn) == states[-1]
