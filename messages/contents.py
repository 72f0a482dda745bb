"""What does a nudge show once it is tapped?

The text and its version were fixed when the nudge was queued; the facts are read from the books now, so that a sum, a
deadline or an hour is never older than the tap. Where the facts have overtaken the reminder, it says so kindly.

Whoever calls this has made sure that the chat is linked to the party the nudge was for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.booking_facts import Booking, find_booking, is_live
from casework.booking_visitors import visitor_name
from casework.books import Books
from casework.clock import local, today
from casework.deadlines import voluntary_period_end
from casework.decision_states import RESTING
from casework.decisions import PartyRole, Status
from casework.obligations import FOR_THE_STATE, DecisionView, decision_of_party
from casework.people import name_of
from casework.promises import PromiseState
from casework.questions import question
from casework.receptions import BookingKind, BookingState
from messages import plan_words, vietnamese
from messages.answers import MORE, answer_facts, more_label
from messages.blanks import TextError, fill
from messages.due_plan import plan_of
from messages.follow_up_words import last_promise, promise_line
from messages.library import Kind, Lang, Text, keys, pinned, say, version_of
from messages.office_texts import text_in
from messages.outbox import Content
from messages.why_words import rule_sentence

MISSED = "missed"
PROMISE_BLANKS = frozenset({"promise", MISSED})  # only for steps that are counted from a promise
DECISION_BLANKS = frozenset(
    {"name", "number", "left", "deadline", "officer", "rights", "why", "reference", "promise", "missed"}
)
_CLOSED = frozenset({Status.TERMINATED, Status.ENTRUSTED, Status.RETURNED})


class NothingToShow(Exception):
    """The content names no rows from which it could be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A button that belongs under the content: the key of its label and the data it gives when pressed."""

    label: str
    data: str
    words: str = ""  # instead of the label, where it is no text of the library: a day and an hour


WRONG = Action(label="reminder.wrong_button", data="cut:wrong")
Rows = tuple[tuple[Action, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The content, always personal, with the text it was made from and the rows of buttons it speaks of."""

    text: str
    text_key: str
    text_version: int
    rows: Rows
    decision_id: int | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """The buttons, row after row."""
        return tuple(action for row in self.rows for action in row)


def render_content(books: Books, content: Content, lang: Lang) -> Shown:
    """The content of a nudge as the books stand now. Raises ``NothingToShow`` or ``TextError``."""
    if content.moved_id is not None:
        from messages.day_move_contents import render_move  # it is written with what stands here

        return render_move(books, content, content.moved_id, lang)
    if content.booking_id is not None and content.text_key == "waiting.offered":
        from messages.waiting_notices import render_offer  # it is written with what stands here

        return render_offer(books, content, content.booking_id, lang)
    if content.booking_id is not None:
        return _appointment(books, content, content.booking_id, lang)
    if content.missed_id is not None or content.outcome_id is not None:
        from messages.meeting_contents import render_meeting  # it is written with what stands here

        return render_meeting(books, content, lang)
    if content.question_id is not None:
        return _answered(books, content, content.question_id, lang)
    if content.claim_id is not None or content.promise_id is not None:
        from messages.follow_up_contents import render_follow_up  # it is written with what stands here

        return render_follow_up(books, content, lang)
    if content.decision_id is not None and content.party_id is not None:
        return _reminder(books, content, content.party_id, content.decision_id, lang)
    raise NothingToShow(f"{content.text_key}: neither a booking, nor a question, nor a decision and party")


def campaign_texts() -> list[str]:
    """The texts that a campaign's step may use: they speak of one decision and carry the reference."""
    texts = [pinned(key, version_of(key)) for key in keys("reminder")]
    fits = [one for one in texts if one.kind is Kind.TEXT and {"name", "reference"} <= one.blanks <= DECISION_BLANKS]
    return [one.key for one in fits]


