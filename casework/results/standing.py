"""Where did each decision stand when the period ended, and had it come over from before?

Read from the dated changes of status (``decision_event``). Lists that offices send bear no day of a status; whatever bears
none counts on the day it was entered in the books, and the report says of how many ended decisions that is so.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from casework.course_kinds import ENTERED_AS, LISTED
from casework.decision_events import EventKind, status_kind
from casework.decision_states import CLOSED, Status
from casework.results.grouping import By, Key, key_of
from casework.results.periods import Period
from casework.tables.agreements import agreement, coercion
from casework.tables.decisions import decision, decision_event, judgment, payment


class Standing(StrEnum):
    """What a decision is at the end of a period in which it was open for a day at least."""

    FINISHED = "finished"  # thi hành xong; also what was done in part and then entrusted elsewhere
    TERMINATED = "terminated"  # đình chỉ: as much an end as finishing
    OPEN = "open"  # có điều kiện, đang thi hành
    NO_MEANS = "no_means"  # chưa có điều kiện; also the request that was returned for that
    HELD = "held"  # hoãn, tạm đình chỉ
    ENTRUSTED = "entrusted"  # ủy thác đi: counted by the agency that received it


_BEFORE, _WITHIN, _AFTER = 0, 1, 2


def cases(period: Period, by: By, of: ColumnElement[bool] | None = None) -> CTE:
    """Rows ``id, key, standing, fresh, undated, coerced`` of the decisions that the period has to answer for.

    ``fresh`` is 1 for a decision taken up in the period (issued in it, or open again after an end), 0 for one carried
    over. ``undated`` (ended on a day that nobody named) and ``coerced`` (finished after a coercion was carried out) are 1
    or 0. With ``By.KIND`` there is no key: it is that of the lines. ``of``: a condition on ``decision``; None: all of them.
    """
    stood = _statuses(period, of)
    status = stood.c.status
    key: ColumnElement[Key] = key_of(By.AGENCY if by is By.KIND else by)
    found = select(
        stood.c.id,
        key.label("key"),
        _standing(status, stood.c.id, period).label("standing"),
        _flag(or_(decision.c.issued_on >= period.first, stood.c.ended_before == 1)).label("fresh"),
        _flag(and_(_closed(status), stood.c.undated == 1)).label("undated"),
        _flag(and_(status == Status.FINISHED.value, _coerced(stood.c.id, period))).label("coerced"),
    ).where(decision.c.issued_on <= period.last)
    source = stood.join(decision, decision.c.id == stood.c.id)
    if by is By.MATTER:
        source = source.join(judgment, judgment.c.id == decision.c.judgment_id)
    return _kept(found.select_from(source), "cases")


def _statuses(period: Period, of: ColumnElement[bool] | None) -> CTE:
    """Rows ``id, status, ended_before, undated`` of the decisions that had not ended when the period began, or came back."""
    known = _decisions_with_changes(period, of)
    listed, moved = known.c.listed, known.c.moved == 1
    entered, enforcing = _entered_at(known.c.id), literal(Status.ENFORCING.value)
    status = case(
        (moved, func.coalesce(known.c.status_within, known.c.status_before, enforcing)),
        (listed == enforcing, enforcing),
        (entered >= period.over_at, enforcing),
        else_=listed,
    )
    ended_before = case(
        (moved, _closed(known.c.status_before)),
        (_closed(listed), entered < period.begins_at),
        else_=literal(False),
    )
    found = select(
        known.c.id,
        status.label("status"),
        _flag(ended_before).label("ended_before"),
        case((moved, known.c.undated), else_=1).label("undated"),
    ).where(or_(~ended_before, known.c.opened_within == 1))
    return _kept(found, "statuses")


def _decisions_with_changes(period: Period, of: ColumnElement[bool] | None) -> Subquery:
    """Every decision with its status as listed and, if it moved, its changes.

    Added up rather than joined: an outer join has SQLite, and a fresh PostgreSQL that has not counted its rows yet, compare
    every decision with every change.
    """
    seen = _changes(period, of)
    text, number = cast(null(), Text), cast(literal(0), BigInteger)
    changes = select(
        seen.c.id, seen.c.status_before, seen.c.status_within, seen.c.opened_within, seen.c.undated,
        text.label("listed"), cast(literal(1), BigInteger).label("moved"),
    )  # fmt: skip
    plain = select(decision.c.id, text, text, number, number, decision.c.status, number)
    if of is not None:
        plain = plain.where(of)
    rows = union_all(changes, plain).subquery("both")
    together = (func.max(column).label(column.name) for column in rows.c if column.name != "id")
    return select(rows.c.id, *together).group_by(rows.c.id).subquery("known")


def _changes(period: Period, of: ColumnElement[bool] | None) -> CTE:
    """The last status that each decision took before and within the period, and whether it was opened (again) within."""
    event = decision_event.c
    undated = or_(*(event.kind.like(f"%.{one}") for one in (LISTED, ENTERED_AS)))
    phase = case(
        (and_(undated, event.entered_at < period.begins_at), _BEFORE),
        (and_(undated, event.entered_at >= period.over_at), _AFTER),
        (undated, _WITHIN),
        (event.happened_on < period.first, _BEFORE),
        (event.happened_on > period.last, _AFTER),
        else_=_WITHIN,
    )
    last_first = (event.happened_on.desc(), event.id.desc())
    mine = true() if of is None else event.decision_id.in_(select(decision.c.id).where(of))
    ranked = (
        select(
            event.decision_id.label("id"),
            _status_of(event.kind).label("status"),
            phase.label("phase"),
            _flag(undated).label("undated"),
            func.row_number().over(partition_by=(event.decision_id, phase), order_by=last_first).label("back"),
        )
        .where(event.kind.like(status_kind("%")), mine)
        .subquery("ranked")
    )
    last, opens = ranked.c.back == 1, ~_closed(ranked.c.status)
    within = ranked.c.phase == _WITHIN
    return (
        select(
            ranked.c.id,
            func.max(case((and_(last, ranked.c.phase == _BEFORE), ranked.c.status))).label("status_before"),
            func.max(case((and_(last, within), ranked.c.status))).label("status_within"),
            func.max(_flag(and_(within, opens))).label("opened_within"),
            func.max(case((and_(last, within), ranked.c.undated), else_=0)).label("undated"),
        )
        .group_by(ranked.c.id)
        .cte("seen")
    )


def _status_of(kind: ColumnElement[str]) -> ColumnElement[str]:
    """The status that an event led to: ``no_means`` of ``status.no_means.re_verified``."""
    return case(*((kind.like(f"{status_kind(status.value)}%"), status.value) for status in Status))


def _standing(status: ColumnElement[str], decision_id: ColumnElement[int], period: Period) -> ColumnElement[str]:
    """What a decision of this status counts as.

    Two refinements of the profession's: what was done in part before the rest was entrusted elsewhere is finished here; a
    deferral that the parties agreed on (L25 Đ.46.1.c) leaves the case one with means.
    """
    return case(
        (status == Status.ENFORCING.value, Standing.OPEN.value),
        (status == Status.FINISHED.value, Standing.FINISHED.value),
        (status == Status.TERMINATED.value, Standing.TERMINATED.value),
        (and_(status == Status.ENTRUSTED.value, _paid_in_part(decision_id)), Standing.FINISHED.value),
        (status == Status.ENTRUSTED.value, Standing.ENTRUSTED.value),
        (status.in_([Status.NO_MEANS.value, Status.RETURNED.value]), Standing.NO_MEANS.value),
        (and_(status == Status.DEFERRED.value, _agreed(decision_id, period)), Standing.OPEN.value),
        else_=Standing.HELD.value,
    )


def _entered_at(decision_id: ColumnElement[int]) -> ColumnElement[Any]:
    entered = decision_event.alias("entered")
    return (
        select(func.min(entered.c.entered_at))
        .where(entered.c.decision_id == decision_id, entered.c.kind == EventKind.ENTERED.value)
        .scalar_subquery()
    )


def _paid_in_part(decision_id: ColumnElement[int]) -> ColumnElement[bool]:
    return select(payment.c.id).where(payment.c.decision_id == decision_id, payment.c.reversed_at.is_(None)).exists()


def _agreed(decision_id: ColumnElement[int], period: Period) -> ColumnElement[bool]:
    in_force = or_(agreement.c.ended_on.is_(None), agreement.c.ended_on > period.last)
    return (
        select(agreement.c.id)
        .where(agreement.c.decision_id == decision_id, agreement.c.signed_on <= period.last, in_force)
        .exists()
    )


def _coerced(decision_id: ColumnElement[int], period: Period) -> ColumnElement[bool]:
    return (
        select(coercion.c.id)
        .where(coercion.c.decision_id == decision_id, coercion.c.carried_out_on <= period.last)
        .exists()
    )


def _closed(status: ColumnElement[str]) -> ColumnElement[bool]:
    """False, not unknown, where there is no status."""
    return func.coalesce(status, "").in_(sorted(one.value for one in CLOSED))


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(case((condition, 1), else_=0), BigInteger)


def _kept(rows: Select[Any], name: str) -> CTE:
    """Worked out once, though several parts of the statement read it."""
    return rows.cte(name).prefix_with("MATERIALIZED")
