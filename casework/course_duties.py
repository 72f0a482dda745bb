"""What must the agency do next in a decision, by which day, and by which article?

One row of ``_TABLE`` a duty, in the order of the law; its period is that of ``casework.periods``. What was closed before
1/7/2026 has none: it stays under the old law (106/2025/QH15 Đ.116).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from casework.books import Books
from casework.citations import ENFORCEMENT_LAW, Citation
from casework.clock import today
from casework.course_kinds import Happened
from casework.course_rules import against_return, follow, re_verification, without_information_since
from casework.course_state import HEAD_COLUMNS, Standing, head_of, standing, stands
from casework.deadlines import deadline
from casework.decision_events import events_of_many
from casework.decision_states import LIVE, Origin, State, Status
from casework.period_kinds import PeriodKind
from casework.service import ServiceForm
from casework.tables.decisions import decision as decisions
from casework.tables.decisions import decision_event
from casework.working_days import WorkingDays, working_days

_AT_ONCE = 500


class DutyKind(StrEnum):
    """What is to be done."""

    SERVE = "serve"  # thông báo quyết định
    KEEP_POSTED = "keep_posted"  # giữ niêm yết
    START_VERIFICATION = "start_verification"
    RE_VERIFY = "re_verify"
    VERIFY_INFORMATION = "verify_information"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"
    RETURN_REQUEST = "return_request"
    SEPARATE_REGISTER = "separate_register"
    RETURN_OR_REGISTER = "return_or_register"  # the books do not know whether somebody had asked for it
    RESUME = "resume"


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """To be done by the end of ``by``; None: now, but the law names no last day, so it is never overdue. ``counted_from``
    started the period; ``from_list``: that day is a list's, so the real one may be earlier. ``unconfirmed_year``: the calendar behind it is not confirmed yet."""

    kind: DutyKind
    by: date | None
    counted_from: date
    from_list: bool
    overdue: bool
    unconfirmed_year: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Owing:
    """A decision with what is to be done in it, the most urgent first."""

    decision_id: int
    number: str
    issued_on: date
    officer_id: int | None
    state: State
    duties: tuple[Duty, ...]


_Start = tuple[PeriodKind, date]


def duties_of(books: Books, decision_id: int, as_of: date | None = None) -> list[Duty]:
    """What is to be done in the decision on ``as_of`` (today, if None), the most urgent first. Raises ``DecisionUnknown``."""
    day = today(books.clock) if as_of is None else as_of
    return duties(working_days(books), standing(books, decision_id, day), day)


def duties(calendar: WorkingDays, where: Standing, as_of: date) -> list[Duty]:
    """``duties_of`` for whoever has read calendar and standing already."""
    if where.law != ENFORCEMENT_LAW:
        return []
    found = []
    for kind, starts in _TABLE:
        start = starts(where, as_of)
        if start is not None:
            found.append(_duty(calendar, kind, *start, where, as_of))
    return sorted((duty for duty in found if duty.kind not in _OVER_BY_ITSELF or not duty.overdue), key=_urgency)


def duties_in(
    books: Books,
    agency_id: int,
    *,
    officer_id: int | None = None,
    office_id: int | None = None,
    as_of: date | None = None,
    overdue_only: bool = True,
) -> Iterator[Owing]:
    """The agency's decisions (one officer's, one office's) in which something is to be done, oldest decision first.

    ``overdue_only``: what is overdue, and what is to be done now though the law names no day for it.
    """
    day = today(books.clock) if as_of is None else as_of
    calendar = working_days(books)
    rows = books.conn.execute(_heads(agency_id, officer_id, office_id)).all()
    for start in range(0, len(rows), _AT_ONCE):
        piece = rows[start : start + _AT_ONCE]
        events = events_of_many(books, [row.id for row in piece])
        for row in piece:
            course = follow(event for event in events.get(row.id, []) if event.happened_on <= day)
            where = stands(calendar, head_of(row), course, day)
            found = [
                duty for duty in duties(calendar, where, day) if duty.overdue or duty.by is None or not overdue_only
            ]
            if found:
                yield Owing(
                    decision_id=row.id,
                    number=row.number,
                    issued_on=row.issued_on,
                    officer_id=row.officer_id,
                    state=where.state,
                    duties=tuple(found),
                )


def _duty(calendar: WorkingDays, kind: DutyKind, period: PeriodKind, start: date, where: Standing, as_of: date) -> Duty:
    end = deadline(calendar, period, start)
    has_day = kind not in _WITHOUT_DAY
    return Duty(
        kind=kind,
        by=end.last_day if has_day else None,
        counted_from=start,
        from_list=kind in _BY_NO_MEANS and where.course.no_means_on is None and start == where.course.no_means_from,
        overdue=has_day and as_of > end.last_day,
        unconfirmed_year=has_day and end.unconfirmed_year,
        citations=end.citations,
    )


def _urgency(duty: Duty) -> date:
    return date.max if duty.by is None else duty.by


# -- when each duty exists, and from which day its period runs --------------------------------------------------------


