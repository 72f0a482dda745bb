"""How do the payments of a decision lie on its lines, in whatever order one day's payments were entered?

A payment is shared out by the order of the law (``casework.payment_order``). One debtor's money cannot pay another's own line:
so if Ann's money lies on what both owe, and Ben's of the same day finds room only on a worse rank or nowhere, then Ann's moves
to her own line and Ben's takes its place. What all lines of a rank got together, and what came over, is then the same in every
order. No line ever loses by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from casework.payment_order import BY_THE_AGENCY, Due, payable_by, share_within, turn

Lines = dict[int, int]  # line id -> đồng


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A payment to be shared out, in đồng. ``payer_id``: the debtor for whom it was paid; None: not named.

    ``given_on``: the day it was given; None, where no day is known: it is moved by none and moves none.
    """

    id: int
    amount: int
    payer_id: int | None = None
    given_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """``shares``: payment id -> (line id -> đồng); ``over``: payment id -> đồng that no line can take, where any."""

    shares: dict[int, Lines]
    over: dict[int, int]


class HandedOn(Exception):
    """What was paid out of a line is more than the payments that remain could have brought in on it."""

    def __init__(self) -> None:
        super().__init__(
            "Tiền của khoản này đã chi trả cho người được nhận, nên không lấy lại được. "
            "Hãy hủy lần chi trả trước, nếu lần chi trả đó ghi sai."
        )


def share_one(money: Money, lines: Sequence[Due], lying: Mapping[int, tuple[Money, Mapping[int, int]]]) -> Shared:
    """Share a payment out over what is left of the lines; ``lying``: by id, what has been shared out before.

    ``shares`` are those of the payment and of all that moved. Rank after rank, principal before late interest, in proportion
    to what is left.
    """
    same_day = {one: known for one, known in lying.items() if _may_move(money, known[0])}
    pouring = _Pouring(money, lines, same_day)
    for _, group in groupby(pouring.in_turn, key=lambda line: turn(line)[:2]):
        pouring.into([line.id for line in group])
    before = {one: dict(shares) for one, (_, shares) in same_day.items()}
    moved = {one: shares for one, shares in pouring.shares.items() if shares != before.get(one)}
    return Shared(shares={money.id: {}} | moved, over={money.id: pouring.rest} if pouring.rest else {})


def share_all(payments: Sequence[Money], lines: Sequence[Due], handed_on: Mapping[int, int] | None = None) -> Shared:
    """Share payments out from the beginning, one after the other as given; ``lines`` with nothing paid yet.

    ``handed_on``: line id -> đồng already paid out of it. That much must stay on the line, so it is covered first; for the
    rest the order of the law holds. Raises ``HandedOn`` if the payments cannot cover it.
    """
    covered = _covered(payments, lines, handed_on or {})
    room = {line.id: line.left for line in lines}
    for shares in covered.values():
        _take(room, shares)
    if any(left < 0 for left in room.values()):
        raise HandedOn
    lying: dict[int, tuple[Money, Lines]] = {}
    over: dict[int, int] = {}
    for one in payments:
        rest = replace(one, amount=one.amount - sum(covered[one.id].values()))
        left = dict(room)
        for _, shares in lying.values():
            _take(left, shares)
        found = share_one(rest, [replace(line, left=left[line.id]) for line in lines], lying)
        lying |= {moved: (lying[moved][0] if moved in lying else one, mine) for moved, mine in found.shares.items()}
        over |= found.over
    return Shared(shares={one.id: _added(covered[one.id], lying[one.id][1]) for one in payments}, over=over)


def _covered(payments: Sequence[Money], lines: Sequence[Due], handed_on: Mapping[int, int]) -> dict[int, Lines]:
    """What of each payment covers what was handed on."""
    open_lines = [replace(line, left=handed_on[line.id]) for line in lines if line.id in handed_on]
    covered: dict[int, Lines] = {}
    for one in payments:
        mine, _ = share_within(one.amount, payable_by(open_lines, one.payer_id))
        covered[one.id] = mine
        open_lines = [replace(line, left=line.left - mine.get(line.id, 0)) for line in open_lines]
    if any(line.left for line in open_lines):
        raise HandedOn
    return covered


def _may_move(money: Money, other: Money) -> bool:
    return money.given_on is not None and other.given_on == money.given_on


def _take(room: Lines, shares: Mapping[int, int]) -> None:
    for line_id, share in shares.items():
        room[line_id] -= share


def _added(one: Mapping[int, int], other: Mapping[int, int]) -> Lines:
    return {line_id: one.get(line_id, 0) + other.get(line_id, 0) for line_id in {**one, **other}}


class _Pouring:
    """One payment on its way into lines, group after group; those of its day make room where they can."""

    def __init__(
        self, money: Money, lines: Sequence[Due], same_day: Mapping[int, tuple[Money, Mapping[int, int]]]
    ) -> None:
        self.in_turn = sorted((line for line in lines if line.kind not in BY_THE_AGENCY), key=turn)
        self.rest = money.amount
        self.shares: dict[int, Lines] = {one: dict(shares) for one, (_, shares) in same_day.items()} | {money.id: {}}
        self._money = money
        self._left = {line.id: line.left for line in self.in_turn}
        payers = {one: other.payer_id for one, (other, _) in same_day.items()} | {money.id: money.payer_id}
        self._may_pay = {one: [line.id for line in payable_by(self.in_turn, who)] for one, who in payers.items()}

    def into(self, group: Sequence[int]) -> None:
        """Fill these lines: with this payment's own money first, then by moving others'."""
        mine = set(self._may_pay[self._money.id])
        open_lines = [replace(line, left=self._left[line.id]) for line in self.in_turn if line.id in mine & set(group)]
        shares, self.rest = share_within(self.rest, open_lines)
        _take(self._left, shares)
        self.shares[self._money.id] |= shares
        while self.rest and (way := self._way_to(group)):
            self._move(*way)

    def _way_to(self, group: Sequence[int]) -> tuple[int, list[tuple[int, int, int]]] | None:
        """(line with room, [(payment, line, payment that leaves it)] from this one on); the shortest, None for none."""
        came: dict[int, list[tuple[int, int, int]]] = {self._money.id: []}
        waiting = deque(came)
        while waiting:
            one = waiting.popleft()
            for line_id in self._may_pay[one]:
                if line_id in group and self._left[line_id] > 0:
                    return line_id, [*came[one], (one, line_id, one)]
                for other, shares in self.shares.items():
                    if other not in came and shares.get(line_id, 0) > 0:
                        came[other] = [*came[one], (one, line_id, other)]
                        waiting.append(other)
        return None

    def _move(self, end: int, way: Sequence[tuple[int, int, int]]) -> None:
        part = min(self.rest, self._left[end], *(self.shares[gone][line] for _, line, gone in way[:-1]))
        for one, line_id, gone in way:
            self.shares[one][line_id] = self.shares[one].get(line_id, 0) + part
            if gone != one:
                self.shares[gone][line_id] -= part
        self.shares = {one: {at: share for at, share in mine.items() if share} for one, mine in self.shares.items()}
        self._left[end] -= part
        self.rest -= part
