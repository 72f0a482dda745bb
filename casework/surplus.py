"""How much came in over what was due, for whom, and how much of it is still to be given back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Surplus:
    """đồng over what was due: ``came`` by the debtor for whom it was paid (None: not named), ``given`` back by party."""

    came: Mapping[int | None, int] = field(default_factory=dict)
    given: Mapping[int, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """What is still to be given back."""
        return sum(self.came.values()) - sum(self.given.values())

    def left_for(self, party_id: int | None) -> int:
        """What may still be given to this party: its own, and what nobody's name stands beside. None: to all together."""
        if not self.came:
            return 0
        if party_id is None:
            return self.left
        named = {payer: amount for payer, amount in self.came.items() if payer is not None}
        from_named = sum(min(amount, self.given.get(payer, 0)) for payer, amount in named.items())
        unnamed = self.came.get(None, 0) - (sum(self.given.values()) - from_named)
        return max(0, named.get(party_id, 0) - self.given.get(party_id, 0)) + unnamed