def _serve(where: Standing, as_of: date) -> _Start | None:
    """L25 Đ.35.1: the notice goes out within 3 working days."""
    unserved = where.head.served_on is None and where.course.status in LIVE
    return (PeriodKind.NOTICE_ISSUED, where.head.issued_on) if unserved else None


def _keep_posted(where: Standing, as_of: date) -> _Start | None:
    """ND152 Đ.17: what is posted stays up 7 days."""
    posted = where.head.served_on
    if where.head.service_form != ServiceForm.POSTED or posted is None:
        return None
    return PeriodKind.POSTING_STAYS_UP, posted


def _start_verification(where: Standing, as_of: date) -> _Start | None:
    """L25 Đ.37.1: within 9 days after the voluntary period; not where everything has been paid."""
    if where.state is not State.VERIFICATION or where.until is None or where.head.settled:
        return None
    return PeriodKind.VERIFICATION_START, where.until.last_day


def _re_verify(where: Standing, as_of: date) -> _Start | None:
    """Đ.38.3: every 6 months; once a year with two years of prison left, or an unknown address."""
    if where.state is not State.NO_MEANS or where.course.verified_on is None:
        return None
    return re_verification(where.course), where.course.verified_on


def _verify_information(where: Standing, as_of: date) -> _Start | None:
    """Đ.38.2: within 10 days of new information."""
    waits = where.course.information_waits
    return (PeriodKind.NEW_INFORMATION_VERIFIED, waits) if where.state is State.NO_MEANS and waits else None


def _publish(where: Standing, as_of: date) -> _Start | None:
    """Đ.38.2, ND152 Đ.23.1: within 5 working days of the decision. Of a list's word the books do not know whether it was."""
    if where.state is not State.NO_MEANS or where.course.published_on is not None or where.course.no_means_on is None:
        return None
    return PeriodKind.PUBLICATION, where.course.no_means_on


def _take_down(where: Standing, as_of: date) -> _Start | None:
    """ND152 Đ.23.2: within 3 working days after the ground has gone."""
    ended = where.course.no_means_ended_on
    if where.course.published_on is None or ended is None or where.course.status is Status.NO_MEANS:
        return None
    return PeriodKind.PUBLICATION_TAKEN_DOWN, ended


def _two_years(*origins: Origin | None) -> Callable[[Standing, date], _Start | None]:
    """Đ.38.4: two years without new information are over and the means were looked at again: the request goes back;
    ex officio, the separate register (ND152 Đ.22). The law names no day by which."""

    def starts(where: Standing, as_of: date) -> _Start | None:
        course = where.course
        if where.state is not State.NO_MEANS or course.separate_register_on is not None:
            return None
        since = without_information_since(course)
        if since is None or where.head.origin not in origins or against_return(course, as_of) is not None:
            return None
        return PeriodKind.REQUEST_RETURNED, since

    return starts


def _resume(where: Standing, as_of: date) -> _Start | None:
    """Đ.46.3: the decision to go on within 5 working days after the deferral has run out."""
    rests = where.course.rests
    if where.state is not State.DEFERRED or rests is None or rests.detail.until is None:
        return None
    return PeriodKind.RESUMED_AFTER_DEFERRAL, rests.detail.until


_TABLE: tuple[tuple[DutyKind, Callable[[Standing, date], _Start | None]], ...] = (
    (DutyKind.SERVE, _serve),
    (DutyKind.KEEP_POSTED, _keep_posted),
    (DutyKind.START_VERIFICATION, _start_verification),
    (DutyKind.RE_VERIFY, _re_verify),
    (DutyKind.VERIFY_INFORMATION, _verify_information),
    (DutyKind.PUBLISH, _publish),
    (DutyKind.TAKE_DOWN, _take_down),
    (DutyKind.RETURN_REQUEST, _two_years(Origin.ON_REQUEST)),
    (DutyKind.SEPARATE_REGISTER, _two_years(Origin.EX_OFFICIO)),
    (DutyKind.RETURN_OR_REGISTER, _two_years(None)),
    (DutyKind.RESUME, _resume),
)
_BY_NO_MEANS = frozenset({DutyKind.RE_VERIFY})
_OVER_BY_ITSELF = frozenset({DutyKind.KEEP_POSTED})
_WITHOUT_DAY = frozenset({DutyKind.RETURN_REQUEST, DutyKind.SEPARATE_REGISTER, DutyKind.RETURN_OR_REGISTER})


def _heads(agency_id: int, officer_id: int | None, office_id: int | None) -> Select[Any]:
    published = select(decision_event.c.decision_id).where(decision_event.c.kind == Happened.PUBLISHED.value)
    live = decisions.c.status.in_(sorted(status.value for status in LIVE))
    where: list[ColumnElement[bool]] = [decisions.c.agency_id == agency_id, or_(live, decisions.c.id.in_(published))]
    if officer_id is not None:
        where.append(decisions.c.officer_id == officer_id)
    if office_id is not None:
        where.append(decisions.c.office_id == office_id)
    columns = (*HEAD_COLUMNS, decisions.c.number, decisions.c.officer_id)
    return select(*columns).where(*where).order_by(decisions.c.issued_on, decisions.c.id)
