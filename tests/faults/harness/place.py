"""Where does a run happen? A folder of its own, on one of the two databases, with installations that begin alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.postgres import Cluster
from tests.faults.harness.children import Nurse
from tests.faults.harness.platform import Platform
from tests.faults.installation import Installation

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Place:
    """What a goal's run is given. ``seed`` decides every random choice of the harness itself."""

    folder: Path
    database: str
    cluster: Cluster | None = None
    seed: int = 20_261_116
    nurse: Nurse = field(init=False)  # lives in one event loop

    def empty_folder(self, name: str) -> Path:
        """A folder for one part of the run."""
        folder = self.folder / f"{next(_numbers)}-{name}"
        folder.mkdir(parents=True)
        return folder

    @contextmanager
    def installation(self, platform: Platform, **settings: str) -> Iterator[Installation]:
        """A fresh installation that speaks to ``platform``, gone at the end of the block."""
        own = {"TELEGRAM_TOKEN": platform.api.token, "TELEGRAM_API_BASE": platform.api.base, **settings}
        name = f"faults_{next(_numbers)}"
        if self.cluster is not None:
            own["DATABASE_URL"] = self.cluster.create(name)
        installation = Installation(self.empty_folder("office"), **own)
        try:
            yield installation
        finally:
            installation.close()
            if self.cluster is not None:
                self.cluster.drop(name)
