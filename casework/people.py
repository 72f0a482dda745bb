"""Who is the party, and how is one found again without anything readable being kept?

Names, identity numbers, birth years, phones and addresses are sealed (see ``casework.encryption``); a party is found by
keyed fingerprints of the identity number, the phone number and the folded name. A change to ``casework.folding`` changes
the fingerprints of names, so it needs a migration that writes them anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.folding import fold
from casework.name_words import forget, note, note_new
from casework.party_events import PartyEvent, note_event
from casework.tables.people import party as parties
from casework.tidy import tidy

COLUMNS = tuple(column.name for column in parties.columns)
_IDENTITY = re.compile(r"[0-9]{12}|[0-9]{9}")  # số định danh; nine digits: the old identity card, still in old files
_PHONE = re.compile(r"0[0-9]{9,10}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-()\u200b\u00a0]+")


class PartyKind(StrEnum):
    """What kind of party it is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    STATE = "state"  # money that goes to the State budget has a creditor too


class PartyRefused(Exception):
    """What was given about a party cannot be written; the message is for whoever enters it."""


class IdentityTaken(PartyRefused):
    """Another party already has this identity number: ``party_id``."""

    def __init__(self, party_id: int) -> None:
        super().__init__("Số định danh này đã có trong sổ. Hãy mở hồ sơ của người đó thay vì nhập mới.")
        self.party_id = party_id


class PartyUnknown(PartyRefused):
    """There is no such party."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyFacts:
    """What is entered about a party. ``identity`` and ``phone`` as people write them; spaces, dots and dashes go."""

    kind: PartyKind
    name: str = field(repr=False)
    identity: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    birth_year: int | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    commune_id: int | None = None
    deceased: bool = False
    in_prison: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """A party as the books know it. Its ``repr`` names nobody, so that a log line cannot."""

    id: int
    kind: PartyKind
    name: str = field(repr=False)
    identity: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    birth_year: int | None = field(repr=False)
    address: str | None = field(repr=False)
    commune_id: int | None
    deceased: bool
    in_prison: bool
    changed_at: datetime


def tidy_identity(written: str) -> str:
    """The digits of an identity number (12, or 9 of the old card). Raises ``PartyRefused`` for anything else."""
    if _IDENTITY.fullmatch(written):  # as lists give it after reading
        return written
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", written))
    if not _IDENTITY.fullmatch(digits):
        raise PartyRefused("Số định danh phải có 12 chữ số (hoặc 9 số của chứng minh nhân dân cũ). Hãy xem lại.")
    return digits


def tidy_phone(written: str) -> str:
    """A Vietnamese phone number as ``0`` and nine or ten digits: "+84 900 000 002" is "0900000002"."""
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", written))
    for country in ("+84", "0084", "84"):
        if digits.startswith(country):
            digits = "0" + digits.removeprefix(country).removeprefix("0")
            break
    if not _PHONE.fullmatch(digits):
        raise PartyRefused("Số điện thoại phải có 10 hoặc 11 chữ số, bắt đầu bằng 0. Hãy xem lại.")
    return digits


def add_party(books: Books, facts: PartyFacts) -> int:
    """Enter a party and give its id. Raises ``IdentityTaken`` or ``PartyRefused``."""
    party_id = new_id()
    row = _row_for_one(books, party_id, facts)
    books.conn.execute(insert(parties), {"id": party_id, **row})
    note_new(books, [(party_id, tidy(facts.name))])
    return party_id


def update_party(books: Books, party_id: int, facts: PartyFacts) -> None:
    """Write everything known about the party anew. Raises ``PartyUnknown``, ``IdentityTaken`` or ``PartyRefused``."""
    row = _row_for_one(books, party_id, facts)
    known_as = name_of(books, party_id)
    if known_as is None:
        raise PartyUnknown("Không có đương sự này trong sổ. Hãy tìm lại.")
    books.conn.execute(update(parties).where(parties.c.id == party_id), row)
    forget(books, [(party_id, known_as)])
    note(books, [(party_id, tidy(facts.name))])
    note_event(books, PartyEvent.FACTS_CHANGED, [party_id])


def find_by_identity(books: Books, identity: str) -> int | None:
    """The party with this identity number; None also for what is no identity number."""
    try:
        print_ = books.keys.fingerprint("identity", tidy_identity(identity))
    except PartyRefused:
        return None
    return books.conn.execute(_BY_IDENTITY, {"print": print_}).scalar()


def find_by_phone(books: Books, phone: str) -> list[int]:
    """The parties reached by this phone number (a family may share one), oldest entry first."""
    try:
        print_ = books.keys.fingerprint("phone", tidy_phone(phone))
    except PartyRefused:
        return []
    return list(books.conn.execute(_BY_PHONE, {"print": print_}).scalars())


def find_by_name(books: Books, name: str) -> list[int]:
    """The parties whose whole name folds alike ("Đặng Thị Phượng", "dang thi phuong"), oldest entry first."""
    return list(books.conn.execute(_BY_NAME, {"print": name_print(books, name)}).scalars())


def name_print(books: Books, name: str) -> bytes:
    """The keyed fingerprint that a name is found by."""
    return books.keys.fingerprint("name", fold(name))


def party(books: Books, party_id: int) -> Party | None:
    """The party, opened; None if there is no such party."""
    rows = _BY_ID.rows(books.conn, id=party_id)
    return _opened(books, dict(zip(_NAMED, rows[0], strict=True))) if rows else None


def name_of(books: Books, party_id: int) -> str | None:
    """The party's name; None if there is no such party."""
    return names_of(books, [party_id]).get(party_id)


