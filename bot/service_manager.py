"""What does a service manager (systemd, Type=notify) hear from us: ready, still alive, ending?

The protocol is a datagram of ``KEY=VALUE`` lines to the socket that ``NOTIFY_SOCKET`` names (sd_notify(3)); without that
variable nobody listens. With ``WatchdogSec=`` set, a process that stops saying ``WATCHDOG=1`` is started again.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def tell(*words: str) -> None:
    """Send the words, as ``READY=1``; a manager that does not listen is no fault of ours."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name.startswith(("/", "@")):
        return
    address = "\0" + name[1:] if name.startswith("@") else name  # @: a name in the abstract space of Linux
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.sendto("\n".join(words).encode(), address)


def alive() -> None:
    """Every duty of this process beats."""
    tell("WATCHDOG=1")
