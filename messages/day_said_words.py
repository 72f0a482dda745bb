"""In which one way is everything written that people write of days and hours, so that the rules need to know it only once?

Marks are dropped last: "sáu" (six) and "sau" (after), "tối" (evening), "tới" (towards) and "tôi" (I), "mốt" (the day after
tomorrow) and "một" (one) become words of their own first, as far as they were written with marks. Where a text has none at
all, "sau" and "toi" stay as they are, and what they could mean besides is asked by whoever reads them.
"""

from __future__ import annotations

import re
import unicodedata

from messages.folding import fold

LONGEST = 400  # characters that are read
# words that differ by their marks alone -> what stands for them; "z" begins no word of Vietnamese
_MARKED = {
    "sáng": "zmorning", "tối": "zevening", "tới": "ztowards", "tôi": "zi", "từ": "zfrom", "thứ": "zthu", "thư": "zletter",
    "sáu": "zsix", "tư": "zfour", "bảy": "zseven", "tám": "zeight", "một": "zone", "mốt": "zmot", "sàng": "zname", "mồng": "mung",
    "hăm": "zham", "âm": "zmoon", "kìa": "zkia", "bận": "zbusy", "mắc": "zbusy", "kẹt": "zbusy",
    "tuấn": "zname", "thắng": "zname", "thẳng": "zname", "chiếu": "zname", "chiêu": "zname", "mại": "zname", "mái": "zname", "mãi": "zname", "mài": "zname", "mải": "zname",
    "tự": "zname", "bây": "zname",
    "bà": "zname", "giỏ": "zname", "gió": "zname", "hại": "zname", "hãi": "zname", "nấy": "zname", "này": "nay",
}  # fmt: skip
_BARE_AMONG_MARKS = {"sau": "zafter", "toi": "zi", "thu": "zname", "sang": "zcross", "mong": "zname"}
_WORD = re.compile(r"[^\W\d_]+")
_NAME_BEFORE = re.compile(
    r"\b(?:[Cc]hị|[Bb]à|[Cc]ô|[Ee]m|[Aa]nh|[Ôô]ng|[Bb]ác|[Cc]hú|[Dd]ì|[Tt]hị|[Vv]ăn) +(?:\w+ +)?Mai\b"
)
_TYPED = (  # how young people type, and English
    (r"\bh(?:om)? ?n(?:ay)?\b", "hom nay"), (r"\b(?:cn|chua nhat|chunhat|cnhat)\b", "chu nhat"), (r"\b(\d{1,2})[/.]?t(\d{1,2})\b", r"\1 thang \2"),
    (r"\b(ngay|hom|bua) (\d{1,2}) t(\d{1,2})\b", r"\1 \2 thang \3"), (r"\bt([2-7])\b", r"thut \1"), (r"\bz?thu([1-9])\b", r"thu \1"),
    (r"\bt([189]|1[0-2])\b", r"thang \1"),
    (r"\bsag\b", "zmorning"), (r"\bchiu\b", "chieu"), (r"\b(?:tomorrow|tmr)\b", "ngay mai"), (r"\btoday\b", "hom nay"),
    (r"\b(next|this) (week|month)\b", r"\2 \1"), (r"\b(?:next) (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)", "znextday "),
    (r"\bweek\b", "tuan"), (r"\bmonth\b", "thang"), (r"\bnext\b", "zafter"), (r"\bthis\b", "nay"),
    (r"\bmonday\b", "thu 2"), (r"\btuesday\b", "thu 3"), (r"\bwednesday\b", "thu 4"), (r"\bthursday\b", "thu 5"),
    (r"\bfriday\b", "thu 6"), (r"\bsaturday\b", "thu 7"), (r"\bsunday\b", "chu nhat"), (r"\byesterday\b", "hom qua"),
    (r"znextday (thu \d|chu nhat)", r"\1 ztowards"), (r"\bmorning\b", "zmorning"), (r"\bafternoon\b", "chieu"),
    (r"\bevening\b", "zevening"), (r"\bmong(?= (?:\d|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\b)", "mung"),
    (r"\b(toi|em|e|minh|mk|tui|con|chau) (?:ban|mac|ket)\b", r"\1 zbusy"), (r"\bzthu\b", "thu"), (r"\b(?:hong|hok|hk|hem|ko|k)\b", "khong"),
    (r"\bdc\b", "duoc"), (r"\bthg\b", "thang"), (r"\btuan ztowards\b", "tuan zafter"), (r"\bthang ztowards\b", "thang zafter"),
    (r"\b(tuan|thang) toi\b", r"\1 zafter"), (r"\btuan sau\b", "tuan zafter"), (r"\btiep theo\b", "zafter"), (r"\b(tuan )?ke tiep\b", r"\1zafter"),
    (r"\btuan ke\b", "tuan zafter"), (r"\blich zmoon\b", "lich am"), (r"\bzmoon(?: lich)?\b", "am lich"),
    (r"\b(?:ngay|hom|bua|mung) (\d{1,2}) am\b(?! lich)", r"ngay \1 am lich"), (r"\b(1[3-9]|2\d|30) am\b(?! lich)", r"\1 am lich"),
    (r"\b(ngay \d{1,2}|\d{1,2} thang \d{1,2}|\d{1,2}/\d{1,2}) ta\b", r"\1 am lich"), (r"\bmai (hoac|hay|va) mot\b", r"mai \1 zmot"),
    (r"\b(\d{1,2} ?(?:h|g|gio)(?: ?(?:\d{2}|ruoi))?) toi(?= (?:nay|mai|thu|thut|hom|ngay|chu nhat)\b| *$)", r"\1 zevening"),
    (r"\bcuoi cung (?:cua |trong )?(?=thang\b)", "zlast "), (r"\bdau tien (?:cua |trong )?(?=thang\b)", "zfirst "),
    (r"(?<![\w.,/])(0?[6-9]|1[0-7])\.(00|1[3-9]|[2-5]\d)(?![\d.,/]|\.\d| ?(?:trieu|ty|nghin|ngan|dong|tr|m2|%|ha)\b)", r"\1h\2"),
)  # fmt: skip
_READY = tuple((re.compile(seen), written) for seen, written in _TYPED)
_ONES = {
    "mot": 1, "zone": 1, "zmot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "zfour": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "zsix": 6, "bay": 7, "zseven": 7, "tam": 8, "zeight": 8, "chin": 9,
}  # fmt: skip
_ONE = "|".join(_ONES)
_ALONE = "|".join(word for word in _ONES if word not in ("lam", "nham"))
_TENS = rf"(?:(?:hai|ba) )?muoi(?: (?:{_ONE}))?|(?:zham|ham|hai) (?:{_ONE})|(?:bam|ba) z?mot"
_NUMBER = rf"(?:{_TENS}|(?:{_ALONE}))"
_COUNTED = re.compile(rf"\b(ngay|hom|bua|mung|thang) ({_NUMBER})\b(?! (?:nua|zafter)\b)")
_WEEKDAY = re.compile(rf"\b(thu) ((?:hai )?muoi(?: (?:{_ONE}))?|{_ALONE})\b")
_OF_A_MONTH = re.compile(rf"\b({_TENS})(?= thang (?:\d|nay\b|zafter\b))")
_TWENTY_ODD = re.compile(rf"\b(zham (?:{_ONE}))\b")  # without marks it could be many a word
_WEEKDAY_AND_DAY = re.compile(
    rf"\b(thu [2-7]) ({_TENS}|1[89]|2\d|3[01])(?= *$| (?:nay|tay|nhe|a|duoc|di|luc|vao|buoi|sang|zmorning|chieu)\b)"
)
_TO_A_WEEKDAY = re.compile(r"\b((?:tu|zfrom) (?:thu \d|chu nhat)) (?:ztowards|toi)(?= (?:thu|chu nhat)\b)")
_MINUTES = re.compile(
    rf"\b((?:\d|h|g|gio) ?(?:kem|thieu)|\d ?(?:h|g|gio)) ((?:(?:hai|ba|bon|zfour|nam) )?muoi(?: (?:{_ONE}))?|(?<=kem )nam|(?<=thieu )nam)\b"
)
_MONTH_OF_BOTH = r"(?=(?:ngay )?\d{1,2} ?(?:/|thang )(\d{1,2})(?![\d]))"  # "26 hay 27/11": the month is said once
_A_DAY = r"(?<![\w/.\-,])(?<!\bthu )(?<!\bthut )(?<!\bgio )(?<!\bso )(?<!\bluc )(?<!\bkem )(?<!\bthieu )(?<!\bdieu )"
_EITHER = re.compile(rf"{_A_DAY}(\d{{1,2}})(?: ?, ?| (?:va|hoac|hay|vs|voi) ){_MONTH_OF_BOTH}")
_FROM_TO = re.compile(
    rf"(?:\b(?:tu|zfrom) (?:ngay )?)?{_A_DAY}(\d{{1,2}})(?: ?- ?| (?:den|ztowards|toi)(?: het)? ){_MONTH_OF_BOTH}"
)
_BEFORE_UNIT = re.compile(rf"\b(?!bay gio\b)({_NUMBER}) (gio|ngay nua|bua nua|tuan nua|ngay ztowards|thang nua|ruoi)\b")
# left as they are: what they mean besides a number is for the rules of days
_UNSURE = {f"{unit} {word}" for unit in ("ngay", "hom", "bua") for word in ("mot", "zmot", "sau", "bay")} | {
    "thang sau"
}


