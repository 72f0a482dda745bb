"""Which sentences of the page of somebody's own data are put together from a key or a code?"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from bot.officers.safety.own_page import GROUPS
from casework import own_data, own_follow_ups, own_money
from casework.agreements import AgreementState
from casework.consent import Purpose
from casework.decision_states import Status
from casework.exemptions import Measure
from casework.payment_claims import State as ClaimState
from casework.people import PartyKind
from casework.reception_details import Need
from casework.reception_kinds import BookingKind, BookingState
from casework.reception_next_steps import NextStep
from casework.reception_outcomes import What
from casework.reminder_answers import Kind as Reaction
from casework.visits import State as VisitState

ONLY_IN_THE_CHAT = frozenset({"questions_from_this_chat"})
CODES = {
    "own_kinds": PartyKind,
    "own_statuses": Status,
    "own_agreements": AgreementState,
    "own_measures": Measure,
    "own_bookings": BookingKind,
    "own_appointments": BookingState,
    "own_needs": Need,
    "own_purposes": Purpose,
    "own_reactions": Reaction,
    "own_claims": ClaimState,
    "own_visits": VisitState,
    "own_meetings": What,
    "own_steps": NextStep,
}
OF_CASES_TOO = frozenset({"party_roles", "promise_states", "visit_outcomes"})


def keys_of_the_copy() -> set[str]:
    """Every key that the copy's makers write: whoever adds one has to give it a name here."""
    found: set[str] = set()
    for module in (own_data, own_money, own_follow_ups):
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        for one in ast.walk(tree):
            if isinstance(one, ast.Dict):
                found |= {key.value for key in one.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found - ONLY_IN_THE_CHAT


def _words() -> Iterable[str]:
    yield from (f"own_keys.{key}" for key in keys_of_the_copy())
    yield from (f"{topic}.{one.value}" for topic, codes in CODES.items() for one in codes)
    yield from ("own_said.me", "own_said.officer")


OF_OWN_DATA = set(_words())
assert set(GROUPS.values()) == {*CODES, *OF_CASES_TOO, "own_said"}
