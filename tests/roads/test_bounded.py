"""A handler that takes too long, too much memory or its whole process with it does not keep anybody else waiting."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest

from handlers import bounded as module
from handlers.begun import Begun, LeftBehind
from handlers.bounded import TooMuch, bounded
from tests.fakes.bot_api.remote import ROOT


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PATIENCE", 0.05), ("COMPUTED", 0.02), ("LET_LOOP_STOP_IT", 0.0), ("LOOK_EVERY", 0.01)):
        monkeypatch.setattr(module, name, seconds)


def compute(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_computes_without_end_is_stopped_and_says_why(strict: None) -> None:
    began = time.monotonic()
    with pytest.raises(TooMuch, match="too_long"), bounded():
        compute(60)
    assert time.monotonic() - began < 30


def test_an_except_for_everything_does_not_swallow_it(strict: None) -> None:
    def stubborn() -> None:
        for _ in range(1_000):
            try:
                compute(60)
            except Exception:
                raise AssertionError("it was caught as an ordinary mistake") from None

    with pytest.raises(TooMuch), bounded():
        stubborn()


def test_what_fills_the_memory_is_stopped(strict: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GROWTH", 30 << 20)
    monkeypatch.setattr(module, "PATIENCE", 60.0)
    kept = []

    def fill() -> None:
        for _ in range(4_000):
            kept.append(b"x" * (1 << 20))
            compute(0.002)

    with pytest.raises(TooMuch, match="too_much_memory"), bounded():
        fill()
    assert len(kept) < 4_000


def test_what_ends_in_time_is_left_alone_and_so_is_whatever_follows(strict: None) -> None:
    for _ in range(200):
        with bounded():
            compute(0.0002)
    compute(0.2)  # longer than the patience, and outside


def test_garbage_of_the_whole_process_is_not_counted_for_whoever_is_handled_just_then(strict: None) -> None:
    class Thrown:
        itself: object = None

    dropped = [Thrown() for _ in range(20)]
    noticed = [
        weakref.ref(one, lambda _: compute(0.02)) for one in dropped
    ]  # the look comes in between, as with a large heap
    for one in dropped:
        one.itself = one
    dropped.clear()
    del one
    with bounded():
        gc.collect()
        compute(0.015)  # it is looked at once more, and has computed no more than this
    assert [ref() for ref in noticed] == [None] * 20


def test_only_the_thread_that_takes_too_long_is_stopped(strict: None) -> None:
    ended: dict[str, bool] = {}

    def quick() -> None:
        for _ in range(50):
            with bounded():
                compute(0.001)
        ended["quick"] = True

    def slow() -> None:
        with pytest.raises(TooMuch), bounded():
            compute(60)
        ended["slow"] = True

    threads = [threading.Thread(target=quick), threading.Thread(target=slow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ended == {"quick": True, "slow": True}


def test_an_error_of_the_handler_itself_passes_as_it_is(strict: None) -> None:
    with pytest.raises(ValueError, match="own"), bounded():
        raise ValueError("own")


TRACED = """
import sys
import handlers.bounded as module
from handlers.bounded import TooMuch, bounded

module.PATIENCE, module.COMPUTED, module.LET_LOOP_STOP_IT, module.LOOK_EVERY = 0.05, 0.02, 0.0, 0.01


def stopped():
    try:
        with bounded():
            while True:
                pass
    except TooMuch:
        return "stopped"


print(stopped())
sys.settrace(lambda *of: None)
print(stopped.__name__, (lambda: "goes on")())
"""


def test_once_something_was_stopped_the_process_can_still_be_traced() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRACED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["stopped", "stopped", "goes", "on"], done.stderr


HANGS = """
from handlers import bounded as module
import time
module.STUCK_AFTER, module.LOOK_EVERY = 0.2, 0.05
with module.bounded():
    time.sleep(60)
"""
HOLDS = """
from handlers import bounded as module
import re
module.HELD = 0.3
with module.bounded():
    re.fullmatch("(a+)+", "a" * 60 + "b")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("program", "code"), [(HANGS, module.EXIT_STUCK), (HOLDS, -signal.SIGVTALRM)])
def test_a_process_that_cannot_stop_its_handler_ends_itself(program: str, code: int) -> None:
    """Asleep in foreign code, or computing there without letting any other thread run."""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, capture_output=True, check=False)
    assert done.returncode == code, done.stderr


def died(folder: Path, *noted: int) -> None:
    """A process notes these updates, one after another, and dies."""
    program = f"from handlers.begun import *; import os; b = Begun(Path({str(folder)!r}))"
    notes = "".join(f"; b.note({number})" for number in noted)
    subprocess.run([sys.executable, "-c", f"{program}{notes}; os._exit(9)"], cwd=ROOT, timeout=60, check=False)


def test_who_comes_later_finds_what_a_dead_process_was_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "hearing"
    living = Begun(folder)
    living.note(7)
    died(folder, 41)
    found = LeftBehind(folder)
    assert found.updates == [41], "what a living process is at is its own affair"
    assert LeftBehind(folder).updates == [], "whoever found it counts it"
    found.forget()
    assert LeftBehind(folder).updates == []
    living.note(0)
    living.close()


def test_who_dies_before_the_tries_are_written_down_leaves_them_to_the_next(tmp_path: Path) -> None:
    died(tmp_path, 41)
    program = f"from handlers.begun import *; import os; os._exit(LeftBehind(Path({str(tmp_path)!r})).updates[0])"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False).returncode == 41
    assert LeftBehind(tmp_path).updates == [41]


def test_a_process_that_ended_between_two_updates_left_nothing(tmp_path: Path) -> None:
    died(tmp_path, 41, 0)
    found = LeftBehind(tmp_path)
    assert found.updates == []
    found.forget()
    assert list(tmp_path.iterdir()) == []
