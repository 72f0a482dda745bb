"""What becomes of the list when somebody has confirmed proposals?

Only a cell's own proposal is put in, and it passes the same readers and comparisons as if it had stood in the file.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Literal

from casework.imports.case_list import CaseList
from casework.imports.corrections import Place, corrected

__all__ = ["NothingToConfirm", "Place", "apply_repairs"]


class NothingToConfirm(Exception):
    """These cells have no proposal; ``places`` says which."""

    def __init__(self, places: AbstractSet[Place]) -> None:
        self.places = frozenset(places)
        shown = ", ".join(f"dòng {row}, cột “{column}”" for row, column in sorted(places))
        super().__init__(f"Không có đề xuất nào cho {shown}. Hãy sửa ô đó trong tệp rồi nhập lại.")


def apply_repairs(case_list: CaseList, confirmed: AbstractSet[Place] | Literal["all"]) -> CaseList:
    """A new list in which the confirmed proposals stand in their cells; ``"all"`` confirms every one.

    Raises ``NothingToConfirm`` for a place without a proposal, and then changes nothing.
    """
    proposed = {(one.row, one.column): one.proposal for one in case_list.findings if one.proposal is not None}
    wanted = proposed.keys() if confirmed == "all" else confirmed
    if unknown := wanted - proposed.keys():
        raise NothingToConfirm(unknown)
    return corrected(case_list, {place: proposed[place] for place in wanted})
