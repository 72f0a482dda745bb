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
