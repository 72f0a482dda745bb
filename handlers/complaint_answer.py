"""What is answered to who wants to complain: by when, to whom, how, what it does not stop, and what else there is to know?"""

from __future__ import annotations

from typing import Any

from aiogram.types import InlineKeyboardButton

from casework.clock import today
from casework.deadlines import Deadline
from casework.obligations import DecisionView
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS
from casework.working_days import working_days
from handlers.applying import about, basis, mine_row, screen_text
from handlers.complaint_places import (
    ACCEPTED,
    DENOUNCED,
    FIRST,
    GROUPS,
    PERIOD_OF,
    SETTLED_IN,
    SETTLES,
    STOPS,
    TIME,
    WORDS,
    WRITTEN,
    Against,
    At,
    Step,
    addressee,
    last_days,
)
from handlers.explain import topic_row
from handlers.replies import Reply, labelled
from handlers.steps import turning
from handlers.turn import Turn
from messages.letters.complaint_letter import Addressee
from messages.library import say
from messages.vietnamese import day, short_day

OWN_PRESS = "cpown"
TOPIC = "complaint_procedure"
_LENGTHS = {
    Against.BEFORE: {"accept": PeriodKind.COMPLAINT_ACCEPTED, "settle": PeriodKind.SETTLE_BEFORE_COERCION},
    Against.SECURITY: {"accept": PeriodKind.COMPLAINT_ACCEPTED, "settle": PeriodKind.SETTLE_SECURITY},
    Against.COERCION: {
        "accept": PeriodKind.COMPLAINT_ACCEPTED,
        "settle": PeriodKind.SETTLE_COERCION,
        "longer": PeriodKind.SETTLEMENT_EXTENDED,
    },
    Against.SECOND: {
        "accept": PeriodKind.SECOND_COMPLAINT_ACCEPTED,
        "settle": PeriodKind.SETTLE_BEFORE_COERCION_SECOND,
        "coercion": PeriodKind.SETTLE_COERCION_SECOND,
        "longer": PeriodKind.SETTLEMENT_EXTENDED,
    },
    Against.DENOUNCE: {
        "settle": PeriodKind.DENUNCIATION,
        "complex": PeriodKind.DENUNCIATION_COMPLEX,
        "longer": PeriodKind.DENUNCIATION_VERY_COMPLEX,
    },
}


def result(turn: Turn, at: At, view: DecisionView | None, *, story: str) -> Reply:
    """By when, to whom, how, what to bring; ``story`` is what was told for the draft."""
    denounces = at.against is Against.DENOUNCE
    lines = [
        *_time(turn, at), *about(turn, view), "",
        say(turn.lang, "complaint.to", to=_addressee(turn, at)),
        say(turn.lang, "complaint.how"),
        say(turn.lang, "complaint.write_denounced" if denounces else "complaint.write"),
        say(turn.lang, "complaint.bring"), "",
        *([] if denounces else [say(turn.lang, "complaint.not_stop")]),
        *([say(turn.lang, "complaint.story_kept")] if story else []),
        say(turn.lang, "applying.not_filed"), _basis(turn, at),
    ]  # fmt: skip
    key = f"complaint.about_{WORDS[at.against or Against.UNSURE]}"
    decision_id = None if view is None else view.id
    return screen_text(turn, key, lines, _acts(turn, at), personal=view is not None, decision_id=decision_id)


def _acts(turn: Turn, at: At) -> list[list[InlineKeyboardButton]]:
    here = at.to(Step.RESULT)
    back = at.to(Step.ACCUSED) if at.against is Against.DENOUNCE else at.to(Step.DAY, page=0)
    return [
        [labelled(turn, "applying.paper", here.to(Step.PAPER))],
        [labelled(turn, "complaint.story_button", here.to(Step.STORY))],
        [labelled(turn, "applying.tell", here.to(Step.TELL))],
        [labelled(turn, "complaint.more_button", here.to(Step.MORE))],
        topic_row(turn, TOPIC),
        *mine_row(turn, OWN_PRESS),
        turning(turn, back, FIRST),
    ]


def _time(turn: Turn, at: At) -> list[str]:
    """What it is against, by when it must be handed in, and how sure that day is."""
    if at.against is None:
        return []
    lines = [say(turn.lang, f"complaint.about_{WORDS[at.against]}")]
    if at.against is Against.DENOUNCE or at.learned is None:
        return lines
    ends = last_days(turn, at)
    learned = short_day(at.learned, turn.lang)
    for kind, end in ends:
        length, last = PERIODS[PERIOD_OF[kind]].length, day(end.last_day, turn.lang)
        if at.against is Against.UNSURE:
            what = say(turn.lang, f"complaint.unsure_{WORDS[kind]}")
            lines.append(say(turn.lang, "complaint.last_unsure", what=what, length=length, day=last))
        else:
            lines.append(say(turn.lang, "complaint.last", day=last, length=length, learned=learned))
        lines += _moved(turn, end)
    if all(end.last_day < today(turn.books.clock) for _, end in ends):
        lines.append(say(turn.lang, "complaint.over"))
    return [*lines, say(turn.lang, "applying.forecast")] if any(end.unconfirmed_year for _, end in ends) else lines


def _moved(turn: Turn, end: Deadline) -> list[str]:
    """That a period for complaints moves off days of rest is said nowhere: so which day is safe."""
    if end.moved_from is None:
        return []
    safe = working_days(turn.books).add(end.moved_from, -1)
    blanks = {"moved": short_day(end.moved_from, turn.lang), "safe": short_day(safe, turn.lang)}
    return [say(turn.lang, "complaint.moved", on=None, **blanks)]


def _addressee(turn: Turn, at: At) -> str:
    to = addressee(at)
    if to is Addressee.AGENCY:
        return say(turn.lang, "complaint.to_agency", agency=turn.agency.name)
    return say(turn.lang, f"complaint.to_{to.value}")


def _settled(turn: Turn, at: At) -> list[str]:
    kinds = _LENGTHS.get(at.against or Against.UNSURE)
    if kinds is None or at.against is None:
        return []
    lengths: dict[str, Any] = {blank: PERIODS[kind].length for blank, kind in kinds.items()}
    word = "denounced" if at.against is Against.DENOUNCE else WORDS[at.against]
    return [say(turn.lang, f"complaint.settled_{word}", on=None, **lengths)]


def _basis(turn: Turn, at: At) -> str:
    if at.against is Against.DENOUNCE:
        return basis(turn, DENOUNCED)
    counted = [one for _, end in last_days(turn, at) for one in end.citations]
    return basis(turn, dict.fromkeys([*counted, SETTLES, STOPS, WRITTEN]))


def more(turn: Turn, at: At) -> Reply:
    """What not everybody needs: how long it takes, the second complaint, groups, withdrawing, denouncing."""
    days = PERIODS[PeriodKind.SECOND_COMPLAINT].length
    complains = at.against is not Against.DENOUNCE
    second = complains and at.against is not Against.SECOND
    names = ("group", "withdraw", "time", "denounce") if complains else ("group", "denounce")
    lines = [
        say(turn.lang, "complaint.more"), "", *_settled(turn, at),
        *([say(turn.lang, "complaint.more_second", days=days)] if second else []),
        *(say(turn.lang, f"complaint.more_{name}") for name in names),
        basis(turn, [TIME, SETTLES, SETTLED_IN, WRITTEN, ACCEPTED, *DENOUNCED, GROUPS]),
    ]  # fmt: skip
    return screen_text(turn, "complaint.more", lines, [turning(turn, at.to(Step.RESULT), FIRST)])
