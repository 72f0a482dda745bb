"""What does a refusal of the Bot API mean for the message: done already, never, not to this address, or later?

What says nothing about the message but that our account is not accepted (401, 404, 409) must not cost the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.channels.telegram.calls import Refusal
from messages.outgoing import Act
from scheduler.delivery.senders import Accepted, Barred, Outcome, Rejected, Throttled

WAIT_WHEN_UNSAID = 60.0  # seconds after a 429 that names no time
LONGEST_WAIT = 86_400.0  # seconds: the platform is obeyed for a day, the doctor says until when


class Meaning(StrEnum):
    """What to do about a refusal."""

    DONE = "done"  # what was asked is already so
    DEAD = "dead"  # nobody is at this address any more
    NEVER = "never"  # this message will never be taken
    SETUP = "setup"  # the account itself is not accepted


@dataclass(frozen=True, slots=True)
class Rule:
    """A refusal with this code whose description contains ``says`` (lower case) means ``meaning``, for ``acts`` or all."""

    code: int
    says: str
    meaning: Meaning
    acts: frozenset[Act] = frozenset(Act)
    remark: str = ""


# First match wins. Descriptions are those of the real server's source (Bot API 10.0).
RULES = (
    Rule(400, "message is not modified", Meaning.DONE, frozenset({Act.EDIT})),
    Rule(400, "message to delete not found", Meaning.DONE, frozenset({Act.DELETE})),
    Rule(400, "chat not found", Meaning.DEAD),
    Rule(400, "user not found", Meaning.DEAD),
    Rule(400, "peer_id_invalid", Meaning.DEAD),
    Rule(403, "", Meaning.DEAD),  # blocked by the user, user is deactivated, can't initiate conversation
    Rule(401, "", Meaning.SETUP, remark="the token is not accepted"),
    Rule(404, "", Meaning.SETUP, remark="the token or the API address is not accepted"),
    Rule(409, "", Meaning.SETUP, remark="another program uses this token"),
    Rule(400, "", Meaning.NEVER),  # query too old, too long, wrong file: the same again would be refused again
)


def meaning_of(refusal: Refusal, act: Act | None = None) -> Rule:
    """The rule for a refusal of ``act`` (any act when None); what no rule names will never be taken."""
    said = refusal.description.lower()
    for rule in RULES:
        if rule.code == refusal.code and rule.says in said and (act is None or act in rule.acts):
            return rule
    return Rule(refusal.code, "", Meaning.NEVER)


def outcome_of(refusal: Refusal, act: Act) -> Outcome:
    """What the outbox is told."""
    if refusal.code == 429:
        return throttled(refusal.retry_after)
    rule = meaning_of(refusal, act)
    if rule.meaning is Meaning.DONE:
        return Accepted()
    if rule.meaning is Meaning.SETUP:
        return Barred(reason=f"{refusal} ({rule.remark})")
    return Rejected(reason=str(refusal), dead=rule.meaning is Meaning.DEAD)


def throttled(retry_after: int | None) -> Throttled:
    """How long to wait after a 429: what it says, 60 s when it says nothing, never more than an hour."""
    if retry_after is None:
        return Throttled(retry_after=WAIT_WHEN_UNSAID, reason="429 without retry_after")
    if retry_after > LONGEST_WAIT:
        return Throttled(
            retry_after=LONGEST_WAIT, reason=f"429 with retry_after {retry_after} s, cut to {LONGEST_WAIT:g} s"
        )
    return Throttled(retry_after=max(1.0, float(retry_after)))
