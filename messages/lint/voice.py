"""Does a text read well to somebody who is worried and knows no law?

Sentence by sentence: length, words people do not know, the tone, figures as the house writes them, no consequence without
its precondition, no promise, nothing private. What a text may not *say* is the business of the rest of this folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from messages.lint.figures import against_house_style
from messages.lint.findings import Finding, Flaw, rules
from messages.lint.reading import spoken
from messages.lint.sentences import sentences, words

_CAPITALS = re.compile(r"[^\W\d_]{2,}(?:\.[^\W\d_]{2,})*")
_ROMAN = re.compile(r"[IVX]+")
_LAW_NUMBER = re.compile(
    r"\b\d{1,5}/\d{4}/[\w-]+|\b\d{1,5}/[^\W\d_][\w-]*|\b(?=[\d-]*[A-Z])[A-Z0-9]{2,}(?:-[A-Z0-9]{2,})+\b"
)
_BLANK = re.compile(r"\{\w*\}")
_PROBES = (
    (Flaw.OFFICIALESE, "officialese"),
    (Flaw.ADDRESS, "address"),
    (Flaw.PROMISE, "promise"),
    (Flaw.PRIVACY, "privacy"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Word:
    says: re.Pattern[str]
    plain: str
    never: bool


def voice_findings(text: str) -> list[Finding]:
    """What is wrong with a chat text as a reader takes it in; an empty list lets it be. Blanks count as a word each."""
    parts = sentences(_BLANK.sub("…x…", text), parts=True)
    found = [one for part in parts for one in sentence_findings(part)]
    found += word_findings(parts)
    asking = [part for part in parts if _asks().search(part.lower())]
    if len(text) > limit("chat_text"):
        found.append(Finding(flaw=Flaw.LONG_TEXT, found=str(len(text)), sentence=parts[0] if parts else text))
    if len(asking) > limit("actions"):
        found.append(Finding(flaw=Flaw.MANY_ACTIONS, found=str(len(asking)), sentence=asking[-1]))
    return found


def sentence_findings(sentence: str) -> list[Finding]:
    """What is wrong with one sentence by itself."""
    low = spoken(sentence)
    long = [one for part in sentences(sentence) if (one := words(part)) > limit("sentence")]
    found = [(Flaw.LONG_SENTENCE, str(one)) for one in long]
    found += [(Flaw.SHOUTING, "!")] if "!" in sentence else []
    found += [(Flaw.ABBREVIATION, one) for one in _abbreviations(sentence)]
    found += [(Flaw.FIGURE_STYLE, one) for one in against_house_style(_LAW_NUMBER.sub("", sentence))]
    found += [(flaw, one) for flaw, table in _PROBES for one in _listed(table, low)]
    found += [(Flaw.NO_PRECONDITION, one) for one in _bare_consequences(low)]
    return [Finding(flaw=flaw, found=one, sentence=sentence) for flaw, one in found]


def word_findings(spoken_in_order: Sequence[str]) -> list[Finding]:
    """The words of the law in these sentences that are not explained where they first stand."""
    found = []
    for word in _words():
        for sentence in spoken_in_order:
            low = spoken(sentence)
            seen = word.says.search(low)
            if seen is None:
                continue
            if word.never or not _explained(low, seen, word):
                found.append(Finding(flaw=Flaw.LEGAL_WORD, found=f"«{seen[0]}» ({word.plain})", sentence=sentence))
            break  # at its first use it was explained, or told of already
    return found


def limit(name: str) -> int:
    """A limit of ``voice.toml``."""
    return int(rules()["limits"][name])


def pattern(table: str, field: str) -> re.Pattern[str]:
    """An expression of ``voice.toml``."""
    return _compiled(str(rules()[table][field]))


def _explained(low: str, seen: re.Match[str], word: _Word) -> bool:
    gloss = rules()["gloss"]
    if _compiled(gloss["after"]).match(low, seen.end()) or _compiled(gloss["before"]).search(low[: seen.start()]):
        return True
    reach = gloss["plain_near"]
    near = low[max(0, seen.start() - reach) : seen.start()] + "|" + low[seen.end() : seen.end() + reach]
    return any(plain.strip() in near for plain in word.plain.split(","))


def _bare_consequences(low: str) -> list[str]:
    if pattern("precondition", "given").search(low):
        return []
    return [seen[0] for seen in pattern("precondition", "burden").finditer(low)]


def _listed(table: str, low: str) -> Iterator[str]:
    rule: Mapping[str, object] = rules()[table]
    says = rule["says"]
    assert isinstance(says, Iterable)  # noqa: S101  # the file is ours
    if "allowed" in rule and _compiled(str(rule["allowed"])).search(low):
        return
    for expression in says:
        yield from (seen[0] for seen in _compiled(str(expression)).finditer(low))


def _abbreviations(sentence: str) -> list[str]:
    allowed = frozenset(rules()["abbreviation"]["allowed"])
    tokens = _CAPITALS.findall(_LAW_NUMBER.sub(" ", sentence))
    return [one for one in tokens if one.isupper() and one not in allowed and not _ROMAN.fullmatch(one)]


@cache
def _asks() -> re.Pattern[str]:
    return pattern("action", "asks")


@cache
def _words() -> tuple[_Word, ...]:
    return tuple(
        _Word(says=re.compile(rf"\b(?:{one['says']})\b"), plain=one["plain"], never=one.get("never", False))
        for one in rules()["word"]
    )


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
