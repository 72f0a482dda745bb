"""In which steps does somebody sign in, and what do they set up before?

Password, then telephone. The password is compared outside of any transaction (it takes 50 ms of a core on purpose), so signing
in is two rules with the comparison between them: ``asked``, ``passwords.matches``, ``password_was_right``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from casework import audit, staff
from casework.books import Books
from casework.signing import sessions, telephone, tries
from casework.signing.sessions import Session, Stage
from casework.tables.signing import staff_access


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Whose password is to be compared with which hash. Of a name that nobody bears: nobody's."""

    staff_id: int | None
    hashed: str | None


def asked(books: Books, login: str, address: str) -> Asked | None:
    """Spend a try of this name; None when none is left."""
    if not tries.take(books, login, address):
        return None
    known = staff.find_by_login(books, login.strip().lower()) if len(login) <= 200 else None
    if known is None or not known.active:
        return Asked(staff_id=None, hashed=None)
    found = books.conn.execute(select(staff_access).where(staff_access.c.staff_id == known.id)).one_or_none()
    if (
        found is None or found.totp_confirmed_at is None
    ):  # somebody who has not finished setting up gets in by a link only
        return Asked(staff_id=None, hashed=None)
    return Asked(staff_id=known.id, hashed=found.password_hash)


def password_was_right(books: Books, staff_id: int, device: str) -> str:
    """The token of a session that asks for the telephone and for nothing else."""
    return sessions.begin(books, staff_id, Stage.CODE, device)


def telephone_shown(books: Books, session: Session, typed: str, address: str, form: str) -> str | None:
    """The token of a session that is in, if ``typed`` is the telephone's code of now or a recovery code; None otherwise.
    ``form``: as in ``sessions.begin``.
    """
    who = session.staff
    if session.stage is not Stage.CODE or not tries.take(books, who.login, address):
        return None
    by_recovery = False
    if not telephone.use_code(books, who.id, typed):
        by_recovery = telephone.use_recovery_code(books, who.id, typed)
        if not by_recovery:
            return None
    tries.forgive(books, who.login)
    token = sessions.begin(books, who.id, Stage.IN, session.device, instead_of=session.id, form=form)
    actor = audit.staff(who.id)
    if by_recovery:
        audit.record(books, actor, audit.Action.RECOVERY_CODE_USED, actor)
    audit.record(books, actor, audit.Action.SIGNED_IN, actor, purpose=who.role.value)
    return token


def confirmed(books: Books, session: Session, typed: str, address: str, form: str) -> str | None:
    """Somebody who is in shows the telephone anew: the token of a fresh session, which lasts no longer than the one before.
    None for a wrong code, or when no try is left. ``form``: as in ``sessions.begin``.
    """
    who = session.staff
    if session.stage is not Stage.IN or not tries.take(books, who.login, address):
        return None
    if not telephone.use_code(books, who.id, typed):
        return None
    tries.forgive(books, who.login)
    until = session.expires_at
    return sessions.begin(books, who.id, Stage.IN, session.device, instead_of=session.id, until=until, form=form)


def choose_password(books: Books, session: Session, hashed: str) -> None:
    """Write the chosen password. While setting up a fresh secret for the telephone is drawn with it; else all other browsers
    are signed out."""
    who, now = session.staff, books.clock.now()
    changed = update(staff_access).where(staff_access.c.staff_id == who.id)
    books.conn.execute(changed.values(password_hash=hashed, changed_at=now))
    if session.stage is Stage.SETTING_UP:
        telephone.new_secret(books, who.id)
    else:
        sessions.end_all(books, who.id, but=session.id)
    audit.record(books, audit.staff(who.id), audit.Action.PASSWORD_CHANGED, audit.staff(who.id))


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUp:
    """Setting up is done: the token of a session that is in, and the recovery codes, shown this once."""

    token: str
    codes: tuple[str, ...]


def telephone_set_up(books: Books, session: Session, typed: str, form: str) -> SetUp | None:
    """The telephone has shown a code of the new secret; None if it has not, or no password has been chosen yet.
    ``form``: as in ``sessions.begin``.
    """
    who = session.staff
    if session.stage is not Stage.SETTING_UP or hashed_of(books, who.id) is None:
        return None
    if not telephone.use_code(books, who.id, typed):
        return None
    codes = telephone.new_recovery_codes(books, who.id)
    tries.forgive(books, who.login)
    token = sessions.begin(books, who.id, Stage.IN, session.device, instead_of=session.id, form=form)
    actor = audit.staff(who.id)
    for action in (audit.Action.SECOND_FACTOR_SET, audit.Action.RECOVERY_CODES_MADE, audit.Action.SIGNED_IN):
        audit.record(books, actor, action, actor)
    return SetUp(token=token, codes=codes)


def hashed_of(books: Books, staff_id: int) -> str | None:
    """The hash of the password that is in use."""
    asked_for = select(staff_access.c.password_hash).where(staff_access.c.staff_id == staff_id)
    found: str | None = books.conn.execute(asked_for).scalar()
    return found


def renew_recovery_codes(books: Books, session: Session) -> tuple[str, ...]:
    """Ten new recovery codes; those before are void."""
    codes = telephone.new_recovery_codes(books, session.staff.id)
    actor = audit.staff(session.staff.id)
    audit.record(books, actor, audit.Action.RECOVERY_CODES_MADE, actor)
    return codes


def sign_out(books: Books, session: Session, *, everywhere: bool = False) -> None:
    """End this session, or all of its owner's."""
    actor = audit.staff(session.staff.id)
    if everywhere:
        sessions.end_all(books, session.staff.id)
    else:
        sessions.end(books, session.staff.id, session.id)
    audit.record(books, actor, audit.Action.SIGNED_OUT, actor, purpose="everywhere" if everywhere else "here")


def end_one(books: Books, session: Session, other_id: int) -> bool:
    """End another browser of the same person; False when it is not theirs, or over."""
    if not sessions.end(books, session.staff.id, other_id):
        return False
    actor = audit.staff(session.staff.id)
    audit.record(books, actor, audit.Action.SIGNED_OUT, actor, purpose="one")
    return True
