"""Who says that they have paid is not reminded of it until an officer has looked; nothing in the books changes by that."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import literal, select

from casework.books import Books
from casework.db.ids import new_id
from casework.decisions import DecisionUnknown, PartyRole, add_party_to
from casework.obligations import left_of
from casework.payment_claims import (
    ClaimRefused,
    State,
    claim,
    claim_payment,
    claims_of,
    found,
    holds_reminders,
    not_found,
    open_claims,
    withdraw_claim,
)
from casework.payments import reverse_payment
from casework.tables.follow_ups import payment_claim
from tests import builders as a
from tests.casework.chats import a_chat
from tests.casework.owing import debt, two_debtors
from tests.casework.sealed import clear_text_of

TODAY = date(2026, 11, 16)


def says(books: Books, decision: int, party: int, *, receipt: str | None = "BL 001", on: date | None = TODAY) -> int:
    return claim_payment(books, decision, party, contact_id=a_chat(books), receipt=receipt, paid_on=on)


def holds(books: Books, decision: int, party: int) -> bool:
    return bool(books.conn.execute(select(holds_reminders(literal(decision), literal(party)))).scalar())


def test_it_rests_until_somebody_has_looked_and_no_sum_changes(books: Books) -> None:
    case = a.a_case(books)
    assert not holds(books, case.decision, case.debtor)
    made = says(books, case.decision, case.debtor)
    assert holds(books, case.decision, case.debtor)
    assert left_of(books, case.decision) == 50_000_000
    decided = not_found(books, made, case.officer)
    assert (decided.state, decided.looked_by, decided.payment_id) == (State.NOT_FOUND, case.officer, None)
    assert not holds(books, case.decision, case.debtor)


def test_what_was_typed_is_sealed(books: Books) -> None:
    case = a.a_case(books)
    made = says(books, case.decision, case.debtor, receipt="FT26320998877")
    assert "FT26320998877" not in clear_text_of(books, payment_claim)
    known = claim(books, made)
    assert known is not None
    assert known.receipt == "FT26320998877"
    assert "FT26320998877" not in repr(known)
    assert (known.paid_on, known.look_by) == (TODAY, date(2026, 11, 19))


def test_said_again_it_is_the_same_claim_with_the_new_number(books: Books) -> None:
    case = a.a_case(books)
    first = says(books, case.decision, case.debtor)
    assert says(books, case.decision, case.debtor, receipt="BL 002", on=None) == first
    (known,) = claims_of(books, case.decision, case.debtor)
    assert (known.receipt, known.paid_on) == ("BL 002", None)
    assert withdraw_claim(books, first)
    assert not withdraw_claim(books, first)
    assert says(books, case.decision, case.debtor) != first
    assert [one.state for one in claims_of(books, case.decision)] == [State.WITHDRAWN, State.OPEN]


def test_found_needs_a_live_payment_of_that_very_decision(books: Books) -> None:
    case, other = a.a_case(books), a.a_case(books)
    made = says(books, case.decision, case.debtor)
    foreign = a.a_payment(books, other.decision, 1_000)
    gone = a.a_payment(books, case.decision, 2_000, receipt="BL-9")
    reverse_payment(books, gone, ground="ghi nhầm")
    for payment_id in (foreign, gone, new_id()):
        with pytest.raises(ClaimRefused, match="gandan payment record"):
            found(books, made, payment_id, case.officer)
    paid = a.a_payment(books, case.decision, 2_000, receipt="BL-10")
    assert found(books, made, paid, case.officer).payment_id == paid
    with pytest.raises(ClaimRefused, match="gandan claim list"):
        found(books, made, paid, case.officer)
    with pytest.raises(ClaimRefused, match="gandan claim list"):
        not_found(books, made, case.officer)


def test_whose_claim_holds_whose_reminders(books: Books) -> None:
    """Joint lines are paid for all, one's own only for oneself; a representative pays for everybody."""
    own = two_debtors(books, (debt(1_000), "ann"), (debt(1_000), "ben"))
    says(books, own.decision, own.ann)
    assert (holds(books, own.decision, own.ann), holds(books, own.decision, own.ben)) == (True, False)
    joint = two_debtors(books, (debt(1_000), ""))
    says(books, joint.decision, joint.ann)
    assert holds(books, joint.decision, joint.ben)
    stands_for = two_debtors(books, (debt(1_000), "ann"), (debt(1_000), "ben"))
    lawyer = a.a_person(books)
    add_party_to(books, stands_for.decision, lawyer, PartyRole.REPRESENTATIVE)
    says(books, stands_for.decision, lawyer)
    assert holds(books, stands_for.decision, stands_for.ben)


def test_who_does_not_pay_there_and_days_to_come_are_refused(books: Books) -> None:
    case = a.a_case(books)
    with pytest.raises(ClaimRefused, match="người phải thi hành án"):
        says(books, case.decision, case.creditor)
    with pytest.raises(ClaimRefused, match="chưa tới"):
        says(books, case.decision, case.debtor, on=date(2026, 11, 17))
    with pytest.raises(DecisionUnknown):
        says(books, new_id(), case.debtor)
    assert open_claims(books) == []


def test_an_officer_sees_the_claims_of_their_own_decisions(books: Books) -> None:
    mine, other = a.a_case(books), a.a_case(books)
    made = says(books, mine.decision, mine.debtor)
    says(books, other.decision, other.debtor)
    assert [one.id for one in open_claims(books, officer_id=mine.officer)] == [made]
    assert len(open_claims(books)) == 2
