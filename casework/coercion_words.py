"""How is staff told why a day is closed to coercion, and which day is open?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from casework.coercion_days import Bar, Verdict, first_open_day
from casework.working_days import WorkingDays

_BARS = {
    Bar.NIGHT: "từ 22 giờ đến 06 giờ",
    Bar.REST_DAY: "ngày nghỉ",
    Bar.HOLIDAY: "ngày lễ",
    Bar.TET: "trong 15 ngày trước và sau Tết Nguyên đán, khi có huy động lực lượng",
    Bar.TRADITIONAL_DAY: "ngày truyền thống của đối tượng chính sách, khi có huy động lực lượng",
}
_CAUTION = " Luật chưa nói rõ cách tính 15 ngày này; ở đây tính theo cách rộng nhất cho chắc."


def bars_in_words(day: date, verdict: Verdict) -> str:
    """Why ``day`` is closed, with the articles: one sentence, and one more where the answer is caution rather than law."""
    bars = "; ".join(_BARS[bar] for bar in verdict.bars)
    places = "; ".join(str(one) for one in verdict.citations)
    caution = _CAUTION if verdict.widest_reading else ""
    return f"Ngày {day:%d/%m/%Y} không tổ chức cưỡng chế: {bars} ({places}).{caution}"


def open_day_in_words(
    calendar: WorkingDays, day: date, *, with_forces: bool, traditional_days: Collection[date] = ()
) -> str:
    """What to do instead: the first open day after ``day``."""
    found = first_open_day(calendar, day, with_forces=with_forces, traditional_days=traditional_days)
    if found is None:
        return "Hãy chọn ngày khác."
    return f"Hãy chọn ngày khác; sớm nhất là {found:%d/%m/%Y}."
