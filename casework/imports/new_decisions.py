"""How are the decisions of a list that the books do not have yet entered, thousands at a time?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.clock import today
from casework.course_kinds import LISTED
from casework.db.bulk import in_pieces, insert_rows
from casework.db.ids import id_stream, new_id, new_ids
from casework.decision_events import Detail, EventKind, status_kind
from casework.decisions import PartyRole, Status, tidy_number
from casework.imports.changes import Changes
from casework.imports.doubts import Doubtful, Doubts
from casework.imports.entries import Entry, ListLine
from casework.imports.parties import Parties
from casework.payment_order import Due, rank_of, share_out
from casework.payments import Source
from casework.tables.decisions import (
    allocation,
    decision,
    decision_event,
    decision_party,
    judgment,
    obligation,
    payment,
)

UNKNOWN_JUDGMENT = "chưa rõ"
_ENTERED = EventKind.ENTERED.value
_LISTED = {status: status_kind(status, LISTED) for status in Status}
_OPENING = Source.OPENING.value
_DEBTOR = PartyRole.DEBTOR.value
_CREDITOR = PartyRole.CREDITOR.value
COLUMNS = {
    judgment: ("id", "agency_id", "number", "court"),
    decision: (
        "id", "agency_id", "judgment_id", "office_id", "officer_id", "commune_id", "number", "issued_on", "status",
        "review_result", "served_on", "late_interest_rate", "note_sealed", "list_print", "changed_at",
    ),
    decision_party: ("decision_id", "party_id", "role"),
    decision_event: ("id", "decision_id", "kind", "happened_on", "detail_sealed", "entered_by", "entered_at"),
    obligation: ("id", "decision_id", "kind", "content_sealed", "amount", "rank"),
    payment: ("id", "decision_id", "amount", "source", "entered_by", "entered_at"),
    allocation: ("payment_id", "obligation_id", "amount"),
}  # fmt: skip
_COUNTED = (decision_party, allocation)  # their keys are those of other rows


class Judgments:
    """The judgments that a list names, by number; a list does not name the court."""

    def __init__(self, books: Books, agency_id: int) -> None:
        self._books = books
        self._agency = agency_id
        self._ids = id_stream()
        self._known: dict[str, int] = {}
        self._written: dict[str | None, int] = {}  # as the list writes them
        self._any = books.conn.execute(_ANY, {"agency": agency_id}).first() is not None
        self.new: list[tuple[Any, ...]] = []

    def look_up(self, written: Collection[str | None]) -> None:
        """Ask the books about the judgments with these numbers, all before any is entered."""
        if not self._any:  # the first list of all
            return
        for piece in in_pieces(list({_judgment_number(number) for number in written})):
            asked = {"agency": self._agency, "numbers": list(piece)}
            self._known |= {row.number: row.id for row in self._books.conn.execute(_JUDGMENTS, asked)}

    def of(self, entry: Entry) -> int:
        """The judgment's id; a new one is put to ``new``."""
        named = self._written.get(entry.judgment_number)
        if named is not None:
            return named
        number = _judgment_number(entry.judgment_number)
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = next(self._ids)
            self.new.append((known, self._agency, number, ""))
        self._written[entry.judgment_number] = known
        return known


