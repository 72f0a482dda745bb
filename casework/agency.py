"""Which agency do these books belong to, and which of its offices looks after which commune?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.tables.agency import agency as agency_table
from casework.tables.agency import office_commune, regional_office


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyFacts:
    """How the agency presents itself. ``bot_name`` is the one official name, printed on paper and shown in the chat."""

    name: str
    address: str
    phone: str
    site: str
    bot_name: str
    office_hours: str
    province_id: int | None = None


class NotEmpty(Exception):
    """These books already belong to an agency."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency(AgencyFacts):
    """The agency as the books have it. ``demo``: it and its people are invented.

    ``day_count`` is a ``casework.interest.DayCount``; ``fee_amounts``: whether amounts of the enforcement fee are computed;
    the helpline is named to who is in distress, besides 115; ``training``: what is sent unasked reaches linked staff only;
    ``stand_ins``: somebody may receive citizens in a leader's place; ``reminders_before``: casework.reminder_times.
    """

    id: int
    demo: bool
    day_count: str
    fee_amounts: bool
    helpline_name: str | None = None
    helpline_phone: str | None = None
    training: bool = False
    stand_ins: bool = False
    reminders_before: str = "3d,1d,2h"


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """A regional office (Phòng THADS khu vực) of the agency."""

    id: int
    agency_id: int
    name: str
    address: str
    phone: str


def set_up_agency(books: Books, facts: AgencyFacts) -> int:
    """Write the agency these books belong to, or bring its facts up to date; returns its id."""
    known = the_agency(books)
    if known is not None:
        books.conn.execute(update(agency_table).where(agency_table.c.id == known.id).values(**asdict(facts)))
        return known.id
    agency_id = new_id()
    books.conn.execute(insert(agency_table).values(id=agency_id, **asdict(facts)))
    return agency_id


def set_up_demo_agency(books: Books, facts: AgencyFacts) -> int:
    """Write an invented agency into empty books; returns its id. Raises ``NotEmpty``: a real one never becomes a demo."""
    if the_agency(books) is not None:
        raise NotEmpty
    agency_id = new_id()
    books.conn.execute(insert(agency_table).values(id=agency_id, demo=True, **asdict(facts)))
    return agency_id


def set_helpline(books: Books, name: str, phone: str) -> None:
    """Where somebody in distress is listened to, besides 115; empty words take it away."""
    books.conn.execute(update(agency_table).values(helpline_name=name or None, helpline_phone=phone or None))


def the_agency(books: Books) -> Agency | None:
    """The one agency of these books; None before it is set up."""
    rows = _THE_AGENCY.rows(books.conn)
    if len(rows) > 1:
        raise LookupError("these books hold more than one agency")
    return Agency(**dict(zip(_COLUMNS, rows[0], strict=True))) if rows else None


_COLUMNS = agency_table.columns.keys()
_THE_AGENCY = Prepared(select(agency_table))  # asked in nearly every conversation


def add_office(
    books: Books, *, agency_id: int, name: str, address: str, phone: str, communes: Iterable[int] = ()
) -> int:
    """Write a regional office and the ids of the communes it looks after; returns its id."""
    office_id = new_id()
    books.conn.execute(
        insert(regional_office).values(id=office_id, agency_id=agency_id, name=name, address=address, phone=phone)
    )
    assign_communes(books, office_id, communes)
    return office_id


def assign_communes(books: Books, office_id: int, communes: Iterable[int]) -> None:
    """From now on the office looks after exactly these communes; what another office had of them moves here."""
    ids = sorted(set(communes))
    books.conn.execute(
        delete(office_commune).where((office_commune.c.office_id == office_id) | office_commune.c.commune_id.in_(ids))
    )
    if ids:
        rows = [{"office_id": office_id, "commune_id": commune_id} for commune_id in ids]
        books.conn.execute(insert(office_commune), rows)


def offices(books: Books) -> tuple[Office, ...]:
    """All regional offices, in the order they were written."""
    rows = books.conn.execute(select(regional_office).order_by(regional_office.c.id))
    return tuple(Office(**row._mapping) for row in rows)


def office_of(books: Books, commune_id: int) -> Office | None:
    """The office that looks after a commune, or None if none was assigned."""
    row = books.conn.execute(
        select(regional_office)
        .join(office_commune, office_commune.c.office_id == regional_office.c.id)
        .where(office_commune.c.commune_id == commune_id)
    ).one_or_none()
    return Office(**row._mapping) if row is not None else None
