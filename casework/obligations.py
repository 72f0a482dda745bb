"""What exactly has to be paid or done under which decision, and how much of it is left?

The look-up behind every "my case" answer: two statements whatever the number of decisions, a third where something rare is
to be told (``casework.obligation_queries``). A party sees the lines that are its own: a debtor the joint lines and its several
ones, a creditor what goes to it. Other people's several lines are left out, and the sums are those of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import insert

from casework import obligation_queries as queries
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import EventKind, record_event
from casework.decisions import DecisionRefused, PartyRole, ReviewResult, Status, parties_of
from casework.due_parts import DuePart, check_parts, insert_parts
from casework.obligation_details import NOTHING_MORE, MoreTold, more_told
from casework.obligation_views import DecisionView, LineView, NamedParty
from casework.payment_order import BY_THE_AGENCY, FOR_THE_STATE, NOT_MONEY, Due, Kind, Rank, rank_of
from casework.tables.decisions import obligation
from casework.tidy import tidy

__all__ = [
    "BY_THE_AGENCY",
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
    "unpaid_lines",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineFacts:
    """What is entered about a line: ``amount`` đồng, 0 for a duty that is not money. The law gives the rank.

    ``debtor_id``: the debtor whose line it alone is, ``creditor_id``: to whom it goes; both take part in the decision.
    """

    kind: Kind
    content: str = field(repr=False)
    amount: int
    rank: Rank | None = None  # only where it differs: late interest on a debt of a better rank
    debtor_id: int | None = None
    creditor_id: int | None = None
    parts: tuple[DuePart, ...] = ()


def of_party(books: Books, party_id: int) -> list[DecisionView]:
    """Every decision in which the party takes part, newest first; empty for an unknown party."""
    heads = queries.heads_of_party(books.conn, party_id)
    return _views(books, heads, queries.details_of_party(books.conn, party_id), party_id) if heads else []


def decision_of_party(books: Books, party_id: int, decision_id: int) -> DecisionView | None:
    """The decision if the party takes part in it; None alike for somebody else's and for one that is not there."""
    heads = queries.heads_of_party(books.conn, party_id, decision_id)
    if not heads:
        return None
    return _views(books, heads, queries.details_of_party(books.conn, party_id, decision_id), party_id)[0]


def of_decision(books: Books, decision_id: int) -> DecisionView | None:
    """The decision as the agency's staff see it: all debtors and creditors in ``others``. Never for a citizen."""
    heads = queries.heads_of_decision(books.conn, decision_id)
    if not heads:
        return None
    return _views(books, heads, queries.details_of_decision(books.conn, decision_id), None)[0]


def add_lines(
    books: Books, decision_id: int, lines: Sequence[LineFacts], *, entered_by: int | None = None
) -> list[int]:
    """Add lines to a decision and give their ids. Raises ``DecisionRefused`` for a line that cannot be.

    Payments that came before stay where they were put: a new line takes part in what comes in from now on.
    """
    taking_part = set(parties_of(books, decision_id)) if any(_is_somebodys(line) for line in lines) else set()
    rows = [_row(books, decision_id, line, taking_part) for line in lines]
    if rows:
        books.conn.execute(insert(obligation), rows)
        for row, line in zip(rows, lines, strict=True):
            insert_parts(books, row["id"], line.parts)
        record_event(books, decision_id, EventKind.LINES_CHANGED, today(books.clock), entered_by=entered_by)
        books.ring("facts")
    return [row["id"] for row in rows]


def due_lines(books: Books, decision_id: int) -> list[Due]:
    """The decision's lines with what is left of each, in đồng; without what the agency itself gives back."""
    return [line for line, _ in _lines_and_paid(books, decision_id)]


def unpaid_lines(books: Books, decision_id: int) -> list[Due]:
    """``due_lines`` as if nothing had been paid: what is left of each is what the court did not waive."""
    return [replace(line, left=line.left + paid) for line, paid in _lines_and_paid(books, decision_id)]


