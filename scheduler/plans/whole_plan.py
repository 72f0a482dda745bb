"""The whole plan of a campaign as one thing: gathered from the books, or written into them all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from casework import mobilisation
from casework.books import Books
from casework.mobilisation import TeamRefused
from casework.tidy import tidy
from scheduler.plans import campaigns, case_plans, costs, focal, plan_editing, teams, trips, waves
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.case_plans import CasePlanFacts
from scheduler.plans.focal import FocalCommune
from scheduler.plans.plan_check import Part, mistakes
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.teams import TeamFacts
from scheduler.plans.trips import Trip, TripFacts, Warned
from scheduler.tables import cost_rate, focal_commune, task_team, team_member, trip


@dataclass(frozen=True, kw_only=True, slots=True)
class Focal:
    """A focal commune; its team by name."""

    commune_id: int
    why: str
    team: str | None = None
    wave: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mobilisation:
    """A mobilisation team of a commune. It belongs to the commune, not to the campaign, and outlives it."""

    commune_id: int
    name: str
    visits_a_day: int
    members: tuple[mobilisation.Member, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """The plan of one case."""

    decision_id: int
    facts: CasePlanFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class Travel:
    """A trip; its team by name."""

    team: str
    commune_id: int
    on_date: date
    people: int
    km: int
    wave: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WholePlan:
    """Everything an office plans: what binds the messages (``plan``), and what it plans around them; ``rates`` in đồng."""

    plan: CampaignPlan
    teams: tuple[TeamFacts, ...] = ()
    focal: tuple[Focal, ...] = ()
    mobilisation: tuple[Mobilisation, ...] = ()
    cases: tuple[Case, ...] = ()
    trips: tuple[Travel, ...] = ()
    rates: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What could not be written: the ``n``-th (from 1) of a ``part`` (a field of ``WholePlan``, "waves" or "steps"; "plan")."""

    part: str
    number: int
    sentence: str


class PlanRefused(Exception):
    """Nothing was written; ``refusals`` says everything that stands against it."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(one.sentence for one in self.refusals))


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A plan that is in the books; ``lost``: an earlier approval is void; ``warned``: about its trips."""

    campaign_id: int
    lost: bool
    warned: tuple[Warned, ...]


def collect(books: Books, campaign_id: int) -> WholePlan:
    """The whole plan of a campaign. Raises ``CampaignUnknown``."""
    plan = the_campaign(books, campaign_id).plan
    known_teams = teams.teams_of(books, campaign_id)
    names = {team.id: team.facts.name for team in known_teams}
    known = focal.focal_communes(books, campaign_id)
    return WholePlan(
        plan=plan,
        teams=tuple(team.facts for team in known_teams),
        focal=tuple(
            Focal(commune_id=one.commune_id, why=one.why, team=names.get(one.team_id or 0), wave=one.wave)
            for one in known
        ),
        mobilisation=tuple(_mobilised(books, {*(one.commune_id for one in known), *plan.selection.communes})),
        cases=tuple(
            Case(decision_id=one.decision_id, facts=one.facts) for one in case_plans.case_plans_of(books, campaign_id)
        ),
        trips=tuple(_travel(one) for one in trips.trips_of(books, campaign_id)),
        rates=tuple(costs.rates_of(books, campaign_id).items()),
    )


def write(books: Books, whole: WholePlan, staff_id: int, *, into: int | None = None) -> Written:
    """Write a new draft with all of its parts, or put them in the place of those of ``into``, which has not started.

    Case plans that are there and not in the new plan stay: they are officers' own words. Raises ``PlanRefused`` with all
    that stands against it; then nothing is written.
    """
    with books.conn.begin_nested():  # taken back whole by whatever is raised in it
        _raise_any(_of_plan(books, whole.plan))
        campaign_id, lost = _write_plan(books, whole, staff_id, into)
        _raise_any([*_around(books, whole, campaign_id, staff_id), *_two_at_once(books, campaign_id)])
        warned = tuple(trips.warnings(books, the_campaign(books, campaign_id)))
        return Written(campaign_id=campaign_id, lost=lost, warned=warned)


def _raise_any(found: Iterable[Refusal]) -> None:
    if refusals := list(found):
        raise PlanRefused(refusals)


