"""What does the list say about one decision, when several of its rows may be one?

Rows of one number and day are one decision: all their debtors, each line once. A line that stands with several debtors
is owed jointly; what was paid of it counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from casework.books import Books
from casework.decisions import ReviewResult, Status, tidy_number
from casework.folding import fold
from casework.imports.case_row import CaseRow
from casework.imports.doubts import Doubtful, Doubts
from casework.imports.look_ups import LookUps
from casework.imports.vocabulary import NoteFlag
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.people import PartyFacts, PartyKind

Key = tuple[str, date]  # tidy number and day of the decision
Rows = tuple[CaseRow, ...]

# of several results the one that closes least: nobody is left out because a co-debtor's row says "finished"
_LEAST_CLOSING = (
    ReviewResult.WITH_MEANS,
    ReviewResult.TO_WAIVE,
    ReviewResult.TO_REDUCE,
    ReviewResult.NO_MEANS,
    ReviewResult.DEFERRED,
    ReviewResult.TERMINATED,
    ReviewResult.FINISHED,
)
_STATUS = {
    ReviewResult.FINISHED: Status.FINISHED,
    ReviewResult.TERMINATED: Status.TERMINATED,
    ReviewResult.NO_MEANS: Status.NO_MEANS,
    ReviewResult.DEFERRED: Status.DEFERRED,
}
_MOST_CHOICES = 6
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, kw_only=True, slots=True)
class ListLine:
    """One line as the list words it; ``amount`` đồng, 0 for a duty that is not money."""

    kind: Kind
    content: str = field(repr=False)
    amount: int


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One decision as the list gives it. A field is ``None`` where the list is silent; sums in đồng.

    A ``Struct`` for the price of making a hundred thousand (``casework.imports.case_row``). Its ``repr`` names nobody.
    """

    row: int  # the first of its rows
    number: str
    issued_on: date
    judgment_number: str | None
    debtors: tuple[PartyFacts, ...]
    creditors: tuple[PartyFacts, ...]
    lines: tuple[ListLine, ...]
    paid: int
    served_on: date | None
    rate: Decimal | None
    officer_id: int | None
    office_id: int | None
    commune_id: int | None
    review_result: ReviewResult | None
    note: str | None
    print: bytes

    def __repr__(self) -> str:
        return f"Entry(row={self.row})"

    @property
    def owed(self) -> int:
        """What its lines ask for together; not what the agency itself gives back."""
        return sum(line.amount for line in self.lines if line.kind not in BY_THE_AGENCY)

    @property
    def status(self) -> Status:
        """How far the decision has come, as its review result says."""
        return status_of(self.review_result)


def status_of(result: ReviewResult | None) -> Status:
    """The status that a review result means; whatever is not closed or resting is being enforced."""
    return _STATUS.get(result, Status.ENFORCING) if result is not None else Status.ENFORCING


def by_decision(rows: Iterable[CaseRow]) -> dict[Key, Rows]:
    """The rows of each decision, decisions in the order of their first rows. Rows without number or day have none."""
    groups: dict[Key, Rows] = {}
    for row in rows:
        if row.decision_number and row.decision_date:
            key = (_number_of(row.decision_number), row.decision_date)
            known = groups.get(key)
            groups[key] = (row,) if known is None else (*known, row)
    return groups


def _number_of(written: str) -> str:
    """``tidy_number`` of what the reader of cells has tidied already, a fifth of the price."""
    return written.replace(" ", "") or tidy_number(written)


def print_of(books: Books, rows: Rows, look_ups: LookUps) -> bytes:
    """A keyed fingerprint of all that the rows give, whatever their order: equal prints, nothing new."""
    told = [_told(row, look_ups) for row in rows]
    joined = told[0] if len(told) == 1 else b"\n".join(sorted(told))
    return books.keys.fingerprint("list entry", joined.decode())


def _told(row: CaseRow, look_ups: LookUps) -> bytes:
    return _encode(
        (
            row.judgment_number,
            row.debtor_name,
            row.identity_number,
            row.birth_year,
            row.address,
            row.phone,
            row.creditor_name,
            row.obligation,
            row.obligation_kind,
            row.amount_owed,
            row.amount_paid,
            row.notice_date,
            row.interest_rate,
            look_ups.officer(row.officer)[0],
            look_ups.commune(row.address),
            row.review_result,
            row.note,
            sorted(row.note_flags),
        )
    )


def entry_of(key: Key, rows: Rows, list_print: bytes, look_ups: LookUps) -> Entry:
    """The decision that ``rows`` give together."""
    one = rows[0] if len(rows) == 1 else _together(rows)
    officer_id, office_id = look_ups.officer(one.officer)
    debtors = tuple(debtor_facts(row, look_ups) for row in rows)
    lines, paid = _lines(rows)
    served_on = one.notice_date
    return Entry(
        row=rows[0].row,
        number=key[0],
        issued_on=key[1],
        judgment_number=one.judgment_number,
        debtors=_distinct(debtors),
        creditors=_distinct([look_ups.creditor(row.creditor_name) for row in rows if row.creditor_name]),
        lines=lines,
        paid=paid,
        served_on=served_on if served_on is not None and served_on >= key[1] else None,
        rate=one.interest_rate or None,
        officer_id=officer_id,
        office_id=office_id,
        commune_id=_given(debtors, "commune_id"),
        review_result=one.review_result,
        note=one.note,
        print=list_print,
    )


