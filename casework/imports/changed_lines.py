"""Which line of the list is which line of the books, and what is then paid of which?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.imports.entries import ListLine
from casework.payment_order import BY_THE_AGENCY, Due, Kind, Rank, rank_of
from casework.sharing import HandedOn, Money, share_all


@dataclass(frozen=True, kw_only=True, slots=True)
class BookLine:
    """A line of the books, opened. ``used``: does money lie on it, or has anything else been written about it?

    ``least``: it cannot ask for less, since so much of it was waived, handed on or falls due in parts. ``owned``: somebody
    said whose line it is, or to whom it goes.
    """

    id: int
    kind: Kind
    content: str = field(repr=False)
    amount: int
    rank: Rank
    used: bool
    waived: int = 0
    least: int = 0
    debtor_id: int | None = None
    creditor_id: int | None = None

    @property
    def owned(self) -> bool:
        """No list says such a thing, so no list changes such a line."""
        return self.debtor_id is not None or self.creditor_id is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """``kept``: the books' lines with what the list says of them, or None where it is silent; ``added``: new lines.

    ``removed``: ids of lines that the list no longer has and nobody has used; ``unlisted``: how many such were used.
    """

    kept: tuple[tuple[BookLine, ListLine | None], ...]
    added: tuple[ListLine, ...]
    removed: tuple[int, ...]
    unlisted: int

    @property
    def owed(self) -> int:
        """What all lines ask for together afterwards without what was waived or is the agency's to give back, in đồng."""
        kept = sum(_kept_amount(line, said) - line.waived for line, said in self.kept if _is_debt(line, said))
        return kept + sum(line.amount for line in self.added if line.kind not in BY_THE_AGENCY)

    @property
    def possible(self) -> bool:
        """Whether no line would ask for less than it must."""
        return all(_kept_amount(line, said) >= line.least for line, said in self.kept)


def match(said: Sequence[ListLine], books: Sequence[BookLine]) -> Matched:
    """Same words and sum first, then the same kind, then the place in the decision.

    Late interest that the officer has fixed is in no list: it stays. So do all lines once somebody said whose one of them is.
    """
    if any(line.owned for line in books):
        return untouched(books)
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
    removed = [line.id for line in free if not line.used and line.kind is not Kind.LATE_INTEREST]
    unlisted = sum(line.used and line.kind is not Kind.LATE_INTEREST for line in free)
    kept = tuple((line, pairs.get(line.id)) for line in books if line.id not in removed)
    return Matched(kept=kept, added=tuple(left), removed=tuple(removed), unlisted=unlisted)


def untouched(lines: Sequence[BookLine]) -> Matched:
    """The books' lines as they are."""
    return Matched(kept=tuple((line, None) for line in lines), added=(), removed=(), unlisted=0)


def is_against(matched: Matched, payments: Sequence[Money], handed_on: Mapping[int, int]) -> bool:
    """Would lines ask for less than was paid, waived or handed on, or money have to go to another debtor's line?"""
    if not matched.possible or matched.owed < sum(one.amount for one in payments):
        return True
    lines = [owing_of(line, said) for line, said in matched.kept]
    lines += [due(-place, one.kind, one.amount) for place, one in enumerate(matched.added, start=1)]
    try:
        return bool(share_all(payments, lines, handed_on).over)
    except HandedOn:
        return True


def due(line_id: int, kind: Kind, amount: int, rank: Rank | None = None) -> Due:
    """A line of which nothing has been paid."""
    return Due(id=line_id, kind=kind, rank=rank or rank_of(kind), amount=amount, left=amount)


def owing_of(line: BookLine, said: ListLine | None) -> Due:
    """A line of the books as the list changes it, with nothing paid of it yet."""
    kind, amount = (line.kind, line.amount) if said is None else (said.kind, said.amount)
    rank = line.rank if kind is line.kind else rank_of(kind)
    return Due(id=line.id, kind=kind, rank=rank, amount=amount, left=amount - line.waived, debtor_id=line.debtor_id)


def differs(line: BookLine, said: ListLine) -> bool:
    """Does the list word the line otherwise, or give another kind or sum?"""
    return (line.kind, line.content, line.amount) != (said.kind, said.content, said.amount)


def _kept_amount(line: BookLine, said: ListLine | None) -> int:
    return line.amount if said is None else said.amount


def _is_debt(line: BookLine, said: ListLine | None) -> bool:
    return (line.kind if said is None else said.kind) not in BY_THE_AGENCY


def _alike(said: ListLine, line: BookLine) -> bool:
    return not differs(line, said)


def _of_one_kind(said: ListLine, line: BookLine) -> bool:
    return said.kind is line.kind


def _anything(said: ListLine, line: BookLine) -> bool:
    return line.kind is not Kind.LATE_INTEREST
