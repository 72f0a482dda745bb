"""What is answered to who hopes for a waiver: what may be asked for, what is missing, who files, and never a promise?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiogram.types import InlineKeyboardButton

from casework.citations import ENFORCEMENT_LAW, Citation
from casework.exemptions import (
    DECIDED_BY_THE_COURT,
    GROUNDS,
    HARDSHIP,
    Ground,
    Lack,
    Lacking,
    Later,
    Measure,
    Option,
    Screened,
)
from handlers.applying import basis, mine_row, screen_text
from handlers.explain import topic_row
from handlers.obligations import not_found
from handlers.replies import Reply, labelled
from handlers.steps import Screen, turning
from handlers.turn import Turn
from handlers.waiver_places import (
    At,
    Money,
    OwnLine,
    Step,
    asked_in,
    filed_on,
    first_place,
    is_answered,
    own_line,
    screened,
)
from handlers.waiver_questions import OWN_PRESS, TOPIC, question
from messages.library import say
from messages.vietnamese import dong, short_day

_AGREED = Citation(law=ENFORCEMENT_LAW, article="36", clause="2")
_CONSENTED = Citation(law=ENFORCEMENT_LAW, article="46", clause="1", point="c")
_ONLY_THE_STATE = Citation(law=ENFORCEMENT_LAW, article="42")


def look(turn: Turn, at: At) -> Screen[At]:
    """The screen of a place: the question asked for, the first that is still open, or the answer."""
    own = own_line(turn, at.line) if at.line else None
    if at.line and own is None:
        return Screen(reply=not_found(turn), asks=False)
    questions = asked_in(turn, at, own)
    first_open = next((place for place, step in enumerate(questions) if not is_answered(at, step)), len(questions))
    wanted = questions.index(at.step) if at.step in questions else len(questions)
    if own is None and at.money in (Money.PRIVATE, Money.COSTS) and at.step not in (Step.KIND, Step.LINE, Step.STATE):
        return Screen(reply=_elsewhere(turn, at), asks=False)
    if at.step is Step.UNKNOWN and own is None:
        return Screen(reply=_unknown(turn, at), asks=False)
    place = min(first_open, wanted)
    if place < len(questions):
        back = at.to(questions[place - 1]) if place else None
        return question(turn, at, questions[place], back)
    return Screen(reply=_result(turn, at, own, at.to(questions[-1])), asks=False)


def is_result(turn: Turn, at: At) -> bool:
    """Whether a place has all the answers it needs."""
    own = own_line(turn, at.line) if at.line else None
    if at.line:
        return own is not None and all(is_answered(at, step) for step in asked_in(turn, at, own))
    return at.money not in (Money.PRIVATE, Money.COSTS) and all(
        is_answered(at, step) for step in asked_in(turn, at, None)
    )  # fmt: skip


def _acts(turn: Turn, at: At, back: At) -> list[Sequence[InlineKeyboardButton]]:
    here = at.to(Step.RESULT)
    return [
        [labelled(turn, "applying.paper", here.to(Step.PAPER))],
        [labelled(turn, "applying.tell", here.to(Step.TELL))],
        topic_row(turn, TOPIC),
        *mine_row(turn, OWN_PRESS),
        turning(turn, back, first_place(turn)),
    ]


def _elsewhere(turn: Turn, at: At) -> Reply:
    """Money of other people, and the agency's own fee and costs: other ways."""
    if at.money is Money.PRIVATE:
        key, topics, citations = "waiver.private", ("instalments_agreement", "no_condition"), (_ONLY_THE_STATE, _AGREED, _CONSENTED)  # fmt: skip
        lines = [say(turn.lang, key), basis(turn, citations)]
    else:
        key, topics = "waiver.costs", ("coercion_cost", "enforcement_fee")
        lines = [say(turn.lang, key)]
    rows = [topic_row(turn, topic) for topic in topics]
    tell = [labelled(turn, "applying.tell", at.to(Step.TELL))]
    return screen_text(turn, key, lines, [*rows, tell, turning(turn, at.to(Step.KIND, money=None), first_place(turn))])


def _unknown(turn: Turn, at: At) -> Reply:
    open_questions = [step for step in asked_in(turn, at, None) if not is_answered(at, step)]
    asked = open_questions[0] if open_questions else Step.FIRST
    rows = [
        [labelled(turn, "applying.tell", at.to(Step.TELL))],
        topic_row(turn, TOPIC),
        *mine_row(turn, OWN_PRESS),
        turning(turn, at.to(asked), first_place(turn)),
    ]
    lines = [say(turn.lang, "waiver.unknown", phone=turn.agency.phone)]
    return screen_text(turn, "waiver.unknown", lines, rows)


