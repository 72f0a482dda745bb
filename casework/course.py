"""What is noted of a decision's course, and where does the decision stand now?

``record`` is the only way in: an event is written with its day, ground, paper and author if the whole course, with it, still
holds together; the coarse status that reminders ask for follows from it in the same transaction. What was noted wrongly is
taken back with ``annul``: both stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework.books import Books
from casework.citations import NEW_LAW_FROM
from casework.clock import today
from casework.course_kinds import GROUNDS, WORDS, Ground, Happened
from casework.course_rules import MOVES, TRANSITIONS, Contradiction, follow, leads_to
from casework.course_steps import Course
from casework.db.ids import new_id
from casework.decision_events import Detail, Event, events_of, in_force, row_of, status_kind
from casework.decision_states import RESTING, DecisionRefused, DecisionUnknown, Origin
from casework.payment_order import Kind
from casework.tables.decisions import decision as decisions
from casework.tables.decisions import decision_event, obligation

PERSONAL = frozenset({Kind.ACT.value, Kind.CHILD.value})  # duties that only the debtor can perform


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What is to be noted. ``interest_stops`` None: as the ground says; ``until`` only for a deferral.

    ``ground``: the article, or why, in the officer's words; ``document``: number and day of the paper.
    """

    what: Happened
    on: date
    ground: str | None = field(default=None, repr=False)
    document: str | None = field(default=None, repr=False)
    reason: Ground | None = None
    until: date | None = None
    interest_stops: bool | None = None
    form: str | None = None
    served_on: date | None = None


def record(books: Books, decision_id: int, happening: Happening, *, entered_by: int | None = None) -> int:
    """Note it and give the event's id. Raises ``DecisionUnknown``, or ``DecisionRefused`` with reason and remedy."""
    head = _head(books, decision_id)
    _refuse_incomplete(books, head, happening)
    events = events_of(books, decision_id)
    event = _event(books, decision_id, events, happening, entered_by)
    course = _checked(events, event)
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
            interest_stops=_interest_stops(happening) if again is None else again.interest_stops,
            document=happening.document,
            reason=happening.reason,
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
    books.conn.execute(insert(decision_event), row_of(books, event))
    values = {"status": course.status.value, "changed_at": books.clock.now(), **columns}
    books.conn.execute(update(decisions).where(decisions.c.id == event.decision_id), values)
    books.ring("facts")


def _columns_of(happening: Happening) -> dict[str, Any]:
    match happening.what:
        case Happened.SERVED:
            return {"served_on": happening.on, "service_form": happening.form}
        case Happened.SERVICE_CORRECTED:
            return {"served_on": happening.served_on, "service_form": happening.form}
    return {}


# -- what is asked of the event itself ------------------------------------------------------------------------------


def _head(books: Books, decision_id: int) -> Any:
    row = books.conn.execute(_HEAD, {"id": decision_id}).one_or_none()
    if row is None:
        raise DecisionUnknown
    return row


def _refuse_incomplete(books: Books, head: Any, happening: Happening) -> None:
    refuse_impossible_day(books, happening.on, head.issued_on)
    said = (happening.ground or "").strip() or (happening.document or "").strip()
    if happening.what in MOVES and not said:
        raise DecisionRefused("Chưa ghi căn cứ thay đổi trạng thái. Hãy ghi điều luật hoặc số quyết định.")
    if happening.until is not None and happening.what is not Happened.DEFERRED:
        raise DecisionRefused("Chỉ hoãn thi hành án mới có ngày hết hạn. Hãy bỏ ngày này.")
    if happening.interest_stops is not None and happening.what not in (Happened.DEFERRED, Happened.SUSPENDED):
        raise DecisionRefused("Chỉ hoãn và tạm đình chỉ mới ghi có tính lãi hay không. Hãy bỏ phần này.")
    _refuse_ground(books, head, happening)
    _refuse_service(books, head, happening)


