"""Does a file of published results agree with itself, and has somebody exchanged cases and money?

The file has a line for each unit, year and measure, with the columns ``source, unit, year, measure, done, rate_percent,
target_percent, above_target_points, note``; what is not published is left empty.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from casework.folding import fold

LARGEST_FILE = 10 * 2**20  # bytes; a line for every commune of the country is a tenth of it
_SEPARATORS = (",", ";", "\t")
_NUMBERS = ("rate_percent", "target_percent", "above_target_points")
_NEEDED = ("unit", "year", "measure", *_NUMBERS)
_DECIMAL = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,6})?", re.ASCII)


class NotPublished(Exception):
    """The file is not one of published results; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the file; ``row`` counts the header as 1. Rates, targets and points with the decimals as printed."""

    row: int
    unit: str
    year: str
    measure: str
    rate: Decimal | None
    target: Decimal | None
    above: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is wrong in which row and column, and what to do: two sentences."""

    row: int
    column: str
    wrong: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """``compared``: lines with rate, target and points; ``paired``: units and years with a rate of cases and of money."""

    lines: int
    compared: int
    paired: int
    findings: tuple[Finding, ...] = field(default=())


def check_published(content: bytes) -> Checked:
    """Check a file's lines by themselves and beside each other. Raises ``NotPublished`` if it cannot be read as one."""
    lines, findings = _read(_text(content))
    pairs = list(_pairs(lines))
    findings += [found for line in lines for found in _points(line)]
    findings += [found for pair in pairs for found in _exchanged(pair, pairs)]
    return Checked(
        lines=len(lines),
        compared=sum(1 for line in lines if None not in (line.rate, line.target, line.above)),
        paired=len(pairs),
        findings=tuple(sorted(findings, key=lambda one: one.row)),
    )


# -- one line ---------------------------------------------------------------------------------------------------------


def _points(line: Line) -> Iterator[Finding]:
    """The rate less the target is what is printed as points above it, to the decimals of the points.

    74.72 - 73 = 1.72. Where rate or target is printed with more decimals than the points, they may differ by half a unit of
    the points' last decimal.
    """
    if line.rate is None or line.target is None or line.above is None:
        return
    exact = line.rate - line.target
    last_place = Decimal(1).scaleb(int(line.above.as_tuple().exponent))
    if abs(exact - line.above) * 2 > last_place:
        yield Finding(
            row=line.row,
            column="above_target_points",
            wrong=f"{line.unit} {line.year}: {_said(line.rate)} trừ {_said(line.target)} là {_said(exact)} điểm, "
            f"nhưng ghi {_said(line.above)}.",
            remedy="Hãy xem lại cả ba số ở nguồn.",
        )


# -- cases beside money -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    """A unit's lines of one year."""

    cases: Line
    money: Line
    rates: tuple[Decimal, Decimal]

    @property
    def targets(self) -> tuple[Decimal, Decimal] | None:
        """Of cases and money, if both are printed."""
        if self.cases.target is None or self.money.target is None:
            return None
        return self.cases.target, self.money.target


def _pairs(lines: Iterable[Line]) -> Iterator[_Pair]:
    by_unit: dict[tuple[str, str], dict[str, Line]] = {}
    for line in lines:
        by_unit.setdefault((fold(line.unit), line.year), {}).setdefault(line.measure, line)
    for mine in by_unit.values():
        cases, money = mine.get("cases"), mine.get("money_vnd")
        if cases and money and cases.rate is not None and money.rate is not None:
            yield _Pair(cases=cases, money=money, rates=(cases.rate, money.rate))


