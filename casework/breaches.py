"""What happened to personal data that should not have, how long is left to tell the authority, and what was done?

From the moment it was noticed the agency has 72 hours to tell the authority (Law 91/2025/QH15 Đ.23; Decree 356/2025/NĐ-CP Đ.28,
form 08), unless no harm can come of it; which of the two it is, a leader says on closing. Facts may be put right while the file
is open; the time line only grows. All words are sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework import audit
from casework.books import Books
from casework.citations import DATA_DECREE, DATA_LAW, Citation
from casework.db.ids import new_id
from casework.staff import LEADERS, Staff
from casework.tables.safety import breach, breach_entry
from casework.tidy import tidy_lines

CLOCK = timedelta(hours=72)
BASIS = (Citation(law=DATA_LAW, article="23"), Citation(law=DATA_DECREE, article="28"))
MOST_OPEN = 100
PAGE = 20
MOST_PEOPLE = 100_000_000
LONGEST = 8_000
_AHEAD = timedelta(minutes=5)  # clocks differ


class State(StrEnum):
    """Where a file stands. Stored by value."""

    OPEN = "open"
    CLOSED = "closed"


class Entry(StrEnum):
    """What a line of the time line tells. Stored by value."""

    HAPPENED = "happened"
    MEASURE = "measure"
    NOTIFIED = "notified"


class Whom(StrEnum):
    """Who was told. Stored by value."""

    AUTHORITY = "authority"  # of the Ministry of Public Security, for personal data: stops the clock
    PEOPLE = "people"  # whose data it is
    SUPERIOR = "superior"
    OTHER = "other"


class BreachRefused(Exception):
    """It cannot be written so; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BreachFacts:
    """What is known so far; an empty text or None: not yet."""

    noticed_at: datetime
    what: str = field(repr=False)
    whose: str = field(default="", repr=False)
    people: int | None = None
    cause: str = field(default="", repr=False)
    harm: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the time line."""

    kind: Entry
    whom: Whom | None
    at: datetime
    words: str = field(repr=False)
    written_by: int
    written_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach(BreachFacts):
    """A file as the books have it; ``lines`` oldest first."""

    id: int
    state: State
    opened_by: int
    opened_at: datetime
    closed_by: int | None
    closed_at: datetime | None
    closing: str = field(repr=False)
    lines: tuple[Line, ...]

    @property
    def due_at(self) -> datetime:
        """When the 72 hours are over."""
        return self.noticed_at + CLOCK

    @property
    def told_at(self) -> datetime | None:
        """When the authority was first told; None: not yet."""
        return min((one.at for one in self.lines if one.whom is Whom.AUTHORITY), default=None)

    @property
    def told_late(self) -> bool:
        """Whether it was told after the 72 hours."""
        return self.told_at is not None and self.told_at > self.due_at


def open_breach(books: Books, who: Staff, facts: BreachFacts) -> int:
    """Begin a file; its id. Raises ``BreachRefused``."""
    row_id, now = new_id(), books.clock.now()
    row = {"id": row_id, "agency_id": who.agency_id, "state": State.OPEN.value, "opened_by": who.id, "opened_at": now}
    books.conn.execute(insert(breach).values(**row, **_columns(books, row_id, facts)))
    audit.record(books, audit.staff(who.id), audit.Action.BREACH_OPENED, f"breach:{row_id}")
    return row_id


def put_right(books: Books, who: Staff, breach_id: int, facts: BreachFacts) -> None:
    """What is known now, in the place of what was known before. Raises ``BreachRefused``."""
    before = _noticed_at(books, breach_id)
    if any(one.at < facts.noticed_at for one in _lines(books, breach_id) if one.kind is Entry.NOTIFIED):
        raise BreachRefused("Đã ghi một lần báo ở trước giờ phát hiện này. Hãy xem lại giờ phát hiện.")
    told = "facts" if before == facts.noticed_at else "facts, clock"
    changed = update(breach).where(breach.c.id == breach_id, breach.c.state == State.OPEN.value)
    if books.conn.execute(changed.values(**_columns(books, breach_id, facts))).rowcount == 0:
        raise BreachRefused(_CLOSED)
    audit.record(books, audit.staff(who.id), audit.Action.BREACH_CHANGED, f"breach:{breach_id}", purpose=told)


def add_line(
    books: Books, who: Staff, breach_id: int, kind: Entry, at: datetime, words: str, whom: Whom | None = None
) -> None:
    """Something happened, was done or was told. Raises ``BreachRefused``."""
    text = _text(words)
    if not text:
        raise BreachRefused("Thiếu nội dung của dòng này. Hãy ghi việc gì, ai làm.")
    if (kind is Entry.NOTIFIED) != (whom is not None):
        raise BreachRefused("Đã báo thì phải chọn báo cho ai; việc khác thì để trống. Hãy xem lại.")
    if at > books.clock.now() + _AHEAD:
        raise BreachRefused("Giờ của dòng này ở sau bây giờ. Hãy ghi giờ việc đã xảy ra.")
    if not _is_open(books, breach_id):
        raise BreachRefused(_CLOSED)
    if kind is Entry.NOTIFIED and at < _noticed_at(books, breach_id):
        raise BreachRefused("Giờ báo ở trước giờ phát hiện sự cố. Hãy xem lại giờ báo, hoặc sửa giờ phát hiện trước.")
    row_id = new_id()
    books.conn.execute(
        insert(breach_entry).values(
            id=row_id,
            breach_id=breach_id,
            kind=kind.value,
            whom=None if whom is None else whom.value,
            at=at,
            words_sealed=books.keys.seal("breach_entry", "words", row_id, text),
            written_by=who.id,
            written_at=books.clock.now(),
        )
    )
    told = kind.value if whom is None else f"{kind.value} {whom.value}"
    audit.record(books, audit.staff(who.id), audit.Action.BREACH_CHANGED, f"breach:{breach_id}", purpose=told)


def close(books: Books, who: Staff, breach_id: int, words: str) -> None:
    """A leader ends the file; without a notice ``words`` say why none was owed. Raises ``BreachRefused``."""
    text = _text(words)
    if who.role not in LEADERS:
        raise BreachRefused("Chỉ thủ trưởng hoặc phó thủ trưởng đóng hồ sơ sự cố. Hãy nhờ người có thẩm quyền.")
    if not text:
        raise BreachRefused(
            "Thiếu kết luận. Hãy ghi kết luận; nếu chưa báo cơ quan chuyên trách thì ghi vì sao không phải báo."
        )
    closing = {
        "state": State.CLOSED.value,
        "closed_by": who.id,
        "closed_at": books.clock.now(),
        "closing_sealed": books.keys.seal("breach", "closing", breach_id, text),
    }
    there = update(breach).where(breach.c.id == breach_id, breach.c.state == State.OPEN.value)
    if books.conn.execute(there.values(**closing)).rowcount == 0:
        raise BreachRefused(_CLOSED)
    audit.record(books, audit.staff(who.id), audit.Action.BREACH_CLOSED, f"breach:{breach_id}")


def find(books: Books, agency_id: int, breach_id: int) -> Breach | None:
    """The agency's file of this id."""
    asked = select(breach).where(breach.c.id == breach_id, breach.c.agency_id == agency_id)
    row = books.conn.execute(asked).one_or_none()
    return None if row is None else _opened(books, row)


