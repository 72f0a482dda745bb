"""Are the waves of a plan sound, and would anybody get two focuses at once?

Waves may run beside each other, for different people: a team for the banks' cases, another for court fees. One person in two
waves on the same day would be spoken to about two focuses at once, so a plan in which the books find anybody like that is
not written and not approved; the sentence says how many they are and in which waves. Facts change afterwards: whoever comes
into a second wave later is counted in the preview, and the cap of one message in three days still holds for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations

from sqlalchemy import Subquery, func, select

from casework.books import Books
from casework.clock import today
from casework.tidy import tidy
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.refusals import PlanWrong
from scheduler.plans.selection import Selection, as_seen, eligible

MOST_WAVES = 12
LONGEST_FOCUS = 200  # characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """Two waves (by number) that share days and ``people``."""

    first: int
    second: int
    people: int


def mistakes(plan: CampaignPlan) -> Iterator[tuple[int, str]]:
    """The number of each wave that does not fit into the plan, and why in a sentence; the books are not asked."""
    if len(plan.waves) > MOST_WAVES:
        yield MOST_WAVES + 1, f"Kế hoạch có quá {MOST_WAVES} đợt trọng tâm. Hãy gộp bớt."
    for number, wave in enumerate(plan.waves, start=1):
        for sentence in _of_one(plan, wave):
            yield number, f"Đợt trọng tâm {number}: {sentence}"


def _of_one(plan: CampaignPlan, wave: Wave) -> Iterator[str]:
    if not tidy(wave.focus):
        yield "thiếu trọng tâm. Hãy ghi một trọng tâm, ví dụ: Việc tín dụng, ngân hàng."
    if len(wave.focus) > LONGEST_FOCUS:
        yield f"trọng tâm dài quá {LONGEST_FOCUS} ký tự. Hãy ghi ngắn lại."
    if wave.ends_on < wave.starts_on:
        yield "ngày kết thúc trước ngày bắt đầu. Hãy ghi lại."
    elif wave.starts_on < plan.starts_on or wave.ends_on > plan.ends_on:
        yield "có ngày nằm ngoài thời gian của đợt. Hãy chọn ngày bên trong."
    if excluded_by(plan.selection, wave.selection):
        yield "điều kiện chọn người trái với điều kiện của cả đợt, không ai hợp cả hai. Hãy chọn lại."


def excluded_by(wider: Selection, narrower: Selection) -> bool:
    """Whether on their face nobody can fit both selections."""
    for field in fields(Selection):
        one, other = getattr(wider, field.name), getattr(narrower, field.name)
        if isinstance(one, tuple) and one and other and not set(one) & set(other) and field.name not in _MANY_OF_ONE:
            return True
    if wider.officer is not None and narrower.officer is not None and wider.officer != narrower.officer:
        return True
    low = max(wider.min_left or 0, narrower.min_left or 0)
    high = [one for one in (wider.max_left, narrower.max_left) if one is not None]
    return bool(high) and low > min(high)


_MANY_OF_ONE = frozenset({"kinds"})  # a decision may have lines of several kinds


def in_two(books: Books, plan: CampaignPlan) -> list[Overlap]:
    """Pairs of waves that share days, with how many people the books find in both now; without those that share nobody."""
    return [
        Overlap(first=first, second=second, people=people)
        for first, second in beside(plan)
        if (people := _in_both(books, plan, first, second))
    ]


def refuse_two_at_once(books: Books, plan: CampaignPlan) -> None:
    """Raises ``PlanWrong`` when somebody would get two focuses at once."""
    for found in in_two(books, plan):
        raise PlanWrong(
            f"Đợt trọng tâm {found.first} và {found.second} trùng ngày và cùng nhắc {found.people} người: một người sẽ nhận "
            "hai trọng tâm một lúc. Hãy tách ngày hoặc thu hẹp điều kiện của một đợt."
        )


def wave_on(plan: CampaignPlan, day: date) -> tuple[int, ...]:
    """The numbers of the waves that run on ``day``."""
    return tuple(n for n, wave in enumerate(plan.waves, start=1) if wave.starts_on <= day <= wave.ends_on)


def beside(plan: CampaignPlan) -> Iterator[tuple[int, int]]:
    """The pairs of waves, by number, that share days."""
    numbered = enumerate(plan.waves, start=1)
    for (first, one), (second, other) in combinations(numbered, 2):
        if one.starts_on <= other.ends_on and other.starts_on <= one.ends_on:
            yield first, second


def _in_both(books: Books, plan: CampaignPlan, first: int, second: int) -> int:
    one, other = (_reached(books, plan, number) for number in (first, second))
    both = select(one.c.party_id).intersect(select(other.c.party_id)).subquery()
    return books.conn.execute(select(func.count()).select_from(both)).scalar_one()


def _reached(books: Books, plan: CampaignPlan, number: int) -> Subquery:
    day = today(books.clock)
    asked = (plan.selection, plan.waves[number - 1].selection)
    return eligible(*(as_seen(one, day, one.campaign) for one in asked)).subquery()
