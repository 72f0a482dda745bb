from datetime import date

import pytest

from casework import coercion, coercion_queries
from casework.books import Books
from casework.coercion import CoercionFacts, CoercionRefused
from casework.coercion_queries import Counts, Measure
from casework.decision_events import events_of
from casework.decisions import Status
from tests import builders

TODAY = date(2026, 11, 16)  # a Monday, where the clock of the tests stands
SERVED = date(2026, 10, 5)  # the ten days end on Thursday 15/10/2026


@pytest.fixture
def decision(books: Books) -> int:
    """A decision that was served, whose voluntary period is over."""
    return served(books, SERVED)


def served(books: Books, on: date | None, *, status: Status = Status.ENFORCING) -> int:
    agency = builders.an_agency(books)
    return builders.a_decision(books, agency, issued_on=date(2026, 10, 1), served_on=on, status=status)


def facts(decision: int, **other: object) -> CoercionFacts:
    usual: dict[str, object] = {
        "decision_id": decision,
        "measure": Measure.SEIZURE,
        "decided_on": date(2026, 11, 2),
        "document": "12/QĐ-CC",
        "with_forces": True,
    }
    return CoercionFacts(**(usual | other))  # type: ignore[arg-type]  # a test names only what matters to it


def decided(books: Books, decision: int, **other: object) -> int:
    return coercion.decide(books, facts(decision, **other), entered_by=None)


def test_a_decision_to_coerce_is_kept_and_leaves_an_event(books: Books, decision: int) -> None:
    coercion_id = decided(books, decision)
    (known,) = coercion_queries.of_decision(books, decision)
    assert (known.id, known.measure, known.document, known.is_open) == (coercion_id, Measure.SEIZURE, "12/QĐ-CC", True)
    assert events_of(books, decision)[-1].kind == "coercion_decided"


@pytest.mark.parametrize("day", [date(2026, 10, 15), date(2026, 10, 6)])
def test_nobody_is_coerced_before_the_ten_days_are_over(books: Books, decision: int, day: date) -> None:
    with pytest.raises(CoercionRefused, match="15/10/2026"):
        decided(books, decision, decided_on=day)
    assert coercion_queries.of_decision(books, decision) == []


def test_the_day_after_the_ten_days_is_late_enough(books: Books, decision: int) -> None:
    assert decided(books, decision, decided_on=date(2026, 10, 16))


def test_assets_being_hidden_need_not_wait_for_the_ten_days(books: Books) -> None:
    decision = served(books, None)
    assert decided(books, decision, decided_on=date(2026, 10, 6), dissipation="Đang rao bán gấp toàn bộ đất")
    with pytest.raises(CoercionRefused, match="căn cứ"):
        decided(books, decision, document="13/QĐ-CC", dissipation="  ")


def test_an_urgent_interim_measure_has_no_voluntary_period_and_is_named_as_the_ground(books: Books) -> None:
    decision = served(books, None)
    order = "05/2026/QĐ-BPKCTT ngày 05/10/2026"
    assert decided(books, decision, decided_on=date(2026, 10, 6), interim_order=order)
    ground = str(events_of(books, decision)[-1].detail.ground)
    assert ground == f"12/QĐ-CC: thi hành biện pháp khẩn cấp tạm thời {order} (khoản 1 Điều 36)"
    with pytest.raises(CoercionRefused, match="số quyết định áp dụng biện pháp khẩn cấp tạm thời"):
        decided(books, decision, document="13/QĐ-CC", interim_order=" ")
    closed = served(books, None, status=Status.FINISHED)
    with pytest.raises(CoercionRefused, match="tiếp tục thi hành án"):
        decided(books, closed, interim_order=order)


def test_what_shows_the_hiding_of_assets_is_sealed(books: Books) -> None:
    decision = served(books, None)
    decided(books, decision, dissipation="Đang rao bán gấp toàn bộ đất")
    found = books.conn.exec_driver_sql("SELECT detail_sealed FROM decision_event").all()
    assert all("rao bán".encode() not in bytes(row[0]) for row in found if row[0] is not None)
    assert "rao bán" in str(events_of(books, decision)[-1].detail.ground)


