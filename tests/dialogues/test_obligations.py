"""A party asks about its decisions and sees what must be done, what it comes to, and what happens next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.db.engine import Database
from casework.decisions import PartyRole, Status, add_party_to, change_status
from casework.interest_of_decision import Missing, interest_of_decision
from casework.obligations import Kind, LineFacts
from casework.payments import Source, record_payment
from casework.view_pin import close_pin, set_pin
from casework.working_days import confirm_year, seed_year
from messages.fit import units
from tests.builders import (
    BANK,
    LONG_NAME,
    MAN,
    WOMAN,
    Case,
    a_case,
    a_decision,
    a_line,
    a_list_says,
    a_payment,
    a_person,
    an_agency,
    the_state,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
THREE = (
    LineFacts(kind=Kind.COMPENSATION_HEALTH, content="Bồi thường tính mạng, sức khỏe", amount=30_000_000),
    LineFacts(kind=Kind.COURT_FEE, content="Án phí dân sự sơ thẩm", amount=2_500_001),
    LineFacts(kind=Kind.BANK_DEBT, content="Trả nợ gốc theo hợp đồng tín dụng", amount=77_123_456),
)
_SUM = re.compile(r"(\d[\d.]*) đồng")


def dong_in(text: str) -> list[int]:
    return [int(found.replace(".", "")) for found in _SUM.findall(text)]


async def a_debtor(db: Database, *, paid: Sequence[int] = (), chat: int = 1, **case: object) -> Case:
    """The debtor of a small case writes in chat number ``chat``."""

    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, **case)  # type: ignore[arg-type]  # handed on as they come
        for amount in paid:
            a_payment(books, made.decision, amount)
        return made.debtor, made

    return await linked(db, write, chat)


async def a_creditor(db: Database, *, paid: Sequence[int] = (), **case: object) -> Case:
    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, **case)  # type: ignore[arg-type]  # handed on as they come
        for amount in paid:
            a_payment(books, made.decision, amount)
        return made.creditor, made

    return await linked(db, write)


async def test_a_debtor_sees_what_is_asked_what_is_paid_and_what_is_left(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, paid=(10_000_000,))
    await citizen.write("tôi còn nợ bao nhiêu")
    citizen.sees(
        "Quyết định thi hành án số 001/QĐ-THADS, ngày 15/07/2026.",
        "Theo bản án, quyết định số 48/2026/DS-ST của Tòa án nhân dân khu vực 3 - Vĩnh Hưng, ngày 12/05/2026.",
        "là người phải thi hành án",
        f"Người được thi hành án: {BANK}.",
        "1. Trả nợ vay: 50.000.000 đồng. Đã nộp 10.000.000 đồng, còn 40.000.000 đồng.",
        "Còn phải nộp: 40.000.000 đồng.",
        "Thời hạn tự nguyện đã hết vào thứ Năm, ngày 30 tháng 7 năm 2026.",
        "Người phụ trách: Chấp hành viên Lê Thị Mai Hương, điện thoại 0900000104.",
        "Nơi giải quyết: Phòng Thi hành án dân sự khu vực 3, Số 12 đường Trần Phú, xã Phước Hòa, điện thoại 0900000103.",
        "Tin này không thay thông báo chính thức.",
    )
    citizen.sees_button("Cách nộp tiền", "Đặt lịch gặp lãnh đạo", "Gặp cán bộ", "‹ Về đầu")


OTHERS_MONEY = "thỏa thuận cách trả với bên được thi hành án"
STATES_MONEY = "miễn, giảm khoản nộp ngân sách nhà nước khi đủ điều kiện"


@pytest.mark.parametrize(
    ("lines", "says", "topic"),
    [
        ((a_line(),), (OTHERS_MONEY,), "Xin trả dần, trả góp"),
        ((a_line(Kind.COURT_FEE, 1_500_000),), (STATES_MONEY,), "Miễn, giảm án phí, tiền phạt"),
        (
            THREE,
            (OTHERS_MONEY, "Khoản nộp ngân sách nhà nước được xét miễn, giảm khi đủ điều kiện"),
            "Xin trả dần, trả góp",
        ),
    ],
)
async def test_what_one_may_ask_for_fits_to_whom_the_money_goes(
    db: Database, citizen: Citizen, lines: Sequence[LineFacts], says: tuple[str, ...], topic: str
) -> None:
    await a_debtor(db, lines=lines)
    await citizen.write("/viec")
    citizen.sees(*says, "và có quyền khiếu nại")
    citizen.does_not_see(*({OTHERS_MONEY, STATES_MONEY} - set(says)))
    citizen.sees_button(topic)


async def test_the_sum_shown_is_the_sum_of_the_lines_shown(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, lines=THREE, paid=(30_000_000, 2_500_001, 1_234_567))
    await citizen.write("/viec")
    lines = [line for line in citizen.text.split("\n") if re.match(r"\d+\. ", line)]
    assert len(lines) == len(THREE)
    asked = [dong_in(line)[0] for line in lines]
    left = [0 if "Đã nộp đủ" in line else dong_in(line)[-1] for line in lines]
    total, paid, rest = (dong_in(line)[0] for line in citizen.text.split("\n")
                         if line.startswith(("Cộng các khoản", "Đã nộp:", "Còn phải nộp")))  # fmt: skip
    assert (total, rest, total - paid) == (sum(asked), sum(left), rest)
    assert total == sum(line.amount for line in THREE)


@pytest.mark.parametrize("name", [WOMAN, MAN, LONG_NAME])
async def test_a_person_is_named_so_that_a_stranger_learns_nothing(db: Database, citizen: Citizen, name: str) -> None:
    await a_debtor_named(db, name)
    await citizen.write("/viec")
    citizen.sees("Ông/bà (", "***")
    citizen.does_not_see(name)


async def a_debtor_named(db: Database, name: str) -> None:
    await linked(db, lambda books: (debtor := a_person(books, name=name), a_case(books, debtor=debtor)))


async def test_an_organisation_is_named_in_full(db: Database, citizen: Citizen) -> None:
    await a_creditor(db)
    await citizen.write("/viec")
    citizen.sees(f"Ông/bà ({BANK}) là người được thi hành án.", f"Người phải thi hành án: {WOMAN}.")


async def test_a_creditor_sees_where_it_is_what_was_collected_and_what_they_can_do(
    db: Database, citizen: Citizen
) -> None:
    await a_creditor(db, paid=(20_000_000,))
    await citizen.write("tui thắng kiện mà chưa nhận được tiền")
    citizen.sees(
        "Đã thu được: 20.000.000 đồng.",
        "Còn phải thu: 30.000.000 đồng.",
        "Thời hạn tự nguyện của người phải thi hành án đã hết",
        "xác minh tài sản, thu nhập",
        "Ông/bà có thể tự làm",
        "hạn chi trả 10 ngày đã hết vào",
        "đừng gửi qua tin nhắn",
    )
    assert "Cách nộp tiền" not in citizen.labels()


@pytest.mark.parametrize("role", [PartyRole.DEBTOR, PartyRole.CREDITOR])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NO_MEANS, "Tình trạng: chưa có điều kiện thi hành."),
        (Status.DEFERRED, "Tình trạng: đang được hoãn."),
        (Status.SUSPENDED, "Tình trạng: đang tạm dừng (tạm đình chỉ)."),
        (Status.TERMINATED, "Tình trạng: đã dừng hẳn (đình chỉ)."),
        (Status.FINISHED, "Tình trạng: đã thi hành xong."),
        (Status.ENTRUSTED, "Tình trạng: đã chuyển (ủy thác) cho cơ quan thi hành án khác."),
    ],
)
async def test_each_status_is_said_plainly_with_a_next_step(
    db: Database, citizen: Citizen, status: Status, words: str, role: PartyRole
) -> None:
    await (a_debtor if role is PartyRole.DEBTOR else a_creditor)(db, status=status)
    await citizen.write("/viec")
    citizen.sees(words)
    head, _, rest = citizen.text.partition("Người phụ trách:")
    assert "Thời hạn tự nguyện" not in head, "no deadline is held out while nothing runs"
    assert rest
    pays = role is PartyRole.DEBTOR and status in (Status.NO_MEANS, Status.DEFERRED, Status.SUSPENDED)
    assert ("Cách nộp tiền" in citizen.labels()) is pays


async def test_who_has_paid_everything_is_told_so_and_not_asked_again(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, paid=(50_000_000,))
    await citizen.write("/viec")
    citizen.sees("Theo sổ, phần tiền đã nộp đủ", "Còn phải nộp: 0 đồng.")
    assert "Cách nộp tiền" not in citizen.labels()


async def test_a_duty_that_is_no_money_has_no_sum(db: Database, citizen: Citizen) -> None:
    act = LineFacts(kind=Kind.HANDOVER, content="Giao nhà và đất tại ấp Long Hòa", amount=0)
    await a_debtor(db, lines=(act,))
    await citizen.write("/viec")
    citizen.sees("1. Giao tài sản, giấy tờ – Giao nhà và đất tại ấp Long Hòa (việc phải làm, không tính bằng tiền).")
    citizen.does_not_see("đồng.")


async def test_within_the_ten_days_the_last_day_is_named_and_an_unconfirmed_calendar_too(
    db: Database, citizen: Citizen
) -> None:
    case = await a_debtor(db, issued_on=date(2026, 11, 10), served_on=date(2026, 11, 14))
    await citizen.write("/viec")
    citizen.sees("dự kiến đến hết thứ Tư, ngày 25 tháng 11 năm 2026", "chưa được xác nhận")

    def confirm(books: Books) -> None:
        seed_year(books, 2026)
        confirm_year(books, 2026, case.officer)

    await db.write(confirm)
    await citizen.write("/viec")
    citizen.sees("Thời hạn tự nguyện đến hết thứ Tư, ngày 25 tháng 11 năm 2026 (9 ngày nữa).")


async def test_before_valid_notice_no_deadline_runs(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, served_on=None)
    await citizen.write("/viec")
    citizen.sees("tính từ ngày ông/bà được thông báo hợp lệ")


async def test_a_returned_request_leaves_the_duty_without_a_threat(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db)
    await db.write(lambda books: a_list_says(books, case.decision, Status.RETURNED, on=date(2026, 11, 2)))
    await citizen.write("/viec")
    citizen.sees("đã gửi lại yêu cầu", "Nghĩa vụ theo bản án vẫn còn", "Muốn trả sớm, ông/bà hỏi người phụ trách.")
    citizen.does_not_see("cưỡng chế", "Cách nộp tiền")


async def test_after_the_ten_days_a_debtor_is_asked_to_declare_to_the_officer_alone(
    db: Database, citizen: Citizen
) -> None:
    await a_debtor(db)
    await citizen.write("/viec")
    citizen.sees("Cơ quan xác minh điều kiện thi hành án.", "kê khai đúng và đủ", "không gửi qua tin nhắn")


async def test_within_the_ten_days_nothing_is_said_of_verification(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, issued_on=date(2026, 11, 9), served_on=date(2026, 11, 10))
    await citizen.write("/viec")
    citizen.does_not_see("xác minh", "kê khai")


async def test_a_creditor_learns_that_means_were_looked_into_but_not_what_was_found(
    db: Database, citizen: Citizen
) -> None:
    case = await a_creditor(db)
    await citizen.write("/viec")
    citizen.sees("Bước tiếp theo của cơ quan là xác minh tài sản, thu nhập")
    found = Happening(what=Happened.WITH_MEANS, on=date(2026, 8, 10), ground="Biên bản xác minh")
    await db.write(record, case.decision, found)
    await citizen.write("/viec")
    citizen.sees("Cơ quan đã xác minh điều kiện thi hành án. Bước tiếp theo là áp dụng biện pháp phù hợp.")
    assert "có điều kiện" not in citizen.text


async def test_late_interest_is_an_estimate_with_its_whole_working(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db, rate=Decimal("9.5"), paid=(10_000_000,))
    found = await db.read(interest_of_decision, case.decision, date(2026, 11, 16), assumed_start=date(2026, 7, 15))
    assert not isinstance(found, Missing)
    await citizen.write("/viec")
    citizen.sees("9,5% một năm", "chỉ là ước tính", "số do cơ quan tính mới có giá trị")
    assert found.estimate.interest in dong_in(citizen.text)
    assert "Còn phải nộp: 40.000.000 đồng." in citizen.text, "the estimate is not part of the sum"
    await citizen.press("Cách tính lãi ước tính")
    stretches = [line for line in citizen.text.split("\n") if line.startswith("Từ ")]
    assert sum(dong_in(line)[-1] for line in stretches) == found.estimate.interest == dong_in(
        next(line for line in citizen.text.split("\n") if line.startswith("Cộng lãi"))
    )[0]  # fmt: skip
    citizen.sees("50.000.000 đồng × 9,5% ÷ 365", "40.000.000 đồng × 9,5% ÷ 365", "có thể tính từ ngày sớm hơn")
    await citizen.press("‹ Quay lại")
    citizen.sees("Quyết định thi hành án số")


async def test_without_an_order_in_the_judgment_nothing_is_said_of_interest(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db)
    await citizen.write("/viec")
    citizen.does_not_see("Lãi", "lãi")
    await forge(citizen, f"obint:{case.decision}")
    citizen.sees("Tôi không tìm thấy nội dung này")


async def test_interest_that_the_officer_has_fixed_is_not_estimated_again(db: Database, citizen: Citizen) -> None:
    fixed = LineFacts(kind=Kind.LATE_INTEREST, content="Lãi chậm thi hành án đến 01/10/2026", amount=700_000)
    await a_debtor(db, rate=Decimal(10), lines=(a_line(), fixed))
    await citizen.write("/viec")
    citizen.sees("Lãi chậm thi hành án do cơ quan tính đã nằm trong các khoản trên")
    assert "ước tính" not in citizen.text


async def test_what_was_paid_on_no_known_day_is_said_in_the_working(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books, rate=Decimal(10))
        record_payment(books, case.decision, 5_000_000, paid_on=None, receipt=None, source=Source.OPENING)
        return case.debtor, None

    await linked(db, write)
    await citizen.write("/viec")
    await citizen.press("Cách tính lãi ước tính")
    citizen.sees("Có 5.000.000 đồng đã nộp mà sổ không ghi ngày")


async def test_a_person_with_related_rights_learns_no_sums(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books, rate=Decimal(10))
        neighbour = a_person(books, name=MAN)
        add_party_to(books, case.decision, neighbour, PartyRole.RELATED)
        return neighbour, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("người có liên quan", "Tình trạng: đang thi hành.", "Người phụ trách")
    citizen.does_not_see("đồng.", "Trả nợ vay")


async def test_debtors_together_are_told_that_what_they_see_is_shared(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books)
        for _ in range(8):
            add_party_to(books, case.decision, a_person(books, name=MAN), PartyRole.DEBTOR)
        return case.debtor, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Cùng phải thi hành án với ông/bà: ", "và 3 người khác", "Phần trên là của chung")


async def test_a_hundred_decisions_come_six_to_a_page_and_each_once(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, list[str]]:
        agency, debtor, state = an_agency(books), a_person(books, name=LONG_NAME), the_state(books)
        numbers = [f"{place:03d}/QĐ-THADS" for place in range(1, 101)]
        for number in numbers:
            a_decision(
                books, agency, debtor=debtor, creditor=state, lines=[a_line(Kind.FINE, 1_000_000)], number=number
            )
        return debtor, numbers

    numbers = await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Trang 1 trên 17.")
    seen = re.findall(r"Số (\d{3}/QĐ-THADS)", "\n".join(citizen.labels()))
    assert len(seen) == 6
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        seen += re.findall(r"Số (\d{3}/QĐ-THADS)", "\n".join(citizen.labels()))
    assert sorted(seen) == numbers
    assert all(units(shown.text) <= 4096 for shown in citizen.conversation.visible())
    await citizen.press(f"98. Số {seen[97]}")
    citizen.sees(f"Quyết định thi hành án số {seen[97]}")
    await citizen.press("Tất cả quyết định của tôi")
    citizen.sees("Trang 1 trên 17")


async def test_a_decision_too_long_for_a_message_comes_in_pages_without_a_torn_line(
    db: Database, citizen: Citizen
) -> None:
    lines = [a_line(Kind.COMPENSATION, 1_000_000 + n, f"Bồi thường thiệt hại về tài sản cho hộ thứ {n} " + "x" * 80)
             for n in range(60)]  # fmt: skip
    await a_debtor(db, lines=lines)
    await citizen.write("/viec")
    texts = [citizen.text]
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        texts.append(citizen.text)
    assert len(texts) > 1
    assert all(units(text) <= 4096 for text in texts)
    shown = [line for text in texts for line in text.split("\n") if "hộ thứ" in line]
    assert [dong_in(line)[-1] for line in shown] == [line.amount for line in lines]


async def test_who_has_no_decision_is_told_so_and_offered_a_person(db: Database, citizen: Citizen) -> None:
    await linked(db, lambda books: (a_person(books), an_agency(books)))
    await citizen.write("/viec")
    citizen.sees("không có quyết định thi hành án nào mang tên ông/bà")
    citizen.sees_button("Gặp cán bộ")


@pytest.mark.parametrize("press", ["ob:{}", "obpage:{}:0", "obint:{}"])
async def test_a_foreign_and_a_missing_decision_get_the_same_answer(
    db: Database, meet_citizen: Callable[[int], Citizen], press: str
) -> None:
    mine = await a_debtor(db, rate=Decimal(10))
    other = await db.write(lambda books: a_case(books, agency=mine.agency, rate=Decimal(10)))
    citizen = meet_citizen(1)
    await forge(citizen, press.format(other.decision))
    foreign = citizen.text
    await citizen.write("/viec")
    await forge(citizen, press.format(12345))
    assert citizen.text == foreign
    citizen.sees("Tôi không tìm thấy nội dung này trong phần ông/bà được xem.")


@pytest.mark.parametrize("data", ["ob:0", "ob:-1", "ob:x", "ob:1:2", f"ob:{2**63}", "ob:" + "9" * 60, "obpage:1",
                                  "oblist:-1", "oblist:99999999"])  # fmt: skip
async def test_a_forged_button_changes_nothing(db: Database, citizen: Citizen, data: str) -> None:
    await a_debtor(db)
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


async def test_without_a_link_nothing_is_said_about_anybody(db: Database, citizen: Citizen) -> None:
    case = await db.write(a_case)
    await citizen.write("xem việc của tôi")
    citizen.sees("mã 12 ký tự")
    await forge(citizen, f"ob:{case.decision}")
    citizen.sees("mã 12 ký tự")
    citizen.does_not_see("đồng", "QĐ-THADS")


async def test_a_due_view_pin_stands_before_every_decision(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db)

    def lock(books: Books) -> None:
        contact = meet(books, "terminal", "1").id
        set_pin(books, contact, "472913")
        close_pin(books, contact)

    await db.write(lock)
    for data in (f"ob:{case.decision}", "obligations", f"obint:{case.decision}"):
        await forge(citizen, data)
        citizen.does_not_see("50.000.000")


async def test_pressing_twice_shows_the_same_once(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/viec")
    for _ in range(2):
        await forge(citizen, "obligations")
        citizen.sees("Còn phải nộp: 50.000.000 đồng.")
    assert len(citizen.conversation.visible()) == 1


async def test_what_was_shown_folds_away_after_ten_minutes(db: Database, citizen: Citizen, clock: SetClock) -> None:
    await a_debtor(db)
    await citizen.write("/viec")
    citizen.sees("50.000.000 đồng")
    await citizen.wait_until(datetime(2026, 11, 16, 2, 11, tzinfo=UTC))
    citizen.does_not_see("50.000.000 đồng")


async def test_the_facts_are_those_of_the_tap(db: Database, citizen: Citizen) -> None:
    case = await a_debtor(db)
    await citizen.write("/viec")

    def suspend(books: Books) -> None:
        change_status(books, case.decision, Status.SUSPENDED, on=date(2026, 11, 10), ground="Điều 47")

    await db.write(suspend)
    await forge(citizen, f"ob:{case.decision}")
    citizen.sees("Tình trạng: đang tạm dừng (tạm đình chỉ).", "Lúc này cơ quan đang tạm ngừng các bước thi hành.")


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, rate=Decimal("9.5"), paid=(10_000_000,))
    await read_english(db)
    await citizen.write("/obligations")
    citizen.sees("Left to pay: 40,000,000 dong.", "9.5% a year", "Paid 10,000,000 dong", "Status: being enforced.")
    citizen.sees_button("How to pay", "How the interest is estimated")
    for vietnamese in ("Quyết định", "Còn phải nộp", "Tình trạng", "Ông/bà", " đồng."):
        assert vietnamese not in citizen.text
