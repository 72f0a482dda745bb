"""Who approves what is said about the law, and what still waits for it? The work of ``gandan law review``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.cli import shown
from bot.cli.authority import acting
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, write
from casework import law_reviews, staff
from casework.books import Books
from casework.clock import today
from casework.law_reviews import REVIEWERS, LawReview, LawReviewRefused, State, Words
from messages import explanations, law_reviewing
from messages.law_approval import words_of
from messages.law_file import Explanation, ReviewState

_STATE_WORDS = {State.APPROVED: "đã duyệt", State.RETURNED: "trả lại để sửa"}
DRAFT = "bản nháp"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """A standing review and the login of who gave it."""

    review: LawReview
    login: str

    def __str__(self) -> str:
        """``đã duyệt: huong, 08:05 05/11/2026: ghi chú``."""
        note = f": {self.review.note}" if self.review.note else ""
        return f"{_STATE_WORDS[self.review.state]}: {self.login}, {shown.moment(self.review.at)}{note}"


def run(arguments: argparse.Namespace) -> list[str]:
    """List what waits, or write or take back a review."""
    with database() as db, refusing(LawReviewRefused):
        if arguments.name is None:
            if arguments.approve or arguments.send_back or arguments.undo:
                raise Refused("Chưa biết bài nào. Hãy ghi tên bài, ví dụ: gandan law review voluntary_period --approve")
            return read(db, _waiting)
        if arguments.undo:
            return write(db, _taken_back, arguments)
        if arguments.approve or arguments.send_back:
            return write(db, _reviewed, arguments)
        return read(db, _history, arguments.name)


def reviews_of(books: Books, several: Iterable[Explanation]) -> dict[Words, Reviewed]:
    """The standing reviews of these explanations."""
    found = law_reviews.standing_of(books, [words_of(one) for one in several])
    return {words: Reviewed(review=review, login=_login(books, review.staff_id)) for words, review in found.items()}


def state_words(one: Explanation, reviews: Mapping[Words, Reviewed]) -> str:
    """How far the wording of an explanation has come."""
    found = reviews.get(words_of(one))
    if found is not None:
        return str(found)
    if one.review.state is ReviewState.APPROVED and one.review.on is not None:
        return f"đã duyệt: {one.review.by}, {shown.day(one.review.on)}"
    return DRAFT


def _waiting(books: Books) -> list[str]:
    """The explanations whose words of today or later nobody has approved."""
    day = today(books.clock)
    live = [one for name in explanations.names() for one in explanations.versions_of(name) if _to_be_said(one, day)]
    reviews = reviews_of(books, live)
    waiting = [one for one in live if not _approved(one, reviews)]
    if not waiting:
        return [f"Tất cả {len(live)} bài giải thích đã được duyệt."]
    rows = [(one.name, f"v{one.version}", one.title, state_words(one, reviews)) for one in waiting]
    head = f"Chờ duyệt: {len(waiting)} trong {len(live)} bài."
    return [head, *shown.table([("TÊN", "BẢN", "TÊN BÀI", "TÌNH TRẠNG"), *rows])]


def _to_be_said(one: Explanation, day: date) -> bool:
    return one.until is None or one.until >= day


def _approved(one: Explanation, reviews: Mapping[Words, Reviewed]) -> bool:
    found = reviews.get(words_of(one))
    if found is not None:
        return found.review.state is State.APPROVED
    return one.review.state is ReviewState.APPROVED


def _reviewed(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, REVIEWERS)
    one = _living(books, arguments.name)
    state = State.APPROVED if arguments.approve else State.RETURNED
    law_reviewing.review(books, one, state, who.id, arguments.note or "")
    if state is State.APPROVED:
        return [
            f"Đã duyệt bài «{one.title}» ({one.name}, bản {one.version}). Từ nay bài này không còn ghi là bản nháp."
        ]
    return [f"Đã trả lại bài «{one.title}» ({one.name}, bản {one.version}). Người dân vẫn thấy bài này là bản nháp."]


def _taken_back(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, REVIEWERS)
    one = _living(books, arguments.name)
    taken = law_reviews.take_back(books, words_of(one), who.id)
    return [
        f"Đã rút lại lần «{_STATE_WORDS[taken.state]}» của bài «{one.title}».",
        state_words(one, reviews_of(books, [one])),
    ]


def _history(books: Books, name: str) -> list[str]:
    one = _living(books, name)
    return [f"{one.title} ({one.name}, bản {one.version}): {state_words(one, reviews_of(books, [one]))}"]


def _living(books: Books, name: str) -> Explanation:
    """The version of ``name`` that is said today, or the next one. Raises ``Refused``."""
    day = today(books.clock)
    living = [one for one in explanations.versions_of(name) if _to_be_said(one, day)]
    if not living:
        raise Refused(f"Không có bài «{name}» đang dùng. Xem danh sách: gandan law show")
    return living[0]


def _login(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return known.login if known is not None else "?"
