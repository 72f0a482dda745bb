"""What do hurried thumbs make of a sentence? For training and measuring only: the same seed gives the same slips."""

from __future__ import annotations

import random

_NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "o",
    "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb", "h": "gjyn", "j": "hkum", "k": "jli", "l": "ko",
    "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nk",
}  # fmt: skip


def with_slips(text: str, share: float, chance: random.Random) -> str:
    """``text`` with one slip in about ``share`` of its words: a letter left out, doubled, swapped, or its neighbour hit."""
    return " ".join(_slipped(word, chance) if chance.random() < share else word for word in text.split())


def _slipped(word: str, chance: random.Random) -> str:
    places = [n for n, letter in enumerate(word) if letter.isalpha()]
    if len(places) < 2:
        return word
    at = chance.choice(places)
    kind = chance.randrange(5)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    near = _NEAR.get(word[at].lower(), word[at])
    if kind == 3:
        return word[:at] + chance.choice(near) + word[at + 1 :]
    return word[:at] + chance.choice(near) + word[at:]
