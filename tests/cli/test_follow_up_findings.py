"""The doctor names what people were told they would hear of, and what lies undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cli import follow_up_findings
from bot.cli.findings import Bad
from casework.books import Books
from casework.clock import SetClock
from casework.payment_claims import claim_payment
from casework.repairs import Why, open_repair
from casework.visit_planning import plan_visit
from casework.visits import Why as Visited
from tests.builders import a_case

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def bad(books: Books) -> list[str]:
    return [one.line for ask in follow_up_findings.ALL for one in ask(books) if isinstance(one, Bad)]


def test_what_is_late_is_named_with_the_command_that_shows_it(books: Books, clock: SetClock) -> None:
    case = a_case(books)
    claim_payment(books, case.decision, case.debtor, contact_id=None, receipt=None, paid_on=date(2026, 11, 12))
    plan_visit(books, case.decision, case.debtor, Visited.ASKED)
    open_repair(books, case.debtor, Why.MOVED)
    assert [line.rpartition(": ")[2] for line in bad(books)] == ["gandan visit team --help"]
    clock.set(clock.now() + timedelta(days=31))
    said = " ".join(bad(books))
    for part in ("1 lời báo đã nộp quá ngày", "1 lượt vận động đã quá ngày", "1 người cần tìm lại liên hệ"):
        assert part in said


def test_nothing_is_wrong_with_empty_books(books: Books) -> None:
    assert bad(books) == []
