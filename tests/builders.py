"""What would an office's books hold? Builders of invented people, decisions and payments with sensible defaults.

Each builder writes through the product's own rules and gives the id. Names, numbers and phones are invented; identity
numbers begin with 095 and end in 000xxx, phones are 0900 000 xxx, which are assigned to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Table, func, insert, select, update

from casework import decisions, obligations, people
from casework.books import Books
from casework.course_kinds import LISTED
from casework.db.ids import new_id
from casework.decision_events import record_event, status_kind
from casework.decisions import DecisionFacts, Origin, PartyRole, ReviewResult, Status
from casework.folding import fold
from casework.judgments import upsert_judgment
from casework.obligations import Kind, LineFacts
from casework.payments import Source, record_payment
from casework.people import PartyFacts, PartyKind
from casework.tables import agency as agency_tables
from casework.tables import decisions as decision_tables
from casework.tables import people as people_tables

WOMAN = "Nguyễn Thị Ngọc Ánh"
MAN = "Huỳnh Đức Lợi"
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh"
BANK = "Ngân hàng Thương mại cổ phần Phát triển Nông nghiệp và Nông thôn Đồng bằng sông Cửu Long"
STATE = "Sung công quỹ Nhà nước"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A whole small case: who owes, who is owed, under which decision, with which lines."""

    agency: int
    office: int
    officer: int
    debtor: int
    creditor: int
    decision: int
    lines: tuple[int, ...]


def an_agency(books: Books, *, name: str = "Thi hành án dân sự tỉnh Vĩnh Hưng") -> int:
    """The agency of an invented province."""
    agency_id = new_id()
    row = {
        "id": agency_id,
        "name": name,
        "address": "Số 1 đường Hòa Bình, phường Vĩnh Hưng",
        "phone": "0900000100",
        "site": "https://thads.example",
        "bot_name": "Gần Dân",
        "office_hours": "Thứ Hai đến thứ Sáu, 07:00-11:00 và 13:00-17:00",
    }
    books.conn.execute(insert(agency_tables.agency), row)
    return agency_id


def an_office(books: Books, agency: int, *, name: str = "Phòng Thi hành án dân sự khu vực 3") -> int:
    """A regional office of the agency."""
    office_id = new_id()
    row = {
        "id": office_id,
        "agency_id": agency,
        "name": name,
        "address": "Số 12 đường Trần Phú, xã Phước Hòa",
        "phone": "0900000103",
    }
    books.conn.execute(insert(agency_tables.regional_office), row)
    return office_id


def a_staff_member(
    books: Books,
    agency: int,
    *,
    office: int | None = None,
    name: str = "Lê Thị Mai Hương",
    role: str = "officer",
    title: str = "Chấp hành viên",
    phone: str | None = "0900000104",
    answers: int | None = None,
) -> int:
    """Somebody who works at the agency, with a login of their own; ``answers`` replies a day, or the house rule."""
    staff_id = new_id()
    row = {
        "id": staff_id,
        "agency_id": agency,
        "office_id": office,
        "login": f"can-bo-{staff_id}",
        "name": name,
        "folded": fold(name),
        "title": title,
        "role": role,
        "phone": phone,
        "active": True,
        "answers_a_day": answers,
    }
    books.conn.execute(insert(agency_tables.staff), row)
    return staff_id


def a_person(
    books: Books,
    *,
    name: str = WOMAN,
    identity: str | None = "",
    phone: str | None = None,
    birth_year: int | None = 1981,
    address: str | None = "Ấp Long Hòa, xã Phước Hòa",
    deceased: bool = False,
    in_prison: bool = False,
) -> int:
    """A person; the identity number is a fresh invented one unless given (``None``: unknown)."""
    facts = PartyFacts(
        kind=PartyKind.PERSON,
        name=name,
        identity=_fresh_identity(books) if identity == "" else identity,
        phone=phone,
        birth_year=birth_year,
        address=address,
        deceased=deceased,
        in_prison=in_prison,
    )
    return people.add_party(books, facts)


def an_organisation(books: Books, *, name: str = BANK) -> int:
    """An organisation: no identity number."""
    return people.add_party(books, PartyFacts(kind=PartyKind.ORGANISATION, name=name, address="Phường Vĩnh Hưng"))


def the_state(books: Books) -> int:
    """The State budget as creditor."""
    return people.add_party(books, PartyFacts(kind=PartyKind.STATE, name=STATE))