def _reminder(books: Books, content: Content, party_id: int, decision_id: int, lang: Lang) -> Shown:
    view = decision_of_party(books, party_id, decision_id)
    if view is None or view.role is not PartyRole.DEBTOR or view.status in _CLOSED:
        return overtaken("reminder.closed", content, lang, ())
    if (key := _no_longer(view)) is not None:
        return overtaken(key, content, lang, (), number=view.number)
    plan = plan_of(books, view)
    facts = {
        "name": vietnamese.masked_name(name_of(books, party_id) or ""),
        "number": view.number,
        "left": vietnamese.dong(view.left, lang),
        "officer": officer_words(view, lang),
        "rights": rights_sentence(view, lang),
        "why": say(lang, "reminder.why", rule=rule_sentence(content, lang)),
        "reference": content.reference or "-",
    }
    rows = reply_rows(decision_id)
    text = text_in(books, content.text_key, content.text_version)
    if PROMISE_BLANKS & text.blanks:
        return _of_promise(books, content, text, facts, lang, view)
    if plan is not None and plan.proposed(view.left):
        facts["plan"] = " ".join(plan_words.in_short(books, plan, view, lang))
        return _of_plan(facts, lang, rows, decision_id)
    facts["deadline"] = deadline_sentence(books, view, lang)
    return filled(text, facts, lang, rows, decision_id)


def reply_rows(decision_id: int) -> Rows:
    """How a reminder can be answered: pay, name a day, cannot, paid already, not me; and a way out with each of them."""
    pay = Action(label="common.pay", data=f"pay:{decision_id}")
    day = Action(label="promise.button", data=f"promise:{decision_id}")
    cannot = Action(label="cannot_pay.button", data=f"cannot:{decision_id}")
    paid = Action(label="claim.button", data=f"paid:{decision_id}")
    return ((pay,), (day, cannot), (paid, WRONG), (Action(label="start.settings", data="settings"),))


def _no_longer(view: DecisionView) -> str | None:
    """The key of what is said instead, where nothing is to be reminded of now."""
    if view.status in RESTING:
        return "reminder.paused"
    if view.status is Status.FINISHED:
        return "reminder.finished"
    if view.left > 0:
        return None
    return "reminder.settled" if view.paid else "reminder.nothing_left"


def _of_plan(facts: Mapping[str, str], lang: Lang, rows: Rows, decision_id: int) -> Shown:
    """Who pays in parts is told the next one: the approved words would ask for the whole as if it were due."""
    key = "reminder.of_plan"
    text = say(lang, key, on=None, **facts)
    return Shown(text=text, text_key=key, text_version=version_of(key), rows=rows, decision_id=decision_id)


def _of_promise(
    books: Books, content: Content, text: Text, facts: dict[str, str], lang: Lang, view: DecisionView
) -> Shown:
    """What the person has named; whoever kept it, took it back or has named another day since has nothing to do."""
    last = last_promise(books, view.id, content.party_id or 0)
    missed = last is not None and last.state is PromiseState.MISSED
    only_missed = MISSED in text.blanks
    if last is None or last.state is PromiseState.KEPT or (only_missed and not missed):
        return overtaken("reminder.no_promise", content, lang, ())
    facts["missed"] = facts["promise"] = promise_line(last, lang)
    facts["deadline"] = deadline_sentence(books, view, lang)
    return filled(text, facts, lang, reply_rows(view.id), view.id)


def _appointment(books: Books, content: Content, booking_id: int, lang: Lang) -> Shown:
    there = find_booking(books, booking_id)
    now = books.clock.now()
    if there is not None and there.state is BookingState.OFFERED:
        from messages.day_move_contents import render_old_reminder

        if (moved := render_old_reminder(books, content, booking_id, lang)) is not None:
            return moved
    if there is None or not is_live(there, now):
        again = ((Action(label="common.book", data="book"),),)
        booking = "-" if there is None else there.reference
        return overtaken("reminder.appointment_ended", content, lang, again, booking=booking)
    facts = _appointment_facts(books, there, lang)
    facts["reference"] = content.reference or "-"
    return written(content, facts, lang, _appointment_rows(there), None)


def _appointment_rows(there: Booking) -> Rows:
    """How a reminder of an appointment is answered; a meeting with the officer is moved by the officer."""
    come = Action(label="meeting.come_button", data=f"come:{there.id}")
    other = Action(label="appointments.move_button", data=f"apmove:{there.id}:0")
    drop = Action(label="appointments.drop_button", data=f"apdrop:{there.id}")
    return ((come,), (other, drop) if there.kind is BookingKind.RECEPTION else (drop,))


