"""The address on the letter opens the chat with the code in it: it is heard like a code that was typed."""

from __future__ import annotations

import pytest

from casework.db.engine import Database
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import DIGITS, MASKED, NAME, a_letter, chat_of

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def test_after_the_code_of_the_address_only_the_digits_are_asked_for(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)

    await citizen.write(f"/start {letter.code}")
    citizen.sees("6 số cuối")
    citizen.does_not_see(letter.code, NAME)

    await citizen.write(DIGITS)
    citizen.sees(MASKED)
    assert (await chat_of(db)).party_id == letter.case.debtor


async def test_another_word_in_the_address_is_trusted_with_nothing(db: Database, citizen: Citizen) -> None:
    await a_letter(db)

    await citizen.write("/start xem-ho-so")

    citizen.sees("Tôi là trợ lý ảo")
    assert (await chat_of(db)).party_id is None
