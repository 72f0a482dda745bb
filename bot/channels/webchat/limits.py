"""May this visitor do one more thing now? Token buckets, asked before anything costly is done.

They live in the process and forget on restart: they protect the machine. What protects people (guessing of codes) counts
in the books, elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from casework.clock import Clock

KEPT = 20_000  # buckets; the one unused for longest goes first


class Buckets:
    """One bucket of ``burst`` tokens for each name, refilled with ``rate`` tokens a second."""

    def __init__(self, clock: Clock, *, rate: float, burst: int) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._levels: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token: 0.0 if there was one, else how many seconds until there is."""
        now = self._clock.now()
        level, then = self._levels.pop(name, (float(self._burst), now))
        passed = max(0.0, (now - then).total_seconds())  # a clock set back takes nothing away
        level = min(float(self._burst), level + passed * self._rate)
        allowed = level >= 1
        self._levels[name] = (level - 1 if allowed else level, now)
        if len(self._levels) > KEPT:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self._rate


def neighbourhood(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 of IPv6 that one household is given."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return str(parsed)
