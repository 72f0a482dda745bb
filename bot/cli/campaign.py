"""``gandan campaign``: plan a campaign, look at it, let it go, stop it, see what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bot.cli import campaign_experiment, campaign_plan, campaign_shown
from bot.cli.authority import add_as
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_json, say_line, staff_named, write
from bot.cli.shown import count
from casework.books import Books
from casework.db.engine import Database
from scheduler import campaigns, launching
from scheduler.previews import preview
from scheduler.refusals import CampaignRefused
from scheduler.reports import report
from scheduler.selection import SelectionRefused

Move = Callable[[Books, int, int], str]
Launch = Callable[[Database, int, int], str]


def _approve(db: Database, campaign_id: int, staff_id: int) -> str:
    seal = launching.approve(db, campaign_id, staff_id)
    return f"Đã duyệt cho {count(seal.recipients)} người nhận, dấu {seal.digest[:16]}. Chạy: gandan campaign start TÊN"


def _admit(db: Database, campaign_id: int, staff_id: int) -> str:
    seal = launching.admit_newcomers(db, campaign_id, staff_id)
    return f"Đã duyệt lại cho {count(seal.recipients)} người nhận; người mới được xếp lịch ngay."


def _start(db: Database, campaign_id: int, staff_id: int) -> str:
    launching.start(db, campaign_id, staff_id)
    return "Đã chạy. Chương trình (gandan run) sẽ xếp lịch từng bước và gửi trong giờ cho phép."


def _pause(books: Books, campaign_id: int, staff_id: int) -> str:
    campaigns.pause(books, campaign_id, staff_id)
    return "Đã tạm dừng: không tin nào của đợt này được gửi cho đến khi chạy tiếp."


def _resume(books: Books, campaign_id: int, staff_id: int) -> str:
    campaigns.resume(books, campaign_id, staff_id)
    return "Đã cho chạy tiếp."


def _stop(books: Books, campaign_id: int, staff_id: int) -> str:
    ended = campaigns.stop(books, campaign_id, staff_id)
    return f"Đã dừng hẳn: {count(ended)} tin và bước đang chờ bị hủy. Tin đang gửi dở không gọi lại được."


_LAUNCHES: dict[str, tuple[Launch, str]] = {  # these go through everybody, so they are not one transaction
    "approve": (_approve, "lãnh đạo (không phải người lập) duyệt đúng nội dung và người nhận lúc này"),
    "start": (_start, "cho chạy đợt đã duyệt"),
    "admit": (_admit, "lãnh đạo duyệt thêm người mới thuộc diện khi đợt đang chạy"),
}
_MOVES: dict[str, tuple[Move, str]] = {
    "pause": (_pause, "tạm dừng"),
    "resume": (_resume, "cho chạy tiếp"),
    "stop": (_stop, "dừng hẳn, hủy những gì đang chờ"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The life of a campaign, in order."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    create = verbs.add_parser("create", help="lập bản nháp một đợt")
    campaign_plan.add_arguments(create)
    verbs.add_parser("texts", help="các mẫu tin dùng được cho một bước")
    verbs.add_parser("list", help="danh sách các đợt")
    looks = {
        "show": "xem kế hoạch của một đợt",
        "preview": "nếu chạy ngay thì nhắc ai, bao nhiêu tin mỗi ngày, tin trông thế nào",
        "report": "kết quả: tin, việc, tiền",
    }
    for verb, words in looks.items():
        look = verbs.add_parser(verb, help=words)
        look.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
        if verb == "report":
            look.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    campaign_experiment.add_arguments(
        verbs.add_parser("experiment", help="nhắc có tác dụng không: so sánh với nhóm chưa nhắc, chọn ngẫu nhiên")
    )
    for verb, (_, words) in (*_LAUNCHES.items(), *_MOVES.items()):
        move = verbs.add_parser(verb, help=words)
        move.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
        add_as(move)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    if arguments.verb == "experiment":
        return campaign_experiment.run(arguments)
    with database() as db, refusing(CampaignRefused, SelectionRefused):
        if arguments.verb == "create":
            name = write(db, campaign_plan.create, arguments)
            lines = [f"Đã lập bản nháp «{name}». Xem trước: gandan campaign preview TÊN"]
        elif arguments.verb in _LAUNCHES:
            launch, _ = _LAUNCHES[arguments.verb]
            lines = [launch(db, *read(db, _who_moves_what, arguments))]
        elif arguments.verb in _MOVES:
            lines = [write(db, _moved, arguments)]
        else:
            lines = read(db, _looked, arguments)
    for line in lines:
        say_line(line)
    return 0


def _who_moves_what(books: Books, arguments: argparse.Namespace) -> tuple[int, int]:
    """The campaign and the member of staff that are named."""
    staff_id = staff_named(books, arguments.login)
    return campaign_named(books, arguments.name).id, staff_id


def _moved(books: Books, arguments: argparse.Namespace) -> str:
    move, _ = _MOVES[arguments.verb]
    return move(books, *_who_moves_what(books, arguments))


def _looked(books: Books, arguments: argparse.Namespace) -> list[str]:
    match arguments.verb:
        case "texts":
            return campaign_shown.texts()
        case "list":
            return campaign_shown.listed(campaigns.every_campaign(books))
        case "show":
            return campaign_shown.plan(books, campaign_named(books, arguments.name))
        case "preview":
            return campaign_shown.previewed(preview(books, campaign_named(books, arguments.name).id))
    found = report(books, campaign_named(books, arguments.name).id)
    if arguments.json:
        say_json(campaign_shown.report_shape(found))
        return []
    return campaign_shown.reported(found)
