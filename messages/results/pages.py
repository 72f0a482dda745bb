"""Which tables does a report become, column by column? The terminal, the workbook and the checks read these same pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.results.behind import Figure
from casework.results.grouping import By
from casework.results.rates import change
from casework.results.report import Group, Report
from casework.targets import Measure
from messages.results.cells import Look, Value
from messages.results.words import TITLES, group_name, total_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column and what stands in it for a group."""

    title: str
    look: Look
    value: Callable[[Group], Value]
    figure: Figure | None = None  # whose decisions stand behind it (casework.results.behind)


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
        many = (
            "thuộc nhiều đợt được tính ở mỗi đợt"
            if report.by in _OVERLAPPING
            else "có nhiều loại khoản được tính ở mỗi loại"
        )
        found.append(f"Một việc {many}; dòng tổng tính một lần.")
    return found


_OVERLAPPING = (By.CAMPAIGN, By.WAVE)


def _many(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _overlap(report: Report) -> bool:
    return sum(group.now.cases.handled for group in report.groups) > report.total.now.cases.handled


def _page(name: str, report: Report, columns: tuple[Column, ...]) -> Page:
    rows = tuple(tuple(column.value(group) for column in columns) for group in report.groups)
    total = (total_name(report), *(column.value(report.total) for column in columns[1:]))
    return Page(name=name, columns=columns, rows=rows, total=total)


def _column(title: str, figure: Figure) -> Column:
    look = Look.DONG if figure.is_money else Look.COUNT
    return Column(title=title, look=look, value=lambda group: figure.of(group.now), figure=figure)


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


def _before(figure: Figure, look: Look) -> tuple[Column, ...]:
    """The year before, how much more now, and in percent."""

    def then(group: Group) -> Value:
        return None if group.before is None else figure.of(group.before)

    def more(group: Group) -> Value:
        return None if group.before is None else change(figure.of(group.now), figure.of(group.before)).amount

    def percent(group: Group) -> Value:
        return None if group.before is None else change(figure.of(group.now), figure.of(group.before)).percent

    return (
        Column(title="Năm trước", look=look, value=then),
        Column(title="Tăng, giảm", look=Look.MORE, value=more),
        Column(title="Tăng, giảm %", look=Look.POINTS, value=percent),
    )


def _points_gained(measure: Measure) -> Column:
    return Column(title="Tỷ lệ tăng (điểm)", look=Look.POINTS, value=lambda group: group.points_gained(measure))


_CASES = (
    _column("Thụ lý", Figure.HANDLED),
    _column("Cũ", Figure.CARRIED),
    _column("Mới", Figure.FRESH),
    _column("Phải thi hành", Figure.DUE),
    _column("Có điều kiện", Figure.MEANS),
    _column("Chưa có điều kiện", Figure.NO_MEANS),
    _column("Hoãn, tạm đình chỉ", Figure.HELD),
    _column("Xong", Figure.DONE),
    _column("Trong đó đình chỉ", Figure.TERMINATED),
    *_rates(Measure.CASES),
)
_CASES_BEFORE = (*_before(Figure.DONE, Look.COUNT), _points_gained(Measure.CASES))
_MONEY = (
    _column("Phải thi hành", Figure.MONEY_DUE),
    _column("Có điều kiện", Figure.MONEY_MEANS),
    _column("Chưa có điều kiện", Figure.MONEY_NO_MEANS),
    _column("Hoãn, tạm đình chỉ", Figure.MONEY_HELD),
    _column("Xong", Figure.MONEY_DONE),
    _column("Trong đó đã thu", Figure.COLLECTED),
    *_rates(Measure.MONEY),
)
_MONEY_BEFORE = (*_before(Figure.MONEY_DONE, Look.DONG), _points_gained(Measure.MONEY))
_COERCIONS = (
    _column("Quyết định cưỡng chế", Figure.DECIDED),
    _column("Đã cưỡng chế", Figure.CARRIED_OUT),
    _column("Tự nguyện, không phải cưỡng chế", Figure.AVOIDED),
    _column("Việc xong nhờ tự nguyện", Figure.VOLUNTARY),
    _column("Việc xong sau cưỡng chế", Figure.COERCED),
)
_COERCIONS_BEFORE = _before(Figure.DECIDED, Look.COUNT)


def title_of(figure: Figure) -> str:
    """What a figure is called where it stands by itself."""
    return _TITLES[figure]


_TITLES = {
    column.figure: f"{name}: {column.title.lower()}"
    for name, columns in (("Việc", _CASES), ("Tiền", _MONEY), ("Cưỡng chế", _COERCIONS))
    for column in columns
    if column.figure is not None
}
