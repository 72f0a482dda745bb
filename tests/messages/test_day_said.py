"""Days and hours are understood as people say them, asked back where they leave it open, and never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messages.day_said import AHEAD, DaySaid, Part, Refused, Why, read_day_said
from messages.folding import fold
from messages.vietnamese import day, hour, short_day

TODAY = date(2026, 11, 16)  # a Monday
MORNING, AFTERNOON = Part.MORNING, Part.AFTERNOON


def nov(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 11, one) for one in days)


def dec(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 12, one) for one in days)


def understood(text: str, today: date = TODAY) -> DaySaid:
    read = read_day_said(text, today)
    assert isinstance(read, DaySaid), f"{text!r} was read as {read}"
    return read


ONE_DAY = [
    ("thứ 5 tuần sau buổi sáng ở xã Vĩnh Thanh", nov(26), MORNING, None),
    ("thu 5 tuan sau buoi sang o xa Vinh Thanh", nov(26), MORNING, None),
    ("thứ năm tuần tới", nov(26), None, None),
    ("cho tôi thứ 5 tuần sau", nov(26), None, None),
    ("cho toi thu 5 tuan sau", nov(26), None, None),
    ("tuần sau nữa thứ 3", dec(1), None, None),
    ("buổi chiều tuần sau, thứ tư", nov(25), AFTERNOON, None),
    ("thứ sáu này", nov(20), None, None),
    ("thứ năm", nov(19), None, None),
    ("thứ tư", nov(18), None, None),
    ("thu tu nay co ai tiep toi duoc khong", nov(18), None, None),
    ("thứ bảy", nov(21), None, None),
    ("thứ bẩy", nov(21), None, None),
    ("chủ nhật", nov(22), None, None),
    ("CN này", nov(22), None, None),
    ("t5", nov(19), None, None),
    ("e rảnh chiều t5", nov(19), AFTERNOON, None),
    ("book giùm e lịch gặp sếp thi hành án t5 tuần này vs ạ", nov(19), None, None),
    ("bữa thứ ba đi", nov(17), None, None),
    ("mai", nov(17), None, None),
    ("sáng mai", nov(17), MORNING, None),
    ("sang mai toi len duoc khong", nov(17), MORNING, None),
    ("chiều mai", nov(17), AFTERNOON, None),
    ("ngày mai lúc 8 giờ rưỡi", nov(17), None, time(8, 30)),
    ("mốt", nov(18), None, None),
    ("ngày mốt", nov(18), None, None),
    ("ngày kia", nov(18), None, None),
    ("3 ngày nữa", nov(19), None, None),
    ("ba ngày nữa", nov(19), None, None),
    ("hôm nay", nov(16), None, None),
    ("chiều nay", nov(16), AFTERNOON, None),
    ("sáng nay còn chỗ không", nov(16), MORNING, None),
    ("26/11", nov(26), None, None),
    ("26.11", nov(26), None, None),
    ("26/11 lúc 8h20", nov(26), None, time(8, 20)),
    ("26-11-2026", nov(26), None, None),
    ("26/11/26", nov(26), None, None),
    ("2026-11-26", nov(26), None, None),
    ("ngày 26", nov(26), None, None),
    ("hôm 26", nov(26), None, None),
    ("ngày 26 tháng 11", nov(26), None, None),
    ("26 tháng 11 năm 2026", nov(26), None, None),
    ("ngày 26 tháng này", nov(26), None, None),
    ("ngày hai mươi sáu tháng mười một", nov(26), None, None),
    ("thứ tư ngày hai lăm", nov(25), None, None),
    ("thứ 5 ngày 26/11", nov(26), None, None),
    ("ngày mười sáu tháng mười hai", dec(16), None, None),
    ("26t11", nov(26), None, None),
    ("ngày 5", dec(5), None, None),
    ("ngày 5 tháng sau", dec(5), None, None),
    ("ngay 5 thang sau", dec(5), None, None),
    ("mùng 5 tháng 12 dương lịch", dec(5), None, None),
    ("ngày 20 tới", nov(20), None, None),
    ("10/1", (date(2027, 1, 10),), None, None),
    ("10 tháng 1 năm sau", (date(2027, 1, 10),), None, None),
    ("sáng t3 8h", nov(17), None, time(8)),
    ("8h sáng thứ 3", nov(17), None, time(8)),
    ("3 giờ chiều thứ 4", nov(18), None, time(15)),
    ("3h thứ 4", nov(18), None, time(15)),
    ("10 giờ kém 15 thứ 6", nov(20), None, time(9, 45)),
    ("hai giờ rưỡi chiều mai", nov(17), None, time(14, 30)),
    ("tomorrow at 9am", nov(17), None, time(9)),
    ("tuần sau thứ 5", nov(26), None, None),
    ("thứ 6 tuần sau lúc 8h40", nov(27), None, time(8, 40)),
    ("thu 5 tuan sau luc 8h40", nov(26), None, time(8, 40)),
    ("thứ 5 tuần tới 9h", nov(26), None, time(9)),
    ("tuan sau thu 5 buoi sang", nov(26), MORNING, None),
    ("tuần tới thứ 3 lúc 9h", nov(24), None, time(9)),
    ("thứ 2 tuần kế", nov(23), None, None),
    ("thu hai sau", nov(23), None, None),
    ("thứ năm hai sáu", nov(26), None, None),
    ("thứ Năm 26", nov(26), None, None),
    ("hăm mốt", nov(21), None, None),
    ("hai mươi sáu tháng mười một", nov(26), None, None),
    ("hai sau thang muoi mot", nov(26), None, None),
    ("8h 26/11", nov(26), None, time(8)),
    ("8 giờ 26 tháng 11", nov(26), None, time(8)),
    ("8 giờ 20, ngày 26 tháng 11", nov(26), None, time(8, 20)),
    ("26/11 8.20", nov(26), None, time(8, 20)),
    ("3 giờ thiếu 10 chiều mai", nov(17), None, time(14, 50)),
    ("ba giờ kém mười lăm chiều mai", nov(17), None, time(14, 45)),
    ("chin gio muoi lam sang mai", nov(17), None, time(9, 15)),
    ("thứ 6 cuối cùng của tháng", nov(27), None, None),
    ("thứ hai cuối cùng của tháng", nov(30), None, None),
    ("thứ 5 đầu tiên của tháng 12", dec(3), None, None),
    ("sang hoac chieu thu 5", nov(19), None, None),
    ("bữa thứ năm", nov(19), None, None),
    ("sáng thứ hai tới", nov(23), MORNING, None),
    ("chúa nhật", nov(22), None, None),
    ("ngày hăm lăm", nov(25), None, None),
    ("1 rưỡi chiều thứ 3", nov(17), None, time(13, 30)),
    ("8g30 sáng t4", nov(18), None, time(8, 30)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "days", "part", "at"), ONE_DAY)
def test_one_day_is_understood(said: str, days: tuple[date, ...], part: Part | None, at: time | None) -> None:
    read = understood(said)
    assert (read.days, read.part, read.at) == (days, part, at)
    assert not read.any_day


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("thứ 5 tới", nov(19, 26)),
        ("thu 5 toi", nov(19, 26)),
        ("next thursday morning", nov(19, 26)),
        ("thứ hai", nov(16, 23)),
        ("ngay mot", (*nov(18), *dec(1))),
        ("mai mốt", nov(17, 18)),
        ("thứ 5 hoặc thứ 6", nov(19, 20)),
        ("mai hoac mot", nov(17, 18)),
        ("ngày kìa", nov(18, 19)),
        ("26 hay 27 tháng 11", nov(26, 27)),
        ("26, 27/11", nov(26, 27)),
        ("26-28/11", nov(26, 27, 28)),
        ("từ 26 đến 28/11", nov(26, 27, 28)),
        ("từ thứ 2 tới thứ 4 tuần sau", nov(23, 24, 25)),
        ("thứ tư ngày 26", nov(18, 26)),
        ("thứ hai cuối tháng", nov(23, 30)),
        ("tuần sau nữa", (*nov(30), *dec(*range(1, 7)))),
        ("thứ năm tiếp theo", nov(19, 26)),
        ("thu nam sau", nov(19, 26)),
        ("thứ tư hoặc thứ năm tuần sau", (*nov(18), *nov(25, 26))),
        ("thứ 5 ngày 27/11", nov(19, 26, 27)),
        ("ngày 20 và 24", nov(20, 24)),
        ("thứ năm trong tháng 12", dec(3, 10, 17, 24, 31)),
        ("tuần sau", nov(*range(23, 30))),
        ("sang tuần", nov(*range(23, 30))),
        ("đầu tuần sau", nov(23, 24, 25)),
        ("cuối tuần", nov(20, 21, 22)),
        ("một tuần nữa", nov(*range(23, 30))),
        ("đầu tháng 12", dec(*range(1, 11))),
        ("giữa tháng sau", dec(*range(11, 21))),
        ("cuối tháng", nov(*range(21, 31))),
        ("t12 còn ngày nào trống k ad", dec(*range(1, 32))),
        ("từ 1/12 đến 5/12", dec(*range(1, 6))),
        ("trước ngày 20", nov(16, 17, 18, 19)),
        ("trong 3 ngày tới", nov(16, 17, 18, 19)),
        ("đặt trước thứ 5", nov(16, 17, 18, 19)),
    ],
)
def test_what_leaves_the_day_open_is_asked_back(said: str, days: tuple[date, ...]) -> None:
    assert understood(said).days == days


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("mùng 5", Why.MOON),
        ("mung 5", Why.MOON),
        ("mồng năm tháng mười", Why.MOON),
        ("rằm tháng 11", Why.MOON),
        ("đầu tháng chạp", Why.MOON),
        ("5/12 âm lịch", Why.MOON),
        ("16 âm", Why.MOON),
        ("ngày 10 ta", Why.MOON),
        ("10/10 ta", Why.MOON),
        ("ra giêng", Why.MOON),
        ("mùng 5 Tết", Why.TET),
        ("trước tết", Why.TET),
        ("sau tết", Why.TET),
        ("thứ 8", Why.NO_SUCH_DAY),
        ("thu 8", Why.NO_SUCH_DAY),
        ("thứ 1", Why.NO_SUCH_DAY),
        ("31/6", Why.NO_SUCH_DAY),
        ("31/11", Why.NO_SUCH_DAY),
        ("ngày 31", Why.NO_SUCH_DAY),  # November has none
        ("ngày 32", Why.NO_SUCH_DAY),
        ("ngày ba mốt", Why.NO_SUCH_DAY),
        ("ngay ba mot", Why.NO_SUCH_DAY),
        ("ngày 0 hoặc 0", Why.NO_SUCH_DAY),
        ("ngày 26 và 0", Why.NO_SUCH_DAY),
        ("ngày 26 và 32", Why.NO_SUCH_DAY),
        ("29/2", Why.NO_SUCH_DAY),
        ("tháng 13", Why.NO_SUCH_DAY),
        ("5/13", Why.NO_SUCH_DAY),
        ("hôm qua", Why.PAST),
        ("5/11", Why.PAST),
        ("thứ 5 tuần trước", Why.PAST),
        ("26/11/2025", Why.PAST),
        ("5/3", Why.TOO_FAR),
        ("năm 2028", Why.TOO_FAR),
        ("100 ngày nữa", Why.TOO_FAR),
        ("8 giờ tối thứ 5", Why.CLOSED_HOUR),
        ("tối mai", Why.CLOSED_HOUR),
        ("đêm mai", Why.CLOSED_HOUR),
        ("8h toi mai", Why.CLOSED_HOUR),
        ("8h toi", Why.CLOSED_HOUR),
        ("12h đêm", Why.CLOSED_HOUR),
        ("0 giờ", Why.CLOSED_HOUR),
        ("5 giờ sáng mai", Why.CLOSED_HOUR),
        ("25 giờ", Why.NO_SUCH_HOUR),
        ("8h75", Why.NO_SUCH_HOUR),
        ("trừ thứ hai", Why.UNCLEAR),
        ("tôi bận thứ 5", Why.UNCLEAR),
        ("ngoài thứ 5 ra", Why.UNCLEAR),
        ("thứ 5 tuần sau không được", Why.UNCLEAR),
        ("xin gặp trước ngày cưỡng chế 25/11", Why.UNCLEAR),
        ("vì mai họ xuống cưỡng chế", Why.UNCLEAR),
    ],
)
def test_what_should_not_be_guessed_is_refused_with_its_reason(said: str, why: Why) -> None:
    read = read_day_said(said, TODAY)
    assert isinstance(read, Refused), f"{said!r} was read as {read}"
    assert read.why is why
    assert TODAY <= read.near <= TODAY + timedelta(days=AHEAD)


@pytest.mark.parametrize(
    "said",
    [
        "muốn gặp lãnh đạo",
        "gặp chị Mai",
        "bản án 12/11",
        "thu 5 triệu",
        "thứ tự chia tiền",
        "lần thứ 2 rồi",
        "bên thứ ba",
        "số 12/11",
        "họ đòi phát mãi nhà",
        "chúng tôi 8 người",
        "5 triệu đồng",
        "hẹn bây giờ",
        "sang tên nhà cho con",
        "",
    ],
)
def test_words_without_a_day_are_none(said: str) -> None:
    assert read_day_said(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "takes", "takes_not"),
    [
        ("sau 9 giờ sáng thứ 4", time(9), time(8, 40)),
        ("thứ 5 tới lúc 8h", time(8), time(7, 30)),
        ("thứ 5 sau 9 giờ", time(9), time(8, 40)),
        ("8h30 tới 10h thứ 5", time(9, 40), time(10)),
        ("từ 8h đến 10h ngày 26", time(9, 40), time(10)),
        ("8-10h sáng mai", time(8), time(10, 20)),
        ("trước 10 giờ mai", time(9, 40), time(10)),
        ("buổi chiều", time(13, 30), time(11)),
        ("8 giờ 20", time(8, 20), time(8)),
        ("8 rưỡi", time(8, 30), time(8)),
        ("8h kém 15", time(7, 45), time(8)),
        ("14h", time(14), time(8)),
        ("2 gio chieu", time(14), time(8)),
    ],
)
def test_the_hour_bounds_the_times(said: str, takes: time, takes_not: time) -> None:
    read = understood(said)
    assert read.takes(takes)
    assert not read.takes(takes_not)


def test_from_a_day_on_means_that_day_and_all_after_it() -> None:
    for said in ("thứ 5 trở đi", "từ thứ 5 trở đi"):
        assert understood(said).days == tuple(TODAY + timedelta(days=n) for n in range(3, AHEAD + 1)), said


def test_an_hour_alone_is_of_any_day() -> None:
    read = understood("lúc 10 giờ được không")
    assert read.any_day
    assert len(read.days) == AHEAD + 1


def test_on_a_sunday_it_is_asked_which_week_is_the_next() -> None:
    assert understood("thứ 5 tuần sau", date(2026, 11, 22)).days == (date(2026, 11, 26), date(2026, 12, 3))


def test_a_short_t7_may_be_july_when_july_is_near() -> None:
    assert date(2026, 7, 2) in understood("t7", date(2026, 6, 16)).days
    assert date(2026, 6, 20) in understood("t7", date(2026, 6, 16)).days


def test_the_fifth_of_the_next_month_may_be_of_june_where_marks_are_missing() -> None:
    today = date(2026, 4, 20)
    assert understood("ngay 5 thang sau", today).days == (date(2026, 5, 5), date(2026, 6, 5))
    assert understood("ngày 5 tháng sau", today).days == (date(2026, 5, 5),)
    assert understood("ngày 5 tháng sáu", today).days == (date(2026, 6, 5),)


DAYS = st.dates(min_value=date(2026, 7, 1), max_value=date(2030, 12, 31))


@given(today=DAYS, ahead=st.integers(0, AHEAD))
@example(today=date(2026, 12, 31), ahead=1)
@example(today=date(2028, 2, 28), ahead=1)
def test_every_way_of_writing_a_day_gives_that_day(today: date, ahead: int) -> None:
    on = today + timedelta(days=ahead)
    for written in (
        short_day(on),
        day(on),
        fold(day(on)),
        f"{on.day}/{on.month}",
        f"{on.day}-{on.month}-{on.year}",
        on.isoformat(),
    ):
        assert understood(written, today).days == (on,), written


@given(today=DAYS, ahead=st.integers(AHEAD + 1, 180))
def test_no_day_beyond_sixty_is_taken(today: date, ahead: int) -> None:
    for written in (short_day(today + timedelta(days=ahead)), f"{ahead} ngày nữa"):
        read = read_day_said(written, today)
        assert isinstance(read, Refused)
        assert read.why is Why.TOO_FAR


@given(today=DAYS, behind=st.integers(1, 180))
def test_no_day_that_has_been_is_taken(today: date, behind: int) -> None:
    then = today - timedelta(days=behind)
    read = read_day_said(f"{then.day}/{then.month}/{then.year}", today)
    assert isinstance(read, Refused)
    assert read.why is Why.PAST


@given(hours=st.integers(7, 17), minutes=st.integers(0, 59))
def test_an_hour_of_the_office_is_read_as_it_is_shown(hours: int, minutes: int) -> None:
    from casework.clock import VIETNAM

    shown = hour(datetime(2026, 11, 26, hours, minutes, tzinfo=VIETNAM))
    assert understood(shown).at == time(hours, minutes)


@given(text=st.text(max_size=300), today=DAYS)
def test_whatever_is_written_only_days_within_reach_come_out(text: str, today: date) -> None:
    read = read_day_said(text, today)
    if isinstance(read, DaySaid):
        assert read.days
        assert list(read.days) == sorted(set(read.days))
        assert today <= read.days[0]
        assert read.days[-1] <= today + timedelta(days=AHEAD)


_PIECES = st.lists(
    st.sampled_from(
        ["thứ", "5", "8", "tuần", "sau", "tháng", "31/6", "mùng", "ngày", "26", "tới", "trước", "đến", "giờ", "sáng", "32",
         "năm", "tết", "2027", "mai", "rưỡi", "hoặc", "từ", "t7", "0", "99999", "/", "đầu", "cuối", "không", "11"]
    ),
    max_size=12,
)  # fmt: skip


@example(pieces=["ngày", "0", "hoặc", "0"], today=date(2026, 7, 1))
@example(pieces=["tháng", "5", "sau", "giờ"], today=date(2026, 7, 1))
@given(pieces=_PIECES, today=DAYS)
def test_any_heap_of_such_words_is_read_without_trouble_and_never_out_of_reach(pieces: list[str], today: date) -> None:
    for text in (" ".join(pieces), fold(" ".join(pieces))):
        read = read_day_said(text, today)
        if isinstance(read, DaySaid):
            assert all(today <= one <= today + timedelta(days=AHEAD) for one in read.days)
        elif isinstance(read, Refused):
            assert today <= read.near <= today + timedelta(days=AHEAD)
        if re.search(r"\bmùng \d{1,2}\b(?! (?:giờ|rưỡi))", text) and isinstance(read, DaySaid):
            pytest.fail(f"a day of the moon was taken: {text!r} {read}")


def test_at_least_sixty_ways_stand_in_the_tables() -> None:
    assert len({said for said, *_ in ONE_DAY}) >= 60
