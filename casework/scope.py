"""Which rows may this member of staff see, and which rooms may they enter? The one place that says so.

Every query behind the officers' pages takes its condition from ``in_sight``; a row out of sight is as good as missing, and is
answered so. Whoever sees cases masked (``names``) sees no name of a party either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, and_, false, or_, select

from casework.staff import LEADERS, MANAGERS, Role, Staff
from casework.tables.agency import staff
from casework.tables.agreements import promise
from casework.tables.decisions import case_note, decision, decision_event, decision_party, payment
from casework.tables.follow_ups import payment_claim, repair
from casework.tables.imports import import_batch, import_upload
from casework.tables.questions import question
from casework.tables.reception_follow_ups import reception_wait
from casework.tables.reception_plans import reception_plan
from casework.tables.receptions import booking, reception_day
from casework.tables.safety import case_opening, data_request

_Rule = Callable[[Staff, "Reach"], ColumnElement[bool]]
_RuleAbove = Callable[[Staff, "Reach", Table], ColumnElement[bool]]
"""Of a table that a room above this one keeps: it is handed in."""


class Reach(StrEnum):
    """How far somebody sees into the agency's cases."""

    NONE = "none"
    OWN = "own"
    OFFICE = "office"
    ALL = "all"


class May(StrEnum):
    """A room of the officers' pages. A page declares the one that it belongs to."""

    HOME = "home"  # today's work, whatever of it is theirs
    CASES = "cases"
    INBOX = "inbox"
    RECEPTIONS = "receptions"
    CAMPAIGNS = "campaigns"
    REPORTS = "reports"
    IMPORTS = "imports"
    TEXTS = "texts"
    SAFETY = "safety"  # the way to the rooms below
    CONTACTS = "contacts"  # whom no message reaches
    ACCOUNTS = "accounts"  # where money may be paid
    CHANNELS = "channels"
    REQUESTS = "requests"  # of whoever asks for their own data
    URGENT = "urgent"  # a look at a case out of sight
    OPENINGS = "openings"  # who took such looks
    BREACHES = "breaches"
    BACKUPS = "backups"
    AUDIT = "audit"
    STAFF = "staff"


_ALWAYS = frozenset({May.HOME})
_ON_CASES = frozenset({May.CASES, May.INBOX, May.RECEPTIONS, May.IMPORTS, May.SAFETY, May.CONTACTS})
_ROOMS: dict[Role, frozenset[May]] = {
    Role.CLERK: _ON_CASES,
    Role.OFFICER: _ON_CASES | {May.CAMPAIGNS, May.REPORTS, May.URGENT},
    Role.HEAD: frozenset(May),
    Role.DEPUTY: frozenset(May),
    Role.ADMIN: frozenset({May.STAFF, May.SAFETY, May.CHANNELS, May.BREACHES, May.BACKUPS}),
    Role.AUDITOR: frozenset({May.AUDIT}),
    Role.LEGAL: frozenset({May.TEXTS, May.SAFETY, May.REQUESTS, May.BREACHES}),
}
if {role for role, rooms in _ROOMS.items() if May.STAFF in rooms} != MANAGERS:
    raise AssertionError("who manages the staff at the terminal manages it on the pages, and nobody else")


def may(who: Staff, room: May) -> bool:
    """Whether the role opens this room."""
    return room in _ALWAYS or room in _ROOMS[who.role]


def names(who: Staff) -> bool:
    """Whether parties are named in full to them; to others they are masked."""
    return who.role is Role.OFFICER or who.role in LEADERS


def reach(who: Staff) -> Reach:
    """An officer sees their own cases, a clerk or leader those of their office, or all where they sit at the agency's seat."""
    if who.role is Role.OFFICER:
        return Reach.OWN
    if who.role is Role.CLERK or who.role in LEADERS:
        return Reach.ALL if who.office_id is None else Reach.OFFICE
    return Reach.NONE


def in_sight(who: Staff, table: Table) -> ColumnElement[bool]:
    """The condition on ``table`` under which its rows may be seen. Raises ``LookupError`` for a table without a rule."""
    if table is data_request:  # of a room that people enter who see no cases
        return _data_request(who)
    above = _ABOVE.get(table.name)
    if above is None and table.name not in _RULES:
        raise LookupError(f"{table.name}: nobody has said who may see its rows")
    far = reach(who)
    if far is Reach.NONE or not who.active:
        return false()
    if above is not None:
        return above(who, far, table)
    return _RULES[table.name](who, far)


