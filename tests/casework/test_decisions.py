from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casework.books import Books
from casework.decision_events import EventKind, events_of
from casework.decisions import (
    DecisionExists,
    DecisionFacts,
    DecisionRefused,
    DecisionUnknown,
    PartyRole,
    ReviewResult,
    Status,
    add_decision,
    add_party_to,
    change_status,
    decision,
    find_decision,
    needs_no_reminder,
    parties_of,
    record_service,
    remove_party_from,
    update_decision,
)
from casework.judgments import upsert_judgment
from casework.obligations import of_party
from tests import builders as a

JULY = date(2026, 7, 15)


def facts_of(books: Books, decision_id: int) -> DecisionFacts:
    known = decision(books, decision_id)
    assert known is not None
    return known.facts


def test_a_decision_reads_back_as_entered(books: Books) -> None:
    agency = a.an_agency(books)
    facts = DecisionFacts(
        agency_id=agency,
        judgment_id=a.a_judgment(books, agency),
        number="001/QĐ-THADS",
        issued_on=JULY,
        office_id=a.an_office(books, agency),
        officer_id=a.a_staff_member(books, agency),
        review_result=ReviewResult.TO_WAIVE,
        served_on=date(2026, 7, 20),
        late_interest_rate=Decimal("8.125"),
        note="Gia đình chính sách",
    )
    known = decision(books, add_decision(books, facts, status=Status.NO_MEANS))
    assert known is not None
    assert (known.status, known.facts) == (Status.NO_MEANS, facts)
    assert "chính sách" not in repr(known)


def test_a_decision_is_found_by_number_and_day_however_its_number_is_spaced(books: Books) -> None:
    case = a.a_case(books, number=" 007 /QĐ-THADS\u200b")
    assert find_decision(books, case.agency, "007/ QĐ-THADS", JULY) == case.decision
    assert find_decision(books, case.agency, "007/QĐ-THADS", date(2026, 7, 16)) is None
    assert find_decision(books, a.an_agency(books), "007/QĐ-THADS", JULY) is None


def test_one_number_and_day_is_one_decision(books: Books) -> None:
    case = a.a_case(books, number="007/QĐ-THADS")
    with pytest.raises(DecisionExists) as refused:
        a.a_case(books, agency=case.agency, number="007/QĐ-THADS")
    assert refused.value.decision_id == case.decision
    other = a.a_case(books, agency=case.agency)
    with pytest.raises(DecisionExists):
        update_decision(books, other.decision, facts_of(books, case.decision))


def test_a_correction_leaves_the_status_and_an_event_with_its_author(books: Books) -> None:
    case = a.a_case(books, status=Status.DEFERRED)
    corrected = replace(facts_of(books, case.decision), late_interest_rate=Decimal("10"), note="đã đối chiếu bản án")
    books.rings.clear()
    update_decision(books, case.decision, corrected, entered_by=case.officer)
    known = decision(books, case.decision)
    assert known is not None
    assert (known.status, known.facts) == (Status.DEFERRED, corrected)
    last = events_of(books, case.decision)[-1]
    assert (last.kind, last.entered_by, last.happened_on) == (EventKind.CORRECTED, case.officer, date(2026, 11, 16))
    assert books.rings == {"facts"}


def test_a_change_of_status_leaves_its_day_its_ground_and_its_author(books: Books) -> None:
    case = a.a_case(books)
    books.rings.clear()
    ground = "Điều 47.1.b, kháng nghị số 3"
    assert change_status(
        books, case.decision, Status.SUSPENDED, on=date(2026, 9, 3), ground=ground, entered_by=case.officer
    )
    (event,) = [event for event in events_of(books, case.decision) if event.to_status]
    assert (event.to_status, event.happened_on, event.ground) == (Status.SUSPENDED, date(2026, 9, 3), ground)
    assert (event.entered_by, event.interest_stops, event.entered_at) == (case.officer, False, books.clock.now())
    assert of_party(books, case.debtor)[0].status == Status.SUSPENDED
    assert books.rings == {"facts"}


def test_the_same_status_again_writes_nothing(books: Books) -> None:
    case = a.a_case(books)
    assert change_status(books, case.decision, Status.ENFORCING, on=JULY, ground="nhập lại") is False
    assert all(event.to_status is None for event in events_of(books, case.decision))


