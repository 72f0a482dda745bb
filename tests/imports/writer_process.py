"""Writes a list in a process of its own, to be killed: says "writing" with each piece and "done" after the commit."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.imports import batches
from tests.imports.making_files import case
from tests.imports.writing import the_list

MANY = 5_000


def main(url: str, agency: int, officer: int) -> None:
    """Read and write ``MANY`` rows in one transaction."""
    rows = [case(at, Số_QĐ_THA=f"{at}/QĐ-THADS", Số_CCCD=f"095081{at:06}") for at in range(1, MANY + 1)]
    coming = the_list(*rows)
    engine = make_engine(url)
    with engine.begin() as conn:
        books = Books(conn, Keys(masters={1: bytes(range(32))}), SetClock(datetime(2026, 11, 21, 2, tzinfo=UTC)))
        batches.write(
            books, coming, agency_id=agency, staff_id=officer, progress=lambda *_: print("writing", flush=True)
        )
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
