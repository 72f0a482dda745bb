"""How is a step filled in: which fields has its form, what is offered in them, and which step do they say?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import permutations
from typing import Any

from bot.officers.campaigns import forms
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.cases.messages_sent import channel_key
from bot.officers.safety.channels import ACCOUNTS
from messages.contents import campaign_texts
from messages.library import text_of, version_of
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.steps.sequence import Condition
from scheduler.steps.step import Anchor, Step
from scheduler.steps.step_words import ANCHOR_WORDS, CONDITION_WORDS

NAMES = ("anchor", "days", "side", "unit", "text_key", "condition", "channels")
_THEN = ", "
_BLANK = re.compile(r"\{\w+\}")
_SIDES, _UNITS = ("before", "after"), ("working", "calendar")


def fields(step: Step) -> dict[str, str]:
    """The form as it stands for a step."""
    return {
        "wave": "" if step.wave is None else str(step.wave),
        "anchor": step.anchor.value,
        "days": str(abs(step.offset)),
        "side": _SIDES[step.offset >= 0],
        "unit": _UNITS[not step.working],
        "text_key": step.text_key,
        "condition": str(step.condition),
        "channels": _THEN.join(step.channels),
    }


def offered(plan: CampaignPlan) -> dict[str, Any]:
    """What can be chosen: anchors, conditions, texts, orders of the channels."""
    return {
        "anchors": {one.value: words for one, words in ANCHOR_WORDS.items()},
        "conditions": {one.value: words for one, words in CONDITION_WORDS.items()},
        "texts": {key: _first_words(key) for key in campaign_texts()},
        "orders": [(order, [channel_key(one) for one in order.split(_THEN)]) for order in _orders(plan)],
    }


def read(plan: CampaignPlan, form: Form, of: str = "") -> Step:
    """The step that is filled in, with the newest of its text's versions. ``of``: which step the sentences name.

    Raises ``FormWrong``.
    """
    days = forms.whole(form, "days", f"Số ngày{of}") or 0
    key = forms.chosen(form, "text_key", campaign_texts())
    anchor = forms.chosen(form, "anchor", [one.value for one in Anchor])
    wave = forms.chosen(form, "wave", [str(number) for number in range(1, len(plan.waves) + 1)])
    if not key or not anchor:
        raise FormWrong(f"Thiếu mốc hoặc mẫu tin{of or ' của bước'}. Hãy chọn cả hai.")
    return Step(
        anchor=Anchor(anchor),
        offset=-days if forms.chosen(form, "side", _SIDES) == "before" else days,
        working=forms.chosen(form, "unit", _UNITS) != "calendar",
        text_key=key,
        text_version=version_of(key),
        wave=int(wave) if wave else None,
        condition=forms.chosen(form, "condition", [one.value for one in Condition]) or Condition.ALWAYS.value,
        channels=_channels(plan, form),
    )


def of_one(form: Form, kept: Mapping[str, str], at: str) -> dict[str, str]:
    """The fields of one of several steps in a form, their names ending in ``at``; what it does not have, as it stands."""
    return {name: form.get(name + at, text) for name, text in kept.items()}


def _orders(plan: CampaignPlan) -> list[str]:
    """In which orders the channels can be tried: every one of those that there are, and what the plan's steps already say."""
    every = (order for many in range(1, len(ACCOUNTS) + 1) for order in permutations(ACCOUNTS, many))
    there = (step.channels for step in plan.steps if step.channels)
    return list(dict.fromkeys(_THEN.join(order) for order in (*every, *there)))


def _channels(plan: CampaignPlan, form: Form) -> tuple[str, ...]:
    order = forms.chosen(form, "channels", _orders(plan))
    return tuple(order.split(_THEN)) if order else ()


def _first_words(key: str) -> str:
    """How the text begins after the greeting, with dots for its blanks."""
    lines = [_BLANK.sub("…", line).strip() for line in text_of(key).vi.split("\n") if line.strip()]
    return lines[min(1, len(lines) - 1)][:90]
