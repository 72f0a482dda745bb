"""Who pays in parts, by an agreement or because lines fall due month by month, is told the next one and asked for it first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, AgreementState, end_agreement, live_agreement, sign_agreement
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import PartyRole, Status, add_party_to, change_status
from casework.due_parts import monthly
from casework.obligations import Kind, LineFacts, add_lines
from messages.contents import render_content
from messages.fit import units
from messages.library import Lang
from messages.outbox import Content
from tests.builders import Case, a_case, a_line, a_person
from tests.casework.owing import pay
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english
from tests.dialogues.test_pay import an_account, picture, scanned

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SIGNED = date(2026, 8, 1)
FOUR = tuple(Instalment(due_on=date(2026, month, 5), amount=5_000_000) for month in (9, 10, 11, 12))
NEXT = "Theo thỏa thuận ngày 01/08/2026, kỳ tới: 5.000.000 đồng, hạn đến hết thứ Bảy, ngày 5 tháng 12 năm 2026 (19 ngày nữa)."

OF_ALL = "Thỏa thuận này tính chung cho mọi người phải thi hành án của quyết định"


def agree(books: Books, decision: int, instalments: Sequence[Instalment] = FOUR) -> int:
    facts = AgreementFacts(
        signed_on=SIGNED,
        content="Trả dần, mỗi kỳ chuyển khoản",
        fee_and_costs="Bên phải thi hành án chịu",
        interest_stops=True,
        instalments=tuple(instalments),
    )
    return sign_agreement(books, decision, facts)


async def agreed(
    db: Database,
    *,
    paid: int = 0,
    instalments: Sequence[Instalment] = FOUR,
    creditor: bool = False,
    then: Callable[[Books, Case], object] | None = None,
) -> Case:
    """50 million owed, four instalments of 5 million agreed on 1/8/2026, ``paid`` on 1/9; chat 1 is one side."""

    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books)
        an_account(books, case.agency)
        agree(books, case.decision, instalments)
        if paid:
            pay(books, case.decision, paid)
        if then is not None:
            then(books, case)
        return (case.creditor if creditor else case.debtor), case

    return await linked(db, write)


ALIMONY = LineFacts(
    kind=Kind.ALIMONY, content="Cấp dưỡng nuôi con", amount=18_000_000, parts=monthly(3_000_000, date(2026, 8, 31), 6)
)


async def alimony(db: Database, *more: LineFacts, paid: int = 0, creditor: bool = False) -> Case:
    """3 million a month from 31/8/2026 on, six months."""

    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books, lines=[ALIMONY, *more])
        an_account(books, case.agency)
        if paid:
            pay(books, case.decision, paid)
        return (case.creditor if creditor else case.debtor), case

    return await linked(db, write)


async def test_the_next_instalment_is_named_with_its_last_day(db: Database, citizen: Citizen) -> None:
    await agreed(db, paid=15_000_000)
    await citizen.write("/viec")
    citizen.sees("Các kỳ đã đến hạn đều đã nộp đủ.", NEXT, "Còn phải nộp: 35.000.000 đồng.")
    citizen.does_not_see("Thời hạn tự nguyện đã hết", "chưa thấy trong sổ")


async def test_what_of_earlier_instalments_is_missing_is_said_without_a_threat(db: Database, citizen: Citizen) -> None:
    await agreed(db, paid=7_000_000)
    await citizen.write("/viec")
    citizen.sees(
        "Theo thỏa thuận ngày 01/08/2026, còn 8.000.000 đồng của các kỳ trước hôm nay chưa thấy trong sổ.",
        "Kỳ tới: 5.000.000 đồng, hạn đến hết thứ Bảy, ngày 5 tháng 12 năm 2026",
        "xin giữ biên lai; tiền có thể vào sổ chậm",
        "«Gặp cán bộ» để nói rõ hoàn cảnh",
    )
    citizen.does_not_see("vi phạm", "cưỡng chế", "quá hạn")


@pytest.mark.parametrize(
    ("paid", "due", "rest"), [(15_000_000, 5_000_000, 30_000_000), (7_000_000, 8_000_000, 35_000_000)]
)
async def test_paying_begins_with_what_is_due_and_offers_the_whole(
    db: Database, citizen: Citizen, paid: int, due: int, rest: int
) -> None:
    await agreed(db, paid=paid)
    await citizen.write("/noptien")
    words = f"{due:,}".replace(",", ".")
    citizen.sees(f"Nộp lần này: {words} đồng.", f"Số tiền: {words} đồng", f"{rest:,}".replace(",", "."))
    citizen.sees_button("Lấy mã QR", "Nộp hết số còn lại", "Số tiền khác")
    await citizen.press("Lấy mã QR")
    assert scanned(picture(citizen)).amount == due
    await citizen.press("‹ Quay lại")
    await citizen.press("Nộp hết số còn lại")
    citizen.sees(f"Số tiền: {50_000_000 - paid:,}".replace(",", "."))
    assert "Nộp lần này" not in citizen.text
    await citizen.press("Lấy mã QR")
    assert scanned(picture(citizen)).amount == 50_000_000 - paid


async def test_an_instalment_paid_meanwhile_is_not_asked_again(db: Database, citizen: Citizen) -> None:
    case = await agreed(db, paid=15_000_000)
    await citizen.write("/noptien")
    citizen.sees("Số tiền: 5.000.000 đồng")
    await db.write(lambda books: pay(books, case.decision, 2_000_000, "BL-2"))
    await citizen.press("Lấy mã QR")
    assert scanned(picture(citizen)).amount == 3_000_000
    await db.write(lambda books: pay(books, case.decision, 3_000_000, "BL-3"))
    await citizen.write("/viec")
    citizen.sees("Các kỳ theo thỏa thuận ngày 01/08/2026 đã nộp đủ.")
    await citizen.write("/noptien")
    citizen.sees("Số tiền: 30.000.000 đồng")


async def test_nobody_is_asked_for_more_than_they_owe_themselves(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books, lines=[a_line(Kind.DEBT, 3_000_000)])
        brother = a_person(books)
        add_party_to(books, case.decision, brother, PartyRole.DEBTOR)
        own = LineFacts(kind=Kind.DEBT, content="Trả nợ riêng", amount=9_000_000, debtor_id=brother)
        add_lines(books, case.decision, [own])
        an_account(books, case.agency)
        two = [
            Instalment(due_on=date(2026, month, 5), amount=amount) for month, amount in ((11, 2_000_000), (12, 10**7))
        ]
        agree(books, case.decision, two)
        return case.debtor, None

    await linked(db, write)
    await citizen.write("/noptien")
    citizen.sees("Số tiền: 2.000.000 đồng")
    await citizen.write("/viec")
    citizen.sees("Còn phải nộp: 3.000.000 đồng", OF_ALL)
    await citizen.press("Xem các kỳ")
    citizen.sees("Cộng các kỳ còn lại: 12.000.000 đồng.", OF_ALL)


async def test_all_instalments_are_listed_with_what_is_paid_of_them(db: Database, citizen: Citizen) -> None:
    await agreed(db, paid=7_000_000)
    await citizen.write("/viec")
    await citizen.press("Xem các kỳ")
    citizen.sees(
        "1. Hạn đến hết ngày 05/09/2026: 5.000.000 đồng. Đã nộp đủ.",
        "2. Hạn đến hết ngày 05/10/2026: 5.000.000 đồng. Đã nộp 2.000.000 đồng, còn 3.000.000 đồng.",
        "4. Hạn đến hết ngày 05/12/2026: 5.000.000 đồng.",
        "Cộng các kỳ còn lại: 13.000.000 đồng.",
        "các bên thỏa thuận lại bằng văn bản",
    )
    await citizen.press("‹ Quay lại")
    citizen.sees("Quyết định thi hành án số")


async def test_one_instalment_needs_no_list(db: Database, citizen: Citizen) -> None:
    await agreed(db, instalments=[Instalment(due_on=date(2026, 12, 5), amount=50_000_000)])
    await citizen.write("/viec")
    citizen.sees("kỳ tới: 50.000.000 đồng")
    assert "Xem các kỳ" not in citizen.labels()
    await citizen.press("Cách nộp tiền")
    citizen.sees_button("Nộp một phần")
    assert "Nộp hết số còn lại" not in citizen.labels()


async def test_many_instalments_come_in_pages(db: Database, citizen: Citizen) -> None:
    many = [Instalment(due_on=date(2026 + n // 12, n % 12 + 1, 28), amount=100_000) for n in range(9, 189)]
    await agreed(db, instalments=many)
    await citizen.write("/viec")
    await citizen.press("Xem các kỳ")
    texts = [citizen.text]
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        texts.append(citizen.text)
    assert len(texts) > 1
    assert all(units(text) <= 4096 for text in texts)
    places = [line.split(".")[0] for text in texts for line in text.split("\n") if "Hạn đến hết" in line]
    assert places == [str(place) for place in range(1, len(many) + 1)]


async def test_an_agreement_about_other_things_is_named_and_asks_for_no_part(db: Database, citizen: Citizen) -> None:
    await agreed(db, instalments=())
    await citizen.write("/viec")
    citizen.sees("Các bên có thỏa thuận bằng văn bản ngày 01/08/2026.")
    await citizen.press("Cách nộp tiền")
    citizen.sees("Số tiền: 50.000.000 đồng")


async def test_an_agreement_that_is_over_is_no_plan(db: Database, citizen: Citizen) -> None:
    def give_up(books: Books, case: Case) -> None:
        live = live_agreement(books, case.decision)
        assert live is not None
        end_agreement(books, live.id, AgreementState.CANCELLED, on=date(2026, 11, 2), why="Hai bên thôi thỏa thuận")

    await agreed(db, then=give_up)
    await citizen.write("/viec")
    citizen.sees("Thời hạn tự nguyện đã hết")
    citizen.does_not_see("thỏa thuận ngày", "Hai bên thôi")
    await citizen.press("Cách nộp tiền")
    citizen.sees("Số tiền: 50.000.000 đồng")


async def test_while_it_rests_the_instalments_are_told_all_the_same(db: Database, citizen: Citizen) -> None:
    def defer(books: Books, case: Case) -> None:
        change_status(books, case.decision, Status.DEFERRED, on=date(2026, 9, 2), ground="Điều 46")

    await agreed(db, paid=15_000_000, then=defer)
    await citizen.write("/viec")
    citizen.sees("Tình trạng: đang được hoãn.", NEXT)


@pytest.mark.parametrize(
    ("paid", "says", "not_said"),
    [
        (15_000_000, ("Các bên đang thực hiện thỏa thuận.", NEXT), ("cưỡng chế", "xác minh")),
        (7_000_000, ("còn 8.000.000 đồng", "đề nghị cơ quan thi hành phần còn lại theo bản án"), ("giữ biên lai",)),
    ],
)
async def test_the_creditor_is_told_the_same_instalments_and_what_they_can_do(
    db: Database, citizen: Citizen, paid: int, says: tuple[str, ...], not_said: tuple[str, ...]
) -> None:
    await agreed(db, paid=paid, creditor=True)
    await citizen.write("/viec")
    citizen.sees(*says)
    citizen.does_not_see(*not_said)
    await citizen.press("Xem các kỳ")
    citizen.sees("4. Hạn đến hết ngày 05/12/2026: 5.000.000 đồng.")


async def test_alimony_is_told_month_by_month(db: Database, citizen: Citizen) -> None:
    await alimony(db, paid=4_000_000)
    await citizen.write("/viec")
    citizen.sees(
        "Quyết định này nộp theo từng kỳ. Đến hết hôm nay phải nộp 5.000.000 đồng.",
        "Kỳ tới: 3.000.000 đồng, hạn đến hết thứ Hai, ngày 30 tháng 11 năm 2026 (14 ngày nữa).",
        "Còn phải nộp: 14.000.000 đồng.",
    )
    await citizen.press("Cách nộp tiền")
    citizen.sees("Số tiền: 5.000.000 đồng", "Nộp xong còn lại 9.000.000 đồng.")


async def test_who_paid_ahead_is_asked_for_what_is_missing_of_the_next(db: Database, citizen: Citizen) -> None:
    await alimony(db, paid=10_000_000)
    await citizen.write("/viec")
    citizen.sees("Các kỳ đã đến hạn đều đã nộp đủ.", "Kỳ tới: 2.000.000 đồng, hạn đến hết thứ Hai, ngày 30 tháng 11")
    await citizen.press("Xem các kỳ")
    citizen.sees("4. Hạn đến hết ngày 30/11/2026: 3.000.000 đồng. Đã nộp 1.000.000 đồng, còn 2.000.000 đồng.")


async def test_beside_other_lines_each_is_told_how_far_it_is_due(db: Database, citizen: Citizen) -> None:
    await alimony(db, a_line(Kind.COURT_FEE, 300_000, "Án phí"), paid=4_000_000)
    await citizen.write("/viec")
    citizen.sees(
        "còn 14.000.000 đồng. Đến hết hôm nay phải nộp 5.000.000 đồng. Kỳ tới 3.000.000 đồng, hạn đến hết ngày 30/11/2026.",
        "Đến hết hôm nay phải nộp 5.300.000 đồng.",
    )
    await citizen.press("Xem các kỳ")
    citizen.sees("Cấp dưỡng nuôi con:", "Cộng các kỳ còn lại: 14.000.000 đồng.")
    citizen.does_not_see("Án phí")


async def test_an_agreement_goes_before_the_months(db: Database, citizen: Citizen) -> None:
    case = await alimony(db)
    await db.write(lambda books: agree(books, case.decision, [Instalment(due_on=date(2026, 12, 5), amount=18_000_000)]))
    await citizen.write("/viec")
    citizen.sees("kỳ tới: 18.000.000 đồng")
    citizen.does_not_see("từng kỳ", "Đến hết hôm nay")


@pytest.mark.parametrize("key", ["reminder.week_before", "reminder.deadline_near", "reminder.follow_up"])
async def test_a_reminder_asks_for_the_instalment_that_the_decision_names(
    db: Database, citizen: Citizen, key: str
) -> None:
    case = await agreed(db, paid=15_000_000)
    content = Content(
        text_key=key, text_version=1, decision_id=case.decision, party_id=case.debtor, plan="1/KH", reference="K7Q2MN"
    )
    shown = await db.read(render_content, content, Lang.VI)
    assert NEXT in shown.text
    assert "còn phải nộp 35.000.000 đồng" in shown.text
    assert "Đây là tin nhắc, không thay thông báo chính thức." in shown.text
    assert f"pay:{case.decision}" in [action.data for action in shown.actions]
    await citizen.write("/viec")
    citizen.sees(NEXT, "Còn phải nộp: 35.000.000 đồng.")


@pytest.mark.parametrize("press", ["obplan:{}:0", "payall:{}", "qrdue:{}"])
async def test_a_foreign_and_a_missing_decision_get_the_same_answer(db: Database, citizen: Citizen, press: str) -> None:
    mine = await agreed(db)

    def other(books: Books) -> Case:
        case = a_case(books, agency=mine.agency)
        agree(books, case.decision)
        return case

    foreign = await db.write(other)
    answers = []
    for decision in (foreign.decision, 12345):
        await forge(citizen, press.format(decision))
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.sees("Tôi không tìm thấy nội dung này trong phần ông/bà được xem.")


async def test_a_related_person_learns_of_no_instalments(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, int]:
        case = a_case(books)
        agree(books, case.decision)
        neighbour = a_person(books)
        add_party_to(books, case.decision, neighbour, PartyRole.RELATED)
        return neighbour, case.decision

    decision = await linked(db, write)
    await citizen.write("/viec")
    citizen.does_not_see("thỏa thuận ngày", "5.000.000")
    await forge(citizen, f"obplan:{decision}:0")
    citizen.sees("Tôi không tìm thấy")


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await agreed(db, paid=7_000_000)
    await read_english(db)
    await citizen.write("/obligations")
    citizen.sees("By the agreement of 1 Aug 2026, 8,000,000 dong of the instalments before today is not in the books.")
    await citizen.press("See the instalments")
    citizen.sees("2. By the end of 5 Oct 2026: 5,000,000 dong. Paid 2,000,000 dong, 3,000,000 dong left.")
    await citizen.write("/pay")
    citizen.sees("To be paid this time: 8,000,000 dong.")
    await citizen.press("Pay all that is left")
    citizen.sees("Sum: 43,000,000 dong")
