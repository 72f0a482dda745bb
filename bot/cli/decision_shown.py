"""How is a decision told to the staff at the terminal: its state, its people and sums, its duties, its course?

Names, and the words and papers of events, are shown only to whoever works on cases; to others names are masked.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from bot.cli import shown
from bot.cli.decision_words import (
    CIRCUMSTANCE_WORDS,
    DUTY_WORDS,
    GROUND_WORDS,
    LAW_WORDS,
    ORIGIN_WORDS,
    STATE_WORDS,
    event_words,
)
from casework import decisions, obligations
from casework.books import Books
from casework.citations import NEW_LAW_FROM
from casework.clock import today
from casework.course_duties import Duty, Owing, duties
from casework.course_kinds import GROUNDS, RE_VERIFIED_YEARLY, Circumstance, Ground
from casework.course_state import Standing, standing
from casework.decision_events import Event, events_of
from casework.decision_states import State
from casework.decisions import Decision
from casework.obligations import DecisionView
from casework.payment_order import NOT_MONEY
from casework.service import FORMS, ServiceForm
from casework.tables.agency import staff
from casework.working_days import working_days
from messages.library import Lang, say
from messages.vietnamese import dong, masked_name


def in_full(books: Books, decision_id: int, *, names: bool) -> list[str]:
    """Everything the books hold of the decision; ``names``: the reader may see names and words."""
    view, known = obligations.of_decision(books, decision_id), decisions.decision(books, decision_id)
    if view is None or known is None:
        return []
    where = standing(books, decision_id)
    parts = (
        _head(view, known, where, names=names),
        _people(view, names=names),
        _lines(view, names=names),
        _duties(duties(working_days(books), where, today(books.clock))),
        _events(books, decision_id, where, names=names),
    )
    return [line for part in parts if part for line in ("", *part)][1:]


def state_line(books: Books, decision_id: int) -> str:
    """The decision's state now, in a line: for before and after."""
    return _state(standing(books, decision_id))


def duty_lines(found: Iterable[Owing]) -> list[str]:
    """Decisions with what is due in them, a line each duty."""
    rows = [
        (
            f"{one.number} ({shown.day(one.issued_on)})",
            _by(duty),
            DUTY_WORDS[duty.kind],
            STATE_WORDS[one.state],
        )
        for one in found
        for duty in one.duties
    ]
    return shown.table(rows)


def _head(view: DecisionView, known: Decision, where: Standing, *, names: bool) -> list[str]:
    facts = known.facts
    asked = f", yêu cầu ngày {shown.day(facts.requested_on)}" if facts.requested_on else ""
    origin = ORIGIN_WORDS[facts.origin] + asked if facts.origin else "chưa ghi"
    lines = [
        f"Quyết định {view.number} ngày {shown.day(view.issued_on)}",
        f"Bản án {view.judgment_number}" + (f", {view.judgment_court}" if view.judgment_court else ""),
        f"Tình trạng: {_state(where)}",
        f"Luật áp dụng: {LAW_WORDS[where.law]}",
        f"Nguồn: {origin}",
        f"Thông báo hợp lệ: {_service(where)}",
        f"Người phụ trách: {view.officer_name or 'chưa phân công'}; {view.office_name}",
    ]
    return [*lines, f"Ghi chú: {facts.note}"] if names and facts.note else lines


def _state(where: Standing) -> str:
    words = STATE_WORDS[where.state]
    if where.state is State.VOLUNTARY_PERIOD and where.until is not None:
        forecast = " (lịch năm đó chưa xác nhận)" if where.until.unconfirmed_year else ""
        return f"{words}, đến hết {shown.day(where.until.last_day)}{forecast}"
    return words if where.since is None else f"{words}, từ {shown.day(where.since)}"


def _service(where: Standing) -> str:
    if where.head.served_on is None:
        return "chưa ghi"
    form = where.head.service_form
    how = f", {FORMS[ServiceForm(form)].words}" if form else ""
    return shown.day(where.head.served_on) + how


def _people(view: DecisionView, *, names: bool) -> list[str]:
    rows = [(shown.ROLE_WORDS[one.role], one.name if names else masked_name(one.name)) for one in view.others]
    return ["Đương sự:", *_indented(shown.table(rows))] if rows else ["Đương sự: chưa ghi"]


