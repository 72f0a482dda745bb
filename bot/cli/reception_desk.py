"""``gandan reception desk``: who comes today, one line a step, for whoever sits at the desk.

A step is a number and a letter, so an outcome takes a few seconds; each is written at once and can be taken back with ``u``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from casework import audit
from casework.books import Books
from casework.clock import local, today
from casework.reception_kinds import BookingKind

if TYPE_CHECKING:
    from bot.cli.reception_desk_typed import Line
    from casework.booking_facts import Booking
    from casework.db.engine import Database
    from casework.reception_desk import Done
    from casework.reception_kinds import BookingState


def add_verbs(verbs: Any) -> None:
    """The day."""
    desk = verbs.add_parser("desk", help="bàn tiếp: ghi ai đến, kết quả từng người, mỗi việc một dòng ngắn")
    add_day(desk)
    add_as(desk)
    desk.set_defaults(do=_do)


@dataclass(kw_only=True, slots=True)
class _Desk:
    """The desk of one day: who sits there, who is on the list by number, and what ``u`` takes back."""

    day_id: int
    kind: BookingKind
    staff_id: int
    numbered: list[int] = field(default_factory=list)
    steps: list[tuple[int, BookingState]] = field(default_factory=list)


def _do(arguments: argparse.Namespace) -> None:
    with database() as db:
        desk = write(db, _opened, arguments)
        for line in read(db, _listed, desk):
            say_line(line)
        _say_keys()
        for text in _typed():
            if text.strip().lower() == "q":
                break
            for line in _answer(db, desk, text):
                say_line(line)


def _typed() -> Iterator[str]:
    """What is typed, line by line, until the input ends."""
    while True:
        sys.stdout.write("> ")
        sys.stdout.flush()
        text = sys.stdin.readline()
        if not text:
            return
        if text.strip():
            yield text.strip()


def _answer(db: Database, desk: _Desk, text: str) -> list[str]:
    """What the line came to; a refusal is a sentence, and the desk goes on."""
    from bot.cli.reception_desk_typed import read_line
    from casework.people import PartyRefused
    from casework.promises import PromiseRefused
    from casework.reception_desk import DeskRefused
    from casework.reception_outcomes import OutcomeRefused

    try:
        line = read_line(text)
        match line.key:
            case "?":
                return _keys()
            case "l":
                return read(db, _listed, desk)
            case "u":
                return write(db, _undone, desk)
            case "w":
                return write(db, _walked_in, desk, line.rest)
            case _:
                return write(db, _noted, desk, line)
    except (Refused, DeskRefused, OutcomeRefused, PromiseRefused, PartyRefused) as problem:
        return str(problem).splitlines()


def _opened(books: Books, arguments: argparse.Namespace) -> _Desk:
    who = acting(books, arguments.login, CASE_WORKERS)
    day = day_meant(books, arguments)
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"reception_day:{day.id}", purpose="desk"
    )
    return _Desk(day_id=day.id, kind=BookingKind(day.kind), staff_id=who.id)


def _listed(books: Books, desk: _Desk) -> list[str]:
    """Everybody of the day; those who were on the list keep their number, whoever is new comes after them."""
    from casework.leader_page import expected

    there = {one.id: one for one in expected(books, desk.day_id)}
    desk.numbered += [booking_id for booking_id in there if booking_id not in desk.numbered]
    rows = [_row(books, number, there[one]) for number, one in enumerate(desk.numbered, start=1) if one in there]
    return shown.table(rows) or ["Chưa có ai đặt lịch. Ai đến thẳng: gõ w, họ tên; số điện thoại; việc gì"]


def _row(books: Books, number: int, one: Booking) -> tuple[str, ...]:
    from bot.cli.reception_page_words import state_words

    at = f"{local(one.starts_at):%H:%M}" if one.queue_number is None else f"số {one.queue_number}"
    beside = f"+{one.companions}" if one.companions else ""
    kind = "khách, xem giấy tờ" if one.party_id is None else ""
    return f"{number:>3}", at, _name(books, one), beside, one.reference, state_words(one), kind


def _noted(books: Books, desk: _Desk, line: Line) -> list[str]:
    """Arrived, or what came of it."""
    from bot.cli.reception_desk_typed import outcome
    from casework.reception_desk import arrive, close

    if line.number is None or not 1 <= line.number <= len(desk.numbered):
        raise Refused(f"Danh sách có {len(desk.numbered)} người. Gõ l để xem lại số thứ tự.")
    booking_id = desk.numbered[line.number - 1]
    if line.key == "d":
        done = arrive(books, booking_id, desk.staff_id)
    else:
        facts = outcome(line, _decisions(books, booking_id), today(books.clock))
        _may_be_read(books, facts.note)
        done = close(books, booking_id, facts, desk.staff_id)
    desk.steps.append((booking_id, done.was))
    return [f"{line.number}. {_name(books, done.booking)}: {_said(done)}", *_owed(done)]


def _may_be_read(books: Books, note: str | None) -> None:
    """The note is sent to the visitor: what may not be said to citizens may not stand in it. Raises ``Refused``."""
    from messages.approved_facts import refusals

    if note and (found := refusals(books, note)):
        raise Refused(found[0])


def _undone(books: Books, desk: _Desk) -> list[str]:
    from bot.cli.reception_page_words import STATES
    from casework.reception_desk import take_back

    if not desk.steps:
        raise Refused("Không còn việc nào để hoàn tác trong lần mở bàn này.")
    booking_id, was = desk.steps[-1]
    there = take_back(books, booking_id, was, desk.staff_id)
    desk.steps.pop()
    return [f"Đã hoàn tác. {desk.numbered.index(booking_id) + 1}. {_name(books, there)}: {STATES[there.state]}."]


def _walked_in(books: Books, desk: _Desk, rest: str) -> list[str]:
    """Somebody who has not booked; nobody is sent away for that."""
    from casework.booking_answers import AlreadyHas
    from casework.booking_facts import Booking
    from casework.booking_taking import Asked
    from casework.booking_visitors import Visitor, guest
    from casework.walk_ins import walk_in

    name, phone, reason = (*(part.strip() for part in rest.split(";", 2)), "", "", "")[:3]
    if not name or not phone:
        raise Refused("Hãy ghi họ tên; số điện thoại; việc gì. Ví dụ «w Trần Văn Bé; 0900 000 123; hỏi về lãi».")
    asked = Asked(kind=desk.kind, reason=reason or None)
    made = walk_in(books, desk.day_id, Visitor(guest=guest(name, phone)), asked, desk.staff_id)
    if isinstance(made, AlreadyHas):
        return [f"Số điện thoại này đã có lịch hẹn {made.booking.reference}, {shown.moment(made.booking.starts_at)}."]
    if not isinstance(made, Booking):
        raise Refused("Chưa nhận được: buổi này không phải hôm nay, hoặc đã hủy. Hãy xem lại ngày.")
    _listed(books, desk)  # gives the newcomer a number
    at = f"số {made.queue_number}" if made.queue_number is not None else f"lượt {local(made.starts_at):%H:%M}"
    return [f"{desk.numbered.index(made.id) + 1}. {_name(books, made)}: đã đến, {at}, mã {made.reference}."]


def _said(done: Done) -> str:
    from bot.cli.reception_outcome_words import OUTCOMES
    from bot.cli.reception_page_words import STATES

    return f"{OUTCOMES[done.outcome.what] if done.outcome is not None else STATES[done.booking.state]}."


def _owed(done: Done) -> list[str]:
    """What follows, with its last day."""
    from bot.cli.reception_outcome_words import NEXT_STEPS, refusal_words

    outcome = done.outcome
    if outcome is None:
        return []
    said = []
    if outcome.next_step is not None and outcome.next_on is not None:
        said.append(f"   Ngày {shown.day(outcome.next_on)}: {NEXT_STEPS[outcome.next_step]}.")
    if outcome.answer_due_on is not None:
        said.append(f"   Phải trả lời trước hết {shown.day(outcome.answer_due_on)} (10 ngày làm việc).")
    if outcome.ground is not None:
        said.append(f"   Hãy nói rõ lý do với người đến: {refusal_words(outcome.ground)}.")
    if outcome.notice_due_on is not None:
        said.append(f"   Gửi thông báo từ chối bằng văn bản (Mẫu 01/TCD) trước hết {shown.day(outcome.notice_due_on)}.")
    return said


def _decisions(books: Books, booking_id: int) -> list[tuple[int, str]]:
    """Under which decisions the visitor still has to pay."""
    from casework import obligations
    from casework.booking_facts import find_booking
    from casework.decision_states import LIVE
    from casework.decisions import PartyRole

    there = find_booking(books, booking_id)
    if there is None or there.party_id is None:
        return []
    views = obligations.of_party(books, there.party_id)
    return [
        (one.id, one.number) for one in views if one.role is PartyRole.DEBTOR and one.status in LIVE and one.left > 0
    ]


def _name(books: Books, one: Booking) -> str:
    from casework import people
    from casework.leader_page import name_of

    return name_of(one, None if one.party_id is None else people.party(books, one.party_id))


def _keys() -> list[str]:
    from bot.cli.reception_desk_typed import KEYS, grounds

    return [*(f"  {key}  {words}" for key, words in KEYS.items()), "Căn cứ từ chối tiếp:", *grounds()]


def _say_keys() -> None:
    say_line("Gõ số thứ tự và một chữ, ví dụ «1 d» (đã đến), «1 h 2tr 30/12» (hẹn nộp). ? để xem các chữ, q để thôi.")
