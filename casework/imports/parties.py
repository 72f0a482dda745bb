"""Which party of the books is the person or body that the list names, and what does the list add to what is known?

A person is known by the identity number, an organisation by its name, the State is one. A person without a number is
never taken for somebody of the same name, except within the same decision (``casework.imports.takers``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from casework import name_words
from casework.books import Books
from casework.db.bulk import in_pieces, insert_rows
from casework.db.ids import id_stream
from casework.folding import fold
from casework.imports.changes import Changes
from casework.imports.entries import joined
from casework.party_events import PartyEvent, note_event
from casework.people import COLUMNS, PartyFacts, PartyKind, name_print, sealed_rows, tidy_identity, tidy_phone
from casework.tables.people import party


class Parties:
    """Finds the parties of one list, enters new ones and writes what the list says anew about known ones.

    ``shared``: what several rows say together about the person with this identity number.
    """

    def __init__(self, books: Books, changes: Changes, shared: Mapping[str, PartyFacts]) -> None:
        self._books = books
        self._changes = changes
        self._shared = shared
        self._by_number: dict[str, int] = {}  # by identity number: those of this list
        self._by_identity: dict[bytes, int] = {}  # by its fingerprint: those of the books
        self._by_name: dict[bytes, int] = {}  # organisations
        self._anybody = books.conn.execute(_ANYBODY).first() is not None
        self._state: int | None = books.conn.execute(_STATE).scalar()
        self._fresh: set[int] = set()  # entered by this list: what it says of them is written already
        self._new: list[tuple[int, PartyFacts]] = []
        self._prints: dict[str, bytes] = {}
        self._told: dict[int, PartyFacts] = {}
        self._ids = id_stream()

    def look_up(self, identities: Collection[str], organisations: Collection[str]) -> None:
        """Ask the books about everybody in the list by identity number, and about these names of organisations.

        All before anything is entered: what SQLite knows of a table's sizes is then still true. Asked between the
        insertions of a first long list it went through the whole table for each question (100,000 rows: 3 s).
        """
        if not self._anybody:  # the first list of all: whoever is known is known from this list
            return
        for piece in in_pieces(list(identities)):
            prints = [self.identity_print(number) for number in piece]
            for row in self._books.conn.execute(_BY_IDENTITY, {"prints": prints}):
                self._by_identity[row.identity_print] = row.id
        for piece in in_pieces(list(organisations)):
            for row in self._books.conn.execute(_BY_NAME, {"prints": [self._name_print(name) for name in piece]}):
                self._by_name.setdefault(row.name_print, row.id)

    def identity_print(self, identity: str) -> bytes:
        """The keyed fingerprint of an identity number."""
        known = self._prints.get(identity)
        if known is None:
            known = self._prints[identity] = self._books.keys.fingerprint("identity", tidy_identity(identity))
        return known

    def known(self, facts: PartyFacts) -> int | None:
        """The party that is known by number, by an organisation's name, or as the State; None for all others."""
        if facts.kind is PartyKind.STATE:
            return self._state
        if facts.identity:
            entered = self._by_number.get(facts.identity)
            known = entered is not None or not self._by_identity
            return entered if known else self._by_identity.get(self.identity_print(facts.identity))
        if facts.kind is PartyKind.ORGANISATION:
            return self._by_name.get(self._name_print(facts.name))
        return None

    def find_or_enter(self, facts: PartyFacts) -> int:
        """The known party, told what the list says of it, or a new one."""
        known = self.known(facts)
        if known is None:
            return self.enter(facts)
        self.tell(known, facts)
        return known

    def enter(self, facts: PartyFacts) -> int:
        """A new party."""
        party_id = next(self._ids)
        self._new.append((party_id, self._whole(facts)))
        self._fresh.add(party_id)
        if facts.kind is PartyKind.STATE:
            self._state = party_id
        elif facts.identity:
            self._by_number[facts.identity] = party_id
        elif facts.kind is PartyKind.ORGANISATION:
            self._by_name[self._name_print(facts.name)] = party_id
        return party_id

    def tell(self, party_id: int, facts: PartyFacts) -> None:
        """The list says this of a known party; what it is silent about stays."""
        if party_id not in self._fresh and facts.kind is not PartyKind.STATE:
            if facts.identity:
                self._by_number.setdefault(facts.identity, party_id)
            told = self._told.get(party_id)
            self._told[party_id] = self._whole(facts) if told is None else joined(told, facts)

    def flush(self) -> None:
        """Write the new parties and what was told about known ones."""
        if self._new:
            insert_rows(self._books.conn, party, COLUMNS, sealed_rows(self._books, self._new, self._prints))
            name_words.note_new(self._books, [(party_id, facts.name) for party_id, facts in self._new])
            self._changes.added(party, [party_id for party_id, _ in self._new])
        self._new.clear()
        for piece in in_pieces(list(self._told)):
            rows = [dict(row._mapping) for row in self._books.conn.execute(_ROWS, {"ids": list(piece)})]
            self._rewrite(rows)
        self._told.clear()

    def _rewrite(self, rows: Iterable[dict[str, Any]]) -> None:
        written: list[dict[str, Any]] = []
        died: list[int] = []
        renamed: list[tuple[int, str, str]] = []
        for row in rows:
            new = self._changed_columns(row, self._told[row["id"]])
            if "name_sealed" in new:
                renamed.append((row["id"], self._name(row), self._name({"id": row["id"], **new})))
            if new:
                self._changes.before(party, row["id"], row)
                changed = row | new | {"changed_at": self._books.clock.now()}
                changed["row_id"] = changed.pop("id")
                written.append(changed)
            if "deceased" in new:
                died.append(row["id"])
        note_event(self._books, PartyEvent.FACTS_CHANGED, died)
        if written:
            self._books.conn.execute(_UPDATE, written)
        name_words.forget(self._books, [(row_id, before) for row_id, before, _ in renamed])
        name_words.note(self._books, [(row_id, now) for row_id, _, now in renamed])

    def _changed_columns(self, row: Mapping[str, Any], told: PartyFacts) -> dict[str, Any]:
        keys, row_id = self._books.keys, row["id"]

        def opened(column: str) -> str | None:
            sealed = row[f"{column}_sealed"]
            return None if sealed is None else keys.open("party", column, row_id, sealed)

        clear = {
            "name": _better_name(opened("name") or "", told.name),
            "identity": tidy_identity(told.identity) if told.identity else None,
            "phone": tidy_phone(told.phone) if told.phone else None,
            "birth_year": str(told.birth_year) if told.birth_year else None,
            "address": told.address,
        }
        new: dict[str, Any] = {}
        for column, text in clear.items():
            if text and text != opened(column):
                new[f"{column}_sealed"] = keys.seal("party", column, row_id, text)
                if column == "name":
                    new["name_print"] = name_print(self._books, text)
                elif column in ("identity", "phone"):
                    new[f"{column}_print"] = keys.fingerprint(column, text)
        if told.commune_id is not None and told.commune_id != row["commune_id"]:
            new["commune_id"] = told.commune_id
        for flag in ("deceased", "in_prison"):
            if getattr(told, flag) and not row[flag]:
                new[flag] = True
        return new

    def _name(self, row: Mapping[str, Any]) -> str:
        return self._books.keys.open("party", "name", row["id"], row["name_sealed"])

    def _name_print(self, name: str) -> bytes:
        known = self._prints.get(name)
        if known is None:
            known = self._prints[name] = name_print(self._books, name)
        return known

    def _whole(self, facts: PartyFacts) -> PartyFacts:
        return self._shared.get(facts.identity, facts) if facts.identity else facts


def _better_name(known: str, told: str) -> str:
    """A name typed without its marks, or all in capitals, does not replace the same name with them."""
    return known if fold(known) == fold(told) and (told.isascii() or told.isupper()) else told


_ANYBODY = select(party.c.id).limit(1)
_STATE = select(party.c.id).where(party.c.kind == PartyKind.STATE.value).order_by(party.c.id).limit(1)
_BY_IDENTITY = select(party.c.identity_print, party.c.id).where(
    party.c.identity_print.in_(bindparam("prints", expanding=True))
)
_BY_NAME = (
    select(party.c.name_print, party.c.id)
    .where(party.c.name_print.in_(bindparam("prints", expanding=True)), party.c.kind == PartyKind.ORGANISATION.value)
    .order_by(party.c.id)
)
_ROWS = select(party).where(party.c.id.in_(bindparam("ids", expanding=True)))
_UPDATE = (
    update(party)
    .where(party.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in COLUMNS if name != "id"})
)