def _lines_and_paid(books: Books, decision_id: int) -> list[tuple[Due, int]]:
    return [
        (
            Due(
                id=row_id,
                kind=_KIND[kind],
                rank=_RANK[rank],
                amount=amount,
                left=amount - waived - paid,
                debtor_id=debtor,
            ),
            paid,
        )
        for row_id, kind, rank, amount, paid, waived, debtor in queries.sums_of_decision(books.conn, decision_id)
        if _KIND[kind] not in BY_THE_AGENCY
    ]


def left_of(books: Books, decision_id: int) -> int:
    """What is still to be paid under the decision, in đồng; 0 for an unknown one."""
    return sum(line.left for line in due_lines(books, decision_id))


def _is_somebodys(line: LineFacts) -> bool:
    return line.debtor_id is not None or line.creditor_id is not None


def _row(books: Books, decision_id: int, line: LineFacts, taking_part: set[tuple[int, PartyRole]]) -> dict[str, Any]:
    content = tidy(line.content)
    if not content:
        raise DecisionRefused("Chưa có nội dung phải thi hành. Hãy ghi như trong quyết định.")
    if line.amount < 0 or (line.amount == 0) is not (line.kind in NOT_MONEY):
        raise DecisionRefused("Khoản tiền phải lớn hơn 0 đồng; việc không phải là tiền thì ghi 0. Hãy xem lại.")
    if line.debtor_id is not None and line.kind in BY_THE_AGENCY:
        raise DecisionRefused("Khoản cơ quan hoàn trả không phải là nghĩa vụ của ai. Hãy bỏ người phải thi hành án.")
    _refuse_strangers(line, taking_part)
    check_parts(line.parts, line.amount)
    line_id = new_id()
    return {
        "id": line_id,
        "decision_id": decision_id,
        "kind": line.kind,
        "content_sealed": books.keys.seal("obligation", "content", line_id, content),
        "amount": line.amount,
        "rank": line.rank or rank_of(line.kind),
        "debtor_id": line.debtor_id,
        "creditor_id": line.creditor_id,
    }


def _refuse_strangers(line: LineFacts, taking_part: set[tuple[int, PartyRole]]) -> None:
    if line.debtor_id is not None and (line.debtor_id, PartyRole.DEBTOR) not in taking_part:
        raise DecisionRefused("Người này không phải là người phải thi hành án của quyết định. Hãy xem lại.")
    if line.creditor_id is None or (line.creditor_id, PartyRole.CREDITOR) in taking_part:
        return
    if line.kind not in BY_THE_AGENCY or line.creditor_id not in {party_id for party_id, _ in taking_part}:
        raise DecisionRefused("Người này không phải là người được thi hành án của quyết định. Hãy xem lại.")


# Values of enumerations by their stored text: a dictionary look-up costs a third of calling the enumeration.
_STATUS = {status.value: status for status in Status}
_REVIEW = {result.value: result for result in ReviewResult}
_ROLE = {role.value: role for role in PartyRole}
_KIND = {kind.value: kind for kind in Kind}
_RANK = {rank.value: rank for rank in Rank}
_ROLES_IN_ORDER = list(PartyRole)
_NOT_PAYING = (PartyRole.CREDITOR, PartyRole.RELATED)


def _views(
    books: Books, heads: Sequence[queries.Head], details: Iterable[queries.Detail], reader: int | None
) -> list[DecisionView]:
    lines: dict[int, list[queries.Detail]] = {}
    others: dict[int, list[NamedParty]] = {}
    for row in details:
        decision_id, is_line, row_id, role, sealed = row[:5]
        if is_line:
            lines.setdefault(decision_id, []).append(row)
        else:
            person = NamedParty(id=row_id, role=_ROLE[role], name=books.keys.open("party", "name", row_id, sealed))
            others.setdefault(decision_id, []).append(person)
    rare = {head[0] for head in heads if head[-1]} | {row[0] for rows in lines.values() for row in rows if row[-1]}
    told = more_told(books, sorted(rare))
    return [
        _view(
            books, head, roles, lines.get(head[0], ()), others.get(head[0], []), told.get(head[0], NOTHING_MORE), reader
        )
        for head, roles in _one_per_decision(heads)
    ]


