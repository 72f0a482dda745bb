"""Does a text name an account or a telephone that is not the agency's?

Any run of six digits or more is one, whatever stands between the digits, unless it is an approved number or what remains
is explained by dates, hours, grouped amounts with their unit, and numbers of laws and decisions. After words such as
"tài khoản" or "gọi" shorter runs count too. Digits read out as words count like digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from casework.folding import fold
from messages.lint.facts import ApprovedFacts, Fault, Problem, digits_of

SHORTEST = 6  # digits: no bank here gives shorter account numbers
_RUN = re.compile(r"\d(?:[^\w{}]{0,5}_{0,3}[^\w{}]{0,5}\d)*")
_LIKE_DIGITS = re.compile(r"(?<=\d)[oOlI]{1,18}(?=[^\w]{0,2}\d)")
_LIKE = str.maketrans("oOlI", "0011")

_UNIT = r"\s?(?:đồng|đ\b|₫|vnđ|vnd|dong)"
_GROUPED = r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)"
_AMOUNT = re.compile(
    rf"{_GROUPED}(?=(?:\s(?:đến|tới|to|-|–)\s{_GROUPED})?{_UNIT})|(?<![\d.,])\d{{1,3}}(?={_UNIT})", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])[/](?:0?[1-9]|1[0-2])[/](?:19|20)\d\d(?![\d/])"
    r"|(?<![\d/])(?:0?[1-9]|1[0-2])/20\d\d(?![\d/])"
    r"|(?<![\d-])20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])"
)
_YEAR = re.compile(r"(?<=năm )(?:19|20)\d\d(?!\d)|(?<=[A-Za-z]{3} )(?:19|20)\d\d(?!\d)")
_HOUR = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])")
_LAW = re.compile(r"(?<![\d/.])\d{1,5}/(?:19|20)\d\d(?=/[^\W\d_])")
_EXPLAINED = (_AMOUNT, _DATE, _YEAR, _HOUR, _LAW)

_ACCOUNT_WORDS = re.compile(r"(?:tài khoản|\bstk|\bs[ốo] tk|tai khoan|account)[^\d\n.]{0,20}$", re.IGNORECASE)
_CALL_WORDS = re.compile(
    r"(?:\bgọi|\bgoi|tổng đài|hotline|đường dây nóng|soạn tin|nhắn tin|zalo|điện thoại|\bsms)[^\d\n.]{0,20}$",
    re.IGNORECASE,
)
_SHORT = 3  # digits that count after those words
_LOOK_BACK = 40  # characters: those words and what may stand between
_EMERGENCY = frozenset({"111", "112", "113", "114", "115"})
_DIGIT_WORDS = {
    "không": "0", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "lăm": "5", "sáu": "6",
    "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_UNMARKED_DIGIT_WORDS = {fold(word): digit for word, digit in _DIGIT_WORDS.items()}
_WORD = re.compile(r"\w+")


def foreign_numbers(read: str, approved: ApprovedFacts) -> list[Problem]:
    """The accounts and telephones in ``read`` (as read) that are not ``approved``."""
    known = _numbers(approved)
    plain = _unexplained(read)
    found = [*_written(plain, known), *_spelled_out(plain, known)]
    return [Problem(fault=_kind(digits), found=digits) for digits in found] + _short(read, known)


def _written(plain: str, known: frozenset[str]) -> Iterator[str]:
    for run in _RUN.finditer(plain):
        digits = digits_of(run[0])
        if len(digits) >= SHORTEST and not _made_of(digits, known):
            yield digits


def _spelled_out(plain: str, known: frozenset[str]) -> Iterator[str]:
    words = _UNMARKED_DIGIT_WORDS if plain.isascii() else _DIGIT_WORDS
    digits, spelled = "", False
    for word in [*_WORD.findall(plain.lower()), ""]:
        if word in words or (len(word) == 1 and word.isdecimal()):
            digits += words.get(word, word)
            spelled |= word in words
            continue
        if spelled and len(digits) >= SHORTEST and not _made_of(digits, known):
            yield digits
        digits, spelled = "", False


def _unexplained(read: str) -> str:
    """``read`` without its dates, amounts and the like: what stood on both sides of them is now read as one number."""
    plain = _LIKE_DIGITS.sub(lambda seen: seen[0].translate(_LIKE), read)
    for pattern in _EXPLAINED:
        plain = pattern.sub("", plain)
    return plain


def _short(read: str, known: frozenset[str]) -> list[Problem]:
    """Short numbers right after a word that says what they are for."""
    found = []
    for run in _RUN.finditer(read):
        digits, before = digits_of(run[0]), read[max(0, run.start() - _LOOK_BACK) : run.start()]
        if not _SHORT <= len(digits) < SHORTEST or _made_of(digits, known) or digits in _EMERGENCY:
            continue
        if _ACCOUNT_WORDS.search(before):
            found.append(Problem(fault=Fault.ACCOUNT, found=digits))
        elif _CALL_WORDS.search(before):
            found.append(Problem(fault=Fault.PHONE, found=digits))
    return found


def _made_of(digits: str, known: frozenset[str]) -> bool:
    """Whether ``digits`` is one approved number, or several written one after another."""
    reached = {0}
    for end in range(1, len(digits) + 1):
        if any(end - len(number) in reached and digits[:end].endswith(number) for number in known):
            reached.add(end)
    return len(digits) in reached


def _kind(digits: str) -> Fault:
    national = len(digits) in {10, 11} and digits.startswith(("0", "84"))
    service = len(digits) in {8, 10} and digits.startswith(("1800", "1900"))
    return Fault.PHONE if national or service else Fault.ACCOUNT


@lru_cache(maxsize=16)
def _numbers(approved: ApprovedFacts) -> frozenset[str]:
    return frozenset(number for number in approved.numbers() if number)
