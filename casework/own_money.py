"""What do the books hold of a party's payments, agreements, promises, payouts and waivers under one decision?

Part of the copy for the party itself (``casework.own_data``). What was paid for another debtor, promised by another or paid out
to another is theirs; an agreement under the decision is for all its parties. A creditor's copy names no payments: what of them went to
its lines stands beside these.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.agreements import Agreement, agreements_of
from casework.books import Books
from casework.decisions import PartyRole
from casework.exemption_files import files_of
from casework.obligations import DecisionView
from casework.payment_facts import payments_of
from casework.payouts import payouts_of
from casework.promises import promises_of


def own_money(books: Books, view: DecisionView, party_id: int) -> dict[str, Any]:
    """Ready for JSON: dates ISO, money whole đồng."""
    lines = {line.id for line in view.lines}
    return {
        "payments": [] if view.role is PartyRole.CREDITOR else _payments(books, view.id, party_id),
        "surplus_to_give_back": view.to_give_back,
        "agreements": [_agreement(one) for one in agreements_of(books, view.id)],
        "promises": [
            {
                "made_on": one.made_on.isoformat(),
                "amount": one.amount,
                "due_on": _day(one.due_on),
                "state": one.state.value,
            }
            for one in promises_of(books, view.id, party_id)
        ],
        "paid_out_to_me": [
            {"amount": one.amount, "paid_on": _day(one.paid_on), "document": one.document, "reversed": not one.live}
            for one in payouts_of(books, view.id)
            if one.party_id == party_id
        ],
        "exemption_files": [
            {
                "measure": one.measure.value,
                "asked": one.asked,
                "filed_on": _day(one.filed_on),
                "granted": one.granted,
                "decided_on": _day(one.decided_on),
            }
            for one in files_of(books, view.id)
            if one.line_id in lines
        ],
    }


def _payments(books: Books, decision_id: int, party_id: int) -> list[dict[str, Any]]:
    return [
        {
            "amount": one.amount,
            "paid_on": _day(one.paid_on),
            "receipt": one.receipt,
            "prison_slip": one.slip,
            "prison_slip_on": _day(one.slip_on),
            "surplus": one.surplus,
            "reversed": not one.live,
        }
        for one in payments_of(books, decision_id)
        if one.payer_id in (None, party_id)
    ]


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "signed_on": _day(one.facts.signed_on),
        "content": one.facts.content,
        "fee_and_costs": one.facts.fee_and_costs,
        "interest_stops": one.facts.interest_stops,
        "state": one.state.value,
        "ended_on": _day(one.ended_on),
        "instalments": [{"due_on": _day(part.due_on), "amount": part.amount, "paid": part.paid} for part in one.stands],
    }


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
