"""How are a moved day, the people it touches and the list of those to be phoned written at the terminal?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.cli import shown
from casework.books import Books
from casework.clock import local
from casework.day_moves_answers import note_of
from casework.day_moves_kinds import MoveReason, Person, PersonState, PhoneWhy, Result
from casework.day_moves_people import named
from messages.vietnamese import masked_name

REASONS = {
    MoveReason.CALLED_AWAY: "lãnh đạo đi công tác đột xuất",
    MoveReason.WEATHER: "mưa lũ, thời tiết xấu",
    MoveReason.PLACE: "nơi tiếp không dùng được",
    MoveReason.OTHER: "lý do khách quan khác",
}
RESULTS = {
    Result.TAKES: "nhận giờ mới đang giữ",
    Result.OTHER_TIME: "chọn giờ khác",
    Result.GIVES_UP: "không gặp nữa",
    Result.TOLD: "đã biết giờ cũ bỏ, sẽ trả lời sau",
    Result.NO_ANSWER: "chưa gặp được, còn phải gọi lại",
}
PERSON_STATES = {
    PersonState.OFFERED: "đang chờ trả lời",
    PersonState.ACCEPTED: "đã nhận giờ mới",
    PersonState.REBOOKED: "đã có giờ khác",
    PersonState.CANCELLED: "không gặp nữa",
    PersonState.TO_PHONE: "cần gọi điện",
    PersonState.PHONED: "đã biết qua điện thoại",
    PersonState.PUT_BACK: "về giờ cũ, chưa biết gì",
    PersonState.PASSED_ON: "chuyển tiếp theo lần dời sau",
}
PHONE_WHY = {
    PhoneWhy.GUEST: "chỉ có số điện thoại",
    PhoneWhy.DECEASED: "người đặt đã mất, hỏi gia đình",
    PhoneWhy.NO_CHAT: "không có kênh trò chuyện",
    PhoneWhy.NOT_DELIVERED: "tin không đến được",
    PhoneWhy.SILENT: "đã nhắc lại, chưa trả lời",
    PhoneWhy.URGENT: "gấp, không kịp chờ tin",
    PhoneWhy.NO_PLACE: "chưa có chỗ trống để giữ",
    PhoneWhy.LAPSED: "hết hạn giữ chỗ, chưa trả lời",
}


def touched(books: Books, people: Sequence[Person]) -> list[str]:
    """Who is touched, in the order of booking: old time, new time, how they hear of it; names masked."""
    rows = [
        (
            f"    {one.in_line}.",
            masked_name(named(books, one)[0]),
            one.reference,
            f"{time_words(one, old=True)} -> {time_words(one)}",
            "sẽ nhắn tin" if one.state is PersonState.OFFERED else state_words(one),
        )
        for one in people
    ]
    return [f"{len(people)} người đã đặt, theo thứ tự đặt:", *shown.table(rows)] if people else ["Chưa ai đặt lịch."]


def standing(books: Books, people: Sequence[Person]) -> list[str]:
    """Where everybody of a move stands, and how many of each."""
    rows = [
        (f"    {one.in_line}.", masked_name(named(books, one)[0]), one.reference, time_words(one), state_words(one))
        for one in people
    ]
    return [*counted(people), *shown.table(rows)]


def counted(people: Iterable[Person]) -> list[str]:
    """How many stand where, in a line."""
    found = Counter(one.state for one in people)
    parts = [f"{PERSON_STATES[state]} {found[state]}" for state in PersonState if found[state]]
    return [f"{found.total()} người: {', '.join(parts)}."]


def phone_list(books: Books, people: Sequence[Person]) -> list[str]:
    """Whom to phone, with name and number in full, why, and what is kept for them until when."""
    if not people:
        return ["Không còn ai phải gọi."]
    lines = [f"Cần gọi {len(people)} người:"]
    for one in people:
        name, phone = named(books, one)
        lines.append(f"{one.reference}  {name}, {phone or 'chưa có số, hỏi xã hoặc xem hồ sơ'}")
        why = "" if one.phone_why is None else f" ({PHONE_WHY[one.phone_why]})"
        lines.append(f"    Giờ cũ {time_words(one, old=True)} đã bỏ{why}. {kept_words(books, one)}")
        if one.calls:
            note = note_of(books, one.id)
            lines.append(f"    Đã gọi {one.calls} lần." + (f" Ghi chú: {note}" if note else ""))
    return [*lines, "Gọi xong, ghi: gandan reception called MÃ --result KẾT_QUẢ --as LOGIN"]


def kept_words(books: Books, one: Person) -> str:
    """What is kept for them, and until when."""
    if not one.keeps_place(books.clock.now()) or one.held_until is None:
        return "Không còn giữ chỗ nào: hỏi người dân giờ khác."
    return f"Giữ {time_words(one)}, {one.place} đến {shown.moment(one.held_until)}."


def state_words(one: Person) -> str:
    """Where they stand, and why they are to be phoned."""
    why = one.phone_why if one.state is PersonState.TO_PHONE else None
    return PERSON_STATES[one.state] + (f" ({PHONE_WHY[why]})" if why is not None else "")


def time_words(one: Person, *, old: bool = False) -> str:
    """The hour and day that is kept for them, or the ``old`` one."""
    if not old and one.offered_slot_id is None and one.slot_id == one.old_slot_id:
        return "chưa có chỗ"
    when = local(one.old_starts_at if old else one.starts_at)
    number = "" if old or one.number is None else f" số {one.number}"
    return f"{when:%H:%M %d/%m}{number}"
