"""Which statements did the database really get? Asked of the driver, below everything that could hide one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection


@contextmanager
def statements_sent(conn: Connection) -> Iterator[list[str]]:
    """The statements that go over this connection meanwhile, as text."""
    seen: list[str] = []
    driver: Any = conn.connection.driver_connection
    if conn.dialect.name == "sqlite":
        driver.set_trace_callback(seen.append)
        yield seen
        driver.set_trace_callback(None)
        return

    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Noting:
            seen.append(str(query))
            super().execute(query, *args, **kwargs)
            return self

    before = driver.cursor_factory
    driver.cursor_factory = Noting
    yield seen
    driver.cursor_factory = before
