"""A morning at the office with all kinds of visitors: a debtor with a long history, a creditor, a guest, a very long name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.booking_visitors import Visitor, guest
from casework.bookings import Asked, Booking, book
from casework.books import Books
from casework.links import begin_link
from casework.obligations import Kind
from casework.payment_claims import claim_payment
from casework.promises import make_promise
from casework.question_desk import answer
from casework.question_rows import Kind as Wants
from casework.question_rows import Question
from casework.questions import ask
from casework.reception_details import Need
from casework.receptions import DayMode, DayPlan, Window, open_day
from tests.builders import LONG_NAME, MAN, Case, a_case, a_line, a_payment, a_person
from tests.casework.chats import a_chat

ON = date(2026, 12, 3)
GUEST = "Bùi Văn Tám"


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The day, its bookings in order, and the cases behind them."""

    day: int
    slots: tuple[int, ...]
    bookings: tuple[int, ...]
    cases: tuple[Case, ...]


def a_morning(
    books: Books, agency: int, leader: int, *, mode: DayMode = DayMode.SLOTS, commune: int | None = None
) -> Morning:
    """Four visitors on ``ON``: WOMAN owes, LONG_NAME owes more, a man is owed, GUEST is known by phone alone."""
    plan = DayPlan(
        agency_id=agency,
        leader_id=leader,
        on_date=ON,
        place="Phòng tiếp công dân của cơ quan",
        address="Số 1 đường Hòa Bình, phường Vĩnh Hưng",
        windows=(Window(opens=time(7, 30), closes=time(9, 30)),),
        mode=mode,
        commune_id=commune,
    )
    opened = open_day(books, plan, leader)
    slots = [*opened.slot_ids, *opened.slot_ids[-1:] * 5]
    owes = a_case(
        books,
        agency=agency,
        rate=Decimal(10),
        lines=[a_line(), a_line(Kind.COURT_FEE, 2_500_000, "Án phí dân sự sơ thẩm")],
    )
    history(books, owes)
    long = a_case(
        books,
        agency=agency,
        debtor=a_person(
            books,
            name=LONG_NAME,
            address="Số 1245/67/8B đường Nguyễn Thị Minh Khai nối dài, ấp Long Hòa Đông, xã Phước Hòa, tỉnh Vĩnh Hưng",
        ),
        lines=[a_line(Kind.FINE, 5_000_000, "Tiền phạt")],
        issued_on=date(2015, 3, 2),
        served_on=date(2015, 3, 10),
    )
    owed = a_case(books, agency=agency, creditor=a_person(books, name=MAN))
    made = [
        booked(
            books,
            slots[0],
            Visitor(party_id=owes.debtor, contact_id=_linked(books, owes.debtor, "1")),
            "Xin trả dần mỗi tháng 2 triệu vì mới sinh con",
        ),
        booked(books, slots[1], Visitor(party_id=long.debtor, contact_id=_linked(books, long.debtor, "2")), None),
        booked(
            books,
            slots[2],
            Visitor(party_id=owed.creditor, contact_id=_linked(books, owed.creditor, "3")),
            "Bao giờ tôi nhận được tiền?",
        ),
        booked(
            books,
            slots[3],
            Visitor(guest=guest(GUEST, "0900000777"), contact_id=a_chat(books, "4")),
            "Hỏi về đất của cha mẹ",
            companions=2,
            needs=(Need.WHEELCHAIR,),
        ),
    ]
    return Morning(day=opened.day_id, slots=opened.slot_ids, bookings=tuple(made), cases=(owes, long, owed))


def booked(books: Books, slot: int, who: Visitor, reason: str | None = None, **more: Any) -> int:
    """A confirmed booking of this visitor."""
    made = book(books, slot, who, Asked(reason=reason, **more))
    assert isinstance(made, Booking)
    return made.id


def history(books: Books, case: Case, address: str = "1") -> None:
    """Payments, an agreement, a promise, a claim, an answered question and an open complaint."""
    for number, paid_on in enumerate((date(2026, 8, 5), date(2026, 9, 7), date(2026, 10, 6))):
        a_payment(books, case.decision, 1_500_000 + number, paid_on=paid_on)
    terms = tuple(Instalment(due_on=date(2026, month, 30), amount=5_000_000) for month in (9, 10, 11, 12))
    facts = AgreementFacts(
        signed_on=date(2026, 8, 20), content="Trả dần mỗi tháng 5.000.000 đồng", fee_and_costs="Bên phải thi hành án chịu",
        interest_stops=False, instalments=terms,
    )  # fmt: skip
    sign_agreement(books, case.decision, facts)
    make_promise(books, case.decision, case.debtor, 2_000_000, date(2026, 11, 30))
    chat = _linked(books, case.debtor, address)
    claim_payment(books, case.decision, case.debtor, contact_id=chat, receipt="BL-778", paid_on=date(2026, 11, 10))
    asked = ask(books, chat, case.debtor, "Tôi trả dần thì có bị kê biên nhà nữa không?")
    assert isinstance(asked, Question)
    answer(
        books,
        asked.id,
        case.officer,
        "Đang trả đúng thỏa thuận thì chưa kê biên. Nếu chậm, xin báo ngay cho chấp hành viên.",
    )
    ask(
        books,
        chat,
        case.debtor,
        "Tôi khiếu nại việc xác minh tài sản không báo trước cho gia đình.",
        kind=Wants.COMPLAINT,
    )


def somebody_with_much(books: Books, agency: int, cases: int = 4) -> int:
    """A person with several decisions of seven lines each, and everything that can be said of each."""
    kinds = (Kind.DEBT, Kind.COURT_FEE, Kind.FINE, Kind.RECOVERY, Kind.COMPENSATION, Kind.ALIMONY, Kind.BANK_DEBT)
    person = a_person(books, name="Nguyễn Hoàng Bảo Trân")
    for number in range(cases):
        lines = [a_line(kind, 12_345_678_000 + number) for kind in kinds]
        history(books, a_case(books, agency=agency, debtor=person, lines=lines), f"much-{number}")
    return person


def _linked(books: Books, party: int, address: str) -> int:
    chat = a_chat(books, address)
    begin_link(books, chat, party)
    return chat