def _decision(who: Staff, far: Reach) -> ColumnElement[bool]:
    of_agency = decision.c.agency_id == who.agency_id
    if far is Reach.ALL:
        return of_agency
    if far is Reach.OFFICE:
        return and_(of_agency, decision.c.office_id == who.office_id)
    return and_(of_agency, decision.c.officer_id == who.id)


def _question(who: Staff, far: Reach) -> ColumnElement[bool]:
    """One's own, and the queue that nobody has taken: the office's, and the agency's where it is nobody's office."""
    untaken = and_(
        question.c.officer_id.is_(None), or_(question.c.office_id == who.office_id, question.c.office_id.is_(None))
    )
    if far is Reach.ALL:
        return question.c.id.is_not(None)
    if far is Reach.OFFICE:
        return or_(question.c.office_id == who.office_id, question.c.officer_id == who.id, untaken)
    return or_(question.c.officer_id == who.id, untaken)


def _reception_day(who: Staff, far: Reach) -> ColumnElement[bool]:
    """The book of receptions is the agency's; an officer sees their own meetings in it."""
    of_agency = reception_day.c.agency_id == who.agency_id
    if far is Reach.OWN:
        return and_(of_agency, or_(reception_day.c.leader_id == who.id, reception_day.c.stand_in_id == who.id))
    return of_agency


def _booking(who: Staff, far: Reach) -> ColumnElement[bool]:
    """Of the days that they see."""
    return booking.c.day_id.in_(select(reception_day.c.id).where(_reception_day(who, far)))


def _reception_plan(who: Staff, far: Reach) -> ColumnElement[bool]:
    of_agency = reception_plan.c.agency_id == who.agency_id
    if far is Reach.OWN:
        return and_(of_agency, or_(reception_plan.c.leader_id == who.id, reception_plan.c.stand_in_id == who.id))
    return of_agency


def _reception_wait(who: Staff, far: Reach) -> ColumnElement[bool]:
    """The line is the agency's; an officer sees who waits for them or for a day of theirs."""
    if far is Reach.OWN:
        own_days = select(reception_day.c.id).where(_reception_day(who, far))
        return or_(reception_wait.c.leader_id == who.id, reception_wait.c.day_id.in_(own_days))
    return reception_wait.c.id.is_not(None)


def _repair(who: Staff, far: Reach) -> ColumnElement[bool]:
    """Asked of each repair by itself: they are few, and the decisions many."""
    takes_part = select(decision_party.c.party_id).join(decision, decision.c.id == decision_party.c.decision_id)
    theirs = takes_part.where(decision_party.c.party_id == repair.c.party_id, _decision(who, far))
    return theirs.correlate(repair).exists()


def _data_request(who: Staff) -> ColumnElement[bool]:
    """Those of the office that sees to them; the seat's leaders and whoever knows the law see all of them."""
    if not who.active or not may(who, May.REQUESTS):
        return false()
    of_agency = data_request.c.agency_id == who.agency_id
    if who.role is Role.LEGAL or who.office_id is None:
        return of_agency
    return and_(of_agency, data_request.c.office_id == who.office_id)


def opened_for(who: Staff, now: datetime) -> ColumnElement[bool]:
    """The condition on ``case_opening`` under which it lets this person look at its decision now."""
    if not who.active or not may(who, May.URGENT):
        return false()
    return and_(case_opening.c.staff_id == who.id, case_opening.c.until > now)


def in_sight_to_look(who: Staff, now: datetime) -> ColumnElement[bool]:
    """The condition on ``decision`` under which its page may be read: it is in sight, or was opened because it was urgent.

    For reading that one page only. Whatever else is done, listed, counted or searched takes ``in_sight``.
    """
    opened = select(case_opening.c.id).where(case_opening.c.decision_id == decision.c.id, opened_for(who, now))
    of_agency = and_(decision.c.agency_id == who.agency_id, opened.correlate(decision).exists())
    return or_(in_sight(who, decision), of_agency)


