"""How are results told at the terminal and to programs?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.cli.refusal import Refused
from bot.cli.shown import count
from casework.results.figures import Figures
from casework.results.rates import change
from casework.results.report import Group, Report
from casework.results.reviews import Reviews
from casework.targets import Measure
from messages.results.cells import Look, Value, written
from messages.results.pages import Page, notes, pages
from messages.results.picture import MOST_GROUPS, TooManyGroups, picture
from messages.results.words import REVIEWS, group_name, period_name, total_name
from messages.results.workbook import workbook


def lines(found: Report) -> list[str]:
    """A table for cases, money and coercions each; figures to the right."""
    told = [f"Kết quả thi hành án dân sự, {period_name(found.period)}"]
    for page in pages(found):
        told += ["", page.name.upper(), *_table(page)]
    remarks = notes(found)
    return [*told, "", *remarks] if remarks else told


def as_json(found: Report) -> str:
    """The report as programs read it: sums in đồng, rates and points as numbers with their two decimals."""
    import msgspec

    shape = {
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "year": found.period.year,
        "by": found.by.value,
        "groups": [_group(group, group_name(group, found.by)) for group in found.groups],
        "total": _group(found.total, total_name(found)),
        "notes": notes(found),
    }
    return msgspec.json.Encoder(decimal_format="number").encode(shape).decode()


def as_workbook(found: Report, agency: str, made_on: date, *, internal: bool) -> bytes:
    """The workbook."""
    return workbook(found, agency=agency, made_on=made_on, internal=internal)


def as_picture(found: Report, agency: str, made_on: date, *, internal: bool) -> bytes:
    """The picture. Raises ``Refused`` for more groups than it can show."""
    try:
        return picture(found, agency=agency, made_on=made_on, internal=internal)
    except TooManyGroups as problem:
        raise Refused(
            f"Ảnh chỉ vẽ được {MOST_GROUPS} nhóm, báo cáo có {count(problem.many)}. Hãy dùng --xlsx, hoặc nhóm theo phòng."
        ) from problem


def review_lines(found: Reviews) -> list[str]:
    """The classes, and how many files go to the court."""
    rows = [("Đã rà soát", found.reviewed)]
    rows += [(f"  {REVIEWS[result]}", many) for result, many in found.classes.items()]
    rows.append(("Hồ sơ xét miễn, giảm", found.exemption_files))
    width = max(len(words) for words, _ in rows)
    return [f"{words.ljust(width)}  {count(many)}" for words, many in rows]


def review_shape(found: Reviews) -> dict[str, int | dict[str, int]]:
    """The classes as programs read them."""
    classes = {result.value: many for result, many in found.classes.items()}
    return {"reviewed": found.reviewed, "classes": classes, "exemption_files": found.exemption_files}


def _table(page: Page) -> list[str]:
    looks = [column.look for column in page.columns]
    cells = [[column.title for column in page.columns], *(_row(one, looks) for one in (*page.rows, page.total))]
    widths = [max(len(row[place]) for row in cells) for place in range(len(looks))]
    return [
        "  ".join(
            cell.ljust(width) if look is Look.TEXT else cell.rjust(width)
            for cell, width, look in zip(row, widths, looks, strict=True)
        ).rstrip()
        for row in cells
    ]


def _row(values: Sequence[Value], looks: Sequence[Look]) -> list[str]:
    return [written(value, look) for value, look in zip(values, looks, strict=True)]


def _group(group: Group, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"key": group.key, "name": name, **_figures(group.now)}
    for measure in Measure:
        told[measure.value] |= {
            "target_percent": group.targets.get(measure),
            "above_target_points": group.above_target(measure),
        }
    if group.before is not None:
        before = _figures(group.before)
        told["before"] = before
        told["change"] = {
            "cases": _change(group.now.cases.done, group.before.cases.done, group.points_gained(Measure.CASES)),
            "money": _change(group.now.money.done, group.before.money.done, group.points_gained(Measure.MONEY)),
            "coercions": _change(group.now.coercions.decided, group.before.coercions.decided, None),
        }
    return told


def _figures(figures: Figures) -> dict[str, Any]:
    cases, money, coercions = figures.cases, figures.money, figures.coercions
    return {
        "cases": {
            **{name: getattr(cases, name) for name in ("handled", "carried", "fresh", "entrusted", "due", "means")},
            **{name: getattr(cases, name) for name in ("done", "finished", "terminated", "open", "no_means", "held")},
            **{name: getattr(cases, name) for name in ("voluntary", "coerced", "undated")},
            "rate_percent": cases.rates.of_means,
            "rate_of_all_percent": cases.rates.of_all,
        },
        "money": {
            **{
                name: getattr(money, name) for name in ("due", "means", "done", "collected", "open", "no_means", "held")
            },
            "undated": money.undated,
            "rate_percent": money.rates.of_means,
            "rate_of_all_percent": money.rates.of_all,
        },
        "coercions": {name: getattr(coercions, name) for name in ("decided", "carried_out", "avoided")},
    }


def _change(now: int, before: int, gained: Decimal | None) -> dict[str, Any]:
    found = change(now, before)
    return {"amount": found.amount, "percent": found.percent, "points": gained}
