"""How does a duty wait for its work and for the word to stop at the same time?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


async def until_stopped(
    run: Callable[[], Coroutine[Any, Any, None]], stop: Callable[[], None], stopping: asyncio.Event
) -> None:
    """Run a worker until it ends by itself or we are told to stop; then let it end what it began."""
    task = asyncio.create_task(run())
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            stop()
        await task
    finally:
        waiting.cancel()


async def until_rung(rung: asyncio.Event, seconds: float, stopping: asyncio.Event) -> None:
    """Wait until the bell has rung, at most ``seconds``, less when told to stop."""
    heard = asyncio.create_task(rung.wait())
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([heard, told], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (heard, told):
            task.cancel()
        await asyncio.gather(heard, told, return_exceptions=True)


async def ended(task: asyncio.Task[None], stopping: asyncio.Event) -> None:
    """Wait until ``task`` ends by itself (its error is raised) or we are told to stop (it is cancelled)."""
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return
        task.result()
    finally:
        told.cancel()
