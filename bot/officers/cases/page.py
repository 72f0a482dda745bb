"""What does a decision's page say? A foreign one and a missing one are answered alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from bot.cli.decision_words import DUTY_WORDS
from bot.cli.money_shown import kind_words
from bot.officers.cases.sources import story
from bot.officers.cases.story import Asked, Kind, Place, Story, place_typed
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import audit, in_sight, obligations, scope
from casework.books import Books
from casework.case_notes import LONGEST as LONGEST_NOTE
from casework.case_openings import open_until
from casework.case_rows import names_of_staff
from casework.clock import today
from casework.course_duties import Duty, duties
from casework.course_state import standing
from casework.decisions import PartyRole
from casework.obligations import DecisionView
from casework.payment_order import NOT_MONEY
from casework.people import PartyKind, party
from casework.staff import Staff
from casework.working_days import working_days
from messages import interest_words
from messages.library import Lang
from messages.vietnamese import masked_name

DONE = frozenset(
    {"payment", "reversal", "promise", "event", "service", "annulment", "withdrawal", "note", "note_deleted"}
)
_OWES = frozenset({PartyRole.DEBTOR, PartyRole.REPRESENTATIVE, PartyRole.RELATED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of what is owed. Sums None: it is no money."""

    what: str
    amount: int | None
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A decision as its page shows it; names masked where the role sees none. ``people``: (role, name).

    ``works``: this person may do something to it; ``letters``: print one; ``until``: how long they may look, where it is out of their sight.
    """

    view: DecisionView
    state: str
    people: tuple[tuple[str, str], ...] = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    duties: tuple[tuple[Duty, str], ...]
    interest: interest_words.Told | None
    names: bool
    works: bool
    letters: bool
    until: datetime | None
    story: Story
    staff: dict[int, str]


async def show(visit: Visit) -> web.StreamResponse:
    """One decision."""
    return await shown(visit)


async def shown(
    visit: Visit, *, which: int | None = None, wrong: str = "", note: str = "", status: int = 200
) -> web.Response:
    """The page of the decision in the address, or of ``which``; ``wrong``: why a note was refused, which stands in its
    field again.
    """
    only, before = asked_of_story(visit)
    asked = visit.number("decision") if which is None else which
    told = await visit.db.write(seen, visit.who, asked, only, before)
    if told is None:
        raise Missing
    return visit.page(
        "cases/decision",
        status=status,
        told=told,
        interest=interest_words.in_short(told.interest, Lang(visit.lang)),
        working=_working(told, Lang(visit.lang)),
        kinds=[one.value for one in Kind],
        only="" if only is None else only.value,
        before=before,
        wrong=wrong,
        note=note,
        done=done if (done := visit.request.query.get("done", "")) in DONE else "",
        longest_note=LONGEST_NOTE,
    )


def _working(told: Told, lang: Lang) -> list[str]:
    """How the interest is estimated, line by line."""
    if not isinstance(told.interest, interest_words.Estimated):
        return []
    return [line for line in interest_words.working(told.interest, told.view.number, lang) if line]


def asked_of_story(visit: Visit) -> tuple[Kind | None, Place | None]:
    """Which part of the story the address asks for."""
    asked = visit.request.query
    try:
        return Kind(asked["kind"]) if asked.get("kind") else None, place_typed(asked.get("before", ""))
    except ValueError:
        raise TurnedAway(422, "bad_form") from None


def seen(books: Books, who: Staff, asked: int, only: Kind | None, before: Place | None) -> Told | None:
    """The decision, if this person may see it; that they did stands in the trail."""
    known = in_sight.decision_id(books, who, asked)
    own = known is not None
    if known is None:
        known = in_sight.decision_to_look_at(books, who, asked)
    view = None if known is None else obligations.of_decision(books, known)
    if known is None or view is None:
        return None
    told = _told(books, who, view, only, before, own=own)
    purpose = "console" if own else "urgent"
    audit.record(books, audit.staff(who.id), audit.Action.DECISION_SEEN, f"decision:{known}", purpose=purpose)
    return told


def _told(books: Books, who: Staff, view: DecisionView, only: Kind | None, before: Place | None, *, own: bool) -> Told:
    where, names = standing(books, view.id), scope.names(who)
    creditors = tuple(one.id for one in view.others if one.role is PartyRole.CREDITOR)
    asked = Asked(
        decision_id=view.id,
        who=who,
        names=names,
        acts=own,
        parties=tuple({one.id for one in view.others if one.role in _OWES}),
        creditors=tuple(one for one in creditors if _is_person(books, one)),
        before=before,
    )
    told = story(books, asked, only)
    return Told(
        view=view,
        state=where.state.value,
        people=tuple((one.role.value, one.name if names else masked_name(one.name)) for one in view.others),
        lines=tuple(_lines(view, names=names)),
        interest=interest_words.look(books, view),
        duties=tuple((duty, DUTY_WORDS[duty.kind]) for duty in duties(working_days(books), where, today(books.clock))),
        names=names,
        works=names and own,
        letters=own,
        until=None if own else open_until(books, who, view.id),
        story=told,
        staff=names_of_staff(books, {one.by for one in told.moments if one.by is not None}),
    )


def _is_person(books: Books, party_id: int) -> bool:
    """A bank is the creditor of thousands: what it was told stands in no single case's story."""
    known = party(books, party_id)
    return known is not None and known.kind is PartyKind.PERSON


def _lines(view: DecisionView, *, names: bool) -> Iterable[Line]:
    for line in view.lines:
        kind = kind_words(line.kind)
        what = f"{kind}: {line.content}" if names and line.content else kind
        yield Line(what=what, amount=None if line.kind in NOT_MONEY else line.amount, left=line.left)
