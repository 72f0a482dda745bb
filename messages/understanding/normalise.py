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
from messages.understanding.spelling import mended

LONGEST = 1500  # characters read; longer stories are cut, their beginning and their end are kept
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|%")
_LONG_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{4,}|\d{1,3}(?:[.,]\d{3})+")  # a year stays a year
_TELEX_TONE = re.compile(r"^([bcdghklmnpqrstvx]*[aeiouyw]+[a-z]*?)([sfrxj])([a-z]?)$")
_REPEATED = re.compile(r"([a-z])\1{2,}")
NUMBER, NAME = "sodai", "tenrieng"
_CAPITAL = re.compile(r"[^\W\d_a-zà-ỹđ][^\W\d_]*(?:[ \u00a0]+[^\W\d_a-zà-ỹđ][^\W\d_]*){1,4}")


def words(text: str) -> list[str]:
    """The words of ``text`` as features see them. Linear in its length, and never more than ``LONGEST`` characters."""
    return [word for typed in as_typed(text) for word in mended(typed).split()]


def as_typed(text: str) -> list[str]:
    """The same before slips of the thumb are taken back: what the vocabulary is made of."""
    return [word for token in _TOKEN.findall(fold(_nameless(shortened(text)))) for word in _meant(token)]


def _nameless(text: str) -> str:
    """Names written with capitals as one word for all: whose name it is must not change what is understood."""
    return _CAPITAL.sub(_name_or_words, text)


def _name_or_words(found: re.Match[str]) -> str:
    """A family name and what follows it in capitals is a name; other capitals (Thi Hành Án) stay words."""
    first, *others = found[0].split()
    if fold(first) in _family_names():
        return NAME
    if len(others) > 1 and fold(others[0]) in _family_names():
        return f"{first} {NAME}"  # a sentence that begins just before a name
    return found[0]


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
    for heading in ("no", "small", "office"):
        for word, spellings in tables[heading].items():
            for spelling in spellings:
                meant.setdefault(fold(spelling), word.replace("_", " "))
    return meant


@cache
def _family_names() -> frozenset[str]:
    """Family names, folded, but for those that begin other capitalised words."""
    tables = tomllib.loads(files("messages.understanding").joinpath("words.toml").read_text("utf-8"))
    return frozenset(tables["names"]["family"])


@cache
def syllables() -> frozenset[str]:
    """Every Vietnamese syllable that can be written, folded: its beginning and its rhyme."""
    tables = tomllib.loads(files("messages.understanding").joinpath("syllables.toml").read_text("utf-8"))
    return frozenset(start + rhyme for start in ("", *tables["starts"]) for rhyme in tables["rhymes"])
