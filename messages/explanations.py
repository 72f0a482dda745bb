"""What does the law in force say about a topic, in plain words, and where does it say it?

Explanations are written by people and kept in ``law/``; nothing here composes law. While the agency's legal officers
have not approved one, it says itself that it is a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from casework.citations import Citation
from messages.blanks import TextError
from messages.law_file import (
    Action,
    Audience,
    Explanation,
    Review,
    ReviewState,
    Sentence,
    read_explanations,
)
from messages.library import Lang, say
from messages.provisions import Provision, Source, read_provisions, read_sources

__all__ = ["Action", "Audience", "Explanation", "Provision", "Review", "ReviewState", "Sentence", "Source"]

LAW = Path(__file__).parent / "law"
_NOT_TOPICS = frozenset({"sources", "open_questions"})


def all(on: date) -> tuple[Explanation, ...]:  # noqa: A001 - read as explanations.all(day)
    """The explanations valid on the local day ``on``: topic by topic, the main one of each first."""
    return tuple(one for versions in _library().values() for one in versions if one.valid_on(on))


def get(name: str, on: date) -> Explanation:
    """The explanation called ``name`` that is valid on ``on``. Raises ``TextError`` when there is none."""
    for one in _library().get(name, ()):
        if one.valid_on(on):
            return one
    raise TextError(f"{name}: no explanation is valid on {on.isoformat()}")


def of_topic(topic: str, on: date) -> tuple[Explanation, ...]:
    """All that is explained about ``topic`` on ``on``, the main explanation first."""
    return tuple(one for one in all(on) if one.topic == topic)


def names() -> list[str]:
    """The explanations there are, past or present."""
    return list(_library())


def topics() -> list[str]:
    """The topics that have an explanation, past or present."""
    return list(dict.fromkeys(name.partition(".")[0] for name in _library()))


def versions_of(name: str) -> tuple[Explanation, ...]:
    """Every version of the explanation ``name``, oldest first; none for an unknown name."""
    return _library().get(name, ())


def provision(identity: str) -> Provision | None:
    """A provision of the register by its id, ``L25:36.1``."""
    return register().get(identity)


def title(explanation: Explanation, lang: Lang = Lang.VI) -> str:
    """The title in ``lang``: a line, or the label of a button."""
    return _in(lang, explanation, "title", explanation.title)


def short(explanation: Explanation, lang: Lang = Lang.VI) -> str:
    """The three sentences that answer a worried reader."""
    return _in(lang, explanation, "short", _spoken(explanation.short))


def long(explanation: Explanation) -> str:
    """The rest of what matters, in paragraphs; Vietnamese only."""
    return "\n\n".join(_spoken(paragraph) for paragraph in explanation.long)


def corrections(explanation: Explanation) -> tuple[str, ...]:
    """What the topic does not mean: widespread misbeliefs, put right; Vietnamese only."""
    return tuple(one.say for one in explanation.not_mean)


def has_more(explanation: Explanation, lang: Lang = Lang.VI) -> bool:
    """Whether there is a longer form for a reader of ``lang``."""
    return lang is Lang.VI and bool(explanation.long)


def actions(explanation: Explanation, lang: Lang = Lang.VI) -> tuple[tuple[Action, str], ...]:
    """What the reader can do next, each with the label of its button."""
    labels = {Action.ASK: "common.officer", Action.CONFIRM: "common.confirmation"}  # the others are called alike
    return tuple((action, say(lang, labels.get(action, f"common.{action.value}"))) for action in explanation.can_do)


def render(
    explanation: Explanation,
    lang: Lang = Lang.VI,
    *,
    full: bool = False,
    approved: bool = False,
    first: Sequence[str] = (),
) -> str:
    """The message shown: title, answer, articles, and that it is a draft while it is one.

    ``full`` adds the longer part and the misbeliefs put right. ``approved``: these words have a standing approval on the
    agency's books. ``first``: sentences that come before the answer (a misbelief put right, the reader's own days).
    """
    full = full and has_more(explanation, lang)
    parts = [title(explanation, lang), *first, short(explanation, lang)]
    if full:
        misread = "\n".join(f"- {line}" for line in corrections(explanation))
        parts += [long(explanation), say(lang, "explanation.not_mean") + "\n" + misread]
    citations = explanation.citations if full else explanation.short_citations
    parts.append(say(lang, "explanation.basis", citations=cited(citations, lang)))
    if explanation.review.state is ReviewState.DRAFT and not approved:
        parts.append(say(lang, "explanation.draft"))
    return "\n\n".join(part for part in parts if part)


def words_hash(explanation: Explanation) -> str:
    """What an approval is bound to: SHA-256 over all words shown and their provisions; another word, another hash."""
    shown = [explanation.name, explanation.title]
    shown += [f"{one.say}\x1f{' '.join(one.by)}" for one in explanation.sentences()]
    return hashlib.sha256("\x1e".join(shown).encode()).hexdigest()


def cited(citations: Sequence[Citation], lang: Lang = Lang.VI) -> str:
    """The places cited, law by law: ``khoản 1 Điều 36, Điều 37 Luật Thi hành án dân sự số 106/2025/QH15; ...``."""
    laws: dict[str, list[str]] = {}
    for citation in citations:
        laws.setdefault(citation.law, []).append(_place(citation, lang))
    return "; ".join(_cited_law(law, places, lang) for law, places in laws.items())


def place_of(provision: Provision) -> str:
    """A place of the law as it is cited to a reader."""
    return cited([provision.citation])


def translatable() -> list[tuple[str, str]]:
    """Every key and Vietnamese text with an English form: the laws' names, titles and short answers (topic ``law``)."""
    entries = [(f"law.sources.{one.number}", one.name) for one in sources().values()]
    for versions in _library().values():
        newest = versions[-1]
        entries += [(f"law.{newest.name}.title", newest.title), (f"law.{newest.name}.short", _spoken(newest.short))]
    return entries


