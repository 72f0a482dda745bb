"""By what are results told apart, and how are the groups called?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Text, case, cast, func, null, select, true

from casework.books import Books
from casework.db.bulk import in_pieces
from casework.tables.agency import regional_office, staff
from casework.tables.decisions import decision, judgment, obligation
from casework.tables.places import commune


class By(StrEnum):
    """What the groups of a report are."""

    AGENCY = "agency"  # no groups: the agency as a whole
    OFFICE = "office"  # Phòng THADS khu vực
    OFFICER = "officer"
    COMMUNE = "commune"
    KIND = "kind"  # kind of obligation; a decision that asks for several counts in each
    ORIGIN = "origin"  # on request or ex officio (L25 Đ.33, 34)
    MATTER = "matter"  # civil, criminal, ...: as the judgment's number says
    CAMPAIGN = "campaign"  # the decisions that a campaign planned for; not a column of theirs, see ``report``
    WAVE = "wave"  # likewise, of a wave of one campaign
    DECISION = "decision"  # each by itself: for whoever looks behind a figure (casework.results.behind)


class Matter(StrEnum):
    """What kind of judgment is enforced, in the order in which a judgment's number is searched for it."""

    FAMILY = "family"  # hôn nhân và gia đình
    COMMERCIAL = "commercial"  # kinh doanh, thương mại
    CRIMINAL = "criminal"  # hình sự
    LABOUR = "labour"  # lao động
    BANKRUPTCY = "bankruptcy"  # phá sản
    ADMINISTRATIVE = "administrative"  # hành chính
    CIVIL = "civil"  # dân sự


_CODES = {  # as courts number their judgments and decisions: 48/2026/DS-ST, 12/2026/QĐST-HNGĐ
    Matter.FAMILY: ("HNGĐ", "HNGD"),
    Matter.COMMERCIAL: ("KDTM",),
    Matter.CRIMINAL: ("HS",),
    Matter.LABOUR: ("LĐ", "LD"),
    Matter.BANKRUPTCY: ("PS",),
    Matter.ADMINISTRATIVE: ("HC",),
    Matter.CIVIL: ("DS",),
}
Key = int | str | None  # of a group: an id, a value of an enumeration, or None for what has none


def key_of(by: By) -> ColumnElement[Key]:
    """The column of a decision's group; ``By.KIND`` is the line's (table ``obligation``), ``By.MATTER`` the judgment's."""
    columns: dict[By, ColumnElement[Key]] = {
        By.AGENCY: cast(null(), Text),
        By.OFFICE: decision.c.office_id,
        By.OFFICER: decision.c.officer_id,
        By.COMMUNE: decision.c.commune_id,
        By.KIND: obligation.c.kind,
        By.ORIGIN: decision.c.origin,
        By.MATTER: matter_of(judgment.c.number),
        By.DECISION: decision.c.id,
    }
    return columns[by]


def in_group(by: By, key: Key) -> ColumnElement[bool]:
    """The condition on ``decision`` that it belongs to this group. Raises ``KeyError`` for groups that are no column of it."""
    match by:
        case By.AGENCY:
            return true()
        case By.KIND:
            line = obligation.alias("line")
            of_kind = select(line.c.id).where(line.c.decision_id == decision.c.id)
            with_kind = of_kind.where(line.c.kind == key).correlate(decision).exists()
            return with_kind if key is not None else ~of_kind.correlate(decision).exists()
        case By.MATTER:
            judged = judgment.alias("judged")
            matter = matter_of(judged.c.number)
            same = matter.is_(None) if key is None else matter == key
            asked = select(judged.c.id).where(judged.c.id == decision.c.judgment_id, same)
            return asked.correlate(decision).exists()
        case _:
            column = key_of(by)
            return column.is_(None) if key is None else column == key


def names_of(books: Books, by: By, keys: Iterable[Key]) -> Mapping[Key, str]:
    """The names of offices, officers or communes by their ids; nothing for groups that are values of an enumeration."""
    named: dict[By, tuple[Column[int], Column[str]]] = {
        By.OFFICE: (regional_office.c.id, regional_office.c.name),
        By.OFFICER: (staff.c.id, staff.c.name),
        By.COMMUNE: (commune.c.id, commune.c.name),
    }
    if by not in named:
        return {}
    row_id, name = named[by]
    found: dict[Key, str] = {}
    for piece in in_pieces([key for key in keys if isinstance(key, int)]):
        found |= {row[0]: row[1] for row in books.conn.execute(select(row_id, name).where(row_id.in_(piece)))}
    return found


def matter_of(number: ColumnElement[str]) -> ColumnElement[Key]:
    """The kind of judgment that its number tells; None where it tells none."""
    upper = func.upper(number)
    found = [(upper.like(f"%{code}%"), matter.value) for matter, codes in _CODES.items() for code in codes]
    return case(*found, else_=cast(null(), Text))
