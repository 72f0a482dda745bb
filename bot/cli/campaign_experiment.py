"""``gandan campaign experiment``: does reminding work? Register before the approval, read the result afterwards."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.authority import add_as
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_json, say_line, staff_named, write
from bot.cli.written import write_file
from casework.books import Books
from scheduler.plans.refusals import CampaignRefused

if TYPE_CHECKING:
    from scheduler.experiments.registering import Question
    from scheduler.experiments.results import Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME, then what to do with its experiment."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    verbs = parser.add_subparsers(dest="experiment_verb", required=True, metavar="LÀM_GÌ")
    register = verbs.add_parser(
        "register", help="đăng ký so sánh nhóm được nhắc với nhóm chưa nhắc (chỉ khi còn là bản nháp)"
    )
    power = verbs.add_parser("power", help="với người nhận lúc này, thấy được chênh lệch cỡ nào, cần bao nhiêu người")
    for verb in (register, power):
        _add_question(verb)
    add_as(register)
    verbs.add_parser("show", help="xem điều đã đăng ký")
    add_as(verbs.add_parser("withdraw", help="rút đăng ký (chỉ khi còn là bản nháp)"))
    result = verbs.add_parser("result", help="kết quả: trước ngày cuối mỗi lần xem đều được ghi lại")
    form = result.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    form.add_argument("--xlsx", type=Path, metavar="TỆP", help="ghi thành bảng tính")
    form.add_argument("--csv", type=Path, metavar="TỆP", help="ghi thành tệp CSV")
    add_as(result)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    with database() as db, refusing(CampaignRefused):
        match arguments.experiment_verb:
            case "register":
                told = write(db, _register, arguments)
            case "power":
                told = read(db, _power, arguments)
            case "show":
                told = read(db, _show, arguments)
            case "withdraw":
                told = write(db, _withdraw, arguments)
            case _:
                return _tell(arguments, write(db, _looked, arguments))
    for line in told:
        say_line(line)
    return 0


def _add_question(parser: argparse.ArgumentParser) -> None:
    from scheduler.experiments.facts import Outcome, Stratum, Unit

    parser.add_argument("--unit", choices=[one.value for one in Unit], default=Unit.PERSON.value, metavar="ĐƠN_VỊ",
                        help="rút thăm theo person (từng người) hay commune (cả xã)")  # fmt: skip
    parser.add_argument("--outcome", choices=[one.value for one in Outcome], required=True, metavar="KẾT_QUẢ",
                        help="payment (nộp tiền), appearance (đến gặp), agreement (thỏa thuận)")  # fmt: skip
    parser.add_argument("--share", type=_share, default=Decimal("0.2"), metavar="PHẦN",
                        help="phần chưa nhắc, ví dụ 0,2 (mặc định)")  # fmt: skip
    parser.add_argument("--days", type=int, required=True, metavar="NGÀY", help="theo dõi mấy ngày từ khi đợt chạy")
    parser.add_argument("--effect", type=_share, required=True, metavar="PHẦN",
                        help="chênh lệch nhỏ nhất cần thấy, ví dụ 0,05 là 5 điểm phần trăm")  # fmt: skip
    parser.add_argument(
        "--baseline", type=_share, metavar="PHẦN", help="tỷ lệ dự kiến khi không nhắc; không ghi: tính từ sổ"
    )
    parser.add_argument("--icc", type=_share, metavar="SỐ", help="mức giống nhau trong một xã; không ghi: tính từ sổ")
    parser.add_argument(
        "--power", type=_share, default=Decimal("0.8"), metavar="PHẦN", help="khả năng thấy (mặc định 0,8)"
    )
    parser.add_argument(
        "--level", type=_share, default=Decimal("0.05"), metavar="PHẦN", help="mức báo nhầm (mặc định 0,05)"
    )
    parser.add_argument("--by", action="append", choices=[one.value for one in Stratum], metavar="NHÓM",
                        help="cân theo officer, office, sum (ghi nhiều lần); không ghi: officer và sum")  # fmt: skip


def _register(books: Books, arguments: argparse.Namespace) -> list[str]:
    from bot.cli import experiment_shown
    from scheduler.experiments import registering, rows

    staff_id = staff_named(books, arguments.login)
    campaign = campaign_named(books, arguments.name)
    question = _question(arguments)
    assumed, found = registering.register(books, campaign.id, question, staff_id)
    told = experiment_shown.registered(rows.the_experiment(books, campaign.id))
    return [*told, *experiment_shown.promised(assumed, found, question.unit, question.power),
            "Đã đăng ký. Hai nhóm được rút thăm khi lãnh đạo duyệt đợt."]  # fmt: skip


def _power(books: Books, arguments: argparse.Namespace) -> list[str]:
    from bot.cli import experiment_shown
    from scheduler.experiments import registering

    question = _question(arguments)
    assumed, found = registering.look_ahead(books, campaign_named(books, arguments.name).id, question)
    return experiment_shown.promised(assumed, found, question.unit, question.power)


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    from bot.cli import experiment_shown
    from scheduler.experiments import rows

    return experiment_shown.registered(rows.the_experiment(books, campaign_named(books, arguments.name).id))


def _withdraw(books: Books, arguments: argparse.Namespace) -> list[str]:
    from scheduler.experiments import registering

    registering.withdraw(books, campaign_named(books, arguments.name).id, staff_named(books, arguments.login))
    return ["Đã rút đăng ký: đợt này nhắc tất cả người nhận."]


def _looked(books: Books, arguments: argparse.Namespace) -> Result:
    from scheduler.experiments import results

    staff_id = staff_named(books, arguments.login)
    return results.result(books, campaign_named(books, arguments.name).id, staff_id)


def _tell(arguments: argparse.Namespace, found: Result) -> int:
    from bot.cli import experiment_shown
    from messages.results import sheets

    if arguments.json:
        say_json(experiment_shown.as_json(found))
        return 0
    path = arguments.xlsx or arguments.csv
    if path is None:
        for line in experiment_shown.lines(found):
            say_line(line)
        return 0
    write_file(path, (sheets.as_workbook if arguments.xlsx else sheets.as_csv)(experiment_shown.sheets(found)))
    say_line(f"Đã ghi {path}.")
    return 0


def _question(arguments: argparse.Namespace) -> Question:
    from scheduler.experiments.facts import Outcome, Stratum, Unit
    from scheduler.experiments.registering import Question

    by = [Stratum.OFFICER, Stratum.SUM] if arguments.by is None else [Stratum(one) for one in arguments.by]
    return Question(
        unit=Unit(arguments.unit),
        outcome=Outcome(arguments.outcome),
        per_mille=int(arguments.share * 1000),
        days=arguments.days,
        smallest_effect=float(arguments.effect),
        level=float(arguments.level),
        power=float(arguments.power),
        baseline=None if arguments.baseline is None else float(arguments.baseline),
        icc=None if arguments.icc is None else float(arguments.icc),
        strata=tuple(by),
    )


def _share(text: str) -> Decimal:
    """A part of one, as people write it: 0,2 or 0.2 or 20%."""
    bare = text.strip().replace(",", ".")
    try:
        found = Decimal(bare.removesuffix("%")) / (100 if bare.endswith("%") else 1)
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found < 1:
        raise argparse.ArgumentTypeError(f"«{text}» không phải một phần của 1. Hãy ghi như 0,2 hoặc 20%.")
    return found
