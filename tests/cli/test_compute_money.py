"""``gandan compute interest|waiver|fee|income``: one question in, one answer out, and a sentence for what cannot be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.cli import compute_fee
from bot.cli.compute import NO_BOOKS
from bot.cli.compute_interest import working
from casework.interest import late_interest
from tests.cli.conftest import Terminal

INTEREST = {"principal": 50_000_000, "rate": 10, "from": "2026-01-01", "until": "2026-03-01"}
WAIVER = {"first_decision_on": "2016-01-01", "as_of": "2026-11-21", "remaining": 7_000_000, "no_means": True}
FEE = {"received": 100_000_000, "paid_within_voluntary_period": False}
INCOME = {"on": "2026-11-21", "region": 2, "income": 12_000_000, "dependants": 1}


def compute(terminal: Terminal, kind: str, asked: Mapping[str, object]) -> dict[str, object]:
    said = terminal.does("compute", kind, json.dumps(asked), "--json")
    answer: dict[str, object] = json.loads(said)
    assert said.count("\n") == 1
    return answer


def test_interest_shows_the_working_of_every_line(terminal: Terminal) -> None:
    answer = compute(terminal, "interest", INTEREST | {"payments": [{"on": "2026-02-01", "amount": 20_000_000}]})
    assert answer == {
        "interest": 654_795,
        "lines": [
            {
                "from": "2026-01-01",
                "until": "2026-02-01",
                "days": 31,
                "principal": 50_000_000,
                "rate": "10",
                "interest": 424_658,
                "working": "50.000.000 × 10% × 31 ÷ 365 = 424.657,5342… → 424.658",
            },
            {
                "from": "2026-02-01",
                "until": "2026-03-01",
                "days": 28,
                "principal": 30_000_000,
                "rate": "10",
                "interest": 230_137,
                "working": "30.000.000 × 10% × 28 ÷ 365 = 230.136,9863… → 230.137",
            },
        ],
        "estimate": True,
        "day_count": "actual/365",
        "citations": [
            "khoản 1 Điều 29, 152/2026/NĐ-CP",
            "khoản 2 Điều 29, 152/2026/NĐ-CP",
            "Điều 357, 91/2015/QH13",
            "Điều 468, 91/2015/QH13",
        ],
    }


def test_interest_for_people_says_that_it_is_an_estimate(terminal: Terminal) -> None:
    said = terminal.does("compute", "interest", json.dumps(INTEREST | {"day_count": "actual/360"}))
    assert "Từ 01/01/2026 đến trước 01/03/2026: 59 ngày; 50.000.000 × 10% × 59 ÷ 360" in said
    assert "một năm 360 ngày" in said
    assert "chỉ là ước tính" in said
    assert "Không tính lãi trên lãi" in said


def test_rates_that_follow_each_other_take_the_place_of_one(terminal: Terminal) -> None:
    rates = [{"from": "2026-01-01", "rate": 10}, {"from": "2026-02-01", "rate": 9.5}]
    asked: dict[str, object] = {name: value for name, value in INTEREST.items() if name != "rate"}
    answer = compute(terminal, "interest", asked | {"rates": rates})
    assert answer["interest"] == 424_658 + 364_384  # 50.000.000 x 9,5 % x 28 / 365 = 364.383,56


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rate": None}, "đúng một trong hai trường «rate» và «rates»"),
        ({"rates": [{"from": "2026-01-01", "rate": 9}]}, "đúng một trong hai trường"),
        ({"rate": None, "rates": []}, "chưa có mức lãi cho ngày «from»"),
        ({"rate": None, "rates": [{"from": "2026-01-02", "rate": 9}]}, "chưa có mức lãi cho ngày «from»"),
        ({"rate": None, "rates": [{"from": "2026-01-01", "rate": 9}] * 2}, "hai mức cùng một ngày"),
        ({"rate": "10"}, "«rate»"), ({"rate": -1}, "«rate»"), ({"rate": 101}, "«rate»"), ({"rate": 1.1234567}, "«rate»"),
        ({"until": "2025-12-31"}, "trước ngày «from»"), ({"until": "2026-02-30"}, "«until»"),
        ({"principal": -1}, "«principal»"), ({"principal": 1.5}, "«principal»"), ({"principal": "50 triệu"}, "«principal»"),
        ({"payments": [{"on": "2026-02-01"}]}, "payments[1].amount"),
        ({"payments": [{"on": "2026-02-01", "amount": -5}]}, "payments[1].amount"),
        ({"pauses": [{"from": "2026-02-01", "until": "2026-01-01"}]}, "pauses[1].until"),
        ({"day_count": "30/360"}, "day_count"),
        ({"interest": 5}, "Không có trường «interest»"),
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_is_refused_with_the_field(
    terminal: Terminal, change: dict[str, object], says: str
) -> None:
    asked = {name: value for name, value in (INTEREST | change).items() if value is not None}
    refused = terminal.is_refused("compute", "interest", json.dumps(asked), "--json")
    assert says in refused
    assert refused.strip().endswith(".")
    assert "Hãy" in refused


def test_a_working_that_ends_shows_all_its_digits() -> None:
    from datetime import date
    from decimal import Decimal

    def shown(principal: int, rate: Decimal) -> str:
        return working(late_interest(principal, rate, date(2026, 1, 1), date(2026, 1, 2)).lines[0])

    assert shown(3_650, Decimal(5)) == "3.650 × 5% × 1 ÷ 365 = 0,5 → 1"
    assert shown(36_500_000, Decimal("9.50")) == "36.500.000 × 9,5% × 1 ÷ 365 = 9.500"
    assert shown(3_649, Decimal(5)) == "3.649 × 5% × 1 ÷ 365 = 0,4998… → 0"


def test_waiver_for_people_says_who_files(terminal: Terminal) -> None:
    said = terminal.does("compute", "waiver", json.dumps(WAIVER))
    assert "xét miễn, tối đa 7.000.000 đồng" in said
    assert "Cũng có thể xét giảm, tối đa 1.750.000 đồng" in said
    assert "Cơ quan thi hành án dân sự lập hồ sơ và Tòa án nhân dân khu vực quyết định" in said
    assert "theo cách hiểu của phần mềm; cán bộ đối chiếu hướng dẫn liên ngành." in said
    assert "Điều 43, 106/2025/QH15; khoản 1 Điều 44, 106/2025/QH15" in said


def test_waiver_for_people_says_what_is_missing_and_from_when(terminal: Terminal) -> None:
    said = terminal.does("compute", "waiver", json.dumps(WAIVER | {"first_decision_on": "2023-05-10"}))
    assert "chưa đủ điều kiện" in said
    assert "Chưa hết 05 năm" in said
    assert "11/05/2028" in said


def test_a_better_measure_that_time_will_open_is_told(terminal: Terminal) -> None:
    said = terminal.does("compute", "waiver", json.dumps(WAIVER | {"first_decision_on": "2018-05-10"}))
    assert "Từ ngày 11/05/2028: có thể xét miễn" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"as_of": "2015-12-31"}, "trước ngày ra quyết định"),
        ({"as_of": "2026-06-30"}, "trước ngày 01/7/2026"),
        ({"no_means": "true"}, "no_means"),
        ({"remaining": -1}, "remaining"),
        ({"last_reduced_on": "2026-12-01"}, "sau ngày «as_of»"),
        ({"last_reduced_on": "2015-12-31"}, "«last_reduced_on»: trước ngày ra quyết định"),
        ({"hardship": "poverty"}, "hardship"),
    ],
)
def test_a_screening_that_cannot_be_is_refused(terminal: Terminal, change: dict[str, object], says: str) -> None:
    assert says in terminal.is_refused("compute", "waiver", json.dumps(WAIVER | change))


def test_the_fee_has_no_amount_until_the_agency_says_so(terminal: Terminal) -> None:
    answer = compute(terminal, "fee", FEE)
    assert answer["amount"] is None
    assert "trong thời hạn tự nguyện" in str(answer["reason"])
    assert "Không nêu số tiền phí" in terminal.does("compute", "fee", json.dumps(FEE))


def test_a_fee_says_that_it_is_on_all_that_was_received() -> None:
    answer = compute_fee.answer(FEE, replace(NO_BOOKS, fee_amounts=True))
    assert answer["amount"] == 3_000_000
    assert "Tổng số đã nhận nhiều hơn 2 lần lương cơ sở 2.530.000 đồng từ ngày 01/07/2026" in answer["reason"]
    assert "trên cả tổng số" in answer["reason"]


def test_a_fee_of_a_day_before_any_known_base_salary_is_refused(terminal: Terminal) -> None:
    assert "01/07/2013" in terminal.is_refused("compute", "fee", json.dumps(FEE | {"on": "2013-06-30"}))


def test_income_for_people_names_the_wage_and_the_unknown_year(terminal: Terminal) -> None:
    said = terminal.does("compute", "income", json.dumps(INCOME))
    assert "Phải để lại: 9.460.000 đồng." in said
    assert "chưa được xác nhận" not in said
    assert "chưa được xác nhận" in terminal.does("compute", "income", json.dumps(INCOME | {"on": "2027-01-01"}))


def test_income_for_people_says_when_it_may_be_otherwise(terminal: Terminal) -> None:
    agreed, only_home = "Các bên có thể thỏa thuận khác", "Chỉ trích lại khi bán nhà ở duy nhất"
    said = terminal.does("compute", "income", json.dumps(INCOME))
    assert agreed in said
    assert only_home not in said
    home = {"on": "2026-11-21", "region": 2, "income": 900_000_000, "of": "home"}
    said = terminal.does("compute", "income", json.dumps(home))
    assert "Phải để lại: 56.760.000 đồng." in said  # 12 x 4.730.000
    assert only_home in said
    assert agreed not in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"region": 5}, "region"), ({"region": 0}, "region"), ({"region": "II"}, "region"), ({"dependants": -1}, "dependants"),
        ({"on": "2026-06-30"}, "trước ngày 01/7/2026"), ({"of": "pension"}, "of"),
        ({"of": "takings"}, "Không có trường «dependants»"), ({"of": "home"}, "Không có trường «dependants»"),
    ],
)  # fmt: skip
def test_income_that_cannot_be_reckoned_is_refused(terminal: Terminal, change: dict[str, object], says: str) -> None:
    assert says in terminal.is_refused("compute", "income", json.dumps(INCOME | change))
