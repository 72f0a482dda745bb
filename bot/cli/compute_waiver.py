"""``gandan compute waiver``: may a sum for the State be waived or reduced, how much, and what is still missing?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cli.compute import Setting
from bot.cli.compute_fields import Fields
from bot.cli.shown import day as shown_day
from casework.citations import NEW_LAW_FROM
from casework.exemptions import Asked, Hardship, Lack, Lacking, Measure, Screened, screen
from messages.vietnamese import dong

MEASURE_WORDS = {
    Measure.WAIVE: "xét miễn",
    Measure.REDUCE: "xét giảm",
    Measure.NONE: "chưa đủ điều kiện miễn, giảm",
}
AGENCY_FILES = (
    "Cơ quan thi hành án dân sự lập hồ sơ và Tòa án nhân dân khu vực quyết định; biên bản xác minh không quá 03 tháng"
    " trước khi đề nghị."
)
OWN_READING = (
    "Xét riêng từng khoản, và tính một lần trong 01 năm là 12 tháng kể từ lần được miễn, giảm trước, là theo cách hiểu của"
    " phần mềm; cán bộ đối chiếu hướng dẫn liên ngành."
)
_HARDSHIPS = {one.value: one for one in Hardship}


def answer(asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{"first_decision_on","as_of","remaining","no_means"}`` and what is known more, to the measure and its reasons."""
    fields = Fields(
        asked,
        needs=("first_decision_on", "as_of", "remaining", "no_means"),
        may=("last_reduced_on", "paid_part", "hardship"),
    )
    found = screen(_asked(fields))
    best, *others = [
        {"measure": one.measure.value, "up_to": one.up_to, "citation": str(one.cited)} for one in found.options
    ] or [{"measure": Measure.NONE.value, "up_to": 0, "citation": ""}]
    return {
        "measure": best["measure"],
        "up_to": best["up_to"],
        "also": others,
        "missing": missing_words(found),
        "later": [
            {"measure": one.measure.value, "from": one.from_day.isoformat(), "citation": str(one.cited)}
            for one in found.later
        ],
        "filed_by": "agency",
        "citations": [str(one) for one in found.citations],
    }


def shown(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """The measure, what else, what is missing, who files."""
    best = MEASURE_WORDS[Measure(answer["measure"])]
    lines = [f"Kết quả rà soát: {best}" + (f", tối đa {dong(answer['up_to'])}." if answer["up_to"] else ".")]
    lines += [
        f"Cũng có thể {MEASURE_WORDS[Measure(one['measure'])]}, tối đa {dong(one['up_to'])}." for one in answer["also"]
    ]
    lines += [f"- {words}" for words in answer["missing"]]
    lines += [
        f"Từ ngày {'/'.join(reversed(one['from'].split('-')))}: có thể {MEASURE_WORDS[Measure(one['measure'])]} ({one['citation']})."
        for one in answer["later"]
    ]
    return [*lines, AGENCY_FILES, OWN_READING, f"Căn cứ: {'; '.join(answer['citations'])}."]


def missing_words(found: Screened) -> list[str]:
    """What is missing, a sentence each, with the article and the first day where time alone meets it."""
    return [f"{_lack(one)} ({one.cited})." for one in found.missing]


def _lack(lack: Lack) -> str:
    if lack.from_day is not None:
        day = shown_day(lack.from_day)
        if lack.what is Lacking.YEARS:
            return f"Chưa hết {lack.years:02d} năm kể từ ngày ra quyết định thi hành án lần đầu; sớm nhất từ ngày {day}"
        return f"Mới được miễn hoặc giảm trong vòng 01 năm theo bản án này; sớm nhất từ ngày {day}"
    return {
        Lacking.NOTHING_LEFT: "Không còn số tiền nào phải nộp",
        Lacking.NO_MEANS: (
            "Chưa xác định người phải thi hành án không có tài sản, thu nhập hoặc chỉ có mức bảo đảm cuộc sống tối thiểu"
        ),
        Lacking.PAID_PART: "Chưa tích cực thi hành được một phần nghĩa vụ",
    }[lack.what]


def _asked(fields: Fields) -> Asked:
    first, as_of = fields.day("first_decision_on"), fields.day("as_of")
    if as_of < first:
        raise fields.refuse("as_of", "trước ngày ra quyết định thi hành án lần đầu", "xem lại hai ngày này")
    if as_of < NEW_LAW_FROM:
        raise fields.refuse(
            "as_of", "trước ngày 01/7/2026, khi luật hiện hành có hiệu lực", "ghi một ngày từ đó về sau"
        )
    last = fields.day_or_none("last_reduced_on")
    if last is not None and last > as_of:
        raise fields.refuse("last_reduced_on", "sau ngày «as_of»", "xem lại hai ngày này")
    if last is not None and last < first:
        raise fields.refuse("last_reduced_on", "trước ngày ra quyết định thi hành án lần đầu", "xem lại hai ngày này")
    return Asked(
        first_decision_on=first,
        as_of=as_of,
        remaining=fields.amount("remaining"),
        no_means=fields.yes_no("no_means"),
        last_granted_on=last,
        paid_part=fields.has("paid_part") and fields.yes_no("paid_part"),
        hardship=fields.choice("hardship", _HARDSHIPS) if fields.has("hardship") else None,
    )
