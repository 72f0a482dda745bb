"""What do we say, in which words, and since when?

Every sentence said to a citizen is a text with a key, a version and days of validity. A topic is read and checked when
it is first asked for and then kept; English is a second catalogue, opened when somebody first reads English.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from messages.blanks import TextError, fill
from messages.texts_file import Kind, Text, read_texts

__all__ = ["Kind", "Lang", "Text", "TextError", "blanks_of", "keys", "kind_of", "say", "text_of", "topics"]
__all__ += ["pinned", "version_of", "versions_of"]

TEXTS = Path(__file__).parent / "texts"


class Lang(StrEnum):
    """The languages the agency writes in."""

    VI = "vi"
    EN = "en"


def say(lang: Lang, key: str, /, *, on: date | None = None, **blanks: str | int) -> str:
    """The text ``key`` in ``lang`` with its blanks filled: the version valid on the local day ``on``, or the newest.

    Raises ``TextError`` for an unknown key, a day without a valid version, or blanks that do not fit.
    """
    text = text_of(key, on)
    words = text.vi
    if lang is not Lang.VI:
        from messages.translations import english  # Babel is opened only for those who read English

        words = english(key, text.vi) or text.vi
    return fill(words, key, blanks)


def text_of(key: str, on: date | None = None) -> Text:
    """The version of ``key`` valid on ``on`` (the newest without a day). Raises ``TextError``."""
    versions = _topic(key.partition(".")[0]).get(key)
    if versions is None:
        raise TextError(f"{key}: there is no such text")
    if on is None:
        return versions[-1]
    for text in versions:
        if text.valid_on(on):
            return text
    raise TextError(f"{key}: no version is valid on {on.isoformat()}")


def version_of(key: str, on: date | None = None) -> int:
    """The number of the version that ``say`` would use; kept with each message sent."""
    return text_of(key, on).version


def kind_of(key: str) -> Kind:
    """Whether ``key`` is a text, a button or a nudge."""
    return text_of(key).kind


def blanks_of(key: str) -> frozenset[str]:
    """The names of the blanks that ``say`` wants for ``key``."""
    return text_of(key).blanks


def topics() -> list[str]:
    """The topics there are files for, in alphabetical order."""
    return sorted(path.stem for path in TEXTS.glob("*.toml"))


def keys(topic: str | None = None) -> list[str]:
    """Every key, topic by topic (or those of one topic). Reading checks them: a malformed text raises ``TextError``."""
    return [key for one in ([topic] if topic else topics()) for key in _topic(one)]


def versions_of(key: str) -> tuple[Text, ...]:
    """Every version of ``key``, oldest first."""
    text_of(key)
    return _topic(key.partition(".")[0])[key]


def pinned(key: str, version: int) -> Text:
    """This version of the text. Raises ``TextError`` if there is no such version."""
    for text in versions_of(key):
        if text.version == version:
            return text
    raise TextError(f"{key}: there is no version {version}")


@cache
def _topic(topic: str) -> dict[str, tuple[Text, ...]]:
    return read_texts(TEXTS / f"{topic}.toml")