def test_a_decision_that_was_never_served_is_not_coerced(books: Books) -> None:
    with pytest.raises(CoercionRefused, match="thông báo hợp lệ"):
        decided(books, served(books, None))


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ENFORCING])
def test_only_what_is_being_enforced_is_coerced(books: Books, status: Status) -> None:
    with pytest.raises(CoercionRefused, match="tiếp tục thi hành án"):
        decided(books, served(books, SERVED, status=status))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"document": " \u200b"}, "số quyết định cưỡng chế"),
        ({"decided_on": date(2026, 11, 17)}, "chưa đến"),
        ({"decided_on": date(2026, 9, 30)}, "trước ngày quyết định thi hành án"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    books: Books, decision: int, other: dict[str, object], words: str
) -> None:
    with pytest.raises(CoercionRefused, match=words):
        decided(books, decision, **other)


def test_the_same_document_is_not_written_twice(books: Books, decision: int) -> None:
    decided(books, decision)
    with pytest.raises(CoercionRefused, match="đã ghi rồi"):
        decided(books, decision, document="12/QĐ-CC ")


def test_an_open_day_can_be_planned_and_names_the_days_of_its_notices(books: Books, decision: int) -> None:
    planned = coercion.plan(books, decided(books, decision), date(2026, 11, 27), entered_by=None, real_estate=True)
    assert planned.seizure_notice_by == date(2026, 11, 23)  # 24/11 is a holiday: the three days are 26, 25 and 23
    assert planned.estimate_by == date(2026, 11, 25)
    assert coercion_queries.of_decision(books, decision)[0].planned_on == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "ngày lễ.*sớm nhất là 25/11/2026"),
        (date(2026, 11, 28), "ngày nghỉ.*sớm nhất là 30/11/2026"),
        (date(2027, 1, 20), "Tết.*cách rộng nhất.*sớm nhất là 26/02/2027"),
        (date(2026, 11, 13), "đã qua"),
    ],
)
def test_a_closed_day_is_refused_with_the_first_open_one(books: Books, decision: int, day: date, words: str) -> None:
    with pytest.raises(CoercionRefused, match=words):
        coercion.plan(books, decided(books, decision), day, entered_by=None)
    assert coercion_queries.of_decision(books, decision)[0].planned_on is None


def test_without_forces_the_days_before_tet_stay_open(books: Books, decision: int) -> None:
    quiet = decided(books, decision, with_forces=False)
    assert coercion.plan(books, quiet, date(2027, 1, 20), entered_by=None).verdict.allowed


def test_a_policy_familys_day_is_refused(books: Books, decision: int) -> None:
    day = date(2026, 12, 22)
    with pytest.raises(CoercionRefused, match=r"truyền thống.*sớm nhất là 23/12/2026"):
        coercion.plan(books, decided(books, decision), day, entered_by=None, traditional_days=[day])


@pytest.mark.parametrize(
    ("day", "real_estate", "possible"),
    [  # announced today, Monday 16/11: the second working day is the 18th, the third the 19th
        (date(2026, 11, 17), False, False),
        (date(2026, 11, 18), False, True),
        (date(2026, 11, 18), True, False),
        (date(2026, 11, 19), True, True),
    ],
)
def test_a_day_too_near_for_its_notices_is_refused(
    books: Books, decision: int, day: date, real_estate: bool, possible: bool
) -> None:
    coercion_id = decided(books, decision)
    if possible:
        assert coercion.plan(books, coercion_id, day, entered_by=None, real_estate=real_estate).day == day
        return
    with pytest.raises(CoercionRefused, match=f"sớm nhất là ngày {19 if real_estate else 18}/11/2026"):
        coercion.plan(books, coercion_id, day, entered_by=None, real_estate=real_estate)
    assert coercion.plan(books, coercion_id, day, entered_by=None, real_estate=real_estate, at_once=True).day == day


def test_what_was_carried_out_is_no_longer_open(books: Books, decision: int) -> None:
    coercion_id = decided(books, decision)
    assert coercion.carry_out(books, coercion_id, date(2026, 11, 12), entered_by=None).allowed
    assert coercion_queries.open_ones(books) == []
    for again in (coercion.carry_out, coercion.avoid):
        with pytest.raises(CoercionRefused, match="đã ghi kết quả"):
            again(books, coercion_id, date(2026, 11, 12), entered_by=None)
    with pytest.raises(CoercionRefused, match="đã ghi kết quả"):
        coercion.plan(books, coercion_id, date(2026, 11, 27), entered_by=None)


