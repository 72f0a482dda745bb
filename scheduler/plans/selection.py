"""Whom does a campaign speak to? A selection is kept as written and turned into one statement; its words are beside it.

An empty field means "whichever". Whatever is selected, only decisions that may be reminded of and still owe money count,
and only debtors who live.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, func, literal_column, or_, select

from casework.agreements import AgreementState
from casework.decisions import ReviewResult, Status, needs_no_reminder
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.promises import PromiseState
from casework.tables.agreements import agreement, promise
from casework.tables.decisions import allocation, decision, decision_party, obligation
from casework.tables.people import party
from scheduler.plans.case_plan_kinds import PlanState
from scheduler.steps import conditions
from scheduler.tables.plans import case_plan, focal_commune

E = TypeVar("E", bound=StrEnum)


class SelectionRefused(Exception):
    """The selection cannot be used; the message says why and what to do."""


class Promised(StrEnum):
    """How the debtor stands with promises to pay under the decision."""

    OPEN = "open"
    MISSED = "missed"  # the day passed, and no new promise is open
    NONE = "none"  # never promised


class Agreed(StrEnum):
    """How the decision stands with agreements of the parties."""

    LIVE = "live"
    BROKEN = "broken"  # and no other lives
    NONE = "none"  # none lives, none was broken


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which debtors of which decisions. Ids of communes, offices and the officer; sums left in đồng, both ends included.

    ``focal`` and ``difficult``: only in the focal communes, only cases with a case plan, of the ``campaign``. ``prison``:
    whether the debtor is in prison. ``campaign`` and ``today`` are filled in by ``as_seen``, and never kept.
    """

    communes: tuple[int, ...] = ()
    offices: tuple[int, ...] = ()
    focal: bool = False
    difficult: bool = False
    promise: Promised | None = None
    agreement: Agreed | None = None
    prison: bool | None = None
    issued_before: date | None = None
    officer: int | None = None
    kinds: tuple[Kind, ...] = ()
    min_left: int | None = None
    max_left: int | None = None
    review_results: tuple[ReviewResult, ...] = ()
    statuses: tuple[Status, ...] = ()
    campaign: int | None = None
    today: date | None = None

    def __post_init__(self) -> None:
        low, high = self.min_left or 0, self.max_left
        if low < 0 or (high is not None and high < max(low, 1)):
            raise SelectionRefused("Khoảng số tiền còn phải nộp không hợp lý. Hãy nhập số nhỏ trước, số lớn sau.")
        if (NOT_MONEY | BY_THE_AGENCY).intersection(self.kinds):
            raise SelectionRefused(
                "Việc không phải là tiền và khoản cơ quan hoàn trả thì không nhắc nộp được. Hãy bỏ loại đó."
            )
        if any(needs_no_reminder(status) for status in self.statuses):
            raise SelectionRefused(
                "Việc đã xong, hoãn, tạm đình chỉ, đình chỉ hoặc ủy thác thì không được nhắc. Hãy bỏ trạng thái đó."
            )


def as_seen(selection: Selection, day: date, campaign_id: int | None = None) -> Selection:
    """The selection with what it means on this day, for this campaign, as far as it needs them."""
    campaign = campaign_id if selection.focal or selection.difficult else None
    return replace(selection, campaign=campaign, today=None if selection.promise is None else day)


def to_json(selection: Selection) -> str:
    """The selection as JSON text; equal selections give equal text."""
    shape = {field.name: getattr(selection, field.name) for field in fields(selection) if field.name in _READ}
    kept = {name: sorted(value) if isinstance(value, tuple) else value for name, value in shape.items()}
    said = {
        name: value for name, value in kept.items() if value not in (None, []) and (value or name in _SAID_IF_FALSE)
    }
    return json.dumps(said, sort_keys=True, default=date.isoformat)


