"""Is something missing or wrong with receptions: ahead a month without one, behind somebody whom nobody has phoned or answered?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from casework.books import Books
from casework.clock import local, today
from casework.day_moves_kinds import PersonState
from casework.day_moves_people import open_people
from casework.reception_answers import owed
from casework.reception_warnings import concerns, receptions_are_held


def receptions(books: Books) -> Iterator[Finding]:
    """Nothing for an agency that plans no receptions here."""
    if not receptions_are_held(books):
        return
    found = concerns(books)
    if found:
        yield Bad(f"lịch tiếp công dân có {shown.count(len(found))} điều phải xem", "Chạy: gandan reception warn")
    else:
        yield Good("lịch tiếp công dân sắp tới không thiếu, không vướng gì")
    yield from _calls(books)
    yield from _answers(books)


def _calls(books: Books) -> Iterator[Finding]:
    """Whose day was moved before today, who knows nothing of it, and whom nobody has phoned."""
    waiting = [
        one
        for one in open_people(books)
        if one.state is PersonState.TO_PHONE and local(one.moved_at).date() < today(books.clock)
    ]
    if waiting:
        yield Bad(
            f"{shown.count(len(waiting))} người có buổi hẹn đã dời từ hôm trước mà chưa được gọi",
            "Chạy: gandan reception phone-list",
        )
    else:
        yield Good("không ai có buổi hẹn đã dời mà còn chờ được gọi từ hôm trước")


def _answers(books: Books) -> Iterator[Finding]:
    """What was to be answered after a reception by a day that is over."""
    late = [one for one in owed(books) if one.overdue]
    if late:
        yield Bad(f"{shown.count(len(late))} câu trả lời sau tiếp công dân đã quá hạn", "Chạy: gandan reception owed")
    else:
        yield Good("không câu trả lời nào sau tiếp công dân quá hạn")


ALL: tuple[Question, ...] = (receptions,)
