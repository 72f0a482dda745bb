"""What do the books say of the reader's own decision about the topic they asked about?

An explanation says what the law is for everybody; before it stand one or two sentences of the reader's own: the day on which
their ten days end, their next instalment, what is left. A debtor hears a debtor's, a creditor a creditor's; whoever is
neither hears nothing here. No names, nothing of anybody else. Whoever calls this has made sure that the chat is linked to the
party and that no view PIN is due. What answers free words (``messages.answer``) never sees this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.books import Books
from casework.coercion_queries import Measure
from casework.decision_states import LIVE
from casework.decisions import PartyRole, Status
from casework.obligations import decision_of_party
from casework.taking_part import TakesPart, takes_part_in
from messages import own_course_words as course
from messages import own_sum_words as sums
from messages.library import Lang, say
from messages.own_course_words import Own, Teller

MOST = 12  # decisions that are looked into for one answer; who has more (a bank) is led to their list

DEBTOR: Mapping[str, Sequence[Teller]] = {
    "voluntary_period": (sums.settled, course.period),
    "notice_service": (course.notice,),
    "late_interest": (sums.interest,),
    "instalments_agreement": (sums.instalments,),
    "alimony": (sums.alimony,),
    "deferral": (course.state(Status.DEFERRED),),
    "suspension": (course.state(Status.SUSPENDED),),
    "termination": (course.state(Status.TERMINATED),),
    "no_condition": (course.state(Status.NO_MEANS),),
    "exemption_reduction": (sums.state_share,),
    "state_budget_court_fee": (sums.state_share,),
    "payment_order": (sums.paid,),
    "amnesty_confirmation": (sums.done_and_left,),
    "coercive_measures": (sums.settled, course.coercion()),
    "coercion_cost": (sums.settled, course.coercion()),
    "complaint_procedure": (course.complaint,),
    "land_house_handover": (sums.settled, course.coercion({Measure.HANDOVER, Measure.SEIZURE})),
    "only_home": (sums.settled, course.coercion({Measure.SEIZURE})),
    "seizure_exempt_assets": (sums.settled, course.coercion({Measure.SEIZURE})),
    "account_freeze": (course.coercion({Measure.MONEY}), sums.left),
    "salary_deduction": (sums.settled, course.coercion({Measure.INCOME})),
    "exit_ban": (sums.left_and_exit,),
}
CREDITOR: Mapping[str, Sequence[Teller]] = {
    "voluntary_period": (course.period,),
    "late_interest": (sums.interest,),
    "instalments_agreement": (sums.instalments,),
    "alimony": (sums.alimony,),
    "deferral": (course.state(Status.DEFERRED),),
    "suspension": (course.state(Status.SUSPENDED),),
    "termination": (course.state(Status.TERMINATED),),
    "no_condition": (sums.state_and_sums,),
    "payment_order": (sums.collected,),
    "request_enforcement": (sums.requested,),
    "coercive_measures": (course.running_period, sums.came_in),
    "asset_verification": (course.running_period, sums.came_in),
}
TOPICS = frozenset(DEBTOR) | frozenset(CREDITOR)
_OF_A_ROLE = {PartyRole.DEBTOR: DEBTOR, PartyRole.CREDITOR: CREDITOR}
# Whatever is closed is silent, but where the question is about that very end.
_ENDS: Mapping[tuple[str, PartyRole], Status] = {
    ("termination", PartyRole.DEBTOR): Status.TERMINATED,
    ("termination", PartyRole.CREDITOR): Status.TERMINATED,
    ("amnesty_confirmation", PartyRole.DEBTOR): Status.FINISHED,
    ("no_condition", PartyRole.CREDITOR): Status.RETURNED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCase:
    """What is said: one or two sentences, personal. ``decision_id`` None: several decisions, which are not told apart."""

    lines: tuple[str, ...]
    decision_id: int | None


def own_case(books: Books, party_id: int, topic: str, lang: Lang) -> OwnCase | None:
    """What the party's books say about ``topic``; None where they have nothing to say.

    Of several decisions the one that fits is told if it is the only one; else that there are several.
    """
    mine = takes_part_in(books, party_id)
    asked = [one for one in mine if _may_tell(topic, one)]
    if not asked:
        return None
    if len(asked) > MOST:
        return _several(len(mine), lang)
    found = [(one.decision_id, own) for one in asked if (own := _of(books, party_id, one, topic, lang)) is not None]
    fits = [one for one in found if one[1].exact] or found
    if not fits:
        return None
    if len(fits) > 1:
        return _several(len(mine), lang)
    decision_id, own = fits[0]
    return OwnCase(lines=own.lines, decision_id=decision_id)


def side_of(books: Books, party_id: int) -> PartyRole | None:
    """Debtor or creditor, by the party's decisions that are not closed; None for whoever is both or neither."""
    sides = {role for one in takes_part_in(books, party_id) if one.status in LIVE for role in one.roles}
    return next(iter(sides)) if len(sides) == 1 and sides <= _OF_A_ROLE.keys() else None


def _may_tell(topic: str, one: TakesPart) -> bool:
    role = one.roles[0]
    if topic not in _OF_A_ROLE.get(role, {}):
        return False
    return one.status in LIVE or _ENDS.get((topic, role)) is one.status


def _of(books: Books, party_id: int, one: TakesPart, topic: str, lang: Lang) -> Own | None:
    view = decision_of_party(books, party_id, one.decision_id)
    if view is None or view.role is None:
        return None
    tellers = _OF_A_ROLE[view.role][topic]
    return next((own for tell in tellers if (own := tell(books, view, lang)) is not None), None)


def _several(count: int, lang: Lang) -> OwnCase:
    return OwnCase(lines=(say(lang, "own_case.several", count=count),), decision_id=None)
