from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import BigInteger, bindparam, insert, literal_column, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from casework.books import Books
from casework.db.prepared import Prepared, insert_of
from casework.tables.contacts import contact
from casework.tables.decisions import decision, decision_event
from casework.tables.people import party
from tests import builders as a
from tests.casework.statements import statements_sent

COLUMNS = (decision.c.id, decision.c.number, decision.c.issued_on, decision.c.late_interest_rate, decision.c.changed_at)
ONE = Prepared(select(*COLUMNS).where(decision.c.id == bindparam("id")))


def test_columns_come_back_as_their_types_like_through_sqlalchemy(books: Books) -> None:
    case = a.a_case(books, number="007/QĐ-THADS", rate=Decimal("8.125"))
    plain = books.conn.execute(select(*COLUMNS).where(decision.c.id == case.decision)).one()
    assert ONE.rows(books.conn, id=case.decision) == [tuple(plain)]
    assert tuple(plain)[1:] == ("007/QĐ-THADS", date(2026, 7, 15), Decimal("8.125"), books.clock.now())
    assert [type(cell) for cell in ONE.rows(books.conn, id=case.decision)[0]] == [type(cell) for cell in plain]


def test_nothing_stays_nothing_and_sealed_bytes_stay_bytes(books: Books) -> None:
    case = a.a_case(books)
    assert ONE.rows(books.conn, id=case.decision)[0][3] is None
    sealed = Prepared(select(party.c.name_sealed).where(party.c.id == bindparam("id")))
    ((value,),) = sealed.rows(books.conn, id=case.debtor)
    assert books.keys.open("party", "name", case.debtor, value) == a.WOMAN


def test_values_the_statement_brings_itself_are_kept_and_one_value_may_stand_twice(books: Books) -> None:
    case = a.a_case(books)
    both = Prepared(
        union_all(
            select(decision.c.id).where(
                decision.c.id == bindparam("id", type_=BigInteger), decision.c.status == "enforcing"
            ),
            select(decision_event.c.decision_id).where(
                decision_event.c.decision_id == bindparam("id", type_=BigInteger), decision_event.c.kind == "entered"
            ),
        )
    )
    assert both.rows(books.conn, id=case.decision) == [(case.decision,), (case.decision,)]


def test_rows_with_names_are_told_by_the_columns_names_whatever_is_asked(books: Books) -> None:
    case = a.a_case(books, number="007/QĐ-THADS")
    (row,) = ONE.named(books.conn, id=case.decision)
    assert (row.id, row.number, row.issued_on) == (case.decision, "007/QĐ-THADS", date(2026, 7, 15))
    assert ONE.one(books.conn, id=case.decision) == row
    assert ONE.scalar(books.conn, id=case.decision) == case.decision
    changed = Prepared(
        update(decision)
        .where(decision.c.id == bindparam("which"))
        .values(number=bindparam("to"))
        .returning(decision.c.number)
    )
    assert [row.number for row in changed.named(books.conn, which=case.decision, to="8/QĐ-THADS")] == ["8/QĐ-THADS"]


def test_where_there_is_no_row_there_is_nothing(books: Books) -> None:
    assert ONE.named(books.conn, id=1) == []
    assert ONE.one(books.conn, id=1) is None
    assert ONE.scalar(books.conn, id=1) is None


def test_a_row_is_put_in_with_the_columns_named_and_the_tables_own_values_for_the_rest(books: Books) -> None:
    add = insert_of(party, "id", "kind", "name_sealed", "name_print", "changed_at")
    now = books.clock.now()
    assert add.changed(books.conn, id=7, kind="person", name_sealed=b"x", name_print=b"y", changed_at=now) == 1
    row = books.conn.execute(select(party).where(party.c.id == 7)).one()
    assert (row.kind, row.name_sealed, row.deceased, row.commune_id, row.changed_at) == (
        "person",
        b"x",
        False,
        None,
        now,
    )
    with pytest.raises((KeyError, StatementError)), books.conn.begin_nested():
        add.changed(books.conn, id=8, kind="person")


def test_it_is_one_statement_each_time(books: Books) -> None:
    with statements_sent(books.conn) as sent:
        ONE.rows(books.conn, id=1)
        ONE.rows(books.conn, id=2)
    assert len(sent) == 2


