"""Does anything in a test reach for a machine other than this one? Then the test fails, even if the code shrugs it off."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class OutsideNetwork(Exception):
    """A test tried to reach another machine."""


@contextmanager
def loopback_only() -> Iterator[list[str]]:
    """Refuses connections and look-ups that leave the machine; yields the list of those that were tried."""
    tried: list[str] = []

    def refuse(target: object) -> None:
        tried.append(str(target))
        raise OutsideNetwork(f"a test reached for {target}")

    def guarded(real: Any) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                refuse(address)
            return real(self, *args)

        return call

    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_here(host):
            refuse(host)
        return real_lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", lookup)
        yield tried


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("", "localhost", "ip6-localhost", "0.0.0.0", "::"):  # the last two: where a server listens
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False
