"""What stands behind a nudge about a meeting: three new times after a miss, the note of it, what was to be done by when?

The facts are those of the tap: who came after all, a note put right, a promise kept are told as they stand.
"""

from __future__ import annotations

from datetime import date

from casework.booking_facts import Booking, booking_of_party, find_booking
from casework.books import Books
from casework.clock import local, today
from casework.people import name_of
from casework.promises import promises_of
from casework.reception_outcomes import NextStep, Outcome, What, find_outcome
from casework.receptions import BookingKind, BookingState, FreeSlot, free_slots
from messages import vietnamese
from messages.booking_words import slot_label
from messages.contents import Action, NothingToShow, Rows, Shown, overtaken, written
from messages.fit import clipped
from messages.library import Lang, say, version_of
from messages.outbox import Content

CHOICES = 3
_LOOKED_AT = 60  # free times, of which those at the same place come first
_LABEL = 60  # characters on a button
_MINE: Rows = ((Action(label="reminder.appointments", data="appointments"),),)


def render_meeting(books: Books, content: Content, lang: Lang) -> Shown:
    """The content as the books stand now. Raises ``NothingToShow``."""
    if content.missed_id is not None:
        return _missed(books, content, content.missed_id, lang)
    outcome = find_outcome(books, content.outcome_id or 0)
    there = None if outcome is None else find_booking(books, outcome.booking_id)
    if outcome is None:
        return overtaken("meeting.note_gone", content, lang, ())
    if there is None or there.party_id is None or there.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no meeting of this party")
    if content.text_key.startswith("meeting.remind_"):
        return _remind(books, content, there, outcome, lang)
    return render_note(books, content, there, outcome, lang)


def render_note(books: Books, content: Content, there: Booking, outcome: Outcome, lang: Lang) -> Shown:
    """What was noted, what follows, and by when the agency answers."""
    if outcome.what is What.NO_SHOW:
        return overtaken("meeting.note_gone", content, lang, ())
    officer = there.kind is BookingKind.OFFICER
    facts = {
        "name": _name(books, there),
        "whom": say(lang, "reminder.whom_officer" if officer else "reminder.whom_leader"),
        "day": _day(there, lang),
        "lines": "\n".join(note_lines(books, outcome, lang)),
        "reference": content.reference or "-",
    }
    return written(content, facts, lang, _note_rows(outcome), None)


def note_lines(books: Books, outcome: Outcome, lang: Lang) -> list[str]:
    """The outcome, the words that were agreed, the next step and what the agency owes: a line each."""
    lines = [say(lang, f"meeting.what_{outcome.what.value}")]
    if outcome.note:
        lines.append(say(lang, "meeting.noted", note=outcome.note))
    if outcome.next_step is not None and outcome.next_on is not None:
        lines.append(_next(books, outcome, outcome.next_step, outcome.next_on, lang))
    if outcome.answered_at is not None:
        on = vietnamese.short_day(local(outcome.answered_at).date(), lang)
        lines.append(say(lang, "meeting.answered", day=on))
    elif outcome.answer_due_on is not None:
        lines.append(say(lang, "meeting.answer_by", day=vietnamese.short_day(outcome.answer_due_on, lang)))
    if outcome.notice_due_on is not None and outcome.noticed_at is None:
        lines.append(say(lang, "meeting.notice_by", day=vietnamese.short_day(outcome.notice_due_on, lang)))
    return lines


def choices_after(books: Books, missed: Booking) -> tuple[FreeSlot, ...]:
    """Three free times: at the same place if there are so many, then anywhere, in order of time."""
    found = free_slots(books, after=books.clock.now(), kind=missed.kind, limit=_LOOKED_AT)
    near = sorted(found, key=lambda one: (one.place, one.address) != (missed.place, missed.address))
    return tuple(sorted(near[:CHOICES], key=lambda one: one.starts_at))


def _missed(books: Books, content: Content, booking_id: int, lang: Lang) -> Shown:
    there = find_booking(books, booking_id)
    if there is None or there.party_id is None or there.party_id != content.party_id:
        raise NothingToShow(f"{content.text_key}: no appointment of this party")
    if there.state is not BookingState.NO_SHOW or booking_of_party(books, there.party_id, there.kind) is not None:
        return overtaken("meeting.missed_over", content, lang, _MINE)
    facts = {
        "name": _name(books, there),
        "day": _day(there, lang),
        "booking": there.reference,
        "why": say(lang, "meeting.why_missed"),
    }
    if there.kind is BookingKind.OFFICER:
        return overtaken("meeting.missed_officer", content, lang, (), **facts)
    slots = choices_after(books, there)
    if not slots:
        return overtaken("meeting.missed_full", content, lang, (), **facts)
    rows: Rows = tuple(
        (Action(label="", words=clipped(slot_label(one, lang), _LABEL), data=f"slot:{one.slot_id}"),) for one in slots
    )
    facts["reference"] = content.reference or "-"
    return written(content, facts, lang, rows, None)


def _remind(books: Books, content: Content, there: Booking, outcome: Outcome, lang: Lang) -> Shown:
    if outcome.next_on is None or outcome.next_step is None or not content.text_key.endswith(outcome.next_step.value):
        return overtaken("meeting.note_gone", content, lang, ())
    facts = {
        "name": _name(books, there),
        "met": _day(there, lang),
        "day": vietnamese.short_day(outcome.next_on, lang),
        "relative": vietnamese.relative_day(outcome.next_on, today(books.clock), lang),
        "why": say(lang, "meeting.why_remind"),
        "reference": content.reference or "-",
    }
    again = (Action(label="meeting.read_again", data=f"metof:{outcome.id}"),)
    return written(content, facts, lang, (*_note_rows(outcome), again), None)


def _next(books: Books, outcome: Outcome, step: NextStep, on: date, lang: Lang) -> str:
    day = vietnamese.short_day(on, lang)
    if outcome.promise_id is not None and outcome.decision_id is not None:
        made = [one for one in promises_of(books, outcome.decision_id) if one.id == outcome.promise_id]
        if made:
            return say(lang, "meeting.next_promise", amount=vietnamese.dong(made[0].amount, lang), day=day)
    key = "next_document" if step is NextStep.DOCUMENT else "next_instalment"
    return say(lang, f"meeting.{key}", day=day)


def _note_rows(outcome: Outcome) -> Rows:
    if outcome.decision_id is None or outcome.next_step is NextStep.DOCUMENT:
        return ()
    return ((Action(label="common.pay", data=f"pay:{outcome.decision_id}"),),)


def _name(books: Books, there: Booking) -> str:
    return vietnamese.masked_name(name_of(books, there.party_id or 0) or "")


def _day(there: Booking, lang: Lang) -> str:
    return vietnamese.short_day(local(there.starts_at).date(), lang)


def note_content(outcome: Outcome, party_id: int) -> Content:
    """The note for whoever asks for it, without a nudge."""
    key = "meeting.note"
    return Content(text_key=key, text_version=version_of(key), outcome_id=outcome.id, party_id=party_id)
