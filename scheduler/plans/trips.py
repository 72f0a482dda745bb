"""Which team travels where on which day, and what would make such a day go wrong?

A trip is written even where a warning stands against it (a rest day may be the only day on which people are at home): the
warnings are told when it is written, and again each time the plan is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select

from casework import staff
from casework.books import Books
from casework.db.ids import new_id
from casework.places import find_by_id
from casework.receptions import DayStatus
from casework.tables.places import commune
from casework.tables.receptions import reception_day
from casework.working_days import WorkingDays, working_days
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.plan_editing import changed, writable
from scheduler.plans.refusals import PlanWrong
from scheduler.plans.teams import teams_of
from scheduler.steps.step import Status
from scheduler.tables import campaign as campaigns
from scheduler.tables import task_team, team_member, trip, wave

MOST_PEOPLE = 60
MOST_KM = 2_000
_OVER = (Status.STOPPED.value, Status.FINISHED.value)


class Trouble(StrEnum):
    """What may go wrong on the day of a trip."""

    REST_DAY = "rest_day"
    YEAR_UNCONFIRMED = "year_unconfirmed"
    OUTSIDE_WAVE = "outside_wave"
    TEAM_ELSEWHERE = "team_elsewhere"  # the same team in two communes on one day
    SOMEBODY_ELSEWHERE = "somebody_elsewhere"  # the leader, or another of the staff, is on another trip
    RECEIVES_CITIZENS = "receives_citizens"  # somebody of the team receives citizens elsewhere that day


@dataclass(frozen=True, kw_only=True, slots=True)
class TripFacts:
    """A trip as written: ``people`` who go, ``km`` there and back, the number of the ``wave`` or None."""

    team_id: int
    commune_id: int
    on_date: date
    people: int
    km: int
    wave: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trip:
    """A trip as the books have it."""

    id: int
    campaign_id: int
    team: str
    leader_id: int
    commune: str
    facts: TripFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class Warned:
    """What may go wrong on a trip to ``commune``; ``who`` and ``where`` as far as they belong to it."""

    trip_id: int
    on_date: date
    commune: str
    trouble: Trouble
    who: str = ""
    where: str = ""


def write_trip(books: Books, campaign_id: int, facts: TripFacts, staff_id: int) -> tuple[int, list[Warned]]:
    """Write a trip, or put it in the place of the team's trip to that commune on that day; its id and its warnings.

    Raises ``CampaignRefused``.
    """
    campaign = writable(books, campaign_id, staff_id)
    _check(books, campaign, facts)
    same = (
        trip.c.team_id == facts.team_id,
        trip.c.on_date == facts.on_date,
        trip.c.commune_id == facts.commune_id,
    )
    books.conn.execute(delete(trip).where(*same))
    trip_id = new_id()
    row = {
        "id": trip_id,
        "campaign_id": campaign_id,
        "wave_id": None if facts.wave is None else campaign.wave_ids[facts.wave - 1],
        "team_id": facts.team_id,
        "commune_id": facts.commune_id,
        "on_date": facts.on_date,
        "people": facts.people,
        "km": facts.km,
    }
    books.conn.execute(insert(trip), row)
    changed(books, staff_id, campaign_id, "trip")
    return trip_id, [one for one in warnings(books, campaign) if one.trip_id == trip_id]


def remove_trip(books: Books, campaign_id: int, team_id: int, commune_id: int, on_date: date, staff_id: int) -> None:
    """Take a trip out of the plan. Raises ``CampaignRefused``."""
    writable(books, campaign_id, staff_id)
    here = (trip.c.campaign_id == campaign_id, trip.c.team_id == team_id)
    gone = delete(trip).where(*here, trip.c.commune_id == commune_id, trip.c.on_date == on_date)
    if books.conn.execute(gone).rowcount == 0:
        raise PlanWrong("Không có chuyến đi này trong đợt. Hãy xem lại danh sách chuyến đi.")
    changed(books, staff_id, campaign_id, "trip")


def trips_of(books: Books, campaign_id: int) -> list[Trip]:
    """The campaign's trips by day."""
    return [_opened(row) for row in books.conn.execute(_trips().where(trip.c.campaign_id == campaign_id)).all()]


def warnings(books: Books, campaign: Campaign) -> list[Warned]:
    """What may go wrong on the campaign's trips, also with trips of other campaigns that are not over."""
    mine = trips_of(books, campaign.id)
    days = {one.facts.on_date for one in mine}
    running = _trips().where(trip.c.on_date.in_(days), campaigns.c.status.not_in(_OVER))
    everywhere = [_opened(row) for row in books.conn.execute(running).all()]
    on_day: dict[date, list[Trip]] = defaultdict(list)
    for one in everywhere:
        on_day[one.facts.on_date].append(one)
    travellers = _travellers(books, everywhere)
    receiving = _receiving(books, days)
    calendar = working_days(books)
    found: list[Warned] = []
    for one in mine:
        found += _of_the_day(calendar, campaign, one)
        found += _of_the_people(books, one, on_day[one.facts.on_date], travellers)
        elsewhere = {who for who, where in receiving[one.facts.on_date] if where != one.facts.commune_id}
        for leader in sorted(travellers[one.facts.team_id] & elsewhere):
            found.append(_warned(one, Trouble.RECEIVES_CITIZENS, who=_name(books, leader)))
    return found


