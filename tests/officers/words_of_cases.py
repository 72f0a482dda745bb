"""Which sentences of the room of cases are put together from a state, a kind or a role?"""

from __future__ import annotations

from bot.officers.cases.messages_sent import CHANNELS
from bot.officers.cases.page import DONE
from bot.officers.cases.story import Kind
from casework.case_openings import Refusal
from casework.decision_states import State as DecisionState
from casework.decisions import PartyRole
from casework.links import EndedBy
from casework.payment_claims import State as ClaimState
from casework.payment_facts import Source
from casework.promises import PromiseState
from casework.question_rows import Act
from casework.reception_kinds import BookingState
from casework.visits import Outcome
from casework.visits import State as VisitState
from messages.outbox import Guard, State

_TYPED = (
    "amount on receipt source payer slip slip_on keep_surplus what document ground reason circumstance asked_on until "
    "interest how second_on correct note again bot"
)
OF_CASES = {
    *(f"states.{one.value}" for one in DecisionState),
    *(f"party_roles.{one.value}" for one in PartyRole),
    *(f"story_kinds.{one.value}" for one in Kind),
    *(f"story.sent_{one.value}" for one in Guard if one not in (Guard.REPLY, Guard.FOLD)),
    *(f"story.{one.value}" for one in Act if one is not Act.ADDED),
    *(f"story.promise_{one.value}" for one in PromiseState),
    *(f"story.payment_{one.value}" for one in Source),
    *(f"story.claim_{one.value}" for one in ClaimState),
    *(f"story.meeting_{one.value}" for one in BookingState),
    *(f"story.visit_{one.value}" for one in VisitState),
    *(f"story.unlinked_{one.value}" for one in EndedBy),
    *(f"channel_names.{one}" for one in (*CHANNELS, "other")),
    *(f"message_states.{one.value}" for one in State),
    *(f"visit_outcomes.{one.value}" for one in Outcome),
    "visit_outcomes.open",
    *(f"case_done.{one}" for one in DONE),
    *(
        f"case_work.{one}"
        for one in ("payment", "promise", "event", "service", "letter", "note", "reversal", "annulment", "withdrawal")
    ),
    *(f"case_field.{one}" for one in _TYPED.split()),
    *(f"case_form.{one}" for one in ("stops", "runs", "the_promise", "reminders")),
    *(f"urgent.{one.value}" for one in Refusal),
    *(f"promise_states.{one.value}" for one in PromiseState),
}