def _together(rows: Rows) -> CaseRow:
    """What several rows of one decision say of the decision itself: the first that says it, and all their notes."""
    said = {name: _given(rows, name) for name in ("officer", "judgment_number", "notice_date", "interest_rate")}
    notes = "; ".join(dict.fromkeys(row.note for row in rows if row.note)) or None
    return msgspec.structs.replace(rows[0], **said, review_result=_least_closing(rows), note=notes)


def debtor_facts(row: CaseRow, look_ups: LookUps) -> PartyFacts:
    """The debtor of a row."""
    organisation = row.debtor_is_organisation
    return PartyFacts(
        kind=PartyKind.ORGANISATION if organisation else PartyKind.PERSON,
        name=row.debtor_display or "",
        identity=row.identity_number,
        phone=row.phone,
        birth_year=None if organisation else row.birth_year,
        address=row.address,
        commune_id=look_ups.commune(row.address),
        deceased=NoteFlag.DECEASED in row.note_flags,
        in_prison=NoteFlag.IN_PRISON in row.note_flags,
    )


def joined(one: PartyFacts, other: PartyFacts) -> PartyFacts:
    """The facts that two rows give of one person: the first row's, with what it is silent about from the other."""
    return PartyFacts(
        kind=one.kind,
        name=one.name,
        identity=one.identity or other.identity,
        phone=one.phone or other.phone,
        birth_year=one.birth_year or other.birth_year,
        address=one.address or other.address,
        commune_id=one.commune_id if one.address else other.commune_id,
        deceased=one.deceased or other.deceased,
        in_prison=one.in_prison or other.in_prison,
    )


def tell_doubts(rows: Rows, look_ups: LookUps, doubts: Doubts) -> None:
    """Flag what the rows of one decision leave open."""
    for row in rows:
        somewhere = look_ups.commune(row.address) is not None
        if not somewhere and look_ups.knows_places and row.address is not None and row.commune is not None:
            _tell_commune(row.row, row.address, look_ups, doubts)
        if row.officer is not None and look_ups.officer(row.officer)[0] is None:
            doubts.tell(row.row, Doubtful.OFFICER_NOT_FOUND, row.officer)
        if row.amount_owed and row.obligation_kind in NOT_MONEY:
            doubts.tell(row.row, Doubtful.NOT_MONEY, row.amount_owed)
        if row.judgment_number is None:
            doubts.tell(row.row, Doubtful.JUDGMENT_MISSING)
    if len(rows) > 1:
        _tell_differences(rows, doubts)


def _tell_commune(row: int, address: str, look_ups: LookUps, doubts: Doubts) -> None:
    """Every commune that it may be, as long as a person can choose among them."""
    choices = look_ups.commune_choices(address)
    if 1 < len(choices) <= _MOST_CHOICES:
        doubts.tell(row, Doubtful.COMMUNE_DIVIDED, address, other=", ".join(choices[:-1]) + " hoặc " + choices[-1])
    else:
        doubts.tell(row, Doubtful.COMMUNE_UNCLEAR, address)


def _tell_differences(rows: Rows, doubts: Doubts) -> None:
    if len({row.review_result for row in rows if row.review_result is not None}) > 1:
        doubts.tell(rows[0].row, Doubtful.REVIEWS_DIFFER)
    paid: dict[ListLine, set[int]] = {}
    for row in rows:
        paid.setdefault(_line(row), set()).add(row.amount_paid or 0)
    if any(len(sums) > 1 for sums in paid.values()):
        doubts.tell(rows[0].row, Doubtful.PAID_DIFFERS)


def _lines(rows: Rows) -> tuple[tuple[ListLine, ...], int]:
    if len(rows) == 1:
        return (_line(rows[0]),), rows[0].amount_paid or 0
    paid: dict[ListLine, int] = {}
    for row in rows:
        line = _line(row)
        paid[line] = max(paid.get(line, 0), row.amount_paid or 0)
    return tuple(paid), sum(paid.values())


def _line(row: CaseRow) -> ListLine:
    money = row.obligation_kind not in NOT_MONEY
    return ListLine(
        kind=row.obligation_kind,
        content=row.obligation or "",
        amount=(row.amount_owed or 0) if money else 0,
    )


def _distinct(people: Sequence[PartyFacts]) -> tuple[PartyFacts, ...]:
    """Each person once: by identity number, else by name."""
    if len(people) < 2:
        return tuple(people)
    found: dict[str, PartyFacts] = {}
    for one in people:
        known_by = one.identity or ("state" if one.kind is PartyKind.STATE else fold(one.name))
        known = found.get(known_by)
        found[known_by] = one if known is None else joined(known, one)
    return tuple(found.values())


def _least_closing(rows: Rows) -> ReviewResult | None:
    results = [row.review_result for row in rows if row.review_result is not None]
    return min(results, key=_LEAST_CLOSING.index, default=None)


def _given(rows: Sequence[object], name: str) -> Any:
    """The field's value in the first row that has one."""
    for row in rows:
        value = getattr(row, name)
        if value is not None:
            return value
    return None