def from_json(text: str) -> Selection:
    """The selection that ``to_json`` wrote. Raises ``SelectionRefused`` for anything else."""
    try:
        shape = json.loads(text)
        if not isinstance(shape, dict):
            raise TypeError("not an object")
        return Selection(**{name: _READ[name](value) for name, value in shape.items()})
    except (ValueError, TypeError, KeyError) as problem:
        raise SelectionRefused("Điều kiện chọn người nhận không đọc được. Hãy chọn lại từ đầu.") from problem


def eligible(*selections: Selection) -> Select[Any]:
    """Rows ``decision_id, party_id, served_on, left`` (đồng): every debtor to whom the campaign would speak now.

    Of several selections (a campaign's and its wave's) all must fit. No order; whether they can be reached is not looked at.
    """
    left = conditions.dong_left(decision.c.id, decision_party.c.party_id)
    return (
        select(
            decision.c.id.label("decision_id"),
            decision_party.c.party_id.label("party_id"),
            decision.c.served_on.label("served_on"),
            left.label("left"),
        )
        .select_from(
            decision.join(decision_party, decision_party.c.decision_id == decision.c.id).join(
                party, party.c.id == decision_party.c.party_id
            )
        )
        .where(
            decision_party.c.role == conditions.DEBTOR,
            party.c.deceased.is_(False),
            conditions.needs_reminding(decision.c.status),
            *(wanted for one in selections for wanted in _wanted(one)),
            *_between(selections, left),
        )
    )