def _of_plan(books: Books, plan: CampaignPlan) -> Iterator[Refusal]:
    places = {Part.HEAD: "plan", Part.WAVE: "waves", Part.STEP: "steps"}
    for one in mistakes(books, plan):
        yield Refusal(part=places[one.part], number=one.number or 1, sentence=one.sentence)


def _write_plan(books: Books, whole: WholePlan, staff_id: int, into: int | None) -> tuple[int, bool]:
    """The campaign's id, and whether it lost an approval."""
    try:
        if into is None:
            return campaigns.create(books, whole.plan, staff_id), False
        for table in (trip, focal_commune, cost_rate):  # those of the new plan alone
            books.conn.execute(delete(table).where(table.c.campaign_id == into))
        lost = plan_editing.rewrite(books, into, whole.plan, staff_id)
    except CampaignRefused as problem:
        raise PlanRefused([Refusal(part="plan", number=1, sentence=str(problem))]) from problem
    others = (task_team.c.campaign_id == into, task_team.c.name.not_in([tidy(team.name) for team in whole.teams]))
    books.conn.execute(delete(team_member).where(team_member.c.team_id.in_(select(task_team.c.id).where(*others))))
    books.conn.execute(delete(task_team).where(*others))
    return into, lost


def _around(books: Books, whole: WholePlan, campaign_id: int, staff_id: int) -> Iterator[Refusal]:
    """Write what is planned around the messages; what was refused."""

    def write_focal(one: Focal) -> None:
        team = None if one.team is None else teams.team_named(books, campaign_id, one.team).id
        facts = FocalCommune(commune_id=one.commune_id, why=one.why, team_id=team, wave=one.wave)
        focal.write_focal(books, campaign_id, facts, staff_id)

    def write_trip(one: Travel) -> None:
        team = teams.team_named(books, campaign_id, one.team).id
        facts = TripFacts(
            team_id=team, commune_id=one.commune_id, on_date=one.on_date, people=one.people, km=one.km, wave=one.wave
        )
        trips.write_trip(books, campaign_id, facts, staff_id)

    def write_case(one: Case) -> None:
        known = case_plans.case_plan_of(books, campaign_id, one.decision_id)
        if known is None or known.facts != one.facts:
            case_plans.write_case_plan(books, campaign_id, one.decision_id, one.facts, staff_id)

    def mobilise(one: Mobilisation) -> None:
        visits = one.visits_a_day
        mobilisation.add_team(books, one.commune_id, one.name, visits_a_day=visits, members=one.members)

    deeds: tuple[tuple[str, Iterable[Any], Callable[[Any], Any]], ...] = (
        ("teams", whole.teams, lambda one: teams.write_team(books, campaign_id, one, staff_id)),
        ("focal", whole.focal, write_focal),
        ("mobilisation", whole.mobilisation, mobilise),
        ("cases", whole.cases, write_case),
        ("trips", whole.trips, write_trip),
        ("rates", whole.rates, lambda one: costs.set_rate(books, campaign_id, one[0], one[1], staff_id)),
    )
    for part, things, deed in deeds:
        for number, thing in enumerate(things, start=1):
            try:
                deed(thing)
            except (CampaignRefused, TeamRefused) as problem:
                yield Refusal(part=part, number=number, sentence=str(problem))


def _two_at_once(books: Books, campaign_id: int) -> Iterator[Refusal]:
    """Once more, now that the focal communes and case plans are there that a wave may choose by."""
    plan = the_campaign(books, campaign_id).plan
    try:
        waves.refuse_two_at_once(books, plan)
    except CampaignRefused as problem:
        yield Refusal(part="waves", number=1, sentence=str(problem))


def _mobilised(books: Books, communes: set[int]) -> Iterator[Mobilisation]:
    for team in mobilisation.teams_of(books):
        if team.commune_id in communes:
            yield Mobilisation(
                commune_id=team.commune_id, name=team.name, visits_a_day=team.visits_a_day, members=team.members
            )


def _travel(one: Trip) -> Travel:
    facts = one.facts
    return Travel(
        team=one.team,
        commune_id=facts.commune_id,
        on_date=facts.on_date,
        people=facts.people,
        km=facts.km,
        wave=facts.wave,
    )
