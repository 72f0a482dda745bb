"""What takes seconds to count keeps no page waiting, and a small office always reads its books as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from bot.officers import desk as desks
from bot.officers.desk import desk_of
from casework.books import Books
from casework.db.engine import Database
from scheduler.steps.planning import plan_campaign
from tests.officers.office import Browser, Office
from tests.officers.test_campaigns import approved, debtors, drafted, in_communes, sit

COUNTING = "Đang đếm"
WAITED_FOR = ("", "/selection", "/wave", "/load", "/approval", "/results")


@contextmanager
def slow(db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is counted meanwhile is counted only when the block is left."""
    gate, desk = asyncio.Event(), desk_of(db)
    counting = desk.apart

    async def later(*args: Any, **kwargs: Any) -> Any:
        await gate.wait()
        return await counting(*args, **kwargs)

    with monkeypatch.context() as here:
        here.setattr(desk, "apart", later)
        here.setattr(desks, "PATIENCE", 0.02)
        yield
        gate.set()


async def test_what_is_quickly_counted_is_counted_each_time(db: Database) -> None:
    desk, many = desk_of(db), iter(range(9))
    for number in range(3):
        found = await desk.lately("quick", lambda _books: next(many))
        assert found is not None
        assert (found.told, found.is_old) == (number, False)


async def test_what_takes_long_is_told_as_it_was_until_it_is_counted_anew(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, gate, said = desk_of(db), Event(), ["first"]

    def rule(_books: Books) -> str:
        gate.wait(60)
        return said[-1]

    monkeypatch.setattr(desks, "PATIENCE", 0.02)
    assert await desk.lately("long", rule) is None
    monkeypatch.setattr(desks, "PATIENCE", 20.0)
    gate.set()
    first = await desk.lately("long", rule)
    assert first is not None
    assert (first.told, first.is_old) == ("first", False)

    said.append("second")
    gate.clear()
    monkeypatch.setattr(desks, "PATIENCE", 0.02)
    old = await _after_it_ran_out(db, "long", rule)
    assert (old.told, old.at, old.is_old) == ("first", first.at, True)
    monkeypatch.setattr(desks, "PATIENCE", 20.0)
    gate.set()
    second = await desk.lately("long", rule)
    assert second is not None
    assert (second.told, second.is_old) == ("second", False)


async def _after_it_ran_out(db: Database, key: str, rule: Any) -> desks.Lately[Any]:
    desk = desk_of(db)
    desk._kept[key].until = 0.0  # as if its time had passed
    found = await desk.lately(key, rule)
    assert found is not None
    return found


async def test_a_campaign_of_a_million_keeps_no_page_waiting(
    db: Database, office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await db.write(debtors, office)
    campaign = await approved(db, office, browser)
    assert (await browser.post(f"/campaigns/{campaign}/start")).status == 303
    await db.write(plan_campaign, campaign)
    with slow(db, monkeypatch):
        for path in WAITED_FOR:
            page = await browser.get(f"/campaigns/{campaign}{path}")
            assert (page.status, COUNTING in page.text) == (200, True), path
    for path in WAITED_FOR:
        page = await browser.get(f"/campaigns/{campaign}{path}")
        assert (page.status, COUNTING in page.text, "Số liệu lúc" in page.text) == (200, False, True), path


async def test_what_was_ticked_stays_ticked_while_it_is_counted(
    db: Database, office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = await db.write(debtors, office)
    communes = await db.write(in_communes, decisions)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    chosen = {f"commune_{communes[1]}": "on"}
    assert (await browser.post(f"/campaigns/{campaign}/selection", {**chosen, "do": "save"})).status == 303
    with slow(db, monkeypatch):
        page = (await browser.get(f"/campaigns/{campaign}/selection")).text
        assert f'name="commune_{communes[1]}" checked' in page
        assert f'name="commune_{communes[0]}"' not in page
        assert "Đang đếm hồ sơ theo xã" in page
        counts = (await browser.post(f"/campaigns/{campaign}/count", chosen)).text
        assert "data-again" in counts
        assert '<div id="communes" data-counting>' in page
        assert "<template data-communes>" not in counts
    counts = (await browser.post(f"/campaigns/{campaign}/count", chosen)).text
    assert "data-again" not in counts
    communes_to_tick = counts.partition("<template data-communes>")[2]
    assert f'name="commune_{communes[1]}" checked' in communes_to_tick
    assert f'name="commune_{communes[0]}">' in communes_to_tick
    assert "<strong>2</strong> " in counts