def a_judgment(
    books: Books, agency: int, *, number: str = "48/2026/DS-ST", dated: date | None = date(2026, 5, 12)
) -> int:
    """A judgment of an invented court."""
    return upsert_judgment(books, agency, number, court="Tòa án nhân dân khu vực 3 - Vĩnh Hưng", dated=dated)


def a_line(kind: Kind = Kind.DEBT, amount: int = 50_000_000, content: str = "Trả nợ vay") -> LineFacts:
    """A line to be given to ``a_case`` or ``obligations.add_lines``."""
    return LineFacts(kind=kind, content=content, amount=amount)


def a_decision(
    books: Books,
    agency: int,
    *,
    debtor: int | None = None,
    creditor: int | None = None,
    lines: Sequence[LineFacts] = (),
    number: str = "",
    issued_on: date = date(2026, 7, 15),
    status: Status = Status.ENFORCING,
    office: int | None = None,
    officer: int | None = None,
    judgment: int | None = None,
    served_on: date | None = date(2026, 7, 20),
    rate: Decimal | None = None,
    review_result: ReviewResult | None = None,
    origin: Origin | None = None,
) -> int:
    """A decision with its parties and lines; numbered freshly unless given."""
    facts = DecisionFacts(
        agency_id=agency,
        judgment_id=judgment if judgment is not None else a_judgment(books, agency),
        number=number or f"{_count(books, decision_tables.decision) + 1:03d}/QĐ-THADS",
        issued_on=issued_on,
        office_id=office,
        officer_id=officer,
        served_on=served_on,
        late_interest_rate=rate,
        review_result=review_result,
        origin=origin,
    )
    decision = decisions.add_decision(books, facts, status=status)
    for party, role in ((debtor, PartyRole.DEBTOR), (creditor, PartyRole.CREDITOR)):
        if party is not None:
            decisions.add_party_to(books, decision, party, role)
    obligations.add_lines(books, decision, lines)
    return decision


def a_case(
    books: Books,
    *,
    agency: int | None = None,
    debtor: int | None = None,
    creditor: int | None = None,
    lines: Sequence[LineFacts] | None = None,
    status: Status = Status.ENFORCING,
    number: str = "",
    issued_on: date = date(2026, 7, 15),
    served_on: date | None = date(2026, 7, 20),
    rate: Decimal | None = None,
    origin: Origin | None = None,
) -> Case:
    """A debtor who owes a bank 50,000,000 đồng, with agency, office and officer, unless said otherwise."""
    agency = agency if agency is not None else an_agency(books)
    office = an_office(books, agency)
    officer = a_staff_member(books, agency, office=office)
    debtor = debtor if debtor is not None else a_person(books)
    creditor = creditor if creditor is not None else an_organisation(books)
    decision = a_decision(
        books,
        agency,
        debtor=debtor,
        creditor=creditor,
        lines=[a_line()] if lines is None else lines,
        number=number,
        issued_on=issued_on,
        status=status,
        office=office,
        officer=officer,
        served_on=served_on,
        rate=rate,
        origin=origin,
    )
    return Case(
        agency=agency,
        office=office,
        officer=officer,
        debtor=debtor,
        creditor=creditor,
        decision=decision,
        lines=tuple(sorted(line.id for line in obligations.due_lines(books, decision))),
    )


def a_list_says(books: Books, decision: int, status: Status, *, on: date) -> None:
    """A case list gives this status for the decision, whatever came before."""
    record_event(books, decision, status_kind(status, LISTED), on, ground="Theo danh sách đã nhập: danh-sach.csv")
    books.conn.execute(
        update(decision_tables.decision).where(decision_tables.decision.c.id == decision).values(status=status.value)
    )


def _fresh_identity(books: Books) -> str:
    return f"095181{_count(books, people_tables.party) + 1:06d}"


def _count(books: Books, table: Table) -> int:
    return books.conn.execute(select(func.count()).select_from(table)).scalar_one()


def a_payment(
    books: Books,
    decision: int,
    amount: int,
    *,
    paid_on: date = date(2026, 9, 1),
    receipt: str = "",
    source: Source = Source.OFFICE,
) -> int:
    """A payment that came in at the office, with a fresh receipt number unless given."""
    recorded = record_payment(
        books,
        decision,
        amount,
        paid_on=paid_on,
        receipt=receipt or f"BL-{_count(books, decision_tables.payment) + 1:05d}",
        source=source,
    )
    return recorded.payment_id
