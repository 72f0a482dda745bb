"""A list gives a status; what an officer has decided since is not contradicted in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.books import Books
from casework.clock import today
from casework.course import course_of, record
from casework.course_asked import Happening
from casework.course_kinds import Ground, Happened
from casework.decision_events import events_of
from casework.decisions import ReviewResult, Status, change_status, decision
from casework.imports.doubts import Doubtful
from casework.service import Delivery, ServiceForm, serve
from tests.imports.making_files import case
from tests.imports.writing import Office, later, office, the_decision, the_list, written

__all__ = ["office"]
FINISHED, NO_MEANS = "Thi hành xong", "Chưa có điều kiện"


def told(books: Books, office: Office, *rows: Any) -> set[Doubtful]:
    """What is flagged when the list comes."""
    later(books)
    return {one.reason for one in written(books, office, the_list(*rows), approved=True).doubtful}


@pytest.mark.parametrize(
    ("result", "status"), [(NO_MEANS, Status.NO_MEANS), (FINISHED, Status.FINISHED), ("Xét miễn", Status.ENFORCING)]
)
def test_a_new_decision_comes_with_its_status_and_the_list_as_ground(
    books: Books, office: Office, result: str, status: Status
) -> None:
    written(books, office, the_list(case(1, Kết_quả_rà_soát=result)))
    view = the_decision(books, office)
    assert view.status is status is course_of(books, view.id).status
    moved = [event for event in events_of(books, view.id) if event.to_status is not None]
    assert [(event.happened, event.happened_on, event.ground, event.entered_by) for event in moved] == (
        [("listed", today(books.clock), "Theo danh sách đã nhập: danh-sach.csv", office.officer)]
        if status is not Status.ENFORCING
        else []
    )


@pytest.mark.parametrize(
    ("what", "reason", "status"),
    [
        (Happened.TERMINATED, Ground.GIVEN_UP, Status.TERMINATED),
        (Happened.SUSPENDED, Ground.PROTEST, Status.SUSPENDED),
        (Happened.DEFERRED, Ground.AGREED, Status.DEFERRED),
        (Happened.FINISHED, None, Status.FINISHED),
    ],
)
@pytest.mark.parametrize("result", [NO_MEANS, "Xét miễn"])
def test_what_an_officer_has_put_to_rest_no_list_takes_up_again(
    books: Books, office: Office, what: Happened, reason: Ground | None, status: Status, result: str
) -> None:
    written(books, office, the_list(case(1)))
    view = the_decision(books, office)
    happening = Happening(what=what, on=today(books.clock), ground="Theo hồ sơ", reason=reason)
    record(books, view.id, happening, entered_by=office.officer)
    assert Doubtful.STATUS_KEPT in told(books, office, case(1, Kết_quả_rà_soát=result))
    kept = decision(books, view.id)
    assert kept is not None
    assert (kept.status, kept.facts.review_result) == (status, ReviewResult.WITH_MEANS)
    assert course_of(books, view.id).status is status


def test_what_only_a_list_had_closed_the_next_list_opens_and_it_is_flagged(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Kết_quả_rà_soát=FINISHED)))
    assert Doubtful.STATUS_REOPENED in told(books, office, case(1, Kết_quả_rà_soát=NO_MEANS))
    view = the_decision(books, office)
    assert view.status is Status.NO_MEANS is course_of(books, view.id).status


def test_a_list_may_move_what_is_being_enforced_without_a_flag(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    view = the_decision(books, office)
    change_status(books, view.id, Status.NO_MEANS, on=today(books.clock), ground="Điều 38")
    assert told(books, office, case(1, Kết_quả_rà_soát=FINISHED)) == set()
    assert the_decision(books, office).status is Status.FINISHED


def test_a_service_that_an_officer_noted_with_its_form_stays(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Ngày_thông_báo_hợp_lệ=None)))
    view = the_decision(books, office)
    day = max(view.issued_on, date(2026, 3, 10))
    serve(books, view.id, Delivery(form=ServiceForm.DIRECT, on=day), entered_by=office.officer)
    flagged = told(books, office, case(1, Ngày_thông_báo_hợp_lệ=date(2026, 3, 30), Ghi_chú="Đi làm ăn xa"))
    assert Doubtful.SERVICE_KEPT in flagged
    assert the_decision(books, office).served_on == day
