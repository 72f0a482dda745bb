"""Whoever writes first waits for nothing that is read once: it is there before."""

from __future__ import annotations

import subprocess
import sys

import pytest

AFTER_IT = """
import sys
from datetime import date
from messages import explanations
from messages.at_hand import read_all
from messages.library import Lang, keys, text_of
from messages.understand import understand

{first}
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" and "messages" in str(told[0]) else None)
understand("tôi không có tiền trả thì sao")
explanations.all(date(2026, 11, 23))
text_of("booking.not_that_day")
print(len([one for one in opened if one.endswith((".toml", ".bin", ".txt"))]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("first", "reads"), [("", True), ("read_all()", False)])
def test_after_it_nothing_of_ours_is_read_for_a_message(first: str, reads: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AFTER_IT.format(first=first)], capture_output=True, text=True, check=True, timeout=120
    )
    assert (int(done.stdout) > 0) == reads
