"""Which decisions stand behind a figure of a report?

Each decision is counted by itself, by the rules that count them together, so the values of the list add up to the figure. It
is read from the newest to the oldest, some hundreds of decisions at a time: no page reads all of a large book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, select, true

from casework.books import Books
from casework.results.coercions import Coercions, count_coercions
from casework.results.counting import count
from casework.results.figures import Figures, figures_of
from casework.results.grouping import By
from casework.results.periods import Period
from casework.results.standing import Standing
from casework.tables.agreements import coercion
from casework.tables.decisions import decision

PAGE = 50
READ_FOR_A_PAGE = (100, 400, 1_000, 1_000, 1_000)  # decisions looked at, step by step, until the page is full
READ_AT_ONCE = 2_000  # for a whole list


class Figure(StrEnum):
    """A figure of ``Figures``, by its part and name."""

    HANDLED = "cases.handled"
    CARRIED = "cases.carried"
    FRESH = "cases.fresh"
    DUE = "cases.due"
    MEANS = "cases.means"
    NO_MEANS = "cases.no_means"
    HELD = "cases.held"
    DONE = "cases.done"
    TERMINATED = "cases.terminated"
    VOLUNTARY = "cases.voluntary"
    COERCED = "cases.coerced"
    MONEY_DUE = "money.due"
    MONEY_MEANS = "money.means"
    MONEY_NO_MEANS = "money.no_means"
    MONEY_HELD = "money.held"
    MONEY_DONE = "money.done"
    COLLECTED = "money.collected"
    DECIDED = "coercions.decided"
    CARRIED_OUT = "coercions.carried_out"
    AVOIDED = "coercions.avoided"

    @property
    def is_money(self) -> bool:
        """Whether it is a sum in đồng; otherwise it is a number."""
        return self.value.startswith("money.")

    def of(self, figures: Figures) -> int:
        """Its value."""
        part, _, name = self.value.partition(".")
        value: int = getattr(getattr(figures, part), name)
        return value


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A decision behind a figure. ``value``: what it adds to the figure; ``standing`` None: the period has not to answer for it."""

    id: int
    number: str
    issued_on: date
    officer_id: int | None
    commune_id: int | None
    standing: Standing | None
    value: int
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Newest first. ``older``: the id to go on from; None: there are no more. A page may be short and yet go on."""

    lines: tuple[Line, ...]
    older: int | None


def page_behind(
    books: Books, period: Period, figure: Figure, of: ColumnElement[bool], *, older: int | None = None
) -> Lines:
    """The next decisions for which ``of`` holds that add something to ``figure``."""
    found: list[Line] = []
    for many in READ_FOR_A_PAGE:
        read, last = _next(books, period, figure, of, older, many)
        found += read
        if len(found) > PAGE:
            found = found[:PAGE]
            return Lines(lines=tuple(found), older=found[-1].id)
        older = last
        if last is None:
            break
    return Lines(lines=tuple(found), older=older)


def all_behind(books: Books, period: Period, figure: Figure, of: ColumnElement[bool]) -> Iterator[Line]:
    """Every decision behind the figure, newest first, read as it is asked for."""
    older: int | None = None
    while True:
        read, older = _next(books, period, figure, of, older, READ_AT_ONCE)
        yield from read
        if older is None:
            return


def _next(
    books: Books, period: Period, figure: Figure, of: ColumnElement[bool], older: int | None, many: int
) -> tuple[list[Line], int | None]:
    """Of the next ``many`` decisions those that add something, and the id to go on from."""
    asked = select(
        decision.c.id, decision.c.number, decision.c.issued_on, decision.c.officer_id, decision.c.commune_id
    ).where(of, _among(figure, period))
    if older is not None:
        asked = asked.where(decision.c.id < older)
    rows = books.conn.execute(asked.order_by(decision.c.id.desc()).limit(many)).all()
    counted = _each(books, period, [row.id for row in rows])
    found = []
    for row in rows:
        standing, figures = counted.get(row.id, (None, figures_of({}, Coercions())))
        value = figure.of(figures)
        if value:
            found.append(Line(**row._mapping, standing=standing, value=value, figures=figures))
    return found, rows[-1].id if len(rows) == many else None


def _among(figure: Figure, period: Period) -> ColumnElement[bool]:
    """Where few decisions can stand behind a figure, only those are read."""
    days = {
        Figure.DECIDED: coercion.c.decided_on.between(period.first, period.last),
        Figure.CARRIED_OUT: coercion.c.carried_out_on.between(period.first, period.last),
        Figure.AVOIDED: coercion.c.avoided_on.between(period.first, period.last),
        Figure.COERCED: coercion.c.carried_out_on <= period.last,
    }
    if figure not in days:
        return true()
    return decision.c.id.in_(select(coercion.c.decision_id).where(days[figure]))


def _each(books: Books, period: Period, ids: Sequence[int]) -> Mapping[int, tuple[Standing | None, Figures]]:
    """Each of the decisions as a report of it alone would say."""
    if not ids:
        return {}
    these = decision.c.id.in_(ids)
    held, _ = count(books, period, By.DECISION, these)
    coercions = count_coercions(books, period, By.DECISION, these)
    return {
        int(key): (next(iter(held.get(key, {})), None), figures_of(held.get(key, {}), coercions.get(key, Coercions())))
        for key in held.keys() | coercions.keys()
        if isinstance(key, int)
    }
