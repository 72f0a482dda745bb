"""What did somebody fill into a form of the planner? Each mistake is one sentence with its remedy."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Collection, Mapping
from datetime import date

from bot.cli import typed
from bot.officers.visit import TurnedAway
from casework.tidy import tidy

Form = Mapping[str, str]
_WHOLE = re.compile(r"[0-9]{1,6}")


class FormWrong(Exception):
    """A field cannot be read; the message says what is wrong and what to do."""


def text(form: Form, name: str, longest: int = 200) -> str:
    """One line, tidied. Raises ``FormWrong`` for one that is too long."""
    said = tidy(form.get(name, ""))
    if len(said) > longest:
        raise FormWrong(f"«{said[:40]}…» dài quá {longest} ký tự. Hãy ghi ngắn lại.")
    return said


def day(form: Form, name: str) -> date | None:
    """A day, or None for an empty field. Raises ``FormWrong``."""
    said = form.get(name, "").strip()
    try:
        return typed.day(said[:40]) if said else None
    except ArgumentTypeError as wrong:
        raise FormWrong(str(wrong)) from None


def needed_day(form: Form, name: str, what: str) -> date:
    """A day that must be there. Raises ``FormWrong``."""
    found = day(form, name)
    if found is None:
        raise FormWrong(f"Thiếu {what}. Hãy ghi như 31/12/2026.")
    return found


def amount(form: Form, name: str) -> int | None:
    """A sum in đồng, or None for an empty field. Raises ``FormWrong``."""
    said = form.get(name, "").strip()
    try:
        return typed.amount(said[:200]) if said else None
    except ArgumentTypeError as wrong:
        raise FormWrong(str(wrong)) from None


def whole(form: Form, name: str, what: str) -> int | None:
    """A whole number from nought, or None for an empty field. Raises ``FormWrong``."""
    said = form.get(name, "").strip().replace(".", "")
    if not said:
        return None
    if not _WHOLE.fullmatch(said):
        raise FormWrong(f"{what} «{said[:20]}» không phải số. Hãy ghi bằng chữ số, ví dụ 12.")
    return int(said)


def share(form: Form, name: str, what: str) -> float | None:
    """A part of a hundred as people write it (20, 20 %, 12,5), as a part of one; None for an empty field."""
    said = form.get(name, "").strip().removesuffix("%").strip().replace(",", ".")
    if not said:
        return None
    if not re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,2})?", said):
        raise FormWrong(f"{what} «{said[:20]}» không phải phần trăm. Hãy ghi như 20 hoặc 12,5.")
    return float(said) / 100


def chosen(form: Form, name: str, known: Collection[str]) -> str:
    """One of several, or "" for none. Raises ``TurnedAway`` for what was not offered."""
    said = form.get(name, "")
    if said and said not in known:
        raise TurnedAway(422, "bad_form")
    return said


def ticked(form: Form, prefix: str) -> tuple[str, ...]:
    """What stands after ``prefix`` in the names of the boxes that are ticked."""
    return tuple(name.removeprefix(prefix) for name in form if name.startswith(prefix))


def shown(number: int | None) -> str:
    """A number as a form shows it."""
    return "" if number is None else f"{number:,}".replace(",", ".")


def shown_day(on: date | None) -> str:
    """A day as a form shows it."""
    return "" if on is None else f"{on:%d/%m/%Y}"


class Filled(dict[str, str]):
    """What stands in the fields of a form; nothing in those that nobody filled in."""

    def __missing__(self, name: str) -> str:
        return ""
