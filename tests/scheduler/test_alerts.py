"""Words of distress are told to the first turn at once, and to the next one by the bell while nobody takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import alert_list, alerts
from casework.alerts import Outcome
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import address_of
from casework.questions import Question, ask
from messages.alert_notices import tell_due
from messages.outbox import unpacked
from messages.tables import outbox
from scheduler.bell.duties import DUTIES, TOPICS, next_instant
from tests.builders import a_staff_member, an_agency
from tests.casework.chats import a_chat

QUARTER = timedelta(minutes=15)
WORDS = "tôi không muốn sống nữa"


@pytest.fixture
def office(books: Books) -> dict[str, int]:
    """Two in the first turn, one in the second; the names are the chats."""
    house = an_agency(books)
    who = {}
    for name, turn in (("an", 1), ("binh", 1), ("chi", 2)):
        who[name] = a_staff_member(books, house, name=f"Lê Thị {name}")
        alert_list.link_chat(books, a_chat(books, name), alert_list.put(books, who[name], turn, "system"))
    return who


def cry(books: Books) -> Question:
    asked = ask(books, a_chat(books, "dan"), None, WORDS, kind="distress")
    assert isinstance(asked, Question)
    return asked


def told(books: Books) -> list[str]:
    """Whose chats were told, in the order of telling; the queue is emptied."""
    rows = books.conn.execute(select(outbox).order_by(outbox.c.id)).all()
    chats = [str(address_of(books, row.contact_id)) for row in rows]
    books.conn.execute(outbox.delete())
    return sorted(chats)


def test_the_first_turn_is_told_at_once_a_reference_and_nothing_else(books: Books, office: dict[str, int]) -> None:
    asked = cry(books)
    assert tell_due(books) == 1
    for row in books.conn.execute(select(outbox)):
        said = unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed))
        assert said.text == f"Có tin cần gọi ngay, mã {asked.reference}."
        assert [button.text for line in said.buttons for button in line] == ["Tôi nhận gọi"]
        assert (row.party_id, row.personal) == (None, False)
    assert told(books) == ["an", "binh"]
    assert tell_due(books) == 0, "told once"


def test_while_nobody_takes_it_the_turns_go_round_in_office_hours(
    books: Books, clock: SetClock, office: dict[str, int]
) -> None:
    cry(books)
    heard = []
    for _ in range(4):
        tell_due(books)
        heard.append(told(books))
        clock.set(clock.now() + QUARTER)
    assert heard == [["an", "binh"], ["chi"], ["an", "binh"], ["chi"]]
    clock.set(clock.now() + timedelta(hours=12))  # 22:00: told once more, then not before the morning
    tell_due(books)
    assert told(books) == ["an", "binh"]
    due = alerts.next_due(books)
    assert due is not None
    assert due.isoformat() == "2026-11-17T00:45:00+00:00", "07:45 in Viet Nam"


def test_who_took_it_stops_the_round_and_who_called_ends_it(
    books: Books, clock: SetClock, office: dict[str, int]
) -> None:
    asked = cry(books)
    tell_due(books)
    told(books)
    alerts.take(books, asked.id, office["an"])
    clock.set(clock.now() + QUARTER)
    assert tell_due(books) == 0
    clock.set(clock.now() + QUARTER)
    tell_due(books)
    assert told(books) == ["chi"], "half an hour without a call: the next turn hears of it"
    alerts.called(books, asked.id, office["an"], Outcome.REACHED, "")
    clock.set(clock.now() + timedelta(days=1))
    assert tell_due(books) == 0
    assert alerts.next_due(books) is None


def test_with_nobody_to_tell_it_stays_due_by_the_clock(books: Books, clock: SetClock) -> None:
    house = an_agency(books)
    cry(books)
    assert tell_due(books) == 1
    assert told(books) == []
    who = a_staff_member(books, house)
    alert_list.link_chat(books, a_chat(books, "an"), alert_list.put(books, who, 1, "system"))
    clock.set(clock.now() + QUARTER)
    tell_due(books)
    assert told(books) == ["an"]


def test_the_bell_knows_when_the_next_turn_is_due(books: Books, clock: SetClock, office: dict[str, int]) -> None:
    assert "tell_alerts" in [duty.name for duty in DUTIES]
    assert "alerts" in TOPICS
    cry(books)
    due = next_instant(books)
    assert due is not None
    assert due <= clock.now()
