"""The audit trail is checked against what was kept outside."""

from __future__ import annotations

import json
import sqlite3

from casework import audit
from tests.cli.conftest import Terminal


def _three_lines(terminal: Terminal) -> None:
    with terminal.books() as books:
        for number in range(3):
            audit.record(books, audit.SYSTEM, audit.Action.LINK, f"party:{number}")


def test_an_untouched_trail_holds_against_its_published_head(terminal: Terminal) -> None:
    assert "chưa có dòng nào" in terminal.does("audit", "head")
    _three_lines(terminal)
    head = terminal.does("audit", "head").strip()
    assert head.startswith("3:")
    assert "3 dòng" in terminal.does("audit", "verify", "--head", head)
    assert json.loads(terminal.does("audit", "verify", "--json")) == {"holds": True, "count": 3}


def test_a_trail_that_was_cut_or_changed_does_not_hold(terminal: Terminal) -> None:
    _three_lines(terminal)
    head = terminal.does("audit", "head").strip()
    with sqlite3.connect(terminal.folder / "gandan.db") as conn:  # the disk in a stranger's hands
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("DELETE FROM audit_entry WHERE seq = 3")
    conn.close()
    assert terminal.types("audit", "verify") == 0
    assert terminal.types("audit", "verify", "--head", head) == 1
    assert "từ dòng 3" in terminal.said


def test_something_else_than_a_head_is_refused(terminal: Terminal) -> None:
    assert "gandan audit head" in terminal.is_refused("audit", "verify", "--head", "3:abc")
