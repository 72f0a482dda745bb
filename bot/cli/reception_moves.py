"""``gandan reception move|merge|cancel-day|undo-move|moved``: a day cannot take place; what becomes of everybody on it?

Without ``--yes`` everything is done, shown, and taken back: what is shown is what would happen.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import commune_named
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.reception_moves_shown import REASONS, counted, standing, touched
from bot.cli.reception_words import DAY_WARNINGS
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.typed import hours as typed_hours
from casework import staff
from casework.books import Books
from casework.clock import VIETNAM
from casework.day_moves import Moved, Order, cancel_day, merge_days, move_day
from casework.day_moves_kinds import MoveReason, MoveRefused, Person
from casework.day_moves_people import people_of
from casework.day_moves_plan import plan_like
from casework.day_moves_undo import Undone, undo_move
from casework.office_time import CLOSES
from casework.reception_times import Window
from casework.receptions import DayPlan
from casework.tables.reception_follow_ups import day_move
from messages.approved_facts import refusals
from scheduler.bell.day_moves import first_told_at


class _OnlyLooked(Exception):
    """Raised so that what was done for the preview is taken back."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines


def add_verbs(verbs: Any) -> None:
    """The verbs."""
    move = verbs.add_parser("move", help="dời một ngày tiếp sang ngày khác, cùng mọi người đã đặt")
    move.add_argument(
        "--to", required=True, type=typed_day, metavar="NGÀY", help="ngày mới (có thể là chính ngày đó, nơi khác)"
    )
    move.add_argument(
        "--hours", action="append", type=typed_hours, metavar="GIỜ-GIỜ", help="giờ mới; không ghi: như cũ"
    )
    move.add_argument("--by", metavar="LOGIN", help="lãnh đạo khác tiếp; không ghi: như cũ")
    move.add_argument("--to-place", metavar="NƠI", help="nơi mới; không ghi: như cũ")
    move.add_argument("--to-address", metavar="CHỮ", help="địa chỉ nơi mới")
    move.add_argument("--to-commune", metavar="XÃ", help="xã, phường khác")
    merge = verbs.add_parser("merge", help="ghép một ngày tiếp vào một ngày khác đã công bố")
    merge.add_argument("--into", required=True, type=typed_day, metavar="NGÀY", help="ghép vào ngày nào")
    merge.add_argument("--into-leader", metavar="LOGIN", help="của ai, khi hôm đó có nhiều người tiếp")
    merge.add_argument("--into-place", metavar="NƠI", help="ở đâu, khi hôm đó có nhiều nơi tiếp")
    cancel = verbs.add_parser("cancel-day", help="hủy một ngày tiếp, giữ cho mọi người chỗ trống ở các ngày khác")
    for verb, rule in ((move, _move), (merge, _merge), (cancel, _cancel)):
        add_day(verb)
        _add_order(verb)
        verb.set_defaults(do=_doing(rule))
    undo = verbs.add_parser("undo-move", help="lấy lại lần dời, ghép hoặc hủy vừa rồi: ngày cũ vẫn tiếp")
    moved = verbs.add_parser("moved", help="mọi người của một ngày đã dời đang ở đâu (tên được che bớt)")
    moved.add_argument("--short", action="store_true", help="chỉ xem mỗi loại mấy người")
    for verb in (undo, moved):
        add_day(verb)
    add_as(undo)
    undo.set_defaults(do=_undo)
    moved.set_defaults(do=_show_moved)


def _add_order(verb: argparse.ArgumentParser) -> None:
    several = "; ".join(f"{one.value}: {words}" for one, words in REASONS.items())
    verb.add_argument(
        "--why", required=True, choices=[one.value for one in MoveReason], metavar="LÝ_DO",
        help=f"lý do báo cho người dân: {several}",
    )  # fmt: skip
    verb.add_argument("--because", default="", metavar="CHỮ", help="chi tiết, chỉ cơ quan xem")
    verb.add_argument(
        "--keep-until", type=typed_day, metavar="NGÀY", help="giữ chỗ đến hết ngày nào (mặc định 3 ngày làm việc)"
    )
    verb.add_argument("--yes", action="store_true", help="làm thật; không ghi: chỉ xem trước")
    add_as(verb)


def _doing(rule: Callable[[Books, argparse.Namespace, Order], Moved]) -> Callable[[argparse.Namespace], None]:
    def do(arguments: argparse.Namespace) -> None:
        with database() as db, refusing(MoveRefused):
            try:
                lines = write(db, _done, arguments, rule)
            except _OnlyLooked as looked:
                lines = [*looked.lines, "Đây mới là xem trước, chưa có gì thay đổi. Để làm thật, thêm --yes."]
        for line in lines:
            say_line(line)

    return do


