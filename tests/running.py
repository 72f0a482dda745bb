"""What does a whole run of eleven thousand tests not have to pay for again and again?

Compiling the same statements for every engine, and waiting for a disk whose plug nobody pulls.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_STATEMENTS = 1_500  # compiled ones that are kept; a process of the product keeps 500 for each engine
_MEMORY = Path("/dev/shm")
_ENOUGH = 2 << 30  # bytes that must be free there


class Statements:
    """What SQLAlchemy has compiled, for all engines of a kind: it is made anew for each engine otherwise, and a test has its own.

    An engine's own cache begins with the engine's dialect object; here stands what makes two dialects write the same SQL.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def get(self, key: Any) -> Any:
        """What was made of the statement of this key, on whichever engine; None if nothing was yet."""
        return self._kept.get(_of_any_engine(key))

    def __setitem__(self, key: Any, compiled: Any) -> None:
        self._kept[_of_any_engine(key)] = compiled

    def all(self) -> list[Any]:
        """Everything that is kept."""
        return list(self._kept.values())


def _of_any_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect = key[0]
    return (type(dialect), dialect.paramstyle, dialect.server_version_info, *key[1:])


def compile_once() -> None:
    """From now on every connection of this process looks into one cache, as the engine of a running product does."""
    statements = Statements()

    @event.listens_for(Engine, "engine_connect")
    def _looks_there(conn: Connection) -> None:
        conn.execution_options(compiled_cache=statements)


def temporary_files_in_memory() -> None:
    """Each test's databases are written with every care for a power cut (an fsync a commit, 5 ms on a disk); no test has one."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
