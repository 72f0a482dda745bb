"""Which rows do not agree with themselves, with each other, or with the totals row?

Done after the cells are read, and again after repairs: whatever is said here follows from the fields of the rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from casework.decisions import ReviewResult
from casework.folding import fold
from casework.imports.case_list import Totals
from casework.imports.case_row import CaseRow
from casework.imports.columns import Columns
from casework.imports.date_columns import suspicious_days
from casework.imports.findings import Finding, Scope, Trouble, doubtful, finding, held
from casework.imports.header_names import Field
from casework.imports.identity import birth_year
from casework.imports.reasons import Reason
from casework.payment_order import NOT_MONEY

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
Said = tuple[CaseRow, Field, Trouble[str]]
_NEW_YEAR_OF_ENFORCEMENT = 10  # decisions are numbered anew from 1 October
_SLIP = 2  # digits
_MOST_NAMED = 5  # of many rows that share a number, each names as many others at most


def compare_rows(rows: Sequence[CaseRow], totals: Sequence[Totals], columns: Columns) -> list[Finding]:
    """All that comparing finds, in the order of the rows. Two rows that contradict each other name each other."""
    said = [
        *_within_rows(rows),
        *_same_decision(rows),
        *_same_duty(rows),
        *_same_identity(rows),
        *_same_person_by_name(rows),
        *suspicious_days(rows, columns),
    ]
    found = [
        finding(trouble, row.row, columns.header(field), _value(row, field), Scope.LIST) for row, field, trouble in said
    ]
    found += _totals(rows, totals, columns)
    return sorted(found, key=lambda one: one.row)


def _value(row: CaseRow, field: Field) -> object:
    return {
        Field.DECISION_NUMBER: row.decision_number,
        Field.IDENTITY_NUMBER: row.identity_number,
        Field.PHONE: row.phone,
        Field.DECISION_DATE: row.decision_date,
        Field.NOTICE_DATE: row.notice_date,
        Field.AMOUNT_OWED: row.amount_owed,
        Field.AMOUNT_PAID: row.amount_paid,
        Field.REVIEW_RESULT: row.review_result,
    }.get(field)


def _within_rows(rows: Iterable[CaseRow]) -> Iterator[Said]:
    for row in rows:
        if row.notice_date and row.decision_date and row.notice_date < row.decision_date:
            yield row, Field.NOTICE_DATE, doubtful(Reason.NOTICE_EARLY)
        if row.identity_number and row.birth_year:
            year = birth_year(row.identity_number)
            if year is not None and year != row.birth_year:
                yield row, Field.IDENTITY_NUMBER, doubtful(Reason.IDENTITY_YEAR_DIFFERS, year=year)
        if row.amount_owed is not None:
            yield from _sums(row, row.amount_owed, row.amount_paid or 0)


def _sums(row: CaseRow, owed: int, paid: int) -> Iterator[Said]:
    finished = row.review_result is ReviewResult.FINISHED
    if owed == 0 and row.obligation_kind not in NOT_MONEY:
        yield row, Field.AMOUNT_OWED, doubtful(Reason.AMOUNT_NONE)
    if paid > owed:
        yield row, Field.AMOUNT_PAID, doubtful(Reason.PAID_TOO_MUCH)
    elif finished and paid < owed:
        yield row, Field.REVIEW_RESULT, doubtful(Reason.FINISHED_UNPAID, left=_dong(owed - paid))
    elif paid == owed > 0 and not finished:
        yield row, Field.REVIEW_RESULT, doubtful(Reason.PAID_UNFINISHED)


def _same_decision(rows: Iterable[CaseRow]) -> Iterator[Said]:
    """One decision number in one year of enforcement, or in an unknown one."""
    for group in _groups(rows, _number):
        for one, other in _pairs(group):
            if _may_be_same_year(one.decision_date, other.decision_date):
                trouble = _decision_trouble(one, other)
                yield one, Field.DECISION_NUMBER, trouble(other)
                yield other, Field.DECISION_NUMBER, trouble(one)


def _decision_trouble(one: CaseRow, other: CaseRow) -> Callable[[CaseRow], Trouble[str]]:
    """One decision may bind several debtors to one duty, or one debtor to several; the rest is one number too many."""
    same_day = one.decision_date == other.decision_date is not None
    same_person = _same_person(one, other)
    same_duty = (one.obligation_kind, one.amount_owed) == (other.obligation_kind, other.amount_owed)
    same_judgment = one.judgment_number == other.judgment_number
    if same_day and same_judgment and same_duty and not same_person:
        return lambda row: doubtful(Reason.DECISION_JOINT, other=row.row)
    if same_day and same_judgment and same_person and one.obligation_kind is not other.obligation_kind:
        return lambda row: doubtful(Reason.DECISION_SEVERAL_ITEMS, other=row.row)
    return lambda row: held(Reason.DECISION_TWICE, other=row.row)


def _same_duty(rows: Iterable[CaseRow]) -> Iterator[Said]:
    """One debt under two numbers, as when decisions are numbered anew: the person would be asked for it twice."""
    for group in _groups(rows, _duty):
        for one, other in _pairs(group):
            if _number(one) != _number(other):
                yield one, Field.DECISION_NUMBER, doubtful(Reason.DUTY_TWICE, other=other.row)
                yield other, Field.DECISION_NUMBER, doubtful(Reason.DUTY_TWICE, other=one.row)


def _duty(row: CaseRow) -> str | None:
    if not (row.identity_number and row.judgment_number and row.amount_owed):
        return None
    return f"{row.identity_number}|{row.judgment_number}|{row.obligation_kind}|{row.amount_owed}|{row.creditor_name}"


def _number(row: CaseRow) -> str | None:
    return row.decision_number and fold(row.decision_number).replace(" ", "")


def _same_person(one: CaseRow, other: CaseRow) -> bool:
    if one.identity_number and other.identity_number:
        return one.identity_number == other.identity_number
    return _folded_name(one) == _folded_name(other)


def _same_identity(rows: Iterable[CaseRow]) -> Iterator[Said]:
    for group in _groups(rows, lambda row: row.identity_number):
        for one, other in _pairs(group):
            if _folded_name(one) != _folded_name(other):
                yield one, Field.IDENTITY_NUMBER, held(Reason.IDENTITY_TWO_NAMES, other=other.row)
                yield other, Field.IDENTITY_NUMBER, held(Reason.IDENTITY_TWO_NAMES, other=one.row)
                continue
            if _spelled(one.debtor_name) != _spelled(other.debtor_name):
                yield other, Field.IDENTITY_NUMBER, doubtful(Reason.IDENTITY_NAME_MARKS, other=one.row)
            if one.phone and other.phone and one.phone != other.phone:
                yield other, Field.PHONE, doubtful(Reason.TWO_PHONES, other=one.row)


def _same_person_by_name(rows: Iterable[CaseRow]) -> Iterator[Said]:
    """One name, year of birth and address with two numbers that a slip, or a new card, would explain."""
    for group in _groups(rows, _name_year_address):
        for one, other in _pairs(group):
            if _may_be_one_number(one.identity_number or "", other.identity_number or ""):
                yield one, Field.IDENTITY_NUMBER, doubtful(Reason.IDENTITY_TWO_NUMBERS, other=other.row)
                yield other, Field.IDENTITY_NUMBER, doubtful(Reason.IDENTITY_TWO_NUMBERS, other=one.row)


def _may_be_one_number(one: str, other: str) -> bool:
    """Two digits wrong or exchanged, or an old card's nine digits; namesakes differ in most of the last six."""
    if len(one) != len(other):
        return True
    return 0 < sum(digit != its for digit, its in zip(one, other, strict=True)) <= _SLIP


