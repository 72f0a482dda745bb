"""Moves a day, or follows the move, in a process that kills itself after so many statements; says "done" if it lives."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

from sqlalchemy import event, select

from casework.books import Books
from casework.clock import SetClock
from casework.day_moves import move_day
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.tables.agency import agency, staff
from scheduler.bell.day_moves import follow_moves
from tests.casework.moved_days import NEW, a_long_morning, an_order
from tests.casework.reception_rooms import Office


def main(url: str, what: str, day_id: int, now: str, most: int) -> None:
    """``what``: move or follow; killed in the middle of statement ``most`` (0: never)."""
    engine = make_engine(url)
    count = 0

    def after(*_: object) -> None:
        nonlocal count
        count += 1
        if count == most:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", after)
    keys, clock = Keys(masters={1: bytes(range(32))}), SetClock(datetime.fromisoformat(now))
    more = True
    while more:
        with engine.begin() as conn:
            books = Books(conn, keys, clock)
            if what == "move":
                office = Office(
                    agency=conn.execute(select(agency.c.id)).scalar_one(),
                    leader=conn.execute(select(staff.c.id)).scalar_one(),
                )
                move_day(books, day_id, a_long_morning(office, NEW), an_order(office))
                more = False
            else:
                more = follow_moves(books) > 0
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
