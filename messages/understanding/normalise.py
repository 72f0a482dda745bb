"""Which plain words did somebody type, whatever the keyboard, the hurry or the home village made of them?

Words come out folded (no tone marks, lower case): shortened spellings written out, letters that a telex keyboard left
behind taken back, sums and long numbers reduced to a sign. What cannot be told stays as it was typed.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from messages.folding import fold

LONGEST = 1500  # characters read; longer stories are cut, their beginning and their end are kept
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|%")
_LONG_NUMBER = re.compile(r"\d{6,}|\d{1,3}(?:[.,]\d{3})+")
_TELEX_TONE = re.compile(r"^([bcdghklmnpqrstvx]*[aeiouyw]+[a-z]*?)([sfrxj])([a-z]?)$")
_REPEATED = re.compile(r"([a-z])\1{2,}")
NUMBER, MONEY = "sodai", "sotien"
_MONEY_UNITS = frozenset({"trieu", "ty", "ti", "nghin", "ngan", "cu", "dong", "vnd", "d", "lit", "chai"})


def words(text: str) -> list[str]:
    """The words of ``text`` as features see them. Linear in its length, and never more than ``LONGEST`` characters."""
    return [word for token in _TOKEN.findall(fold(shortened(text))) for word in _meant(token)]


def shortened(text: str) -> str:
    """``text`` cut in the middle when it is very long: people ask at the beginning or at the end of a story."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST // 2] + " " + text[-LONGEST // 2 :]


def _meant(token: str) -> list[str]:
    if token[0].isdigit():
        return [NUMBER if _LONG_NUMBER.fullmatch(token) else token]
    known = _spellings().get(token)
    if known is not None:
        return known.split()
    plain = _REPEATED.sub(r"\1", token)
    if plain in syllables():
        return [plain]
    return (_spellings().get(plain) or _untelexed(plain)).split()


def _untelexed(token: str) -> str:
    """``token`` without the tone letter and doubled vowels that a telex keyboard left, when a known word remains."""
    if len(token) < 3 or token in syllables():
        return token
    flat = token.replace("w", "").replace("aa", "a").replace("ee", "e").replace("oo", "o").replace("dd", "d")
    if flat in syllables():
        return flat
    found = _TELEX_TONE.match(flat)
    if found:
        without = found[1] + found[3]
        if without in syllables():
            return without
    return token


@cache
def _spellings() -> dict[str, str]:
    """A respelling, folded -> the words meant."""
    tables = tomllib.loads(files("messages.understanding").joinpath("words.toml").read_text("utf-8"))
    meant: dict[str, str] = {}
    for table in tables.values():
        for word, spellings in table.items():
            for spelling in spellings:
                meant.setdefault(fold(spelling), word.replace("_", " "))
    return meant


@cache
def syllables() -> frozenset[str]:
    """Every Vietnamese syllable that can be written, folded: its beginning and its rhyme."""
    tables = tomllib.loads(files("messages.understanding").joinpath("syllables.toml").read_text("utf-8"))
    return frozenset(start + rhyme for start in ("", *tables["starts"]) for rhyme in tables["rhymes"])
