"""Is there any way to send a stranger's account, link or telephone, a dead rule, a threat, or a request for a secret?"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from casework.clock import VIETNAM
from messages import catalogue, explanations, library, translations
from messages.library import Kind, Lang
from messages.lint import ApprovedFacts, Fault, problems, reason
from messages.vietnamese import day, dong, hour, short_day

OURS = ApprovedFacts(
    accounts=frozenset({"3949 0 1234567"}),
    hosts=frozenset({"thads.moj.gov.vn", "www.gandan.example.vn"}),
    phones=frozenset({"0900 000 123", "1900 0999"}),
)
TODAY = date(2026, 11, 21)
FRAMES = [
    "Ông/bà chuyển tiền vào {} trước thứ Sáu.",
    "Số tài khoản: {}",
    "Gọi {} để được giúp.",
    "{}",
    "Xem tại {}, cảm ơn ông/bà.",
    "Vào ngày 05/11/2026 lúc 8:30 nộp 1.000.000 đồng: {}",
]
frames = st.sampled_from(FRAMES)


def faults(text: str) -> set[Fault]:
    return {problem.fault for problem in problems(text, approved=OURS)}


# --- what we say ourselves -------------------------------------------------------------------------------------------


def own_texts(topic: str) -> list[tuple[str, str, Kind]]:
    """Every text of a topic in both languages; the law's own texts are all shown as messages."""
    former = "(cũ)"  # names of dead laws, kept only so that citations of them are refused
    texts = [(key, vi) for key, vi in catalogue.entries(topic) if former not in vi]
    both = [(key, words) for key, vi in texts for words in (vi, translations.english(key, vi) or vi)]
    return [(key, words, Kind.TEXT if topic == catalogue.LAW else library.kind_of(key)) for key, words in both]


@pytest.mark.parametrize("topic", catalogue.topics())
def test_every_text_of_ours_passes(topic: str) -> None:
    found = {(key, words): problems(words, approved=OURS, kind=kind) for key, words, kind in own_texts(topic)}
    assert {key: faults for key, faults in found.items() if faults} == {}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("topic", explanations.topics())
def test_every_explanation_passes_as_it_is_shown(topic: str, lang: Lang) -> None:
    shown = explanations.render(explanations.get(topic, TODAY), lang, full=True)
    assert problems(shown, approved=OURS) == []


@given(st.integers(0, 10**13), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.times(), st.sampled_from(Lang))
def test_amounts_days_and_hours_are_not_taken_for_accounts(amount: int, when: date, at: object, lang: Lang) -> None:
    assert isinstance(at, type(datetime.min.time()))
    moment = datetime.combine(when, at, tzinfo=VIETNAM)
    text = f"Kỳ {short_day(when, lang)}: {dong(amount, lang)}. Hẹn {hour(moment, lang)} {day(when, lang)}."
    assert problems(text, approved=OURS) == []


@pytest.mark.parametrize(
    "text",
    [
        "Còn từ 5.000.000 đến 10.000.000 đồng, hạn 05/11/2026, lúc 7:30 - 11:30.",
        "Theo khoản 1, 2 Điều 36 Luật số 106/2025/QH15 và Nghị định 152/2026/NĐ-CP.",
        "Quyết định số 1234/2026/QĐST-DS ngày 2/7/2026 của Tòa án nhân dân khu vực 3, TP.HCM.",
        "Nộp vào tài khoản 3949.0.1234567 của cơ quan. Gọi +84 900 000 123 hoặc 1900-0999.",
        "Tài khoản 394901234567, điện thoại 0900000123, 19000999.",
        "Xem https://thads.moj.gov.vn/tin/thong-bao.html hoặc gandan.example.vn.",
        "Cơ quan không bao giờ hỏi mã OTP, mật khẩu. Ông/bà đừng gửi cho bất kỳ ai.",
        "Ai dọa ông/bà sẽ bị bắt nếu không chuyển tiền là lừa đảo. Gọi 113.",
        "Kẻ gian thường nói có lệnh bắt. Ông/bà đừng đọc mã OTP cho họ.",
        "Còn 3 ngày nữa; mời ông/bà chọn giờ: 8 giờ, 9 giờ 30, 14 giờ.",
        "Mã của tin này là 7K2M-QX.",
        "v.v. Trân trọng.",
        "Ngày 5 tháng 11 năm 2026: 36 việc.",
        "We never ask for an OTP. Do not send your password to anybody.",
    ],
)
def test_honest_texts_pass(text: str) -> None:
    assert problems(text, approved=OURS) == []


# --- accounts and telephones -----------------------------------------------------------------------------------------

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
WORDS = dict(zip("0123456789", ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], strict=True))


def grouped(separator: str, size: int) -> Callable[[str], str]:
    return lambda digits: separator.join(digits[i : i + size] for i in range(0, len(digits), size))


