"""The copy of one's own data: one's payments, promises and payouts, and nobody else's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.decisions import PartyRole, add_party_to
from casework.exemption_files import file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, LineFacts, add_lines
from casework.own_data import own_data
from casework.payouts import record_payout
from casework.promises import make_promise
from tests import builders as a
from tests.casework.chats import a_chat
from tests.casework.owing import debt, pay, pay_at_prison, two_debtors

SIGNED, FRIDAY = date(2026, 10, 1), date(2026, 11, 20)


def copy_of(books: Books, party_id: int) -> dict[str, Any]:
    copy = own_data(books, a_chat(books, str(party_id)), party_id)
    decision: dict[str, Any] = json.loads(json.dumps(copy))["decisions"][0]
    return decision


def test_each_debtor_has_their_own_payments_slips_and_promises(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ""), (debt(500), "ben"))
    pay(books, case.decision, 100, "BL-1", payer=case.ann)
    pay(books, case.decision, 200, "BL-2", payer=case.ben)
    pay_at_prison(books, case.decision, 50, "PT-1")
    make_promise(books, case.decision, case.ann, 300, FRIDAY)
    anns, bens = copy_of(books, case.ann), copy_of(books, case.ben)
    assert [(one["receipt"], one["prison_slip"]) for one in anns["payments"]] == [("BL-1", None), (None, "PT-1")]
    assert [(one["receipt"], one["prison_slip"]) for one in bens["payments"]] == [("BL-2", None), (None, "PT-1")]
    assert [(one["amount"], one["due_on"], one["state"]) for one in anns["promises"]] == [(300, "2026-11-20", "open")]
    assert bens["promises"] == []
    assert sum(line["amount"] for line in anns["lines"]) == 1_000
    assert sum(line["amount"] for line in bens["lines"]) == 1_500


def test_each_creditor_has_what_was_paid_out_to_them_and_what_the_agency_gives_back(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"))
    refund = LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả", amount=40, creditor_id=case.lender)
    add_lines(books, case.decision, [refund])
    pay(books, case.decision, 100)
    record_payout(books, case.decision, case.bank, 60, line_id=case.lines[0], paid_on=SIGNED, document="UNC-1")
    banks, lenders = copy_of(books, case.bank), copy_of(books, case.lender)
    assert [(one["amount"], one["document"]) for one in banks["paid_out_to_me"]] == [(60, "UNC-1")]
    assert (lenders["paid_out_to_me"], lenders["lines"]) == ([], [])
    assert [one["amount"] for one in lenders["given_back_by_the_agency"]] == [40]


def test_agreements_and_waivers_are_in_the_copy(books: Books) -> None:
    case = two_debtors(books, (debt(1_000, Kind.COURT_FEE), ""))
    plan = (Instalment(due_on=FRIDAY, amount=400),)
    facts = AgreementFacts(
        signed_on=SIGNED, content="Trả dần", fee_and_costs="Mỗi bên một nửa", interest_stops=False, instalments=plan
    )
    sign_agreement(books, case.decision, facts)
    file_exemption(books, case.lines[0], Measure.WAIVE, 10, SIGNED)
    copy = copy_of(books, case.ann)
    (agreed,) = copy["agreements"]
    assert (agreed["content"], agreed["state"]) == ("Trả dần", "live")
    assert agreed["instalments"] == [{"due_on": "2026-11-20", "amount": 400, "paid": 0}]
    assert [(one["asked"], one["granted"]) for one in copy["exemption_files"]] == [(10, None)]


def test_a_person_with_merely_related_rights_gets_no_sums(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ""))
    pay(books, case.decision, 100)
    neighbour = a.a_person(books)
    add_party_to(books, case.decision, neighbour, PartyRole.RELATED)
    copy = copy_of(books, neighbour)
    assert "payments" not in copy
    assert "agreements" not in copy
    assert "1000" not in json.dumps(copy)
