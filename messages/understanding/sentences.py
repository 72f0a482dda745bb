"""Which sentences were written for a label, and in which style? Reads the lists of ``utterances/`` and those of the tests.

One file a label; ``# style`` heads what follows. The hash over all of them names what the weights were trained on.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

STYLES = ("plain", "formal", "no_diacritics", "typo_or_teencode", "dialect", "long_story")
UTTERANCES = Path(__file__).with_name("utterances")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A sentence as somebody might type it, what it wants, and how it is typed."""

    text: str
    label: str
    style: str


class BadList(ValueError):
    """A list of sentences is malformed; the message names the file and the line."""


def read_folder(folder: Path) -> list[Written]:
    """Every sentence of ``folder``, by label and in the order of the files. Raises ``BadList``."""
    return [one for path in sorted(folder.glob("*.txt")) for one in read_list(path)]


def read_list(path: Path) -> list[Written]:
    """The sentences of one file, whose name is the label. Raises ``BadList``."""
    found: list[Written] = []
    style = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if not text:
            continue
        if text.startswith("# "):
            style = text[2:].strip()
            if style not in STYLES:
                raise BadList(f"{path.name}:{number}: no style is called {style}")
        elif not style:
            raise BadList(f"{path.name}:{number}: a style comes first, as «# plain»")
        elif not unicodedata.is_normalized("NFC", text):
            raise BadList(f"{path.name}:{number}: not in NFC")
        else:
            found.append(Written(text=text, label=path.stem, style=style))
    return found


def data_hash(sentences: Iterable[Written]) -> str:
    """SHA-256 over texts and labels, in their order."""
    lines = "\n".join(f"{one.label}\t{one.text}" for one in sentences)
    return hashlib.sha256(lines.encode()).hexdigest()


@cache
def labels() -> dict[str, str]:
    """Every label that may be guessed and what belongs to it: topics, the other intents, the kinds out of scope."""
    table = tomllib.loads(files("messages.understanding").joinpath("labels.toml").read_text("utf-8"))
    intents = {name: says for name, says in table["intents"].items() if name not in ("explain_law", "out_of_scope")}
    beyond = {f"out_of_scope.{kind}": says for kind, says in table["out_of_scope"].items()}
    return {**table["topics"], **intents, **table["inside"], **beyond}


def ranked_as(label: str) -> str:
    """The label as it is ranked: the kinds out of scope are one, and settings count as a change of contact."""
    if label.startswith("out_of_scope"):
        return "out_of_scope"
    return "change_contact" if label == "settings" else label


@lru_cache(maxsize=256)
def intent_of(label: str) -> str:
    """The intent that a label belongs to: a topic's is ``explain_law``."""
    ranked = ranked_as(label)
    return "explain_law" if ranked in _topics() else ranked


@cache
def _topics() -> frozenset[str]:
    table = tomllib.loads(files("messages.understanding").joinpath("labels.toml").read_text("utf-8"))
    return frozenset(table["topics"])
