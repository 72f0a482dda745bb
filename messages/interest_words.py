"""How is late interest told: in short beside the sums, and with its whole working?

Always as an estimate. Where the books know neither the judgment's day nor that of the request (ND152 Đ.29.2), that is said
with whom to ask, and it is tried from the day of the decision, which both come before. Once the officer has entered interest
as a line of its own, that figure rules and nothing is estimated beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from casework.books import Books
from casework.clock import today
from casework.decision_states import LIVE
from casework.interest import DayCount, InterestLine
from casework.interest_of_decision import DecisionInterest, Missing, StartsFrom, interest_of_decision
from casework.obligations import FOR_THE_STATE, NOT_MONEY, DecisionView, Kind, due_lines
from messages.library import Lang, say
from messages.vietnamese import dong, short_day

_WHY_FROM_THERE = {
    StartsFrom.JUDGMENT: "obligations.interest_start_judgment",
    StartsFrom.REQUEST: "obligations.interest_start_request",
    StartsFrom.ASSUMED: "obligations.interest_start",
}
_DAYS_OF_A_YEAR = {
    DayCount.ACTUAL_365: "obligations.interest_days_365",
    DayCount.ACTUAL_360: "obligations.interest_days_360",
    DayCount.ACTUAL_ACTUAL: "obligations.interest_days_actual",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimated:
    """Interest up to, not with, ``until``; ``rate`` is what the decision says in percent a year."""

    found: DecisionInterest
    rate: Decimal
    until: date

    @property
    def rates(self) -> list[Decimal]:
        """The rates that were in force on days with interest, in their order; the decision's if there are no such days."""
        return list(dict.fromkeys(line.rate for line in self.found.estimate.lines)) or [self.rate]


class Untold(StrEnum):
    """Why the judgment's interest is not estimated here; the value ends the key of the sentence that says so."""

    FIXED = "fixed"  # the officer's own figure is among the lines
    OF_OTHERS = "of_others"  # it runs on lines, too, that this reader does not see


Told = Estimated | Untold


def look(books: Books, view: DecisionView) -> Told | None:
    """Late interest up to today for this reader, or why it is not told; None where there is nothing to say of it."""
    rate, until = view.late_interest_rate, today(books.clock)
    if rate is None:
        return None
    if any(line.kind is Kind.LATE_INTEREST for line in view.lines):
        return Untold.FIXED
    if view.status not in LIVE:
        return None
    if _runs_on_hidden_lines(books, view):
        return Untold.OF_OTHERS
    found = interest_of_decision(books, view.id, until, assumed_start=view.issued_on)
    if isinstance(found, Missing) or (found.starts_from is StartsFrom.ASSUMED and found.start >= until):
        return None
    return Estimated(found=found, rate=rate, until=until)


def in_short(told: Told | None, lang: Lang) -> list[str]:
    """What is said beside the sums; nothing where the judgment orders no interest."""
    if told is None:
        return []
    if isinstance(told, Untold):
        return [say(lang, f"obligations.interest_{told.value}")]
    start = short_day(told.found.start, lang)
    if told.found.start >= told.until:
        return [say(lang, "obligations.interest_later", rate=rate_words(told.rate, lang), start=start)]
    assumed = told.found.starts_from is StartsFrom.ASSUMED
    return [
        say(
            lang,
            "obligations.interest_assumed" if assumed else "obligations.interest",
            rate=_rates_words(told, lang),
            start=start,
            until=short_day(told.until, lang),
            interest=dong(told.found.estimate.interest, lang),
        )
    ]


def working(told: Estimated, number: str, lang: Lang) -> list[str]:
    """The whole working: a line for each stretch of days on one principal, their sum, and what was assumed."""
    notes = [
        say(lang, _WHY_FROM_THERE[told.found.starts_from], start=short_day(told.found.start, lang)),
        say(lang, _DAYS_OF_A_YEAR[told.found.estimate.day_count]),
    ]
    if told.found.undated:
        notes.append(say(lang, "obligations.interest_undated", amount=dong(told.found.undated, lang)))
    return [
        say(lang, "obligations.interest_head", number=number, rate=_rates_words(told, lang)),
        "",
        *(_stretches(told, lang) or [say(lang, "obligations.interest_none")]),
        say(lang, "obligations.interest_sum", interest=dong(told.found.estimate.interest, lang)),
        "",
        *notes,
        say(lang, "obligations.interest_rules"),
    ]


def rate_words(rate: Decimal, lang: Lang) -> str:
    """Percent a year without idle noughts: ``10``, ``9,5`` (in English ``9.5``)."""
    plain = f"{rate:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if lang is Lang.EN else plain.replace(".", ",")


def _rates_words(told: Estimated, lang: Lang) -> str:
    """``10``, or ``10%, 9`` where one followed the other: the sign after the last stands in the text."""
    return "%, ".join(rate_words(rate, lang) for rate in told.rates)


def _runs_on_hidden_lines(books: Books, view: DecisionView) -> bool:
    """Whether the estimate, which is the whole decision's, would count principal that this reader is not shown."""
    money = [line for line in due_lines(books, view.id) if line.kind not in NOT_MONEY]
    bearing = [line for line in money if line.kind not in FOR_THE_STATE] or money
    return not {line.id for line in bearing} <= {line.id for line in view.lines}


def _stretches(told: Estimated, lang: Lang) -> list[str]:
    """The stretches with interest, and between them the days on which none runs."""
    lines = told.found.estimate.lines
    if not lines:
        return []
    said = [_rest(told.found.start, lines[0].start, lang)] if told.found.start < lines[0].start else []
    for line, following in pairwise(lines):
        said.append(_stretch(line, lang))
        said += [_rest(line.until, following.start, lang)] if line.until < following.start else []
    said.append(_stretch(lines[-1], lang))
    return [*said, *([_rest(lines[-1].until, told.until, lang)] if lines[-1].until < told.until else [])]


def _rest(start: date, until: date, lang: Lang) -> str:
    return say(lang, "obligations.interest_rest", start=short_day(start, lang), until=short_day(until, lang))


def _stretch(line: InterestLine, lang: Lang) -> str:
    return say(
        lang,
        "obligations.interest_line",
        start=short_day(line.start, lang),
        until=short_day(line.until, lang),
        days=line.days,
        principal=dong(line.principal, lang),
        rate=rate_words(line.rate, lang),
        year_days=line.year_days,
        interest=dong(line.interest, lang),
    )