def topic_files() -> list[Path]:
    """The files of the topics, by name."""
    return sorted(path for path in LAW.glob("*.toml") if path.stem not in _NOT_TOPICS)


@cache
def sources() -> dict[str, Source]:
    """The laws that may be cited, by code."""
    return read_sources(LAW / "sources.toml")


@cache
def register() -> dict[str, Provision]:
    """The provisions that sentences rest on, by id."""
    return read_provisions(sorted((LAW / "provisions").glob("*.toml")), sources())


def _spoken(sentences: Sequence[Sentence]) -> str:
    return " ".join(one.say for one in sentences)


def _cited_law(law: str, places: Sequence[str], lang: Lang) -> str:
    name, articles = _law_name(law, lang), ", ".join(place for place in places if place)
    if not articles:
        return say(lang, "explanation.whole", law=name, number=law)
    return say(lang, "explanation.citation", places=articles, law=name, number=law)


def _place(citation: Citation, lang: Lang) -> str:
    if citation.point and citation.clause:
        return say(lang, "explanation.point", article=citation.article, clause=citation.clause, point=citation.point)
    if citation.clause:
        return say(lang, "explanation.clause", article=citation.article, clause=citation.clause)
    if not citation.article:
        return ""
    return say(lang, "explanation.article", article=citation.article)


def _law_name(number: str, lang: Lang) -> str:
    name = next(one.name for one in sources().values() if one.number == number)
    return _translated(lang, f"law.sources.{number}", name)


def _in(lang: Lang, explanation: Explanation, field: str, vietnamese: str) -> str:
    return _translated(lang, f"law.{explanation.name}.{field}", vietnamese)


def _translated(lang: Lang, key: str, vietnamese: str) -> str:
    if lang is Lang.VI:
        return vietnamese
    from messages.translations import english  # Babel is opened only for those who read English

    return english(key, vietnamese) or vietnamese


@cache
def _library() -> dict[str, tuple[Explanation, ...]]:
    found: dict[str, tuple[Explanation, ...]] = {}
    for path in topic_files():
        read = read_explanations(path, register())
        found |= {path.stem: read.pop(path.stem), **read}
    return found