def normalised(text: str) -> str:
    """``text`` folded, with one spelling for each word of a day or an hour; number words in their places are digits."""
    raw = _NAME_BEFORE.sub(" zname ", unicodedata.normalize("NFC", text[:LONGEST]))
    lowered = raw.lower()
    marked = not lowered.replace("đ", "d").isascii()
    plain = fold(_WORD.sub(lambda word: _spelled(word[0], marked=marked), lowered))
    plain = re.sub(r"[?!;()\"“”«»…]+", " ", plain)
    for seen, written in _READY:
        plain = seen.sub(written, plain)
    plain = _WEEKDAY.sub(_digits_after, f" {' '.join(plain.split())} ")
    plain = _COUNTED.sub(_digits_after, _TO_A_WEEKDAY.sub(r"\1 den", plain))
    plain = _WEEKDAY_AND_DAY.sub(lambda found: f"{found[1]} ngay {_value(found[2])}", plain)
    plain = _BEFORE_UNIT.sub(lambda found: f"{_value(found[1])} {found[2]}", plain)
    plain = _MINUTES.sub(_digits_after, plain)
    plain = _OF_A_MONTH.sub(lambda found: str(_value(found[1])), plain)
    plain = _TWENTY_ODD.sub(lambda found: f"ngay {_value(found[1])}", plain)
    return _FROM_TO.sub(r"tu \1/\2 den ", _EITHER.sub(r"\1/\2 hoac ", plain))


def _spelled(word: str, *, marked: bool) -> str:
    if word in _MARKED:
        return _MARKED[word]
    return _BARE_AMONG_MARKS.get(word, word) if marked else word


def _digits_after(found: re.Match[str]) -> str:
    if f"{found[1]} {found[2]}" in _UNSURE:
        return found[0]
    return f"{found[1]} {_value(found[2])}"


def _value(words: str) -> int:
    """``hai muoi sau`` 26, ``muoi mot`` 11, ``ham lam`` 25, ``hai mot`` 21, ``ba mot`` 31, ``tam`` 8."""
    parts = words.split()
    if words.isdigit():
        return int(words)
    if len(parts) == 1 and parts[0] != "muoi":
        return _ONES[parts[0]]
    if "muoi" in parts:
        at = parts.index("muoi")
        tens = _ONES[parts[0]] if at else 1
        return tens * 10 + (_ONES[parts[at + 1]] if at + 1 < len(parts) else 0)
    return (30 if parts[0] in ("ba", "bam") else 20) + _ONES[parts[1]]
