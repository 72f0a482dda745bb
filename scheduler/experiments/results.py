"""What came of it: both groups as drawn, the difference with its interval, and the way of everybody from first to last?

Before the last day an interval is given that holds at every look; each such look is counted and stands in the audit trail. On
the day after the last one the registered analysis is given, once and for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, update

from casework import audit
from casework.books import Books
from casework.clock import local, today
from scheduler.experiments.clusters import Cluster, difference_of_communes
from scheduler.experiments.estimates import Counted, Difference, difference_of_persons
from scheduler.experiments.facts import Arm, Experiment, ExperimentRefused, Unit
from scheduler.experiments.flow import Flow, flow_of
from scheduler.experiments.looks import always_valid, always_valid_communes
from scheduler.experiments.outcomes import first_days
from scheduler.experiments.rows import the_experiment, units_of
from scheduler.plans.campaigns import MAKERS, require, the_campaign
from scheduler.tables import experiment


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What is known on ``as_of``. ``people`` and ``with_outcome`` by group; ``difference`` None: cannot be told yet.

    ``last_day``: the last on which an outcome counts. ``final``: it is over, and the difference is the registered analysis;
    otherwise its interval is one that holds at every look. ``looks``: before the end, this one included.
    """

    experiment: Experiment
    campaign: str
    first_day: date
    last_day: date
    as_of: date
    final: bool
    looks: int
    people: Mapping[Arm, int]
    with_outcome: Mapping[Arm, int]
    communes: Mapping[Arm, int]
    difference: Difference | None
    flow: Flow


def result(books: Books, campaign_id: int, staff_id: int) -> Result:
    """The result as the books stand now; before the end it counts a look. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không xem kết quả so sánh. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    registered = the_experiment(books, campaign_id)
    campaign = the_campaign(books, campaign_id)
    if registered.drawn_at is None or campaign.started_at is None:
        raise ExperimentRefused("Đợt chưa chạy nên chưa có gì để so sánh. Hãy xem lại sau khi đợt bắt đầu.")
    first = local(campaign.started_at).date()
    over = first + timedelta(days=registered.days)
    now = today(books.clock)
    final = now >= over
    looks = registered.looks if final else _count_look(books, registered, staff_id)
    units = units_of(books, registered.id)
    before = min(over, now + timedelta(days=1))
    did = first_days(books, registered.outcome, {row.party_id for row in units}, first, before)
    return Result(
        experiment=registered,
        campaign=campaign.plan.name,
        first_day=first,
        last_day=over - timedelta(days=1),
        as_of=now,
        final=final,
        looks=looks,
        people=_by_arm(units),
        with_outcome=_by_arm([row for row in units if row.party_id in did]),
        communes={
            arm: len({row.cluster_id for row in units if row.arm == arm.value and row.cluster_id is not None})
            for arm in Arm
        },
        difference=_difference(registered, units, did, final=final),
        flow=flow_of(books, registered, units),
    )


def _count_look(books: Books, registered: Experiment, staff_id: int) -> int:
    looks = registered.looks + 1
    books.conn.execute(update(experiment).where(experiment.c.id == registered.id).values(looks=experiment.c.looks + 1))
    action = audit.Action.EXPERIMENT_LOOKED_AT
    audit.record(books, audit.staff(staff_id), action, f"campaign:{registered.campaign_id}", purpose=f"look:{looks}")
    return looks


def _by_arm(units: list[Row[Any]]) -> dict[Arm, int]:
    return {arm: sum(1 for row in units if row.arm == arm.value) for arm in Arm}


def _difference(
    registered: Experiment, units: list[Row[Any]], did: Mapping[int, date], *, final: bool
) -> Difference | None:
    if registered.unit is Unit.PERSON:
        strata = _strata(units, did)
        return (difference_of_persons if final else always_valid)(strata, registered.level)
    clusters = _clusters(units, did)
    if final:
        return difference_of_communes(clusters, registered.level)
    return always_valid_communes(clusters, registered.icc or 0.0, registered.level)


def _strata(units: list[Row[Any]], did: Mapping[int, date]) -> list[Counted]:
    counts: dict[str, list[int]] = {}
    for row in units:
        cells = counts.setdefault(row.stratum, [0, 0, 0, 0])
        first = 0 if row.arm == Arm.REMINDED.value else 2
        cells[first] += 1
        cells[first + 1] += row.party_id in did
    return [
        Counted(reminded=cells[0], reminded_with=cells[1], held_out=cells[2], held_out_with=cells[3])
        for _, cells in sorted(counts.items())
    ]


def _clusters(units: list[Row[Any]], did: Mapping[int, date]) -> list[Cluster]:
    counts: dict[tuple[int, str, str], list[int]] = {}
    for row in units:
        cells = counts.setdefault((row.cluster_id, row.stratum, row.arm), [0, 0])
        cells[0] += 1
        cells[1] += row.party_id in did
    return [
        Cluster(stratum=stratum, reminded=arm == Arm.REMINDED.value, people=cells[0], people_with=cells[1])
        for (_, stratum, arm), cells in sorted(counts.items())
    ]
