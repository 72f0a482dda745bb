"""``gandan reception team``: the sheet of a commune's team on a reception day, on the screen or printed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import agency_of
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.refusal import Refused
from bot.cli.session import database, say_line, write
from bot.cli.written import write_file
from casework import audit
from casework.books import Books
from casework.clock import local, today

if TYPE_CHECKING:
    from sqlalchemy import Row

    from casework.reception_expected import Expected
    from casework.staff import Staff
    from messages.letters.reception_team import TeamDay

_NO_ADDRESS = "(hỏi tại cơ quan)"
_MOST_INVITED = 60


def add_verbs(verbs: Any) -> None:
    """The day, and where the sheet goes."""
    team = verbs.add_parser("team", help="danh sách cho tổ ở xã: ai đến, gọi ai, mời ai, chỗ ghi người đến thẳng")
    add_day(team)
    team.add_argument("--out", type=Path, metavar="TỆP", help="ghi thành tệp in (.pdf)")
    add_as(team)
    team.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    from messages.letters.reception_team import team_day
    from messages.letters.typesetting import LetterDoesNotFit

    with database() as db:
        made = write(db, _made, arguments)
    if arguments.out is None:
        for line in _lines(made):
            say_line(line)
        return
    try:
        write_file(arguments.out, team_day(made))
    except LetterDoesNotFit as problem:
        raise Refused("Có một chữ quá dài, không in vừa. Hãy sửa tên hoặc địa chỉ trong sổ rồi in lại.") from problem
    say_line(f"Đã ghi {arguments.out.name}: {len(made.expected)} người đã hẹn. Tệp có tên người dân: in xong hãy xóa.")


def _made(books: Books, arguments: argparse.Namespace) -> TeamDay:
    who = acting(books, arguments.login, CASE_WORKERS)
    return team_sheet(books, who, day_meant(books, arguments))


def team_sheet(books: Books, who: Staff, day: Row[Any]) -> TeamDay:
    """What stands on the sheet of this day; that it was made stands in the trail. Raises ``Refused`` for a day at the office."""
    from bot.cli.visit_shown import commune_name
    from casework.mobilisation import teams_of
    from casework.reception_expected import expected_on
    from messages.letters.reception_team import TeamDay
    from messages.library import Lang, say

    if day.commune_id is None:
        raise Refused("Ngày này tiếp ở trụ sở, không có tổ ở xã. Hãy dùng: gandan reception desk")
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"reception_day:{day.id}", purpose="team"
    )
    agency = agency_of(books)
    found = expected_on(books, day.id)
    return TeamDay(
        agency=agency.name,
        commune=commune_name(books, day.commune_id),
        teams=", ".join(one.name for one in teams_of(books, day.commune_id)),
        place=f"{day.place}, {day.address}",
        on=day.on_date,
        expected=[_row(one) for one in found],
        invited=_invited(books, day.commune_id, {one.booking.party_id for one in found}),
        say=[say(Lang.VI, "visit.say_who", agency=agency.name), say(Lang.VI, "visit.say_how")],
        printed_on=today(books.clock),
    )


def _row(one: Expected) -> tuple[str, str, str, str]:
    there = one.booking
    at = f"{local(there.starts_at):%H:%M}" if there.queue_number is None else f"số {there.queue_number}"
    if not one.to_call:
        todo = "đã có tin nhắn, không phải gọi"
    else:
        todo = f"GỌI {shown.phone(one.phone)}" if one.phone else "không có số: đến nhà báo"
    return at, one.name, one.address or _NO_ADDRESS, todo


def _invited(books: Books, commune_id: int, coming: set[int | None]) -> list[tuple[str, str, str]]:
    """Whom the commune's teams are to visit anyhow, and who has no appointment, on this day or another; a cut is told."""
    from casework import people
    from casework.booking_facts import booking_of_party
    from casework.visits import open_visits

    found = []
    for one in open_visits(books, commune_id=commune_id):
        if one.party_id in coming or booking_of_party(books, one.party_id) is not None:
            continue
        known = people.party(books, one.party_id)
        if known is not None:
            found.append((one.reference, known.name, known.address or _NO_ADDRESS))
    more = len(found) - _MOST_INVITED
    last = [("", f"và {shown.count(more)} người nữa", "in đủ: gandan visit print")] if more > 0 else []
    return [*found[:_MOST_INVITED], *last]


def _lines(made: TeamDay) -> list[str]:
    calls = sum(1 for row in made.expected if "GỌI" in row[3] or "đến nhà" in row[3])
    return [
        f"{made.commune}, {shown.day(made.on)}, {made.place}" + (f"; {made.teams}" if made.teams else ""),
        f"Đã hẹn {len(made.expected)} người, trong đó {calls} người phải gọi hoặc đến báo.",
        *shown.table(made.expected),
        *([f"Đang đi vận động, chưa hẹn: {len(made.invited)} người."] if made.invited else []),
        *shown.table(made.invited),
        "Người đến thẳng: ghi tại bàn, gandan reception desk, chữ w; do tổ đưa đến: chữ m.",
    ]
