"""Which decision does an address mean, and may this person work on it?

Looking and printing a letter are for everybody whose room it is; recording money, promises and events, and the office's own
notes, for those who see the case with its names.
"""

from __future__ import annotations

from bot.officers.visit import Missing, Visit
from casework import in_sight, obligations, scope
from casework.books import Books
from casework.case_rows import Row, decision_of_row
from casework.decisions import PartyRole
from casework.obligations import DecisionView
from casework.staff import Staff


async def to_work_on(visit: Visit) -> DecisionView:
    """The decision of the address, for somebody who may change it. Raises ``Missing``."""
    if not scope.names(visit.who):
        raise Missing
    return await to_look_at(visit)


async def to_look_at(visit: Visit) -> DecisionView:
    """The decision of the address. Raises ``Missing``."""
    return await visit.db.read(_view, visit.who, visit.number("decision"))


async def of_row(visit: Visit, kind: Row, row_id: int) -> DecisionView:
    """The decision that a row in sight belongs to, for somebody who may change it. Raises ``Missing``."""
    if not scope.names(visit.who):
        raise Missing
    return await visit.db.read(_of_row, visit.who, kind, row_id)


def debtors(view: DecisionView) -> dict[int, str]:
    """Who owes, by id."""
    return {one.id: one.name for one in view.others if one.role is PartyRole.DEBTOR}


def payers(view: DecisionView) -> dict[int, str]:
    """Who owes or acts for them, by id."""
    wanted = (PartyRole.DEBTOR, PartyRole.REPRESENTATIVE)
    return {one.id: one.name for one in view.others if one.role in wanted}


def _of_row(books: Books, who: Staff, kind: Row, row_id: int) -> DecisionView:
    found = decision_of_row(books, who, kind, row_id)
    if found is None:
        raise Missing
    return _view(books, who, found)


def _view(books: Books, who: Staff, asked: int) -> DecisionView:
    known = in_sight.decision_id(books, who, asked)
    view = None if known is None else obligations.of_decision(books, known)
    if view is None:
        raise Missing
    return view