def _one_per_decision(heads: Sequence[queries.Head]) -> list[tuple[queries.Head, list[str]]]:
    """A party may have two roles in one decision; it is one decision all the same."""
    found: dict[int, tuple[queries.Head, list[str]]] = {}
    for head in heads:
        found.setdefault(head[0], (head, []))[1].append(head[1])
    return list(found.values())


def _view(
    books: Books,
    head: queries.Head,
    roles: Sequence[str | None],
    details: Iterable[queries.Detail],
    others: list[NamedParty],
    told: MoreTold,
    reader: int | None,
) -> DecisionView:
    (
        decision_id, _, number, issued_on, status, review, served_on, rate, judgment, court, dated,
        office, office_phone, office_address, officer, officer_title, officer_phone, _,
    ) = head  # fmt: skip
    others.sort(key=lambda person: (_ROLES_IN_ORDER.index(person.role), person.id))
    role = min((_ROLE[role] for role in roles if role is not None), key=_ROLES_IN_ORDER.index, default=None)
    shown = [_line(books, row, told) for row in details if _sees(row, role, reader, others)]
    shown.sort(key=lambda line: (line.rank, line.kind is Kind.LATE_INTEREST, line.id))
    return DecisionView(
        id=decision_id,
        number=number,
        issued_on=issued_on,
        status=_STATUS[status],
        review_result=None if review is None else _REVIEW[review],
        served_on=served_on,
        late_interest_rate=rate,
        role=role,
        judgment_number=judgment,
        judgment_court=court,
        judgment_dated=dated,
        office_name=office,
        office_phone=office_phone,
        office_address=office_address,
        officer_name=officer,
        officer_title=officer_title,
        officer_phone=officer_phone,
        lines=tuple(line for line in shown if line.kind not in BY_THE_AGENCY),
        others=tuple(others),
        refunds=tuple(line for line in shown if line.kind in BY_THE_AGENCY),
        to_give_back=0 if role in _NOT_PAYING else told.surplus.left_for(reader),
    )


def _line(books: Books, row: queries.Detail, told: MoreTold) -> LineView:
    _, _, row_id, kind, sealed, rank, amount, paid, waived, debtor, creditor, _ = row
    plain = LineView(
        id=row_id,
        kind=_KIND[kind],
        rank=_RANK[rank],
        content=books.keys.open("obligation", "content", row_id, sealed),
        amount=amount,
        paid=paid,
        waived=waived,
        debtor_id=debtor,
        creditor_id=creditor,
    )
    if told is NOTHING_MORE:
        return plain
    paid_out = told.paid_out.get(row_id, 0)
    return replace(
        plain,
        paid=paid_out if plain.kind in BY_THE_AGENCY else paid,
        paid_out=paid_out,
        waiting=told.waiting.get(row_id, 0),
        parts=tuple(sorted(told.parts.get(row_id, ()))),
    )


def _sees(row: queries.Detail, role: PartyRole | None, reader: int | None, others: Sequence[NamedParty]) -> bool:
    """Whether the reader is shown this line.

    Whom a representative stands for is in no list: with several debtors they are shown what all owe together.
    """
    kind, debtor, creditor = _KIND[row[3]], row[9], row[10]
    if role is None:
        return True
    if kind in BY_THE_AGENCY:
        return creditor in (None, reader)
    if role is PartyRole.DEBTOR:
        return debtor in (None, reader)
    if role is PartyRole.CREDITOR:
        return creditor == reader or (creditor is None and kind not in FOR_THE_STATE)
    return debtor is None or [one.id for one in others if one.role is PartyRole.DEBTOR] == [debtor]
