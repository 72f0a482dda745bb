"""Where does a run work, and what has it made already? A temporary folder, data sets made once, one PostgreSQL server."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from benchmarks.data_set import DataSet
from benchmarks.store import fill_postgres, fill_sqlite
from tests.fakes.postgres import Cluster, NoServer, running_cluster


class Place:
    """A context manager; everything it made is gone at its end, but SQLite books in a folder that is to ``keep`` them."""

    def __init__(self, keep: Path | None = None) -> None:
        self._keep = keep
        self._stack = ExitStack()
        self._made: dict[tuple[str, DataSet], str] = {}
        self._cluster: Cluster | None = None
        self.folder = Path()

    def __enter__(self) -> Place:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="gandan-bench-")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def sqlite(self, of: DataSet) -> str:
        """The address of a SQLite file with this data set; the same file each time it is asked for."""
        if ("sqlite", of) not in self._made:
            self._made["sqlite", of] = self._kept(of) or fill_sqlite(self.folder / f"books-{len(self._made)}.db", of)
        return self._made["sqlite", of]

    def _kept(self, of: DataSet) -> str | None:
        """Those of an earlier run, or of this one for later ones. Only who reads them alone may ask for books that are kept."""
        if self._keep is None or not of.messages:
            return None
        file = self._keep / f"books-{of.decisions}-{of.messages}.db"
        if file.exists():
            return f"sqlite:///{file}"
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        fill_sqlite(half, of)
        half.rename(file)
        return f"sqlite:///{file}"

    def postgres(self, of: DataSet) -> str | None:
        """The address of a PostgreSQL database with this data set; None where there is no server to start."""
        if ("postgresql", of) not in self._made:
            url = self.blank(f"books_{len(self._made)}")
            if url is None:
                return None
            self._made["postgresql", of] = fill_postgres(url, of)
        return self._made["postgresql", of]

    def blank(self, name: str) -> str | None:
        """The address of a new PostgreSQL database with nothing in it; None where there is no server to start."""
        try:
            self._cluster = self._cluster or self._stack.enter_context(running_cluster())
        except NoServer:
            return None
        return self._cluster.create(name)


def file_of(url: str) -> str:
    """The path in a SQLite address."""
    return url.removeprefix("sqlite:///")
