"""What is counted while a rehearsal runs, day by day and officer by officer?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casework.clock import local


class What(StrEnum):
    """What is counted."""

    SENT = "sent"
    OPENED = "opened"
    REPLIED = "replied"
    PROMISED = "promised"
    CANNOT_PAY = "cannot_pay"
    CLAIMED = "claimed"
    ASKED = "asked"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    COMPLAINED = "complained"
    DISTRESS = "distress"
    ANSWERED = "answered"  # by an officer
    PAYMENTS = "payments"
    SETTLED = "settled"  # decisions under which nothing is left any more
    VISITED = "visited"


@dataclass(slots=True)
class Tally:
    """Counts by day and by officer; ``dong``: đồng that came in, by day."""

    days: dict[date, Counter[What]] = field(default_factory=dict)
    officers: dict[int, Counter[What]] = field(default_factory=dict)
    dong: Counter[date] = field(default_factory=Counter)
    waiting: dict[date, int] = field(default_factory=dict)  # replies left over at the end of a day
    longest_waiting: dict[int, int] = field(default_factory=dict)  # by officer

    def count(self, what: What, at: datetime, officer: int | None = None) -> None:
        """One more of it."""
        day = local(at).date()
        if (of_day := self.days.get(day)) is None:
            of_day = self.days[day] = Counter()
        of_day[what] += 1
        if officer is not None:
            if (of_officer := self.officers.get(officer)) is None:
                of_officer = self.officers[officer] = Counter()
            of_officer[what] += 1

    def total(self, what: What) -> int:
        """Over all days."""
        return sum(of_day[what] for of_day in self.days.values())
