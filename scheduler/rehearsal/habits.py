"""How do people, officers and channels behave? Figures with their sources, which an office may put its own in place of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

_OWN = Path(__file__).with_name("people.toml")
ANY_SIZE = frozenset(
    {"opens_within_hours", "pays_within_days", "minutes_an_answer", "answering_minutes", "recorded_within_days",
     "outages_a_month", "outage_hours"}
)  # fmt: skip


class HabitsRefused(Exception):
    """A file of habits cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """See ``people.toml`` for what each figure means and where it comes from."""

    opens: float
    opens_within_hours: float
    replies: float
    will_pay: float
    cannot_pay: float
    paid_already: float
    other_time: float
    asked: float
    opts_out: float
    complains: float
    in_distress: float
    wrong_person: float
    dead_chat: float
    blocks: float
    links_later: float
    pays_anyway: float
    pays_after: float
    each_next: float
    pays_within_days: float
    pays_in_full: float
    promise_kept: float
    promise_late: float
    agrees: float
    part_kept: float
    visit_met: float
    visit_promise: float
    dies_a_year: float
    rests_a_year: float
    absent: float
    minutes_an_answer: float
    answering_minutes: float
    recorded_within_days: float
    outages_a_month: float
    outage_hours: float
    lost_on_the_way: float
    not_taken: float

    def with_(self, changes: Mapping[str, float]) -> Habits:
        """The same with some figures changed. Raises ``HabitsRefused``."""
        known = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise HabitsRefused(f"Không có thói quen tên «{name}». Xem các tên: {', '.join(sorted(known))}")
            if value < 0 or (value > 1 and name not in ANY_SIZE):
                raise HabitsRefused(
                    f"Trị số của «{name}» phải từ 0{'' if name in ANY_SIZE else ' đến 1'}. Hãy ghi lại."
                )
        changed = replace(self, **dict(changes))
        if changed.will_pay + changed.cannot_pay + changed.paid_already + changed.other_time + changed.asked > 1 + 1e-9:
            raise HabitsRefused("Các phần của người trả lời cộng lại quá 1. Hãy ghi lại.")
        return changed


@cache
def usual() -> Habits:
    """The house's own figures."""
    return Habits(**_figures(_OWN))


def read_habits(path: Path, base: Habits) -> Habits:
    """``base`` with the figures of a file put in: ``name = 0.3`` or ``[name] value = 0.3``. Raises ``HabitsRefused``."""
    try:
        return base.with_(_figures(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise HabitsRefused(f"Không đọc được tệp «{path}». Hãy ghi mỗi dòng như: opens = 0.6") from problem


def _figures(path: Path) -> dict[str, float]:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {}
    for name, entry in written.items():
        value = entry.get("value") if isinstance(entry, dict) else entry
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise HabitsRefused(f"Trị số của «{name}» không phải số. Hãy ghi như: {name} = 0.3")
        found[name] = float(value)
    return found
