"""From which state may what happen to a decision, and where does its course stand after all that did happen?

``TRANSITIONS`` is the table; below it is what the law asks beyond the state. Nothing here reads the books: a course is what
its events make it, so it can be followed again at any time and comes out the same. What contradicts (a list may, and what
was written before these rules) is believed as the books have it and named in ``disputed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from casework.citations import NEW_LAW_FROM
from casework.course_kinds import STATUS_WORDS, WORDS, Ground, Happened
from casework.course_steps import ACTIVE, Course, after, typed
from casework.deadlines import plain_end
from casework.decision_events import Event, in_force
from casework.decision_states import CLOSED, LIVE, RESTING, DecisionRefused, Status
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """An event may come while the decision is in ``start``; it leads to ``to`` (None: it stays)."""

    start: frozenset[Status]
    to: Status | None = None


_WITHOUT_MEANS = frozenset({Status.NO_MEANS})
_ALL = frozenset(Status)

TRANSITIONS: Mapping[Happened, Transition] = MappingProxyType(
    {
        Happened.SERVED: Transition(start=LIVE),
        Happened.SERVICE_CORRECTED: Transition(start=_ALL),
        Happened.WITH_MEANS: Transition(start=ACTIVE, to=Status.ENFORCING),
        Happened.NO_MEANS: Transition(start=frozenset({Status.ENFORCING}), to=Status.NO_MEANS),
        Happened.RE_VERIFIED: Transition(start=_WITHOUT_MEANS),
        Happened.INFORMATION_RECEIVED: Transition(start=LIVE),
        Happened.PUBLISHED: Transition(start=_WITHOUT_MEANS),
        Happened.TAKEN_DOWN: Transition(start=_ALL),
        Happened.SEPARATE_REGISTER: Transition(start=_WITHOUT_MEANS),
        Happened.RETURNED: Transition(start=_WITHOUT_MEANS, to=Status.RETURNED),
        Happened.DEFERRED: Transition(start=ACTIVE, to=Status.DEFERRED),
        Happened.SUSPENDED: Transition(start=ACTIVE | {Status.DEFERRED}, to=Status.SUSPENDED),
        Happened.RESUMED: Transition(start=RESTING),  # to where it was before it rested
        Happened.TERMINATED: Transition(start=LIVE, to=Status.TERMINATED),
        Happened.ENTRUSTED: Transition(start=ACTIVE, to=Status.ENTRUSTED),
        Happened.FINISHED: Transition(start=LIVE, to=Status.FINISHED),
        Happened.TAKEN_UP_AGAIN: Transition(start=CLOSED),  # to being enforced, or to where a mistake closed it
    }
)
MOVES = frozenset(
    {one for one, rule in TRANSITIONS.items() if rule.to is not None} | {Happened.RESUMED, Happened.TAKEN_UP_AGAIN}
)


LIST_MAY_MOVE = ACTIVE  # what an officer deferred, suspended or closed, no list takes up again on its own


class Contradiction(DecisionRefused):
    """What is to be noted cannot have happened as the books stand; the message says why and what to do."""


def follow(events: Iterable[Event]) -> Course:
    """The course that these events make, in the order given (by day, then as written down)."""
    course = Course()
    disputed: dict[int, str] = {}
    for event in in_force(events):
        problem = why_not(course, event)
        if problem is not None:
            disputed[event.id] = problem
        course = after(course, event, believed=problem is not None)
    return replace(course, disputed=MappingProxyType(disputed))


def leads_to(course: Course, happened: Happened, reason: str | None) -> Status:
    """The status in which the decision is once this has happened."""
    if happened is Happened.RESUMED:
        return course.active_as
    if happened is Happened.TAKEN_UP_AGAIN:
        return course.closed_as if reason == Ground.MISTAKE else Status.ENFORCING
    return TRANSITIONS[happened].to or course.status


def why_not(course: Course, event: Event) -> str | None:
    """What speaks against the event at this point of the course, with the remedy; None if nothing does."""
    happened = typed(event)
    if happened is None:
        return None
    if course.status not in TRANSITIONS[happened].start:
        return f"{_state_said(course)} nên không ghi «{WORDS[happened]}» được. {_remedy(course.status, happened)}"
    asked = _ASKED.get(happened)
    problem = asked(course, event) if asked is not None else None
    if problem is None and event.to_status not in (None, leads_to(course, happened, event.detail.reason)):
        return "Việc không trở lại trạng thái đã ghi. Hãy hủy sự kiện này rồi ghi lại."
    return problem


# -- what the law asks beyond the state -------------------------------------------------------------------------------


def _asked_of_deferral(course: Course, event: Event) -> str | None:
    """Đ.46.2: at the protest authority's request once only, at most three months. Any: it ends after it begins.

    The three months run from the day of the paper that asked. Where the books do not have that day (``casework.course``
    asks for it now), from the deferral's own, which is none earlier. They are a most, so no rest day adds to them.
    """
    until = event.detail.until
    if until is not None and until < event.happened_on:
        return "Ngày hết hoãn trước ngày bắt đầu hoãn. Hãy xem lại cả hai ngày."
    if event.detail.reason != Ground.PROTEST_REQUEST:
        return None
    if course.protest_requests:
        return (
            "Việc này đã hoãn một lần theo yêu cầu của người có thẩm quyền kháng nghị; luật chỉ cho một lần (Đ.46.2). "
            "Hãy xem có phải tạm đình chỉ do đã có kháng nghị không."
        )
    if until is None:
        return "Hoãn theo yêu cầu của người có thẩm quyền kháng nghị phải có ngày hết hạn. Hãy ghi hoãn đến ngày nào."
    last = end_of(PeriodKind.DEFERRAL_FOR_PROTEST, event.detail.asked_on or event.happened_on)
    if until > last:
        return (
            "Hoãn theo yêu cầu của người có thẩm quyền kháng nghị không quá 3 tháng kể từ ngày ra văn bản yêu cầu "
            f"(Đ.46.2), nên đến {last:%d/%m/%Y} là hết. Hãy xem lại ngày hết hoãn."
        )
    return None


def _asked_of_publication(course: Course, event: Event) -> str | None:
    if course.published_on is not None:
        return "Việc này đang có trong danh sách công khai. Hãy ghi gỡ xuống trước nếu đăng lại."
    return None


def _asked_of_taking_down(course: Course, event: Event) -> str | None:
    if course.published_on is None:
        return "Sổ chưa ghi việc này được đăng công khai. Hãy ghi ngày đăng trước."
    return None


def _asked_of_return(course: Course, event: Event) -> str | None:
    """Đ.34.2, 38.4, since 1/7/2026: two years after the decision without new information."""
    if event.happened_on < NEW_LAW_FROM:
        return "Gửi lại yêu cầu vì 2 năm không có thông tin mới chỉ có từ 01/07/2026. Hãy xem lại ngày."
    return against_return(course, event.happened_on)


def without_information_since(course: Course) -> date | None:
    """From which day the two years of Đ.38.4 run; None where the books do not know when the means were found missing."""
    if course.no_means_on is None:
        return None
    return max(course.no_means_on, course.information_on or course.no_means_on)


def re_verification(course: Course) -> PeriodKind:
    """How often means are looked at again (Đ.38.3): every 6 months; once a year in the circumstances named there."""
    return PeriodKind.REVERIFICATION if course.circumstance is None else PeriodKind.REVERIFICATION_YEARLY


def against_return(course: Course, day: date) -> str | None:
    """Why a request may not go back on ``day``, nor a case to the separate register, with the remedy (Đ.38.4, ND152 Đ.22).

    "Hết thời hạn 02 năm": the years are over the day after their last, as in Đ.42. And the means have been looked at
    again as Đ.38.3 asks: since they were found missing, and no longer ago than the interval.
    """
    since = without_information_since(course)
    if since is None:
        return None
    last = end_of(PeriodKind.REQUEST_RETURNED, since)
    if day <= last:
        return (
            f"Chưa đủ 2 năm không có thông tin mới, tính từ {since:%d/%m/%Y} đến hết {last:%d/%m/%Y} (Đ.38.4). "
            "Hãy chờ hết thời hạn, hoặc xem lại ngày đã ghi."
        )
    if course.information_waits is not None or not _looked_at_again(course, day):
        return f"Trước khi gửi lại phải xác minh lại theo Đ.38.3. Hãy ghi «{WORDS[Happened.RE_VERIFIED]}» trước."
    return None


def _looked_at_again(course: Course, day: date) -> bool:
    looked = course.verified_on
    again = looked is not None and course.no_means_on is not None and looked > course.no_means_on
    return looked is not None and again and day <= end_of(re_verification(course), looked)


def _asked_of_register(course: Course, event: Event) -> str | None:
    """ND152 Đ.22.1: what for a request is its return is for an ex officio case the separate register, after as long."""
    if course.separate_register_on is not None:
        return "Việc này đã ở sổ theo dõi riêng. Hãy xem lại diễn biến."
    return against_return(course, event.happened_on)


def _asked_of_taking_up(course: Course, event: Event) -> str | None:
    """Đ.45.5 opens what a waiver closed; a new request what was returned; what was given up stays given up (Đ.48.4)."""
    reason, ground = event.detail.reason, course.closed.detail.reason if course.closed is not None else None
    if reason == Ground.NEW_REQUEST and course.status is not Status.RETURNED:
        return "Yêu cầu thi hành án lại chỉ dành cho việc đã gửi lại yêu cầu. Hãy chọn căn cứ khác."
    if reason == Ground.SENT_BACK and course.status is not Status.ENTRUSTED:
        return "Việc này chưa ủy thác nên không có nơi nào trả lại. Hãy chọn căn cứ khác."
    if ground == Ground.GIVEN_UP and reason != Ground.MISTAKE:
        return (
            "Đình chỉ theo thỏa thuận hoặc yêu cầu của người được thi hành án thì không rút lại được (Đ.48.4). "
            "Hãy xem lại căn cứ đình chỉ đã ghi."
        )
    by_waiver = course.status is Status.FINISHED or ground in (Ground.WAIVED, None)
    if reason == Ground.HIDDEN_ASSETS and not (course.status in (Status.TERMINATED, Status.FINISHED) and by_waiver):
        return "Căn cứ che giấu tài sản (Đ.45.5) chỉ dành cho việc đã đóng do miễn, giảm. Hãy chọn căn cứ khác."
    return None


_ASKED: Mapping[Happened, Callable[[Course, Event], str | None]] = {
    Happened.DEFERRED: _asked_of_deferral,
    Happened.PUBLISHED: _asked_of_publication,
    Happened.TAKEN_DOWN: _asked_of_taking_down,
    Happened.RETURNED: _asked_of_return,
    Happened.SEPARATE_REGISTER: _asked_of_register,
    Happened.TAKEN_UP_AGAIN: _asked_of_taking_up,
}


# -- words ------------------------------------------------------------------------------------------------------------


def end_of(kind: PeriodKind, start: date) -> date:
    """The plain end of a period of days, months or years, before rest days are looked at."""
    return plain_end(start, PERIODS[kind].length, PERIODS[kind].unit)


def _state_said(course: Course) -> str:
    since = course.closed or course.rests
    day = f" từ {since.happened_on:%d/%m/%Y}" if since is not None else ""
    return f"Việc đang ở trạng thái «{STATUS_WORDS[course.status]}»{day}"


def _remedy(status: Status, happened: Happened) -> str:
    if happened is Happened.TAKEN_UP_AGAIN:
        return "Việc chưa đóng: hãy ghi tiếp diễn biến như thường."
    if status in CLOSED:
        return f"Nếu việc được thi hành lại, hãy ghi «{WORDS[Happened.TAKEN_UP_AGAIN]}» với căn cứ trước."
    if happened is Happened.RESUMED:
        return "Hãy ghi quyết định hoãn hoặc tạm đình chỉ trước, hoặc xem lại số quyết định."
    if status in RESTING:
        return f"Hãy ghi «{WORDS[Happened.RESUMED]}» trước."
    if status is Status.NO_MEANS:
        return f"Hãy ghi «{WORDS[Happened.RE_VERIFIED]}» hoặc «{WORDS[Happened.WITH_MEANS]}»."
    return f"Hãy ghi «{WORDS[Happened.NO_MEANS]}» trước."
