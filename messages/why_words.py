"""Why did I get this? Three lines for every message sent unasked: the rule, the facts it rests on, who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from casework import staff
from casework.booking_facts import Booking, find_booking
from casework.books import Books
from casework.clock import local
from casework.consent import Purpose, standing
from casework.obligations import decision_of_party
from casework.payment_claims import claim
from casework.promises import promises_of
from casework.questions import question
from casework.reception_outcomes import find_outcome
from messages.library import Lang, say
from messages.outbox import Content
from messages.tables import outbox
from messages.vietnamese import day, dong, short_day


class Rule(StrEnum):
    """By which rule a message was sent; the name of its text in ``content``."""

    CAMPAIGN = "campaign"
    PROMISE = "promise"
    INSTALMENT = "instalment"
    RECEPTION = "reception"
    BOOKING = "booking"
    ANSWER = "answer"
    CLAIM = "claim"
    KEPT = "kept"
    MEETING = "meeting"

    @property
    def needs_consent(self) -> bool:
        """Whether it was sent because the person agreed to be reminded, and stops when they no longer do."""
        return self in (Rule.CAMPAIGN, Rule.PROMISE, Rule.INSTALMENT, Rule.RECEPTION, Rule.KEPT)


_BY_ANCHOR = {  # scheduler.steps.step.Anchor, as it is stored
    "promise_due": Rule.PROMISE,
    "instalment_due": Rule.INSTALMENT,
    "reception": Rule.RECEPTION,
}
_OF_A_PLAN = frozenset({Rule.CAMPAIGN, *_BY_ANCHOR.values()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """The three lines, and the rule they begin with."""

    rule: Rule
    lines: tuple[str, str, str]


def rule_of(content: Content) -> Rule:
    """The rule by which this content was sent."""
    if content.booking_id is not None:
        return Rule.BOOKING
    if content.missed_id is not None or content.outcome_id is not None:
        return Rule.MEETING
    if content.question_id is not None:
        return Rule.ANSWER
    if content.claim_id is not None:
        return Rule.CLAIM
    if content.promise_id is not None:
        return Rule.KEPT
    return _BY_ANCHOR.get(content.anchor or "", Rule.CAMPAIGN)


def rule_sentence(content: Content, lang: Lang) -> str:
    """The rule in a sentence; of a reminder that stands for others, also that it does."""
    rule = rule_of(content)
    key = f"content.why_{rule.value}"
    said = say(lang, key, plan=content.plan or "-") if rule in _OF_A_PLAN else say(lang, key)
    if not content.speaks_for:
        return said
    return f"{said} {say(lang, 'content.why_merged', count=content.speaks_for)}"


def reasons_for(books: Books, row_id: int, content: Content, lang: Lang) -> Reasons:
    """Rule, facts as the books have them, who answers for it with day, version and reference, and how to stop."""
    row = books.conn.execute(
        select(outbox.c.sent_at, outbox.c.made_at, outbox.c.contact_id).where(outbox.c.id == row_id)
    ).one()
    rule = rule_of(content)
    return Reasons(
        rule=rule,
        lines=(
            rule_sentence(content, lang),
            _facts(books, rule, content, row, lang),
            _answers(books, rule, content, row, lang),
        ),
    )


def _facts(books: Books, rule: Rule, content: Content, row: Any, lang: Lang) -> str:
    said = _of_its_own(books, rule, content, lang)
    if said is not None:
        return said
    view = decision_of_party(books, content.party_id or 0, content.decision_id or 0)
    if view is None:
        return say(lang, "content.facts_closed")
    agreed = standing(books, row.contact_id, content.party_id or 0, Purpose.REMINDERS)
    facts = say(lang, "content.facts_decision", number=view.number, left=dong(view.left, lang))
    if not rule.needs_consent or agreed.at is None:
        return facts
    return f"{facts} {say(lang, 'content.facts_agreed', day=short_day(local(agreed.at).date(), lang))}"


def _of_its_own(books: Books, rule: Rule, content: Content, lang: Lang) -> str | None:
    """The facts of what is no reminder: the appointment, the question, the claim, the promise."""
    if rule is Rule.BOOKING and (there := find_booking(books, content.booking_id or 0)) is not None:
        when = short_day(local(there.starts_at).date(), lang)
        return say(lang, "content.facts_booking", booking=there.reference, day=when)
    if rule is Rule.MEETING and (met := _meeting(books, content)) is not None:
        when = short_day(local(met.starts_at).date(), lang)
        return say(lang, "content.facts_booking", booking=met.reference, day=when)
    if rule is Rule.ANSWER and (asked := question(books, content.question_id or 0)) is not None:
        when = short_day(local(asked.asked_at).date(), lang)
        return say(lang, "content.facts_question", asked=asked.reference, day=when)
    if rule is Rule.CLAIM and (made := claim(books, content.claim_id or 0)) is not None:
        return say(lang, "content.facts_claim", day=short_day(local(made.made_at).date(), lang))
    if rule is Rule.KEPT and content.decision_id is not None:
        kept = [
            one for one in promises_of(books, content.decision_id, content.party_id) if one.id == content.promise_id
        ]
        if kept:
            amount, when = dong(kept[0].amount, lang), short_day(kept[0].due_on, lang)
            return say(lang, "content.facts_promise", amount=amount, day=when)
    return None


def _meeting(books: Books, content: Content) -> Booking | None:
    """The appointment that was missed, or of whose meeting there is a note."""
    outcome = None if content.outcome_id is None else find_outcome(books, content.outcome_id)
    return find_booking(books, content.missed_id or (0 if outcome is None else outcome.booking_id))


def _answers(books: Books, rule: Rule, content: Content, row: Any, lang: Lang) -> str:
    """Who answers for the words, since when they are sent, and how to stop them."""
    who = content.approved_by
    if rule is Rule.BOOKING:
        who = None
    if rule is Rule.ANSWER:
        asked = question(books, content.question_id or 0)
        said = None if asked is None else asked.said_by_officer(content.entry_id)
        who = None if said is None else said.staff_id
    known = None if who is None else staff.find(books, who)
    role = say(lang, "content.role_nobody" if known is None else f"content.role_{known.role.value}")
    sent = say(
        lang,
        "content.why_sent",
        day=day(local(row.sent_at or row.made_at).date(), lang),
        role=role,
        version=content.text_version,
        reference=content.reference or "-",
    )
    return f"{sent} {say(lang, 'content.how_to_stop')}" if rule.needs_consent else sent
