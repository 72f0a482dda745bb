"""What does one event change in the course of a decision?

Nothing is refused here: whether an event may come is for ``casework.course_rules`` to say. What the books hold against the
rules (a list may, and what was written before them) is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from casework.course_kinds import Ground, Happened
from casework.decision_events import Event
from casework.decision_states import CLOSED, RESTING, Status

ACTIVE = frozenset({Status.ENFORCING, Status.NO_MEANS})
_ENDS_NO_MEANS = frozenset({Status.FINISHED, Status.TERMINATED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Where a decision stands after its events. Days are those the events name.

    ``no_means_on`` is the day of the decision that there are no means; None while ``no_means_from`` is set says that the
    books know it from a list only, since that day at the latest. ``rests`` is the deferral or suspension in force,
    ``closed`` what closed the decision.
    """

    status: Status = Status.ENFORCING
    means_on: date | None = None
    no_means_on: date | None = None
    no_means_from: date | None = None
    circumstance: str | None = None  # what the last look at the means found (casework.course_kinds.Circumstance)
    no_means_ended_on: date | None = None
    verified_on: date | None = None  # the last look at the means of somebody who has none
    information_on: date | None = None  # the last that came
    information_waits: date | None = None  # the first that came since the last look
    published_on: date | None = None  # stands on the public list since
    separate_register_on: date | None = None
    rests: Event | None = None
    active_as: Status = Status.ENFORCING  # what it was before it rested
    closed: Event | None = None
    closed_as: Status = Status.ENFORCING  # what it was before it was closed
    protest_requests: int = 0
    disputed: Mapping[int, str] = field(default_factory=dict)  # event -> what speaks against it


def typed(event: Event) -> Happened | None:
    """What happened, where the rules know it; a list's word and what other rules note have no transition."""
    try:
        happened = Happened(event.happened)
    except ValueError:
        return None
    return happened if happened is not Happened.ANNULLED else None


def after(course: Course, event: Event, *, believed: bool) -> Course:
    """The course once the event has happened; ``believed``: although something speaks against it."""
    course = _noted(course, event)
    if event.to_status is None:
        return course
    status = Status(event.to_status)
    happened = None if believed else typed(event)
    if happened is None and status is course.status:
        return course  # a list repeats what the books know
    return _moved(course, event, status, happened)


def _noted(course: Course, event: Event) -> Course:
    day = event.happened_on
    match event.happened:
        case Happened.RE_VERIFIED:
            circumstance = event.detail.circumstance  # each look says it anew: who is silent is looked at sooner
            return replace(course, verified_on=day, information_waits=None, circumstance=circumstance)
        case Happened.INFORMATION_RECEIVED:
            return replace(course, information_on=day, information_waits=course.information_waits or day)
        case Happened.PUBLISHED:
            return replace(course, published_on=day)
        case Happened.TAKEN_DOWN:
            return replace(course, published_on=None, no_means_ended_on=None)
        case Happened.SEPARATE_REGISTER:
            return replace(course, separate_register_on=day)
    return course


def _moved(course: Course, event: Event, status: Status, happened: Happened | None) -> Course:
    before = course.active_as if course.status in RESTING else course.status
    if event.detail.reason == Ground.PROTEST_REQUEST:
        course = replace(course, protest_requests=course.protest_requests + 1)
    if status in RESTING:
        again = happened is Happened.TAKEN_UP_AGAIN  # a mistake had closed it while it rested
        if again:
            return replace(course, status=status, closed=None)
        active = before if before in ACTIVE else Status.ENFORCING
        return replace(course, status=status, rests=event, active_as=active, closed=None)
    if status in CLOSED:
        ends = status in _ENDS_NO_MEANS and course.no_means_from is not None
        ended_on = event.happened_on if ends else course.no_means_ended_on
        return replace(course, status=status, closed=event, closed_as=course.status, no_means_ended_on=ended_on)
    course = replace(course, rests=None, closed=None)
    if status is Status.NO_MEANS:
        return _without_means(course, event, happened)
    means_on = event.happened_on if happened is Happened.WITH_MEANS else course.means_on
    return replace(_with_means_again(course, event), status=status, active_as=status, means_on=means_on)


def _without_means(course: Course, event: Event, happened: Happened | None) -> Course:
    """Newly without means; or again, after resting or a mistaken closing, with what was known before."""
    known = replace(course, status=Status.NO_MEANS, active_as=Status.NO_MEANS, no_means_ended_on=None)
    if happened in (Happened.RESUMED, Happened.TAKEN_UP_AGAIN) and course.no_means_from is not None:
        return known
    day = event.happened_on
    return replace(
        known,
        means_on=None,
        no_means_on=day if happened is Happened.NO_MEANS else None,
        no_means_from=day,
        circumstance=event.detail.circumstance,
        verified_on=day,
        information_on=None,
        information_waits=None,
        separate_register_on=None,
    )


def _with_means_again(course: Course, event: Event) -> Course:
    """What was known of missing means is over; what is still on the public list stays noted until it is taken down."""
    if course.no_means_from is None:
        return course
    return replace(
        course,
        no_means_on=None,
        no_means_from=None,
        circumstance=None,
        no_means_ended_on=course.no_means_ended_on or event.happened_on,
        verified_on=None,
        information_waits=None,
        separate_register_on=None,
    )
