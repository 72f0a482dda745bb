"""How are the rows of a list read, and a repaired cell again?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import msgspec

from casework.folding import fold
from casework.imports.addresses import read_address
from casework.imports.amounts import read_amount
from casework.imports.case_row import CaseRow
from casework.imports.cells import read_birth_year, read_paper_number, read_rate, read_text
from casework.imports.column_reader import Batch, Column
from casework.imports.columns import Columns
from casework.imports.dates import read_date
from casework.imports.findings import Finding, Trouble, doubtful, finding, held
from casework.imports.header_names import Field
from casework.imports.identity import read_identity
from casework.imports.names import is_organisation, read_name
from casework.imports.phones import read_phone
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.vocabulary import NoteFlag, note_flags, obligation_kind, read_review_result
from casework.payment_order import NOT_MONEY, Kind

_NO_FLAGS: frozenset[NoteFlag] = frozenset()


class RowReader:
    """Reads rows of one list. ``officers``: the names that are known, or ``None`` to take any."""

    def __init__(self, columns: Columns, *, today: date, officers: Collection[str] | None = None) -> None:
        known = None if officers is None else frozenset(map(fold, officers))
        self._encode = msgspec.json.Encoder().encode
        self._decision_number = Column(Field.DECISION_NUMBER, columns, read_paper_number, required=True)
        self._decision_date = Column(Field.DECISION_DATE, columns, lambda cell: read_date(cell, today), required=True)
        self._judgment_number = Column(Field.JUDGMENT_NUMBER, columns, read_paper_number)
        self._debtor_name = Column(Field.DEBTOR_NAME, columns, read_name, required=True)
        self._identity = Column(Field.IDENTITY_NUMBER, columns, lambda cell: read_identity(cell, today))
        self._birth_year = Column(Field.BIRTH_YEAR, columns, lambda cell: read_birth_year(cell, today))
        self._address = Column(Field.ADDRESS, columns, read_address)
        self._phone = Column(Field.PHONE, columns, read_phone)
        self._creditor_name = Column(Field.CREDITOR_NAME, columns, read_name)
        self._obligation = Column(Field.OBLIGATION, columns, _read_obligation, required=True)
        self._amount_owed = Column(Field.AMOUNT_OWED, columns, read_amount)
        self._amount_paid = Column(Field.AMOUNT_PAID, columns, read_amount)
        self._notice_date = Column(Field.NOTICE_DATE, columns, lambda cell: _read_notice_date(cell, today))
        self._interest_rate = Column(Field.INTEREST_RATE, columns, read_rate)
        self._officer = Column(Field.OFFICER, columns, lambda cell: _read_officer(cell, known))
        self._review_result = Column(Field.REVIEW_RESULT, columns, read_review_result)
        self._note = Column(Field.NOTE, columns, _read_note)

    def read(self, rows: Sequence[tuple[int, Sequence[Cell]]], findings: list[Finding]) -> list[CaseRow]:
        """Rows, whose cells are as many as the header's. What is wrong with them goes to ``findings``, row by row."""
        numbers = [number for number, _ in rows]
        batch = Batch(numbers=numbers, columns=list(zip(*(cells for _, cells in rows), strict=True)))
        found: list[Finding] = []
        obligations = self._obligation.take(batch, found)
        notes = self._note.take(batch, found)
        names = self._debtor_name.take(batch, found)
        decision_numbers = self._decision_number.take(batch, found)
        decision_dates = self._decision_date.take(batch, found)
        judgment_numbers = self._judgment_number.take(batch, found)
        identities = self._take_identities(names, batch, found)
        birth_years = self._birth_year.take(batch, found)
        addresses = self._address.take(batch, found)
        phones = self._phone.take(batch, found)
        creditors = self._creditor_name.take(batch, found)
        owed = self._take_owed([said[1] if said else Kind.OTHER for said in obligations], batch, found)
        paid = self._amount_paid.take(batch, found)
        notices = self._notice_date.take(batch, found)
        rates = self._interest_rate.take(batch, found)
        officers = self._officer.take(batch, found)
        results = self._review_result.take(batch, found)
        findings += sorted(found, key=lambda one: one.row)
        return [
            CaseRow(
                row=number,
                decision_number=decision_numbers[at],
                decision_date=decision_dates[at],
                judgment_number=judgment_numbers[at],
                debtor_name=names[at],
                identity_number=identities[at],
                birth_year=birth_years[at],
                address=addresses[at],
                phone=phones[at],
                creditor_name=creditors[at],
                obligation=said[0] if said else None,
                obligation_kind=said[1] if said else Kind.OTHER,
                amount_owed=owed[at],
                amount_paid=paid[at],
                notice_date=notices[at],
                interest_rate=rates[at],
                officer=officers[at],
                review_result=results[at],
                note=noted[0] if noted else None,
                note_flags=noted[1] if noted else _NO_FLAGS,
                cells=self._encode(cells),
            )
            for at, ((number, cells), said, noted) in enumerate(zip(rows, obligations, notes, strict=True))
        ]

    def _take_identities(self, names: Sequence[str | None], batch: Batch, findings: list[Finding]) -> list[str | None]:
        """A company has a tax code where a person has an identity number; it holds nothing and identifies nobody."""
        own: list[Finding] = []
        identities = self._identity.take(batch, own)
        places = {number: at for at, number in enumerate(batch.numbers)} if own else {}
        for one in own:
            name = names[places[one.row]]
            if name is None or not is_organisation(name):
                findings.append(one)
                continue
            identities[places[one.row]] = None
            if one.reason is not Reason.IDENTITY_NONE:
                organisation: Trouble[str] = doubtful(Reason.IDENTITY_ORGANISATION)
                findings.append(finding(organisation, one.row, one.column, one.value))
        return identities

    def _take_owed(self, kinds: Sequence[Kind], batch: Batch, findings: list[Finding]) -> list[int | None]:
        """Only a duty that is not money may stand without a sum."""
        own: list[Finding] = []
        sums = self._amount_owed.take(batch, own)
        told = {one.row for one in own}
        for number, owed, kind in zip(batch.numbers, sums, kinds, strict=True):
            if owed is None and kind not in NOT_MONEY and number not in told:
                missing: Trouble[int] = held(Reason.MISSING)
                own.append(finding(missing, number, self._amount_owed.header, None))
        findings += own
        return sums


def _read_obligation(value: Cell) -> tuple[str, Kind] | Trouble[tuple[str, Kind]] | None:
    text = read_text(value)
    if text is None or isinstance(text, Trouble):
        return None
    kind = obligation_kind(text)
    return doubtful(Reason.OBLIGATION_UNKNOWN, kept=(text, kind)) if kind is Kind.OTHER else (text, kind)


def _read_note(value: Cell) -> tuple[str, frozenset[NoteFlag]] | Trouble[tuple[str, frozenset[NoteFlag]]] | None:
    text = read_text(value)
    if isinstance(text, Trouble):
        text = text.kept
    if text is None:
        return None
    flags = note_flags(text)
    return doubtful(Reason.NOTE_DECEASED, kept=(text, flags)) if NoteFlag.DECEASED in flags else (text, flags)


def _read_notice_date(value: Cell, today: date) -> date | Trouble[date] | None:
    return read_date(value, today) or doubtful(Reason.NOTICE_MISSING)


def _read_officer(value: Cell, known: frozenset[str] | None) -> str | Trouble[str] | None:
    name = read_text(value)
    if known is not None and isinstance(name, str) and fold(name) not in known:
        return held(Reason.OFFICER_UNKNOWN)
    return name
