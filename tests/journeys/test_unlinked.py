"""A chat that is not linked walks through every handler, and so does one that is linked to somebody else: they learn nothing.

The books are full of people whose every fact is a word found nowhere else. Every command, every kind of button with ids of
real rows, every wish, every open question with garbage: none of those words may appear, and an id of somebody else is
answered like an id that there is not.
"""

from __future__ import annotations

import ast
import importlib
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from itertools import product
from math import prod
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import StatesGroup
from sqlalchemy import Table, func, select

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Screen, Shown
from casework import contacts
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import chat_print
from casework.db.engine import Database
from casework.db.ids import new_id
from casework.tables.contacts import consent, link
from casework.tables.contacts import contact as contact_rows
from casework.tables.decisions import decision as decision_rows
from casework.tables.decisions import payment as payment_rows
from casework.tables.questions import question as question_rows
from casework.tables.reception_follow_ups import reception_outcome, reception_wait
from casework.tables.receptions import booking as booking_rows
from handlers import dialogue_store
from handlers.dialogues import DIALOGUES, FALLBACK, make_listener
from handlers.inbox import State as InboxState
from handlers.tables import inbox
from handlers.turn import Place
from handlers.work import Listener
from messages import explanations, library
from messages.library import keys
from messages.tables import outbox
from messages.understanding.sentences import UTTERANCES, read_folder
from scheduler.bell.ticker import ring_once
from scheduler.guards.at_sending import GUARDS
from tests.conftest import MONDAY_NINE
from tests.dialogues.conversation import Citizen
from tests.floors.sources import nodes
from tests.journeys.strangers import Eyes, Victim, a_running_campaign, a_victim, an_office, read_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
]
STRANGER, OWN, OTHER = 1, 2, 3
NOBODY = 2**62 + 11  # an id that no row has
LONG = 1_000_000  # ids are longer than page numbers and sums of these tests

PUBLIC_BLANKS = frozenset(
    (
        "agency", "phone", "hours", "address", "site", "day", "days", "date", "time", "until", "left", "count", "page",
        "pages", "place", "title", "short", "topic", "text", "citations", "signs", "reference", "sent_on", "number",
        "minutes", "from", "to",
    )
)  # fmt: skip


@dataclass
class House:
    """The books and who is in them: ``own`` is linked to chat 2, ``other`` to chat 3, the rest to none."""

    db: Database
    own: Victim
    other: Victim
    everybody: list[Victim]


@pytest.fixture
def database_kind() -> str:
    """What a dialogue shows does not hang on the database."""
    return "sqlite"


@pytest.fixture
def listener() -> Listener:
    """All dialogues."""
    return make_listener({"terminal": True})


@pytest.fixture
def screen() -> Screen:
    """What all chats of this test see."""
    return Screen()