class NewDecisions:
    """Enters the new decisions of one list."""

    def __init__(
        self,
        books: Books,
        changes: Changes,
        parties: Parties,
        doubts: Doubts,
        *,
        agency_id: int,
        staff_id: int | None,
        file: str,
    ) -> None:
        self._books = books
        self._changes = changes
        self._parties = parties
        self._doubts = doubts
        self._agency = agency_id
        self._staff = staff_id
        self._at: datetime = books.clock.now()
        self._today = today(books.clock)
        self._ground = Detail(ground=ground_of(file)).sealed_words() or ""
        self.judgments = Judgments(books, agency_id)

    def write(self, entries: Sequence[Entry]) -> None:
        """Enter these decisions with their parties, lines and what was paid before."""
        rows: dict[Any, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        ids = iter(new_ids(sum(4 + len(entry.lines) for entry in entries)))
        contents: list[tuple[int, str]] = []
        for entry in entries:
            self._collect(entry, rows, ids, contents)
        sealed = self._books.keys.seal_many("obligation", "content", contents)
        rows[obligation] = [
            (*row[:3], content, *row[3:]) for row, content in zip(rows[obligation], sealed, strict=True)
        ]
        self._parties.flush()
        rows[judgment] = self.judgments.new
        for table, its_rows in rows.items():
            insert_rows(self._books.conn, table, COLUMNS[table], its_rows)
            if table in _COUNTED:
                self._changes.counted(table, len(its_rows))
            else:
                self._changes.added(table, [row[0] for row in its_rows])
        self.judgments.new.clear()
        self._changes.flush()

    def _collect(
        self, entry: Entry, rows: dict[Any, list[tuple[Any, ...]]], ids: Iterator[int], contents: list[tuple[int, str]]
    ) -> None:
        decision_id = next(ids)
        rows[decision].append(self._decision(decision_id, entry))
        find = self._parties.find_or_enter
        takes_part = [(decision_id, find(one), _DEBTOR) for one in entry.debtors]
        takes_part += [(decision_id, find(one), _CREDITOR) for one in entry.creditors]
        rows[decision_party] += takes_part if len(takes_part) < 3 else dict.fromkeys(takes_part)
        rows[decision_event].append((next(ids), decision_id, _ENTERED, entry.issued_on, None, self._staff, self._at))
        if entry.status is not Status.ENFORCING:
            rows[decision_event].append(self._listed(next(ids), decision_id, entry))
        lines = [
            (next(ids), decision_id, line.kind.value, line.amount, rank_of(line.kind).value) for line in entry.lines
        ]
        rows[obligation] += lines
        contents += [(row[0], line.content) for row, line in zip(lines, entry.lines, strict=True)]
        paid = min(entry.paid, entry.owed)
        if paid < entry.paid:
            self._doubts.tell(entry.row, Doubtful.PAID_OVER, entry.paid, amount=paid)
        if paid:
            payment_id = next(ids)
            rows[payment].append((payment_id, decision_id, paid, _OPENING, self._staff, self._at))
            rows[allocation] += [(payment_id, *share) for share in _shares(paid, lines, entry.lines)]

    def _listed(self, event_id: int, decision_id: int, entry: Entry) -> tuple[Any, ...]:
        """The list gives the status: since when it has been so the books do not know."""
        words = self._books.keys.seal("decision_event", "detail", event_id, self._ground)
        kind, day = _LISTED[entry.status], max(self._today, entry.issued_on)
        return (event_id, decision_id, kind, day, words, self._staff, self._at)

    def _decision(self, decision_id: int, entry: Entry) -> tuple[Any, ...]:
        note = self._books.keys.seal("decision", "note", decision_id, entry.note) if entry.note else None
        return (
            decision_id,
            self._agency,
            self.judgments.of(entry),
            entry.office_id,
            entry.officer_id,
            entry.commune_id,
            entry.number,
            entry.issued_on,
            entry.status.value,
            None if entry.review_result is None else entry.review_result.value,
            entry.served_on,
            entry.rate,
            note,
            entry.print,
            self._at,
        )


def ground_of(file: str) -> str:
    """The ground of what a list says."""
    return f"Theo danh sách đã nhập: {file}"


def line_row(books: Books, decision_id: int, line: ListLine) -> tuple[Any, ...]:
    """A new line, sealed."""
    line_id = new_id()
    content = books.keys.seal("obligation", "content", line_id, line.content)
    return (line_id, decision_id, line.kind.value, content, line.amount, rank_of(line.kind).value)


def _shares(paid: int, rows: Sequence[tuple[Any, ...]], lines: Sequence[ListLine]) -> list[tuple[int, int]]:
    if len(rows) == 1:
        return [(rows[0][0], paid)]
    due = [
        Due(id=row[0], kind=line.kind, rank=rank_of(line.kind), amount=line.amount, left=line.amount)
        for row, line in zip(rows, lines, strict=True)
    ]
    return list(share_out(paid, due).items())


def _judgment_number(written: str | None) -> str:
    return tidy_number(written) if written else UNKNOWN_JUDGMENT


_ANY = select(judgment.c.id).where(judgment.c.agency_id == bindparam("agency")).limit(1)
_JUDGMENTS = select(judgment.c.number, judgment.c.id).where(
    judgment.c.agency_id == bindparam("agency"),
    judgment.c.number.in_(bindparam("numbers", expanding=True)),
    judgment.c.court == "",
)