def _refuse_ground(books: Books, head: Any, happening: Happening) -> None:
    """The ground belongs to the event; some bind it further (L25 Đ.46.1, 46.2, 47; Đ.38.4 and ND152 Đ.22)."""
    reason = happening.reason
    if reason is not None:
        of = GROUNDS[reason].of
        if of is not happening.what and (of, happening.what) != (Happened.NO_MEANS, Happened.RE_VERIFIED):
            raise DecisionRefused(f"Căn cứ này là của «{WORDS[of]}». Hãy chọn căn cứ đúng với việc đang ghi.")
        if GROUNDS[reason].interest_stops and happening.interest_stops is False:
            raise DecisionRefused(
                "Với căn cứ này luật không tính lãi trong thời gian nghỉ. Hãy bỏ phần ghi vẫn tính lãi."
            )
    if reason is Ground.GRAVE_ILLNESS and happening.on >= NEW_LAW_FROM and not _is_personal(books, head.id):
        raise DecisionRefused(
            "Bệnh hiểm nghèo chỉ là căn cứ hoãn cho nghĩa vụ phải tự mình thực hiện (Đ.46), không cho việc trả tiền. "
            "Hãy xem đường khác: thỏa thuận, chưa có điều kiện, xét miễn, giảm."
        )
    if happening.what is Happened.RETURNED and head.origin == Origin.EX_OFFICIO:
        raise DecisionRefused(
            "Việc chủ động thi hành không có yêu cầu để gửi lại. Hãy ghi chuyển sổ theo dõi riêng (Nghị định 152, Đ.22)."
        )
    if happening.what is Happened.SEPARATE_REGISTER and head.origin == Origin.ON_REQUEST:
        raise DecisionRefused("Sổ theo dõi riêng dành cho việc chủ động. Việc theo yêu cầu thì ghi gửi lại yêu cầu.")


def _refuse_service(books: Books, head: Any, happening: Happening) -> None:
    if happening.what is Happened.SERVED and head.served_on is not None:
        raise DecisionRefused(
            f"Sổ đã ghi thông báo hợp lệ ngày {head.served_on:%d/%m/%Y}. Nếu ngày đó sai, hãy ghi là sửa lại."
        )
    if happening.what is Happened.SERVICE_CORRECTED and (head.served_on is None or happening.served_on is None):
        raise DecisionRefused("Sổ chưa ghi ngày thông báo nên chưa có gì để sửa. Hãy ghi việc thông báo.")
    if happening.served_on is not None:
        refuse_impossible_day(books, happening.served_on, head.issued_on)


def refuse_impossible_day(books: Books, day: date, issued_on: date) -> None:
    """Raises ``DecisionRefused`` for a day that has not come, or before the decision was issued."""
    if day > today(books.clock):
        raise DecisionRefused("Ngày này chưa đến. Hãy nhập ngày đã qua hoặc hôm nay.")
    if day < issued_on:
        raise DecisionRefused("Ngày này trước ngày ra quyết định. Hãy xem lại cả hai ngày.")


def _interest_stops(happening: Happening) -> bool:
    """Whether late interest rests: as the officer says; else as the ground has it, where the new law had begun."""
    if happening.interest_stops is not None or happening.reason is None:
        return bool(happening.interest_stops)
    by_law = GROUNDS[happening.reason].interest_stops
    if by_law is False:
        return False
    if happening.on < NEW_LAW_FROM:
        raise DecisionRefused(
            "Việc nghỉ này bắt đầu trước 01/07/2026, theo luật cũ. Hãy ghi rõ thời gian đó có tính lãi hay không."
        )
    return True


def _is_personal(books: Books, decision_id: int) -> bool:
    kinds = set(books.conn.execute(_KINDS, {"decision": decision_id}).scalars())
    return not kinds or bool(kinds & PERSONAL)


def _happened(event: Event) -> Any:
    return event.happened


def _place(event: Event) -> tuple[date, int]:
    return event.happened_on, event.id


_HEAD = (
    select(decisions.c.id, decisions.c.status, decisions.c.issued_on, decisions.c.served_on, decisions.c.origin)
    .where(decisions.c.id == bindparam("id"))
    .with_for_update()
)
_KINDS = select(obligation.c.kind).where(obligation.c.decision_id == bindparam("decision"))
