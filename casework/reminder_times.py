"""How long before an appointment are people reminded of it, by the agency's choice or the day's own?

Three days, one day and two hours where nobody has chosen otherwise. It is written as ``3d,1d,2h``. A day may differ from the rest:
a commune house an hour's boat away is told a week before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, select, update

from casework.agency import the_agency
from casework.audit import Action, record, staff
from casework.books import Books
from casework.db.prepared import Prepared
from casework.tables.agency import agency
from casework.tables.receptions import reception_day

MOST = 4  # more would be noise
LONGEST_DAYS, LONGEST_HOURS = 14, 12
_TIME = re.compile(r"([1-9]\d?)([dh])", re.ASCII)


class TimesRefused(Exception):
    """The times cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """One reminder: ``name`` as it is written (``3d``, ``2h``), and how long before."""

    name: str
    ahead: timedelta

    @property
    def trigger(self) -> str:
        """The same for a calendar's alarm (RFC 5545, 3.3.6)."""
        number, unit = self.name[:-1], self.name[-1]
        return f"-P{number}D" if unit == "d" else f"-PT{number}H"


def read_times(text: str) -> tuple[Before, ...]:
    """``3d,1d,2h``, farthest first. Raises ``TimesRefused``."""
    names = [one.strip().lower() for one in text.split(",")]
    found = {_before(name) for name in names}
    if len(found) != len(names) or len(names) > MOST:
        raise TimesRefused(f"Mỗi mốc nhắc ghi một lần, nhiều nhất {MOST} mốc. Hãy ghi lại, ví dụ: 3d,1d,2h")
    return tuple(sorted(found, key=lambda one: one.ahead, reverse=True))


def written(times: tuple[Before, ...]) -> str:
    """As it is stored."""
    return ",".join(one.name for one in times)


def times_of_day(books: Books, day_id: int) -> tuple[Before, ...]:
    """The day's own times, else the agency's. Raises ``LookupError`` for an unknown day."""
    chosen = _OF_DAY.scalar(books.conn, day=day_id)
    if chosen is None:
        raise LookupError("no such reception day")
    return read_times(chosen)


def set_agency_times(books: Books, text: str, staff_id: int) -> tuple[Before, ...]:
    """From now on people are reminded so, unless a day has its own; what waits is planned anew. Raises ``TimesRefused``."""
    times = read_times(text)
    known = the_agency(books)
    if known is None:
        raise TimesRefused("Sổ chưa có thông tin cơ quan. Hãy ghi trước: gandan agency set")
    if known.reminders_before != written(times):
        there = update(agency).where(agency.c.id == known.id)
        books.conn.execute(there.values(reminders_before=written(times)))
        _note(books, staff_id, f"agency:{known.id}", written(times))
    return times


def set_day_times(books: Books, day_id: int, text: str | None, staff_id: int) -> tuple[Before, ...]:
    """The same for one day; None: as the agency has chosen. Raises ``TimesRefused``."""
    chosen = None if text is None else written(read_times(text))
    there = update(reception_day).where(reception_day.c.id == day_id)
    if books.conn.execute(there.values(reminders_before=chosen)).rowcount != 1:
        raise TimesRefused("Không có ngày tiếp công dân này. Hãy xem lại danh sách ngày.")
    _note(books, staff_id, f"reception_day:{day_id}", chosen or "agency")
    return times_of_day(books, day_id)


def _before(name: str) -> Before:
    known = _TIME.fullmatch(name)
    if known is None:
        raise TimesRefused("Mốc nhắc ghi bằng số ngày (3d) hoặc số giờ (2h). Hãy ghi lại, ví dụ: 3d,1d,2h")
    number, unit = int(known[1]), known[2]
    if number > (LONGEST_DAYS if unit == "d" else LONGEST_HOURS):
        raise TimesRefused(f"Mốc nhắc nhiều nhất {LONGEST_DAYS} ngày hoặc {LONGEST_HOURS} giờ trước. Hãy ghi lại.")
    return Before(name=name, ahead=timedelta(days=number) if unit == "d" else timedelta(hours=number))


def _note(books: Books, staff_id: int, what: str, chosen: str) -> None:
    record(books, staff(staff_id), Action.REMINDERS_SET, what, purpose=chosen)
    books.ring("bookings")


CHOSEN = func.coalesce(reception_day.c.reminders_before, agency.c.reminders_before)
"""What holds for a day, in a statement that names the day and its agency."""

_OF_DAY = Prepared(
    select(CHOSEN)
    .join_from(reception_day, agency, agency.c.id == reception_day.c.agency_id)
    .where(reception_day.c.id == bindparam("day"))
)
