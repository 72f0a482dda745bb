"""What becomes of words that were typed when the form comes too late: its session is over, or another has begun in its place?

They are shown once more, to be copied, to the browser that sent them from a page of ours; nothing of them is kept here. What is
one word (a sum, a day, a choice) is soon typed again and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.officers.route import OURS, TELEPHONE, Route
from casework.scope import May

TOO_LATE = ("signed_out", "foreign_page")


def is_kept(route: Route, key: str) -> bool:
    """Whether words of this form are shown again when it is turned away so: never those of signing in, nor a file."""
    return key in TOO_LATE and route.method == "POST" and isinstance(route.needs, May) and not route.takes_file


def to_copy(form: Mapping[str, str]) -> list[str]:
    """The texts of the form, longest first."""
    texts = (text for name, text in form.items() if name not in (OURS, TELEPHONE) and len(text.split()) > 1)
    return sorted(texts, key=len, reverse=True)
