"""What does a list change in the decisions that the books have? What it is silent about stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from casework.books import Books
from casework.clock import today
from casework.course_kinds import ENTERED_AS, LISTED
from casework.course_rules import LIST_MAY_MOVE
from casework.db.ids import new_id
from casework.decision_events import EventKind, event_row, status_kind
from casework.decision_states import CLOSED, Status
from casework.decisions import tidy_number
from casework.imports.changed_lines import Matched, differs, due, is_against, match, owing_of, untouched
from casework.imports.changes import Changes
from casework.imports.doubts import Doubtful, Doubts
from casework.imports.entries import Entry
from casework.imports.new_decisions import COLUMNS, Judgments, ground_of, line_row
from casework.imports.parties import Parties
from casework.imports.takers import Takers
from casework.imports.touched import Touched, read_touched
from casework.payment_order import Due, share_out
from casework.payments import Source
from casework.sharing import Money, share_all
from casework.tables.decisions import (
    allocation,
    decision,
    decision_event,
    decision_party,
    judgment,
    obligation,
    payment,
)

Row = Mapping[str, Any]


class ChangedDecisions:
    """Writes what one list changes, some hundred decisions at a time."""

    def __init__(
        self,
        books: Books,
        changes: Changes,
        parties: Parties,
        judgments: Judgments,
        doubts: Doubts,
        staff_id: int | None,
        file: str,
    ) -> None:
        self._books = books
        self._changes = changes
        self._parties = parties
        self._judgments = judgments
        self._doubts = doubts
        self._staff = staff_id
        self._ground = ground_of(file)
        self._takers = Takers(books, parties, doubts)
        self._today = today(books.clock)

    def write(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """Change these decisions, given with their ids."""
        touched = read_touched(self._books.conn, [decision_id for decision_id, _ in entries])
        writing = _Writing()
        for decision_id, entry in entries:
            self._change(touched[decision_id], entry, writing)
        self._parties.flush()
        writing.rows_to_insert[judgment] = [
            dict(zip(COLUMNS[judgment], row, strict=True)) for row in self._judgments.new
        ]
        self._judgments.new.clear()
        writing.run(self._books, self._changes)
        self._changes.flush()

    def _change(self, books_have: Touched, entry: Entry, writing: _Writing) -> None:
        self._changes.before(decision, books_have.id, books_have.snapshot())
        self._change_parties(books_have, entry, writing)
        lines_changed = self._change_money(books_have, entry, writing)
        columns = self._columns(books_have, entry)
        self._note_events(books_have, entry, columns, writing, lines_changed=lines_changed)
        row = dict(books_have.row) | columns | {"list_print": entry.print, "changed_at": self._books.clock.now()}
        row["row_id"] = row.pop("id")
        writing.decisions.append(row)

    # -- what the decision itself says ------------------------------------------------------------------------------

    def _columns(self, books_have: Touched, entry: Entry) -> dict[str, Any]:
        """What the list gives that is not in the books."""
        row = books_have.row
        given: dict[str, Any] = {
            "served_on": entry.served_on,
            "late_interest_rate": entry.rate,
            "officer_id": entry.officer_id,
            "office_id": entry.office_id,
            "commune_id": entry.commune_id,
            "review_result": None if entry.review_result is None else entry.review_result.value,
        }
        columns = {name: value for name, value in given.items() if value is not None and value != row[name]}
        if "officer_id" not in columns:
            columns.pop("office_id", None)
        if "review_result" in columns and row["status"] != entry.status.value:
            self._move(books_have, entry, columns)
        if "served_on" in columns and row["service_form"] is not None:
            del columns["served_on"]
            self._doubts.tell(entry.row, Doubtful.SERVICE_KEPT, f"{entry.served_on:%d/%m/%Y}")
        if entry.judgment_number and tidy_number(entry.judgment_number) != row["judgment_number"]:
            columns["judgment_id"] = self._judgments.of(entry)
        keys, note = self._books.keys, row["note_sealed"]
        if entry.note and (note is None or keys.open("decision", "note", row["id"], note) != entry.note):
            columns["note_sealed"] = keys.seal("decision", "note", row["id"], entry.note)
        return columns

    def _move(self, books_have: Touched, entry: Entry, columns: dict[str, Any]) -> None:
        """Take the list's word for the status, unless an officer has deferred, suspended or closed the matter."""
        status = Status(books_have.row["status"])
        if status not in LIST_MAY_MOVE and books_have.status_by not in (LISTED, ENTERED_AS):
            del columns["review_result"]
            self._doubts.tell(entry.row, Doubtful.STATUS_KEPT)
            return
        columns["status"] = entry.status.value
        if status in CLOSED and entry.status not in CLOSED:
            self._doubts.tell(entry.row, Doubtful.STATUS_REOPENED)

    def _note_events(
        self, books_have: Touched, entry: Entry, columns: Row, writing: _Writing, *, lines_changed: bool
    ) -> None:
        def note(kind: str, ground: str | None = None) -> None:
            day = max(self._today, entry.issued_on)
            row = event_row(self._books, books_have.id, kind, day, ground=ground, entered_by=self._staff)
            writing.rows_to_insert[decision_event].append(row)

        if "status" in columns:
            note(status_kind(columns["status"], LISTED), self._ground)
        if "served_on" in columns:
            served = event_row(
                self._books, books_have.id, EventKind.SERVED, columns["served_on"], entered_by=self._staff
            )
            writing.rows_to_insert[decision_event].append(served)
        if columns.keys() - {"status", "served_on"}:
            note(EventKind.CORRECTED)
        if lines_changed:
            note(EventKind.LINES_CHANGED)

    # -- who takes part ---------------------------------------------------------------------------------------------

    def _change_parties(self, books_have: Touched, entry: Entry, writing: _Writing) -> None:
        present = [(row["party_id"], row["role"]) for row in books_have.pairs]
        now = self._takers.pairs(entry, present, books_have.people)
        for party_id, role in set(present) - now:
            writing.pairs_to_delete.append({"d": books_have.id, "p": party_id, "r": role})
        writing.rows_to_insert[decision_party] += [
            {"decision_id": books_have.id, "party_id": party_id, "role": role}
            for party_id, role in sorted(now - set(present))
        ]

    # -- what is owed and paid --------------------------------------------------------------------------------------

    def _change_money(self, books_have: Touched, entry: Entry, writing: _Writing) -> bool:
        """Lines, then the opening payment for what the list knows to be paid beyond the books; True if lines changed."""
        lines = books_have.lines(self._books)
        matched = match(entry.lines, lines)
        if is_against(matched, books_have.money, books_have.handed_on) or (
            any(line.owned for line in lines) and matched.owed != entry.owed
        ):
            self._doubts.tell(entry.row, Doubtful.LINES_KEPT, entry.owed)
            matched = untouched(lines)
        if matched.unlisted:
            self._doubts.tell(entry.row, Doubtful.LINE_NOT_IN_LIST, amount=matched.unlisted)
        owing, lines_changed = self._change_lines(books_have, matched, writing)
        extra = min(entry.paid, matched.owed) - books_have.paid
        if entry.paid > max(matched.owed, books_have.paid):
            self._doubts.tell(entry.row, Doubtful.PAID_OVER, entry.paid, amount=max(matched.owed, books_have.paid))
        opening = Money(id=self._opening(books_have.id, extra, writing), amount=extra) if extra > 0 else None
        if lines_changed:
            self._share_out_anew(books_have, opening, owing, writing)
        elif opening is not None:
            self._share_out(books_have, opening, owing, writing)
        return lines_changed

    def _change_lines(self, books_have: Touched, matched: Matched, writing: _Writing) -> tuple[list[Due], bool]:
        owing: list[Due] = []
        changed = bool(matched.added or matched.removed)
        for line, said in matched.kept:
            owing.append(owing_of(line, said))
            if said is not None and differs(line, said):
                changed = True
                content = self._books.keys.seal("obligation", "content", line.id, said.content)
                writing.lines.append(
                    {
                        "row_id": line.id,
                        "kind": said.kind.value,
                        "amount": said.amount,
                        "rank": owing[-1].rank.value,
                        "content_sealed": content,
                    }
                )
        for one in matched.added:
            row = line_row(self._books, books_have.id, one)
            writing.rows_to_insert[obligation].append(dict(zip(COLUMNS[obligation], row, strict=True)))
            owing.append(due(row[0], one.kind, one.amount))
        writing.lines_to_delete += [{"row_id": line_id} for line_id in matched.removed]
        return owing, changed

    def _opening(self, decision_id: int, amount: int, writing: _Writing) -> int:
        payment_id = new_id()
        writing.rows_to_insert[payment].append(
            {
                "id": payment_id,
                "decision_id": decision_id,
                "amount": amount,
                "source": Source.OPENING.value,
                "entered_by": self._staff,
                "entered_at": self._books.clock.now(),
            }
        )
        return payment_id

    def _share_out(self, books_have: Touched, opening: Money, owing: Sequence[Due], writing: _Writing) -> None:
        """The lines are what they were: what lies on them stays, the opening payment fills up."""
        left = [replace(line, left=line.left - books_have.paid_of(line.id)) for line in owing]
        writing.rows_to_insert[allocation] += [
            {"payment_id": opening.id, "obligation_id": line_id, "amount": amount}
            for line_id, amount in share_out(opening.amount, left).items()
        ]

    def _share_out_anew(
        self, books_have: Touched, opening: Money | None, owing: Sequence[Due], writing: _Writing
    ) -> None:
        payments = [*books_have.money, *([] if opening is None else [opening])]
        shares = share_all(payments, owing, books_have.handed_on).shares
        writing.allocations_to_delete += [{"payment": row["id"]} for row in books_have.payments]
        writing.rows_to_insert[allocation] += [
            {"payment_id": payment_id, "obligation_id": line_id, "amount": amount}
            for payment_id, its_shares in shares.items()
            for line_id, amount in its_shares.items()
        ]


