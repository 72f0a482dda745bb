"""How is a question told to officers at the terminal: in a line of the list, and with everything around it?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.cli import shown
from casework import alerts, obligations, people, staff
from casework.agency import offices
from casework.alerts import Alert, Outcome
from casework.books import Books
from casework.clock import today
from casework.contacts import contact
from casework.question_desk import Closed, others_of
from casework.question_hands import handing
from casework.question_rows import OF_THE_PERSON, Act, Entry, Kind, Question, State
from messages.vietnamese import masked_name

STATE_WORDS = {
    State.WAITING: "đang chờ",
    State.ASKED_BACK: "chờ người dân trả lời",
    State.ANSWERED: "đã trả lời",
    State.CLOSED: "đã đóng",
    State.WITHDRAWN: "đã rút lại",
}
KIND_WORDS = {
    Kind.QUESTION: "hỏi",
    Kind.CONFIRMATION: "xin xác nhận",
    Kind.COMPLAINT: "khiếu nại",
    Kind.WAIVER: "miễn, giảm",
    Kind.AUTHORISATION: "ủy quyền",
    Kind.CORRECTION: "sổ ghi sai",
    Kind.DISTRESS: "GỌI NGAY",
}
CLOSED_WORDS = {
    Closed.CALLED: "đã trả lời qua điện thoại",
    Closed.AT_OFFICE: "đã trả lời khi gặp người hỏi",
    Closed.ANSWERED: "đã trả lời xong trong trò chuyện",
    Closed.DOUBLE: "trùng với câu khác",
    Closed.NO_QUESTION: "không có điều cần trả lời",
}
OUTCOME_WORDS = {
    Outcome.REACHED: "đã nói chuyện được",
    Outcome.FAMILY: "đã gặp người thân, có người ở bên",
    Outcome.EMERGENCY: "đã báo cấp cứu, công an hoặc xã, phường",
    Outcome.MEANT_OTHERWISE: "lời nói không có ý đó",
    Outcome.NOT_REACHED: "gọi chưa được, còn báo tiếp",
}
_ACT_WORDS = {
    Act.ASKED: "hỏi",
    Act.ADDED: "nói thêm",
    Act.ANSWERED: "trả lời",
    Act.ASKED_BACK: "hỏi lại",
    Act.CALLED: "gọi điện (chỉ cán bộ xem)",
    Act.HANDED: "chuyển (chỉ cán bộ xem)",
}
_SHOWN = 60  # characters of a question in the list


def alert_lines(books: Books) -> list[str]:
    """A line for each alert that nobody has answered with a call yet; they stand before everything else."""
    return [f"GỌI NGAY {one.reference}: {alert_words(books, one)}" for one in alerts.open_alerts(books)]


def alert_words(books: Books, one: Alert) -> str:
    """Who was told, who has taken it, who called when."""
    said = f"báo lúc {shown.moment(one.raised_at)}"
    if one.taken_at is None:
        return f"{said}, chưa ai nhận"
    said += f", {_staff(books, one.taken_by)} nhận lúc {shown.moment(one.taken_at)}"
    if one.called_at is None:
        tried = f", {OUTCOME_WORDS[one.outcome]}" if one.outcome is not None else ", chưa ghi cuộc gọi"
        return said + tried
    told = "" if one.outcome is None else f": {OUTCOME_WORDS[one.outcome]}"
    return f"{said}, {_staff(books, one.called_by)} gọi lúc {shown.moment(one.called_at)}{told}"


def list_lines(books: Books, found: Iterable[Question]) -> list[str]:
    """A line each, as ordered."""
    rows = [
        (
            one.reference,
            shown.moment(one.waiting_since or one.asked_at),
            _due(books, one),
            KIND_WORDS[one.kind],
            who(books, one),
            _taker(books, one),
            " ".join(one.text.split())[:_SHOWN],
        )
        for one in found
    ]
    head = ("MÃ", "CHỜ TỪ", "HẸN TRẢ LỜI", "LOẠI", "NGƯỜI HỎI", "NGƯỜI NHẬN", "CÂU HỎI")
    return shown.table([head, *rows]) if rows else []


def in_full(books: Books, asked: Question) -> list[str]:
    """The question with its context, all that was said, and the other threads of the person."""
    lines = [*_head(books, asked), ""]
    for entry in asked.entries:
        lines += [f"{_speaker(books, entry)}, {shown.moment(entry.at)}:", _words(books, entry), ""]
    others = [
        f"{one.reference}, {shown.moment(one.asked_at)}, {STATE_WORDS[one.state]}" for one in others_of(books, asked)
    ]
    return [*lines, "Câu hỏi khác của người này: " + ("; ".join(others) or "không có")]


def phone_line(books: Books, asked: Question) -> str:
    """Where the person can be called, as far as the books know."""
    known = None if asked.party_id is None else people.party(books, asked.party_id)
    if known is None or known.phone is None:
        return "Điện thoại: sổ chưa có; xem trong lời người dân, hoặc hỏi xã, phường"
    return f"Điện thoại trong sổ: {known.phone}"


def who(books: Books, asked: Question) -> str:
    """Who asked, masked, and over which channel."""
    there = contact(books, asked.contact_id)
    channel = shown.CHANNEL_WORDS.get(there.account, there.account) if there else "-"
    if asked.party_id is None:
        return f"chưa liên kết ({channel})"
    return f"{masked_name(people.name_of(books, asked.party_id) or '')} ({channel})"


def _head(books: Books, asked: Question) -> list[str]:
    rows = [
        ("Người hỏi", who(books, asked)),
        ("Loại", KIND_WORDS[asked.kind]),
        ("Đoán là", " / ".join(filter(None, (asked.intent, asked.topic))) or "chưa đoán được"),
        ("Quyết định", _decisions(books, asked)),
        ("Vừa xem", asked.seen or "-"),
        ("Người nhận", _taker(books, asked)),
        ("Hẹn trả lời", _due(books, asked)),
    ]
    head = [f"{asked.reference}, {shown.moment(asked.asked_at)}, {STATE_WORDS[asked.state]}"]
    if (alert := alerts.alert_of(books, asked.id)) is not None:
        head.append(f"Tin cần gọi: {alert_words(books, alert)}")
        head.append(phone_line(books, asked))
    return head + shown.table(rows)


def _decisions(books: Books, asked: Question) -> str:
    """The one it is about, or all of the party's."""
    if asked.party_id is None:
        return "-"
    views = obligations.of_party(books, asked.party_id)
    meant = [one for one in views if one.id == asked.decision_id] or views
    words = ", ".join(f"{one.number} ({shown.day(one.issued_on)})" for one in meant[:5])
    return words + (" (chưa rõ việc nào)" if len(meant) > 1 else "") if words else "-"


