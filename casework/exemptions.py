"""Which money for the State may be waived or reduced, since when, how much, and what is still missing?

L25 Đ.42. Only what goes to the State budget (court fee, fine, recovery, confiscation); never what is owed to a person, and
never late interest, which falls with the sum it runs on (k.4). The agency files with the court, not the citizen (Đ.43):
this is the screening before that, and the court decides.

The joint circular that is to guide this article has not been found, so two readings are this program's own and are told as
such wherever they matter: each sum is screened on its own, and "once a year" is twelve months from the last grant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casework.citations import CIVIL_CODE, ENFORCEMENT_LAW, NEW_LAW_FROM, Citation


class Measure(StrEnum):
    """What the court may be asked for."""

    WAIVE = "waive"
    REDUCE = "reduce"
    NONE = "none"


class Hardship(StrEnum):
    """Why somebody who was paying cannot go on, or need not (Đ.42.3)."""

    DISASTER = "disaster"  # thiên tai
    FIRE = "fire"  # hỏa hoạn
    ACCIDENT = "accident"  # tai nạn
    ILLNESS = "illness"  # ốm đau
    MERIT = "merit"  # lập công lớn


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """One sentence of Đ.42.1.b or Đ.42.2: after so many whole years, for what is left from ``least`` to ``most`` đồng.

    Both ends belong to it. ``part`` and ``at_most``: how much of the rest may go each time (one part in so many, in đồng).
    """

    measure: Measure
    after_years: int
    least: int
    most: int | None
    part: int
    at_most: int | None
    cited: Citation

    def up_to(self, remaining: int) -> int:
        """The most that may go now, in whole đồng (a part that is not whole is cut, never rounded up)."""
        share = remaining // self.part
        return share if self.at_most is None else min(share, self.at_most)


def _clause(clause: str, point: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_LAW, article="42", clause=clause, point=point)


NO_MEANS = _clause("1", "a")  # no property or only what may not be taken, or no income or only enough to live on
HARDSHIP = _clause("3")
ONCE_A_YEAR = _clause("4")
FIRST_DECISION = _clause("5")  # the years run from the first enforcement decision
FILED_BY_THE_AGENCY = Citation(law=ENFORCEMENT_LAW, article="43")
DECIDED_BY_THE_COURT = Citation(law=ENFORCEMENT_LAW, article="44", clause="1")
_YEARS_END = Citation(law=CIVIL_CODE, article="148", clause="4")

GROUNDS = (
    # Đ.42.1.b: five years are over and less than 5.000.000 is left
    Ground(
        measure=Measure.WAIVE, after_years=5, least=1, most=4_999_999, part=1, at_most=None, cited=_clause("1", "b")
    ),
    # Đ.42.1.b: ten years are over and 5.000.000 to 10.000.000 are left
    Ground(
        measure=Measure.WAIVE,
        after_years=10,
        least=5_000_000,
        most=10_000_000,
        part=1,
        at_most=None,
        cited=_clause("1", "b"),
    ),
    # Đ.42.2.a: five years are over and 5.000.000 to 100.000.000 are left: a quarter of the rest each time
    Ground(
        measure=Measure.REDUCE,
        after_years=5,
        least=5_000_000,
        most=100_000_000,
        part=4,
        at_most=None,
        cited=_clause("2", "a"),
    ),
    # Đ.42.2.b: ten years are over and more than 100.000.000 are left: a fifth of the rest each time, 50.000.000 at most
    Ground(
        measure=Measure.REDUCE,
        after_years=10,
        least=100_000_001,
        most=None,
        part=5,
        at_most=50_000_000,
        cited=_clause("2", "b"),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is known of one sum for the State: ``remaining`` đồng without late interest, on the day ``as_of``.

    ``last_granted_on``: the day of the last waiver or reduction under the same judgment. ``paid_part`` and ``hardship``
    are for Đ.42.3 only.
    """

    first_decision_on: date
    as_of: date
    remaining: int
    no_means: bool
    last_granted_on: date | None = None
    paid_part: bool = False
    hardship: Hardship | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """A measure that may be asked for now, of at most ``up_to`` đồng."""

    measure: Measure
    up_to: int
    cited: Citation


class Lacking(StrEnum):
    """What stands in the way."""

    NOTHING_LEFT = "nothing_left"
    NO_MEANS = "no_means"  # it is not established that the debtor has no means (Đ.42.1.a)
    YEARS = "years"  # the years are not over (Đ.42.1.b, Đ.42.2)
    ONCE_A_YEAR = "once_a_year"  # waived or reduced within the last year (Đ.42.4)
    PAID_PART = "paid_part"  # hardship or merit count only for who was paying (Đ.42.3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lack:
    """One thing that is missing; ``from_day``: the first day on which it may be met, where time alone meets it."""

    what: Lacking
    from_day: date | None
    cited: Citation
    years: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """A better measure that time alone will open: from ``from_day`` on, if as much is left then."""

    measure: Measure
    from_day: date
    cited: Citation


