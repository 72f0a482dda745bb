"""May these reminders still go out, at this moment? Asked inside the transaction that claims them.

Never after payment, suspension, death, withdrawal of consent, an end of the sequence or a stop of the campaign; never outside
the window; never more often than the caps, over all the person's cases and campaigns; no more than a channel sells, than
officers can answer, or than the first messages of a campaign. What is no longer true ends, the gravest reason first; what may
be true later waits. A person counts, not a chat: of two reminders to one person in one claim, the second waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache

from casework.books import Books
from casework.clock import VIETNAM, local, today
from casework.obligations import decision_of_party
from messages.due_plan import plan_of
from scheduler.delivery.claiming import AllOf, Due, Verdict
from scheduler.guards import canary, holding, training
from scheduler.guards.capacity import FULL, Rate
from scheduler.guards.channel_guards import Channel
from scheduler.guards.reminder_facts import Facts, facts_of, month_opens
from scheduler.guards.verdicts import LOOK_AGAIN, later, never
from scheduler.limits import ANSWERS_A_DAY, CAP, MOST_IN_A_MONTH
from scheduler.steps import conditions
from scheduler.steps.step import Status

DAYS_AHEAD = (
    7  # who pays in parts and has paid what is due is reminded of the next part so many days before it, not sooner
)
PLAN_KEPT = "plan_kept"
_LIVE = (Status.RUNNING.value, Status.PAUSED.value)


def reminders_still_true(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """For each, in the order given: None if it may go now, else that it never goes, or when to ask again."""
    linked = [row for row in rows if row.party_id is not None and row.linked_party == row.party_id]
    facts = facts_of(books, [row.party_id or 0 for row in linked], [row.id for row in linked]) if linked else {}
    claim = _Claim(books=books)
    return [claim.verdict(row, facts.get(row.id)) for row in rows]


@dataclass(kw_only=True, slots=True)
class _Claim:
    """One claim: what is the same for all its rows, and what the rows before have taken."""

    books: Books
    now: datetime = field(init=False)
    said_to: set[int] = field(default_factory=set)
    of_officer: Counter[int] = field(default_factory=Counter)
    first_of: Counter[int] = field(default_factory=Counter)
    channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.books.clock.now()

    def verdict(self, row: Due, facts: Facts | None) -> Verdict:
        """None if it may go, and then it counts for the rows after it."""
        if facts is None:
            return never("not_linked")
        found = (
            self._ended(row, facts)
            or self._waits(row, facts)
            or self._person(row, facts)
            or self._closed(row, facts)
            or self._full(row, facts)
        )
        if found is None:
            self.said_to.add(row.party_id or 0)
            self.of_officer[facts.officer_id] += 1
            self.first_of[row.campaign_id or 0] += 1
            self._channel(row).taken += 1
        return found

    def _ended(self, row: Due, facts: Facts) -> Verdict:
        """What is not true any more, and never will be again for this message."""
        checks = (
            ("campaign_stopped", row.campaign_id is not None and facts.campaign_status not in _LIVE),
            ("deceased", facts.deceased),
            ("decision_closed", facts.status not in conditions.REMINDED_STATUSES),
            ("not_debtor", not facts.is_debtor),
            ("paid", facts.left is None or facts.left <= 0),
            ("no_consent", not facts.agreed),
            ("not_approved", row.campaign_id is not None and not facts.let_go),
        )
        for reason, so in checks:
            if so:
                return never(reason)
        if facts.over is not None:
            return never(facts.over)
        if row.campaign_id is not None and facts.said_in_campaign >= (facts.most_per_person or 0):
            return never("cap")
        return None

    def _waits(self, row: Due, facts: Facts) -> Verdict:
        """What somebody has stopped for a while, and what an exercise keeps back."""
        if facts.campaign_status == Status.PAUSED.value:
            return self._later(row, self.now + LOOK_AGAIN, "campaign_paused", AllOf.CAMPAIGN)
        if not training.may_go(row.text_key, exercise=facts.exercise, staff_chat=facts.staff_chat):
            return never(training.SUPPRESSED)
        if self._channel(row).is_held:
            return self._later(row, self.now + LOOK_AGAIN, holding.HELD, AllOf.LANE)
        return None

    def _person(self, row: Due, facts: Facts) -> Verdict:
        """What keeps this person from being reminded now."""
        if facts.distress:
            return self._later(row, self._tomorrow(), "distress")
        if facts.claim_open:
            return self._later(row, self._tomorrow(), "claim_open")
        if facts.death_told:
            return self._later(row, self._tomorrow(), "death_told")
        if facts.in_parts and (waits := self._not_due_yet(row)) is not None:
            return waits
        if row.muted_until is not None and row.muted_until > self.now:
            return self._later(row, row.muted_until, "muted")
        return None

    def _closed(self, row: Due, facts: Facts) -> Verdict:
        """The hours, the caps of the person, and the channel."""
        if not self._channel(row).is_open:
            return self._later(row, self.now, "quiet_hours", AllOf.LANE)
        if row.party_id in self.said_to:
            return self._later(row, self.now + CAP, "cap")
        if facts.last_said is not None:
            said = min(facts.last_said, self.now)  # later: by a clock that was ahead (scheduler.bell.upkeep.set_right)
            return self._later(row, said + CAP, "cap")
        if facts.said_in_month >= MOST_IN_A_MONTH:
            return self._later(row, month_opens(self.books, row.party_id or 0, MOST_IN_A_MONTH), "cap")
        return None

    def _full(self, row: Due, facts: Facts) -> Verdict:
        """What there is no room for: on the channel, among the first messages, in the officer's day."""
        shut = self._channel(row).shut()
        if shut is not None:
            return self._later(row, shut.until, shut.reason, AllOf.LANE)
        if facts.is_first and row.campaign_id is not None:
            left = canary.may_follow(self.books, row.campaign_id)
            if left is not None and self.first_of[row.campaign_id] >= left:
                return self._later(row, self.now + LOOK_AGAIN, canary.WAITS, AllOf.CAMPAIGN)
        room = _unmeasured(facts.answers_a_day) if facts.room is None else facts.room
        if facts.sent_today + self.of_officer[facts.officer_id] >= room:
            return self._later(row, self._tomorrow(), FULL)
        return None

    def _not_due_yet(self, row: Due) -> Verdict:
        """Nobody is chased who keeps to the agreement or pays each part in time (L25 Đ.36.2): until the next part is near."""
        view = decision_of_party(self.books, row.party_id or 0, row.decision_id or 0)
        plan = None if view is None else plan_of(self.books, view)
        if plan is None or plan.due:
            return None
        if plan.next_on is None:
            return never(PLAN_KEPT)
        near = plan.next_on - timedelta(days=DAYS_AHEAD)
        if near <= today(self.books.clock):
            return None
        return self._later(row, datetime.combine(near, time(), VIETNAM), PLAN_KEPT)

    def _channel(self, row: Due) -> Channel:
        if row.account not in self.channels:
            self.channels[row.account] = Channel(self.books, row.account)
        return self.channels[row.account]

    def _tomorrow(self) -> datetime:
        return datetime.combine(local(self.now).date() + timedelta(days=1), time(), VIETNAM)

    def _later(self, row: Due, instant: datetime, reason: str, all_of: AllOf = AllOf.ONE) -> Verdict:
        return later(self.books, row, instant, reason, all_of)


@cache
def _unmeasured(answers: int | None) -> int:
    """The room of a day that nobody has measured yet (``scheduler.guards.capacity``)."""
    return Rate(replies=0, reminders=0).room(ANSWERS_A_DAY if answers is None else answers)
