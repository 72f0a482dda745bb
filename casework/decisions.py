"""Which decision is it, how far has it come, who takes part, and what happened to it on which day?

One enforcement decision is one *việc* (L25 Đ.3.8). Whatever changes it leaves an event with its date, ground and author;
the chatbot reads these books and never moves a state itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import EventKind, record_event, status_changed
from casework.tables.decisions import decision as decisions
from casework.tables.decisions import decision_party
from casework.tidy import tidy


class Status(StrEnum):
    """How far the decision has come. The voluntary period is not a status: it follows from the day of notice."""

    ENFORCING = "enforcing"  # đang thi hành
    NO_MEANS = "no_means"  # chưa có điều kiện thi hành (L25 Đ.38)
    DEFERRED = "deferred"  # hoãn (Đ.46)
    SUSPENDED = "suspended"  # tạm đình chỉ (Đ.47)
    TERMINATED = "terminated"  # đình chỉ (Đ.48)
    FINISHED = "finished"  # thi hành xong
    ENTRUSTED = "entrusted"  # ủy thác cho cơ quan khác


class ReviewResult(StrEnum):
    """What the peak campaign's review of the file came to."""

    FINISHED = "finished"
    TERMINATED = "terminated"
    TO_WAIVE = "to_waive"  # lập hồ sơ xét miễn
    TO_REDUCE = "to_reduce"  # lập hồ sơ xét giảm
    WITH_MEANS = "with_means"
    NO_MEANS = "no_means"
    DEFERRED = "deferred"


class PartyRole(StrEnum):
    """What the party is in the decision."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    RELATED = "related"
    REPRESENTATIVE = "representative"


_SILENT = frozenset({Status.SUSPENDED, Status.TERMINATED, Status.FINISHED, Status.DEFERRED, Status.ENTRUSTED})


def needs_no_reminder(status: Status) -> bool:
    """Whether nobody may be reminded of what this decision asks, for as long as the status lasts."""
    return status in _SILENT


class DecisionRefused(Exception):
    """What was given about a decision cannot be written; the message is for whoever enters it."""


class DecisionUnknown(DecisionRefused):
    """There is no such decision."""

    def __init__(self) -> None:
        super().__init__("Không có quyết định này trong sổ. Hãy tìm lại theo số và ngày ra quyết định.")


class DecisionExists(DecisionRefused):
    """The agency already has a decision of this number and day: ``decision_id``."""

    def __init__(self, decision_id: int) -> None:
        super().__init__("Quyết định số này, ngày này đã có trong sổ. Hãy mở quyết định đó thay vì nhập mới.")
        self.decision_id = decision_id


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionFacts:
    """What is entered about a decision. The rate is percent a year, only where the judgment orders late interest."""

    agency_id: int
    judgment_id: int
    number: str
    issued_on: date
    office_id: int | None = None
    officer_id: int | None = None
    commune_id: int | None = None
    review_result: ReviewResult | None = None
    served_on: date | None = None
    late_interest_rate: Decimal | None = None
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A decision as the books know it."""

    id: int
    status: Status
    facts: DecisionFacts


def add_decision(
    books: Books, facts: DecisionFacts, *, status: Status = Status.ENFORCING, entered_by: int | None = None
) -> int:
    """Enter a decision and give its id. Raises ``DecisionExists`` or ``DecisionRefused``."""
    decision_id = new_id()
    row = _row(books, decision_id, facts)
    known = find_decision(books, facts.agency_id, facts.number, facts.issued_on)
    if known is not None:
        raise DecisionExists(known)
    books.conn.execute(insert(decisions), {"id": decision_id, "status": status, **row})
    record_event(books, decision_id, EventKind.ENTERED, facts.issued_on, entered_by=entered_by)
    return decision_id


def update_decision(books: Books, decision_id: int, facts: DecisionFacts, *, entered_by: int | None = None) -> None:
    """Write everything but the status anew. Raises ``DecisionUnknown``, ``DecisionExists`` or ``DecisionRefused``."""
    row = _row(books, decision_id, facts)
    other = find_decision(books, facts.agency_id, facts.number, facts.issued_on)
    if other not in (None, decision_id):
        raise DecisionExists(other)
    _write(books, decision_id, row)
    record_event(books, decision_id, EventKind.CORRECTED, today(books.clock), entered_by=entered_by)


def record_service(books: Books, decision_id: int, served_on: date, *, entered_by: int | None = None) -> None:
    """Note the day that counts as valid notice (ND152 Đ.15-19); the ten days of L25 Đ.36.1 run from it."""
    known = decision(books, decision_id)
    if known is None:
        raise DecisionUnknown
    _refuse_impossible_day(books, served_on, known.facts.issued_on)
    _write(books, decision_id, {"served_on": served_on, "changed_at": books.clock.now()})
    record_event(books, decision_id, EventKind.SERVED, served_on, entered_by=entered_by)


def change_status(
    books: Books,
    decision_id: int,
    status: Status,
    *,
    on: date,
    ground: str,
    entered_by: int | None = None,
    interest_stops: bool = False,
) -> bool:
    """Move the decision to ``status`` from the day ``on``; False if it was there already and nothing was written.

    ``ground`` is the article or decision it rests on. ``interest_stops``: the officer says that no late interest runs
    until the next change (L25 Đ.46.1.c, 46.2, 47.2). Raises ``DecisionUnknown``, or ``DecisionRefused`` for a day in the
    future or before the decision. A finished decision may be taken up again (L25 Đ.45.5; mistakes): the events show it.
    """
    known = decision(books, decision_id)
    if known is None:
        raise DecisionUnknown
    if known.status == status:
        return False
    _refuse_impossible_day(books, on, known.facts.issued_on)
    if not ground.strip():
        raise DecisionRefused("Chưa ghi căn cứ thay đổi trạng thái. Hãy ghi điều luật hoặc số quyết định.")
    _write(books, decision_id, {"status": status, "changed_at": books.clock.now()})
    status_changed(books, decision_id, status, on, ground, entered_by=entered_by, interest_stops=interest_stops)
    return True


