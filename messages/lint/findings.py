"""What did the reader of our texts find fault with, in which sentence, and what is to be done?

Other than ``Fault`` (why a text may not leave the house at all), a flaw is what a text may not have when it is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

RULES = Path(__file__).with_name("voice.toml")


class Flaw(StrEnum):
    """What is wrong with a sentence or a text; ``voice.toml`` has a sentence with the remedy for each."""

    LONG_SENTENCE = "long_sentence"
    LONG_TEXT = "long_text"
    TWO_STATEMENTS = "two_statements"
    LEGAL_WORD = "legal_word"
    OFFICIALESE = "officialese"
    ABBREVIATION = "abbreviation"
    SHOUTING = "shouting"
    ADDRESS = "address"
    FIGURE_STYLE = "figure_style"
    FIGURE_UNTRACED = "figure_untraced"
    RULE_UNTRACED = "rule_untraced"
    UNRELATED = "unrelated"
    OPEN = "open"
    STALE = "stale"
    CONTRARY = "contrary"
    UNSENDABLE = "unsendable"
    NO_PRECONDITION = "no_precondition"
    PROMISE = "promise"
    PRIVACY = "privacy"
    NO_WHO = "no_who"
    NO_DAY = "no_day"
    NO_OBJECTION = "no_objection"
    NO_HELP = "no_help"
    NO_ACTION = "no_action"
    MANY_ACTIONS = "many_actions"
    ONE_FORM = "one_form"
    UNREADABLE = "unreadable"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing found: what kind, the words that show it, and the sentence (or title) they stand in."""

    flaw: Flaw
    found: str
    sentence: str

    def remedy(self) -> str:
        """What is wrong and what to do, in a sentence for the officer who wrote it."""
        remedies = rules()["remedy"]
        assert isinstance(remedies, Mapping)  # noqa: S101  # the file is ours
        return str(remedies[self.flaw.value]).replace("{found}", self.found)


@cache
def rules() -> dict[str, Any]:
    """The tables of ``voice.toml``, parsed once."""
    return tomllib.loads(RULES.read_text(encoding="utf-8"))
