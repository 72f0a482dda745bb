"""Who asked about their own data, by when must the agency answer, and what was answered?

Name, words and answer are sealed. Whoever asks is a party only once somebody has looked at their papers and found them in the
books. An answer that gives or changes anything needs that look; a refusal needs its ground.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, case, func, insert, select, update

from casework import audit, consent
from casework.books import Books
from casework.clock import today
from casework.data_request_kinds import Ground, How, Identity, Kind, State, acknowledge_by, due_on
from casework.db.ids import new_id
from casework.links import live_links
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.safety import data_request
from casework.tidy import tidy, tidy_lines
from casework.working_days import working_days

PAGE = 20
MOST_OPEN = 200
LONGEST_NAME = 200
LONGEST_WORDS = 4_000


class DataRequestRefused(Exception):
    """It cannot be written so; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is entered when a request comes. ``office_id`` None: the agency's seat sees to it."""

    kind: Kind
    name: str = field(repr=False)
    contact: str = field(repr=False)
    words: str = field(repr=False)
    received_on: date
    received_how: How
    identity: Identity
    by_processor: bool
    office_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRequest(Asked):
    """A request as the books have it."""

    id: int
    party_id: int | None
    state: State
    acknowledge_by: date
    due_on: date
    acknowledged_on: date | None
    extended_on: date | None
    extended_why: str | None = field(repr=False)
    ground: Ground | None
    answer: str | None = field(repr=False)
    opened_by: int
    opened_at: datetime
    ended_by: int | None
    ended_on: date | None

    @property
    def next_by(self) -> date:
        """The next day by which something must be done: to acknowledge, then to answer."""
        return self.due_on if self.acknowledged_on is not None else min(self.acknowledge_by, self.due_on)

    def late(self, on: date) -> bool:
        """Whether that day has passed."""
        return self.state is State.OPEN and self.next_by < on


def open_request(books: Books, who: Staff, asked: Asked) -> int:
    """Write a request down with its days; its id. Raises ``DataRequestRefused``."""
    name, words = tidy(asked.name), tidy_lines(asked.words)
    if not name or not words:
        raise DataRequestRefused("Thiếu họ tên hoặc nội dung yêu cầu. Hãy ghi như người đó nói hoặc viết.")
    _short_enough(name, LONGEST_NAME)
    _short_enough(words, LONGEST_WORDS)
    if asked.received_on > today(books.clock):
        raise DataRequestRefused("Ngày nhận ở sau hôm nay. Hãy ghi ngày yêu cầu đã đến cơ quan.")
    row_id, calendar, contact = new_id(), working_days(books), tidy(asked.contact)[:LONGEST_NAME]
    books.conn.execute(
        insert(data_request).values(
            id=row_id,
            agency_id=who.agency_id,
            office_id=asked.office_id,
            kind=asked.kind.value,
            name_sealed=books.keys.seal("data_request", "name", row_id, name),
            contact_sealed=books.keys.seal("data_request", "contact", row_id, contact) if contact else None,
            words_sealed=books.keys.seal("data_request", "words", row_id, words),
            received_on=asked.received_on,
            received_how=asked.received_how.value,
            identity=asked.identity.value,
            by_processor=asked.by_processor,
            state=State.OPEN.value,
            acknowledge_by=acknowledge_by(calendar, asked.received_on),
            due_on=due_on(calendar, asked.kind, asked.received_on, by_processor=asked.by_processor),
            opened_by=who.id,
            opened_at=books.clock.now(),
        )
    )
    audit.record(
        books, audit.staff(who.id), audit.Action.DATA_REQUEST_OPENED, f"data_request:{row_id}", purpose=asked.kind.value
    )
    return row_id


def acknowledge(books: Books, who: Staff, request_id: int) -> None:
    """The person has been told today that the request has come. Raises ``DataRequestRefused``."""
    _change(
        books, who, request_id, "acknowledged", {"acknowledged_on": today(books.clock)}, data_request.c.acknowledged_on
    )


def identify(books: Books, who: Staff, request_id: int, how: Identity, party_id: int | None) -> None:
    """Somebody has looked who asks; ``party_id``: found in the books as. Raises ``DataRequestRefused``."""
    if how is Identity.NOT_YET:
        raise DataRequestRefused("Chưa chọn đã kiểm tra người yêu cầu bằng cách nào. Hãy chọn rồi ghi lại.")
    _change(books, who, request_id, f"identity {how.value}", {"identity": how.value, "party_id": party_id})


def extend(books: Books, who: Staff, request_id: int, why: str) -> date:
    """Take the one extension that there is; the new last day. Raises ``DataRequestRefused``."""
    words, known = tidy_lines(why), _known(books, request_id)
    if not words:
        raise DataRequestRefused("Thiếu lý do kéo dài. Hãy ghi lý do; người yêu cầu phải được báo.")
    _short_enough(words, LONGEST_WORDS)
    last = due_on(working_days(books), known.kind, known.received_on, by_processor=known.by_processor, times=2)
    sealed = books.keys.seal("data_request", "extended", request_id, words)
    values = {"extended_on": today(books.clock), "extended_sealed": sealed, "due_on": last}
    _change(books, who, request_id, "extended", values, data_request.c.extended_on)
    return last