def add_party_to(books: Books, decision_id: int, party_id: int, role: PartyRole) -> None:
    """The party takes part in the decision in this role; saying it twice changes nothing."""
    row = {"decision_id": decision_id, "party_id": party_id, "role": role}
    if books.conn.execute(_TAKES_PART, row).scalar() is None:
        books.conn.execute(insert(decision_party), row)
        books.ring("facts")


def remove_party_from(books: Books, decision_id: int, party_id: int, role: PartyRole) -> bool:
    """The party no longer takes part in this role; False if it did not."""
    table = decision_party.c
    where = (table.decision_id == decision_id) & (table.party_id == party_id) & (table.role == role)
    books.ring("facts")
    return books.conn.execute(delete(decision_party).where(where)).rowcount > 0


def parties_of(books: Books, decision_id: int) -> list[tuple[int, PartyRole]]:
    """Who takes part, oldest party first."""
    rows = books.conn.execute(_PARTIES, {"decision": decision_id})
    return [(row.party_id, PartyRole(row.role)) for row in rows]


def find_decision(books: Books, agency_id: int, number: str, issued_on: date) -> int | None:
    """The agency's decision of this number and day."""
    key = {"agency": agency_id, "number": tidy_number(number), "issued_on": issued_on}
    return books.conn.execute(_BY_NUMBER, key).scalar()


def decision(books: Books, decision_id: int) -> Decision | None:
    """The decision, with its note opened; None if there is no such decision."""
    row = books.conn.execute(_BY_ID, {"id": decision_id}).one_or_none()
    return None if row is None else _opened(books, row)


def tidy_number(number: str) -> str:
    """A document's number without stray spaces: " 001 /QĐ-CCTHADS" is "001/QĐ-CCTHADS". Raises ``DecisionRefused``."""
    without_spaces = tidy(number).replace(" ", "")
    if not without_spaces:
        raise DecisionRefused("Chưa có số bản án hoặc số quyết định. Hãy nhập số.")
    return without_spaces


_BY_ID = select(decisions).where(decisions.c.id == bindparam("id"))
_BY_NUMBER = select(decisions.c.id).where(
    decisions.c.agency_id == bindparam("agency"),
    decisions.c.number == bindparam("number"),
    decisions.c.issued_on == bindparam("issued_on"),
)
_PARTIES = (
    select(decision_party.c.party_id, decision_party.c.role)
    .where(decision_party.c.decision_id == bindparam("decision"))
    .order_by(decision_party.c.party_id, decision_party.c.role)
)
_TAKES_PART = select(decision_party.c.party_id).where(
    decision_party.c.decision_id == bindparam("decision_id"),
    decision_party.c.party_id == bindparam("party_id"),
    decision_party.c.role == bindparam("role"),
)


def _refuse_impossible_day(books: Books, day: date, issued_on: date) -> None:
    if day > today(books.clock):
        raise DecisionRefused("Ngày này chưa đến. Hãy nhập ngày đã qua hoặc hôm nay.")
    if day < issued_on:
        raise DecisionRefused("Ngày này trước ngày ra quyết định. Hãy xem lại cả hai ngày.")


def _write(books: Books, decision_id: int, values: dict[str, Any]) -> None:
    if not books.conn.execute(update(decisions).where(decisions.c.id == decision_id), values).rowcount:
        raise DecisionUnknown
    books.ring("facts")


def _row(books: Books, decision_id: int, facts: DecisionFacts) -> dict[str, Any]:
    rate = facts.late_interest_rate
    if rate is not None and not 0 < rate <= 100:
        raise DecisionRefused("Lãi chậm thi hành án phải lớn hơn 0 và không quá 100 %/năm. Hãy xem lại bản án.")
    if facts.served_on is not None and facts.served_on < facts.issued_on:
        raise DecisionRefused("Ngày thông báo hợp lệ trước ngày ra quyết định. Hãy xem lại cả hai ngày.")
    return {
        "agency_id": facts.agency_id,
        "judgment_id": facts.judgment_id,
        "office_id": facts.office_id,
        "officer_id": facts.officer_id,
        "commune_id": facts.commune_id,
        "number": tidy_number(facts.number),
        "issued_on": facts.issued_on,
        "review_result": facts.review_result,
        "served_on": facts.served_on,
        "late_interest_rate": rate,
        "note_sealed": books.keys.seal("decision", "note", decision_id, facts.note) if facts.note else None,
        "changed_at": books.clock.now(),
    }


def _opened(books: Books, row: Row[Any]) -> Decision:
    note = row.note_sealed
    facts = DecisionFacts(
        agency_id=row.agency_id,
        judgment_id=row.judgment_id,
        number=row.number,
        issued_on=row.issued_on,
        office_id=row.office_id,
        officer_id=row.officer_id,
        commune_id=row.commune_id,
        review_result=None if row.review_result is None else ReviewResult(row.review_result),
        served_on=row.served_on,
        late_interest_rate=row.late_interest_rate,
        note=None if note is None else books.keys.open("decision", "note", row.id, note),
    )
    return Decision(id=row.id, status=Status(row.status), facts=facts)
