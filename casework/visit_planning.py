"""How does somebody come onto the list of a commune's team, and on which day?

Everybody who is to be visited is placed at once, in the order given: who they are, who is visited already and how full the
teams' days are is read in a few statements, however many people there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from casework.books import Books
from casework.clock import today
from casework.db.for_each import as_json_list, ids_in
from casework.db.ids import new_ids
from casework.db.prepared import Prepared, insert_of
from casework.people import PartyKind
from casework.references import free_references
from casework.tables.follow_ups import mobilisation_team as teams
from casework.tables.follow_ups import visit as visits
from casework.tables.people import party
from casework.visits import IS_OPEN, REFERENCE, State, Why
from casework.working_days import WorkingDays, working_days

FIRST_DAY = 2  # working days from now to the earliest visit: the list has to reach the commune
LATEST_DAY = 60  # a team that is full for so many working days gets the visit on the last, and the office sees it


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Who is to be visited, and why; ``after``: not before this day."""

    decision_id: int
    party_id: int
    why: Why
    campaign_id: int | None = None
    after: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A visit that was put on the list."""

    id: int
    due_on: date


def plan_visit(books: Books, decision_id: int, party_id: int, why: Why, campaign_id: int | None = None) -> int | None:
    """Put one visit on the list (``plan_visits``); its id, None where nobody is to be visited."""
    one = Wanted(decision_id=decision_id, party_id=party_id, why=why, campaign_id=campaign_id)
    (planned,) = plan_visits(books, [one])
    return None if planned is None else planned.id


def plan_visits(books: Books, wanted: Sequence[Wanted]) -> list[Planned | None]:
    """Put each on the list of its commune's team; what was planned, in the same order.

    None where nobody is to be visited: one is open already, the person has died or is in prison (nobody else at that door is
    to hear of it), or it is the State.
    """
    if not wanted:
        return []
    communes = _communes(books, {one.party_id for one in wanted})
    taken = {
        (row[0], row[1])
        for row in _ALREADY.rows(books.conn, decisions=as_json_list({one.decision_id for one in wanted}))
    }
    days = _Days(books, {commune for commune in communes.values() if commune is not None})
    placed: list[tuple[Wanted, int | None, date] | None] = []
    for one in wanted:
        whose = (one.decision_id, one.party_id)
        if one.party_id not in communes or whose in taken:
            placed.append(None)
            continue
        taken.add(whose)
        placed.append((one, *days.place(communes[one.party_id], one.after)))
    return _written(books, placed, communes)


def _communes(books: Books, parties: Collection[int]) -> dict[int, int | None]:
    """Of those who may be visited."""
    return {
        row.id: row.commune_id
        for row in _WHO.named(books.conn, parties=as_json_list(parties))
        if not (row.deceased or row.in_prison or row.kind == PartyKind.STATE.value)
    }


class _Days:
    """How full the days of the teams are while visits are placed."""

    def __init__(self, books: Books, communes: Collection[int]) -> None:
        self._calendar: WorkingDays = working_days(books)
        self._earliest = self._calendar.add(today(books.clock), FIRST_DAY)
        self._teams: dict[int, list[Any]] = defaultdict(list)
        for team in _TEAMS_OF.named(books.conn, communes=as_json_list(communes)) if communes else ():
            self._teams[team.commune_id].append(team)
        ids = as_json_list({team.id for found in self._teams.values() for team in found})
        self._taken: dict[tuple[int, date], int] = defaultdict(int)
        for team_id, day, count in _TAKEN.rows(books.conn, teams=ids, earliest=self._earliest) if self._teams else ():
            self._taken[team_id, day] = count

    def place(self, commune_id: int | None, after: date | None) -> tuple[int | None, date]:
        """The team that can go first, and its day; without a team the day is when one should have gone."""
        earliest = max(self._earliest, after or date.min)
        found = self._teams.get(commune_id, []) if commune_id is not None else []
        if not found:
            return None, earliest
        day, team_id = min((self._first_free(team.id, team.visits_a_day, earliest), team.id) for team in found)
        self._taken[team_id, day] += 1
        return team_id, day

    def _first_free(self, team_id: int, most: int, earliest: date) -> date:
        day = earliest
        for _ in range(LATEST_DAY):
            if self._taken.get((team_id, day), 0) < most:
                return day
            day = self._calendar.add(day, 1)
        return day


def _written(
    books: Books, placed: Sequence[tuple[Wanted, int | None, date] | None], communes: dict[int, int | None]
) -> list[Planned | None]:
    count = sum(one is not None for one in placed)
    names = iter(zip(new_ids(count), free_references(books, visits.c.reference, count, REFERENCE), strict=True))
    rows, planned, now = list[dict[str, Any]](), list[Planned | None](), books.clock.now()
    for one in placed:
        if one is None:
            planned.append(None)
            continue
        (row_id, reference), (wanted, team_id, due_on) = next(names), one
        planned.append(Planned(id=row_id, due_on=due_on))
        rows.append(_row(wanted, now) | {"id": row_id, "reference": reference, "team_id": team_id, "due_on": due_on,
                                         "commune_id": communes[wanted.party_id]})  # fmt: skip
    _ADD.change_all(books.conn, rows)
    return planned


def _row(wanted: Wanted, now: datetime) -> dict[str, Any]:
    return {
        "decision_id": wanted.decision_id,
        "party_id": wanted.party_id,
        "campaign_id": wanted.campaign_id,
        "why": wanted.why.value,
        "state": State.OPEN.value,
        "made_at": now,
        "changed_at": now,
    }


def _who(dialect: str) -> Select[Any]:
    of = party.c
    return select(of.id, of.commune_id, of.kind, of.deceased, of.in_prison).where(of.id.in_(ids_in(dialect, "parties")))


def _already(dialect: str) -> Select[Any]:
    of = visits.c
    return select(of.decision_id, of.party_id).where(of.decision_id.in_(ids_in(dialect, "decisions")), IS_OPEN)


def _teams_of(dialect: str) -> Select[Any]:
    """Held until the transaction ends, so that two planners cannot both fill a team's last place of a day."""
    of = teams.c
    here = (of.commune_id.in_(ids_in(dialect, "communes")), of.active.is_(True))
    return select(of.id, of.commune_id, of.visits_a_day).where(*here).order_by(of.id).with_for_update()


def _taken(dialect: str) -> Select[Any]:
    of = visits.c
    here = (of.team_id.in_(ids_in(dialect, "teams")), IS_OPEN, of.due_on >= bindparam("earliest"))
    return select(of.team_id, of.due_on, func.count()).where(*here).group_by(of.team_id, of.due_on)


_WHO, _ALREADY, _TEAMS_OF, _TAKEN = (Prepared.for_each_kind(asked) for asked in (_who, _already, _teams_of, _taken))
_ADD = insert_of(
    visits, "id", "reference", "decision_id", "party_id", "team_id", "commune_id", "campaign_id", "why", "state",
    "made_at", "due_on", "changed_at",
)  # fmt: skip
