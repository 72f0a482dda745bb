"""What the tests of the two roads stand on."""

from __future__ import annotations

import pytest

from casework.agency import AgencyFacts, set_up_agency
from casework.db.engine import Database


@pytest.fixture
async def agency_set_up(db: Database) -> None:
    """An invented agency."""
    facts = AgencyFacts(
        name="Thi hành án dân sự tỉnh Mẫu",
        address="1 đường Mẫu",
        phone="0900 000 000",
        site="mau.example",
        bot_name="ThadsMauBot",
        office_hours="7 giờ 30 đến 17 giờ",
    )
    await db.write(set_up_agency, facts)
