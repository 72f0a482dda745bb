"""Several debtors or creditors: each is told whose a line is, what was waived, is on its way, came over or is given back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from casework.books import Books
from casework.db.engine import Database
from casework.decisions import PartyRole, add_party_to
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, LineFacts, add_lines, decision_of_party
from casework.payments import record_arrival
from casework.payouts import record_payout
from casework.working_days import confirm_year, seed_year
from messages.fit import units
from tests.builders import LONG_NAME, MAN, WOMAN, a_case, a_line, a_person, a_staff_member
from tests.casework.owing import Shared, debt, pay, pay_at_prison, two_debtors
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Line = tuple[LineFacts, str]
SHARED = (debt(40_000_000), "")
ANNS = (debt(3_000_000, Kind.COURT_FEE), "ann")
BENS = (debt(9_876_543), "ben")


async def reads(
    db: Database, who: str, *lines: Line, then: Callable[[Books, Shared], object] | None = None, chat: int = 1
) -> Shared:
    """Chat ``chat`` belongs to ``who`` of ``two_debtors``, after ``then`` has happened."""

    def write(books: Books) -> tuple[int, Shared]:
        case = two_debtors(books, *lines)
        if then is not None:
            then(books, case)
        return getattr(case, who), case

    return await linked(db, write, chat)


async def test_lines_of_all_debtors_are_said_to_be_shared(db: Database, citizen: Citizen) -> None:
    await reads(db, "ann", SHARED)
    await citizen.write("/viec")
    citizen.sees(f"Cùng phải thi hành án với ông/bà: {MAN}.", "Phần trên là của chung", "Ai nộp cũng được tính")
    citizen.does_not_see("của cả quyết định", "riêng")


async def test_what_each_owes_alone_is_nobody_elses_to_see(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await reads(db, "ann", ANNS, BENS)
    citizen = meet_citizen(1)
    await citizen.write("/viec")
    citizen.sees("Phần trên là phần riêng của ông/bà", "Cộng các khoản: 3.000.000 đồng.")
    citizen.does_not_see("9.876.543", "chung")


async def test_shared_and_own_lines_are_told_apart_and_added_up(db: Database, citizen: Citizen) -> None:
    await reads(db, "ann", SHARED, ANNS, BENS)
    await citizen.write("/viec")
    citizen.sees(
        "40.000.000 đồng. Phần chung.",
        "3.000.000 đồng. Phần riêng của ông/bà.",
        "Cộng các khoản: 43.000.000 đồng.",
        "Còn phải nộp: 43.000.000 đồng.",
    )
    citizen.does_not_see("9.876.543")
    await citizen.press("Cách nộp tiền")
    citizen.sees("còn phải nộp 43.000.000 đồng")


async def test_whose_a_line_is_matters_only_where_there_are_several(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books, lines=[])
        own = LineFacts(kind=Kind.DEBT, content="Trả nợ vay", amount=5_000_000, debtor_id=case.debtor)
        add_lines(books, case.decision, [own, a_line(Kind.COURT_FEE, 300_000, "Án phí")])
        return case.debtor, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Cộng các khoản: 5.300.000 đồng.")
    citizen.does_not_see("riêng", "chung")


async def test_who_stands_for_several_debtors_is_told_that_only_the_shared_part_is_shown(
    db: Database, citizen: Citizen
) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = two_debtors(books, SHARED, ANNS)
        mother = a_person(books)
        add_party_to(books, case.decision, mother, PartyRole.REPRESENTATIVE)
        return mother, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Ở đây chỉ ghi phần chung", "Cộng các khoản: 40.000.000 đồng.")


async def test_a_creditor_sees_only_what_goes_to_them_and_who_owes_it(db: Database, citizen: Citizen) -> None:
    lenders, states = (debt(7_654_321), ":lender"), (debt(1_234_567, Kind.COURT_FEE), "")
    await reads(db, "bank", SHARED, (debt(2_000_000), "ben:bank"), lenders, states)
    await citizen.write("/viec")
    citizen.sees(
        "40.000.000 đồng. Trả chung cho những người được thi hành án. Những người phải thi hành án cùng chịu trách nhiệm.",
        f"2.000.000 đồng. Trả cho riêng ông/bà. Phần riêng của {MAN}.",
        "Cộng các khoản: 42.000.000 đồng.",
        f"Người phải thi hành án: {WOMAN}; {MAN}.",
    )
    citizen.does_not_see("7.654.321", "1.234.567")


async def test_what_holds_for_every_line_is_said_once(db: Database, citizen: Citizen) -> None:
    lines = [(debt(1_000_000 + n), "ben:bank") for n in range(3)]
    await reads(db, "bank", *lines)
    await citizen.write("/viec")
    citizen.sees("Phần trên trả cho riêng ông/bà.", f"Phần trên là phần riêng của {MAN}.")
    assert citizen.text.count("riêng") == 2


def reduced(books: Books, case: Shared) -> None:
    """The court takes 700.000 of the second line off."""
    file = file_exemption(books, case.lines[1], Measure.REDUCE, 700_000, date(2026, 10, 1), hardship=True)
    decide_exemption(books, file, 700_000, decided_on=date(2026, 10, 20), document="12/QĐ-TA")


async def test_what_the_court_waived_is_said_and_taken_off_what_is_left(db: Database, citizen: Citizen) -> None:
    await reads(db, "ann", SHARED, ANNS, then=reduced)
    await citizen.write("/viec")
    citizen.sees(
        "3.000.000 đồng. Phần riêng của ông/bà. Tòa án đã miễn, giảm 700.000 đồng. Còn 2.300.000 đồng.",
        "Tòa án đã miễn, giảm: 700.000 đồng.",
        "Còn phải nộp: 42.300.000 đồng.",
    )
    await citizen.press("Cách nộp tiền")
    citizen.sees("còn phải nộp 42.300.000 đồng")


async def test_who_was_let_off_everything_is_not_thanked_for_paying(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, int]:
        case = a_case(books, lines=[a_line(Kind.FINE, 3_000_000, "Phạt tiền")])
        file = file_exemption(books, case.lines[0], Measure.WAIVE, 3_000_000, date(2026, 10, 1), hardship=True)
        decide_exemption(books, file, 3_000_000, decided_on=date(2026, 10, 20), document="12/QĐ-TA")
        return case.debtor, case.decision

    decision = await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Không còn phải nộp.", "ông/bà không còn khoản tiền nào phải nộp", "Còn phải nộp: 0 đồng.")
    citizen.does_not_see("nộp đủ")
    await forge(citizen, f"pay:{decision}")
    citizen.sees("không còn khoản tiền nào phải nộp")
    citizen.does_not_see("Cảm ơn")


async def test_money_at_the_prison_counts_as_paid_and_is_said_to_be_on_its_way(db: Database, citizen: Citizen) -> None:
    def at_the_prison(books: Books, case: Shared) -> int:
        pay(books, case.decision, 5_000_000)
        return pay_at_prison(books, case.decision, 1_000_000).payment_id

    waiting: list[int] = []
    await reads(db, "ann", SHARED, then=lambda books, case: waiting.append(at_the_prison(books, case)))
    await citizen.write("/viec")
    on_its_way = "Trong đó 1.000.000 đồng đã nộp tại trại giam, đang chuyển về cơ quan."
    citizen.sees("Đã nộp: 6.000.000 đồng.", on_its_way, "Còn phải nộp: 34.000.000 đồng.")
    await db.write(lambda books: record_arrival(books, waiting[0], paid_on=date(2026, 10, 1), receipt="BL-9"))
    await citizen.write("/viec")
    citizen.sees("Đã nộp: 6.000.000 đồng.")
    assert on_its_way not in citizen.text


@pytest.mark.parametrize("who", ["ann", "bank"])
async def test_what_came_over_is_told_to_the_side_that_paid(db: Database, citizen: Citizen, who: str) -> None:
    await reads(db, who, SHARED, then=lambda books, case: pay(books, case.decision, 40_500_000, keep_surplus=True))
    await citizen.write("/viec")
    told = "Theo quyết định này có 500.000 đồng nộp thừa. Cơ quan sẽ trả lại cho người đã nộp" in citizen.text
    assert told is (who == "ann")
    assert ("500.000" in citizen.text.replace("40.500.000", "")) is (who == "ann")


async def test_who_pays_alone_is_told_that_the_surplus_is_theirs(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books)
        pay(books, case.decision, 50_700_000, keep_surplus=True)
        return case.debtor, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Đã nộp: 50.000.000 đồng.", "Ông/bà nộp thừa 700.000 đồng. Cơ quan sẽ trả lại")


REFUND = LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả tạm ứng án phí", amount=300_000)
EVIDENCE = LineFacts(kind=Kind.EVIDENCE_RETURN, content="Trả lại 1 xe máy", amount=0)


async def test_what_the_agency_gives_back_is_never_a_debt(db: Database, citizen: Citizen) -> None:
    await reads(db, "ann", SHARED, (REFUND, ""), (EVIDENCE, ""))
    await citizen.write("/viec")
    before, _, given_back = citizen.text.partition("Cơ quan trả lại:")
    assert "Còn phải nộp: 40.000.000 đồng." in before
    assert "300.000" not in before
    assert "1. Hoàn trả tạm ứng án phí: 300.000 đồng." in given_back
    assert "2. Trả lại 1 xe máy." in given_back
    assert "Phần này không phải là nợ." in given_back


async def test_a_decision_that_only_gives_back_asks_for_nothing(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        case = a_case(books, lines=[REFUND])
        a_case(books, agency=case.agency, creditor=case.creditor)
        (refund,) = the_refunds(books, case.creditor, case.decision)
        record_payout(
            books, case.decision, case.creditor, 100_000, line_id=refund, paid_on=date(2026, 10, 1), document="UNC-3"
        )
        return case.creditor, None

    await linked(db, write)
    await citizen.write("/viec")
    citizen.sees("Cơ quan trả lại 200.000 đồng.")
    await citizen.press(next(label for label in citizen.labels() if label.startswith("2.")))
    citizen.sees("1. Hoàn trả tạm ứng án phí: 300.000 đồng. Đã trả 100.000 đồng, còn 200.000 đồng.", "không phải là nợ")
    citizen.does_not_see("Nội dung phải thi hành", "Còn phải", "Thời hạn tự nguyện", "Sổ chưa ghi từng khoản")


def the_refunds(books: Books, party: int, decision: int) -> list[int]:
    view = decision_of_party(books, party, decision)
    assert view is not None
    return [line.id for line in view.refunds]


def collected(books: Books, case: Shared) -> None:
    """20 million on 1/9, of which 15 were handed on; 6 million on 12/11."""
    pay(books, case.decision, 20_000_000)
    record_payout(
        books, case.decision, case.bank, 15_000_000, line_id=case.lines[0], paid_on=date(2026, 9, 9), document="UNC-1"
    )
    pay(books, case.decision, 6_000_000, "BL-2", on=date(2026, 11, 12))


async def test_a_creditor_learns_what_was_handed_on_and_by_when_the_rest_is(db: Database, citizen: Citizen) -> None:
    await reads(db, "bank", (debt(40_000_000), ":bank"), then=collected)
    await citizen.write("/viec")
    citizen.sees(
        "Đã thu được: 26.000.000 đồng.",
        "Cơ quan đã chi trả: 15.000.000 đồng.",
        "Sổ chưa ghi việc chi trả 5.000.000 đồng; hạn chi trả 10 ngày đã hết vào thứ Sáu, ngày 11 tháng 9 năm 2026.",
        "Cơ quan đang giữ 6.000.000 đồng để chi trả. Hạn chi trả dự kiến đến hết thứ Hai, ngày 23 tháng 11 năm 2026",
        "trừ trường hợp luật cho kéo dài; lịch làm việc năm đó chưa được xác nhận",
        "đừng gửi qua tin nhắn",
    )

    def confirm(books: Books) -> None:
        agency = a_case(books).agency
        seed_year(books, 2026)
        confirm_year(books, 2026, a_staff_member(books, agency, role="head"))

    await db.write(confirm)
    await citizen.write("/viec")
    citizen.sees("Hạn chi trả đến hết thứ Hai, ngày 23 tháng 11 năm 2026, trừ trường hợp luật cho kéo dài.")


async def test_money_that_lies_at_the_prison_is_not_the_agencys_to_hand_on_yet(db: Database, citizen: Citizen) -> None:
    await reads(db, "bank", SHARED, then=lambda books, case: pay_at_prison(books, case.decision, 1_000_000))
    await citizen.write("/viec")
    citizen.sees("Đã thu được: 1.000.000 đồng.", "đang chuyển về cơ quan", "chi trả trong 10 ngày kể từ ngày thu")
    citizen.does_not_see("Cơ quan đang giữ", "Sổ chưa ghi việc chi trả")


async def test_once_all_is_handed_on_nothing_is_held_out(db: Database, citizen: Citizen) -> None:
    def all_of_it(books: Books, case: Shared) -> None:
        pay(books, case.decision, 40_000_000)
        line = case.lines[0]
        record_payout(
            books, case.decision, case.bank, 40_000_000, line_id=line, paid_on=date(2026, 9, 9), document="UNC-1"
        )

    await reads(db, "bank", (debt(40_000_000), ":bank"), then=all_of_it)
    await citizen.write("/viec")
    citizen.sees("Cơ quan đã chi trả: 40.000.000 đồng.")
    citizen.does_not_see("trong 10 ngày", "đang giữ", "Sổ chưa ghi")


async def test_many_lines_of_many_people_with_long_names_come_in_whole_lines(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, list[int]]:
        case = a_case(books, lines=[])
        others = [a_person(books, name=f"{LONG_NAME} {n}") for n in range(20)]
        for other in others:
            add_party_to(books, case.decision, other, PartyRole.DEBTOR)
        amounts = [1_000_000 + n for n in range(80)]
        lines = [
            LineFacts(kind=Kind.COMPENSATION, content=f"Bồi thường cho hộ số {n}", amount=amount,
                      debtor_id=None if n % 2 else case.debtor)
            for n, amount in enumerate(amounts)
        ]  # fmt: skip
        add_lines(books, case.decision, lines)
        return case.creditor, amounts

    amounts = await linked(db, write)
    await citizen.write("/viec")
    texts = [citizen.text]
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        texts.append(citizen.text)
    assert all(units(text) <= 4096 for text in texts)
    said = [line for text in texts for line in text.split("\n") if "hộ số" in line]
    assert [int(re.findall(r"([\d.]+) đồng", line)[0].replace(".", "")) for line in said] == amounts
    assert all("Phần riêng của" in line or "cùng chịu trách nhiệm" in line for line in said)


async def test_in_english_it_reads_as_english(db: Database, meet_citizen: Callable[[int], Citizen]) -> None:
    def happened(books: Books, case: Shared) -> None:
        reduced(books, case)
        pay(books, case.decision, 5_000_000)
        pay_at_prison(books, case.decision, 1_000_000)

    for chat, who in enumerate(("ann", "bank"), start=1):
        await reads(db, who, SHARED, ANNS, BENS, then=happened, chat=chat)
        await read_english(db, chat)
        citizen = meet_citizen(chat)
        await citizen.write("/obligations")
        parts = {
            "ann": ("Your own part.", "Waived or reduced by the court: 700,000 dong.", "on its way to the agency"),
            "bank": (f"The own part of {MAN}.", "Collected: 3,700,000 dong.", "The books do not show yet"),
        }
        citizen.sees(*parts[who])
        for vietnamese in ("Phần", "Tòa án đã", "Trong đó", "Ông/bà", " đồng."):
            assert vietnamese not in citizen.text
