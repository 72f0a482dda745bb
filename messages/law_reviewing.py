"""May these words about the law be approved now? What is to be mended is mended first, whoever approves them."""

from __future__ import annotations

from casework import law_reviews
from casework.books import Books
from casework.clock import today
from casework.law_reviews import LawReviewRefused, State
from messages.law_approval import words_of
from messages.law_file import Explanation
from messages.lint.library_check import law_findings


def review(books: Books, one: Explanation, state: State, staff_id: int, note: str = "") -> None:
    """Approve or return an explanation as it stands. Raises ``LawReviewRefused``."""
    found = law_findings(one, today(books.clock)) if state is State.APPROVED else []
    if found:
        remedy = found[0].finding.remedy()
        raise LawReviewRefused(f"Bài này còn {len(found)} chỗ phải sửa, chưa duyệt được: {remedy}")
    law_reviews.review(books, words_of(one), state, staff_id, note)
