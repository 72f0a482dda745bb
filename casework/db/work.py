"""Who waits for what a book-keeper does, and how are they told? A coroutine of some event loop, or a thread.

Telling an event loop from another thread costs a system call, so the answers of a whole group go over in one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from casework.books import Books


class Work:
    """One function of ``Books``, and the future that whoever asked for it waits on."""

    __slots__ = ("call", "future", "loop", "problem", "result")

    def __init__(self, call: Callable[[Books], Any], loop: asyncio.AbstractEventLoop | None) -> None:
        self.call = call
        self.loop = loop
        self.future: asyncio.Future[Any] | Future[Any] = Future() if loop is None else loop.create_future()
        self.result: Any = None
        self.problem: BaseException | None = None

    def is_wanted(self) -> bool:
        """Asked once, before the function is run: False when whoever asked has given up."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.cancelled()

    def settle(self) -> None:
        """Give result or problem to the future (in the loop that it belongs to, if it belongs to one)."""
        if self.future.done():
            return
        if self.problem is None:
            self.future.set_result(self.result)
        elif isinstance(self.problem, StopIteration):  # no future takes it, and the others of the group wait as well
            self.future.set_exception(RuntimeError("the rule ran out of something"))
        else:
            self.future.set_exception(self.problem)


def tell(works: Iterable[Work]) -> None:
    """Tell everybody who waits that their function is done, or has failed."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Work]] = {}
    for work in works:
        if work.loop is None:
            work.settle()
        else:
            by_loop.setdefault(work.loop, []).append(work)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(works: list[Work]) -> None:
    for work in works:
        work.settle()
