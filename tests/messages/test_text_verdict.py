"""What a wording is refused for, and where: safety.md's list of what a template may not hold."""

from __future__ import annotations

import unicodedata

import pytest

from messages import library, samples
from messages.contents import campaign_texts
from messages.differences import differences
from messages.lint.facts import ApprovedFacts
from messages.text_verdict import EN, VI, Verdict, tidy, verdicts

KEY = "reminder.week_before"
SAID = library.text_of(KEY).vi
OURS = ApprovedFacts(accounts=frozenset({"3713.0.1054321"}), hosts=frozenset({"thads.example.vn"}))


def found(vi: str, en: str = "") -> list[Verdict]:
    return verdicts(KEY, vi, en, OURS)


def marked(vi: str, one: Verdict) -> str:
    return vi[one.start : one.end]


@pytest.mark.parametrize("key", campaign_texts())
def test_the_shipped_words_of_every_text_that_an_office_may_word_are_fit(key: str) -> None:
    assert verdicts(key, library.text_of(key).vi, "", OURS) == []


@pytest.mark.parametrize(
    ("added", "shown"),
    [
        ("Xin chào {ten_nguoi}.", "{ten_nguoi}"),
        ("Xin chào {Name}.", "{Name}"),
        ("Số tiền: {left", "{"),
        ("Nộp vào số 0123.456.789.012 nhé.", "0123.456.789.012"),
        ("Nộp vào số ０１２３４５６７８９０１２ nhé.", "Nộp vào số ０１２３４５６７８９０１２ nhé."),
        ("Xem tại https://evil.example/x rồi làm theo.", "https://evil.example"),
        ("Xem tại evil . com rồi làm theo.", "Xem tại evil . com rồi làm theo."),
        ("Gọi số 0912345678 để hỏi.", "0912345678"),
        ("Ông/bà đọc mã OTP cho cán bộ.", "đọc mã otp"),
    ],
)
def test_what_leads_astray_is_refused_with_its_place(added: str, shown: str) -> None:
    vi = f"{SAID}\n{added}"
    grave = [one for one in found(vi) if one.grave]
    assert grave
    first = next(one for one in grave if one.start is not None)
    assert marked(vi, first).lower() == shown.lower()
    assert first.line == SAID.count("\n") + 2
    assert first.column == added.lower().index(shown.lower()) + 1
    assert first.says.count(".") >= 2, "what is wrong and what to do"


def test_what_is_on_the_list_may_be_named() -> None:
    assert found(f"{SAID}\nTài khoản 3713.0.1054321, trang thads.example.vn.") == []


def test_five_thousand_characters_are_refused_where_the_limit_is_passed() -> None:
    vi = SAID + "\n" + "Xin chào ông bà. " * 290
    (one,) = [one for one in found(vi) if "Dài quá" in one.says]
    assert (one.grave, one.start, one.end) == (True, 4096, len(vi))
    assert one.line == SAID.count("\n") + 2


def test_length_is_counted_as_the_channel_counts() -> None:
    vi = SAID + "\n" + "😀" * 2000
    (one,) = [one for one in found(vi) if "Dài quá" in one.says]
    assert one.start == len(SAID) + 1 + (4096 - len(SAID) - 1) // 2


def test_a_blank_that_is_missing_is_named() -> None:
    (one,) = found(SAID.replace("\nMã tin {reference}", ""))
    assert (one.grave, one.found, one.start) == (True, "{reference}", None)


def test_long_words_of_officials_are_to_be_mended_and_no_more() -> None:
    vi = f"{SAID}\nĐương sự làm theo giấy này."
    (one,) = found(vi)
    assert not one.grave
    assert marked(vi, one) == "Đương sự"


def test_what_lawyers_left_open_is_not_said_firmly() -> None:
    vi = f"{SAID}\nPhí thi hành án là 3% số tiền nhận được."
    assert any("còn bỏ ngỏ" in one.says and not one.grave for one in found(vi))


def test_the_english_is_read_too() -> None:
    english = samples.blanks_of(library.text_of(KEY))
    fit = " ".join(f"{{{one.name}}}" for one in english)
    assert found(SAID, fit) == []
    wrong = [one for one in found(SAID, fit + " See evil.example {nothing}.") if one.grave]
    assert {one.field for one in wrong} == {EN}
    assert {one.field for one in found("", fit)} == {VI}


def test_an_unseen_character_is_shown_where_it_is() -> None:
    vi = SAID + "\nÔng\u200b bà"
    (one,) = [one for one in found(vi) if "U+200B" in one.says]
    assert (one.line, one.column) == (SAID.count("\n") + 2, 4)


def test_what_a_browser_adds_is_taken_away() -> None:
    assert tidy("  a  \r\nb \r\n\r\n") == "a\nb"
    assert tidy(unicodedata.normalize("NFD", "Kính gửi")) == "Kính gửi"


def test_every_blank_of_every_text_says_what_it_stands_for() -> None:
    used = {name for key in library.keys(None) for name in library.blanks_of(key)}
    assert samples.names() == used


def test_an_example_person_is_never_named_in_full() -> None:
    from datetime import date

    for key in campaign_texts():
        for person in samples.PEOPLE:
            for lang in library.Lang:
                shown = samples.shown(library.text_of(key), person, date(2026, 11, 23), lang)
                assert person.name not in shown
                assert "{" not in shown


def test_differences_are_told_word_by_word() -> None:
    seen = differences("Ông/bà còn phải nộp {left}.\nXin cảm ơn.", "Ông/bà cần nộp {left}.\nXin cảm ơn nhiều.")
    assert "".join(one.text for one in seen.old) == "Ông/bà còn phải nộp {left}.\nXin cảm ơn."
    assert "".join(one.text for one in seen.new) == "Ông/bà cần nộp {left}.\nXin cảm ơn nhiều."
    assert [one.text.strip() for one in seen.old if one.changed] == ["còn phải"]
    assert [one.text.strip() for one in seen.new if one.changed] == ["cần", "nhiều"]
    assert (seen.gone, seen.came) == (2, 2)
    assert differences("a", "a").gone == 0
