"""What has the agency chosen where the law leaves it open: how interest counts days, whether fees get an amount, stand-ins?

Only leaders choose (whoever calls this has checked), and the audit trail says who chose what.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from casework import audit
from casework.agency import the_agency
from casework.books import Books
from casework.interest import DayCount
from casework.tables.agency import agency


class NoAgency(Exception):
    """These books have no agency yet; the message is for whoever chooses."""

    def __init__(self) -> None:
        super().__init__("Sổ chưa có thông tin cơ quan. Hãy ghi trước: gandan agency set")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """``day_count``: for late interest (ND152 Đ.29 names no base); ``fee_amounts``: whether fees are put in figures.

    ``stand_ins``: whether somebody may receive citizens in a leader's place (TCD13 Đ.18, as L136 has changed it).
    """

    day_count: DayCount
    fee_amounts: bool
    stand_ins: bool
    reminders_before: str = "3d,1d,2h"  # casework.reminder_times, which also sets it


def choices(books: Books) -> Choices:
    """What is chosen now. Raises ``NoAgency``."""
    known = the_agency(books)
    if known is None:
        raise NoAgency
    return Choices(
        day_count=DayCount(known.day_count),
        fee_amounts=known.fee_amounts,
        stand_ins=known.stand_ins,
        reminders_before=known.reminders_before,
    )


def set_day_count(books: Books, day_count: DayCount, staff_id: int) -> None:
    """From now on estimates count days like this, of past days too. Choosing the same again changes nothing."""
    if choices(books).day_count is not day_count:
        _write(books, staff_id, audit.Action.DAY_COUNT_SET, day_count.value, day_count=day_count.value)


def set_fee_amounts(books: Books, on: bool, staff_id: int) -> None:
    """From now on fees are put in figures, or only their principle is told. Choosing the same again changes nothing."""
    if choices(books).fee_amounts is not on:
        _write(books, staff_id, audit.Action.FEE_AMOUNTS_SET, "on" if on else "off", fee_amounts=on)


def set_stand_ins(books: Books, on: bool, staff_id: int) -> None:
    """From now on reception days may name a stand-in, or not; days that are published stay. The same again changes nothing."""
    if choices(books).stand_ins is not on:
        _write(books, staff_id, audit.Action.STAND_INS_SET, "on" if on else "off", stand_ins=on)


def _write(books: Books, staff_id: int, action: audit.Action, told: str, **values: str | bool) -> None:
    known = the_agency(books)
    if known is None:
        raise NoAgency
    books.conn.execute(update(agency).where(agency.c.id == known.id).values(**values))
    audit.record(books, audit.staff(staff_id), action, f"agency:{known.id}", purpose=told)
