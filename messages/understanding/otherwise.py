"""How might somebody else have said the same? For training only: phrases are exchanged for others of their line."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

SHARE = 0.35  # of the phrases that could be exchanged

Phrase = tuple[str, ...]


def reworded(words: Sequence[str], chance: random.Random) -> list[str]:
    """``words`` with some phrases exchanged for others that ask the same."""
    said: list[str] = []
    at = 0
    while at < len(words):
        for phrase, line in _by_first().get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase and chance.random() < SHARE:
                said.extend(chance.choice(line))
                at += len(phrase)
                break
        else:
            said.append(words[at])
            at += 1
    return said


@cache
def _by_first() -> dict[str, list[tuple[Phrase, list[Phrase]]]]:
    """The phrases by their first word, longest first, each with the line it stands in."""
    table = tomllib.loads(files("messages.understanding").joinpath("paraphrases.toml").read_text("utf-8"))
    lines = [[tuple(phrase.split()) for phrase in line] for line in table["same"]]
    found: dict[str, list[tuple[Phrase, list[Phrase]]]] = {}
    for line in lines:
        for phrase in dict.fromkeys(line):
            if phrase:
                found.setdefault(phrase[0], []).append((phrase, line))
    for known in found.values():
        known.sort(key=lambda one: -len(one[0]))
    return found