def test_coercion_on_a_sunday_is_written_as_it_was_and_said_to_be_barred(books: Books, decision: int) -> None:
    verdict = coercion.carry_out(books, decided(books, decision), date(2026, 11, 15), entered_by=None)
    assert not verdict.allowed
    assert coercion_queries.of_decision(books, decision)[0].carried_out_on == date(2026, 11, 15)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 11, 17), "chưa đến"), (date(2026, 11, 1), "trước ngày ra")])
def test_an_end_on_an_impossible_day_is_refused(books: Books, decision: int, day: date, words: str) -> None:
    with pytest.raises(CoercionRefused, match=words):
        coercion.avoid(books, decided(books, decision), day, entered_by=None)


def test_an_end_noted_by_mistake_can_be_taken_back(books: Books, decision: int) -> None:
    coercion_id = decided(books, decision)
    with pytest.raises(CoercionRefused, match="chưa ghi kết quả"):
        coercion.reopen(books, coercion_id, ground="nhầm", entered_by=None)
    coercion.avoid(books, coercion_id, TODAY, entered_by=None)
    with pytest.raises(CoercionRefused, match="lý do"):
        coercion.reopen(books, coercion_id, ground=" ", entered_by=None)
    coercion.reopen(books, coercion_id, ground="Ghi nhầm hồ sơ", entered_by=None)
    coercion.carry_out(books, coercion_id, TODAY, entered_by=None)
    kinds = [event.kind for event in events_of(books, decision) if event.kind.startswith("coercion")]
    assert sorted(kinds) == ["coercion_avoided", "coercion_carried_out", "coercion_decided", "coercion_reopened"]


def test_a_coercion_that_does_not_exist_is_refused(books: Books) -> None:
    with pytest.raises(CoercionRefused, match="Không có việc cưỡng chế"):
        coercion.avoid(books, 1, TODAY, entered_by=None)
    with pytest.raises(CoercionRefused, match="Không có quyết định thi hành án"):
        decided(books, 1)


def test_what_is_still_to_come_is_listed_by_its_day(books: Books, decision: int) -> None:
    late = decided(books, decision, document="1/QĐ-CC")
    soon = decided(books, decision, document="2/QĐ-CC")
    decided(books, decision, document="3/QĐ-CC")
    coercion.plan(books, late, date(2026, 12, 10), entered_by=None)
    coercion.plan(books, soon, date(2026, 12, 3), entered_by=None)
    assert [one.document for one in coercion_queries.open_ones(books)] == ["2/QĐ-CC", "1/QĐ-CC", "3/QĐ-CC"]


def test_results_count_each_thing_by_its_own_day(books: Books, decision: int) -> None:
    avoided = decided(books, decision, document="1/QĐ-CC", decided_on=date(2026, 10, 20))
    done = decided(books, decision, document="2/QĐ-CC", with_forces=False)
    decided(books, decision, document="3/QĐ-CC")
    coercion.avoid(books, avoided, date(2026, 11, 3), entered_by=None)
    coercion.carry_out(books, done, date(2026, 11, 13), entered_by=None)
    october = coercion_queries.counts(books, date(2026, 10, 1), date(2026, 10, 31))
    november = coercion_queries.counts(books, date(2026, 11, 1), date(2026, 11, 30))
    assert october == Counts(decided=1, with_forces=1, carried_out=0, avoided=0)
    assert november == Counts(decided=2, with_forces=1, carried_out=1, avoided=1)


def test_results_are_counted_by_office_and_officer(books: Books) -> None:
    case = builders.a_case(books)
    here = builders.a_decision(
        books,
        case.agency,
        number="77/QĐ-THADS",
        office=case.office,
        officer=case.officer,
        issued_on=date(2026, 10, 1),
        served_on=SERVED,
    )
    decided(books, here)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert coercion_queries.counts(books, *year, office_id=case.office).decided == 1
    assert coercion_queries.counts(books, *year, officer_id=case.officer).decided == 1
    assert coercion_queries.counts(books, *year, office_id=1).decided == 0
    assert coercion_queries.counts(books, *year, officer_id=1).decided == 0
