"""Somebody pastes a false message, or tells of a false call: is it ever called genuine, and are they warned?"""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.db.engine import Database
from tests.builders import an_agency
from tests.dialogues.conversation import Citizen

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
HELD = Path(__file__).parents[1] / "understanding" / "scams_pasted.txt"
WARNED = ("khoan chuyển tiền", "Xin đừng làm theo", "báo công an nơi gần nhất")


def texts(heading: str) -> list[str]:
    found: dict[str, list[str]] = {}
    under = ""
    for line in HELD.read_text("utf-8").splitlines():
        if line.startswith("# "):
            under = line[2:]
        elif line.strip():
            found.setdefault(under, []).append(line.strip())
    return found[heading]


@pytest.fixture(autouse=True)
async def agency(db: Database) -> None:
    await db.write(an_agency)


async def test_no_false_message_is_called_genuine_and_nearly_all_are_warned_of(citizen: Citizen) -> None:
    warned = []
    for text in texts("scam"):
        await citizen.write("về đầu")
        await citizen.write(text)
        citizen.does_not_see("do cơ quan gửi")
        warned.append(any(sign in citizen.text for sign in WARNED))
    assert len(warned) >= 120
    assert sum(warned) / len(warned) >= 0.85


async def test_a_message_without_a_reference_of_ours_is_never_vouched_for(citizen: Citizen) -> None:
    for text in texts("true"):
        await citizen.write("về đầu")
        await citizen.write(text)
        citizen.does_not_see("do cơ quan gửi")
