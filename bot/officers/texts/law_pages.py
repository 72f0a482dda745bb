"""The page of one explanation of the law: what it says, on which provision each sentence rests, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from bot.officers.texts import own_law
from bot.officers.texts.law_list import OWN_MARK, living, state_of
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import law_reviews, staff
from casework.books import Books
from casework.clock import today
from casework.law_reviews import REVIEWERS, LawReviewRefused, State
from messages import explanations
from messages.differences import Differences, differences
from messages.law_approval import words_of
from messages.law_file import Explanation, Sentence
from messages.law_reviewing import review
from messages.library import Lang
from messages.lint.library_check import law_findings
from messages.provisions import Mark, Provision

Rests = tuple[str, Provision | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One sentence with what it rests on: the provision, or None for counsel and what the house does."""

    say: str
    rests: tuple[Rests, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The short form, a paragraph of the long one, or the misbeliefs: ``key`` says which."""

    key: str
    sentences: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Everything on the page of a shipped explanation."""

    one: Explanation
    state: str
    hash: str
    parts: tuple[Part, ...]
    remedies: tuple[str, ...]
    by: str
    at: datetime | None
    note: str
    preview: str
    english: str
    others: tuple[Explanation, ...]
    older: Explanation | None
    compared: Differences | None
    reviews: bool
    uncertain: tuple[Provision, ...]


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    return await _shown(visit, _name(visit))


async def decide(visit: Visit) -> web.StreamResponse:
    """Approve, return, or take the last of either back."""
    name, what = _name(visit), visit.form.get("do", "")
    if OWN_MARK in name:
        return await own_law.decide(visit, name, what)
    if await visit.db.read(told_of, name, visit) is None:
        raise Missing
    if what not in ("approve", "return", "undo"):
        raise TurnedAway(422, "bad_form")
    try:
        await visit.db.write(_decided, name, visit, what)
    except LawReviewRefused as refused:
        return await _shown(visit, name, wrong=str(refused), status=422)
    return visit.go(f"/texts/law/{name}")


async def provision(visit: Visit) -> web.StreamResponse:
    """What one place of the law provides, in our own words, how well it was seen, and who rests on it."""
    identity = visit.request.match_info.get("provision", "")
    found = explanations.provision(identity)
    if found is None:
        raise Missing
    on = await visit.db.read(_today)
    resting = [one for one in explanations.all(on) if any(identity in said.by for said in one.sentences())]
    return visit.page(
        "texts/provision", found=found, place=explanations.place_of(found), resting=resting, on=on,
        in_force=found.source.covers(on, on),
    )  # fmt: skip


async def _shown(visit: Visit, name: str, *, wrong: str = "", status: int = 200) -> web.Response:
    if OWN_MARK in name:
        return await own_law.shown(visit, name, wrong=wrong, status=status)
    told = await visit.db.read(told_of, name, visit)
    if told is None:
        raise Missing
    return visit.page("texts/law", status=status, wrong=wrong, told=told, cited=explanations.place_of)


def told_of(books: Books, name: str, visit: Visit) -> Told | None:
    """Read in one transaction."""
    on = today(books.clock)
    one = living(name, on)
    if one is None:
        return None
    stands = law_reviews.standing(books, words_of(one))
    approved = stands is not None and stands.state is State.APPROVED
    who = None if stands is None else staff.find(books, stands.staff_id)
    older = _older(one)
    parts = _parts(one)
    return Told(
        one=one,
        state=state_of(one, stands, on),
        hash=words_of(one).hash,
        parts=parts,
        remedies=tuple(f"«{each.finding.sentence}» {each.finding.remedy()}" for each in law_findings(one, on)),
        by=who.name if who is not None else one.review.by or "",
        at=None if stands is None else stands.at,
        note="" if stands is None else stands.note,
        preview=explanations.render(one, full=True, approved=approved),
        english=explanations.render(one, Lang.EN),
        others=tuple(each for each in explanations.of_topic(one.topic, on) if each.name != one.name),
        older=older,
        compared=None if older is None else differences(_whole(older), _whole(one)),
        reviews=visit.who.role in REVIEWERS,
        uncertain=_uncertain(parts),
    )


def said(sentence: Sentence) -> Said:
    """A sentence with the provisions it rests on."""
    return Said(say=sentence.say, rests=tuple((by, explanations.provision(by)) for by in sentence.by))


def _decided(books: Books, name: str, visit: Visit, what: str) -> None:
    one = living(name, today(books.clock))
    if one is None:
        raise Missing
    if visit.who.role not in REVIEWERS:
        raise LawReviewRefused("Vai trò này không duyệt bài giải thích. Hãy nhờ cán bộ pháp lý hoặc lãnh đạo.")
    if words_of(one).hash != visit.form.get("words", ""):
        raise LawReviewRefused("Lời của bài không còn đúng như lời đã hiện. Hãy mở lại trang, đọc lại rồi quyết định.")
    if what == "undo":
        law_reviews.take_back(books, words_of(one), visit.who.id)
    else:
        state = State.APPROVED if what == "approve" else State.RETURNED
        review(books, one, state, visit.who.id, visit.form.get("note", ""))


def _parts(one: Explanation) -> tuple[Part, ...]:
    parts = [Part(key="short", sentences=tuple(map(said, one.short)))]
    parts += [Part(key="long", sentences=tuple(map(said, paragraph))) for paragraph in one.long]
    if one.not_mean:
        parts.append(Part(key="not_mean", sentences=tuple(map(said, one.not_mean))))
    return tuple(parts)


def _uncertain(parts: tuple[Part, ...]) -> tuple[Provision, ...]:
    """Provisions that nobody has read in the text of the law itself: whoever approves should."""
    found = {
        rests.id: rests
        for part in parts
        for sentence in part.sentences
        for _, rests in sentence.rests
        if rests is not None and rests.mark is not Mark.SEEN
    }
    return tuple(found.values())


def _older(one: Explanation) -> Explanation | None:
    return next((each for each in explanations.versions_of(one.name) if each.version == one.version - 1), None)


def _whole(one: Explanation) -> str:
    return "\n".join([one.title, *(each.say for each in one.sentences())])


def _today(books: Books) -> date:
    return today(books.clock)


def _name(visit: Visit) -> str:
    return visit.request.match_info.get("explanation", "")
