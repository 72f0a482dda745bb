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
    Authorisation,
    CodeLetter,
    ComplaintLetter,
    ConfirmationRequest,
    Draft,
    LetterDoesNotFit,
    NamedDecision,
    Office,
    ReceptionSlip,
    Salutation,
    Signer,
    WaiverRequest,
    authorisation,
    code_letters,
    complaint_letter,
    confirmation_request,
    reception_slip,
    waiver_request,
)
from messages.letters.authorisation import Scope, Witness
from messages.letters.complaint_letter import Addressee, Letter
from messages.letters.confirmation_request import Standing
from messages.letters.waiver_request import Circumstance

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


IDENTITY = "095181000123"
SIGNER = Signer(name="Nguyễn Thị Thử", address="Ấp 3, xã Đức Hòa, tỉnh Tây Ninh", identity=IDENTITY)
DECISION = NamedDecision(
    number="123/QĐ-THADS",
    issued_on=date(2026, 7, 15),
    judgment="bản án số 48/2026/DS-ST của Tòa án nhân dân khu vực 3, ngày 12/05/2026",
)
BLANK = Draft(agency=OFFICE.agency, assistant=OFFICE.assistant, made_on=date(2026, 11, 16))
OWN = replace(BLANK, signer=SIGNER, decisions=[DECISION])
STORY = "Cán bộ kê biên chiếc xe máy là phương tiện đi làm duy nhất của tôi, biên bản không giao cho tôi."


def _drafts(draft: Draft, story: str = "") -> dict[str, bytes]:
    """Every kind of draft, with all that can be chosen chosen."""
    asked = [ConfirmationRequest(draft=draft, standing=standing) for standing in Standing]
    letters = [
        ComplaintLetter(draft=draft, letter=letter, addressee=to, learned_on=date(2026, 11, 9),
                        last_day=date(2026, 11, 24), story=story)
        for letter in Letter
        for to in Addressee
    ]  # fmt: skip
    papers = [
        Authorisation(draft=draft, witness=witness, taker=draft.signer, scope=set(Scope), to_the_end=True)
        for witness in Witness
    ]
    waiver = WaiverRequest(
        draft=draft, money="Án phí, lệ phí tòa án", left=4_200_000, paid=800_000,
        first_decision_on=date(2020, 3, 10), circumstances=set(Circumstance),
    )  # fmt: skip
    return {
        **{f"confirmation {one.standing}": confirmation_request(one) for one in asked},
        **{f"complaint {one.letter} {one.addressee}": complaint_letter(one) for one in letters},
        **{f"authorisation {one.witness}": authorisation(one) for one in papers},
        "waiver": waiver_request(waiver),
    }


