"""Every benchmark runs, says what it compares with what, and its parts measure what they claim to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from benchmarks import data_set, measure
from benchmarks.__main__ import NAMES
from benchmarks.data_set import DataSet
from benchmarks.measure import ROOT, TINY, Figure, Goal
from benchmarks.place import Place
from benchmarks.store import opened
from casework import consent, contacts, obligations
from casework.books import Books
from casework.db.engine import Database
from casework.payments import Source
from casework.people import party
from casework.tables import decisions as tables

Filled = tuple[Database, DataSet]
SHAPE = {"bench", "product", "limit", "peer", "ratio", "target", "met", "unit", "n"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_runs_and_gives_its_figures(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--tiny"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    figures = [json.loads(line) for line in ended.stdout.splitlines()]
    assert figures, ended.stderr
    assert ended.returncode == (0 if all(figure["met"] for figure in figures) else 1), ended.stderr
    for figure in figures:
        assert set(figure) == SHAPE
        assert figure["product"] >= 0
        assert figure["limit"] > 0
        assert figure["n"] >= 1


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "speed"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "outbound" in ended.stderr


@pytest.mark.parametrize(
    ("goal", "ratio", "met"),
    [
        (Goal(at_most=1.45), 1.45, True),
        (Goal(at_most=1.45), 1.46, False),
        (Goal(at_least=0.97), 0.97, True),
        (Goal(at_least=0.97), 0.96, False),
        (Goal(at_most=0.0), 0.0, True),
        (Goal(at_most=0.0), 1.0, False),
    ],
)
def test_a_goal_is_met_up_to_its_own_number(goal: Goal, ratio: float, met: bool) -> None:
    assert goal.met(ratio) is met


def test_a_figure_is_one_line_with_the_ratio_and_whether_it_is_met() -> None:
    figure = Figure(bench="send", product=150.04, limit=100, goal=Goal(at_most=1.45), unit="us", n=7, peer={"x": 900.0})
    told = json.loads(figure.line())
    assert told == {
        "bench": "send", "product": 150.0, "limit": 100.0, "peer": {"x": 900.0}, "ratio": 1.5, "target": "<= 1.45",
        "met": False, "unit": "us", "n": 7,
    }  # fmt: skip
    assert replace(figure, ratio=1.2).is_met


def test_rounds_are_interleaved_and_the_median_counts() -> None:
    order: list[str] = []
    costs = {"product": iter([5.0, 100.0, 6.0]), "limit": iter([3.0, 1.0, 2.0])}

    def way(name: str) -> measure.Measured:
        order.append(name)
        return {"cpu": next(costs[name])}

    found = measure.interleaved(3, {"product": lambda: way("product"), "limit": lambda: way("limit")})
    assert order == ["product", "limit"] * 3
    assert found == {"product": {"cpu": 6.0}, "limit": {"cpu": 2.0}}


def test_a_part_that_fails_is_told_with_its_own_words() -> None:
    with pytest.raises(measure.PartFailed, match="no_such_part"):
        measure.fresh("lookup:no_such_part")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def filled(request: pytest.FixtureRequest) -> Iterator[Filled]:
    with Place() as place:
        of = DataSet(decisions=120, chats=10)
        url = place.sqlite(of) if request.param == "sqlite" else place.postgres(of)
        if url is None:
            pytest.skip("there is no PostgreSQL on this machine")
        with opened(url) as db:
            yield db, of


def test_the_data_set_reads_like_books_that_the_product_wrote(filled: Filled) -> None:
    db, of = filled

    def looked(books: Books) -> None:
        who = data_set.party_id(of.debtor(7))
        views = obligations.of_party(books, who)
        assert "7/QĐ-THADS" in [view.number for view in views]
        assert all(0 < view.left <= view.total for view in views)
        opened_party = party(books, who)
        assert opened_party is not None
        assert opened_party.name == data_set.name(of.debtor(7))
        chat = contacts.meet(books, data_set.ACCOUNT, data_set.address(3))
        assert chat.id == data_set.contact_id(3)
        assert chat.party_id == data_set.party_id(of.party_of_chat(3))
        assert consent.has(books, chat.id, chat.party_id, consent.Purpose.REMINDERS)
        assert books.conn.execute(select(func.count()).select_from(tables.decision)).scalar_one() == 120
        sources = set(books.conn.execute(select(tables.payment.c.source)).scalars())
        assert sources <= {source.value for source in Source}

    db.submit(looked).result()


def test_data_sets_of_one_size_are_one_file_and_sizes_differ() -> None:
    assert TINY.decisions != TINY.few_decisions
    with Place() as place:
        small = place.sqlite(DataSet(decisions=10))
        assert place.sqlite(DataSet(decisions=10)) == small
        assert place.sqlite(DataSet(decisions=11)) != small
        folder = place.folder
    assert not folder.exists()
