"""Who hears of it when somebody else uses our token, or knocks at our webhook? The log, and the books for the doctor.

Noting it must hold up neither polling nor an answer, so it is handed to the book-keepers and not waited for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from casework.db.engine import Database
from scheduler.delivery.troubles import Trouble, note

MANY = 20  # refused calls a minute that are still nobody's attack (a probe, a health check gone astray)
_MINUTE = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarms:
    """Writes down what befalls one channel account."""

    db: Database
    account: str

    def conflict(self, words: str) -> None:
        """Another program polls with this token, or a webhook is set; ``words`` are the platform's."""
        _log.error("telegram_conflict", extra={"account": self.account})
        self._note(Trouble.CONFLICT, words)

    def knocks(self, count: int) -> None:
        """So many calls in one minute came to the webhook and were refused."""
        _log.error("telegram_knocks", extra={"account": self.account, "count": count})
        self._note(Trouble.FORGED, "", count)

    def _note(self, kind: Trouble, words: str, times: int = 1) -> None:
        self.db.submit(note, self.account, kind, words, times).add_done_callback(_say_if_lost)


@dataclass(kw_only=True, slots=True)
class Knocks:
    """Counts refused calls minute by minute; ``tell`` hears of a minute with more than ``MANY``, once, when it is one too many."""

    tell: Callable[[int], None]
    now: Callable[[], float] = time.monotonic
    _since: float = field(init=False, default=float("-inf"))
    _count: int = field(init=False, default=0)

    def refused(self, status: int) -> None:
        """A call was refused with this HTTP status."""
        now = self.now()
        if now - self._since >= _MINUTE:
            self._since, self._count = now, 0
        self._count += 1
        if self._count == MANY + 1:
            self.tell(self._count)


def _say_if_lost(noted: Future[None]) -> None:
    if (problem := noted.exception()) is not None:
        _log.error("trouble_not_noted", exc_info=problem)
