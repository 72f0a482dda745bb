"""How is it told what may go wrong on the day of a trip?"""

from __future__ import annotations

from scheduler.plans.trips import Trouble, Warned

_WORDS = {
    Trouble.REST_DAY: "ngày nghỉ theo lịch của cơ quan",
    Trouble.YEAR_UNCONFIRMED: "lịch làm việc của năm chưa được xác nhận",
    Trouble.OUTSIDE_WAVE: "ngoài thời gian của đợt trọng tâm",
    Trouble.TEAM_ELSEWHERE: "tổ này cùng ngày còn đi {where}",
    Trouble.SOMEBODY_ELSEWHERE: "{who} cùng ngày đi {where}",
    Trouble.RECEIVES_CITIZENS: "{who} hôm đó tiếp công dân nơi khác",
}


def trouble_in_words(found: Warned) -> str:
    """``Lê Thị Mai Hương cùng ngày đi xã Phước Hòa``."""
    return _WORDS[found.trouble].format(who=found.who, where=found.where)
