"""Somebody cannot pay now: nothing is asked, and the ways that the law leaves for this very decision stand side by side."""

from __future__ import annotations

from datetime import date

import pytest

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import Status
from casework.obligations import Kind
from tests.builders import Case, a_case, a_line
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import linked
from tests.dialogues.reminded import linked_debtor, reactions, reminded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def a_debtor(db: Database, *kinds: Kind, status: Status = Status.ENFORCING) -> Case:
    """A debtor in chat 1 whose decision asks for lines of these kinds."""

    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, lines=[a_line(kind, 2_000_000) for kind in kinds], status=status)
        return made.debtor, made

    return await linked(db, write)


async def test_what_a_debtor_of_a_bank_can_do(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Chưa nộp được")
    citizen.sees(
        "khi chưa nộp đủ 50.000.000 đồng", "Thỏa thuận với bên được thi hành án", "bằng văn bản", "Gặp lãnh đạo"
    )
    citizen.sees("kê khai đúng và đủ")
    assert "miễn, giảm" not in citizen.text
    assert "?" not in citizen.text
    citizen.sees_button(
        "Hẹn ngày nộp", "Nộp một phần", "Xin trả dần", "Chưa có điều kiện", "Gặp lãnh đạo", "Gặp cán bộ"
    )
    assert await reactions(db) == [("cannot_pay", there.row, there.decision)]


@pytest.mark.parametrize(
    ("label", "sees"),
    [
        ("Hẹn ngày nộp", "Ông/bà định nộp ngày nào?"),
        ("Nộp một phần", "Ông/bà muốn nộp bao nhiêu?"),
        ("Xin trả dần", "thỏa thuận"),
        ("Chưa có điều kiện", "chưa có điều kiện thi hành án"),
        ("Gặp cán bộ", "gõ câu hỏi"),
    ],
)
async def test_each_way_leads_on(db: Database, citizen: Citizen, label: str, sees: str) -> None:
    await reminded(db, citizen)
    await citizen.press("Chưa nộp được")
    await citizen.press(label)
    assert sees.lower() in citizen.text.lower()


async def test_who_owes_the_state_is_shown_the_waiver_and_no_agreement(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, Kind.COURT_FEE)
    await citizen.write("tôi không có tiền nộp")
    citizen.sees("được xét miễn, giảm khi đủ điều kiện", "tòa án quyết định")
    assert "Thỏa thuận với bên được thi hành án" not in citizen.text
    await citizen.press("Miễn, giảm")
    assert "miễn" in citizen.text


async def test_who_owes_both_is_shown_both(db: Database, citizen: Citizen) -> None:
    await a_debtor(db, Kind.COURT_FEE, Kind.DEBT)
    await citizen.write("chưa nộp được")
    citizen.sees("Thỏa thuận với bên được thi hành án", "được xét miễn, giảm")


async def test_an_agreement_in_force_and_a_finding_of_no_means_are_told_as_they_stand(
    db: Database, citizen: Citizen
) -> None:
    case = await a_debtor(db, Kind.DEBT, status=Status.NO_MEANS)
    facts = AgreementFacts(
        signed_on=date(2026, 11, 10),
        content="Trả dần",
        fee_and_costs="Người phải thi hành án chịu",
        interest_stops=False,
        instalments=(Instalment(due_on=date(2026, 12, 10), amount=1_000_000),),
    )
    await db.write(sign_agreement, case.decision, facts)
    await citizen.write("chưa nộp được")
    citizen.sees("Đang có thỏa thuận trả dần", "Sổ đang ghi việc này chưa có điều kiện thi hành")


@pytest.mark.parametrize("said", ["chưa có tiền", "toi khong tra noi", "lúc này tôi chưa nộp được", "tui khó khăn quá"])
async def test_said_in_words_after_a_reminder(db: Database, citizen: Citizen, said: str) -> None:
    there = await reminded(db, citizen)
    await citizen.write(said)
    citizen.sees("ông/bà có những cách sau")
    assert await reactions(db) == [("cannot_pay", there.row, there.decision)]


async def test_hardship_without_a_reminder_is_explained_as_before(db: Database, citizen: Citizen) -> None:
    await linked_debtor(db)
    await citizen.write("tui khó khăn quá")
    assert "ông/bà có những cách sau" not in citizen.text
    assert await reactions(db) == []


async def test_a_cry_goes_to_a_person_before_any_list_of_ways(db: Database, citizen: Citizen) -> None:
    await reminded(db, citizen)
    await citizen.write("không có tiền nộp, tôi không muốn sống nữa")
    citizen.sees("Tôi rất lo cho ông/bà")
    assert "ông/bà có những cách sau" not in citizen.text
