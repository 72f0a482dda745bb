"""Did this message come from us? A reference, or a pasted text that bears one, is looked up among what was sent.

The answer is yes or no and the day, nothing else: whoever finds a nudge learns nothing about whom it was for. A true
reference copied into a false message is the obvious trick, so what stands around it is looked at as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.clock import local
from casework.references import SIGNS
from messages.approved_facts import approved_facts
from messages.lint import problems
from messages.lint.facts import Fault
from messages.outbox import State
from messages.tables import attempt, outbox, reference_check

CHECKS, SPAN = 10, timedelta(hours=1)  # for each chat
_MOST = 3  # references looked up in one text
_LONGEST = 4000  # characters read
_LEFT_US = (State.SENDING.value, State.ACCEPTED.value, State.OPENED.value, State.UNCERTAIN.value)
_SIGNS = f"[{SIGNS}]"
_ALONE = re.compile(rf"(?<!\w){_SIGNS}{{6}}(?!\w)")
_NAMED = re.compile(rf"M[ÃA] TIN(?: NHẮN)?\s*[:.]?\s*((?:{_SIGNS}[ -]?){{5}}{_SIGNS})(?!\w)")
_WHOLE = re.compile(rf"(?:M[ÃA] TIN(?: NHẮN)?\s*[:.]?)?\s*((?:{_SIGNS}[\s.-]?){{5}}{_SIGNS})\s*[.!?]?")
_GRAVE = (Fault.ACCOUNT, Fault.LINK, Fault.PHONE, Fault.CREDENTIALS, Fault.THREAT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """``sent_on``: the day we sent the message with this reference, None if we did not. ``signs`` of a swindle in the text."""

    sent_on: date | None
    has_reference: bool
    signs: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class TooManyChecks:
    """This chat has asked too often within the hour; nothing was looked up."""


def check(books: Books, contact_id: int, text: str) -> Checked | TooManyChecks:
    """Look up the references in ``text`` (a reference alone, or a whole message), and what stands around them."""
    read = text[:_LONGEST]
    references = references_in(read)
    if references and not _may_check(books, contact_id):
        return TooManyChecks()
    return Checked(sent_on=_sent_on(books, references), has_reference=bool(references), signs=_signs(books, read))


def is_reference(text: str) -> bool:
    """Whether the whole text says "mã tin" and a reference: a question that needs no asking."""
    told = _upper(text[:40]).strip()
    return told.startswith(("MÃ TIN", "MA TIN")) and _WHOLE.fullmatch(told) is not None


def references_in(text: str) -> tuple[str, ...]:
    """At most three references: the whole text, those that "mã tin" announces, words of letters and digits mixed."""
    told = _upper(text).strip()
    if (whole := _WHOLE.fullmatch(told)) is not None:
        return (_bare(whole[1]),)
    named = [_bare(found) for found in _NAMED.findall(told)]
    mixed = [word for word in _ALONE.findall(told) if not word.isalpha() and not word.isdecimal()]
    return tuple(dict.fromkeys([*named, *mixed]))[:_MOST]


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _bare(written: str) -> str:
    return re.sub(r"[\s.-]", "", written)


def _sent_on(books: Books, references: tuple[str, ...]) -> date | None:
    """The day the first of them left us; what was never sent is not ours, whatever waits under that reference."""
    if not references:
        return None
    left = select(func.max(attempt.c.started_at)).where(attempt.c.outbox_id == outbox.c.id).scalar_subquery()
    rows = books.conn.execute(
        select(outbox.c.sent_at, left.label("left_at")).where(
            outbox.c.reference.in_(references), outbox.c.state.in_(_LEFT_US)
        )
    ).all()
    days = [at for row in rows if (at := row.sent_at or row.left_at) is not None]
    return local(min(days)).date() if days else None


def _signs(books: Books, text: str) -> tuple[Fault, ...]:
    """What a message of ours never has: foreign accounts, links and telephones, requests for secrets, threats."""
    found = {problem.fault for problem in problems(text, approved=approved_facts(books))}
    return tuple(fault for fault in _GRAVE if fault in found)


def _may_check(books: Books, contact_id: int) -> bool:
    """Count this check; the hour begins with the first and starts anew when it is over."""
    now = books.clock.now()
    over = reference_check.c.since <= now - SPAN
    insert = sqlite.insert if books.conn.dialect.name == "sqlite" else postgresql.insert
    counting = insert(reference_check).values(contact_id=contact_id, since=now, checks=1)
    counted = counting.on_conflict_do_update(
        index_elements=["contact_id"],
        set_={
            "since": case((over, now), else_=reference_check.c.since),
            "checks": case((over, 1), else_=reference_check.c.checks + 1),
        },
    ).returning(reference_check.c.checks)
    return int(books.conn.execute(counted).scalar_one()) <= CHECKS
