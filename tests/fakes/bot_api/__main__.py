"""How is the fake started as a process of its own? ``python -m tests.fakes.bot_api --port 0 --log FILE`` prints its port."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.bot_api.server import TOKEN, FakeBotApi


async def serve(port: int, log: Path | None, token: str, also: Sequence[str] = ()) -> None:
    """Serve until told to end (SIGTERM or SIGINT)."""
    ended = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    async with FakeBotApi(token=token, port=port, log=log, also=also) as api:
        print(api.port, flush=True)
        await ended.wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, help="append-only JSON lines, one for each call, written before its answer")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--also", action="append", default=[], help="an address to listen on besides 127.0.0.1")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.log, given.token, given.also))


if __name__ == "__main__":
    main()
