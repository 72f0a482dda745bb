"""Accounts of the province, on both databases: one person each, one account each."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from casework.books import Books
from casework.signing import identities, sessions
from casework.signing.sessions import Session, Stage
from casework.staff import leave
from casework.tables.signing import staff_access, staff_identity, staff_session
from tests.builders import a_staff_member, an_agency

ISSUER = "https://so.example"


def seated(books: Books, staff_id: int) -> Session:
    session = sessions.look(books, sessions.begin(books, staff_id, Stage.IN, "Firefox"))
    assert session is not None
    now = books.clock.now()
    books.conn.execute(insert(staff_access).values(staff_id=staff_id, totp_confirmed_at=now, changed_at=now))
    return session


@pytest.fixture
def two(books: Books) -> tuple[Session, Session]:
    agency = an_agency(books)
    return seated(books, a_staff_member(books, agency)), seated(books, a_staff_member(books, agency))


def test_an_account_is_one_persons_and_the_refusal_changes_nothing(books: Books, two: tuple[Session, Session]) -> None:
    one, other = two
    assert identities.link(books, one, ISSUER, "a", "hoa")
    assert identities.link(books, other, ISSUER, "b", "lan")
    assert not identities.link(books, other, ISSUER, "a", "hoa")
    kept = [identities.of_staff(books, session.staff.id) for session in two]
    assert [one and one.called for one in kept] == ["hoa", "lan"]
    assert identities.link(books, other, "https://another.example", "a", "lan 2"), "another issuer, another account"


def test_it_leads_to_its_owner_while_they_work_here(books: Books, two: tuple[Session, Session]) -> None:
    one, _ = two
    identities.link(books, one, ISSUER, "a", "hoa")
    assert identities.entered(books, ISSUER, "b", "Firefox", None) is None
    assert identities.entered(books, "https://another.example", "a", "Firefox", None) is None
    asked = identities.entered(books, ISSUER, "a", "Firefox", None)
    shown = identities.entered(books, ISSUER, "a", "Firefox", books.clock.now())
    assert asked is not None
    assert shown is not None
    stages = [session.stage for token in (asked, shown) if (session := sessions.look(books, token)) is not None]
    assert stages == [Stage.CODE, Stage.IN]
    leave(books, one.staff.id, "system")
    before = len(books.conn.execute(select(staff_session.c.id)).all())
    assert identities.entered(books, ISSUER, "a", "Firefox", books.clock.now()) is None
    assert len(books.conn.execute(select(staff_session.c.id)).all()) == before


def test_nothing_of_the_account_can_be_read_in_the_books(books: Books, two: tuple[Session, Session]) -> None:
    identities.link(books, two[0], ISSUER, "a-subject-of-theirs", "hoa.tt")
    row = books.conn.execute(select(staff_identity)).one()
    assert b"hoa.tt" not in row.called_sealed
    assert b"subject" not in row.identity_print
