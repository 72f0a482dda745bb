"""Were several things asked at once? Cuts a message where one question ends and another begins.

A story around one question stays whole: a piece counts as a question of its own only when it asks, is understood by itself,
and wants something else than its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from messages.understanding.normalise import shortened, words
from messages.understanding.reading import OUT_OF_SCOPE, Reading, read, read_words

MOST = 3  # questions told apart in one message; a fourth is asked again
SURE = 0.5  # likelihood from which a sentence counts as understood by itself
SURE_WITHOUT_MARK = 0.8  # of one that does not end as a question: it may only tell
SURE_OF_HALF = 0.75  # of a part of a sentence
A_STORY = 3  # sentences: who tells more than that asks in whole sentences
MOST_JOINS = 4  # places of a sentence where it is tried apart: each costs a reading
FEWEST_WORDS = 3
_SENTENCES = re.compile(r"[^?!.;\n]+(?:[?!;\n]+|\.(?=\s|$)|$|\.)")
_JOINS = re.compile(
    r"(?:[,.]\s*|\s+)(?=(?:v[àa]|r|r[ồo]i|c[òo]n|v[ớo]i|v[ậa]y|n[ếe]u|m[àa]|xong|[àa]|ngo[àa]i ra|đ[ồo]ng th[ờo]i|dong thoi|nh[ờo]|"
    r"s[ẵa]n|ti[ệe]n|th[ứu] (?:hai|ba|2|3))\s)|,\s+",
    re.IGNORECASE,
)
_ASKS = frozenset(("khong", "sao", "gi", "nao", "dau", "bao", "ai", "chua", "ha", "nhi", "may", "lieu", "lau"))
_BIDS = frozenset(("cho", "xin", "nho", "giup", "muon", "dung", "thoi", "coi", "cap"))
_TAIL = 5  # words at the end of a sentence without a question mark among which its asking word stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question of a message: the words it was asked in, and their reading."""

    text: str
    reading: Reading


def asked(text: str) -> tuple[Asked, ...]:
    """The questions of ``text`` in the order asked, at least one and at most ``MOST``."""
    whole = Asked(text=text, reading=read(text))
    found: list[Asked] = []
    sentences = [one.strip() for one in _SENTENCES.findall(shortened(text))]
    story = len(sentences) > A_STORY
    for number, sentence in enumerate(sentences, start=1):
        if story and "?" not in sentence and number < len(sentences) - 1:
            continue  # who tells a story asks at its end, or with a question mark
        for one in _in_sentence(sentence, halved=not story, alone=len(sentences) == 1):
            if all(known.reading.topics[0] != one.reading.topics[0] for known in found):
                found.append(one)
    wanted = {one.reading.topics[0] for one in found}
    if len(found) < 2 or (whole.reading.confidence >= SURE and whole.reading.topics[0] not in wanted):
        return (whole,)
    return tuple(found[:MOST])


def _in_sentence(sentence: str, *, halved: bool, alone: bool) -> list[Asked]:
    """The one or two questions of a sentence; none when it only tells. In a story sentences are not ``halved``.

    One that stands ``alone`` and is not two questions has been read already, as the whole message.
    """
    for join in islice(_JOINS.finditer(sentence), MOST_JOINS if halved else 0):
        first = _understood(sentence[: join.start()], SURE_OF_HALF)
        second = _understood(sentence[join.end() :], SURE_OF_HALF) if first is not None else None
        if first and second and first.reading.topics[0] != second.reading.topics[0]:
            return [first, second]
    if alone:
        return []
    one = _understood(sentence, SURE if "?" in sentence else SURE_WITHOUT_MARK)
    return [one] if one is not None else []


def _understood(piece: str, sure: float) -> Asked | None:
    """The piece as a question of its own, when it asks or bids for something and is understood by itself."""
    if piece.count(" ") < FEWEST_WORDS - 1:
        return None
    meant = words(piece)
    if len(meant) < FEWEST_WORDS or not _asks(piece, meant):
        return None
    reading = read_words(meant)
    if reading.confidence < sure or reading.intent in (OUT_OF_SCOPE, "smalltalk"):
        return None
    return Asked(text=piece, reading=reading)


def _asks(piece: str, meant: list[str]) -> bool:
    if "?" in piece:
        return True
    return bool(_ASKS.intersection(meant[-_TAIL:]) or _BIDS.intersection(meant[:_TAIL]))
