"""How are the groups and periods of a report called?"""

from __future__ import annotations

from casework.decision_states import Origin, ReviewResult
from casework.results.grouping import By, Key, Matter
from casework.results.periods import Period
from casework.results.report import Group, Report
from casework.results.standing import Standing
from messages.library import Lang, say
from messages.vietnamese import short_day

TITLES = {
    By.AGENCY: "Toàn cơ quan",
    By.OFFICE: "Phòng",
    By.OFFICER: "Chấp hành viên",
    By.COMMUNE: "Xã, phường",
    By.KIND: "Loại khoản",
    By.ORIGIN: "Nguồn việc",
    By.MATTER: "Loại án",
    By.CAMPAIGN: "Đợt cao điểm",
    By.WAVE: "Đợt trọng tâm",
    By.DECISION: "Quyết định",
}
TOTAL = "Toàn cơ quan"
SMALL = "{many} nhóm nhỏ gộp lại"
_ORIGINS = {Origin.ON_REQUEST: "theo yêu cầu", Origin.EX_OFFICIO: "chủ động"}
_MATTERS = {
    Matter.FAMILY: "hôn nhân và gia đình",
    Matter.COMMERCIAL: "kinh doanh, thương mại",
    Matter.CRIMINAL: "hình sự",
    Matter.LABOUR: "lao động",
    Matter.BANKRUPTCY: "phá sản",
    Matter.ADMINISTRATIVE: "hành chính",
    Matter.CIVIL: "dân sự",
}
STANDINGS = {
    Standing.FINISHED: "thi hành xong",
    Standing.TERMINATED: "đình chỉ",
    Standing.OPEN: "có điều kiện, đang thi hành",
    Standing.NO_MEANS: "chưa có điều kiện",
    Standing.HELD: "hoãn, tạm đình chỉ",
    Standing.ENTRUSTED: "ủy thác đi",
}
REVIEWS = {
    ReviewResult.FINISHED: "thi hành xong",
    ReviewResult.TERMINATED: "đình chỉ",
    ReviewResult.TO_WAIVE: "lập hồ sơ xét miễn",
    ReviewResult.TO_REDUCE: "lập hồ sơ xét giảm",
    ReviewResult.WITH_MEANS: "có điều kiện",
    ReviewResult.NO_MEANS: "chưa có điều kiện",
    ReviewResult.DEFERRED: "hoãn",
}


def total_name(report: Report) -> str:
    """What the report's total is called: the agency's, or of whichever part of it."""
    return report.total.name or TOTAL


def group_name(group: Group, by: By) -> str:
    """What the group is called in a table."""
    if group.merged:
        return SMALL.format(many=group.merged)
    return group.name or key_name(group.key, by)


def key_name(key: Key, by: By) -> str:
    """The name of a group that is a value of an enumeration, or that has none."""
    if key is None:
        return "(chưa rõ)"
    match by:
        case By.KIND:
            return say(Lang.VI, f"obligations.kind_{key}")
        case By.ORIGIN:
            return _ORIGINS[Origin(str(key))]
        case By.MATTER:
            return _MATTERS[Matter(str(key))]
        case _:
            return "(không còn trong sổ)"


def period_name(period: Period) -> str:
    """``năm 2026 (01/10/2025 - 30/09/2026)``, or the two days alone."""
    days = f"{short_day(period.first)} - {short_day(period.last)}"
    return f"năm {period.year} ({days})" if period.year is not None else days
