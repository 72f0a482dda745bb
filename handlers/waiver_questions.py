"""Which questions lead to the screening for a waiver? Each with its buttons, back, and what may be typed instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from casework.clock import today
from casework.exemption_bands import AGES, SUMS, age_of, latest_first_decision
from casework.exemptions import FILED_BY_THE_AGENCY, NO_MEANS
from handlers.applying import basis, mine_row, screen_text
from handlers.explain import topic_row
from handlers.obligations import A_PAGE
from handlers.paging import page_of, place_words, turning_rows
from handlers.replies import Reply, button, labelled
from handlers.steps import Fault, Screen, turning
from handlers.turn import Turn
from handlers.waiver_places import At, Means, Money, OwnLine, Step, Trouble, as_of, first_place, own_lines
from messages.folding import fold
from messages.library import Lang, say
from messages.typed_amount import read_amount
from messages.typed_day import read_day
from messages.vietnamese import dong, short_day

OWN_PRESS = "wvown"
TOPIC = "exemption_reduction"
LEAST = 1_000  # đồng: a smaller sum typed is a slip
_DAY = timedelta(days=1)
_YEAR = re.compile(r"(?:nam |year )?((?:19|20)[0-9]{2})")
_ROUND = 1_000  # đồng: a band that begins at a round sum has that sum in it
Choices = Sequence[tuple[str, At]]


def question(turn: Turn, at: At, step: Step, back: At | None) -> Screen[At]:
    """The screen of one question; ``back`` is the place of the one before."""
    ask = _QUESTIONS[step]
    reads = {Step.FIRST: _read_first, Step.LEFT: _read_left}.get(step)
    fault = {Step.FIRST: "applying.no_day", Step.LEFT: "waiver.no_sum"}.get(step, "applying.not_understood")
    return Screen(
        reply=ask(turn, at, back), reads=None if reads is None else partial(reads, turn, at), fault=fault
    )  # fmt: skip


def _asked(turn: Turn, key: str, choices: Choices, back: At | None, lines: Sequence[str] = ()) -> Reply:
    rows = [[labelled(turn, label, place)] for label, place in choices]
    nav = turning(turn, back, first_place(turn)) if back is not None else []
    return screen_text(turn, key, [*lines, say(turn.lang, key)], [*rows, nav])


def _line(turn: Turn, at: At, back: At | None) -> Reply:
    """The reader's own lines for the State, each with what the books say."""
    numbered = list(enumerate(own_lines(turn), start=1))
    page = page_of(numbered, at.page, A_PAGE)
    picks = [
        [
            labelled(
                turn, "waiver.line_button", At(step=Step.RESULT, line=own.line.id), place=place, kind=_kind(turn, own)
            )
        ]
        for place, own in page.shown
    ]
    turns = turning_rows(turn, page, lambda to: At(step=Step.LINE, page=to))
    other = [labelled(turn, "waiver.other_money", At(step=Step.KIND))]
    key = "waiver.line" if numbered else "waiver.no_lines"
    head = " ".join([say(turn.lang, key), *place_words(turn, page)])
    items = [_item(turn, place, own) for place, own in page.shown]
    lines = [say(turn.lang, "waiver.kind"), basis(turn, [NO_MEANS, FILED_BY_THE_AGENCY]), "", head, *items]
    return screen_text(turn, key, lines, [*picks, *turns, other, topic_row(turn, TOPIC)], personal=True)


def _item(turn: Turn, place: int, own: OwnLine) -> str:
    return say(
        turn.lang,
        "waiver.line_item",
        place=place,
        kind=_kind(turn, own),
        left=dong(own.line.left, turn.lang),
        number=own.view.number,
        issued=short_day(own.view.issued_on, turn.lang),
    )


def _kind(turn: Turn, own: OwnLine) -> str:
    return say(turn.lang, f"obligations.kind_{own.line.kind.value}")


def _money(turn: Turn, at: At, back: At | None) -> Reply:
    labels = {
        Money.COURT_FEE: "court_fee", Money.FINE: "fine", Money.RECOVERY: "recovery", Money.PRIVATE: "private",
        Money.COSTS: "costs", Money.UNSURE: "unsure",
    }  # fmt: skip
    choices = [(f"waiver.kind_{name}", at.to(Step.RESULT, money=money, line=0)) for money, name in labels.items()]
    rows = [[labelled(turn, label, place)] for label, place in choices]
    nav = turning(turn, back, first_place(turn)) if back is not None else []
    lines = [say(turn.lang, "waiver.kind"), basis(turn, [NO_MEANS, FILED_BY_THE_AGENCY]), "", say(turn.lang, "waiver.ask_kind")]  # fmt: skip
    return screen_text(turn, "waiver.kind", lines, [*rows, topic_row(turn, TOPIC), *mine_row(turn, OWN_PRESS), nav])


def _state(turn: Turn, at: At, back: At | None) -> Reply:
    choices = (
        ("waiver.state_yes", at.to(Step.RESULT, money=Money.STATE)),
        ("waiver.state_no", at.to(Step.RESULT, money=Money.PRIVATE)),
        ("waiver.state_unsure", at.to(Step.UNKNOWN)),
    )
    return _asked(turn, "waiver.state", choices, back)


