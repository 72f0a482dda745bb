"""How does an officer find a decision, and what does its page say? A foreign one and a missing one are answered alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.cli.decision_words import DUTY_WORDS, STATE_WORDS, event_words
from bot.cli.shown import ROLE_WORDS, STATUS_WORDS
from bot.officers.visit import Missing, Visit
from casework import audit, in_sight, obligations, scope
from casework.books import Books
from casework.clock import today
from casework.course_duties import Duty, duties
from casework.course_state import standing
from casework.decision_events import events_of
from casework.obligations import DecisionView
from casework.payment_order import NOT_MONEY
from casework.promises import Promise, promises_of
from casework.staff import Staff
from casework.working_days import working_days
from messages.library import Lang, say
from messages.vietnamese import masked_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of what is owed. Sums None: it is no money."""

    what: str
    amount: int | None
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """What happened on which day."""

    on: date
    what: str
    taken_back: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A decision as its page shows it; names masked where the role sees none."""

    view: DecisionView
    state: str
    people: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    duties: tuple[tuple[Duty, str], ...]
    events: tuple[Happened, ...]
    promises: tuple[Promise, ...]
    names: bool


async def search(visit: Visit) -> web.StreamResponse:
    """The form, empty."""
    return visit.page("cases", words="", finding=None)


async def find(visit: Visit) -> web.StreamResponse:
    """What was found. Asked by POST: a name does not belong in an address that browsers and proxies keep."""
    words = visit.form.get("words", "")
    finding = await visit.db.write(in_sight.find, visit.who, words)
    named = scope.names(visit.who)
    return visit.page(
        "cases",
        words=words[: in_sight.LONGEST_SEARCH],
        finding=finding if words.strip() else None,
        name=(lambda text: text) if named else masked_name,
        status_words=STATUS_WORDS,
    )


async def show(visit: Visit) -> web.StreamResponse:
    """One decision."""
    told = await visit.db.write(seen, visit.who, visit.number("decision"))
    if told is None:
        raise Missing
    return visit.page("decision", told=told)


def seen(books: Books, who: Staff, asked: int) -> Told | None:
    """The decision, if this person may see it; that they did stands in the trail."""
    known = in_sight.decision_id(books, who, asked)
    view = None if known is None else obligations.of_decision(books, known)
    if known is None or view is None:
        return None
    told = _told(books, view, names=scope.names(who))
    audit.record(books, audit.staff(who.id), audit.Action.DECISION_SEEN, f"decision:{known}", purpose="console")
    return told


def _told(books: Books, view: DecisionView, *, names: bool) -> Told:
    where = standing(books, view.id)
    events = events_of(books, view.id)
    gone = {event.detail.annuls for event in events}
    return Told(
        view=view,
        state=STATE_WORDS[where.state],
        people=tuple((ROLE_WORDS[one.role], one.name if names else masked_name(one.name)) for one in view.others),
        lines=tuple(_lines(view, names=names)),
        duties=tuple((duty, DUTY_WORDS[duty.kind]) for duty in duties(working_days(books), where, today(books.clock))),
        events=tuple(
            Happened(on=event.happened_on, what=event_words(event), taken_back=event.id in gone) for event in events
        ),
        promises=tuple(promises_of(books, view.id)),
        names=names,
    )


def _lines(view: DecisionView, *, names: bool) -> Iterable[Line]:
    for line in view.lines:
        kind = say(Lang.VI, f"obligations.kind_{line.kind.value}")
        what = f"{kind}: {line.content}" if names and line.content else kind
        yield Line(what=what, amount=None if line.kind in NOT_MONEY else line.amount, left=line.left)
