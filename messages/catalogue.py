"""Which texts still lack their English, and how does the English catalogue follow the Vietnamese?

    python -m messages.catalogue                      # rewrite every .po after the texts, keep what is translated
    python -m messages.catalogue pay common           # only these topics
    python -m messages.catalogue pay --fill pay_en.toml   # and put in the English of a file of  name = "English"

Prints what is still missing. The words of a text that changed keep their old English, marked fuzzy, until confirmed.
"""

from __future__ import annotations

import argparse
import io
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from messages import library
from messages.blanks import TextError, blanks_in
from messages.translations import ENGLISH, read_catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Entry = tuple[str, str]
"""A key and the Vietnamese that is to be translated."""

LAW = "law"
_HEADER = "# English of what the agency says. Written by: python -m messages.catalogue"
_FIXED_DATE = datetime(2026, 7, 1, tzinfo=UTC)  # a date of writing would change the file each time it is written


def topics() -> list[str]:
    """Every topic with something to translate: the files of texts, and the explanations of the law."""
    return sorted({*library.topics(), LAW})


def entries(topic: str) -> list[Entry]:
    """What ``topic`` has to translate, in the order of its file: every version of every text."""
    if topic == LAW:
        from messages.explanations import translatable

        return translatable()
    return [(key, text.vi) for key in library.keys(topic) for text in library.versions_of(key)]


def untranslated(topic: str, folder: Path = ENGLISH) -> list[str]:
    """One line for each key of ``topic`` whose English is missing, fuzzy or has other blanks than the Vietnamese."""
    catalogue = read_catalogue(folder / f"{topic}.po")
    faults = ((key, _fault(key, vi, catalogue.get(vi, context=key))) for key, vi in entries(topic))
    return [f"{key}: {fault}" for key, fault in faults if fault]


def rewrite(topic: str, folder: Path = ENGLISH, new: Mapping[str, str] | None = None) -> None:
    """Write ``topic``'s .po after its texts. ``new`` gives the English of some keys, and confirms it.

    Raises ``TextError`` when ``new`` names a key that the topic does not have.
    """
    from babel.messages.pofile import write_po

    new = new or {}
    wanted = entries(topic)
    if strange := new.keys() - {key for key, _ in wanted}:
        raise TextError(f"{topic}: no such text: {', '.join(sorted(strange))}")
    path = folder / f"{topic}.po"
    old = read_catalogue(path)
    catalogue = _empty()
    for key, vi in wanted:
        string, fuzzy = (new[key].strip("\n"), False) if key in new else _kept(old, key, vi)
        catalogue.add(vi, string, flags=["fuzzy"] if fuzzy else [], context=key)
    written = io.BytesIO()
    write_po(written, catalogue, width=110, no_location=True)
    if not path.exists() or path.read_bytes() != written.getvalue():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written.getvalue())


def _empty() -> Catalog:
    from babel.messages.catalog import Catalog

    return Catalog(
        locale="en",
        project="gandan",
        version="1",
        msgid_bugs_address="the agency",
        last_translator="the agency",
        language_team="English",
        header_comment=_HEADER,
        creation_date=_FIXED_DATE,
        revision_date=_FIXED_DATE,
        fuzzy=False,
    )


def _kept(old: Catalog, key: str, vi: str) -> tuple[str, bool]:
    """The English already there for ``key``, and whether it was made for other words than ``vi``."""
    exact = old.get(vi, context=key)
    if exact is not None:
        return str(exact.string), exact.fuzzy
    for message in old:
        if message.context == key and message.string:
            return str(message.string), True
    return "", False


def _fault(key: str, vi: str, message: Message | None) -> str | None:
    if message is None or not message.string:
        return "no English"
    if message.fuzzy:
        return "the Vietnamese changed; check the English (fuzzy)"
    string = str(message.string)
    if blanks_in(string, key) != blanks_in(vi, key):
        return "other blanks than the Vietnamese"
    return None


def _new_english(topic: str, path: Path) -> dict[str, str]:
    return dict(_flattened(topic, tomllib.loads(path.read_text(encoding="utf-8"))))


def _flattened(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flattened(f"{prefix}.{name}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flattened(f"{prefix}.{number}", inner)
    else:
        yield prefix, str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the catalogues; the exit code is 1 while something is untranslated."""
    parser = argparse.ArgumentParser(prog="python -m messages.catalogue", description="Rewrite the English catalogue.")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help="only these topics (default: all)")
    parser.add_argument("--fill", type=Path, metavar="FILE", help='a TOML file of  name = "English"  for one topic')
    options = parser.parse_args(arguments)
    chosen = options.topics or topics()
    if options.fill and len(chosen) != 1:
        parser.error("--fill needs exactly one topic")
    missing = []
    for topic in chosen:
        rewrite(topic, new=_new_english(topic, options.fill) if options.fill else None)
        missing += untranslated(topic)
    for line in missing:
        sys.stdout.write(line + "\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