def _check(books: Books, campaign: Campaign, facts: TripFacts) -> None:
    place = find_by_id(books, facts.commune_id)
    if place is None:
        raise PlanWrong("Không có xã, phường này trong sổ. Hãy xem lại tên.")
    if facts.team_id not in {team.id for team in teams_of(books, campaign.id)}:
        raise PlanWrong("Tổ công tác này không thuộc đợt. Hãy chọn một tổ của đợt.")
    if not campaign.plan.starts_on <= facts.on_date <= campaign.plan.ends_on:
        raise PlanWrong(
            f"Chuyến đi {place.name} ngày {facts.on_date:%d/%m/%Y} nằm ngoài thời gian của đợt. Hãy chọn ngày khác."
        )
    if facts.wave is not None and not 1 <= facts.wave <= len(campaign.wave_ids):
        raise PlanWrong(f"Đợt không có đợt trọng tâm {facts.wave}. Hãy ghi lại số đợt.")
    if not 1 <= facts.people <= MOST_PEOPLE:
        raise PlanWrong(f"Số người đi phải từ 1 đến {MOST_PEOPLE}. Hãy ghi lại.")
    if not 0 <= facts.km <= MOST_KM:
        raise PlanWrong(f"Quãng đường cả đi và về phải từ 0 đến {MOST_KM} km. Hãy ghi lại.")


def _of_the_day(calendar: WorkingDays, campaign: Campaign, one: Trip) -> Iterator[Warned]:
    day = one.facts.on_date
    if not calendar.is_working_day(day):
        yield _warned(one, Trouble.REST_DAY)
    elif not calendar.year_confirmed(day.year):
        yield _warned(one, Trouble.YEAR_UNCONFIRMED)
    if one.facts.wave is not None:
        here = campaign.plan.waves[one.facts.wave - 1]
        if not here.starts_on <= day <= here.ends_on:
            yield _warned(one, Trouble.OUTSIDE_WAVE)


def _of_the_people(
    books: Books, one: Trip, that_day: Iterable[Trip], travellers: dict[int, set[int]]
) -> Iterator[Warned]:
    mine = travellers[one.facts.team_id]
    for other in that_day:
        if other.facts.commune_id == one.facts.commune_id:
            continue
        if other.facts.team_id == one.facts.team_id:
            yield _warned(one, Trouble.TEAM_ELSEWHERE, where=other.commune)
            continue
        for both in sorted(mine & travellers[other.facts.team_id]):
            who = _name(books, both)
            yield _warned(one, Trouble.SOMEBODY_ELSEWHERE, who=who, where=other.commune)


def _travellers(books: Books, trips: Iterable[Trip]) -> dict[int, set[int]]:
    """The staff of each team that travels, the leader among them."""
    found: dict[int, set[int]] = {one.facts.team_id: {one.leader_id} for one in trips}
    asked = select(team_member.c.team_id, team_member.c.staff_id).where(
        team_member.c.team_id.in_(found), team_member.c.staff_id.is_not(None)
    )
    for row in books.conn.execute(asked):
        found[row.team_id].add(row.staff_id)
    return found


def _receiving(books: Books, days: Iterable[date]) -> dict[date, set[tuple[int, int | None]]]:
    """Who receives citizens on which day, and in which commune (None: at the office)."""
    found: dict[date, set[tuple[int, int | None]]] = defaultdict(set)
    day = reception_day.c
    asked = select(day.on_date, day.leader_id, day.commune_id)
    for row in books.conn.execute(asked.where(day.on_date.in_(list(days)), day.status != DayStatus.CALLED_OFF.value)):
        found[row.on_date].add((row.leader_id, row.commune_id))
    return found


def _warned(one: Trip, trouble: Trouble, *, who: str = "", where: str = "") -> Warned:
    return Warned(trip_id=one.id, on_date=one.facts.on_date, commune=one.commune, trouble=trouble, who=who, where=where)


def _name(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return known.name if known is not None else "-"


def _trips() -> Any:
    return (
        select(
            trip, task_team.c.name.label("team"), task_team.c.leader_id, commune.c.name.label("commune"), wave.c.number
        )
        .select_from(
            trip.join(task_team, task_team.c.id == trip.c.team_id)
            .join(commune, commune.c.id == trip.c.commune_id)
            .join(campaigns, campaigns.c.id == trip.c.campaign_id)
            .outerjoin(wave, wave.c.id == trip.c.wave_id)
        )
        .order_by(trip.c.on_date, task_team.c.name, commune.c.name, trip.c.id)
    )


def _opened(row: Row[Any]) -> Trip:
    facts = TripFacts(
        team_id=row.team_id,
        commune_id=row.commune_id,
        on_date=row.on_date,
        people=row.people,
        km=row.km,
        wave=row.number,
    )
    return Trip(
        id=row.id, campaign_id=row.campaign_id, team=row.team, leader_id=row.leader_id, commune=row.commune, facts=facts
    )
