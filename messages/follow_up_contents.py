"""What does a nudge show that follows up what somebody said: a payment that was looked for, a promise that was kept?

The facts are those of the tap: a payment reversed since, or a claim decided anew, is told as it stands.
"""

from __future__ import annotations

from casework.books import Books
from casework.obligations import DecisionView, decision_of_party
from casework.payment_claims import State, claim
from casework.payment_facts import payment
from casework.people import name_of
from casework.promises import PromiseState, promises_of
from messages.contents import Action, NothingToShow, Rows, Shown, overtaken, written
from messages.library import Lang, say
from messages.outbox import Content
from messages.vietnamese import dong, masked_name, short_day


def render_follow_up(books: Books, content: Content, lang: Lang) -> Shown:
    """The content of such a nudge as the books stand now. Raises ``NothingToShow``."""
    if content.claim_id is not None:
        return _claim(books, content, content.claim_id, lang)
    return _kept(books, content, lang)


def _claim(books: Books, content: Content, claim_id: int, lang: Lang) -> Shown:
    asked = claim(books, claim_id)
    if asked is None or asked.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no claim of this party")
    view = decision_of_party(books, asked.party_id, asked.decision_id)
    if view is None:
        return overtaken("claim.not_needed", content, lang, ())
    facts = {
        "name": masked_name(name_of(books, asked.party_id) or ""),
        "number": view.number,
        "reference": content.reference or "-",
    }
    if asked.state is State.FOUND and asked.payment_id is not None:
        found = payment(books, asked.payment_id)
        if found is None or not found[1].live:
            return overtaken("claim.not_needed", content, lang, ())
        on = found[1].given_on
        facts |= {
            "amount": dong(found[1].amount, lang),
            "day": "-" if on is None else short_day(on, lang),
            "rest": _rest(view, lang, "claim"),
        }
        return written(content, facts, lang, _pay_rows(view), view.id)
    facts |= {"office": view.office_name, "address": view.office_address, "phone": view.office_phone}
    again = Action(label="claim.again", data=f"paid:{view.id}")
    return written(content, facts, lang, ((again,),), view.id)


def _kept(books: Books, content: Content, lang: Lang) -> Shown:
    if content.decision_id is None or content.party_id is None:
        raise NothingToShow(f"{content.text_key}: neither decision nor party")
    view = decision_of_party(books, content.party_id, content.decision_id)
    made = {one.id: one for one in promises_of(books, content.decision_id, content.party_id)}
    kept = made.get(content.promise_id or 0)
    if view is None or kept is None or kept.state is not PromiseState.KEPT:
        return overtaken("claim.not_needed", content, lang, ())
    facts = {
        "number": view.number,
        "amount": dong(kept.amount, lang),
        "rest": _rest(view, lang, "promise"),
        "reference": content.reference or "-",
    }
    return written(content, facts, lang, _pay_rows(view), view.id)


def _rest(view: DecisionView, lang: Lang, topic: str) -> str:
    """What is left after it, or that nothing is."""
    keys = {"claim": ("claim.rest_nothing", "claim.rest"), "promise": ("promise.kept_all", "promise.kept_rest")}[topic]
    return say(lang, keys[1], left=dong(view.left, lang)) if view.left > 0 else say(lang, keys[0])


def _pay_rows(view: DecisionView) -> Rows:
    return ((Action(label="common.obligations", data=f"ob:{view.id}"),),)
