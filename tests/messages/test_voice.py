"""Does the reading voice find every fault that a careless hand plants, and none in what we ship?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import explanations
from messages.law_file import Action, Audience, Explanation, Review, ReviewState, Sentence
from messages.lint.figures import figures, unwritten
from messages.lint.findings import Finding, Flaw, rules
from messages.lint.law_texts import explanation_findings
from messages.lint.library_check import check_library, text_findings
from messages.lint.sentences import sentences, words
from messages.lint.voice import voice_findings
from messages.vietnamese import day, dong
from tests.messages.planted import CHAT, SENTENCES

TODAY = date(2026, 11, 21)
SHORT = (
    ("Ông/bà có 10 ngày để tự nguyện thi hành, tính từ ngày được thông báo hợp lệ.", "L25:36.1"),
    ("Trước khi hết 10 ngày đó thì chưa cưỡng chế, trừ khi phải ngăn việc bán, giấu tài sản.", "L25:36.1 L25:72.1"),
    ("Ông/bà xem số tài khoản trên quyết định, rồi nộp hoặc hẹn gặp cán bộ.", "advice"),
)
LONG = (
    ("Hết thời hạn tự nguyện, chấp hành viên xác minh tài sản, thu nhập trong 9 ngày.", "L25:37.1"),
    ("Không đồng ý thì ông/bà khiếu nại trong 15 ngày.", "L25:96"),
)
NOT_MEAN = (("Trễ hạn không phải là tội. Thiếu nợ mà không có khả năng trả thì không phải là tội.", "BLHS:380"),)


def said(rows: Sequence[tuple[str, str]]) -> tuple[Sentence, ...]:
    return tuple(Sentence(say=words, by=tuple(by.split())) for words, by in rows)


def sound() -> Explanation:
    return Explanation(
        name="sample",
        version=1,
        start=date(2026, 7, 1),
        until=None,
        audience=(Audience.DEBTOR,),
        title="Mười ngày tự nguyện",
        short=said(SHORT),
        long=(said(LONG),),
        not_mean=said(NOT_MEAN),
        can_do=(Action.PAY,),
        review=Review(state=ReviewState.DRAFT),
        questions=(),
        short_citations=(),
        citations=(),
    )


def flaws(one: Explanation) -> list[Finding]:
    return explanation_findings(one, explanations.register())


def with_last(say: str, by: Sequence[str]) -> Explanation:
    one = sound()
    return replace(one, long=(*one.long, (Sentence(say=say, by=tuple(by)),)))


# --- what is planted is found ----------------------------------------------------------------------------------------


def test_a_sound_explanation_has_no_flaw() -> None:
    assert flaws(sound()) == []


def test_a_hundred_and_more_are_planted() -> None:
    assert len(SENTENCES) + len(CHAT) >= 100
    assert len({say for _, say, _ in SENTENCES} | {text for _, text in CHAT}) == len(SENTENCES) + len(CHAT)


@pytest.mark.parametrize(("flaw", "say", "by"), SENTENCES)
def test_a_planted_sentence_is_found(flaw: Flaw, say: str, by: tuple[str, ...]) -> None:
    found = [one for one in flaws(with_last(say, by)) if one.flaw is flaw]
    assert [one.sentence for one in found if one.sentence in say or say in one.sentence]


@pytest.mark.parametrize(("flaw", "text"), CHAT)
def test_a_planted_chat_text_is_found(flaw: Flaw, text: str) -> None:
    assert flaw in {one.flaw for one in voice_findings(text.strip())}


@pytest.mark.parametrize("flaw", list(Flaw))
def test_every_flaw_has_a_sentence_with_its_remedy(flaw: Flaw) -> None:
    remedy = Finding(flaw=flaw, found="ABC", sentence="").remedy()
    assert "ABC" in remedy
    assert remedy.count(".") + remedy.count(":") >= 1
    assert set(rules()["remedy"]) == {one.value for one in Flaw}


# --- the whole of an explanation -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "row"),
    [
        (Flaw.NO_OBJECTION, 1),
    ],
)
def test_a_burden_without_a_way_to_object_is_found(flaw: Flaw, row: int) -> None:
    assert flaw in {one.flaw for one in flaws(replace(sound(), long=(said(LONG[:row]),)))}


def test_a_burden_without_anybody_who_decides_is_found() -> None:
    nobody = said((SHORT[0], SHORT[1], ("Ông/bà xem kỹ quyết định rồi nộp tiền.", "advice")))
    one = replace(sound(), short=nobody, long=(said(LONG[1:]),))
    assert {found.flaw for found in flaws(one)} == {Flaw.NO_WHO, Flaw.NO_HELP}


def test_a_burden_without_a_day_is_found() -> None:
    short = said(
        (
            ("Người phải thi hành án không thi hành thì có thể bị cưỡng chế.", "L25:72.1"),
            ("Biện pháp phải tương xứng với nghĩa vụ.", "L25:72.3"),
            SHORT[2],
        )
    )
    one = replace(sound(), short=short, long=(said((("Không đồng ý thì ông/bà khiếu nại.", "L25:96"),)),))
    assert {found.flaw for found in flaws(one)} == {Flaw.NO_DAY}


def test_a_short_form_that_ends_without_a_step_to_take_is_found() -> None:
    one = replace(sound(), short=said((SHORT[2], SHORT[0], ("Thời hạn đó là 10 ngày.", "L25:36.1"))))
    assert Flaw.NO_ACTION in {found.flaw for found in flaws(one)}


@pytest.mark.parametrize(
    ("title", "flaw"),
    [
        ("Trừ tối đa 30% lương", Flaw.STALE),
        ("Phí thi hành án là 3%", Flaw.OPEN),
        ("Khiếu nại thì được dừng cưỡng chế", Flaw.CONTRARY),
        ("Thủ tục THADS", Flaw.ABBREVIATION),
    ],
)
def test_a_title_is_read_too(title: str, flaw: Flaw) -> None:
    assert flaw in {found.flaw for found in flaws(replace(sound(), title=title))}


def test_both_forms_must_be_there() -> None:
    assert Flaw.ONE_FORM in {found.flaw for found in flaws(replace(sound(), long=()))}
    assert Flaw.ONE_FORM in {found.flaw for found in flaws(replace(sound(), short=()))}


def test_forms_that_are_too_long_are_found() -> None:
    long = said([("Chấp hành viên xác minh tài sản, thu nhập trong 9 ngày.", "L25:37.1")] * 80)
    assert Flaw.LONG_TEXT in {found.flaw for found in flaws(replace(sound(), long=(long,)))}


# --- words that are explained are no flaw ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "say",
    [
        "Thời hiệu (hạn để nộp yêu cầu) là 5 năm.",
        "Hạn để nộp yêu cầu thi hành án, hay thời hiệu, là 5 năm.",
        "Thời hiệu là hạn để nộp yêu cầu thi hành án, dài 5 năm.",
    ],
)
def test_a_word_explained_at_its_first_use_may_be_used(say: str) -> None:
    one = with_last(say, ["L25:34.2"])
    again = replace(one, long=(*one.long, said((("Yêu cầu lại thì không bị tính thời hiệu.", "L25:34.2"),))))
    assert flaws(again) == []


@pytest.mark.parametrize(
    "text",
    [
        "Không có gì chắc chắn được miễn.",
        "Ông/bà đừng gửi căn cước qua tin nhắn.",
        "Nếu không nộp, sau 10 ngày ông/bà có thể bị cưỡng chế.",
        "Ngày 05/11/2026, 22 giờ, 5.000.000 đồng, 10%.",
        "Theo Luật số 106/2025/QH15 và mã BD-7K2Q9-XM4TH.",
        "Ông/bà mở VNeID, quét mã QR, không đọc OTP.",
    ],
)
def test_a_good_chat_text_has_no_flaw(text: str) -> None:
    assert voice_findings(text) == []


# --- sentences and figures -------------------------------------------------------------------------------------------


def test_sentences_end_where_a_reader_breathes() -> None:
    text = "Nộp 1.000.000 đồng tại TP. Huế, v.v. rồi giữ biên lai.\n- Mang giấy tờ; đến sớm. Được không?"
    assert sentences(text) == [
        "Nộp 1.000.000 đồng tại TP. Huế, v.v. rồi giữ biên lai.",
        "Mang giấy tờ; đến sớm.",
        "Được không?",
    ]
    assert sentences("Mang giấy tờ; đến sớm.", parts=True) == ["Mang giấy tờ;", "đến sớm."]
    assert words("Ông/bà có 10 ngày — từ hôm nay.") == 7


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trong 3 ngày làm việc", {("3", "ngày làm việc")}),
        ("Trong ba ngày, hai lần", {("3", "ngày"), ("2", "lần")}),
        ("Điều 36 và khoản 2 Điều 15 Luật số 106/2025/QH15: 10 ngày", {("10", "ngày")}),
        ("Từ 5.000.000 đến 10.000.000 đồng", {("5.000.000", ""), ("10.000.000", "đồng")}),
        ("Ngày 01/07/2026, giảm một phần tư, 10 phần trăm", {("1/7/2026", ""), ("1/4", ""), ("10", "%")}),
        ("Gọi 113 hoặc 115", set()),
        ("Hằng năm hai bên xem lại, lần hai sau 5 năm", {("5", "năm")}),
        ("Nộp khoản 5.000.000 đồng", {("5.000.000", "đồng")}),
        ("Chủ nhật, ngày 2 tháng 1 năm 2027, trong 2 tháng", {("2/1/2027", ""), ("2", "tháng")}),
    ],
)
def test_figures_are_read_with_their_units(text: str, found: set[tuple[str, str]]) -> None:
    assert figures(text) == found


def test_a_working_day_is_not_a_day() -> None:
    assert unwritten("Trong 3 ngày.", "Trong 3 ngày làm việc.") == ["3 ngày"]
    assert unwritten("Trong 3 ngày làm việc.", "Trong 3 ngày.") == ["3 ngày làm việc"]
    assert unwritten("Trong 3 ngày làm việc.", "Quá 3 ngày làm việc thì thôi.") == []


@given(st.integers(1, 10**12), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_sums_and_days_as_the_house_writes_them_are_traced_and_in_style(amount: int, when: date) -> None:
    text = f"Ngày {day(when)} nộp {dong(amount)}."
    assert unwritten(text, text) == []
    assert voice_findings(text) == []
    assert unwritten(f"Ngày {day(when)} nộp {dong(amount + 1)}.", text) == [f"{dong(amount + 1)}"]


# --- what we ship ----------------------------------------------------------------------------------------------------


def test_everything_we_ship_reads_well() -> None:
    checked = check_library(TODAY)
    assert checked.texts > 500
    assert [f"{one.file} {one.name}: {one.finding.flaw.value}: {one.finding.sentence}" for one in checked.found] == []


def test_a_text_exempt_from_one_rule_is_still_under_the_others() -> None:
    from messages.library import text_of

    text = text_of("pay.ask_part")
    assert text_findings(text) == []
    assert text_findings(replace(text, vi=text.vi + " Nhanh lên!"))
