"""How does a web server stop without hanging up on anybody who has been let in?

Closing a listening socket resets the connections that the kernel has completed and nobody has accepted yet. So it first stops
hearing of new ones, then takes in who stands in the queue, and is closed when the queue is empty.
"""

from __future__ import annotations

import asyncio
import ctypes
import socket
import struct
import sys

from aiohttp import web

QUEUE = 128
LET_IN = 0.05  # seconds in which the event loop accepts whoever stands in the queue
ASKS_WITHIN = 0.5  # seconds in which somebody who has just been let in says what they want
ASKS_AT_ALL_WITHIN = 130.0  # seconds for a request's head, and between two requests; Caddy keeps a connection for 120
_SO_ATTACH_FILTER = 26  # Linux; Python has no name for it
_DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # one instruction of the classic packet filter: return 0 bytes


def runner_of(app: web.Application, *, ends_within: float) -> web.AppRunner:
    """What serves ``app``: whoever opens a connection and never says what they want is hung up on."""
    return web.AppRunner(app, access_log=None, shutdown_timeout=ends_within, keepalive_timeout=ASKS_AT_ALL_WITHIN)


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens; the port is free again at once after an end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=QUEUE, reuse_port=False)
    listener.setblocking(False)
    return listener


async def let_nobody_else_in(listener: socket.socket) -> None:
    """Nobody new is let in; who has been let in already is still heard. The caller then stops the server.

    Who knocks meanwhile is not answered, so that a second later they find whoever listens then.
    """
    if sys.platform == "linux":
        instruction = ctypes.create_string_buffer(_DROP_ALL)
        program = struct.pack("HP", 1, ctypes.addressof(instruction))
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
    await asyncio.sleep(LET_IN)