def test_every_draft_says_what_it_is_and_that_handing_it_in_is_what_counts() -> None:
    for name, pdf in _drafts(BLANK).items():
        (page,) = _pages(pdf)
        assert "BẢN NHÁP" in page, name
        assert "Bản nháp do trợ lý ảo Gần Dân Tây Ninh của Thi hành án dân sự tỉnh Tây Ninh" in page, name
        assert "chỉ khi ông/bà điền đủ, ký và nộp thì mới được tính" in page, name
        (sheet,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
        assert [round(float(side)) for side in (sheet.mediabox.width, sheet.mediabox.height)] == [595, 842], "A4"


def test_what_nobody_said_is_a_dotted_line() -> None:
    for name, pdf in _drafts(BLANK).items():
        (page,) = _pages(pdf)
        assert re.search(r"Số định danh cá nhân: ?(\. ?){10,}", page), name
        assert re.search(r"Địa chỉ: ?(\. ?){10,}", page), name
        assert "ba số cuối" not in page, name


def test_an_own_draft_is_filled_in_but_never_with_a_whole_identity_number() -> None:
    for name, pdf in _drafts(OWN, STORY).items():
        (page,) = _pages(pdf)
        for words in ("Nguyễn Thị Thử", SIGNER.address, "123/QĐ-THADS", "15/07/2026", "48/2026/DS-ST"):
            assert words in page, (name, words)
        assert "ba số cuối: 123" in page, name
        assert IDENTITY not in page.replace(" ", ""), name
        assert IDENTITY[:9] not in pdf.decode("latin-1"), name


@pytest.mark.parametrize("number", [0, 1, 6, 7, 40])
def test_many_decisions_are_named_as_far_as_there_is_room_and_the_rest_counted(number: int) -> None:
    many = [replace(DECISION, number=f"{place:03d}/QĐ-THADS") for place in range(number)]
    draft = replace(OWN, decisions=many)
    (page,) = _pages(confirmation_request(ConfirmationRequest(draft=draft, standing=Standing.DEBTOR)))
    assert page.count("/QĐ-THADS") == min(number, 6)
    assert ("quyết định khác mang tên tôi" in page) is (number > 6)


def test_long_names_long_judgments_and_a_long_story_keep_to_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = Signer(name=f"{LONG_NAME} - {LONG_NAME}", address=f"{LONG_ADDRESS}; {LONG_ADDRESS}", identity=IDENTITY)
    judgment = f"bản án số 48/2026/KDTM-PT của {LONG_NAME}, ngày 12/05/2026"
    draft = replace(BLANK, signer=signer, decisions=[replace(DECISION, judgment=judgment)] * 7)
    for name, pdf in _drafts(draft, (STORY + " ") * 9).items():
        (page,) = _pages(pdf)
        assert f"{LONG_NAME} - {LONG_NAME}" in page, name
        assert "thì xin dùng mẫu của cơ quan" in page, name
    letter = ComplaintLetter(draft=draft, letter=Letter.FIRST, addressee=Addressee.AGENCY, story=STORY * 9)
    (sheet,) = _pictures(lambda: complaint_letter(letter), monkeypatch)
    inner = Image.new("L", (sheet.width - 180, sheet.height - 100), 255)
    sheet.paste(inner, (90, 50))
    assert sheet.getextrema() == (255, 255), "something is printed in the margin"


def test_a_story_too_long_for_its_page_is_refused_not_cut() -> None:
    with pytest.raises(LetterDoesNotFit):
        complaint_letter(ComplaintLetter(draft=OWN, letter=Letter.FIRST, addressee=Addressee.AGENCY, story=STORY * 60))


def test_each_letter_goes_to_whoever_settles_it() -> None:
    heads = {
        name: page.partition("Kính gửi: ")[2][:70]
        for name, pdf in _drafts(BLANK).items()
        for page in _pages(pdf)
        if name.startswith("complaint")
    }
    assert heads["complaint first agency"].startswith("Thủ trưởng Thi hành án dân sự tỉnh Tây Ninh")
    assert heads["complaint first office"].startswith("Trưởng văn phòng thi hành án dân sự")
    assert heads["complaint second bureau"].startswith("Thủ trưởng Cục Quản lý Thi hành án dân sự, Bộ Tư pháp")


def test_the_last_day_stands_on_the_complaint_for_whoever_hands_it_in() -> None:
    letter = ComplaintLetter(
        draft=BLANK, letter=Letter.FIRST, addressee=Addressee.AGENCY, learned_on=date(2026, 11, 9),
        last_day=date(2026, 11, 24),
    )  # fmt: skip
    (page,) = _pages(complaint_letter(letter))
    assert "Ngày tôi được thông báo hoặc biết việc đó: 09/11/2026" in page
    assert "hạn nộp đến hết thứ Ba, ngày 24 tháng 11 năm 2026" in page
    (undated,) = _pages(complaint_letter(replace(letter, learned_on=None, last_day=None)))
    assert "hạn nộp" not in undated


@pytest.mark.parametrize(
    ("witness", "words"),
    [
        (Witness.NOTARY, "CÔNG CHỨNG, CHỨNG THỰC"),
        (Witness.AGENCY, "XÁC NHẬN CỦA CƠ QUAN THI HÀNH ÁN DÂN SỰ"),
        (Witness.PRISON, "XÁC NHẬN CỦA TRẠI GIAM"),
        (Witness.UNSURE, "CÔNG CHỨNG, CHỨNG THỰC HOẶC CƠ QUAN THI HÀNH ÁN XÁC NHẬN"),
    ],
)
def test_an_authorisation_has_room_for_whoever_certifies_it(witness: Witness, words: str) -> None:
    (page,) = _pages(authorisation(Authorisation(draft=BLANK, witness=witness, until=date(2027, 5, 16))))
    assert words in page
    assert "đến hết ngày 16/05/2027" in page


def test_an_organisation_that_signs_has_a_representative_and_no_identity_number() -> None:
    bank = replace(OWN, signer=Signer(name="Ngân hàng Thử Nghiệm", address="Phường Long An", organisation=True))
    (page,) = _pages(confirmation_request(ConfirmationRequest(draft=bank, standing=Standing.CREDITOR)))
    assert "Tên tổ chức: Ngân hàng Thử Nghiệm" in page
    assert "Người đại diện:" in page
    assert "Số định danh" not in page


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=r"""#$*_@<>\[]{}`~"'/=-+.()ạđ1 """, max_size=40))
def test_no_words_of_theirs_can_break_a_draft_or_add_a_page(words: str) -> None:
    draft = replace(OWN, signer=replace(SIGNER, name=f"A {words}"))
    letter = ComplaintLetter(draft=draft, letter=Letter.FIRST, addressee=Addressee.AGENCY, story=words)
    assert len(_pages(complaint_letter(letter))) == 1


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
