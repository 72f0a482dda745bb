"""Are amounts, days, hours and names written as a reader here writes them?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.library import Lang
from messages.vietnamese import day, dong, hour, masked_name, relative_day, short_day


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0 đồng"), (999, "999 đồng"), (12_345_678, "12.345.678 đồng"), (-5_000, "-5.000 đồng")],
)
def test_money_is_written_with_dots(amount: int, written: str) -> None:
    assert dong(amount) == written


def test_money_in_english_has_commas() -> None:
    assert dong(12_345_678, Lang.EN) == "12,345,678 dong"


@given(st.integers(min_value=0, max_value=10**15))
def test_written_money_reads_back_to_the_dong(amount: int) -> None:
    assert int(dong(amount).removesuffix(" đồng").replace(".", "")) == amount


def test_a_day_is_written_out() -> None:
    assert day(date(2026, 11, 5)) == "thứ Năm, ngày 5 tháng 11 năm 2026"
    assert day(date(2026, 11, 8)) == "Chủ nhật, ngày 8 tháng 11 năm 2026"
    assert day(date(2026, 11, 5), Lang.EN) == "Thursday, 5 November 2026"


def test_a_short_day_cannot_be_misread() -> None:
    assert short_day(date(2026, 11, 5)) == "05/11/2026"
    assert short_day(date(2026, 11, 5), Lang.EN) == "5 Nov 2026"


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="local day"):
        day(datetime(2026, 11, 5, tzinfo=UTC))


def test_hours_are_those_of_viet_nam() -> None:
    assert hour(datetime(2026, 11, 5, 1, 30, tzinfo=UTC)) == "8 giờ 30"
    assert hour(datetime(2026, 11, 5, 7, 0, tzinfo=UTC)) == "14 giờ"
    assert hour(datetime(2026, 11, 5, 1, 5, tzinfo=UTC)) == "8 giờ 05"
    assert hour(datetime(2026, 11, 5, 7, 0, tzinfo=UTC), Lang.EN) == "2:00 pm"


def test_an_hour_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        hour(datetime(2026, 11, 5, 8, 30))  # noqa: DTZ001 - the naive instant is what is refused


@pytest.mark.parametrize(
    ("distance", "words"),
    [(-2, "2 ngày trước"), (-1, "hôm qua"), (0, "hôm nay"), (1, "ngày mai"), (2, "ngày kia"), (7, "7 ngày nữa")],
)
def test_near_days_have_words(distance: int, words: str) -> None:
    today = date(2026, 11, 21)
    assert relative_day(today + timedelta(days=distance), today) == words


def test_near_days_have_english_words() -> None:
    assert relative_day(date(2026, 11, 24), date(2026, 11, 21), Lang.EN) == "in 3 days"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "N***n V. A."),
        ("  nguyễn   văn  an ", "N***n V. A."),
        ("Vũ Thị Bé", "V*** T. B."),
        ("Đạt", "Đ***t"),
        ("Y", "Y***"),
        ("Công Tằng Tôn Nữ Thị Hoài An", "C***g … T. H. A."),
        ("Nguye\u0302\u0303n An", "N***n A."),
        ("", "***"),
        ("- .", "***"),
    ],
)
def test_a_masked_name_shows_its_bearer_just_enough(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.lists(st.text(alphabet="ABCĐabcđếựỹ", min_size=3, max_size=9), min_size=1, max_size=8))
def test_no_whole_word_of_a_name_survives_masking(words: list[str]) -> None:
    masked = masked_name(" ".join(words))
    assert not any(word in masked for word in words)
