"""What goes into the envelope beside the enforcement decision, so that its reader can find the agency's assistant?

One A4 page a person: the code, how to use it in four steps, until when, how to tell the real assistant from a false one,
whom to call. It says that it is not the notice and that nothing in the chat replaces one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.linking_codes import PrintedCode
from messages.letters.typesetting import Fact, printable, qr_drawing, typeset
from messages.vietnamese import short_day


class Salutation(StrEnum):
    """How the addressee is called before the name. An organisation is called by its name alone."""

    MAN = "Ông"
    WOMAN = "Bà"
    UNKNOWN = "Ông/Bà"
    ORGANISATION = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """The sender as printed. ``unit`` is the regional office or empty; ``place`` stands before the date.

    ``assistant`` is the official name under which the bot is found, ``site`` the agency's own site, without "https://".
    """

    agency: str
    unit: str = ""
    place: str
    address: str
    site: str
    assistant: str
    phone: str
    hours: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeLetter:
    """One person's page. ``url`` is what the QR code opens and holds ``code``; ``decision`` is "số … ngày …".

    ``officer`` is whom to ask, with name and title; ``officer_phone`` the number at the office.
    """

    office: Office
    salutation: Salutation
    name: str
    address: str
    decision: str
    code: PrintedCode
    url: str
    printed_on: date
    valid_until: date
    officer: str
    officer_phone: str

    def __post_init__(self) -> None:
        signs = self.code.display.replace("-", "")
        if signs not in self.url.replace("-", ""):
            raise ValueError("the address in the QR code does not hold the code printed beside it")
        if not self.url.startswith("https://"):
            raise ValueError("the QR code opens an https address")
        if self.valid_until <= self.printed_on:
            raise ValueError("a code is valid beyond the day it is printed")


def code_letters(letters: Sequence[CodeLetter]) -> bytes:
    """One PDF with a page for each of ``letters``, in their order. About 10 ms a page (measured).

    Raises ``LetterDoesNotFit`` if a page cannot hold its texts, ``ValueError`` if there are no letters.
    """
    if not letters:
        raise ValueError("there is no letter to print")
    written_on = max(letter.printed_on for letter in letters)
    return typeset("code_letter.typ", [_facts(letter) for letter in letters], written_on=written_on)


def office_facts(office: Office) -> dict[str, Fact]:
    """What the templates print of the sender."""
    return {
        "agency": printable(office.agency),
        "unit": printable(office.unit),
        "place": printable(office.place),
        "address": printable(office.address),
        "site": printable(office.site),
        "assistant": printable(office.assistant),
        "phone": printable(office.phone),
        "hours": printable(office.hours),
    }


def _facts(letter: CodeLetter) -> dict[str, Fact]:
    return {
        "office": office_facts(letter.office),
        "salutation": letter.salutation.value,
        "name": printable(letter.name),
        "address": printable(letter.address),
        "decision": printable(letter.decision),
        "code": letter.code.display.split("-"),
        "qr": qr_drawing(letter.url),
        "day": letter.printed_on.day,
        "month": letter.printed_on.month,
        "year": letter.printed_on.year,
        "days": (letter.valid_until - letter.printed_on).days,
        "until": short_day(letter.valid_until),
        "officer": printable(letter.officer),
        "officer_phone": printable(letter.officer_phone),
    }