DISGUISES: list[Callable[[str], str]] = [
    str,
    *(grouped(separator, size) for separator in " .-·•_\u00a0\u200b\n|" for size in (1, 2, 3, 4)),
    grouped(" - ", 4),
    grouped(") (", 3),
    lambda digits: digits.translate(FULL_WIDTH),
    lambda digits: grouped("．", 3)(digits.translate(FULL_WIDTH)),
    lambda digits: digits.translate(CIRCLED),
    lambda digits: digits.translate(ARABIC),
    lambda digits: digits.translate(BOLD),
    lambda digits: "".join(f"&#{ord(digit)};" for digit in digits),
    lambda digits: "".join(f"&amp;#x{ord(digit):x};" for digit in digits),
    lambda digits: "".join(f"%3{digit}" for digit in digits),
    lambda digits: "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
    lambda digits: digits[0] + digits[1:-1].replace("0", "O") + digits[-1],
    lambda digits: " ".join(WORDS[digit] for digit in digits),
    lambda digits: digits[:3] + " 05/11/2026 " + digits[3:],
]
disguises = st.sampled_from(DISGUISES)


def test_the_disguises_are_many() -> None:
    assert len(DISGUISES) > 40


def test_a_row_of_round_letters_is_a_row_of_noughts() -> None:
    assert faults("Chuyển vào 0OOOOOOOOOO0 trước thứ Sáu.") & {Fault.ACCOUNT, Fault.PHONE}


@settings(max_examples=1000)
@given(st.from_regex(r"[0-9]{7,19}", fullmatch=True), disguises, frames)
def test_no_foreign_account_passes(digits: str, disguise: Callable[[str], str], frame: str) -> None:
    assume(digits not in {"394901234567", "0900000123", "84900000123", "19000999"})
    found = faults(frame.format(disguise(digits)))
    assert found & {Fault.ACCOUNT, Fault.PHONE}


@settings(max_examples=500)
@given(st.from_regex(r"(0|\+84|84)[35789][0-9]{8}", fullmatch=True), disguises, frames)
def test_no_foreign_telephone_passes(phone: str, disguise: Callable[[str], str], frame: str) -> None:
    digits = phone.lstrip("+")
    assume(not digits.endswith("900000123"))
    assert faults(frame.format(disguise(digits))) & {Fault.ACCOUNT, Fault.PHONE}


@given(st.sampled_from(["3949 0 1234567", "0900 000 123", "1900 0999"]), st.from_regex(r"[0-9]{1,6}", fullmatch=True))
def test_an_approved_number_with_digits_added_is_foreign(number: str, more: str) -> None:
    assert faults(f"Nộp vào {number}{more}.")
    assert faults(f"Nộp vào {more} {number}.")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Số tài khoản 12345 nhé", Fault.ACCOUNT),
        ("STK: 8888", Fault.ACCOUNT),
        ("Soạn tin gửi, nhắn tin 8088", Fault.PHONE),
        ("Gọi 0912 345 678", Fault.PHONE),
        ("Gọi 1900 1234", Fault.PHONE),
        ("Chuyển vào 19O3 4567 89O1", Fault.ACCOUNT),
    ],
)
def test_short_and_special_numbers_are_named_for_what_they_are(text: str, fault: Fault) -> None:
    assert fault in faults(text)


# --- links -----------------------------------------------------------------------------------------------------------

labels = st.from_regex(r"[a-z][a-z0-9]{2,12}", fullmatch=True)
tops = st.sampled_from(["com", "vn", "vip", "xyz", "gov.vn", "top", "com.vn", "net", "icu", "click", "zip", "museum"])
LINKS = [
    "{}",
    "http://{}",
    "https://{}/nop-tien",
    "HTTPS://{}",
    "[thads.moj.gov.vn](https://{})",
    "[bấm đây](//{})",
    '<a href="https://{}">Cổng</a>',
    "https://thads.moj.gov.vn@{}/",
    "https://{}/thads.moj.gov.vn",
    "https://thads.moj.gov.vn/chuyen?den={}",
    "https://thads.moj.gov.vn.{}",
    "thads.moj.gov.vn,{}",
    "www.{}",
    "hxxps://{}",
    "xn--{}",
    "can-bo@{}",
]
DOTS = [
    ".",
    "．",
    "。",
    "․",
    "&#46;",
    "&period;",
    "&#x2e;",
    "&amp;#46;",
    "%2e",
    "[.]",
    "(.)",
    " (dot) ",
    " chấm ",
    ".\u200b",
]


@settings(max_examples=1000)
@given(labels, tops, st.sampled_from(LINKS), st.sampled_from(DOTS), frames)
@example("thihanhan", "vip", "{}", " .", "Vào {} để nộp")
def test_no_foreign_link_passes(label: str, top: str, link: str, dot: str, frame: str) -> None:
    if dot == " chấm ":
        assume(top not in {"zip", "museum"})
    host = f"{label}.{top}".replace(".", dot)
    assert Fault.LINK in faults(frame.format(link.format(host)))


