"""What does the demo tell? Its data files as rows: the agency, its people, their cases, the seats."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
SAMPLE_LIST = _HERE / "danh-sach-mau.xlsx"
"""A case list as an office would send it, untidy on purpose, for trying ``gandan import``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody of the demo. ``chat``: already in the chat, having ``agreed`` to reminders or not (``silent``)."""

    key: str
    kind: str
    name: str
    identity: str | None
    phone: str | None
    born: int | None
    commune: str | None
    address: str | None
    flags: frozenset[str]
    chat: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of a decision, in đồng; ``debtor``: whose alone it is, where there are several."""

    kind: str
    debtor: str | None
    amount: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A decision. Days are counted back from today; ``paid`` is (đồng, days ago). The first debtor's home says which office."""

    number: int
    judgment: str
    debtors: tuple[str, ...]
    creditor: str
    representative: str | None
    officer: str
    status: str
    review: str
    issued: int
    served: int | None
    rate: str | None
    lines: tuple[Line, ...]
    paid: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A place at the start page: who sits there (nobody known: a stranger) and what to try."""

    number: int
    person: Person | None
    who: str
    tries: tuple[str, ...]


@cache
def agency() -> dict[str, Any]:
    """The agency with its offices, staff, account, reception days, campaign, questions and bookings, as in the file."""
    return tomllib.loads((_HERE / "agency.toml").read_text("utf-8"))


@cache
def money() -> dict[str, Any]:
    """What happened with money beyond lines and payments at the counter, as in the file."""
    return tomllib.loads((_HERE / "money.toml").read_text("utf-8"))


@cache
def people() -> dict[str, Person]:
    """Everybody, by key."""
    return {row["key"]: _person(row) for row in _rows("people.csv")}


@cache
def cases() -> tuple[Case, ...]:
    """Every decision, the oldest first."""
    return tuple(sorted(map(_case, _rows("cases.csv")), key=lambda case: -case.issued))


@cache
def seats() -> tuple[Seat, ...]:
    """The seats in the order they are shown, numbered from 1."""
    told = tomllib.loads((_HERE / "seats.toml").read_text("utf-8"))["seat"]
    return tuple(
        Seat(
            number=number,
            person=people()[one["person"]] if "person" in one else None,
            who=one["who"],
            tries=tuple(one["try"]),
        )
        for number, one in enumerate(told, start=1)
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _person(row: dict[str, str]) -> Person:
    return Person(
        key=row["key"],
        kind=row["kind"],
        name=row["name"],
        identity=row["identity"] or None,
        phone=row["phone"] or None,
        born=int(row["born"]) if row["born"] else None,
        commune=row["commune"] or None,
        address=row["address"] or None,
        flags=frozenset(row["flags"].split()),
        chat=row["chat"] or None,
    )


def _case(row: dict[str, str]) -> Case:
    return Case(
        number=int(row["number"]),
        judgment=row["judgment"],
        debtors=tuple(row["debtor"].split()),
        creditor=row["creditor"],
        representative=row["representative"] or None,
        officer=row["officer"],
        status=row["status"],
        review=row["review"],
        issued=int(row["issued"]),
        served=int(row["served"]) if row["served"] else None,
        rate=row["rate"] or None,
        lines=tuple(_line(part) for part in row["lines"].split(" + ")),
        paid=tuple(_paid(part) for part in row["paid"].split(" + ") if part),
    )


def _line(part: str) -> Line:
    kind, amount, words = part.split(" ", 2)
    kind, _, debtor = kind.partition("@")
    return Line(kind=kind, debtor=debtor or None, amount=int(amount), words=words)


def _paid(part: str) -> tuple[int, int]:
    amount, days = part.split()
    return int(amount), int(days)