def _name_year_address(row: CaseRow) -> str | None:
    if not (row.identity_number and row.debtor_name and row.birth_year and row.address):
        return None
    return f"{row.debtor_name}|{row.birth_year}|{row.address}".casefold()


def _groups(rows: Iterable[CaseRow], key: Callable[[CaseRow], str | None]) -> Iterator[list[CaseRow]]:
    """Rows that share a key with another, told without a list for each of the many that do not."""
    first: dict[str, CaseRow] = {}
    shared: dict[str, list[CaseRow]] = {}
    for row in rows:
        known_by = key(row)
        if known_by and first.setdefault(known_by, row) is not row:
            shared.setdefault(known_by, [first[known_by]]).append(row)
    yield from shared.values()


def _pairs(group: Sequence[CaseRow]) -> Iterator[tuple[CaseRow, CaseRow]]:
    """Every two of a few; of many, each with the first ones, so that one number in all rows stays cheap."""
    if len(group) <= _MOST_NAMED:
        yield from combinations(group, 2)
    else:
        yield from ((group[0], other) for other in group[1:])


def _folded_name(row: CaseRow) -> str:
    return fold(row.debtor_name or "")


def _spelled(name: str | None) -> list[tuple[str, str]]:
    """Each word without its tone, and the tone: "hoà" and "hòa" are two ways of typing one word."""
    spread = (unicodedata.normalize("NFD", word) for word in (name or "").casefold().split())
    return [(_TONE.sub("", word), "".join(_TONE.findall(word))) for word in spread]


def _may_be_same_year(one: date | None, other: date | None) -> bool:
    return one is None or other is None or enforcement_year(one) == enforcement_year(other)


def enforcement_year(day: date) -> int:
    """The year in which decisions are numbered: ``2025-10-01`` -> 2026."""
    return day.year + (day.month >= _NEW_YEAR_OF_ENFORCEMENT)


def _totals(rows: Sequence[CaseRow], totals: Iterable[Totals], columns: Columns) -> Iterator[Finding]:
    """A total is compared with the rows above it: all of them, or those since the total before it."""
    begun = 0
    for total in totals:
        for field, stated in total.stated.items():
            above = [_amount(row, field) for row in rows if row.row < total.row]
            since = [_amount(row, field) for row in rows if begun < row.row < total.row]
            if stated is not None and None not in above and stated not in (_sum(above), _sum(since)):
                trouble: Trouble[str] = doubtful(Reason.TOTAL_DIFFERS, sum=_dong(_sum(above)))
                yield finding(trouble, total.row, columns.header(field), stated, Scope.LIST)
        begun = total.row


def _amount(row: CaseRow, field: Field) -> int | None:
    return row.amount_owed if field is Field.AMOUNT_OWED else row.amount_paid


def _sum(amounts: Iterable[int | None]) -> int:
    return sum(amount for amount in amounts if amount is not None)


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
