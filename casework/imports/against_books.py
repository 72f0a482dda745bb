"""Which decisions of the list contradict the books, so that somebody has to look before anything is written?

A number that the books know under another name decides who may see a file; a decision that the books have with another day
would be enforced twice. Answers say what in the books it is, never whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from casework.books import Books
from casework.db.bulk import in_pieces
from casework.decisions import tidy_number
from casework.imports import difference_queries as queries
from casework.imports.comparisons import enforcement_year
from casework.imports.entries import Key
from casework.people import name_print, tidy_identity

if TYPE_CHECKING:
    from casework.imports.differences import Group, Known


def identities_of_others(books: Books, groups: Sequence[Group]) -> dict[Key, str]:
    """Decisions with a debtor whose identity number the books have under another name, with a decision of that other."""
    keys = books.keys
    asked: dict[bytes, list[tuple[Group, str]]] = {}
    for group in groups:
        for row in group.rows:
            if row.identity_number and row.debtor_display:
                number = keys.fingerprint("identity", tidy_identity(row.identity_number))
                asked.setdefault(number, []).append((group, row.debtor_display))
    found: dict[Key, str] = {}
    for piece in in_pieces(list(asked)):
        for owner in books.conn.execute(queries.OWNERS, {"prints": list(piece)}).all():
            for group, name in asked[owner.identity_print]:
                if name_print(books, name) != owner.name_print and not _is_debtor(books, group, owner.id):
                    found[group.key] = _decision_of(books, owner.id)
    return found


def decisions_of_other_days(books: Books, groups: Sequence[Group], known: Mapping[Key, Known]) -> dict[Key, str]:
    """New decisions whose number the books have for the same debtor in the same year of enforcement, with its day there.

    Two offices may give one number to two persons; the same person twice is a slip in the day.
    """
    by_number: dict[str, list[Key]] = {}
    for key in known:
        by_number.setdefault(key[0], []).append(key)
    rivals = {
        group.key: [key for key in by_number.get(group.key[0], ()) if _same_year(key, group.key)]
        for group in groups
        if group.known is None
    }
    ids = [known[key].id for keys in rivals.values() for key in keys]
    if not ids:
        return {}
    debtors: dict[int, set[bytes]] = {}
    for piece in in_pieces(ids):
        for row in books.conn.execute(queries.DEBTORS_OF, {"ids": list(piece)}):
            debtors.setdefault(row.decision_id, set()).add(row.identity_print or row.name_print)
    found: dict[Key, str] = {}
    for group in groups:
        prints = _debtor_prints(books, group)
        for key in rivals.get(group.key, ()):
            if prints & debtors.get(known[key].id, set()):
                found[group.key] = f"{key[1]:%d/%m/%Y}"
    return found


def duties_in_books(books: Books, agency_id: int, groups: Sequence[Group]) -> dict[Key, str]:
    """New decisions whose debtor, judgment, kind and sum the books have under another number, with that number."""
    asked: dict[tuple[bytes, str, str, int], Key] = {}
    for group in groups:
        for row in group.rows if group.known is None else ():
            if row.identity_number and row.judgment_number and row.amount_owed:
                number = books.keys.fingerprint("identity", tidy_identity(row.identity_number))
                asked[number, tidy_number(row.judgment_number), row.obligation_kind.value, row.amount_owed] = group.key
    found: dict[Key, str] = {}
    for piece in in_pieces(list({asked_for[0] for asked_for in asked})):
        for duty in books.conn.execute(queries.DUTIES_OF, {"prints": list(piece), "agency": agency_id}):
            key = asked.get((duty.identity_print, tidy_number(duty.judgment), duty.kind, duty.amount))
            if key is not None and key[0] != duty.number:
                found[key] = f"{duty.number} ngày {duty.issued_on:%d/%m/%Y}"
    return found


def _debtor_prints(books: Books, group: Group) -> set[bytes]:
    return {
        books.keys.fingerprint("identity", tidy_identity(row.identity_number))
        if row.identity_number
        else name_print(books, row.debtor_display or "")
        for row in group.rows
    }


def _same_year(one: Key, other: Key) -> bool:
    return one != other and enforcement_year(one[1]) == enforcement_year(other[1])


def _decision_of(books: Books, party_id: int) -> str:
    row = books.conn.execute(queries.DECISION_OF, {"party": party_id}).first()
    return "chưa có việc nào" if row is None else f"việc {row.number} ngày {row.issued_on:%d/%m/%Y}"


def _is_debtor(books: Books, group: Group, party_id: int) -> bool:
    if group.known is None:
        return False
    asked = {"decision": group.known.id, "party": party_id}
    return books.conn.execute(queries.TAKES_PART, asked).first() is not None
