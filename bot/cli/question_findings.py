"""Does somebody wait for a call, or longer for an answer than was said? And is there anybody to be told?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from bot.cli.question_shown import alert_words
from casework import alert_list, alerts, question_desk
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today


def urgent(books: Books) -> Iterator[Finding]:
    """Every alert that has not ended with a call."""
    open_ones = alerts.open_alerts(books)
    for one in open_ones:
        take = f"Chạy: gandan question take {one.reference}, gọi ngay, rồi gandan question call"
        yield Bad(f"cần gọi ngay {one.reference}, {alert_words(books, one)}", take)
    if not open_ones:
        yield Good("không có người dân nào đang chờ được gọi ngay")


def reachable(books: Books) -> Iterator[Finding]:
    """Whether an alert would reach anybody. A demo agency's people are invented."""
    agency = the_agency(books)
    if agency is None or agency.demo:
        return
    known = [one for turn in alert_list.turns(books) for one in turn]
    if known:
        yield Good(f"{shown.count(len(known))} cán bộ được báo khi có người dân cần gọi ngay")
    else:
        yield Bad("chưa cán bộ nào nhận được tin cần gọi ngay", "Chạy: gandan agency alerts add LOGIN")


def late(books: Books) -> Iterator[Finding]:
    """Questions that wait beyond the day that was named to the person."""
    day = today(books.clock)
    overdue = [one for one in question_desk.waiting(books) if one.is_late(day)]
    if overdue:
        yield Bad(f"{shown.count(len(overdue))} câu hỏi đã quá ngày hẹn trả lời", "Chạy: gandan question list")
    else:
        yield Good("không câu hỏi nào quá ngày hẹn trả lời")


ALL: tuple[Question, ...] = (urgent, reachable, late)
