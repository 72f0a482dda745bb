"""Things of the safety rooms: accounts, channels, messages, people whom nobody reaches, requests about data, breaches."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert, select, update

from casework import breaches, data_requests, staff
from casework.accounts import AccountFacts, propose_account
from casework.books import Books
from casework.breaches import BreachFacts
from casework.case_openings import Asked as Wanted
from casework.case_openings import open_case
from casework.clock import today
from casework.data_request_kinds import How, Identity, Kind
from casework.data_requests import Asked
from casework.repairs import Why, open_repair
from casework.tables.decisions import decision, decision_party
from casework.tables.safety import case_opening
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, outbox
from tests.builders import a_staff_member
from tests.casework.chats import a_chat
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
    opened = open_repair(books, debtor_of(books, decision_id), why)
    assert opened is not None
    return opened


def debtor_of(books: Books, decision_id: int) -> int:
    asked = select(decision_party.c.party_id).where(
        decision_party.c.decision_id == decision_id, decision_party.c.role == "debtor"
    )
    return int(books.conn.execute(asked.order_by(decision_party.c.party_id)).scalars().all()[0])


def an_unsure_message(books: Books, decision_id: int, state: State = State.UNCERTAIN) -> int:
    """A message about this decision that nobody knows to have arrived."""
    draft = Draft(
        contact_id=a_chat(books, f"chat-{decision_id}"), account="telegram", purpose=f"unsure-{decision_id}",
        message=Outgoing(act=Act.SEND, text="chào"), delivery_class=DeliveryClass.MUST_ARRIVE, lane=Lane.PERSONAL,
        guard=Guard.NOTICE, text_key="start.home", text_version=1, decision_id=decision_id,
        party_id=debtor_of(books, decision_id),
    )  # fmt: skip
    row = queue(books, draft)
    assert row is not None
    books.conn.execute(update(outbox).where(outbox.c.id == row).values(state=state.value, tries=1))
    started = books.clock.now()
    books.conn.execute(insert(attempt).values(outbox_id=row, number=1, owner="x", started_at=started))
    return row


def _accounts(books: Books, office: Office) -> Laid:
    """Every leader of the agency sees every account."""
    an_account(books, office)
    return Laid(in_sight=NOTHING, out_of_sight=NOTHING)


def _nothing(_books: Books, _office: Office) -> Laid:
    """Only known channels have an address; what is said of them is the same for everybody of the room."""
    return Laid(in_sight=NOTHING, out_of_sight=NOTHING)


def _messages(books: Books, office: Office) -> Laid:
    own, colleagues, elsewhere = (
        an_unsure_message(books, one) for one in (office.own, office.of_a_colleague, office.elsewhere)
    )
    out_of_sight: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, (own, colleagues, elsewhere))
    for role in ("head", "deputy"):
        out_of_sight[role] = (elsewhere,)
    return Laid(in_sight=NOTHING, out_of_sight=out_of_sight)


def _repairs(books: Books, office: Office) -> Laid:
    own, colleagues, elsewhere = (a_repair(books, one) for one in (office.own, office.of_a_colleague, office.elsewhere))
    in_sight = dict(NOTHING)
    out_of_sight: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, (own, colleagues, elsewhere))
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
    in_sight = dict(NOTHING)
    out_of_sight: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, (here, there, seat))
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


def _openings(books: Books, office: Office) -> Laid:
    """The officer's look elsewhere is their leaders' to read; a stranger's at a case of their own office is not."""
    stranger = a_staff_member(books, office.agency, office=office.there)
    looks = [_look(books, one, office.elsewhere) for one in (office.staff["officer"], stranger)]
    leaders = {"head", "deputy"}
    return Laid(
        in_sight={role: (looks[0],) if role in leaders else () for role in ROLES},
        out_of_sight={role: (looks[1],) if role in leaders else tuple(looks) for role in ROLES},
    )


def _look(books: Books, staff_id: int, decision_id: int) -> int:
    who = staff.find(books, staff_id)
    assert who is not None
    number = books.conn.execute(select(decision.c.number).where(decision.c.id == decision_id)).scalar_one()
    assert (
        open_case(books, who, Wanted(number=number, issued_on=None, reason="Người dân đang chờ ở bàn tiếp"))
        == decision_id
    )
    newest = select(case_opening.c.id).where(case_opening.c.staff_id == staff_id)
    return int(books.conn.execute(newest).scalar_one())


SAFETY_THINGS: dict[str, Thing] = {
    "account": Thing(lay=_accounts),
    "channel": Thing(lay=_nothing),
    "unsure_message": Thing(lay=_messages),
    "repair": Thing(lay=_repairs),
    "data_request": Thing(lay=_requests),
    "case_opening": Thing(lay=_openings),
    "breach": Thing(lay=_breaches),
}
