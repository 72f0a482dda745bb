"""What is noted of a decision's course, and where does the decision stand now?

``record`` is the only way in: an event is written with its day, ground, paper and author if the whole course, with it, still
holds together; the coarse status that reminders ask for follows from it in the same transaction. What was noted wrongly is
taken back with ``annul``: both stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from casework.books import Books
from casework.course_asked import Happening, interest_stops, refuse_incomplete, refuse_without_waiver
from casework.course_kinds import WORDS, Happened
from casework.course_rules import MOVES, TRANSITIONS, Contradiction, follow, leads_to
from casework.course_steps import Course
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.decision_events import ADD_EVENT, Detail, Event, events_of, in_force, row_of, status_kind
from casework.decision_states import RESTING, DecisionRefused, DecisionUnknown
from casework.tables.decisions import decision as decisions


def record(books: Books, decision_id: int, happening: Happening, *, entered_by: int | None = None) -> int:
    """Note it and give the event's id. Raises ``DecisionUnknown``, or ``DecisionRefused`` with reason and remedy."""
    head = _head(books, decision_id)
    refuse_incomplete(books, head, happening)
    events = events_of(books, decision_id)
    event = _event(books, decision_id, events, happening, entered_by)
    course = _checked(events, event)
    refuse_without_waiver(books, event, follow(one for one in events if _place(one) < _place(event)).closed)
    _write(books, event, course, _columns_of(happening))
    return event.id


def annul(books: Books, decision_id: int, event_id: int, *, ground: str, entered_by: int | None = None) -> int:
    """Take back an event noted wrongly: from now on the course is what it would be without it; both stay written.

    Raises ``DecisionRefused`` if there is no such event, if it is not one of the course, or if later events need it.
    """
    _head(books, decision_id)
    if not ground.strip():
        raise DecisionRefused("Chưa ghi vì sao hủy. Hãy ghi lý do.")
    events = events_of(books, decision_id)
    wrong = next((event for event in in_force(events) if event.id == event_id), None)
    if wrong is None:
        raise DecisionRefused("Không có sự kiện này, hoặc đã hủy rồi. Hãy xem lại diễn biến của quyết định.")
    if wrong.happened in (Happened.SERVED, Happened.SERVICE_CORRECTED):
        raise DecisionRefused("Ngày thông báo ghi sai thì sửa, không hủy. Hãy ghi lại việc thông báo với ngày đúng.")
    if wrong.to_status is None and wrong.happened not in TRANSITIONS:
        raise DecisionRefused("Sự kiện này không thuộc diễn biến. Hãy sửa ở chính nơi đã ghi: khoản tiền, khoản thu.")
    kind = Happened.ANNULLED.value
    if wrong.to_status is not None:
        before = [event for event in in_force(events) if _place(event) < _place(wrong)]
        kind = status_kind(follow(before).status, kind)
    taking_back = Event(
        id=new_id(),
        decision_id=decision_id,
        kind=kind,
        happened_on=wrong.happened_on,
        entered_by=entered_by,
        entered_at=books.clock.now(),
        detail=Detail(ground=ground, annuls=wrong.id),
    )
    _write(books, taking_back, _checked(events, taking_back), {})
    return taking_back.id


def course_of(books: Books, decision_id: int, as_of: date | None = None) -> Course:
    """The decision's course up to and with the day ``as_of``; all of it if None."""
    events = events_of(books, decision_id)
    return follow(event for event in events if as_of is None or event.happened_on <= as_of)


def _event(
    books: Books, decision_id: int, events: Iterable[Event], happening: Happening, entered_by: int | None
) -> Event:
    event_id = new_id()
    before = follow(event for event in events if _place(event) < (happening.on, event_id))
    kind: str = happening.what.value
    again = None  # the rest that goes on because it was closed by mistake
    if happening.what in MOVES:
        status = leads_to(before, happening.what, happening.reason)
        kind = status_kind(status, kind)
        again = before.rests if happening.what is Happened.TAKEN_UP_AGAIN and status in RESTING else None
    return Event(
        id=event_id,
        decision_id=decision_id,
        kind=kind,
        happened_on=happening.on,
        entered_by=entered_by,
        entered_at=books.clock.now(),
        detail=Detail(
            ground=happening.ground,
            interest_stops=interest_stops(happening) if again is None else again.interest_stops,
            document=happening.document,
            reason=happening.reason,
            circumstance=happening.circumstance,
            asked_on=happening.asked_on if again is None else again.detail.asked_on,
            until=happening.until if again is None else again.detail.until,
            form=happening.form,
            served_on=happening.served_on,
        ),
    )


def _checked(events: Iterable[Event], added: Event) -> Course:
    """The course with the event in its place. Raises ``Contradiction`` if it, or what is noted after it, cannot be then."""
    known = list(events)
    before, after = follow(known), follow(sorted([*known, added], key=_place))
    if (problem := after.disputed.get(added.id)) is not None:
        raise Contradiction(problem)
    broken = [event for event in known if event.id in after.disputed.keys() - before.disputed.keys()]
    if broken:
        what = WORDS.get(_happened(broken[0]), "đã ghi")
        raise Contradiction(
            f"Ghi như vậy thì trái với «{what}» ngày {broken[0].happened_on:%d/%m/%Y} đã có trong sổ. "
            "Hãy hủy sự kiện đó trước, rồi ghi lại theo đúng thứ tự."
        )
    return after


def _write(books: Books, event: Event, course: Course, columns: dict[str, Any]) -> None:
    ADD_EVENT.changed(books.conn, **row_of(books, event))
    now = books.clock.now()
    _SET_STATUS.changed(books.conn, id=event.decision_id, to=course.status.value, now=now)
    if columns:
        books.conn.execute(update(decisions).where(decisions.c.id == event.decision_id), columns)
    books.ring("facts")


def _columns_of(happening: Happening) -> dict[str, Any]:
    match happening.what:
        case Happened.SERVED:
            return {"served_on": happening.on, "service_form": happening.form}
        case Happened.SERVICE_CORRECTED:
            return {"served_on": happening.served_on, "service_form": happening.form}
    return {}


def _head(books: Books, decision_id: int) -> Any:
    row = _HEAD.one(books.conn, id=decision_id)
    if row is None:
        raise DecisionUnknown
    return row


def _happened(event: Event) -> Any:
    return event.happened


def _place(event: Event) -> tuple[date, int]:
    return event.happened_on, event.id


_HEAD = Prepared(
    select(decisions.c.id, decisions.c.status, decisions.c.issued_on, decisions.c.served_on, decisions.c.origin)
    .where(decisions.c.id == bindparam("id"))
    .with_for_update()
)
_SET_STATUS = Prepared(
    update(decisions)
    .where(decisions.c.id == bindparam("id"))
    .values(status=bindparam("to"), changed_at=bindparam("now"))
)
