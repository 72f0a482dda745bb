"""Which ways can a handler go wrong? A word in the update chooses one; everything else is heard as ever."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from aiogram.types import Message, TelegramObject

from handlers.switchboard import Switchboard

WORD = "thuốc độc"
HANGS = 60.0  # seconds


class Poisoned(Exception):
    """What a handler raises."""


async def _raise() -> None:
    raise Poisoned


async def _await() -> None:
    await asyncio.sleep(HANGS)


async def _compute() -> None:
    end = time.monotonic() + HANGS
    while time.monotonic() < end:
        pass


async def _grow() -> None:
    kept = []
    end = time.monotonic() + HANGS
    while time.monotonic() < end:
        kept.append(bytes(range(256)) * 4096)
        time.sleep(0.001)  # noqa: ASYNC251  # it is wrong on purpose


async def _fill() -> None:
    await asyncio.sleep(0)
    assert len(bytearray(b"x") * (64 << 30)) == 0


async def _sleep() -> None:
    time.sleep(HANGS)  # noqa: ASYNC251  # it is wrong on purpose


async def _hold() -> None:
    """A pattern that never ends, in foreign code that lets no other thread run."""
    assert re.fullmatch("(a+)+", "a" * 60 + "b")


STOPPED = {"raise": _raise, "await": _await, "compute": _compute, "grow": _grow, "fill": _fill}
"""Ways that are stopped while the process goes on."""
ENDING = {"sleep": _sleep, "hold": _hold}
"""Ways that end the process."""
WAYS = STOPPED | ENDING


def install() -> None:
    """From now on every switchboard of this process takes poison."""
    honest = Switchboard.propagate_event

    async def propagate_event(self: Switchboard, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        text = event.text or "" if isinstance(event, Message) else ""
        if text.startswith(WORD):
            await WAYS[text.removeprefix(WORD).split()[0]]()
        return await honest(self, update_type, event, **kwargs)

    Switchboard.propagate_event = propagate_event  # type: ignore[method-assign]  # what this process is here for
