"""Which questions lead to a complaint: against what, whose, since when?"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from casework.citations import NEW_LAW_FROM
from casework.clock import today
from handlers.applying import (
    basis,
    choose_decision,
    mine_row,
    own_decision,
    own_decisions,
    screen_text,
)
from handlers.complaint_answer import OWN_PRESS, TOPIC, more, result
from handlers.complaint_places import (
    FIRST,
    TIME,
    WORDS,
    Against,
    At,
    Body,
    Step,
)
from handlers.explain import topic_row
from handlers.obligations import not_found
from handlers.replies import Reply, button, labelled, reply, with_home
from handlers.steps import Fault, Screen, turning
from handlers.turn import Turn
from messages.library import say
from messages.typed_day import read_day
from messages.vietnamese import short_day

LONGEST_STORY = 900  # characters: with the longest names there is room for them on one page
A_PAGE, IN_A_ROW = 15, 3  # days
_DAY = timedelta(days=1)


def look(turn: Turn, at: At, story: str = "") -> Screen[At]:
    """The screen of a place; a place that lacks an answer shows the question for it. ``story``: what was told before."""
    if at.against is None or at.step is Step.KIND:
        return Screen(reply=_kind(turn))
    if at.against is Against.JUDGMENT:
        return Screen(reply=_judgment(turn), asks=False)
    if at.decision and own_decision(turn, at.decision) is None:
        return Screen(reply=not_found(turn), asks=False)
    step = _first_unanswered(turn, at)
    if step is Step.WHICH:
        return Screen(reply=_which(turn, at))
    if step in (Step.BODY, Step.ACCUSED):
        return Screen(reply=_body(turn, at))
    if step is Step.DAY:
        return Screen(reply=_ask_day(turn, at), reads=partial(_read_day, turn, at), fault="applying.no_day")
    if step is Step.STORY:
        return Screen(reply=_ask_story(turn, at), takes=True)
    view = own_decision(turn, at.decision) if at.decision else None
    shown = more(turn, at) if step is Step.MORE else result(turn, at, view, story=story)
    return Screen(reply=shown, asks=False)


def _first_unanswered(turn: Turn, at: At) -> Step:
    """The step asked for, or an earlier one whose answer is still missing."""
    questions = (Step.WHICH, Step.BODY, Step.DAY, Step.ACCUSED)
    if at.against is Against.DENOUNCE:
        return at.step if at.body in (Body.OFFICER, Body.HEAD) and at.step not in questions else Step.ACCUSED
    if at.step is Step.WHICH and own_decisions(turn):
        return Step.WHICH
    if at.against is not Against.SECOND and (at.step in questions[:2] or at.body not in (Body.AGENCY, Body.OFFICE)):
        return Step.BODY
    dated = at.learned is not None and _fault(turn, at.learned) is None
    return at.step if dated and at.step not in questions else Step.DAY


def after_kind(turn: Turn, against: Against) -> At:
    """Where the answer to the first question leads."""
    at = At(against=against)
    if against is Against.JUDGMENT:
        return at.to(Step.RESULT)
    if against is Against.DENOUNCE:
        return at.to(Step.ACCUSED)
    return at.to(Step.WHICH) if own_decisions(turn) else at.to(_after_which(at))


def _after_which(at: At) -> Step:
    """Of a second complaint it is clear who settles it, whoever did what it was about."""
    return Step.DAY if at.against is Against.SECOND else Step.BODY


def _kind(turn: Turn) -> Reply:
    rows = [[labelled(turn, f"complaint.against_{WORDS[one]}", after_kind(turn, one))] for one in Against]
    lines = [say(turn.lang, "complaint.kind"), basis(turn, [TIME]), "", say(turn.lang, "complaint.ask_kind")]
    return screen_text(turn, "complaint.kind", lines, [*rows, topic_row(turn, TOPIC), *mine_row(turn, OWN_PRESS)])


def _judgment(turn: Turn) -> Reply:
    rows = [topic_row(turn, TOPIC), turning(turn, FIRST, FIRST)]
    return screen_text(turn, "complaint.judgment", [say(turn.lang, "complaint.judgment")], rows)


def _which(turn: Turn, at: At) -> Reply:
    none = [labelled(turn, "complaint.not_these", at.to(_after_which(at), decision=0, page=0))]
    return choose_decision(
        turn,
        "complaint.which",
        at.page,
        lambda decision, page: at.to(
            Step.DAY if decision else Step.WHICH,
            decision=decision,
            page=0 if decision else page,  # days have pages of their own
            body=Body.AGENCY if decision else at.body,
        ),
        [none, turning(turn, FIRST, FIRST)],
    )


def _body(turn: Turn, at: At) -> Reply:
    if at.against is Against.DENOUNCE:
        key, onward = "complaint.accused", Step.RESULT
        choices = (("complaint.accused_officer", Body.OFFICER), ("complaint.accused_head", Body.HEAD))
    else:
        key, onward = "complaint.body", Step.DAY
        choices = (("complaint.body_agency", Body.AGENCY), ("complaint.body_office", Body.OFFICE))
    rows = [[labelled(turn, label, at.to(onward, body=body, page=0))] for label, body in choices]
    back = at.to(Step.WHICH, page=0) if at.against is not Against.DENOUNCE and own_decisions(turn) else FIRST
    return reply(turn, key, with_home(turn, [*rows, turning(turn, back, FIRST)]))


def _ask_day(turn: Turn, at: At) -> Reply:
    """Days back from today, a page at a time, as far as the present law reaches."""
    now = today(turn.books.clock)
    at = at.to(at.step, page=min(at.page, max(0, (now - NEW_LAW_FROM).days) // A_PAGE))
    newest = now - at.page * A_PAGE * _DAY
    days = [one for one in (newest - n * _DAY for n in range(A_PAGE)) if one >= NEW_LAW_FROM]
    picks = [button(_short(turn, one), at.to(Step.RESULT, day=one.toordinal(), page=0)) for one in days]
    rows = [picks[place : place + IN_A_ROW] for place in range(0, len(picks), IN_A_ROW)]
    pages = [labelled(turn, "complaint.later", at.to(Step.DAY, page=at.page - 1))] if at.page else []
    if days and days[-1] > NEW_LAW_FROM:
        pages.append(labelled(turn, "complaint.earlier", at.to(Step.DAY, page=at.page + 1)))
    key = "complaint.day_second" if at.against is Against.SECOND else "complaint.day"
    return reply(turn, key, with_home(turn, [*rows, pages, turning(turn, _before_day(turn, at), FIRST)]))


def _before_day(turn: Turn, at: At) -> At:
    earlier = at.to(Step.BODY, decision=0, body=None, page=0, day=0)
    if at.decision or (at.against is Against.SECOND and own_decisions(turn)):
        return earlier.to(Step.WHICH)
    return FIRST if at.against is Against.SECOND else earlier


def _short(turn: Turn, when: date) -> str:
    names = {0: "common.today", 1: "common.yesterday"}
    name = names.get((today(turn.books.clock) - when).days)
    if name is None:
        return short_day(when, turn.lang)
    said = say(turn.lang, name)
    return said[0].upper() + said[1:]


def _read_day(turn: Turn, at: At, text: str) -> At | Fault | None:
    when = read_day(text, today(turn.books.clock), ahead=False)
    return None if when is None else _fault(turn, when) or at.to(Step.RESULT, day=when.toordinal(), page=0)


def _fault(turn: Turn, when: date) -> Fault | None:
    """The periods of the present law run only from its own days (L25 Đ.116 leaves what was closed before to the old one)."""
    if when > today(turn.books.clock):
        return Fault(key="applying.day_to_come")
    return Fault(key="applying.before_law") if when < NEW_LAW_FROM else None


def _ask_story(turn: Turn, at: At) -> Reply:
    shown = [say(turn.lang, "complaint.story", most=LONGEST_STORY)]
    return screen_text(turn, "complaint.story", shown, [turning(turn, at.to(Step.RESULT), FIRST)])
