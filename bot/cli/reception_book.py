"""``gandan reception book``: a place for somebody who has no chat: by phone, at the counter, by the team at their door.

Whoever is on a team's sheet is named by the visit (VD-...), so that nothing of a case is said in the commune.
"""

from __future__ import annotations

import argparse
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import decision_numbered, party_in
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, say_line, write
from bot.cli.typed import whole
from casework.booking_answers import AlreadyHas, Full, NotOffered
from casework.booking_reasons import MOST_COMPANIONS
from casework.booking_visitors import Visitor, guest, visitor_name
from casework.bookings import Asked, Booking, book
from casework.books import Books
from casework.clock import VIETNAM, local
from casework.decisions import PartyRole
from casework.people import PartyRefused
from casework.reception_details import Need
from casework.reception_kinds import BookingKind, BookingSource
from casework.receptions import takes_seat
from casework.tables.receptions import booking, reception_slot
from casework.visits import visit_named
from messages.library import Lang
from messages.reception_words import word
from messages.vietnamese import masked_name


def add_verbs(verbs: Any) -> None:
    """The day, who, when, and what for."""
    made = verbs.add_parser(
        "book", help="đặt lịch giúp người không dùng trò chuyện: qua điện thoại, tại quầy, do tổ ở xã"
    )
    add_day(made)
    who = made.add_mutually_exclusive_group(required=True)
    who.add_argument("--visit", metavar="MÃ_LƯỢT", help="người trên danh sách của tổ, ví dụ VD-7K2Q9D")
    who.add_argument("--decision", metavar="SỐ_QĐ", help="đương sự của quyết định này (cùng --role, --name khi cần)")
    who.add_argument("--guest", metavar="TÊN", help="người không có trong sổ (cùng --phone)")
    roles = [one.value for one in PartyRole]
    named = ", ".join(f"{one.value} ({shown.ROLE_WORDS[one]})" for one in PartyRole)
    made.add_argument("--role", choices=roles, default=PartyRole.DEBTOR.value, metavar="VAI", help=named)
    made.add_argument("--name", metavar="TÊN", help="người nào, khi quyết định có nhiều người như vậy")
    made.add_argument("--phone", metavar="SỐ", help="điện thoại của khách")
    made.add_argument("--at", type=_hour, metavar="GIỜ", help="ví dụ 08:20; không ghi: lượt trống đầu tiên")
    made.add_argument("--reason", metavar="CHỮ", help="muốn nói về việc gì")
    made.add_argument("--companions", type=whole, default=0, metavar="SỐ", help="mấy người đi cùng (tối đa 5)")
    needs = ", ".join(f"{one.value} ({word(Lang.VI, one)})" for one in Need)
    choices = [one.value for one in Need]
    made.add_argument("--need", action="append", default=[], choices=choices, metavar="LOẠI", help=needs)
    add_as(made)
    made.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(PartyRefused):
        line = write(db, _booked, arguments)
    say_line(line)


def _booked(books: Books, arguments: argparse.Namespace) -> str:
    staff = acting(books, arguments.login, CASE_WORKERS)
    if arguments.companions > MOST_COMPANIONS:
        raise Refused(f"Đi cùng nhiều nhất {MOST_COMPANIONS} người. Đông hơn thì cử người đại diện.")
    day = day_meant(books, arguments)
    visitor, team = _visitor(books, arguments)
    asked = Asked(
        kind=BookingKind(day.kind),
        source=BookingSource.DESK if team is None else BookingSource.TEAM,
        reason=arguments.reason,
        companions=arguments.companions,
        needs=tuple(Need(one) for one in dict.fromkeys(arguments.need)),
        staff_id=staff.id,
        team_id=team,
    )
    made = first_free(books, day.id, arguments.at, visitor, asked)
    return f"Đã đặt: {masked_name(visitor_name(books, visitor) or '')}, {when(made)}, mã {made.reference}."


def first_free(books: Books, day_id: int, at: time | None, visitor: Visitor, asked: Asked) -> Booking:
    """The first free place of the day, or of the time in which ``at`` lies. Raises ``Refused``."""
    made: Booking | Full | AlreadyHas | NotOffered | None = None
    for slot in _slots(books, day_id, at):
        made = book(books, slot, visitor, asked)
        if not isinstance(made, Full):
            break
    if isinstance(made, Booking):
        return made
    if isinstance(made, AlreadyHas):
        raise Refused(
            f"Người này đã có lịch hẹn {made.booking.reference}, {when(made.booking)}. Mỗi người một lịch hẹn."
        )
    if isinstance(made, NotOffered):
        raise Refused("Buổi này đã bắt đầu, đã hủy hoặc còn quá 60 ngày nên chưa đặt được. Ai đến thẳng vẫn được tiếp.")
    raise Refused(f"Không còn chỗ như vậy. {_free(books, day_id)} Ai đến thẳng vẫn được tiếp.")


def _visitor(books: Books, arguments: argparse.Namespace) -> tuple[Visitor, int | None]:
    """Who, and the team that brings them."""
    if arguments.guest is not None:
        if arguments.phone is None:
            raise Refused("Khách phải có số điện thoại để được gọi khi đổi giờ. Hãy thêm --phone SỐ.")
        return Visitor(guest=guest(arguments.guest, arguments.phone)), None
    if arguments.visit is not None:
        there = visit_named(books, arguments.visit)
        if there is None:
            raise Refused(f"Không có lượt vận động «{arguments.visit}». Xem: gandan visit list")
        return Visitor(party_id=there.party_id), there.team_id
    decision_id = decision_numbered(books, arguments.decision)
    return Visitor(party_id=party_in(books, decision_id, PartyRole(arguments.role), arguments.name)), None


def _slots(books: Books, day_id: int, at: time | None) -> list[int]:
    """The day's slots in order that have not begun; only the one in which ``at`` lies."""
    rows = _ahead(books, day_id)
    if at is None:
        return [row.id for row in rows]
    found = []
    for row in rows:
        asked = datetime.combine(local(row.starts_at).date(), at, VIETNAM)
        if row.starts_at <= asked < row.ends_at:
            found.append(row.id)
    return found


def _free(books: Books, day_id: int) -> str:
    """The next free times of the day, to be said on the phone."""
    now = books.clock.now()
    taken = select(booking.c.slot_id).where(booking.c.day_id == day_id, takes_seat(now))
    kept = list(books.conn.execute(taken).scalars())
    free = [f"{local(row.starts_at):%H:%M}" for row in _ahead(books, day_id) if kept.count(row.id) < row.seats]
    return f"Còn trống: {', '.join(free[:5])}." if free else "Hôm đó đã hết chỗ."


def _ahead(books: Books, day_id: int) -> list[Any]:
    there = select(reception_slot).where(
        reception_slot.c.day_id == day_id, reception_slot.c.starts_at > books.clock.now()
    )
    return list(books.conn.execute(there.order_by(reception_slot.c.starts_at)).all())


def when(there: Booking) -> str:
    """``số 4, 08:20 03/12/2026, Trụ sở``."""
    number = "" if there.queue_number is None else f"số {there.queue_number}, "
    return f"{number}{shown.moment(there.starts_at)}, {there.place}"


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"Giờ «{text}» không đọc được. Hãy ghi như 08:20.") from None
