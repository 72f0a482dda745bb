"""Which conditions must a reminder meet, said once, as SQL that planning, refreshing and sending share?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, cast, exists, func, literal_column, or_, select

from casework.agreements import AgreementState
from casework.consent import Purpose
from casework.decisions import PartyRole, Status, needs_no_reminder
from casework.payment_order import BY_THE_AGENCY
from casework.tables.agreements import agreement
from casework.tables.contacts import consent, contact
from casework.tables.decisions import allocation, decision, decision_party, due_part, obligation

REMINDED_STATUSES = tuple(sorted(status.value for status in Status if not needs_no_reminder(status)))
DEBTOR: ColumnElement[str] = literal_column(f"'{PartyRole.DEBTOR.value}'")


def needs_reminding(status: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a decision of this status may be reminded of."""
    return status.in_([literal_column(f"'{value}'") for value in REMINDED_STATUSES])


def dong_left(decision_id: ColumnElement[Any], party_id: ColumnElement[Any] | None = None) -> ColumnElement[int]:
    """What is still to be paid under the decision, in đồng (the sum of its lines less what went to them or was waived).

    ``party_id``: only what this debtor owes: the joint lines and its own. What the agency gives back is nobody's debt.
    """
    owed = obligation.c.kind.not_in([literal_column(f"'{kind.value}'") for kind in sorted(BY_THE_AGENCY)])
    whose = (
        [owed]
        if party_id is None
        else [owed, or_(obligation.c.debtor_id.is_(None), obligation.c.debtor_id == party_id)]
    )
    went_to_it = select(func.coalesce(func.sum(allocation.c.amount), 0)).where(
        allocation.c.obligation_id == obligation.c.id
    )
    open_of_line = obligation.c.amount - obligation.c.waived - went_to_it.scalar_subquery()
    left = select(func.coalesce(func.sum(open_of_line), 0)).where(obligation.c.decision_id == decision_id, *whose)
    # a sum of BIGINT is NUMERIC on PostgreSQL and would come back as Decimal
    return cast(left.scalar_subquery(), BigInteger)


def pays_in_parts(decision_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a living agreement, or the decision's own lines, set days by which parts are to be paid."""
    live = agreement.c.state == literal_column(
        f"'{AgreementState.LIVE.value}'"
    )  # literal: SQLite looks at its partial index
    agreed = exists().where(agreement.c.decision_id == decision_id, live)
    parted = exists().where(due_part.c.obligation_id == obligation.c.id, obligation.c.decision_id == decision_id)
    return or_(agreed, parted)


def is_debtor(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the party owes under the decision."""
    takes_part = decision_party.alias("owing")
    return exists().where(
        takes_part.c.decision_id == decision_id, takes_part.c.party_id == party_id, takes_part.c.role == DEBTOR
    )


def agreed(contact_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the chat is linked to the party and its owner agreed to reminders since then (``casework.consent.has``)."""
    chat = contact.alias("agreed_chat")
    return exists().where(chat.c.id == contact_id, chat.c.party_id == party_id, *_owner_agreed(chat))


def _owner_agreed(chat: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        consent.c.contact_id == chat.c.id,
        consent.c.party_id == chat.c.party_id,
        consent.c.purpose == literal_column(f"'{Purpose.REMINDERS.value}'"),
        consent.c.given.is_(True),
        consent.c.withdrawn_at.is_(None),
        consent.c.at >= chat.c.linked_at,
    )


def has_chat(party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the party has a live chat at all, with or without consent to reminders."""
    return exists().where(contact.c.party_id == party_id, contact.c.dead_since.is_(None))


def reachable(party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the party has a live chat whose owner agreed to reminders.

    Not by EXISTS: PostgreSQL would rather work out everybody who agreed, again for each stretch of a campaign.
    """
    chat = contact.alias("reached_chat")
    one = select(chat.c.id).where(chat.c.party_id == party_id, chat.c.dead_since.is_(None), *_owner_agreed(chat))
    return one.limit(literal_column("1")).scalar_subquery().is_not(None)


def account_of(party_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """The account of the chat that a reminder to the party would go to: heard from last of those that agreed; NULL: none."""
    chat = contact.alias("last_chat")
    theirs = (chat.c.party_id == party_id, chat.c.dead_since.is_(None), *_owner_agreed(chat))
    last = select(chat.c.account).where(*theirs).order_by(chat.c.seen_at.desc(), chat.c.id.desc())
    return last.limit(literal_column("1")).scalar_subquery()


def decision_closed(decision_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the decision's status forbids reminders."""
    closed = decision.alias("closed")
    return exists().where(closed.c.id == decision_id, ~needs_reminding(closed.c.status))
