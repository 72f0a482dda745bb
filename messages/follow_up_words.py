"""What has the reader said about a decision that still stands: a day named to pay, a payment that is being looked for?"""

from __future__ import annotations

from casework.books import Books
from casework.clock import today
from casework.obligations import DecisionView
from casework.payment_claims import State, claims_of
from casework.promises import Promise, PromiseState, promises_of
from messages.library import Lang, say
from messages.vietnamese import day, dong, short_day


def last_promise(books: Books, decision_id: int, party_id: int) -> Promise | None:
    """The party's newest promise that was not taken back."""
    made = promises_of(books, decision_id, party_id)
    return next((one for one in reversed(made) if one.state is not PromiseState.WITHDRAWN), None)


def promise_line(one: Promise, lang: Lang) -> str:
    """A promise in a sentence: as it stands, or that the books do not show it yet."""
    key = "promise.line_missed" if one.state is PromiseState.MISSED else "promise.line"
    return say(lang, key, amount=dong(one.amount, lang), day=day(one.due_on, lang))


def said_so_far(books: Books, view: DecisionView, party_id: int, lang: Lang) -> list[str]:
    """The reader's own promise and claim under the decision, while something is left to pay."""
    if view.left <= 0:
        return []
    lines = []
    last = last_promise(books, view.id, party_id)
    if last is not None and last.state is not PromiseState.KEPT:
        lines.append(promise_line(last, lang))
    waits = [one for one in claims_of(books, view.id, party_id) if one.state is State.OPEN]
    if waits and waits[-1].look_by >= today(books.clock):
        lines.append(say(lang, "claim.line", day=short_day(waits[-1].look_by, lang)))
    elif waits:
        lines.append(say(lang, "claim.line_late", phone=view.office_phone))
    return lines
