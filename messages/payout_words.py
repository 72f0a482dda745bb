"""What is a creditor told of the money that came in: how much was handed on, and by which day the rest is due?

What came in is paid out within ten days of the day on which the agency had it (L25 Đ.54.6). What a list carried over without
a day has no such end, so nothing is said of when. An office may hand money on before it enters that, so the books' silence
is told as that and not as a delay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casework.books import Books
from casework.clock import today
from casework.deadlines import Deadline, deadline_of
from casework.obligations import NOT_MONEY, DecisionView
from casework.payments import paid_towards
from casework.period_kinds import PeriodKind
from messages.library import Lang, say
from messages.vietnamese import day, dong


def handed_on(books: Books, view: DecisionView, lang: Lang) -> list[str]:
    """What was handed on, and what is kept until which day; nothing where nothing came in."""
    if view.paid <= 0:
        return []
    said = [say(lang, "obligations.paid_out", amount=dong(view.paid_out, lang))] if view.paid_out else []
    if view.paid_out < view.paid:
        dated = [kept_words(books, ends, amount, lang) for ends, amount in kept(books, view)]
        said += [*(dated or [say(lang, "obligations.payout")]), say(lang, "obligations.payout_account")]
    return said


def kept(books: Books, view: DecisionView) -> list[tuple[Deadline, int]]:
    """(end of the ten days, đồng still kept) by day; of each line what came first goes out first."""
    ends: dict[date, int] = {}
    for line in view.lines:
        if line.kind in NOT_MONEY or line.paid == line.paid_out:
            continue
        dated = [(on, amount) for on, amount in paid_towards(books, [line.id]) if on is not None]
        for received_on, amount in _after(dated, line.paid_out):
            ends[received_on] = ends.get(received_on, 0) + amount
    by_end: dict[date, tuple[Deadline, int]] = {}
    for received_on, amount in sorted(ends.items()):
        end = deadline_of(books, PeriodKind.PAYOUT, received_on)
        so_far = by_end[end.last_day][1] if end.last_day in by_end else 0
        by_end[end.last_day] = (end, so_far + amount)
    return [by_end[last_day] for last_day in sorted(by_end)]


def kept_words(books: Books, end: Deadline, amount: int, lang: Lang) -> str:
    """That ``amount`` đồng are kept and are to be handed on by ``end``."""
    if end.last_day < today(books.clock):
        key = "obligations.kept_over"
    else:
        key = "obligations.kept_forecast" if end.unconfirmed_year else "obligations.kept"
    return say(lang, key, amount=dong(amount, lang), day=day(end.last_day, lang))


def _after(received: Iterable[tuple[date, int]], paid_out: int) -> list[tuple[date, int]]:
    """What is kept of what was received, day by day, once ``paid_out`` has gone out of the oldest."""
    left = []
    for on, amount in sorted(received):
        gone = min(amount, paid_out)
        paid_out -= gone
        if amount > gone:
            left.append((on, amount - gone))
    return left
