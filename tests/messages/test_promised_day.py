"""A day to come is read as people say it; one that may be of the moon is never reckoned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.promised_day import Moon, end_of_week, promised_day_in, read_promised_day
from messages.typed_amount import amount_in

TUESDAY = date(2026, 11, 17)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("thứ sáu", date(2026, 11, 20)),
        ("thứ ba", date(2026, 11, 24)),
        ("t6 tuần sau", date(2026, 11, 27)),
        ("thứ 2 tới", date(2026, 11, 23)),
        ("cuối tuần này", date(2026, 11, 20)),
        ("tuần sau", date(2026, 11, 27)),
        ("cuối tháng", date(2026, 11, 30)),
        ("cuối tháng sau", date(2026, 12, 31)),
        ("ngày 5 tháng sau", date(2026, 12, 5)),
        ("ngày 20", date(2026, 11, 20)),
        ("ngày 10", date(2026, 12, 10)),
        ("ngay nam thang sau", date(2026, 12, 5)),
        ("5/12", date(2026, 12, 5)),
        ("ngày 5/12/2026 nhé", date(2026, 12, 5)),
        ("mai", date(2026, 11, 18)),
        ("3 ngày nữa", date(2026, 11, 20)),
        ("chắc khoảng ngày 25 nha", date(2026, 11, 25)),
        ("mùng 5 dương lịch", date(2026, 12, 5)),
    ],
)
def test_a_day_is_read(said: str, day: date) -> None:
    assert read_promised_day(said, TUESDAY) == day


@pytest.mark.parametrize(
    ("said", "by_sun"),
    [
        ("mùng 5", date(2026, 12, 5)),
        ("mùng mười tháng sau", date(2026, 12, 10)),
        ("mồng 5/12", date(2026, 12, 5)),
        ("rằm", None),
        ("mùng 10 âm lịch", None),
        ("qua tết", None),
        ("rằm tháng chạp", None),
        ("23 tháng chạp", None),
    ],
)
def test_what_may_be_a_day_of_the_moon_is_asked_back(said: str, by_sun: date | None) -> None:
    assert read_promised_day(said, TUESDAY) == Moon(by_sun)


@pytest.mark.parametrize("said", ["tháng sau", "khi nào có tiền", "31/02/2027", "99/99", "", "x" * 200, "ngày 40"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert read_promised_day(said, TUESDAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("ngày 20 tôi nộp", date(2026, 11, 20)),
        ("ngày 20 tới tôi nộp", date(2026, 12, 20)),
        ("thứ sáu tuần sau tôi đóng 2 triệu", date(2026, 11, 27)),
        ("cuối tháng có lương tôi trả", date(2026, 11, 30)),
        ("mùng 5 tháng sau tôi nộp 2 triệu", Moon(date(2026, 12, 5))),
        ("rằm tôi nộp", Moon(None)),
        ("ngày 5/12 nộp một nửa, ngày 10/12 nộp hết", None),
        ("tôi sẽ nộp", None),
    ],
)
def test_the_one_day_in_a_sentence_is_found(said: str, day: date | Moon | None) -> None:
    assert promised_day_in(said, TUESDAY) == day


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("ngày 10 tôi nộp 2 triệu", 2_000_000),
        ("mai nop 2tr5", 2_500_000),
        ("nộp 1.500.000 đ ngày 5/12", 1_500_000),
        ("2 triệu rưỡi mai nộp", 2_500_000),
        ("nộp 2 triệu rồi còn 3 triệu", None),
        ("trước 5.12.2026 nộp", None),
        ("12 tháng", None),
    ],
)
def test_the_one_sum_in_a_sentence_is_found(said: str, amount: int | None) -> None:
    assert amount_in(said) == amount


@given(DAYS)
def test_the_end_of_the_week_is_the_next_friday_or_today(today: date) -> None:
    friday = end_of_week(today)
    assert friday.weekday() == 4
    assert timedelta(0) <= friday - today < timedelta(days=7)


@given(DAYS, st.sampled_from(["hai", "ba", "tư", "năm", "sáu", "bảy"]))
def test_a_bare_weekday_is_one_of_the_next_seven_days(today: date, weekday: str) -> None:
    read = read_promised_day(f"thứ {weekday}", today)
    assert isinstance(read, date)
    assert timedelta(0) < read - today <= timedelta(days=7)


@given(DAYS, st.text(max_size=80))
def test_no_text_breaks_it(today: date, text: str) -> None:
    read_promised_day(text, today)
    promised_day_in(text, today)
