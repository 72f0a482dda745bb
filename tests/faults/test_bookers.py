"""Do the hands that book at once go on after they were killed as a person would?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness import bookers

ASKED_TO_CALL_OFF = '{"attempt": 9, "deed": "call_off", "on": 0, "asks": true}\n'


@pytest.mark.parametrize(
    ("answer", "is_called_off"),
    [
        pytest.param("", False, id="killed in the middle"),
        pytest.param('{"attempt": 9, "deed": "call_off", "told": "OperationalError"}\n', False, id="given no lock"),
        pytest.param('{"attempt": 10, "deed": "hold", "told": "tuple"}\n', False, id="told of something else"),
        pytest.param('{"attempt": 9, "deed": "call_off", "told": "tuple"}\n', True, id="told so"),
    ],
)
def test_a_day_is_called_off_again_until_somebody_was_told_so(tmp_path: Path, answer: str, is_called_off: bool) -> None:
    history = tmp_path / "hand-0.jsonl"
    history.write_text(ASKED_TO_CALL_OFF + answer, "utf-8")
    assert bookers.called_off(history) == is_called_off


def test_a_line_that_a_hand_was_killed_in_was_not_said(tmp_path: Path) -> None:
    file = tmp_path / "hand-0.jsonl"
    file.write_text(
        ASKED_TO_CALL_OFF + '{"attempt": 9, "deed": "call_off", "told": "tup\n' + ASKED_TO_CALL_OFF, "utf-8"
    )
    assert [line["attempt"] for line in bookers.history(file)] == [9, 9]
    assert not bookers.called_off(file)


@pytest.mark.parametrize(("attempts", "kills"), [(625, 20), (40, 3), (20, 2)])
def test_no_hand_is_through_before_the_last_kill_and_each_goes_on_after_it(attempts: int, kills: int) -> None:
    plan = {"attempts": attempts, "kills": kills}
    ends = [sum(bookers.may_begin(plan, one, killed) for one in range(attempts)) for killed in range(kills + 1)]
    assert ends == sorted(set(ends)), "after each kill they go on"
    assert ends[-2] < ends[-1] == attempts
    assert all(end - 1 > 0.9 * killed / kills * attempts for killed, end in enumerate(ends[:-1])), "the next kill comes"
