"""What is worked out about money is what a person with paper and pencil works out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.cli import compute_fee, compute_income, compute_interest, compute_waiver
from bot.cli.compute import NO_BOOKS, Setting
from casework.interest import Paid, late_interest
from casework.payment_order import Due, Kind, rank_of, share_out
from tests.casework.golden.cases import Case, asked, cases, named

AMOUNTS_ON = Setting(
    calendar=NO_BOOKS.calendar, fee_amounts=True, day_count=NO_BOOKS.day_count, in_books=NO_BOOKS.in_books
)
LACKING = {
    "years": "kể từ ngày ra quyết định thi hành án lần đầu",
    "no_means": "Chưa xác định người phải thi hành án không có tài sản",
    "once_a_year": "Mới được miễn hoặc giảm trong vòng 01 năm",
    "paid_part": "Chưa tích cực thi hành được một phần nghĩa vụ",
    "nothing_left": "Không còn số tiền nào phải nộp",
}


def test_there_are_enough_cases() -> None:
    least = {"interest": 60, "waiver": 40, "fee": 20, "income": 15, "creditors": 4}
    assert {name: len(cases(name)) for name, number in least.items() if len(cases(name)) < number} == {}


@pytest.mark.parametrize("case", cases("interest"), ids=named)
def test_late_interest(case: Case) -> None:
    answer = compute_interest.answer(asked(case), NO_BOOKS)
    lines = [
        f"{line['from']} {line['until']} {line['days']} {line['principal']} {line['interest']}"
        for line in answer["lines"]
    ]
    assert (lines, answer["interest"]) == (case["lines"], case["interest"])
    assert answer["estimate"] is True
    assert answer["day_count"] == asked(case).get("day_count", "actual/365")


@pytest.mark.parametrize("case", cases("creditors"), ids=named)
def test_late_interest_of_several_creditors(case: Case) -> None:
    start, paid_on, until = date(2026, 8, 1), date(2026, 8, 11), date(2026, 8, 21)
    told = [line.split() for line in case["lines"]]
    lines = [
        Due(id=at, kind=Kind(kind), rank=rank_of(Kind(kind)), amount=int(amount), left=int(amount))
        for at, (kind, amount, _, _) in enumerate(told)
    ]
    shares = share_out(case["paid"], lines)
    worked = []
    for line in lines:
        share = shares.get(line.id, 0)
        bearing = 0 if line.kind is Kind.LATE_INTEREST else line.amount
        interest = late_interest(bearing, 10, start, until, payments=[Paid(on=paid_on, amount=share)]).interest
        worked.append(f"{line.kind.value} {line.amount} {share} {interest}")
    assert worked == case["lines"]
    assert sum(shares.values()) == case["paid"]


@pytest.mark.parametrize("case", cases("waiver"), ids=named)
def test_screening_for_waiver_and_reduction(case: Case) -> None:
    answer = compute_waiver.answer(asked(case), NO_BOOKS)
    assert (answer["measure"], answer["up_to"]) == (case["measure"], case["up_to"])
    assert [f"{one['measure']} {one['up_to']}" for one in answer["also"]] == case.get("also", [])
    assert [f"{one['measure']} {one['from']}" for one in answer["later"]] == case.get("later", [])
    expected = [missing.split() for missing in case.get("missing", [])]
    assert len(answer["missing"]) == len(expected)
    for said, (what, day) in zip(answer["missing"], expected, strict=True):
        assert LACKING[what] in said
        assert ("sớm nhất từ ngày" in said) is (day != "-")
        assert day == "-" or f"{date.fromisoformat(day):%d/%m/%Y}" in said
    assert "Điều 43, 106/2025/QH15" in answer["citations"], "the agency files"


@pytest.mark.parametrize("case", cases("fee"), ids=named)
def test_the_enforcement_fee(case: Case) -> None:
    answer = compute_fee.answer(asked(case), AMOUNTS_ON if case["on"] else NO_BOOKS)
    assert answer["amount"] == case.get("amount")
    assert "Người yêu cầu thi hành án nộp phí" in answer["reason"]
    assert {"khoản 10 Điều 3, 106/2025/QH15", "khoản 1 Điều 53, 106/2025/QH15"} <= set(answer["citations"])
    chosen = "theo Thông tư 216/2016/TT-BTC, cơ quan đã chọn áp dụng"
    assert (chosen in answer["reason"]) is case["on"]
    assert any("216/2016/TT-BTC" in one for one in answer["citations"]) is case["on"]


@pytest.mark.parametrize("case", cases("income"), ids=named)
def test_what_must_be_left(case: Case) -> None:
    answer: dict[str, Any] = compute_income.answer(asked(case), NO_BOOKS)
    told = {"unconfirmed_year": False} | {
        name: case[name] for name in ("must_be_left", "may_be_deducted", "unconfirmed_year") if name in case
    }
    assert {name: answer[name] for name in told} == told
