"""Books full of invented people whose every fact is a word found nowhere else, and eyes that look for those words."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

import zxingcpp
from PIL import Image

from casework import bookings, people, questions
from casework.accounts import AccountFacts, approve_account, propose_account
from casework.booking_course import end_visit
from casework.books import Books
from casework.clock import today
from casework.folding import fold
from casework.obligations import due_lines
from casework.people import PartyFacts, PartyKind
from casework.printed_codes import print_code
from casework.reception_outcomes import OutcomeFacts, What, record_outcome
from casework.receptions import BookingKind, BookingState, Window, free_slots, open_day
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, free_reference, queue
from messages.outgoing import Act, Attachment, Outgoing
from scheduler.plans import approval, campaigns
from scheduler.steps import planning
from tests import builders
from tests.casework.reception_rooms import Office as ReceptionOffice
from tests.casework.reception_rooms import a_plan as a_day_plan
from tests.scheduler.arranged import Office, a_chat, a_plan

LATER = Window(opens=time(15), closes=time(16))  # of the day on which these tests stand


@dataclass(frozen=True, kw_only=True)
class Victim:
    """One party with everything the books can hold about it. ``words`` give it away; ``ids`` name its rows."""

    party: int
    decision: int
    words: frozenset[str] = field(repr=False)
    ids: tuple[int, ...]
    name: str
    identity: str
    number: str
    phone: str
    reference: str
    code: str


def an_office(books: Books) -> Office:
    """The agency with an approved account, a reception day, and two leaders."""
    agency = builders.an_agency(books)
    head = builders.a_staff_member(books, agency, role="head", name="Trần Quốc Bảo", title="Thủ trưởng")
    clerk = builders.a_staff_member(books, agency, role="clerk")
    facts = AccountFacts(
        bank_bin="970415", bank_name="Ngân hàng Mẫu", number="0900000000123", holder="THI HANH AN DAN SU TINH VINH HUNG"
    )
    approve_account(books, propose_account(books, agency, facts, clerk), head)
    open_day(books, a_day_plan(ReceptionOffice(agency=agency, leader=head), seats=3), head)
    return Office(
        agency=agency,
        officer=builders.a_staff_member(books, agency),
        head=head,
        deputy=builders.a_staff_member(books, agency, role="deputy", name="Võ Thị Lan", title="Phó thủ trưởng"),
    )


def a_victim(books: Books, office: Office, number: int, word: str, *, chat: str | None = None) -> Victim:
    """Debtor of one decision, with an officer of its own, a payment, a plan, and, if it has a chat, all that hangs on it."""
    name, officer_name = f"Quách Thị {word}", f"Tạ Văn Hầu {word}"
    identity, phone = f"095181000{number:03d}", f"0900 000 {number:03d}"
    amount, paid = 73_914_000 + number, 1_230_000 + 3 * number
    case_number, judgment = f"9{number}/QĐ-THADS", f"8{number}/2026/DS-ST"
    address = f"Ấp {word} Đông, xã Phước Hòa"
    officer = builders.a_staff_member(books, office.agency, name=officer_name, phone=f"09000{number:05d}")
    facts = PartyFacts(
        kind=PartyKind.PERSON, name=name, identity=identity, phone=phone, birth_year=1981, address=address
    )
    party = people.add_party(books, facts)
    creditor = builders.an_organisation(books, name=f"Quỹ tín dụng {word}")
    decision = builders.a_decision(
        books, office.agency, debtor=party, creditor=creditor, number=case_number, officer=officer,
        lines=[builders.a_line(amount=amount, content=f"Trả nợ vay theo hợp đồng {word}")],
        judgment=builders.a_judgment(books, office.agency, number=judgment), rate=Decimal("10.5"),
    )  # fmt: skip
    payment = builders.a_payment(books, decision, paid, receipt=f"BL-{number:05d}")
    ids = [party, creditor, decision, officer, payment, *(line.id for line in due_lines(books, decision))]
    reference = code = ""
    if chat is not None:
        code = print_code(books, party, officer).display
        reference, more = _what_hangs_on_a_chat(books, office, party, decision, word, chat)
        ids += [*more, _what_came_of_a_meeting(books, office, officer, more[0], party, word)]
    words = {
        name,
        officer_name,
        f"Quỹ tín dụng {word}",
        word,
        identity,
        phone,
        case_number,
        judgment,
        f"BL-{number:05d}",
    }
    sums = {f"{value:,}".replace(",", ".") for value in (amount, paid, amount - paid)}
    return Victim(
        party=party, decision=decision, words=frozenset({*words, *sums, f"09000{number:05d}"}), ids=tuple(ids), name=name,
        identity=identity, number=case_number, phone=phone, reference=reference, code=code,
    )  # fmt: skip


def _what_hangs_on_a_chat(
    books: Books, office: Office, party: int, decision: int, word: str, chat: str
) -> tuple[str, list[int]]:
    """Link, question, booking and nudge; the nudge's reference and the ids of the rows."""
    contact = a_chat(books, party, address=chat)
    asked = questions.ask(books, contact, party, f"Câu hỏi riêng của {word}")
    assert isinstance(asked, questions.Question)
    slot = free_slots(books, after=books.clock.now(), limit=10)[0]
    held = bookings.hold(books, slot.slot_id, party, contact)
    assert isinstance(held, bookings.Booking)
    booked = bookings.confirm(books, held.id)
    assert isinstance(booked, bookings.Booking)
    reference = free_reference(books)
    row = queue(
        books,
        Draft(
            contact_id=contact, account="terminal", purpose=f"test:{contact}",
            message=Outgoing(act=Act.SEND, text="Ông/bà có tin mới."),
            delivery_class=DeliveryClass.REPEATS_ANYWAY, lane=Lane.CAMPAIGN, guard=Guard.NOTICE,
            text_key="nudge.news", text_version=1, party_id=party, decision_id=decision,
            content=Content(
                text_key="reminder.week_before", text_version=1, decision_id=decision, party_id=party,
                plan=f"{word}/KH-THADS", approved_by=office.head, reference=reference,
            ),
            reference=reference,
        ),
    )  # fmt: skip
    assert row is not None
    return reference, [contact, asked.id, booked.id, row]


