"""``gandan reception list`` and ``show``: the days ahead, and who has booked (names masked)."""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import Row, func, select

from bot.cli import shown
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.reception_warn import above
from bot.cli.reception_words import KINDS, MODES
from bot.cli.session import database, read, say_line
from casework import staff
from casework.booking_facts import live_bookings_of_day
from casework.booking_visitors import visitor_name
from casework.books import Books
from casework.clock import local, today
from casework.reception_details import details_of
from casework.reception_kinds import BookingKind, BookingState, DayMode, DayStatus
from casework.tables.receptions import reception_day, reception_slot
from messages.library import Lang
from messages.reception_words import about_day, way_there
from messages.vietnamese import masked_name
from scheduler.plans.campaigns import every_campaign


def add_verbs(verbs: Any) -> None:
    """The verbs."""
    listed = verbs.add_parser("list", help="các ngày sắp tới và ai đã đặt (tên được che bớt)")
    listed.add_argument("--all", action="store_true", help="cả những ngày đã qua")
    listed.set_defaults(do=_list)
    one = verbs.add_parser("show", help="một ngày: nơi, giờ, loại việc, đường đi, ai đã đặt")
    add_day(one)
    one.set_defaults(do=_show)


def _list(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = [*(f"CHÚ Ý: {line}" for line in read(db, above)), *read(db, _listed, arguments.all)]
    for line in lines:
        say_line(line)


def _show(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _shown, arguments)
    for line in lines:
        say_line(line)


def _listed(books: Books, everything: bool) -> list[str]:
    days = select(reception_day).order_by(reception_day.c.on_date, reception_day.c.id)
    if not everything:
        days = days.where(reception_day.c.on_date >= today(books.clock))
    lines = [line for row in books.conn.execute(days).all() for line in _lines(books, row)]
    return lines or ["Chưa có ngày tiếp công dân nào. Thêm: gandan reception add --help"]


def day_lines(books: Books, day_id: int) -> list[str]:
    """The day with its slots and who has booked."""
    return _lines(books, books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one())


def _shown(books: Books, arguments: argparse.Namespace) -> list[str]:
    day = day_meant(books, arguments, called_off=True)
    details = details_of(day)
    mode = MODES[DayMode(day.mode)]
    about = [f"    {KINDS[BookingKind(day.kind)]}, {mode}; công bố {shown.moment(day.published_at)}"]
    if day.stand_in_id is not None:
        about.append(f"    Người có thể tiếp thay: {_name(books, day.stand_in_id)}")
    if day.campaign_id is not None:
        about += [f"    Thuộc đợt «{one.plan.name}»" for one in every_campaign(books) if one.id == day.campaign_id]
    said = [*about_day(details, DayMode.SLOTS, Lang.VI), *way_there(details, Lang.VI)]
    head, *rest = _lines(books, day)
    return [head, *about, *(f"    {line}" for line in said), *rest]


def _lines(books: Books, day: Row[Any]) -> list[str]:
    seats = books.conn.execute(
        select(func.count(), func.sum(reception_slot.c.seats)).where(reception_slot.c.day_id == day.id)
    ).one()
    booked = live_bookings_of_day(books, day.id)
    called_off = " (ĐÃ HỦY)" if day.status == DayStatus.CALLED_OFF.value else ""
    kind = f" [{KINDS[BookingKind.OFFICER]}]" if day.kind == BookingKind.OFFICER.value else ""
    head = f"{shown.day(day.on_date)}{called_off}{kind}  {_name(books, day.leader_id)}, {day.place}, {day.address}"
    rows = [
        (
            f"    {local(one.starts_at):%H:%M}-{local(one.ends_at):%H:%M}",
            masked_name(visitor_name(books, one.visitor) or "-"),
            one.reference,
            "đang giữ chỗ" if one.state is BookingState.HELD else "",
        )
        for one in booked
    ]
    turns = "khung giờ" if day.mode == DayMode.QUEUE.value else "lượt"
    return [head, f"    {seats[0]} {turns}, {int(seats[1] or 0)} chỗ, đã đặt {len(booked)}", *shown.table(rows)]


def _name(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return "-" if known is None else known.name
