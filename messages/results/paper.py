"""How are results handed in on paper: the tables of the pages and the bars of the picture, as a PDF that names who took it out?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.resources import files

from casework.clock import local
from casework.results.report import Report
from messages.letters.typesetting import printable
from messages.results.cells import written
from messages.results.pages import Page, notes, pages
from messages.results.picture import MOST_GROUPS, Fact, shown
from messages.results.words import period_name

_ACROSS, _BETWEEN = 755, 8  # points: a sheet without its margins, and what stands between two columns
_LETTER = 54  # hundredths of the print's size: how wide a digit is, with a little to spare
_LONGEST = 26  # letters of a name on one line
_SMALLEST, _LARGEST = 50, 85  # tenths of a point


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOut:
    """Who takes a file out of the books, and when: it stands on every sheet of it. ``at`` is aware."""

    name: str
    login: str
    at: datetime

    @property
    def words(self) -> str:
        """For the foot of each sheet."""
        return f"Xuất từ Gần Dân: {self.name} ({self.login}), {self._when}"

    @property
    def mark(self) -> str:
        """For what stands across a sheet."""
        return f"{self.login}  {self._when}"

    @property
    def _when(self) -> str:
        return f"{local(self.at):%H:%M %d/%m/%Y}"


def paper(report: Report, *, agency: str, unit: str, taken_out: TakenOut, internal: bool) -> bytes:
    """The PDF. ``unit``: of which part of the agency it tells; more than 40 groups are not drawn, their tables stand alone."""
    import typst

    beside = files("messages.results")
    made = typst.compile(
        b"\n".join(beside.joinpath(name).read_bytes() for name in ("bars.typ", "paper.typ")),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(_facts(report, agency, unit, taken_out, internal), ensure_ascii=False)},
        timestamp=datetime.combine(local(taken_out.at).date(), time(), UTC),
    )
    return bytes(made)


def _facts(report: Report, agency: str, unit: str, taken_out: TakenOut, internal: bool) -> dict[str, Fact]:
    made_on = local(taken_out.at).date()
    drawn = shown(report, agency, made_on, internal=internal) if len(report.groups) <= MOST_GROUPS else {}
    return {
        "agency": printable(agency),
        "unit": printable(unit),
        "period": period_name(report.period),
        "counted": f"{local(taken_out.at):%H:%M %d/%m/%Y}",
        "internal": internal,
        "pages": [_page(page) for page in pages(report)],
        "remarks": notes(report),
        "made_by": printable(taken_out.name),
        "signed_on": f"Ngày {made_on.day} tháng {made_on.month} năm {made_on.year}",
        "taken_out": printable(taken_out.words),
        "mark": printable(taken_out.mark),
        "targeted": drawn.get("targeted", False),
        "bars": drawn.get("groups", []),
    }


def _page(page: Page) -> dict[str, Fact]:
    looks = [column.look for column in page.columns]
    rows = [[written(value, look) for value, look in zip(row, looks, strict=True)] for row in (*page.rows, page.total)]
    for row in rows:
        row[0] = printable(row[0])
    widths = [_width(page.columns[place].title, [row[place] for row in rows]) for place in range(len(looks))]
    return {
        "name": page.name,
        "widths": widths,
        "tenths": _tenths(widths),
        "head": [column.title for column in page.columns],
        "rows": rows[:-1],
        "total": rows[-1],
    }


def _width(title: str, cells: list[str]) -> int:
    """Of a column: its longest figure or word stays whole; the names in the first column may take two lines."""
    return max(max(map(len, title.split())), *(min(len(cell), _LONGEST) for cell in cells))


def _tenths(widths: list[int]) -> int:
    """The size of print, in tenths of a point, at which all columns fit beside each other."""
    inside = _ACROSS - _BETWEEN * len(widths)
    return max(_SMALLEST, min(_LARGEST, inside * 10 * 100 // (_LETTER * sum(widths))))