def _done(
    books: Books, arguments: argparse.Namespace, rule: Callable[[Books, argparse.Namespace, Order], Moved]
) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    until = arguments.keep_until
    order = Order(
        reason=MoveReason(arguments.why),
        because=arguments.because,
        staff_id=who.id,
        keep_until=None if until is None else datetime.combine(until, CLOSES, VIETNAM).astimezone(UTC),
    )
    if order.keep_until is not None and order.keep_until <= books.clock.now():
        raise Refused("Ngày giữ chỗ đã qua. Hãy chọn một ngày sau hôm nay.")
    moved = rule(books, arguments, order)
    warnings = [DAY_WARNINGS[one] for one in moved.warnings]
    if not arguments.yes:
        raise _OnlyLooked([*warnings, *touched(books, moved.people)])
    return [*warnings, *counted(moved.people), *_next_steps(books, arguments, moved)]


def _next_steps(books: Books, arguments: argparse.Namespace, moved: Moved) -> list[str]:
    on = f"{arguments.on:%d/%m/%Y}"
    told_at = first_told_at(books, moved.people)
    goes = "Không ai nhận được tin." if told_at is None else f"Tin báo đi từ {shown.moment(told_at)}."
    return [
        f"Đã làm. Ngày cũ không còn ai; tin nhắc của ngày cũ đã dừng. {goes}",
        f"Lỡ nhầm: gandan reception undo-move {on} --as {arguments.login}",
        f"Xem ai đã trả lời: gandan reception moved {on}. Ai cần gọi: gandan reception phone-list --as {arguments.login}",
    ]


def _move(books: Books, arguments: argparse.Namespace, order: Order) -> Moved:
    day = day_meant(books, arguments)
    return move_day(books, day.id, changed_plan(books, arguments, plan_like(books, day, arguments.to)), order)


def changed_plan(books: Books, arguments: argparse.Namespace, plan: DayPlan) -> DayPlan:
    """``plan`` with what was said anew: hours, who receives, where. Raises ``Refused``."""
    if arguments.hours:
        plan = replace(plan, windows=tuple(Window(opens=opens, closes=closes) for opens, closes in arguments.hours))
    if arguments.by is not None:
        leader = staff.find_by_login(books, arguments.by)
        if leader is None:
            raise Refused(f"Không có cán bộ «{arguments.by}». Xem: gandan agency staff")
        plan = replace(plan, leader_id=leader.id, stand_in_id=None)
    if arguments.to_commune is not None:
        commune = commune_named(books, arguments.to_commune)
        plan = replace(
            plan, commune_id=commune.id, place=f"Ủy ban nhân dân {commune.name}",
            address=f"{commune.name}, {commune.province}", details=_elsewhere(plan),
        )  # fmt: skip
    for words in (arguments.to_place, arguments.to_address):
        if words is not None and (found := refusals(books, words)):  # the schedule is shown to everybody
            raise Refused(found[0])
    if arguments.to_place is not None:
        plan = replace(plan, place=arguments.to_place, details=_elsewhere(plan))
    return plan if arguments.to_address is None else replace(plan, address=arguments.to_address)


def _elsewhere(plan: DayPlan) -> Any:
    """The way to the old place leads nobody to the new one."""
    return replace(plan.details, map_link=None, directions=None)


def _merge(books: Books, arguments: argparse.Namespace, order: Order) -> Moved:
    day = day_meant(books, arguments)
    into = argparse.Namespace(on=arguments.into, leader=arguments.into_leader, place=arguments.into_place)
    return merge_days(books, day.id, day_meant(books, into).id, order)


def _cancel(books: Books, arguments: argparse.Namespace, order: Order) -> Moved:
    return cancel_day(books, day_meant(books, arguments).id, order)


def _undo(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(MoveRefused):
        lines = write(db, _undone, arguments)
    for line in lines:
        say_line(line)


def _undone(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    undone = undo_move(books, day_meant(books, arguments, called_off=True).id, who.id)
    first, *rest = undone_lines(undone)
    if not undone.offered:
        return [first, *rest]
    offered, *rest = rest
    return [first, offered, *touched(books, undone.offered), *rest]


def undone_lines(undone: Undone) -> list[str]:
    """What became of everybody, in counts."""
    lines = [f"Ngày cũ mở lại. {undone.put_back} người chưa biết gì: về đúng giờ cũ."]
    if undone.offered:
        lines.append(f"{len(undone.offered)} người đã được báo: được mời lại giờ cũ.")
    if undone.decided:
        lines.append(f"{undone.decided} người đã quyết xong: giữ như họ đã chọn.")
    return [*lines, "Ngày mới không còn ai nên đã đóng."] if undone.new_day_closed else lines


def _show_moved(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _moved_lines, arguments)
    for line in lines:
        say_line(line)


def _moved_lines(books: Books, arguments: argparse.Namespace) -> list[str]:
    day = day_meant(books, arguments, called_off=True)
    moves = select(day_move.c.id).where(day_move.c.from_day_id == day.id)
    last = books.conn.execute(moves.order_by(day_move.c.at.desc(), day_move.c.id.desc()).limit(1)).scalar()
    people: tuple[Person, ...] = () if last is None else people_of(books, last)
    if people and arguments.short:
        return counted(people)
    return standing(books, people) if people else ["Ngày này chưa được dời, hoặc lúc dời chưa ai đặt lịch."]
