"""How are the product's processes started, killed, stopped and frozen by a run?"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.bot_api.remote import ROOT
from tests.faults.installation import Installation

FIRST_IMPORT = 480.0  # seconds that the first start may take: the dialogues' library is large, the machine may be busy
_numbers = itertools.count(1)


class Child:
    """One process of the product, forked by a nursery."""

    def __init__(self, nursery: Nurse, roles: tuple[str, ...], log: Path) -> None:
        self._nursery = nursery
        self._log = log
        self.roles = roles
        self.pid = 0
        self.code: int | None = None
        self.gone_at = 0.0  # on the machine's monotonic clock
        self.gone = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether it has gone."""
        return self.gone.is_set()

    def check(self) -> None:
        """It still runs; if not, the end of its log says why."""
        assert not self.ended, f"{self.roles}: exit code {self.code}:\n{self._log.read_text('utf-8')[-3000:]}"

    def send(self, number: signal.Signals) -> None:
        """A signal; nothing happens to one that has gone."""
        self._nursery.order(pid=self.pid, signal=int(number))

    async def kill(self) -> None:
        """SIGKILL: no last word."""
        self.check()
        await self.end()

    async def stop(self, within: float = 10.0) -> int:
        """SIGTERM; its exit code. Fails when it has not gone ``within`` seconds."""
        self.check()
        self.send(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.gone.wait(), within)
        except TimeoutError:
            self.send(signal.SIGUSR1)
            await asyncio.sleep(0.2)
            raise AssertionError(
                f"{self.roles}: not ended in {within:g} s:\n{self._log.read_text('utf-8')[-5000:]}"
            ) from None
        assert self.code is not None
        return self.code

    async def end(self) -> None:
        """Gone, whatever happened before."""
        if not self.ended:
            self.send(signal.SIGKILL)
            await asyncio.wait_for(self.gone.wait(), 10)


class Nurse:
    """One run's end of a nursery (``nursery.py``): the nursery itself may outlive the run's event loop."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders = process.stdin.fileno()
        self._events = process.stdout.fileno()
        self._born: dict[int, tuple[Child | None, asyncio.Future[None]]] = {}
        self._children: dict[int, Child] = {}
        self._rest = b""
        asyncio.get_running_loop().add_reader(self._events, self._read)

    def order(self, **order: Any) -> None:
        """Tell the nursery something."""
        os.write(self._orders, json.dumps(order).encode() + b"\n")

    async def ready(self, *roles: str) -> None:
        """What these roles import is there (none named: all)."""
        await self._heard(None, preload=list(roles))

    async def start(
        self, installation: Installation, *roles: str, altered: dict[str, Any] | None = None, **environment: str
    ) -> Child:
        """``gandan run ROLE...``; ``environment`` stands over the installation's own settings."""
        child = Child(self, roles, installation.log)
        await self._heard(
            child,
            roles=list(roles),
            environment=installation.environment() | environment,
            log=str(installation.log),
            altered=altered or {},
        )
        return child

    async def close(self) -> None:
        """End every child, and listen no more."""
        for child in list(self._children.values()):
            await child.end()
        asyncio.get_running_loop().remove_reader(self._events)

    async def _heard(self, child: Child | None, **order: Any) -> None:
        number = next(_numbers)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._born[number] = child, done
        self.order(number=number, **order)
        await asyncio.wait_for(done, FIRST_IMPORT)

    def _read(self) -> None:
        text = os.read(self._events, 1 << 16)
        if not text:
            self._gone()
        *whole, self._rest = (self._rest + text).split(b"\n")
        for line in whole:
            self._happened(json.loads(line))

    def _happened(self, event: dict[str, Any]) -> None:
        if "order" in event:
            child, done = self._born.pop(event["order"])
            if child is not None:
                child.pid = event["born"]
                self._children[child.pid] = child
            done.set_result(None)
        elif (gone := self._children.pop(event["gone"], None)) is not None:
            gone.code, gone.gone_at = event["code"], event["at"]
            gone.gone.set()

    def _gone(self) -> None:
        """The nursery itself was killed, and all its children with it."""
        asyncio.get_running_loop().remove_reader(self._events)
        for child in self._children.values():
            child.gone.set()
        self._children.clear()
        for _, done in self._born.values():
            done.set_exception(RuntimeError("the nursery has gone"))


@contextmanager
def nursery(prefix: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A nursery for the block; ``prefix`` is a command that runs it somewhere else (another namespace)."""
    command = [*prefix, sys.executable, "-m", "tests.faults.harness.nursery"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    try:
        yield process
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


@asynccontextmanager
async def nursing(process: subprocess.Popen[bytes], *roles: str) -> AsyncIterator[Nurse]:
    """Order children from a nursery inside the block, in this event loop."""
    nurse = Nurse(process)
    try:
        await nurse.ready(*roles)
        yield nurse
    finally:
        await nurse.close()
