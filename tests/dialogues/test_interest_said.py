"""Late interest is told with its first day and why, each stretch with its rate, the days without, and how days are counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, update

from casework.agency_choices import set_day_count
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import PartyRole, Status, add_party_to, change_status
from casework.interest import DayCount
from casework.obligations import Kind, LineFacts, add_lines
from casework.tables.decisions import decision, interest_rate
from messages.fit import units
from tests.builders import Case, a_case, a_line, a_payment, a_person, a_staff_member
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
BUTTON = "Cách tính lãi ước tính"


async def a_debtor(
    db: Database, *, then: Callable[[Books, Case], object] | None = None, creditor: bool = False, **known: Any
) -> Case:
    """36.500.000 at ten percent: 10.000 đồng a day; ``known``: columns of the decision."""

    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books, lines=[a_line(Kind.DEBT, 36_500_000)], rate=Decimal(10))
        if known:
            books.conn.execute(update(decision).where(decision.c.id == case.decision).values(**known))
        if then is not None:
            then(books, case)
        return (case.creditor if creditor else case.debtor), case

    return await linked(db, write)


def stretches(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("Từ ")]


def summed(lines: list[str]) -> int:
    found = [re.findall(r"= ([\d.]+) đồng", line) for line in lines]
    return sum(int(one[0].replace(".", "")) for one in found if one)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"late_interest_from": date(2026, 11, 6)}, "Lãi tính từ ngày 06/11/2026 theo bản án."),
        (
            {"requested_on": date(2026, 11, 6)},
            "Bản án không nêu ngày, nên lãi tính từ ngày yêu cầu thi hành án, 06/11/2026.",
        ),
    ],
)
async def test_where_the_first_day_is_known_it_is_said_from_where(
    db: Database, citizen: Citizen, known: dict[str, Any], why: str
) -> None:
    await a_debtor(db, **known)
    await citizen.write("/viec")
    citizen.sees("Ước tính từ ngày 06/11/2026 đến trước ngày 16/11/2026 là 100.000 đồng, chưa cộng vào số trên.")
    citizen.does_not_see("Tính thử", "Sổ chưa ghi ngày bắt đầu")
    await citizen.press(BUTTON)
    citizen.sees(why, "một năm là 365 ngày", "Số do cơ quan tính mới có giá trị")


async def test_where_it_is_not_known_that_is_said_with_whom_to_ask(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await citizen.write("/viec")
    citizen.sees(
        "Sổ chưa ghi ngày bắt đầu tính lãi; muốn biết ngày đó, ông/bà hỏi người phụ trách.", "Tính thử từ ngày"
    )


async def test_each_rate_has_its_stretch_and_days_without_interest_are_said(db: Database, citizen: Citizen) -> None:
    def happened(books: Books, case: Case) -> None:
        books.conn.execute(
            insert(interest_rate).values(decision_id=case.decision, from_on=date(2026, 9, 1), rate=Decimal(8))
        )
        change_status(
            books, case.decision, Status.DEFERRED, on=date(2026, 10, 1), ground="Điều 46", interest_stops=True
        )
        change_status(books, case.decision, Status.ENFORCING, on=date(2026, 10, 11), ground="Điều 46")
        a_payment(books, case.decision, 6_500_000, paid_on=date(2026, 11, 6))

    await a_debtor(db, then=happened, requested_on=date(2026, 8, 1))
    await citizen.write("/viec")
    citizen.sees("10%, 8% một năm")
    total = re.search(r"là ([\d.]+) đồng, chưa cộng", citizen.text)
    await citizen.press(BUTTON)
    lines = stretches(citizen.text)
    assert lines == [
        "Từ 01/08/2026 đến trước 01/09/2026: 31 ngày × 36.500.000 đồng × 10% ÷ 365 = 310.000 đồng.",
        "Từ 01/09/2026 đến trước 01/10/2026: 30 ngày × 36.500.000 đồng × 8% ÷ 365 = 240.000 đồng.",
        "Từ 01/10/2026 đến trước 11/10/2026: không tính lãi.",
        "Từ 11/10/2026 đến trước 06/11/2026: 26 ngày × 36.500.000 đồng × 8% ÷ 365 = 208.000 đồng.",
        "Từ 06/11/2026 đến trước 16/11/2026: 10 ngày × 30.000.000 đồng × 8% ÷ 365 = 65.753 đồng.",
    ]
    assert total is not None
    assert summed(lines) == int(total[1].replace(".", "")) == 823_753
    citizen.sees("Cộng lãi ước tính: 823.753 đồng.", "Không tính lãi trên lãi.")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (DayCount.ACTUAL_360, "một năm là 360 ngày"),
        (DayCount.ACTUAL_ACTUAL, "một năm là 365 ngày, năm nhuận là 366 ngày"),
    ],
)
async def test_how_the_agency_counts_days_is_said(db: Database, citizen: Citizen, count: DayCount, said: str) -> None:
    def choose(books: Books, case: Case) -> None:
        set_day_count(books, count, staff_id=a_staff_member(books, case.agency, role="head"))

    await a_debtor(db, then=choose, requested_on=date(2026, 11, 6))
    await citizen.write("/viec")
    await citizen.press(BUTTON)
    citizen.sees(said, f"÷ {360 if count is DayCount.ACTUAL_360 else 365} =")


@pytest.mark.parametrize("creditor", [False, True])
async def test_interest_on_lines_that_one_does_not_see_is_left_to_the_officer(
    db: Database, citizen: Citizen, creditor: bool
) -> None:
    """The estimate is the whole decision's: it would tell one debtor what another owes."""

    def others(books: Books, case: Case) -> None:
        role = PartyRole.CREDITOR if creditor else PartyRole.DEBTOR
        other = a_person(books)
        add_party_to(books, case.decision, other, role)
        facts = LineFacts(kind=Kind.DEBT, content="Trả nợ", amount=7_777_777)
        facts = replace(facts, creditor_id=other) if creditor else replace(facts, debtor_id=other)
        add_lines(books, case.decision, [facts])

    case = await a_debtor(db, then=others, creditor=creditor, requested_on=date(2026, 11, 6))
    await citizen.write("/viec")
    citizen.sees("bản án có tuyên", "chưa ước tính riêng cho ông/bà", "ông/bà hỏi người phụ trách")
    citizen.does_not_see("7.777.777", "44.277.777", "100.000", "ước tính từ")
    assert BUTTON not in citizen.labels()
    await forge(citizen, f"obint:{case.decision}")
    citizen.sees("Tôi không tìm thấy nội dung này")


