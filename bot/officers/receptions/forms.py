"""What is typed of a day or of a plan of days: as fields of a form, for the rule that reads the same options at the terminal?"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from bot.cli.refusal import Refused
from bot.cli.typed import hours as typed_hours
from bot.cli.typed import whole
from casework import staff
from casework.books import Books
from casework.clock import today
from casework.reception_details import Language, Matter, Need
from casework.reception_kinds import BookingKind
from casework.receptions_in_sight import receivers
from casework.staff import LEADERS, Staff
from messages.typed_day import read_day

_POSITION = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*", re.ASCII)
DAY = (
    "leader", "stand_in", "kind", "hours", "mode", "minutes", "seats", "commune", "place", "address", "directions", "map",
    *(f"matter_{one.value}" for one in Matter),
    *(f"language_{one.value}" for one in Language),
    *(f"need_{one.value}" for one in Need),
)  # fmt: skip
LONGEST = 300  # characters of a place, an address, the way there


def a_day(text: str, books: Books, what: str) -> date:
    """A day that lies ahead, as people type it. Raises ``Refused``."""
    found = read_day(text, today(books.clock), ahead=True)
    if found is None:
        raise Refused(f"{what} «{text[:40]}» chưa rõ. Hãy ghi như 03/12/2026.")
    return found


def shown_day(text: str) -> str:
    """``2026-12-03`` of an address as people write it; empty for anything else."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return ""


def hours(text: str) -> list[tuple[time, time]]:
    """Stretches of the day: «07:30-11:00, 13:30-16:00». Raises ``ArgumentTypeError``."""
    parts = [part.strip() for part in re.split(r"[,;\n]| và ", text) if part.strip()]
    if not parts:
        raise ArgumentTypeError("Chưa ghi giờ tiếp. Hãy ghi như 07:30-11:00, 13:30-16:00.")
    return [typed_hours(part.replace("–", "-").replace("h", ":").replace(" ", "")) for part in parts]


def an_hour(text: str) -> time | None:
    """An hour, or None where nothing is typed. Raises ``Refused``."""
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip().replace("h", ":").zfill(5))
    except ValueError:
        raise Refused(f"Giờ «{text[:20]}» chưa rõ. Hãy ghi như 08:20.") from None


def number(text: str, default: int) -> int:
    """A whole number above nought; what is left empty is ``default``."""
    return whole(text.strip()) if text.strip() else default


def options(books: Books, who: Staff, form: Mapping[str, str]) -> Namespace:
    """The fields as ``bot.cli.reception_options.said`` reads them. Raises ``Refused`` or ``ArgumentTypeError``."""
    for name in ("place", "address", "directions", "commune"):
        if len(form.get(name, "")) > LONGEST:
            raise Refused(f"Có mục dài hơn {LONGEST} ký tự. Hãy ghi ngắn lại.")
    return Namespace(
        leader=login(books, who, form.get("leader", "")),
        stand_in=None if not form.get("stand_in") else _login_of(books, form["stand_in"]),
        officer=form.get("kind") == BookingKind.OFFICER.value,
        hours=hours(form.get("hours", "")),
        commune=form.get("commune", "").strip() or None,
        place=form.get("place", "").strip() or None,
        address=form.get("address", "").strip() or None,
        map=_position(form.get("map", "")),
        directions=form.get("directions", "").strip() or None,
        queue=form.get("mode") == "queue",
        minutes=number(form.get("minutes", ""), 20),
        seats=number(form.get("seats", ""), 1),
        matter=ticked(form, "matter", Matter),
        language=ticked(form, "language", Language),
        need=ticked(form, "need", Need),
    )


def ticked(form: Mapping[str, str], name: str, kind: type[Matter] | type[Language] | type[Need]) -> list[str]:
    """Which boxes of a kind are ticked: each is a field of its own, ``matter_payment``."""
    return [one.value for one in kind if form.get(f"{name}_{one.value}")]


def leaders_first(books: Books, who: Staff) -> list[Staff]:
    """Who may receive, leaders at the top of the list."""
    return sorted(receivers(books, who), key=lambda one: one.role not in LEADERS)


def login(books: Books, who: Staff, said: str) -> str:
    """The login of whoever receives; an officer writes down nobody but themselves. Raises ``Refused``."""
    found = next((one for one in receivers(books, who) if str(one.id) == said), None)
    if found is None:
        raise Refused("Chưa chọn người tiếp. Hãy chọn trong danh sách.")
    return found.login


def _login_of(books: Books, said: str) -> str:
    known = staff.find(books, int(said)) if said.isascii() and said.isdigit() and len(said) < 19 else None
    if known is None:
        raise Refused("Chưa rõ người tiếp thay. Hãy chọn trong danh sách.")
    return known.login


def _position(text: str) -> tuple[Decimal, Decimal] | None:
    if not text.strip():
        return None
    read = _POSITION.fullmatch(text)
    if read is None:
        raise Refused(f"Vị trí «{text[:40]}» không đọc được. Hãy ghi như 21.0285,105.8542.")
    return Decimal(read[1]), Decimal(read[2])
