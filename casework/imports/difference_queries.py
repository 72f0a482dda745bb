"""What are the books asked to find out what a list would change?"""

from __future__ import annotations

from sqlalchemy import BigInteger, bindparam, cast, func, select

from casework.decisions import Status
from casework.payment_order import BY_THE_AGENCY, Kind
from casework.tables.decisions import decision, decision_party, judgment, obligation, payment
from casework.tables.people import party

LIVE = (Status.ENFORCING, Status.NO_MEANS, Status.DEFERRED, Status.SUSPENDED)
KNOWN = select(
    decision.c.id,
    decision.c.number,
    decision.c.issued_on,
    decision.c.status,
    decision.c.review_result,
    decision.c.list_print,
).where(decision.c.agency_id == bindparam("agency"), decision.c.number.in_(bindparam("numbers", expanding=True)))
IS_LIVE = (decision.c.agency_id == bindparam("agency")) & decision.c.status.in_([status.value for status in LIVE])
LIVE_COUNT = select(func.count()).select_from(decision).where(IS_LIVE)
LIVE_DECISIONS = (
    select(decision.c.id, decision.c.number, decision.c.issued_on)
    .where(IS_LIVE)
    .order_by(decision.c.issued_on, decision.c.id)
    .execution_options(yield_per=1000)
)
ANYBODY = select(party.c.id).where(party.c.identity_print.is_not(None)).limit(1)
OWNERS = select(party.c.id, party.c.identity_print, party.c.name_print).where(
    party.c.identity_print.in_(bindparam("prints", expanding=True))
)
DECISION_OF = (
    select(decision.c.number, decision.c.issued_on)
    .join(decision_party, decision_party.c.decision_id == decision.c.id)
    .where(decision_party.c.party_id == bindparam("party"))
    .order_by(decision.c.issued_on.desc(), decision.c.id)
    .limit(1)
)
DUTIES_OF = (
    select(
        party.c.identity_print,
        decision.c.number,
        decision.c.issued_on,
        judgment.c.number.label("judgment"),
        obligation.c.kind,
        obligation.c.amount,
    )
    .join(decision_party, decision_party.c.party_id == party.c.id)
    .join(decision, decision.c.id == decision_party.c.decision_id)
    .join(judgment, judgment.c.id == decision.c.judgment_id)
    .join(obligation, obligation.c.decision_id == decision.c.id)
    .where(
        party.c.identity_print.in_(bindparam("prints", expanding=True)),
        decision_party.c.role == "debtor",
        decision.c.agency_id == bindparam("agency"),
    )
)
DEBTORS_OF = (
    select(decision_party.c.decision_id, party.c.identity_print, party.c.name_print)
    .join(party, decision_party.c.party_id == party.c.id)
    .where(decision_party.c.decision_id.in_(bindparam("ids", expanding=True)), decision_party.c.role == "debtor")
)
TAKES_PART = select(decision_party.c.party_id).where(
    decision_party.c.decision_id == bindparam("decision"),
    decision_party.c.party_id == bindparam("party"),
    decision_party.c.role == "debtor",
)
OWED = (
    select(obligation.c.decision_id, cast(func.sum(obligation.c.amount - obligation.c.waived), BigInteger))
    .where(
        obligation.c.decision_id.in_(bindparam("ids", expanding=True)),
        obligation.c.kind.not_in([kind.value for kind in (Kind.LATE_INTEREST, *sorted(BY_THE_AGENCY))]),
    )
    .group_by(obligation.c.decision_id)
)
PAID = (
    select(payment.c.decision_id, cast(func.sum(payment.c.amount - payment.c.surplus), BigInteger))
    .where(payment.c.decision_id.in_(bindparam("ids", expanding=True)), payment.c.reversed_at.is_(None))
    .group_by(payment.c.decision_id)
)
