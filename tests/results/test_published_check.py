"""A file of published results is checked against itself: points, and cases exchanged with money."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.results.published import NotPublished, check_published
from casework.results.rates import percent

PUBLISHED = Path(__file__).with_name("published.csv").read_bytes()
HEAD = "source,unit,year,measure,done,rate_percent,target_percent,above_target_points,note\n"


def _file(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


def _pair(unit: str, cases: str, money: str) -> tuple[str, str]:
    return f"x,{unit},2019,cases,,{cases},,,", f"x,{unit},2019,money_vnd,,{money},,,"


def test_of_the_published_lines_only_nghe_an_is_flagged_as_exchanged() -> None:
    checked = check_published(PUBLISHED)
    assert (checked.lines, checked.compared, checked.paired) == (15, 6, 4)
    (found,) = checked.findings
    assert (found.row, found.column) == (10, "rate_percent")
    assert "Nghệ An 2019" in found.wrong
    assert "đổi chỗ" in found.wrong
    assert "33 thấp hơn chỉ tiêu tiền 73,5" in found.wrong
    assert found.remedy.endswith(".")


def test_the_rule_of_rates_alone_flags_nghe_an_too_and_leaves_high_rates_alone() -> None:
    units = (*_pair("Long An", "74.72", "36"), *_pair("Sóc Trăng", "76.58", "34.74"), *_pair("Lạng Sơn", "94", "83"))
    assert check_published(_file(*units)).findings == ()
    (found,) = check_published(_file(*units, *_pair("Nghệ An", "36", "83"))).findings
    assert found.row == 8


def test_one_unit_alone_without_targets_is_not_judged_by_its_rates() -> None:
    assert check_published(_file(*_pair("Nghệ An", "36", "83"))).findings == ()


def test_points_that_are_not_the_difference_are_named_with_all_three_numbers() -> None:
    (found,) = check_published(_file("x,Long An,2019,cases,17653,74.72,73,1.27,")).findings
    assert (found.row, found.column) == (2, "above_target_points")
    assert found.wrong == "Long An 2019: 74,72 trừ 73 là 1,72 điểm, nhưng ghi 1,27."


@pytest.mark.parametrize(
    ("points", "right"), [("1.7", True), ("2", True), ("1", False), ("1.72", True), ("1.71", False)]
)
def test_points_are_compared_to_the_decimals_they_are_printed_with(points: str, right: bool) -> None:
    assert (check_published(_file(f"x,Long An,2019,cases,,74.72,73,{points},")).findings == ()) is right


@given(done=st.integers(0, 10**13), base=st.integers(1, 10**13), target=st.integers(0, 10_000))
def test_what_a_report_prints_is_never_flagged(done: int, base: int, target: int) -> None:
    rate = percent(min(done, base), base)
    assert rate is not None
    asked = percent(target, 10_000)
    assert asked is not None
    assert check_published(_file(f"x,An Giang,2024,cases,1,{rate},{asked},{rate - asked},")).findings == ()


def test_a_comma_a_semicolon_and_a_percent_sign_are_read() -> None:
    text = (
        (HEAD + "x,Long An,2019,cases,17653,74.72,73,1.72,")
        .replace(",", ";")
        .replace(".", ",")
        .replace("74,72", "74,72 %")
    )
    checked = check_published(text.encode("utf-8-sig"))
    assert (checked.compared, checked.findings) == (1, ())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "thiếu cột"),
        (b"unit,year\nA,2019\n", "thiếu cột measure"),
        (HEAD.encode(), "không có số liệu"),
        (HEAD.encode("utf-16"), "UTF-8"),
        ((HEAD + 'x,"Long An,2019\n').encode(), "hỏng giữa chừng"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(NotPublished, match=sentence) as refused:
        check_published(content)
    assert "Hãy" in str(refused.value)


@pytest.mark.parametrize("cell", ["cao", "174", "-3", "7.4.7", "=1+1", "NaN", "1e3"])
def test_a_rate_that_is_none_is_flagged_and_the_rest_is_checked(cell: str) -> None:
    checked = check_published(_file(f"x,Long An,2019,cases,,{cell},73,1.72,", "x,Long An,2019,money_vnd,,36,33,4,"))
    assert [(one.row, one.column) for one in checked.findings] == [(2, "rate_percent"), (3, "above_target_points")]
