"""A review stands for exactly the words that were read, the last one counts, and each can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import law_reviews
from casework.books import Books
from casework.clock import SetClock
from casework.db.ids import new_id
from casework.law_reviews import LawReviewRefused, State, Words
from tests import builders

WORDS = Words(name="voluntary_period", version=1, hash="a" * 64)
OTHERS = [
    Words(name="voluntary_period", version=1, hash="b" * 64),
    Words(name="voluntary_period", version=2, hash="a" * 64),
    Words(name="late_interest", version=1, hash="a" * 64),
]


@pytest.fixture
def leader(books: Books) -> int:
    return builders.a_staff_member(books, builders.an_agency(books), role="head")


@pytest.mark.parametrize("other", OTHERS)
def test_other_words_another_version_and_another_name_are_not_approved(books: Books, leader: int, other: Words) -> None:
    law_reviews.review(books, WORDS, State.APPROVED, leader)
    assert law_reviews.approved(books, WORDS)
    assert not law_reviews.approved(books, other)


def test_several_are_asked_for_at_once_and_unseen_words_are_left_out(books: Books, leader: int) -> None:
    law_reviews.review(books, WORDS, State.APPROVED, leader)
    law_reviews.review(books, OTHERS[2], State.RETURNED, leader, "  Viết\n lại ")
    found = law_reviews.standing_of(books, [WORDS, *OTHERS])
    assert {words: one.state for words, one in found.items()} == {WORDS: State.APPROVED, OTHERS[2]: State.RETURNED}
    assert found[OTHERS[2]].note == "Viết lại"
    assert law_reviews.standing_of(books, []) == {}


def test_within_the_same_instant_the_later_review_counts(books: Books, leader: int) -> None:
    law_reviews.review(books, WORDS, State.RETURNED, leader, "Chưa rõ")
    law_reviews.review(books, WORDS, State.APPROVED, leader)
    law_reviews.review(books, WORDS, State.RETURNED, leader, "Xem lại")
    assert not law_reviews.approved(books, WORDS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["approve", "return", "undo"]), max_size=8))
def test_what_stands_is_the_last_that_was_not_taken_back(
    books: Books, clock: SetClock, leader: int, acts: list[str]
) -> None:
    words, stack = Words(name=f"n{new_id()}", version=1, hash="c" * 64), list[State]()
    for act in acts:
        clock.set(clock.now() + timedelta(seconds=1))
        if act == "undo":
            if stack:
                assert law_reviews.take_back(books, words, leader).state is stack.pop()
            else:
                with pytest.raises(LawReviewRefused):
                    law_reviews.take_back(books, words, leader)
        elif act == "approve" and stack and stack[-1] is State.APPROVED:
            with pytest.raises(LawReviewRefused, match="Không cần duyệt lại"):
                law_reviews.review(books, words, State.APPROVED, leader)
        else:
            state = State.APPROVED if act == "approve" else State.RETURNED
            law_reviews.review(books, words, state, leader, "vì vậy")
            stack.append(state)
        standing = law_reviews.standing(books, words)
        assert (standing.state if standing else None) is (stack[-1] if stack else None)
        assert law_reviews.approved(books, words) is (bool(stack) and stack[-1] is State.APPROVED)
