"""A campaign that runs is changed on its pages: proposed by one, shown with what it does to whom, approved by another leader."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock, local
from casework.db.engine import Database
from casework.staff import find
from casework.tables.audit import audit_entry
from scheduler.plans import approval, campaigns, changes, launching
from scheduler.plans.campaign_facts import Campaign, Wave
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from scheduler.tables import planned_step
from tests.builders import a_staff_member
from tests.conftest import KINDS
from tests.officers.office import Browser, Office, bare, given
from tests.officers.test_campaigns import debtors, sit, twin_of
from tests.scheduler import arranged
from tests.scheduler.arranged import FOLLOW_UP, WEEK_BEFORE, a_step
from tests.scheduler.test_office_words import in_force

SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
NEW_STEP = {"anchor_new": "campaign_end", "days_new": "3", "side_new": "before", "text_key_new": FOLLOW_UP}


def here(office: Office) -> arranged.Office:
    return arranged.Office(agency=office.agency, officer=office.staff["officer"], head=0, deputy=0)


def a_running_one(books: Books, office: Office, **plan: object) -> int:
    """Of the officer's, with two steps, on for three people and all laid out."""
    debtors(books, office)
    steps = (a_step(offset=1, text=WEEK_BEFORE), a_step(offset=8))
    written = arranged.a_plan(here(office), *steps, selection=Selection(officer=office.staff["officer"]))
    campaign = campaigns.create(books, replace(written, **plan), office.staff["officer"])  # type: ignore[arg-type]
    approval.approve(books, campaign, office.staff["head"])
    approval.start(books, campaign, office.staff["officer"])
    planning.plan_campaign(books, campaign)
    return campaign


@pytest.fixture
async def campaign(db: Database, office: Office) -> int:
    return await db.write(lambda books: a_running_one(books, office))


async def stands(db: Database, campaign: int) -> Campaign:
    return await db.read(the_campaign, campaign)


async def proposed(db: Database, office: Office, browser: Browser, campaign: int, fields: dict[str, str]) -> str:
    """Proposed by the officer; the page that the deputy then reads."""
    await sit(db, browser, office.staff["officer"])
    answer = await browser.post(f"/campaigns/{campaign}/change", fields)
    assert (answer.status, answer.place) == (303, f"/console/campaigns/{campaign}/change"), answer.text
    await sit(db, browser, office.staff["deputy"])
    return (await browser.get(f"/campaigns/{campaign}/change")).text


