"""What does an address of these pages ask for?"""

from __future__ import annotations

from bot.officers.rendering import word, words
from bot.officers.visit import Missing, Visit
from messages import library
from messages.blanks import TextError

LONGEST = 100
FEW_DIGITS = 6


def key_of(visit: Visit) -> str:
    """The text that the address names. Raises ``Missing``."""
    key = visit.request.match_info.get("text", "")
    topic = key.partition(".")[0]
    if topic not in library.topics():
        raise Missing
    try:
        library.text_of(key)
    except TextError:
        raise Missing from None
    return key


def called(lang: str, key: str) -> str:
    """As campaigns call this reminder; any other text by its topic."""
    return words(lang).get(f"campaign_texts.{key}") or word(lang, f"text_topics.{key.partition('.')[0]}")


def words_of(visit: Visit, name: str = "q") -> str:
    """What was typed into the search."""
    return visit.request.query.get(name, "").strip()[:LONGEST]


def version(typed: str) -> int | None:
    """The number of a version; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= FEW_DIGITS else None
