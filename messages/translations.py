"""How is a text said in English?

The second catalogue is gettext's, read through Babel: ``locale/en/LC_MESSAGES/<topic>.po``, where the context is the
text's key and the message is its Vietnamese. A translation of other words than today's does not count: it is fuzzy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from messages.blanks import TextError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ENGLISH = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES"


def english(key: str, vietnamese: str) -> str | None:
    """The English of ``vietnamese`` under ``key``; None while nobody has translated (or confirmed) it."""
    message = _catalogue(key.partition(".")[0]).get(vietnamese, context=key)
    if message is None or message.fuzzy or not isinstance(message.string, str):
        return None
    return message.string or None


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in ``path``; an empty one if there is no file yet. Raises ``TextError`` for a broken file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileError, read_po

    if not path.exists():
        return Catalog(locale="en")
    try:
        with path.open("rb") as file:
            return read_po(file, locale="en", ignore_obsolete=True, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise TextError(f"{path.name}: not readable: {error}") from error


@cache
def _catalogue(topic: str) -> Catalog:
    return read_catalogue(ENGLISH / f"{topic}.po")
