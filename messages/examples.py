"""Has this agency an explanation of its own for what was just asked, and are all its examples still answered by theirs?

The words in which people asked for an approved answer are examples from the moment of approval. They compete with the
questions of the shipped explanations: the agency's own is only given where it is nearer than all of those.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from casework.books import Books
from casework.proposals import stamp
from messages import explanations
from messages.law_file import Explanation
from messages.office_law import office_explanations
from messages.understand import DISTRESS, understand
from messages.understanding.nearest import Nearest
from messages.understanding.normalise import words

SURE = 0.6  # a cosine: two of three telling words are shared
ALMOST = (
    0.85  # the words of an example but for one or two: needed where they are understood as a wish (to pay, to meet)
)
_ASKING = frozenset({"explain_law", "several"})
Examples = tuple[tuple[str, tuple[str, ...]], ...]  # name of the explanation, the words people ask in


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """An example that is not answered by its explanation any more, and by which other, if any."""

    name: str
    asked: str
    answered: str | None


def answered_by(books: Books, text: str, on: date) -> Explanation | None:
    """The agency's own explanation that ``text`` asks for; None where a shipped one is nearer, or none is near enough."""
    if stamp(books)[0] == 0:
        return None
    own = office_explanations(books, on)
    name = _answer(_examples(own), text, on)
    return next((one for one in own if one.name == name), None)


def lost(books: Books, on: date) -> tuple[int, tuple[Lost, ...]]:
    """How many examples there are, and those that lead elsewhere now: each is asked as a citizen would ask it."""
    own = office_explanations(books, on)
    known = _examples(own)
    every = [(one.name, asked) for one in own for asked in one.questions]
    answers = ((name, asked, _answer(known, asked, on)) for name, asked in every)
    gone = tuple(Lost(name=name, asked=asked, answered=answer) for name, asked, answer in answers if answer != name)
    return len(every), gone


def _answer(known: Examples, text: str, on: date) -> str | None:
    """The name of the explanation, of the agency or shipped, that is nearest, if it is near enough."""
    guess = understand(text)
    if guess is not None and guess.intent == DISTRESS:
        return None
    wish = guess is not None and guess.intent not in _ASKING
    scores = _index(known, on).best(words(text))
    name = max(scores, key=lambda one: scores[one], default=None)
    return name if name is not None and scores[name] >= (ALMOST if wish else SURE) else None


def _examples(own: Iterable[Explanation]) -> Examples:
    return tuple((one.name, one.questions) for one in own)


@lru_cache(maxsize=2)
def _index(known: Examples, on: date) -> Nearest:
    """All known sentences; made anew when an approval or a day changes them."""
    shipped = [(one.name, question) for one in explanations.all(on) for question in (*one.questions, one.title)]
    own = [(name, question) for name, questions in known for question in questions]
    return Nearest((name, words(question)) for name, question in [*shipped, *own])
