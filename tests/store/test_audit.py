import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from casework import audit
from casework.audit import Action, Broken, Head, Verified, record, verify
from casework.books import Books
from casework.clock import SetClock
from casework.db.append_only import append_only_ddl
from casework.db.engine import Database
from casework.tables.audit import audit_entry

LINES = 12


def fill(books: Books, lines: int = LINES) -> None:
    for number in range(lines):
        record(books, f"staff:{number % 3}", Action.LINK, f"party:{number}", purpose="thử", result="ok")


def take_guards_away(books: Books) -> None:
    """What somebody who owns the database can do."""
    if books.conn.dialect.name == "sqlite":
        for name in ("no_update", "no_delete", "no_replace"):
            books.conn.execute(text(f"DROP TRIGGER audit_entry_{name}"))
    else:
        books.conn.execute(text("DROP TRIGGER audit_entry_no_change ON audit_entry"))
        books.conn.execute(text("DROP TRIGGER audit_entry_no_truncate ON audit_entry"))


def test_an_untouched_chain_is_verified_with_its_count_and_head(books: Books) -> None:
    assert verify(books) == Verified(count=0, head=None)
    fill(books)
    assert verify(books) == Verified(count=LINES, head=audit.head(books))


def test_each_line_says_who_what_and_when(books: Books, clock: SetClock) -> None:
    clock.set(clock.now() + timedelta(microseconds=123))
    record(books, audit.SYSTEM, Action.UNLINK, "party:7", purpose="chuyển hồ sơ")
    row = books.conn.execute(select(audit_entry)).one()
    assert (row.seq, row.at, row.actor, row.action, row.object) == (1, clock.now(), "system", "unlink", "party:7")
    assert (row.purpose, row.result) == ("chuyển hồ sơ", "ok")
    assert verify(books) == Verified(count=1, head=Head(seq=1, digest=row.digest))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "staff:9"),
        ("action", "unlink"),
        ("object", "party:99"),
        ("purpose", ""),
        ("result", "refused"),
        ("digest", "f" * 64),
    ],
)
@pytest.mark.parametrize("seq", [1, 6, LINES])
def test_a_changed_column_is_found_at_its_row(books: Books, column: str, value: str, seq: int) -> None:
    fill(books)
    record(books, audit.SYSTEM, Action.LINK, "party:1")
    take_guards_away(books)
    books.conn.execute(update(audit_entry).where(audit_entry.c.seq == seq).values({column: value}))
    assert verify(books) == Broken(seq=seq)


def test_a_changed_time_is_found(books: Books, clock: SetClock) -> None:
    fill(books)
    take_guards_away(books)
    earlier = clock.now() - timedelta(microseconds=1)
    books.conn.execute(update(audit_entry).where(audit_entry.c.seq == 5).values(at=earlier))
    assert verify(books) == Broken(seq=5)


@pytest.mark.parametrize("seq", [1, 6])
def test_a_missing_row_is_found(books: Books, seq: int) -> None:
    fill(books)
    take_guards_away(books)
    books.conn.execute(delete(audit_entry).where(audit_entry.c.seq == seq))
    assert verify(books) == Broken(seq=seq)


def test_a_cut_middle_is_found_even_when_the_rest_is_numbered_anew(books: Books) -> None:
    fill(books)
    take_guards_away(books)
    books.conn.execute(delete(audit_entry).where(audit_entry.c.seq.between(4, 6)))
    for seq in range(7, LINES + 1):
        books.conn.execute(update(audit_entry).where(audit_entry.c.seq == seq).values(seq=seq - 3))
    assert verify(books) == Broken(seq=4)


def test_two_swapped_rows_are_found(books: Books) -> None:
    fill(books)
    take_guards_away(books)
    for old, new in ((4, 1000), (5, 4), (1000, 5)):
        books.conn.execute(update(audit_entry).where(audit_entry.c.seq == old).values(seq=new))
    assert verify(books) == Broken(seq=4)


def test_a_row_put_in_is_found(books: Books, clock: SetClock) -> None:
    fill(books)
    row = {"at": clock.now(), "actor": "system", "action": "link", "object": "party:1", "purpose": "", "result": "ok"}
    books.conn.execute(insert(audit_entry).values(seq=LINES + 1, digest="0" * 64, **row))
    assert verify(books) == Broken(seq=LINES + 1)


