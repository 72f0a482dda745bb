"""Who takes part in a decision that the books have, when the list names its debtors and creditors again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.books import Books
from casework.decisions import PartyRole
from casework.imports.doubts import Doubtful, Doubts
from casework.imports.entries import Entry
from casework.imports.parties import Parties
from casework.people import PartyFacts, PartyKind, name_print

Pair = tuple[int, str]  # party and role


@dataclass(kw_only=True)
class _Seats:
    """The parties of one role that the books have and the list has not named yet."""

    left: dict[int, Mapping[str, Any]] = field(repr=False)  # party id -> id, kind, identity_print, name_print


class Takers:
    """Decides who of a list's debtors and creditors is who of the books'."""

    def __init__(self, books: Books, parties: Parties, doubts: Doubts) -> None:
        self._books = books
        self._parties = parties
        self._doubts = doubts

    def pairs(self, entry: Entry, present: Sequence[Pair], people: Mapping[int, Mapping[str, Any]]) -> set[Pair]:
        """Who takes part now: the list's debtors and creditors, and whoever has another role.

        A role that the list does not name stays as it is. ``people``: the rows of the ``present`` parties by id.
        """
        pairs = set(present)
        for role, named in ((PartyRole.DEBTOR, entry.debtors), (PartyRole.CREDITOR, entry.creditors)):
            if not named:
                continue
            seats = _Seats(left={party: people[party] for party, its_role in sorted(present) if its_role == role})
            before = set(seats.left)
            now = self._seated(entry, named, seats, role)
            pairs = {pair for pair in pairs if pair[1] != role} | {(party, role.value) for party in now}
            if role is PartyRole.DEBTOR and before - now:
                self._doubts.tell(entry.row, Doubtful.DEBTOR_REPLACED, named[0].name)
        return pairs

    def _seated(self, entry: Entry, named: Sequence[PartyFacts], seats: _Seats, role: PartyRole) -> set[int]:
        """Known by number first, then by name within the decision, then the only debtor that is left on both sides."""
        now: set[int] = set()
        unknown: list[PartyFacts] = []
        for one in named:
            party = self._parties.known(one)
            if party is None:
                unknown.append(one)
                continue
            self._same(entry, party, one, seats.left.pop(party, None))
            now.add(party)
        strangers = [one for one in unknown if not self._take_by_name(entry, one, seats, now)]
        if role is PartyRole.DEBTOR and len(strangers) == len(seats.left) == 1 and _may_be(strangers[0], seats):
            party, row = seats.left.popitem()
            self._same(entry, party, strangers.pop(), row)
            now.add(party)
        return now | {self._parties.enter(one) for one in strangers}

    def _take_by_name(self, entry: Entry, one: PartyFacts, seats: _Seats, now: set[int]) -> bool:
        name = name_print(self._books, one.name)
        for party, row in seats.left.items():
            if row["name_print"] == name and row["kind"] == one.kind.value:
                self._same(entry, party, one, row)
                del seats.left[party]
                now.add(party)
                return True
        return False

    def _same(self, entry: Entry, party: int, one: PartyFacts, row: Mapping[str, Any] | None) -> None:
        """The books' party is the list's: told what the list says, flagged where that is another number or name."""
        self._parties.tell(party, one)
        if row is None or one.kind is not PartyKind.PERSON:
            return
        if one.identity and row["identity_print"] not in (None, self._parties.identity_print(one.identity)):
            self._doubts.tell(entry.row, Doubtful.IDENTITY_CORRECTED, one.identity)
        if row["name_print"] != name_print(self._books, one.name):
            self._doubts.tell(entry.row, Doubtful.DEBTOR_NAME_CHANGED, one.name)


def _may_be(one: PartyFacts, seats: _Seats) -> bool:
    """A person of another name is the same only where neither has an identity number that could say otherwise."""
    (row,) = seats.left.values()
    same_kind = one.kind is PartyKind.PERSON and row["kind"] == one.kind.value
    return same_kind and row["identity_print"] is None and not one.identity