def test_a_failure_comes_as_sqlalchemys_own(books: Books) -> None:
    wrong = Prepared(select(literal_column("no_such_column")).select_from(decision))
    with pytest.raises(DBAPIError), books.conn.begin_nested():
        wrong.rows(books.conn)


def test_a_forgotten_value_is_refused(books: Books) -> None:
    with pytest.raises((KeyError, StatementError)), books.conn.begin_nested():
        ONE.rows(books.conn)


CHAT = ("id", "account", "address_sealed", "address_print", "seen_at", "created_at")
GIVEN: dict[str, Any] = {name: bindparam(name) for name in CHAT}
WRITE = Prepared(insert(contact).values(**GIVEN))
WRITE_ONCE = Prepared(
    {
        "sqlite": sqlite.insert(contact).values(**GIVEN).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(contact).values(**GIVEN).on_conflict_do_nothing(),
    }
)
HEARD = Prepared(
    update(contact)
    .where(contact.c.id == bindparam("chat"))
    .values(seen_at=bindparam("at"), dead_reason=None, pin_failures=0, lang="en")
    .returning(contact.c.id, contact.c.seen_at, contact.c.dead_reason, contact.c.address_print, contact.c.lang)
)
LATER = datetime(2026, 11, 16, 3, 4, 5, 678901, tzinfo=UTC)


def a_row(books: Books, row_id: int = 7) -> dict[str, object]:
    now = books.clock.now()
    return {
        "id": row_id, "account": "telegram", "address_sealed": b"sealed", "address_print": bytes(range(16)),
        "seen_at": now, "created_at": now,
    }  # fmt: skip


def test_what_is_written_reads_back_the_same_through_sqlalchemy(books: Books) -> None:
    assert WRITE.changed(books.conn, **a_row(books)) == 1
    row = books.conn.execute(select(contact).where(contact.c.id == 7)).one()
    assert (row.account, row.address_sealed, row.address_print) == ("telegram", b"sealed", bytes(range(16)))
    assert row.seen_at == books.clock.now()


def test_an_update_brings_its_own_values_and_gives_back_the_row(books: Books) -> None:
    WRITE.changed(books.conn, **a_row(books))
    assert HEARD.rows(books.conn, chat=7, at=LATER) == [(7, LATER, None, bytes(range(16)), "en")]
    assert HEARD.rows(books.conn, chat=8, at=LATER) == []


def test_a_row_already_there_is_not_written_again_and_counts_as_none(books: Books) -> None:
    assert [WRITE_ONCE.changed(books.conn, **a_row(books)) for _ in range(2)] == [1, 0]


def test_a_broken_rule_of_the_database_comes_as_such_and_does_not_show_the_values(books: Books) -> None:
    WRITE.changed(books.conn, **a_row(books))
    with pytest.raises(IntegrityError) as refused, books.conn.begin_nested():
        WRITE.changed(books.conn, **a_row(books))
    assert "sealed'" not in str(refused.value)
    assert books.conn.execute(select(contact.c.id)).scalar_one() == 7


def test_many_rows_are_written_by_one_call_and_none_by_none(books: Books) -> None:
    WRITE.change_all(books.conn, [a_row(books, 7), a_row(books, 8) | {"account": "web"}])
    WRITE.change_all(books.conn, [])
    found = books.conn.execute(select(contact.c.id, contact.c.account, contact.c.seen_at).order_by(contact.c.id))
    assert found.all() == [(7, "telegram", books.clock.now()), (8, "web", books.clock.now())]
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        WRITE.change_all(books.conn, [a_row(books, 9) | {"account": "sms"}, a_row(books, 8)])


def test_a_naive_instant_is_refused_as_everywhere(books: Books) -> None:
    with pytest.raises(ValueError, match="aware"):
        WRITE.changed(books.conn, **(a_row(books) | {"seen_at": datetime(2026, 11, 16)}))  # noqa: DTZ001


def test_a_list_cannot_be_prepared(books: Books) -> None:
    some = Prepared(select(contact.c.id).where(contact.c.id.in_(bindparam("ids", expanding=True))))
    with pytest.raises(ValueError, match="list"):
        some.rows(books.conn, ids=[1, 2])
