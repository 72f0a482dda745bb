"""``gandan campaign load``: can the officers answer those who write back?"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from bot.cli import shown
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line
from casework import staff
from casework.books import Books
from scheduler.guards import capacity
from scheduler.guards.sent_counts import NOBODY
from scheduler.plans.load import Day, load_of
from scheduler.plans.refusals import CampaignRefused

LISTED = 200  # days that are printed in full; the sums below count all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which campaign, and whose days."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    parser.add_argument("--over", action="store_true", help="chỉ những ngày quá sức trả lời")


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0."""
    with database() as db, refusing(CampaignRefused):
        lines = read(db, _lines, arguments)
    for line in lines:
        say_line(line)
    return 0


def _lines(books: Books, arguments: argparse.Namespace) -> list[str]:
    days = load_of(books, campaign_named(books, arguments.name).id)
    if not days:
        return ["Đợt này không có tin nào sắp gửi. Xem: gandan campaign report TÊN"]
    rate = capacity.reply_rate(books)
    listed = [day for day in days if day.too_much or not arguments.over][:LISTED]
    names = _names(books, listed)
    rows = [
        (names[day.officer_id], shown.day(day.on), shown.count(day.planned), shown.count(day.of_all),
         shown.count(day.carried), shown.count(day.room), shown.count(day.too_much) if day.too_much else "")
        for day in listed
    ]  # fmt: skip
    head = ("CÁN BỘ", "NGÀY", "CỦA ĐỢT", "MỌI ĐỢT", "TỪ HÔM TRƯỚC", "TRẢ LỜI KỊP", "DỒN SANG SAU")
    share = round(rate.share * 100)
    told = [
        f"Dự tính cứ 100 tin có {share} người hỏi lại. Đặt số câu trả lời mỗi ngày: gandan agency staff answers LOGIN SỐ"
    ]
    return [*(shown.table([head, *rows]) if rows else []), *_summed(days), *told]


def _summed(days: Iterable[Day]) -> list[str]:
    """Who is asked too much, and until when it lasts."""
    days = list(days)
    crowded = {day.officer_id for day in days if day.too_much}
    last = max(day.on for day in days)
    if not crowded:
        return [f"Mọi ngày đều trả lời kịp; tin cuối ngày {shown.day(last)}."]
    left = sum(day.too_much for day in {day.officer_id: day for day in days}.values())
    lines = [
        f"{len(crowded)} cán bộ có ngày quá sức: tin thừa tự dồn sang các ngày sau, tin cuối ngày {shown.day(last)}."
    ]
    if left:
        lines.append(f"{shown.count(left)} tin không kịp gửi. Hãy giảm số người, thêm ngày hoặc thêm người trả lời.")
    return lines


def _names(books: Books, days: Iterable[Day]) -> dict[int, str]:
    known = {one: staff.find(books, one) for one in {day.officer_id for day in days} - {NOBODY}}
    names = {one: "-" if who is None else who.name for one, who in known.items()}
    return names | {NOBODY: "(chưa phân công)"}
