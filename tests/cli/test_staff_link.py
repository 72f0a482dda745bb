"""``gandan agency staff link``: the way in for the first time, and after a lost telephone."""

from __future__ import annotations

import re

from bot.officers.first_entry import demo_entry, first_entry
from bot.settings import Settings
from casework.db.engine import Database
from casework.signing import links
from tests.builders import a_staff_member, an_agency
from tests.cli.conftest import Terminal

LINK = re.compile(r"http://127\.0\.0\.1:8080/console/link/([0-9a-f]{64})")


def test_a_manager_makes_a_link_for_a_colleague_and_nobody_else_does(terminal: Terminal) -> None:
    agency = terminal.writes(an_agency)
    head = terminal.writes(a_staff_member, agency, role="head")
    officer = terminal.writes(a_staff_member, agency)
    said = terminal.does("agency", "staff", "link", f"can-bo-{officer}", "--as", f"can-bo-{head}")
    (token,) = LINK.findall(said)
    assert terminal.writes(links.is_open, token)
    assert "quản trị" in terminal.is_refused("agency", "staff", "link", f"can-bo-{head}", "--as", f"can-bo-{officer}")
    assert "danh sách" in terminal.is_refused("agency", "staff", "link", "khong-co", "--as", f"can-bo-{head}")


async def test_the_first_start_prints_a_link_only_where_a_person_reads_it(db: Database) -> None:
    settings = Settings.model_validate({})
    assert "link" not in first_entry(db, settings, shown_to_a_person=True), "nobody works here yet"
    agency = await db.write(an_agency)
    head = await db.write(a_staff_member, agency, role="head")
    (token,) = LINK.findall(first_entry(db, settings, shown_to_a_person=True))
    assert await db.read(links.is_open, token)
    kept = first_entry(db, settings, shown_to_a_person=False)
    assert LINK.findall(kept) == []
    assert f"gandan agency staff link can-bo-{head}" in kept
    assert await db.read(links.is_open, token), "another start that prints none voids none"
    assert await db.write(demo_entry, settings) == "", "a real agency has no demo login"
