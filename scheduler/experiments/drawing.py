"""Who is held out? Drawn once, at the approval, among the recipients as they were frozen then.

Approving a changed draft again draws anew with the same number; once the campaign has started nothing is drawn any more: who
was drawn keeps the group, with decisions that join later as well, and people who join later are not part of it. (A commune
that is held out stays so for newcomers: they are not counted, but what their neighbours are told must not differ.)
"""

from __future__ import annotations

import json

from sqlalchemy import delete, select, update

from casework import audit
from casework.books import Books
from casework.db.bulk import in_pieces, insert_rows
from casework.tables.decisions import decision
from scheduler.experiments.facts import Arm, Experiment, Unit
from scheduler.experiments.order import held_out_of, wide_enough
from scheduler.experiments.people import Person, assess, frozen_pairs, strata_of_communes, stratum_of
from scheduler.experiments.rows import find, held_out_communes, units_of
from scheduler.tables import campaign, campaign_recipient, experiment, experiment_unit


def draw(books: Books, campaign_id: int) -> int:
    """Draw the groups of the campaign's experiment and mark its recipients; how many people are held out.

    Without an experiment nothing happens. Called inside the approval, after ``campaign_recipient`` has been written.
    """
    registered = find(books, campaign_id)
    if registered is None:
        return 0
    started = books.conn.execute(select(campaign.c.started_at).where(campaign.c.id == campaign_id)).scalar()
    if registered.drawn_at is None or started is None:
        _draw_anew(books, registered)
    return _mark(books, registered)


def _draw_anew(books: Books, registered: Experiment) -> None:
    assessed = assess(books, frozen_pairs(registered.campaign_id), registered.unit)
    rows = _drawn(registered, assessed.taking_part)
    books.conn.execute(delete(experiment_unit).where(experiment_unit.c.experiment_id == registered.id))
    insert_rows(books.conn, experiment_unit, ("experiment_id", "party_id", "cluster_id", "stratum", "arm"), rows)
    drawn = {"drawn_at": books.clock.now(), "excluded": json.dumps(assessed.excluded)}
    books.conn.execute(update(experiment).where(experiment.c.id == registered.id).values(**drawn))
    held_out = sum(1 for row in rows if row[-1] == Arm.HELD_OUT.value)
    told = f"seed:{registered.seed}:held_out:{held_out}:of:{len(rows)}"
    audit.record(books, audit.SYSTEM, audit.Action.EXPERIMENT_DRAWN, f"campaign:{registered.campaign_id}", purpose=told)


def _drawn(registered: Experiment, people: tuple[Person, ...]) -> list[tuple[int, int, int | None, str, str]]:
    by_commune = registered.unit is Unit.COMMUNE
    named = (
        strata_of_communes(people, registered.strata)
        if by_commune
        else {one.party_id: stratum_of(one, registered.strata) for one in people}
    )
    strata = wide_enough(named, registered.per_mille)
    held_out = held_out_of(strata, registered.per_mille, registered.seed)
    rows = []
    for one in people:
        unit = (one.commune_id or 0) if by_commune else one.party_id
        arm = Arm.HELD_OUT if unit in held_out else Arm.REMINDED
        rows.append((registered.id, one.party_id, unit if by_commune else None, strata[unit], arm.value))
    return rows


def _mark(books: Books, registered: Experiment) -> int:
    """Write the groups into the frozen recipients: all decisions of a person, or all people of a commune, together."""
    of = campaign_recipient.c
    mine = of.campaign_id == registered.campaign_id
    units = units_of(books, registered.id)
    held_out = [row.party_id for row in units if row.arm == Arm.HELD_OUT.value]
    books.conn.execute(update(campaign_recipient).where(mine).values(held_out=False))
    for piece in in_pieces(held_out):
        books.conn.execute(update(campaign_recipient).where(mine, of.party_id.in_(piece)).values(held_out=True))
    if registered.unit is Unit.COMMUNE:
        communes = held_out_communes(books, registered.id)
        there = select(decision.c.id).where(decision.c.commune_id.in_(communes))
        counted = select(experiment_unit.c.party_id).where(experiment_unit.c.experiment_id == registered.id)
        late = update(campaign_recipient).where(mine, of.decision_id.in_(there), of.party_id.not_in(counted))
        books.conn.execute(late.values(held_out=True))
    return len(held_out)
