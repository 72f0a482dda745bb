"""``gandan reception``: when and where does a leader receive citizens, and who has booked?"""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import Row, func, select

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import agency_of, commune_named
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.typed import hours as typed_hours
from bot.cli.typed import whole
from casework import people, staff
from casework.booking_facts import live_bookings_of_day
from casework.books import Books
from casework.clock import local, today
from casework.receptions import BookingState, DayPlan, DayStatus, DayWarning, OpenedDay, PlanRefused, Window, open_day
from casework.staff import LEADERS
from casework.tables.receptions import reception_day, reception_slot
from messages.approved_facts import refusals
from messages.vietnamese import masked_name

_WARNINGS = {
    DayWarning.PUBLISHED_LATE: "Chú ý: công bố trước ngày tiếp chưa đủ 5 ngày làm việc.",
    DayWarning.REST_DAY: "Chú ý: theo lịch của cơ quan, hôm đó là ngày nghỉ.",
    DayWarning.YEAR_UNCONFIRMED: "Chú ý: lịch làm việc của năm đó chưa được xác nhận (gandan calendar).",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Open a day, list days."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    add = verbs.add_parser("add", help="công bố một ngày tiếp công dân")
    add.add_argument("--leader", required=True, metavar="LOGIN", help="lãnh đạo tiếp")
    add.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ví dụ 03/12/2026")
    add.add_argument(
        "--hours",
        required=True,
        action="append",
        type=typed_hours,
        metavar="GIỜ-GIỜ",
        help="ví dụ 07:30-11:00 (ghi nhiều lần được)",
    )
    add.add_argument("--commune", metavar="XÃ", help="tiếp ở xã, phường này; không ghi: ở trụ sở")
    add.add_argument("--place", metavar="NƠI", help="phòng hoặc nơi tiếp")
    add.add_argument("--address", metavar="CHỮ", help="địa chỉ nơi tiếp")
    add.add_argument("--minutes", type=whole, default=20, metavar="PHÚT", help="mỗi lượt mấy phút (mặc định 20)")
    add.add_argument("--seats", type=whole, default=1, metavar="CHỖ", help="mỗi lượt mấy người (mặc định 1)")
    add_as(add)
    listed = verbs.add_parser("list", help="các ngày sắp tới và ai đã đặt (tên được che bớt)")
    listed.add_argument("--all", action="store_true", help="cả những ngày đã qua")


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the days."""
    with database() as db, refusing(PlanRefused):
        if arguments.verb == "add":
            opened = write(db, _add, arguments)
            say_line(f"Đã công bố: {len(opened.slot_ids)} lượt.")
            for warning in opened.warnings:
                say_line(_WARNINGS[warning])
            lines = read(db, _day_shown, opened.day_id)
        else:
            lines = read(db, _listed, arguments.all)
    for line in lines:
        say_line(line)
    return 0


def _add(books: Books, arguments: argparse.Namespace) -> OpenedDay:
    who = acting(books, arguments.login, CASE_WORKERS)
    leader = staff.find_by_login(books, arguments.leader)
    if leader is None or not leader.active or leader.role not in LEADERS:
        raise Refused(f"«{arguments.leader}» không phải lãnh đạo đang làm việc. Xem: gandan agency staff")
    agency = agency_of(books)
    commune = commune_named(books, arguments.commune) if arguments.commune else None
    place = arguments.place or (f"Ủy ban nhân dân {commune.name}" if commune else "Phòng tiếp công dân của cơ quan")
    address = arguments.address or (f"{commune.name}, {commune.province}" if commune else agency.address)
    for words in (place, address):
        if found := refusals(books, words):  # the schedule is shown to everybody
            raise Refused(found[0])
    plan = DayPlan(
        agency_id=agency.id,
        leader_id=leader.id,
        on_date=arguments.on,
        place=place,
        address=address,
        windows=tuple(Window(opens=opens, closes=closes) for opens, closes in arguments.hours),
        minutes_each=arguments.minutes,
        seats=arguments.seats,
        commune_id=commune.id if commune else None,
    )
    return open_day(books, plan, who.id)


def _listed(books: Books, everything: bool) -> list[str]:
    days = select(reception_day).order_by(reception_day.c.on_date, reception_day.c.id)
    if not everything:
        days = days.where(reception_day.c.on_date >= today(books.clock))
    lines = [line for row in books.conn.execute(days).all() for line in _lines(books, row)]
    return lines or ["Chưa có ngày tiếp công dân nào. Thêm: gandan reception add --help"]


def _day_shown(books: Books, day_id: int) -> list[str]:
    row = books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one()
    return _lines(books, row)


def _lines(books: Books, day: Row[Any]) -> list[str]:
    leader = staff.find(books, day.leader_id)
    seats = books.conn.execute(
        select(func.count(), func.sum(reception_slot.c.seats)).where(reception_slot.c.day_id == day.id)
    ).one()
    booked = live_bookings_of_day(books, day.id)
    called_off = " (ĐÃ HỦY)" if day.status == DayStatus.CALLED_OFF.value else ""
    head = f"{shown.day(day.on_date)}{called_off}  {leader.name if leader else '-'}, {day.place}, {day.address}"
    names = people.names_of(books, {one.party_id for one in booked})
    rows = [
        (
            f"    {local(one.starts_at):%H:%M}-{local(one.ends_at):%H:%M}",
            masked_name(names[one.party_id]),
            one.reference,
            "đang giữ chỗ" if one.state is BookingState.HELD else "",
        )
        for one in booked
    ]
    return [head, f"    {seats[0]} lượt, {int(seats[1] or 0)} chỗ, đã đặt {len(booked)}", *shown.table(rows)]
