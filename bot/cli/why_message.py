"""Why was one message sent, or what holds it: by which rule, who decided it, which version, what happened when, what was looked at?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from bot.cli import shown
from bot.cli.campaign_reasons import why
from bot.cli.why_decided import decided
from bot.cli.why_words import LOOKED_AT, MESSAGE_WORDS, TRY_WORDS
from bot.logs import masked
from casework import audit, staff
from casework.books import Books
from casework.obligations import of_decision
from casework.people import name_of
from casework.tables.audit import audit_entry
from messages.library import Lang
from messages.outbox import Guard, State, content_of
from messages.tables import attempt, outbox
from messages.vietnamese import masked_name
from messages.why_words import reasons_for, rule_sentence
from scheduler.delivery.claiming import GoesLater, GoesNot
from scheduler.delivery.judging import verdict_now
from scheduler.guards import holding

_CAME = (State.ACCEPTED, State.OPENED, State.UNCERTAIN)
_RESOLVED = {"arrived": "ghi là đã đến", "again": "cho gửi lại"}


def of_message(books: Books, row_id: int) -> list[str]:
    """Everything the books know of why the message went or did not; nothing of what it says."""
    row = books.conn.execute(select(outbox).where(outbox.c.id == row_id)).one()
    told = [*_head(books, row), *_rule(books, row), *decided(books, row), "Diễn biến:", *_course(books, row)]
    return [*told, *_looked_at(books, row)]


def _head(books: Books, row: Row[Any]) -> Iterator[str]:
    reason = f": {said(row.reason)}" if row.reason else ""
    yield f"Tin {row.reference or row.id}: {MESSAGE_WORDS[State(row.state)]}{reason}."
    whom = "-" if row.party_id is None else masked_name(name_of(books, row.party_id) or "")
    view = None if row.decision_id is None else of_decision(books, row.decision_id)
    about = "" if view is None else f", về quyết định {view.number} ngày {shown.day(view.issued_on)}"
    yield f"Gửi cho {whom} qua {shown.CHANNEL_WORDS.get(row.account, row.account)}{about}."


def _rule(books: Books, row: Row[Any]) -> Iterator[str]:
    content = content_of(books, row.id)
    if content is None:
        yield f"Mẫu {row.text_key} (bản {row.text_version})."
        return
    if State(row.state) not in _CAME:
        yield rule_sentence(content, Lang.VI)
        return
    yield "Khi người nhận hỏi vì sao, họ đọc thấy:"
    for line in reasons_for(books, row.id, content, Lang.VI).lines:
        yield f"  {line}"


def _course(books: Books, row: Row[Any]) -> list[str]:
    """What happened to it, by the hour."""
    found = [(row.made_at, "xếp vào hàng gửi")]
    for one in books.conn.execute(select(attempt).where(attempt.c.outbox_id == row.id).order_by(attempt.c.number)):
        found.append((one.started_at, f"bắt đầu gửi lần {one.number}"))
        if one.ended_at is not None:
            word = TRY_WORDS.get((one.outcome or "").lower().replace("_", ""), one.outcome or "-")
            found.append((one.ended_at, f"lần {one.number}: {word}" + (f" ({said(one.reason)})" if one.reason else "")))
    if row.opened_at is not None:
        found.append((row.opened_at, "người nhận bấm xem"))
    found += [(one.at, _resolved(books, one)) for one in _trail(books, row.id)]
    return [f"  {shown.moment(at)}  {words}" for at, words in sorted(found, key=lambda one: one[0])]


def _trail(books: Books, row_id: int) -> list[Row[Any]]:
    of_it = (audit_entry.c.object == f"message:{row_id}", audit_entry.c.action == audit.Action.MESSAGE_RESOLVED.value)
    return list(books.conn.execute(select(audit_entry).where(*of_it).order_by(audit_entry.c.seq)).all())


def _resolved(books: Books, line: Row[Any]) -> str:
    return f"{who(books, line.actor)} {_RESOLVED.get(line.purpose.partition(':')[0], line.purpose)}"


def _looked_at(books: Books, row: Row[Any]) -> Iterator[str]:
    """What was looked at before it went; of what waits, what would be found now."""
    state, checks = State(row.state), "; ".join(LOOKED_AT[Guard(row.guard)])
    if state is State.QUEUED:
        yield from _waits(books, row)
        yield f"Trước khi gửi, chương trình xét lại: {checks}."
    elif row.tries:
        yield f"Ngay trước khi gửi đã xét lại và đều đạt: {checks}."
    elif row.reason:
        yield f"Chưa lần nào rời máy. Điều đã chặn: {said(row.reason)}."


def _waits(books: Books, row: Row[Any]) -> Iterator[str]:
    if row.reason:
        yield f"Lần xét trước: {said(row.reason)}; xét lại lúc {shown.moment(row.not_before)}."
    elif row.not_before > books.clock.now():
        yield f"Không gửi trước {shown.moment(row.not_before)}."
    match verdict_now(books, row.id):
        case None:
            yield "Nếu đến lượt ngay bây giờ: mọi điều kiện đều đạt, tin sẽ đi."
        case GoesLater() as later:
            yield f"Nếu đến lượt ngay bây giờ: phải đợi, {why(later.reason)}; sớm nhất {shown.moment(later.not_before)}."
        case GoesNot() as never:
            yield f"Nếu đến lượt ngay bây giờ: không gửi, {why(never.reason)}."
    yield from held(books)


def held(books: Books) -> Iterator[str]:
    """What holds everything that goes out unasked, since when, and who placed it."""
    for one in holding.holds(books):
        by = "chương trình" if one.placed_by is None else who(books, audit.staff(one.placed_by))
        yield f"Đang giữ mọi tin tự gửi từ {shown.moment(one.since)} ({by}): {shown.HELD_WORDS[one.why]}."


def said(reason: str) -> str:
    """In words; what a channel said itself without what may be personal."""
    words = why(reason)
    return masked(words) if reason in words else words


def who(books: Books, actor: str) -> str:
    """The name behind an actor of the audit trail."""
    kind, _, number = actor.partition(":")
    known = staff.find(books, int(number)) if kind == "staff" and number.isdigit() else None
    return "chương trình" if known is None else f"{known.name} ({known.title})"
