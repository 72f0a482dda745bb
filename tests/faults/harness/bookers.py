"""``python -m tests.faults.harness.bookers``: sixteen processes want the same places at once, and are killed again and again.

The parent opens no books and has no threads, so it forks; each child is a process of its own with its own connection. Whatever
a child was told is in its own file before it goes on: a line when it asks, a line when it was answered. What was asked and never
answered is in doubt, as it would be for the person.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.database import open_database
from bot.settings import load_settings
from casework import booking_course, bookings, waiting_list, walk_ins
from casework.booking_visitors import Visitor, guest
from casework.bookings import Asked, Booking
from casework.books import Books
from casework.db.engine import Database

DEEDS = ("hold", "hold", "hold", "confirm", "confirm", "confirm", "cancel", "cancel", "move", "move", "other_chat", "guest",
         "guest", "walk_in", "wait", "offer", "arrive", "end")  # fmt: skip

OF_ONE = frozenset({"confirm", "cancel", "move", "arrive", "end"})  # booking that the hand has made itself


class Hand:
    """One process: does its share of attempts in turn, each in a transaction of the product's."""

    def __init__(self, plan: dict[str, Any], number: int, life: int) -> None:
        self._plan, self._number = plan, number
        self._chance = random.Random(f"{plan['seed']}:{number}:{life}")
        self._log = (Path(plan["folder"]) / f"hand-{number}.jsonl").open("ab", buffering=0)
        if self._log.tell() and not Path(self._log.name).read_bytes().endswith(b"\n"):
            self._log.write(b"\n")  # killed in the middle of a line: it was never said
        self._db: Database = open_database(load_settings())
        self._mine: list[int] = []
        self._called_off = called_off(Path(self._log.name))

    def work(self, done: int) -> None:
        """From attempt ``done`` to the last."""
        attempt = done
        while attempt < self._plan["attempts"] or self._calls_off(attempt):
            while not may_begin(self._plan, attempt, int.from_bytes(self._plan["killed"][:4], "big")):
                time.sleep(0.005)
            deed = "call_off" if self._calls_off(attempt) else self._chance.choice(DEEDS)
            on, rule = self._asked(deed)
            began = time.monotonic()
            self._say(attempt=attempt, deed=deed, on=on, asks=True)
            self._plan["progress"][4 * self._number : 4 * self._number + 4] = attempt.to_bytes(4, "big")
            try:
                told = self._db.submit(rule).result()
            except (
                OperationalError
            ) as problem:  # SQLite's lock is no queue: whoever got none in ten seconds is told so, nothing is done
                told = problem
            self._say(attempt=attempt, deed=deed, seconds=time.monotonic() - began, **_facts(told))
            if isinstance(told, Booking):
                self._mine = [*self._mine[-20:], told.id]
            self._called_off |= deed == "call_off" and isinstance(told, tuple)
            attempt += 1
        self._db.close()

    def _calls_off(self, attempt: int) -> bool:
        """Whether this attempt is the first hand's to call the last day off: from half-way on, and again until it is told so.

        Killed in the middle of it, or given no lock, the day stands; whoever calls a day off sees to it that it is done.
        """
        return self._number == 0 and attempt >= self._plan["attempts"] // 2 and not self._called_off

    def _say(self, **line: Any) -> None:
        self._log.write(json.dumps(line).encode() + b"\n")

    def _asked(self, deed: str) -> tuple[int, Callable[[Books], Any]]:
        """The booking that it is about (0: none yet), and the rule."""
        chance, plan = self._chance, self._plan
        slot, sure = chance.choice(plan["slots"]), chance.random() < 0.6
        party, chat, second = chance.choice(plan["people"])
        known = chance.choice(self._mine) if self._mine else 0
        number = chance.randrange(len(plan["strangers"]))
        stranger, leader = plan["strangers"][number], plan["leader"]
        somebody = guest(f"Khách Thử {'ABCDEGHIKL'[number % 10]}", f"0900 000 {number:03}")
        of_party = Visitor(party_id=party)
        done = bookings.BookingState.DONE
        rules: dict[str, Callable[[Books], Any]] = {
            "hold": lambda books: _sure(books, bookings.hold(books, slot, party, chat), sure),
            "other_chat": lambda books: bookings.hold(books, slot, party, second),
            "confirm": lambda books: bookings.confirm(books, known),
            "cancel": lambda books: bookings.cancel(books, known),
            "move": lambda books: bookings.move(books, known, slot),
            "guest": lambda books: _sure(books, bookings.hold_for_guest(books, slot, somebody, stranger), sure),
            "walk_in": lambda books: walk_ins.walk_in(books, plan["today"], of_party, Asked(), leader),
            "wait": lambda books: waiting_list.join(books, party, chat, waiting_list.Wish()),
            "offer": _offer,
            "arrive": lambda books: booking_course.arrive(books, known, leader),
            "end": lambda books: booking_course.end_visit(books, known, done, leader),
            "call_off": lambda books: bookings.call_off_day(books, plan["cancelled_day"], leader),
        }
        return known if deed in OF_ONE else 0, rules[deed]


