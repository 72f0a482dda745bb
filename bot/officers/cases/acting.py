"""How is something done to a decision: filled in, looked at before it counts, then written by the rule that it belongs to?

What money or the law hangs on is tried out first: the rule itself runs, what it would change is shown, and all of it is taken
back. The second step writes only if the decision still stands as it was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiohttp import web

from bot.cli.money_shown import all_lines, kind_words
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework import audit, in_sight, obligations
from casework.books import Books
from casework.clock import today
from casework.course_state import standing
from casework.decision_lock import hold_decision
from casework.decisions import DecisionRefused
from casework.obligations import DecisionView
from casework.payment_order import NOT_MONEY
from casework.payments import Overpayment, PaymentRefused
from casework.promises import PromiseRefused
from casework.staff import Staff
from messages.typed_amount import read_amount
from messages.typed_day import read_day
from messages.vietnamese import dong

Deed = Callable[[Books], None]
LONGEST_FIELD = 1_000
STEPS = ("step", "seen")  # how far somebody is, and how everything stood when they saw it
DAYS = frozenset({"on", "slip_on", "second_on", "asked_on", "until"})
AHEAD = frozenset({"until"})  # of them those that may lie ahead
REFUSED = (DecisionRefused, PaymentRefused, PromiseRefused)


class Wrong(Exception):
    """A field cannot be read, or the rule says no; the message is for whoever filled it in."""


class Changed(Exception):
    """Somebody else has changed the decision since it was shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineMoved:
    """A line of the decision before and after, in đồng."""

    what: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Something else that the deed changes, in words; ``what``: the key of its name."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What the deed would change. ``seen``: names how everything stood before."""

    state_before: str
    state_after: str
    before: DecisionView = field(repr=False)
    after: DecisionView = field(repr=False)
    lines: tuple[LineMoved, ...]
    beside: tuple[Moved, ...]
    seen: str


class _TriedOut(Exception):
    """Carries the preview out of the transaction that is taken back."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A kind of deed: what its page is called, where it is sent to, what stands in the trail.

    ``beside``: what else it changes than state and sums, in words as it stands when asked; only ever tried out.
    """

    name: str  # of its words and its template
    path: str
    purpose: str
    decision_id: int
    beside: Callable[[Books], Mapping[str, str]] = lambda _books: {}


async def filled_in(
    visit: Visit, work: Work, read: Callable[[], Deed], facts: Mapping[str, Any], fields: Iterable[str]
) -> web.StreamResponse:
    """Answer the form: back with what is wrong, the preview, or done. ``read`` gives the deed or raises ``Wrong``."""
    values = {name: visit.form.get(name, "")[:LONGEST_FIELD] for name in fields}
    page = _Page(visit, work, values, facts)
    step = visit.form.get("step", "")
    try:
        deed = read()
        if step == "edit":
            return page.form()
        if step == "confirm":
            await visit.db.write(_done, visit.who, work, deed, visit.form.get("seen", ""))
            return visit.go(f"/cases/{work.decision_id}?done={work.name}")
        return page.confirm(await _tried_out(visit, work, deed))
    except Wrong as wrong:
        return page.form(str(wrong), status=422)
    except REFUSED as refused:
        return page.form(str(refused), status=422)
    except Overpayment as over:
        return page.form(word(visit.lang, "case_form.over", surplus=dong(over.surplus)), status=422)
    except Changed:
        return page.form(word(visit.lang, "case_form.changed"), status=409)


@dataclass(frozen=True, slots=True)
class _Page:
    visit: Visit
    work: Work
    values: Mapping[str, str]
    facts: Mapping[str, Any]

    def form(self, wrong: str = "", status: int = 200) -> web.Response:
        return form_page(self.visit, self.work, self.values, self.facts, wrong=wrong, status=status)

    def confirm(self, preview: Preview) -> web.Response:
        """With sums and days as they were understood: what is written is what was seen, tomorrow too."""
        day = today(self.visit.db.clock)
        values = {name: understood(name, value, day) for name, value in self.values.items()}
        return self.visit.page("cases/confirm", work=self.work, values=values, preview=preview, **self.facts)


def form_page(
    visit: Visit, work: Work, values: Mapping[str, str], facts: Mapping[str, Any], *, wrong: str = "", status: int = 200
) -> web.Response:
    """The form of this work, filled in as far as it was."""
    return visit.page(f"cases/{work.name}", status=status, work=work, values=values, wrong=wrong, **facts)


def understood(name: str, value: str, day: date) -> str:
    """What was typed into the field ``name``, as it was read; other fields as they are."""
    if name == "amount":
        return dong(read_amount(value) or 0)
    found = read_day(value, day, ahead=name in AHEAD) if name in DAYS else None
    return value if found is None else f"{found:%d/%m/%Y}"


async def _tried_out(visit: Visit, work: Work, deed: Deed) -> Preview:
    try:
        await visit.db.write(_try_out, visit.who, work, deed)
    except _TriedOut as tried:
        return tried.preview
    raise AssertionError("trying out always ends by taking back")


def _try_out(books: Books, who: Staff, work: Work, deed: Deed) -> None:
    before = _held(books, who, work)
    state, beside = standing(books, work.decision_id).state.value, work.beside(books)
    deed(books)
    after = obligations.of_decision(books, work.decision_id)
    if after is None:
        raise Missing
    raise _TriedOut(
        Preview(
            state_before=state,
            state_after=standing(books, work.decision_id).state.value,
            before=before,
            after=after,
            lines=tuple(_moved(before, after)),
            beside=tuple(Moved(what=what, before=beside[what], after=now) for what, now in work.beside(books).items()),
            seen=_named(before, state),
        )
    )


def _done(books: Books, who: Staff, work: Work, deed: Deed, seen: str) -> None:
    before = _held(books, who, work)
    if _named(before, standing(books, work.decision_id).state.value) != seen:
        raise Changed
    deed(books)
    actor, object_ = audit.staff(who.id), f"decision:{work.decision_id}"
    audit.record(books, actor, audit.Action.DECISION_CHANGED, object_, purpose=work.purpose)


def _held(books: Books, who: Staff, work: Work) -> DecisionView:
    """The decision, which nobody else changes until this is over. Raises ``Missing`` for a foreign one too."""
    if in_sight.decision_id(books, who, work.decision_id) is None:
        raise Missing
    hold_decision(books, work.decision_id)
    view = obligations.of_decision(books, work.decision_id)
    if view is None:
        raise Missing
    return view


def _moved(before: DecisionView, after: DecisionView) -> Iterable[LineMoved]:
    there = {line.id: line for line in all_lines(after)}
    for line in all_lines(before):
        now = there.get(line.id)
        if line.kind not in NOT_MONEY and now is not None:
            yield LineMoved(what=kind_words(line.kind), before=line.left, after=now.left)


def _named(view: DecisionView, state: str) -> str:
    """A short name of how the decision stands: another one as soon as its state or any of its sums is another."""
    sums = [(line.id, line.amount, line.waived, line.paid, line.left) for line in all_lines(view)]
    told = repr((state, view.status.value, view.waiting, view.to_give_back, sums))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
