"""How do results look in a picture that is read on a telephone?

A bar for the cases and one for the money of each group, with the target as a mark. No names but those of offices, communes
and officers, and no sum of a group too small to hide a person (``casework.results.small_groups``), unless it says that it
stays inside the agency.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.resources import files
from typing import Literal

from casework.results.report import Group, Report
from casework.targets import Measure
from messages.letters.typesetting import printable
from messages.results.cells import Look, written
from messages.results.pages import notes
from messages.results.words import group_name, period_name, total_name
from messages.vietnamese import dong, short_day

Fact = str | int | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]
MOST_GROUPS = 40  # taller pictures are cut down by the chat apps that carry them
_PIXELS_PER_INCH = 216  # 360 points wide: 1080 pixels, a telephone's width


class TooManyGroups(ValueError):
    """More groups than a picture can show: ``many``."""

    def __init__(self, many: int) -> None:
        super().__init__(f"{many} groups do not fit in one picture")
        self.many = many


def picture(report: Report, *, agency: str, made_on: date, internal: bool, taken_out: str = "") -> bytes:
    """The PNG, 1080 pixels wide. ``taken_out``: who took it out of the books, and when.

    Raises ``TooManyGroups`` for more than 40 groups.
    """
    facts = shown(report, agency, made_on, internal=internal, taken_out=taken_out)
    return _drawn("png", facts, made_on)


def drawing(report: Report, *, agency: str, made_on: date, internal: bool) -> bytes:
    """The same picture as SVG, for a page. Raises ``TooManyGroups`` likewise."""
    return _drawn("svg", shown(report, agency, made_on, internal=internal), made_on)


def _drawn(form: Literal["png", "svg"], facts: Mapping[str, Fact], made_on: date) -> bytes:
    import typst

    made = typst.compile(
        source(),
        format=form,
        ppi=_PIXELS_PER_INCH,
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        timestamp=datetime.combine(made_on, time(), UTC),
    )
    return bytes(made)


def source() -> bytes:
    """How the picture is drawn, and the page that it is alone on."""
    beside = files("messages.results")
    return b"\n".join(beside.joinpath(name).read_bytes() for name in ("bars.typ", "picture.typ"))


def shown(report: Report, agency: str, made_on: date, *, internal: bool, taken_out: str = "") -> dict[str, Fact]:
    """Everything that the picture says, as it says it."""
    if len(report.groups) > MOST_GROUPS:
        raise TooManyGroups(len(report.groups))
    groups = [_group(group_name(group, report.by), group) for group in report.groups]
    made = f"Lập ngày {short_day(made_on)}" + ("; lưu hành nội bộ." if internal else ".")
    return {
        "title": printable(agency),
        "subtitle": f"Kết quả thi hành án {period_name(report.period)}",
        "targeted": any(group.targets for group in (*report.groups, report.total)),
        "groups": [*groups, _group(total_name(report), report.total)],
        "remarks": [*notes(report), made, *([printable(taken_out)] if taken_out else [])],
    }


def _group(name: str, group: Group) -> dict[str, Fact]:
    cases, money = group.now.cases, group.now.money
    done = f"{written(cases.done, Look.COUNT)} xong / {written(cases.means, Look.COUNT)} có điều kiện"
    collected = f"{written(money.done, Look.DONG)} / {dong(money.means)}"
    return {
        "name": printable(name),
        "cases": _bar(group, Measure.CASES, done),
        "money": _bar(group, Measure.MONEY, collected),
    }


def _bar(group: Group, measure: Measure, words: str) -> dict[str, Fact]:
    rate, target, above = group.rate(measure), group.targets.get(measure), group.above_target(measure)
    if target is not None:
        words += f"; chỉ tiêu {written(target, Look.PERCENT)} %"
        words += f" ({written(above, Look.POINTS)} điểm)" if above is not None else ""
    return {
        "rate": "-" if rate is None else f"{written(rate, Look.PERCENT)} %",
        "share": _hundredths(rate),
        "target_share": _hundredths(target),
        "words": words,
    }


def _hundredths(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent.scaleb(2))
