"""Which groups are so small that their figures are somebody's own, and how do results leave the agency without them?

One debtor in a commune: the commune's sum is that debtor's debt. So what goes outside names no group with fewer than three
debtors. They are put together into one group, with the next larger one if they are too few even so. Leaving them out would
not do: whoever subtracts the other groups from the total would have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from casework.books import Books
from casework.decisions import PartyRole
from casework.results.grouping import By, Key
from casework.results.report import Group, Report, added_up
from casework.results.standing import cases
from casework.tables.decisions import decision_party, obligation

FEWEST = 3  # debtors of a group that may be named outside


def without_small_groups(books: Books, report: Report) -> Report:
    """The report with its small groups put together; the same report if there are none."""
    if report.by is By.AGENCY:
        return report
    many = _debtors(books, report)
    by_size = sorted(report.groups, key=lambda group: many.get(group.key, 0))
    hidden = [group for group in by_size if many.get(group.key, 0) < FEWEST]
    if not hidden:
        return report
    if _together(books, report, hidden) < FEWEST:
        hidden = by_size[: len(hidden) + 1]
    keys = {group.key for group in hidden}
    named = tuple(group for group in report.groups if group.key not in keys)
    return replace(report, groups=(*named, _merged(hidden)))


def too_small(books: Books, report: Report) -> bool:
    """Whether a part of the agency's decisions has so few debtors that even its total is somebody's own."""
    if report.extent is None:
        return False
    source, _ = _with_debtors(replace(report, by=By.AGENCY))
    asked = select(func.count(decision_party.c.party_id.distinct())).select_from(source)
    return 0 < books.conn.execute(asked).scalar_one() < FEWEST


def _merged(groups: list[Group]) -> Group:
    before = [group.before for group in groups if group.before is not None]
    return Group(
        key=None,
        name=None,
        now=added_up(group.now for group in groups),
        before=added_up(before) if before else None,
        merged=len(groups),
    )


def _debtors(books: Books, report: Report) -> dict[Key, int]:
    """How many debtors each group has."""
    source, key = _with_debtors(report)
    asked = select(key, func.count(decision_party.c.party_id.distinct())).select_from(source).group_by(key)
    return {row[0]: row[1] for row in books.conn.execute(asked)}


def _together(books: Books, report: Report, groups: Iterable[Group]) -> int:
    """How many different debtors these groups have; one may be in several."""
    source, key = _with_debtors(report)
    keys = [group.key for group in groups]
    named = key.in_([one for one in keys if one is not None])
    mine = or_(named, key.is_(None)) if None in keys else named
    asked = select(func.count(decision_party.c.party_id.distinct())).select_from(source).where(mine)
    return books.conn.execute(asked).scalar_one()


def _with_debtors(report: Report) -> tuple[Any, ColumnElement[Key]]:
    told = cases(report.period, report.by, None if report.extent is None else report.extent.condition)
    debtor = (decision_party.c.decision_id == told.c.id) & (decision_party.c.role == PartyRole.DEBTOR.value)
    if report.by is By.KIND:
        lines = told.join(decision_party, debtor).outerjoin(obligation, obligation.c.decision_id == told.c.id)
        return lines, obligation.c.kind
    return told.join(decision_party, debtor), told.c.key
