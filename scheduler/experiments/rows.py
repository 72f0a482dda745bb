"""How does an experiment lie in the books?"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, select

from casework.books import Books
from scheduler.experiments.facts import Arm, Experiment, ExperimentRefused, Outcome, Stratum, Unit
from scheduler.tables import experiment, experiment_unit


def find(books: Books, campaign_id: int) -> Experiment | None:
    """The campaign's experiment, if one is registered."""
    row = books.conn.execute(select(experiment).where(experiment.c.campaign_id == campaign_id)).one_or_none()
    return None if row is None else _opened(row)


def the_experiment(books: Books, campaign_id: int) -> Experiment:
    """``find``; raises ``ExperimentRefused`` where there is none."""
    found = find(books, campaign_id)
    if found is None:
        raise ExperimentRefused(
            "Đợt này không đăng ký so sánh. Đăng ký trước khi duyệt: gandan campaign experiment TÊN register"
        )
    return found


def units_of(books: Books, experiment_id: int) -> list[Row[Any]]:
    """Rows ``party_id, cluster_id, stratum, arm`` of everybody drawn, in the order of their ids."""
    drawn = select(experiment_unit).where(experiment_unit.c.experiment_id == experiment_id)
    return list(books.conn.execute(drawn.order_by(experiment_unit.c.party_id)).all())


def held_out_communes(books: Books, experiment_id: int) -> set[int]:
    """The communes that were drawn to be held out; none where persons were drawn."""
    held = select(experiment_unit.c.cluster_id).where(
        experiment_unit.c.experiment_id == experiment_id,
        experiment_unit.c.arm == Arm.HELD_OUT.value,
        experiment_unit.c.cluster_id.is_not(None),
    )
    return set(books.conn.execute(held.distinct()).scalars())


def _opened(row: Row[Any]) -> Experiment:
    kept = {name: getattr(row, name) for name in _KEPT}
    return Experiment(
        unit=Unit(row.unit),
        outcome=Outcome(row.outcome),
        per_mille=int(row.held_out_share * 1000),
        strata=tuple(Stratum(name) for name in json.loads(row.strata)),
        level=float(row.level),
        smallest_effect=float(row.smallest_effect),
        power=float(row.power),
        baseline=float(row.baseline),
        icc=None if row.icc is None else float(row.icc),
        excluded=json.loads(row.excluded),
        **kept,
    )


_KEPT = ("id", "campaign_id", "days", "seed", "registered_by", "registered_at", "drawn_at", "looks")
