"""Who are the people whose updates are brought again and again, what do they do, and what must be there afterwards?

Four kinds, so that effects differ: a question put to an officer (two messages, in this order), a language chosen and chosen
again (the last one counts), a day named and a seat taken by a button that is pressed twice.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import func, select

from casework.books import Books
from casework.contacts import address_of
from casework.receptions import DayPlan, Window, open_day
from casework.tables.agreements import promise
from casework.tables.contacts import contact
from casework.tables.questions import question
from casework.tables.receptions import booking
from handlers.inbox import State
from handlers.promise_places import At, Step
from handlers.reception_choice import Take
from handlers.tables import inbox
from tests.faults import crowd
from tests.scheduler.arranged import Office, an_office_with_leaders

FIRST_ASKER, FIRST_CHOOSER = crowd.FIRST_WRITER, crowd.FIRST_WRITER + 1_000_000
ENGLISH, VIETNAMESE = "English", "Tiếng Việt"
CHOICES = (ENGLISH, VIETNAMESE, ENGLISH)
PAYS_ON, PAYS = date(2026, 12, 10), 1_000_000
RECEIVED_ON, SEATS = [date(2026, 12, day) for day in (1, 2, 3)], 50
ACTS_OF_FOUR = 2 + len(CHOICES) + 2 + 2


@dataclass(frozen=True, kw_only=True)
class Act:
    """One message, or one press of a button under the message ``under``."""

    chat: int
    text: str = ""
    press: str = ""
    under: int = 0


@dataclass(frozen=True, kw_only=True)
class People:
    """``many`` of each kind; what the buttons of those who press carry."""

    many: int
    decisions: tuple[int, ...]
    slots: tuple[int, ...]

    @property
    def askers(self) -> range:
        """Chats that put a question."""
        return range(FIRST_ASKER, FIRST_ASKER + self.many)

    @property
    def choosers(self) -> range:
        """Chats that choose a language, three times."""
        return range(FIRST_CHOOSER, FIRST_CHOOSER + self.many)

    @property
    def pressers(self) -> range:
        """Linked chats: the first half names a day, the other takes a seat."""
        return range(crowd.FIRST_CHAT, crowd.FIRST_CHAT + 2 * self.many)


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What the books hold: how many questions, promises and seats each chat has, its language, and how updates stand."""

    questions: Counter[int]
    promises: Counter[int]
    seats: Counter[int]
    languages: dict[int, str]
    updates: Counter[str]


def many_persons(books: Books, many: int) -> People:
    """An agency, those who owe with their chats, and receptions with a seat for everybody."""
    office = an_office_with_leaders(books)
    decisions = crowd.debtors(books, office, 2 * many)
    slots: list[int] = []
    for day in RECEIVED_ON:
        if len(slots) * SEATS < many:
            slots += open_day(books, _reception(office, day), office.head).slot_ids
    return People(many=many, decisions=tuple(decisions[:many]), slots=tuple(slots))


def _reception(office: Office, day: date) -> DayPlan:
    return DayPlan(
        agency_id=office.agency, leader_id=office.head, on_date=day, place="Trụ sở", address="Số 1 đường Hòa Bình",
        windows=(Window(opens=time(8), closes=time(11)),), minutes_each=20, seats=SEATS,
    )  # fmt: skip


def acts_of(people: People, first_message: int, chance: random.Random) -> Iterator[Act]:
    """Everything that is done, chats shuffled, each chat's own acts in their order."""
    scripts: dict[int, list[Act]] = {}
    for number, chat in enumerate(people.askers):
        scripts[chat] = [Act(chat=chat, text="/hoi"), Act(chat=chat, text=f"Giấy tờ số {number} của tôi nộp ở đâu ạ")]
    for chat in people.choosers:
        scripts[chat] = [Act(chat=chat, text=text) for text in CHOICES]
    for number, chat in enumerate(people.pressers):
        scripts[chat] = [Act(chat=chat, press=_button(people, number), under=first_message + number)] * 2
    turns = [chat for chat, acts in scripts.items() for _ in acts]
    chance.shuffle(turns)
    left = {chat: iter(acts) for chat, acts in scripts.items()}
    return (next(left[chat]) for chat in turns)


def _button(people: People, number: int) -> str:
    if number < people.many:
        day = PAYS_ON.toordinal()
        return At(step=Step.MADE, decision=people.decisions[number], day=day, amount=PAYS).pack()
    return Take(slot=people.slots[(number - people.many) % len(people.slots)]).pack()


def effects(books: Books) -> Effects:
    """What has come of it."""
    met = {row.id: row.lang for row in books.conn.execute(select(contact.c.id, contact.c.lang))}
    chats = {row_id: int(address_of(books, row_id) or 0) for row_id in met}
    parties = {row.party_id: row.id for row in books.conn.execute(select(contact.c.id, contact.c.party_id))}
    states = books.conn.execute(select(inbox.c.state, func.count().label("many")).group_by(inbox.c.state))
    promised = books.conn.execute(select(promise.c.party_id)).scalars()
    return Effects(
        questions=Counter(chats[one] for one in books.conn.execute(select(question.c.contact_id)).scalars()),
        promises=Counter(chats[parties[one]] for one in promised),
        seats=Counter(chats[one] for one in books.conn.execute(select(booking.c.contact_id)).scalars()),
        languages={chats[row_id]: lang for row_id, lang in met.items()},
        updates=Counter({row.state: row.many for row in states}),
    )


def taken_in(books: Books) -> int:
    """How many updates are done."""
    done = select(func.count()).select_from(inbox).where(inbox.c.state == State.DONE.value)
    return books.conn.execute(done).scalar_one()
