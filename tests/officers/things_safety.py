"""Things of the safety rooms: accounts, channels, messages, people whom nobody reaches, requests about data, breaches."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from casework import breaches, data_requests, staff
from casework.accounts import AccountFacts, propose_account
from casework.books import Books
from casework.breaches import BreachFacts
from casework.clock import today
from casework.data_request_kinds import How, Identity, Kind
from casework.data_requests import Asked
from casework.repairs import Why, open_repair
from casework.tables.decisions import decision_party
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office

NOTHING: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, ())


def asked_on(received_on: date, office_id: int | None, kind: Kind = Kind.COPY, name: str = "Lê Thị Hoa") -> Asked:
    return Asked(
        kind=kind,
        name=name,
        contact="0900000123",
        words="Tôi muốn có bản sao dữ liệu của tôi.",
        received_on=received_on,
        received_how=How.LETTER,
        identity=Identity.NOT_YET,
        by_processor=False,
        office_id=office_id,
    )


def an_account(books: Books, office: Office, *, by: str = "officer", number: str = "0123456789") -> int:
    facts = AccountFacts(bank_bin="970405", bank_name="Ngân hàng Nông nghiệp", number=number, holder="THADS VINH HUNG")
    return propose_account(books, office.agency, facts, office.staff[by])


def a_repair(books: Books, decision_id: int, why: Why = Why.MOVED) -> int:
    party = books.conn.execute(
        select(decision_party.c.party_id).where(
            decision_party.c.decision_id == decision_id, decision_party.c.role == "debtor"
        )
    ).scalars()
    opened = open_repair(books, next(iter(party)), why)
    assert opened is not None
    return opened


def _accounts(books: Books, office: Office) -> Laid:
    """Every leader of the agency sees every account."""
    an_account(books, office)
    return Laid(in_sight=NOTHING, out_of_sight=NOTHING)


def _nothing(_books: Books, _office: Office) -> Laid:
    """Only known channels have an address; what is said of them is the same for everybody of the room."""
    return Laid(in_sight=NOTHING, out_of_sight=NOTHING)


def _repairs(books: Books, office: Office) -> Laid:
    own, colleagues, elsewhere = (a_repair(books, one) for one in (office.own, office.of_a_colleague, office.elsewhere))
    in_sight, out_of_sight = dict(NOTHING), dict.fromkeys(ROLES, (own, colleagues, elsewhere))
    for role in ("clerk", "head", "deputy"):
        in_sight[role], out_of_sight[role] = (own, colleagues), (elsewhere,)
    in_sight["officer"], out_of_sight["officer"] = (own,), (colleagues, elsewhere)
    return Laid(in_sight=in_sight, out_of_sight=out_of_sight)


def _requests(books: Books, office: Office) -> Laid:
    head = staff.find(books, office.staff["head"])
    assert head is not None
    on = today(books.clock)
    here, there, seat = (
        data_requests.open_request(books, head, asked_on(on, place)) for place in (office.here, office.there, None)
    )
    in_sight, out_of_sight = dict(NOTHING), dict.fromkeys(ROLES, (here, there, seat))
    for role in ("head", "deputy"):
        in_sight[role], out_of_sight[role] = (here,), (there, seat)
    in_sight["legal"], out_of_sight["legal"] = (here, there, seat), ()
    return Laid(in_sight=in_sight, out_of_sight=out_of_sight)


def _breaches(books: Books, office: Office) -> Laid:
    """Whoever enters the room sees the agency's."""
    head = staff.find(books, office.staff["head"])
    assert head is not None
    noticed = books.clock.now() - timedelta(hours=1)
    made = breaches.open_breach(books, head, BreachFacts(noticed_at=noticed, what="Danh sách gửi nhầm hộp thư"))
    return Laid(in_sight=dict.fromkeys(ROLES, (made,)), out_of_sight=NOTHING)


SAFETY_THINGS: dict[str, Thing] = {
    "account": Thing(lay=_accounts),
    "channel": Thing(lay=_nothing),
    "unsure_message": Thing(lay=_nothing),
    "repair": Thing(lay=_repairs),
    "data_request": Thing(lay=_requests),
    "breach": Thing(lay=_breaches),
}
