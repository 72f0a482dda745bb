from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import BigInteger, bindparam, literal_column, select, union_all
from sqlalchemy.exc import DBAPIError, StatementError

from casework.books import Books
from casework.db.prepared import Prepared
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
