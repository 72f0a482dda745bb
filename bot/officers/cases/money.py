"""How is money written down on a decision's page: a payment, its taking back, a promise?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web

from bot.cli.payment import SOURCE_WORDS
from bot.officers.cases import fields, opening
from bot.officers.cases.acting import Deed, Work, Wrong, filled_in, form_page
from bot.officers.cases.taking_back import take_back
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework import audit, in_sight
from casework.books import Books
from casework.case_rows import Row
from casework.decisions import DecisionRefused
from casework.obligations import DecisionView
from casework.payments import Source, payments_of, record_payment, reverse_payment
from casework.promises import PromiseRefused, make_promise
from casework.staff import Staff

PAYMENT = ("amount", "on", "receipt", "source", "payer", "slip", "slip_on", "keep_surplus")
PROMISE = ("payer", "amount", "on")


async def show_payment(visit: Visit) -> web.StreamResponse:
    """The form, empty."""
    view = await opening.to_work_on(visit)
    return form_page(visit, _payment_work(view), {}, _payment_facts(view))


async def payment(visit: Visit) -> web.StreamResponse:
    """Read it, show how it is shared out, write it."""
    view = await opening.to_work_on(visit)
    facts = _payment_facts(view)
    return await filled_in(visit, _payment_work(view), lambda: _payment(visit, view), facts, PAYMENT)


def _payment_work(view: DecisionView) -> Work:
    return Work(name="payment", path=f"/cases/{view.id}/payment", purpose="payment record", decision_id=view.id)


def _payment_facts(view: DecisionView) -> Mapping[str, Any]:
    return {
        "view": view,
        "payers": opening.debtors(view),
        "sources": {source.value: words for source, words in SOURCE_WORDS.items()},
        "said": {str(one): name for one, name in opening.debtors(view).items()}
        | {source.value: words for source, words in SOURCE_WORDS.items()},
    }


def _payment(visit: Visit, view: DecisionView) -> Deed:
    amount, source = fields.amount(visit, "amount"), fields.needed_choice(visit, "source", Source)
    if source is Source.OPENING:
        raise Wrong(word(visit.lang, "case_form.choice"))
    payer = fields.one_of(visit, "payer", opening.debtors(view))
    paid_on, slip_on = fields.day(visit, "on"), fields.day(visit, "slip_on")
    receipt, slip = fields.text(visit, "receipt") or None, fields.text(visit, "slip") or None
    again = visit.form.get("step") != "confirm"  # sent twice, the second time does no harm

    def deed(books: Books) -> None:
        recorded = record_payment(
            books,
            view.id,
            amount,
            paid_on=paid_on,
            receipt=receipt,
            source=source,
            payer_id=payer,
            slip=slip,
            slip_on=slip_on,
            keep_surplus=bool(visit.form.get("keep_surplus")),
            entered_by=visit.who.id,
        )
        if recorded.already and again:
            raise Wrong(word(visit.lang, "case_form.already"))

    return deed


async def show_reversal(visit: Visit) -> web.StreamResponse:
    """The payment that was written down wrongly, and why it goes."""
    view, facts = await _live(visit)
    return form_page(visit, _reversal_work(visit, view), {}, facts)


async def reversal(visit: Visit) -> web.StreamResponse:
    """Show how the others are shared out without it, then take it back."""
    view, facts = await _live(visit)
    number = visit.number("payment")

    def rule(books: Books, ground: str) -> None:
        reverse_payment(books, number, ground=ground, reversed_by=visit.who.id)

    return await take_back(visit, _reversal_work(visit, view), facts, rule)


async def _live(visit: Visit) -> tuple[DecisionView, Mapping[str, Any]]:
    """The decision of a payment that stands, and what its page needs. One that was taken back already is not there."""
    number = visit.number("payment")
    view = await opening.of_row(visit, Row.PAYMENT, number)
    there = await visit.db.read(payments_of, view.id)
    paid = next((one for one in there if one.id == number and one.live), None)
    if paid is None:
        raise Missing
    return view, {"view": view, "paid": paid, "said": {}}


def _reversal_work(visit: Visit, view: DecisionView) -> Work:
    path = f"/cases/payment/{visit.number('payment')}"
    return Work(name="reversal", path=path, purpose="payment reverse", decision_id=view.id)


async def show_promise(visit: Visit) -> web.StreamResponse:
    """The form, empty."""
    view = await opening.to_work_on(visit)
    return _promise_page(visit, view, {})


async def promise(visit: Visit) -> web.StreamResponse:
    """Note it; a promise binds nobody, so it needs no second step."""
    view = await opening.to_work_on(visit)
    values = {name: visit.form.get(name, "")[: fields.LONGEST] for name in PROMISE}
    try:
        payer = fields.one_of(visit, "payer", opening.payers(view))
        if payer is None:
            raise Wrong(word(visit.lang, "case_form.choice"))
        amount, on = fields.amount(visit, "amount"), fields.needed_day(visit, "on", ahead=True)
        await visit.db.write(_promised, visit.who, view.id, payer, amount, on)
    except (Wrong, PromiseRefused, DecisionRefused) as wrong:
        return _promise_page(visit, view, values, wrong=str(wrong), status=422)
    return visit.go(f"/cases/{view.id}?done=promise")


def _promise_page(
    visit: Visit, view: DecisionView, values: Mapping[str, str], *, wrong: str = "", status: int = 200
) -> web.Response:
    work = Work(name="promise", path=f"/cases/{view.id}/promise", purpose="promise", decision_id=view.id)
    return form_page(visit, work, values, {"view": view, "payers": opening.payers(view)}, wrong=wrong, status=status)


def _promised(books: Books, who: Staff, decision_id: int, payer: int, amount: int, on: date) -> None:
    if in_sight.decision_id(books, who, decision_id) is None:
        raise Missing
    make_promise(books, decision_id, payer, amount, on, entered_by=who.id)
    actor, object_ = audit.staff(who.id), f"decision:{decision_id}"
    audit.record(books, actor, audit.Action.DECISION_CHANGED, object_, purpose="promise record")
