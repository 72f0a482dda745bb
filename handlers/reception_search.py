"""Which free times does somebody ask for, in words or by choosing a place, a day, a leader, or what is near?

What was said adds to what was chosen before it, so that a day, then a place, then an hour lead to one time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from casework.clock import local
from casework.people import party
from casework.places import CommuneFound, find_by_id, find_commune
from casework.receptions import FreeSlot
from casework.staff import find
from handlers.turn import Turn
from messages.day_said import DaySaid, Part, Refused, Why, read_day_said
from messages.folding import fold

_COMMUNE = re.compile(r"\b(?:xa|phuong|thi tran|dac khu)((?: [a-z]+){1,4})")
_OFFICE = re.compile(r"\b(?:tru so|van phong|tai co quan|o co quan|len co quan|tren tinh)\b")
_NEAR = re.compile(r"\b(?:gan (?:nha|toi|minh|day|em)|xa (?:toi|minh|em|nha)|near me)\b")
_SOON = re.compile(r"\b(?:som nhat|gan nhat|cang som cang tot|soonest|earliest)\b")
_CALLED = r"\b(?:ong|ba|co|chu|anh|chi|lanh dao|mr|ms|mrs) "


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is wanted; None: any. ``place``: its name as published; ``commune``: one in which nothing may be published."""

    days: tuple[date, ...] | None = None
    part: Part | None = None
    at: time | None = None
    after: time | None = None
    before: time | None = None
    place: str | None = None
    commune: int | None = None
    leader: int | None = None
    soonest: bool = False

    def takes(self, slot: FreeSlot, *, hours: bool = True) -> bool:
        """Whether the slot is one of those wanted; ``hours`` False: whatever its hour."""
        begins = local(slot.starts_at)
        said = DaySaid(days=(begins.date(),), part=self.part, at=self.at, after=self.after, before=self.before)
        return (
            (self.days is None or begins.date() in self.days)
            and (self.place is None or slot.place == self.place)
            and (self.commune is None or slot.commune_id == self.commune)
            and (self.leader is None or slot.leader_id == self.leader)
            and (not hours or said.takes(begins.time()))
        )

    def kept(self) -> dict[str, Any]:
        """As the dialogue keeps it between two messages."""
        return {
            "days": None if self.days is None else [one.toordinal() for one in self.days],
            "part": self.part, "place": self.place, "commune": self.commune, "leader": self.leader, "soonest": self.soonest,
            **{name: None if one is None else one.isoformat()
               for name, one in (("at", self.at), ("after", self.after), ("before", self.before))},
        }  # fmt: skip


def read_query(kept: object) -> Query:
    """What the dialogue has kept; an empty one for a fresh dialogue, and for what is no query."""
    if not isinstance(kept, dict) or "days" not in kept:
        return Query()
    days = kept["days"]
    hours = {name: None if kept[name] is None else time.fromisoformat(kept[name]) for name in ("at", "after", "before")}
    return Query(
        days=None if days is None else tuple(date.fromordinal(one) for one in days),
        part=None if kept["part"] is None else Part(kept["part"]),
        place=kept["place"], commune=kept["commune"], leader=kept["leader"], soonest=kept["soonest"], **hours,
    )  # fmt: skip


def heard(turn: Turn, text: str, slots: Sequence[FreeSlot], before: Query, today: date) -> Query | Refused | None:
    """``before`` with what ``text`` adds; why nothing is taken from it; None where it says nothing of a place, day or leader."""
    plain = f" {fold(text)} "
    leader, name = _leader(turn, plain, slots)
    said = read_day_said(re.sub(re.escape(name), " ", text, flags=re.IGNORECASE) if name else text, today)
    if isinstance(said, Refused):
        return said
    where = _where(turn, plain, slots)
    soonest = _SOON.search(plain) is not None
    if said is None and where is None and leader is None and not soonest:
        return None
    found = before if where is None else replace(before, place=where.place, commune=where.commune)
    found = replace(found, soonest=soonest, leader=leader or found.leader)
    if said is None:
        return found
    days = found.days if said.any_day else said.days
    return replace(found, days=days, part=said.part, at=said.at, after=said.after, before=said.before)


def matching(query: Query, slots: Iterable[FreeSlot], *, hours: bool = True) -> list[FreeSlot]:
    """The slots that are wanted, in their order."""
    return [one for one in slots if query.takes(one, hours=hours)]


def own_commune(turn: Turn) -> int | None:
    """Where the party of this chat lives, as far as the books know."""
    known = None if turn.party_id is None else party(turn.books, turn.party_id)
    return None if known is None else known.commune_id


def _where(turn: Turn, plain: str, slots: Sequence[FreeSlot]) -> Query | None:
    """A place that is published, by its name or its commune's; or a commune without one."""
    places = {slot.place: slot for slot in slots}
    named = [one for one in places if f" {fold(one)} " in re.sub(r"[.,;:!?]", " ", plain)]
    if named:
        return Query(place=max(named, key=len))
    if _NEAR.search(plain) and (commune := own_commune(turn)) is not None:
        return Query(commune=commune)
    for slot in places.values():
        commune_there = None if slot.commune_id is None else find_by_id(turn.books, slot.commune_id)
        if commune_there is not None and f" {fold(commune_there.name)} " in re.sub(r"[.,;:!?]", " ", plain):
            return Query(commune=commune_there.id)
    if (said := _COMMUNE.search(plain)) is not None:
        words = said[0].split()
        for last in range(len(words), 1, -1):
            found = find_commune(turn.books, " ".join(words[:last]))
            if isinstance(found, CommuneFound):
                return Query(commune=found.commune.id)
    office = [one for one, slot in places.items() if slot.commune_id is None]
    return Query(place=office[0]) if len(office) == 1 and _OFFICE.search(plain) else None


def _leader(turn: Turn, plain: str, slots: Sequence[FreeSlot]) -> tuple[int | None, str]:
    """Whom of those who receive the words name, by the whole name or "ông/bà" and the given name; and the name as it is."""
    named: list[tuple[int, str]] = []
    for leader_id in dict.fromkeys(slot.leader_id for slot in slots):
        who = find(turn.books, leader_id)
        if who is None:
            continue
        whole, given = fold(who.name), fold(who.name).split()[-1]
        if f" {whole} " in plain or re.search(rf"{_CALLED}(?:\w+ )?{re.escape(given)}\b", plain):
            named.append((leader_id, who.name if f" {whole} " in plain else who.name.split()[-1]))
    return named[0] if len(named) == 1 else (None, "")


__all__ = ["Query", "Refused", "Why", "heard", "matching", "own_commune", "read_query"]
