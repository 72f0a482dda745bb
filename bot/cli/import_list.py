"""``gandan import``: a case list comes in; every refused or doubtful cell is named, and what was written can be taken back.

Without ``--as`` the machine's own administrator imports. ``--dry-run`` writes nothing and works before there are books.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli import import_shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import agency_of
from bot.cli.progress import teller
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database_of, read, say_json, say_line, write
from bot.cli.typed import whole
from bot.database import clock_of
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.db.engine import Database
from casework.imports import batches, mappings, undoing
from casework.imports.assignable import explained, known_officers
from casework.imports.batches import ImportRefused
from casework.imports.case_list import CaseList
from casework.imports.entering import enter
from casework.imports.explained import Explained, NoSuchField, read_meanings
from casework.imports.preflight import LARGEST_FILE
from casework.imports.reading_apart import open_apart
from casework.imports.refusals import FileRefused
from casework.imports.repairs import NothingToConfirm, Place, apply_repairs
from casework.imports.rows import read_case_list


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file, or one of the looks back."""
    parser.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="danh sách .xlsx, .xls, .ods hoặc .csv")
    back = parser.add_mutually_exclusive_group()
    back.add_argument("--undo", type=whole, metavar="SỐ", help="hoàn tác một lần nhập, sổ trở lại đúng như trước")
    back.add_argument(
        "--held", nargs="?", type=whole, const=0, metavar="SỐ", help="các dòng bị giữ (lần nhập gần nhất)"
    )
    back.add_argument("--history", action="store_true", help="các lần nhập")
    back.add_argument("--mappings", action="store_true", help="các cột đã được giải thích, theo nơi gửi")
    back.add_argument("--forget-mapping", metavar="NƠI GỬI", help="quên cách hiểu cột của một nơi gửi")
    parser.add_argument("--sender", metavar="NƠI GỬI", help="ai gửi tệp; nhớ cách hiểu cột cho lần sau")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar='"CỘT=TÊN"',
        help="cột của tệp là cột nào của Gần Dân (ghi nhiều lần)",
    )
    parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo, không ghi gì")
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    parser.add_argument("--sheet", metavar="TRANG", help="trang cần đọc, khi tệp có nhiều danh sách")
    repairs = parser.add_mutually_exclusive_group()
    repairs.add_argument("--confirm-repairs", action="store_true", help="chấp nhận mọi giá trị đề xuất")
    repairs.add_argument(
        "--confirm", action="append", default=[], metavar="DÒNG:CỘT", help="chấp nhận đề xuất của một ô (ghi nhiều lần)"
    )
    parser.add_argument(
        "--approved-by", metavar="LOGIN", help="người thứ hai, khi danh sách kết thúc hoặc giảm nhiều việc"
    )
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Import, look back, or take back."""
    asked = (arguments.undo, arguments.held, arguments.forget_mapping)
    looks_back = arguments.history or arguments.mappings or any(one is not None for one in asked)
    if looks_back == (arguments.file is not None):
        raise Refused("Hãy ghi tên một tệp danh sách, hoặc một trong --undo, --held, --history, --mappings.")
    settings = load_settings()
    set_up_logs(settings.log_level)
    with refusing(FileRefused, NothingToConfirm, ImportRefused, NoSuchField):
        if looks_back:
            return _look_back(settings, arguments)
        content = _content(arguments.file)
        if arguments.dry_run and not _has_books(settings):
            return _read_alone(settings, arguments, content)
        with database_of(settings) as db:
            return _import(db, arguments, content)


# -- a list -----------------------------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused(f"Tệp quá lớn ({size // 2**20} MB). Hãy chia danh sách thành nhiều tệp nhỏ.")
        return path.read_bytes()
    except OSError as problem:
        raise Refused(f"Không đọc được tệp «{path}». Hãy xem lại tên tệp và quyền đọc.") from problem


def _has_books(settings: Settings) -> bool:
    """Whether there is something to compare with; a list may be looked at on a machine that has nothing yet."""
    from bot.database import file_is_missing

    if file_is_missing(settings):
        return False
    with database_of(settings) as db:
        return read(db, the_agency) is not None


def _read_alone(settings: Settings, arguments: argparse.Namespace, content: bytes) -> int:
    said = Explained(given=read_meanings(arguments.map))
    case_list = _read(arguments, content, today(clock_of(settings)), None, said)
    _report(arguments, case_list, None)
    if not arguments.json:
        say_line("Chưa có sổ để so sánh; mới kiểm tra riêng tệp này. Chưa ghi gì.")
    return 0


def _import(db: Database, arguments: argparse.Namespace, content: bytes) -> int:
    staff_id, second = read(db, _who, arguments.login), read(db, _who, arguments.approved_by)
    agency_id = read(db, agency_of).id
    said = read(db, explained, agency_id, arguments.map, arguments.sender)
    case_list = _read(arguments, content, today(db.clock), read(db, known_officers), said)
    if arguments.dry_run:
        difference = read(db, batches.difference, case_list, agency_id)
        _report(arguments, case_list, difference)
        if not arguments.json:
            say_line("Chưa ghi gì (--dry-run).")
            for line in import_shown.needs_second(difference):
                say_line(line)
        return 0
    written = write(
        db,
        enter,
        case_list,
        sender=arguments.sender,
        agency_id=agency_id,
        staff_id=staff_id,
        approved_by=second,
        progress=teller("Đang ghi", "hồ sơ", quiet=arguments.json),
    )
    _report(arguments, case_list, written.difference, written.doubtful)
    if not arguments.json:
        say_line(import_shown.outcome(written))
    return 0


def _who(books: Books, login: str | None) -> int | None:
    return None if login is None else acting(books, login, CASE_WORKERS).id


def _read(
    arguments: argparse.Namespace, content: bytes, day: date, officers: list[str] | None, said: Explained
) -> CaseList:
    case_list = read_case_list(
        content,
        arguments.file.name,
        today=day,
        officers=officers,
        sheet=arguments.sheet,
        progress=teller("Đang đọc", "dòng", quiet=arguments.json),
        opener=open_apart,
        explained=said,
    )
    if not arguments.json:
        for line in import_shown.mapping(case_list.columns):
            say_line(line)
    if arguments.confirm_repairs:
        return apply_repairs(case_list, "all")
    if arguments.confirm:
        return apply_repairs(case_list, {_place(text, case_list) for text in arguments.confirm})
    return case_list


def _place(text: str, case_list: CaseList) -> Place:
    from casework.folding import fold

    row, _, column = text.partition(":")
    headers = [header for header in case_list.columns.headers if fold(header) == fold(column)]
    if not row.strip().isdecimal() or len(headers) != 1:
        raise Refused(f"Không rõ ô «{text}». Hãy ghi số dòng, dấu hai chấm và tên cột, ví dụ 7:Số CCCD.")
    return int(row), headers[0]


def _report(arguments: argparse.Namespace, case_list: CaseList, difference: Any, doubtful: Any = None) -> None:
    if arguments.json:
        say_json(import_shown.shape(case_list, difference, doubtful))
        return
    for line in import_shown.lines(case_list, difference, doubtful):
        say_line(line)


# -- looking back -----------------------------------------------------------------------------------------------------


def _look_back(settings: Settings, arguments: argparse.Namespace) -> int:
    with database_of(settings) as db:
        if arguments.undo is not None:
            undone = write(db, undoing.undo, arguments.undo, staff_id=read(db, _who, arguments.login))
            say_line(import_shown.undone(undone))
            return 0
        if arguments.mappings or arguments.forget_mapping is not None:
            _mappings(db, arguments)
            return 0
        known = read(db, batches.history)
        if arguments.history:
            _say(arguments, import_shown.history_shape(known), import_shown.history(known))
            return 0
        batch_id = arguments.held or (known[0].id if known else 0)
        rows = read(db, batches.held_rows, batch_id)
        _say(arguments, import_shown.held_shape(batch_id, rows), import_shown.held(rows))
    return 0


def _mappings(db: Database, arguments: argparse.Namespace) -> None:
    agency_id = read(db, agency_of).id
    if arguments.mappings:
        known = read(db, mappings.all_mappings, agency_id)
        _say(arguments, import_shown.mappings_shape(known), import_shown.mappings(known))
        return
    read(db, _who, arguments.login)
    forgotten = write(db, mappings.forget, agency_id, arguments.forget_mapping)
    if not forgotten:
        raise Refused(f"Chưa nhớ cột nào của «{arguments.forget_mapping}». Xem: gandan import --mappings")
    say_line(f"Đã quên cách hiểu cột của «{arguments.forget_mapping}».")


def _say(arguments: argparse.Namespace, shape: object, lines: list[str]) -> None:
    if arguments.json:
        say_line(json.dumps(shape, ensure_ascii=False, default=str))
        return
    for line in lines:
        say_line(line)
