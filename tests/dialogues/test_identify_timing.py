"""Does the time of an answer tell how far a guess came? Under a clock that runs while the checks are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.tables.contacts import contact
from messages.outgoing import Act
from messages.tables import outbox
from tests.casework.chats import another_code
from tests.conftest import MONDAY_NINE
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import DIGITS, a_letter

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
LOOK = timedelta(milliseconds=7)


class RunningClock(SetClock):
    """Moves on a little whenever somebody looks: who has more to do looks more often."""

    def now(self) -> datetime:
        self.set(super().now() + LOOK)
        return super().now()


@pytest.fixture
def clock() -> SetClock:
    return RunningClock(MONDAY_NINE)


async def test_every_outcome_of_a_code_leaves_one_second_after_the_question_was_heard(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter = await a_letter(db)
    right = f"{letter.code} {DIGITS}"
    tries = (f"{another_code(letter.code).display} {DIGITS}", f"{letter.code} 000124", right, right)
    for chat, text in enumerate(tries, 1):
        await meet_citizen(chat).write(text)

    def delays(books: Books) -> list[tuple[timedelta, timedelta]]:
        rows = books.conn.execute(
            select(outbox, contact.c.seen_at)
            .join(contact, contact.c.id == outbox.c.contact_id)
            .where(outbox.c.act == Act.SEND.value)
            .order_by(outbox.c.made_at)
        )
        return [(row.not_before - row.seen_at, row.made_at - row.seen_at) for row in rows]

    found = await db.read(delays)
    assert [left for left, _ in found] == [timedelta(seconds=1)] * 4
    assert len({made for _, made in found}) > 1, "the checks took the same time; nothing was shown"
