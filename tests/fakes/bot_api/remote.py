"""How does a test use a fake that runs as a process of its own, so that it outlives the product being killed?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.bot_api.server import TOKEN

ROOT = Path(__file__).resolve().parents[3]


class RemoteBotApi:
    """The same ``do`` as ``FakeBotApi``, over the control address of another process."""

    def __init__(self, port: int, session: aiohttp.ClientSession, token: str = TOKEN) -> None:
        self.token = token
        self.port = port
        self._session = session

    @property
    def base(self) -> str:
        """Address of the API, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def do(self, act: str, **given: Any) -> Any:
        """One act of the control room."""
        async with self._session.post(f"{self.base}/_control/{act}", json=given) as answer:
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def bot_api_process(log: Path, *also: str) -> AsyncIterator[RemoteBotApi]:
    """Start the fake as a process, writing every call to ``log``; it is ended at the end. ``also``: further addresses."""
    command = [sys.executable, "-m", "tests.fakes.bot_api", "--port", "0", "--log", str(log)]
    command += [word for address in also for word in ("--also", address)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        if process.stdout is None:
            raise RuntimeError("the fake's output is not a pipe")
        port = int(await asyncio.wait_for(process.stdout.readline(), 60))
        async with aiohttp.ClientSession() as session:
            yield RemoteBotApi(port, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
