"""The decision that is worked on, and what hangs on it: payments, events, notes, messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from casework.books import Books
from casework.case_notes import write_note
from casework.clock import today
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.decisions import PartyRole, parties_of
from casework.payments import Source, record_payment
from casework.promises import make_promise
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office
from tests.officers.sent import a_message

NAMED = ("officer", "head", "deputy")


def _laid(own: object, colleague: object, elsewhere: object, *, clerk: bool = False) -> Laid:
    """What of the three decisions hangs on which: the officer sees their own, leaders their office's."""
    every = (own, colleague, elsewhere)
    seen: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, ())
    seen |= {"officer": (own,), "head": (own, colleague), "deputy": (own, colleague)}
    if clerk:
        seen["clerk"] = (own, colleague)
    return Laid(in_sight=seen, out_of_sight={role: tuple(set(every) - set(seen[role])) for role in ROLES})


def _each(lay: Callable[[Books, Office, int], int], *, clerk: bool = False) -> Callable[[Books, Office], Laid]:
    def laid(books: Books, office: Office) -> Laid:
        decisions = (office.own, office.of_a_colleague, office.elsewhere)
        own, colleague, elsewhere = (lay(books, office, one) for one in decisions)
        return _laid(own, colleague, elsewhere, clerk=clerk)

    return laid


def _payment(books: Books, _office: Office, decision_id: int) -> int:
    told = {"paid_on": date(2026, 11, 2), "receipt": "0001", "source": Source.OFFICE}
    return record_payment(books, decision_id, 1_000_000, **told).payment_id  # type: ignore[arg-type]


def _event(books: Books, _office: Office, decision_id: int) -> int:
    return record(books, decision_id, Happening(what=Happened.INFORMATION_RECEIVED, on=date(2026, 11, 2)))


def _note(books: Books, office: Office, decision_id: int) -> int:
    return write_note(books, decision_id, "Đã gọi điện.", office.staff["legal"])


def _promise(books: Books, _office: Office, decision_id: int) -> int:
    debtor = next(party for party, role in parties_of(books, decision_id) if role is PartyRole.DEBTOR)
    return make_promise(books, decision_id, debtor, 2_000_000, today(books.clock))


CASE_THINGS: dict[str, Thing] = {
    "case_to_work_on": Thing(lay=_each(lambda _books, _office, decision_id: decision_id)),
    "payment": Thing(lay=_each(_payment)),
    "promise": Thing(lay=_each(_promise)),
    "case_event": Thing(lay=_each(_event)),
    "case_note": Thing(lay=_each(_note)),
    "case_message": Thing(lay=_each(a_message, clerk=True)),
}
