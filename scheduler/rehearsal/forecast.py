"""How many cases and how much money will it be, how sure is that, and what would change it most?

The interval is honest by construction: each rehearsal is drawn like the real campaign would be, its habits with it (they are
known no better than what they rest on), so of 9 or 19 rehearsals the second-outermost ranks hold the next one with a chance of
exactly 80 % (order statistics of exchangeable draws: Wilks, Ann. Math. Statist. 12, 1941). With fewer rehearsals the interval
is Student's for one more draw (Hahn, J. Quality Technology 1, 1969), which is wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.summary import Summary

COVERS = 0.8
ENOUGH = 9  # rehearsals, from which on ranks can be used


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """The middle of what the rehearsals gave, and the interval that holds the real figure in four of five campaigns."""

    middle: float
    low: float
    high: float

    def reached(self, target: int, values: Sequence[float]) -> float:
        """In what share of the rehearsals ``target`` is reached."""
        return sum(1 for value in values if value >= target) / len(values)


def expect(values: Sequence[float], covers: float = COVERS) -> Expected:
    """The interval for one more draw of the same kind; at least two values."""
    ordered = sorted(values)
    middle = _rank(ordered, 0.5)
    outside = (1 - covers) / 2
    if (len(ordered) + 1) * outside > 1 - 1e-9:  # 0.8 is not exact in binary: nine must be enough
        return Expected(middle=middle, low=_rank(ordered, outside), high=_rank(ordered, 1 - outside))
    return _students(ordered, middle, covers)


def _rank(ordered: Sequence[float], share: float) -> float:
    """The value at rank ``share · (n + 1)``, between two values in proportion."""
    place = min(max(share * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _students(ordered: Sequence[float], middle: float, covers: float) -> Expected:
    from scipy.stats import t

    many = len(ordered)
    mean = sum(ordered) / many
    spread = sqrt(sum((value - mean) ** 2 for value in ordered) / (many - 1)) if many > 1 else 0.0
    half = float(t.ppf((1 + covers) / 2, max(many - 1, 1))) * spread * sqrt(1 + 1 / many)
    return Expected(middle=middle, low=max(mean - half, 0.0), high=mean + half)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lever:
    """Something that the office can change, as changed habits. ``words``: what would be done."""

    name: str
    words: str
    changes: Mapping[str, float]


def levers(habits: Habits) -> tuple[Lever, ...]:
    """What a leader can do about it, each by a step that offices have taken."""
    return (
        _lever("answers", "Thêm nửa thời gian trả lời dân mỗi ngày", answering_minutes=habits.answering_minutes * 1.5),
        _lever("contacts", "Tổ vận động xã giúp thêm 10 % người chưa có kênh liên lạc kết nối",
               links_later=min(habits.links_later + 0.1, 1.0)),
        _lever("wording", "Lời nhắc được mở nhiều hơn 10 điểm phần trăm", opens=min(habits.opens + 0.1, 1.0)),
        _lever("promises", "Nhắc và giúp để thêm 10 % lời hẹn được giữ",
               promise_kept=min(habits.promise_kept + 0.1, 1.0 - habits.promise_late)),
        _lever("agreements", "Gấp đôi số thỏa thuận trả dần với người chưa nộp được", agrees=min(habits.agrees * 2, 1.0)),
        _lever("visits", "Lượt vận động gặp được thêm 20 % số người", visit_met=min(habits.visit_met + 0.2, 1.0)),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Gain:
    """What a lever would bring, against the same rehearsals without it (the same people, the same chance)."""

    lever: Lever
    cases: float
    dong: float


def gain(lever: Lever, without: Sequence[Summary], with_it: Sequence[Summary]) -> Gain:
    """The mean difference over rehearsals with the same seeds."""
    pairs = list(zip(without, with_it, strict=True))
    return Gain(
        lever=lever,
        cases=sum(after.cases - before.cases for before, after in pairs) / len(pairs),
        dong=sum(after.dong - before.dong for before, after in pairs) / len(pairs),
    )


def _lever(name: str, words: str, **changes: float) -> Lever:
    return Lever(name=name, words=words, changes=MappingProxyType(changes))
