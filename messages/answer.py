"""What is the right answer to words that somebody typed? One explanation, a choice of a few, or that an officer is asked.

Works on the words alone: nothing here can see the books. What the reader's own decision adds is put in by the dialogue that
knows who is reading, as sentences before the explanation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from casework.citations import Citation
from messages import explanations
from messages.asker import side_told
from messages.blanks import TextError
from messages.explanations import Audience, Explanation
from messages.folding import fold
from messages.library import Lang, say
from messages.understand import SURE, SWINDLE, in_distress, is_swindle
from messages.understanding.apart import Asked, asked
from messages.understanding.nearest import Nearest
from messages.understanding.normalise import words
from messages.understanding.reading import OUT_OF_SCOPE, Reading, read
from messages.understanding.sentences import intent_of

CLOSE = 0.12  # likelihood from which a label is worth offering
CHOICES = 3
CLEARLY = 0.08  # cosine by which an aspect must be nearer than the topic as a whole: the main explanation is never quite wrong
FOR_ANOTHER = 0.25  # the same for one that is written for somebody else, when it is not known who asks
_OTHER_SIDE = {  # what is written only for these is not for a reader who is known to be the other
    Audience.DEBTOR: frozenset({Audience.CREDITOR, Audience.BUYER}),
    Audience.CREDITOR: frozenset({Audience.DEBTOR, Audience.RELATIVE}),
}


class Kind(StrEnum):
    """What became of the words."""

    EXPLAINED = "explained"  # the law, by an explanation
    LED = "led"  # to a dialogue that does it
    CHOICES = "choices"  # which of these was meant?
    SEVERAL = "several"  # things asked at once, of which not the first is an explanation
    PASSED_ON = "passed_on"  # an officer should answer
    REFUSED = "refused"  # not ours to answer; ``refusal`` says which way
    DISTRESS = "distress"  # a person, at once


class Refusal(StrEnum):
    """Why words are none of ours, each with its own calm sentence; the kinds of ``out_of_scope`` in labels.toml."""

    ELSEWHERE = "elsewhere"
    OTHERS_DATA = "others_data"
    INSULT = "insult"
    PREDICTION = "prediction"
    TRICKS = "tricks"
    NONSENSE = "nonsense"
    BARE_ANSWER = "bare_answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """``explanation`` when one was found; ``choices`` are labels, likeliest first; ``also`` what else was asked in the message.

    ``corrections`` are sentences of the explanation that put right what the reader seems to believe.
    """

    kind: Kind
    reading: Reading
    explanation: Explanation | None = None
    corrections: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    refusal: Refusal | None = None

    @property
    def intent(self) -> str:
        """The intent; whoever is in distress needs a person."""
        return "talk_to_officer" if self.kind is Kind.DISTRESS else self.reading.intent

    @property
    def topics(self) -> tuple[str, ...]:
        """The labels, likeliest first."""
        if self.kind is Kind.DISTRESS:
            return ("talk_to_officer", *(one for one in self.reading.topics if one != "talk_to_officer"))
        return self.reading.topics

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the words shown rest on."""
        return self.explanation.short_citations if self.explanation is not None else ()


def answer(text: str, on: date, reader: Audience | None = None) -> Answer:
    """The answer to ``text`` by the law in force on ``on``. ``reader``: what the asker is, where that is known."""
    reading, questions = read(text), asked(text)
    if in_distress(text):
        return Answer(kind=Kind.DISTRESS, reading=reading)
    if is_swindle(text):
        return Answer(kind=Kind.LED, reading=_of(reading, SWINDLE))
    first = _one(questions[0], on, reader)
    if len(questions) == 1:
        return first
    labels = tuple(one.reading.label for one in questions)
    if first.kind is Kind.EXPLAINED:
        return replace(first, reading=reading, also=labels[1:])
    return Answer(kind=Kind.SEVERAL, reading=reading, choices=labels)


