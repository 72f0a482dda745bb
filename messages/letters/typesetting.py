"""How do facts become a printed page?

A template (``*.typ`` beside this module) is typeset with the fonts that come with the typesetter, so that the same facts
give the same page on every machine. Facts go in as JSON, never as source: a name cannot become a command.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from importlib.resources import files

Fact = str | int | Sequence["Fact"] | Mapping[str, "Fact"]
LONGEST_WORD = 45  # letters; no name or address has a longer one, and it would run over the margin unbroken
_FITS_NOT = "does not fit"  # how the templates say it


class LetterDoesNotFit(ValueError):
    """Some text is too long for its page even in the smallest print that is still easy to read."""


def typeset(template: str, facts: Fact, *, written_on: date, after: str = "") -> bytes:
    """The PDF of ``template`` (a file name) filled with ``facts``; ``written_on`` becomes the file's own date.

    ``after``: another file whose definitions the template uses. Raises ``LetterDoesNotFit`` when a page would overflow.
    """
    import typst

    beside = files("messages.letters")
    source = b"\n".join(beside.joinpath(name).read_bytes() for name in (after, template) if name)
    try:
        made = typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            timestamp=datetime.combine(written_on, time(), UTC),
        )
    except typst.TypstError as error:
        if _FITS_NOT in error.message:
            raise LetterDoesNotFit("a text is too long for its page; shorten the name or the address") from error
        raise
    return bytes(made)


def printable(text: str) -> str:
    """``text`` in NFC on one line: invisible characters out, control characters and white space as single spaces.

    Raises ``LetterDoesNotFit`` for a word of more than 45 letters.
    """
    kinds = ((sign, unicodedata.category(sign)) for sign in text)
    seen = "".join(" " if kind == "Cc" else sign for sign, kind in kinds if kind != "Cf")
    words = unicodedata.normalize("NFC", seen).split()
    if any(len(word) > LONGEST_WORD for word in words):
        raise LetterDoesNotFit(f"a word of more than {LONGEST_WORD} letters does not fit on a page")
    return " ".join(words)


def qr_drawing(url: str) -> str:
    """An SVG of the QR code that opens ``url``, with its quiet margin; a tenth of it may be soiled and it still reads."""
    import segno

    file = io.BytesIO()
    segno.make_qr(url, error="m").save(file, kind="svg", border=4, xmldecl=False, svgns=True)
    return file.getvalue().decode("utf-8")
