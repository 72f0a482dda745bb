"""Which waivers and reductions did the agency ask the court for, and what did the court grant?

The agency files, not the citizen (L25 Đ.43); the court decides (Đ.44). Only money for the State (Đ.42), once a year under one
judgment (Đ.42.4), except for who was paying and then could not go on (Đ.42.3). What the court grants lowers the line; a
decision that was entered wrongly or has fallen is undone. What may be asked for at all: ``casework.exemptions``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import record_event
from casework.decision_lock import hold_decision
from casework.decisions import PartyRole
from casework.exemptions import Measure, years_over_on
from casework.money import with_dots
from casework.money_events import MoneyEvent
from casework.obligations import due_lines
from casework.payment_order import FOR_THE_STATE, Kind
from casework.payment_shares import share_out_anew
from casework.tables.agreements import exemption
from casework.tables.decisions import decision, decision_party, obligation
from casework.tidy import tidy


class ExemptionRefused(Exception):
    """The file cannot be written or decided as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExemptionFile:
    """A file about one line, sums in đồng. ``granted`` None: not decided yet; 0: refused by the court."""

    id: int
    decision_id: int
    line_id: int
    kind: Kind
    measure: Measure
    asked: int
    filed_on: date
    granted: int | None
    decided_on: date | None
    document: str | None


def file_exemption(
    books: Books,
    line_id: int,
    measure: Measure,
    asked: int,
    filed_on: date,
    *,
    hardship: bool = False,
    entered_by: int | None = None,
) -> int:
    """Note that the court was asked to waive or reduce ``asked`` đồng of a line; gives the file's id.

    ``hardship``: it rests on Đ.42.3, to which "once a year" does not apply. Raises ``ExemptionRefused``; then nothing is
    written.
    """
    head = books.conn.execute(_LINE, {"id": line_id}).one_or_none()
    if head is None:
        raise ExemptionRefused("Không có khoản này trong sổ. Hãy xem lại các khoản của quyết định.")
    hold_decision(books, head.decision_id)
    _refuse_impossible(books, head, measure, asked, filed_on)
    if not hardship:
        _refuse_twice_a_year(books, head, filed_on)
    exemption_id = new_id()
    row = {
        "id": exemption_id,
        "obligation_id": line_id,
        "measure": measure,
        "asked": asked,
        "filed_on": filed_on,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(exemption), row)
    record_event(books, head.decision_id, MoneyEvent.EXEMPTION_FILED, filed_on, entered_by=entered_by)
    return exemption_id


def decide_exemption(
    books: Books, exemption_id: int, granted: int, *, decided_on: date, document: str, entered_by: int | None = None
) -> None:
    """Note the court's decision: ``granted`` đồng, 0 where it refused. The line asks for that much less.

    Raises ``ExemptionRefused``; then nothing is written.
    """
    known = _held(books, exemption_id)
    paper = tidy(document)
    if known.granted is not None:
        raise ExemptionRefused("Hồ sơ này đã ghi kết quả. Nếu ghi sai, hãy hủy kết quả rồi ghi lại.")
    if not paper or not known.filed_on <= decided_on <= today(books.clock):
        raise ExemptionRefused("Thiếu số quyết định của tòa, hoặc ngày không hợp lý. Hãy xem lại quyết định của tòa.")
    left = _left_of_line(books, known)
    if not 0 <= granted <= known.asked or granted > left:
        raise ExemptionRefused(
            f"Số được miễn, giảm không quá số đề nghị ({with_dots(known.asked)} đồng) và số còn lại ({with_dots(left)} đồng)."
            " Hãy xem lại."
        )
    decided = {"granted": granted, "decided_on": decided_on, "document": paper}
    books.conn.execute(update(exemption).where(exemption.c.id == exemption_id), decided)
    _change_waived(books, known.line_id, granted)
    record_event(books, known.decision_id, MoneyEvent.EXEMPTION_DECIDED, decided_on, entered_by=entered_by)


def undo_decision(books: Books, exemption_id: int, *, ground: str, entered_by: int | None = None) -> None:
    """Take the court's decision out again: entered wrongly, or fallen (L25 Đ.45). The file waits as before.

    What is asked for again takes up what came in over what was due. Raises ``ExemptionRefused``.
    """
    known, reason = _held(books, exemption_id), tidy(ground)
    if known.granted is None or not reason:
        raise ExemptionRefused("Hồ sơ này chưa có kết quả, hoặc chưa ghi lý do hủy. Hãy xem lại.")
    undone = {"granted": None, "decided_on": None, "document": None}
    books.conn.execute(update(exemption).where(exemption.c.id == exemption_id), undone)
    _change_waived(books, known.line_id, -known.granted)
    share_out_anew(books, known.decision_id)
    day = today(books.clock)
    record_event(books, known.decision_id, MoneyEvent.EXEMPTION_UNDONE, day, ground=reason, entered_by=entered_by)


def withdraw_file(books: Books, exemption_id: int, *, ground: str, entered_by: int | None = None) -> None:
    """Take out a file that was not decided. Raises ``ExemptionRefused``."""
    known, reason = _held(books, exemption_id), tidy(ground)
    if known.granted is not None or not reason:
        raise ExemptionRefused("Hồ sơ này đã có kết quả, hoặc chưa ghi lý do rút. Hãy xem lại.")
    books.conn.execute(delete(exemption).where(exemption.c.id == exemption_id))
    day = today(books.clock)
    record_event(books, known.decision_id, MoneyEvent.EXEMPTION_WITHDRAWN, day, ground=reason, entered_by=entered_by)


