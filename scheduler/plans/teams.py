"""Which task teams (tổ công tác) go out in a campaign: who leads, who comes along from which body, in which role?

A team is led by an officer of the agency, as a rule the one of the area. Names and telephone numbers of people of other
bodies are sealed: they stand in the plan of an office, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from casework import staff
from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.people import PartyRefused, tidy_phone
from casework.staff import LEADERS, Role
from casework.tidy import tidy
from scheduler.plans.plan_editing import changed, writable
from scheduler.plans.refusals import PlanWrong
from scheduler.tables import focal_commune, task_team, team_member, trip

LONGEST_NAME = 200  # characters
MAY_LEAD = frozenset({Role.OFFICER, *LEADERS})


class Body(StrEnum):
    """Where a member of a team comes from. Stored by value."""

    AGENCY = "agency"
    COMMUNE = "commune"  # ủy ban nhân dân xã, phường
    POLICE = "police"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    FRONT = "front"  # Mặt trận Tổ quốc and its member organisations


BODY_WORDS = {
    Body.AGENCY: "cơ quan thi hành án dân sự",
    Body.COMMUNE: "Ủy ban nhân dân xã, phường",
    Body.POLICE: "công an",
    Body.PROSECUTOR: "viện kiểm sát",
    Body.COURT: "tòa án",
    Body.FRONT: "Mặt trận Tổ quốc, đoàn thể",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody in a team. Of the agency: ``staff_id``; of another body: ``name``, and ``phone`` if known.

    ``role``: what this person does in the team, in the plan's words.
    """

    body: Body
    role: str
    staff_id: int | None = None
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamFacts:
    """A team as written: ``leader_id`` of the staff, members without the leader."""

    name: str
    leader_id: int
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskTeam:
    """A team as the books have it."""

    id: int
    campaign_id: int
    facts: TeamFacts

    @property
    def staff_ids(self) -> frozenset[int]:
        """Everybody of the agency who travels with it."""
        return frozenset({self.facts.leader_id, *(one.staff_id for one in self.facts.members if one.staff_id)})


def write_team(books: Books, campaign_id: int, facts: TeamFacts, staff_id: int) -> int:
    """Write a team, or put it in the place of the one of that name in this campaign; its id. Raises ``CampaignRefused``."""
    writable(books, campaign_id, staff_id)
    _check(books, facts)
    name = tidy(facts.name)
    same = select(task_team.c.id).where(task_team.c.campaign_id == campaign_id, task_team.c.name == name)
    team_id = books.conn.execute(same).scalar()
    if team_id is None:
        team_id = new_id()
        row = {"id": team_id, "campaign_id": campaign_id, "name": name, "leader_id": facts.leader_id}
        books.conn.execute(insert(task_team), row)
    else:
        books.conn.execute(update(task_team).where(task_team.c.id == team_id).values(leader_id=facts.leader_id))
        books.conn.execute(delete(team_member).where(team_member.c.team_id == team_id))
    if facts.members:
        books.conn.execute(insert(team_member), [_member_row(books, team_id, one) for one in facts.members])
    changed(books, staff_id, campaign_id, "team")
    return int(team_id)


def remove_team(books: Books, campaign_id: int, name: str, staff_id: int) -> None:
    """Take a team out of the plan. Raises ``CampaignRefused``, also while trips or focal communes name it."""
    writable(books, campaign_id, staff_id)
    team = team_named(books, campaign_id, name)
    for table, what in ((trip, "chuyến đi"), (focal_commune, "xã điểm")):
        many = books.conn.execute(
            select(func.count()).select_from(table).where(table.c.team_id == team.id)
        ).scalar_one()
        if many:
            raise PlanWrong(f"{team.facts.name} còn {many} {what}. Hãy bỏ hoặc giao cho tổ khác trước.")
    books.conn.execute(delete(team_member).where(team_member.c.team_id == team.id))
    books.conn.execute(delete(task_team).where(task_team.c.id == team.id))
    changed(books, staff_id, campaign_id, "team")