def names_of(books: Books, party_ids: Iterable[int]) -> dict[int, str]:
    """The names of many parties by one statement."""
    rows = books.conn.execute(_NAMES, {"ids": list(party_ids)})
    return {row.id: books.keys.open("party", "name", row.id, row.name_sealed) for row in rows}


def identity_last_six(books: Books, party_id: int) -> str | None:
    """The last six digits of the party's twelve-digit identity number; None if it has none, or only the old card's nine
    digits, which people no longer know by heart.
    """
    sealed = books.conn.execute(_IDENTITY_OF, {"id": party_id}).scalar()
    number = "" if sealed is None else books.keys.open("party", "identity", party_id, sealed)
    return number[-6:] if len(number) == 12 else None


_NAMED = parties.columns.keys()
_BY_ID = Prepared(select(parties).where(parties.c.id == bindparam("id")))
_BY_IDENTITY = select(parties.c.id).where(parties.c.identity_print == bindparam("print"))
_BY_PHONE = select(parties.c.id).where(parties.c.phone_print == bindparam("print")).order_by(parties.c.id)
_BY_NAME = select(parties.c.id).where(parties.c.name_print == bindparam("print")).order_by(parties.c.id)
_NAMES = select(parties.c.id, parties.c.name_sealed).where(parties.c.id.in_(bindparam("ids", expanding=True)))
_IDENTITY_OF = select(parties.c.identity_sealed).where(parties.c.id == bindparam("id"))


def sealed_row(books: Books, party_id: int, facts: PartyFacts) -> dict[str, Any]:
    """The columns of ``party`` but its id for these facts, sealed for this id; it does not look who is there."""
    (cells,) = sealed_rows(books, [(party_id, facts)])
    row = dict(zip(COLUMNS, cells, strict=True))
    del row["id"]
    return row


def sealed_rows(
    books: Books, people: Sequence[tuple[int, PartyFacts]], prints: Mapping[str, bytes] | None = None
) -> list[tuple[Any, ...]]:
    """``sealed_row`` for whole lists: (id, facts) to rows in the order of ``COLUMNS``. Column by column, about 25 µs each.

    ``prints``: fingerprints of identity numbers that are known already.
    """
    ids = [party_id for party_id, _ in people]
    names, identities, phones, years, addresses = zip(*(_clear(books, facts) for _, facts in people), strict=True)
    now = books.clock.now()
    rest = [(one.commune_id, one.deceased, one.in_prison, now) for _, one in people]
    columns = (
        ids,
        [one.kind.value for _, one in people],
        _sealed(books, "name", ids, names),
        _sealed(books, "identity", ids, identities),
        _printed(books, "identity", identities, prints),
        _printed(books, "name", [fold(name) for name in names]),
        _sealed(books, "birth_year", ids, years),
        _sealed(books, "phone", ids, phones),
        _printed(books, "phone", phones),
        _sealed(books, "address", ids, addresses),
        *zip(*rest, strict=True),
    )
    return list(zip(*columns, strict=True))


def _clear(books: Books, facts: PartyFacts) -> tuple[str, str | None, str | None, str | None, str | None]:
    """Name, identity number, phone, year of birth, address as they are kept. Raises ``PartyRefused``."""
    name = tidy(facts.name)
    if not name:
        raise PartyRefused("Chưa có họ tên hoặc tên tổ chức. Hãy nhập tên.")
    year = facts.birth_year
    if year is not None and not 1900 <= year <= books.clock.now().year:
        raise PartyRefused("Năm sinh không hợp lý. Hãy xem lại.")
    return (
        name,
        tidy_identity(facts.identity) if facts.identity else None,
        tidy_phone(facts.phone) if facts.phone else None,
        str(year) if year is not None else None,
        (tidy(facts.address) or None) if facts.address else None,
    )


def _sealed(books: Books, column: str, ids: Sequence[int], texts: Sequence[str | None]) -> list[bytes | None]:
    there = [(row_id, text) for row_id, text in zip(ids, texts, strict=True) if text]
    sealed = iter(books.keys.seal_many("party", column, there))
    return [next(sealed) if text else None for text in texts]


def _printed(
    books: Books, purpose: str, texts: Sequence[str | None], known: Mapping[str, bytes] | None = None
) -> list[bytes | None]:
    there = known or {}
    return [None if text is None else there.get(text) or books.keys.fingerprint(purpose, text) for text in texts]


def _row_for_one(books: Books, party_id: int, facts: PartyFacts) -> dict[str, Any]:
    """``sealed_row`` after making sure that nobody else has the identity number."""
    row = sealed_row(books, party_id, facts)
    if row["identity_print"] is not None:
        other = books.conn.execute(_BY_IDENTITY, {"print": row["identity_print"]}).scalar()
        if other not in (None, party_id):
            raise IdentityTaken(other)
    return row


def _opened(books: Books, row: Mapping[str, Any]) -> Party:
    def opened(column: str) -> str | None:
        sealed = row[f"{column}_sealed"]
        return None if sealed is None else books.keys.open("party", column, row["id"], sealed)

    born = opened("birth_year")
    return Party(
        id=row["id"],
        kind=PartyKind(row["kind"]),
        name=books.keys.open("party", "name", row["id"], row["name_sealed"]),
        identity=opened("identity"),
        phone=opened("phone"),
        birth_year=int(born) if born is not None else None,
        address=opened("address"),
        commune_id=row["commune_id"],
        deceased=row["deceased"],
        in_prison=row["in_prison"],
        changed_at=row["changed_at"],
    )
