"""What each kind of cell is read as; what cannot be read in one way only is never guessed."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.decisions import ReviewResult
from casework.imports.addresses import commune_of, read_address
from casework.imports.amounts import LARGEST, read_amount
from casework.imports.cells import read_birth_year, read_paper_number, read_rate
from casework.imports.dates import EARLIEST, read_date
from casework.imports.findings import Trouble
from casework.imports.identity import birth_year, read_identity
from casework.imports.names import display_name, is_organisation, is_state, read_name
from casework.imports.phones import read_phone
from casework.imports.reasons import SAID, Reason, Severity
from casework.imports.sheet import Cell
from casework.imports.vocabulary import NoteFlag, note_flags, obligation_kind, read_review_result
from casework.payment_order import Kind
from tests.imports.hostile.people import UNUSUAL
from tests.imports.making_files import TODAY


def told(answer: object) -> tuple[Severity, Reason, object, str | None]:
    assert isinstance(answer, Trouble), answer
    return answer.severity, answer.reason, answer.kept, answer.proposal


def held(reason: Reason, proposal: str | None = None) -> tuple[Severity, Reason, object, str | None]:
    return Severity.HELD, reason, None, proposal


def doubtful(reason: Reason, kept: object = None, proposal: str | None = None) -> tuple[object, ...]:
    return Severity.DOUBTFUL, reason, kept, proposal


def test_every_reason_says_what_is_wrong_and_then_what_to_do() -> None:
    assert set(SAID) == set(Reason)
    for sentence in SAID.values():
        wrong, remedy = sentence.split(". Hãy ")
        assert wrong
        assert remedy.endswith(".")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("095081000001", "095081000001"),
        (" 095 081 000 001 ", "095081000001"),
        ("095.081.000.001", "095081000001"),
        ("'095081000001", "095081000001"),
        ("０９５０８１０００００１", "095081000001"),
    ],
)
def test_an_identity_number_of_twelve_digits_is_taken(value: Cell, read: str) -> None:
    assert read_identity(value, TODAY) == read


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (79203001234, held(Reason.IDENTITY_ZERO_LOST, "079203001234")),
        ("79203001234", held(Reason.IDENTITY_ZERO_LOST, "079203001234")),
        (1203001234, held(Reason.IDENTITY_ZERO_LOST, "001203001234")),
        (99203001234, held(Reason.IDENTITY_LENGTH)),  # with its nought it would still be no province
        ("7.9203E+10", held(Reason.IDENTITY_SCIENTIFIC)),
        ("7,9203e10", held(Reason.IDENTITY_SCIENTIFIC)),
        (79203000000, held(Reason.IDENTITY_SCIENTIFIC)),
        (79203001234.5, held(Reason.IDENTITY_SCIENTIFIC)),
        ("٠٩٥٠٨١٠٠٠٠٠١", held(Reason.IDENTITY_SCRIPT)),
        ("०९५०८१०००००१", held(Reason.IDENTITY_SCRIPT)),
        ("O95081000001", held(Reason.IDENTITY_SCRIPT)),
        ("999081000001", held(Reason.IDENTITY_PROVINCE)),
        ("003081000001", held(Reason.IDENTITY_PROVINCE)),
        ("095281000001", held(Reason.IDENTITY_BIRTH)),  # 2081
        ("095981000001", held(Reason.IDENTITY_BIRTH)),
        ("095000000001", held(Reason.IDENTITY_BIRTH)),  # 1900
        ("0950810000011", held(Reason.IDENTITY_LENGTH)),
        ("12345", held(Reason.IDENTITY_LENGTH)),
        ("=A1", held(Reason.FORMULA)),
        (True, held(Reason.NOT_TEXT)),
        (date(2026, 1, 1), held(Reason.NOT_TEXT)),
        ("385123456", doubtful(Reason.IDENTITY_OLD_CARD, "385123456")),
        ("120081000001", doubtful(Reason.IDENTITY_ABROAD, "120081000001")),
        ("", doubtful(Reason.IDENTITY_NONE)),
        ("-", doubtful(Reason.IDENTITY_NONE)),
    ],
)
def test_other_identity_numbers_wait_or_are_flagged(value: Cell, answer: object) -> None:
    assert told(read_identity(value, TODAY)) == answer


@given(st.integers(0, 10**13))
def test_no_number_cell_ever_becomes_an_identity_number_by_itself(number: int) -> None:
    answer = read_identity(number, TODAY)
    if len(str(number)) < 12:
        assert isinstance(answer, Trouble)
        assert answer.kept is None or len(answer.kept) == 9
        if answer.proposal is not None:
            assert answer.proposal == str(number).zfill(12)
            assert read_identity(answer.proposal, TODAY) == answer.proposal


@given(st.text(max_size=20))
def test_only_ascii_digits_come_out_of_any_text_as_identity_number(text: str) -> None:
    answer = read_identity(text, TODAY)
    kept = answer.kept if isinstance(answer, Trouble) else answer
    assert kept is None or (kept.isascii() and kept.isdigit() and len(kept) in (9, 12))


def test_the_year_of_birth_is_told_by_the_fourth_to_sixth_digit() -> None:
    assert [birth_year(number) for number in ("095081000001", "095195000001", "095301000196", "385123456")] == [
        1981,
        1995,
        2001,
        None,
    ]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("1.000.000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("1 000 000đ", 1_000_000),
        ("1\u00a0000\u202f000 ₫", 1_000_000),
        ("150.123.000 đ", 150_123_000),
        ("150.123.000 đồng", 150_123_000),
        ("150123000 VNĐ", 150_123_000),
        ("１５０.１２３.０００", 150_123_000),
        (472_500_000, 472_500_000),
        ("0", 0),
        (0, 0),
        ("", None),
        ("-", None),
        (LARGEST, LARGEST),
    ],
)
def test_sums_that_can_be_read_in_one_way_are_taken(value: Cell, read: int | None) -> None:
    assert read_amount(value) == read


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("đ", Reason.AMOUNT_FORM),
        ("khoảng 15 triệu", Reason.AMOUNT_FORM),
        ("12tr50", Reason.AMOUNT_FORM),  # 12.050.000 or 12.500.000
        ("5tr/tháng", Reason.AMOUNT_FORM),
        ("5 chỉ vàng 24k", Reason.AMOUNT_FORM),
        ("1,5 tỷ rưỡi", Reason.AMOUNT_FORM),
        ("1,2345 nghìn", Reason.AMOUNT_FORM),
        ("hai triệu năm", Reason.AMOUNT_FORM),
        ("12²tr", Reason.AMOUNT_FORM),
        ("0.500.000", Reason.AMOUNT_FORM),
        ("0500000", Reason.AMOUNT_FORM),
        ("00", Reason.AMOUNT_FORM),
        ("1.500", Reason.AMOUNT_UNCLEAR),
        ("1,500 đ", Reason.AMOUNT_UNCLEAR),
        ("1.500 tỷ", Reason.AMOUNT_UNCLEAR),
        ("1,500 tỷ", Reason.AMOUNT_UNCLEAR),
        ("15.000.000 (mười sáu triệu đồng)", Reason.AMOUNT_WORDS_DIFFER),
        ("300 000\n200 000", Reason.AMOUNT_SEVERAL),
        ("1e9", Reason.AMOUNT_FORM),
        ("1.000,000", Reason.AMOUNT_FORM),
        ("1.00.000", Reason.AMOUNT_FORM),
        ("10.0000", Reason.AMOUNT_FORM),
        ("١٠٠٠", Reason.AMOUNT_FORM),
        ("-5", Reason.AMOUNT_NEGATIVE),
        ("(5.000)", Reason.AMOUNT_NEGATIVE),
        (-5, Reason.AMOUNT_NEGATIVE),
        ("12,5", Reason.AMOUNT_FRACTION),
        ("1.000.000,50", Reason.AMOUNT_FRACTION),
        (12.5, Reason.AMOUNT_FRACTION),
        (LARGEST + 1, Reason.AMOUNT_TOO_LARGE),
        ("1.000.000.000.000.001", Reason.AMOUNT_TOO_LARGE),
        ("=A1*2", Reason.FORMULA),
        (True, Reason.NOT_TEXT),
        (date(2026, 1, 1), Reason.NOT_TEXT),
    ],
)
def test_other_sums_wait(value: Cell, reason: Reason) -> None:
    assert told(read_amount(value)) == held(reason)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1,5 tỷ", 1_500_000_000),
        ("1.5 tỉ", 1_500_000_000),
        ("15 triệu", 15_000_000),
        ("15 trđ", 15_000_000),
        ("12tr5", 12_500_000),
        ("12tr500", 12_500_000),
        ("2 tỷ 300 triệu", 2_300_000_000),
        ("2 tỷ, 300 triệu và 500 nghìn đồng", 2_300_500_000),
        ("2 tỷ rưỡi", 2_500_000_000),
        ("0,500 tỷ", 500_000_000),
        ("1.234.567 triệu", 1_234_567_000_000),
        ("1.500,5 triệu", 1_500_500_000),
        ("1tr", 1_000_000),
        ("500K", 500_000),
        ("năm trăm nghìn đồng", 500_000),
        ("Một tỷ hai trăm linh năm triệu đồng", 1_205_000_000),
        ("15 trieu dong", 15_000_000),
        ("15.000.000 đ (Mười lăm triệu đồng)", 15_000_000),
    ],
)
def test_a_sum_in_words_or_abbreviated_waits_with_its_only_reading(value: str, meant: int) -> None:
    assert told(read_amount(value)) == held(Reason.AMOUNT_IN_WORDS, str(meant))
    assert read_amount(str(meant)) == meant


@pytest.mark.parametrize("value", ["1.000.000,00", "1,000,000.0 đ", "1000000.00"])
def test_a_sum_with_noughts_for_a_fraction_waits_with_the_whole_sum(value: str) -> None:
    assert told(read_amount(value)) == held(Reason.AMOUNT_FRACTION, "1000000")


@given(st.integers(1, 999_999), st.sampled_from([("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3)]), st.integers(0, 3))
def test_an_abbreviated_sum_is_proposed_exactly_or_not_at_all(
    number: int, unit: tuple[str, int], decimals: int
) -> None:
    """The number with so many decimals, in both spellings; three decimals may be thousands."""
    whole, part = divmod(number, 10**decimals)
    said = f"{whole},{part:0{decimals}}" if decimals else str(whole)
    for text in (f"{said} {unit[0]}", f"{said.replace(',', '.')}{unit[0]}"):
        severity, reason, kept, proposal = told(read_amount(text))
        assert (severity, kept) == (Severity.HELD, None)
        if proposal is not None:
            assert reason is Reason.AMOUNT_IN_WORDS
            assert int(proposal) * 10**decimals == number * unit[1]
        elif unit[1] >= 10**decimals and 0 < whole * unit[1] < LARGEST:
            assert decimals == 3
            assert 1 <= whole <= 999


@pytest.mark.parametrize("amount", [472, 9_999, "9 999"])
def test_a_sum_below_ten_thousand_dong_is_flagged_because_the_unit_may_be_another(amount: Cell) -> None:
    assert told(read_amount(amount)) == doubtful(Reason.AMOUNT_SMALL, int(str(amount).replace(" ", "")))


@given(
    st.integers(10_000, LARGEST), st.sampled_from([".", ",", " "]), st.sampled_from(["", " đ", "đ", " đồng", " VND"])
)
def test_a_sum_reads_the_same_however_it_is_grouped(amount: int, separator: str, currency: str) -> None:
    assert read_amount(f"{amount:,}".replace(",", separator) + currency) == amount


@given(st.text(alphabet="0123456789.,- đtrE+()", max_size=24))
def test_a_sum_never_loses_or_gains_a_digit(text: str) -> None:
    answer = read_amount(text)
    if isinstance(answer, int):
        assert str(answer) == "".join(filter(str.isdigit, text)).lstrip("0") or answer == 0


@pytest.mark.parametrize(
    "value",
    [
        date(2023, 4, 18),
        datetime(2023, 4, 18, 7, 30),  # noqa: DTZ001  cells have no time zone
        "18/04/2023",
        "18/4/2023",
        "18-04-2023",
        "18.04.2023",
        " 18 / 04 / 2023 ",
        "2023-04-18",
        "2023-04-18 00:00:00",
        "2023/04/18",
        "2023.4.18",
        "ngày 18 tháng 4 năm 2023",
        "Ngày 18/4/2023",
    ],
)
def test_a_day_is_read_from_a_date_cell_or_from_text_with_the_day_first(value: Cell) -> None:
    assert read_date(value, TODAY) == date(2023, 4, 18)


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("31/02/2026", held(Reason.DATE_IMPOSSIBLE)),
        ("29/02/2027", held(Reason.DATE_IMPOSSIBLE)),
        ("04/18/2023", held(Reason.DATE_MONTH_FIRST, "2023-04-18")),
        ("04/18/1923", held(Reason.DATE_IMPOSSIBLE)),
        ("18 tháng 18 năm 2023", held(Reason.DATE_IMPOSSIBLE)),
        ("ngày 4 tháng 18 năm 2023", held(Reason.DATE_IMPOSSIBLE)),
        ("29/02/1900", held(Reason.DATE_IMPOSSIBLE)),
        ("02/03/26", held(Reason.DATE_SHORT_YEAR)),
        ("02/03/202", held(Reason.DATE_FORM)),
        ("hôm qua", held(Reason.DATE_FORM)),
        (46000, held(Reason.DATE_SERIAL, "2025-12-09")),
        ("46000", held(Reason.DATE_SERIAL, "2025-12-09")),
        (60, held(Reason.DATE_SERIAL)),
        (99999, held(Reason.DATE_SERIAL)),
        (10**9, held(Reason.DATE_FORM)),
        (date(1900, 2, 28), held(Reason.DATE_TOO_OLD)),
        (date(2062, 3, 2), held(Reason.DATE_FUTURE)),
        (TODAY + timedelta(days=1), held(Reason.DATE_FUTURE)),
        ("21/11/2026", held(Reason.DATE_FUTURE)),
        ("=TODAY()", held(Reason.FORMULA)),
        (time(1, 2), held(Reason.DATE_FORM)),
        (True, held(Reason.DATE_FORM)),
        (45000.5, held(Reason.DATE_FORM)),
    ],
)
def test_other_days_wait(value: Cell, answer: object) -> None:
    assert told(read_date(value, TODAY)) == answer


@given(st.dates(EARLIEST, TODAY), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "ngày %d tháng %m năm %Y"]))
def test_every_day_up_to_today_is_read_back_from_each_way_of_writing_it(day: date, written: str) -> None:
    assert read_date(day.strftime(written), TODAY) == day


@given(st.text(alphabet="0123456789/-. ngàytháăm", max_size=26))
def test_no_text_becomes_a_day_out_of_bounds(text: str) -> None:
    answer = read_date(text, TODAY)
    assert answer is None or isinstance(answer, Trouble) or EARLIEST <= answer <= TODAY


@pytest.mark.parametrize(
    "value",
    ["0900000004", "+84900000004", "84900000004", "0084900000004", "0900 000 004", "0900.000.004", "(090)0000004"],
)
def test_the_spellings_of_one_mobile_number_become_one(value: str) -> None:
    assert read_phone(value) == "+84900000004"


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (900000004, doubtful(Reason.PHONE_ZERO_LOST, None, "+84900000004")),
        ("0900000004; 0900000005", doubtful(Reason.PHONE_SEVERAL, "+84900000004")),
        ("01629000004", doubtful(Reason.PHONE_OLD_PREFIX, None, "+84329000004")),
        ("01299000004", doubtful(Reason.PHONE_OLD_PREFIX, None, "+84829000004")),
        ("01869000004", doubtful(Reason.PHONE_OLD_PREFIX, None, "+84569000004")),
        ("+841999000004", doubtful(Reason.PHONE_OLD_PREFIX, None, "+84599000004")),
        (1629000004, doubtful(Reason.PHONE_OLD_PREFIX, None, "+84329000004")),
        ("01609000004", doubtful(Reason.PHONE_FORM)),  # never given out
        ("02913000004", doubtful(Reason.PHONE_LANDLINE)),
        ("0100000004", doubtful(Reason.PHONE_FORM)),
        ("090000000", doubtful(Reason.PHONE_FORM)),
        ("09000000045", doubtful(Reason.PHONE_FORM)),
        ("không có", doubtful(Reason.PHONE_FORM)),
        ("٠٩٠٠٠٠٠٠٠٤", doubtful(Reason.PHONE_FORM)),
        (date(2026, 1, 1), doubtful(Reason.PHONE_FORM)),
    ],
)
def test_other_phone_numbers_are_left_out_and_flagged(value: Cell, answer: object) -> None:
    assert told(read_phone(value)) == answer


def test_an_empty_phone_cell_is_no_trouble() -> None:
    assert read_phone("") is None


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        (10, "10"),
        ("10", "10"),
        ("10%", "10"),
        ("10,5%", "10.5"),
        ("10.5 %", "10.5"),
        (10.5, "10.5"),
        ("10%/năm", "10"),
        ("0", "0"),
        ("0,5%", "0.5"),
    ],
)
def test_a_rate_is_percent_a_year(value: Cell, rate: str) -> None:
    assert read_rate(value) == Decimal(rate)


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (0.1, held(Reason.RATE_FRACTION, "10%")),
        (0.105, held(Reason.RATE_FRACTION, "10.5%")),
        ("0,83%/tháng", held(Reason.RATE_MONTHLY)),
        ("theo bản án", held(Reason.RATE_FORM)),
        (-1, held(Reason.RATE_FORM)),
        (150, held(Reason.RATE_FORM)),
        ("36%", doubtful(Reason.RATE_HIGH, Decimal(36))),
        (True, held(Reason.RATE_FORM)),
    ],
)
def test_other_rates_wait_or_are_flagged(value: Cell, answer: object) -> None:
    assert told(read_rate(value)) == answer


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("HUỲNH ĐỨC LỢI  ", "HUỲNH ĐỨC LỢI"),
        ("Le\u0302 Va\u0306n  Thua\u0323\u0302n", "Lê Văn Thuận"),
        ("Trần\u200b Văn\u200d A\ufeff", "Trần Văn A"),
        ("Y Bhok Niê", "Y Bhok Niê"),
        ("Công ty TNHH 2 thành viên X-Y", "Công ty TNHH 2 thành viên X-Y"),
        ("", None),
    ],
)
def test_a_name_loses_only_the_traces_of_typing(value: str, name: str | None) -> None:
    assert read_name(value) == name


@pytest.mark.parametrize("name", UNUSUAL)
def test_names_that_are_only_unusual_are_never_flagged(name: str) -> None:
    for written in (name, unicodedata.normalize("NFD", name), name.upper(), f" {name.replace(' ', '  ')}\u200b"):
        assert read_name(written) == " ".join(unicodedata.normalize("NFC", written).replace("\u200b", "").split())


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("NguyÔn V¨n An", held(Reason.NAME_OLD_FONT)),
        ("TrÇn ThÞ Hång", held(Reason.NAME_OLD_FONT)),
        ("Nguyeãn Vaên Taâm", held(Reason.NAME_OLD_FONT)),
        ("Nguyá»…n VÄƒn An", held(Reason.NAME_OLD_FONT)),
        ("Jürgen Müller", doubtful(Reason.NAME_OLD_FONT, "Jürgen Müller")),
        ("Nguy?n V?n An", held(Reason.NAME_LETTERS_LOST)),
        ("Nguy\ufffdn Văn An", held(Reason.NAME_LETTERS_LOST)),
        ("Trần Văn A và Lê Thị B", doubtful(Reason.NAME_SEVERAL, "Trần Văn A và Lê Thị B")),
        ("Trần Văn A, Lê Thị B", doubtful(Reason.NAME_SEVERAL, "Trần Văn A, Lê Thị B")),
        ("Trần Văn A\nLê Thị B", doubtful(Reason.NAME_SEVERAL, "Trần Văn A Lê Thị B")),
        ("TRẦN VĂN A VÀ LÊ THỊ B", doubtful(Reason.NAME_SEVERAL, "TRẦN VĂN A VÀ LÊ THỊ B")),
        ("Ðỗ Văn A", doubtful(Reason.NAME_LETTER, "Ðỗ Văn A", "Đỗ Văn A")),
        ("Trần Vаn Hoа", doubtful(Reason.NAME_SCRIPT, "Trần Vаn Hoа", "Trần Van Hoa")),
        ("Иван Петров", doubtful(Reason.NAME_SCRIPT, "Иван Петров")),
        ("=cmd|'/c calc'!A1", doubtful(Reason.NAME_FORMULA_LIKE, "=cmd|'/c calc'!A1")),
        ("Trần Văn 2", doubtful(Reason.NAME_ODD, "Trần Văn 2")),
        (12, held(Reason.NOT_TEXT)),
    ],
)
def test_names_with_wrong_letters_are_kept_and_flagged(value: Cell, answer: object) -> None:
    assert told(read_name(value)) == answer


def test_a_name_all_in_capitals_is_shown_with_ordinary_ones() -> None:
    assert display_name("HUỲNH ĐỨC LỢI") == "Huỳnh Đức Lợi"
    assert display_name("Y Bhok Niê") == "Y Bhok Niê"
    assert display_name("H'HEN NIÊ") == "H'Hen Niê"
    assert display_name("ĐINH THỊ K’RỂ") == "Đinh Thị K’Rể"
    assert display_name("CÔNG TY TNHH ABC") == "CÔNG TY TNHH ABC"


def test_organisations_and_the_state_are_known_by_their_names() -> None:
    assert is_organisation("Ngân hàng TMCP X")
    assert is_organisation("CTY TNHH An Bình")
    assert not is_organisation("Trần Thị Hội")
    assert is_state("Sung công quỹ Nhà nước")
    assert not is_state("Lê Hữu Nghĩa")


@pytest.mark.parametrize(
    "number", ["001/QĐ-CCTHADS", "193/2021/HSST", "66/2023/HNGĐ-ST", "12A/QĐ-THADS", "15/2026/QĐ-THADS"]
)
def test_numbers_of_papers_are_kept_as_written(number: str) -> None:
    assert read_paper_number(f" {number} ") == number


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (date(2021, 12, 1), held(Reason.NUMBER_IS_DATE)),
        ("001/QÐ-THADS", doubtful(Reason.NUMBER_LETTER, "001/QÐ-THADS", "001/QĐ-THADS")),
        ("không số", doubtful(Reason.NUMBER_ODD, "không số")),
        ("=A1", held(Reason.FORMULA)),
    ],
)
def test_other_numbers_of_papers_wait_or_are_flagged(value: Cell, answer: object) -> None:
    assert told(read_paper_number(value)) == answer


def test_a_year_of_birth_comes_from_a_year_or_a_date() -> None:
    assert [read_birth_year(value, TODAY) for value in (1981, "1981", "02/03/1981", date(1981, 3, 2), "")] == [
        1981,
        1981,
        1981,
        1981,
        None,
    ]
    for odd in (1850, 2030, "81", "khoảng 1980", True):
        assert told(read_birth_year(odd, TODAY)) == doubtful(Reason.BIRTH_YEAR_ODD)


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        ("Vĩnh Thanh", "Vĩnh Thanh"),
        ("TT. Phước Long", "TT. Phước Long"),
        ("xã Hưng Phú", "xã Hưng Phú"),
        ("Ấp 3, xã Vĩnh Thanh, huyện Phước Long", "xã Vĩnh Thanh, huyện Phước Long"),
        ("Số 5, đường 30/4, P.1, TP. Bạc Liêu", "P.1, TP. Bạc Liêu"),
        ("Khóm 2, Thị trấn Phước Long", "Thị trấn Phước Long"),
        ("Ấp 3 xã Vĩnh Thanh huyện Phước Long", "xã Vĩnh Thanh, huyện Phước Long"),
        ("ấp 3 xã Vĩnh Thanh - H. Phước Long - tỉnh Bạc Liêu", "xã Vĩnh Thanh, H. Phước Long, tỉnh Bạc Liêu"),
        ("12 Trần Phú, Phường Phường Đúc, TP. Huế", "Phường Phường Đúc, TP. Huế"),
        ("Khóm 1, phường 1, thị xã Giá Rai", "phường 1, thị xã Giá Rai"),
        ("khom 1 phuong 1 thi xa Gia Rai", "phuong 1, thi xa Gia Rai"),
        ("Số 5, F.8, TP Vũng Tàu", "F.8, TP Vũng Tàu"),
        ("Ấp 3, Vĩnh Thanh, huyện Phước Long", "Vĩnh Thanh, huyện Phước Long"),
        ("Vĩnh Thanh, Phước Long, Bạc Liêu", "Vĩnh Thanh, Phước Long, Bạc Liêu"),
        ("Ấp 3, huyện Phước Long", None),
        ("Vĩnh Thanh, tỉnh Bạc Liêu", "Vĩnh Thanh, tỉnh Bạc Liêu"),
        ("đường Hùng Vương, Bạc Liêu, tỉnh Cà Mau", None),
        ("Ấp Tân Lập", None),
        ("12 Trần Phú", None),
    ],
)
def test_the_commune_is_found_in_the_address(address: str, commune: str | None) -> None:
    assert commune_of(address) == commune
    answer = read_address(address)
    assert answer == address if commune else told(answer) == doubtful(Reason.COMMUNE_UNCLEAR, address)


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("Thi hành xong", ReviewResult.FINISHED),
        ("Đình chỉ", ReviewResult.TERMINATED),
        ("Lập hồ sơ xét miễn", ReviewResult.TO_WAIVE),
        ("Lập hồ sơ xét giảm", ReviewResult.TO_REDUCE),
        ("Có điều kiện, đang thi hành", ReviewResult.WITH_MEANS),
        ("CHƯA CÓ ĐIỀU KIỆN ", ReviewResult.NO_MEANS),
        ("chua co dieu kien thi hanh", ReviewResult.NO_MEANS),
        ("Hoãn THA", ReviewResult.DEFERRED),
        ("Hoãn thi hành án", ReviewResult.DEFERRED),
        ("", None),
    ],
)
def test_the_results_of_the_review_are_a_closed_table(written: str, result: ReviewResult | None) -> None:
    assert read_review_result(written) is result


@pytest.mark.parametrize("written", ["Hoàn trả dự nộp", "Sung công tài sản", "Đình chỉ một phần", "?", 5])
def test_other_results_are_flagged_and_never_guessed(written: Cell) -> None:
    assert told(read_review_result(written)) == doubtful(Reason.REVIEW_UNKNOWN)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Án phí dân sự sơ thẩm", Kind.COURT_FEE),
        ("Tiền phạt sung công", Kind.FINE),
        ("Truy thu tiền thu lợi bất chính", Kind.RECOVERY),
        ("Tịch thu sung quỹ", Kind.CONFISCATION),
        ("Bồi thường thiệt hại sức khỏe", Kind.COMPENSATION_HEALTH),
        ("Bồi thường thiệt hại tài sản", Kind.COMPENSATION),
        ("Cấp dưỡng nuôi con", Kind.ALIMONY),
        ("Trả nợ ngân hàng", Kind.BANK_DEBT),
        ("Trả nợ vay", Kind.DEBT),
        ("Trả nợ hụi", Kind.DEBT),
        ("Trả tiền mua bán lúa", Kind.DEBT),
        ("Giao trả quyền sử dụng đất", Kind.LAND_HANDOVER),
        ("Giao trả giấy tờ xe", Kind.HANDOVER),
        ("Hoàn trả tiền tạm ứng án phí", Kind.DEPOSIT_REFUND),
        ("Hoàn trả cho ông Lê Văn Mẫu tiền dự nộp", Kind.DEPOSIT_REFUND),
        ("Trả lại số tiền tạm giữ 500.000 đồng", Kind.DEPOSIT_REFUND),
        ("Trả lại tang vật cho bị cáo", Kind.EVIDENCE_RETURN),
        ("Trả lại tiền cho bị hại", Kind.REFUND),
        ("Tháo dỡ hàng rào", Kind.ACT),
        ("Trả lương", Kind.WAGE),
        ("Áp dụng theo bản án", Kind.OTHER),
    ],
)
def test_the_kind_of_obligation_is_told_by_its_words(content: str, kind: Kind) -> None:
    assert obligation_kind(content) is kind


@pytest.mark.parametrize(
    ("note", "flags"),
    [
        ("Đã chết", {NoteFlag.DECEASED}),
        ("đương sự đã mất ngày 2/3", {NoteFlag.DECEASED}),
        ("Đã mất khả năng lao động", set()),
        ("Đương sự đang chấp hành án phạt tù", {NoteFlag.IN_PRISON}),
        ("Khó khăn xuất phát từ dịch bệnh", set()),
        ("Gia đình chính sách, đi làm xa", {NoteFlag.POLICY_FAMILY, NoteFlag.AWAY}),
        ("Nợ Ngân hàng Chính sách xã hội", set()),
        ("Đã xác minh", set()),
    ],
)
def test_notes_say_what_changes_how_people_are_written_to(note: str, flags: set[NoteFlag]) -> None:
    assert note_flags(note) == flags
