"""Does a rehearsal go the same way for the same seed, by the product's own rules, touching nothing?"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.books import Books
from casework.clock import local
from casework.tables.decisions import decision
from messages.tables import outbox
from scheduler.rehearsal.habits import usual
from scheduler.rehearsal.halves import HALVES, halves_of
from scheduler.rehearsal.keeping import FILE
from scheduler.rehearsal.log import Fact
from scheduler.rehearsal.running import rehearse, rehearse_all
from scheduler.rehearsal.summary import Summary
from scheduler.rehearsal.tally import What
from scheduler.tables import planned_step
from tests.rehearsal.small import job, small_office

pytestmark = pytest.mark.slow  # each test plays three weeks of an office: seconds


@pytest.fixture(scope="module")
def small() -> Iterator[tuple[Books, int]]:
    with small_office() as (books, _, campaign):
        yield books, campaign


@pytest.fixture(scope="module")
def played(small: tuple[Books, int]) -> Summary:
    books, campaign = small
    return rehearse(books, job(campaign))


def test_the_same_seed_gives_the_same_rehearsal_bit_for_bit(small: tuple[Books, int], played: Summary) -> None:
    books, campaign = small
    again = rehearse(books, job(campaign))
    other = rehearse(books, job(campaign, seed=2))
    assert again == played
    assert other.digest != played.digest


def test_another_process_with_other_hashes_gives_the_same(played: Summary) -> None:
    words = (
        "from tests.rehearsal.small import job, small_office\n"
        "from scheduler.rehearsal.running import rehearse\n"
        "with small_office() as (books, _, campaign):\n"
        "    print(rehearse(books, job(campaign)).digest)\n"
    )
    for seed in ("1", "77"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        told = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == played.digest


def test_people_are_reminded_answer_and_pay(played: Summary) -> None:
    for what in (What.SENT, What.OPENED, What.REPLIED, What.ANSWERED, What.PAYMENTS):
        assert played.total(what) > 0, what
    assert played.total(What.SENT) >= played.total(What.OPENED) >= played.total(What.REPLIED)
    assert played.dong == sum(played.dong_by_day.values()) > 0


def test_planned_is_sent_and_pending_and_cancelled_and_skipped(played: Summary) -> None:
    steps = played.steps
    assert steps.planned == steps.sent + steps.pending + steps.cancelled + steps.skipped > 0
    assert sum(steps.reasons.values()) == steps.cancelled + steps.skipped


def test_every_message_is_sent_in_the_hours_of_a_working_day(played: Summary) -> None:
    for one in played.sent:
        here = local(one.at)
        assert here.weekday() < 5
        assert 7.5 <= here.hour + here.minute / 60 < 20


def test_nothing_of_the_books_it_began_with_is_changed(small: tuple[Books, int], played: Summary) -> None:
    books, _ = small
    assert books.conn.execute(select(func.count()).select_from(outbox)).scalar_one() == 0
    assert books.conn.execute(select(func.count()).select_from(planned_step)).scalar_one() == 0
    assert played.steps.planned > 0


def test_several_at_once_give_what_one_after_the_other_gives(small: tuple[Books, int], played: Summary) -> None:
    books, campaign = small
    jobs = [job(campaign, seed=seed, number=number) for number, seed in enumerate((1, 2, 3))]
    days = []
    found = list(rehearse_all(books, jobs, [frozenset()], at_once=2, progress=lambda number, day: days.append(number)))
    assert [one.seed for one in found] == [1, 2, 3]
    assert found[0] == played
    assert set(days) == {0, 1, 2}


def test_a_channel_that_is_away_sends_nothing_and_what_waited_goes_afterwards(small: tuple[Books, int]) -> None:
    books, campaign = small
    habits = usual().with_({"outages_a_month": 30.0, "outage_hours": 8.0})
    found = rehearse(books, job(campaign, habits=habits))
    assert found.outages > 3
    assert found.total(What.SENT) > 0


def test_who_is_silent_pays_nothing_and_lives_stays_as_planned(small: tuple[Books, int]) -> None:
    books, campaign = small
    quiet = dict.fromkeys(
        ("opens", "blocks", "dead_chat", "pays_anyway", "dies_a_year", "rests_a_year", "links_later", "not_taken",
         "lost_on_the_way", "outages_a_month", "visit_met"), 0.0
    )  # fmt: skip
    found = rehearse(books, job(campaign, habits=usual().with_(quiet)))
    assert found.total(What.OPENED) == found.total(What.PAYMENTS) == 0
    assert not found.known
    assert found.steps.cancelled == 0


def test_more_willing_people_pay_more(small: tuple[Books, int], played: Summary) -> None:
    books, campaign = small
    eager = usual().with_({"opens": 0.95, "pays_after": 0.6, "each_next": 0.9})
    assert rehearse(books, job(campaign, habits=eager)).dong > played.dong


def test_at_its_end_every_try_is_written_down_in_the_books(small: tuple[Books, int], tmp_path: Path) -> None:
    books, campaign = small
    found = rehearse(books, job(campaign), kept_in=tmp_path / "kept")
    with closing(sqlite3.connect(tmp_path / "kept" / FILE)) as kept:
        ((tries, open_ones),) = kept.execute("SELECT count(*), count(*) - count(ended_at) FROM attempt")
        ((on_their_way,),) = kept.execute("SELECT count(*) FROM outbox WHERE state = 'sending'")
    assert tries >= found.total(What.SENT) > 0
    assert (open_ones, on_their_way) == (0, 0)


def test_facts_are_noted_by_whoever_brought_them_about(small: tuple[Books, int]) -> None:
    books, campaign = small
    habits = usual().with_({"opts_out": 0.2, "dies_a_year": 0.9, "rests_a_year": 0.9, "dead_chat": 0.2})
    found = rehearse(books, job(campaign, habits=habits))
    kinds = {one.fact for one in found.known}
    assert {Fact.DIED, Fact.RESTS, Fact.DEAD_CHAT} <= kinds
    assert kinds & {Fact.OPTED_OUT, Fact.UNLINKED}


def test_a_large_office_is_rehearsed_in_halves_that_share_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.rehearsal.halves.FROM_PEOPLE", 0)
    with small_office(people=1_200, days=7) as (books, office, campaign):
        halves = halves_of(books)
        assert len(halves) == HALVES
        assert halves[0] | halves[1] == set(office.officers)
        assert not halves[0] & halves[1]
        eager = usual().with_({"opens": 0.2})
        [found] = rehearse_all(books, [job(campaign, habits=eager)], halves, at_once=2)
        [alone] = rehearse_all(books, [job(campaign, habits=eager)], halves, at_once=1)
        assert found == alone
        spoken = {one.decision for one in found.sent}
        officers = select(decision.c.officer_id).where(decision.c.id.in_(sorted(spoken - {None}))).distinct()
        assert set(books.conn.execute(officers).scalars()) == set(office.officers)
        steps = found.steps
        assert steps.planned == steps.sent + steps.pending + steps.cancelled + steps.skipped


def test_officers_who_share_a_debtor_stay_together(small: tuple[Books, int]) -> None:
    books, _ = small
    assert halves_of(books) == (frozenset(),)


def test_ctrl_c_ends_every_process_that_was_begun(tmp_path: Path) -> None:
    words = (
        "from tests.rehearsal.small import job, small_office\n"
        "from scheduler.rehearsal.running import rehearse_all\n"
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # also where the tests run behind a shell that ignores it
        "def told(number, day):\n"
        "    print('day', flush=True)\n"
        "with small_office(people=300, days=200) as (books, _, campaign):\n"
        "    try:\n"
        "        list(rehearse_all(books, [job(campaign, n, number=n) for n in (1, 2)], [frozenset()], at_once=2,"
        " progress=told))\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "day"
        os.kill(child.pid, signal.SIGINT)
        assert child.wait(timeout=60) == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


def test_the_day_after_the_last_nothing_more_happens(played: Summary) -> None:
    assert all(local(one.at).date() <= played.last for one in played.sent)
    assert played.last - played.first == timedelta(days=20)