def _what_came_of_a_meeting(books: Books, office: Office, officer: int, contact: int, party: int, word: str) -> int:
    """They met their officer today; the id of what was noted for both."""
    here = ReceptionOffice(agency=office.agency, leader=officer)
    plan = a_day_plan(here, on=today(books.clock), windows=(LATER,), place=f"Phòng {word}", kind=BookingKind.OFFICER)
    slot = open_day(books, plan, officer).slot_ids[0]
    held = bookings.hold(books, slot, party, contact, kind=BookingKind.OFFICER)
    assert isinstance(held, bookings.Booking)
    bookings.confirm(books, held.id)
    end_visit(books, held.id, BookingState.DONE, officer)
    facts = OutcomeFacts(what=What.AGREED, note=f"Hai bên thống nhất điều {word}")
    return record_outcome(books, held.id, facts, officer).id


def a_running_campaign(books: Books, office: Office) -> int:
    """A plan over all of them."""
    campaign = campaigns.create(books, a_plan(office), office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)
    return campaign


# -- eyes --------------------------------------------------------------------------------------------------------------


class Eyes:
    """Knows the words of some people; ``found_in`` says which of them stand in a text, however written."""

    def __init__(self, victims: Iterable[Victim]) -> None:
        self._words = {word for victim in victims for word in victim.words}
        self._folded = {fold(word): word for word in self._words}
        self._digits = {digits: word for word in self._words if len(digits := re.sub(r"\D", "", word)) >= 7}

    def found_in(self, text: str) -> set[str]:
        """The words that stand in ``text``: without tone marks, in another case, with other marks between digits."""
        plain = unicodedata.normalize("NFC", text)
        folded, digits = fold(plain), re.sub(r"(?<=\d)[ .,\-]+(?=\d)", "", plain)
        found = {word for word in self._words if word in plain}
        found |= {word for key, word in self._folded.items() if key in folded}
        return found | {word for key, word in self._digits.items() if key in digits}


def read_file(attachment: Attachment) -> str:
    """All that a file says: its name, its text, and what a phone would read from a picture."""
    words = [attachment.name, attachment.content.decode("utf-8", "ignore")]
    if attachment.mime.startswith("image/"):
        words += [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(attachment.content)))]
    return "\n".join(words)