@pytest.fixture
def meet_citizen(db: Database, listener: Listener, screen: Screen) -> Callable[[int], Citizen]:
    """A citizen in chat number n."""
    return lambda chat: Citizen(Conversation(db, listener, GUARDS, screen=screen, chat=chat, ring=ring_once))


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands until it is moved."""
    return SetClock(MONDAY_NINE)


@pytest.fixture
async def house(db: Database) -> House:
    def fill(books: Books) -> list[Victim]:
        office = an_office(books)
        people = [
            a_victim(books, office, 701, "Zươngkha", chat=str(OWN)),
            a_victim(books, office, 702, "Xừngvò", chat=str(OTHER)),
            *(a_victim(books, office, 710 + number, f"Jẫu{'bcdghklmnp'[number]}ét") for number in range(10)),
        ]
        a_running_campaign(books, office)
        return people

    people = await db.write(fill)
    return House(db=db, own=people[0], other=people[1], everybody=people)


# -- what can be pressed, written and asked ----------------------------------------------------------------------------


def kinds_of_buttons(base: type[CallbackData] = CallbackData) -> Iterator[type[CallbackData]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("handlers."):
            yield kind
        yield from kinds_of_buttons(kind)


def presses_with(ids: Iterable[int]) -> list[str]:
    """Every kind of button with these ids in every place where an id may stand."""
    ids = list(ids)
    found = []
    for kind in kinds_of_buttons():
        fields = [_values(kind, name, ids) for name in kind.model_fields]
        found += [f"{kind.__prefix__}:{':'.join(map(str, values))}" for values in _combined(fields)]
    return sorted(set(found))


def _combined(fields: list[list[Any]]) -> list[tuple[Any, ...]]:
    """All combinations of a few values; of very many each value once beside the first of the others, and some at random."""
    if prod(map(len, fields)) <= MOST_COMBINED:
        return list(product(*fields))
    plain = tuple(values[0] for values in fields)
    each = [(*plain[:n], value, *plain[n + 1 :]) for n, values in enumerate(fields) for value in values]
    chance = random.Random(len(fields))
    return [*each, *(tuple(chance.choice(values) for values in fields) for _ in range(MOST_COMBINED))]


def _values(kind: type[CallbackData], name: str, ids: list[int]) -> list[Any]:
    facts = kind.model_fields[name]
    if isinstance(facts.annotation, type) and issubclass(facts.annotation, StrEnum):
        return list(facts.annotation)[:2]
    if facts.annotation is str:
        return sorted({explanation.topic for explanation in explanations.all(MONDAY_NINE.date())})[:2]
    largest = max((bound.lt for bound in facts.metadata if hasattr(bound, "lt")), default=2**63)
    if largest > 2**60:
        return ids
    return [0, 1] if largest < LONG else [10_000]


def bare_presses() -> list[str]:
    """Every prefix by itself, and with what no button of ours carries."""
    prefixes = sorted({press for dialogue in (*DIALOGUES, FALLBACK) for press in dialogue.presses})
    tails = ["", ":", ":0", ":x", ":-1", ":0:0", ":9999999999999999999999", ":é", ":' OR 1=1 --"]
    return [prefix + tail for prefix in prefixes for tail in tails] + ["", ":", "nope", "\x00\x01\x02", "x" * 64]


def commands() -> list[str]:
    found = sorted({command for dialogue in (*DIALOGUES, FALLBACK) for command in dialogue.commands})
    return [*(f"/{one}" for one in found), *(f"/{one} 1" for one in found), "/nope", "/start " + "A" * 64, "/"]


def wishes() -> list[str]:
    by_label: dict[str, list[str]] = {}
    for one in read_folder(UTTERANCES):
        by_label.setdefault(one.label, []).append(one.text)
    known = [sentence for sentences in by_label.values() for sentence in sentences[:: max(1, len(sentences) // 3)]]
    law = [one.questions[0] for one in explanations.all(MONDAY_NINE.date())]
    return [*known, *law]


def states() -> list[str]:
    groups = [group for group in StatesGroup.__subclasses__() if group.__module__.startswith("handlers.")]
    return [str(state.state) for group in groups for state in group.__all_states__]


MOST_COMBINED = 81
GARBAGE = ("", "123456", "1", "7K2M-9QXR-4TWA", "20000", "31/6", "Z" * 4000, "🙂" * 50, "<b>x</b>", "không")


def probing(victim: Victim) -> list[str]:
    """How somebody would ask about another person."""
    name = victim.name
    return [
        f"Cho tôi xem hồ sơ ông {name}, CCCD {victim.identity}",
        f"Tôi là chấp hành viên, cho số điện thoại của {name}",
        f"{unicodedata.normalize('NFD', name)} còn nợ bao nhiêu?",
        f"Quyết định {victim.number} tới đâu rồi",
        f"số {victim.phone} là của ai",
        f"{victim.identity}",
        f"Tôi là {name}, tôi còn nợ bao nhiêu",
        f"tôi là cán bộ, xem quyết định số {victim.number}",
    ]


# -- walking -----------------------------------------------------------------------------------------------------------


class Walker:
    """One chat that tries everything; whatever appears is looked at."""

    def __init__(self, citizen: Citizen, eyes: Eyes, house: House) -> None:
        self.citizen = citizen
        self._eyes = eyes
        self._house = house
        self.steps = 0

    async def write(self, text: str) -> str:
        """Write, look, and give what was answered."""
        return self._look(await self.citizen.write(text), text)

    async def press(self, data: str) -> str:
        """Press under the newest message, look, and give what was answered."""
        if not self.citizen.conversation.visible():
            await self.write("/start")
        return self._look(await self.citizen.press_newest(data), data)

    async def stands_at(self, state: str | None, answers: dict[str, Any]) -> None:
        """The dialogue was left at this question, knowing this."""
        chat = str(self.citizen.conversation.chat)

        def put(books: Books) -> None:
            print_ = chat_print(books, "terminal", chat)
            place = dialogue_store.load(books, "terminal", print_)
            place.state, place.answers, place.changed = state, answers, True
            dialogue_store.save(books, "terminal", print_, place)

        await self._house.db.write(put)

    async def place(self) -> Place:
        chat = str(self.citizen.conversation.chat)
        return await self._house.db.read(
            lambda books: dialogue_store.load(books, "terminal", chat_print(books, "terminal", chat))
        )

    def _look(self, shown: list[Shown], tried: str) -> str:
        self.steps += 1
        seen = "\n".join(_everything(one) for one in shown)
        found = self._eyes.found_in(seen)
        assert not found, f"{tried[:80]!r} shows {found}:\n{seen[:2000]}"
        return seen


def _everything(shown: Shown) -> str:
    buttons = [f"[{button.text}|{button.data}|{button.url}]" for row in shown.buttons for button in row]
    file = "" if shown.attachment is None else read_file(shown.attachment)
    return "\n".join([shown.text, *buttons, file])


def without_numbers(seen: str) -> str:
    """What was answered, whichever row was asked for."""
    return re.sub(r"\d{10,}", "#", seen)


@pytest.fixture
def walker(house: House, meet_citizen: Callable[[int], Citizen]) -> Callable[..., Walker]:
    """``walker(chat)``: looks for everybody's words, but those of the party that the chat is linked to."""

    def made(chat: int, *, looks_for: Iterable[Victim] | None = None) -> Walker:
        return Walker(meet_citizen(chat), Eyes(house.everybody if looks_for is None else looks_for), house)

    return made


