"""Who reads in these conversations: a debtor or creditor whose chat is linked already, in Vietnamese or in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from casework.books import Books
from casework.contacts import meet, set_language
from casework.db.engine import Database
from casework.links import begin_link
from tests.dialogues.conversation import Citizen

_T = TypeVar("_T")


async def read_english(db: Database, chat: int = 1) -> None:
    """Chat number ``chat`` has chosen English."""
    await db.write(lambda books: set_language(books, meet(books, "terminal", str(chat)).id, "en"))


async def linked(db: Database, write: Callable[[Books], tuple[int, _T]], chat: int = 1) -> _T:
    """Writes books, links chat number ``chat`` to the party that ``write`` gives first, and gives the rest."""

    def all_at_once(books: Books) -> _T:
        party, rest = write(books)
        begin_link(books, meet(books, "terminal", str(chat)).id, party)
        return rest

    return await db.write(all_at_once)


async def forge(citizen: Citizen, data: str) -> None:
    """Presses a button with any data, as if it stood under the newest message."""
    if not citizen.conversation.visible():
        await citizen.write("/start")
    await citizen.press_data(data, citizen.conversation.visible()[-1].message_id)
