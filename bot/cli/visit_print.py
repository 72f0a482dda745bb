"""What stands on the list that a commune's team takes along, and where is it written?"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path

from bot.cli.lookup import agency_of
from bot.cli.refusal import Refused
from bot.cli.visit_shown import OUTCOMES, commune_name, team_name
from casework import people
from casework.books import Books
from casework.clock import today
from casework.visits import Visit, open_visits
from messages.letters.visit_list import TeamList, VisitLists, VisitRow, visit_lists
from messages.library import Lang, say

_NO_ADDRESS = "(hỏi địa chỉ tại cơ quan)"


def written(books: Books, file: str, *, commune_id: int | None, until: date | None) -> list[str]:
    """Write the lists as a PDF that only its owner may read; what was written. Raises ``Refused`` where nothing is to print."""
    visits = open_visits(books, commune_id=commune_id, until=until)
    if not visits:
        raise Refused("Không có lượt nào để in. Hãy xem: gandan visit list")
    path = Path(file)
    agency = agency_of(books)
    say_at_the_door = [
        say(Lang.VI, "visit.say_who", agency=agency.name),
        say(Lang.VI, "visit.say_what", agency=agency.name, phone=agency.phone, address=agency.address),
        say(Lang.VI, "visit.say_how"),
    ]
    lists = [
        TeamList(
            commune=commune_name(books, commune),
            team=team_name(books, team),
            rows=[_row(books, one) for one in sorted(of_team, key=lambda one: (one.due_on, one.id))],
        )
        for (commune, team), of_team in groupby(visits, key=lambda one: (one.commune_id, one.team_id))
    ]
    made = visit_lists(
        VisitLists(
            agency=agency.name,
            lists=lists,
            say=say_at_the_door,
            outcomes=list(OUTCOMES.values()),
            printed_on=today(books.clock),
        )
    )
    _write(path, made)
    return [f"Đã ghi {path.name}: {len(visits)} lượt, {len(lists)} danh sách. Tệp có tên người dân: in xong hãy xóa."]


def _write(path: Path, content: bytes) -> None:
    try:
        path.touch(mode=0o600)
        path.write_bytes(content)
    except OSError as problem:
        raise Refused(f"Không ghi được {path.name}. Hãy chọn thư mục khác.") from problem


def _row(books: Books, one: Visit) -> VisitRow:
    known = people.party(books, one.party_id)
    return VisitRow(
        reference=one.reference,
        name="" if known is None else known.name,
        address=(None if known is None else known.address) or _NO_ADDRESS,
        due_on=one.due_on,
    )
