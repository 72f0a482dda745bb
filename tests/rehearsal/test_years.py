"""Over many years and seeds, with everything that can go wrong: nothing ever leaves that must not, and every sum holds."""

from __future__ import annotations

import pytest

from tests.rehearsal.years import CI, SEEDS, play

pytestmark = pytest.mark.slow  # ten turns of the year and a hundred seeds: about a minute


def test_ten_turns_of_the_year_leave_no_message_where_it_must_not_be() -> None:
    """Each from the middle of January over Tết; the full size is ``python -m tests.faults --only years``."""
    sent = 0
    for played in play(CI):
        assert not played.breaks, (played.year, played.breaks[:3])
        assert played.sums_hold, played.summary.steps
        sent += len(played.summary.sent)
    assert sent > 100


def test_a_hundred_seeds_of_people_and_outages_break_nothing() -> None:
    """What processes do when they are killed is judged elsewhere (``tests/faults``); here it is people, officers and channels."""
    digests = set()
    for played in play(SEEDS):
        assert not played.breaks, (played.seed, played.breaks[:3])
        assert played.sums_hold, (played.seed, played.summary.steps)
        digests.add(played.summary.digest)
    assert len(digests) == SEEDS.seeds
