"""Is what we say about the law valid on the day, cited sentence by sentence, and honest about its review?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework.citations import Citation
from messages import explanations
from messages.blanks import TextError
from messages.law_file import Action, Explanation, ReviewState, read_explanations
from messages.library import Lang
from messages.provisions import read_provisions, read_sources
from messages.understanding.sentences import intent_of, labels

TODAY = date(2026, 11, 21)
LIVE = [one.name for one in explanations.all(TODAY)]
SOURCES = """
["1/2026/QH16"]
code = "NEW"
name = "Luật Mẫu"
from = 2026-07-01
["2/2008/QH12"]
code = "OLD"
name = "Luật Cũ"
from = 2009-07-01
until = 2026-06-30
"""
PROVISIONS = '["1"]\nmark = "seen"\nsays = "Một điều."\n["2.3.a"]\nmark = "memory"\nsays = "Một điểm."\n'
ENTRY = """
[[explanation]]
name = "sample"
version = 1
from = 2026-07-01
audience = ["debtor"]
title = "Mẫu"
short = [{ say = "Một.", by = ["NEW:1"] }, { say = "Hai.", by = ["house"] }, { say = "Ba.", by = ["advice"] }]
long = [[{ say = "Dài hơn.", by = ["NEW:2.3.a"] }]]
not_mean = [{ say = "Không phải vậy.", by = ["NEW:1"], heard = ["vay ha"] }]
can_do = ["ask"]
review = { state = "draft" }
questions = ["a", "b", "c", "d", "e", "f", "g", "h"]
"""


def read(folder: Path, content: str) -> dict[str, tuple[Explanation, ...]]:
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    for code in ("NEW", "OLD"):
        (folder / f"{code}.toml").write_text(PROVISIONS, encoding="utf-8")
    (folder / "sample.toml").write_text(content, encoding="utf-8")
    register = read_provisions([folder / "NEW.toml", folder / "OLD.toml"], read_sources(folder / "sources.toml"))
    return read_explanations(folder / "sample.toml", register)


def test_every_topic_is_explained_since_the_law_is_in_force() -> None:
    topics = {label for label in labels() if intent_of(label) == "explain_law"}
    for day in (date(2026, 7, 1), TODAY):
        assert {one.name for one in explanations.all(day)} >= topics


def test_before_the_law_only_old_rules_are_told_and_what_has_none_says_so() -> None:
    last = date(2026, 6, 30)
    assert all(one.until == last for one in explanations.all(last))
    assert {one.topic for one in explanations.all(last)} >= {"voluntary_period", "salary_deduction"}
    with pytest.raises(TextError, match="no explanation is valid on 2026-06-30"):
        explanations.get("exit_ban", last)


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize("full", [False, True])
def test_an_explanation_shows_its_articles_and_fits_one_message(name: str, full: bool) -> None:
    for lang in Lang:
        shown = explanations.render(explanations.get(name, TODAY), lang, full=full)
        assert ("Điều " if lang is Lang.VI else "Article ") in shown
        assert len(shown.encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("name", LIVE)
def test_an_explanation_not_yet_reviewed_says_so_until_its_words_are_approved(name: str) -> None:
    one = explanations.get(name, TODAY)
    assert ("Bản nháp" in explanations.render(one)) == (one.review.state is ReviewState.DRAFT)
    assert "Bản nháp" not in explanations.render(one, approved=True)


@pytest.mark.parametrize("name", LIVE)
def test_an_english_reader_is_not_answered_in_vietnamese(name: str) -> None:
    shown = explanations.render(explanations.get(name, TODAY), Lang.EN, full=True)
    assert "Điều" not in shown
    assert "Luật" not in shown
    assert "ông/bà" not in shown.lower()


def test_the_long_form_puts_misbeliefs_right_and_cites_what_it_adds() -> None:
    one = explanations.get("no_condition", TODAY)
    short, full = explanations.render(one), explanations.render(one, full=True)
    assert "Xin đừng hiểu nhầm" not in short
    assert f"- {explanations.corrections(one)[0]}" in full
    assert set(one.short_citations) <= set(one.citations)


def test_another_word_is_another_hash() -> None:
    one = explanations.get("no_condition", TODAY)
    other = replace(one, short=(replace(one.short[0], say=one.short[0].say + "!"), *one.short[1:]))
    assert explanations.words_hash(one) == explanations.words_hash(replace(one, questions=("khác",)))
    assert explanations.words_hash(one) != explanations.words_hash(other)


def test_what_to_do_next_comes_as_labels() -> None:
    assert (Action.PAY, "Cách nộp tiền") in explanations.actions(explanations.get("voluntary_period", TODAY))
    assert (Action.ASK, "Meet an officer") in explanations.actions(explanations.get("voluntary_period", TODAY), Lang.EN)


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


def test_citations_are_those_of_the_sentences(tmp_path: Path) -> None:
    (one,) = read(tmp_path, ENTRY)["sample"]
    assert one.short_citations == (Citation(law="1/2026/QH16", article="1"),)
    assert one.citations[1] == Citation(law="1/2026/QH16", article="2", clause="3", point="a")


def test_a_text_whose_article_was_not_seen_is_cited_by_its_number_alone() -> None:
    wages = explanations.register()["ND293:0"].citation
    assert explanations.cited([wages]) == "Nghị định số 293/2025/NĐ-CP"
    assert explanations.cited([wages], Lang.EN).endswith(" no. 293/2025/NĐ-CP")


def test_an_approved_explanation_names_who_approved_it(tmp_path: Path) -> None:
    approved = 'review = { state = "approved", by = "Phòng Nghiệp vụ", on = 2026-08-01 }'
    (one,) = read(tmp_path, ENTRY.replace('review = { state = "draft" }', approved))["sample"]
    assert one.review.state is ReviewState.APPROVED
    assert one.review.by == "Phòng Nghiệp vụ"
    assert "Bản nháp" not in explanations.render(replace(explanations.get("late_interest", TODAY), review=one.review))


def test_versions_follow_each_other(tmp_path: Path) -> None:
    second = ENTRY.replace("version = 1", "version = 2").replace("2026-07-01", "2027-01-01")
    versions = read(tmp_path, ENTRY.replace("audience", "until = 2026-12-31\naudience") + second)["sample"]
    assert [one.valid_on(date(2026, 12, 31)) for one in versions] == [True, False]
    assert [one.valid_on(date(2027, 1, 1)) for one in versions] == [False, True]


def test_an_old_rule_may_be_told_briefly(tmp_path: Path) -> None:
    old = """
