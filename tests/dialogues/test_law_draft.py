"""A citizen reads "draft" exactly while nobody stands for the words that are shown."""

from __future__ import annotations

from datetime import date

import pytest

from casework import law_reviews
from casework.books import Books
from casework.db.engine import Database
from casework.law_reviews import State
from messages import explanations
from messages.law_approval import words_of
from tests import builders
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NAME = "voluntary_period"
DRAFT = "Bản nháp: lời giải thích này chưa được cán bộ pháp lý"


def _one() -> explanations.Explanation:
    return explanations.get(NAME, date(2026, 11, 16))


def _reviewed(books: Books, state: State, note: str = "") -> int:
    leader = builders.a_staff_member(books, builders.an_agency(books), role="head")
    law_reviews.review(books, words_of(_one()), state, leader, note)
    return leader


async def test_an_approval_takes_the_draft_off_and_its_withdrawal_brings_it_back(
    citizen: Citizen, db: Database
) -> None:
    await db.write(builders.an_agency)
    await forge(citizen, f"ex:{NAME}")
    citizen.sees(DRAFT)
    leader = await db.write(_reviewed, State.APPROVED)
    for press in (f"ex:{NAME}", f"exmore:{NAME}"):
        await forge(citizen, press)
        citizen.sees(_one().title)
        citizen.does_not_see(DRAFT)
    await db.write(law_reviews.take_back, words_of(_one()), leader)
    await forge(citizen, f"ex:{NAME}")
    citizen.sees(DRAFT)


async def test_what_was_returned_or_is_another_explanation_stays_a_draft(citizen: Citizen, db: Database) -> None:
    await db.write(_reviewed, State.RETURNED, "Viết lại câu hai")
    await forge(citizen, f"ex:{NAME}")
    citizen.sees(DRAFT)
    await db.write(_reviewed, State.APPROVED)
    await forge(citizen, "ex:late_interest")
    citizen.sees(DRAFT)


async def test_the_english_help_stays_a_draft(citizen: Citizen, db: Database) -> None:
    await db.write(_reviewed, State.APPROVED)
    await read_english(db)
    await forge(citizen, f"ex:{NAME}")
    citizen.sees("Draft: the agency's legal officers have not yet approved")
