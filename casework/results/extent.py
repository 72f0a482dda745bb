"""Of which decisions are results told, when not of all?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Extent:
    """A part of the agency's decisions.

    ``name``: what its total is called; ``condition``: on ``decision``; ``office_id``: whose targets its results stand beside
    (None: the agency's).
    """

    name: str
    condition: ColumnElement[bool]
    office_id: int | None = None

    def narrowed(self, name: str, condition: ColumnElement[bool]) -> Extent:
        """The part of it for which ``condition`` holds too."""
        return Extent(name=name, condition=and_(self.condition, condition), office_id=self.office_id)
