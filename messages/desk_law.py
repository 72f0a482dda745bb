"""Which explanations of the law fit what somebody asked, so that the officer has them at hand?

What the assistant itself would have answered comes first, then what the question was understood as when it was asked, then the
agency's own. They are offered; whether one goes into the answer is the officer's decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.books import Books
from casework.question_rows import OF_THE_PERSON, Act, Question
from messages import explanations, office_law
from messages.answer import answer, label_title
from messages.blanks import TextError
from messages.examples import answered_by
from messages.explanations import Audience, Explanation
from messages.folding import in_order
from messages.law_approval import is_approved
from messages.library import Lang
from messages.own_case import side_of

OFFERED = 4
_LONGEST_READ = 1_000  # characters of what was asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An explanation as it would be inserted. ``own``: this agency's; ``by``: the ids of the provisions it rests on."""

    name: str
    topic: str
    title: str
    text: str
    own: bool
    by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """An explanation in the list of all."""

    name: str
    title: str
    own: bool


def offers(books: Books, asked: Question, on: date) -> tuple[Offer, ...]:
    """What fits best, best first."""
    found: dict[str, Explanation] = {}
    for one in _fitting(books, asked, on):
        found.setdefault(one.name, one)
    return tuple(_offer(books, one) for one in list(found.values())[:OFFERED])


def every_title(books: Books, on: date) -> tuple[Title, ...]:
    """All that may be inserted on this day, the agency's own first, by title."""
    own = [Title(name=one.name, title=one.title, own=True) for one in office_law.office_explanations(books, on)]
    shipped = [Title(name=one.name, title=one.title, own=False) for one in explanations.all(on)]
    return (*sorted(own, key=_in_order), *sorted(shipped, key=_in_order))


def _in_order(one: Title) -> tuple[str, str]:
    return in_order(one.title)


def topic_title(topic: str | None, intent: str | None, on: date, lang: Lang = Lang.VI) -> str | None:
    """What a question was understood to be about; None where it was not, or where the label has gone."""
    for label in (topic, intent):
        if label is None:
            continue
        try:
            return label_title(label, lang, on)
        except TextError:
            continue
    return None


def _fitting(books: Books, asked: Question, on: date) -> Iterator[Explanation]:
    words = _since_the_last_answer(asked)
    if words:
        own = answered_by(books, words, on)
        yield from () if own is None else (own,)
        side = None if asked.party_id is None else side_of(books, asked.party_id)
        read = answer(words, on, None if side is None else Audience(side.value))
        yield from () if read.explanation is None else (read.explanation,)
        yield from _of(read.choices, on)
    topics = [one for one in (asked.topic,) if one is not None]
    yield from _of(topics, on)
    for topic in topics:
        yield from reversed(office_law.of_topic(books, topic, on))


def _since_the_last_answer(asked: Question) -> str:
    said: list[str] = []
    for one in asked.entries:
        if one.act is Act.ANSWERED:
            said.clear()
        elif one.act in OF_THE_PERSON:
            said.append(one.text)
    return "\n".join(said)[:_LONGEST_READ] or asked.text[:_LONGEST_READ]


def _of(topics: list[str] | tuple[str, ...], on: date) -> Iterator[Explanation]:
    """The main explanation of each topic that has one."""
    for topic in topics:
        yield from explanations.of_topic(topic, on)[:1]


def _offer(books: Books, one: Explanation) -> Offer:
    places = dict.fromkeys(place for said in one.sentences() for place in said.by if ":" in place)
    return Offer(
        name=one.name,
        topic=one.topic,
        title=one.title,
        text=explanations.render(one, approved=is_approved(books, one)),
        own=not explanations.versions_of(one.name),
        by=tuple(places),
    )