def open_breaches(books: Books, agency_id: int) -> list[Breach]:
    """Those that are open, whichever must be told first on top."""
    asked = select(breach).where(breach.c.agency_id == agency_id, breach.c.state == State.OPEN.value)
    rows = books.conn.execute(asked.order_by(breach.c.noticed_at, breach.c.id).limit(MOST_OPEN)).all()
    return [_opened(books, row) for row in rows]


def closed_breaches(books: Books, agency_id: int, before: int | None) -> tuple[list[Breach], int | None]:
    """Those that are over, newest first, and where to go on from."""
    asked = select(breach).where(breach.c.agency_id == agency_id, breach.c.state == State.CLOSED.value)
    if before is not None:
        asked = asked.where(breach.c.id < before)
    rows = books.conn.execute(asked.order_by(breach.c.id.desc()).limit(PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return [_opened(books, row) for row in rows[:PAGE]], older


_CLOSED = "Hồ sơ này đã đóng nên không ghi thêm được. Có việc mới thì mở hồ sơ mới."


def _is_open(books: Books, breach_id: int) -> bool:
    there = select(breach.c.id).where(breach.c.id == breach_id, breach.c.state == State.OPEN.value)
    return books.conn.execute(there).first() is not None


def _noticed_at(books: Books, breach_id: int) -> datetime:
    """From when the 72 hours run: nobody is told of what nobody has noticed."""
    noticed: datetime = books.conn.execute(select(breach.c.noticed_at).where(breach.c.id == breach_id)).scalar_one()
    return noticed


def _columns(books: Books, row_id: int, facts: BreachFacts) -> dict[str, Any]:
    if facts.noticed_at > books.clock.now() + _AHEAD:
        raise BreachRefused("Giờ phát hiện ở sau bây giờ. Hãy ghi giờ đã phát hiện.")
    if facts.people is not None and not 0 <= facts.people <= MOST_PEOPLE:
        raise BreachRefused("Số người bị ảnh hưởng không hợp lệ. Hãy ghi một số, hoặc để trống nếu chưa biết.")
    texts = {name: _text(getattr(facts, name)) for name in ("what", "whose", "cause", "harm")}
    if not texts["what"]:
        raise BreachRefused("Chưa ghi sự cố gì. Hãy ghi ngắn gọn điều đang biết; phần chưa biết ghi sau.")
    sealed = {
        f"{name}_sealed": books.keys.seal("breach", name, row_id, text) if text else None
        for name, text in texts.items()
    }
    return {"noticed_at": facts.noticed_at, "people": facts.people, **sealed}


def _text(words: str) -> str:
    text = tidy_lines(words)
    if len(text) > LONGEST:
        raise BreachRefused(f"Nội dung quá {LONGEST} ký tự. Hãy ghi gọn, phần còn lại để trong hồ sơ giấy.")
    return text


def _opened(books: Books, row: Row[Any]) -> Breach:
    def text(column: str, sealed: bytes | None) -> str:
        return "" if sealed is None else books.keys.open("breach", column, row.id, sealed)

    return Breach(
        id=row.id,
        noticed_at=row.noticed_at,
        what=text("what", row.what_sealed),
        whose=text("whose", row.whose_sealed),
        people=row.people,
        cause=text("cause", row.cause_sealed),
        harm=text("harm", row.harm_sealed),
        state=State(row.state),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        closing=text("closing", row.closing_sealed),
        lines=_lines(books, row.id),
    )


def _lines(books: Books, breach_id: int) -> tuple[Line, ...]:
    asked = select(breach_entry).where(breach_entry.c.breach_id == breach_id)
    rows = books.conn.execute(asked.order_by(breach_entry.c.at, breach_entry.c.id)).all()
    return tuple(
        Line(
            kind=Entry(row.kind),
            whom=None if row.whom is None else Whom(row.whom),
            at=row.at,
            words=books.keys.open("breach_entry", "words", row.id, row.words_sealed),
            written_by=row.written_by,
            written_at=row.written_at,
        )
        for row in rows
    )
