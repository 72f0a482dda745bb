"""Which two statements fetch everything about a party's decisions?

Built and compiled once (``casework.db.prepared``). The second one brings lines and named parties together: a third trip
costs more on PostgreSQL than the few columns it would save.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from casework.db.prepared import Prepared
from casework.tables.agency import agency, regional_office, staff
from casework.tables.decisions import allocation, decision, decision_party, judgment, obligation
from casework.tables.people import party

_NOBODY = 0  # no party has this id
Head: TypeAlias = Any  # a row of _head, in its order
Detail: TypeAlias = Any  # (decision id, is it a line, row id, kind or role, sealed content or name, rank, amount, paid)


def heads_of_party(conn: Connection, party_id: int, decision_id: int | None = None) -> Sequence[Head]:
    """The decisions of a party (or one of them) with court, office and officer; newest first, a row for each role."""
    if decision_id is None:
        return _HEADS_OF_PARTY.rows(conn, party=party_id)
    return _HEAD_OF_PARTY.rows(conn, party=party_id, decision=decision_id)


def details_of_party(conn: Connection, party_id: int, decision_id: int | None = None) -> Sequence[Detail]:
    """Lines and the other debtors and creditors of a party's decisions (or of one), in no order."""
    if decision_id is None:
        return _DETAILS_OF_PARTY.rows(conn, party=party_id)
    return _DETAILS_OF_DECISION.rows(conn, party=party_id, decision=decision_id)


def heads_of_decision(conn: Connection, decision_id: int) -> Sequence[Head]:
    """The decision without a party's role."""
    return _HEAD_OF_DECISION.rows(conn, decision=decision_id)


def details_of_decision(conn: Connection, decision_id: int) -> Sequence[Detail]:
    """Lines and all debtors and creditors of one decision."""
    return _DETAILS_OF_DECISION.rows(conn, party=_NOBODY, decision=decision_id)


def sums_of_decision(conn: Connection, decision_id: int) -> Sequence[Any]:
    """(line id, kind, rank, amount, paid) of each line of one decision."""
    return _SUMS_OF_DECISION.rows(conn, decision=decision_id)


def _head(role: ColumnElement[Any]) -> Select[Any]:
    return select(
        decision.c.id,
        role,
        decision.c.number,
        decision.c.issued_on,
        decision.c.status,
        decision.c.review_result,
        decision.c.served_on,
        decision.c.late_interest_rate,
        judgment.c.number,
        judgment.c.court,
        judgment.c.dated,
        func.coalesce(regional_office.c.name, agency.c.name),
        func.coalesce(regional_office.c.phone, agency.c.phone),
        func.coalesce(regional_office.c.address, agency.c.address),
        staff.c.name,
        staff.c.title,
        staff.c.phone,
    ).order_by(decision.c.issued_on.desc(), decision.c.id.desc())


_JOINED = (
    decision.join(judgment, judgment.c.id == decision.c.judgment_id)
    .join(agency, agency.c.id == decision.c.agency_id)
    .outerjoin(regional_office, regional_office.c.id == decision.c.office_id)
    .outerjoin(staff, staff.c.id == decision.c.officer_id)
)
_THE_PARTY = bindparam("party", type_=BigInteger)
_THE_DECISION = bindparam("decision", type_=BigInteger)
_of_party = (
    _head(decision_party.c.role)
    .select_from(_JOINED.join(decision_party, decision_party.c.decision_id == decision.c.id))
    .where(decision_party.c.party_id == _THE_PARTY)
)
_HEADS_OF_PARTY = Prepared(_of_party)
_HEAD_OF_PARTY = Prepared(_of_party.where(decision.c.id == _THE_DECISION))
_HEAD_OF_DECISION = Prepared(_head(null()).select_from(_JOINED).where(decision.c.id == _THE_DECISION))

# a sum of BIGINT is NUMERIC on PostgreSQL and would come back as Decimal
_PAID_DONG = cast(
    select(func.coalesce(func.sum(allocation.c.amount), 0))
    .where(allocation.c.obligation_id == obligation.c.id)
    .scalar_subquery(),
    BigInteger,
)


def _details(lines_where: ColumnElement[bool], parties_where: ColumnElement[bool]) -> Prepared:
    lines = select(
        obligation.c.decision_id,
        literal_column("1", BigInteger),
        obligation.c.id,
        obligation.c.kind,
        obligation.c.content_sealed,
        obligation.c.rank,
        obligation.c.amount,
        _PAID_DONG,
    ).where(lines_where)
    named = (
        select(
            decision_party.c.decision_id,
            literal_column("0", BigInteger),
            party.c.id,
            decision_party.c.role,
            party.c.name_sealed,
            literal_column("''", Text),
            literal_column("0", BigInteger),
            literal_column("0", BigInteger),
        )
        .select_from(decision_party.join(party, party.c.id == decision_party.c.party_id))
        .where(
            parties_where,
            decision_party.c.role.in_((literal_column("'debtor'"), literal_column("'creditor'"))),
            decision_party.c.party_id != _THE_PARTY,
        )
    )
    return Prepared(union_all(lines, named))


_mine = decision_party.alias("mine")
_OF_MINE = select(_mine.c.decision_id).where(_mine.c.party_id == _THE_PARTY)
_DETAILS_OF_PARTY = _details(obligation.c.decision_id.in_(_OF_MINE), decision_party.c.decision_id.in_(_OF_MINE))
_DETAILS_OF_DECISION = _details(
    obligation.c.decision_id == _THE_DECISION, decision_party.c.decision_id == _THE_DECISION
)
_SUMS_OF_DECISION = Prepared(
    select(obligation.c.id, obligation.c.kind, obligation.c.rank, obligation.c.amount, _PAID_DONG).where(
        obligation.c.decision_id == _THE_DECISION
    )
)
