"""How well are the habits known? Each rehearsal draws its own, around the given ones, so that a forecast does not pretend.

A share that rests on so many observations is drawn from the beta distribution of that many; one that is assumed counts as
little as ``ASSUMED``. Figures of other kinds (hours, minutes, money) are spread by as much in proportion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from scheduler.rehearsal.habits import ANY_SIZE, Habits
from scheduler.rehearsal.lots import Lots

ASSUMED = 60  # observations that an assumption counts for
_LEAST, _MOST = 1e-6, 1 - 1e-6


def drawn(habits: Habits, seed: int, seen: Mapping[str, int] | None = None) -> Habits:
    """Habits as they might really be. ``seen``: on how many observations each of them rests, where it rests on any."""
    from scipy.stats import beta, norm

    lots, changed = Lots(seed), {}
    for number, field in enumerate(fields(habits)):
        value = getattr(habits, field.name)
        weight = max((seen or {}).get(field.name, 0), ASSUMED)
        lot = min(max(lots.share(number, "doubt"), _LEAST), _MOST)
        if field.name in ANY_SIZE:
            changed[field.name] = value * (1 + 0.5 / weight**0.5 * float(norm.ppf(lot)))
        elif 0 < value < 1:
            changed[field.name] = float(beta.ppf(lot, value * weight, (1 - value) * weight))
    return habits.with_(_fitting({name: max(value, 0.0) for name, value in changed.items()}, habits))


def _fitting(changed: dict[str, float], habits: Habits) -> dict[str, float]:
    """The parts of those who reply together make no more than all of them."""
    names = ("will_pay", "cannot_pay", "paid_already", "other_time", "asked")
    whole = sum(changed.get(name, getattr(habits, name)) for name in names)
    if whole > 1:
        changed |= {name: changed.get(name, getattr(habits, name)) / whole for name in names}
    kept = changed.get("promise_kept", habits.promise_kept)
    if kept + changed.get("promise_late", habits.promise_late) > 1:
        changed["promise_late"] = 1 - kept
    return changed
