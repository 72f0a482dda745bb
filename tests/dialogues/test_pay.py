"""A debtor learns into which account to pay which sum with which words, and gets a code that a bank app reads."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image

from casework.accounts import AccountFacts, approve_account, propose_account, retire_account
from casework.books import Books
from casework.clock import today
from casework.contacts import meet
from casework.db.engine import Database
from casework.decisions import PartyRole, Status, add_party_to, change_status
from casework.links import EndedBy, unlink
from casework.obligations import Kind
from messages.outgoing import Attachment
from messages.payment_qr import Transfer, read_payload
from tests.builders import (
    MAN,
    Case,
    a_case,
    a_decision,
    a_line,
    a_payment,
    a_person,
    a_staff_member,
    an_agency,
    the_state,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NUMBER = "0900000000123"
HOLDER = "THI HANH AN DAN SU TINH VINH HUNG"
WARNING = "Không chuyển tiền cho bất kỳ cá nhân nào"


def an_account(books: Books, agency: int, number: str = NUMBER) -> int:
    clerk = a_staff_member(books, agency, role="clerk")
    facts = AccountFacts(bank_bin="970415", bank_name="Ngân hàng Mẫu", number=number, holder=HOLDER)
    account = propose_account(books, agency, facts, clerk)
    approve_account(books, account, a_staff_member(books, agency, role="head"))
    return account


async def a_debtor(
    db: Database, *, paid: int = 0, account: bool = True, in_prison: bool = False, **case: object
) -> Case:
    """A debtor in chat 1, of an agency with an approved account."""

    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, debtor=a_person(books, in_prison=in_prison), **case)  # type: ignore[arg-type]  # handed on
        if account:
            an_account(books, made.agency)
        if paid:
            a_payment(books, made.decision, paid)
        return made.debtor, made

    return await linked(db, write)


def picture(citizen: Citizen) -> Attachment:
    (attachment,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    return attachment


def scanned(attachment: Attachment) -> Transfer:
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(attachment.content)))
    return read_payload(code.text)


async def test_a_debtor_is_shown_account_holder_sum_and_words_line_by_line(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, paid=8_000_000)
    await citizen.write("nộp tiền ở đâu")
    assert [line for line in citizen.text.split("\n") if ": " in line][1:6] == [
        "Ngân hàng: Ngân hàng Mẫu",
        f"Số tài khoản: {NUMBER}",
        f"Tên chủ tài khoản: {HOLDER}",
        "Số tiền: 42.000.000 đồng",
        "Nội dung: THA 001 QD THADS 150726",
    ]
    citizen.sees(WARNING, "Nộp trực tiếp: Phòng Thi hành án dân sự khu vực 3", "giữ biên lai", "trước khi nộp")
    citizen.does_not_see("trại giam")
    citizen.sees_button("Lấy mã QR", "Nộp một phần", "Gặp cán bộ")


async def test_the_picture_asks_the_bank_for_exactly_what_is_written_beside_it(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, paid=8_000_000)
    await citizen.write("/noptien")
    await citizen.press("Lấy mã QR")
    asked = Transfer(bank="970415", account=NUMBER, amount=42_000_000, purpose="THA 001 QD THADS 150726")
    assert scanned(picture(citizen)) == asked
    citizen.sees("42.000.000 đồng", NUMBER, HOLDER, asked.purpose, "kiểm tra đủ các dòng")


@pytest.mark.parametrize(
    ("typed", "amount"), [("2 triệu", 2_000_000), ("1.500.000", 1_500_000), ("50000000", 50_000_000)]
)
async def test_a_part_can_be_paid_with_its_own_code(db: Database, citizen: Citizen, typed: str, amount: int) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    citizen.sees("Ông/bà muốn nộp bao nhiêu?", "50.000.000 đồng")
    await citizen.write(typed)
    citizen.sees("Số tiền: ", WARNING)
    await citizen.press("Lấy mã QR")
    assert scanned(picture(citizen)).amount == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("nhiều nhiều", "Tôi chưa đọc được số tiền."),
        ("50.000.001", "nhiều hơn số còn phải nộp"),
        ("500", "có lẽ thiếu số 0"),
        ("-5", "Tôi chưa đọc được số tiền."),
        ("5 triệu 6 triệu", "Tôi chưa đọc được số tiền."),
    ],
)
async def test_a_sum_that_cannot_be_is_asked_again(db: Database, citizen: Citizen, typed: str, words: str) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    await citizen.write(typed)
    citizen.sees(words)
    await citizen.write("1.000.000")
    citizen.sees("Ông/bà nộp một phần là 1.000.000 đồng. Nộp xong còn lại 49.000.000 đồng.")


async def test_other_words_instead_of_a_sum_lead_where_they_belong(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    await citizen.write("tôi muốn khiếu nại")
    citizen.sees("Khiếu nại về thi hành án")
    await citizen.write("1.000.000")
    citizen.does_not_see("Nộp xong còn lại")


async def test_a_button_pressed_meanwhile_ends_the_question_for_a_sum(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    await forge(citizen, "explain")
    await citizen.write("1.000.000")
    citizen.does_not_see("Nộp xong còn lại")


async def test_without_an_approved_account_nobody_is_told_one(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db, account=False)

    def propose_only(books: Books) -> None:
        facts = AccountFacts(bank_bin="970415", bank_name="Ngân hàng Mẫu", number=NUMBER, holder=HOLDER)
        propose_account(books, case.agency, facts, case.officer)

    await db.write(propose_only)
    await citizen.write("/noptien")
    citizen.sees("Cơ quan chưa công bố tài khoản nhận tiền ở đây.", "0900000103", "Nộp trực tiếp")
    citizen.does_not_see(NUMBER)
    assert "Lấy mã QR" not in citizen.labels()


async def test_an_account_retired_since_the_screen_was_shown_gives_no_code(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db, account=False)
    account = await db.write(an_account, case.agency)
    await citizen.write("/noptien")
    citizen.sees(NUMBER)
    await db.write(retire_account, account, case.officer)
    await citizen.press("Lấy mã QR")
    citizen.sees("Cơ quan chưa công bố tài khoản nhận tiền ở đây.")
    citizen.does_not_see(NUMBER)


async def test_what_was_paid_meanwhile_is_not_asked_again(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    await citizen.write("30 triệu")
    await db.write(lambda books: a_payment(books, case.decision, 45_000_000))
    await citizen.press("Lấy mã QR")
    assert scanned(picture(citizen)).amount == 5_000_000, "never more than what is left now"
    await db.write(lambda books: a_payment(books, case.decision, 5_000_000))
    await forge(citizen, f"qr:{case.decision}")
    citizen.sees("đã nộp đủ", "Cảm ơn ông/bà")


async def test_who_owes_nothing_is_told_so(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, paid=50_000_000)
    await citizen.write("/noptien")
    citizen.sees("không có khoản nào phải nộp")
    await citizen.press("Các cách nộp tiền")
    citizen.sees("Chuyển khoản vào tài khoản của cơ quan:", NUMBER, HOLDER, "trại giam", WARNING)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.ENTRUSTED, "đã chuyển cho cơ quan thi hành án khác"),
        (Status.FINISHED, "đã kết thúc"),
        (Status.TERMINATED, "đã kết thúc"),
    ],
)
async def test_under_a_closed_decision_nothing_is_paid_here(
    db: Database, citizen: Citizen, status: Status, words: str
) -> None:
    case = await a_debtor(db)
    await citizen.write("/noptien")

    def close(books: Books) -> None:
        change_status(books, case.decision, status, on=today(books.clock), ground="theo quyết định")

    await db.write(close)
    for data in (
        f"pay:{case.decision}",
        f"qr:{case.decision}",
        f"qrpart:{case.decision}:1000",
        f"paypart:{case.decision}",
    ):
        await forge(citizen, data)
        citizen.sees(words)
        citizen.does_not_see(NUMBER)


async def test_a_creditor_does_not_pay(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books)
        an_account(books, made.agency)
        return made.creditor, made

    case = await linked(db, write)
    await forge(citizen, f"pay:{case.decision}")
    citizen.sees("ông/bà không phải là người nộp tiền")
    citizen.does_not_see(NUMBER)


async def test_a_prisoner_learns_that_the_prison_takes_the_money(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, in_prison=True)
    await citizen.write("/noptien")
    citizen.sees("nộp được tại nơi giam", "phiếu thu")


async def test_who_stands_for_a_prisoner_learns_it_too(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, debtor=a_person(books, in_prison=True))
        an_account(books, made.agency)
        mother = a_person(books, name=MAN)
        add_party_to(books, made.decision, mother, PartyRole.REPRESENTATIVE)
        return mother, made

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Ông/bà nộp thay được")
    citizen.sees_button("Giấy xác nhận để xét đặc xá, giảm án")
    await citizen.press("Cách nộp tiền")
    citizen.sees("nộp được tại nơi giam", "phiếu thu")


async def test_among_several_decisions_one_is_chosen_and_paid_ones_are_left_out(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        agency, debtor, state = an_agency(books), a_person(books), the_state(books)
        for place in range(1, 10):
            lines = [a_line(Kind.FINE, 1_000_000 * place)]
            decision = a_decision(books, agency, debtor=debtor, creditor=state, lines=lines, number=f"{place}/QĐ-THADS")
            if place == 1:
                a_payment(books, decision, 1_000_000)
        an_account(books, agency)
        return debtor, None

    await linked(db, write)
    await citizen.write("/noptien")
    citizen.sees("Trang 1 trên 2")
    labels = citizen.labels()
    await citizen.press("Tiếp ›")
    labels += citizen.labels()
    offered = [label for label in labels if re.search(r"Số \d+/QĐ", label)]
    assert len(offered) == 8
    assert not any("Số 1/QĐ" in label for label in offered)
    await citizen.press(offered[-1])
    citizen.sees("Số tiền: 2.000.000 đồng", "Nội dung: THA 2 QD THADS 150726")


async def test_a_number_too_long_for_a_code_is_typed_by_hand(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db, number="123456/2026/QĐ-THADS.PHONGKHUVUC12")
    await citizen.write("/noptien")
    citizen.sees("Nội dung: THA 123456 2026 QD THADS PHONGKHUVUC12 150726")
    assert "Lấy mã QR" not in citizen.labels()
    await forge(citizen, f"qr:{case.decision}")
    assert all(shown.attachment is None for shown in citizen.last)


async def test_anybody_may_learn_how_one_pays_and_nothing_about_anybody(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> Case:
        made = a_case(books)
        an_account(books, made.agency)
        return made

    case = await db.write(write)
    for data in ("pay", f"pay:{case.decision}", f"qr:{case.decision}", f"qrpart:{case.decision}:1000", "payways"):
        await forge(citizen, data)
        citizen.sees("Ông/bà nộp tiền thi hành án bằng một trong các cách dưới đây.", NUMBER, HOLDER, WARNING)
        citizen.does_not_see("50.000.000", "QĐ-THADS", "QD THADS")
    await citizen.press("Xem số tiền của tôi")
    citizen.sees("mã 12 ký tự")


async def test_an_unlinked_chat_does_not_go_on_with_its_sum(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Nộp một phần")
    await db.write(lambda books: unlink(books, meet(books, "terminal", "1").id, EndedBy.PERSON))
    await citizen.write("2 triệu")
    citizen.sees("Ông/bà nộp tiền thi hành án bằng một trong các cách dưới đây.")
    assert "Nộp xong còn lại" not in citizen.text


async def test_a_foreign_and_a_missing_decision_get_the_same_answer(db: Database, citizen: Citizen) -> None:
    mine = await a_debtor(db)
    other = await db.write(lambda books: a_case(books, agency=mine.agency))
    for form in ("pay:{}", "qr:{}", "qrpart:{}:1000", "paypart:{}"):
        answers = []
        for decision in (other.decision, 12345):
            await forge(citizen, form.format(decision))
            answers.append(citizen.text)
        assert answers[0] == answers[1]
        citizen.sees("Tôi không tìm thấy nội dung này trong phần ông/bà được xem.")


@pytest.mark.parametrize("data", ["pay:x", "pay:1:2", "qrpart:1:0", "qrpart:1:-5", "qrpart:1:99999999999999", "paylist:-1",
                                  "qr:", f"qr:{2**70}"])  # fmt: skip
async def test_a_forged_button_changes_nothing(db: Database, citizen: Citizen, data: str) -> None:
    await a_debtor(db)
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


async def test_pressing_for_the_code_twice_gives_the_same_code(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/noptien")
    await citizen.press("Lấy mã QR")
    first = picture(citizen).content
    await citizen.press("Lấy mã QR")
    assert picture(citizen).content == first


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await read_english(db)
    await citizen.write("/pay")
    citizen.sees("Account holder: " + HOLDER, "Sum: 50,000,000 dong", "Never transfer money to a person")
    await citizen.press("Pay a part")
    await citizen.write("2,000,000")
    citizen.sees("You pay a part, 2,000,000 dong. After it 48,000,000 dong will be left.")
    await citizen.press("Get the QR code")
    citizen.sees("QR code to pay 2,000,000 dong.")
    await forge(citizen, "payways")
    citizen.sees("By transfer to the agency's account:")
