"""Who works on which decision at the terminal? Whoever changes it, or reads its own words, stands in the audit trail."""

from __future__ import annotations

import argparse

from bot.cli.authority import CASE_WORKERS, acting
from bot.cli.lookup import decision_numbered
from casework import audit
from casework.books import Books
from casework.decision_lock import hold_decision
from casework.staff import Staff


def changing(books: Books, arguments: argparse.Namespace, command: str) -> tuple[Staff, int]:
    """(case worker, decision) of a command that changes it. If the change is refused, its line in the trail goes with it."""
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    hold_decision(
        books, decision_id
    )  # before the trail, as imports do; and nothing changes between reading and writing
    done = f"{command} {arguments.verb}"
    audit.record(books, audit.staff(who.id), audit.Action.DECISION_CHANGED, f"decision:{decision_id}", purpose=done)
    return who, decision_id


def reading(books: Books, arguments: argparse.Namespace) -> int:
    """The decision whose own words, which may name people, are about to be read by a case worker."""
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    audit.record(books, audit.staff(who.id), audit.Action.DECISION_SEEN, f"decision:{decision_id}")
    return decision_id
