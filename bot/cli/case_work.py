"""Who works on which decision at the terminal? Whoever changes it, or reads its own words, stands in the audit trail."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bot.cli.authority import CASE_WORKERS, acting
from bot.cli.lookup import decision_numbered
from casework import audit
from casework.audit import Action
from casework.books import Books
from casework.decision_lock import hold_decision
from casework.staff import Staff

_Deed = Callable[[Books, argparse.Namespace], list[str]]
_READS = frozenset({"list", "show"})


def reading(books: Books, arguments: argparse.Namespace) -> tuple[Staff, int]:
    """(case worker, decision) of a command; its own words may name people."""
    who = acting(books, arguments.login, CASE_WORKERS)
    return who, decision_numbered(books, arguments.number, arguments.issued)


def changing(books: Books, arguments: argparse.Namespace) -> tuple[Staff, int]:
    """As ``reading``; nobody else changes the decision between what the command reads and what it writes."""
    who, decision_id = reading(books, arguments)
    hold_decision(books, decision_id)
    return who, decision_id


def noted(deed: _Deed, command: str) -> _Deed:
    """The deed with its line in the trail, written last as the trail asks. Where the deed is refused there is no line."""

    def done(books: Books, arguments: argparse.Namespace) -> list[str]:
        lines = deed(books, arguments)
        who, decision_id = reading(books, arguments)
        action = Action.DECISION_SEEN if arguments.verb in _READS else Action.DECISION_CHANGED
        said = f"{command} {arguments.verb}"
        audit.record(books, audit.staff(who.id), action, f"decision:{decision_id}", purpose=said)
        return lines

    return done