def test_a_finished_decision_may_be_taken_up_again_and_both_changes_are_seen(books: Books) -> None:
    case = a.a_case(books)
    change_status(books, case.decision, Status.TERMINATED, on=date(2026, 9, 1), ground="Điều 48.1.d")
    change_status(books, case.decision, Status.ENFORCING, on=date(2026, 10, 1), ground="Điều 45.5")
    assert [event.to_status for event in events_of(books, case.decision) if event.to_status] == [
        "terminated",
        "enforcing",
    ]


@pytest.mark.parametrize(
    ("on", "ground"), [(date(2026, 11, 17), "Điều 46"), (date(2026, 7, 14), "Điều 46"), (date(2026, 9, 1), " ")]
)
def test_a_change_of_status_without_ground_or_on_an_impossible_day_is_refused(
    books: Books, on: date, ground: str
) -> None:
    case = a.a_case(books)
    with pytest.raises(DecisionRefused):
        change_status(books, case.decision, Status.DEFERRED, on=on, ground=ground)


def test_the_day_of_valid_notice_is_noted_later(books: Books) -> None:
    case = a.a_case(books, served_on=None)
    record_service(books, case.decision, date(2026, 7, 22), entered_by=case.officer)
    assert of_party(books, case.debtor)[0].served_on == date(2026, 7, 22)
    (noted,) = [event for event in events_of(books, case.decision) if event.kind == EventKind.SERVED]
    assert (noted.happened_on, noted.entered_by) == (date(2026, 7, 22), case.officer)
    with pytest.raises(DecisionRefused):
        record_service(books, case.decision, date(2026, 7, 14))


@pytest.mark.parametrize("rate", [Decimal(0), Decimal("-1"), Decimal("100.5")])
def test_a_rate_that_no_judgment_orders_is_refused(books: Books, rate: Decimal) -> None:
    with pytest.raises(DecisionRefused):
        a.a_case(books, rate=rate)


def test_service_before_the_decision_and_an_empty_number_are_refused(books: Books) -> None:
    with pytest.raises(DecisionRefused):
        a.a_case(books, served_on=date(2026, 7, 14))
    with pytest.raises(DecisionRefused):
        a.a_case(books, number=" \u200b")


def test_an_unknown_decision_is_said_to_be_unknown(books: Books) -> None:
    case = a.a_case(books)
    assert decision(books, 12345) is None
    assert parties_of(books, 12345) == []
    with pytest.raises(DecisionUnknown):
        update_decision(books, 12345, replace(facts_of(books, case.decision), number="999/QĐ"))
    with pytest.raises(DecisionUnknown):
        change_status(books, 12345, Status.DEFERRED, on=JULY, ground="Điều 46")
    with pytest.raises(DecisionUnknown):
        record_service(books, 12345, JULY)


def test_a_party_takes_part_once_in_each_role_and_can_leave(books: Books) -> None:
    case = a.a_case(books)
    for _ in range(2):
        add_party_to(books, case.decision, case.debtor, PartyRole.RELATED)
    assert sorted(parties_of(books, case.decision)) == sorted(
        [
            (case.debtor, PartyRole.DEBTOR),
            (case.debtor, PartyRole.RELATED),
            (case.creditor, PartyRole.CREDITOR),
        ]
    )
    assert remove_party_from(books, case.decision, case.creditor, PartyRole.CREDITOR) is True
    assert remove_party_from(books, case.decision, case.creditor, PartyRole.CREDITOR) is False
    assert of_party(books, case.creditor) == []


def test_a_judgment_is_entered_once_and_a_day_given_later_is_kept(books: Books) -> None:
    agency = a.an_agency(books)
    first = upsert_judgment(books, agency, "48/2026/DS-ST", court="Tòa án nhân dân khu vực 3")
    again = upsert_judgment(
        books, agency, "48 /2026/DS-ST", court="Tòa án  nhân dân khu vực 3", dated=date(2026, 5, 12)
    )
    assert again == first
    assert upsert_judgment(books, agency, "48/2026/DS-ST", court="Tòa án nhân dân khu vực 4") != first
    upsert_judgment(books, agency, "48/2026/DS-ST", court="Tòa án nhân dân khu vực 3")
    debtor = a.a_person(books)
    a.a_decision(books, agency, debtor=debtor, judgment=first)
    assert of_party(books, debtor)[0].judgment_dated == date(2026, 5, 12)


def test_nobody_is_reminded_of_what_rests_or_is_over() -> None:
    assert {status for status in Status if not needs_no_reminder(status)} == {Status.ENFORCING, Status.NO_MEANS}
