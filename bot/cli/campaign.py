"""``gandan campaign``: plan a campaign, look at it, let it go, stop it, see what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bot.cli import (
    campaign_cases,
    campaign_change,
    campaign_costs,
    campaign_document,
    campaign_experiment,
    campaign_load,
    campaign_plan,
    campaign_shown,
    campaign_steering,
    campaign_teams,
    campaign_trips,
    campaign_waves,
)
from bot.cli.authority import add_as
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_json, say_line, staff_named, write
from bot.cli.shown import count
from casework.books import Books
from casework.db.engine import Database
from scheduler.plans import campaigns, launching
from scheduler.plans.previews import preview
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.reports import report
from scheduler.plans.selection import SelectionRefused

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


_LAUNCHES: dict[str, tuple[Launch, str]] = {  # these go through everybody, so they are not one transaction
    "approve": (_approve, "lãnh đạo (không phải người lập) duyệt đúng nội dung và người nhận lúc này"),
    "start": (_start, "cho chạy đợt đã duyệt"),
    "admit": (_admit, "lãnh đạo duyệt thêm người mới thuộc diện khi đợt đang chạy"),
}


Adding = Callable[[argparse.ArgumentParser], None]
Running = Callable[[argparse.Namespace], int]
_PARTS: dict[str, tuple[Adding, Running, str]] = {  # what an office plans, each with its own module
    "plan-file": (campaign_document.add_plan_file, campaign_document.run_plan_file, "lập cả kế hoạch từ một tệp"),
    "export": (campaign_document.add_export, campaign_document.run_export, "ghi cả kế hoạch ra tệp, nạp lại được"),
    "discard": (campaign_document.add_discard, campaign_document.run_discard, "bỏ hẳn một bản nháp không dùng"),
    "plan": (campaign_document.add_plan, campaign_document.run_plan, "đọc cả kế hoạch, hoặc in ra để trình ký"),
    "waves": (campaign_waves.add_waves, campaign_waves.run_waves, "các đợt trọng tâm"),
    "steps": (campaign_waves.add_steps, campaign_waves.run_steps, "các bước nhắc"),
    "teams": (campaign_teams.add_teams, campaign_teams.run_teams, "các tổ công tác"),
    "focal": (campaign_teams.add_focal, campaign_teams.run_focal, "các xã điểm"),
    "case-plans": (campaign_cases.add_arguments, campaign_cases.run, "kế hoạch giải quyết từng việc khó"),
    "trips": (campaign_trips.add_arguments, campaign_trips.run, "các chuyến đi"),
    "cost": (campaign_costs.add_cost, campaign_costs.run_cost, "dự toán và chi phí thực tế"),
    "targets": (campaign_costs.add_targets, campaign_costs.run_targets, "chỉ tiêu việc, tiền của đợt"),
    "experiment": (
        campaign_experiment.add_arguments,
        campaign_experiment.run,
        "nhắc có tác dụng không: so sánh với nhóm chưa nhắc, chọn ngẫu nhiên",
    ),
    "change": (campaign_change.add_arguments, campaign_change.run, "thay đổi kế hoạch của đợt đang chạy"),
    "load": (campaign_load.add_arguments, campaign_load.run, "mỗi cán bộ mỗi ngày bao nhiêu tin, trả lời có kịp không"),
    **campaign_steering.PARTS,
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
    for part, (adding, _, words) in _PARTS.items():
        adding(verbs.add_parser(part, help=words))
    for verb, (_, words) in _LAUNCHES.items():
        move = verbs.add_parser(verb, help=words)
        move.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
        add_as(move)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    if arguments.verb in _PARTS:
        _, running, _ = _PARTS[arguments.verb]
        return running(arguments)
    with database() as db, refusing(CampaignRefused, SelectionRefused):
        if arguments.verb == "create":
            name = write(db, campaign_plan.create, arguments)
            lines = [f"Đã lập bản nháp «{name}». Xem trước: gandan campaign preview TÊN"]
        elif arguments.verb in _LAUNCHES:
            launch, _ = _LAUNCHES[arguments.verb]
            lines = [launch(db, *read(db, _who_moves_what, arguments))]
        else:
            lines = read(db, _looked, arguments)
    for line in lines:
        say_line(line)
    return 0


def _who_moves_what(books: Books, arguments: argparse.Namespace) -> tuple[int, int]:
    """The campaign and the member of staff that are named."""
    staff_id = staff_named(books, arguments.login)
    return campaign_named(books, arguments.name).id, staff_id


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