def _due(books: Books, asked: Question) -> str:
    if asked.state is not State.WAITING or asked.promised_on is None:
        return "-"
    again = f", nhắn {asked.unanswered} lần" if asked.unanswered > 1 else ""
    return f"{'TRỄ ' if asked.is_late(today(books.clock)) else ''}{shown.day(asked.promised_on)}{again}"


def _taker(books: Books, asked: Question) -> str:
    if asked.officer_id is not None:
        return _staff(books, asked.officer_id)
    names = {one.id: one.name for one in offices(books)}
    return f"chưa ai nhận ({names.get(asked.office_id or 0, 'trụ sở')})"


def _words(books: Books, entry: Entry) -> str:
    """What was said; of a call its outcome in words, of a handing over to whom, and the note."""
    if entry.act is Act.HANDED:
        made = handing(entry)
        to = "về hàng chờ chung" if made.to is None else f"cho {_staff(books, made.to)}"
        return "\n".join(filter(None, (to, made.note)))
    if entry.act is not Act.CALLED:
        return entry.text
    outcome, _, note = entry.text.partition("\n")
    return "\n".join(filter(None, (OUTCOME_WORDS[Outcome(outcome)], note)))


def _speaker(books: Books, entry: Entry) -> str:
    speaker = "Người dân" if entry.act in OF_THE_PERSON else _staff(books, entry.staff_id)
    law = f", có giải thích {entry.law}" if entry.law else ""
    return f"{speaker} {_ACT_WORDS[entry.act]}{law}"


def _staff(books: Books, staff_id: int | None) -> str:
    known = None if staff_id is None else staff.find(books, staff_id)
    return "-" if known is None else known.name
