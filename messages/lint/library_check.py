"""Is everything that we say, about the law and otherwise, fit to be read by a citizen?

The whole library and all chat texts, file by file: what is in force or to come is read in full, what has ended only for
whether its figures stood in the law of its days.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from messages import explanations, library
from messages.blanks import TextError
from messages.law_file import Explanation, read_explanations
from messages.lint.findings import Finding, Flaw, rules
from messages.lint.law_texts import explanation_findings, former_findings, law_sentence_findings
from messages.lint.open_matters import firm_statements
from messages.lint.sentences import sentences
from messages.lint.stale import contrary_beliefs, stale_rules
from messages.lint.voice import sentence_findings, voice_findings, word_findings
from messages.texts_file import Kind, Text

LABELS = Path(__file__).parent.parent / "understanding" / "labels.toml"
OWN = "bài của cơ quan"  # where the agency's own explanations are: in the books, in no file
_FOR_STAFF = frozenset({"lint"})  # topics of texts that only staff read


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A finding, the file it stands in (within ``messages``) and the name of the explanation or text."""

    file: str
    name: str
    finding: Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What was read and what was found in it."""

    explanations: int
    sentences: int
    texts: int
    found: tuple[Located, ...]


def check_library(on: date, own: Iterable[Explanation] = ()) -> Checked:
    """Read the whole library, all chat texts and the agency's ``own`` explanations as of the local day ``on``."""
    read, found = _read_law()
    found += [one for explanation in read for one in law_findings(explanation, on)]
    found += [one for explanation in own for one in own_findings(explanation)]
    found += _missing({one.topic for one in read})
    texts = list(_texts(on))
    found += [one for text in texts for one in text_findings(text)]
    said = sum(len(list(one.sentences())) for one in read)
    return Checked(explanations=len(read), sentences=said, texts=len(texts), found=tuple(found))


def law_findings(one: Explanation, on: date) -> list[Located]:
    """What is wrong with one explanation as of ``on``."""
    ended = one.until is not None and one.until < on
    read = former_findings if ended else explanation_findings
    found = read(one, explanations.register())
    return [Located(file=f"law/{one.topic}.toml", name=one.name, finding=finding) for finding in found]


def own_findings(one: Explanation) -> list[Located]:
    """What is wrong with an explanation made from an officer's answer: sentence by sentence, whatever its form."""
    register = explanations.register()
    found = [finding for said in one.sentences() for finding in law_sentence_findings(said, register)]
    found += word_findings([said.say for said in one.sentences()])
    return [Located(file=OWN, name=one.name, finding=finding) for finding in found]


def text_findings(text: Text) -> list[Located]:
    """What is wrong with one chat text, a button's label or a push."""
    exempt = rules()["exempt"].get(text.key, ())
    found = voice_findings(text.vi) if text.kind is Kind.TEXT else sentence_findings(text.vi) + word_findings([text.vi])
    for part in sentences(text.vi):
        found += [_found(Flaw.OPEN, f"{words}: {matter.open}", part) for matter, words in firm_statements(part)]
        found += [_found(Flaw.STALE, words, part) for words in stale_rules(part)]
        found += [_found(Flaw.CONTRARY, f"{words} ({law})", part) for words, law in contrary_beliefs(part)]
    file = f"texts/{text.key.partition('.')[0]}.toml"
    return [Located(file=file, name=text.key, finding=one) for one in found if one.flaw.value not in exempt]


def _read_law() -> tuple[list[Explanation], list[Located]]:
    read: list[Explanation] = []
    found: list[Located] = []
    for path in explanations.topic_files():
        try:
            named = read_explanations(path, explanations.register())
        except TextError as problem:
            unreadable = _found(Flaw.UNREADABLE, str(problem), path.stem)
            found.append(Located(file=f"law/{path.name}", name=path.stem, finding=unreadable))
        else:
            read += [one for versions in named.values() for one in versions]
    return read, found


def _missing(explained: Iterable[str]) -> list[Located]:
    labelled = tomllib.loads(LABELS.read_text(encoding="utf-8"))["topics"]
    return [
        Located(file=f"law/{topic}.toml", name=topic, finding=_found(Flaw.UNEXPLAINED, topic, topic))
        for topic in sorted(labelled.keys() - set(explained))
    ]


def _texts(on: date) -> Iterator[Text]:
    """The versions of our chat texts that are said on ``on`` or will be."""
    for topic in library.topics():
        if topic not in _FOR_STAFF:
            versions = (one for key in library.keys(topic) for one in library.versions_of(key))
            yield from (one for one in versions if one.until is None or one.until >= on)


def _found(flaw: Flaw, words: str, sentence: str) -> Finding:
    return Finding(flaw=flaw, found=words, sentence=sentence)
