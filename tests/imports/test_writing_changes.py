"""A list that comes again changes exactly what it says otherwise, and never what the books know better."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework import decisions, obligations, people
from casework.books import Books
from casework.clock import today
from casework.decision_events import EventKind, events_of
from casework.decisions import PartyRole, ReviewResult, Status
from casework.imports import batches
from casework.imports.batches import SecondPersonNeeded
from casework.imports.doubts import Doubtful
from casework.obligations import Kind, LineFacts
from casework.payments import Source, payments_of, record_payment
from casework.tables.decisions import decision
from tests.builders import a_payment, a_staff_member
from tests.imports.making_files import case
from tests.imports.writing import (
    Office,
    count,
    everything,
    later,
    office,
    the_decision,
    the_list,
    written,
)

__all__ = ["office"]


def told(books: Books, office: Office, *rows: Any) -> set[Doubtful]:
    later(books)
    result = written(books, office, the_list(*rows), approved=True)
    return {one.reason for one in result.doubtful}


def test_one_in_a_hundred_changed_is_exactly_those_changes(books: Books, office: Office) -> None:
    written(books, office, the_list(*(case(number) for number in range(1, 201))))
    before = everything(books.conn)
    later(books)
    rows = [case(number, Đã_thi_hành=1_000_000 if number in (7, 77) else 0) for number in range(1, 201)]
    result = written(books, office, the_list(*rows))
    assert result.difference.as_changes() == {"new": 0, "changed": 2, "unchanged": 198, "gone": 0}
    after = everything(books.conn)
    differing = {name: len(set(after[name]) ^ set(before[name])) for name in after if after[name] != before[name]}
    assert differing == {"decision": 4, "payment": 2, "allocation": 2}
    assert the_decision(books, office, 77).paid == 1_000_000


def test_what_the_list_says_of_the_decision_is_written_and_silence_changes_nothing(
    books: Books, office: Office
) -> None:
    other = a_staff_member(books, office.agency, name="Trần Quốc Việt")
    written(books, office, the_list(case(1)))
    first = the_decision(books, office)
    told(books, office, case(1, Chấp_hành_viên="Trần Quốc Việt", Lãi_chậm_THA=None, Ghi_chú="Đi làm ăn xa",
                             Ngày_thông_báo_hợp_lệ=date(2026, 3, 12), Bản_án="9/2025/DSST"))  # fmt: skip
    view = the_decision(books, office)
    assert (view.officer_name, view.served_on) == ("Trần Quốc Việt", date(2026, 3, 12))
    assert view.judgment_number == "9/2025/DSST"
    assert view.late_interest_rate == first.late_interest_rate == 10
    kept = decisions.decision(books, view.id)
    assert kept is not None
    assert (kept.facts.note, kept.facts.officer_id) == ("Đi làm ăn xa", other)
    assert view.lines == first.lines
    kinds = [event.kind for event in events_of(books, view.id)]
    assert kinds.count(EventKind.SERVED) == 1
    assert kinds.count(EventKind.CORRECTED) == 1


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("Thi hành xong", Status.FINISHED),
        ("Đình chỉ", Status.TERMINATED),
        ("Chưa có điều kiện", Status.NO_MEANS),
        ("Hoãn THA", Status.DEFERRED),
        ("Xét miễn", Status.ENFORCING),
    ],
)
def test_another_result_of_the_review_moves_the_status(
    books: Books, office: Office, result: str, status: Status
) -> None:
    written(books, office, the_list(case(1)))
    told(books, office, case(1, Kết_quả_rà_soát=result))
    view = the_decision(books, office)
    assert view.status is status
    moved = [event for event in events_of(books, view.id) if event.to_status is not None]
    assert [event.to_status for event in moved] == ([status] if status is not Status.ENFORCING else [])
    assert all(event.ground == "Theo danh sách đã nhập: danh-sach.csv" for event in moved)


def test_a_status_that_the_officer_set_stays_while_the_result_stays(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    view = the_decision(books, office)
    decisions.change_status(
        books, view.id, Status.SUSPENDED, on=today(books.clock), ground="L25 Đ.47", entered_by=office.officer
    )
    told(books, office, case(1, Ghi_chú="Đi làm ăn xa"))
    assert the_decision(books, office).status is Status.SUSPENDED


def test_more_paid_in_the_list_is_an_opening_payment_of_the_rest(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    a_payment(books, the_decision(books, office).id, 2_000_000)
    told(books, office, case(1, Đã_thi_hành=5_000_000))
    view = the_decision(books, office)
    assert view.paid == 5_000_000
    assert [(one.amount, one.source) for one in payments_of(books, view.id)] == [
        (2_000_000, Source.OFFICE), (3_000_000, Source.OPENING),
    ]  # fmt: skip


def test_less_paid_in_the_list_keeps_the_books_and_is_flagged(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Đã_thi_hành=5_000_000)))
    assert Doubtful.PAID_LESS in told(books, office, case(1, Đã_thi_hành=3_000_000))
    assert the_decision(books, office).paid == 5_000_000


def test_a_line_keeps_its_place_and_its_payments_are_shared_out_anew(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Đã_thi_hành=5_000_000)))
    (line,) = the_decision(books, office).lines
    fee = case(1, Nội_dung_phải_thi_hành="Án phí dân sự", Số_tiền_phải_thi_hành=300_000)
    told(books, office, case(1, Số_tiền_phải_thi_hành=9_000_000, Đã_thi_hành=5_000_000), fee)
    lines = {one.kind: one for one in the_decision(books, office).lines}
    assert (lines[Kind.BANK_DEBT].id, lines[Kind.BANK_DEBT].amount) == (line.id, 9_000_000)
    assert lines[Kind.COURT_FEE].paid == 300_000  # án phí comes first, L25 Đ.54.1
    assert lines[Kind.BANK_DEBT].paid == 4_700_000


def test_lines_that_ask_for_less_than_was_paid_are_kept_and_flagged(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Đã_thi_hành=5_000_000)))
    assert Doubtful.LINES_KEPT in told(books, office, case(1, Số_tiền_phải_thi_hành=4_000_000))
    view = the_decision(books, office)
    assert (view.total, view.paid) == (10_000_000, 5_000_000)


def test_a_line_that_the_list_has_no_more_goes_only_if_nobody_paid_towards_it(books: Books, office: Office) -> None:
    fee = case(1, Nội_dung_phải_thi_hành="Án phí dân sự", Số_tiền_phải_thi_hành=300_000)
    written(books, office, the_list(case(1), fee, case(2)))
    told(books, office, case(1), case(2))
    assert [line.kind for line in the_decision(books, office).lines] == [Kind.BANK_DEBT]
    told(books, office, case(1), fee, case(2))
    record_payment(
        books, the_decision(books, office).id, 100_000,
        paid_on=date(2026, 11, 2), receipt="BL-1", source=Source.OFFICE,
    )  # fmt: skip
    assert Doubtful.LINE_NOT_IN_LIST in told(books, office, case(1), case(2))
    assert {line.kind for line in the_decision(books, office).lines} == {Kind.BANK_DEBT, Kind.COURT_FEE}


def test_late_interest_that_the_officer_fixed_stays(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    view = the_decision(books, office)
    interest = LineFacts(kind=Kind.LATE_INTEREST, content="Lãi chậm thi hành", amount=700_000)
    obligations.add_lines(books, view.id, [interest])
    told(books, office, case(1, Ghi_chú="Đi làm ăn xa"))
    assert the_decision(books, office).total == 10_700_000


def test_facts_about_the_debtor_are_added_and_never_emptied(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Số_CCCD=None, Điện_thoại=None)))
    debtor = the_decision(books, office).others[0].id
    told(books, office, case(1, Năm_sinh=None, Ghi_chú="Đang chấp hành án phạt tù"))
    assert the_decision(books, office).others[0].id == debtor
    known = people.party(books, debtor)
    assert known is not None
    assert (known.identity, known.phone, known.birth_year) == ("095081000001", "0900000001", 1981)
    assert known.in_prison
    assert not known.deceased
    assert people.find_by_identity(books, "095081000001") == debtor


def test_a_corrected_number_or_name_is_written_and_flagged(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    debtor = the_decision(books, office).others[0].id
    assert Doubtful.IDENTITY_CORRECTED in told(books, office, case(1, Số_CCCD="095081000999"))
    reasons = told(books, office, case(1, Số_CCCD="095081000999", Người_phải_THA="Trần Văn Bảy"))
    assert Doubtful.DEBTOR_NAME_CHANGED in reasons
    assert people.find_by_identity(books, "095081000999") == debtor
    assert people.name_of(books, debtor) == "Trần Văn Bảy"


def test_another_person_takes_the_debtors_place_and_it_is_flagged(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    before = the_decision(books, office).others[0].id
    new = case(1, Số_CCCD="095181000555", Người_phải_THA="Nguyễn Thị Nở")
    assert Doubtful.DEBTOR_REPLACED in told(books, office, new)
    debtors = [one for one in the_decision(books, office).others if one.role is PartyRole.DEBTOR]
    assert [one.name for one in debtors] == ["Nguyễn Thị Nở"]
    assert debtors[0].id != before


def test_a_creditor_of_the_same_name_stays_the_same_person(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Người_được_THA="Lý Thị Hoa")))
    creditor = the_decision(books, office).others[1].id
    told(books, office, case(1, Người_được_THA="LÝ THỊ HOA", Đã_thi_hành=1_000_000))
    assert [one.id for one in the_decision(books, office).others if one.role is PartyRole.CREDITOR] == [creditor]


def test_a_decision_that_somebody_entered_by_hand_is_taken_over(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    books.conn.execute(decision.update().values(list_print=None))
    later(books)
    assert batches.difference(books, the_list(case(1)), office.agency).changed == 1
    told(books, office, case(1))
    assert count(books, decision, decision.c.list_print.is_(None)) == 0
    assert books.conn.execute(select(decision.c.review_result)).scalar() == ReviewResult.WITH_MEANS


@pytest.mark.parametrize(("left", "asked"), [(12, True), (18, True), (20, False), (9, False)])
def test_a_list_that_names_most_cases_and_leaves_out_many_may_have_been_cut(
    books: Books, office: Office, left: int, asked: bool
) -> None:
    """A few left out are finished; a list of less than half is one officer's own."""
    written(books, office, the_list(*(case(number) for number in range(1, 24))))
    later(books)
    shorter = the_list(
        *(case(number, Ghi_chú="Đi làm ăn xa" if number == 1 else None) for number in range(1, left + 1))
    )
    before = everything(books.conn)
    if asked:
        with pytest.raises(SecondPersonNeeded, match=f"không có {23 - left} trong 23 việc"):
            written(books, office, shorter)
        assert everything(books.conn) == before
    assert written(books, office, shorter, approved=asked).difference.gone == 23 - left
    assert the_decision(books, office, 23).status is Status.ENFORCING
