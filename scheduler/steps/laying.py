"""What should the planned steps of one recipient say now, and what has to be written so that they do?

Pure: the rows of ``planned_step`` as they are and the facts go in, rows to add and to change come out. What was queued is said and never touched.
A step keeps its purpose whatever moves it, so nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casework.clock import local
from casework.db.ids import new_id
from scheduler.quiet import spread
from scheduler.steps import reasons
from scheduler.steps.anchor_facts import GONE, OVER, SetDay
from scheduler.steps.merging import Said
from scheduler.steps.schedule import AFTER_END, MERGED, NO_ANCHOR_DATE, WAVE_OVER, Slot, Timetable
from scheduler.steps.sequence import ENDED
from scheduler.steps.step import Anchor, State

RECONSIDERED = frozenset({
    reasons.NO_CHAT, reasons.NO_CONSENT, NO_ANCHOR_DATE, AFTER_END, WAVE_OVER, reasons.PAID, reasons.CLOSED,
    reasons.NOT_DEBTOR, reasons.DECEASED, reasons.NOT_SELECTED, reasons.STEP_REMOVED, *ENDED, *OVER,
})  # fmt: skip
"""Ends of a step that facts may undo."""
SKIPS = frozenset({reasons.NO_CHAT, reasons.NO_CONSENT})
"""Why somebody on the list is not written to although nothing about the case has changed: steps are skipped, not cancelled."""
FOLLOWED = frozenset({reasons.NOT_SELECTED, *SKIPS})
"""Who no longer fits the selection, perhaps because of a promise, is still followed up on what they set themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Somebody on the campaign's list. ``why_not``: why nothing goes out now; ``ended``: what ended the sequence.

    ``held_out``: by an experiment; what they set themselves is followed up all the same.
    """

    decision_id: int
    party_id: int
    served_on: date | None
    waves: frozenset[int]
    why_not: str | None
    held_out: bool
    ended: str | None


@dataclass(slots=True)
class Laid:
    """Rows of ``planned_step`` to add, and to change: their id under ``row``, and ``LAID_COLUMNS``."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


TAKEN_OUT = 0  # the number of a step that the plan has no more: what it said was said
LAID_COLUMNS = ("state", "reason", "due_at", "useful_until", "anchor_id")


def purpose(campaign_id: int, step_id: int, decision_id: int, party_id: int) -> str:
    """The unique purpose of a step for a person under a decision; its message in the outbox bears the same."""
    return f"{purposes_of(campaign_id, step_id)}{decision_id}:{party_id}"


def purposes_of(campaign_id: int, step_id: int) -> str:
    """What the purposes of a step begin with, before decision and person."""
    return f"c:{campaign_id}:{step_id}:"


def purpose_of_day(campaign_id: int, step_id: int, decision_id: int, party_id: int, day: SetDay) -> str:
    """The same for a step counted from a day that the person set; an appointment is the person's, whatever the decision."""
    about = 0 if day.anchor is Anchor.RECEPTION else decision_id
    return f"{purpose(campaign_id, step_id, about, party_id)}:{day.key}"


def lay(table: Timetable, to: Recipient, rows: Sequence[Any], days: Sequence[SetDay]) -> Laid:
    """What to write so that the recipient's ``rows`` of this campaign say what is true now. ``days``: what they have set."""
    one = _One(table, to, rows)
    one.end_pending((row for row in rows if not one.is_known(row)), reasons.STEP_REMOVED)
    rows = [row for row in rows if one.is_known(row)]
    if to.why_not is not None and to.why_not not in FOLLOWED:
        one.end_pending(rows, to.why_not)
        one.add_missing(to.why_not)
        return one.laid
    coming = one.lay_set_days(days)
    one.end_what_is_not_set(days)
    over = reasons.NOT_SELECTED if to.why_not == reasons.NOT_SELECTED else to.ended
    if over is not None:
        one.end_pending((row for row in rows if one.is_fixed(row)), over)
        one.add_missing(over)
    else:
        one.lay_fixed(coming)
    return one.laid