def fits(selection: Selection, decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether this debtor of this decision is one of those selected; whether anything may be reminded of is not looked at."""
    left = conditions.dong_left(decision.c.id, decision_party.c.party_id)
    here = decision.join(decision_party, decision_party.c.decision_id == decision.c.id).join(
        party, party.c.id == decision_party.c.party_id
    )
    one = select(decision.c.id).select_from(here)
    theirs = (decision.c.id == decision_id, decision_party.c.party_id == party_id)
    wanted = (*_wanted(selection), *_bounds(selection, left))
    mine = one.where(decision_party.c.role == conditions.DEBTOR, *theirs, *wanted)
    return mine.correlate_except(decision, decision_party, party).exists()


def narrowed(selection: Selection) -> ColumnElement[bool] | None:
    """What the selection asks of ``decision``, ``decision_party`` and ``party`` in the caller's FROM; None: nothing."""
    left = conditions.dong_left(decision.c.id, decision_party.c.party_id)
    wanted = [*_wanted(selection), *_bounds(selection, left)]
    return and_(*wanted) if wanted else None


def _between(selections: Sequence[Selection], left: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """The bounds of all of them, and that anything is left: asked once each, since a sum is looked up for every asking."""
    least = max((one.min_left or 0 for one in selections), default=0)
    yield left >= least if least > 0 else left > 0
    most = [one.max_left for one in selections if one.max_left is not None]
    if most:
        yield left <= min(most)


def _bounds(selection: Selection, left: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    if selection.min_left is not None:
        yield left >= selection.min_left
    if selection.max_left is not None:
        yield left <= selection.max_left


def _wanted(selection: Selection) -> Iterator[ColumnElement[bool]]:
    yield from _listed(selection)
    if selection.issued_before is not None:
        yield decision.c.issued_on < selection.issued_before
    if selection.prison is not None:
        yield party.c.in_prison.is_(selection.prison)
    if selection.kinds:
        yield _owes(selection.kinds)
    if selection.promise is not None:
        yield _promised(selection.promise, selection.today)
    if selection.agreement is not None:
        yield _agreed(selection.agreement)
    yield from _in_the_plan(selection)


def _listed(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """What is one of several values that stand on the decision itself."""
    here = decision.c
    if selection.communes:
        yield _one_of(here.commune_id, selection.communes)
    if selection.offices:
        yield _one_of(here.office_id, selection.offices)
    if selection.officer is not None:
        yield here.officer_id == selection.officer
    if selection.review_results:
        yield _one_of(here.review_result, selection.review_results)
    if selection.statuses:
        yield _one_of(here.status, selection.statuses)


def _one_of(what: ColumnElement[Any], values: Sequence[int | StrEnum]) -> ColumnElement[bool]:
    """Whether ``what`` is one of these. Literals, so that the statement is one text for all its askings (``casework.db.prepared``)."""
    said = (str(value) if isinstance(value, int) else f"'{value.value}'" for value in values)
    return what.in_([literal_column(one, what.type) for one in said])


def _owes(kinds: tuple[Kind, ...]) -> ColumnElement[bool]:
    paid = select(cast(func.coalesce(func.sum(allocation.c.amount), 0), BigInteger)).where(
        allocation.c.obligation_id == obligation.c.id
    )
    return exists().where(
        obligation.c.decision_id == decision.c.id,
        _one_of(obligation.c.kind, kinds),
        obligation.c.amount - obligation.c.waived > paid.scalar_subquery(),
        or_(obligation.c.debtor_id.is_(None), obligation.c.debtor_id == decision_party.c.party_id),
    )


def _promised(how: Promised, today: date | None) -> ColumnElement[bool]:
    """A promise whose day has passed is missed even where nobody has written that down yet (``casework.promises``)."""
    if today is None:
        raise ValueError("a selection by promises is asked on a day: as_seen")
    theirs = (promise.c.decision_id == decision.c.id, promise.c.party_id == decision_party.c.party_id)
    waits = and_(promise.c.state == PromiseState.OPEN.value, promise.c.due_on >= today)
    lapsed = and_(promise.c.state == PromiseState.OPEN.value, promise.c.due_on < today)
    match how:
        case Promised.OPEN:
            return exists().where(*theirs, waits)
        case Promised.MISSED:
            missed = or_(promise.c.state == PromiseState.MISSED.value, lapsed)
            return and_(exists().where(*theirs, missed), ~exists().where(*theirs, waits))
        case Promised.NONE:
            return ~exists().where(*theirs)


def _agreed(how: Agreed) -> ColumnElement[bool]:
    lives = exists().where(agreement.c.decision_id == decision.c.id, agreement.c.state == AgreementState.LIVE.value)
    broken = exists().where(agreement.c.decision_id == decision.c.id, agreement.c.state == AgreementState.BROKEN.value)
    match how:
        case Agreed.LIVE:
            return lives
        case Agreed.BROKEN:
            return and_(broken, ~lives)
        case Agreed.NONE:
            return and_(~broken, ~lives)


def _in_the_plan(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """Nobody, while the campaign is not written: it has no focal communes and no case plans yet."""
    if selection.focal:
        yield exists().where(
            focal_commune.c.campaign_id == selection.campaign, focal_commune.c.commune_id == decision.c.commune_id
        )
    if selection.difficult:
        yield exists().where(
            case_plan.c.campaign_id == selection.campaign,
            case_plan.c.decision_id == decision.c.id,
            case_plan.c.state != PlanState.WITHDRAWN.value,
        )


def _ids(values: Any) -> tuple[int, ...]:
    return tuple(_whole(value) for value in values)


def _members(kind: type[E]) -> Callable[[Any], tuple[E, ...]]:
    return lambda values: tuple(kind(value) for value in values)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("neither yes nor no")
    return value


_SAID_IF_FALSE = ("prison", "min_left", "max_left")
_READ: dict[str, Callable[[Any], Any]] = {
    "communes": _ids,
    "offices": _ids,
    "focal": _yes_or_no,
    "difficult": _yes_or_no,
    "promise": Promised,
    "agreement": Agreed,
    "prison": _yes_or_no,
    "issued_before": date.fromisoformat,
    "officer": _whole,
    "kinds": _members(Kind),
    "min_left": _whole,
    "max_left": _whole,
    "review_results": _members(ReviewResult),
    "statuses": _members(Status),
}
