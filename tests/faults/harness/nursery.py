"""``python -m tests.faults.harness.nursery``: from where are the product's processes forked, so that a start costs no import?

What takes seconds (the dialogues' library, the sender's) is imported here once; a child is ``gandan run ROLE...`` with an
environment, a log and, if asked, a memory limit of its own. It has its own number, sockets, threads and connections, so it
is killed, stopped and frozen like any other; only its time to import is not seen. Speaks JSON lines: orders in, events out.
When the orders end, every child is killed.
"""

from __future__ import annotations

import asyncio
import faulthandler
import importlib
import json
import os
import random
import resource
import selectors
import signal
import threading
import time
from collections.abc import Iterable
from typing import Any

MODULES = {
    "speak": (
        "bot.channels.telegram.sender",
        "scheduler.delivery.dispatch",
        "scheduler.guards.at_sending",
        "bot.channels.webchat.sender",
    ),
    "tick": ("scheduler.bell.ticker", "apscheduler.schedulers.asyncio"),
    "hear": ("handlers.dialogues", "bot.channels.telegram.polling", "bot.channels.telegram.alarms"),
    "web": ("bot.web.server", "bot.console.page", "bot.channels.telegram.webhook"),
}
ALWAYS = ("bot.cli.run", "bot.wiring", "bot.database", "psycopg", "tests.faults.harness.altered")


class Nursery:
    """The parent."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._rest = b""

    def run(self) -> None:
        """Obey until the orders end."""
        hears, rings = os.pipe()
        os.set_blocking(rings, False)
        os.set_blocking(hears, False)
        signal.set_wakeup_fd(rings)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is for whoever gives the orders
        looks = selectors.DefaultSelector()
        looks.register(0, selectors.EVENT_READ)
        looks.register(hears, selectors.EVENT_READ)
        while True:
            for key, _ in looks.select():
                if key.fd == hears:
                    os.read(hears, 4096)
                elif not self._obey_all():
                    self._end()
                    return
            self._bury()

    def _obey_all(self) -> bool:
        text = os.read(0, 1 << 16)
        *whole, self._rest = (self._rest + text).split(b"\n")
        for line in whole:
            self._obey(json.loads(line))
        return bool(text)

    def _obey(self, order: dict[str, Any]) -> None:
        if "signal" in order:
            if order["pid"] in self._children:
                os.kill(order["pid"], order["signal"])
            return
        if "preload" in order:
            _import(order["preload"])
            _tell(order=order["number"])
            return
        _import(order["roles"])
        if threading.active_count() > 1:
            raise RuntimeError("a process with threads must not be forked")
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _become(order)
        self._children.add(pid)
        _tell(born=pid, order=order["number"], at=began)

    def _bury(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            _tell(gone=pid, code=os.waitstatus_to_exitcode(status), at=time.monotonic())

    def _end(self) -> None:
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _import(roles: Iterable[str]) -> None:
    """What these roles need (none named: all)."""
    wanted = [module for role in (roles or MODULES) for module in MODULES[role]]
    for module in (*ALWAYS, *wanted):
        importlib.import_module(module)


def _tell(**event: Any) -> None:
    os.write(1, json.dumps(event).encode() + b"\n")


def _become(order: dict[str, Any]) -> None:
    """Run the product in this fresh child; never returns."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for file, place in ((null, 0), (log, 1), (log, 2)):
        os.dup2(file, place)
    os.closerange(3, 256)
    os.environ.clear()
    os.environ.update(order["environment"])
    random.seed()
    signal.signal(signal.SIGUSR1, _say_where)
    if order.get("memory"):
        resource.setrlimit(resource.RLIMIT_DATA, (order["memory"], order["memory"]))
    from bot.__main__ import main
    from tests.faults.harness.altered import alter

    alter(order.get("altered", {}))
    code = main(["run", *order["roles"]])
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as the interpreter does at its end
    os._exit(code)  # the rest of that end takes everything imported apart, page by page copied from the parent: seconds


def _say_where(*_: object) -> None:
    """One that does not end is asked where it stands: threads and tasks, into its log."""
    faulthandler.dump_traceback()
    for task in asyncio.all_tasks():
        task.print_stack()


if __name__ == "__main__":
    Nursery().run()
