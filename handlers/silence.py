"""How long does somebody want no reminders? The choices of silence, and how it stands now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from casework.clock import local
from casework.consent import Answer, Purpose, standing
from handlers.turn import Turn
from messages import vietnamese
from messages.library import say

ALWAYS = datetime(2999, 12, 31, tzinfo=UTC)  # "until I turn it on"
SPANS = {"7": timedelta(days=7), "30": timedelta(days=30)}


class Reminders(StrEnum):
    """How it stands with reminders to a chat."""

    NOT_LINKED = "not_linked"
    NOT_AGREED = "not_agreed"
    SILENT = "silent"
    PAUSED = "paused"
    ON = "on"


def reminders_of(turn: Turn) -> Reminders:
    """How it stands now: link, consent, silence, in this order."""
    until = turn.contact.muted_until
    if turn.party_id is None:
        return Reminders.NOT_LINKED
    if standing(turn.books, turn.contact.id, turn.party_id, Purpose.REMINDERS).answer is not Answer.GIVEN:
        return Reminders.NOT_AGREED
    if until is None or until <= turn.books.clock.now():
        return Reminders.ON
    return Reminders.SILENT if until >= ALWAYS else Reminders.PAUSED


def in_words(turn: Turn) -> str:
    """``reminders_of`` as a few words for the list of settings."""
    stands = reminders_of(turn)
    until = turn.contact.muted_until
    if stands is Reminders.PAUSED and until is not None:
        return say(turn.lang, "preferences.is_paused", day=vietnamese.short_day(local(until).date(), turn.lang))
    return say(turn.lang, f"preferences.is_{stands.value}")
