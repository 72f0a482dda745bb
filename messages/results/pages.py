"""Which tables does a report become, column by column? The terminal, the workbook and the checks read these same pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.results.figures import Figures
from casework.results.rates import change
from casework.results.report import Group, Report
from casework.targets import Measure
from messages.results.cells import Look, Value
from messages.results.words import TITLES, TOTAL, group_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column and what stands in it for a group."""

    title: str
    look: Look
    value: Callable[[Group], Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One table: its name, columns, a row for each group, and the total last."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...]


def pages(report: Report) -> tuple[Page, ...]:
    """Cases, money, coercions; with the year before beside them if the report is compared."""
    name = Column(title=TITLES[report.by], look=Look.TEXT, value=lambda group: group_name(group, report.by))
    plans: tuple[tuple[str, Sequence[Column], Sequence[Column]], ...] = (
        ("Việc", _CASES, _CASES_BEFORE),
        ("Tiền (đồng)", _MONEY, _MONEY_BEFORE),
        ("Cưỡng chế", _COERCIONS, _COERCIONS_BEFORE),
    )
    return tuple(
        _page(title, report, (name, *now, *(before if report.compared else ()))) for title, now, before in plans
    )


def notes(report: Report) -> list[str]:
    """What a reader has to know about the figures: what bears no day, and groups that overlap."""
    found = []
    cases, money = report.total.now.cases, report.total.now.money
    if not cases.handled:
        found.append(
            "Trong thời gian này sổ không có việc nào phải thi hành. Hãy xem lại ngày, hoặc nhập danh sách trước."
        )
    if cases.undated:
        found.append(f"{_many(cases.undated)} việc kết thúc không rõ ngày: tính vào ngày nhập sổ.")
    if money.undated:
        found.append(f"{_many(money.undated)} đồng đã thu không rõ ngày: tính vào ngày nhập sổ.")
    if any(group.now.cases.handled for group in report.groups) and _overlap(report):
        found.append("Một việc có nhiều loại khoản được tính ở mỗi loại; dòng tổng tính một lần.")
    return found


def _many(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _overlap(report: Report) -> bool:
    return sum(group.now.cases.handled for group in report.groups) > report.total.now.cases.handled


def _page(name: str, report: Report, columns: tuple[Column, ...]) -> Page:
    rows = tuple(tuple(column.value(group) for column in columns) for group in report.groups)
    total = (TOTAL, *(column.value(report.total) for column in columns[1:]))
    return Page(name=name, columns=columns, rows=rows, total=total)


def _count(title: str, value: Callable[[Figures], int]) -> Column:
    return Column(title=title, look=Look.COUNT, value=lambda group: value(group.now))


def _dong(title: str, value: Callable[[Figures], int]) -> Column:
    return Column(title=title, look=Look.DONG, value=lambda group: value(group.now))


def _rates(measure: Measure) -> tuple[Column, ...]:
    def of_all(group: Group) -> Value:
        figures = group.now.cases if measure is Measure.CASES else group.now.money
        return figures.rates.of_all

    return (
        Column(title="Tỷ lệ %", look=Look.PERCENT, value=lambda group: group.rate(measure)),
        Column(title="Trên tổng %", look=Look.PERCENT, value=of_all),
        Column(title="Chỉ tiêu %", look=Look.PERCENT, value=lambda group: group.targets.get(measure)),
        Column(title="So chỉ tiêu (điểm)", look=Look.POINTS, value=lambda group: group.above_target(measure)),
    )


def _before(value: Callable[[Figures], int], look: Look) -> tuple[Column, ...]:
    """The year before, how much more now, and in percent."""

    def then(group: Group) -> Value:
        return None if group.before is None else value(group.before)

    def more(group: Group) -> Value:
        return None if group.before is None else change(value(group.now), value(group.before)).amount

    def percent(group: Group) -> Value:
        return None if group.before is None else change(value(group.now), value(group.before)).percent

    return (
        Column(title="Năm trước", look=look, value=then),
        Column(title="Tăng, giảm", look=Look.MORE, value=more),
        Column(title="Tăng, giảm %", look=Look.POINTS, value=percent),
    )


def _points_gained(measure: Measure) -> Column:
    return Column(title="Tỷ lệ tăng (điểm)", look=Look.POINTS, value=lambda group: group.points_gained(measure))


_CASES = (
    _count("Thụ lý", lambda now: now.cases.handled),
    _count("Cũ", lambda now: now.cases.carried),
    _count("Mới", lambda now: now.cases.fresh),
    _count("Phải thi hành", lambda now: now.cases.due),
    _count("Có điều kiện", lambda now: now.cases.means),
    _count("Chưa có điều kiện", lambda now: now.cases.no_means),
    _count("Hoãn, tạm đình chỉ", lambda now: now.cases.held),
    _count("Xong", lambda now: now.cases.done),
    _count("Trong đó đình chỉ", lambda now: now.cases.terminated),
    *_rates(Measure.CASES),
)
_CASES_BEFORE = (*_before(lambda figures: figures.cases.done, Look.COUNT), _points_gained(Measure.CASES))
_MONEY = (
    _dong("Phải thi hành", lambda now: now.money.due),
    _dong("Có điều kiện", lambda now: now.money.means),
    _dong("Chưa có điều kiện", lambda now: now.money.no_means),
    _dong("Hoãn, tạm đình chỉ", lambda now: now.money.held),
    _dong("Xong", lambda now: now.money.done),
    _dong("Trong đó đã thu", lambda now: now.money.collected),
    *_rates(Measure.MONEY),
)
_MONEY_BEFORE = (*_before(lambda figures: figures.money.done, Look.DONG), _points_gained(Measure.MONEY))
_COERCIONS = (
    _count("Quyết định cưỡng chế", lambda now: now.coercions.decided),
    _count("Đã cưỡng chế", lambda now: now.coercions.carried_out),
    _count("Tự nguyện, không phải cưỡng chế", lambda now: now.coercions.avoided),
    _count("Việc xong nhờ tự nguyện", lambda now: now.cases.voluntary),
    _count("Việc xong sau cưỡng chế", lambda now: now.cases.coerced),
)
_COERCIONS_BEFORE = _before(lambda figures: figures.coercions.decided, Look.COUNT)
