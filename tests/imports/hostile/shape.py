"""What is one hostile list, and what has to come of it?

A topic is a table and its outcome; each topic becomes one file in every format that can carry it. The generator knows the
truth of every cell, so that a value that was written wrongly and not flagged is found out (a silent error).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.imports.reasons import Reason, Severity
from casework.imports.refusals import Refusal
from tests.imports.hostile.formats import ALL, FORMATS, Table
from tests.imports.making_files import HEADERS, case

TITLE = "DANH SÁCH HỒ SƠ (dữ liệu hư cấu)"
FIRST_ROW = 3  # title, header, then the cases
COLUMNS = {  # by the name that ``case`` takes: the header, and the attribute of a row as read
    "Số_QĐ_THA": ("Số QĐ THA", "decision_number"),
    "Ngày_ra_QĐ": ("Ngày ra QĐ", "decision_date"),
    "Bản_án": ("Bản án/QĐ số", "judgment_number"),
    "Người_phải_THA": ("Người phải THA", "debtor_name"),
    "Số_CCCD": ("Số CCCD", "identity_number"),
    "Năm_sinh": ("Năm sinh", "birth_year"),
    "Địa_chỉ": ("Địa chỉ (xã/TT)", "commune"),
    "Điện_thoại": ("Điện thoại", "phone"),
    "Người_được_THA": ("Người được THA", "creditor_name"),
    "Nội_dung_phải_thi_hành": ("Nội dung phải thi hành", "obligation"),
    "Số_tiền_phải_thi_hành": ("Số tiền phải thi hành (đồng)", "amount_owed"),
    "Đã_thi_hành": ("Đã thi hành (đồng)", "amount_paid"),
    "Ngày_thông_báo_hợp_lệ": ("Ngày thông báo hợp lệ", "notice_date"),
    "Lãi_chậm_THA": ("Lãi chậm THA (%/năm)", "interest_rate"),
    "Chấp_hành_viên": ("Chấp hành viên", "officer"),
    "Kết_quả_rà_soát": ("Kết quả rà soát", "review_result"),
    "Ghi_chú": ("Ghi chú", "note"),
}
MONEY_AND_IDENTITY = ("amount_owed", "amount_paid", "identity_number")
CHECKED = ("decision_number", "decision_date", "debtor_name", "phone", "notice_date", "commune", *MONEY_AND_IDENTITY)
_ADDRESS, _COMMUNE = "Địa_chỉ", "xã Vĩnh Thanh"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One cell that waits or is flagged."""

    row: int
    column: str  # the header as in the file
    severity: Severity
    reason: Reason
    proposal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: the cells that differ from an unremarkable one, what is told of them, and what they truly say."""

    changes: Mapping[str, object] = field(default_factory=dict)
    told: tuple[tuple[str, Severity, Reason, str | None], ...] = ()  # column by its name in ``changes``
    truth: Mapping[str, object] = field(default_factory=dict)
    is_case: bool = True


@dataclass(frozen=True, kw_only=True)
class HostileList:
    """One file. ``refused``: the whole file is, and ``said`` stands in the refusal; otherwise exactly ``told`` is told.

    ``at_least``: more may be told, because one fault has many consequences.
    """

    name: str
    inputs: tuple[int, ...]
    make: Callable[[], bytes] = field(repr=False)
    refused: Refusal | None = None
    said: tuple[str, ...] = ()
    told: frozenset[Told] = frozenset()
    truth: Mapping[int, Mapping[str, object]] = field(default_factory=dict, repr=False)
    cases: int = 0
    at_least: bool = False
    officers: tuple[str, ...] | None = None
    sent_as: str | None = None  # the name its sender gives it, and the one that people are shown
    shown: str | None = None


Arrange = Callable[[list[list[object]]], Table]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Rows that go wrong in one way. ``arrange`` changes the table (title, header, cases) before it is written."""

    name: str
    inputs: tuple[int, ...]
    rows: Sequence[Row] = (Row(), Row())
    formats: tuple[str, ...] = ALL
    refused: Refusal | None = None
    said: tuple[str, ...] = ()
    arrange: Arrange = list
    also_told: tuple[Told, ...] = ()
    first_row: int = FIRST_ROW
    officers: tuple[str, ...] | None = None
    at_least: bool = False

    def files(self) -> list[HostileList]:
        """One file for each format."""
        return [self._file(kind) for kind in self.formats]

    def _changes(self, number: int, row: Row) -> dict[str, object]:
        """Everybody lives in a hamlet of his own, so that namesakes are not taken for one person."""
        return {_ADDRESS: f"Ấp {number}, {_COMMUNE}", **row.changes}

    def _file(self, kind: str) -> HostileList:
        cases = [case(number, **self._changes(number, row)) for number, row in enumerate(self.rows, 1)]
        table = self.arrange([[TITLE], list(HEADERS), *cases])
        places = list(enumerate(self.rows, self.first_row))
        told = {
            Told(row=number, column=COLUMNS[name][0], severity=severity, reason=reason, proposal=proposal)
            for number, row in places
            for name, severity, reason, proposal in row.told
        }
        return HostileList(
            name=f"{self.name}.{kind}",
            inputs=self.inputs,
            make=lambda: FORMATS[kind](table),
            refused=self.refused,
            said=self.said,
            told=frozenset(told | set(self.also_told)),
            truth={number: _truth(at, row) for at, (number, row) in enumerate(places, 1) if row.is_case},
            cases=sum(row.is_case for row in self.rows),
            at_least=self.at_least,
            officers=self.officers,
        )


def _truth(number: int, row: Row) -> Mapping[str, object]:
    """What the row says to somebody who knows: that of an unremarkable row, and the changes."""
    plain = {
        "decision_number": f"{number:03}/QĐ-THADS",
        "decision_date": date(2026, 3, 2),
        "debtor_name": case(number)[4],
        "identity_number": f"095081000{number:03}",
        "phone": f"+84900000{number:03}",
        "amount_owed": 10_000_000,
        "amount_paid": 0,
        "notice_date": date(2026, 3, 9),
        "commune": _COMMUNE,
    }
    as_typed = {COLUMNS[name][1]: value for name, value in row.changes.items()}
    return plain | as_typed | dict(row.truth)


# -- how topics are written down --------------------------------------------------------------------------------------


def taken(column: str, typed: object, truth: object) -> Row:
    """The cell is read as ``truth`` and nothing is told."""
    return Row(changes={column: typed}, truth={COLUMNS[column][1]: truth})


def waits(column: str, typed: object, reason: Reason, proposal: str | None = None, truth: object = None) -> Row:
    """The row waits for the cell."""
    told = ((column, Severity.HELD, reason, proposal),)
    return Row(changes={column: typed}, told=told, truth={COLUMNS[column][1]: truth})


def flagged(column: str, typed: object, reason: Reason, proposal: str | None = None, truth: object = None) -> Row:
    """The row is written and the cell flagged."""
    told = ((column, Severity.DOUBTFUL, reason, proposal),)
    return Row(changes={column: typed}, told=told, truth={COLUMNS[column][1]: truth})


def all_waiting(column: str, reason: Reason, typed: Iterable[object]) -> tuple[Row, ...]:
    """Rows that wait for the same reason, without a proposal."""
    return tuple(waits(column, value, reason) for value in typed)
