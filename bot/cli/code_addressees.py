"""Who gets a letter with a code, for which decision, and who gets none and why?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, exists, select

from bot.cli.lookup import agency_of, campaign_named, commune_named, decision_numbered
from casework import people
from casework.books import Books
from casework.decision_states import CLOSED
from casework.decisions import PartyRole
from casework.link_limits import PARTY_FAILURES
from casework.people import PartyKind
from casework.tables.contacts import contact
from casework.tables.decisions import decision, decision_party
from casework.tables.linking import link_code, link_guard
from casework.tables.people import party
from messages.vietnamese import masked_name
from scheduler.plans.selection import eligible

_READ = (PartyRole.DEBTOR.value, PartyRole.CREDITOR.value, PartyRole.REPRESENTATIVE.value)
_OVER = tuple(sorted(status.value for status in CLOSED))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which decisions: by number, of a campaign's selection, in a commune, or (none of these) all that are not over."""

    decisions: tuple[str, ...] = ()
    campaign: str | None = None
    commune: str | None = None
    issued_on: date | None = None
    again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """A party and the decision its letter goes with. ``by_officer``: an officer will have to confirm the link."""

    party_id: int
    decision_id: int
    number: str
    masked: str
    by_officer: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A party without a letter; ``name`` is masked."""

    name: str
    number: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Everybody the selection names, once each."""

    addressees: list[Addressee] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def find(books: Books, wanted: Wanted) -> Found:
    """Each party once, with its newest decision of the selection."""
    found = Found()
    seen: set[int] = set()
    for row in books.conn.execute(_rows(books, wanted)).all():
        if row.party_id in seen:
            continue
        seen.add(row.party_id)
        name = people.name_of(books, row.party_id) or ""
        if row.kind != PartyKind.STATE:
            name = masked_name(name)
        why = _why_not(row, again=wanted.again)
        if why is not None:
            found.left_out.append(LeftOut(name=name, number=row.number, why=why))
        else:
            found.addressees.append(_addressee(books, row, name))
    return found


def _addressee(books: Books, row: Row[Any], name: str) -> Addressee:
    known = people.party(books, row.party_id)
    return Addressee(
        party_id=row.party_id,
        decision_id=row.decision_id,
        number=row.number,
        masked=name,
        by_officer=known is None or known.identity is None or len(known.identity) != 12,
    )


def _why_not(row: Row[Any], *, again: bool) -> str | None:
    if row.kind == PartyKind.STATE:
        return "Nhà nước, không cần mã"
    if row.deceased:
        return "đã chết"
    if (row.failures or 0) >= PARTY_FAILURES:
        return "mã đang bị khóa, cần mở trước bằng gandan link unlock"
    if row.linked and not again:
        return "đã liên kết (in lại: thêm --again)"
    if row.has_code and not again:
        return "đã có mã còn hạn (in lại: thêm --again)"
    return None


def _rows(books: Books, wanted: Wanted) -> Select[Any]:
    """Parties with their decisions, newest decision first."""
    now = books.clock.now()
    linked = exists().where(contact.c.party_id == party.c.id, contact.c.dead_since.is_(None))
    has_code = exists().where(
        link_code.c.party_id == party.c.id,
        link_code.c.used_at.is_(None),
        link_code.c.cancelled_at.is_(None),
        link_code.c.expires_at > now,
    )
    takes_part = decision_party.join(decision, decision.c.id == decision_party.c.decision_id)
    rows = (
        select(
            party.c.id.label("party_id"),
            party.c.kind,
            party.c.deceased,
            decision.c.id.label("decision_id"),
            decision.c.number,
            link_guard.c.failures,
            linked.label("linked"),
            has_code.label("has_code"),
        )
        .select_from(
            takes_part.join(party, party.c.id == decision_party.c.party_id).outerjoin(
                link_guard, link_guard.c.party_id == party.c.id
            )
        )
        .where(decision_party.c.role.in_(_READ))
        .order_by(decision.c.issued_on.desc(), decision.c.id.desc(), party.c.id)
    )
    return _narrowed(books, rows, wanted)


def _narrowed(books: Books, rows: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.decisions:  # whoever names a decision means it, also one that is over
        return rows.where(decision.c.id.in_(_ids(books, wanted.decisions, wanted.issued_on)))
    if wanted.campaign is not None:
        chosen = eligible(campaign_named(books, wanted.campaign).plan.selection).subquery("chosen")
        of_it = exists().where(chosen.c.decision_id == decision.c.id, chosen.c.party_id == party.c.id)
        return rows.where(of_it)
    rows = rows.where(decision.c.agency_id == agency_of(books).id, decision.c.status.not_in(_OVER))
    if wanted.commune is not None:
        rows = rows.where(decision.c.commune_id == commune_named(books, wanted.commune).id)
    return rows


def _ids(books: Books, numbers: Iterable[str], issued_on: date | None) -> list[int]:
    return [decision_numbered(books, number, issued_on) for number in numbers]
