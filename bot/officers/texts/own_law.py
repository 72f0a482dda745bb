"""The page of an explanation that this office made from an officer's answer: read, approved by another, or taken back."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.officers.texts.law_list import own_state
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import audit, proposals, staff
from casework.books import Books
from casework.clock import today
from casework.law_reviews import REVIEWERS
from casework.proposals import Proposal, ProposalRefused, Statement
from casework.question_rows import question
from messages import explanations, proposing
from messages.provisions import Provision


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything on the page."""

    one: Proposal
    state: str
    sentences: tuple[tuple[Statement, tuple[tuple[str, Provision | None], ...]], ...]
    faults: tuple[str, ...]
    writer: str
    decider: str
    withdrawer: str
    mine: bool
    reviews: bool


async def shown(visit: Visit, name: str, *, wrong: str = "", status: int = 200) -> web.Response:
    """The page. Raises ``Missing``."""
    told = await visit.db.read(told_of, name, visit)
    if told is None:
        raise Missing
    return visit.page("texts/own_law", status=status, wrong=wrong, told=told, cited=explanations.place_of)


async def decide(visit: Visit, name: str, what: str) -> web.StreamResponse:
    """Approve or return what somebody else proposed, or withdraw what is said."""
    told = await visit.db.read(told_of, name, visit)
    if told is None:
        raise Missing
    if not told.reviews or (told.mine and what != "withdraw"):
        await visit.db.write(_note_refused, told.one.name, visit)
        return await shown(
            visit, name, wrong="Không tự duyệt bài mình đề xuất. Hãy nhờ một người khác đọc.", status=403
        )
    if what == "return" and not visit.form.get("note", "").strip():
        return await shown(visit, name, wrong="Trả lại thì phải nói vì sao. Hãy ghi lý do.", status=422)
    try:
        await visit.db.write(_decided, told.one, visit, what)
    except ProposalRefused as refused:
        return await shown(visit, name, wrong=" ".join(refused.sentences), status=422)
    return visit.go(f"/texts/law/{told.one.name}")


def told_of(books: Books, name: str, visit: Visit) -> Told | None:
    """Read in one transaction."""
    one = proposals.named(books, name)
    if one is None or one.name != name:
        return None
    names = {each.id: each.name for each in staff.everybody(books)}
    open_still = one.state is proposals.State.PROPOSED
    asked = question(books, one.question_id)
    party = None if asked is None else asked.party_id
    return Told(
        one=one,
        state=own_state(one, today(books.clock), books),
        sentences=tuple(
            (each, tuple((by, explanations.provision(by)) for by in each.by)) for each in one.words.sentences
        ),
        faults=tuple(proposing.faults_of(books, one.words, one.words.citations, party)) if open_still else (),
        writer=names.get(one.proposed_by, "-"),
        decider="" if one.decided_by is None else names.get(one.decided_by, "-"),
        withdrawer="" if one.withdrawn_by is None else names.get(one.withdrawn_by, "-"),
        mine=visit.who.id in proposals.proposers_of(books, one),
        reviews=visit.who.role in REVIEWERS,
    )


def _decided(books: Books, one: Proposal, visit: Visit, what: str) -> None:
    if what == "approve":
        proposing.approve(books, one.name, visit.who.id, question(books, one.question_id))
    elif what == "return":
        proposals.send_back(books, one.name, visit.who.id, visit.form.get("note", ""))
    elif what == "withdraw":
        proposals.withdraw(books, one.name, visit.who.id)
    else:
        raise TurnedAway(422, "bad_form")


def _note_refused(books: Books, name: str, visit: Visit) -> None:
    who = audit.staff(visit.who.id)
    audit.record(books, who, audit.Action.PROPOSAL_DECIDED, f"proposal:{name}", purpose="not_theirs", result="refused")
