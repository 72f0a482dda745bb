"""The rules of signing in that differ between databases: once means once, and the count holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import scope
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import links, passwords, sessions, telephone, tries
from casework.signing.passwords import PasswordRefused
from casework.signing.sessions import Stage
from casework.staff import find
from casework.tables.people import party
from tests.builders import a_staff_member, an_agency


def somebody(books: Books) -> int:
    return a_staff_member(books, an_agency(books), role="head")


def test_a_link_a_session_a_code_are_each_used_once(books: Books, clock: SetClock) -> None:
    who = somebody(books)
    first, second = links.make(books, who, "system"), links.make(books, who, "system")
    assert links.use(books, first, "") is None
    token = links.use(books, second, "x" * 500)
    assert token is not None
    assert links.use(books, second, "") is None
    known = sessions.look(books, token)
    assert known is not None
    assert (known.stage, len(known.device)) == (Stage.SETTING_UP, sessions.LONGEST_DEVICE)
    codes = telephone.new_recovery_codes(books, who)
    assert [telephone.use_recovery_code(books, who, codes[3]) for _ in range(2)] == [True, False]
    assert not telephone.use_recovery_code(books, somebody_else(books), codes[4])
    assert telephone.recovery_codes_left(books, who) == 9
    sessions.note_seen(books, known.id)
    assert sessions.end(books, who, known.id)
    assert not sessions.end(books, who, known.id)
    assert sessions.look(books, token) is None


def somebody_else(books: Books) -> int:
    return a_staff_member(books, an_agency(books), name="Người khác")


def test_a_name_has_ten_tries_an_hour_however_it_is_typed(books: Books, clock: SetClock) -> None:
    taken = [tries.take(books, name, f"198.51.100.{n}") for n, name in enumerate(["huong", "HUONG ", "hương"] * 4)]
    assert taken == [True] * 10 + [False] * 2
    clock.set(clock.now() + timedelta(minutes=59))
    assert not tries.take(books, "huong", "203.0.113.1")
    clock.set(clock.now() + timedelta(minutes=1))
    assert tries.take(books, "huong", "203.0.113.1")


def test_many_tries_at_once_get_no_more_than_their_share(db: Database) -> None:
    asked = [db.submit(tries.take, "huong", "198.51.100.7") for _ in range(40)]
    assert sum(one.result() for one in asked) == tries.OF_A_LOGIN


def test_a_code_shown_on_two_browsers_at_once_lets_in_one(db: Database) -> None:
    who = db.submit(somebody).result()
    link = db.submit(links.make, who, "system").result()
    assert [one.result() is not None for one in [db.submit(links.use, link, "") for _ in range(8)]].count(True) == 1
    db.submit(telephone.new_secret, who).result()
    secret = db.ask(telephone.secret_of, who).result()
    assert secret is not None
    code = telephone._totp(secret).generate(int(db.clock.now().timestamp())).decode()
    assert sum(one.result() for one in [db.submit(telephone.use_code, who, code) for _ in range(8)]) == 1


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("muoimotkytu", "too_short"),
        ("a" * 257, "too_long"),
        ("MatKhau@123456", "too_easy"),
        ("mật khẩu 123456", "too_easy"),
        ("abcdefghijklmnop", "too_easy"),
        ("abababababababab", "too_easy"),
        ("truong-truong-1", "too_easy"),
    ],
)
def test_what_others_would_try_is_refused(password: str, why: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.check_choice(password, "truong")
    assert refused.value.key == why


def test_a_long_sentence_is_a_password() -> None:
    passwords.check_choice("con đò qua sông chiều nay", "truong")


def test_nobody_sees_rows_of_which_nobody_has_said_who_may(books: Books) -> None:
    who = find(books, somebody(books))
    assert who is not None
    with pytest.raises(LookupError, match="party"):
        scope.in_sight(who, party)