def _appointment_facts(books: Books, there: Booking, lang: Lang) -> dict[str, str]:
    day = local(there.starts_at).date()
    relative = vietnamese.relative_day(day, today(books.clock), lang)
    whom = "reminder.whom_officer" if there.kind is BookingKind.OFFICER else "reminder.whom_leader"
    return {
        "name": vietnamese.masked_name(visitor_name(books, there.visitor) or ""),
        "whom": say(lang, whom),
        "hour": vietnamese.hour(there.starts_at, lang),
        "day": vietnamese.day(day, lang),
        "relative": relative,
        "relative_first": relative[:1].upper() + relative[1:],
        "place": there.place,
        "address": there.address,
        "why": say(lang, "reminder.why_own_booking", booking=there.reference),
    }


def _answered(books: Books, content: Content, question_id: int, lang: Lang) -> Shown:
    """What an officer said, for the party that asked."""
    asked = question(books, question_id)
    said = None if asked is None else asked.said_by_officer(content.entry_id)
    if asked is None or said is None or asked.party_id is None or asked.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no answer to this party")
    facts = answer_facts(asked, said.text, content.reference or "-", lang)
    more = Action(label=more_label(said.act), data=f"{MORE}:{asked.id}")
    return written(content, facts, lang, ((more,),), None)


def deadline_sentence(books: Books, view: DecisionView, lang: Lang) -> str:
    """One sentence about the ten days (L25 Đ.36.1), which run from valid notice and never from a chat message."""
    if view.served_on is None:
        return say(lang, "reminder.deadline_unknown")
    end = voluntary_period_end(books, view.served_on)
    now = today(books.clock)
    shown = vietnamese.day(end.last_day, lang)
    if end.last_day < now:
        return say(lang, "reminder.deadline_past", day=shown)
    key = "reminder.deadline_forecast" if end.unconfirmed_year else "reminder.deadline_ahead"
    said = say(lang, key, day=shown, relative=vietnamese.relative_day(end.last_day, now, lang))
    if end.moved_from is None:
        return said
    return f"{said} {say(lang, 'reminder.deadline_moved', day=vietnamese.short_day(end.moved_from, lang))}"


def rights_sentence(view: DecisionView, lang: Lang) -> str:
    """What somebody who cannot pay may ask for: agreement is with a creditor (L25 Đ.36.2), waiver for the State's (Đ.42)."""
    for_the_state = {line.kind in FOR_THE_STATE for line in view.lines if line.left > 0}
    if for_the_state == {True, False}:
        return say(lang, "reminder.rights_both")
    return say(lang, "reminder.rights_state" if True in for_the_state else "reminder.rights_private")


def officer_words(view: DecisionView, lang: Lang) -> str:
    """Who is in charge and how they are reached: the officer, or the office where none is named."""
    if view.officer_name is None:
        return say(lang, "reminder.office", name=view.office_name, phone=view.office_phone)
    title = view.officer_title or ""
    if view.officer_phone is None:
        return say(lang, "reminder.officer", title=title, name=view.officer_name).strip()
    return say(
        lang, "reminder.officer_with_phone", title=title, name=view.officer_name, phone=view.officer_phone
    ).strip()


def written(content: Content, facts: Mapping[str, str], lang: Lang, rows: Rows, decision_id: int | None) -> Shown:
    """The text that was pinned when the nudge was queued, with the facts of now. Raises ``TextError``."""
    return filled(pinned(content.text_key, content.text_version), facts, lang, rows, decision_id)


def filled(text: Text, facts: Mapping[str, str], lang: Lang, rows: Rows, decision_id: int | None) -> Shown:
    """``text`` with those of the facts that it has blanks for. Raises ``TextError``."""
    if strange := text.blanks - facts.keys():
        raise TextError(f"{text.key}: no fact fills {', '.join(sorted(strange))}")
    words = text.vi
    if lang is not Lang.VI:
        from messages.translations import english  # Babel is opened only for those who read English

        words = text.en or english(text.key, text.vi) or text.vi
    return Shown(
        text=fill(words, text.key, {name: facts[name] for name in text.blanks}),
        text_key=text.key,
        text_version=text.version,
        rows=rows,
        decision_id=decision_id,
    )


def overtaken(key: str, content: Content, lang: Lang, rows: Rows, **blanks: str) -> Shown:
    """What is said instead where the facts have overtaken the message."""
    text = say(lang, key, on=None, reference=content.reference or "-", **blanks)
    return Shown(text=text, text_key=key, text_version=version_of(key), rows=rows)