def files_of(books: Books, decision_id: int) -> list[ExemptionFile]:
    """The decision's files in the order they were entered."""
    return [_opened(row) for row in books.conn.execute(_OF_DECISION, {"decision": decision_id})]


def last_granted_on(books: Books, decision_id: int) -> date | None:
    """The last day on which a court granted something to one of the decision's debtors under the same judgment."""
    return books.conn.execute(_LAST_GRANTED, {"decision": decision_id}).scalar()


def _held(books: Books, exemption_id: int) -> ExemptionFile:
    """The file as it is once nobody else can change the decision's money."""
    asked = {"id": exemption_id}
    row = books.conn.execute(_BY_ID, asked).one_or_none()
    if row is not None:
        hold_decision(books, row.decision_id)
        row = books.conn.execute(_BY_ID, asked).one_or_none()
    if row is None:
        raise ExemptionRefused("Không có hồ sơ miễn, giảm này. Hãy xem lại danh sách hồ sơ.")
    return _opened(row)


def _refuse_impossible(books: Books, head: Any, measure: Measure, asked: int, filed_on: date) -> None:
    if Kind(head.kind) not in FOR_THE_STATE or head.creditor_id is not None:
        raise ExemptionRefused(
            "Chỉ miễn, giảm khoản nộp ngân sách nhà nước (Điều 42 Luật Thi hành án dân sự). Hãy xem lại khoản."
        )
    if measure is Measure.NONE:
        raise ExemptionRefused("Hồ sơ phải đề nghị miễn hoặc giảm. Hãy chọn một.")
    if not head.issued_on <= filed_on <= today(books.clock):
        raise ExemptionRefused("Ngày lập hồ sơ phải từ ngày ra quyết định đến hôm nay. Hãy xem lại ngày.")
    left = next((line.left for line in due_lines(books, head.decision_id) if line.id == head.id), 0)
    if not 0 < asked <= left:
        raise ExemptionRefused(
            f"Số đề nghị phải lớn hơn 0 và không quá số còn lại ({with_dots(left)} đồng). Hãy xem lại."
        )
    if any(one.line_id == head.id and one.granted is None for one in files_of(books, head.decision_id)):
        raise ExemptionRefused("Khoản này đang có một hồ sơ chưa có kết quả. Hãy ghi kết quả hoặc rút hồ sơ đó trước.")


def _refuse_twice_a_year(books: Books, head: Any, filed_on: date) -> None:
    """Lines of one judgment that were filed together are one file of the court."""
    last = books.conn.execute(_LAST_GRANTED_BEFORE, {"decision": head.decision_id, "filed_on": filed_on}).scalar()
    if last is not None and filed_on < (again := years_over_on(last, 1)):
        raise ExemptionRefused(
            f"Bản án này đã được miễn, giảm ngày {last:%d/%m/%Y}; mỗi năm một lần (khoản 4 Điều 42). "
            f"Hãy lập hồ sơ từ ngày {again:%d/%m/%Y}."
        )


def _left_of_line(books: Books, known: ExemptionFile) -> int:
    return next((line.left for line in due_lines(books, known.decision_id) if line.id == known.line_id), 0)


def _change_waived(books: Books, line_id: int, by: int) -> None:
    changed = update(obligation).where(obligation.c.id == line_id).values(waived=obligation.c.waived + by)
    books.conn.execute(changed)
    books.ring("facts")


_LINE = (
    select(
        obligation.c.id,
        obligation.c.decision_id,
        obligation.c.kind,
        obligation.c.creditor_id,
        decision.c.issued_on,
    )
    .join_from(obligation, decision, decision.c.id == obligation.c.decision_id)
    .where(obligation.c.id == bindparam("id"))
)
_FILES = select(exemption, obligation.c.decision_id, obligation.c.kind).join_from(
    exemption, obligation, obligation.c.id == exemption.c.obligation_id
)
_BY_ID = _FILES.where(exemption.c.id == bindparam("id"))
_OF_DECISION = _FILES.where(obligation.c.decision_id == bindparam("decision")).order_by(exemption.c.id)

# one judgment may have many debtors, each with a decision of their own; "unknown" judgments share one row
_other, _mine, _theirs = decision.alias("other"), decision_party.alias("mine"), decision_party.alias("theirs")
_LAST_GRANTED = (
    select(func.max(exemption.c.decided_on))
    .select_from(exemption)
    .join(obligation, obligation.c.id == exemption.c.obligation_id)
    .join(_other, _other.c.id == obligation.c.decision_id)
    .join(_theirs, (_theirs.c.decision_id == _other.c.id) & (_theirs.c.role == PartyRole.DEBTOR.value))
    .join(_mine, (_mine.c.party_id == _theirs.c.party_id) & (_mine.c.role == PartyRole.DEBTOR.value))
    .join(decision, (decision.c.id == _mine.c.decision_id) & (decision.c.judgment_id == _other.c.judgment_id))
    .where(decision.c.id == bindparam("decision"), exemption.c.granted > 0)
)
_LAST_GRANTED_BEFORE = _LAST_GRANTED.where(exemption.c.filed_on != bindparam("filed_on"))


def _opened(row: Row[Any]) -> ExemptionFile:
    return ExemptionFile(
        id=row.id,
        decision_id=row.decision_id,
        line_id=row.obligation_id,
        kind=Kind(row.kind),
        measure=Measure(row.measure),
        asked=row.asked,
        filed_on=row.filed_on,
        granted=row.granted,
        decided_on=row.decided_on,
        document=row.document,
    )
