"""Which decision is it, how far has it come, who takes part, and what happened to it on which day?

One enforcement decision is one *việc* (L25 Đ.3.8). Whatever changes it leaves an event with its date, ground and author
(``casework.course``); the chatbot reads these books and never moves a state itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import ENTERED_AS, Happened
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.decision_events import EventKind, record_event, status_kind
from casework.decision_states import (
    CLOSED,
    RESTING,
    DecisionExists,
    DecisionRefused,
    DecisionUnknown,
    Origin,
    ReviewResult,
    State,
    Status,
    needs_no_reminder,
)
from casework.tables.decisions import decision as decisions
from casework.tables.decisions import decision_party
from casework.tidy import tidy

__all__ = [
    "Decision",
    "DecisionExists",
    "DecisionFacts",
    "DecisionRefused",
    "DecisionUnknown",
    "Origin",
    "PartyRole",
    "ReviewResult",
    "State",
    "Status",
    "add_decision",
    "add_party_to",
    "change_status",
    "decision",
    "find_decision",
    "needs_no_reminder",
    "parties_of",
    "record_service",
    "remove_party_from",
    "tidy_number",
    "update_decision",
]


class PartyRole(StrEnum):
    """What the party is in the decision."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    RELATED = "related"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionFacts:
    """What is entered about a decision. The rate is percent a year, only where the judgment orders late interest.

    ``late_interest_from`` is the day that the judgment names for it, ``requested_on`` that of the enforcement request.
    """

    agency_id: int
    judgment_id: int
    number: str
    issued_on: date
    office_id: int | None = None
    officer_id: int | None = None
    commune_id: int | None = None
    review_result: ReviewResult | None = None
    served_on: date | None = None
    origin: Origin | None = None
    requested_on: date | None = None
    late_interest_rate: Decimal | None = None
    late_interest_from: date | None = None
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
    if status is not Status.ENFORCING:
        entered_as = status_kind(status, ENTERED_AS)
        record_event(books, decision_id, entered_as, facts.issued_on, entered_by=entered_by)
    return decision_id


def update_decision(books: Books, decision_id: int, facts: DecisionFacts, *, entered_by: int | None = None) -> None:
    """Write everything but the status anew. Raises ``DecisionUnknown``, ``DecisionExists`` or ``DecisionRefused``."""
    row = _row(books, decision_id, facts)
    other = find_decision(books, facts.agency_id, facts.number, facts.issued_on)
    if other not in (None, decision_id):
        raise DecisionExists(other)
    _write(books, decision_id, row)
    record_event(books, decision_id, EventKind.CORRECTED, today(books.clock), entered_by=entered_by)


def record_service(
    books: Books, decision_id: int, served_on: date, *, form: str | None = None, entered_by: int | None = None
) -> None:
    """Note the day that counts as valid notice (ND152 Đ.15-19); the ten days of L25 Đ.36.1 run from it.

    If a day is noted already this corrects it: both stay in the events. ``casework.service`` says which day counts.
    Raises ``DecisionUnknown`` or ``DecisionRefused``.
    """
    known = decision(books, decision_id)
    if known is None:
        raise DecisionUnknown
    happening = Happening(what=Happened.SERVED, on=served_on, form=form)
    if known.facts.served_on is not None:
        happening = Happening(what=Happened.SERVICE_CORRECTED, on=today(books.clock), form=form, served_on=served_on)
    record(books, decision_id, happening, entered_by=entered_by)


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

    For whoever knows only where the decision stands now: what happened is taken from where it stood before, by the rules
    of ``casework.course``. ``ground`` is the article or paper it rests on. ``interest_stops``: the officer says that no
    late interest runs until the next change. Raises ``DecisionUnknown``, or ``DecisionRefused`` with reason and remedy.
    """
    known = decision(books, decision_id)
    if known is None:
        raise DecisionUnknown
    if known.status == status:
        return False
    what = _what_happened(known.status, status)
    happening = Happening(what=what, on=on, ground=ground, interest_stops=True if interest_stops else None)
    record(books, decision_id, happening, entered_by=entered_by)
    return True


def _what_happened(before: Status, after: Status) -> Happened:
    if after is not Status.ENFORCING:
        return Happened(after.value)
    if before in RESTING:
        return Happened.RESUMED
    return Happened.TAKEN_UP_AGAIN if before in CLOSED else Happened.WITH_MEANS


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
    rows = _PARTIES.rows(books.conn, decision=decision_id)
    return [(party_id, _ROLES[role]) for party_id, role in rows]


def find_decision(books: Books, agency_id: int, number: str, issued_on: date) -> int | None:
    """The agency's decision of this number and day."""
    key = {"agency": agency_id, "number": tidy_number(number), "issued_on": issued_on}
    return books.conn.execute(_BY_NUMBER, key).scalar()


def decision(books: Books, decision_id: int) -> Decision | None:
    """The decision, with its note opened; None if there is no such decision."""
    row = _BY_ID.one(books.conn, id=decision_id)
    return None if row is None else _opened(books, row)


def tidy_number(number: str) -> str:
    """A document's number without stray spaces: " 001 /QĐ-CCTHADS" is "001/QĐ-CCTHADS". Raises ``DecisionRefused``."""
    without_spaces = tidy(number).replace(" ", "")
    if not without_spaces:
        raise DecisionRefused("Chưa có số bản án hoặc số quyết định. Hãy nhập số.")
    return without_spaces


_ROLES = {role.value: role for role in PartyRole}
_BY_ID = Prepared(select(decisions).where(decisions.c.id == bindparam("id")))
_BY_NUMBER = select(decisions.c.id).where(
    decisions.c.agency_id == bindparam("agency"),
    decisions.c.number == bindparam("number"),
    decisions.c.issued_on == bindparam("issued_on"),
)
_PARTIES = Prepared(
    select(decision_party.c.party_id, decision_party.c.role)
    .where(decision_party.c.decision_id == bindparam("decision"))
    .order_by(decision_party.c.party_id, decision_party.c.role)
)
_TAKES_PART = select(decision_party.c.party_id).where(
    decision_party.c.decision_id == bindparam("decision_id"),
    decision_party.c.party_id == bindparam("party_id"),
    decision_party.c.role == bindparam("role"),
)


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
        "origin": facts.origin,
        "requested_on": facts.requested_on,
        "late_interest_rate": rate,
        "late_interest_from": facts.late_interest_from,
        "note_sealed": books.keys.seal("decision", "note", decision_id, facts.note) if facts.note else None,
        "changed_at": books.clock.now(),
    }


def _opened(books: Books, row: Any) -> Decision:
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
        origin=None if row.origin is None else Origin(row.origin),
        requested_on=row.requested_on,
        late_interest_rate=row.late_interest_rate,
        late_interest_from=row.late_interest_from,
        note=None if note is None else books.keys.open("decision", "note", row.id, note),
    )
    return Decision(id=row.id, status=Status(row.status), facts=facts)
