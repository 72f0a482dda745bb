"""How is a field of a form read? As people type days and sums; what is not clear comes back with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.officers.cases.acting import Wrong
from bot.officers.rendering import word
from bot.officers.visit import Visit
from casework.clock import today
from messages.typed_amount import read_amount
from messages.typed_day import read_day

LONGEST = 300
_QUOTED = 40  # characters of what was typed that a sentence repeats
Choice = TypeVar("Choice", bound=StrEnum)


def text(visit: Visit, name: str) -> str:
    """What was typed, without white space around it; empty for nothing. Raises ``Wrong`` for far too much."""
    typed = visit.form.get(name, "").strip()
    if len(typed) > LONGEST:
        raise Wrong(word(visit.lang, "case_form.too_long", most=LONGEST))
    return typed


def amount(visit: Visit, name: str) -> int:
    """A sum in đồng: 1.500.000, 5 triệu, 2tr5."""
    typed = text(visit, name)
    found = read_amount(typed)
    if found is None:
        raise Wrong(word(visit.lang, "case_form.amount", typed=typed[:_QUOTED]))
    return found


def day(visit: Visit, name: str, *, ahead: bool = False) -> date | None:
    """A day, 05/11/2026 or "hôm qua"; None where nothing was typed."""
    typed = text(visit, name)
    if not typed:
        return None
    found = read_day(typed, today(visit.db.clock), ahead=ahead)
    if found is None:
        raise Wrong(word(visit.lang, "case_form.day", typed=typed[:_QUOTED]))
    return found


def needed_day(visit: Visit, name: str, *, ahead: bool = False) -> date:
    """The same, where there has to be one."""
    found = day(visit, name, ahead=ahead)
    if found is None:
        raise Wrong(word(visit.lang, "case_form.no_day"))
    return found


def choice(visit: Visit, name: str, among: type[Choice]) -> Choice | None:
    """One of a list; None where nothing was chosen. Raises ``Wrong`` for what the list does not have."""
    typed = text(visit, name)
    if not typed:
        return None
    try:
        return among(typed)
    except ValueError:
        raise Wrong(word(visit.lang, "case_form.choice")) from None


def needed_choice(visit: Visit, name: str, among: type[Choice]) -> Choice:
    """The same, where one has to be chosen."""
    found = choice(visit, name, among)
    if found is None:
        raise Wrong(word(visit.lang, "case_form.choice"))
    return found


def one_of(visit: Visit, name: str, known: Mapping[int, str]) -> int | None:
    """The id of one of ``known``; None where nothing was chosen."""
    typed = text(visit, name)
    if not typed:
        return None
    ids = {str(one): one for one in known}
    if typed not in ids:
        raise Wrong(word(visit.lang, "case_form.choice"))
    return ids[typed]
