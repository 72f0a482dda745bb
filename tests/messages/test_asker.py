"""Which side somebody is on, from their own words, and that they get what is written for them."""

from __future__ import annotations

from datetime import date

import pytest

from messages import explanations
from messages.answer import _OTHER_SIDE, answer, explained
from messages.asker import side_told
from messages.explanations import Audience

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("toi khong co tien khong co tai san thi sao", Audience.DEBTOR),
        ("tui ko có đồng nào lấy gì trả", Audience.DEBTOR),
        ("nha chung voi vo ma chi minh toi no", Audience.DEBTOR),
        ("tra gop moi thang 1 trieu dc ko", Audience.DEBTOR),
        ("ho no toi 200 trieu ma khong chiu tra", Audience.CREDITOR),
        ("ai di xac minh tai san ben no", Audience.CREDITOR),
        ("me no khong giao con cho toi", Audience.CREDITOR),
        ("chuyện nợ của tôi", None),
        ("tôi nợ họ mà họ cũng nợ tôi", None),
        ("phí thi hành án bao nhiêu", None),
    ],
)
def test_only_what_is_said_outright_tells_the_side(words: str, side: Audience | None) -> None:
    assert side_told(words) is side


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("no_condition", "toi khong co tien khong co tai san thi sao"),
        ("instalments_agreement", "tra gop moi thang 1 trieu dc ko"),
        ("joint_property_spouse", "nha chung voi vo ma chi minh toi no"),
    ],
)
def test_who_owes_is_not_answered_as_the_one_who_is_owed(topic: str, words: str) -> None:
    found = explained(topic, words, TODAY)
    assert found is not None
    assert Audience.CREDITOR not in found.audience


@pytest.mark.parametrize(
    ("topic", "words"),
    [("child_handover", "me no khong giao con cho toi"), ("asset_verification", "ai di xac minh tai san ben no")],
)
def test_who_is_owed_is_not_answered_as_the_one_who_owes(topic: str, words: str) -> None:
    found = explained(topic, words, TODAY)
    assert found is not None
    assert Audience.CREDITOR in found.audience


def test_a_side_that_is_known_goes_before_the_words() -> None:
    found = explained("no_condition", "toi khong co tien khong co tai san thi sao", TODAY, Audience.CREDITOR)
    assert found is not None
    assert Audience.DEBTOR not in found.audience


def test_hardly_any_known_question_is_taken_for_the_other_sides() -> None:
    told = [(one, side) for one in explanations.all(TODAY) for words in one.questions if (side := side_told(words))]
    wrong = [one.name for one, side in told if _OTHER_SIDE[side].issuperset(one.audience)]
    assert len(told) > 30
    assert len(wrong) * 20 <= len(told), wrong


def test_the_answer_as_a_whole_goes_by_the_side() -> None:
    found = answer("toi khong co tien khong co tai san thi sao", TODAY)
    assert found.explanation is not None
    assert found.explanation.name == "no_condition.debtor"
