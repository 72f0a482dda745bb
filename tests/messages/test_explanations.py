"""Is what we say about the law valid on the day, cited, and honest about its review?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework.citations import Citation
from messages import explanations
from messages.blanks import TextError
from messages.law_file import Action, ReviewState, read_explanations, read_sources
from messages.library import Lang

TODAY = date(2026, 11, 21)
TOPICS = {
    "voluntary_period",
    "late_interest",
    "coercive_measures",
    "instalments_agreement",
    "exemption_reduction",
    "enforcement_fee",
    "no_condition",
    "salary_deduction",
    "complaint_procedure",
    "amnesty_confirmation",
}
SOURCES = """
["1/2026/QH16"]
name = "Luật Mẫu"
from = 2026-07-01
["2/2008/QH12"]
name = "Luật Cũ"
from = 2009-07-01
until = 2026-06-30
"""
ENTRY = """
[[explanation]]
topic = "sample"
version = 1
from = 2026-07-01
audience = ["debtor"]
title = "Mẫu"
short = "Một. Hai. Ba."
long = "Dài hơn."
not_mean = ["Không phải vậy."]
can_do = ["ask"]
citations = [{ law = "1/2026/QH16", article = "1" }]
review = { state = "draft" }
questions = ["a", "b", "c", "d", "e"]
"""


def read(folder: Path, content: str) -> tuple[explanations.Explanation, ...]:
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "sample.toml").write_text(content, encoding="utf-8")
    return read_explanations(folder / "sample.toml", read_sources(folder / "sources.toml"))


def test_the_ten_topics_are_explained_since_the_law_is_in_force() -> None:
    assert {one.topic for one in explanations.all(TODAY)} >= TOPICS
    assert {one.topic for one in explanations.all(date(2026, 7, 1))} >= TOPICS


def test_nothing_is_explained_for_days_before_the_law() -> None:
    assert explanations.all(date(2026, 6, 30)) == ()
    with pytest.raises(TextError, match="no explanation is valid on 2026-06-30"):
        explanations.get("late_interest", date(2026, 6, 30))


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_the_short_answer_is_three_sentences(topic: str) -> None:
    short = explanations.get(topic, TODAY).short
    assert len(re.findall(r"[.?!](?:\s|$)", short)) == 3


@pytest.mark.parametrize("topic", explanations.topics())
@pytest.mark.parametrize("full", [False, True])
def test_an_explanation_shows_its_articles_and_fits_one_message(topic: str, full: bool) -> None:
    for lang in Lang:
        shown = explanations.render(explanations.get(topic, TODAY), lang, full=full)
        assert ("Điều " if lang is Lang.VI else "Article ") in shown
        assert "106/2025/QH15" in shown or "152/2026/NĐ-CP" in shown
        assert len(shown.encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("topic", explanations.topics())
def test_an_explanation_not_yet_reviewed_says_so(topic: str) -> None:
    one = explanations.get(topic, TODAY)
    assert ("Bản nháp" in explanations.render(one)) == (one.review.state is ReviewState.DRAFT)


@pytest.mark.parametrize("topic", explanations.topics())
def test_an_english_reader_is_not_answered_in_vietnamese(topic: str) -> None:
    shown = explanations.render(explanations.get(topic, TODAY), Lang.EN, full=True)
    assert "Điều" not in shown
    assert "Luật" not in shown
    assert "ông/bà" not in shown.lower()


def test_the_long_form_puts_misbeliefs_right() -> None:
    shown = explanations.render(explanations.get("no_condition", TODAY), full=True)
    assert "- Không có nghĩa là xóa nợ." in shown


def test_what_to_do_next_comes_as_labels() -> None:
    assert (Action.PAY, "Cách nộp tiền") in explanations.actions(explanations.get("late_interest", TODAY))
    assert (Action.ASK, "Meet an officer") in explanations.actions(explanations.get("no_condition", TODAY), Lang.EN)


def test_citations_are_read_law_by_law() -> None:
    places = [
        Citation(law="106/2025/QH15", article="36", clause="1"),
        Citation(law="91/2015/QH13", article="147"),
        Citation(law="106/2025/QH15", article="46", clause="1", point="c"),
    ]
    assert explanations.cited(places) == (
        "khoản 1 Điều 36, điểm c khoản 1 Điều 46 Luật Thi hành án dân sự số 106/2025/QH15; "
        "Điều 147 Bộ luật Dân sự số 91/2015/QH13"
    )


def test_an_approved_explanation_names_who_approved_it(tmp_path: Path) -> None:
    approved = 'review = { state = "approved", by = "Phòng Nghiệp vụ", on = 2026-08-01 }'
    (one,) = read(tmp_path, ENTRY.replace('review = { state = "draft" }', approved))
    assert one.review.state is ReviewState.APPROVED
    assert one.review.by == "Phòng Nghiệp vụ"
    shown = explanations.render(replace(explanations.get("late_interest", TODAY), review=one.review))
    assert "Bản nháp" not in shown


def test_versions_follow_each_other(tmp_path: Path) -> None:
    second = ENTRY.replace("version = 1", "version = 2").replace("2026-07-01", "2027-01-01")
    versions = read(tmp_path, ENTRY.replace("audience", "until = 2026-12-31\naudience") + second)
    assert [one.valid_on(date(2026, 12, 31)) for one in versions] == [True, False]
    assert [one.valid_on(date(2027, 1, 1)) for one in versions] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("1/2026/QH16", "9/2026/QH16", "cites an unknown law, 9/2026/QH16"),
        ("1/2026/QH16", "2/2008/QH12", "cites 2/2008/QH12 outside the days it is in force"),
        ("2026-07-01", "2026-06-30", "cites 1/2026/QH16 outside the days it is in force"),
        ('[{ law = "1/2026/QH16", article = "1" }]', "[]", "cites nothing"),
        ('article = "1"', 'article = "1", point = "a"', "a point names its clause"),
        ('article = "1"', 'clause = "1"', "names its law and article"),
        ('article = "1"', "article = 1", "all strings"),
        ('"sample"', '"other"', "speaks of another topic"),
        ('can_do = ["ask"]', 'can_do = ["dance"]', "can_do does not know dance"),
        ('["debtor"]', '["judge"]', "audience does not know judge"),
        ('"a", "b", "c", "d", "e"', '"a", "a", "a", "a", "a"', "at least 5 different ways"),
        ('{ state = "draft" }', '{ state = "approved" }', "approved with by"),
        ('{ state = "draft" }', '{ state = "approved", by = " ", on = 2026-08-01 }', "approved with by"),
        ("version = 1", "version = 2", "numbered 1, 2, 3"),
        ("audience", "until = 2026-06-01\naudience", "until must be a date not before from"),
        ('"Mẫu"', '"{name}"', "has no blanks"),
        ('"Mẫu"', '"Mâ\u0303u"', "not in NFC"),
        ('long = "Dài hơn."', "", "has exactly the fields"),
        ("[[explanation]]", "[[text]]", "holds .*explanation.* tables and nothing else"),
    ],
)
def test_an_unsound_explanation_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in ENTRY
    with pytest.raises(TextError, match=complaint):
        read(tmp_path, ENTRY.replace(old, new))


@pytest.mark.parametrize("first_ends", ["2026-12-30", "2027-01-01", ""])
def test_a_gap_or_overlap_of_validity_is_refused(tmp_path: Path, first_ends: str) -> None:
    second = ENTRY.replace("version = 1", "version = 2").replace("2026-07-01", "2027-01-01")
    first = ENTRY.replace("audience", f"until = {first_ends}\naudience") if first_ends else ENTRY
    with pytest.raises(TextError, match="must begin the day after"):
        read(tmp_path, first + second)
