"""Somebody hopes for a waiver: at most eight taps, an answer by the law's own screening, and never a promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decisions import Status
from casework.exemption_bands import age_of, sum_of
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Asked, Measure, Option, screen
from casework.obligations import Kind, due_lines
from handlers.waiver_places import HARDSHIPS, At, Means, Money, Step, Trouble
from handlers.waiver_screens import look
from messages.vietnamese import dong, short_day
from tests.builders import Case, a_line, a_payment, an_agency
from tests.conftest import MONDAY_NINE
from tests.dialogues.applicants import (
    NAME,
    a_turn,
    an_applicant,
    asked_of_officers,
    draft,
    nobodys_decision,
    set_a_pin,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
PAPER, TELL, BACK, AGAIN = "Lấy tờ đơn (PDF)", "Báo cho cán bộ biết", "‹ Quay lại", "Làm lại từ đầu"
NO_PROMISE = "Đây không phải là lời hứa. Cơ quan thi hành án xác minh và lập hồ sơ, Tòa án nhân dân khu vực quyết định"
OLDEST, BETWEEN, NEWEST = "Từ 15/11/2016 trở về trước", "Từ 16/11/2016 đến 15/11/2021", "Sau 15/11/2021"
NOTHING = "Không có, hoặc chỉ đủ sống"
FEE = a_line(Kind.COURT_FEE, 4_200_000, "Án phí dân sự sơ thẩm")


@pytest.fixture
async def agency(db: Database) -> int:
    """The agency; chat 1 is linked to nobody."""
    return await db.write(an_agency)


async def press_all(citizen: Citizen, *labels: str) -> None:
    for label in labels:
        await citizen.press(label)


@pytest.mark.parametrize(
    ("age", "left", "words"),
    [
        (BETWEEN, "Dưới 5.000.000 đồng", "→ Có thể được đề nghị xét miễn phần còn lại."),
        (BETWEEN, "Từ 5.000.000 đồng đến 10.000.000 đồng", "xét giảm, mỗi lần nhiều nhất 1/4 số còn lại."),
        (BETWEEN, "Từ 5.000.000 đồng đến 10.000.000 đồng", "khi hết 10 năm có thể được đề nghị xét miễn"),
        (OLDEST, "Từ 5.000.000 đồng đến 10.000.000 đồng", "→ Có thể được đề nghị xét miễn phần còn lại."),
        (OLDEST, "Trên 100.000.000 đồng", "nhiều nhất 1/5 số còn lại và không quá 50.000.000 đồng"),
        (NEWEST, "Dưới 5.000.000 đồng", "Chưa hết 5 năm kể từ quyết định thi hành án đầu tiên."),
        (BETWEEN, "Trên 100.000.000 đồng", "Chưa hết 10 năm kể từ quyết định thi hành án đầu tiên."),
    ],
)
async def test_rough_answers_get_the_laws_answer_without_days_and_shares(
    citizen: Citizen, agency: int, age: str, left: str, words: str
) -> None:
    await citizen.write("/miengiam")
    citizen.sees("Chỉ khoản nộp vào ngân sách nhà nước mới được xét miễn, giảm.", "điểm a khoản 1 Điều 42")
    await press_all(citizen, "Án phí, lệ phí tòa án", age, left, NOTHING, "Chưa nộp")
    citizen.sees(
        words, NO_PROMISE, "ông/bà không phải tự làm hồ sơ gửi tòa", "Điều 43", "Nhắn ở đây chưa phải là nộp đơn"
    )
    assert "Sớm nhất từ ngày" not in citizen.text


async def test_exact_answers_get_shares_and_days(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Tiền phạt")
    await citizen.write("10/03/2020")
    await citizen.write("7,5 triệu")
    await press_all(citizen, NOTHING, "Chưa nộp")
    citizen.sees(
        "xét giảm, mỗi lần nhiều nhất 1.875.000 đồng",
        "Điều kiện là cơ quan xác minh đúng",
        "từ ngày 11/03/2030 có thể được đề nghị xét miễn",
        "điểm a khoản 2 Điều 42",
    )
    await citizen.press(BACK)
    await citizen.press(BACK)
    await citizen.press("Có")
    citizen.sees("→ Lúc này chưa đủ điều kiện.", "Cơ quan xác minh điều này.")


async def test_years_that_are_not_over_are_told_with_the_first_day(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Tiền phạt")
    await citizen.write("10/03/2023")
    await citizen.write("4.000.000")
    await press_all(citizen, "Tôi không rõ", "Chưa nộp")
    citizen.sees("Chưa hết 5 năm", "Sớm nhất từ ngày 11/03/2028.", "• Người được xét phải không có tài sản")


async def test_who_paid_and_then_fell_ill_may_be_waived_whatever_the_years(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await press_all(citizen, "Tiền phạt", NEWEST, "Trên 100.000.000 đồng", "Có", "Đã nộp một phần")
    citizen.sees("Sau khi nộp một phần, ông/bà có gặp việc nào dưới đây không?")
    await citizen.press("Ốm đau")
    citizen.sees("xét miễn phần còn lại, vì đã tích cực nộp một phần rồi gặp khó khăn", "khoản 3 Điều 42")
    assert "cơ quan xác minh đúng" not in citizen.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    st.dates(date(2026, 7, 1), date(2030, 1, 1)),
    st.integers(0, 15 * 366),
    st.integers(1_000, 10**9),
    st.sampled_from(Means),
    st.booleans(),
    st.sampled_from(Trouble),
    st.booleans(),
)
def test_the_answer_is_the_one_that_casework_gives(
    books: Books, clock: SetClock, now: date, days: int, left: int, means: Means, paid: bool, trouble: Trouble,
    exact: bool,
) -> None:  # fmt: skip
    if books.conn.exec_driver_sql("select count(*) from agency").scalar() == 0:
        an_agency(books)
    clock.set(datetime(now.year, now.month, now.day, 3, tzinfo=UTC))
    first = now - timedelta(days=days)
    known = {"first": first.toordinal(), "left": left} if exact else {"age": age_of(first, now), "band": sum_of(left)}
    at = At(step=Step.RESULT, money=Money.FINE, means=means, paid=paid, trouble=trouble, **known)
    shown = look(a_turn(books), at).reply.text
    found = screen(
        Asked(
            first_decision_on=first,
            as_of=now,
            remaining=left,
            no_means=means is Means.NONE,
            paid_part=paid,
            hardship=HARDSHIPS.get(trouble),
        )
    )
    assert ("chưa đủ điều kiện" in shown) is (found.measure is Measure.NONE)
    for option in found.options:
        assert _said(option, exact=exact) in shown
    for lack in found.missing:
        if lack.years is not None:
            assert f"Chưa hết {lack.years} năm" in shown
            assert (f"Sớm nhất từ ngày {short_day(lack.from_day or now)}" in shown) is exact
    assert NO_PROMISE in shown
    clock.set(MONDAY_NINE)


def _said(option: Option, *, exact: bool) -> str:
    if option.measure is Measure.WAIVE:
        return "xét miễn phần còn lại"
    return f"xét giảm, mỗi lần nhiều nhất {dong(option.up_to)}" if exact else "xét giảm, mỗi lần nhiều nhất 1/"


async def test_by_buttons_alone_the_longest_way_is_eight_taps(citizen: Citizen, agency: int) -> None:
    await forge(citizen, "waiver")
    labels = (
        "Tôi không rõ", "Nộp cho Nhà nước", BETWEEN, "Dưới 5.000.000 đồng", NOTHING, "Đã nộp một phần",
        "Không có việc nào",
    )  # fmt: skip
    await press_all(citizen, *labels)
    citizen.sees("→ Có thể được đề nghị xét miễn phần còn lại.")
    assert 1 + len(labels) == 8


async def test_money_of_other_people_is_never_waived_and_other_ways_are_shown(
    db: Database, citizen: Citizen, agency: int
) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Tiền trả cho người khác, ngân hàng")
    citizen.sees("Khoản này không được xét miễn, giảm", "thỏa thuận với họ bằng văn bản", "khoản 2 Điều 36")
    assert PAPER not in citizen.labels()
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert (asked.kind, asked.text) == ("waiver", "Muốn được xem xét miễn, giảm: Tiền trả cho người khác, ngân hàng.")
    await citizen.press(BACK)
    citizen.sees("Khoản này không được xét miễn, giảm")
    await citizen.press(BACK)
    await press_all(citizen, "Tôi không rõ", "Trả cho người khác, ngân hàng")
    citizen.sees("Khoản này không được xét miễn, giảm")


async def test_fee_and_costs_have_rules_of_their_own(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Phí, chi phí thi hành án")
    citizen.sees("có quy định giảm riêng")
    assert PAPER not in citizen.labels()


@pytest.mark.parametrize(
    "labels",
    [
        ("Tôi không rõ", "Tôi không có giấy trong tay"),
        ("Tiền phạt", "Tôi không nhớ"),
        ("Tiền phạt", BETWEEN, "Tôi không nhớ"),
    ],
)
async def test_who_cannot_know_is_sent_to_who_can_look_it_up(
    db: Database, citizen: Citizen, agency: int, labels: tuple[str, ...]
) -> None:
    await citizen.write("/miengiam")
    await press_all(citizen, *labels)
    citizen.sees("cán bộ tra được trong hồ sơ", "0900000100")
    await citizen.press(TELL)
    citizen.sees("Tôi đã báo cho cán bộ.")
    assert len(await asked_of_officers(db)) == 1
    await citizen.press(BACK)
    citizen.sees("cán bộ tra được trong hồ sơ")
    await citizen.press(BACK)
    citizen.sees("?")


async def test_the_draft_asks_the_agency_to_look_into_it(db: Database, citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Án phí, lệ phí tòa án")
    await citizen.write("10/03/2020")
    await citizen.write("4.200.000 đồng")
    await press_all(citizen, NOTHING, "Đã nộp một phần", "Không có việc nào", PAPER)
    citizen.sees("Bản nháp: Đề nghị xem xét miễn, giảm nghĩa vụ thi hành án.")
    page = draft(citizen)
    for words in (
        "Khoản đề nghị xem xét: Án phí, lệ phí tòa án",
        "Số tiền còn phải nộp: 4.200.000 đồng",
        "Ngày ra quyết định thi hành án đầu tiên: 10/03/2020",
        "Họ và tên người phải thi hành án: .....",
        "ông/bà không phải tự làm hồ sơ gửi tòa",
        "Tờ này không phải là lời hứa",
    ):
        assert words in page, words
    await citizen.press(BACK)
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert asked.text.split("\n") == [
        "Muốn được xem xét miễn, giảm: Án phí, lệ phí tòa án.",
        "Quyết định đầu tiên: 10/03/2020.",
        "Còn phải nộp: 4.200.000 đồng.",
        "Tài sản, thu nhập để nộp: Không có, hoặc chỉ đủ sống.",
        "Nộp một phần: Đã nộp một phần. Khó khăn, lập công: Không có việc nào.",
        "Máy xem thử: có thể xét miễn.",
    ]


async def an_old_debtor(db: Database, *, paid: int = 0, status: Status = Status.ENFORCING) -> Case:
    """Owes a court fee of 4,200,000 and a fine of 50,000,000 to the State, and a private debt, since 10/3/2020."""
    fine = a_line(Kind.FINE, 50_000_000, "Phạt tiền")
    case = await an_applicant(db, lines=[FEE, fine, a_line()], issued_on=date(2020, 3, 10), status=status)
    if paid:
        await db.write(a_payment, case.decision, paid)
    return case


async def test_who_is_linked_picks_a_line_and_answers_only_what_the_books_do_not_know(
    db: Database, citizen: Citizen
) -> None:
    await an_old_debtor(db)
    await citizen.write("/miengiam")
    citizen.sees(
        "1. Án phí, còn 4.200.000 đồng, quyết định số 001/QĐ-THADS ngày 10/03/2020.",
        "2. Phạt tiền, còn 50.000.000 đồng",
    )
    assert "Trả nợ" not in citizen.text, "a private debt is nothing to be waived"
    await citizen.press("1. Án phí")
    await citizen.press(NOTHING)
    citizen.sees(
        "Án phí, còn 4.200.000 đồng. Quyết định số 001/QĐ-THADS ra ngày 10/03/2020",
        "→ Có thể được đề nghị xét miễn phần còn lại.",
        "nộp tờ đề nghị tại Phòng Thi hành án dân sự khu vực 3",
        NO_PROMISE,
    )
    await citizen.press(PAPER)
    page = draft(citizen)
    for words in (NAME, "001/QĐ-THADS", "4.200.000 đồng", "đã nộp: 0 đồng", "10/03/2020", "ba số cuối: 123"):
        assert words in page, words
    await citizen.wait_until(MONDAY_NINE + timedelta(minutes=11))
    citizen.does_not_see("001/QĐ-THADS", NAME)


async def test_what_the_agency_has_found_is_not_asked_again(db: Database, citizen: Citizen) -> None:
    case = await an_old_debtor(db, paid=1_000_000, status=Status.NO_MEANS)
    await citizen.write("/miengiam")
    await citizen.press("1. Án phí")
    citizen.sees("Sau khi nộp một phần, ông/bà có gặp việc nào dưới đây không?")
    await citizen.press("Không có việc nào")
    citizen.sees("cơ quan đã xác định ông/bà chưa có điều kiện thi hành", "→ Có thể được đề nghị xét miễn")
    assert "cơ quan xác minh đúng" not in citizen.text
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert "Theo sổ: quyết định số 001/QĐ-THADS ngày 10/03/2020, còn 3.200.000 đồng." in asked.text
    assert asked.decision_id == case.decision


async def test_a_grant_within_the_year_and_a_file_at_the_court_are_told(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    case = await an_old_debtor(db)

    def write(books: Books) -> None:
        fee, fine, _ = sorted(due_lines(books, case.decision), key=lambda line: line.amount)
        granted = file_exemption(books, fine.id, Measure.REDUCE, 1_000_000, date(2026, 9, 1))
        decide_exemption(books, granted, granted=1_000_000, decided_on=date(2026, 9, 20), document="01/2026/QĐ-TA")
        del fee

    await db.write(write)
    await citizen.write("/miengiam")
    await citizen.press("1. Án phí")
    await citizen.press(NOTHING)
    citizen.sees("đã được miễn, giảm trong vòng 1 năm. Sớm nhất từ ngày 21/09/2027.")
    clock.set(datetime(2027, 10, 1, 2, tzinfo=UTC))

    def file_again(books: Books) -> None:
        fee = next(line for line in due_lines(books, case.decision) if line.amount == FEE.amount)
        file_exemption(books, fee.id, Measure.WAIVE, fee.left, date(2027, 10, 1))

    await db.write(file_again)
    await citizen.write("/miengiam")
    await citizen.press("1. Án phí")
    await citizen.press(NOTHING)
    citizen.sees("Cơ quan đã gửi hồ sơ xét miễn, giảm khoản này ngày 01/10/2027 và đang chờ tòa án.")


async def test_who_owes_nothing_to_the_state_is_told_and_can_ask_of_other_money(db: Database, citizen: Citizen) -> None:
    await an_applicant(db)
    await citizen.write("/miengiam")
    citizen.sees("Theo sổ, ông/bà không còn khoản nào nộp ngân sách nhà nước.")
    await citizen.press("Khoản khác")
    await citizen.press("Tiền phạt")
    await press_all(citizen, BACK, BACK)
    citizen.sees("Theo sổ, ông/bà không còn khoản nào")


async def test_a_closed_decision_and_a_creditor_have_no_lines_here(db: Database, citizen: Citizen) -> None:
    await an_old_debtor(db, status=Status.FINISHED)
    await citizen.write("/miengiam")
    citizen.sees("không còn khoản nào")


async def test_the_whole_way_can_be_typed(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    for words in ("an phi", "năm 2018", "3tr", "không có", "chưa nộp"):
        await citizen.write(words)
    citizen.sees("→ Có thể được đề nghị xét miễn phần còn lại.")
    await citizen.write("trở lại")
    citizen.sees("Ông/bà đã nộp được một phần của khoản này chưa?")
    await citizen.write("làm lại")
    citizen.sees("Khoản của ông/bà là khoản nào?")


@pytest.mark.parametrize(
    ("step", "typed", "words"),
    [
        ("first", "2021", "Năm này phải rõ cả ngày"),
        ("first", "2016", "Năm này phải rõ cả ngày"),
        ("first", "2030", "Ngày này chưa tới."),
        ("first", "17/11/2026", "Ngày này chưa tới."),
        ("first", "lâu lắm rồi", "Tôi chưa đọc được ngày."),
        ("left", "500", "Số này nhỏ quá"),
        ("left", "không nhớ rõ nữa", "Tôi chưa đọc được số tiền."),
        ("left", "-5", "Tôi chưa đọc được số tiền."),
    ],
)
async def test_what_cannot_be_read_is_asked_again(
    citizen: Citizen, agency: int, step: str, typed: str, words: str
) -> None:
    await citizen.write("/miengiam")
    await citizen.press("Tiền phạt")
    if step == "left":
        await citizen.press(BETWEEN)
    await citizen.write(typed)
    citizen.sees(words, "?")
    await citizen.write("10/03/2019" if step == "first" else "9.000.000 đồng")
    assert words not in citizen.text


async def test_each_step_leads_back_and_answers_stay(citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await press_all(citizen, "Tiền phạt", BETWEEN, "Dưới 5.000.000 đồng", NOTHING, "Chưa nộp")
    for words in ("đã nộp được một phần", "tài sản hoặc thu nhập", "còn phải nộp bao nhiêu", "ra ngày nào?", "là khoản nào?"):  # fmt: skip
        await citizen.press(BACK)
        citizen.sees(words)
    await citizen.press("Án phí, lệ phí tòa án")
    citizen.sees("→ Có thể được đề nghị xét miễn phần còn lại.")


async def test_presses_that_come_twice_do_one_thing(db: Database, citizen: Citizen, agency: int) -> None:
    await citizen.write("/miengiam")
    await press_all(citizen, "Tiền phạt", BETWEEN, "Dưới 5.000.000 đồng", NOTHING)
    last = citizen.data_of("Chưa nộp")
    shown = []
    for _ in range(2):
        await citizen.press_newest(last)
        shown.append(citizen.text)
    assert shown[0] == shown[1]
    tell = citizen.data_of(TELL)
    for _ in range(2):
        await citizen.press_newest(tell)
    assert len(await asked_of_officers(db)) == 1


EMPTY = "0:0:{money}:0::0::::"


@pytest.mark.parametrize(
    "data",
    ["wv", "wv:", "wv:r", "wv:r:0:0:z:0::0::::", "wv:r:0:0:f:0:9:0::::", "wv:r:0:0:f:0::-1::::", "wv:r:-1:0:f:0::0::::",
     "wv:r:0:0:f:5::0::::", "wv:r:0:0:f:0::0:7:::", "wv:r:0:0:f:0::0::x::", "wv:r:0:0:f:0::0::::x",
     "wv:r:0:0:f:0::99999999999999::::", "waiver:1", "wv:" + ":" * 300],
)  # fmt: skip
async def test_forged_buttons_are_dead_buttons(citizen: Citizen, agency: int, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (f"wv:r:{EMPTY.format(money='')}", "là khoản nào?"),
        (f"wv:p:{EMPTY.format(money='')}", "là khoản nào?"),
        (f"wv:o:{EMPTY.format(money='')}", "là khoản nào?"),
        (f"wv:p:{EMPTY.format(money='u')}", "tiền nộp cho ai?"),
        (f"wv:h:{EMPTY.format(money='f')}", "ra ngày nào?"),
        (f"wv:n:{EMPTY.format(money='f')}", "ra ngày nào?"),
        (f"wv:p:{EMPTY.format(money='p')}", "Khoản này không được xét miễn"),
        ("wv:p:0:0:f:745000::1000000::n:0:", "miễn"),
    ],
)
async def test_a_place_that_lacks_an_answer_asks_for_it(
    db: Database, citizen: Citizen, agency: int, data: str, words: str
) -> None:
    await forge(citizen, data)
    citizen.sees(words)
    assert await asked_of_officers(db) == []


@pytest.mark.parametrize("step", ["r", "p", "o", "m"])
async def test_somebody_elses_line_is_answered_like_a_missing_one(db: Database, citizen: Citizen, step: str) -> None:
    await an_old_debtor(db)
    foreign_decision = await nobodys_decision(db)
    foreign = await db.read(lambda books: due_lines(books, foreign_decision)[0].id)
    answers = []
    for line in (foreign, 123456789):
        await forge(citizen, f"wv:{step}:{line}:0::0::0::n::")
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.sees("Tôi không tìm thấy nội dung này")
    assert await asked_of_officers(db) == []


async def test_while_the_pin_is_due_the_books_are_closed(db: Database, citizen: Citizen, clock: SetClock) -> None:
    case = await an_old_debtor(db)
    line = await db.read(lambda books: due_lines(books, case.decision)[0].id)
    await set_a_pin(citizen)
    clock.set(MONDAY_NINE + timedelta(minutes=30))
    await citizen.write("/miengiam")
    citizen.sees("Khoản của ông/bà là khoản nào?")
    citizen.sees_button("Điền theo hồ sơ của tôi")
    assert "001/QĐ-THADS" not in citizen.text
    await forge(citizen, f"wv:r:{line}:0::0::0::n::")
    citizen.sees("PIN")
    await forge(citizen, "wvown")
    citizen.sees("PIN")
    await citizen.write("748291")
    await citizen.press("Xem tiếp")
    citizen.sees("1. Án phí, còn 4.200.000 đồng")


async def test_in_english_the_screens_are_english(db: Database, citizen: Citizen, agency: int) -> None:
    await read_english(db)
    await citizen.write("/waiver")
    await citizen.write("fine")
    await citizen.write("10/03/2020")
    await citizen.write("4,200,000")
    await citizen.write("no")
    await citizen.write("nothing yet")
    citizen.sees("The agency may ask for the rest to be waived.", "This is no promise.")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("xem co duoc mien, giam khong", "miễn, giảm"),
        ("Làm đơn khiếu nại", "Ông/bà không đồng ý với điều gì?"),
        ("lam giay uy quyen", "ủy quyền"),
        ("Xin giấy xác nhận kết quả.", "Ông/bà xin cho ai?"),
    ],
)
async def test_who_types_the_words_of_a_button_gets_what_it_does(
    db: Database, citizen: Citizen, typed: str, seen: str
) -> None:
    await db.write(an_agency)
    await citizen.write(typed)
    citizen.sees(seen)
    assert "Bản nháp: lời giải thích" not in citizen.text, "an explanation is not what the button does"


async def test_the_words_of_the_pin_button_ask_for_a_pin(db: Database, citizen: Citizen) -> None:
    await an_applicant(db)
    await citizen.write("đặt mã pin")
    citizen.sees("6 số")