async def stumbled(db: Database) -> int:
    """Updates on which a dialogue broke off."""
    parked = select(func.count()).select_from(inbox).where(inbox.c.state == InboxState.PARKED.value)
    return await db.read(lambda books: int(books.conn.execute(parked).scalar_one()))


async def rows_of(db: Database, victim: Victim) -> dict[str, list[Any]]:
    """Everything that somebody else could have changed about this party."""

    def read(books: Books) -> dict[str, list[Any]]:
        found = {}
        tables: dict[Table, Any] = {
            booking_rows: booking_rows.c.party_id == victim.party,
            reception_wait: reception_wait.c.party_id == victim.party,
            reception_outcome: reception_outcome.c.booking_id.in_(
                select(booking_rows.c.id).where(booking_rows.c.party_id == victim.party)
            ),
            question_rows: question_rows.c.party_id == victim.party,
            link: link.c.party_id == victim.party,
            consent: consent.c.party_id == victim.party,
            contact_rows: contact_rows.c.party_id == victim.party,
            payment_rows: payment_rows.c.decision_id == victim.decision,
            decision_rows: decision_rows.c.id == victim.decision,
            outbox: (outbox.c.party_id == victim.party) & outbox.c.content_sealed.is_not(None),
        }
        for table, mine in tables.items():
            columns = (outbox.c.id, outbox.c.opened_at) if table is outbox else tuple(table.columns)
            rows = books.conn.execute(select(*columns).where(mine).order_by(table.c.id)).all()
            found[table.name] = [tuple(row) for row in rows]
        return found

    return await db.read(read)


async def test_an_unlinked_chat_learns_nothing_from_commands_and_wishes(
    house: House, walker: Callable[..., Walker]
) -> None:
    stranger = walker(STRANGER)
    for text in [*commands(), *wishes()]:
        await stranger.write(text)
    assert stranger.steps > 200


async def test_an_unlinked_chat_learns_nothing_from_any_button(house: House, walker: Callable[..., Walker]) -> None:
    before = [await rows_of(house.db, victim) for victim in (house.own, house.other)]
    stranger = walker(STRANGER)
    for data in [*bare_presses(), *presses_with([*house.own.ids, NOBODY])]:
        await stranger.press(data)
    assert stranger.steps > 400
    assert [await rows_of(house.db, victim) for victim in (house.own, house.other)] == before


async def test_to_an_unlinked_chat_a_row_of_somebody_and_no_row_are_one(
    house: House, walker: Callable[..., Walker]
) -> None:
    stranger = walker(STRANGER)
    for row in house.own.ids:
        for real, missing in zip(presses_with([row]), presses_with([NOBODY]), strict=True):
            await stranger.stands_at(None, {})
            answered = without_numbers(await stranger.press(real))
            await stranger.stands_at(None, {})
            assert answered == without_numbers(await stranger.press(missing)), (real, missing)


async def test_an_unlinked_chat_learns_nothing_by_asking_about_others(
    house: House, walker: Callable[..., Walker]
) -> None:
    invented = Victim(
        party=1, decision=1, words=frozenset(), ids=(), name="Lò Thị Không Ai", identity="095181000999",
        number="9999/QĐ-THADS", phone="0900 000 999", reference="ZZZZZZ", code="",
    )  # fmt: skip
    stranger = walker(STRANGER)
    for real, missing in zip(probing(house.own), probing(invented), strict=True):
        await stranger.stands_at(None, {})
        answered = await stranger.write(real)
        await stranger.stands_at(None, {})
        assert without_numbers(answered) == without_numbers(await stranger.write(missing)), real
    await stranger.press("genuine")
    assert "do cơ quan gửi" in await stranger.write(house.own.reference)


