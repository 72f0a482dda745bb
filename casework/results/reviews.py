"""What did the review of the files come to, class by class? (rà soát, phân loại: the first step of a peak campaign)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from casework.books import Books
from casework.decision_states import ReviewResult
from casework.tables.decisions import decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviews:
    """How many decisions were put into which class."""

    classes: Mapping[ReviewResult, int]

    @property
    def reviewed(self) -> int:
        """Files that have been reviewed."""
        return sum(self.classes.values())

    @property
    def exemption_files(self) -> int:
        """Files to be put before the court, to waive or to reduce (L25 Đ.42, 43)."""
        return self.classes.get(ReviewResult.TO_WAIVE, 0) + self.classes.get(ReviewResult.TO_REDUCE, 0)


NO_REVIEWS = Reviews(classes={})


def count_reviews(
    books: Books, *, communes: Iterable[int] = (), offices: Iterable[int] = (), officer: int | None = None
) -> Reviews:
    """The classes of all reviewed decisions, or of those in ``communes``, of ``offices``, of ``officer`` (ids): an area."""
    wanted: list[ColumnElement[bool]] = [decision.c.review_result.is_not(None)]
    if ids := list(communes):
        wanted.append(decision.c.commune_id.in_(ids))
    if ids := list(offices):
        wanted.append(decision.c.office_id.in_(ids))
    if officer is not None:
        wanted.append(decision.c.officer_id == officer)
    asked = select(decision.c.review_result, func.count()).where(*wanted).group_by(decision.c.review_result)
    found = {ReviewResult(row[0]): int(row[1]) for row in books.conn.execute(asked)}
    return Reviews(classes={result: found[result] for result in ReviewResult if result in found})
