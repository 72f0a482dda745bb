"""How does a command say no? One sentence on what is wrong, one on what to do; no trace, nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """The command did nothing; the message says why and what to do."""


@contextmanager
def refusing(*kinds: type[Exception]) -> Iterator[None]:
    """Pass the rules' own refusals (their messages are sentences for staff) on as the command's."""
    try:
        yield
    except kinds as problem:
        raise Refused(str(problem)) from problem
