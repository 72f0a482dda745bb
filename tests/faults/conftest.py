"""What the tests on real processes share: what they import takes seconds, so it is imported once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.faults.harness.children import nursery

together = pytest.mark.xdist_group("faults")  # one after another: each keeps a processor busy by itself


@pytest.fixture(scope="session")
def young() -> Iterator[subprocess.Popen[bytes]]:
    """One nursery for all."""
    with nursery() as process:
        yield process
