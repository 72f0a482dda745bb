import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from casework.linking_codes import PrintedCode, make_code, read_code
from messages.letters import (
    CodeLetter,
    LetterDoesNotFit,
    Office,
    ReceptionSlip,
    Salutation,
    code_letters,
    reception_slip,
)

OFFICE = Office(
    agency="Thi hành án dân sự tỉnh Tây Ninh",
    unit="Phòng Thi hành án dân sự khu vực 3",
    place="Tây Ninh",
    address="Số 12 đường Nguyễn Huệ, phường Long An, tỉnh Tây Ninh",
    site="thads.example.vn",
    assistant="Gần Dân Tây Ninh",
    phone="0900 000 100",
    hours="7 giờ 30 - 17 giờ, ngày làm việc",
)
CODES = [make_code(lambda _size, seed=seed: (0x5A3C99D27E41B + seed * 7919).to_bytes(7, "big")) for seed in range(3)]  # type: ignore[misc]  # the default binds the seed


def _letter(code: PrintedCode = CODES[0], **other: Any) -> CodeLetter:
    letter = CodeLetter(
        office=OFFICE,
        salutation=Salutation.MAN,
        name="Nguyễn Văn Thử",
        address="Ấp 3, xã Đức Hòa, tỉnh Tây Ninh",
        decision="số 123/QĐ-THADS ngày 05 tháng 11 năm 2026",
        code=code,
        url=f"https://thads.example.vn/k#k={code.display}",
        printed_on=date(2026, 11, 5),
        valid_until=date(2026, 12, 5),
        officer="Chấp hành viên Lê Thị Hoa",
        officer_phone="0900 000 101",
    )
    return replace(letter, **other)


def _pages(pdf: bytes) -> list[str]:
    """The text of each page, words on one line, as a reader's search would find it."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def _pictures(make: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[Image.Image]:
    """What the printer would put on paper: the same call, asked for pictures."""
    compile_pdf = typst.compile
    made: list[bytes] = []

    def compile_png(source: bytes, **asked: object) -> bytes:
        pictures = compile_pdf(source, format="png", ppi=150, ignore_system_fonts=True, sys_inputs=asked["sys_inputs"])  # type: ignore[call-overload]
        made.extend(pictures if isinstance(pictures, list) else [pictures])
        return b""

    monkeypatch.setattr(typst, "compile", compile_png)
    make()
    return [Image.open(io.BytesIO(picture)).convert("L") for picture in made]


def test_the_page_says_what_the_reader_needs() -> None:
    (page,) = _pages(code_letters([_letter()]))
    for words in (
        "THI HÀNH ÁN DÂN SỰ TỈNH TÂY NINH",
        "Tây Ninh, ngày 05 tháng 11 năm 2026",
        "Ông Nguyễn Văn Thử",
        "Ấp 3, xã Đức Hòa, tỉnh Tây Ninh",
        CODES[0].display,
        "trong 30 ngày: đến hết ngày 05/12/2026",
        "sáu số cuối",
        "Gần Dân Tây Ninh",
        "thads.example.vn",
        "không bao giờ yêu cầu ông/bà cung cấp mã OTP, mật khẩu, hoặc chuyển tiền vào tài khoản cá nhân",
        "Tờ này không phải là thông báo thi hành án",
        "không thay cho thông báo chính thức",
        "Chấp hành viên Lê Thị Hoa, điện thoại 0900 000 101",
        "0900 000 100",
    ):
        assert words in page
    assert [int(number) for number in re.findall(r"(?<!\S)([1-9]) (?=Quét|Nhập|Bấm)", page)] == [1, 2, 3, 4]


def test_the_code_as_printed_can_be_typed_back() -> None:
    (page,) = _pages(code_letters([_letter()]))
    (printed,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert read_code(printed) == CODES[0]


def test_names_keep_their_marks_however_they_were_typed() -> None:
    name = "Đặng Thị Phượng Uyển Nguyễn Hữu Thỉnh Ỷ Lữ"
    (page,) = _pages(code_letters([_letter(name=unicodedata.normalize("NFD", name), salutation=Salutation.WOMAN)]))
    assert f"Bà {name}" in page
    assert unicodedata.is_normalized("NFC", page)


def test_each_person_gets_one_page_with_their_own_code() -> None:
    names = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Hoàng Giả Định"]
    pages = _pages(code_letters([_letter(code, name=name) for code, name in zip(CODES, names, strict=True)]))
    assert len(pages) == 3
    for page, code, name in zip(pages, CODES, names, strict=True):
        assert (code.display in page, name in page) == (True, True)
        assert not [other for other in names if other != name and other in page]


def test_every_qr_code_opens_the_address_with_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    links = ["https://thads.example.vn/k#k={}", "https://t.me/gandan_example_bot?start={}"]
    letters = [
        _letter(code, url=link.format(code.display)) for code, link in zip(CODES[:2], links, strict=True)
    ]  # fmt: skip
    sheets = _pictures(lambda: code_letters(letters), monkeypatch)
    assert [[seen.text for seen in zxingcpp.read_barcodes(sheet)] for sheet in sheets] == [[x.url] for x in letters]
    assert [sheet.size for sheet in sheets] == [(1240, 1754)] * 2  # A4 at 150 dots an inch


LONG_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên Sản xuất, Thương mại, Dịch vụ và Xuất nhập khẩu Nông sản Đồng Tháp Mười"
)
LONG_ADDRESS = (
    "Tầng 12, tòa nhà số 345/67/8B đường Nguyễn Thị Minh Khai nối dài, tổ dân phố số 15, khu phố Bình Thạnh Đông 2, "
    "phường Long Nguyên Hữu, thành phố Hồ Chí Minh (tên cũ: xã Long Nguyên, huyện Bàu Bàng, tỉnh Bình Dương)"
)


def test_long_names_and_addresses_still_fit_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = _letter(name=f"{LONG_NAME} - {LONG_NAME}", address=f"{LONG_ADDRESS}; {LONG_ADDRESS}")
    (page,) = _pages(code_letters([letter]))
    assert f"{LONG_NAME} - {LONG_NAME}" in page
    assert "Mất mã, mã hết hạn:" in page
    (sheet,) = _pictures(lambda: code_letters([letter]), monkeypatch)
    margin = 100  # pixels at 150 dots an inch, a little less than the margins of the page
    inner = Image.new("L", (sheet.width - 2 * margin, sheet.height - 140), 255)
    blank = sheet.copy()
    blank.paste(inner, (margin, 70))
    assert blank.getextrema() == (255, 255), "something is printed in the margin"


def test_a_text_that_cannot_fit_is_refused_not_cut() -> None:
    with pytest.raises(LetterDoesNotFit):
        code_letters([_letter(), _letter(address="Ấp 3, xã Đức Hòa, " * 400)])
    with pytest.raises(LetterDoesNotFit):
        code_letters([_letter(name="A" * 200)])


def test_an_organisation_is_not_asked_for_an_identity_number() -> None:
    (page,) = _pages(code_letters([_letter(salutation=Salutation.ORGANISATION, name="Ngân hàng Thử Nghiệm")]))
    assert "Kính gửi: Ngân hàng Thử Nghiệm" in page
    assert "sáu số cuối" not in page
    assert "ông/bà" not in page.lower()


COMMANDS = '#panic("x") $x^2$ *đậm* _nghiêng_ @nguồn <nhãn> \\ [khối] `mã` // ghi chú "ngoặc" #include "a" = mục'


def test_names_that_look_like_commands_are_printed_as_they_are() -> None:
    (page,) = _pages(code_letters([_letter(name=COMMANDS)]))
    assert f"Ông {COMMANDS}" in page


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=r"""#$*_@<>\[]{}`~"'/=-+.()ạđ1 """, max_size=40))
def test_no_name_can_break_a_page_or_add_one(name: str) -> None:
    assert len(_pages(code_letters([_letter(name=f"A {name}")]))) == 1


