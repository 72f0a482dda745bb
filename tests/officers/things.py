"""One of each kind of thing that an address of the pages names: who may open it, and to whom it is as good as missing."""

from __future__ import annotations

from casework.books import Books
from casework.signing import sessions
from casework.signing.sessions import Stage
from tests.officers import things_imports
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office
from tests.officers.things_campaigns import CAMPAIGN, RUNNING_CAMPAIGN
from tests.officers.things_cases import CASE_THINGS
from tests.officers.things_inbox import THREAD
from tests.officers.things_receptions import THINGS as RECEPTIONS
from tests.officers.things_safety import SAFETY_THINGS
from tests.officers.things_texts import THINGS_OF_TEXTS


def _decisions(_books: Books, office: Office) -> Laid:
    here: tuple[int, ...] = (office.own, office.of_a_colleague)
    elsewhere: tuple[int, ...] = (office.elsewhere,)
    nothing: tuple[tuple[int, ...], tuple[int, ...]] = ((), (*here, *elsewhere))
    everybody = dict.fromkeys(ROLES, nothing)
    everybody |= dict.fromkeys(("clerk", "head", "deputy"), (here, elsewhere))
    everybody["officer"] = ((office.own,), (office.of_a_colleague, *elsewhere))
    return Laid(
        in_sight={role: seen for role, (seen, _) in everybody.items()},
        out_of_sight={role: unseen for role, (_, unseen) in everybody.items()},
    )


def _sessions(books: Books, office: Office) -> Laid:
    """The session of somebody else: to be ended by nobody but them."""
    token = sessions.begin(books, office.staff["officer"], Stage.IN, "Firefox")
    theirs = sessions.look(books, token)
    assert theirs is not None
    return Laid(
        in_sight=dict.fromkeys(ROLES, ()),
        out_of_sight={role: () if role == "officer" else (theirs.id,) for role in ROLES},
    )


def _staff(_books: Books, _office: Office) -> Laid:
    """Everybody is one agency's: none is foreign to whoever manages the staff."""
    return Laid(in_sight=dict.fromkeys(ROLES, ()), out_of_sight=dict.fromkeys(ROLES, ()))


THINGS: dict[str, Thing] = {
    "campaign": CAMPAIGN,
    "running_campaign": RUNNING_CAMPAIGN,
    "decision": Thing(lay=_decisions),
    "question": THREAD,
    "session": Thing(lay=_sessions),
    "staff": Thing(lay=_staff),
    **things_imports.THINGS,
    **RECEPTIONS,
    **CASE_THINGS,
    **SAFETY_THINGS,
    **THINGS_OF_TEXTS,
}

_LAID: dict[tuple[int, str], Laid] = {}


def laid(books: Books, kind: str, office: Office) -> Laid:
    """The things of this kind in these books; laid there once."""
    key = (office.agency, kind)
    if key not in _LAID:
        _LAID[key] = THINGS[kind].lay(books, office)
    return _LAID[key]