def test_a_cut_end_shows_only_against_a_published_head(books: Books) -> None:
    fill(books)
    published = audit.head(books)
    assert published is not None
    take_guards_away(books)
    books.conn.execute(delete(audit_entry).where(audit_entry.c.seq > LINES - 2))
    assert isinstance(verify(books), Verified)
    assert verify(books, published) == Broken(seq=LINES - 1)


def test_a_chain_written_anew_shows_against_a_published_head(books: Books) -> None:
    fill(books)
    published = audit.head(books)
    assert published is not None
    take_guards_away(books)
    books.conn.execute(delete(audit_entry).where(audit_entry.c.seq >= 5))
    for number in range(LINES):
        record(books, "staff:0", Action.LINK, f"party:{100 + number}")
    assert isinstance(verify(books), Verified)
    assert verify(books, published) == Broken(seq=LINES)


def test_heads_published_on_the_way_still_hold(books: Books) -> None:
    heads = []
    for _ in range(3):
        fill(books, 2)
        heads.append(audit.head(books))
    assert verify(books, *[head for head in heads if head]) == Verified(count=6, head=heads[-1])


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_entry SET purpose = 'x' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = 1",
        "sqlite INSERT OR REPLACE INTO audit_entry SELECT seq, at, 'staff:9', action, object, purpose, result, digest "
        "FROM audit_entry WHERE seq = 1",
        "postgresql TRUNCATE audit_entry",
        "postgresql INSERT INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1 ON CONFLICT (seq) DO UPDATE "
        "SET actor = 'staff:9'",
    ],
)
def test_the_database_itself_refuses_to_change_a_line(books: Books, attack: str) -> None:
    kind, _, statement = attack.partition(" ")
    if kind in ("sqlite", "postgresql"):
        if kind != books.conn.dialect.name:
            return
        attack = statement
    fill(books, 2)
    with pytest.raises(DBAPIError, match="append-only"), books.conn.begin_nested():
        books.conn.execute(text(attack))
    assert verify(books) == Verified(count=2, head=audit.head(books))


def test_guards_are_known_for_our_databases_only() -> None:
    with pytest.raises(ValueError, match="mysql"):
        append_only_ddl("mysql")


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "staff:1 ", "0912345678", "", "staff:", "party:Nguyễn"])
def test_names_of_people_are_not_accepted_as_actor_or_object(books: Books, name: str) -> None:
    with pytest.raises(ValueError, match="kind:id"):
        record(books, name, Action.LINK, "party:1")
    with pytest.raises(ValueError, match="kind:id"):
        record(books, "system", Action.LINK, name)
    assert verify(books) == Verified(count=0, head=None)


async def test_writers_at_once_make_one_chain_without_gaps(db: Database) -> None:
    await asyncio.gather(*(db.write(fill, 3) for _ in range(20)))
    verdict = await db.read(verify)
    assert isinstance(verdict, Verified)
    assert verdict.count == 60


async def test_a_rule_that_fails_leaves_no_line_and_no_gap(db: Database) -> None:
    def fails(books: Books) -> None:
        fill(books, 2)
        raise LookupError("and then it failed")

    await db.write(fill, 2)
    with pytest.raises(LookupError):
        await db.write(fails)
    await db.write(fill, 2)
    verdict = await db.read(verify)
    assert isinstance(verdict, Verified)
    assert verdict.count == 4


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    lines=st.lists(st.tuples(st.sampled_from(Action), st.integers(0, 2**63), st.text(max_size=20)), min_size=2),
    data=st.data(),
)
def test_any_single_change_to_any_chain_is_found(
    books: Books, lines: list[tuple[Action, int, str]], data: st.DataObject
) -> None:
    savepoint = books.conn.begin_nested()
    try:
        for action, number, purpose in lines:
            record(books, "system", action, f"party:{number}", purpose=purpose.replace("\0", ""))
        assert verify(books) == Verified(count=len(lines), head=audit.head(books))
        take_guards_away(books)
        seq = data.draw(st.integers(1, len(lines)))
        purpose = books.conn.execute(select(audit_entry.c.purpose).where(audit_entry.c.seq == seq)).scalar_one()
        books.conn.execute(update(audit_entry).where(audit_entry.c.seq == seq).values(purpose=purpose + "."))
        assert verify(books) == Broken(seq=seq)
    finally:
        savepoint.rollback()
