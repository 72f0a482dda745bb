"""``gandan agency office``: which regional offices are there, and who looks after which commune?"""

from __future__ import annotations

import argparse

from sqlalchemy import select

from bot.cli.authority import add_as, manager_or_first
from bot.cli.lookup import agency_of, commune_named, office_named
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from casework import agency
from casework.books import Books
from casework.folding import fold
from casework.tables.agency import office_commune
from casework.tables.places import commune


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, add, hand out communes."""
    verbs = parser.add_subparsers(dest="verb", metavar="VIỆC")
    verbs.add_parser("list", help="danh sách phòng và địa bàn")
    add = verbs.add_parser("add", help="thêm một phòng khu vực")
    add.add_argument("name", metavar="TÊN", help="tên phòng")
    add.add_argument("--address", required=True, metavar="CHỮ", help="địa chỉ")
    add.add_argument("--phone", required=True, metavar="SỐ", help="điện thoại")
    communes = verbs.add_parser("communes", help="giao địa bàn: phòng phụ trách đúng những xã, phường này")
    communes.add_argument("name", metavar="TÊN", help="tên phòng")
    for one, needed in ((add, False), (communes, True)):
        one.add_argument(
            "--commune", action="append", default=[], required=needed, metavar="XÃ", help="xã, phường (ghi nhiều lần)"
        )
        add_as(one)
    parser.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    with database() as db:
        if arguments.verb == "add":
            write(db, _add, arguments)
        elif arguments.verb == "communes":
            write(db, _assign, arguments)
        lines = read(db, _listed)
    for line in lines:
        say_line(line)


def _add(books: Books, arguments: argparse.Namespace) -> None:
    manager_or_first(books, arguments.login)
    name = " ".join(arguments.name.split())
    if not name or fold(name) in [fold(one.name) for one in agency.offices(books)]:
        raise Refused("Tên phòng để trống hoặc đã có. Hãy xem: gandan agency office")
    communes = [commune_named(books, one).id for one in arguments.commune]
    agency.add_office(
        books,
        agency_id=agency_of(books).id,
        name=name,
        address=arguments.address,
        phone=arguments.phone,
        communes=communes,
    )


def _assign(books: Books, arguments: argparse.Namespace) -> None:
    manager_or_first(books, arguments.login)
    office = office_named(books, arguments.name)
    agency.assign_communes(books, office.id, [commune_named(books, one).id for one in arguments.commune])


def _listed(books: Books) -> list[str]:
    looked_after: dict[int, list[str]] = {}
    rows = books.conn.execute(
        select(office_commune.c.office_id, commune.c.name)
        .join(commune, commune.c.id == office_commune.c.commune_id)
        .order_by(commune.c.folded)
    )
    for row in rows:
        looked_after.setdefault(row.office_id, []).append(row.name)
    lines = []
    for office in agency.offices(books):
        lines.append(f"{office.name}, {office.address}, điện thoại {office.phone}")
        lines.append(f"    địa bàn: {', '.join(looked_after.get(office.id, [])) or '(chưa giao)'}")
    return lines or ["Chưa có phòng khu vực nào. Thêm: gandan agency office add TÊN --address ... --phone ..."]
