"""What does one row of a case list say?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from casework.decisions import ReviewResult
from casework.imports.addresses import commune_of
from casework.imports.names import display_name, is_organisation
from casework.imports.vocabulary import NoteFlag
from casework.payment_order import Kind


class CaseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row as read. A field is ``None`` where the cell is empty or held; sums in whole đồng, days as in the list.

    ``commune`` is the address from the commune on, as ``casework.places.find_commune`` takes it. ``cells`` are the raw
    cells of the row as a JSON array (days in ISO form, a formula as an object), in the order of ``CaseList.columns.headers``.
    A ``Struct``, because a list has a hundred thousand: a frozen dataclass of so many fields takes five times as long to
    make. Its ``repr`` names nobody.
    """

    row: int
    decision_number: str | None
    decision_date: date | None
    judgment_number: str | None
    debtor_name: str | None
    identity_number: str | None
    birth_year: int | None
    address: str | None
    phone: str | None
    creditor_name: str | None
    obligation: str | None
    obligation_kind: Kind
    amount_owed: int | None
    amount_paid: int | None
    notice_date: date | None
    interest_rate: Decimal | None
    officer: str | None
    review_result: ReviewResult | None
    note: str | None
    note_flags: frozenset[NoteFlag]
    cells: bytes

    def __repr__(self) -> str:
        return f"CaseRow(row={self.row})"

    @property
    def commune(self) -> str | None:
        """The address from its commune on, as ``casework.places.find_commune`` takes it."""
        return commune_of(self.address) if self.address else None

    @property
    def debtor_display(self) -> str | None:
        """The debtor's name as it is shown to people: a name all in capitals gets ordinary ones."""
        return display_name(self.debtor_name) if self.debtor_name else None

    @property
    def debtor_is_organisation(self) -> bool:
        """Does the debtor's name say that it is not one person?"""
        return self.debtor_name is not None and is_organisation(self.debtor_name)
