"""On which day of the office does an instant of the books lie, said in SQL?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal_column

from casework.books import Books

_EPOCH = date(1970, 1, 1)
_EAST = 7 * 3600  # seconds: Viet Nam keeps no other hour in summer
_DAY = 86_400


def day_number(books: Books, instant: ColumnElement[Any]) -> ColumnElement[int]:
    """The day in Viet Nam as days since 1970; ``day_of_number`` turns it into a date."""
    seconds: ColumnElement[Any]
    if books.conn.dialect.name == "sqlite":  # kept as microseconds since 1970; two whole numbers divide to a whole one
        seconds = _whole(cast(instant, BigInteger), 1_000_000)
    else:
        seconds = cast(func.floor(func.extract("epoch", instant)), BigInteger)
    return cast(_whole(seconds + literal_column(str(_EAST)), _DAY), BigInteger)


def _whole(number: ColumnElement[Any], by: int) -> ColumnElement[Any]:
    """``number`` divided by ``by``, to a whole number; bound as tightly as a division, or a sum before it would fall apart."""
    return number.op("/", precedence=8)(literal_column(str(by)))


def day_of_number(number: int) -> date:
    """The day that ``day_number`` gave."""
    return _EPOCH + timedelta(days=number)
