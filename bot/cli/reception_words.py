"""How are a plan's rule, a day's kind and what is wrong with them written at the terminal, and how is a rule typed?"""

from __future__ import annotations

import argparse
import re

from casework.folding import fold
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_laying import Standing
from casework.reception_warnings import Concern
from casework.receptions import DayWarning
from casework.recurrence import LAST, Every, Fate, OnRestDay, Rule

DAY_WARNINGS = {
    DayWarning.PUBLISHED_LATE: "Chú ý: công bố trước ngày tiếp chưa đủ 5 ngày làm việc. Nên dời: gandan reception move --help",
    DayWarning.REST_DAY: "Chú ý: theo lịch của cơ quan, hôm đó là ngày nghỉ. Nên dời: gandan reception move --help",
    DayWarning.YEAR_UNCONFIRMED: "Chú ý: lịch làm việc của năm đó chưa được xác nhận (gandan calendar).",
}
KINDS = {BookingKind.RECEPTION: "tiếp công dân", BookingKind.OFFICER: "làm việc với chấp hành viên"}
MODES = {DayMode.SLOTS: "theo giờ hẹn", DayMode.QUEUE: "theo số thứ tự"}
REST_DAYS = {
    OnRestDay.NEXT: "trùng ngày nghỉ thì lùi sang ngày làm việc kế tiếp",
    OnRestDay.BEFORE: "trùng ngày nghỉ thì đưa lên ngày làm việc liền trước",
    OnRestDay.SKIP: "trùng ngày nghỉ thì bỏ buổi đó",
}
FATES = {
    Fate.BY_RULE: "",
    Fate.OFF_REST_DAY: "dời vì ngày nghỉ",
    Fate.RESTED: "không tiếp: ngày nghỉ",
    Fate.LEFT_OUT: "không tiếp: đã bỏ buổi này",
    Fate.MOVED: "đã dời",
}
STANDINGS = {
    Standing.PUBLISHED: "đã công bố",
    Standing.NOT_HELD: "",
    Standing.DUE: "sắp công bố",
    Standing.LATER: "công bố khi còn 60 ngày",
    Standing.YEAR_UNCONFIRMED: "chờ xác nhận lịch làm việc của năm",
    Standing.TOO_LATE: "chưa công bố: không còn đủ 5 ngày làm việc",
}
CONCERNS = {
    Concern.MONTH_WITHOUT_DAY: "tháng {month} chưa có ngày tiếp công dân nào",
    Concern.ONLY_WITH_STAND_IN: "tháng {month} chỉ có những ngày ghi người tiếp thay",
    Concern.PUBLISHED_LATE: "công bố chưa đủ 5 ngày làm việc trước",
    Concern.REST_DAY: "là ngày nghỉ theo lịch của cơ quan",
    Concern.YEAR_UNCONFIRMED: "lịch làm việc của năm chưa được xác nhận",
    Concern.LEADER_GONE: "người tiếp đã nghỉ hoặc đổi vai trò",
    Concern.TOO_LATE: "chưa công bố được: không còn đủ 5 ngày làm việc",
    Concern.NOT_TAKEN: "chưa công bố được",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_DAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_MONTH_DAY = re.compile(r"ngay (\d{1,2}|cuoi)(?: (?:hang )?thang)?")
_WEEKDAY = re.compile(
    r"(?:thu (hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn))(?: (?:hang )?tuan| tuan ([1-4]|cuoi)(?: (?:hang )?thang)?)?"
)


def rule(text: str) -> Rule:
    """A rule as people say it: «ngày 15», «ngày cuối tháng», «thứ 5 tuần 2», «thứ Năm tuần cuối», «thứ 5 hằng tuần»."""
    plain = fold(text).replace("hang tuan", "tuan").strip()
    if found := _MONTH_DAY.fullmatch(plain):
        number = 31 if found[1] == "cuoi" else int(found[1])
        if 1 <= number <= 31:
            return Rule(every=Every.MONTH_DAY, number=number)
    elif found := _WEEKDAY.fullmatch(plain):
        weekday = 6 if found[2] else _DAYS[found[1]]
        if found[3] is None:
            return Rule(every=Every.WEEKLY, weekday=weekday)
        return Rule(every=Every.NTH_WEEKDAY, weekday=weekday, number=LAST if found[3] == "cuoi" else int(found[3]))
    raise argparse.ArgumentTypeError(
        f"Không hiểu «{text}». Hãy ghi như «ngày 15», «ngày cuối tháng», «thứ 5 tuần 2», «thứ 5 tuần cuối», «thứ 5 hằng tuần»."
    )


def rule_words(one: Rule) -> str:
    """``thứ Năm tuần 2 mỗi tháng; trùng ngày nghỉ thì ...``."""
    if one.every is Every.MONTH_DAY:
        when = "ngày cuối mỗi tháng" if one.number == 31 else f"ngày {one.number} mỗi tháng"
    elif one.every is Every.WEEKLY:
        when = f"{_WEEKDAYS[one.weekday or 0]} hằng tuần"
    else:
        when = f"{_WEEKDAYS[one.weekday or 0]} tuần {'cuối' if one.number == LAST else one.number} mỗi tháng"
    return f"{when}; {REST_DAYS[one.on_rest_day]}"
