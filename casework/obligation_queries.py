"""Which two statements fetch everything about a party's decisions?

Built and compiled once (``casework.db.prepared``). The second one brings lines and named parties together: a third trip
costs more on PostgreSQL than the few columns it would save. What few decisions have (parts that fall due, payouts, money on
its way) is fetched by a third one, only for decisions of which the first says that there is such a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from casework.db.prepared import Prepared
from casework.tables.agency import agency, regional_office, staff
from casework.tables.agreements import payout
from casework.tables.decisions import allocation, decision, decision_party, due_part, judgment, obligation, payment
from casework.tables.people import party

_NOBODY = 0  # no party has this id
_NONE = literal_column("0", BigInteger)
_ONE = literal_column("1", BigInteger)
Head: TypeAlias = (
    Any  # a row of _head, in its order; the last column: is there a payout, a surplus or money on its way?
)
# (decision id, is it a line, row id, kind or role, sealed content or name, rank, amount, paid, waived, debtor, creditor,
# whether it falls due in parts)
Detail: TypeAlias = Any


class More(IntEnum):
    """What a row of ``more_of`` is about."""

    PART = 1  # (decision, PART, line, day, đồng): falls due
    PAID_OUT = 2  # (decision, PAID_OUT, line, None, đồng): handed on of the line
    WAITING = 3  # (decision, WAITING, line, None, đồng): paid at a prison, on its way
    SURPLUS = 4  # (decision, SURPLUS, payer or None, None, đồng): came in over what was due
    GIVEN_BACK = 5  # (decision, GIVEN_BACK, party, None, đồng): of the surplus


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
    """(line id, kind, rank, amount, paid, waived, debtor) of each line of one decision, in the order they were written down."""
    return _SUMS_OF_DECISION.rows(conn, decision=decision_id)


def more_of(conn: Connection, decision_ids: Sequence[int]) -> Sequence[Any]:
    """The rows named in ``More`` of these decisions, in no order."""
    return conn.execute(_MORE, {"ids": list(decision_ids)}).all()


_HAS_MORE = case(
    (
        or_(
            exists().where(payout.c.decision_id == decision.c.id),
            exists().where(
                payment.c.decision_id == decision.c.id,
                or_(payment.c.surplus > _NONE, and_(payment.c.slip.is_not(None), payment.c.receipt.is_(None))),
            ),
        ),
        _ONE,
    ),
    else_=_NONE,
)


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
        _HAS_MORE,
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


_NO_PARTY = cast(null(), BigInteger)


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
        obligation.c.waived,
        obligation.c.debtor_id,
        obligation.c.creditor_id,
        case((exists().where(due_part.c.obligation_id == obligation.c.id), _ONE), else_=_NONE),
    ).where(lines_where)
    named = (
        select(
            decision_party.c.decision_id,
            literal_column("0", BigInteger),
            party.c.id,
            decision_party.c.role,
            party.c.name_sealed,
            literal_column("''", Text),
            _NONE,
            _NONE,
            _NONE,
            _NO_PARTY,
            _NO_PARTY,
            _NONE,
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
    select(
        obligation.c.id,
        obligation.c.kind,
        obligation.c.rank,
        obligation.c.amount,
        _PAID_DONG,
        obligation.c.waived,
        obligation.c.debtor_id,
    )
    .where(obligation.c.decision_id == _THE_DECISION)
    .order_by(obligation.c.id)
)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NO_DAY = cast(null(), Date)


def _more(what: More, about: ColumnElement[Any], amount: ColumnElement[Any], of: ColumnElement[Any]) -> Select[Any]:
    told = (of, literal_column(str(what.value), BigInteger), about, _NO_DAY, cast(func.sum(amount), BigInteger))
    return select(*told).where(of.in_(_IDS)).group_by(of, about)


_PARTS = (
    select(
        obligation.c.decision_id,
        literal_column(str(More.PART.value), BigInteger),
        due_part.c.obligation_id,
        due_part.c.due_on,
        due_part.c.amount,
    )
    .join_from(due_part, obligation, obligation.c.id == due_part.c.obligation_id)
    .where(obligation.c.decision_id.in_(_IDS))
)
_LIVE_PAYOUT = payout.c.reversed_at.is_(None)
_MORE = union_all(
    _PARTS,
    _more(More.PAID_OUT, payout.c.obligation_id, payout.c.amount, payout.c.decision_id).where(
        _LIVE_PAYOUT, payout.c.obligation_id.is_not(None)
    ),
    _more(More.GIVEN_BACK, payout.c.party_id, payout.c.amount, payout.c.decision_id).where(
        _LIVE_PAYOUT, payout.c.obligation_id.is_(None)
    ),
    _more(More.WAITING, allocation.c.obligation_id, allocation.c.amount, payment.c.decision_id)
    .join_from(allocation, payment, payment.c.id == allocation.c.payment_id)
    .where(payment.c.slip.is_not(None), payment.c.receipt.is_(None), payment.c.reversed_at.is_(None)),
    _more(More.SURPLUS, payment.c.payer_id, payment.c.surplus, payment.c.decision_id).where(
        payment.c.surplus > 0,
        payment.c.reversed_at.is_(None),
        or_(payment.c.slip.is_(None), payment.c.receipt.is_not(None)),
    ),
)
