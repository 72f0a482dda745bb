"""Which commune, office, decision or member of staff do officers mean by the name they write?

Exactly one, or a refusal that says what to write instead: a person at the terminal and a plan in a file are told the same.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from casework import places, staff
from casework.agency import Office, offices, the_agency
from casework.books import Books
from casework.decisions import DecisionRefused, tidy_number
from casework.folding import fold
from casework.staff import Staff
from casework.tables.decisions import decision
from casework.tables.places import province

_MOST_TOLD = 8


class NameUnclear(Exception):
    """Nothing, or more than one thing, has this name; the message says what to write instead."""


def province_of_agency(books: Books) -> str | None:
    """The name of the agency's province, if it is set."""
    agency = the_agency(books)
    if agency is None or agency.province_id is None:
        return None
    return books.conn.execute(select(province.c.name).where(province.c.id == agency.province_id)).scalar()


def commune_named(books: Books, name: str) -> places.Commune:
    """The commune of today that ``name`` leads to, in the agency's own province unless another is named."""
    found = places.find_commune(books, name, province=province_of_agency(books))
    if isinstance(found, places.CommuneUnknown):
        found = places.find_commune(books, name)
    match found:
        case places.CommuneFound():
            return found.commune
        case places.CommuneUnclear():
            several = "; ".join(f"{one.name}, {one.province}" for one in found.candidates[:_MOST_TOLD])
            raise NameUnclear(f"«{name}» có thể là: {several}. Hãy ghi rõ một nơi.")
        case _:
            raise NameUnclear(f"Không có xã, phường tên «{name}». Hãy xem lại tên, hoặc chạy: gandan agency places")


def office_named(books: Books, name: str) -> Office:
    """The regional office whose name is, or contains, ``name``."""
    wanted = fold(name)
    known = offices(books)
    exact = [one for one in known if fold(one.name) == wanted]
    found = exact or [one for one in known if wanted and wanted in fold(one.name)]
    if len(found) != 1:
        raise NameUnclear(f"Không có đúng một phòng tên «{name}». Xem danh sách: gandan agency office")
    return found[0]


def staff_with_login(books: Books, login: str, *, at_work: bool = True) -> Staff:
    """The member of staff with this login; ``at_work``: one who has left is not meant (cases may still bear the name)."""
    known = staff.find_by_login(books, login)
    if known is None or (at_work and not known.active):
        raise NameUnclear(f"Không có cán bộ «{login}». Xem danh sách: gandan agency staff")
    return known


def decision_numbered(books: Books, agency_id: int, number: str, issued_on: date | None = None) -> int:
    """The id of the agency's decision of this number; numbers begin anew each year, so the day may be needed."""
    try:
        tidied = tidy_number(number)
    except DecisionRefused as problem:
        raise NameUnclear(str(problem)) from problem
    asked = select(decision.c.id, decision.c.issued_on).where(
        decision.c.agency_id == agency_id, decision.c.number == tidied
    )
    if issued_on is not None:
        asked = asked.where(decision.c.issued_on == issued_on)
    rows = books.conn.execute(asked.order_by(decision.c.issued_on)).all()
    if not rows:
        raise NameUnclear(f"Không có quyết định số {tidied} trong sổ. Hãy xem lại số và ngày ra quyết định.")
    if len(rows) > 1:
        days = ", ".join(f"{row.issued_on:%d/%m/%Y}" for row in rows)
        raise NameUnclear(
            f"Có {len(rows)} quyết định số {tidied} (các ngày {days}). Hãy ghi thêm ngày ra quyết định (trên dòng lệnh: --issued NGÀY)."
        )
    return int(rows[0].id)
