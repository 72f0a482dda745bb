"""Which tables exist, and how are instants kept in them? One ``metadata`` that every room adds its tables to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@compiles(BigInteger, "sqlite")
def _integer(_type: BigInteger, _compiler: Any, **_: Any) -> str:
    """SQLite keeps any whole number in as many bytes as it needs, but a table is looked up by its rows' numbers themselves only
    where its key is called INTEGER: a key called BIGINT is an index beside the table, one more search for each row found and
    one more entry for each row written (https://www.sqlite.org/lang_createtable.html#rowid).
    """
    return "INTEGER"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: ``timestamptz`` on PostgreSQL, microseconds since 1970 on SQLite (which has no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type each database really uses."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuses a naive datetime: which hour it means would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        if dialect.name == "sqlite":
            return (value - _EPOCH) // _MICROSECOND
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _instant(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]  # the driver gives an aware datetime

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """On SQLite without the two calls around ``process_result_value``: whole plans are read, each row with instants."""
        return _instant_or_none if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@lru_cache(maxsize=8_192)  # the same rows are read again and again: a look-up costs a tenth of making the instant
def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _instant_or_none(value: int | None) -> datetime | None:
    return None if value is None else _instant(value)
