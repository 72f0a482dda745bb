"""How does a command say no? One sentence on what is wrong, one on what to do; no trace, nothing half done."""

from __future__ import annotations


class Refused(Exception):
    """The command did nothing; the message says why and what to do."""
