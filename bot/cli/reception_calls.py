"""``gandan reception phone-list|called``: whom has the office still to phone about a moved day, and what came of the call?"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.reception_moves_shown import RESULTS, phone_list, standing
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, say_line, write
from bot.cli.typed import day as typed_day
from casework import audit
from casework.books import Books
from casework.clock import VIETNAM
from casework.day_moves_answers import called, notice_what_happened
from casework.day_moves_kinds import MoveRefused, Person, PersonState, Result
from casework.day_moves_people import last_person_of, open_people
from casework.receptions import free_slots
from casework.tables.reception_follow_ups import day_move
from casework.tables.receptions import reception_day


def add_verbs(verbs: Any) -> None:
    """The verbs."""
    listed = verbs.add_parser("phone-list", help="ai cần gọi điện vì ngày hẹn đã dời: tên, số điện thoại, lý do")
    listed.add_argument("--on", type=typed_day, metavar="NGÀY", help="chỉ của ngày cũ này")
    call = verbs.add_parser("called", help="ghi cuộc gọi về một lịch đã dời: người dân nhận, chọn giờ khác, thôi")
    call.add_argument("reference", metavar="MÃ", help="mã lịch hẹn, ví dụ LH-7K2Q9D")
    results = "; ".join(f"{one.value}: {words}" for one, words in RESULTS.items())
    call.add_argument("--result", required=True, choices=[one.value for one in Result], metavar="KẾT_QUẢ", help=results)
    call.add_argument("--at", type=_moment, metavar="NGÀY_GIỜ", help="giờ khác (cùng other_time), như 03/12/2026-08:20")
    call.add_argument("--note", default="", metavar="CHỮ", help="điều cần nhớ; chỉ cán bộ xem")
    for verb, rule in ((listed, _listed), (call, _called)):
        add_as(verb)
        verb.set_defaults(do=_doing, rule=rule)


def _doing(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(MoveRefused):
        lines = write(db, arguments.rule, arguments)
    for line in lines:
        say_line(line)


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    for one in open_people(books):
        notice_what_happened(books, one)  # nobody is phoned who has answered meanwhile
    people = [one for one in open_people(books) if one.state is PersonState.TO_PHONE]
    if arguments.on is not None:
        moves = set(
            books.conn.execute(
                select(day_move.c.id)
                .join(reception_day, reception_day.c.id == day_move.c.from_day_id)
                .where(reception_day.c.on_date == arguments.on)
            ).scalars()
        )
        people = [one for one in people if one.move_id in moves]
    if people:
        purpose = f"people:{len(people)}"
        audit.record(books, audit.staff(who.id), audit.Action.RECEPTION_PHONE_LIST_SEEN, "reception", purpose=purpose)
    return phone_list(books, people)


def _called(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    one = last_person_of(books, arguments.reference.strip().upper())
    if one is None:
        raise Refused(f"Không có lịch «{arguments.reference}» nào thuộc ngày đã dời. Xem: gandan reception phone-list")
    result = Result(arguments.result)
    if (result is Result.OTHER_TIME) != (arguments.at is not None):
        raise Refused("Giờ khác ghi bằng --result other_time và --at cùng nhau, như --at 03/12/2026-08:20.")
    slot_id = None if arguments.at is None else slot_at(books, one, arguments.at)
    after = called(books, one, result, who.id, slot_id=slot_id, note=arguments.note)
    (_, line) = standing(books, [after])
    return [f"Đã ghi cuộc gọi: {RESULTS[result]}.", line]


def slot_at(books: Books, one: Person, at: datetime) -> int:
    """The free time in which ``at`` lies, where they were to come before any other. Raises ``Refused``."""
    found = list(free_slots(books, after=books.clock.now(), kind=one.kind, limit=1_000))
    here = [slot for slot in found if slot.starts_at <= at < slot.ends_at]
    if not here:
        near = ", ".join(f"{slot.starts_at.astimezone(VIETNAM):%d/%m/%Y-%H:%M}" for slot in found[:3]) or "không có"
        raise Refused(f"Lúc {at.astimezone(VIETNAM):%H:%M %d/%m/%Y} không có chỗ trống. Chỗ trống gần nhất: {near}.")
    here.sort(key=lambda slot: (slot.place != one.place, slot.leader_id != one.leader_id))
    return here[0].slot_id


def _moment(text: str) -> datetime:
    day, _, hour = text.partition("-")
    try:
        return datetime.combine(typed_day(day), time.fromisoformat(hour), VIETNAM).astimezone(UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"Giờ «{text}» không đọc được. Hãy ghi như 03/12/2026-08:20.") from None