def _result(turn: Turn, at: At, own: OwnLine | None, back: At) -> Reply:
    found = screened(turn, at, own)
    agency = turn.agency
    name, address = agency.name, agency.address
    if own is not None:
        name, address = own.view.office_name, own.view.office_address
    lines = [
        *_of_line(turn, own),
        say(turn.lang, "waiver.by_words" if own is None else "waiver.by_books"),
        *_outcome(turn, at, own, found), "",
        say(turn.lang, "waiver.no_promise"),
        say(turn.lang, "waiver.send", name=name, address=address),
        say(turn.lang, "waiver.own_reading"), "",
        say(turn.lang, "applying.not_filed"),
        basis(turn, dict.fromkeys([*_cited(found), DECIDED_BY_THE_COURT])),
    ]  # fmt: skip
    key = {Measure.WAIVE: "waiver.can_waive", Measure.REDUCE: "waiver.can_reduce", Measure.NONE: "waiver.not_yet"}
    decision_id = None if own is None else own.view.id
    return screen_text(
        turn, key[found.measure], lines, _acts(turn, at, back), personal=own is not None, decision_id=decision_id
    )


def _of_line(turn: Turn, own: OwnLine | None) -> list[str]:
    """What the books say of the line: the sum, the decision, that there are no means, that it has been filed."""
    if own is None:
        return []
    lines = [
        say(
            turn.lang,
            "waiver.of_line",
            kind=say(turn.lang, f"obligations.kind_{own.line.kind.value}"),
            left=dong(own.line.left, turn.lang),
            number=own.view.number,
            issued=short_day(own.view.issued_on, turn.lang),
        )
    ]
    if own.found_without_means:
        lines.append(say(turn.lang, "waiver.known_no_means"))
    filed = filed_on(turn, own)
    if filed is not None:
        lines.append(say(turn.lang, "waiver.filed", day=short_day(filed, turn.lang)))
    return [*lines, ""]


def _outcome(turn: Turn, at: At, own: OwnLine | None, found: Screened) -> Iterator[str]:
    exact_sum = own is not None or bool(at.left)
    exact_day = own is not None or bool(at.first)
    if not found.options:
        yield say(turn.lang, "waiver.not_yet")
        yield from (_lack(turn, lack, exact=exact_day) for lack in found.missing)
    for option in found.options:
        yield _option(turn, option, exact=exact_sum)
    verified = own is not None and own.found_without_means
    if any(option.cited != HARDSHIP for option in found.options) and not verified:
        yield say(turn.lang, "waiver.to_verify")
    yield from (_later(turn, one, exact=exact_day) for one in found.later)


def _option(turn: Turn, option: Option, *, exact: bool) -> str:
    if option.measure is Measure.WAIVE:
        return say(turn.lang, "waiver.can_waive_trouble" if option.cited == HARDSHIP else "waiver.can_waive")
    if exact:
        return say(turn.lang, "waiver.can_reduce", amount=dong(option.up_to, turn.lang))
    ground = _ground(option)
    if ground.at_most is None:
        return say(turn.lang, "waiver.can_reduce_part", part=ground.part)
    return say(turn.lang, "waiver.can_reduce_most", part=ground.part, most=dong(ground.at_most, turn.lang))


def _ground(option: Option) -> Ground:
    return next(one for one in GROUNDS if one.cited == option.cited and one.measure is option.measure)


def _lack(turn: Turn, lack: Lack, *, exact: bool) -> str:
    if lack.what is Lacking.YEARS:
        blanks: dict[str, str | int] = {"years": lack.years or 0}
        if not exact or lack.from_day is None:
            return say(turn.lang, "waiver.lack_years", on=None, **blanks)
        return say(turn.lang, "waiver.lack_years_day", on=None, day=short_day(lack.from_day, turn.lang), **blanks)
    if lack.what is Lacking.ONCE_A_YEAR and lack.from_day is not None:
        return say(turn.lang, "waiver.lack_once_a_year", day=short_day(lack.from_day, turn.lang))
    return say(turn.lang, f"waiver.lack_{lack.what.value}")


def _later(turn: Turn, later: Later, *, exact: bool) -> str:
    if exact:
        return say(turn.lang, "waiver.later", day=short_day(later.from_day, turn.lang))
    years = max(one.after_years for one in GROUNDS if one.cited == later.cited and one.measure is later.measure)
    return say(turn.lang, "waiver.later_years", years=years)


def _cited(found: Screened) -> list[Citation]:
    return [one for one in found.citations if one.law == ENFORCEMENT_LAW]
