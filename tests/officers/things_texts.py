"""Texts, explanations and provisions: the same for everybody who may enter the room."""

from __future__ import annotations

from casework.books import Books
from casework.scope import May, may
from casework.staff import find
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office


def _the_same(*things: str) -> Thing:
    def lay(books: Books, office: Office) -> Laid:
        entering = {role for role in ROLES if (who := find(books, office.staff[role])) and may(who, May.TEXTS)}
        assert entering == {"head", "deputy", "legal"}
        return Laid(
            in_sight={role: things if role in entering else () for role in ROLES}, out_of_sight=dict.fromkeys(ROLES, ())
        )

    return Thing(lay=lay, nowhere="reminder.there_is_no_such")


THINGS_OF_TEXTS: dict[str, Thing] = {
    "text": _the_same("reminder.week_before"),
    "explanation": _the_same("voluntary_period"),
    "provision": _the_same("L25:36.1"),
}