def _first(turn: Turn, at: At, back: At | None) -> Reply:
    """The oldest band first: who comes here has usually waited long."""
    rows = [[button(age_label(turn, age), _aged(at, age))] for age in reversed(range(len(AGES)))]
    unsure = [labelled(turn, "waiver.age_unsure", at.to(Step.UNKNOWN))]
    nav = turning(turn, back, first_place(turn)) if back is not None else []
    return screen_text(turn, "waiver.first", [say(turn.lang, "waiver.first")], [*rows, unsure, nav])


def age_label(turn: Turn, age: int) -> str:
    """Between which days a first decision of this band was made."""
    latest = [latest_first_decision(as_of(turn), years) for years in AGES[1:]]
    if age == 0:
        return say(turn.lang, "waiver.age_newest", day=short_day(latest[0], turn.lang))
    last = short_day(latest[age - 1], turn.lang)
    if age == len(latest):
        return say(turn.lang, "waiver.age_oldest", day=last)
    return say(turn.lang, "waiver.age_between", first=short_day(latest[age] + _DAY, turn.lang), last=last)


def _aged(at: At, age: int) -> At:
    return at.to(Step.RESULT, age=age, first=0)


def _read_first(turn: Turn, at: At, text: str) -> At | Fault | None:
    """A day; or a year, where all of it lies in one band."""
    now = today(turn.books.clock)
    when = read_day(text, now, ahead=False)
    if when is not None and when <= now:
        return at.to(Step.RESULT, first=when.toordinal(), age=None)
    if when is not None:
        return Fault(key="applying.day_to_come")
    year = _YEAR.fullmatch(fold(text).strip(" .!?"))
    if year is None:
        return None
    begins, ends = date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
    if begins > now:
        return Fault(key="applying.day_to_come")
    ages = {age_of(one, as_of(turn)) for one in (begins, min(ends, now))}
    return _aged(at, ages.pop()) if len(ages) == 1 else Fault(key="waiver.year_unclear")


def _left(turn: Turn, at: At, back: At | None) -> Reply:
    places = range(len(SUMS))
    rows = [[button(sum_label(place, turn.lang), at.to(Step.RESULT, band=place, left=0))] for place in places]
    unsure = [labelled(turn, "waiver.age_unsure", at.to(Step.UNKNOWN))]
    nav = turning(turn, back, first_place(turn)) if back is not None else []
    return screen_text(turn, "waiver.left", [say(turn.lang, "waiver.left")], [*rows, unsure, nav])


def sum_label(place: int, lang: Lang) -> str:
    """A band of sums in words: its ends belong to it, and only round sums are said."""
    band = SUMS[place]
    if band.least == 1:
        return say(lang, "waiver.sum_least", most=dong((band.most or 0) + 1, lang))
    if band.most is None:
        return say(lang, "waiver.sum_most", least=dong(band.least - 1, lang))
    most = dong(band.most, lang)
    if band.least % _ROUND == 0:
        return say(lang, "waiver.sum_from", least=dong(band.least, lang), most=most)
    return say(lang, "waiver.sum_over", least=dong(band.least - 1, lang), most=most)


def _read_left(turn: Turn, at: At, text: str) -> At | Fault | None:
    amount = read_amount(text)
    if amount is None:
        return None
    return Fault(key="waiver.sum_small") if amount < LEAST else at.to(Step.RESULT, left=amount, band=None)


def _means(turn: Turn, at: At, back: At | None) -> Reply:
    names = {Means.NONE: "none", Means.SOME: "some", Means.UNSURE: "unsure"}
    choices = [(f"waiver.means_{name}", at.to(Step.RESULT, means=means)) for means, name in names.items()]
    return _asked(turn, "waiver.means", choices, back)


def _paid(turn: Turn, at: At, back: At | None) -> Reply:
    choices = (
        ("waiver.paid_yes", at.to(Step.RESULT, paid=True)),
        ("waiver.paid_no", at.to(Step.RESULT, paid=False, trouble=None)),
    )
    return _asked(turn, "waiver.paid", choices, back)


TROUBLES = {
    Trouble.DISASTER: "disaster", Trouble.ACCIDENT: "accident", Trouble.ILLNESS: "illness", Trouble.MERIT: "merit",
    Trouble.NOTHING: "none",
}  # fmt: skip


def _trouble(turn: Turn, at: At, back: At | None) -> Reply:
    choices = [(f"waiver.trouble_{name}", at.to(Step.RESULT, trouble=one)) for one, name in TROUBLES.items()]
    return _asked(turn, "waiver.trouble", choices, back)


_QUESTIONS: dict[Step, Callable[[Turn, At, At | None], Reply]] = {
    Step.LINE: _line,
    Step.KIND: _money,
    Step.STATE: _state,
    Step.FIRST: _first,
    Step.LEFT: _left,
    Step.MEANS: _means,
    Step.PAID: _paid,
    Step.TROUBLE: _trouble,
}
