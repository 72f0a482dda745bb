"""What is wrong with a wording that an officer writes, where does it stand, and what is to be done?

Grave is what may not even be kept as a draft: a blank that is none, a blank that is missing, a character that nobody sees, too
great a length, an account, a telephone or a link that is not on the list, a threat, a request for a secret. The rest (long
sentences, words nobody knows, what lawyers have left open) must be mended before another person reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from messages import lint
from messages.library import Text, text_of
from messages.lint.facts import ApprovedFacts, Fault
from messages.lint.findings import Finding
from messages.lint.library_check import text_findings
from messages.texts_file import LONGEST_TEXT

VI, EN = "vi", "en"
_BLANK = re.compile(r"\{[a-z][a-z0-9_]*\}")
_BRACES = re.compile(r"\{[^{}\n]{0,60}\}|[{}]")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BETWEEN = r"\W{0,5}"
_STOOD_FOR_A_BLANK = "…x…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One thing found. ``start`` and ``end`` are characters of the text, None where it is in no one place; lines count from 1."""

    field: str
    grave: bool
    found: str
    says: str
    start: int | None = None
    end: int | None = None
    line: int | None = None
    column: int | None = None


def as_typed(text: str) -> str:
    """What was typed, in NFC and with our line ends: each character stands where it does in the form."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """What is kept of it: without stray space at the end of a line, and empty lines around it."""
    plain = as_typed(text)
    return "\n".join(line.rstrip(" ") for line in plain.split("\n")).strip("\n ")


def verdicts(key: str, vi: str, en: str, approved: ApprovedFacts) -> list[Verdict]:
    """Everything wrong with a wording of ``key``, in the order of the text; the English, if any, after the Vietnamese."""
    shipped = text_of(key)
    found = [*_of_field(VI, vi, shipped, approved), *_voice(vi, shipped)]
    if en:
        found += _of_field(EN, en, shipped, approved)
    return sorted(found, key=lambda one: (one.field != VI, one.start is None, one.start or 0, not one.grave))


def _of_field(name: str, text: str, shipped: Text, approved: ApprovedFacts) -> Iterator[Verdict]:
    if not text:
        yield Verdict(
            field=name,
            grave=True,
            found="",
            says="Chưa có chữ nào. Hãy viết lời nhắn, hoặc bắt đầu từ lời của chương trình.",
        )
        return
    yield from _length(name, text)
    yield from _unseen(name, text)
    yield from _blanks(name, text, shipped)
    if len(text) > LONGEST_TEXT:
        return  # told already; nobody reads so long a text for more
    for problem in lint.problems(text, approved=approved, kind=shipped.kind):
        if problem.fault is not Fault.FORM:
            start, end = _place_of(text, problem.found) or _line_with(text, problem, approved)
            yield _placed(name, text, start, end, found=problem.found, says=lint.reason(problem), grave=True)


def _length(name: str, text: str) -> Iterator[Verdict]:
    units = 0
    for place, mark in enumerate(text):
        units += 2 if ord(mark) > 0xFFFF else 1
        if units > LONGEST_TEXT:
            said = f"Dài quá {LONGEST_TEXT} ký tự (đang có {len(text)}). Hãy bỏ phần từ chỗ này trở đi, hoặc viết ngắn lại."
            yield _placed(name, text, place, len(text), found=text[place : place + 20], says=said, grave=True)
            return


def _unseen(name: str, text: str) -> Iterator[Verdict]:
    for place, mark in enumerate(text):
        if mark != "\n" and unicodedata.category(mark) in _UNSEEN:
            said = f"Có ký tự không nhìn thấy (U+{ord(mark):04X}). Hãy xóa và gõ lại chỗ này."
            yield _placed(name, text, place, place + 1, found=f"U+{ord(mark):04X}", says=said, grave=True)


def _blanks(name: str, text: str, shipped: Text) -> Iterator[Verdict]:
    there = set()
    for seen in _BRACES.finditer(text):
        inside = seen[0][1:-1]
        if _BLANK.fullmatch(seen[0]) and inside in shipped.blanks:
            there.add(inside)
            continue
        said = f"Mẫu này không có chỗ trống «{seen[0]}». Hãy chọn trong các chỗ trống đã cho, hoặc bỏ dấu ngoặc nhọn."
        yield _placed(name, text, seen.start(), seen.end(), found=seen[0], says=said, grave=True)
    for missing in sorted(shipped.blanks - there):
        said = f"Thiếu chỗ trống {{{missing}}}. Hãy chèn lại: lời nào cũng phải nói đủ như lời của chương trình."
        yield Verdict(field=name, grave=True, found=f"{{{missing}}}", says=said)


def _voice(text: str, shipped: Text) -> Iterator[Verdict]:
    if not text or len(text) > LONGEST_TEXT:
        return
    as_ours = Text(
        key=shipped.key, version=shipped.version, kind=shipped.kind, start=shipped.start, until=None, vi=text,
        blanks=shipped.blanks,
    )  # fmt: skip
    seen = set()
    for located in text_findings(as_ours):
        finding = located.finding
        if (finding.flaw, finding.found) not in seen:
            seen.add((finding.flaw, finding.found))
            yield _of_finding(text, finding)


def _of_finding(text: str, finding: Finding) -> Verdict:
    start, end = _place_of(text, _bare(finding.found)) or _sentence(text, finding.sentence)
    return _placed(VI, text, start, end, found=finding.found, says=finding.remedy(), grave=False)


def _bare(found: str) -> str:
    """The words of the text in what a finding shows: «tống đạt» (giao giấy) is about tống đạt."""
    quoted = re.match(r"«(.+?)»", found)
    return quoted[1] if quoted else "" if found.isdecimal() else found


def _sentence(text: str, sentence: str) -> tuple[int, int]:
    """Where the sentence stands, which was read with its blanks taken out."""
    pieces = [re.escape(piece.strip()) for piece in sentence.split(_STOOD_FOR_A_BLANK)]
    seen = re.search(r"\s*(?:\{\w+\})\s*".join(pieces), text)
    return (seen.start(), seen.end()) if seen else (0, len(text))


def _place_of(text: str, found: str) -> tuple[int, int] | None:
    """Where the words or digits stand, whatever stands between the digits; None if they cannot be found as such."""
    if not found:
        return None
    low = text.lower()
    at = low.find(found.lower()) if len(low) == len(text) else text.find(found)
    if at >= 0:
        return at, at + len(found)
    if found.isdecimal():
        seen = re.search(_BETWEEN.join(found), unicodedata.normalize("NFKC", text))
        if seen and unicodedata.is_normalized("NFKC", text):
            return seen.start(), seen.end()
    return None


def _line_with(text: str, problem: lint.Problem, approved: ApprovedFacts) -> tuple[int, int]:
    """The line that has the problem by itself; the whole text where it is in none alone."""
    start = 0
    for line in text.split("\n"):
        if problem in lint.problems(line, approved=approved):
            return start, start + len(line)
        start += len(line) + 1
    return 0, len(text)


def _placed(name: str, text: str, start: int, end: int, *, found: str, says: str, grave: bool) -> Verdict:
    before = text[:start]
    return Verdict(
        field=name, grave=grave, found=found, says=says, start=start, end=end,
        line=before.count("\n") + 1, column=start - (before.rfind("\n") + 1) + 1,
    )  # fmt: skip


def grave(found: Iterable[Verdict]) -> list[Verdict]:
    """Those that may not even be kept."""
    return [one for one in found if one.grave]
