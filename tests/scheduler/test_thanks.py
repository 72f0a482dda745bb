"""Thanks are said by day, to whoever may be spoken to, for what is still so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from casework import consent
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import mute_until
from casework.payment_facts import payments_of
from casework.payments import reverse_payment
from casework.tables.people import party
from messages.tables import outbox
from scheduler.bell.thanking import thank
from scheduler.delivery import claiming
from scheduler.guards import holding, training
from scheduler.guards.at_sending import GUARDS
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_debtor, at
from tests.scheduler.test_visiting import pays, promises

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def thanked(books: Books, office: Office, clock: SetClock) -> builders.Case:
    """Queued one minute before the window closes on a Friday."""
    case = a_debtor(books, office)
    promises(books, case)
    clock.set(at(date(2026, 11, 20), 19, 59))
    pays(books, case)
    assert thank(books) == 1
    return case


def said(books: Books) -> list[str]:
    """What goes now, by its purpose's first word."""
    return [one.row.purpose.partition(":")[0] for one in claiming.claim(books, "terminal", "me", 10, set(), GUARDS)]


def test_thanks_that_did_not_go_in_time_wait_for_the_next_working_day_and_not_for_ever(
    books: Books, office: Office, clock: SetClock
) -> None:
    thanked(books, office, clock)
    clock.set(at(date(2026, 11, 20), 22))
    assert said(books) == []
    clock.set(at(date(2026, 11, 21), 9))
    assert said(books) == []
    clock.set(at(date(2026, 11, 23), 7, 30))
    assert said(books) == ["kept"]


@pytest.mark.parametrize("since", ["no_consent", "deceased", "promise_withdrawn", "training", "too_late"])
def test_nobody_is_thanked_any_more_who(books: Books, office: Office, clock: SetClock, since: str) -> None:
    case = thanked(books, office, clock)
    row = books.conn.execute(outbox.select()).one()
    match since:
        case "no_consent":
            consent.withdraw(books, row.contact_id, case.debtor, consent.Purpose.REMINDERS)
        case "deceased":
            books.conn.execute(update(party).values(deceased=True))
        case "promise_withdrawn":
            (payment,) = payments_of(books, case.decision)
            reverse_payment(books, payment.id, ground="Nhập nhầm hồ sơ", reversed_by=office.head)
        case "training":
            training.switch(books, on=True, actor="staff:1")
        case _:
            clock.set(at(date(2026, 11, 26), 9))
    assert said(books) == []
    (end,) = books.conn.execute(select(outbox.c.reason)).scalars()
    assert end == since


@sqlite_only
def test_thanks_wait_while_everything_is_held_or_the_person_wants_silence(
    books: Books, office: Office, clock: SetClock
) -> None:
    thanked(books, office, clock)
    row = books.conn.execute(outbox.select()).one()
    mute_until(books, row.contact_id, at(date(2026, 11, 20), 19, 59) + timedelta(seconds=30))
    assert said(books) == []
    clock.set(at(date(2026, 11, 23), 9))
    holding.place(books, holding.Why.ASKED)
    assert said(books) == []
    holding.release(books, "truong")
    assert said(books) == ["kept"]


def test_those_who_cannot_be_told_do_not_stand_in_the_way_of_others(
    books: Books, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.bell.thanking.MOST", 2)
    for reached in (False, False, False, True):
        case = a_debtor(books, office, chat=reached)
        promises(books, case)
        pays(books, case)
    assert thank(books) == 1
