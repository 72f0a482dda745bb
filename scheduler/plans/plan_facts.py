"""Which parts of a plan bind the messages, so that approval is void when one of them changes by a letter?

The period, the waves and steps, whom they are for, the texts themselves, and what limits or ends them. Targets, teams, trips,
case plans and costs bind nobody who gets a message: an office may go on writing them while the campaign runs.
"""

from __future__ import annotations

from typing import Any

from casework.books import Books
from messages.library import text_of
from messages.nudges import NEWS
from messages.office_texts import text_in
from messages.texts_file import OFFICE_VERSIONS
from scheduler.plans.campaign_facts import Campaign, Wave
from scheduler.plans.selection import to_json
from scheduler.plans.selection_words import in_words
from scheduler.steps.step import Step


def sealed_part(books: Books, campaign: Campaign) -> dict[str, Any]:
    """What the hash of an approval covers besides the recipients: plain values that ``json.dumps`` takes.

    ``whom`` holds each selection as kept and as the sentence that the approver read.
    """
    plan = campaign.plan
    nudge = text_of(NEWS)
    selections = [plan.selection, *(wave.selection for wave in plan.waves)]
    return {
        "version": campaign.version,
        "plan": [plan.name, plan.plan_number],
        "period": [plan.starts_on.isoformat(), plan.ends_on.isoformat()],
        "whom": [[to_json(one), in_words(books, one)] for one in selections],
        "waves": [_wave(wave) for wave in plan.waves],
        "steps": [_step(books, step) for step in plan.steps],
        "nudge": [NEWS, nudge.version, nudge.vi],
        "limits": [plan.most_per_person, plan.canary, plan.visit_after, sorted(plan.ends_when), plan.training],
    }


def _wave(wave: Wave) -> list[Any]:
    return [wave.focus, wave.starts_on.isoformat(), wave.ends_on.isoformat()]


def _step(books: Books, step: Step) -> list[Any]:
    """An office's wording that was retired reads as the shipped one: what was let go is then not what would be said."""
    counted = [step.wave, step.anchor.value, step.offset, step.working, str(step.condition), list(step.channels)]
    text = text_in(books, step.text_key, step.text_version)
    own = [text.version, text.en] if step.text_version >= OFFICE_VERSIONS else []
    return [*counted, step.text_key, step.text_version, text.vi, *own]
