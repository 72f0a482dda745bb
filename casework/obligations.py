"""What exactly has to be paid or done under which decision, and how much of it is left?

The look-up behind every "my case" answer: two statements whatever the number of decisions. Sums are never stored beside
their lines; they are added up from the lines that are shown, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from casework import obligation_queries as queries
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import EventKind, record_event
from casework.decisions import DecisionRefused, PartyRole, ReviewResult, Status
from casework.payment_order import FOR_THE_STATE, NOT_MONEY, Due, Kind, Rank, rank_of
from casework.tables.decisions import obligation
from casework.tidy import tidy

__all__ = [
    "FOR_THE_STATE",
    "NOT_MONEY",
    "DecisionView",
    "Kind",
    "LineFacts",
    "LineView",
    "NamedParty",
    "Rank",
    "add_lines",
    "decision_of_party",
    "due_lines",
    "left_of",
    "of_decision",
    "of_party",
    "rank_of",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineFacts:
    """What is entered about a line: ``amount`` đồng, 0 for a duty that is not money. The law gives the rank."""

    kind: Kind
    content: str = field(repr=False)
    amount: int
    rank: Rank | None = None  # only where it differs: late interest on a debt of a better rank


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """One line of what is owed, as the decision words it. Sums in đồng."""

    id: int
    kind: Kind
    rank: Rank
    content: str = field(repr=False)
    amount: int
    paid: int

    @property
    def left(self) -> int:
        """What is still to be paid of this line."""
        return self.amount - self.paid


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedParty:
    """A debtor or creditor whom the decision names to all its parties."""

    id: int
    role: PartyRole
    name: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionView:
    """One decision as one of its parties may see it (``role`` and ``others`` from that party's side).

    ``office_*`` is the regional office, or the agency itself where there is none. ``late_interest_rate`` is percent a
    year, None where the judgment orders none. Lines stand in the order of payment, ``others`` debtors first.
    """

    id: int
    number: str
    issued_on: date
    status: Status
    review_result: ReviewResult | None
    served_on: date | None
    late_interest_rate: Decimal | None
    role: PartyRole | None  # None: seen by the agency's staff
    judgment_number: str
    judgment_court: str
    judgment_dated: date | None
    office_name: str
    office_phone: str
    office_address: str
    officer_name: str | None
    officer_title: str | None
    officer_phone: str | None
    lines: tuple[LineView, ...]
    others: tuple[NamedParty, ...]

    @property
    def total(self) -> int:
        """What the decision asks for, in đồng."""
        return sum(line.amount for line in self.lines)

    @property
    def paid(self) -> int:
        """What has been paid, in đồng."""
        return sum(line.paid for line in self.lines)

    @property
    def left(self) -> int:
        """What is still to be paid, in đồng."""
        return sum(line.left for line in self.lines)


def of_party(books: Books, party_id: int) -> list[DecisionView]:
    """Every decision in which the party takes part, newest first; empty for an unknown party. Two statements."""
    heads = queries.heads_of_party(books.conn, party_id)
    return _views(books, heads, queries.details_of_party(books.conn, party_id)) if heads else []


def decision_of_party(books: Books, party_id: int, decision_id: int) -> DecisionView | None:
    """The decision if the party takes part in it; None alike for somebody else's and for one that is not there."""
    heads = queries.heads_of_party(books.conn, party_id, decision_id)
    views = _views(books, heads, queries.details_of_party(books.conn, party_id, decision_id)) if heads else []
    return views[0] if views else None


def of_decision(books: Books, decision_id: int) -> DecisionView | None:
    """The decision as the agency's staff see it: all debtors and creditors in ``others``. Never for a citizen."""
    heads = queries.heads_of_decision(books.conn, decision_id)
    views = _views(books, heads, queries.details_of_decision(books.conn, decision_id)) if heads else []
    return views[0] if views else None


def add_lines(
    books: Books, decision_id: int, lines: Sequence[LineFacts], *, entered_by: int | None = None
) -> list[int]:
    """Add lines to a decision and give their ids. Raises ``DecisionRefused`` for a line that cannot be."""
    rows = [_row(books, decision_id, line) for line in lines]
    if rows:
        books.conn.execute(insert(obligation), rows)
        record_event(books, decision_id, EventKind.LINES_CHANGED, today(books.clock), entered_by=entered_by)
        books.ring("facts")
    return [row["id"] for row in rows]


def due_lines(books: Books, decision_id: int) -> list[Due]:
    """The decision's lines with what is left of each, in đồng."""
    return [
        Due(id=row_id, kind=Kind(kind), rank=Rank(rank), amount=amount, left=amount - paid)
        for row_id, kind, rank, amount, paid in queries.sums_of_decision(books.conn, decision_id)
    ]


def left_of(books: Books, decision_id: int) -> int:
    """What is still to be paid under the decision, in đồng; 0 for an unknown one."""
    return sum(line.left for line in due_lines(books, decision_id))


def _row(books: Books, decision_id: int, line: LineFacts) -> dict[str, Any]:
    content = tidy(line.content)
    if not content:
        raise DecisionRefused("Chưa có nội dung phải thi hành. Hãy ghi như trong quyết định.")
    if line.amount < 0 or (line.amount == 0) is not (line.kind in NOT_MONEY):
        raise DecisionRefused("Khoản tiền phải lớn hơn 0 đồng; việc không phải là tiền thì ghi 0. Hãy xem lại.")
    line_id = new_id()
    return {
        "id": line_id,
        "decision_id": decision_id,
        "kind": line.kind,
        "content_sealed": books.keys.seal("obligation", "content", line_id, content),
        "amount": line.amount,
        "rank": line.rank or rank_of(line.kind),
    }


# Values of enumerations by their stored text: a dictionary look-up costs a third of calling the enumeration.
_STATUS = {status.value: status for status in Status}
_REVIEW = {result.value: result for result in ReviewResult}
_ROLE = {role.value: role for role in PartyRole}
_KIND = {kind.value: kind for kind in Kind}
_RANK = {rank.value: rank for rank in Rank}
_ROLES_IN_ORDER = list(PartyRole)


def _views(books: Books, heads: Sequence[queries.Head], details: Iterable[queries.Detail]) -> list[DecisionView]:
    lines: dict[int, list[LineView]] = {}
    others: dict[int, list[NamedParty]] = {}
    unseal = books.keys.open
    for decision_id, is_line, row_id, kind, sealed, rank, amount, paid in details:
        if is_line:
            content = unseal("obligation", "content", row_id, sealed)
            line = LineView(id=row_id, kind=_KIND[kind], rank=_RANK[rank], content=content, amount=amount, paid=paid)
            lines.setdefault(decision_id, []).append(line)
        else:
            person = NamedParty(id=row_id, role=_ROLE[kind], name=unseal("party", "name", row_id, sealed))
            others.setdefault(decision_id, []).append(person)
    return [
        _view(head, roles, lines.get(head[0], []), others.get(head[0], [])) for head, roles in _one_per_decision(heads)
    ]


def _one_per_decision(heads: Sequence[queries.Head]) -> list[tuple[queries.Head, list[str]]]:
    """A party may have two roles in one decision; it is one decision all the same."""
    found: dict[int, tuple[queries.Head, list[str]]] = {}
    for head in heads:
        found.setdefault(head[0], (head, []))[1].append(head[1])
    return list(found.values())


def _view(head: queries.Head, roles: list[str], lines: list[LineView], others: list[NamedParty]) -> DecisionView:
    (
        decision_id, _, number, issued_on, status, review, served_on, rate, judgment, court, dated,
        office, office_phone, office_address, officer, officer_title, officer_phone,
    ) = head  # fmt: skip
    lines.sort(key=lambda line: (line.rank, line.kind is Kind.LATE_INTEREST, line.id))
    others.sort(key=lambda person: (_ROLES_IN_ORDER.index(person.role), person.id))
    return DecisionView(
        id=decision_id,
        number=number,
        issued_on=issued_on,
        status=_STATUS[status],
        review_result=None if review is None else _REVIEW[review],
        served_on=served_on,
        late_interest_rate=rate,
        role=min((_ROLE[role] for role in roles if role is not None), key=_ROLES_IN_ORDER.index, default=None),
        judgment_number=judgment,
        judgment_court=court,
        judgment_dated=dated,
        office_name=office,
        office_phone=office_phone,
        office_address=office_address,
        officer_name=officer,
        officer_title=officer_title,
        officer_phone=officer_phone,
        lines=tuple(lines),
        others=tuple(others),
    )
