"""Identifiers are fresh, rising, and a run of them stands apart from all others."""

from casework.db.ids import RUN, new_id, new_ids, new_run


def test_runs_taken_at_once_do_not_share_an_identifier() -> None:
    taken: set[int] = set()
    for _ in range(50):
        first = new_run()
        run = set(range(first, first + RUN))
        assert taken.isdisjoint(run)
        taken |= run
        assert taken.isdisjoint(new_ids(3))


def test_identifiers_rise_across_runs() -> None:
    given = [new_id(), new_run(), new_id(), *new_ids(5_000), new_run(), new_id()]
    assert given == sorted(set(given))
    assert all(0 < one < 2**63 for one in given)
