"""How are the outcome of a reception, the grounds of a refusal and what is owed afterwards said at the desk and in the register?"""

from __future__ import annotations

from bot.cli import shown
from casework.reception_grounds import CITED, IN_WRITING, Ground
from casework.reception_kinds import BookingState
from casework.reception_next_steps import NextStep
from casework.reception_outcomes import What
from casework.reception_register import Entry

OUTCOMES: dict[What, str] = {
    What.EXPLAINED: "đã giải thích, hướng dẫn",
    What.AGREED: "hai bên thống nhất",
    What.PROMISE: "hẹn nộp tiền",
    What.INSTALMENT: "trả dần",
    What.DOCUMENT: "bổ sung giấy tờ",
    What.ANSWER_LATER: "trả lời sau",
    What.FORWARDED: "chuyển đơn",
    What.REFUSED: "từ chối tiếp",
    What.NO_SHOW: "không đến",
}
NEXT_STEPS: dict[NextStep, str] = {
    NextStep.PROMISE: "nộp tiền",
    NextStep.INSTALMENT: "nộp kỳ trả dần",
    NextStep.DOCUMENT: "nộp giấy tờ",
}
REFUSALS: dict[Ground, str] = {
    Ground.NOT_THEMSELVES: "say, dùng chất kích thích, không làm chủ được hành vi",
    Ground.THREATENS: "đe dọa, xúc phạm, vi phạm nội quy nơi tiếp",
    Ground.SETTLED: "khiếu nại đã giải quyết đúng pháp luật, đã rà soát, thông báo, giải thích mà vẫn cố tình kéo dài",
    Ground.WEAPON: "mang vũ khí, vật nguy hiểm",
    Ground.UNCHECKED: "không chấp hành kiểm tra an ninh",
    Ground.RECORDS: "tự ghi âm, ghi hình, phát trực tiếp khi đã được nhắc không được làm",
    Ground.INCITES: "kích động, lôi kéo người khác",
    Ground.NO_CAPACITY: "không đủ năng lực hành vi mà không có người đại diện",
    Ground.NO_PAPERS: "người đại diện không có giấy tờ chứng minh",
    Ground.OUT_OF_SCOPE: "không phải khiếu nại, tố cáo, kiến nghị, phản ánh",
    Ground.ANSWERED: "việc đã được trả lời, không có tình tiết mới",
    Ground.JUDGED: "việc tòa án đã quyết định xong, không còn được xem xét lại; khiếu nại việc thi hành án thì vẫn tiếp",
    Ground.ELSEWHERE: "việc cơ quan khác đang giải quyết",
}
LAWS = {"42/2013/QH13": "Luật Tiếp công dân 42/2013/QH13", "154/2026/NĐ-CP": "Nghị định 154/2026/NĐ-CP"}
_GUIDED = frozenset({What.EXPLAINED, What.REFUSED})


def refusal_words(ground: Ground) -> str:
    """The ground with its place in the law, and whether it is owed in writing."""
    cited = CITED[ground]
    law = str(cited).replace(f", {cited.law}", f" {LAWS[cited.law]}")
    return f"{REFUSALS[ground]} ({law})" + ("; phải thông báo bằng văn bản" if ground in IN_WRITING else "")


def ways(one: Entry, *, names: bool) -> tuple[str, str, str]:
    """What stands under "thụ lý để giải quyết", "trả lại đơn và hướng dẫn" and "chuyển đơn đến"; in one of the three.

    ``names``: whether what was written down of the talk may be read: to whom a petition goes is the beginning of the note.
    """
    if one.outcome is None:
        return ("đang tiếp", "", "") if one.state is BookingState.ARRIVED else ("", "", "")
    what = What(one.outcome.what)
    if one.outcome.refusal_ground is not None:
        return "", f"Từ chối tiếp: {refusal_words(Ground(one.outcome.refusal_ground))}", ""
    said = OUTCOMES[what][:1].upper() + OUTCOMES[what][1:]
    if what is What.FORWARDED:
        return "", "", f"{said}: {forwarded_to(one.outcome.note)}" if names else said
    return ("", said, "") if what in _GUIDED else (said, "", "")


def forwarded_to(note: str | None) -> str:
    """Which body a petition goes to: the note's first words, up to a semicolon."""
    return (note or "").split(";", 1)[0].strip() or "(chưa ghi)"


def followed(one: Entry) -> str:
    """What is still to come, and what of it has been done."""
    outcome = one.outcome
    if outcome is None:
        return ""
    said = []
    if outcome.next_step is not None and outcome.next_on is not None:
        said.append(f"Ngày {shown.day(outcome.next_on)}: {NEXT_STEPS[NextStep(outcome.next_step)]}")
    if outcome.answer_due_on is not None:
        done = f"đã trả lời {shown.day(outcome.answered_on)}" if outcome.answered_on else "chưa trả lời"
        said.append(f"Trả lời chậm nhất {shown.day(outcome.answer_due_on)}: {done}")
    if outcome.notice_due_on is not None:
        done = f"đã gửi {shown.day(outcome.noticed_on)}" if outcome.noticed_on else "chưa gửi"
        said.append(f"Văn bản từ chối chậm nhất {shown.day(outcome.notice_due_on)}: {done}")
    return "\n".join(said)
