"""What is asked of an event by itself, before it is held against the course, so that it can be noted?

Its day, its paper and ground, what belongs to some events only, and what the books hold beside the course.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.citations import NEW_LAW_FROM
from casework.clock import today
from casework.course_kinds import GROUNDS, WORDS, Circumstance, Ground, Happened
from casework.course_rules import MOVES
from casework.decision_events import Event
from casework.decision_states import DecisionRefused, Origin
from casework.payment_order import Kind
from casework.tables.agreements import exemption
from casework.tables.decisions import obligation

PERSONAL = frozenset({Kind.ACT.value, Kind.CHILD.value})  # duties that only the debtor can perform


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What is to be noted. ``interest_stops`` None: as the ground says; ``until`` only for a deferral.

    ``ground``: the article, or why, in the officer's words; ``document``: number and day of the paper. ``circumstance``: what
    of a debtor without means makes looking again rarer. ``asked_on``: the day of the protest authority's paper (Đ.46.2).
    """

    what: Happened
    on: date
    ground: str | None = field(default=None, repr=False)
    document: str | None = field(default=None, repr=False)
    reason: Ground | None = None
    circumstance: Circumstance | None = None
    asked_on: date | None = None
    until: date | None = None
    interest_stops: bool | None = None
    form: str | None = None
    served_on: date | None = None


def refuse_incomplete(books: Books, head: Any, happening: Happening) -> None:
    """Raises ``DecisionRefused`` with reason and remedy for what cannot be noted so, whatever the course."""
    refuse_impossible_day(books, happening.on, head.issued_on)
    said = (happening.ground or "").strip() or (happening.document or "").strip()
    if happening.what in MOVES and not said:
        raise DecisionRefused("Chưa ghi căn cứ thay đổi trạng thái. Hãy ghi điều luật hoặc số quyết định.")
    if happening.until is not None and happening.what is not Happened.DEFERRED:
        raise DecisionRefused("Chỉ hoãn thi hành án mới có ngày hết hạn. Hãy bỏ ngày này.")
    if happening.interest_stops is not None and happening.what not in (Happened.DEFERRED, Happened.SUSPENDED):
        raise DecisionRefused("Chỉ hoãn và tạm đình chỉ mới ghi có tính lãi hay không. Hãy bỏ phần này.")
    _refuse_circumstance(happening)
    _refuse_asking_day(happening)
    _refuse_ground(books, head, happening)
    _refuse_service(books, head, happening)


def _refuse_circumstance(happening: Happening) -> None:
    if happening.circumstance is not None and happening.what not in (Happened.NO_MEANS, Happened.RE_VERIFIED):
        raise DecisionRefused("Hoàn cảnh này chỉ ghi cùng việc chưa có điều kiện hoặc xác minh lại. Hãy bỏ phần này.")


def _refuse_asking_day(happening: Happening) -> None:
    """Đ.46.2: three months from the day of the paper, so that day has to be known, and came no later than the deferral."""
    asked_on = happening.asked_on
    if happening.reason is not Ground.PROTEST_REQUEST:
        if asked_on is not None:
            raise DecisionRefused(
                "Ngày văn bản yêu cầu hoãn chỉ ghi khi người có thẩm quyền kháng nghị yêu cầu. Hãy bỏ ngày này."
            )
    elif asked_on is None:
        raise DecisionRefused(
            "Thời gian hoãn tính từ ngày ra văn bản yêu cầu hoãn (Đ.46.2). Hãy ghi thêm ngày của văn bản đó."
        )
    elif asked_on > happening.on:
        raise DecisionRefused("Văn bản yêu cầu hoãn không thể có sau ngày hoãn. Hãy xem lại cả hai ngày.")


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


def refuse_without_waiver(books: Books, event: Event, closed: Event | None) -> None:
    """Đ.45.5: hidden assets open what a waiver closed: by its own ground, or as the exemption files have it."""
    if event.detail.reason != Ground.HIDDEN_ASSETS or closed is None or closed.detail.reason == Ground.WAIVED:
        return
    if books.conn.execute(_GRANTED, {"decision": event.decision_id}).first() is None:
        raise DecisionRefused(
            "Sổ không ghi việc này được miễn, giảm, mà căn cứ che giấu tài sản (Đ.45.5) chỉ dành cho việc đó. "
            "Hãy ghi kết quả miễn, giảm trước, hoặc chọn căn cứ khác."
        )


def refuse_impossible_day(books: Books, day: date, issued_on: date) -> None:
    """Raises ``DecisionRefused`` for a day that has not come, or before the decision was issued."""
    if day > today(books.clock):
        raise DecisionRefused("Ngày này chưa đến. Hãy nhập ngày đã qua hoặc hôm nay.")
    if day < issued_on:
        raise DecisionRefused("Ngày này trước ngày ra quyết định. Hãy xem lại cả hai ngày.")


def interest_stops(happening: Happening) -> bool:
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


_GRANTED = (
    select(exemption.c.id)
    .join(obligation, obligation.c.id == exemption.c.obligation_id)
    .where(obligation.c.decision_id == bindparam("decision"), exemption.c.granted > 0)
)
_KINDS = select(obligation.c.kind).where(obligation.c.decision_id == bindparam("decision"))
