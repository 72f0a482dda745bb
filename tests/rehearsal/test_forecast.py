"""Is the interval of a forecast honest, and does doubt about habits widen it?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.reminder_answers import Kind, note_answer
from casework.tables.agreements import promise as promises
from messages.opened import mark_opened
from messages.tables import outbox
from scheduler.plans import campaigns
from scheduler.rehearsal.doubt import ASSUMED, drawn
from scheduler.rehearsal.forecast import ENOUGH, expect, levers
from scheduler.rehearsal.habits import ANY_SIZE, HabitsRefused, read_habits, usual
from scheduler.rehearsal.learned import learned
from scheduler.rehearsal.lots import Lots
from tests.scheduler import arranged
from tests.scheduler.guarded import go

ROUNDS = 4_000
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize("rehearsals", [3, 5, ENOUGH, 19, 24])
def test_four_of_five_campaigns_lie_inside_the_interval(rehearsals: int) -> None:
    """Whatever the shape: rehearsals and the real campaign are drawn alike, so only their order matters."""
    rng = np.random.default_rng(5)
    shapes = {
        "even": rng.normal(1_000, 90, (ROUNDS, rehearsals + 1)),
        "skewed": rng.gamma(6, 50, (ROUNDS, rehearsals + 1)),
    }
    for name, values in shapes.items():
        inside = 0
        for row in values.tolist():
            found = expect(row[:-1])
            inside += found.low <= row[-1] <= found.high
        assert 0.75 <= inside / ROUNDS <= 0.86, name


def test_nine_rehearsals_give_their_own_extremes() -> None:
    found = expect([5, 1, 9, 3, 7, 2, 8, 4, 6])
    assert (found.low, found.middle, found.high) == (1, 5, 9)


def test_doubt_is_drawn_around_the_figure_and_less_where_more_was_seen() -> None:
    base = usual()
    spread = {}
    for seen in (0, 5_000):
        values = [drawn(base, seed, {"opens": seen}).opens for seed in range(1, 400)]
        assert float(np.mean(values)) == pytest.approx(base.opens, abs=0.02)
        spread[seen] = float(np.std(values))
    assert spread[0] == pytest.approx((base.opens * (1 - base.opens) / (ASSUMED + 1)) ** 0.5, rel=0.1)
    assert spread[5_000] < spread[0] / 5
    assert drawn(base, 7) == drawn(base, 7) != drawn(base, 8)


def test_drawn_habits_are_habits_whatever_is_drawn() -> None:
    for seed in range(300):
        found = drawn(usual(), seed)
        assert found.promise_kept + found.promise_late <= 1 + 1e-9
        assert found.will_pay + found.cannot_pay + found.paid_already + found.other_time + found.asked <= 1 + 1e-9


def test_an_office_puts_in_its_own_figures(tmp_path: Path) -> None:
    file = tmp_path / "dan.toml"
    file.write_text('opens = 0.5\n[replies]\nvalue = 0.4\nsource = "đợt 2025"\n', encoding="utf-8")
    found = read_habits(file, usual())
    assert (found.opens, found.replies, found.pays_anyway) == (0.5, 0.4, usual().pays_anyway)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("opnes = 0.5", "Không có thói quen"),
        ("opens = 1.5", "phải từ 0 đến 1"),
        ("opens = -1", "phải từ 0"),
        ('opens = "nhiều"', "không phải số"),
        ("will_pay = 0.9", "cộng lại quá 1"),
        ("opens = ", "Không đọc được"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_words(tmp_path: Path, words: str, told: str) -> None:
    file = tmp_path / "dan.toml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(HabitsRefused, match=told):
        read_habits(file, usual())


def test_every_lever_is_a_change_that_can_be_made() -> None:
    for lever in levers(usual()):
        assert usual().with_(lever.changes) != usual(), lever.name
        assert all(value <= 1 or name in ANY_SIZE for name, value in lever.changes.items())


def test_lots_are_even_and_each_its_own() -> None:
    lots = Lots(3)
    values = [lots.share(who, "opens", nth) for who in range(2_000) for nth in range(5)]
    assert float(np.mean(values)) == pytest.approx(0.5, abs=0.01)
    assert len(set(values)) == len(values)
    assert lots.share(1, "opens") != lots.share(1, "pays")
    assert lots.share(1, "opens") == Lots(3).share(1, "opens") != Lots(4).share(1, "opens")
    neighbours = np.corrcoef(
        [lots.share(who, "a") for who in range(2_000)], [lots.share(who + 1, "a") for who in range(2_000)]
    )
    assert abs(float(neighbours[0, 1])) < 0.06


def test_finished_campaigns_teach_what_people_do(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    for _ in range(3):
        arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    assert learned(books, usual()).seen == {}
    clock.set(arranged.at(MONDAY, 14))  # each reminder of a day has its own minute: by then all are due
    assert len(go(books)) == 3
    rows = books.conn.execute(outbox.select().order_by(outbox.c.id)).all()
    for row in rows[:2]:
        mark_opened(books, row.id)
    note_answer(
        books, rows[0].contact_id, Kind.ASKED, outbox_id=rows[0].id, campaign_id=campaign, party_id=rows[0].party_id
    )
    campaigns.stop(books, campaign, office.officer)
    found = learned(books, usual())
    assert found.campaigns == 1
    assert found.seen["opens"] == 3
    assert found.habits.opens == pytest.approx((usual().opens * ASSUMED + 2) / (ASSUMED + 3))
    assert found.habits.asked > usual().asked
    assert books.conn.execute(promises.select()).all() == []
