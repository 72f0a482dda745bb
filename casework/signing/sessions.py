"""Who is signed in, on which browser, until when? The books keep a keyed print of the token, never the token.

A token is drawn anew at every step of signing in, so that one planted beforehand opens nothing. A session ends after half an
hour of silence, after ten hours in any case, and at once when its owner leaves, gets another role, or says so on any browser.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.staff import Staff, find
from casework.tables.signing import staff_session

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=10)
FRESH = timedelta(minutes=15)  # after the telephone was shown: who may come and go is decided only then
STEP_LASTS = timedelta(minutes=15)  # of signing in: between the password and the telephone, or while setting up
NOTED_EVERY = timedelta(minutes=1)  # looking at pages writes no oftener
LONGEST_DEVICE = 120
_PURPOSE = "staff-session"
PRESSED = "staff-form-pressed"


class Stage(StrEnum):
    """How far signing in has come. Stored by value."""

    SETTING_UP = "setting_up"  # came by a one-time link: password and telephone are to be set
    CODE = "code"  # the password was right, the telephone is asked
    IN = "in"


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One browser of one member of staff. Instants are UTC."""

    id: int
    staff: Staff
    stage: Stage
    device: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


def begin(
    books: Books,
    staff_id: int,
    stage: Stage,
    device: str,
    *,
    instead_of: int | None = None,
    until: datetime | None = None,
    form: str = "",
) -> str:
    """Let a browser in at this stage; its new token. The session that it had before ends; ``form``: what its form carried, for
    ``casework.signing.pressed_twice``. ``until``: no longer than this.
    """
    token, now, fresh = secrets.token_urlsafe(32), books.clock.now(), new_id()
    if instead_of is not None:
        pressed = books.keys.fingerprint(PRESSED, form) if form else None
        mine = (staff_session.c.staff_id == staff_id, staff_session.c.id == instead_of)
        _end(books, *mine, replaced_by=fresh, pressed_print=pressed)
    row = {
        "id": fresh,
        "staff_id": staff_id,
        "token_print": token_print(books, token),
        "stage": stage.value,
        "device": told_device(device),
        "made_at": now,
        "seen_at": now,
        "expires_at": until or now + (ABSOLUTE if stage is Stage.IN else STEP_LASTS),
    }
    books.conn.execute(insert(staff_session), row)
    return token


def look(books: Books, token: str) -> Session | None:
    """The living session that has this token."""
    row = books.conn.execute(
        select(staff_session).where(staff_session.c.token_print == token_print(books, token), lives(books.clock.now()))
    ).one_or_none()
    return None if row is None else _opened(books, row)


def note_seen(books: Books, session_id: int) -> None:
    """It is in use: the half hour begins anew. One that has ended meanwhile stays ended."""
    now = books.clock.now()
    seen = update(staff_session).where(staff_session.c.id == session_id, lives(now)).values(seen_at=now)
    books.conn.execute(seen)


def note_device(books: Books, session: Session, device: str) -> None:
    """The browser calls itself otherwise than before: it was renewed, or the session was carried off to another. In the trail."""
    here = update(staff_session).where(staff_session.c.id == session.id, staff_session.c.device == session.device)
    if books.conn.execute(here.values(device=told_device(device))).rowcount:
        actor = audit.staff(session.staff.id)
        audit.record(books, actor, audit.Action.SESSION_ELSEWHERE, f"session:{session.id}")


def told_device(device: str) -> str:
    """What a browser calls itself, as it is kept."""
    return "".join(sign for sign in device if sign.isprintable())[:LONGEST_DEVICE]


def of_staff(books: Books, staff_id: int) -> tuple[Session, ...]:
    """Every browser on which this person is signed in, the latest first."""
    rows = books.conn.execute(
        select(staff_session)
        .where(staff_session.c.staff_id == staff_id, staff_session.c.stage == Stage.IN.value, lives(books.clock.now()))
        .order_by(staff_session.c.seen_at.desc(), staff_session.c.id.desc())
    ).all()
    return tuple(one for row in rows if (one := _opened(books, row)) is not None)


def end(books: Books, staff_id: int, session_id: int) -> bool:
    """End one session of this person; False when they have none of this id that is open."""
    return _end(books, staff_session.c.staff_id == staff_id, staff_session.c.id == session_id) > 0


def end_all(books: Books, staff_id: int, *, but: int | None = None) -> int:
    """End all sessions of this person (``but``: except one); how many there were."""
    return _end(books, staff_session.c.staff_id == staff_id, staff_session.c.id != (but or 0))


def form_token(books: Books, token: str) -> str:
    """What every form of this session carries: only a page of ours can know it."""
    return books.keys.fingerprint("staff-form", token).hex()


def _end(books: Books, *which: ColumnElement[bool], **how: Any) -> int:
    ended = update(staff_session).where(*which, staff_session.c.ended_at.is_(None))
    return books.conn.execute(ended.values(ended_at=books.clock.now(), **how)).rowcount


def lives(now: datetime) -> ColumnElement[bool]:
    """Whether a session is open at this instant."""
    return (
        staff_session.c.ended_at.is_(None) & (staff_session.c.expires_at > now) & (staff_session.c.seen_at > now - IDLE)
    )


def _opened(books: Books, row: Any) -> Session | None:
    who = find(books, row.staff_id)
    if who is None or not who.active:
        return None
    return Session(
        id=row.id,
        staff=who,
        stage=Stage(row.stage),
        device=row.device,
        made_at=row.made_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def token_print(books: Books, token: str) -> bytes:
    """What the books keep of a token."""
    return books.keys.fingerprint(_PURPOSE, token)
