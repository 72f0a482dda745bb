"""How is an explanation of the office's own written anew? By the rules of a first proposal; another person approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.officers.visit import Missing, TurnedAway, Visit
from casework import proposals
from casework.books import Books
from casework.law_reviews import REVIEWERS
from casework.proposals import Proposal, ProposalRefused
from casework.question_rows import question
from messages import proposing
from messages.law_file import ADVICE

FIELDS = ("title", "text", "cited", "advice", "asked")
MOST_PLACES = 20


class _OnlyLooked(Exception):
    """It would be kept: what was written for the look is taken back."""


async def show(visit: Visit) -> web.StreamResponse:
    """The form, with the words as they are."""
    one = await _wanted(visit)
    return _page(visit, one, _begun(one), ())


async def save(visit: Visit) -> web.StreamResponse:
    """Look at it, or keep it as a proposal that waits."""
    one, fields = await _wanted(visit), {name: visit.form.get(name, "") for name in FIELDS}
    only_look = visit.form.get("do") == "check"
    try:
        made = await visit.db.write(_proposed, one, fields, visit.who.id, only_look=only_look)
    except _OnlyLooked:
        return _page(visit, one, fields, (), checked=True)
    except ProposalRefused as refused:
        return _page(visit, one, fields, refused.sentences, status=200 if only_look else 422, checked=True)
    return visit.go(f"/texts/law/{made.name}")


def _page(
    visit: Visit,
    one: Proposal,
    fields: Mapping[str, str],
    faults: Sequence[str],
    *,
    status: int = 200,
    checked: bool = False,
) -> web.Response:
    return visit.page("texts/edit_law", status=status, one=one, fields=fields, faults=faults, checked=checked)


def _begun(one: Proposal) -> dict[str, str]:
    lines = one.words.sentences
    return {
        "title": one.words.title,
        "text": "\n".join(said.say for said in lines if said.by != (ADVICE,)),
        "cited": " ".join(one.words.citations),
        "advice": "\n".join(said.say for said in lines if said.by == (ADVICE,)),
        "asked": "\n".join(one.words.asked),
    }


def _proposed(books: Books, one: Proposal, fields: Mapping[str, str], staff_id: int, *, only_look: bool) -> Proposal:
    asked = question(books, one.question_id)
    if asked is None:
        raise Missing
    cited = fields["cited"].replace(",", " ").split()
    if len(cited) > MOST_PLACES:
        raise ProposalRefused(f"Nhiều hơn {MOST_PLACES} điều luật. Hãy chỉ ghi những điều mà bài dựa vào.")
    made = proposing.propose(
        books, asked, staff_id, topic=one.words.topic, title=fields["title"], text=fields["text"], cited=cited,
        advice=fields["advice"], asked_words=[line for line in fields["asked"].splitlines() if line.strip()] or [""],
    )  # fmt: skip
    if only_look:
        raise _OnlyLooked
    return made


async def _wanted(visit: Visit) -> Proposal:
    name = visit.request.match_info.get("proposal", "")
    one = await visit.db.read(proposals.named, name)
    if one is None or one.name != name:
        raise Missing
    if visit.who.role not in REVIEWERS:
        raise TurnedAway(403, "forbidden")
    return one
