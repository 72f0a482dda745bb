"""Which decisions in sight does a member of staff mean: by number, part of a name, telephone or identity number?

What is typed is only ever compared, never a pattern; tone marks, capitals and ways of typing them do not matter. A number is
found by its leading digits (45, 045/QĐ), people by the keyed fingerprints of their words (``casework.name_words``), each by an
index. Only when every word of a name is borne by thousands (Nguyễn Văn) are the names of the newest decisions opened one
after the other: a bounded number a page, and the next page goes on from there. docs/decisions/0022.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union_all

from casework import audit, people
from casework.books import Books
from casework.db.bulk import in_pieces
from casework.db.for_each import as_json_list, ids_in
from casework.decision_states import Status
from casework.decisions import PartyRole
from casework.folding import fold
from casework.name_words import parties_with, words_of
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from casework.tables.people import party
from casework.tidy import tidy

LISTED = 20
LONGEST = 200  # characters; what is longer is no name
MOST_WORDS = 30
MOST_BEARERS = 10_000  # of a word; one that more people bear does not help to find anybody
MOST_KNOWN = 1_000  # people whose names are opened at once; of more, those of the newest decisions one after the other
MOST_OPENED = 1_200  # decisions that one page looks through so
MOST_DECISIONS = 4_000  # of those found, looked at at once
_OPENED_AT_ONCE = 500
_MOST_OTHERS = 200  # people looked at to say why a page's decisions were found
_FEW = 50  # people; their names are opened rather than another word looked up
_DIGITS = re.compile(r"\d+", re.ASCII)
_PADDED = 4  # noughts before a number: 045, 00045


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A decision among those found. ``others``: whose name fits, where no debtor's does, with their role."""

    id: int
    number: str
    issued_on: date
    status: Status
    debtors: tuple[str, ...]
    others: tuple[tuple[PartyRole, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a search gave, those entered last first. ``older``: from which id the search goes on; None: that was all."""

    found: tuple[Found, ...]
    older: int | None


def find(books: Books, who: Staff, words: str, before: int | None = None) -> Finding:
    """Decisions in sight by their number, or by parts of a party's name, identity number or telephone; ``before``: an id
    that an earlier page gave as ``older``. A line in the trail says that somebody searched, never for what.
    """
    wanted = tidy(words[:LONGEST])
    if not wanted:
        return Finding(found=(), older=None)
    ids, older = _ids(books, who, wanted, before)
    found = _told(books, who, ids, words_of(wanted))
    audit.record(books, audit.staff(who.id), audit.Action.CASES_SEARCHED, "decision", purpose=str(len(found)))
    return Finding(found=found, older=older)


def _ids(books: Books, who: Staff, wanted: str, before: int | None) -> tuple[list[int], int | None]:
    """A page of ids, the largest first, and where the next begins."""
    ids = set(_numbered(books, who, wanted, before))
    parties, asked = _known_parties(books, wanted), words_of(wanted)
    among = _bearing(books, asked)
    if among is not None and len(among) <= MOST_KNOWN:
        parties |= _having(books, among, asked)
        among, asked = None, frozenset()
    of_parties = _decisions_of(books, who, parties, before)
    if not asked and of_parties is not None:
        page = sorted(ids.union(of_parties), reverse=True)
        return page[:LISTED], page[LISTED - 1] if len(page) > LISTED else None
    opened, last = _opened_one_by_one(books, who, _Wanted(parties=parties, words=asked, among=among), before)
    ids |= {*opened, *(of_parties or ())}
    page = sorted((one for one in ids if last is None or one >= last), reverse=True)  # below it waits for the next page
    return (page[:LISTED], page[LISTED - 1]) if len(page) > LISTED else (page, last)


# -- by number --------------------------------------------------------------------------------------------------------


def _numbered(books: Books, who: Staff, wanted: str, before: int | None) -> Iterable[int]:
    first = _DIGITS.search(wanted)
    number = "" if first is None else first[0].lstrip("0")
    if not number or len(number) > 9:
        return []
    pieces = [_bare(piece) for piece in wanted.split()]
    rows = books.conn.execute(_beginning(books, number))
    fitting = {row.id for row in rows if all(piece in _bare(row.number) for piece in pieces)}
    return _in_sight(books, who, [one for one in fitting if before is None or one < before])


def _in_sight(books: Books, who: Staff, ids: Collection[int]) -> list[int]:
    """Of these decisions the newest that may be seen."""
    those = decision.c.id.in_(ids_in(books.conn.dialect.name, "ids"))
    asked = select(decision.c.id).where(those, in_sight(who, decision)).order_by(decision.c.id.desc())
    return list(books.conn.execute(asked.limit(LISTED + 1), {"ids": as_json_list(ids)}).scalars())


def _bare(number: str) -> str:
    """As numbers are compared: without marks, and without the noughts they begin with."""
    return fold(number).lstrip("0")


def _beginning(books: Books, number: str) -> Select[Any]:
    """Decisions whose number begins with these digits, and no others after them: byte by byte, whatever the database sorts
    like, each stretch of the index by itself.
    """
    column = decision.c.number
    postgres = books.conn.dialect.name == "postgresql"

    def between(low: str, high: str) -> ColumnElement[bool]:
        if postgres:
            return and_(column.op("~>=~", is_comparison=True)(low), column.op("~<~", is_comparison=True)(high))
        return and_(column >= low, column < high)

    padded = ["0" * noughts + number for noughts in range(_PADDED + 1)]
    ends = [(one, one + "0") for one in padded] + [(one + ":", one[:-1] + chr(ord(one[-1]) + 1)) for one in padded]
    found = union_all(*(select(decision.c.id, column).where(between(*one)) for one in ends)).subquery()
    return select(found.c.id, found.c.number).limit(MOST_DECISIONS)


# -- by people --------------------------------------------------------------------------------------------------------


def _known_parties(books: Books, wanted: str) -> set[int]:
    """By what is exact: telephone, identity number, the whole name."""
    parties = {*people.find_by_phone(books, wanted), *people.find_by_name(books, wanted)}
    known = people.find_by_identity(books, wanted)
    return parties if known is None else parties | {known}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """Who is looked for one by one: these parties, and whoever has all the words. ``among``: nobody else can have them."""

    parties: Collection[int]
    words: frozenset[str]
    among: Collection[int] | None


def _bearing(books: Books, words: frozenset[str]) -> set[int] | None:
    """Among whom those with all these words are; None where each word is borne by too many."""
    if not words or len(words) > MOST_WORDS:
        return set()
    both: set[int] | None = None
    for word in sorted(words, key=len, reverse=True):  # long words are rarer
        if (bearers := parties_with(books, word, MOST_BEARERS)) is not None:
            both = bearers if both is None else both & bearers
        if both is not None and len(both) <= _FEW:
            break
    return both


def _having(books: Books, among: Collection[int], words: frozenset[str]) -> set[int]:
    """Those of them whose names, opened, have all the words."""
    rows = books.conn.execute(_NAMES[books.conn.dialect.name], {"ids": as_json_list(among)})
    return {row.id for row in rows if words <= _words(books, row.id, row.name_sealed)}


def _words(books: Books, party_id: int, sealed: bytes) -> frozenset[str]:
    return words_of(books.keys.open("party", "name", party_id, sealed))


def _decisions_of(books: Books, who: Staff, parties: Collection[int], before: int | None) -> list[int] | None:
    """The newest decisions in sight of these parties; None where they have too many to be looked at (a bank's)."""
    kind = books.conn.dialect.name
    theirs = select(decision_party.c.decision_id).where(decision_party.c.party_id.in_(ids_in(kind, "ids")))
    if before is not None:
        theirs = theirs.where(decision_party.c.decision_id < before)
    asked = {"ids": as_json_list(parties)}
    ids = set(books.conn.execute(theirs.limit(MOST_DECISIONS + 1), asked).scalars()) if parties else set()
    if len(ids) > MOST_DECISIONS:
        return None
    return _in_sight(books, who, ids)


def _opened_one_by_one(books: Books, who: Staff, wanted: _Wanted, before: int | None) -> tuple[list[int], int | None]:
    """The newest decisions in sight of whoever is wanted; and the last looked at, None where none is left."""
    kind = books.conn.dialect.name
    newest = _below(select(decision.c.id).where(in_sight(who, decision)), before)
    if wanted.among is not None:
        of_them = [*wanted.among, *wanted.parties]
        theirs = select(decision_party.c.decision_id).where(decision_party.c.party_id.in_(ids_in(kind, "ids")))
        newest = newest.where(decision.c.id.in_(theirs))
    else:
        of_them = []
    limited = newest.order_by(decision.c.id.desc()).limit(MOST_OPENED)
    ids = list(books.conn.execute(limited, {"ids": as_json_list(of_them)} if of_them else {}).scalars())
    found: list[int] = []
    bears: dict[int, bool] = {}  # a bank's name is opened once, not for each stretch
    for piece in in_pieces(ids, _OPENED_AT_ONCE):
        rows = books.conn.execute(_PARTIES[kind], {"ids": as_json_list(piece)}).all()
        bears |= {
            id_: _is_wanted(books, wanted, row)
            for id_, row in {row.id: row for row in rows}.items()
            if id_ not in bears
        }
        found += {row.decision_id for row in rows if bears[row.id]}
        if len(found) > LISTED and piece[-1] != ids[-1]:
            return found, piece[-1]
    return found, ids[-1] if len(ids) == MOST_OPENED else None


def _is_wanted(books: Books, wanted: _Wanted, row: Any) -> bool:
    if row.id in wanted.parties:
        return True
    if not wanted.words or (wanted.among is not None and row.id not in wanted.among):
        return False
    return wanted.words <= _words(books, row.id, row.name_sealed)


def _below(asked: Select[Any], before: int | None) -> Select[Any]:
    return asked if before is None else asked.where(decision.c.id < before)


# -- told -------------------------------------------------------------------------------------------------------------


def _told(books: Books, who: Staff, ids: Sequence[int], asked_words: frozenset[str]) -> tuple[Found, ...]:
    asked = select(decision.c.id, decision.c.number, decision.c.issued_on, decision.c.status)
    rows = books.conn.execute(
        asked.where(decision.c.id.in_(ids), in_sight(who, decision)).order_by(decision.c.id.desc())
    )
    debtors = _debtors(books, ids)
    by_name = ids if not any(one.isdigit() for one in asked_words) else ()
    unclear = [one for one in by_name if not any(asked_words <= words_of(name) for name in debtors.get(one, ()))]
    others = _others(books, unclear, asked_words) if unclear else {}
    return tuple(
        Found(
            id=row.id,
            number=row.number,
            issued_on=row.issued_on,
            status=Status(row.status),
            debtors=debtors.get(row.id, ()),
            others=others.get(row.id, ()),
        )
        for row in rows
    )


def _debtors(books: Books, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    asked = select(decision_party.c.decision_id, decision_party.c.party_id).where(
        decision_party.c.decision_id.in_(ids), decision_party.c.role == PartyRole.DEBTOR.value
    )
    rows = books.conn.execute(asked.order_by(decision_party.c.party_id)).all()
    names = people.names_of(books, {row.party_id for row in rows})
    told: dict[int, tuple[str, ...]] = {}
    for row in rows:
        told[row.decision_id] = (*told.get(row.decision_id, ()), names[row.party_id])
    return told


def _others(books: Books, ids: Sequence[int], words: frozenset[str]) -> dict[int, tuple[tuple[PartyRole, str], ...]]:
    """Who else of these decisions bears the words: why a decision of somebody quite different was found."""
    column = decision_party.c
    asked = select(column.decision_id, column.party_id, column.role).where(
        column.decision_id.in_(ids), column.role != PartyRole.DEBTOR.value
    )
    rows = books.conn.execute(asked.order_by(column.party_id).limit(_MOST_OTHERS)).all()
    names = people.names_of(books, {row.party_id for row in rows})
    told: dict[int, tuple[tuple[PartyRole, str], ...]] = {}
    for row in rows:
        if words <= words_of(names[row.party_id]):
            told[row.decision_id] = (*told.get(row.decision_id, ()), (PartyRole(row.role), names[row.party_id]))
    return told


_KINDS = ("sqlite", "postgresql")
_NAMES = {kind: select(party.c.id, party.c.name_sealed).where(party.c.id.in_(ids_in(kind, "ids"))) for kind in _KINDS}
_PARTIES = {
    kind: select(decision_party.c.decision_id, party.c.id, party.c.name_sealed)
    .join(party, party.c.id == decision_party.c.party_id)
    .where(decision_party.c.decision_id.in_(ids_in(kind, "ids")))
    for kind in _KINDS
}
