"""Who works at the agency, and as what?

What a role may see and do is decided where it is used; here is only who holds it. Names of staff are public: an officer's
name stands on every decision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.tables.agency import staff as staff_table
from casework.tables.signing import staff_session

MOST_ANSWERS = 1_000  # replies in a day: more is a slip of the pen
_UNKNOWN = "Không có cán bộ này trong sổ. Hãy xem lại danh sách cán bộ."
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_FORM_OF_ADDRESS = re.compile(r"(?:chap hanh vien(?: truong)?|chv|can bo|dong chi|ong|ba|anh|chi|co|chu)\b[.:]?\s*")


class Role(StrEnum):
    """What a member of staff is. Stored by value."""

    CLERK = "clerk"  # thư ký, tiếp dân
    OFFICER = "officer"  # chấp hành viên
    HEAD = "head"  # thủ trưởng
    DEPUTY = "deputy"  # phó thủ trưởng
    ADMIN = "admin"  # settings and health, no case
    AUDITOR = "auditor"  # the audit trail, no case
    LEGAL = "legal"  # reads and approves what is said about the law, no case


LEADERS = frozenset({Role.HEAD, Role.DEPUTY})
MANAGERS = frozenset({Role.ADMIN, *LEADERS})  # of the staff
HOLD_CASES = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})


class StaffRefused(Exception):
    """What was given about a member of staff cannot be written; the message is for whoever enters it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffFacts:
    """What is entered about a member of staff. ``login``: 2-40 of a-z, 0-9, dot, dash, underscore."""

    agency_id: int
    login: str
    name: str
    title: str
    role: Role
    office_id: int | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """A member of staff as the books have them. Whoever has left stays in the books, not ``active``."""

    id: int
    agency_id: int
    office_id: int | None
    login: str
    name: str
    title: str
    role: Role
    phone: str | None
    active: bool
    answers_a_day: int | None = None  # replies of citizens handled on a working day; None: the house rule


def add(books: Books, facts: StaffFacts, actor: str) -> int:
    """Write a new member of staff; returns the id. Raises ``StaffRefused`` for a taken or misshapen login, or no name."""
    if not _LOGIN.fullmatch(facts.login):
        raise StaffRefused("Tên đăng nhập không hợp lệ. Hãy dùng từ 2 đến 40 chữ thường không dấu, chữ số, dấu chấm.")
    if not facts.name.strip():
        raise StaffRefused("Thiếu họ tên cán bộ. Hãy nhập họ tên đầy đủ.")
    if find_by_login(books, facts.login) is not None:
        raise StaffRefused("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.")
    staff_id = new_id()
    row = {
        "agency_id": facts.agency_id,
        "office_id": facts.office_id,
        "login": facts.login,
        "name": " ".join(facts.name.split()),
        "folded": fold(facts.name),
        "title": facts.title,
        "role": facts.role.value,
        "phone": facts.phone,
    }
    books.conn.execute(insert(staff_table).values(id=staff_id, active=True, **row))
    audit.record(books, actor, audit.Action.STAFF_ADDED, audit.staff(staff_id), purpose=facts.role.value)
    return staff_id


def find(books: Books, staff_id: int) -> Staff | None:
    """The member of staff with this id, also one who has left."""
    return _one(books.conn.execute(select(staff_table).where(staff_table.c.id == staff_id)).one_or_none())


def find_by_login(books: Books, login: str) -> Staff | None:
    """The member of staff with this login, also one who has left: a login is never given to another."""
    return _one(books.conn.execute(select(staff_table).where(staff_table.c.login == login)).one_or_none())


def find_officer_by_name(books: Books, text: str) -> tuple[Staff, ...]:
    """Those in office who can hold a case and have exactly this name, however accented, with or without a form of address.

    Two officers may share a name: the caller asks which, and never takes the first.
    """
    names = [fold(text)]
    while found := _FORM_OF_ADDRESS.match(names[-1]):  # each may as well be the family name: ông Chu Văn ...
        names.append(names[-1][found.end() :])
    rows = books.conn.execute(
        select(staff_table)
        .where(staff_table.c.folded.in_(names), staff_table.c.active, staff_table.c.role.in_(HOLD_CASES))
        .order_by(staff_table.c.id)
    )
    return tuple(_staff(row) for row in rows)


