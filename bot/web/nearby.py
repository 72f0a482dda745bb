"""Is whoever asks sitting at this machine? For pages that have no login yet.

Listening on loopback is not enough by itself: a proxy on the same machine carries strangers here, and a foreign page may
point a name of its own at this address. So the peer, the absence of a proxy's marks and the name asked for all count.
"""

from __future__ import annotations

from ipaddress import ip_address

from aiohttp import web
from yarl import URL

_MARKS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def is_nearby(request: web.Request) -> bool:
    """Whether the request comes from this machine, straight, under a name of this machine."""
    if any(mark in request.headers for mark in _MARKS):
        return False
    return is_loopback(request.remote or "") and is_loopback(_name_asked_for(request))


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or an address) can only be this machine: ``localhost``, ``127.0.0.1``, ``::1``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _name_asked_for(request: web.Request) -> str:
    try:
        return URL(f"http://{request.host}").host or ""
    except ValueError:
        return ""