async def test_an_unlinked_chat_at_any_open_question_learns_nothing(
    house: House, walker: Callable[..., Walker], clock: SetClock
) -> None:
    """Also one whose link was cut while a question was open that knew a row."""
    stranger = walker(STRANGER)
    learnt = dict.fromkeys(_names_kept(), house.own.ids[1])
    assert len(states()) > 5
    for state, text, answers in product(states(), GARBAGE, ({}, learnt)):
        await stranger.stands_at(state, dict(answers))
        await stranger.write(text)
    clock.set(clock.now() + timedelta(hours=2))
    for data in ("home", "obligations", "pay", "book", "appointments", "ask", "settings"):
        await stranger.press(data)
    assert await stumbled(house.db) == 0


@cache
def _names_kept() -> frozenset[str]:
    """What dialogues remember between two turns, by name: read from their code, all of it, so once."""
    found: set[str] = set()
    for path, node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update_data":
            module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
            found |= {str(given.arg) for given in node.keywords}
            keys_given = [key for one in node.args if isinstance(one, ast.Dict) for key in one.keys]
            found |= {str(getattr(module, key.id)) for key in keys_given if isinstance(key, ast.Name)}
    assert len(found) >= 4
    return frozenset(found)


async def test_texts_that_unlinked_chats_see_have_no_personal_blanks(
    house: House, walker: Callable[..., Walker]
) -> None:
    stranger = walker(STRANGER)
    for text in [*commands(), *wishes()]:
        await stranger.write(text)
    for data in [*bare_presses(), *presses_with([house.own.ids[1], NOBODY])]:
        await stranger.press(data)
    contact = (await house.db.write(lambda books: contacts.meet(books, "terminal", str(STRANGER)))).id
    said = await house.db.read(
        lambda books: set(books.conn.execute(select(outbox.c.text_key).where(outbox.c.contact_id == contact)).scalars())
    )
    shown = [key for key in said if key in keys()]
    assert len(shown) > 20
    assert {
        key: library.blanks_of(key) - PUBLIC_BLANKS for key in shown if library.blanks_of(key) - PUBLIC_BLANKS
    } == {}


async def test_a_linked_chat_sees_its_own_case_and_nothing_of_anybody_else(
    house: House, walker: Callable[..., Walker]
) -> None:
    others = [victim for victim in house.everybody if victim is not house.own]
    before = await rows_of(house.db, house.other)
    own = walker(OWN, looks_for=others)
    seen = [await own.write(text) for text in [*commands(), *wishes()]]
    seen += [await own.press(data) for data in presses_with(house.own.ids) if not data.startswith("cut")]
    for text in probing(house.other):
        await own.stands_at(None, {})
        await own.write(text)
    everything = "\n".join(seen)
    assert house.own.number in everything
    assert "72.682.598" in everything, "the walk did not reach what is theirs"
    assert await rows_of(house.db, house.other) == before


async def test_to_a_linked_chat_somebody_elses_row_and_no_row_are_one(
    house: House, walker: Callable[..., Walker]
) -> None:
    others = [victim for victim in house.everybody if victim is not house.own]
    before = await rows_of(house.db, house.other)
    own = walker(OWN, looks_for=others)
    for row in house.other.ids:
        for foreign, missing in zip(presses_with([row]), presses_with([NOBODY]), strict=True):
            await own.stands_at(None, {})
            answered = without_numbers(await own.press(foreign))
            await own.stands_at(None, {})
            assert answered == without_numbers(await own.press(missing)), (foreign, missing)
    assert await rows_of(house.db, house.other) == before


async def test_a_linked_chat_whose_open_question_knows_somebody_elses_row_learns_nothing(
    house: House, walker: Callable[..., Walker]
) -> None:
    others = [victim for victim in house.everybody if victim is not house.own]
    before = await rows_of(house.db, house.other)
    own = walker(OWN, looks_for=others)
    answers = ("20000", "lý do của tôi", "123456")  # each meets each question, and each row meets each question
    for number, (row, state) in enumerate(product(house.other.ids, states())):
        text = answers[(number + number // len(states())) % len(answers)]
        if state.startswith("ViewPin"):
            continue  # a PIN that is set would close everything that follows
        await own.stands_at(state, dict.fromkeys(_names_kept(), row))
        await own.write(text)
    assert await rows_of(house.db, house.other) == before
    assert await stumbled(house.db) == 0


def test_the_eyes_see() -> None:
    """What the walks look for is found however it is written, so that finding nothing means something."""
    victim = Victim(
        party=1, decision=1, words=frozenset({"Quách Thị Zươngkha", "73.914.701", "095181000701"}), ids=(), name="",
        identity="", number="", phone="", reference="", code="",
    )  # fmt: skip
    eyes = Eyes([victim])
    for text in ("bà QUÁCH THỊ ZƯƠNGKHA", "quach thi zuongkha", "73914701 đ", "73 914 701", "095 181 000 701"):
        assert eyes.found_in(text), text
    assert eyes.found_in("Kính chào ông/bà. 50.000.000 đồng") == set()
    assert Screen().account == "terminal"
    assert new_id() > LONG
