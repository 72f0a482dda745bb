"""From where do the moments of a decision's story come? Each source is asked for what it has; the story sorts them.

Of a person's other cases nothing is told here: questions and claims are those about this decision, messages those about it or
about none. Out of ``scope.names`` no words of anybody stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.cli.decision_words import event_words
from bot.officers.cases.messages_sent import channel_key, messages
from bot.officers.cases.story import LISTED, Asked, Kind, Moment, Story, beginning_of, on_day
from casework.booking_facts import bookings_ever
from casework.books import Books
from casework.case_notes import may_take_back, notes_of
from casework.case_rows import links_ever, questions_about
from casework.course_rules import TRANSITIONS
from casework.decision_events import Event, events_of
from casework.money_events import MoneyEvent
from casework.payment_claims import claims_of
from casework.payment_facts import payments_of
from casework.payouts import payouts_of
from casework.people import names_of
from casework.promises import PromiseState, promises_of
from casework.question_rows import OF_THE_PERSON
from casework.visits import visits_of
from messages.vietnamese import dong, masked_name

_TOLD_BETTER = frozenset(
    {MoneyEvent.PROMISE_MADE.value, MoneyEvent.PAID_OUT.value}
)  # they themselves stand in the line
_NOT_ANNULLED = frozenset({"served", "service_corrected", "annulled"})


def _events(books: Books, asked: Asked) -> Iterator[Moment]:
    yield from _payouts(books, asked)
    events = events_of(books, asked.decision_id)
    taken_back = {event.detail.annuls for event in events}
    for one in events:
        if one.kind in _TOLD_BETTER:
            continue
        gone = one.id in taken_back
        yield Moment(
            kind=Kind.EVENT,
            row=one.id,
            at=on_day(one.happened_on, one.entered_at),
            day=one.happened_on,
            office=event_words(one),
            text=_words_of_event(one) if asked.names else "",
            by=one.entered_by,
            gone=gone,
            acts=("annul",) if asked.names and not gone and _of_the_course(one) else (),
        )


def _payouts(books: Books, asked: Asked) -> Iterator[Moment]:
    """Each with its sum, its paper and to whom it went: the event beside it knows its day alone."""
    paid = payouts_of(books, asked.decision_id)
    names = names_of(books, {one.party_id for one in paid})
    for one in paid:
        name = names.get(one.party_id, "-")
        told = {"amount": dong(one.amount), "paper": one.document, "name": name if asked.names else masked_name(name)}
        yield Moment(
            kind=Kind.EVENT,
            row=one.id,
            at=on_day(one.paid_on, one.entered_at),
            day=one.paid_on,
            key="story.surplus_returned" if one.line_id is None else "story.paid_out",
            blanks=told,
            by=one.entered_by,
            gone=not one.live,
        )


def _of_the_course(event: Event) -> bool:
    moves = event.to_status is not None or event.happened in TRANSITIONS
    return moves and event.happened not in _NOT_ANNULLED


def _words_of_event(event: Event) -> str:
    return "; ".join(words for words in (event.detail.document, event.detail.ground) if words)


def _questions(books: Books, asked: Asked) -> Iterator[Moment]:
    for thread in questions_about(books, asked.who, asked.decision_id):
        for entry in thread.entries:
            person = entry.act in OF_THE_PERSON
            yield Moment(
                kind=Kind.QUESTION,
                row=entry.id,
                at=entry.at,
                key="story.asked" if person else f"story.{entry.act.value}",
                blanks={"reference": thread.reference},
                text=entry.text if asked.names and entry.act.value != "called" else "",
                by=entry.staff_id,
            )


def _promises(books: Books, asked: Asked) -> Iterator[Moment]:
    for one in promises_of(books, asked.decision_id):
        yield Moment(
            kind=Kind.PROMISE,
            row=one.id,
            at=beginning_of(one.made_on),
            day=one.made_on,
            key=f"story.promise_{one.state.value}",
            blanks={"amount": dong(one.amount), "day": f"{one.due_on:%d/%m/%Y}"},
            by=one.entered_by,
            acts=("withdraw",) if asked.names and one.state is PromiseState.OPEN else (),
        )


def _payments(books: Books, asked: Asked) -> Iterator[Moment]:
    for one in payments_of(books, asked.decision_id):
        day = one.given_on
        waits = one.waiting
        yield Moment(
            kind=Kind.PAYMENT,
            row=one.id,
            at=one.entered_at if day is None else on_day(day, one.entered_at),
            day=day,
            key="story.payment_waits" if waits else f"story.payment_{one.source.value}",
            blanks={"amount": dong(one.amount), "paper": one.receipt or one.slip or "-"},
            by=one.entered_by,
            gone=not one.live,
            acts=("reverse",) if asked.names and one.live else (),
        )


def _claims(books: Books, asked: Asked) -> Iterator[Moment]:
    for one in claims_of(books, asked.decision_id):
        paid = "-" if one.paid_on is None else f"{one.paid_on:%d/%m/%Y}"
        yield Moment(
            kind=Kind.CLAIM,
            row=one.id,
            at=one.made_at,
            key=f"story.claim_{one.state.value}",
            blanks={"day": paid, "receipt": (one.receipt or "-") if asked.names else "…"},
            by=one.looked_by,
        )


def _meetings(books: Books, asked: Asked) -> Iterator[Moment]:
    for party_id in asked.parties:
        for one in bookings_ever(books, party_id):
            yield Moment(
                kind=Kind.MEETING,
                row=one.id,
                at=one.starts_at,
                key=f"story.meeting_{one.state.value}",
                blanks={"place": one.place, "reference": one.reference},
            )


def _visits(books: Books, asked: Asked) -> Iterator[Moment]:
    for one in visits_of(books, asked.decision_id):
        day = one.visited_on
        yield Moment(
            kind=Kind.VISIT,
            row=one.id,
            at=one.made_at if day is None else beginning_of(day),
            day=day,
            key=f"story.visit_{one.state.value}",
            blanks={"day": f"{one.due_on:%d/%m/%Y}", "reference": one.reference},
            words={"outcome": f"visit_outcomes.{'open' if one.outcome is None else one.outcome.value}"},
            text=(one.note or "") if asked.names else "",
            by=one.entered_by,
        )


def _links(books: Books, asked: Asked) -> Iterator[Moment]:
    people = (*asked.parties, *asked.creditors)
    names = {one: name if asked.names else masked_name(name) for one, name in names_of(books, people).items()}
    for row in links_ever(books, people):
        told, channel = {"name": names[row.party_id]}, {"channel": channel_key(row.account)}
        yield Moment(kind=Kind.LINK, row=row.id, at=row.linked_at, key="story.linked", blanks=told, words=channel)
        if row.ended_at is not None:
            key = f"story.unlinked_{row.ended_by or 'person'}"
            yield Moment(kind=Kind.LINK, row=row.id, at=row.ended_at, key=key, blanks=told, words=channel)


def _notes(books: Books, asked: Asked) -> Iterator[Moment]:
    for one in notes_of(books, asked.decision_id):
        yield Moment(
            kind=Kind.NOTE,
            row=one.id,
            at=one.written_at,
            key="story.note" if one.deleted_at is None else "story.note_deleted",
            text=(one.text or "") if asked.names else "",
            by=one.written_by,
            gone=one.deleted_at is not None,
            acts=("delete",) if asked.names and may_take_back(books, one, asked.who.id) else (),
        )


SOURCES: dict[Kind, Callable[[Books, Asked], Iterable[Moment]]] = {
    Kind.EVENT: _events,
    Kind.MESSAGE: messages,
    Kind.QUESTION: _questions,
    Kind.PROMISE: _promises,
    Kind.PAYMENT: _payments,
    Kind.CLAIM: _claims,
    Kind.MEETING: _meetings,
    Kind.VISIT: _visits,
    Kind.LINK: _links,
    Kind.NOTE: _notes,
}


def _as_may_be_done(moments: Iterable[Moment], asked: Asked) -> Iterable[Moment]:
    return moments if asked.acts else (replace(one, acts=()) for one in moments)


def story(books: Books, asked: Asked, only: Kind | None = None) -> Story:
    """The page that was asked for."""
    told = (
        moment
        for kind, source in SOURCES.items()
        if only in (None, kind)
        for moment in _as_may_be_done(source(books, asked), asked)
        if asked.keeps(moment)
    )
    newest = sorted(told, key=lambda one: one.place.sorts, reverse=True)
    page = tuple(newest[:LISTED])
    return Story(moments=page, older=page[-1].place.typed() if len(newest) > LISTED else None)
