"""Is the agency at work on this day, and which day is so many working days away?

Only the agency's own table decides. A year is proposed from a library and from what has been announced since, corrected by
staff, and confirmed by one of them; until then every answer for that year says it is unconfirmed. For a year that nobody
has proposed yet the same proposal is used without being written, so that Tết is never taken for working days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Date, Integer, Text, cast, delete, insert, null, select, union_all, update

from casework import audit
from casework.books import Books
from casework.db.metadata import Instant
from casework.db.prepared import Prepared
from casework.tables.calendar import calendar_day, calendar_year

_SATURDAY = 5
_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """How a day differs from the plain week of Monday to Friday."""

    HOLIDAY = "holiday"  # a public holiday, or the day off given for one that fell on a rest day
    SWAPPED_OFF = "swapped_off"  # a weekday off, made up for on another day
    WORKED = "worked"  # a Saturday or Sunday worked in exchange


class YearUnknown(Exception):
    """The year has not been proposed yet, so it cannot be confirmed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialDay:
    """A day that differs, with the name people know it by."""

    on: date
    kind: DayKind
    name: str


# Announced after the library's data, or too late for it: each with where it was announced.
_ANNOUNCED = (
    # Văn phòng Chính phủ, công văn 12729/VPCP-KGVX, 25/12/2025 (public sector)
    SpecialDay(on=date(2026, 1, 2), kind=DayKind.SWAPPED_OFF, name="Nghỉ hoán đổi (làm bù 10/01/2026)"),
    SpecialDay(on=date(2026, 1, 10), kind=DayKind.WORKED, name="Làm bù cho ngày 02/01/2026"),
    # Bộ Nội vụ, thông báo 9441/TB-BNV
    SpecialDay(on=date(2026, 8, 31), kind=DayKind.SWAPPED_OFF, name="Nghỉ hoán đổi (làm bù 22/08/2026)"),
    SpecialDay(on=date(2026, 8, 22), kind=DayKind.WORKED, name="Làm bù cho ngày 31/08/2026"),
)
_FIRST_DAY_OF_TET = "Tết Nguyên Đán"  # the library's name of mùng 1
_CULTURE_DAY_SINCE = 2026  # 24/11, Nghị quyết 28/2026/QH16


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingDays:
    """The calendar as read once: for rules that ask about many days in one transaction."""

    days: Mapping[date, DayKind]
    proposed: frozenset[int]  # years that have rows
    confirmed: frozenset[int]

    def kind_of(self, day: date) -> DayKind | None:
        """How ``day`` differs from the plain week of Monday to Friday; None if it does not."""
        return self.days.get(day) if day.year in self.proposed else _forecast(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the agency works on ``day``."""
        kind = self.kind_of(day)
        return day.weekday() < _SATURDAY if kind is None else kind is DayKind.WORKED

    def on_or_after(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it, if negative); ``day`` is not counted. 0 gives ``day``."""
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def year_confirmed(self, year: int) -> bool:
        """Whether somebody of the agency has confirmed ``year``."""
        return year in self.confirmed


def working_days(books: Books) -> WorkingDays:
    """Read the whole calendar (a few dozen rows) once; ask the result as often as needed."""
    rows = _CALENDAR.rows(books.conn)
    return WorkingDays(
        days={day: DayKind(kind) for _, _, day, kind in rows if day is not None},
        proposed=frozenset(year for year, *_ in rows if year is not None),
        confirmed=frozenset(year for year, confirmed_at, *_ in rows if confirmed_at is not None),
    )


_CALENDAR = Prepared(  # years and days by one statement: every rule that counts working days reads both
    union_all(
        select(calendar_year.c.year, calendar_year.c.confirmed_at, cast(null(), Date), cast(null(), Text)),
        select(cast(null(), Integer), cast(null(), Instant()), calendar_day.c.on_date, calendar_day.c.kind),
    )
)


def is_working_day(books: Books, day: date) -> bool:
    """Whether the agency works on ``day``."""
    return working_days(books).is_working_day(day)


def next_working_day(books: Books, day: date) -> date:
    """``day`` itself if it is a working day, else the first one after it."""
    return working_days(books).on_or_after(day)


def add_working_days(books: Books, day: date, n: int) -> date:
    """The ``n``-th working day after ``day`` (before it, if negative); ``day`` itself is not counted."""
    return working_days(books).add(day, n)


def year_confirmed(books: Books, year: int) -> bool:
    """Whether somebody of the agency has confirmed the calendar of ``year``."""
    return working_days(books).year_confirmed(year)


def special_days(books: Books, year: int) -> tuple[SpecialDay, ...]:
    """What the table holds for ``year``, in order: what staff look through before they confirm it."""
    rows = books.conn.execute(
        select(calendar_day)
        .where(calendar_day.c.on_date.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(calendar_day.c.on_date)
    )
    return tuple(SpecialDay(on=row.on_date, kind=DayKind(row.kind), name=row.name) for row in rows)


def seed_year(books: Books, year: int) -> tuple[SpecialDay, ...]:
    """Write the proposal for ``year`` unless the year is there already; returns what the table then holds."""
    if books.conn.execute(select(calendar_year.c.year).where(calendar_year.c.year == year)).first() is None:
        books.conn.execute(insert(calendar_year).values(year=year))
        proposal = [{"on_date": day.on, "kind": day.kind.value, "name": day.name} for day in propose(year)]
        books.conn.execute(insert(calendar_day), proposal)
    return special_days(books, year)


def set_day(books: Books, day: date, kind: DayKind | None, name: str, staff_id: int) -> None:
    """Correct one day; ``kind`` None makes it plain again. Its year then waits to be confirmed (again)."""
    seed_year(books, day.year)
    books.conn.execute(delete(calendar_day).where(calendar_day.c.on_date == day))
    if kind is not None:
        books.conn.execute(insert(calendar_day).values(on_date=day, kind=kind.value, name=name))
    books.conn.execute(
        update(calendar_year).where(calendar_year.c.year == day.year).values(confirmed_at=None, confirmed_by=None)
    )
    told = kind.value if kind else "plain"
    audit.record(books, audit.staff(staff_id), audit.Action.CALENDAR_DAY_SET, f"day:{day.isoformat()}", purpose=told)


def confirm_year(books: Books, year: int, staff_id: int) -> None:
    """Sign the calendar of ``year`` off. Raises ``YearUnknown`` if it was never proposed."""
    signed = books.conn.execute(
        update(calendar_year)
        .where(calendar_year.c.year == year)
        .values(confirmed_at=books.clock.now(), confirmed_by=staff_id)
    )
    if signed.rowcount == 0:
        raise YearUnknown(f"Năm {year} chưa có lịch đề xuất. Hãy tạo lịch của năm đó, xem lại rồi xác nhận.")
    audit.record(books, audit.staff(staff_id), audit.Action.CALENDAR_YEAR_CONFIRMED, f"year:{year}")


def propose(year: int) -> tuple[SpecialDay, ...]:
    """The days of ``year`` that differ, as far as they can be known: a library's, put right by what was announced."""
    found = {day.on: day for day in _from_library(year)}
    culture_day = date(year, 11, 24)
    if year >= _CULTURE_DAY_SINCE and culture_day not in found:
        found[culture_day] = SpecialDay(on=culture_day, kind=DayKind.HOLIDAY, name="Ngày Văn hóa Việt Nam")
    found |= {day.on: day for day in _ANNOUNCED if day.on.year == year}
    return tuple(found[on] for on in sorted(found))


def _from_library(year: int) -> Iterator[SpecialDay]:
    import holidays  # heavy, and needed once a year

    known = holidays.country_holidays("VN", years=year, language="vi")
    for on, name in known.items():
        yield SpecialDay(on=on, kind=DayKind.HOLIDAY, name=name)
    for on in known.weekend_workdays:
        if on.year == year:
            yield SpecialDay(on=on, kind=DayKind.WORKED, name="Làm bù")


@lru_cache(maxsize=64)
def first_day_of_tet(year: int) -> date:
    """Mùng 1 of the lunar new year that falls in ``year``, by the calendar of Viet Nam. Raises ``LookupError`` if unknown."""
    for day in propose(year):
        if day.name == _FIRST_DAY_OF_TET:
            return day.on
    raise LookupError(f"no lunar new year is known for {year}")


@lru_cache(maxsize=8)
def _forecast(year: int) -> Mapping[date, DayKind]:
    return {day.on: day.kind for day in propose(year)}
