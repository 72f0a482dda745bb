"""How does a person name a question or an appointment on the telephone? A short reference that is easy to read out.

``CH-7K2Q9D``: two letters for the kind and six signs without 0, 1, I, L, O and U. It is a name, not a secret: nothing
is shown for a reference alone.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(kind: str) -> str:
    """A fresh reference, e.g. ``new_reference("LH")``: one of 729 million; the table's unique column has the last word."""
    return f"{kind}-{''.join(secrets.choice(SIGNS) for _ in range(6))}"


def read_reference(kind: str, text: str) -> str | None:
    """The reference of this kind as it is kept: ``"lh 7k2 q9d"`` is ``"LH-7K2Q9D"``; None when the text is none."""
    signs = re.sub(r"[\s.\-–—]", "", unicodedata.normalize("NFKC", text[:40])).upper()
    found = re.fullmatch(rf"{kind}([{SIGNS}]{{6}})", signs)
    return f"{kind}-{found[1]}" if found else None
