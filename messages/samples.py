"""How would a text look in somebody's chat? Filled in with invented people and sums; nobody of the books is in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from messages import vietnamese
from messages.blanks import TextError, fill
from messages.library import Lang, Text, say
from messages.translations import english

WORDS = Path(__file__).with_name("blank_words.toml")
_REFERENCE = "K7Q2MX"
_NUMBER = "123/QĐ-THADS"
_PLAN = "308/KH-THADS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """What a blank stands for, and an example of what fills it."""

    name: str
    means: str
    example: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody invented, for whom a text is tried: ``key`` names them on the page."""

    key: str
    name: str
    left: int
    officer: str


PEOPLE = (
    Person(key="man", name="Nguyễn Văn An", left=12_345_678, officer="Lê Minh Tuấn"),
    Person(key="woman", name="Trần Thị Bích Ngọc", left=850_000, officer="Phạm Thu Hà"),
    Person(
        key="long", name="Công Tằng Tôn Nữ Hoàng Thị Nguyệt Quỳnh Như", left=1_234_567_890, officer="Nguyễn Phan Đoàn Trường Giang",
    ),
)  # fmt: skip


def blanks_of(text: Text) -> tuple[Blank, ...]:
    """The blanks of a text in the order of their first use."""
    order = sorted(text.blanks, key=lambda name: text.vi.find(f"{{{name}}}"))
    return tuple(blank(name) for name in order)


def blank(name: str) -> Blank:
    """What is known of a blank. Raises ``TextError`` for one that nobody has described."""
    if name not in _words():
        raise TextError(f"{name}: blank_words.toml does not say what it stands for")
    means, example = _words()[name]
    return Blank(name=name, means=means, example=example)


def names() -> frozenset[str]:
    """Every blank that is described."""
    return frozenset(_words())


def shown(text: Text, person: Person, on: date, lang: Lang = Lang.VI) -> str:
    """``text`` as ``person`` would read it in ``lang``; where there is no English, the Vietnamese."""
    words = text.vi
    if lang is not Lang.VI:
        words = text.en or english(text.key, text.vi) or text.vi
    facts = {name: _words()[name][1] for name in text.blanks} | {
        name: fact for name, fact in _facts(person, on, lang).items() if name in text.blanks
    }
    return fill(words, text.key, facts)


def _facts(person: Person, on: date, lang: Lang) -> dict[str, str]:
    """What a reminder is filled with, made by the same texts as a real one."""
    end = on + timedelta(days=4)
    due = vietnamese.day(end, lang)
    amount = vietnamese.dong(person.left // 4 // 1000 * 1000, lang)
    near = vietnamese.relative_day(end, on, lang)
    rule = say(lang, "content.why_campaign", plan=_PLAN)
    officer = say(
        lang, "reminder.officer_with_phone", title="Chấp hành viên", name=person.officer, phone=blank("phone").example
    )
    return {
        "name": vietnamese.masked_name(person.name),
        "number": _NUMBER,
        "left": vietnamese.dong(person.left, lang),
        "deadline": say(lang, "reminder.deadline_ahead", day=due, relative=near),
        "officer": officer,
        "rights": say(lang, "reminder.rights_both"),
        "why": say(lang, "reminder.why", rule=rule),
        "promise": say(lang, "promise.line", amount=amount, day=due),
        "missed": say(lang, "promise.line_missed", amount=amount, day=vietnamese.day(on - timedelta(days=3), lang)),
        "reference": _REFERENCE,
        "relative": near,
    }


@cache
def _words() -> dict[str, tuple[str, str]]:
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {name: (str(two[0]), str(two[1])) for name, two in table.items()}
