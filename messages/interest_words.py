"""How is late interest told: in short beside the sums, and with its whole working?

Always as an estimate. The books do not know the day on which it starts (the judgment's, or that of the request: ND152
Đ.29.2), so it is counted from the day of the decision, which both come before, and it says so. Once the officer has
entered interest as a line of its own, that figure rules and nothing is estimated beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.books import Books
from casework.clock import today
from casework.decisions import Status
from casework.interest import InterestLine
from casework.interest_of_decision import DecisionInterest, interest_of_decision
from casework.obligations import DecisionView, Kind
from messages.library import Lang, say
from messages.vietnamese import dong, short_day

_RUNNING = frozenset({Status.ENFORCING, Status.NO_MEANS, Status.DEFERRED, Status.SUSPENDED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimated:
    """Interest from ``start`` up to, not with, ``until`` at ``rate`` percent a year."""

    found: DecisionInterest
    rate: Decimal
    start: date
    until: date


def is_estimated(books: Books, view: DecisionView) -> bool:
    """Whether there is an estimate to show: interest ordered by the judgment, not fixed by the officer, in a living matter."""
    ordered = view.late_interest_rate is not None and view.status in _RUNNING
    return ordered and not _fixed(view) and view.issued_on < today(books.clock)


def estimate(books: Books, view: DecisionView) -> Estimated | None:
    """Late interest up to today; None where ``is_estimated`` says no."""
    rate, start, until = view.late_interest_rate, view.issued_on, today(books.clock)
    if rate is None or not is_estimated(books, view):
        return None
    found = interest_of_decision(books, view.id, start, until)
    return None if found is None else Estimated(found=found, rate=rate, start=start, until=until)


def in_short(books: Books, view: DecisionView, lang: Lang) -> list[str]:
    """What is said beside the sums; nothing where the judgment orders no interest."""
    if view.late_interest_rate is None:
        return []
    if _fixed(view):
        return [say(lang, "obligations.interest_fixed")]
    told = estimate(books, view)
    if told is None:
        return []
    return [
        say(
            lang,
            "obligations.interest",
            rate=rate_words(told.rate, lang),
            start=short_day(told.start, lang),
            until=short_day(told.until, lang),
            interest=dong(told.found.estimate.interest, lang),
        )
    ]


def working(told: Estimated, number: str, lang: Lang) -> list[str]:
    """The whole working: a line for each stretch of days on one principal, their sum, and what was assumed."""
    lines = [_stretch(line, told.rate, lang) for line in told.found.estimate.lines]
    notes = [say(lang, "obligations.interest_start", start=short_day(told.start, lang))]
    if told.found.undated:
        notes.append(say(lang, "obligations.interest_undated", amount=dong(told.found.undated, lang)))
    return [
        say(lang, "obligations.interest_head", number=number, rate=rate_words(told.rate, lang)),
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


def _fixed(view: DecisionView) -> bool:
    return any(line.kind is Kind.LATE_INTEREST for line in view.lines)


def _stretch(line: InterestLine, rate: Decimal, lang: Lang) -> str:
    return say(
        lang,
        "obligations.interest_line",
        start=short_day(line.start, lang),
        until=short_day(line.until, lang),
        days=line.days,
        principal=dong(line.principal, lang),
        rate=rate_words(rate, lang),
        interest=dong(line.interest, lang),
    )
