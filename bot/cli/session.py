"""How does a command open the books, act as a member of staff, and print?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from bot.cli.refusal import Refused
from bot.database import open_database
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from casework.books import Books
from casework.db.engine import Database

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def database() -> Iterator[Database]:
    """The configured database, closed at the end; its log goes to standard error."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    db = open_database(settings)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def database_of(settings: Settings, *, idle_limit: float | None = None) -> Iterator[Database]:
    """The database of given settings, closed at the end; ``idle_limit`` as in ``Database``."""
    db = open_database(settings, idle_limit=idle_limit)
    try:
        yield db
    finally:
        db.close()


def write(db: Database, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a rule in a transaction and wait for it."""
    return db.submit(rule, *args, **kwargs).result()


def read(db: Database, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a rule that only reads."""
    with db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
        return rule(db.books(conn), *args, **kwargs)


def staff_named(books: Books, login: str | None) -> int:
    """The id of the active member of staff with this login. Raises ``Refused``."""
    from sqlalchemy import select

    from casework.tables.agency import staff

    if not login:
        raise Refused("Chưa biết ai đang làm. Thêm --as TÊN_ĐĂNG_NHẬP của cán bộ.")
    row = books.conn.execute(select(staff.c.id).where(staff.c.login == login, staff.c.active)).scalar()
    if row is None:
        raise Refused(f"Không có cán bộ «{login}». Xem danh sách: gandan agency staff")
    return int(row)


def say_line(text: str = "") -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_json(value: object) -> None:
    """One JSON object on one line, as programs read it."""
    say_line(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
