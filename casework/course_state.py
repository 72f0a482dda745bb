"""In which state is a decision on a day, and under which of the two laws?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from casework.books import Books
from casework.citations import ENFORCEMENT_LAW, NEW_LAW_FROM, OLD_ENFORCEMENT_LAW, Citation
from casework.clock import today
from casework.course import course_of
from casework.course_kinds import ENTERED_AS, LISTED
from casework.course_steps import Course
from casework.deadlines import Deadline, deadline
from casework.decision_states import DecisionUnknown, ReviewResult, State, Status
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY
from casework.period_kinds import PeriodKind
from casework.tables.decisions import allocation, obligation
from casework.tables.decisions import decision as decisions
from casework.working_days import WorkingDays, working_days

WHICH_LAW = Citation(law=ENFORCEMENT_LAW, article="116")
_MEANS_KNOWN = frozenset({ReviewResult.WITH_MEANS, ReviewResult.TO_WAIVE, ReviewResult.TO_REDUCE})
_DAY_UNKNOWN = frozenset({LISTED, ENTERED_AS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What of the decision itself its state depends on."""

    id: int
    issued_on: date
    served_on: date | None
    service_form: str | None
    origin: str | None
    review_result: str | None
    settled: bool  # nothing of what it asks for is left to pay, and it asks for nothing but money

    @property
    def reviewed(self) -> bool:
        """Whether the review of the file has found out about the debtor's means."""
        return self.review_result in _MEANS_KNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where the decision stands. ``since``: the day of the event that led there; ``until``: the voluntary period's end.

    ``law`` is the law that governs it (``law_of``).
    """

    state: State
    since: date | None
    until: Deadline | None
    law: str | None
    head: Head
    course: Course


def standing(books: Books, decision_id: int, as_of: date | None = None) -> Standing:
    """The decision's state on ``as_of`` (today, if None). Raises ``DecisionUnknown``."""
    row = books.conn.execute(_HEAD, {"id": decision_id}).one_or_none()
    if row is None:
        raise DecisionUnknown
    day = today(books.clock) if as_of is None else as_of
    return stands(working_days(books), head_of(row), course_of(books, decision_id, day), day)


def stands(calendar: WorkingDays, head: Head, course: Course, as_of: date) -> Standing:
    """``standing`` for whoever has read head, course and calendar already."""
    served = head.served_on is not None and head.served_on <= as_of
    ends = deadline(calendar, PeriodKind.VOLUNTARY_PERIOD, head.served_on) if served and head.served_on else None
    state, since = _state(head, course, ends, as_of)
    law = law_of(course, head.issued_on)
    return Standing(state=state, since=since, until=ends, law=law, head=head, course=course)


def law_of(course: Course, issued_on: date) -> str | None:
    """Which law governs the decision (106/2025/QH15 Đ.116): what was closed before 1/7/2026 stays under the law of 2008;
    whatever was not finished then follows the new law in every next step. None: closed on a day that the books do not
    know, so that nobody may quote either law as the one that applied.
    """
    closed = course.closed
    if closed is None or course.status not in (Status.FINISHED, Status.TERMINATED) or issued_on >= NEW_LAW_FROM:
        return ENFORCEMENT_LAW
    if closed.happened_on < NEW_LAW_FROM and closed.happened not in _DAY_UNKNOWN:
        return OLD_ENFORCEMENT_LAW
    return None if closed.happened in _DAY_UNKNOWN else ENFORCEMENT_LAW


def head_of(row: Any) -> Head:
    """The head from a row that has its columns."""
    return Head(
        id=row.id,
        issued_on=row.issued_on,
        served_on=row.served_on,
        service_form=row.service_form,
        origin=row.origin,
        review_result=row.review_result,
        settled=bool(row.settled),
    )


def _state(head: Head, course: Course, ends: Deadline | None, as_of: date) -> tuple[State, date | None]:
    if course.status is not Status.ENFORCING:
        return State(course.status.value), _since(course)
    if course.means_on is not None:
        return State.WITH_MEANS, course.means_on
    if ends is None:
        return (State.WITH_MEANS, None) if head.reviewed else (State.ISSUED, head.issued_on)
    if as_of <= ends.last_day:
        return State.VOLUNTARY_PERIOD, head.served_on
    return (State.WITH_MEANS, None) if head.reviewed else (State.VERIFICATION, ends.last_day)


def _since(course: Course) -> date | None:
    """The day on which it came there; None where the books know it from a list only."""
    if course.status is Status.NO_MEANS:
        return course.no_means_on
    event = course.closed or course.rests
    return None if event is None or event.happened in _DAY_UNKNOWN else event.happened_on


_asked = and_(
    obligation.c.decision_id == decisions.c.id, obligation.c.kind.not_in([kind.value for kind in sorted(BY_THE_AGENCY)])
)
_paid = select(func.coalesce(func.sum(allocation.c.amount), 0)).where(allocation.c.obligation_id == obligation.c.id)
_open = or_(
    obligation.c.kind.in_([kind.value for kind in sorted(NOT_MONEY)]),
    obligation.c.amount - obligation.c.waived > _paid.scalar_subquery(),
)
HEAD_COLUMNS = (
    decisions.c.id,
    decisions.c.issued_on,
    decisions.c.served_on,
    decisions.c.service_form,
    decisions.c.origin,
    decisions.c.review_result,
    and_(exists().where(_asked), ~exists().where(_asked, _open)).label("settled"),
)
_HEAD = select(*HEAD_COLUMNS).where(decisions.c.id == bindparam("id"))