@given(labels, st.sampled_from(["à", "đ", "ợ", "а", "ο", "中"]), st.sampled_from(["com", "vn", "рф", "xn--p1ai"]))
def test_no_link_in_another_script_passes(label: str, letter: str, top: str) -> None:
    assert Fault.LINK in faults(f"Vào {label}{letter}.{top} để xem")
    assert Fault.LINK in faults(f"Vào https://thаds.moj.gov.vn để xem {label}")  # its first a is Cyrillic


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost/x",
        "http://3232235521",
        "Vào 10.20.30.40 nhé",
        "http://[::1]/",
        "javascript:alert(1)",
        "mailto:a@b",
        "tel:113",
        "tg://resolve?domain=x",
        "Nhắn cho @thihanhan_hcm",
        "http://thads.moj.gov.vn",
        "https://sub.thads.moj.gov.vn",
        "bit.ly/3xYz",
        "t.me/abc",
        "thihanhan . vip",
        "_thihanhan.vip",
        "x_.thihanhan.vip",
        "-thihanhan.vip",
        "..thihanhan.vip",
        "can.bo@thihanhan.vip:8080",
        "thihanhan\n.vip",
        "vào thihanhan. vip nhé",
    ],
)
def test_other_ways_to_lead_away_are_refused(text: str) -> None:
    assert Fault.LINK in faults(text)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Mời đến Chi cục Thi hành án dân sự huyện.", Fault.DEAD_RULE),
        ("Moi den chi cuc thi hanh an.", Fault.DEAD_RULE),
        ("Tổng cục Thi hành án", Fault.DEAD_RULE),
        ("Trừ tối đa 30% lương", Fault.DEAD_RULE),
        ("theo Nghị định 62/2015/NĐ-CP", Fault.DEAD_RULE),
        ("Toà án nhân dân cấp huyện", Fault.DEAD_RULE),
        ("Xác nhận kết quả trong 05 ngày làm việc", Fault.DEAD_RULE),
        ("Nếu không nộp, ông/bà sẽ bị bắt.", Fault.THREAT),
        ("Neu khong nop se bi bat", Fault.THREAT),
        ("Đã có lệnh bắt ông.", Fault.THREAT),
        ("Cảnh báo cuối cùng!", Fault.THREAT),
        ("Đồ chây ì", Fault.SHAMING),
        ("Chúng tôi sẽ báo cho hàng xóm biết", Fault.SHAMING),
        ("Hàng xóm của ông/bà đã nộp hết rồi", Fault.SHAMING),
        ("Xin đọc mã OTP cho tôi", Fault.CREDENTIALS),
        ("Gửi mật khẩu ngân hàng để xác nhận", Fault.CREDENTIALS),
        ("Chụp ảnh căn cước gửi qua đây", Fault.CREDENTIALS),
        ("Kẻ gian đang rút tiền của ông/bà, hãy gửi mã OTP cho tôi ngay", Fault.CREDENTIALS),
        ("Không cần lo, gửi mã OTP là xong", Fault.CREDENTIALS),
        ("Please send your OTP to the officer", Fault.CREDENTIALS),
        ("You will be arrested", Fault.THREAT),
        ("Đừng ngần ngại gửi mã OTP", Fault.CREDENTIALS),
        ("Không bao giờ đưa OTP cho người lạ; gửi OTP cho cán bộ này", Fault.CREDENTIALS),
        (unicodedata.normalize("NFD", "Chào ông/bà"), Fault.FORM),
        ("Chào\u200bông", Fault.FORM),
        ("a" * 5000, Fault.FORM),
    ],
)
def test_words_that_may_not_be_said_are_refused(text: str, fault: Fault) -> None:
    assert fault in faults(text)


# --- nudges ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ông/bà còn 5.000.000đ",
        "Khoản 3 triệu đến hạn",
        "Về số 123/QĐ-THADS",
        "Cơ quan thi hành án có tin",
        "Co quan thi hanh an co tin",
        "Ông/bà còn nợ",
        "Chào ông Nguyễn Văn An, có tin mới",
        "Chao ong NGUYEN VAN AN",
        "Chào {name}",
        "Còn {amount}",
    ],
)
def test_a_nudge_tells_nothing(text: str) -> None:
    found = problems(text, approved=OURS, kind=Kind.NUDGE, names=["Nguyễn Văn An"])
    assert Fault.NUDGE in {problem.fault for problem in found}


def test_a_silent_nudge_passes() -> None:
    text = "Ông/bà có một tin riêng. Bấm «Xem» để đọc. Mã tin: 7K2M-QX."
    assert problems(text, approved=OURS, kind=Kind.NUDGE, names=["Nguyễn Văn An"]) == []


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("lang", list(Lang))
def test_the_officer_is_told_what_is_wrong(fault: Fault, lang: Lang) -> None:
    from messages.lint import Problem

    assert "XYZ" in reason(Problem(fault=fault, found="XYZ"), lang)
