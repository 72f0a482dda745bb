"""``gandan law``: is what we say about the law fit to be read, what does it say, and who has approved it?"""

from __future__ import annotations

import argparse

from bot.cli import law_review, law_shown
from bot.cli.authority import add_as
from bot.cli.session import say_line
from bot.cli.typed import day as typed_day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Check, show, review."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    verbs.add_parser(
        "check", help="đọc soát mọi bài giải thích và mọi lời nói với người dân; mỗi dòng một chỗ phải sửa"
    )
    show = verbs.add_parser("show", help="xem danh sách các bài, hoặc một bài")
    show.add_argument("name", nargs="?", metavar="TÊN", help="tên bài, ví dụ voluntary_period; không ghi: danh sách")
    show.add_argument("--on", type=typed_day, metavar="NGÀY", help="xem như vào ngày này, ví dụ 30/06/2026")
    show.add_argument("--full", action="store_true", help="cả bài dài và những điều hay hiểu nhầm")
    show.add_argument("--trace", action="store_true", help="từng câu, câu nào dựa vào điều luật nào, điều luật nói gì")
    review = verbs.add_parser("review", help="duyệt, trả lại một bài, hoặc xem những bài đang chờ duyệt")
    review.add_argument("name", nargs="?", metavar="TÊN", help="tên bài; không ghi: những bài đang chờ duyệt")
    what = review.add_mutually_exclusive_group()
    what.add_argument("--approve", action="store_true", help="duyệt đúng lời đang có; sửa một chữ thì lại là bản nháp")
    what.add_argument("--return", dest="send_back", action="store_true", help="trả lại để sửa, kèm --note")
    what.add_argument("--undo", action="store_true", help="rút lại lần duyệt hoặc trả lại gần nhất của bài này")
    review.add_argument("--note", metavar="CHỮ", help="ghi chú của người duyệt")
    add_as(review)


def run(arguments: argparse.Namespace) -> int:
    """Do it; ``check`` ends with 1 while something is to be mended."""
    if arguments.verb == "check":
        return law_shown.check()
    lines = law_review.run(arguments) if arguments.verb == "review" else law_shown.show(arguments)
    for line in lines:
        say_line(line)
    return 0
