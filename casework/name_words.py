"""Whose name has this word in it, without a word or a name standing anywhere that can be read?

Beside each party's sealed name stand keyed fingerprints of its folded words. A plain index of words would give names away to
whoever takes the file: which words are frequent is known of every people, and which stand together would tell the rest. So
the party is enciphered together with the word (one block of AES under a key of its own): rows of one word can be counted, but
no two rows can be seen to be of one party, nor which party it is. Found parties are looked at by their opened name, so what
stands here of a name of before misleads nobody. docs/decisions/0022.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from sqlalchemy import BigInteger, bindparam, delete, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.bulk import insert_rows
from casework.db.prepared import Prepared
from casework.encryption import Keys
from casework.folding import fold
from casework.tables.people import name_word, party

AT_ONCE = 1_000
_WORD = re.compile(r"[^\W_]+")
_HALF = 8  # bytes: of the word's fingerprint, and of the party's id
_BLOCK = 2 * _HALF


def words_of(text: str) -> frozenset[str]:
    """The folded words of a name: "Nguyễn Thị Ánh" has nguyen, thi and anh."""
    return frozenset(_WORD.findall(fold(text)))


def note_new(books: Books, people: Sequence[tuple[int, str]]) -> None:
    """Write down the words of the names (party id, name) of parties that are new. In no order that tells who came with whom."""
    rows = sorted(rows_of(books.keys, people))
    insert_rows(books.conn, name_word, ("print", "ref"), rows)


def note(books: Books, people: Sequence[tuple[int, str]]) -> None:
    """Write down the words of these names; what stands there already is left."""
    rows = sorted(rows_of(books.keys, people))
    _ADD.change_all(books.conn, [{"print": print_, "ref": ref} for print_, ref in rows])


def forget(books: Books, people: Sequence[tuple[int, str]]) -> None:
    """The names (party id, name) are no longer these parties'."""
    rows = sorted(rows_of(books.keys, people))
    _REMOVE.change_all(books.conn, [{"print": print_, "ref": ref} for print_, ref in rows])


def parties_with(books: Books, word: str, most: int) -> set[int] | None:
    """The parties whose name has the folded ``word``; None where there are more than ``most``."""
    print_ = _print(books.keys, word)
    if _MANY.rows(books.conn, print=print_, most=most + 1)[0][0] > most:
        return None
    refs = [row[0] for row in _REFS.rows(books.conn, print=print_, most=most)]
    clear = _cipher(books.keys).decryptor().update(b"".join(map(bytes, refs)))
    blocks = (clear[start : start + _BLOCK] for start in range(0, len(clear), _BLOCK))
    return {int.from_bytes(one[_HALF:], "big") for one in blocks if one[:_HALF] == print_[:_HALF]}


def fill(books: Books, after: int) -> tuple[int | None, int]:
    """Write down the words of the next parties above the id ``after``: the last one's id, None when all are done; how many."""
    rows = _NEXT.rows(books.conn, after=after, most=AT_ONCE)
    if not rows:
        return None, 0
    note(books, [(party_id, books.keys.open("party", "name", party_id, sealed)) for party_id, sealed in rows])
    return int(rows[-1][0]), len(rows)


def is_filled(books: Books) -> bool:
    """Whether any words stand there, or nobody is in the books who could have some."""
    return bool(_ANY_WORD.rows(books.conn)) or not _ANYBODY.rows(books.conn)


def rows_of(keys: Keys, people: Iterable[tuple[int, str]]) -> list[tuple[bytes, bytes]]:
    """What ``name_word`` has of these (party id, name): print and ref of each word."""
    prints: dict[str, bytes] = {}
    heads: list[bytes] = []
    blocks = bytearray()
    for party_id, name in people:
        for word in words_of(name):
            print_ = prints.get(word)
            if print_ is None:
                print_ = prints[word] = _print(keys, word)
            heads.append(print_)
            blocks += print_[:_HALF] + party_id.to_bytes(_HALF, "big")
    sealed = _cipher(keys).encryptor().update(bytes(blocks))
    return [(print_, sealed[place * _BLOCK : (place + 1) * _BLOCK]) for place, print_ in enumerate(heads)]


def _print(keys: Keys, word: str) -> bytes:
    return keys.fingerprint("name-word", word)


def _cipher(keys: Keys) -> Cipher[ECB]:
    """Each block is enciphered by itself, and no two blocks are the same: a party has a word once."""
    return Cipher(AES(keys.pepper("name-word-ref")), ECB())  # noqa: S305  single blocks, all different


_ADD = Prepared(
    {
        "sqlite": sqlite.insert(name_word)
        .values(print=bindparam("print"), ref=bindparam("ref"))
        .on_conflict_do_nothing(),
        "postgresql": postgresql.insert(name_word)
        .values(print=bindparam("print"), ref=bindparam("ref"))
        .on_conflict_do_nothing(),
    }
)
_REMOVE = Prepared(
    delete(name_word).where(name_word.c.print == bindparam("print"), name_word.c.ref == bindparam("ref"))
)
_REFS = Prepared(
    select(name_word.c.ref).where(name_word.c.print == bindparam("print")).limit(bindparam("most", type_=BigInteger))
)
_MANY = Prepared(  # counted by the database: ten thousand rows that are then of no use are not fetched
    select(func.count()).select_from(
        select(literal_column("1"))
        .where(name_word.c.print == bindparam("print"))
        .limit(bindparam("most", type_=BigInteger))
        .subquery()
    )
)
_NEXT = Prepared(
    select(party.c.id, party.c.name_sealed)
    .where(party.c.id > bindparam("after", type_=BigInteger))
    .order_by(party.c.id)
    .limit(bindparam("most", type_=BigInteger))
)
_ANY_WORD = Prepared(select(literal_column("1")).select_from(name_word).limit(literal_column("1")))
_ANYBODY = Prepared(select(literal_column("1")).select_from(party).limit(literal_column("1")))
