"""``gandan agency training``: is this an exercise? Then what goes out unasked reaches staff only."""

from __future__ import annotations

import argparse

from bot.cli.authority import acting, add_as
from bot.cli.lookup import agency_of
from bot.cli.session import database, read, say_line, write
from casework import audit
from casework.books import Books
from casework.staff import LEADERS
from scheduler.guards import training

_ON = {"on": True, "off": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without a word: how it is now."""
    parser.add_argument("state", nargs="?", choices=list(_ON), metavar="on|off", help="bắt đầu hoặc kết thúc diễn tập")
    add_as(parser)
    parser.set_defaults(do=_training)


def _training(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _told) if arguments.state is None else write(db, _switch, arguments)
    for line in lines:
        say_line(line)


def _switch(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, on = acting(books, arguments.login, LEADERS), _ON[arguments.state]
    agency_of(books)
    touched = training.switch(books, on, audit.staff(who.id))
    if on:
        told = [f"Đợt đang chạy «{name}»: tin đến hạn trong lúc diễn tập sẽ bị bỏ, không gửi bù." for name in touched]
    else:
        told = [
            f"Đợt «{name}» được tạm dừng. Cho chạy thật: gandan campaign resume TÊN --as LÃNH_ĐẠO" for name in touched
        ]
    return [*_told(books), *told]


def _told(books: Books) -> list[str]:
    if training.is_on(books):
        return [
            "Đang diễn tập: tin tự gửi chỉ đến cán bộ có trong danh sách báo tin (gandan agency alerts), ghi rõ [Diễn tập].",
            "Tin cho người dân bị bỏ và không gửi bù. Kết thúc: gandan agency training off --as LÃNH_ĐẠO",
        ]
    return ["Không diễn tập: tin gửi thật."]
