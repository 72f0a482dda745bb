"""``gandan agency staff``: who works here, and as what?"""

from __future__ import annotations

import argparse

from bot.cli.authority import MANAGERS, ROLE_WORDS, add_as, manager_or_first
from bot.cli.lookup import agency_of, office_named
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import table
from bot.officers.first_entry import link_address
from bot.settings import load_settings
from casework import audit, staff
from casework.agency import offices
from casework.books import Books
from casework.signing import links
from casework.staff import Role, StaffFacts, StaffRefused
from scheduler.limits import ANSWERS_A_DAY

_ROLE_VALUES = [role.value for role in Role]
_ROLES = ", ".join(f"{role.value} ({words})" for role, words in ROLE_WORDS.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, add, change the role of, or let go a member of staff."""
    verbs = parser.add_subparsers(dest="verb", metavar="VIỆC")
    verbs.add_parser("list", help="danh sách cán bộ")
    add = verbs.add_parser("add", help="thêm cán bộ; người đầu tiên phải là admin, head hoặc deputy")
    add.add_argument("--name", required=True, metavar="HỌ_TÊN", help="họ tên đầy đủ")
    add.add_argument("--title", required=True, metavar="CHỨC_DANH", help="chức danh như ghi trên quyết định")
    add.add_argument("--role", required=True, choices=_ROLE_VALUES, metavar="VAI_TRÒ", help=_ROLES)
    add.add_argument("--office", metavar="PHÒNG", help="phòng khu vực; không ghi: trụ sở")
    add.add_argument("--phone", metavar="SỐ", help="điện thoại ở cơ quan")
    role = verbs.add_parser("role", help="đổi vai trò")
    leave = verbs.add_parser("leave", help="cán bộ thôi làm ở đây: từ nay không làm được việc gì trong sổ")
    back = verbs.add_parser("back", help="cán bộ đã thôi nay làm lại; vai trò và cách đăng nhập như trước")
    answers = verbs.add_parser("answers", help="mỗi ngày trả lời được bao nhiêu người; tin nhắc không vượt sức trả lời")
    link = verbs.add_parser(
        "link", help="đường dẫn dùng một lần để vào bàn làm việc: lần đầu, mất điện thoại, quên mật khẩu"
    )
    for one in (add, role, leave, back, answers, link):
        one.add_argument("who", metavar="LOGIN", help="tên đăng nhập của cán bộ đó")
        add_as(one)
    role.add_argument("role", choices=_ROLE_VALUES, metavar="VAI_TRÒ", help=_ROLES)
    answers.add_argument(
        "answers",
        type=int,
        nargs="?",
        metavar="SỐ",
        help=f"số người mỗi ngày làm việc; không ghi: {ANSWERS_A_DAY} như lệ chung",
    )
    parser.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    if arguments.verb == "link":
        _link(arguments)
        return
    rule = {"add": _add, "role": _role, "leave": _leave, "back": _back, "answers": _answers}.get(arguments.verb or "")
    with database() as db:
        if rule is not None:
            with refusing(StaffRefused):
                write(db, rule, arguments)
        lines = read(db, _listed)
    for line in lines:
        say_line(line)


def _add(books: Books, arguments: argparse.Namespace) -> None:
    actor, role = manager_or_first(books, arguments.login), Role(arguments.role)
    if actor == audit.SYSTEM and role not in MANAGERS:
        raise Refused("Sổ chưa có người quản lý. Hãy thêm người có vai trò admin, head hoặc deputy trước.")
    facts = StaffFacts(
        agency_id=agency_of(books).id,
        login=arguments.who,
        name=arguments.name,
        title=arguments.title,
        role=role,
        office_id=office_named(books, arguments.office).id if arguments.office else None,
        phone=arguments.phone,
    )
    staff.add(books, facts, actor)


def _role(books: Books, arguments: argparse.Namespace) -> None:
    staff.change_role(
        books, _known(books, arguments.who), Role(arguments.role), manager_or_first(books, arguments.login)
    )


def _leave(books: Books, arguments: argparse.Namespace) -> None:
    staff.leave(books, _known(books, arguments.who), manager_or_first(books, arguments.login))


def _back(books: Books, arguments: argparse.Namespace) -> None:
    known = staff.find_by_login(books, arguments.who)
    if known is None:
        raise Refused(f"Chưa từng có cán bộ «{arguments.who}». Hãy xem lại tên đăng nhập.")
    if known.active:
        raise Refused(f"Cán bộ «{arguments.who}» vẫn đang làm ở đây, không cần cho làm lại.")
    staff.come_back(books, known.id, manager_or_first(books, arguments.login))


def _answers(books: Books, arguments: argparse.Namespace) -> None:
    actor = manager_or_first(books, arguments.login)
    staff.set_answers(books, _known(books, arguments.who), arguments.answers, actor)
    books.ring("campaigns")


def _link(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(StaffRefused):
        token = write(db, _linked, arguments)
    say_line(
        f"Đường dẫn cho «{arguments.who}», dùng một lần, trong 24 giờ. Hãy trao tận tay, không gửi qua nhóm chung:"
    )
    say_line(link_address(load_settings(), token))


def _linked(books: Books, arguments: argparse.Namespace) -> str:
    actor = manager_or_first(books, arguments.login)
    return links.make(books, _known(books, arguments.who), actor, lasts=links.HANDED_OVER_LASTS)


def _known(books: Books, login: str) -> int:
    known = staff.find_by_login(books, login)
    if known is None or not known.active:
        raise Refused(f"Không có cán bộ «{login}». Xem danh sách: gandan agency staff")
    return known.id


def _listed(books: Books) -> list[str]:
    names = {office.id: office.name for office in offices(books)}
    rows = [
        (one.login, one.name, ROLE_WORDS[one.role], one.title, names.get(one.office_id or 0, "trụ sở"), one.phone or "",
         str(ANSWERS_A_DAY if one.answers_a_day is None else one.answers_a_day))
        for one in staff.everybody(books)
    ]  # fmt: skip
    head = ("ĐĂNG NHẬP", "HỌ TÊN", "VAI TRÒ", "CHỨC DANH", "NƠI LÀM VIỆC", "ĐIỆN THOẠI", "TRẢ LỜI/NGÀY")
    return table([head, *rows]) if rows else ["Chưa có cán bộ nào. Thêm: gandan agency staff add LOGIN --help"]