def same_person(one: Staff, other: Staff) -> bool:
    """Whether two accounts are of one human, as far as the books tell: one name, and not two different telephones."""
    phones = {"".join(mark for mark in account.phone or "" if mark.isdigit()) for account in (one, other)} - {""}
    return one.id == other.id or (fold(one.name) == fold(other.name) and len(phones) < 2)


def everybody(books: Books) -> tuple[Staff, ...]:
    """All members of staff who have not left, by name."""
    return _by_name(books, staff_table.c.active)


def gone(books: Books) -> tuple[Staff, ...]:
    """All who have left, by name."""
    return _by_name(books, ~staff_table.c.active)


def _by_name(books: Books, which: ColumnElement[bool]) -> tuple[Staff, ...]:
    rows = books.conn.execute(select(staff_table).where(which).order_by(staff_table.c.folded, staff_table.c.id))
    return tuple(_staff(row) for row in rows)


def change_role(books: Books, staff_id: int, role: Role, actor: str) -> None:
    """Give another role. Raises ``StaffRefused`` for somebody unknown, or for one's own role."""
    _change(books, staff_id, actor, {"role": role.value})
    audit.record(books, actor, audit.Action.STAFF_ROLE_CHANGED, audit.staff(staff_id), purpose=role.value)


def set_answers(books: Books, staff_id: int, answers: int | None, actor: str) -> None:
    """How many replies of citizens this member of staff handles on a working day; None: the house rule.

    Raises ``StaffRefused`` for a number that nobody handles, or for somebody unknown.
    """
    if answers is not None and not 0 <= answers <= MOST_ANSWERS:
        raise StaffRefused(f"Số câu trả lời mỗi ngày phải từ 0 đến {MOST_ANSWERS}. Hãy ghi lại.")
    changed = update(staff_table).where(staff_table.c.id == staff_id).values(answers_a_day=answers)
    if books.conn.execute(changed).rowcount == 0:
        raise StaffRefused(_UNKNOWN)
    told = "house" if answers is None else str(answers)
    audit.record(books, actor, audit.Action.ANSWERING_SET, audit.staff(staff_id), purpose=told)


def leave(books: Books, staff_id: int, actor: str) -> None:
    """From now on this member of staff can do nothing. Raises ``StaffRefused`` for somebody unknown, or for oneself."""
    _change(books, staff_id, actor, {"active": False})
    audit.record(books, actor, audit.Action.STAFF_LEFT, audit.staff(staff_id))


def come_back(books: Books, staff_id: int, actor: str) -> None:
    """Somebody who left works here again, with the role, the password and the telephone from before: a login has one owner for
    ever. Raises ``StaffRefused`` for somebody unknown, or for oneself."""
    _change(books, staff_id, actor, {"active": True})
    audit.record(books, actor, audit.Action.STAFF_CAME_BACK, audit.staff(staff_id))


def _change(books: Books, staff_id: int, actor: str, values: dict[str, Any]) -> None:
    if actor == audit.staff(staff_id):
        raise StaffRefused("Không tự đổi quyền của chính mình được. Hãy nhờ một người quản trị khác.")
    changed = books.conn.execute(update(staff_table).where(staff_table.c.id == staff_id).values(**values))
    if changed.rowcount == 0:
        raise StaffRefused(_UNKNOWN)
    _sign_out(books, staff_id)


def _sign_out(books: Books, staff_id: int) -> None:
    """What somebody may do has changed: whoever sits at one of their browsers signs in anew."""
    open_ones = update(staff_session).where(staff_session.c.staff_id == staff_id, staff_session.c.ended_at.is_(None))
    books.conn.execute(open_ones.values(ended_at=books.clock.now()))


def _one(row: Row[Any] | None) -> Staff | None:
    return _staff(row) if row is not None else None


def _staff(row: Row[Any]) -> Staff:
    known = {key: value for key, value in row._mapping.items() if key not in ("folded", "role")}
    return Staff(role=Role(row.role), **known)