[[explanation]]
name = "sample"
version = 1
from = 2015-09-01
until = 2026-06-30
audience = ["debtor"]
title = "Mẫu cũ"
short = [{ say = "Xưa.", by = ["OLD:1"] }]
review = { state = "draft" }
"""
    before, now = read(tmp_path, old + ENTRY.replace("version = 1", "version = 2"))["sample"]
    assert explanations.short(before) == "Xưa."
    assert not before.questions
    assert not before.long
    assert now.version == 2


def test_aspects_stand_beside_the_main_explanation(tmp_path: Path) -> None:
    found = read(tmp_path, ENTRY + ENTRY.replace('"sample"', '"sample.creditor"'))
    assert [versions[0].topic for versions in found.values()] == ["sample", "sample"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"NEW:1"', '"NEW:9"', "not in the register: NEW:9"),
        ('"NEW:1"', '"OLD:1"', "rests on OLD:1 outside the days it is in force"),
        ("2026-07-01", "2026-06-30", "rests on NEW:1 outside the days it is in force"),
        ('by = ["house"]', "by = []", "short: by must be a list that is not empty"),
        ('{ say = "Hai.", by = ["house"] }, ', "", "the short answer has 3 sentences"),
        ('"sample"', '"other"', "is named sample or sample.aspect, not other"),
        ('"sample"', '"sample.aspect"', "no explanation of the topic as a whole"),
        ('can_do = ["ask"]', 'can_do = ["dance"]', "can_do does not know dance"),
        ('["debtor"]', '["judge"]', "audience does not know judge"),
        ('"g", "h"', '"g", "g"', "at least 8 different ways"),
        ('{ state = "draft" }', '{ state = "approved" }', "approved with by"),
        ('{ state = "draft" }', '{ state = "approved", by = " ", on = 2026-08-01 }', "approved with by"),
        ("version = 1", "version = 2", "numbered 1, 2, 3"),
        ("audience", "until = 2026-06-01\naudience", "until must be a date not before from"),
        ('"Mẫu"', '"{name}"', "has no blanks"),
        ('"Mẫu"', f'"{"M" * 41}"', "at most 40 characters"),
        ('"Mẫu"', '"Mâ\u0303u"', "not in NFC"),
        ('heard = ["vay ha"]', 'heard = ["vay (ha"]', "heard vay"),
        ('long = [[{ say = "Dài hơn.", by = ["NEW:2.3.a"] }]]', "", "lacks long"),
        ("[[explanation]]", "[[text]]", "holds .*explanation.* tables and nothing else"),
    ],
)
def test_an_unsound_explanation_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in ENTRY
    with pytest.raises(TextError, match=complaint):
        read(tmp_path, ENTRY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"1"', '"Điều 1"', "a place is article"),
        ('mark = "seen"', 'mark = "unsure"', "what is open has no place here"),
        ('says = "Một điều."', 'says = " "', "says what it provides"),
        ('says = "Một điều."', "", "exactly mark and says"),
    ],
)
def test_an_unsound_provision_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in PROVISIONS
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "NEW.toml").write_text(PROVISIONS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TextError, match=complaint):
        read_provisions([tmp_path / "NEW.toml"], read_sources(tmp_path / "sources.toml"))


@pytest.mark.parametrize("first_ends", ["2026-12-30", "2027-01-01", ""])
def test_a_gap_or_overlap_of_validity_is_refused(tmp_path: Path, first_ends: str) -> None:
    second = ENTRY.replace("version = 1", "version = 2").replace("2026-07-01", "2027-01-01")
    first = ENTRY.replace("audience", f"until = {first_ends}\naudience") if first_ends else ENTRY
    with pytest.raises(TextError, match="must begin the day after"):
        read(tmp_path, first + second)


def test_a_title_is_told_apart_from_every_other() -> None:
    titles = [one.title for one in explanations.all(TODAY)]
    assert len(set(titles)) == len(titles)
    assert all(re.search(r"\w", title) for title in titles)
