"""What does one row of a case list say?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from casework.decisions import ReviewResult
from casework.imports.addresses import commune_of
from casework.imports.names import display_name, is_organisation, is_state
from casework.imports.vocabulary import NoteFlag
from casework.payment_order import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRow:
    """One row as read. A field is ``None`` where the cell is empty or held; sums in whole đồng, days as in the list.

    ``commune`` is the address from the commune on, as ``casework.places.find_commune`` takes it. ``cells`` are the raw
    cells of the row as a JSON array (days in ISO form, a formula as an object), in the order of ``CaseList.columns.headers``.
    """

    row: int
    decision_number: str | None
    decision_date: date | None
    judgment_number: str | None
    debtor_name: str | None = field(repr=False)
    identity_number: str | None = field(repr=False)
    birth_year: int | None = field(repr=False)
    address: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    creditor_name: str | None = field(repr=False)
    obligation: str | None = field(repr=False)
    obligation_kind: Kind
    amount_owed: int | None
    amount_paid: int | None
    notice_date: date | None
    interest_rate: Decimal | None
    officer: str | None = field(repr=False)
    review_result: ReviewResult | None
    note: str | None = field(repr=False)
    note_flags: frozenset[NoteFlag]
    cells: bytes = field(repr=False)

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

    @property
    def creditor_is_state(self) -> bool:
        """Does what is collected go to the State budget?"""
        return self.creditor_name is not None and is_state(self.creditor_name)
