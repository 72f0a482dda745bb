"""Is a push fit to be read by anybody who picks the telephone up?

A nudge says that there is something private to read, and nothing else: no sum, no number of a case, no word that tells
what it is about, no name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from casework.folding import fold
from messages.lint.facts import Fault, Problem
from messages.lint.reading import spoken

_TELLING = re.compile(
    r"thi hành án|\bthads\b|\btòa án\b|\bbản án\b|\bán phí\b|\bnợ\b|\bcưỡng chế\b|\bkê biên\b|\bphong tỏa\b|\btiền phạt\b"
    r"|\bquyết định\b|\bchấp hành viên\b|\bphải (?:nộp|trả)\b|\bquá hạn\b|\bnghĩa vụ\b|\bvụ (?:án|việc)\b|\blãi\b|\btù\b"
    r"|\b(?:judgment|enforcement|court|debt|owe|overdue|fine)\b"
)
_TELLING_UNMARKED = re.compile(
    r"thi hanh an|\btoa an\b|\bban an\b|\ban phi\b|\bcuong che\b|\bke bien\b|\bphong toa\b|\btien phat\b|\bcon no\b"
    r"|\bquyet dinh\b|\bchap hanh vien\b|\bphai (?:nop|tra)\b|\bqua han\b|\bnghia vu\b"
)
_SUM = re.compile(r"\d[\d.,]*\s?(?:đồng|đ\b|₫|vnđ|vnd|dong|k\b|nghìn|ngàn|triệu|tr\b|tỷ|tỉ)")
_CASE = re.compile(r"\d+\s?/\s?(?:\d{4}\s?/\s?)?[^\W\d_]+|\bsố\s?:?\s?\d+")
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\{\w*(?:name|amount|sum|money|case|decision|judgment|debt|principal|interest|officer)\w*\}")


def nudge_problems(read: str, names: Collection[str]) -> list[Problem]:
    """What in ``read`` (as read) tells a stranger more than that there is something to read."""
    words = spoken(read)
    found = [
        seen[0] for pattern in (_TELLING, _TELLING_UNMARKED, _SUM, _CASE, _BLANK) for seen in pattern.finditer(words)
    ]
    padded = " " + " ".join(_WORD.findall(fold(read))) + " "
    found += [name for name in names if name.strip() and f" {fold(name)} " in padded]
    return [Problem(fault=Fault.NUDGE, found=one) for one in found]
