"""How is late interest told: in short beside the sums, and with its whole working?

Always as an estimate. Where the books know neither the judgment's day nor that of the request (ND152 Đ.29.2), it is counted
from the day of the decision, which both come before, and it says so. Once the officer has entered interest as a line of its
own, that figure rules and nothing is estimated beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.books import Books
from casework.clock import today
from casework.decisions import Status
from casework.interest import InterestLine
from casework.interest_of_decision import DecisionInterest, Missing, StartsFrom, interest_of_decision
from casework.obligations import DecisionView, Kind
from messages.library import Lang, say
from messages.vietnamese import dong, short_day

_WHY_FROM_THERE = {
    StartsFrom.JUDGMENT: "obligations.interest_start_judgment",
    StartsFrom.REQUEST: "obligations.interest_start_request",
    StartsFrom.ASSUMED: "obligations.interest_start",
}
_RUNNING = frozenset({Status.ENFORCING, Status.NO_MEANS, Status.DEFERRED, Status.SUSPENDED})


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


def is_estimated(books: Books, view: DecisionView) -> bool:
    """Whether there is an estimate to show: interest ordered by the judgment, not fixed by the officer, in a living matter."""
    ordered = view.late_interest_rate is not None and view.status in _RUNNING
    return ordered and not _fixed(view) and view.issued_on < today(books.clock)


def estimate(books: Books, view: DecisionView) -> Estimated | None:
    """Late interest up to today; None where ``is_estimated`` says no."""
    rate, until = view.late_interest_rate, today(books.clock)
    if rate is None or not is_estimated(books, view):
        return None
    found = interest_of_decision(books, view.id, until, assumed_start=view.issued_on)
    return None if isinstance(found, Missing) else Estimated(found=found, rate=rate, until=until)


def in_short(books: Books, view: DecisionView, lang: Lang) -> list[str]:
    """What is said beside the sums; nothing where the judgment orders no interest."""
    if view.late_interest_rate is None:
        return []
    if _fixed(view):
        return [say(lang, "obligations.interest_fixed")]
    told = estimate(books, view)
    if told is None:
        return []
    start = short_day(told.found.start, lang)
    if told.found.start >= told.until:
        return [say(lang, "obligations.interest_later", rate=rate_words(told.rate, lang), start=start)]
    return [
        say(
            lang,
            "obligations.interest",
            rate=_rates_words(told, lang),
            start=start,
            until=short_day(told.until, lang),
            interest=dong(told.found.estimate.interest, lang),
        )
    ]


def working(told: Estimated, number: str, lang: Lang) -> list[str]:
    """The whole working: a line for each stretch of days on one principal, their sum, and what was assumed."""
    lines = [_stretch(line, lang) for line in told.found.estimate.lines]
    notes = [say(lang, _WHY_FROM_THERE[told.found.starts_from], start=short_day(told.found.start, lang))]
    if told.found.undated:
        notes.append(say(lang, "obligations.interest_undated", amount=dong(told.found.undated, lang)))
    return [
        say(lang, "obligations.interest_head", number=number, rate=_rates_words(told, lang)),
        "",
        *(lines or [say(lang, "obligations.interest_none")]),
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


def _fixed(view: DecisionView) -> bool:
    return any(line.kind is Kind.LATE_INTEREST for line in view.lines)


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
