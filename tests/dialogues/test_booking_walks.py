"""Random ways through the booking never end nowhere (a hundred thousand of them: ``python -m tests.dialogues.booking_walks``)."""

from __future__ import annotations

from pathlib import Path

from tests.dialogues.booking_walks import STEPS, Judgement, judge

WALKS = 40


async def test_no_random_way_ends_without_an_answer_a_way_back_and_a_person(tmp_path: Path) -> None:
    judged = Judgement()
    await judge(tmp_path, WALKS, 6, judged)
    assert judged.wrong == []
    assert judged.walks == WALKS
    assert judged.steps == WALKS * (STEPS + 1)
    assert judged.bookings > 0, "no walk ever reached a time"
