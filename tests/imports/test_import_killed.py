"""``gandan import`` killed at any moment: the books are as they were, or have the whole list; the same file again finishes it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.books import Books
from casework.db.connect import make_engine
from casework.db.metadata import metadata
from casework.tables.decisions import allocation, obligation
from tests import builders
from tests.fakes.bot_api.remote import ROOT
from tests.fakes.postgres import Cluster
from tests.faults.installation import Installation
from tests.imports.making_files import case, csv_text
from tests.imports.writing import everything

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("IMPORT_KILLS", "10"))  # for each database; the long run is told otherwise
ROWS, KNOWN, CHANGED = 20_000, 2_000, 20
State = tuple[dict[str, int], int, int]


def rows(many: int, *, changed: int = 0) -> bytes:
    made = (
        case(
            at, Số_QĐ_THA=f"{at}/QĐ-THADS", Số_CCCD=f"095081{at:06}", Điện_thoại=f"0900{at:06}",
            Đã_thi_hành=1_000_000 if at <= changed else 0,
        )
        for at in range(1, many + 1)
    )  # fmt: skip
    return csv_text(list(made)).encode()


class Place:
    """An installation with some decisions, to be copied, killed and thrown away."""

    def __init__(self, kind: str, folder: Path, cluster: Cluster | None) -> None:
        self._kind, self._folder, self._cluster = kind, folder, cluster
        self._copies = 0
        self.list = folder / "danh-sach.csv"
        self.list.write_bytes(rows(ROWS, changed=CHANGED))
        self.known = folder / "da-co.csv"
        self.known.write_bytes(rows(KNOWN))
        home = folder / "home"
        home.mkdir(mode=0o700)
        self._url = cluster.create("base_of_imports") if cluster else f"sqlite:///{folder / 'base.db'}"
        base = Installation(home, DATABASE_URL=self._url)
        base.write(self._staff)
        self._settings = base.environment()
        base.close()
        self.runs(self._url, self.known)

    @staticmethod
    def _staff(books: Books) -> None:
        agency = builders.an_agency(books)
        builders.a_staff_member(books, agency)

    def copy(self) -> str:
        """The address of fresh books."""
        self._copies += 1
        if self._cluster is not None:
            return self._cluster.create(f"killed_{self._copies}", template="base_of_imports")
        shutil.copyfile(self._folder / "base.db", self._folder / f"{self._copies}.db")
        return f"sqlite:///{self._folder / f'{self._copies}.db'}"

    def drop(self, url: str) -> None:
        if self._cluster is not None:
            self._cluster.drop(url.rsplit("/", 1)[1])
        else:
            Path(url.removeprefix("sqlite:///")).unlink()

    def start(self, url: str, file: Path) -> subprocess.Popen[str]:
        """``gandan import`` as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "import", str(file)],
            cwd=ROOT, env=self._settings | {"GANDAN_DATABASE_URL": url}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def runs(self, url: str, file: Path) -> str:
        """To the end; what it said."""
        with self.start(url, file) as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return said


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    cluster = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    made = Place(request.param, tmp_path_factory.mktemp("place"), cluster)
    yield made
    if cluster is not None:
        cluster.drop("base_of_imports")


def asked(url: str, question: Callable[[Any], Any]) -> Any:
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            return question(conn)
    finally:
        engine.dispose()


def state(url: str) -> State:
    """How many rows each table has, and the sums."""

    def looked(conn: Any) -> State:
        counts = {
            table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
        owed = conn.execute(select(func.sum(obligation.c.amount))).scalar_one()
        paid = conn.execute(select(func.coalesce(func.sum(allocation.c.amount), 0))).scalar_one()
        return counts, int(owed), int(paid)

    found: State = asked(url, looked)
    return found


def test_killed_at_random_moments_the_books_are_wholly_old_or_wholly_new(place: Place) -> None:
    untouched = place.copy()
    old, old_rows = state(untouched), asked(untouched, everything)
    begun = time.monotonic()
    place.runs(untouched, place.list)
    whole = time.monotonic() - begun
    new = state(untouched)
    assert new[0]["decision"] == ROWS > old[0]["decision"] == KNOWN
    assert (new[1], new[2]) == (ROWS * 10_000_000, CHANGED * 1_000_000)
    place.drop(untouched)
    url = ""
    for number in range(KILLS):
        url = place.copy()
        moment = (number + random.random()) / KILLS * whole
        with place.start(url, place.list) as process:
            try:
                process.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                process.kill()
        found = state(url)
        assert found in (old, new), f"half a list after {moment:.3f} of {whole:.3f} s"
        if found == old:
            assert asked(url, everything) == old_rows
        if number < KILLS - 1:
            place.drop(url)
    place.runs(url, place.list)
    assert state(url) == new
    assert "Không có thay đổi." in place.runs(url, place.list)
    assert state(url) == new
    place.drop(url)


def test_two_imports_at_once_one_waits_and_nothing_is_written_twice(place: Place) -> None:
    url = place.copy()
    shorter = place.list.with_name("ngan.csv")
    shorter.write_bytes(rows(KNOWN + 500))
    with place.start(url, shorter) as one, place.start(url, shorter) as other:
        said = [one.communicate(timeout=120)[0], other.communicate(timeout=120)[0]]
    assert [one.returncode, other.returncode] == [0, 0]
    assert sorted("Đã ghi" in each for each in said) == [False, True]
    assert sum("Không có thay đổi." in each for each in said) == 1
    found = state(url)
    assert (found[0]["decision"], found[0]["import_batch"]) == (KNOWN + 500, 2)
    place.drop(url)