def _exchanged(pair: _Pair, pairs: Iterable[_Pair]) -> Iterator[Finding]:
    """Flag a pair whose cases look like money and whose money looks like cases.

    By targets where both are printed: every year the target of cases is set far above that of money (in 2019 about 70 to
    75 against 30 to 35), because most cases are small and most money hangs on a few large debts. A target of cases below
    that of money is therefore the mark of an exchange, whatever the rates are.

    By rates where targets are missing: only if cases are below money and, beside the medians of at least two other units
    of that year, exchanging the two rates brings the pair more than twice as near. Two rates that are merely high (94 and
    83) stay as they are: there the cases are above the money, as everywhere.
    """
    if pair.targets is not None:
        flagged = pair.targets[0] < pair.targets[1]
        why = f"chỉ tiêu việc {_said(pair.targets[0])} thấp hơn chỉ tiêu tiền {_said(pair.targets[1])}"
    else:
        others = [one for one in pairs if one is not pair and one.cases.year == pair.cases.year]
        flagged = pair.rates[0] < pair.rates[1] and _nearer_exchanged(pair, others)
        why = f"tỷ lệ việc {_said(pair.rates[0])} giống tiền, tỷ lệ tiền {_said(pair.rates[1])} giống việc của nơi khác"
    if flagged:
        yield Finding(
            row=pair.cases.row,
            column="rate_percent",
            wrong=f"{pair.cases.unit} {pair.cases.year}: số việc và số tiền có lẽ bị đổi chỗ ({why}; xem cả dòng "
            f"{pair.money.row}).",
            remedy="Hãy đối chiếu nguồn; nếu đúng là đổi chỗ thì đổi lại cả tỷ lệ và chỉ tiêu của hai dòng.",
        )


def _nearer_exchanged(pair: _Pair, others: list[_Pair]) -> bool:
    if len(others) < 2:
        return False
    cases, money = (_median([one.rates[place] for one in others]) for place in (0, 1))
    straight = abs(pair.rates[0] - cases) + abs(pair.rates[1] - money)
    exchanged = abs(pair.rates[0] - money) + abs(pair.rates[1] - cases)
    return exchanged * 2 < straight


def _median(values: list[Decimal]) -> Decimal:
    """The middle value; of an even number the lower of the two in the middle."""
    return sorted(values)[(len(values) - 1) // 2]


# -- reading ----------------------------------------------------------------------------------------------------------


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise NotPublished("Tệp quá lớn để là một bảng kết quả công bố. Hãy chọn đúng tệp.")
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise NotPublished("Tệp không phải CSV mã UTF-8. Hãy lưu lại: Save As, CSV UTF-8.") from problem


def _read(text: str) -> tuple[list[Line], list[Finding]]:
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise NotPublished(f"Tệp thiếu cột {', '.join(missing)}. Hãy thêm cột đó vào dòng đầu.")
        told = [(rows.line_num, row) for row in rows]
    except csv.Error as problem:
        raise NotPublished("Tệp CSV bị hỏng giữa chừng. Hãy xuất lại từ bảng tính.") from problem
    if not told:
        raise NotPublished("Tệp chỉ có dòng đầu, không có số liệu. Hãy chọn đúng tệp.")
    findings: list[Finding] = []
    return [_line(row, cells, findings) for row, cells in told], findings


def _line(row: int, cells: dict[str, str | None], findings: list[Finding]) -> Line:
    numbers = {name: _number(row, name, cells.get(name) or "", findings) for name in _NUMBERS}
    unit, year, measure = (" ".join((cells.get(name) or "").split()) for name in ("unit", "year", "measure"))
    return Line(
        row=row,
        unit=unit,
        year=year,
        measure=measure,
        rate=numbers["rate_percent"],
        target=numbers["target_percent"],
        above=numbers["above_target_points"],
    )


def _number(row: int, column: str, text: str, findings: list[Finding]) -> Decimal | None:
    plain = text.strip().removesuffix("%").rstrip()
    if not plain:
        return None
    if _DECIMAL.fullmatch(plain):
        number = Decimal(plain.replace(",", "."))
        if column == "above_target_points" or 0 <= number <= 100:
            return number
    wrong = f"Cột {column} ghi «{plain[:20]}», không phải một tỷ lệ từ 0 đến 100."
    findings.append(Finding(row=row, column=column, wrong=wrong, remedy="Hãy ghi như 74.72, hoặc để trống."))
    return None


def _said(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")
