"""An installation of the product in a folder of its own, and its real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from bot.database import open_database, upgrade_database
from bot.settings import PREFIX, load_settings
from casework.books import Books
from casework.db.engine import Database
from tests.fakes.bot_api.remote import ROOT

P = ParamSpec("P")
T = TypeVar("T")
AFTERNOON = "2026-11-16T14:00+07:00"  # a Monday, inside the window, later than the day's steps are spread


class Installation:
    """A data folder with key and tables, the settings of its processes, and its books."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "product.log"
        own = {"DATA_DIR": str(folder), "WEB_PORT": "0", "CLOCK": AFTERNOON, "LOG_LEVEL": "DEBUG", **settings}
        self.settings = {PREFIX + name: value for name, value in own.items()}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.settings.items():
                patch.setenv(name, value)
            loaded = load_settings()
            upgrade_database(loaded)
            self.db: Database = open_database(loaded)

    def close(self) -> None:
        """Let go of the books."""
        self.db.close()

    def write(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A rule in a transaction of our own."""
        return self.db.submit(rule, *args, **kwargs).result()

    def read(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A rule on the books as they stand."""
        with self.db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
            return rule(self.db.books(conn), *args, **kwargs)

    def environment(self) -> dict[str, str]:
        """What its processes find in their environment."""
        return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)} | self.settings

    def logged(self, event: str) -> int:
        """How often its processes have logged an event."""
        return self.log.read_text("utf-8").count(f'"event": "{event}"') if self.log.exists() else 0

    def master_key(self) -> str:
        """The key itself, in hexadecimal digits."""
        return (self.folder / "master.key").read_text("utf-8").split()[1]

    async def start(self, *roles: str, module: str = "bot") -> Running:
        """``gandan run ROLE...`` as a process of its own; its log is appended to ``log``."""
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, "run", *roles,
                cwd=ROOT, env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip
        return Running(process, self.log)


class Running:
    """One process of the product."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def ended(self) -> bool:
        """Whether it has gone."""
        return self._process.returncode is not None

    def said(self) -> str:
        """All that was logged so far."""
        return self._log.read_text("utf-8")

    def check(self) -> None:
        """It still runs; if not, the end of its log says why."""
        assert not self.ended, f"exit code {self._process.returncode}:\n{self.said()[-3000:]}"

    async def kill(self) -> None:
        """SIGKILL: no last word."""
        self.check()
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self, within: float = 10.0) -> int:
        """SIGTERM; its exit code. Fails when it has not gone ``within`` seconds."""
        self.check()
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), within)

    async def end(self) -> None:
        """Gone, whatever happened before."""
        if not self.ended:
            self._process.kill()
            await self._process.wait()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(installation: Installation, *roles: str, module: str = "bot") -> AsyncIterator[Running]:
    """A process that is gone at the end of the block."""
    process = await installation.start(*roles, module=module)
    try:
        yield process
    finally:
        await process.end()


class Log:
    """The platform's own log, read as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._rest = b""
        self.lines: list[bytes] = []

    def grown(self, word: bytes = b'"method": "sendMessage"') -> int:
        """How many calls with ``word`` it holds by now."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._read)
                text = self._rest + file.read()
                self._read = file.tell()
            *whole, self._rest = text.split(b"\n")
            self.lines += [line for line in whole if word in line]
        return len(self.lines)


async def until(true: Callable[[], Any], within: float, meaning: str, *, every: float = 0.005) -> None:
    """Wait until something is so."""
    end = asyncio.get_running_loop().time() + within
    while not true():
        assert asyncio.get_running_loop().time() < end, f"not within {within:g} s: {meaning}"
        await asyncio.sleep(every)
