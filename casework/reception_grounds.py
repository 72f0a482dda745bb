"""On which grounds may a visitor not be received, by which place of the law, and when is that owed in writing?

Law on receiving citizens 42/2013/QH13 Đ.9 and decree 154/2026/NĐ-CP Đ.4.1. It is always explained in words; two grounds ask for a
notice in writing within three working days. That a judgment is final refuses the judgment only: whoever complains of how it is
enforced is received.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from casework.citations import RECEPTION_DECREE, RECEPTION_LAW, Citation


class Ground(StrEnum):
    """Why somebody was not received. Stored by value."""

    NOT_THEMSELVES = "not_themselves"  # drunk, drugged, not able to control what they do
    THREATENS = "threatens"  # threatens, insults, breaks the rules of the place
    SETTLED = "settled"  # settled by the law, checked, told, explained, and insisted upon
    WEAPON = "weapon"
    UNCHECKED = "unchecked"  # refuses the security check
    RECORDS = "records"  # records or streams though told not to
    INCITES = "incites"
    NO_CAPACITY = "no_capacity"  # without a representative
    NO_PAPERS = "no_papers"  # a representative without papers
    OUT_OF_SCOPE = "out_of_scope"  # no complaint, denunciation, petition or report
    ANSWERED = "answered"  # answered already, and nothing is new
    JUDGED = "judged"  # a court has decided it for good
    ELSEWHERE = "elsewhere"  # another body has it in hand


def _law(clause: str) -> Citation:
    return Citation(law=RECEPTION_LAW, article="9", clause=clause)


def _decree(point: str | None = None) -> Citation:
    return Citation(law=RECEPTION_DECREE, article="4", clause="1", point=point)


CITED: Mapping[Ground, Citation] = MappingProxyType(
    {
        Ground.NOT_THEMSELVES: _law("1"),
        Ground.THREATENS: _law("2"),
        Ground.SETTLED: _law("3"),
        **dict.fromkeys(list(Ground)[3:], _decree()),
        Ground.ANSWERED: _decree("h"),
        Ground.JUDGED: _decree("i"),
    }
)
"""Where each stands. Of the decree's points only those are named that were read letter by letter."""

IN_WRITING = frozenset({Ground.SETTLED, Ground.ANSWERED})
"""Told by a notice in writing as well (Mẫu 01/TCD): Đ.9.3, and Đ.4.1.h of the decree."""
