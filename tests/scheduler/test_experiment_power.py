"""Are planted effects found as often as the calculator promised?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm, t

from scheduler.experiments.clusters import Cluster, robust
from scheduler.experiments.estimates import Counted, score
from scheduler.experiments.power import (
    Shape,
    communes_needed,
    correlation_inside,
    persons_needed,
    power_of_communes,
    power_of_persons,
    shape_of,
)

ROUNDS = 4_000
SLACK = 3 * math.sqrt(0.8 * 0.2 / ROUNDS)


def test_the_textbook_example_of_sample_size_is_reproduced() -> None:
    """60 % against 70 %, two equal groups, 5 % two-sided, power 90 %: 477 in each (Fleiss, Levin, Paik 2003, table A.4)."""
    needed = persons_needed(share=0.5, baseline=0.6, effect=0.1, level=0.05, power=0.9)
    assert abs(needed / 2 - 477) <= 1


@pytest.mark.parametrize(
    ("share", "baseline", "effect"), [(0.5, 0.2, 0.08), (0.2, 0.1, 0.05), (0.2, 0.4, 0.1), (0.1, 0.05, 0.06)]
)
def test_planted_effects_on_persons_are_found_with_the_power_promised(
    share: float, baseline: float, effect: float
) -> None:
    needed = persons_needed(share=share, baseline=baseline, effect=effect, level=0.05, power=0.8)
    held_out = round(needed * share)
    promised = power_of_persons(needed - held_out, held_out, baseline=baseline, effect=effect, level=0.05)
    assert promised == pytest.approx(0.8, abs=0.01)
    rng = np.random.default_rng(11)
    reminded_with = rng.binomial(needed - held_out, baseline + effect, ROUNDS)
    held_out_with = rng.binomial(held_out, baseline, ROUNDS)
    found = 0
    for first, second in zip(reminded_with.tolist(), held_out_with.tolist(), strict=True):
        cells = Counted(reminded=needed - held_out, reminded_with=first, held_out=held_out, held_out_with=second)
        found += score([cells]) > norm.ppf(0.975)
    assert found / ROUNDS == pytest.approx(promised, abs=SLACK + 0.015)


@pytest.mark.parametrize(("share", "icc", "people"), [(0.5, 0.05, 30), (0.25, 0.02, 40)])
def test_planted_effects_on_communes_are_found_with_the_power_promised(share: float, icc: float, people: int) -> None:
    shape = Shape(people_each=people, variation=0.0, icc=icc)
    needed = communes_needed(shape, share=share, baseline=0.2, effect=0.1, level=0.05, power=0.8)
    assert needed is not None
    held_out = max(round(needed * share), 2)
    promised = power_of_communes(needed - held_out, held_out, shape, baseline=0.2, effect=0.1, level=0.05)
    assert promised >= 0.8
    rng = np.random.default_rng(12)
    rounds = 1_500
    found = sum(_found(needed, held_out, people, icc, rng) for _ in range(rounds)) / rounds
    assert found == pytest.approx(promised, abs=3 * math.sqrt(0.16 / rounds) + 0.02)


def test_unequal_communes_weigh_as_eldridge_gives() -> None:
    """Design effect 1 + ((1 + cv²)·m - 1)·icc, Eldridge, Ashby, Kerry 2006."""
    shape = shape_of([10, 20, 30, 40], icc=0.05)
    assert shape.people_each == 25
    assert shape.variation == pytest.approx(math.sqrt(125) / 25)
    assert shape.design_effect == pytest.approx(1 + ((1 + 0.2) * 25 - 1) * 0.05)


def test_more_alike_neighbours_need_more_communes() -> None:
    needed = [
        communes_needed(
            Shape(people_each=30, variation=0.4, icc=icc),
            share=0.3, baseline=0.2, effect=0.1, level=0.05, power=0.8,
        )
        for icc in (0.0, 0.02, 0.1)
    ]  # fmt: skip
    counts = [one or 0 for one in needed]
    assert 0 < counts[0] < counts[1] < counts[2]
    assert communes_needed(Shape(people_each=1, variation=0, icc=0.5), share=0.5, baseline=0.2, effect=0.001,
                           level=0.05, power=0.8, most=50) is None  # fmt: skip


def test_how_alike_neighbours_are_is_estimated_from_what_they_did() -> None:
    rng = np.random.default_rng(13)
    for icc in (0.0, 0.05, 0.2):
        groups = []
        for _ in range(1_500):
            people = int(rng.integers(5, 50))
            share = rng.beta(0.3 * (1 / icc - 1), 0.7 * (1 / icc - 1)) if icc else 0.3
            groups.append((people, int(rng.binomial(people, share))))
        assert correlation_inside(groups) == pytest.approx(icc, abs=0.02)
    assert correlation_inside([(10, 10), (12, 12)]) is None
    assert correlation_inside([(10, 3)]) is None


def _found(communes: int, held_out: int, people: int, icc: float, rng: np.random.Generator) -> bool:
    clusters = []
    for number in range(communes):
        reminded = number >= held_out
        mean = 0.3 if reminded else 0.2
        share = rng.beta(mean * (1 / icc - 1), (1 - mean) * (1 / icc - 1))
        clusters.append(
            Cluster(stratum="", reminded=reminded, people=people, people_with=int(rng.binomial(people, share)))
        )
    seen = robust(clusters)
    assert seen is not None
    return bool(seen.difference / seen.error > t.ppf(0.975, seen.freedom))
