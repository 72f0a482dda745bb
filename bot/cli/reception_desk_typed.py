"""What does a line typed at the desk say: which visitor, which key, which outcome?

A number, one letter, and the few words that this letter asks for: «3 h 2tr 30/12; đưa tiền tại phòng kế toán».
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cli.reception_outcome_words import REFUSALS, refusal_words
from bot.cli.refusal import Refused
from casework.reception_grounds import Ground
from casework.reception_next_steps import NextStep
from casework.reception_outcomes import OutcomeFacts, What
from messages.typed_amount import read_amount
from messages.typed_day import read_day

KEYS: Mapping[str, str] = {
    "d": "đã đến, đã xem giấy tờ",
    "g": "đã giải thích: lời ghi",
    "t": "hai bên thống nhất: lời ghi",
    "h": "hẹn nộp: số tiền, ngày; lời ghi",
    "k": "nộp kỳ trả dần tới; lời ghi (hoặc số tiền, ngày)",
    "b": "bổ sung giấy tờ: ngày; giấy gì",
    "s": "trả lời sau: về điều gì",
    "c": "chuyển đơn: cơ quan có thẩm quyền; đơn gì",
    "v": "không đến",
    "x": "từ chối tiếp: số căn cứ; lời ghi",
    "p": "khách này là ai trong sổ: số quyết định hoặc họ tên; 6 số cuối số định danh trên giấy tờ đã xem",
    "w": "người đến thẳng: họ tên; số điện thoại (không có thì để trống); việc gì",
    "m": "như w, do tổ vận động của xã đưa đến",
    "u": "hoàn tác việc vừa ghi",
    "l": "xem lại danh sách",
    "q": "thôi",
}
_ALONE = frozenset("wmulq?")  # these name no visitor
_LINE = re.compile(r"\s*(\d{1,3})?\s*([a-z?])(?:\s+(.*))?\s*", re.IGNORECASE | re.DOTALL)
_WHICH = re.compile(r"#(\d{1,2})\s*")
_DAY = re.compile(r"(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """``number``: of the visitor in the list; None for what is about nobody there."""

    number: int | None
    key: str
    rest: str


def read_line(text: str) -> Line:
    """The parts of a typed line. Raises ``Refused``."""
    found = _LINE.fullmatch(text)
    key = found[2].lower() if found is not None else ""
    if found is None or (key not in KEYS and key != "?"):
        raise Refused("Chưa hiểu. Hãy gõ số thứ tự, cách, rồi một chữ, ví dụ «1 d». Gõ ? để xem các chữ.")
    if (found[1] is None) != (key in _ALONE):
        raise Refused(
            f"Chữ «{key}» " + ("không đi với số thứ tự." if key in _ALONE else "phải có số thứ tự đứng trước.")
        )
    return Line(number=None if found[1] is None else int(found[1]), key=key, rest=(found[3] or "").strip())


def outcome(line: Line, decisions: Sequence[tuple[int, str]], today: date) -> OutcomeFacts:
    """What the line says of the talk. ``decisions``: ids and numbers of those that the visitor owes under. Raises ``Refused``."""
    rest = line.rest or None
    match line.key:
        case "g":
            return OutcomeFacts(what=What.EXPLAINED, note=rest)
        case "t":
            return OutcomeFacts(what=What.AGREED, note=rest)
        case "s":
            return OutcomeFacts(what=What.ANSWER_LATER, note=rest)
        case "c":
            return _forwarded(line)
        case "v":
            return OutcomeFacts(what=What.NO_SHOW)
        case "x":
            return _refusal(line.rest)
        case "b":
            said, note = _parted(line.rest)
            return OutcomeFacts(what=What.DOCUMENT, note=note, next_step=NextStep.DOCUMENT, next_on=_day(said, today))
        case _:
            return _money(line, decisions, today)


def _forwarded(line: Line) -> OutcomeFacts:
    to, about = _parted(line.rest)
    if not to:
        raise Refused(
            f"Chuyển đến cơ quan nào? Ghi như «{line.number} c Tòa án nhân dân khu vực 3; đơn xin đính chính»."
        )
    return OutcomeFacts(what=What.FORWARDED, note=to if about is None else f"{to}; {about}")


def grounds() -> list[str]:
    """The grounds of a refusal with their numbers, as ``x`` asks for them."""
    return [f"  {number:>2}  {refusal_words(one)}" for number, one in enumerate(REFUSALS, start=1)]


def _money(line: Line, decisions: Sequence[tuple[int, str]], today: date) -> OutcomeFacts:
    """A promise, or the next instalment; of several cases the line names one by #."""
    which = _WHICH.match(line.rest)
    rest = line.rest if which is None else line.rest[which.end() :]
    decision_id = _decision(f"{line.number} {line.key}", None if which is None else int(which[1]), decisions)
    said, note = _parted(rest)
    if line.key == "k" and not said:
        step = NextStep.INSTALMENT
        return OutcomeFacts(what=What.INSTALMENT, note=note, next_step=step, decision_id=decision_id)
    amount_said, on = _amount_and_day(said, today)
    amount = read_amount(amount_said)
    if amount is None:
        raise Refused(f"Số tiền «{amount_said}» không rõ. Hãy ghi như «{line.number} {line.key} 2tr 30/12».")
    what, step = (What.PROMISE, NextStep.PROMISE) if line.key == "h" else (What.INSTALMENT, NextStep.INSTALMENT)
    return OutcomeFacts(what=what, note=note, next_step=step, next_on=on, amount=amount, decision_id=decision_id)


def _decision(typed: str, which: int | None, decisions: Sequence[tuple[int, str]]) -> int:
    if not decisions:
        raise Refused("Người này không có việc nào còn phải nộp trong sổ. Hãy ghi bằng chữ t hoặc g.")
    if which is None and len(decisions) == 1:
        return decisions[0][0]
    if which is None or not 1 <= which <= len(decisions):
        several = ", ".join(f"#{at} {number}" for at, (_, number) in enumerate(decisions, start=1))
        raise Refused(f"Hãy ghi rõ việc nào, ngay sau chữ: {several}. Ví dụ «{typed} #1 2tr 30/12».")
    return decisions[which - 1][0]


def _refusal(rest: str) -> OutcomeFacts:
    said, _, note = rest.partition(";")
    numbered = dict(enumerate(REFUSALS, start=1))
    ground: Ground | None = numbered.get(int(said)) if said.strip().isdigit() else None
    if ground is None:
        raise Refused("\n".join(("Từ chối vì căn cứ nào? Ghi số, ví dụ «1 x 2».", *grounds())))
    return OutcomeFacts(what=What.REFUSED, ground=ground, note=note.strip() or None)


def _parted(rest: str) -> tuple[str, str | None]:
    said, _, note = rest.partition(";")
    return said.strip(), note.strip() or None


def _amount_and_day(said: str, today: date) -> tuple[str, date]:
    found = _DAY.search(said)
    if found is None:
        raise Refused(f"Chưa thấy ngày trong «{said}». Hãy ghi số tiền rồi ngày, ví dụ «2tr 30/12».")
    return said[: found.start()].strip(" ,"), _day(found[0], today)


def _day(said: str, today: date) -> date:
    found = read_day(said, today, ahead=True)
    if found is None:
        raise Refused(f"Ngày «{said}» không rõ. Hãy ghi như 30/12 hoặc 30/12/2026.")
    return found
