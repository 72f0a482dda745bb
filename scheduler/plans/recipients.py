"""For whom was a campaign let go? A list frozen at its approval: nobody is written to whom nobody let go.

The list is written stretch by stretch of the decisions, each stretch committed by itself, so that nobody who writes to us
waits for it and a killed run goes on where it was. Rows above ``campaign.list_version`` have been written down and not let
go: they count for nothing until whoever approves has sealed them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.prepared import Prepared
from casework.tables.decisions import decision, decision_party
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.selection import Selection, eligible
from scheduler.steps import conditions
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient as recipient

STRETCH = {"sqlite": 2_000, "postgresql": 20_000}  # debtors looked at in one transaction
_READ = 10_000  # rows at once while the list is sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class ListSeal:
    """The list up to a version of it: SHA-256 (hex) over every pair and whether it is held out, and how many they are."""

    version: int
    digest: str
    many: int
    held_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Freezing:
    """How far the freezing of a list has come: what it is for, and whether it is through."""

    made_for: str | None
    reached: int | None
    is_through: bool
    let_go: int  # the version of the list that was let go; what is being frozen is the next one


def freezing(books: Books, campaign_id: int) -> Freezing:
    """How far the list of a campaign has come; on PostgreSQL nobody else moves it on before this transaction ends."""
    return _far(_FREEZING, books, campaign_id)


def how_far(books: Books, campaign_id: int) -> Freezing:
    """The same for whoever only looks: it may be moved on meanwhile."""
    return _far(_HOW_FAR, books, campaign_id)


def _far(asked: Prepared, books: Books, campaign_id: int) -> Freezing:
    ((made_for, reached, through_at, let_go),) = asked.rows(books.conn, of=campaign_id)
    return Freezing(made_for=made_for, reached=reached, is_through=through_at is not None, let_go=let_go)


def begin(books: Books, campaign_id: int, made_for: str) -> None:
    """Begin to freeze the list for ``made_for`` (what else is approved with it), or go on with one that was interrupted.

    A list that was frozen for something else, or frozen through and never let go, is frozen anew: its facts have aged.
    """
    here = freezing(books, campaign_id)
    if here.made_for == made_for and not here.is_through:
        return
    _set(books, campaign_id, frozen_for=made_for, frozen_to=None, frozen_at=None)


def freeze_stretch(books: Books, campaign: Campaign) -> bool:
    """Write down who is eligible in the next stretch of decisions; False when all have been looked at."""
    here = freezing(books, campaign.id)
    if here.is_through:
        return False
    after = here.reached or 0
    debtors = STRETCH[books.conn.dialect.name]
    upto: int | None = _LAST_INSIDE.rows(books.conn, after=after, debtors=debtors)[0][0]
    last = upto if upto is not None else _NO_END
    _FORGET.changed(books.conn, of=campaign.id, after=after, upto=last, let_go=here.let_go)
    if upto is None:
        _set(books, campaign.id, frozen_at=books.clock.now())
        return False
    for selections in dict.fromkeys(campaign.plan.selections_of(step) for step in campaign.plan.steps):
        values = {"campaign": campaign.id, "version": here.let_go + 1, "after": after, "upto": upto}
        _freezing(books.conn.dialect.name, selections).changed(books.conn, **values)
    _GONE_TO.changed(books.conn, of=campaign.id, upto=upto)
    return True


def sealed_list(books: Books, campaign_id: int, version: int) -> ListSeal:
    """The seal over the list up to ``version`` of it. Reads the whole list: seconds for a million, so not while writing."""
    digest, many, held = hashlib.sha256(), 0, 0
    after = (0, 0)
    while rows := _NEXT_OF_LIST.rows(
        books.conn, of=campaign_id, version=version, decision=after[0], party=after[1], most=_READ
    ):
        digest.update("".join([f"{decision_id}:{party_id}:{out}\n" for decision_id, party_id, out in rows]).encode())
        many += len(rows)
        held += sum([out for _, _, out in rows])
        after = rows[-1][:2]
    return ListSeal(version=version, digest=digest.hexdigest(), many=many, held_out=held)


def let_go(books: Books, campaign_id: int, sealed: ListSeal) -> None:
    """From now on the list counts up to the sealed version."""
    cleared = {"frozen_for": None, "frozen_to": None, "frozen_at": None}
    _set(books, campaign_id, list_version=sealed.version, list_hash=sealed.digest, **cleared)


def take_back(books: Books, campaign_id: int) -> None:
    """Nobody on the list counts any more (a draft that is approved anew); whoever still fits comes on the next one."""
    _set(books, campaign_id, list_version=0, list_hash=None)


def is_let_go(
    campaign_id: ColumnElement[Any],
    decision_id: ColumnElement[Any],
    party_id: ColumnElement[Any],
    follows: ColumnElement[bool] | None = None,
) -> Any:
    """Whether the pair is on the campaign's list as it was let go, and not held out.

    ``follows``: whether the step follows up what the person set themselves, which those held out get like everybody.
    """
    reminded = recipient.c.held_out.is_(False)
    of = campaigns.alias("listed_for")
    return exists().where(
        recipient.c.campaign_id == campaign_id,
        recipient.c.decision_id == decision_id,
        recipient.c.party_id == party_id,
        reminded if follows is None else or_(reminded, func.coalesce(follows, false())),
        of.c.id == recipient.c.campaign_id,
        recipient.c.since_version <= of.c.list_version,
    )


def _set(books: Books, campaign_id: int, **values: Any) -> None:
    books.conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))


_place = tuple_(recipient.c.decision_id, recipient.c.party_id)
_NEXT_OF_LIST = Prepared(
    select(recipient.c.decision_id, recipient.c.party_id, cast(recipient.c.held_out, Integer))
    .where(
        recipient.c.campaign_id == bindparam("of", type_=BigInteger),
        recipient.c.since_version <= bindparam("version"),
        _place > tuple_(bindparam("decision", type_=BigInteger), bindparam("party", type_=BigInteger)),
    )
    .order_by(recipient.c.decision_id, recipient.c.party_id)
    .limit(bindparam("most"))
)
_NO_END = (1 << 63) - 1
_AFTER, _UPTO = bindparam("after", type_=BigInteger), bindparam("upto", type_=BigInteger)
_FORGET = Prepared(  # of a freezing that came to nothing
    delete(recipient).where(
        recipient.c.campaign_id == bindparam("of"),
        recipient.c.decision_id > _AFTER,
        recipient.c.decision_id <= _UPTO,
        recipient.c.since_version > bindparam("let_go"),
    )
)
_THIS = campaigns.c.id == bindparam("of")
_far_columns = (campaigns.c.frozen_for, campaigns.c.frozen_to, campaigns.c.frozen_at, campaigns.c.list_version)
_HOW_FAR = Prepared(select(*_far_columns).where(_THIS))
_FREEZING = Prepared(select(*_far_columns).where(_THIS).with_for_update())
_GONE_TO = Prepared(update(campaigns).where(_THIS).values(frozen_to=_UPTO))
_inside = (
    select(decision_party.c.decision_id)
    .where(decision_party.c.role == conditions.DEBTOR, decision_party.c.decision_id > _AFTER)
    .order_by(decision_party.c.decision_id)
    .limit(bindparam("debtors"))
    .subquery()
)
_LAST_INSIDE = Prepared(select(func.max(_inside.c.decision_id)))


@lru_cache(maxsize=64)
def _freezing(dialect: str, selections: tuple[Selection, ...]) -> Prepared:
    """The statement that freezes a stretch, built once for all stretches."""
    rows = (
        eligible(*selections)
        .where(decision.c.id > _AFTER, decision.c.id <= _UPTO)
        .with_only_columns(
            bindparam("campaign", type_=BigInteger),
            decision.c.id,
            decision_party.c.party_id,
            bindparam("version"),
            literal(False),
        )
    )
    upsert = sqlite.insert(recipient) if dialect == "sqlite" else postgresql.insert(recipient)
    names = ("campaign_id", "decision_id", "party_id", "since_version", "held_out")
    return Prepared(upsert.from_select(names, rows).on_conflict_do_nothing())
