"""Which explanations of the law are there, the shipped ones and the office's own, and how far has each come?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.officers.texts.asked import words_of
from bot.officers.visit import Visit
from casework import law_reviews, proposals
from casework.books import Books
from casework.clock import local, today
from casework.folding import fold
from casework.law_reviews import LawReview
from casework.law_reviews import State as ReviewDone
from casework.proposals import Proposal
from messages import explanations
from messages.law_approval import words_of as reviewed_words
from messages.law_file import Explanation, ReviewState
from messages.lint.open_matters import open_questions
from messages.office_law import holds

AT_ONCE = 50
DRAFT, RETURNED, APPROVED, EXPIRED, TO_COME = "draft", "returned", "approved", "expired", "to_come"
WAITING, WITHDRAWN, LAPSED = "waiting", "withdrawn", "lapsed"
STATES = (DRAFT, WAITING, RETURNED, APPROVED, EXPIRED, TO_COME, WITHDRAWN, LAPSED)
OWN_MARK = ".office_"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An explanation in the list; ``own``: made from an officer's answer."""

    name: str
    topic: str
    title: str
    first: str
    version: int
    starts_on: date
    ends_on: date | None
    state: str
    own: bool


async def show(visit: Visit) -> web.StreamResponse:
    """The list, by name, a page at a time."""
    asked = visit.request.query
    words, state, after = words_of(visit), asked.get("state", ""), asked.get("after", "")
    found = await visit.db.read(listed, words, state, after)
    rows, more = found[:AT_ONCE], len(found) > AT_ONCE
    return visit.page(
        "texts/law_list",
        words=words,
        state=state,
        rows=rows,
        states=STATES,
        after=rows[-1].name if more else None,
        open_matters=[one.open for one in open_questions()],
    )


def listed(books: Books, words: str, state: str, after: str) -> Sequence[Row]:
    """The explanations wanted, at most one more than a page shows."""
    rows = sorted((*_shipped(books), *_own(books)), key=lambda one: one.name)
    folded = fold(words)
    found = [
        one
        for one in rows
        if one.name > after
        and (not state or one.state == state)
        and folded in fold(f"{one.name} {one.title} {one.first}")
    ]
    return found[: AT_ONCE + 1]


def state_of(one: Explanation, review: LawReview | None, on: date) -> str:
    """How far the words of a shipped explanation have come."""
    if one.until is not None and one.until < on:
        return EXPIRED
    if review is not None and review.state is ReviewDone.RETURNED:
        return RETURNED
    if review is not None or one.review.state is ReviewState.APPROVED:
        return TO_COME if one.start > on else APPROVED
    return DRAFT


def own_state(one: Proposal, on: date, books: Books) -> str:
    """How far an explanation of the office's own has come; one whose provision has ended is said no more."""
    if one.state is proposals.State.APPROVED:
        standing = next((each for each in proposals.approved(books) if each.name == one.name), None)
        return APPROVED if standing is not None and holds(standing, explanations.register(), on) else LAPSED
    return {
        proposals.State.PROPOSED: WAITING,
        proposals.State.RETURNED: RETURNED,
        proposals.State.WITHDRAWN: WITHDRAWN,
    }[one.state]


def living(name: str, on: date) -> Explanation | None:
    """The version of a shipped explanation that is said on ``on`` or the next one, else the last that was said."""
    versions = explanations.versions_of(name)
    to_be_said = next((one for one in versions if one.until is None or one.until >= on), None)
    return to_be_said or (versions[-1] if versions else None)


def _shipped(books: Books) -> Iterator[Row]:
    on = today(books.clock)
    every = [one for name in explanations.names() if (one := living(name, on)) is not None]
    reviews = law_reviews.standing_of(books, [reviewed_words(one) for one in every])
    for one in every:
        yield Row(
            name=one.name, topic=one.topic, title=one.title, first=one.short[0].say, version=one.version,
            starts_on=one.start, ends_on=one.until, state=state_of(one, reviews.get(reviewed_words(one)), on), own=False,
        )  # fmt: skip


def _own(books: Books) -> Iterator[Row]:
    on = today(books.clock)
    for one in proposals.in_state(books, *proposals.State):
        since = one.decided_at or one.proposed_at
        yield Row(
            name=one.name, topic=one.words.topic, title=one.words.title, first=one.words.sentences[0].say, version=1,
            starts_on=local(since).date(), ends_on=None, state=own_state(one, on, books), own=True,
        )  # fmt: skip
