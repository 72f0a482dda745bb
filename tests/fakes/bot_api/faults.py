"""What is to go wrong with the next calls, and where: before the effect or after it?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """One way a call can go wrong. ``*_BEFORE`` leaves the world unchanged; ``*_AFTER`` loses only the answer."""

    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    CLOSE_BEFORE = "close_before"
    CLOSE_AFTER = "close_after"
    STATUS_BEFORE = "status_before"  # ``code`` with the server's JSON error
    STATUS_AFTER = "status_after"
    HTML_BEFORE = "html_before"  # a proxy's error page with ``code``
    HTML_AFTER = "html_after"
    OK_FALSE = "ok_false"  # HTTP 200 with ok:false, nothing done
    NO_MESSAGE_ID = "no_message_id"  # done, HTTP 200, the result lacks its number
    GARBAGE = "garbage"  # done, HTTP 200, the answer is not JSON
    REDIRECT = "redirect"  # to ``description`` (an address), nothing done
    TOO_MANY = "too_many"  # 429, with ``retry_after`` or without it
    LATENCY = "latency"  # everything right, ``seconds`` late


BEFORE = frozenset(
    {
        Trouble.HANG_BEFORE,
        Trouble.CLOSE_BEFORE,
        Trouble.STATUS_BEFORE,
        Trouble.HTML_BEFORE,
        Trouble.OK_FALSE,
        Trouble.REDIRECT,
        Trouble.TOO_MANY,
    }
)


@dataclass(kw_only=True)
class Fault:
    """Happens to the next ``times`` calls of ``method`` (any but getUpdates when None) to ``chat_id`` (any when None)."""

    trouble: Trouble
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    seconds: float = 3600.0
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Whether this fault is meant for such a call."""
        right_method = method == self.method if self.method else method != "getUpdates"
        return self.times > 0 and right_method and self.chat_id in (None, chat_id)


def take_fault(planned: list[Fault], method: str, chat_id: int | None) -> Fault | None:
    """The first planned fault for this call, one use of it spent; None when all should go well."""
    for fault in planned:
        if fault.strikes(method, chat_id):
            fault.times -= 1
            if fault.times == 0:
                planned.remove(fault)
            return fault
    return None
