"""``gandan reception desk``: who comes today, one line a step, for whoever sits at the desk.

A step is a number and a letter, so an outcome takes a few seconds; each is written at once and can be taken back with ``u``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any

from bot.cli import shown
from bot.cli.authority import add_as
from bot.cli.reception_desk_day import Desk, listed, name_of, numbered, opened
from bot.cli.reception_lookup import add_day
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from casework.books import Books
from casework.clock import today

if TYPE_CHECKING:
    from bot.cli.reception_desk_typed import Line
    from casework.db.engine import Database
    from casework.reception_desk import Done


def add_verbs(verbs: Any) -> None:
    """The day."""
    desk = verbs.add_parser("desk", help="bàn tiếp: ghi ai đến, kết quả từng người, mỗi việc một dòng ngắn")
    add_day(desk)
    add_as(desk)
    desk.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    with database() as db:
        desk = write(db, opened, arguments)
        for line in read(db, listed, desk):
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


def _answer(db: Database, desk: Desk, text: str) -> list[str]:
    """What the line came to; a refusal is a sentence, and the desk goes on."""
    from bot.cli.reception_desk_people import identified, walked_in
    from bot.cli.reception_desk_typed import read_line
    from casework.people import PartyRefused
    from casework.promises import PromiseRefused
    from casework.reception_desk import DeskRefused
    from casework.reception_outcomes import OutcomeRefused

    try:
        line = read_line(text)
        match line.key:
            case "?":
                return keys()
            case "l":
                return read(db, listed, desk)
            case "u":
                return write(db, undone, desk)
            case "w" | "m":
                return write(db, walked_in, desk, line.rest, by_team=line.key == "m")
            case "p":
                return write(db, identified, desk, line)
            case _:
                return write(db, noted, desk, line)
    except (Refused, DeskRefused, OutcomeRefused, PromiseRefused, PartyRefused) as problem:
        return str(problem).splitlines()


def noted(books: Books, desk: Desk, line: Line) -> list[str]:
    """Arrived, or what came of it. Raises ``Refused`` and whatever the rules of the desk raise."""
    from bot.cli.reception_desk_typed import outcome
    from casework.reception_desk import arrive, close

    booking_id = numbered(desk, line)
    if line.key == "d":
        done = arrive(books, booking_id, desk.staff_id)
    else:
        facts = outcome(line, owed_under(books, booking_id), today(books.clock))
        may_be_read(books, facts.note)
        done = close(books, booking_id, facts, desk.staff_id)
    desk.steps.append((booking_id, done.was))
    return [f"{line.number}. {name_of(books, done.booking)}: {done_words(done)}", *what_follows(done)]


def may_be_read(books: Books, note: str | None) -> None:
    """The note is sent to the visitor: what may not be said to citizens may not stand in it. Raises ``Refused``."""
    from messages.approved_facts import refusals

    if note and (found := refusals(books, note)):
        raise Refused(found[0])


def undone(books: Books, desk: Desk) -> list[str]:
    """The last step taken back. Raises ``Refused`` or ``DeskRefused``."""
    from bot.cli.reception_page_words import STATES
    from casework.booking_visitors import Visitor
    from casework.reception_desk import take_back
    from casework.visitor_papers import is_guest_again

    if not desk.steps:
        raise Refused("Không còn việc nào để hoàn tác trong lần mở bàn này.")
    booking_id, was = desk.steps[-1]
    if isinstance(was, Visitor):
        there = is_guest_again(books, booking_id, was, desk.staff_id)
    else:
        there = take_back(books, booking_id, was, desk.staff_id)
    desk.steps.pop()
    guest = " (khách)" if there.party_id is None else ""
    return [
        f"Đã hoàn tác. {desk.numbered.index(booking_id) + 1}. {name_of(books, there)}{guest}: {STATES[there.state]}."
    ]


def done_words(done: Done) -> str:
    """The outcome, or where the booking stands."""
    from bot.cli.reception_outcome_words import OUTCOMES
    from bot.cli.reception_page_words import STATES

    return f"{OUTCOMES[done.outcome.what] if done.outcome is not None else STATES[done.booking.state]}."


def what_follows(done: Done) -> list[str]:
    """What follows, with its last day."""
    from bot.cli.reception_outcome_words import NEXT_STEPS, refusal_words

    outcome = done.outcome
    if outcome is None:
        return []
    said = []
    if outcome.next_step is not None and outcome.next_on is not None:
        said.append(f"   Ngày {shown.day(outcome.next_on)}: {NEXT_STEPS[outcome.next_step]}.")
    if outcome.answer_due_on is not None:
        said.append(f"   Phải trả lời chậm nhất {shown.day(outcome.answer_due_on)} (10 ngày làm việc).")
    if outcome.ground is not None:
        said.append(f"   Hãy nói rõ lý do với người đến: {refusal_words(outcome.ground)}.")
    if outcome.notice_due_on is not None:
        said.append(f"   Gửi thông báo từ chối bằng văn bản (Mẫu 01/TCD) chậm nhất {shown.day(outcome.notice_due_on)}.")
    return said


def owed_under(books: Books, booking_id: int) -> list[tuple[int, str]]:
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


def keys(*, without: Set[str] = frozenset()) -> list[str]:
    """Every letter with what it means, save those that are nothing there, and the grounds of a refusal by number."""
    from bot.cli.reception_desk_typed import KEYS, grounds

    said = (f"  {key}  {words}" for key, words in KEYS.items() if key not in without)
    return [*said, "Căn cứ từ chối tiếp:", *grounds()]


def _say_keys() -> None:
    say_line("Gõ số thứ tự và một chữ, ví dụ «1 d» (đã đến), «1 h 2tr 30/12» (hẹn nộp). ? để xem các chữ, q để thôi.")
