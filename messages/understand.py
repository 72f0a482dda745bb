"""What does somebody want who just wrote something? The reading of their words, as the dialogues ask for it.

Short commands are known word by word; everything else is read by the trained weights. Below ``SURE`` there is no guess, and
the dialogue asks back. Distress is looked for first, in every text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from messages.folding import fold
from messages.understanding.apart import asked
from messages.understanding.normalise import shortened
from messages.understanding.reading import OUT_OF_SCOPE, read

SURE = 0.45  # of the likelihood of a wish; measured in tests/understanding
_CERTAIN = 0.85  # of a wish, where an answer to an open question is expected
_A_WISH = 3  # words
_A_STORY = 7  # words from which a likely wish is enough: no answer to a short question is that long
_LIKELY = 0.55
_A_SWINDLE = 2  # kinds of signs
_A_LITTLE = 0.02  # of the likelihood that somebody asks about a swindle
_A_TALE = 8  # words: who asks about one's own payment is shorter
DISTRESS = "distress"
SWINDLE = "verify_scam"
SEVERAL = "several"  # things were asked at once
_CRY = 0.7  # likelihood from which a cry is heard whatever else the words say; measured on the held-out cries
# fewer words than this -> likelihood from which a cry is heard when nothing in them is known to be said innocently: one word or
# two say little
_PERHAPS = ((3, 0.9), (6, 0.5), (10_000, 0.18))


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """``intent`` as in labels.toml, or ``help``, ``settings``, ``distress``, ``several``; ``topic`` when the intent is explain_law."""

    intent: str
    topic: str | None
    score: float


def in_distress(text: str) -> bool:
    """Whether somebody speaks of not wanting to live, anywhere in a longer story."""
    folded = fold(shortened(text))
    known = _known()
    if known.distress.search(folded):
        return True
    count, heard = len(folded.split()), read(text).distress
    if heard >= _CRY and count >= _A_WISH:
        return True
    sure = next(likely for words, likely in _PERHAPS if count < words)
    return heard >= sure and not known.harmless.search(folded)


def swindle_signs(text: str) -> tuple[str, ...]:
    """The kinds of things that swindlers do which ``text`` shows, pasted or told: ``secret``, ``advance``, ``pocket``, ..."""
    folded = fold(shortened(text))
    return tuple(kind for kind, seen in _known().swindle.items() if seen.search(folded))


def is_swindle(text: str) -> bool:
    """Two kinds of signs; or one, where the words are also a little like what people ask about swindlers."""
    signs = len(swindle_signs(text))
    if not signs or len(text.split()) < _A_TALE:
        return False
    reading = read(text)
    alike = dict(zip(reading.topics, reading.likelihoods, strict=True)).get(SWINDLE, 0.0)
    return signs >= _A_SWINDLE or alike >= _A_LITTLE


def understand(text: str) -> Guess | None:
    """The likeliest wish behind ``text``, or None when nothing is likely enough or it is none of ours."""
    if in_distress(text):
        return Guess(intent=DISTRESS, topic=None, score=1.0)
    exact = _known().exact.get(fold(text).strip(" .!?,"))
    if exact is not None:
        return Guess(intent=exact, topic=None, score=1.0)
    if is_swindle(text):
        return Guess(intent=SWINDLE, topic=None, score=1.0)
    questions = asked(text)
    reading = questions[0].reading
    if len(questions) > 1 and reading.intent != "explain_law":
        return Guess(intent=SEVERAL, topic=None, score=reading.confidence)
    if reading.confidence < SURE or reading.intent == OUT_OF_SCOPE:
        return None
    law = reading.intent == "explain_law"
    intent = "settings" if reading.label == "settings" else reading.intent
    return Guess(intent=intent, topic=reading.label if law else None, score=reading.confidence)


def wishes_otherwise(text: str) -> bool:
    """Whether words that answer no open question are a clear wish of their own, and not an answer that was badly typed."""
    guess = understand(text)
    if guess is None:
        return False
    count = len(text.split())
    if count >= _A_STORY and guess.score >= _LIKELY:
        return True
    return guess.score >= _CERTAIN and (guess.score == 1.0 or count >= _A_WISH)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    exact: dict[str, str]
    distress: re.Pattern[str]
    harmless: re.Pattern[str]
    swindle: dict[str, re.Pattern[str]]


@cache
def _known() -> _Known:
    tables = tomllib.loads(files("messages.understanding").joinpath("exact.toml").read_text("utf-8"))
    exact = {fold(sentence): intent for intent, sentences in tables["exact"].items() for sentence in sentences}
    return _Known(
        exact=exact,
        distress=re.compile("|".join(tables["distress"])),
        harmless=re.compile("|".join(tables["harmless"])),
        swindle={kind: re.compile("|".join(signs)) for kind, signs in tables["swindle"].items()},
    )