def end(books: Books, who: Staff, request_id: int, state: State, answer: str, ground: Ground | None = None) -> None:
    """Done, or refused on a ground; ``answer``: what the person was told. Raises ``DataRequestRefused``.

    A withdrawal of consent that is done takes it back in every chat of the party.
    """
    known, words = _known(books, request_id), tidy_lines(answer)
    if state is State.OPEN:
        raise DataRequestRefused("Chưa chọn kết quả. Hãy chọn đã thực hiện hoặc từ chối.")
    if not words:
        raise DataRequestRefused("Thiếu nội dung trả lời. Hãy ghi điều đã trả lời người yêu cầu.")
    _short_enough(words, LONGEST_WORDS)
    if state is State.DONE and known.identity is Identity.NOT_YET:
        raise DataRequestRefused(
            "Chưa ghi đã kiểm tra người yêu cầu là ai. Hãy kiểm tra giấy tờ, ghi lại rồi kết thúc."
        )
    if (state is State.REFUSED) != (ground is not None):
        raise DataRequestRefused("Từ chối thì phải chọn căn cứ; đã thực hiện thì không chọn. Hãy xem lại.")
    if ground is Ground.LAW_WORK and known.kind is not Kind.DELETION:
        raise DataRequestRefused("Căn cứ này chỉ dùng khi từ chối xóa. Hãy chọn căn cứ khác hoặc ghi rõ lý do.")
    values = {
        "state": state.value,
        "ground": None if ground is None else ground.value,
        "answer_sealed": books.keys.seal("data_request", "answer", request_id, words),
        "ended_by": who.id,
        "ended_on": today(books.clock),
        "acknowledged_on": func.coalesce(data_request.c.acknowledged_on, today(books.clock)),
    }
    if known.kind is Kind.WITHDRAWAL and state is State.DONE and known.party_id is not None:
        _take_consent_back(books, known.party_id)
    _change(books, who, request_id, state.value, values)


def find(books: Books, who: Staff, request_id: int) -> DataRequest | None:
    """The request, if this person may see it."""
    asked = select(data_request).where(data_request.c.id == request_id, in_sight(who, data_request))
    row = books.conn.execute(asked).one_or_none()
    return None if row is None else _opened(books, row)


def open_requests(books: Books, who: Staff) -> list[DataRequest]:
    """Those that wait, whichever is due first on top."""
    next_by = case(
        (data_request.c.acknowledged_on.is_(None), data_request.c.acknowledge_by), else_=data_request.c.due_on
    )
    asked = select(data_request).where(data_request.c.state == State.OPEN.value, in_sight(who, data_request))
    rows = books.conn.execute(asked.order_by(next_by, data_request.c.id).limit(MOST_OPEN))
    return [_opened(books, row) for row in rows]


def ended_requests(books: Books, who: Staff, before: int | None) -> tuple[list[DataRequest], int | None]:
    """Those that are over, newest first, and where to go on from."""
    asked = select(data_request).where(data_request.c.state != State.OPEN.value, in_sight(who, data_request))
    if before is not None:
        asked = asked.where(data_request.c.id < before)
    rows = books.conn.execute(asked.order_by(data_request.c.id.desc()).limit(PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return [_opened(books, row) for row in rows[:PAGE]], older


def _take_consent_back(books: Books, party_id: int) -> None:
    """In every chat of theirs, for every purpose: a withdrawal that is written down as done has been done."""
    for chat in live_links(books, party_id):
        for purpose in consent.Purpose:
            consent.withdraw(books, chat.contact_id, party_id, purpose)


def _known(books: Books, request_id: int) -> DataRequest:
    row = books.conn.execute(select(data_request).where(data_request.c.id == request_id)).one_or_none()
    if row is None:
        raise DataRequestRefused("Không có yêu cầu này. Hãy xem lại danh sách.")
    return _opened(books, row)


def _change(books: Books, who: Staff, request_id: int, what: str, values: dict[str, Any], unset: Any = None) -> None:
    """``unset``: a column that must still be empty."""
    there = [data_request.c.id == request_id, data_request.c.state == State.OPEN.value]
    if unset is not None:
        there.append(unset.is_(None))
    if books.conn.execute(update(data_request).where(*there).values(**values)).rowcount == 0:
        raise DataRequestRefused("Việc này đã ghi rồi, hoặc yêu cầu đã kết thúc. Hãy mở lại trang để xem.")
    ended = values.get("state") is not None
    action = audit.Action.DATA_REQUEST_ENDED if ended else audit.Action.DATA_REQUEST_CHANGED
    audit.record(books, audit.staff(who.id), action, f"data_request:{request_id}", purpose=what)


def _short_enough(words: str, most: int) -> None:
    if len(words) > most:
        raise DataRequestRefused(f"Nội dung quá {most} ký tự. Hãy ghi gọn, phần còn lại để trong hồ sơ giấy.")


def _opened(books: Books, row: Row[Any]) -> DataRequest:
    def text(column: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else books.keys.open("data_request", column, row.id, sealed)

    return DataRequest(
        id=row.id,
        party_id=row.party_id,
        kind=Kind(row.kind),
        name=text("name", row.name_sealed) or "",
        contact=text("contact", row.contact_sealed) or "",
        words=text("words", row.words_sealed) or "",
        received_on=row.received_on,
        received_how=How(row.received_how),
        identity=Identity(row.identity),
        by_processor=row.by_processor,
        office_id=row.office_id,
        state=State(row.state),
        acknowledge_by=row.acknowledge_by,
        due_on=row.due_on,
        acknowledged_on=row.acknowledged_on,
        extended_on=row.extended_on,
        extended_why=text("extended", row.extended_sealed),
        ground=None if row.ground is None else Ground(row.ground),
        answer=text("answer", row.answer_sealed),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        ended_by=row.ended_by,
        ended_on=row.ended_on,
    )
