"""Who pays the enforcement fee, on what not, and how much where the agency computes amounts?

Firm (L25 Đ.3.10, Đ.53.1): the fee arises when the creditor receives money or property; who requested enforcement pays it; a
debtor pays none on what was performed before the decision or within the voluntary period. Open: which circular sets the
amounts under this law. The last one known, Thông tư 216/2016/TT-BTC, was written for the law before; its brackets are used
only where the agency has switched amounts on, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.citations import BASE_SALARY_DECREE, ENFORCEMENT_LAW, FEE_CIRCULAR, Citation

WHAT_IT_IS = Citation(law=ENFORCEMENT_LAW, article="3", clause="10")
WHO_PAYS = Citation(law=ENFORCEMENT_LAW, article="53", clause="1")
ONE_THIRD = Citation(law=FEE_CIRCULAR, article="4", clause="4")
ADDED_UP = Citation(law=FEE_CIRCULAR, article="5", clause="2")
TOO_SMALL = Citation(law=FEE_CIRCULAR, article="6", clause="4")
NOT_CHARGED = Citation(law=FEE_CIRCULAR, article="6")
WITHIN_THE_TEN_DAYS = Citation(law=FEE_CIRCULAR, article="6", clause="8")
BRACKETS_OF = Citation(law=FEE_CIRCULAR, article="4")


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseSalary:
    """The base salary (lương cơ sở) of a month in đồng, from a day on."""

    since: date
    amount: int
    law: str


BASE_SALARIES = (
    BaseSalary(since=date(2013, 7, 1), amount=1_150_000, law="66/2013/NĐ-CP"),
    BaseSalary(since=date(2016, 5, 1), amount=1_210_000, law="47/2016/NĐ-CP"),
    BaseSalary(since=date(2017, 7, 1), amount=1_300_000, law="47/2017/NĐ-CP"),
    BaseSalary(since=date(2018, 7, 1), amount=1_390_000, law="72/2018/NĐ-CP"),
    BaseSalary(since=date(2019, 7, 1), amount=1_490_000, law="38/2019/NĐ-CP"),
    BaseSalary(since=date(2023, 7, 1), amount=1_800_000, law="24/2023/NĐ-CP"),
    BaseSalary(since=date(2024, 7, 1), amount=2_340_000, law="73/2024/NĐ-CP"),
    BaseSalary(since=date(2026, 7, 1), amount=2_530_000, law=BASE_SALARY_DECREE),
)
FREE_UP_TO = 2  # times the base salary


@dataclass(frozen=True, kw_only=True, slots=True)
class Bracket:
    """For sums up to ``up_to`` đồng: ``fixed`` đồng and so many ten-thousandths of what lies above ``above``."""

    above: int
    up_to: int | None
    fixed: int
    ten_thousandths: int


_BILLION = 1_000_000_000
BRACKETS = (
    Bracket(above=0, up_to=5 * _BILLION, fixed=0, ten_thousandths=300),  # 3 %
    Bracket(above=5 * _BILLION, up_to=7 * _BILLION, fixed=150_000_000, ten_thousandths=200),  # 2 %
    Bracket(above=7 * _BILLION, up_to=10 * _BILLION, fixed=190_000_000, ten_thousandths=100),  # 1 %
    Bracket(above=10 * _BILLION, up_to=15 * _BILLION, fixed=220_000_000, ten_thousandths=50),  # 0,5 %
    Bracket(above=15 * _BILLION, up_to=None, fixed=245_000_000, ten_thousandths=1),  # 0,01 %
)


class NotCharged(StrEnum):
    """What the creditor receives without a fee, whatever the sum (TT216 Đ.6)."""

    ALIMONY = "alimony"
    HEALTH = "health"  # damages for life, health, honour
    WAGE = "wage"  # wages, severance
    SOCIAL_INSURANCE = "social_insurance"
    SOCIAL_POLICY = "social_policy"  # money of social policy
    SENTIMENTAL = "sentimental"  # things of sentimental value only
    POOR_LOAN = "poor_loan"  # loans of the Bank for Social Policies to the poor
    NO_VALUE = "no_value"  # a judgment that is not about a sum
    EX_OFFICIO_RETURN = "ex_officio_return"  # what the agency gives back of its own motion


class Why(StrEnum):
    """What the amount rests on."""

    SWITCHED_OFF = "switched_off"  # the agency does not compute amounts: only the principle is told
    VOLUNTARY_PERIOD = "voluntary_period"
    NOT_CHARGED = "not_charged"
    TOO_SMALL = "too_small"  # all that was received is at most twice the base salary
    BRACKETS = "brackets"
    ONE_THIRD = "one_third"  # settled between the parties before coercion was carried out


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What the creditor receives now, in đồng, and what is known of it.

    ``before``: what was received earlier under the same decision and counts for the fee (instalments are added up). ``on``
    None: today's base salary, the newest that is known.
    """

    amount: int
    within_voluntary_period: bool
    on: date | None = None
    before: int = 0
    settled_between_parties: bool = False
    not_charged: NotCharged | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fee:
    """``amount`` đồng, None while the agency computes none; ``base`` is the base salary that was used, if one was."""

    amount: int | None
    why: Why
    base: BaseSalary | None
    citations: tuple[Citation, ...]


def fee_on(received: Received, *, amounts_on: bool) -> Fee:
    """The fee on what is received now. Raises ``ValueError`` for a negative sum or a day before the table begins."""
    if received.amount < 0 or received.before < 0:
        raise ValueError("sums are not negative")
    if not amounts_on:
        return _fee(None, Why.SWITCHED_OFF)
    if received.within_voluntary_period:
        return _fee(0, Why.VOLUNTARY_PERIOD, WITHIN_THE_TEN_DAYS)
    if received.not_charged is not None:
        return _fee(0, Why.NOT_CHARGED, NOT_CHARGED)
    base = base_salary(received.on)
    total = received.before + received.amount
    if total <= FREE_UP_TO * base.amount:
        return _fee(0, Why.TOO_SMALL, TOO_SMALL, ADDED_UP, base=base)
    amount = _by_brackets(total, base) - _by_brackets(received.before, base)
    if received.settled_between_parties:
        return _fee(_rounded(amount, 3), Why.ONE_THIRD, ONE_THIRD, BRACKETS_OF, ADDED_UP, base=base)
    return _fee(amount, Why.BRACKETS, BRACKETS_OF, ADDED_UP, base=base)


def base_salary(on: date | None) -> BaseSalary:
    """The base salary of a day; the newest known if none is given. Raises ``ValueError`` before the table begins."""
    known = [one for one in BASE_SALARIES if on is None or one.since <= on]
    if not known:
        raise ValueError("no base salary is known for that day")
    return known[-1]


def _by_brackets(total: int, base: BaseSalary) -> int:
    """The fee on all that was received, rounded half up to a đồng."""
    if total <= FREE_UP_TO * base.amount:
        return 0
    bracket = next(one for one in BRACKETS if one.up_to is None or total <= one.up_to)
    return bracket.fixed + _rounded((total - bracket.above) * bracket.ten_thousandths, 10_000)


def _rounded(amount: int, parts: int) -> int:
    """``amount`` in ``parts`` equal parts, one of them, half up."""
    return (2 * amount + parts) // (2 * parts)


def _fee(amount: int | None, why: Why, *cited: Citation, base: BaseSalary | None = None) -> Fee:
    return Fee(amount=amount, why=why, base=base, citations=(WHAT_IT_IS, WHO_PAYS, *cited))
