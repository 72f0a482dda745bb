"""Which figures does a sentence state, and does the law it rests on state the same?

"3 ngày" and "3 ngày làm việc" are two figures: a wrong unit loses somebody a right. Names of laws, numbers of articles and
emergency telephones are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LAW_NUMBER = re.compile(r"\b\d{1,5}/\d{4}/[^\W\d_][\w-]*")
_PLACE = re.compile(
    r"\b(?:các )?(?:điều|khoản|điểm|chương)\s\d{1,3}[a-zđ]?(?![\w.,/]*\d)(?!\s(?:ngày|tháng|năm|lần|đồng|người))"
    r"(?:(?:,|\sđến|\svà)\s(?:điều |khoản )?\d{1,3}[a-zđ]?(?![\w.,/]*\d)(?!\s(?:ngày|tháng|năm|lần|đồng|người)))*"
)
_SAID_AGAIN = re.compile(r"(?<=\d)\s\((?:một|hai|ba|bốn|năm|mười)\)")
_DAY = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?\b")  # in words: 2 tháng 1 is no two months
_BARE = ("", "đồng")  # sums lose their unit in "từ 5.000.000 đến 10.000.000 đồng"
_EMERGENCY = re.compile(r"(?<![\w.,/])11[1-5](?![.,/]?\d)(?!\s(?:ngày|tháng|năm|giờ|đồng|lần))")
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:[./,:]\d+)*(?![\w])|(?<![\w.,/])\d+(?:[./,:]\d+)*(?=%)")
_UNIT = re.compile(
    r"\s?(?P<unit>ngày làm việc|ngày|tháng|năm|tuần|giờ|phút|lần|%|phần trăm|đồng|người|biện pháp|căn cứ|tháng lương)"
)
_UNITS = {"phần trăm": "%", "tháng lương": "lần"}
_SPELLED = {
    "hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười hai": 12, "mười lăm": 15,
    "hai mươi": 20, "hai mươi bốn": 24, "ba mươi": 30, "bốn mươi lăm": 45, "năm mươi": 50, "sáu mươi": 60,
    "chín mươi": 90, "năm": 5,
}  # fmt: skip
_FRACTIONS = {
    "một nửa": "1/2",
    "một phần hai": "1/2",
    "một phần ba": "1/3",
    "một phần tư": "1/4",
    "một phần năm": "1/5",
}
_ONE = r"(?:mười (?:hai|lăm)|hai mươi bốn|hai mươi|ba mươi|bốn mươi lăm|năm mươi|sáu mươi|chín mươi|mười"
_SPELLED_OUT = re.compile(
    rf"(?<!\d )(?<!lần )(?<!ngày )(?<!thứ )\b(?P<word>{_ONE}|hai|ba|bốn|năm|sáu|bảy|tám|chín))"
    r"\s(?P<unit>ngày làm việc|ngày|tháng|năm|tuần|giờ|lần|phần trăm|biện pháp|căn cứ)\b(?! (?:nay|sau|trước|này|đó)\b)"
)
_STYLE = (
    re.compile(r"(?<![\w.,/])\d[\d.,]*\s?(?:triệu|tr|nghìn|ngàn|tỷ|tỉ|k|củ|xị|lít)\b"),
    re.compile(r"\d\s?(?:đ|vnđ|vnd|₫)(?!\w)"),
    re.compile(r"(?<![\w./])\d{4,}\s?đồng"),
    re.compile(r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?!\.?\d)(?!\s?đồng| đến | tới )"),
    re.compile(r"(?<![\w.,/])\d{1,3}(?:,\d{3})+"),
    re.compile(r"(?<![\w/.])0\d\s(?:ngày|tháng|năm|giờ|lần|người)"),
    re.compile(r"\b\d{1,2}[-.]\d{1,2}[-.]\d{4}\b|(?<![\d/])\d/\d{1,2}(?:/\d{4})\b|(?<![\d/])\d{1,2}/\d/\d{4}\b"),
    re.compile(r"\b\d{4}-\d\d-\d\d\b"),
    re.compile(r"\d\s%"),
    re.compile(r"\b\d{1,2}h(?:\d\d)?\b"),
    re.compile(r"\b[xX]\d\b|\b\d[xX]\b|[≤≥<>]"),
)


def figures(text: str) -> frozenset[tuple[str, str]]:
    """Every figure of ``text`` with its unit ("" without one): ``("10", "ngày")``, ``("5.000.000", "đồng")``."""
    return frozenset(_found(text.lower()))


def unwritten(sentence: str, law: str) -> list[str]:
    """The figures of ``sentence`` that ``law`` (what its provisions say) does not state, as they are read aloud."""
    known = figures(law)
    bare = {number for number, unit in known if unit in _BARE}
    return sorted(
        f"{number} {unit}".strip()
        for number, unit in figures(sentence)
        if (number, unit) not in known and (unit not in _BARE or number not in bare)
    )


def against_house_style(sentence: str) -> list[str]:
    """Figures not written as the house writes them: 5.000.000 đồng, 01/07/2026, 10 ngày, 10%, 22 giờ."""
    plain = _LAW_NUMBER.sub("", sentence.lower())
    return [seen[0].strip() for form in _STYLE for seen in form.finditer(plain)]


def _found(text: str) -> Iterator[tuple[str, str]]:
    text = _DAY.sub(lambda seen: "/".join(part for part in seen.groups() if part), text)
    plain = _EMERGENCY.sub("", _PLACE.sub("", _LAW_NUMBER.sub("", _SAID_AGAIN.sub("", text))))
    for words, fraction in _FRACTIONS.items():
        if words in plain:
            yield fraction, ""
            plain = plain.replace(words, "")
    for seen in _SPELLED_OUT.finditer(plain):
        yield str(_SPELLED[seen["word"]]), _UNITS.get(seen["unit"], seen["unit"])
    for seen in _NUMBER.finditer(plain):
        after = _UNIT.match(plain, seen.end())
        unit = after["unit"] if after else ""
        yield _bare(seen[0]), _UNITS.get(unit, unit)


def _bare(number: str) -> str:
    """Leading noughts of days and months mean nothing: 01/07/2026 is 1/7/2026, 05 is 5."""
    return "/".join(part.lstrip("0") or "0" for part in number.split("/"))
