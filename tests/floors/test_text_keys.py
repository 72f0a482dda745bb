"""Every text that the code asks for exists, and every text of the library is asked for."""

from __future__ import annotations

import ast
import re

from messages import library
from messages.contents import campaign_texts
from tests.floors.sources import ROOT, nodes

ANY = "[a-z0-9_]+"
KEYS = frozenset(library.keys())
SAYING = frozenset(
    ("say", "reply", "labelled", "text_of", "version_of", "blanks_of", "kind_of", "versions_of", "personal", "raw_text")
)
TOPIC = "|".join(library.topics())


def _pattern(node: ast.JoinedStr) -> str:
    """What an f-string may become, as a regular expression; its parts that vary are words."""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ANY for part in node.values)


def _words_of_the_code() -> set[str]:
    """Every string of the code and every word of the pages: what a varying part of a key can be."""
    words = {node.value for _, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    pages = [path for kind in ("*.html", "*.js") for path in (ROOT / "bot").rglob(kind)]
    return words.union(*(re.findall(ANY, path.read_text("utf-8")) for path in pages))


def test_a_key_in_the_code_names_a_text_that_there_is() -> None:
    asked = [
        (path, node.lineno, argument.value)
        for path, node in nodes()
        if isinstance(node, ast.Call) and _called(node) in SAYING
        for argument in node.args
        if isinstance(argument, ast.Constant) and re.fullmatch(rf"[a-z_]+\.{ANY}", str(argument.value))
    ]
    assert len(asked) > 100
    assert [one for one in asked if one[2] not in KEYS] == []


def test_a_key_that_is_put_together_can_become_a_text_that_there_is() -> None:
    together = [
        (path, node.lineno, _pattern(node))
        for path, node in nodes()
        if isinstance(node, ast.JoinedStr) and re.match(rf"({TOPIC})\\\.", _pattern(node))
    ]
    assert len(together) > 10
    assert [one for one in together if not any(re.fullmatch(one[2], key) for key in KEYS)] == []


def test_every_text_is_said_somewhere() -> None:
    words = _words_of_the_code()
    used = {key for key in KEYS if key in words} | set(campaign_texts())
    patterns = {_pattern(node) for _, node in nodes() if isinstance(node, ast.JoinedStr)}
    for pattern in patterns:
        varying = re.compile(re.sub(rf"({re.escape(ANY)})+", f"({ANY})", pattern))
        for key in KEYS:
            found = varying.fullmatch(key)
            if re.match(rf"({TOPIC})\\\.", pattern) and found and all(_said(word, words) for word in found.groups()):
                used.add(key)
    endings = {pattern.removeprefix(ANY) for pattern in patterns if re.fullmatch(rf"{re.escape(ANY)}[a-z_]+", pattern)}
    used |= {key for key in KEYS for end in endings if key.endswith(end) and key.removesuffix(end) in used}
    unsaid = sorted(KEYS - used)
    assert unsaid == [], f"nobody says these: say them or take them out: {unsaid}"


def _said(word: str, words: set[str]) -> bool:
    """Whether the code has the word, or two words that make it."""
    return word in words or any(word[:at] in words and word[at:] in words for at in range(1, len(word)))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
