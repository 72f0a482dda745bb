"""The staff page shows what goes on as it goes on, names nobody, and answers this machine only."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from playwright.async_api import ViewportSize, expect
from sqlalchemy import update

from bot.channels.webchat.sender import WebSender
from bot.console import page as staff_page
from bot.console.page import routes
from bot.demo import story
from bot.demo.codes import party_of
from bot.demo.seed import seed
from bot.settings import Settings
from casework import alerts, contacts, questions, staff
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.links import begin_link
from casework.payment_claims import claim_payment
from casework.reception_kinds import DayStatus
from casework.tables.receptions import reception_day
from casework.taking_part import takes_part_in
from casework.visit_planning import plan_visit
from casework.visits import Why
from messages.moves import MOVES
from messages.outbox import State
from messages.tables import outbox
from messages.vietnamese import dong
from scheduler.bell.ticker import ring_once
from scheduler.delivery.dispatch import Dispatcher
from scheduler.guards.at_sending import GUARDS
from scheduler.plans.reports import reports
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.served import served

CANARY = "Con chim hoàng yến hót ở số 0900 000 999"


@pytest.fixture
def database_kind() -> str:
    """One database is enough: the page does not see which."""
    return "sqlite"


@pytest.fixture
async def busy(db: Database) -> Database:
    """An agency at work: nudges sent, questions and appointments waiting."""
    await db.write(seed, lambda line: None)
    await ring_once(db)
    await Dispatcher(db, WebSender(db), GUARDS).send_due()
    await db.write(ask, CANARY)
    return db


def settings(**told: Any) -> Settings:
    """The settings of a process that was told only this."""
    return Settings.model_validate(told)


def ask(books: Books, words: str) -> str:
    person = story.people()["sau"]
    contact = contacts.meet(books, "web", "123456789").id
    begin_link(books, contact, party_of(books, person))
    asked = questions.ask(books, contact, party_of(books, person), words)
    assert isinstance(asked, questions.Question)
    return asked.reference


@pytest.fixture(autouse=True)
def always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_page, "FRESH", 0.0)


@pytest.fixture
async def home(busy: Database) -> AsyncIterator[str]:
    async with served(routes(busy, settings())) as address:
        yield address


@pytest.fixture
async def visit() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def parts(visit: aiohttp.ClientSession, home: str) -> dict[str, str]:
    async with visit.get(f"{home}/staff/now") as answer:
        assert answer.status == 200
        told: dict[str, str] = json.loads(await answer.read())["parts"]
        return told


def texts(html: str) -> list[str]:
    """What stands in the cells and lines of a part, in order."""
    return [text.strip() for text in re.findall(r">([^<>]+)<", html) if text.strip()]


async def test_the_campaign_adds_up_and_says_why(busy: Database, home: str, visit: aiohttp.ClientSession) -> None:
    told = (await parts(visit, home))["campaigns"]

    label = re.search(r'aria-label="(\d+) lượt nhắc: (\d+) đã đọc, (\d+) đã gửi chưa đọc, (\d+) chờ đến ngày, '
                      r'(\d+) không gửi, (\d+) bỏ qua"', told)  # fmt: skip
    assert label is not None
    planned, *rest = map(int, label.groups())
    assert planned == sum(rest)
    assert rest[1] >= 10
    cells = texts(told)
    (report,) = await busy.read(reports)
    assert cells[cells.index("chưa liên kết trò chuyện") + 1] == str(report.reasons["no_chat"])
    assert cells[cells.index("số tiền đã nộp") + 1] == dong(report.paid_since)
    assert report.paid_since >= 13_500_000


async def test_every_state_reason_and_kind_on_the_page_is_in_words(home: str, visit: aiohttp.ClientSession) -> None:
    everything = " ".join(text for html in (await parts(visit, home)).values() for text in texts(html))

    assert not re.search(r"\b(accepted|queued|opened|no_chat|no_consent|merged|reminder|reply)\b", everything)


async def test_a_question_that_comes_in_is_there_at_the_next_look(
    busy: Database, home: str, visit: aiohttp.ClientSession, clock: SetClock
) -> None:
    reference = await busy.write(ask, "Một câu hỏi khác")
    clock.set(clock.now() + timedelta(hours=2, minutes=5))

    told = texts((await parts(visit, home))["questions"])

    assert told[told.index(reference) + 1] == "2 giờ"


async def test_who_must_be_called_at_once_stands_on_top_until_the_call_is_recorded(
    busy: Database, home: str, visit: aiohttp.ClientSession, clock: SetClock
) -> None:
    def cry(books: Books) -> questions.Question:
        contact = contacts.meet(books, "web", "987654321").id
        asked = questions.ask(books, contact, None, CANARY, kind="distress")
        assert isinstance(asked, questions.Question)
        return asked

    assert "urgent" not in (await parts(visit, home))["alerts"]
    asked = await busy.write(cry)
    clock.set(clock.now() + timedelta(minutes=12))
    told = await parts(visit, home)
    assert next(iter(told)) == "alerts"
    assert 'class="urgent"' in told["alerts"]
    cells = texts(told["alerts"])
    at = cells.index(asked.reference)
    assert cells[at : at + 4] == [asked.reference, "12 phút", "chưa ai nhận", "0 lần"]
    listed = re.findall(r"CH-\w{6}", told["questions"])
    assert listed[0] == asked.reference, "distress stands before every other question"
    assert len(listed) > 1
    assert CANARY not in json.dumps(told, ensure_ascii=False)
    who = (await busy.read(staff.everybody))[0]
    await busy.write(alerts.take, asked.id, who.id)
    assert f"{who.name}, nhận lúc" in (await parts(visit, home))["alerts"]
    await busy.write(alerts.called, asked.id, who.id, alerts.Outcome.NOT_REACHED, "")
    assert "gọi chưa được" in (await parts(visit, home))["alerts"]
    await busy.write(alerts.called, asked.id, who.id, alerts.Outcome.REACHED, "")
    assert "urgent" not in (await parts(visit, home))["alerts"]


async def test_a_late_question_says_so_and_who_takes_it(
    busy: Database, home: str, visit: aiohttp.ClientSession, clock: SetClock
) -> None:
    reference = await busy.write(ask, "Một câu hỏi khác")
    clock.set(clock.now() + timedelta(days=5))
    told = (await parts(visit, home))["questions"]
    row = told[told.index(reference) : told.index("</tr>", told.index(reference))]
    assert "trễ" in row
    assert "Lê Thị Mai Hương" in row or "chưa ai nhận" in row


async def test_who_says_they_have_paid_whom_to_visit_and_whom_to_find_are_counted(
    busy: Database, home: str, visit: aiohttp.ClientSession
) -> None:
    def follow(books: Books) -> None:
        person = party_of(books, story.people()["sau"])
        (first, *_) = takes_part_in(books, person)
        claim_payment(books, first.decision_id, person, contact_id=None, receipt="BL 12", paid_on=None)
        plan_visit(books, first.decision_id, person, Why.ASKED)

    await busy.write(follow)
    told = texts((await parts(visit, home))["questions"])
    at = told.index("Báo đã nộp chờ xem:")
    assert [word for word in told[at:] if word.isdecimal()] == ["1", "1", "0"]
    assert "BL 12" not in " ".join(told)


async def test_a_month_without_a_reception_stands_above_the_appointments_with_what_to_do(
    busy: Database, home: str, visit: aiohttp.ClientSession
) -> None:
    def call_off(books: Books) -> None:
        books.conn.execute(reception_day.update().values(status=DayStatus.CALLED_OFF.value))

    await busy.write(call_off)
    said = texts((await parts(visit, home))["appointments"])
    months = [line for line in said if "chưa có ngày tiếp công dân nào" in line]
    assert len(months) == 2  # this month and the next
    assert all("Đặng Quốc Thái: tháng" in line and "gandan reception plan add --help" in line for line in months)


async def test_a_message_that_may_have_arrived_is_listed_apart(
    busy: Database, home: str, visit: aiohttp.ClientSession
) -> None:
    def lose(books: Books) -> str:
        may_be_lost = outbox.c.state.in_([here for here, there in MOVES.items() if State.UNCERTAIN.value in there])
        row = books.conn.execute(outbox.select().where(outbox.c.reference.is_not(None), may_be_lost).limit(1)).one()
        lost = {"state": State.UNCERTAIN.value, "reason": "reset after 0900000999"}
        books.conn.execute(update(outbox).where(outbox.c.id == row.id).values(lost))
        return str(row.reference)

    reference = await busy.write(lose)
    told = await parts(visit, home)

    assert reference in texts(told["uncertain"])
    assert "0900000999" not in told["uncertain"], "what a platform says is masked"
    assert "không tự gửi lại" in told["uncertain"]


async def test_it_names_nobody(busy: Database, home: str, visit: aiohttp.ClientSession) -> None:
    async with visit.get(f"{home}/staff/") as answer:
        shown = await answer.text() + json.dumps(await parts(visit, home), ensure_ascii=False)

    secrets = [CANARY, "0900 000 999", *(told["text"] for told in story.agency()["question"])]
    secrets += [told["reason"] for told in story.agency()["booking"]]
    for person in story.people().values():
        secrets += [person.name, person.identity or person.name, person.phone or person.name]
        secrets += [(person.phone or person.name).replace(" ", "")]
    secrets += [line.words for case in story.cases() for line in case.lines]
    secrets += [f"{case.number:03d}/QĐ-THADS" for case in story.cases()]
    assert [secret for secret in secrets if secret in shown] == []
    assert "B***i T. T. M." in shown, "an appointment shows a masked name"


@pytest.mark.parametrize("path", ["/staff/", "/staff/now"])
@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "203.0.113.5"}, {"Host": "thads.example"}, {"X-Real-IP": "203.0.113.5"}], ids=repr
)
async def test_it_answers_nobody_from_elsewhere(
    home: str, visit: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with visit.get(home + path, headers=headers) as answer:
        text = await answer.text()

    assert answer.status == 403
    assert "Trang này chưa có đăng nhập" in text
    assert "table" not in text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (settings(web_host="0.0.0.0"), 403),
        (settings(web_host="192.0.2.7"), 403),
        (settings(web_host="localhost"), 200),
        (settings(web_host="0.0.0.0", staff_page_anywhere=True), 200),
    ],
    ids=lambda value: str(getattr(value, "web_host", value)),
)
async def test_a_server_open_to_others_shows_it_only_when_told_so(
    busy: Database, visit: aiohttp.ClientSession, told: Settings, status: int
) -> None:
    async with served(routes(busy, told)) as home, visit.get(f"{home}/staff/") as answer:
        assert answer.status == status


async def test_before_there_is_an_agency_it_says_so(db: Database, visit: aiohttp.ClientSession) -> None:
    async with served(routes(db, settings())) as home, visit.get(f"{home}/staff/") as answer:
        text = await answer.text()

    assert answer.status == 200
    assert "Chưa lập thông tin cơ quan" in text
    assert text.count('class="none"') == 6


async def test_one_reading_of_the_books_serves_everybody_who_looks(
    busy: Database, visit: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_page, "FRESH", 60.0)
    async with served(routes(busy, settings())) as home:
        before = await parts(visit, home)
        await busy.write(ask, "Chưa ai thấy")
        assert await parts(visit, home) == before


def test_every_state_there_is_has_a_word() -> None:
    words = staff_page._words()
    assert {state.value for state in State} == words["state"].keys()
    assert {kind.value for kind in questions.Kind} == words["kind"].keys()


@pytest.mark.slow
@needs_browser
async def test_it_follows_what_happens_without_being_loaded_again(busy: Database, home: str) -> None:
    async with running_browser() as browser:
        page = await browser.new_page(viewport=ViewportSize(width=1280, height=900), locale="vi-VN")
        complaints = complaints_of(page, home)
        await page.goto(f"{home}/staff/")
        await expect(page.locator("#live")).to_have_text("đang cập nhật")

        reference = await busy.write(ask, "Có gì mới không?")
        await expect(page.locator("#questions")).to_contain_text(reference, timeout=10_000)

        assert complaints == []


@pytest.mark.slow
@needs_browser
async def test_it_says_when_it_no_longer_hears_and_finds_its_way_back(busy: Database) -> None:
    async with running_browser() as browser:
        page = await browser.new_page(locale="vi-VN")
        async with served(routes(busy, settings())) as home:
            await page.goto(f"{home}/staff/")
            await expect(page.locator("#live")).to_have_text("đang cập nhật")
            await page.route("**/staff/now", lambda route: route.abort())
            await expect(page.locator("#live")).to_have_text("mất kết nối, đang thử lại", timeout=10_000)
            await page.unroute("**/staff/now")
            await expect(page.locator("#live")).to_have_text("đang cập nhật", timeout=10_000)


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("width", [320, 375, 768])
async def test_on_a_phone_tables_scroll_and_the_page_does_not(home: str, width: int) -> None:
    async with running_browser() as browser:
        page = await browser.new_page(viewport=ViewportSize(width=width, height=700), locale="vi-VN")
        await page.goto(f"{home}/staff/")

        assert await fits_its_width(page)
        for name in ("outbox", "appointments"):
            region = page.locator(f"#{name} .scroll")
            assert await region.get_attribute("tabindex") == "0", "the keyboard can scroll it"
            assert await region.get_attribute("aria-label")


@pytest.mark.slow
@needs_browser
async def test_without_scripts_everything_is_there_all_the_same(home: str) -> None:
    async with running_browser() as browser:
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{home}/staff/")

        await expect(page.locator("#outbox tbody tr").first).to_be_visible()
        await expect(page.locator("#live")).to_have_text("tải lại trang để xem mới")
        names: list[Any] = await page.locator("table caption, h2").all_inner_texts()
        assert len(names) >= 6
