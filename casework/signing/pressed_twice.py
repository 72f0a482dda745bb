"""What of somebody who presses a button twice, when the first press carried a code and so began a new session?

The browser drops the first answer, and with it the token of that session: the second press would come with one that is over,
and whoever pressed would be told to sign in, after the deed was done. So whoever sends the very form that carried the code, with the
token that it was sent with, within half a minute, gets the session that the code began. The form's value is drawn for each page
and bound to its session: somebody who knows the token alone (planted beforehand, or carried off) cannot send it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import Select, select, update

from casework.books import Books
from casework.signing.sessions import PRESSED, Session, lives, token_print
from casework.tables.signing import staff_session

WITHIN = timedelta(seconds=30)


def session_after(books: Books, token: str, form: str) -> int | None:
    """The id of the session that this form's code began instead of the one of ``token``; None where there is none."""
    mine = staff_session.c.token_print == token_print(books, token)
    there: int | None = books.conn.execute(_began(books, form).where(mine)).scalar()
    return there


def token_after(books: Books, token: str, form: str) -> str | None:
    """A new token of the session that this form's code began, if ``token`` is of the one it ended; None otherwise.
    The token before it, which no browser has kept, is void.
    """
    there = session_after(books, token, form)
    if there is None:
        return None
    fresh, now = secrets.token_urlsafe(32), books.clock.now()
    renewed = update(staff_session).where(staff_session.c.id == there, lives(now))
    done = books.conn.execute(renewed.values(token_print=token_print(books, fresh))).rowcount
    return fresh if done else None


def began(books: Books, session: Session, form: str) -> bool:
    """Whether this form's code began this session: the first answer's token has reached the browser, its page has not."""
    mine = (staff_session.c.staff_id == session.staff.id, staff_session.c.replaced_by == session.id)
    return books.conn.execute(_began(books, form).where(*mine)).scalar() is not None


def _began(books: Books, form: str) -> Select[int]:
    pressed = books.keys.fingerprint(PRESSED, form)
    return select(staff_session.c.replaced_by).where(
        staff_session.c.pressed_print == pressed, staff_session.c.ended_at > books.clock.now() - WITHIN
    )
