"""``gandan compute deadline``: on which day does a period of the law end, and how is that counted?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.cli.compute import Setting
from bot.cli.compute_fields import Fields
from bot.cli.refusal import Refused
from casework.citations import ENFORCEMENT_LAW, NEW_LAW_FROM, Citation
from casework.deadlines import Deadline, Span, deadline, plain_end
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS, Period, Unit
from casework.working_days import WorkingDays

TABLE = "docs/thoi-han.md"
UNIT_WORDS = {
    Unit.CALENDAR_DAYS: "ngày",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.MONTHS: "tháng",
    Unit.YEARS: "năm",
}
_WEEK = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNDER_THE_OLD_LAW = (
    f"Sự kiện này xảy ra trước ngày {NEW_LAW_FROM:%d/%m/%Y}, khi luật hiện hành chưa có hiệu lực; hãy đối chiếu với luật cũ"
    f" ({Citation(law=ENFORCEMENT_LAW, article='116')})."
)
MOVED_IF_LIMITATION = (
    "Thời hiệu có chuyển sang ngày làm việc tiếp theo khi ngày cuối là ngày nghỉ hay không: cán bộ đối chiếu."
)
NOT_MOVED = (
    "Ngày này là ngày nghỉ, nhưng ở đây không lùi ngày cuối: thời gian này là mức dài nhất, hoặc phải hết rồi mới làm."
)
_DAY = timedelta(days=1)
_LIKE = 3


def answer(asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{"kind","from"}``, for some kinds ``"not_counted":[{"from","until"}]``, to the last day with its counting."""
    fields = Fields(asked, needs=("kind", "from"), may=("not_counted",))
    period = PERIODS[_kind(fields, asked["kind"])]
    start = fields.day("from")
    spans = _spans(fields, period)
    found = deadline(setting.calendar, period.kind, start, not_counted=spans)
    return {
        "last_day": found.last_day.isoformat(),
        "counted": found.counted.value,
        "moved_from": found.moved_from.isoformat() if found.moved_from else None,
        "unconfirmed_year": found.unconfirmed_year,
        "citations": [str(one) for one in found.citations],
        "steps": _steps(setting.calendar, period, start, spans, found),
    }


def shown(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """The counting, then the day, then where it stands in the law."""
    last = _named(date.fromisoformat(answer["last_day"]))
    lines = [*answer["steps"], f"Ngày cuối: {last}, đến hết 24 giờ."]
    if PERIODS[PeriodKind(asked["kind"])].before:
        lines[-1] = f"Chậm nhất: {last}."
    lines.append(f"Căn cứ: {'; '.join(answer['citations'])}.")
    if answer["unconfirmed_year"]:
        year = max(answer["last_day"], asked["from"])[:4]
        lines.append(f"Lịch làm việc chưa được xác nhận đủ, ngày này còn có thể đổi. Xem: gandan calendar show {year}")
    return lines


def length_words(period: Period) -> str:
    """``05 ngày làm việc`` or ``ít nhất 03 ngày làm việc``, as the law writes a period."""
    least = "ít nhất " if period.before else ""
    return f"{least}{period.length:02d} {UNIT_WORDS[period.unit]}"


def _kind(fields: Fields, typed: object) -> PeriodKind:
    known = {kind.value: kind for kind in PeriodKind}
    word = typed if isinstance(typed, str) else ""
    if word not in known:
        like = difflib.get_close_matches(word[:60], known, n=_LIKE) or list(known)[:_LIKE]
        raise fields.refuse("kind", "không có loại thời hạn này", f"chọn như {', '.join(like)}; danh sách đủ ở {TABLE}")
    return known[word]


def _spans(fields: Fields, period: Period) -> list[Span]:
    spans = []
    for one in fields.each("not_counted", needs=("from", "until")):
        start, until = one.day("from"), one.day("until")
        if until <= start:
            raise one.refuse("until", "phải sau ngày «from»", "xem lại hai ngày này")
        spans.append(Span(start=start, until=until))
    if spans and not period.excludable:
        raise Refused(
            f"Trường «not_counted»: luật không trừ thời gian nào khỏi thời hạn «{period.name}». Hãy bỏ trường này."
        )
    return spans


def _steps(calendar: WorkingDays, period: Period, start: date, spans: list[Span], found: Deadline) -> list[str]:
    lines = [
        f"{period.name[0].upper()}{period.name[1:]}: {length_words(period)}, {period.basis[0]}.",
        f"{'Trước' if period.before else 'Kể từ'} {period.runs_from}: {_named(start)}; ngày này không tính.",
    ]
    if period.unit is Unit.WORKING_DAYS:
        lines += _working_steps(calendar, start, found.last_day)
    else:
        lines += _calendar_steps(period, start, spans, found)
    if period.fixed_end and not calendar.is_working_day(found.last_day):
        lines.append(NOT_MOVED)
    if period.excludable:
        lines.append(MOVED_IF_LIMITATION)
    return lines if start >= NEW_LAW_FROM else [*lines, UNDER_THE_OLD_LAW]


def _calendar_steps(period: Period, start: date, spans: list[Span], found: Deadline) -> list[str]:
    plain = plain_end(start, period.length, period.unit)
    counted_to = found.moved_from or found.last_day
    if period.unit is Unit.CALENDAR_DAYS:
        lines = [f"Ngày thứ nhất: {_named(start + _DAY)}; ngày thứ {period.length}: {_named(plain)}."]
    else:
        lines = [f"Ngày tương ứng của {UNIT_WORDS[period.unit]} cuối: {_named(plain)}."]
    if spans:
        out = (counted_to - plain).days
        lines.append(f"Thời gian không tính vào thời hạn: {out} ngày; ngày cuối lùi đến {_named(counted_to)}.")
    if found.moved_from:
        moved = f"Ngày {found.moved_from:%d/%m/%Y} là ngày nghỉ; thời hạn kết thúc vào ngày làm việc tiếp theo"
        lines.append(f"{moved}, {_named(found.last_day)}.")
    return lines


def _working_steps(calendar: WorkingDays, start: date, last: date) -> list[str]:
    step = _DAY if last > start else -_DAY
    days = [start + step * number for number in range(1, abs((last - start).days) + 1)]
    counted = [one for one in days if calendar.is_working_day(one)]
    skipped = [one for one in days if not calendar.is_working_day(one)]
    lines = ["Các ngày tính: " + ", ".join(map(_named, counted)) + "."]
    if skipped:
        lines.append("Bỏ qua ngày nghỉ: " + ", ".join(map(_named, skipped)) + ".")
    return lines


def _named(day: date) -> str:
    return f"{_WEEK[day.weekday()]} {day:%d/%m/%Y}"
