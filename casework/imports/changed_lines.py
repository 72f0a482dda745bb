"""Which line of the list is which line of the books, and what is then paid of which?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from casework.imports.entries import ListLine
from casework.payment_order import Due, Kind, Rank, rank_of, share_out


@dataclass(frozen=True, kw_only=True, slots=True)
class BookLine:
    """A line of the books, opened. ``paid``: does money of a payment lie on it?"""

    id: int
    kind: Kind
    content: str = field(repr=False)
    amount: int
    rank: Rank
    paid: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """``kept``: the books' lines with what the list says of them, or None where it is silent; ``added``: new lines.

    ``removed``: ids of lines that the list no longer has and nobody has paid towards; ``unlisted``: such that were paid.
    """

    kept: tuple[tuple[BookLine, ListLine | None], ...]
    added: tuple[ListLine, ...]
    removed: tuple[int, ...]
    unlisted: int

    @property
    def owed(self) -> int:
        """What all lines ask for together afterwards, in đồng."""
        return sum((said or line).amount for line, said in self.kept) + sum(line.amount for line in self.added)


def match(said: Sequence[ListLine], books: Sequence[BookLine]) -> Matched:
    """Same words and sum first, then the same kind, then the place in the decision.

    Late interest that the officer has fixed is in no list: it stays.
    """
    pairs: dict[int, ListLine] = {}
    left = list(said)
    free = sorted(books, key=lambda line: line.id)
    for same in (_alike, _of_one_kind, _anything):
        for line in list(free):
            partner = next((one for one in left if same(one, line)), None)
            if partner is not None:
                pairs[line.id] = partner
                left.remove(partner)
                free.remove(line)
    removed = [line.id for line in free if not line.paid and line.kind is not Kind.LATE_INTEREST]
    unlisted = sum(line.paid and line.kind is not Kind.LATE_INTEREST for line in free)
    kept = tuple((line, pairs.get(line.id)) for line in books if line.id not in removed)
    return Matched(kept=kept, added=tuple(left), removed=tuple(removed), unlisted=unlisted)


def shares_anew(payments: Sequence[tuple[int, int]], lines: Sequence[Due]) -> dict[int, dict[int, int]]:
    """payment id -> (line id -> đồng), from the beginning, as ``casework.payments.share_out_anew`` does.

    ``payments``: (id, đồng) of those not reversed, in the order they were entered; ``lines`` with nothing paid yet.
    """
    shares: dict[int, dict[int, int]] = {}
    for payment_id, amount in payments:
        mine = shares[payment_id] = share_out(amount, lines)
        lines = [replace(line, left=line.left - mine.get(line.id, 0)) for line in lines]
    return shares


def due(line_id: int, kind: Kind, amount: int, rank: Rank | None = None) -> Due:
    """A line of which nothing has been paid."""
    return Due(id=line_id, kind=kind, rank=rank or rank_of(kind), amount=amount, left=amount)


def differs(line: BookLine, said: ListLine) -> bool:
    """Does the list word the line otherwise, or give another kind or sum?"""
    return (line.kind, line.content, line.amount) != (said.kind, said.content, said.amount)


def _alike(said: ListLine, line: BookLine) -> bool:
    return not differs(line, said)


def _of_one_kind(said: ListLine, line: BookLine) -> bool:
    return said.kind is line.kind


def _anything(said: ListLine, line: BookLine) -> bool:
    return line.kind is not Kind.LATE_INTEREST