@dataclass(frozen=True, kw_only=True, slots=True)
class Screened:
    """What may be asked for now, the best for the debtor first; what is missing if nothing may."""

    options: tuple[Option, ...]
    missing: tuple[Lack, ...]
    later: tuple[Later, ...]
    citations: tuple[Citation, ...]

    @property
    def measure(self) -> Measure:
        """The best that may be asked for."""
        return self.options[0].measure if self.options else Measure.NONE

    @property
    def up_to(self) -> int:
        """Đồng; 0 when nothing may be asked for."""
        return self.options[0].up_to if self.options else 0


def screen(asked: Asked) -> Screened:
    """Screen one sum by Đ.42. Raises ``ValueError`` for a negative sum, or a day before the law or the decision."""
    if asked.remaining < 0 or asked.as_of < max(asked.first_decision_on, NEW_LAW_FROM):
        raise ValueError("a sum is not negative, and the day is not before the decision or the law")
    if asked.remaining == 0:
        return _screened([], [Lack(what=Lacking.NOTHING_LEFT, from_day=None, cited=_clause("1", "b"))], [])
    fitting = [ground for ground in GROUNDS if _fits(ground, asked.remaining)]
    in_the_way = _always_in_the_way(asked)
    ripe = [ground for ground in fitting if _ripe_on(ground, asked) <= asked.as_of]
    options = [*_by_hardship(asked), *(_option(ground, asked) for ground in ripe if not in_the_way)]
    options.sort(key=lambda option: (-option.up_to, option.measure is Measure.REDUCE))
    missing = [] if options else [*in_the_way, *_missing_years(fitting, ripe, asked), *_missing_part(asked)]
    waits = [ground for ground in fitting if ground not in ripe and ground.measure is Measure.WAIVE]
    later = [_later(ground, asked) for ground in waits if options and options[0].measure is not Measure.WAIVE]
    return _screened(options, missing, later)


def years_over_on(start: date, years: int) -> date:
    """The first day on which ``years`` years from ``start`` are over.

    The last of them ends at 24:00 of the same day and month (Civil Code Đ.148.4, Đ.148.6), so they are over the day after; a
    29 February without fellow ends on the 28th.
    """
    try:
        last = start.replace(year=start.year + years)
    except ValueError:
        last = date(start.year + years, 2, 28)
    return last + timedelta(days=1)


def _fits(ground: Ground, remaining: int) -> bool:
    return ground.least <= remaining and (ground.most is None or remaining <= ground.most)


def _ripe_on(ground: Ground, asked: Asked) -> date:
    return years_over_on(asked.first_decision_on, ground.after_years)


def _option(ground: Ground, asked: Asked) -> Option:
    return Option(measure=ground.measure, up_to=ground.up_to(asked.remaining), cited=ground.cited)


def _later(ground: Ground, asked: Asked) -> Later:
    return Later(measure=ground.measure, from_day=_ripe_on(ground, asked), cited=ground.cited)


def _by_hardship(asked: Asked) -> list[Option]:
    """Đ.42.3 knows no years, no sums and no once a year: who was paying and then could not go on, or has great merit."""
    if asked.hardship is None or not asked.paid_part:
        return []
    return [Option(measure=Measure.WAIVE, up_to=asked.remaining, cited=HARDSHIP)]


def _always_in_the_way(asked: Asked) -> list[Lack]:
    """What stops every ground of k.1 and k.2, whatever the sum."""
    lacks = []
    if not asked.no_means:
        lacks.append(Lack(what=Lacking.NO_MEANS, from_day=None, cited=NO_MEANS))
    if asked.last_granted_on is not None:
        again = years_over_on(asked.last_granted_on, 1)
        if asked.as_of < again:
            lacks.append(Lack(what=Lacking.ONCE_A_YEAR, from_day=again, cited=ONCE_A_YEAR))
    return lacks


def _missing_years(fitting: list[Ground], ripe: list[Ground], asked: Asked) -> list[Lack]:
    if ripe:
        return []
    soonest = min(fitting, key=lambda ground: ground.after_years)
    day = _ripe_on(soonest, asked)
    return [Lack(what=Lacking.YEARS, from_day=day, cited=soonest.cited, years=soonest.after_years)]


def _missing_part(asked: Asked) -> list[Lack]:
    if asked.hardship is None:
        return []
    return [Lack(what=Lacking.PAID_PART, from_day=None, cited=HARDSHIP)]


def _screened(options: list[Option], missing: list[Lack], later: list[Later]) -> Screened:
    cited = [*(option.cited for option in options), *(lack.cited for lack in missing)]
    always = [NO_MEANS, FIRST_DECISION, ONCE_A_YEAR, FILED_BY_THE_AGENCY, DECIDED_BY_THE_COURT, _YEARS_END]
    return Screened(
        options=tuple(options),
        missing=tuple(missing),
        later=tuple(later),
        citations=tuple(dict.fromkeys([*cited, *always])),
    )
