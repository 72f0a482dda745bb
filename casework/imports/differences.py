"""What would change if this list were written? Nothing is written to find out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.books import Books
from casework.db.bulk import in_pieces
from casework.decisions import ReviewResult, Status
from casework.imports import difference_queries as queries
from casework.imports.against_books import decisions_of_other_days, duties_in_books, identities_of_others
from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.difference_queries import LIVE
from casework.imports.doubts import Doubt, Doubtful, Doubts
from casework.imports.entries import Key, Rows, by_decision, entry_of, print_of, status_of, tell_doubts
from casework.imports.look_ups import LookUps

Progress = Callable[[int, int], None]
_CLOSED = frozenset({Status.FINISHED, Status.TERMINATED})
_SHOWN = 20
_FEWEST_GONE = 5  # a few are finished and left out every week
_SHARE_WITHOUT_ASKING = 20  # one in so many live decisions may be closed or lowered by one person alone


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Decisions (not rows) that the list would enter, change or leave, and those live ones it does not name (``gone``).

    ``new_sample``, ``changed_sample``, ``unchanged_sample`` and ``gone_sample`` name up to 20 of each by number and day. ``closing`` and
    ``lowering``: of the ``live`` decisions in the books, how many would be closed, and would have a smaller sum.
    ``weakened``: how many of either. ``waiting``: rows that wait because of what the books say, beside those of
    ``CaseList.held``; ``doubtful``: what is written and flagged, beside ``CaseList.doubtful``.
    """

    new: int
    changed: int
    unchanged: int
    gone: int
    new_sample: tuple[Key, ...]
    changed_sample: tuple[Key, ...]
    gone_sample: tuple[Key, ...]
    live: int
    closing: int
    lowering: int
    weakened: int
    waiting: tuple[Doubt, ...] = field(repr=False)
    doubtful: tuple[Doubt, ...] = field(repr=False)
    unchanged_sample: tuple[Key, ...] = ()

    @property
    def needs_second_person(self) -> bool:
        """Would more than 5 % of the live decisions be closed or lowered, or is the list likely to have been cut?"""
        return self.weakened * _SHARE_WITHOUT_ASKING > self.live or self.seems_cut

    @property
    def seems_cut(self) -> bool:
        """Does the list name most live decisions and leave out more than 5 %? One office's own list names fewer.

        Those it does not name stay as they are; but whoever sends such a list means all, and a part got lost.
        """
        many = self.gone >= _FEWEST_GONE and self.gone * _SHARE_WITHOUT_ASKING > self.live
        return many and self.gone * 2 < self.live

    def as_changes(self) -> dict[str, int]:
        """The ``changes`` of ``gandan import --json``."""
        return {"new": self.new, "changed": self.changed, "unchanged": self.unchanged, "gone": self.gone}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A decision of the books that the list names."""

    id: int
    status: Status
    review_result: ReviewResult | None
    print: bytes | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The rows of one decision, and the decision where the books have it."""

    key: Key
    rows: Rows = field(repr=False)
    print: bytes = field(repr=False)
    known: Known | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The difference, and what is to be written for it. ``waiting``: accepted rows that wait all the same.

    ``content``: a digest of the keyed prints of all decisions in the list, in its order.
    """

    difference: Difference
    new: tuple[Group, ...]
    changed: tuple[Group, ...]
    waiting: tuple[CaseRow, ...]
    content: str
    doubts: Doubts
    look_ups: LookUps


def plan(books: Books, case_list: CaseList, agency_id: int, progress: Progress | None = None) -> Plan:
    """Compare the list with the books, in pieces."""
    return _Comparing(books, case_list, agency_id).run(progress)


class _Comparing:
    def __init__(self, books: Books, case_list: CaseList, agency_id: int) -> None:
        self._books = books
        self._list = case_list
        self._agency = agency_id
        self._look_ups = LookUps(books, agency_id)
        self._doubts = Doubts(case_list)
        self._waits = Doubts(case_list)
        self._new: list[Group] = []
        self._changed: list[Group] = []
        self._waiting: list[CaseRow] = []
        self._anybody = books.conn.execute(queries.ANYBODY).first() is not None
        self._unchanged = 0
        self._unchanged_sample: list[Key] = []
        self._content = hashlib.sha256()
        self._named: set[int] = set()  # live decisions that the list names
        self._closing: set[int] = set()
        self._lowering: set[int] = set()

    def run(self, progress: Progress | None) -> Plan:
        held = [row for row in self._list.rows if row.row in self._list.held_rows]
        groups = by_decision(self._list.accepted)
        apart = by_decision(held)
        for piece in in_pieces(list(apart)):
            self._named |= {known.id for known in self._known(piece).values() if known.status in LIVE}
        keys = list(groups)
        done = 0
        for piece in in_pieces(keys):
            self._compare([(key, groups[key]) for key in piece], apart)
            done += sum(len(groups[key]) for key in piece)
            if progress is not None:
                progress(done, len(self._list.accepted))
        return Plan(
            difference=self._difference(),
            new=tuple(self._new),
            changed=tuple(self._changed),
            waiting=tuple(self._waiting),
            content=self._content.hexdigest(),
            doubts=self._doubts,
            look_ups=self._look_ups,
        )

    def _known(self, keys: Sequence[Key]) -> dict[Key, Known]:
        rows = self._books.conn.execute(
            queries.KNOWN, {"agency": self._agency, "numbers": [number for number, _ in keys]}
        )
        return {
            (row.number, row.issued_on): Known(
                id=row.id,
                status=Status(row.status),
                review_result=None if row.review_result is None else ReviewResult(row.review_result),
                print=row.list_print,
            )
            for row in rows
        }

    def _compare(self, piece: Sequence[tuple[Key, Rows]], apart: dict[Key, Rows]) -> None:
        known = self._known([key for key, _ in piece])
        groups = []
        for key, rows in piece:
            group = Group(key=key, rows=rows, print=print_of(self._books, rows, self._look_ups), known=known.get(key))
            self._content.update(group.print)
            if group.known is not None and group.known.status in LIVE:
                self._named.add(group.known.id)
            tell_doubts(rows, self._look_ups, self._doubts)
            if key in apart:
                self._wait(group, Doubtful.REST_WAITS)
            elif group.known is not None and group.known.print == group.print:
                self._note_unchanged(key)
            else:
                groups.append(group)
        strangers = identities_of_others(self._books, groups) if self._anybody else {}
        other_days = decisions_of_other_days(self._books, groups, known)
        known_duties = duties_in_books(self._books, self._agency, groups) if self._anybody else {}
        changed = []
        for group in groups:
            if group.key in strangers:
                self._wait(group, Doubtful.IDENTITY_OF_ANOTHER, strangers[group.key])
            elif group.key in other_days:
                self._wait(group, Doubtful.DECISION_OTHER_DAY, other_days[group.key])
            elif group.known is None:
                self._new.append(group)
                if other := known_duties.get(group.key):
                    self._doubts.tell(group.rows[0].row, Doubtful.DUTY_IN_BOOKS, group.key[0], other=other)
            else:
                changed.append(group)
        self._changed += changed
        self._weigh(changed)

    def _note_unchanged(self, key: Key) -> None:
        self._unchanged += 1
        if len(self._unchanged_sample) < _SHOWN:
            self._unchanged_sample.append(key)

    def _wait(self, group: Group, reason: Doubtful, other: str = "") -> None:
        for row in group.rows:
            value = {
                Doubtful.IDENTITY_OF_ANOTHER: row.identity_number,
                Doubtful.DECISION_OTHER_DAY: group.key[1].isoformat(),
            }.get(reason, row.decision_number)
            self._waits.tell(row.row, reason, value, other=other)
        self._waiting += group.rows

    def _weigh(self, changed: Sequence[Group]) -> None:
        """Which live decisions would be closed or lowered, and whose money do the books know better?"""
        ids = [group.known.id for group in changed if group.known is not None]
        owed = dict(self._sums(queries.OWED, ids))
        paid = dict(self._sums(queries.PAID, ids))
        for group in changed:
            if group.known is None:
                continue
            entry = entry_of(group.key, group.rows, group.print, self._look_ups)
            if entry.paid < paid.get(group.known.id, 0):
                self._doubts.tell(entry.row, Doubtful.PAID_LESS, entry.paid, amount=paid[group.known.id])
            if group.known.status not in LIVE:
                continue
            result = entry.review_result
            if result not in (None, group.known.review_result) and status_of(result) in _CLOSED:
                self._closing.add(group.known.id)
            if entry.owed < owed.get(group.known.id, 0):
                self._lowering.add(group.known.id)

    def _sums(self, question: Any, ids: Sequence[int]) -> list[tuple[int, int]]:
        return [
            (row[0], row[1])
            for piece in in_pieces(ids)
            for row in self._books.conn.execute(question, {"ids": list(piece)})
        ]

    def _difference(self) -> Difference:
        live = self._books.conn.execute(queries.LIVE_COUNT, {"agency": self._agency}).scalar_one()
        gone = live - len(self._named)
        return Difference(
            new=len(self._new),
            changed=len(self._changed),
            unchanged=self._unchanged,
            gone=gone,
            new_sample=tuple(group.key for group in self._new[:_SHOWN]),
            changed_sample=tuple(group.key for group in self._changed[:_SHOWN]),
            unchanged_sample=tuple(self._unchanged_sample),
            gone_sample=self._gone_sample() if gone else (),
            live=live,
            closing=len(self._closing),
            lowering=len(self._lowering),
            weakened=len(self._closing | self._lowering),
            waiting=tuple(self._waits.told),
            doubtful=tuple(self._doubts.told),
        )

    def _gone_sample(self) -> tuple[Key, ...]:
        sample: list[Key] = []
        with self._books.conn.execute(queries.LIVE_DECISIONS, {"agency": self._agency}) as rows:
            for row in rows:
                if row.id not in self._named:
                    sample.append((row.number, row.issued_on))
                    if len(sample) == _SHOWN:
                        break
        return tuple(sample)
