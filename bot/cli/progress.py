"""How far is a long piece of work, and how long will it still take?

Told on standard error, for people; on a terminal in one line that is written anew.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

_TOLD_FROM = 5_000  # of whatever is counted: less is over before one could read how far it is
_PAUSE = 0.5  # seconds between two words, so that the line can be read


def teller(words: str, of_what: str, *, quiet: bool = False) -> Callable[[int, int], None]:
    """Something to be told (done, in all): "Đang đọc: 20.000/100.000 dòng, còn khoảng 4 giây".

    ``quiet``: for a program's eyes; a terminal, at which a person sits all the same, is told.
    """
    out = sys.stderr
    if quiet and not out.isatty():
        return lambda done, total: None
    return _Teller(words, of_what, out)


class _Teller:
    def __init__(self, words: str, of_what: str, out: TextIO) -> None:
        self._words = words
        self._of_what = of_what
        self._out = out
        self._begun = self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """So many are done."""
        now = time.monotonic()
        over = done >= total
        if total < _TOLD_FROM or (now - self._told < _PAUSE and not over):
            return
        self._told = now
        line = f"{self._words}: {_counted(done)}/{_counted(total)} {self._of_what}{self._left(done, total, now)}"
        if self._out.isatty():
            self._out.write(f"\r\x1b[K{line}" + ("\n" if over else ""))
        else:
            self._out.write(f"{line}\n")
        self._out.flush()

    def _left(self, done: int, total: int, now: float) -> str:
        if done >= total:
            return f", xong sau {round(now - self._begun)} giây"
        if done <= 0:
            return ""
        return f", còn khoảng {max(1, round((now - self._begun) * (total - done) / done))} giây"


def _counted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