class _Writing:
    """Rows on their way into the books, statement by statement for many decisions at once."""

    def __init__(self) -> None:
        tables = (judgment, decision_party, decision_event, obligation, payment, allocation)
        self.rows_to_insert: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}
        self.decisions: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.pairs_to_delete: list[dict[str, Any]] = []
        self.lines_to_delete: list[dict[str, Any]] = []
        self.allocations_to_delete: list[dict[str, Any]] = []

    def run(self, books: Books, changes: Changes) -> None:
        """Write in the order that the tables' references ask for."""
        steps = (
            (insert(judgment), self.rows_to_insert[judgment]),
            (_UPDATE_DECISION, self.decisions),
            (_DELETE_PAIR, self.pairs_to_delete),
            (insert(decision_party), self.rows_to_insert[decision_party]),
            (insert(decision_event), self.rows_to_insert[decision_event]),
            (_DELETE_ALLOCATIONS, self.allocations_to_delete),
            (_DELETE_LINE, self.lines_to_delete),
            (_UPDATE_LINE, self.lines),
            (insert(obligation), self.rows_to_insert[obligation]),
            (insert(payment), self.rows_to_insert[payment]),
            (insert(allocation), self.rows_to_insert[allocation]),
        )
        for statement, rows in steps:
            if rows:
                books.conn.execute(statement, rows)
        for table in (judgment, decision_event, obligation, payment):
            changes.added(table, [row["id"] for row in self.rows_to_insert[table]])


_UPDATE_DECISION = (
    update(decision)
    .where(decision.c.id == bindparam("row_id"))
    .values(
        {name: bindparam(name) for name in COLUMNS[decision] if name not in ("id", "agency_id", "number", "issued_on")}
    )
)
_UPDATE_LINE = (
    update(obligation)
    .where(obligation.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in ("kind", "amount", "rank", "content_sealed")})
)
_DELETE_PAIR = delete(decision_party).where(
    decision_party.c.decision_id == bindparam("d"),
    decision_party.c.party_id == bindparam("p"),
    decision_party.c.role == bindparam("r"),
)
_DELETE_LINE = delete(obligation).where(obligation.c.id == bindparam("row_id"))
_DELETE_ALLOCATIONS = delete(allocation).where(allocation.c.payment_id == bindparam("payment"))