def words_of(page: str) -> str:
    """What a person reads, without what a browser does not show."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("database_kind", KINDS)
async def test_proposed_by_one_and_approved_by_another_the_steps_are_laid_out_anew(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await sit(db, browser, office.staff["officer"])
    assert (
        f'href="/console/campaigns/{campaign}/change">Thay đổi kế hoạch'
        in (await browser.get(f"/campaigns/{campaign}")).text
    )
    fields = {
        "remove_1": "on",
        "days_2": "10",
        "condition_2": "not_opened",
        "most_per_person": "4",
        "ends_on": "25/12/2026",
    }
    page = words_of(await proposed(db, office, browser, campaign, fields | NEW_STEP))
    assert "Cán bộ officer đề xuất lúc" in page
    assert "Bỏ bước 1" in page
    assert "Đang là 8 ngày làm việc sau ngày đợt bắt đầu" in page
    assert "Sẽ là 10 ngày làm việc sau ngày đợt bắt đầu, nếu chưa bấm xem tin trước" in page
    assert (
        "Thêm bước 3 Sẽ là 3 ngày làm việc trước ngày đợt kết thúc ; mẫu «Nhắc lại khoản còn phải nộp», bản 1" in page
    )
    assert "ông/bà còn phải nộp [số tiền còn phải nộp" in page, "the words that are new to people, whole"
    assert "16/11/2026 – 25/12/2026" in page
    assert "Nhiều nhất mấy tin cho một người Đang là 6 Sẽ là 4" in page
    assert "có 4 người nhận (tính theo từng việc); thay đổi này liên quan 3 người" in page
    assert "thôi gửi, bước này đã bỏ khỏi kế hoạch: 3 tin" in page
    assert "dời từ 27/11/2026 sang 01/12/2026: 3 tin" in page
    assert "thêm, gửi ngày 22/12/2026: 3 tin" in page
    assert (await stands(db, campaign)).version == 1, "until then it runs as it was"

    assert "đang chờ lãnh đạo duyệt" in (await browser.get(f"/campaigns/{campaign}")).text
    (seen,) = SEEN.findall((await browser.get(f"/campaigns/{campaign}/change")).text)
    done = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})
    assert done.status == 303
    overview = await browser.get(done.place.removeprefix("/console"))
    assert "Đã duyệt thay đổi" in overview.text
    after = await stands(db, campaign)
    assert (after.version, after.step_numbers, after.plan.most_per_person) == (2, (2, 3), 4)
    assert (after.plan.ends_on, after.approved_by) == (date(2026, 12, 25), office.staff["deputy"])
    await db.write(planning.plan_campaign, campaign)
    assert await db.read(due_days, campaign) == {date(2026, 12, 1): 3, date(2026, 12, 22): 3}


def due_days(books: Books, campaign: int) -> dict[date, int]:
    waits = select(planned_step.c.due_at).where(
        planned_step.c.campaign_id == campaign, planned_step.c.state == "pending"
    )
    days = sorted(local(due).date() for due in books.conn.execute(waits).scalars())
    return {day: days.count(day) for day in days}


async def test_whoever_proposed_it_does_not_approve_it_nor_does_their_second_account(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await sit(db, browser, office.staff["head"])
    assert (await browser.post(f"/campaigns/{campaign}/change", {"most_per_person": "3"})).status == 303
    page = (await browser.get(f"/campaigns/{campaign}/change")).text
    assert SEEN.search(page) is None, "no button for one's own"
    assert "lãnh đạo khác duyệt" in page
    digest = (await db.read(changes.the_proposal, campaign)).digest
    own = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": digest})
    assert (own.status, "Người đề xuất không được tự duyệt" in own.text) == (403, True)
    await db.write(twin_of, office.staff["deputy"], office.staff["head"])
    await sit(db, browser, office.staff["deputy"])
    twin = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": digest})
    assert (twin.status, "Người đề xuất không được tự duyệt" in twin.text) == (403, True)
    await sit(db, browser, office.staff["officer"])
    no_leader = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": digest})
    assert (no_leader.status, "Chỉ thủ trưởng hoặc phó thủ trưởng" in no_leader.text) == (403, True)
    assert (await stands(db, campaign)).version == 1
    tried = [f"staff:{office.staff[role]}" for role in ("head", "deputy", "officer")]
    assert await db.read(refusals) == tried, "each try stands in the trail"


def refusals(books: Books) -> list[str]:
    entry = audit_entry.c
    asked = select(entry.actor).where(entry.action == "campaign_change_approved", entry.result == "refused")
    return list(books.conn.execute(asked.order_by(entry.seq)).scalars())


async def test_what_was_shown_and_holds_no_more_is_not_approved(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    page = await proposed(db, office, browser, campaign, {"most_per_person": "4"})
    (seen,) = SEEN.findall(page)
    await sit(db, browser, office.staff["officer"])
    withdrawn = await browser.post(f"/campaigns/{campaign}/change/withdraw")
    assert "Đã bỏ thay đổi" in (await browser.get(withdrawn.place.removeprefix("/console"))).text
    await sit(db, browser, office.staff["deputy"])
    none = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})
    assert (none.status, "không có thay đổi nào chờ duyệt" in none.text) == (409, True)
    other = await proposed(db, office, browser, campaign, {"most_per_person": "2"})
    late = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})
    assert (late.status, "Dấu không khớp" in late.text) == (409, True)
    assert SEEN.findall(late.text) == SEEN.findall(other), "the one that waits is there to be looked at"
    assert (await browser.post(f"/campaigns/{campaign}/change/approve")).status == 409
    assert (await stands(db, campaign)).plan.most_per_person == 6


async def test_approving_asks_the_telephone_again(
    db: Database, office: Office, browser: Browser, campaign: int, clock: SetClock
) -> None:
    page = await proposed(db, office, browser, campaign, {"most_per_person": "4"})
    (seen,) = SEEN.findall(page)
    clock.set(clock.now() + timedelta(minutes=16))
    asked = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})
    assert (asked.status, 'name="telephone_code"' in asked.text) == (200, True)
    assert (await stands(db, campaign)).version == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Chưa có gì khác kế hoạch đang chạy"),
        ({"days_2": "tám"}, "Số ngày của bước 2 «tám» không phải số"),
        ({"remove_1": "on", "remove_2": "on"}, "cần từ 1 đến 10 bước"),
        ({"days_2": "1", "text_key_2": WEEK_BEFORE}, "trùng với bước 1"),
        ({"anchor_2": "promise_due"}, "Bước 2 không đổi được giữa mốc chung và ngày riêng"),
        ({"days_new": "3", "text_key_new": ""}, "Thiếu mốc hoặc mẫu tin của bước thêm"),
        ({"ends_on": "mai"}, "Ngày «mai»"),
        ({"ends_on": ""}, "Thiếu ngày kết thúc của đợt"),
        ({"ends_on": "01/11/2026"}, "kết thúc mới của đợt đã qua"),
        ({"most_per_person": ""}, "Thiếu số tin nhiều nhất"),
        ({"most_per_person": "nhiều"}, "không phải số"),
    ],
)
async def test_a_refused_change_comes_back_filled_in(
    fields: dict[str, str], told: str, db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await sit(db, browser, office.staff["officer"])
    kept = {"condition_1": "no_promise"} if fields else {}
    answer = await browser.post(f"/campaigns/{campaign}/change", fields | kept)
    assert (answer.status, told in answer.text) == (422, True), answer.text
    assert await db.read(changes.open_proposal, campaign) is None
    for name, text in (fields | kept).items():
        if name.startswith("remove"):
            assert f'name="{name}" checked' in answer.text
        elif re.match("anchor|text_key|condition", name):
            chosen = re.search(rf'<select id="{name}".*?</select>', answer.text, re.DOTALL)
            assert chosen is not None
            assert not text or f'<option value="{text}" selected>' in chosen[0]
        else:
            assert f'name="{name}" type="text" value="{text}"' in answer.text


async def test_what_another_proposed_first_is_shown_and_nothing_that_was_filled_in_is_lost(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await proposed(db, office, browser, campaign, {"most_per_person": "4"})
    late = await browser.post(f"/campaigns/{campaign}/change", {"days_2": "12"})
    assert (late.status, "đang có một thay đổi chờ duyệt" in late.text) == (409, True)
    assert 'name="days_2" type="text" value="12"' in late.text
    assert 'name="days_2"' not in (await browser.get(f"/campaigns/{campaign}/change")).text


async def test_the_days_of_a_wave_are_changed_and_a_day_that_has_passed_is_not_asked_for(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    waves = (
        Wave(focus="Án phí", starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 30)),
        Wave(focus="Việc lớn", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31)),
    )
    steps = (replace(a_step(offset=2), wave=1), replace(a_step(offset=12), wave=2))
    campaign = await db.write(lambda books: a_running_one(books, office, waves=waves, steps=steps))
    clock.set(arranged.at(date(2026, 11, 18), 9))
    await sit(db, browser, office.staff["officer"])
    form = (await browser.get(f"/campaigns/{campaign}/change")).text
    assert 'name="starts_on_1"' not in form
    assert "Từ ngày 16/11/2026: đã bắt đầu nên giữ nguyên" in form
    page = words_of(
        await proposed(
            db,
            office,
            browser,
            campaign,
            {"ends_on_1": "27/11/2026", "starts_on_2": "03/12/2026", "ends_on_2": "31/12/2026"},
        )
    )
    assert "Đợt trọng tâm 1 Đang là 16/11/2026 – 30/11/2026 Sẽ là 16/11/2026 – 27/11/2026" in page
    assert "Đợt trọng tâm 2 Đang là 01/12/2026 – 31/12/2026 Sẽ là 03/12/2026 – 31/12/2026" in page


async def test_a_step_takes_the_offices_own_words_that_came_into_force_since(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await sit(db, browser, office.staff["officer"])
    assert 'name="newest_2"' not in (await browser.get(f"/campaigns/{campaign}/change")).text
    version = await db.write(words_in_force, office)
    form = (await browser.get(f"/campaigns/{campaign}/change")).text
    assert 'name="newest_1"' not in form
    assert f"Dùng bản {version} của mẫu này (bước đang dùng bản 1)" in form
    page = await proposed(db, office, browser, campaign, {"newest_2": "on"})
    assert f"mẫu «Nhắc lại khoản còn phải nộp», bản {version}" in page
    assert "Kính chào ông/bà" in page, "the new words, whole"


def words_in_force(books: Books, office: Office) -> int:
    legal = find(books, office.staff["legal"])
    assert legal is not None
    return in_force(books, replace(here(office), head=office.staff["head"]), legal)


async def test_a_long_plan_is_changed_part_by_part(db: Database, office: Office, browser: Browser) -> None:
    starts = date(2026, 11, 16)
    waves = tuple(
        Wave(
            focus=f"Trọng tâm {at}",
            starts_on=starts + timedelta(weeks=at),
            ends_on=starts + timedelta(weeks=at, days=6),
        )
        for at in range(5)
    )
    steps = tuple(
        replace(a_step(campaigns.Anchor.WAVE_START, offset, working=False, text=text), wave=wave)
        for wave in range(1, 6)
        for offset in range(4)
        for text in (FOLLOW_UP, WEEK_BEFORE)
    )
    campaign = await db.write(lambda books: a_running_one(books, office, waves=waves, steps=steps))
    await sit(db, browser, office.staff["officer"])
    first = (await browser.get(f"/campaigns/{campaign}/change")).text
    assert 'name="days_1"' in first
    assert 'name="days_9"' not in first
    second = (await browser.get(f"/campaigns/{campaign}/change?part=2")).text
    assert 'name="days_9"' in second
    assert 'name="days_1"' not in second
    fields = dict(re.findall(r'name="((?:days|starts_on|ends_on)[^"]*)" type="text" value="([^"]*)"', second))
    page = await proposed(db, office, browser, campaign, fields | {"part": "2", "remove_9": "on"})
    assert re.findall(r"Bỏ bước \d+", page) == ["Bỏ bước 9"], "the steps that were not shown stay"


async def test_a_draft_and_one_that_is_over_are_not_changed_so(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await db.write(campaigns.stop, campaign, office.staff["officer"])
    await sit(db, browser, office.staff["officer"])
    page = (await browser.get(f"/campaigns/{campaign}/change")).text
    assert "không thay đổi được nữa" in page
    assert '<form method="post" action="/console/campaigns' not in page
    late = await browser.post(f"/campaigns/{campaign}/change", {"most_per_person": "4"})
    assert (late.status, "đã dừng hẳn" in late.text) == (409, True)


async def test_a_clerk_and_another_office_are_answered_as_if_there_were_none(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    stranger = await db.write(lambda books: a_staff_member(books, office.agency, office=office.there))
    paths = ("change", "change/approve", "change/withdraw", "newcomers")
    for who in (stranger, office.staff["clerk"]):
        await sit(db, browser, who)
        missing = bare(await browser.get("/campaigns/1"))
        assert missing[0] == 404
        for path in paths:
            assert bare(await browser.post(f"/campaigns/{campaign}/{path}")) == missing, path
            assert bare(await browser.get(f"/campaigns/{campaign}/{path.partition('/')[0]}")) == missing, path


async def test_a_leader_of_one_office_does_not_change_what_reaches_into_another(
    db: Database, office: Office, browser: Browser
) -> None:
    campaign = await db.write(lambda books: a_running_one(books, office, selection=Selection()))
    (seen,) = SEEN.findall(await proposed(db, office, browser, campaign, {"most_per_person": "4"}))
    refused = await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})
    assert (refused.status, "ngoài đơn vị" in refused.text) == (403, True)
    admitted = await browser.post(f"/campaigns/{campaign}/newcomers")
    assert (admitted.status, "ngoài đơn vị" in admitted.text) == (403, True)


async def test_what_waits_stands_among_the_leaders_work_of_today(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await proposed(db, office, browser, campaign, {"most_per_person": "4"})
    assert f'/campaigns/{campaign}/change">Thay đổi của đợt «Đợt cao điểm cuối năm»' in (await browser.get("/")).text
    await browser.post(f"/campaigns/{campaign}/change/withdraw")
    assert "Thay đổi của đợt" not in (await browser.get("/")).text


def one_more(books: Books, office: Office) -> None:
    given(books, arranged.a_debtor(books, here(office)).decision, office.staff["officer"], office.here)


@pytest.mark.parametrize("database_kind", KINDS)
async def test_newcomers_are_counted_and_a_leader_lets_them_in(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    await sit(db, browser, office.staff["officer"])
    where = f"/campaigns/{campaign}/newcomers"
    assert f'href="/console{where}"' in (await browser.get(f"/campaigns/{campaign}")).text
    assert "Lúc này không có người mới" in (await browser.get(where)).text
    await db.write(one_more, office)
    page = (await browser.get(where)).text
    assert "Người mới: 1 người, 1 việc" in page
    assert f'action="/console{where}"' not in page
    assert (await browser.post(where)).status == 403, "leaders let people in"
    await sit(db, browser, office.staff["head"])
    assert f'action="/console{where}"' in (await browser.get(where)).text
    done = await browser.post(where)
    assert (done.status, done.place) == (303, f"/console/campaigns/{campaign}?done=newcomers")
    assert "Đã duyệt thêm người mới" in (await browser.get(f"/campaigns/{campaign}?done=newcomers")).text
    assert "Lúc này không có người mới" in (await browser.get(where)).text
    await db.write(planning.plan_campaign, campaign)
    assert sum((await db.read(due_days, campaign)).values()) == 8, "four people, two steps each"


async def test_newcomers_wait_neither_for_nor_with_a_proposed_change(
    db: Database, office: Office, browser: Browser, campaign: int
) -> None:
    page = await proposed(db, office, browser, campaign, {"most_per_person": "4"})
    (seen,) = SEEN.findall(page)
    await db.write(one_more, office)
    await asyncio.to_thread(launching.admit_newcomers, db, campaign, office.staff["head"])
    assert (await browser.post(f"/campaigns/{campaign}/change/approve", {"seen": seen})).status == 303
    after = await stands(db, campaign)
    assert after.plan.most_per_person == 4
    assert await db.read(approval.is_as_approved, after)