async def test_the_states_fee_beside_a_debt_bears_none_and_hides_nothing(db: Database, citizen: Citizen) -> None:
    def fee(books: Books, case: Case) -> None:
        add_lines(books, case.decision, [a_line(Kind.COURT_FEE, 1_000_000, "Án phí")])

    await a_debtor(db, then=fee, creditor=True, requested_on=date(2026, 11, 6))
    await citizen.write("/viec")
    citizen.sees("là 100.000 đồng, chưa cộng vào số trên")


async def test_a_long_working_comes_in_pages_with_its_sum_at_the_end(db: Database, citizen: Citizen) -> None:
    def many(books: Books, case: Case) -> None:
        for day in range(1, 91):
            a_payment(books, case.decision, 100_000, paid_on=date.fromordinal(date(2026, 8, 1).toordinal() + day))

    await a_debtor(db, then=many, requested_on=date(2026, 8, 1))
    await citizen.write("/viec")
    await citizen.press(BUTTON)
    texts = [citizen.text]
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        texts.append(citizen.text)
    assert len(texts) > 1
    assert all(units(text) <= 4096 for text in texts)
    total = re.search(r"Cộng lãi ước tính: ([\d.]+) đồng", texts[-1])
    assert total is not None
    assert summed([line for text in texts for line in stretches(text)]) == int(total[1].replace(".", ""))
    await citizen.press("‹ Quay lại")
    assert citizen.text == texts[-2]


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_debtor(db)
    await read_english(db)
    await citizen.write("/obligations")
    citizen.sees("The books do not say from which day it runs", "only an estimate")
    await citizen.press("How the interest is estimated")
    citizen.sees("365 days to a year")
    citizen.does_not_see("Luật", "ngày ×", "Ông/bà")
