"""What does each command stand on in these tests? A real SQLite file with its key file, found through the environment."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import insert

from bot.__main__ import main
from bot.database import newest_version
from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.tables.audit import key_check
from tests.conftest import MONDAY_NINE

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Terminal:
    """Somebody at the terminal: types a command, reads what it says."""

    folder: Path
    keys: Keys
    clock: SetClock
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    complained: str = ""

    def types(self, *words: str) -> int:
        """Run ``gandan`` with these words; the exit code. What it printed is in ``said`` and ``complained``."""
        try:
            code = main(list(words))
        except SystemExit as ended:  # argparse's own way out
            code = int(ended.code or 0)
        self.said, self.complained = self.capsys.readouterr()
        return code

    def does(self, *words: str) -> str:
        """Run a command that must succeed; what it said."""
        assert self.types(*words) == 0, self.complained or self.said
        return self.said

    def is_refused(self, *words: str) -> str:
        """Run a command that must say no; the sentence."""
        assert self.types(*words) == 1, self.said + self.complained
        assert "Traceback" not in self.complained
        return self.complained

    @contextmanager
    def books(self) -> Iterator[Books]:
        """The books as the command finds and leaves them; what is written here is committed."""
        engine = make_engine(f"sqlite:///{self.folder / 'gandan.db'}")
        try:
            with engine.begin() as conn:
                yield Books(conn, self.keys, self.clock)
        finally:
            engine.dispose()

    def writes(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a rule in a transaction of its own."""
        with self.books() as books:
            return rule(books, *args, **kwargs)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the machine reaches the test, and logging is as it was afterwards."""
    import os

    for name in [name for name in os.environ if name.startswith("GANDAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.fixture
def now() -> datetime:
    """When the commands run: Monday 16/11/2026, 09:00 in Viet Nam."""
    return MONDAY_NINE


@pytest.fixture
def terminal(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_template: Path,
    keys: Keys,
    now: datetime,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """A terminal at an installation whose books are empty."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copyfile(sqlite_template, folder / "gandan.db")
    key_file = folder / "master.key"
    key_file.write_text("".join(f"{number} {master.hex()}\n" for number, master in keys.masters.items()))
    key_file.chmod(0o400)
    monkeypatch.setenv("GANDAN_DATA_DIR", str(folder))
    monkeypatch.setenv("GANDAN_CLOCK", now.isoformat())
    here = Terminal(folder, keys, SetClock(now), capsys)
    with here.books() as books:
        books.conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        books.conn.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (newest_version(),))
        sealed = keys.seal("key_check", "sealed", 1, "Gần Dân").hex()
        books.conn.execute(insert(key_check).values(id=1, sealed=sealed))
    return here
