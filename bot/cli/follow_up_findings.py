"""Does somebody wait longer than was said to hear of a payment, and do visits or repairs lie undone?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from casework.books import Books
from casework.clock import today
from casework.payment_claims import open_claims
from casework.repairs import open_repairs
from casework.visits import open_visits

OLD_REPAIR = timedelta(days=30)


def claims(books: Books) -> Iterator[Finding]:
    """Payments said to be made, which nobody has looked for by the day that was named to the person."""
    late = [one for one in open_claims(books) if one.look_by < today(books.clock)]
    if late:
        yield Bad(f"{shown.count(len(late))} lời báo đã nộp quá ngày hẹn trả lời", "Chạy: gandan claim list")
    else:
        yield Good("không lời báo đã nộp nào quá ngày hẹn trả lời")


def visits(books: Books) -> Iterator[Finding]:
    """Visits whose day is over, and those that no team has."""
    there = open_visits(books)
    late = sum(1 for one in there if one.due_on < today(books.clock))
    if late:
        yield Bad(
            f"{shown.count(late)} lượt vận động đã quá ngày",
            "Chạy: gandan visit list, ghi kết quả: gandan visit record",
        )
    homeless = sum(1 for one in there if one.team_id is None)
    if homeless:
        yield Bad(f"{shown.count(homeless)} lượt vận động ở xã chưa có tổ", "Thêm tổ: gandan visit team --help")
    if not late and not homeless:
        yield Good("không lượt vận động nào quá ngày hoặc chưa có tổ")


def repairs(books: Books) -> Iterator[Finding]:
    """People whom nobody has found for a month."""
    old = [one for one in open_repairs(books) if one.made_at < books.clock.now() - OLD_REPAIR]
    if old:
        yield Bad(f"{shown.count(len(old))} người cần tìm lại liên hệ đã hơn 30 ngày", "Chạy: gandan repair list")
    else:
        yield Good("không ai cần tìm lại liên hệ quá 30 ngày")


ALL: tuple[Question, ...] = (claims, visits, repairs)
