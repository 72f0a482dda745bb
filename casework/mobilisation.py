"""Which mobilisation teams (tổ vận động) do the communes have, who is in them, and how many visits can they make a day?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.places import find_by_id
from casework.tables.follow_ups import mobilisation_member as members
from casework.tables.follow_ups import mobilisation_team as teams
from casework.tidy import tidy

VISITS_A_DAY = 12
MOST_A_DAY = 40  # more than that is no talk with anybody


class TeamRefused(Exception):
    """The team cannot be written as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody in a team. ``role`` in the commune's words: "trưởng ấp", "hội phụ nữ"."""

    name: str = field(repr=False)
    role: str
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """A mobilisation team as the books have it."""

    id: int
    commune_id: int
    name: str
    visits_a_day: int
    active: bool
    members: tuple[Member, ...] = field(repr=False)


def add_team(
    books: Books, commune_id: int, name: str, *, visits_a_day: int = VISITS_A_DAY, members: Sequence[Member] = ()
) -> int:
    """Write a team of the commune and give its id; the same name in the same commune is the same team, with these members.

    Raises ``TeamRefused``.
    """
    called = tidy(name)
    if not called or find_by_id(books, commune_id) is None:
        raise TeamRefused("Tổ vận động phải có tên và thuộc một xã có trong sổ. Hãy xem lại tên tổ và tên xã.")
    if not 1 <= visits_a_day <= MOST_A_DAY:
        raise TeamRefused(f"Một tổ đi được từ 1 đến {MOST_A_DAY} lượt mỗi ngày. Hãy xem lại số lượt.")
    if not all(tidy(one.name) and tidy(one.role) for one in members):
        raise TeamRefused("Mỗi thành viên phải có tên và vai trò. Hãy ghi đủ.")
    there = books.conn.execute(
        select(teams.c.id).where(teams.c.commune_id == commune_id, teams.c.name == called)
    ).scalar()
    team_id = new_id() if there is None else int(there)
    said = {"visits_a_day": visits_a_day, "active": True}
    if there is None:
        books.conn.execute(insert(teams), {"id": team_id, "commune_id": commune_id, "name": called, **said})
    else:
        books.conn.execute(update(teams).where(teams.c.id == team_id), said)
    for one in members:
        _add_member(books, team_id, one)
    return team_id


def retire_team(books: Books, team_id: int) -> bool:
    """The team makes no more visits; what is open stays with the commune. False for an unknown or retired one."""
    gone = update(teams).where(teams.c.id == team_id, teams.c.active.is_(True)).values(active=False)
    return books.conn.execute(gone).rowcount == 1


def teams_of(books: Books, commune_id: int | None = None) -> list[Team]:
    """The teams that make visits, of one commune if given, by commune and name."""
    query = select(teams).where(teams.c.active.is_(True)).order_by(teams.c.commune_id, teams.c.name)
    if commune_id is not None:
        query = query.where(teams.c.commune_id == commune_id)
    return [_opened(books, row) for row in books.conn.execute(query).all()]


def team(books: Books, team_id: int) -> Team | None:
    """One team, also a retired one."""
    row = books.conn.execute(select(teams).where(teams.c.id == team_id)).one_or_none()
    return None if row is None else _opened(books, row)


def _add_member(books: Books, team_id: int, one: Member) -> None:
    known = {(there.name, there.role) for there in _members(books, team_id)}
    name, role = tidy(one.name), tidy(one.role)
    if (name, role) in known:
        return
    row_id, phone = new_id(), tidy(one.phone or "")
    row = {
        "id": row_id,
        "team_id": team_id,
        "name_sealed": books.keys.seal("mobilisation_member", "name", row_id, name),
        "phone_sealed": books.keys.seal("mobilisation_member", "phone", row_id, phone) if phone else None,
        "role": role,
    }
    books.conn.execute(insert(members), row)


def _members(books: Books, team_id: int) -> tuple[Member, ...]:
    rows = books.conn.execute(select(members).where(members.c.team_id == team_id).order_by(members.c.id)).all()
    return tuple(
        Member(
            name=books.keys.open("mobilisation_member", "name", row.id, row.name_sealed),
            role=row.role,
            phone=None
            if row.phone_sealed is None
            else books.keys.open("mobilisation_member", "phone", row.id, row.phone_sealed),
        )
        for row in rows
    )


def _opened(books: Books, row: Row[Any]) -> Team:
    return Team(
        id=row.id,
        commune_id=row.commune_id,
        name=row.name,
        visits_a_day=row.visits_a_day,
        active=row.active,
        members=_members(books, row.id),
    )