def teams_of(books: Books, campaign_id: int) -> list[TaskTeam]:
    """The campaign's teams in the order they were written."""
    rows = books.conn.execute(
        select(task_team).where(task_team.c.campaign_id == campaign_id).order_by(task_team.c.id)
    ).all()
    ids = [row.id for row in rows]
    asked = select(team_member).where(team_member.c.team_id.in_(ids)).order_by(team_member.c.id)
    members: dict[int, list[Member]] = {team_id: [] for team_id in ids}
    for row in books.conn.execute(asked):
        members[row.team_id].append(_opened(books, row))
    return [
        TaskTeam(
            id=row.id,
            campaign_id=campaign_id,
            facts=TeamFacts(name=row.name, leader_id=row.leader_id, members=tuple(members[row.id])),
        )
        for row in rows
    ]


def team_named(books: Books, campaign_id: int, name: str) -> TaskTeam:
    """The team of this name, or the only one whose name contains it. Raises ``PlanWrong``."""
    wanted = fold(name)
    known = teams_of(books, campaign_id)
    found = [one for one in known if fold(one.facts.name) == wanted]
    found = found or [one for one in known if wanted and wanted in fold(one.facts.name)]
    if len(found) != 1:
        there = "; ".join(one.facts.name for one in known) or "chưa có tổ nào"
        raise PlanWrong(f"Đợt này không có đúng một tổ công tác tên «{name}» (đang có: {there}). Hãy ghi đủ tên tổ.")
    return found[0]


def _check(books: Books, facts: TeamFacts) -> None:
    name = tidy(facts.name)
    if not name or len(name) > LONGEST_NAME:
        raise PlanWrong(f"Tên tổ công tác phải có từ 1 đến {LONGEST_NAME} ký tự. Hãy ghi lại.")
    leader = staff.find(books, facts.leader_id)
    if leader is None or not leader.active or leader.role not in MAY_LEAD:
        raise PlanWrong(f"{name}: tổ trưởng phải là chấp hành viên hoặc lãnh đạo đang làm việc. Hãy chọn người khác.")
    there: set[int | str] = {facts.leader_id}
    for member in facts.members:
        who = _who(books, name, member)
        if who in there:
            raise PlanWrong(f"{name}: có người được ghi hai lần. Hãy bỏ một lần.")
        there.add(who)


def _who(books: Books, team: str, member: Member) -> int | str:
    """Whom the member is told apart by. Raises ``PlanWrong`` where something is missing."""
    if not tidy(member.role):
        raise PlanWrong(f"{team}: thiếu nhiệm vụ của một thành viên. Hãy ghi người đó làm gì trong tổ.")
    if member.body is Body.AGENCY:
        known = None if member.staff_id is None else staff.find(books, member.staff_id)
        if known is None or not known.active:
            raise PlanWrong(f"{team}: thành viên của cơ quan phải là cán bộ đang làm việc. Hãy ghi tên đăng nhập.")
        return known.id
    if member.staff_id is not None or not tidy(member.name or ""):
        raise PlanWrong(f"{team}: thành viên của {BODY_WORDS[member.body]} cần họ tên. Hãy ghi họ tên.")
    return f"{member.body.value}:{fold(member.name or '')}:{_phone(team, member) or ''}"


def _phone(team: str, member: Member) -> str | None:
    if not tidy(member.phone or ""):
        return None
    try:
        return tidy_phone(member.phone or "")
    except PartyRefused as problem:
        raise PlanWrong(f"{team}: {problem}") from problem


def _member_row(books: Books, team_id: int, member: Member) -> dict[str, Any]:
    row_id = new_id()

    def sealed(column: str, text: str | None) -> bytes | None:
        return books.keys.seal("team_member", column, row_id, text) if text else None

    return {
        "id": row_id,
        "team_id": team_id,
        "staff_id": member.staff_id,
        "name_sealed": sealed("name", tidy(member.name or "")),
        "phone_sealed": sealed("phone", _phone("", member)),
        "body": member.body.value,
        "role": tidy(member.role),
    }


def _opened(books: Books, row: Row[Any]) -> Member:
    def text(column: str) -> str | None:
        kept = getattr(row, f"{column}_sealed")
        return None if kept is None else books.keys.open("team_member", column, row.id, kept)

    return Member(body=Body(row.body), role=row.role, staff_id=row.staff_id, name=text("name"), phone=text("phone"))


def everybody_of(books: Books, teams: Sequence[TaskTeam]) -> dict[int, str]:
    """The names of all staff in these teams, by id."""
    return {
        one: found.name for one in {i for team in teams for i in team.staff_ids} if (found := staff.find(books, one))
    }
