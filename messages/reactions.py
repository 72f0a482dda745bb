"""What does somebody answer to a reminder in their own words: paid, will pay, cannot, wrong person?

Only short statements about oneself. A question, a story and what others did are left to whoever explains; the files of
expressions say which words make a reaction and which take it back.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from messages.folding import fold
from messages.understand import DISTRESS, SURE, SWINDLE, understand
from messages.understanding.normalise import words
from messages.understanding.reading import OUT_OF_SCOPE, read

LONGEST = 20  # words: who says more tells a story
_BARE_WORDS = 8
_ASKS = re.compile(
    r"\b(?:the nao|lam sao|bao gio|khi nao|chung nao|bao lau|bao nhieu|o dau|lam gi|cach nao|ra sao|may (?:ngay|thang|lan))\b"
    r"|\b(?:co|duoc|phai|bi)\b.{0,40}\bkhong(?: (?:a|ah|vay|ha|hong|nhi|em|ban|can bo|nhe))?$|\bhay khong\b|\bkhong (?:a|vay|ha|nhi)$"
)


class Reaction(StrEnum):
    """What was answered."""

    WRONG_PERSON = "wrong_person"
    PAID_ALREADY = "paid_already"
    WILL_PAY = "will_pay"
    CANNOT_PAY = "cannot_pay"


def reaction(text: str, *, reminded: bool) -> Reaction | None:
    """What ``text`` answers, or None. ``reminded``: the person was reminded in the last days.

    Who says two things at once is heard as whichever would hurt most if it were missed: the wrong person first, a payment
    before a promise, a promise before the lack of money.
    """
    plain = " ".join(words(text))
    if not plain or plain.count(" ") >= LONGEST:
        return None
    asks, typed = _asks(text, plain), fold(text)  # as typed, for English
    for name, one in _kinds().items():
        if one.after and not reminded:
            continue
        if asks and not (name in _EVEN_ASKED and _RETORT.search(plain)):
            continue
        if (one.says.search(plain) or one.says.search(typed)) and not (one.unless and one.unless.search(plain)):
            return _MEANT[name] if _fits(text, one.beside, bare=reminded and plain.count(" ") < _BARE_WORDS) else None
    return None


def _fits(text: str, beside: frozenset[str], *, bare: bool) -> bool:
    """Whether the trained ear hears nothing surely in the same words that they then are not.

    ``bare``: a few words right after a reminder, which speak of nothing else; only a cry and a swindle go before.
    """
    guess = understand(text)
    if bare:
        return guess is None or guess.intent not in (DISTRESS, SWINDLE)
    if guess is not None:
        return (guess.topic or guess.intent) in beside
    reading = read(text)
    return reading.intent != OUT_OF_SCOPE or reading.label in _BARE or reading.confidence < SURE


_EVEN_ASKED = frozenset({"wrong_person", "paid_already"})
_RETORT = re.compile(r"\b(?:sao|ma|nhan|nhac|gui|con|van|doi|goi)\b")  # "nộp rồi sao còn nhắn?" is no question
_BARE = frozenset({"out_of_scope.bare_answer"})  # "mùng 5": an answer without a question
_MEANT = {
    "wrong_person": Reaction.WRONG_PERSON,
    "paid_already": Reaction.PAID_ALREADY,
    "will_pay": Reaction.WILL_PAY,
    "cannot_pay": Reaction.CANNOT_PAY,
    "hardship": Reaction.CANNOT_PAY,
}


def _asks(text: str, plain: str) -> bool:
    return "?" in text or _ASKS.search(fold(plain)) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    beside: frozenset[str]
    after: bool


@cache
def _kinds() -> dict[str, _Kind]:
    tables = tomllib.loads(files("messages").joinpath("reactions.toml").read_text("utf-8"))
    return {
        name: _Kind(
            says=re.compile("|".join(one["says"])),
            unless=re.compile("|".join(one["unless"])) if one["unless"] else None,
            beside=frozenset(one["beside"]),
            after=one.get("after", False),
        )
        for name, one in tables.items()
    }
