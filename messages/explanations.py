"""What does the law in force say about a topic, in plain words, and where does it say it?

Explanations are written by people and kept in ``law/``; nothing here composes law. While the agency's legal officers
have not approved one, it says itself that it is a draft.
"""

from __future__ import annotations

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
    Source,
    read_explanations,
    read_sources,
)
from messages.library import Lang, say

__all__ = ["Action", "Audience", "Explanation", "Review", "ReviewState", "Source"]

LAW = Path(__file__).parent / "law"
_SOURCES = "sources.toml"


def all(on: date) -> tuple[Explanation, ...]:  # noqa: A001 - read as explanations.all(day)
    """The explanations valid on the local day ``on``, one a topic, in the order of their topics."""
    return tuple(one for versions in _library().values() for one in versions if one.valid_on(on))


def get(topic: str, on: date) -> Explanation:
    """The explanation of ``topic`` valid on ``on``. Raises ``TextError`` when there is none."""
    for one in _library().get(topic, ()):
        if one.valid_on(on):
            return one
    raise TextError(f"{topic}: no explanation is valid on {on.isoformat()}")


def topics() -> list[str]:
    """The topics that have an explanation, past or present."""
    return list(_library())


def title(explanation: Explanation, lang: Lang = Lang.VI) -> str:
    """The title in ``lang``: a line, or the label of a button."""
    return _in(lang, explanation, "title", explanation.title)


def short(explanation: Explanation, lang: Lang = Lang.VI) -> str:
    """The three sentences that answer a worried reader."""
    return _in(lang, explanation, "short", explanation.short)


def long(explanation: Explanation, lang: Lang = Lang.VI) -> str:
    """The rest of what matters, in paragraphs."""
    return _in(lang, explanation, "long", explanation.long)


def corrections(explanation: Explanation, lang: Lang = Lang.VI) -> tuple[str, ...]:
    """What the topic does not mean: widespread misbeliefs, put right."""
    lines = enumerate(explanation.not_mean, start=1)
    return tuple(_in(lang, explanation, f"not_mean.{number}", line) for number, line in lines)


def actions(explanation: Explanation, lang: Lang = Lang.VI) -> tuple[tuple[Action, str], ...]:
    """What the reader can do next, each with the label of its button."""
    labels = {Action.ASK: "common.officer"}
    return tuple((action, say(lang, labels.get(action, f"common.{action.value}"))) for action in explanation.can_do)


def render(explanation: Explanation, lang: Lang = Lang.VI, *, full: bool = False) -> str:
    """The message shown: title, answer, articles, and that it is a draft while it is one.

    ``full`` adds the longer part and the misbeliefs put right. Both forms fit one message.
    """
    parts = [title(explanation, lang), short(explanation, lang)]
    if full:
        misread = "\n".join(f"- {line}" for line in corrections(explanation, lang))
        parts += [long(explanation, lang), say(lang, "explanation.not_mean") + "\n" + misread]
    parts.append(say(lang, "explanation.basis", citations=cited(explanation.citations, lang)))
    if explanation.review.state is ReviewState.DRAFT:
        parts.append(say(lang, "explanation.draft"))
    return "\n\n".join(parts)


def cited(citations: Sequence[Citation], lang: Lang = Lang.VI) -> str:
    """The places cited, law by law: ``khoản 1 Điều 36, Điều 37 Luật Thi hành án dân sự số 106/2025/QH15; ...``."""
    laws: dict[str, list[str]] = {}
    for citation in citations:
        laws.setdefault(citation.law, []).append(_place(citation, lang))
    return "; ".join(
        say(lang, "explanation.citation", places=", ".join(places), law=_law_name(law, lang), number=law)
        for law, places in laws.items()
    )


def translatable() -> list[tuple[str, str]]:
    """Every key and Vietnamese text of the explanations, for the English catalogue (topic ``law``)."""
    entries = [(f"law.sources.{number}", source.name) for number, source in _sources().items()]
    for versions in _library().values():
        for one in versions:
            words = [("title", one.title), ("short", one.short), ("long", one.long)]
            words += [(f"not_mean.{number}", line) for number, line in enumerate(one.not_mean, start=1)]
            entries += [(f"law.{one.topic}.{field}", text) for field, text in words]
    return entries


def _place(citation: Citation, lang: Lang) -> str:
    if citation.point and citation.clause:
        return say(lang, "explanation.point", article=citation.article, clause=citation.clause, point=citation.point)
    if citation.clause:
        return say(lang, "explanation.clause", article=citation.article, clause=citation.clause)
    return say(lang, "explanation.article", article=citation.article)


def _law_name(number: str, lang: Lang) -> str:
    return _translated(lang, f"law.sources.{number}", _sources()[number].name)


def _in(lang: Lang, explanation: Explanation, field: str, vietnamese: str) -> str:
    return _translated(lang, f"law.{explanation.topic}.{field}", vietnamese)


def _translated(lang: Lang, key: str, vietnamese: str) -> str:
    if lang is Lang.VI:
        return vietnamese
    from messages.translations import english  # Babel is opened only for those who read English

    return english(key, vietnamese) or vietnamese


@cache
def _sources() -> dict[str, Source]:
    return read_sources(LAW / _SOURCES)


@cache
def _library() -> dict[str, tuple[Explanation, ...]]:
    paths = sorted(path for path in LAW.glob("*.toml") if path.name != _SOURCES)
    return {path.stem: read_explanations(path, _sources()) for path in paths}
