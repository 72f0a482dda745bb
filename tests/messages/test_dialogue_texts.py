"""What the dialogues say of their own accord would pass the linter that officers' words must pass."""

from __future__ import annotations

import re

import pytest

from messages import library, lint
from messages.catalogue import untranslated
from messages.lint import ApprovedFacts
from messages.translations import english

TOPICS = (
    "applying",
    "appointments",
    "authorise",
    "booking",
    "complaint",
    "confirm",
    "day_moves",
    "explain",
    "obligations",
    "own_case",
    "pay",
    "questions",
    "receptions",
    "reminder",
    "waiver",
)
KEYS = [key for topic in TOPICS for key in library.keys(topic)]


@pytest.mark.parametrize("key", KEYS)
def test_neither_language_says_what_must_not_be_said(key: str) -> None:
    text = library.text_of(key)
    for words in (text.vi, english(key, text.vi) or ""):
        assert lint.problems(words, approved=ApprovedFacts()) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_has_its_english(topic: str) -> None:
    assert untranslated(topic) == []


@pytest.mark.parametrize("key", KEYS)
def test_people_are_addressed_as_ong_ba(key: str) -> None:
    words = re.sub(r"[^\w/]+", " ", f" {library.text_of(key).vi.lower()} ")
    assert not [other for other in ("bạn", "anh/chị", "quý khách", "mày") if f" {other} " in words]