def _lines(view: DecisionView, *, names: bool) -> list[str]:
    rows = []
    for line in view.lines:
        what = say(Lang.VI, f"obligations.kind_{line.kind.value}") + (f": {line.content}" if names else "")
        rows.append(("-" if line.kind in NOT_MONEY else dong(line.amount), "còn " + dong(line.left), what))
    waived = f", đã miễn, giảm {dong(view.waived)}" if view.waived else ""
    sums = f"Cộng: phải nộp {dong(view.total)}, đã nộp {dong(view.paid)}{waived}, còn {dong(view.left)}"
    return ["Phải thi hành:", *_indented(shown.table(rows)), sums]


def _duties(found: Iterable[Duty]) -> list[str]:
    rows = [(_by(duty), DUTY_WORDS[duty.kind], _basis(duty)) for duty in found]
    return ["Việc cơ quan phải làm:", *_indented(shown.table(rows))] if rows else []


def _by(duty: Duty) -> str:
    if duty.by is None:
        return "đã đến lúc, luật không định hạn"
    late = "QUÁ HẠN " if duty.overdue else "hạn "
    notes = " (lịch chưa xác nhận)" if duty.unconfirmed_year else ""
    notes += " (tính từ danh sách, có thể sớm hơn)" if duty.from_list else ""
    return f"{late}{shown.day(duty.by)}{notes}"


def _basis(duty: Duty) -> str:
    return str(duty.citations[0])


def _events(books: Books, decision_id: int, where: Standing, *, names: bool) -> list[str]:
    events = events_of(books, decision_id)
    who = _writers(books, events)
    taken_back = {event.detail.annuls for event in events}
    lines = ["Diễn biến:"]
    for event in events:
        by = f"{who.get(event.entered_by, 'hệ thống')}, ghi {shown.moment(event.entered_at)}"
        state = " [ĐÃ HỦY]" if event.id in taken_back else ""
        lines.append(f"  {shown.day(event.happened_on)}  {event_words(event)}{state}  ({by}; mã {event.id})")
        lines += [f"      {words}" for words in _detail(event, names=names)]
        if event.id in where.course.disputed:
            lines.append(f"      Mâu thuẫn: {where.course.disputed[event.id]}")
    return lines


def _detail(event: Event, *, names: bool) -> list[str]:
    detail = event.detail
    said = [_ground(event, Ground(detail.reason))] if detail.reason else []
    if detail.circumstance:
        said.append(f"{CIRCUMSTANCE_WORDS[Circumstance(detail.circumstance)]} ({RE_VERIFIED_YEARLY})")
    if detail.form:
        said.append(FORMS[ServiceForm(detail.form)].words)
    if detail.served_on:
        said.append(f"ngày đúng là {shown.day(detail.served_on)}")
    if detail.asked_on:
        said.append(f"văn bản yêu cầu ngày {shown.day(detail.asked_on)}")
    if detail.until:
        said.append(f"đến {shown.day(detail.until)}")
    if detail.interest_stops:
        said.append("không tính lãi chậm thi hành án")
    if names:
        said += [words for words in (detail.document, detail.ground) if words]
    return ["; ".join(said)] if said else []


def _ground(event: Event, ground: Ground) -> str:
    """The ground with its article; without, where the old law ruled the day (L25 Đ.116.4)."""
    article = GROUNDS[ground].citation
    words = GROUND_WORDS[ground]
    return words if article is None or event.happened_on < NEW_LAW_FROM else f"{words} ({article})"


def _writers(books: Books, events: Iterable[Event]) -> dict[int | None, str]:
    ids = {event.entered_by for event in events if event.entered_by is not None}
    rows = books.conn.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def found_line(view: DecisionView) -> tuple[str, str, str]:
    """A decision among those found: number and day, status, masked debtors."""
    debtors = [masked_name(one.name) for one in view.others if one.role is decisions.PartyRole.DEBTOR]
    return f"{view.number} ({shown.day(view.issued_on)})", shown.STATUS_WORDS[view.status], ", ".join(debtors) or "-"
