"""A new web chat costs nothing, so printed codes are counted by network; and a chat that is erased is linked to nobody."""

from __future__ import annotations

import random

import pytest

from casework import link_origins
from casework.books import Books
from casework.contacts import Contact, find, meet
from casework.db.engine import Database
from casework.linking_codes import make_code
from casework.links import begin_link
from tests.builders import a_person
from tests.channels.webchat.conftest import NewVisitor
from tests.channels.webchat.house import ScriptedBot, chat_of
from tests.channels.webchat.visitor import Visitor


def code(seed: int) -> str:
    return make_code(random.Random(seed).randbytes).display


async def test_fresh_cookies_do_not_bring_fresh_tries(
    new_visitor: NewVisitor, bot: ScriptedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_origins, "TRIES", 3)
    answers = []
    for seed in range(5):
        guesser = new_visitor()
        await guesser.open()
        answers.append(await guesser.say(f"{code(seed)} 000123"))
    assert [answer.status for answer in answers] == [200, 200, 200, 403, 403]
    assert "quá nhiều mã" in answers[-1].json()["text"]
    assert len(bot.updates) == 3


async def test_who_types_no_code_is_not_counted(
    visitor: Visitor, bot: ScriptedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_origins, "TRIES", 0)
    assert (await visitor.say("tôi muốn hỏi về án phí")).status == 200
    assert (await visitor.say("/start")).status == 200
    assert (await visitor.say(f"/start {code(1)}")).status == 403


async def test_an_erased_chat_no_longer_counts_among_the_chats_of_a_party(
    visitor: Visitor, bot: ScriptedBot, db: Database
) -> None:
    await visitor.say("xin chào")
    address = str(chat_of(bot.updates[0]))

    def link(books: Books) -> int:
        chat = meet(books, "web", address)
        begin_link(books, chat.id, a_person(books))
        return chat.id

    linked = await db.write(link)
    assert (await visitor.post("forget", {})).status == 200

    def afterwards(books: Books) -> Contact | None:
        return find(books, "web", address)

    gone = await db.read(afterwards)
    assert gone is not None
    assert (gone.id, gone.party_id) == (linked, None)
    assert gone.dead_since is not None
