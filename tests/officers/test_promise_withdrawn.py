"""An officer takes a promise back for somebody: shown first, written once, both records kept, nobody written to."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decision_events import events_of
from casework.money_events import MoneyEvent
from casework.own_data import whole_copy
from casework.promises import PromiseState, make_promise, promises_of, withdraw_promise
from messages.tables import outbox
from scheduler.plans.campaigns import Anchor
from scheduler.steps.refreshing import refresh
from scheduler.steps.waiting import reminders_waiting
from tests.officers.office import Browser, Office, given
from tests.officers.test_cases import hidden, said, sits
from tests.officers.test_matrix import lines_of
from tests.scheduler import arranged
from tests.scheduler.test_anchored import NEAR, PASSED

WHY = {"ground": "Bà báo đổi ý, sẽ hẹn lại sau"}


def promised(books: Books, office: Office) -> tuple[int, int, int]:
    """(decision, debtor, promise): a debtor of the officer's with a chat, followed up by a campaign that runs."""
    here = arranged.Office(
        agency=office.agency,
        officer=office.staff["officer"],
        head=office.staff["head"],
        deputy=office.staff["deputy"],
    )
    case = arranged.a_debtor(books, here)
    given(books, case.decision, office.staff["officer"], office.here)
    steps = (
        arranged.a_step(Anchor.PROMISE_DUE, -1, NEAR),
        arranged.a_step(Anchor.PROMISE_DUE, 2, PASSED),
    )
    arranged.a_running_campaign(books, here, arranged.a_plan(here, *steps))
    promise = make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    return case.decision, case.debtor, promise


async def test_what_follows_is_shown_first_and_goes_when_it_is_written(
    db: Database, office: Office, browser: Browser
) -> None:
    await sits(db, browser, office.staff["officer"])
    decision, debtor, promise = await db.write(promised, office)
    story = await browser.get(f"/cases/{decision}?kind=promise")
    path = f"/cases/promise/{promise}"
    assert f"/console{path}" in story.text
    assert "Hẹn nộp 5.000.000 đồng đến hết 04/12/2026" in said(await browser.get(path))

    nothing = await browser.post(path, {"ground": "  "})
    assert (nothing.status, "Chưa ghi lý do" in said(nothing)) == (422, True)
    shown = await browser.post(path, WHY)
    assert shown.status == 200, said(shown)
    assert "Lời hẹn đang chờ đã rút" in said(shown)
    both = "03/12/2026 (Đợt cao điểm cuối năm); 08/12/2026 (Đợt cao điểm cuối năm)"
    assert f"Tin nhắc đang chờ {both} không có" in said(shown)
    assert [one.state for one in await db.read(promises_of, decision)] == [PromiseState.OPEN]
    assert len(await db.read(reminders_waiting, decision, debtor)) == 2, "what was tried out is taken back"

    done = await browser.post(path, {**hidden(shown), "step": "confirm"})
    assert (done.status, done.place) == (303, f"/console/cases/{decision}?done=withdrawal")
    assert [one.state for one in await db.read(promises_of, decision)] == [PromiseState.WITHDRAWN]
    await db.write(refresh)
    assert await db.read(reminders_waiting, decision, debtor) == []
    assert await db.read(queued) == 0, "nobody is written to about it"
    page = said(await browser.get(f"/cases/{decision}?done=withdrawal"))
    assert "Đã rút lời hẹn." in page
    assert "đến hết 04/12/2026: đã rút." in page
    assert WHY["ground"] in page
    assert ("decision_changed", f"decision:{decision}", "promise withdraw") in await db.read(
        lines_of, office.staff["officer"]
    )
    for gone in (await browser.get(path), await browser.post(path, WHY)):
        assert gone.status == 404, "it is taken back already"


async def test_the_persons_own_copy_keeps_the_promise_and_not_the_officers_reason(
    db: Database, office: Office, browser: Browser
) -> None:
    await sits(db, browser, office.staff["officer"])
    decision, debtor, promise = await db.write(promised, office)
    shown = await browser.post(f"/cases/promise/{promise}", WHY)
    await browser.post(f"/cases/promise/{promise}", {**hidden(shown), "step": "confirm"})
    copy = await db.read(whole_copy, debtor)
    (kept,) = copy["decisions"][0]["promises"]
    assert (kept["amount"], kept["due_on"], kept["state"]) == (5_000_000, "2026-12-04", "withdrawn")
    assert WHY["ground"] not in str(copy)
    assert await db.read(grounds, decision) == [WHY["ground"]]


async def test_one_that_the_person_took_back_meanwhile_is_not_taken_back_again(
    db: Database, office: Office, browser: Browser
) -> None:
    await sits(db, browser, office.staff["officer"])
    decision, _, promise = await db.write(promised, office)
    path = f"/cases/promise/{promise}"
    shown = await browser.post(path, WHY)
    await db.write(withdraw_promise, promise)
    assert (await browser.post(path, {**hidden(shown), "step": "confirm"})).status == 404
    assert await db.read(grounds, decision) == [None]


async def test_one_whose_day_has_passed_or_that_is_kept_is_not_offered(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    decision, _, promise = await db.write(promised, office)
    clock.set(arranged.at(date(2026, 12, 5), 9))
    await sits(db, browser, office.staff["officer"])
    page = await browser.get(f"/cases/{decision}?kind=promise")
    assert ("không giữ" in said(page), f"/cases/promise/{promise}" in page.text) == (True, False)
    assert (await browser.get(f"/cases/promise/{promise}")).status == 404


@pytest.mark.parametrize("step", ["", "confirm"])
async def test_a_confirmation_that_no_preview_led_to_writes_nothing(
    step: str, db: Database, office: Office, browser: Browser
) -> None:
    await sits(db, browser, office.staff["officer"])
    decision, _, promise = await db.write(promised, office)
    answer = await browser.post(f"/cases/promise/{promise}", {**WHY, "step": step, "seen": "x"})
    assert answer.status == (409 if step else 200)
    assert [one.state for one in await db.read(promises_of, decision)] == [PromiseState.OPEN]


async def test_a_clerk_sees_the_promise_and_not_the_button(db: Database, office: Office, browser: Browser) -> None:
    decision, _, promise = await db.write(promised, office)
    await sits(db, browser, office.staff["clerk"])
    page = await browser.get(f"/cases/{decision}?kind=promise")
    assert "Hẹn nộp 5.000.000 đồng" in said(page)
    assert f"/cases/promise/{promise}" not in page.text
    assert (await browser.get(f"/cases/promise/{promise}")).status == 404


async def test_in_english_too(db: Database, office: Office, browser: Browser) -> None:
    await sits(db, browser, office.staff["officer"])
    _, _, promise = await db.write(promised, office)
    shown = said(await browser.post(f"/cases/promise/{promise}?lang=en", WHY))
    assert re.search(r"The promise open withdrawn", shown)
    assert "Reminders waiting" in shown


def queued(books: Books) -> int:
    return int(books.conn.execute(select(func.count()).select_from(outbox)).scalar_one())


def grounds(books: Books, decision_id: int) -> list[str | None]:
    return [one.ground for one in events_of(books, decision_id) if one.kind == MoneyEvent.PROMISE_WITHDRAWN]