def may_begin(plan: dict[str, Any], attempt: int, killed: int) -> bool:
    """Whether a hand may go on, so many having been killed: none is through before the last kill, however late the parent looks."""
    kills = plan["kills"]
    return bool(killed >= kills or attempt * (kills + 1) < plan["attempts"] * (killed + 1))


def history(file: Path) -> list[dict[str, Any]]:
    """What a hand has said in all its lives. A line that it was killed in the middle of was not said."""
    found = []
    for line in file.read_bytes().splitlines():
        with suppress(json.JSONDecodeError):
            found.append(json.loads(line))
    return found


def called_off(file: Path) -> bool:
    """Whether a hand, of whose lives this is the history, was told that the day is called off."""
    return any(line["deed"] == "call_off" and line.get("told") == "tuple" for line in history(file))


def _sure(books: Books, held: Any, sure: bool) -> Any:
    return bookings.confirm(books, held.id) if sure and isinstance(held, Booking) else held


def _offer(books: Books) -> Any:
    waiting_list.settle(books)
    return waiting_list.offer_places(books, books.clock.now())


def _facts(told: Any) -> dict[str, Any]:
    """What the judge needs of an answer."""
    if isinstance(told, Booking):
        return {"told": "Booking", "booking": told.id, "state": told.state.value, "slot": told.slot_id}
    if isinstance(told, tuple):
        return {"told": "tuple", "bookings": [one.id for one in told if isinstance(one, Booking)]}
    return {"told": type(told).__name__}


def main() -> None:
    """Fork the hands, kill some at random moments, fork others in their place until every share is done."""
    plan = json.loads(sys.argv[1])
    plan["killed"] = mmap.mmap(-1, 4)
    plan["progress"] = mmap.mmap(-1, 4 * plan["hands"])  # how far each is, seen by all of them
    chance = random.Random(plan["seed"])
    lives = dict.fromkeys(range(plan["hands"]), 0)
    living = {_born(plan, number, 0): number for number in lives}
    killed = 0
    total = plan["attempts"] * plan["hands"]
    while living:
        progress = sum(int.from_bytes(plan["progress"][4 * one : 4 * one + 4], "big") for one in lives)
        if killed < plan["kills"] and progress > total * 0.9 * (killed + chance.random()) / plan["kills"]:
            os.kill(chance.choice(list(living)), signal.SIGKILL)
            killed += 1
            plan["killed"][:4] = killed.to_bytes(4, "big")
        for pid in list(living):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if not gone:
                continue
            number = living.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if code == -signal.SIGKILL:
                lives[number] += 1
                living[_born(plan, number, lives[number])] = number
            elif code:
                raise SystemExit(f"hand {number} ended with {code}")
        time.sleep(0.02)
    print(json.dumps({"killed": killed}))


def _born(plan: dict[str, Any], number: int, life: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        Hand(plan, number, life).work(_done(plan, number))
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _done(plan: dict[str, Any], number: int) -> int:
    """How many attempts of this hand have begun: one that was killed in is not made again."""
    file = Path(plan["folder"]) / f"hand-{number}.jsonl"
    return sum("asks" in line for line in history(file)) if file.exists() else 0


if __name__ == "__main__":
    main()