def test_line_breaks_and_invisible_signs_do_not_reach_the_paper() -> None:
    (page,) = _pages(code_letters([_letter(name="Nguyễn\u200b\nVăn\t\u202eThử")]))
    assert "Ông Nguyễn Văn Thử" in page


def test_the_same_facts_give_the_same_file() -> None:
    assert code_letters([_letter()]) == code_letters([_letter()])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": f"https://thads.example.vn/k#k={CODES[1].display}"}, "code"),
        ({"url": f"http://thads.example.vn/k#k={CODES[0].display}"}, "https"),
        ({"valid_until": date(2026, 11, 5)}, "valid"),
    ],
)
def test_a_page_that_would_mislead_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        _letter(**wrong)


def test_no_letters_make_no_file() -> None:
    with pytest.raises(ValueError, match="no letter"):
        code_letters([])


SLIP = ReceptionSlip(
    office=OFFICE,
    salutation=Salutation.WOMAN,
    name="Trần Thị Mẫu",
    number=7,
    starts_at=datetime(2026, 11, 26, 1, 30, tzinfo=UTC),
    place="Hội trường Ủy ban nhân dân xã Đức Hòa, tỉnh Tây Ninh",
    host="Trưởng Thi hành án dân sự tỉnh",
    bring=["căn cước", "Quyết định thi hành án"],
    reference="H7Q2-K4",
    printed_on=date(2026, 11, 5),
)


def test_a_slip_tells_when_where_whom_and_what_to_bring() -> None:
    (page,) = _pages(reception_slip(SLIP))
    for words in (
        "Bà Trần Thị Mẫu",
        "Số thứ tự: 7",
        "8 giờ 30 thứ Năm, ngày 26 tháng 11 năm 2026",
        "Hội trường Ủy ban nhân dân xã Đức Hòa, tỉnh Tây Ninh",
        "Trưởng Thi hành án dân sự tỉnh",
        "căn cước; Quyết định thi hành án",
        "H7Q2-K4",
        "không phải là giấy triệu tập",
    ):
        assert words in page


def test_a_slip_is_one_small_page_also_with_long_texts_and_with_nothing_to_bring() -> None:
    long = replace(SLIP, name=LONG_NAME, place=LONG_ADDRESS, bring=[LONG_NAME])
    for slip in (long, replace(SLIP, bring=[])):
        (page,) = pypdf.PdfReader(io.BytesIO(reception_slip(slip))).pages
        assert [round(float(side)) for side in (page.mediabox.width, page.mediabox.height)] == [
            298,
            420,
        ]  # A6 in points
    assert "Mang theo" not in _pages(reception_slip(replace(SLIP, bring=[])))[0]


def test_a_slip_too_small_for_its_texts_is_refused() -> None:
    with pytest.raises(LetterDoesNotFit):
        reception_slip(replace(SLIP, place=f"{LONG_ADDRESS} " * 20))


def test_nothing_heavy_is_opened_before_something_is_printed() -> None:
    modules = "messages.letters, messages.payment_qr, messages.calendar_file, casework.linking_codes, casework.money"
    heavy = "{'typst', 'segno', 'argon2', 'babel', 'aiogram', 'telegram', 'holidays'}"
    opened = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert opened.stdout == "[]\n"
