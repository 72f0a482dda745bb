"""Which explanations has this agency added to the shipped ones, in the same form?

They come from officers' answers that another person has approved (``casework.proposals``). One whose provision has ended, or
is not in the register any more, is not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casework import staff
from casework.books import Books
from casework.clock import local
from casework.proposals import Approved, approved
from messages import explanations
from messages.law_file import Action, Audience, Explanation, Review, ReviewState, Sentence
from messages.provisions import Provision

SHORT_SENTENCES = 3  # as many as the short form of a shipped explanation has; the rest is the longer one


def office_explanations(books: Books, on: date) -> tuple[Explanation, ...]:
    """All that this agency has approved and that still holds on ``on``, in the order of approval."""
    register = explanations.register()
    names = {one.id: one.name for one in staff.everybody(books)}
    return tuple(_explanation(one, names, register) for one in approved(books) if holds(one, register, on))


def of_topic(books: Books, topic: str, on: date) -> tuple[Explanation, ...]:
    """The agency's own explanations of ``topic``, to be offered beside the shipped ones."""
    return tuple(one for one in office_explanations(books, on) if one.topic == topic)


def find(books: Books, name: str, on: date) -> Explanation | None:
    """The agency's own explanation of this name, as a button carries it; None alike for an old and an unknown one."""
    return next((one for one in office_explanations(books, on) if one.name == name), None)


def holds(one: Approved, register: Mapping[str, Provision], on: date) -> bool:
    """Whether every provision it rests on is in the register and in force."""
    return all(place in register and register[place].source.covers(on, on) for place in one.citations)


def _explanation(one: Approved, names: Mapping[int, str], register: Mapping[str, Provision]) -> Explanation:
    said = tuple(Sentence(say=statement.say, by=statement.by) for statement in one.sentences)
    short, rest = said[:SHORT_SENTENCES], said[SHORT_SENTENCES:]
    approved_on = local(one.approved_at).date()
    first = dict.fromkeys(place for sentence in short for place in sentence.by if place in register)
    citations = tuple(register[place].citation for place in one.citations)
    return Explanation(
        name=one.name,
        version=1,
        start=approved_on,
        until=None,
        audience=(Audience.ANYONE,),
        title=one.title,
        short=short,
        long=(rest,) if rest else (),
        not_mean=(),
        can_do=(Action.ASK,),
        review=Review(state=ReviewState.APPROVED, by=names.get(one.approved_by, "-"), on=approved_on),
        questions=one.asked,
        short_citations=tuple(register[place].citation for place in first) or citations,
        citations=citations,
    )