class _One:
    """The laying of one recipient's steps."""

    def __init__(self, table: Timetable, to: Recipient, rows: Sequence[Any]) -> None:
        self.laid = Laid()
        self._table, self._to, self._rows = table, to, rows
        self._numbers = table.numbers
        self._by_purpose = {row.purpose: row for row in rows}
        queued = [row for row in rows if row.state == State.QUEUED.value]
        numbers = ((local(row.due_at).date(), self._numbers.get(row.step_id, TAKEN_OUT)) for row in queued)
        self._gone = frozenset(numbers)
        self._said = frozenset(self._numbers[row.step_id] for row in queued if self.is_fixed(row))

    def is_known(self, row: Any) -> bool:
        """Whether the plan still has the row's step."""
        return row.step_id in self._numbers

    def is_fixed(self, row: Any) -> bool:
        """Whether the row's step is counted from a day that everybody has."""
        number = self._numbers.get(row.step_id)
        return number is not None and not self._table.steps[number][1].anchor.comes_and_goes

    def _is_of_a_set_day(self, row: Any) -> bool:
        return self.is_known(row) and not self.is_fixed(row)

    def _fits(self, row: Any) -> bool:
        return self._table.is_for(self._table.steps[self._numbers[row.step_id]][1], self._to.waves)

    def end_pending(self, rows: Iterable[Any], why: str) -> None:
        """Cancel those of the rows that wait."""
        for row in rows:
            if row.state == State.PENDING.value:
                self._change(row, State.CANCELLED, why)

    def add_missing(self, why: str) -> None:
        """Of the steps that everybody has, those that are new in the plan: nobody's are left out in silence."""
        to, known = self._to, {row.step_id for row in self._rows if row.purpose == self._purpose_of_fixed(row.step_id)}
        if all(step_id in known for step_id in self._table.fixed_for(to.waves)):
            return
        for slot in self._table.slots(to.served_on, to.waves):
            if slot.step_id not in known:
                self._lay(slot, self._purpose_of_fixed(slot.step_id), None, why)

    def lay_fixed(self, coming: frozenset[Said]) -> None:
        """The steps counted from days that everybody has; those of a wave that is for others now are over."""
        self.end_pending(
            (row for row in self._rows if self.is_fixed(row) and not self._fits(row)), reasons.NOT_SELECTED
        )
        spoken_for = {f"{MERGED}{number}" for number in self._said}
        said = {self._numbers[row.step_id] for row in self._rows if self.is_fixed(row) and row.reason in spoken_for}
        to = self._to
        asked = (to.served_on, to.waves)
        for slot in self._table.slots(*asked, without=self._said | said, gone=self._gone, coming=coming):
            name = self._purpose_of_fixed(slot.step_id)
            self._lay(slot, name, None, reasons.HELD_OUT if to.held_out else to.why_not)

    def lay_set_days(self, days: Sequence[SetDay]) -> frozenset[Said]:
        """The steps counted from days that the person set; the days on which they will speak, and which of them."""
        coming: set[Said] = set()
        why_not = self._to.why_not if self._to.why_not in SKIPS else None
        for day in days:
            for slot in self._slots_of(day, frozenset(coming)):
                self._lay(slot, self._purpose_of(slot.step_id, day), day.anchor_id, why_not)
                if slot.state is State.PENDING and why_not is None:
                    coming.add((slot.day, slot.number))
        return frozenset(coming)

    def end_what_is_not_set(self, days: Sequence[SetDay]) -> None:
        """Cancel what waits for a day that is over or is not there any more."""
        waiting = [row for row in self._rows if row.state == State.PENDING.value and self._is_of_a_set_day(row)]
        if not waiting:
            return
        over = {
            self._purpose_of(step_id, day): day.over
            for day in days
            for step_id, step in self._table.steps.values()
            if step.anchor is day.anchor
        }
        for row in waiting:
            anchor = self._table.steps[self._numbers[row.step_id]][1].anchor
            if (why := over.get(row.purpose, GONE[anchor])) is not None:
                self._change(row, State.CANCELLED, why)

    def _slots_of(self, day: SetDay, coming: frozenset[Said]) -> Iterator[Slot]:
        """Of steps whose day has passed only those before a day that is still to come: what is missed there is missed."""
        if day.over is not None:
            return
        table, wanted = self._table, []
        for number, (step_id, step) in table.steps.items():
            if step.anchor is not day.anchor or not table.is_for(step, self._to.waves):
                continue
            row = self._by_purpose.get(self._purpose_of(step_id, day))
            if row is not None and row.state == State.QUEUED.value:
                continue
            on, first = table.day(step, day.day), table.first_day_of(step)
            ahead = on is not None and (on >= first or (step.offset < 0 and day.day >= first))
            if ahead and on is not None and (row is not None or on <= table.campaign.plan.period_of(step)[1]):
                wanted.append((number, day.day))
        yield from table.laid(tuple(wanted), gone=self._gone, coming=coming)

    def _purpose_of_fixed(self, step_id: int) -> str:
        return purpose(self._table.campaign.id, step_id, self._to.decision_id, self._to.party_id)

    def _purpose_of(self, step_id: int, day: SetDay) -> str:
        return purpose_of_day(self._table.campaign.id, step_id, self._to.decision_id, self._to.party_id, day)

    def _lay(self, slot: Slot, name: str, anchor_id: int | None, why_not: str | None) -> None:
        row = self._by_purpose.get(name)
        state, reason = (slot.state, slot.reason) if why_not is None else (State.SKIPPED, why_not)
        due_at = slot.opens + timedelta(seconds=spread(self._to.party_id))
        laid = {"due_at": due_at, "useful_until": slot.useful_until, "anchor_id": anchor_id}
        if row is None:
            self._add(name, {"step_id": slot.step_id, "state": state.value, "reason": reason} | laid)
        elif _movable(row) and not _says(row, state, reason, laid):
            self._change(row, state, reason, laid if state is State.PENDING else None)

    def _add(self, name: str, values: dict[str, Any]) -> None:
        to = self._to
        about = {"campaign_id": self._table.campaign.id, "decision_id": to.decision_id, "party_id": to.party_id}
        self.laid.new.append({"id": new_id(), "purpose": name} | about | values)

    def _change(self, row: Any, state: State, reason: str | None, laid: dict[str, Any] | None = None) -> None:
        as_it_is = {name: getattr(row, name) for name in LAID_COLUMNS}
        said = {"state": state.value, "reason": reason}
        self.laid.changed.append({"row": row.id} | as_it_is | (laid or {}) | said)


def _movable(row: Any) -> bool:
    reason = row.reason or ""
    return row.state == State.PENDING.value or reason in RECONSIDERED or reason.startswith(MERGED)


def _says(row: Any, state: State, reason: str | None, laid: dict[str, Any]) -> bool:
    """Whether the row says so already; of what does not go out only the reason counts."""
    if state is not State.PENDING:
        return bool(row.state != State.PENDING.value and row.reason == reason)
    same = all(getattr(row, name) == value for name, value in laid.items())
    return bool(row.state == State.PENDING.value and same)
