"""Days are read as people here write and say them; what could mean two days is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messages.typed_day import LATEST, read_day
from messages.vietnamese import day, short_day

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("05/11/2026", date(2026, 11, 5)),
        ("5.11.2026", date(2026, 11, 5)),
        ("ngày 5 tháng 11 năm 2026", date(2026, 11, 5)),
        ("ngay 5 thang 11 nam 2026", date(2026, 11, 5)),
        ("2026-11-05", date(2026, 11, 5)),
        ("5/11", date(2026, 11, 5)),
        ("ngày 5/11.", date(2026, 11, 5)),
        ("mùng 5 tháng 11", date(2026, 11, 5)),
        ("20/11", date(2025, 11, 20)),
        ("29/2", date(2024, 2, 29)),
        ("hôm nay", TODAY),
        ("Hôm qua", date(2026, 11, 15)),
        ("bữa qua", date(2026, 11, 15)),
        ("3 ngày trước", date(2026, 11, 13)),
        ("cách đây 10 ngày", date(2026, 11, 6)),
        ("yesterday", date(2026, 11, 15)),
        ("3 days ago", date(2026, 11, 13)),
    ],
)
def test_a_day_that_has_been_is_read(typed: str, read: date) -> None:
    assert read_day(typed, TODAY, ahead=False) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5/11", date(2027, 11, 5)),
        ("20/11", date(2026, 11, 20)),
        ("mai", date(2026, 11, 17)),
        ("ngày kia", date(2026, 11, 18)),
        ("3 ngày nữa", date(2026, 11, 19)),
        ("in 3 days", date(2026, 11, 19)),
        ("31/12/2027", date(2027, 12, 31)),
    ],
)
def test_a_day_to_come_is_read(typed: str, read: date) -> None:
    assert read_day(typed, TODAY, ahead=True) == read


@pytest.mark.parametrize(
    "typed",
    ["", "31/6", "31/02/2026", "05/11/26", "11/25/2026", "3 ngày", "tuần trước", "khoảng tháng 5", "46000", "5", "2019",
     "0/0", "99/99/9999", "05/11/1980", "5/11 và 6/11", "tôi biết hôm qua hay hôm kia gì đó", "=TODAY()", "9" * 500],
)  # fmt: skip
@pytest.mark.parametrize("ahead", [True, False])
def test_what_is_not_clearly_one_day_is_none(typed: str, ahead: bool) -> None:
    assert read_day(typed, TODAY, ahead=ahead) is None


@given(st.dates(date(1990, 1, 1), LATEST))
def test_a_day_is_read_as_it_is_shown(shown: date) -> None:
    assert read_day(short_day(shown), TODAY, ahead=False) == shown
    assert read_day(day(shown).partition(", ")[2], TODAY, ahead=True) == shown


@given(st.text(max_size=80), st.booleans())
@example("1/1", True)
@example("٣ ngày trước", True)
def test_any_text_is_read_without_trouble(text: str, ahead: bool) -> None:
    read_day(text, TODAY, ahead=ahead)
