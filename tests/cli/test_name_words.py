"""What was in the books before parts of names could be looked for is found too: after an upgrade, and by a command."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select

from bot.database import open_database, upgrade_database
from bot.settings import load_settings
from casework import name_words
from casework.clock import SystemClock
from casework.db.connect import make_engine
from casework.encryption import read_key_file
from casework.tables.people import name_word, party
from tests.builders import WOMAN, a_person
from tests.cli.conftest import Terminal
from tests.cli.offices import an_office


def test_the_doctor_names_the_command_and_the_command_fills_the_words(terminal: Terminal) -> None:
    an_office(terminal)
    with terminal.books() as books:
        person = a_person(books)
        books.conn.execute(delete(name_word))
    terminal.types("doctor")
    assert "chưa tìm được hồ sơ theo một phần họ tên. Chạy: gandan db words" in terminal.said
    assert "tìm được theo một phần họ tên" in terminal.does("db", "words").lower()
    with terminal.books() as books:
        assert name_words.parties_with(books, "anh", 10) == {person}
        before = books.conn.execute(select(func.count()).select_from(name_word)).scalar_one()
    terminal.does("db", "words")
    with terminal.books() as books:
        assert books.conn.execute(select(func.count()).select_from(name_word)).scalar_one() == before


def test_an_upgrade_fills_the_words_of_everybody_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path))
    settings = load_settings()
    upgrade_database(settings, to="0011")
    keys = read_key_file(settings.keys_path)

    engine = make_engine(settings.url)
    with engine.begin() as conn:
        sealed = keys.seal("party", "name", 7, WOMAN)
        row = {"id": 7, "kind": "person", "name_sealed": sealed, "name_print": b"x", "changed_at": SystemClock().now()}
        conn.execute(insert(party), row)
    engine.dispose()
    upgrade_database(settings)
    db = open_database(settings)
    assert db.ask(name_words.parties_with, "ngoc", 10).result() == {7}
    db.close()
