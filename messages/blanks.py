"""Which blanks does a text have, and how are they filled?

A blank is ``{name}``: lower-case letters, digits and underscores. There is nothing else: no attributes, no indexes, no
format specifications, no literal braces. A text therefore cannot reach into the values it is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")


class TextError(Exception):
    """A text is missing, malformed, or was asked for with the wrong blanks. The message names the key."""


@lru_cache(maxsize=4096)
def blanks_in(text: str, key: str) -> frozenset[str]:
    """The names of the blanks in ``text``. Raises ``TextError`` on a brace that is not part of a blank."""
    if _BRACE.search(_BLANK.sub("", text)):
        raise TextError(f"{key}: a brace that is not a blank such as {{name}}")
    return frozenset(_BLANK.findall(text))


def fill(text: str, key: str, blanks: Mapping[str, str | int]) -> str:
    """``text`` with every blank filled, exactly once over: a value that looks like a blank stays as it is.

    Values are strings (put into NFC) or plain integers; amounts and dates are formatted by the caller, who knows the
    language. Raises ``TextError`` when a blank is missing or unknown, or a value is of another type.
    """
    wanted = blanks_in(text, key)
    if missing := wanted - blanks.keys():
        raise TextError(f"{key}: blanks not filled: {', '.join(sorted(missing))}")
    if unknown := blanks.keys() - wanted:
        raise TextError(f"{key}: the text has no such blank: {', '.join(sorted(unknown))}")
    values = {name: _plain(value, key, name) for name, value in blanks.items()}
    return _BLANK.sub(lambda found: values[found[1]], text)


def _plain(value: object, key: str, name: str) -> str:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TextError(f"{key}: blank {name} must be a string or an integer, not {type(value).__name__}")