def _one(question: Asked, on: date, reader: Audience | None) -> Answer:
    reading = question.reading
    if reading.intent == OUT_OF_SCOPE:
        return Answer(kind=Kind.REFUSED, reading=reading, refusal=_refusal(reading))
    if reading.confidence < SURE:
        close = [label for label, likely in zip(reading.topics, reading.likelihoods, strict=True)
                 if likely >= CLOSE and label != OUT_OF_SCOPE]  # fmt: skip
        if len(close) < 2:
            return Answer(kind=Kind.PASSED_ON, reading=reading, choices=tuple(close))
        return Answer(kind=Kind.CHOICES, reading=reading, choices=tuple(close[:CHOICES]))
    if reading.intent != "explain_law":
        return Answer(kind=Kind.LED, reading=reading)
    found = explained(reading.label, question.text, on, reader)
    if found is None:
        return Answer(kind=Kind.PASSED_ON, reading=reading)
    return Answer(kind=Kind.EXPLAINED, reading=reading, explanation=found, corrections=put_right(found, question.text))


def _of(reading: Reading, label: str) -> Reading:
    """``reading`` with ``label``, an intent, put first."""
    return replace(reading, intent=label, label=label, topics=(label, *(one for one in reading.topics if one != label)))


def _refusal(reading: Reading) -> Refusal:
    kind = reading.label.partition(".")[2]
    return Refusal(kind) if kind in set(Refusal) else Refusal.ELSEWHERE


def explained(topic: str, text: str, on: date, reader: Audience | None = None) -> Explanation | None:
    """Of the explanations of ``topic`` the one whose ways of asking are nearest to ``text``; None when there is none.

    A debtor is not given what is written for creditors, nor a creditor what is written for debtors, where there is a choice;
    which of them an unknown reader is, their own words may tell.
    """
    everything = explanations.of_topic(topic, on)
    reader = reader or side_told(text)
    others = _OTHER_SIDE.get(reader, frozenset()) if reader is not None else frozenset()
    there = tuple(one for one in everything if not others.issuperset(one.audience)) or everything
    if len(there) < 2:
        return there[0] if there else None
    best = _nearest(topic, on).best(words(text))
    nearest = max(there, key=lambda one: best.get(one.name, 0.0))
    whole = there[0]
    if whole.name != topic:
        return nearest
    alike = reader is not None or not {*nearest.audience}.isdisjoint(whole.audience)
    further = best.get(nearest.name, 0.0) - best.get(topic, 0.0)
    return nearest if further >= (CLEARLY if alike else FOR_ANOTHER) else whole


def put_right(explanation: Explanation, text: str) -> tuple[str, ...]:
    """The corrections of misbeliefs that ``text`` shows."""
    heard = fold(text)
    return tuple(one.say for one in explanation.not_mean if any(re.search(sign, heard) for sign in one.heard))


def rendered(found: Answer, lang: Lang = Lang.VI, *, approved: Collection[str] = ()) -> str:
    """The answer as text alone, as a reader without buttons gets it. ``approved``: hashes of words with a standing approval."""
    if found.explanation is not None:
        standing = explanations.words_hash(found.explanation) in approved
        return explanations.render(found.explanation, lang, approved=standing, first=found.corrections)
    if found.refusal is not None:
        return say(lang, f"answer.refused_{found.refusal.value}")
    if found.kind is Kind.LED:
        return say(lang, f"answer.led_{found.reading.label}")
    if found.kind in (Kind.CHOICES, Kind.SEVERAL):
        lines = [f"- {label_title(label, lang)}" for label in found.choices]
        return "\n".join([say(lang, f"answer.{found.kind.value}"), *lines])
    return say(lang, f"answer.{found.kind.value}")


def label_title(label: str, lang: Lang = Lang.VI, on: date | None = None) -> str:
    """How a label is called on a button: the title of its explanation, or the name of what it does."""
    if intent_of(label) != "explain_law":
        return say(lang, f"answer.title_{label}")
    return explanations.title(main(label, on), lang)


def main(topic: str, on: date | None) -> Explanation:
    """The main explanation of ``topic``, the newest when ``on`` is None. Raises ``TextError`` when there is none."""
    if on is not None:
        return explanations.get(topic, on)
    versions: Sequence[Explanation] = explanations.versions_of(topic)
    if not versions:
        raise TextError(f"{topic}: has no explanation")
    return versions[-1]


@lru_cache(maxsize=128)
def _nearest(topic: str, on: date) -> Nearest:
    known = [
        (one.name, words(sentence))
        for one in explanations.of_topic(topic, on)
        for sentence in (*one.questions, one.title)
    ]
    return Nearest(known)
