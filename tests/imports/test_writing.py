"""A list that is written becomes decisions, parties, lines and payments; what waits is kept; the same again is nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import people
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import PartyRole, ReviewResult, Status
from casework.imports import batches
from casework.imports.batches import SecondPersonNeeded
from casework.imports.doubts import Doubtful
from casework.imports.repairs import apply_repairs
from casework.payments import Source, payments_of
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision, payment
from casework.tables.imports import import_batch, import_change
from casework.tables.people import party
from tests.builders import a_person
from tests.imports.making_files import case
from tests.imports.writing import (
    Office,
    an_office_with_staff,
    count,
    everything,
    office,
    the_decision,
    the_list,
    the_sample,
    written,
)

__all__ = ["office"]


def test_the_sample_is_written_but_for_the_rows_that_wait_and_wholly_once_they_are_repaired(
    books: Books, office: Office
) -> None:
    untidy = the_sample(repaired=False)
    assert written(books, office, untidy).difference.as_changes() == {
        "new": 404, "changed": 0, "unchanged": 0, "gone": 0,
    }  # fmt: skip
    second = written(books, office, apply_repairs(untidy, "all"))
    assert second.difference.as_changes() == {"new": 16, "changed": 0, "unchanged": 404, "gone": 0}
    results = Counter(books.conn.execute(select(decision.c.review_result)).scalars())
    assert sum(results.values()) == 420
    assert results[ReviewResult.FINISHED] == 39
    assert results[ReviewResult.TERMINATED] == 2
    assert (results[ReviewResult.TO_WAIVE], results[ReviewResult.TO_REDUCE]) == (17, 2)
    assert count(books, decision, decision.c.status == Status.FINISHED) == 39
    assert count(books, party, party.c.kind == "state") == 1
    assert count(books, party, party.c.deceased) > 0


def test_rows_that_wait_are_kept_with_their_cells_and_reasons(books: Books, office: Office) -> None:
    untidy = the_sample(repaired=False)
    batch = written(books, office, untidy).batch_id
    assert batch is not None
    held = batches.held_rows(books, batch)
    assert {one.row for one in held} == untidy.held_rows
    cells = dict(held[0].cells)
    assert cells["Số CCCD"] == held[0].reasons[0]["value"]
    assert str(held[0].reasons[0]["proposal"]).startswith("0")
    (entry,) = batches.history(books)
    assert (entry.rows, entry.accepted, entry.held, entry.state) == (420, 404, 16, batches.State.WRITTEN)


def test_the_same_list_again_writes_nothing(books: Books, office: Office) -> None:
    untidy = the_sample(repaired=False)
    written(books, office, untidy)
    before = everything(books.conn), count(books, import_change), count(books, audit_entry)
    again = written(books, office, untidy)
    assert again.batch_id is None
    assert again.difference.as_changes() == {"new": 0, "changed": 0, "unchanged": 404, "gone": 0}
    assert (everything(books.conn), count(books, import_change), count(books, audit_entry)) == before
    assert count(books, import_batch) == 1


def test_looking_says_the_same_as_writing_and_writes_nothing(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1), case(2), case(3)))
    coming = the_list(case(1), case(2, Số_tiền_phải_thi_hành=12_000_000), case(4))
    before = everything(books.conn)
    looked = batches.difference(books, coming, office.agency)
    assert everything(books.conn) == before
    assert looked.as_changes() == {"new": 1, "changed": 1, "unchanged": 1, "gone": 1}
    assert [number for number, _ in (*looked.new_sample, *looked.changed_sample, *looked.gone_sample)] == [
        "004/QĐ-THADS", "002/QĐ-THADS", "003/QĐ-THADS",
    ]  # fmt: skip
    assert written(books, office, coming).difference == looked
    assert the_decision(books, office, 3).status is Status.ENFORCING  # told, never closed


def test_a_new_decision_has_its_parties_line_payment_and_officer(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Đã_thi_hành=4_000_000)))
    view = the_decision(books, office)
    assert [(line.amount, line.paid) for line in view.lines] == [(10_000_000, 4_000_000)]
    assert [(one.role, one.name) for one in view.others] == [
        (PartyRole.DEBTOR, "Trần Văn B"), (PartyRole.CREDITOR, "Ngân hàng X"),
    ]  # fmt: skip
    assert (view.officer_name, view.judgment_number) == ("Lê Thị Mai Hương", "1/2025/DSST")
    assert view.office_name == "Phòng Thi hành án dân sự khu vực 3"
    (opening,) = payments_of(books, view.id)
    assert (opening.source, opening.paid_on, opening.receipt) == (Source.OPENING, None, None)
    debtor = people.party(books, view.others[0].id)
    assert debtor is not None
    assert (debtor.identity, debtor.phone, debtor.birth_year) == ("095081000001", "0900000001", 1981)


def test_debtors_who_owe_one_line_together_share_it_and_what_was_paid_counts_once(books: Books, office: Office) -> None:
    both = {"Số_tiền_phải_thi_hành": 8_000_000, "Đã_thi_hành": 3_000_000}
    other = case(1, Người_phải_THA="Trần Thị M", Số_CCCD="095181000777", **both)
    written(books, office, the_list(case(1, **both), other))
    view = the_decision(books, office)
    assert [(line.amount, line.paid) for line in view.lines] == [(8_000_000, 3_000_000)]
    assert [one.name for one in view.others if one.role is PartyRole.DEBTOR] == ["Trần Văn B", "Trần Thị M"]


def test_several_items_of_one_decision_are_several_lines(books: Books, office: Office) -> None:
    fee = case(1, Nội_dung_phải_thi_hành="Án phí dân sự", Số_tiền_phải_thi_hành=500_000)
    written(books, office, the_list(case(1, Đã_thi_hành=1_000_000), fee))
    view = the_decision(books, office)
    assert sorted((line.amount, line.paid) for line in view.lines) == [(500_000, 500_000), (10_000_000, 500_000)]


def test_one_person_in_several_decisions_is_one_party_and_a_name_alone_is_nobody_known(
    books: Books, office: Office
) -> None:
    same = {"Người_phải_THA": "Trần Văn B", "Số_CCCD": "095081000001", "Người_được_THA": "Lý Thị Hoa"}
    written(books, office, the_list(case(1, **same), case(2, **same)))
    first, second = the_decision(books, office, 1), the_decision(books, office, 2)
    assert first.others[0].id == second.others[0].id
    assert first.others[1].id != second.others[1].id  # two creditors of one name may be two people


def test_an_identity_number_that_the_books_have_under_another_name_makes_the_row_wait(
    books: Books, office: Office
) -> None:
    a_person(books, name="Võ Văn Khác", identity="095081000001")
    result = written(books, office, the_list(case(1), case(2)))
    assert [one.reason for one in result.difference.waiting] == [Doubtful.IDENTITY_OF_ANOTHER]
    assert result.difference.new == 1
    assert result.batch_id is not None
    assert [one.row for one in batches.held_rows(books, result.batch_id)] == [2]


def test_half_of_a_decision_is_never_written(books: Books, office: Office) -> None:
    broken = case(1, Người_phải_THA="Trần Thị M", Số_CCCD="95181000777")
    result = written(books, office, the_list(case(1), broken, case(2)))
    assert [one.reason for one in result.difference.waiting] == [Doubtful.REST_WAITS]
    assert count(books, decision) == 1


def test_a_sum_paid_beyond_what_is_owed_is_capped_and_flagged(books: Books, office: Office) -> None:
    result = written(books, office, the_list(case(1, Đã_thi_hành=11_000_000)))
    assert Doubtful.PAID_OVER in {one.reason for one in result.doubtful}
    assert books.conn.execute(select(payment.c.amount)).scalars().all() == [10_000_000]


def test_a_list_that_closes_many_decisions_needs_a_second_person(books: Books, office: Office) -> None:
    written(books, office, the_list(*(case(number) for number in range(1, 21))))
    one = [case(1, Kết_quả_rà_soát="Thi hành xong", Đã_thi_hành=10_000_000)]
    many = [*one, case(2, Kết_quả_rà_soát="Đình chỉ"), *(case(number) for number in range(3, 21))]
    before = everything(books.conn)
    with pytest.raises(SecondPersonNeeded, match="người khác"):
        written(books, office, the_list(*many))
    with pytest.raises(SecondPersonNeeded):
        batches.write(
            books, the_list(*many), agency_id=office.agency, staff_id=office.officer, approved_by=office.officer
        )
    assert everything(books.conn) == before
    assert written(books, office, the_list(*one)).batch_id is not None  # one in twenty is nobody's business
    assert written(books, office, the_list(*many), approved=True).difference.closing == 1
    assert the_decision(books, office, 2).status is Status.TERMINATED


def test_lower_sums_in_many_decisions_need_a_second_person_too(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1), case(2)))
    with pytest.raises(SecondPersonNeeded):
        written(books, office, the_list(case(1, Số_tiền_phải_thi_hành=1_000_000), case(2)))


async def test_two_imports_at_once_are_one_after_the_other(db: Database) -> None:
    office = await db.write(an_office_with_staff)
    untidy = the_sample()
    first = db.submit(written, office, untidy)
    second = db.submit(written, office, untidy)
    changes = sorted(one.result(timeout=120).difference.new for one in (first, second))
    assert changes == [0, 420]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_file_of_the_database_names_nobody(db: Database, database_url: str) -> None:
    office = await db.write(an_office_with_staff)
    untidy = the_sample(repaired=False)
    await db.write(written, office, untidy)
    file = Path(database_url.removeprefix("sqlite:///"))
    raw = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    for row in untidy.rows:
        for text in (row.debtor_name, row.debtor_display, row.identity_number, row.phone):
            assert text is None or text.encode() not in raw
    assert untidy.rows[0].decision_number is not None
    assert untidy.rows[0].decision_number.encode() in raw  # the search finds what is there