def _case_opening(who: Staff, far: Reach) -> ColumnElement[bool]:
    """Others' looks, for whoever leads: taken by their office's staff, or at a case of their office."""
    if who.role not in LEADERS:
        return false()
    colleagues = select(staff.c.id).where(staff.c.agency_id == who.agency_id)
    if far is not Reach.ALL:
        colleagues = colleagues.where(staff.c.office_id == who.office_id)
    at_theirs = select(decision.c.id).where(decision.c.id == case_opening.c.decision_id, _decision(who, far))
    told = or_(case_opening.c.staff_id.in_(colleagues), at_theirs.correlate(case_opening).exists())
    return and_(case_opening.c.staff_id != who.id, told)


def oversees(who: Staff) -> bool:
    """Whether they lead the whole agency: nothing of its cases is out of their sight."""
    return who.role in LEADERS and reach(who) is Reach.ALL


def _of_importer(table: Table, importer: str) -> _Rule:
    """A list names people of many offices: whoever sent it, and whoever leads the whole agency."""

    def rule(who: Staff, _far: Reach) -> ColumnElement[bool]:
        of_agency = table.c.agency_id == who.agency_id
        return of_agency if oversees(who) else and_(of_agency, table.c[importer] == who.id)

    return rule


def _campaign(who: Staff, far: Reach, campaign: Table) -> ColumnElement[bool]:
    """One's own (of one's office: its staff's), and whatever has a case that one may see on its list."""
    if far is Reach.ALL:
        return campaign.c.agency_id == who.agency_id
    recipient = campaign.metadata.tables["campaign_recipient"]
    listed = recipient.select().where(recipient.c.campaign_id == campaign.c.id)
    if far is Reach.OWN:  # asked from the shorter side: an officer has fewer cases than a campaign, an office has more
        here = listed.where(recipient.c.decision_id == decision.c.id).correlate(campaign, decision).exists()
        touches = select(decision.c.id).where(_decision(who, far), here).correlate(campaign).exists()
    else:
        touches = listed.where(_of_decision(recipient)(who, far)).correlate(campaign).exists()
    colleagues = select(staff.c.id).where(staff.c.office_id == who.office_id)
    made = campaign.c.made_by.in_(colleagues) if far is Reach.OFFICE else campaign.c.made_by == who.id
    theirs = or_(made, campaign.c.steered_by == who.id)
    return and_(campaign.c.agency_id == who.agency_id, or_(theirs, touches))


def _of_decision(table: Table) -> _Rule:
    """Asked of each row by its decision's key: a list of all decisions in sight, a million, would be made for one row."""

    def rule(who: Staff, far: Reach) -> ColumnElement[bool]:
        its_decision = select(decision.c.id).where(decision.c.id == table.c.decision_id, _decision(who, far))
        return its_decision.correlate(table).exists()

    return rule


def _message(who: Staff, far: Reach, outbox: Table) -> ColumnElement[bool]:
    """A message about a decision in sight; one about none, to somebody who takes part in such a decision."""
    theirs = decision_party.join(decision, decision.c.id == decision_party.c.decision_id)
    takes_part = select(decision_party.c.party_id).select_from(theirs)
    of_them = takes_part.where(decision_party.c.party_id == outbox.c.party_id, _decision(who, far)).correlate(outbox)
    return or_(_of_decision(outbox)(who, far), and_(outbox.c.decision_id.is_(None), of_them.exists()))


_ABOVE: dict[str, _RuleAbove] = {"campaign": _campaign, "outbox": _message}
_RULES: dict[str, _Rule] = {
    "decision": _decision,
    "question": _question,
    "reception_day": _reception_day,
    "booking": _booking,
    "reception_plan": _reception_plan,
    "reception_wait": _reception_wait,
    "repair": _repair,
    "promise": _of_decision(promise),
    "payment_claim": _of_decision(payment_claim),
    "import_batch": _of_importer(import_batch, "imported_by"),
    "import_upload": _of_importer(import_upload, "uploaded_by"),
    "payment": _of_decision(payment),
    "decision_event": _of_decision(decision_event),
    "case_note": _of_decision(case_note),
    "case_opening": _case_opening,
}
