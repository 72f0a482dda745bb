"""What the officers' pages say: each sentence in both languages, none missing, none over."""

from __future__ import annotations

import re
from pathlib import Path

from bot.officers.rendering import HERE, words
from bot.officers.texts import law_list, text_list, text_page
from casework.promises import PromiseState
from casework.question_rows import Kind
from casework.repairs import Why
from casework.scope import May
from casework.signing import passwords
from casework.staff import Role
from messages import library
from messages.law_file import ADVICE, HOUSE
from messages.library import Kind as TextKind
from messages.office_texts import State as TextState
from messages.provisions import Mark
from messages.samples import PEOPLE
from scheduler.steps.step import Status

ALSO = {
    "ago.days",
    "ago.hours",
    *(f"roles.{one.value}" for one in Role),
    *(f"rooms.{one.value}" for one in May),
    *(f"kinds.{one.value}" for one in Kind),
    *(f"failing.{one.value}" for one in Why),
    *(f"promise.{one.value}" for one in PromiseState),
    *(f"text_states.{one}" for one in (*text_list.STATES, *(state.value for state in TextState))),
    *(f"text_states.{one}" for one in (text_page.EXPIRED, text_page.TO_COME, text_page.OLDER)),
    *(f"text_kinds.{one.value}" for one in TextKind),
    *(f"text_topics.{one}" for one in library.topics()),
    *(f"text_people.{one.key}" for one in PEOPLE),
    *(f"text_campaigns.{one.value}" for one in Status),
    *(f"law_states.{one}" for one in law_list.STATES),
    *(f"law_marks.{one}" for one in (*(mark.value for mark in Mark), HOUSE, ADVICE)),
    *(f"law_parts.{one}" for one in ("short", "long", "not_mean")),
    *(f"password.{key}" for key in ("too_short", "too_long", "too_easy")),
}
ASKED = re.compile(r"\"((?:[a-z_]+)\.(?:[a-z_]+))\"")


def blanks(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_languages_say_the_same_things_with_the_same_blanks() -> None:
    vi, en = words("vi"), words("en")
    assert vi.keys() == en.keys()
    assert {key for key in vi if blanks(vi[key]) != blanks(en[key])} == set()
    assert passwords.SHORTEST == 12, "the sentences name it"


def test_every_sentence_that_is_asked_for_is_there_and_none_lies_about() -> None:
    sources = sorted((*HERE.rglob("*.py"), *(HERE / "templates").rglob("*.html")))
    told = "\n".join(Path(path).read_text("utf-8") for path in sources)
    asked = {
        key for key in ASKED.findall(told) if key.partition(".")[0] in {one.partition(".")[0] for one in words("vi")}
    }
    asked |= {f"refused.{key}" for key in re.findall(r"TurnedAway\(\d+, \"(\w+)\"\)", told)} | {"refused.missing"}
    assert asked - words("vi").keys() == set()
    assert ALSO - words("vi").keys() == set()
    assert words("vi").keys() - asked - ALSO == set()
