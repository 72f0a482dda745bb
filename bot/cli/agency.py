"""``gandan agency``: who is the agency? Its facts, the names of places, and through other modules offices, staff, accounts."""

from __future__ import annotations

import argparse
import re

from bot.cli import agency_accounts, agency_alerts, agency_offices, agency_rules, agency_staff, agency_training
from bot.cli.authority import add_as, manager_or_first
from bot.cli.lookup import agency_of, province_name, province_named
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import count, table
from casework.agency import AgencyFacts, set_helpline, set_up_agency, the_agency
from casework.books import Books

_PHONE = re.compile(r"\+?[\d .()-]{3,20}")
_FACTS = {
    "name": "tên cơ quan, ví dụ «Thi hành án dân sự tỉnh ...»",
    "address": "địa chỉ trụ sở",
    "phone": "điện thoại của cơ quan",
    "site": "trang thông tin của cơ quan",
    "bot_name": "tên chính thức duy nhất của trợ lý, in trên giấy và hiện trong trò chuyện",
    "office_hours": "giờ làm việc, viết như để người dân đọc",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look at or set up."""
    things = parser.add_subparsers(dest="thing", metavar="MỤC")
    things.add_parser("show", help="thông tin cơ quan").set_defaults(do=_show)
    facts = things.add_parser("set", help="ghi hoặc sửa thông tin cơ quan")
    for name, words in _FACTS.items():
        facts.add_argument("--" + name.replace("_", "-"), metavar="CHỮ", help=words)
    facts.add_argument("--province", metavar="TÊN", help="tỉnh, thành phố của cơ quan (cần chạy «places» trước)")
    facts.add_argument("--helpline", metavar="TÊN", help="nơi lắng nghe người khổ tâm, ngoài 115; ghi «» để bỏ")
    facts.add_argument("--helpline-phone", metavar="SỐ", help="số điện thoại của nơi đó")
    add_as(facts)
    facts.set_defaults(do=_set)
    things.add_parser("places", help="ghi tên tỉnh, xã, phường hiện nay và trước đây vào sổ").set_defaults(do=_places)
    agency_offices.add_arguments(things.add_parser("office", help="các phòng khu vực và địa bàn"))
    agency_staff.add_arguments(things.add_parser("staff", help="cán bộ"))
    agency_alerts.add_arguments(things.add_parser("alerts", help="ai được báo ngay khi có người dân cần được gọi"))
    agency_rules.add_arguments(things.add_parser("rules", help="cách đếm ngày tính lãi, có tính số tiền phí hay không"))
    agency_training.add_arguments(things.add_parser("training", help="diễn tập: tin tự gửi chỉ đến cán bộ"))
    agency_accounts.add_arguments(things.add_parser("account", help="tài khoản nhận tiền: đề xuất, duyệt, ngừng"))
    parser.set_defaults(do=_show)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    arguments.do(arguments)
    return 0


def _show(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _facts_shown)
    for line in lines:
        say_line(line)


def _facts_shown(books: Books) -> list[str]:
    agency = agency_of(books)
    helpline = " ".join(filter(None, (agency.helpline_name, agency.helpline_phone)))
    shown = [
        ("Cơ quan", agency.name),
        ("Tỉnh, thành phố", province_name(books) or "(chưa ghi)"),
        ("Địa chỉ", agency.address),
        ("Điện thoại", agency.phone),
        ("Trang thông tin", agency.site),
        ("Tên trợ lý", agency.bot_name),
        ("Giờ làm việc", agency.office_hours),
        ("Nơi lắng nghe", helpline or "(chưa ghi; trợ lý chỉ nêu 115)"),
    ]
    note = ["(cơ quan mẫu, người và việc đều hư cấu)"] if agency.demo else []
    return table(shown) + note


def _set(arguments: argparse.Namespace) -> None:
    given = {name: text for name in _FACTS if (text := getattr(arguments, name)) is not None}
    with database() as db:
        write(db, _write_all, given, arguments)
        lines = read(db, _facts_shown)
    for line in lines:
        say_line(line)


def _write_all(books: Books, given: dict[str, str], arguments: argparse.Namespace) -> None:
    _write_facts(books, given, arguments.province, arguments.login)
    if arguments.helpline is not None or arguments.helpline_phone is not None:
        _write_helpline(books, arguments.helpline, arguments.helpline_phone)


def _write_facts(books: Books, given: dict[str, str], province: str | None, login: str | None) -> None:
    manager_or_first(books, login)
    given = {name: " ".join(text.split()) for name, text in given.items()}
    if "" in given.values():
        raise Refused("Có mục để trống. Hãy ghi nội dung, hoặc bỏ mục đó khỏi lệnh.")
    if "site" in given:
        given["site"] = given["site"].removeprefix("https://").removeprefix("http://").rstrip("/")
    known = the_agency(books)
    province_id = province_named(books, province) if province else (known.province_id if known else None)
    if known is None and (missing := [name for name in _FACTS if name not in given]):
        options = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise Refused(f"Lần đầu cần ghi đủ thông tin cơ quan. Hãy thêm: {options}.")
    before = {name: str(getattr(known, name)) for name in _FACTS} if known is not None else {}
    set_up_agency(books, AgencyFacts(**(before | given), province_id=province_id))


def _write_helpline(books: Books, name: str | None, phone: str | None) -> None:
    """Both or neither: a name without a number helps nobody."""
    known = agency_of(books)
    name = " ".join((known.helpline_name or "" if name is None else name).split())
    phone = " ".join((known.helpline_phone or "" if phone is None else phone).split())
    if bool(name) != bool(phone):
        raise Refused("Nơi lắng nghe cần cả tên và số điện thoại. Hãy ghi --helpline và --helpline-phone.")
    if phone and not _PHONE.fullmatch(phone):
        raise Refused("Số điện thoại của nơi lắng nghe không hợp lệ. Hãy ghi bằng chữ số, ví dụ 0900 000 115.")
    set_helpline(books, name, phone)


def _places(arguments: argparse.Namespace) -> None:
    from casework.places_seed import seed_places

    with database() as db:
        written = write(db, seed_places)
    say_line(f"Đã ghi thêm {count(written)} tên tỉnh, xã, phường." if written else "Sổ đã có đủ tên tỉnh, xã, phường.")
