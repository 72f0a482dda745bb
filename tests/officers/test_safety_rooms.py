"""The safety rooms over HTTP: accounts by two persons, channels and the stop, whom nobody reaches, and the first page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from casework import accounts
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.repairs import Why
from casework.signing import sessions
from casework.tables.audit import audit_entry
from messages.outbox import State
from messages.tables import outbox
from scheduler.guards import holding, quotas
from tests.builders import WOMAN
from tests.officers.office import ROLES, Answer, Browser, Office, bare
from tests.officers.test_matrix import lines_of, sit
from tests.officers.things_safety import a_repair, an_account, an_unsure_message

FACTS = {"number": "0123 456-789", "holder": "THADS VINH HUNG", "bank": "Kho bạc", "bin": "970405"}


class Desk:
    """Somebody of the office at the browser."""

    def __init__(self, db: Database, office: Office, browser: Browser) -> None:
        self.db, self.office, self.browser = db, office, browser

    async def is_at(self, role: str) -> Desk:
        await sit(self.db, self.browser, self.office.staff[role])
        return self

    async def get(self, path: str) -> Answer:
        return await self.browser.get(path)

    async def post(self, path: str, **fields: str) -> Answer:
        return await self.browser.post(path, fields)


@pytest.fixture
def desk(db: Database, office: Office, browser: Browser) -> Desk:
    return Desk(db, office, browser)


async def test_each_role_finds_the_rooms_that_it_may_enter_and_no_other(desk: Desk) -> None:
    rooms = {
        "clerk": {"contacts"},
        "officer": {"contacts"},
        "head": {"contacts", "accounts", "channels", "requests", "openings", "breaches", "backups"},
        "admin": {"channels", "breaches", "backups"},
        "legal": {"requests", "breaches"},
    }
    for role, theirs in rooms.items():
        await desk.is_at(role)
        page = await desk.get("/safety")
        assert set(re.findall(r'href="/console/safety/(\w+)"', page.text)) == theirs, role
    await desk.is_at("auditor")
    assert (await desk.get("/safety")).status == 404


async def test_an_account_is_proposed_by_one_and_approved_by_another(desk: Desk, db: Database) -> None:
    await desk.is_at("head")
    assert (await desk.post("/safety/accounts", **FACTS)).place == "/console/safety/accounts?saved=yes"
    (waiting,) = await db.read(accounts.waiting_accounts)
    assert waiting.number == "0123456789"
    assert "lãnh đạo khác duyệt" in (await desk.get("/safety/accounts")).text
    own = await desk.post(f"/safety/accounts/{waiting.id}/approve")
    assert own.status == 409
    assert "Người đề xuất không được tự duyệt" in own.text
    assert await db.read(accounts.live_accounts) == ()
    assert await db.read(last_line) == ("account_approved", f"account:{waiting.id}", "refused")

    await desk.is_at("deputy")
    assert "1 tài khoản chờ ông/bà duyệt" in (await desk.get("/safety")).text
    assert (await desk.post(f"/safety/accounts/{waiting.id}/approve")).status == 303
    assert [one.number for one in await db.read(accounts.live_accounts)] == ["0123456789"]
    again = await desk.post(f"/safety/accounts/{waiting.id}/approve")
    assert again.status == 409
    assert (await desk.post(f"/safety/accounts/{waiting.id}/retire")).status == 303
    assert await db.read(accounts.live_accounts) == ()
    assert "Đã ngừng" in (await desk.get("/safety/accounts")).text


def last_line(books: Books) -> tuple[str, str, str]:
    row = books.conn.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)).one()
    return row.action, row.object, row.result


async def test_approving_needs_the_telephone_lately(desk: Desk, db: Database, clock: SetClock, office: Office) -> None:
    account = await db.write(an_account, office)
    await desk.is_at("head")
    clock.set(clock.now() + sessions.FRESH * 1.1)
    await desk.get("/safety/accounts")
    asked = await desk.post(f"/safety/accounts/{account}/approve")
    assert (asked.status, "Chưa có gì được ghi" in asked.text) == (200, True)
    assert await db.read(accounts.live_accounts) == ()


@pytest.mark.parametrize(("field", "typed"), [("bin", "97"), ("number", "số một"), ("holder", " "), ("bank", "")])
async def test_a_wrong_account_comes_back_filled_in(desk: Desk, db: Database, field: str, typed: str) -> None:
    await desk.is_at("head")
    back = await desk.post("/safety/accounts", **FACTS | {field: typed})
    assert back.status == 422
    assert "Hãy nhập" in back.text or "Hãy xem lại" in back.text
    kept = next(name for name in ("holder", "number") if name != field)
    assert f'value="{FACTS[kept]}"' in back.text
    assert await db.read(accounts.waiting_accounts) == ()


async def test_whoever_works_with_cases_stops_and_a_leader_lets_go(desk: Desk, db: Database) -> None:
    await desk.is_at("legal")
    assert "Dừng ngay" not in (await desk.get("/safety")).text
    assert (await desk.post("/safety/stop", reason="data")).status == 409
    await desk.is_at("clerk")
    assert (await desk.post("/safety/stop")).status == 422
    assert not await db.read(holding.is_held)
    assert (await desk.post("/safety/stop", reason="wrong_sum")).status == 303
    (held,) = await db.read(holding.holds)
    assert held.reason == "wrong_sum"
    assert (await db.read(lines_of, desk.office.staff["clerk"]))[-1] == ("delivery_held", "delivery", "wrong_sum")
    assert "Đang giữ mọi tin tự gửi từ 09:00 16/11/2026" in (await desk.get("/safety")).text

    await desk.is_at("admin")
    page = await desk.get("/safety/channels")
    assert "sai số tiền" in page.text
    assert "Cán bộ clerk" in page.text
    assert (await desk.post("/safety/channels/release")).status == 409
    assert await db.read(holding.is_held)
    await desk.is_at("deputy")
    assert (await desk.post("/safety/channels/release")).status == 303
    assert not await db.read(holding.is_held)
    assert (await desk.post("/safety/channels/release")).status == 409


async def test_books_of_an_exercise_are_never_let_go(desk: Desk, db: Database) -> None:
    await db.write(holding.place, holding.Why.PRACTICE)
    await desk.is_at("head")
    assert "Cho gửi tiếp" not in (await desk.get("/safety/channels")).text
    assert (await desk.post("/safety/channels/release")).status == 409
    assert await db.read(holding.is_held)


async def test_a_quota_is_set_and_taken_away(desk: Desk, db: Database) -> None:
    await desk.is_at("admin")
    assert (await desk.post("/safety/channels/telegram/quota", day="1.000", month="20.000")).status == 303
    (use,) = await db.read(quotas.every_use)
    assert (use.quota.per_day, use.quota.per_month) == (1_000, 20_000)
    for typed in ({"day": "nhiều"}, {"day": "0"}, {"month": "5"}, {"day": "50", "month": "5"}):
        back = await desk.post("/safety/channels/telegram/quota", **typed)
        assert back.status == 422, typed
        assert "Hãy" in back.text
    assert (await desk.post("/safety/channels/telegram/quota", day="", month="")).status == 303
    assert await db.read(quotas.every_use) == ()
    assert (await desk.post("/safety/channels/zalo/quota", day="5")).status == 404
    assert (await desk.post("/safety/channels/telegram/clear")).status == 409


async def test_services_are_told_as_the_doctor_tells_them(desk: Desk) -> None:
    await desk.is_at("admin")
    text = (await desk.get("/safety/channels")).text
    assert "Chưa có bản sao lưu nào" in text
    assert "Chạy: gandan backup" in text
    assert WOMAN not in text


async def test_a_leader_decides_about_a_message_that_may_have_arrived(desk: Desk, db: Database, office: Office) -> None:
    own = await db.write(an_unsure_message, office.own)
    await db.write(an_unsure_message, office.elsewhere)
    lost = await db.write(an_unsure_message, office.of_a_colleague, State.FAILED_TECHNICAL)
    await desk.is_at("admin")
    assert "2 tin" not in (await desk.get("/safety")).text
    assert "3 tin cần người quyết định" in (await desk.get("/safety")).text, "of the machine, all of them"
    assert "/safety/messages/" not in (await desk.get("/safety/messages")).text
    assert (await desk.post(f"/safety/messages/{own}", decision="arrived")).status == 404
    await desk.is_at("head")
    assert "2 tin cần người quyết định" in (await desk.get("/safety")).text
    page = await desk.get("/safety/messages")
    assert WOMAN not in page.text
    assert (await desk.post(f"/safety/messages/{own}")).status == 422
    assert (await desk.post(f"/safety/messages/{lost}", decision="arrived")).status == 409
    assert (await desk.post(f"/safety/messages/{own}", decision="arrived")).status == 303
    assert (await desk.post(f"/safety/messages/{lost}", decision="again")).status == 303
    assert "Không có gì đang chờ" in (await desk.get("/safety/messages")).text
    assert await db.read(states) == ["accepted", "uncertain", "queued"]


def states(books: Books) -> list[str]:
    return list(books.conn.execute(select(outbox.c.state).order_by(outbox.c.id)).scalars())


async def test_whom_nobody_reaches_is_listed_by_why_and_ended(desk: Desk, db: Database, office: Office) -> None:
    own = await db.write(a_repair, office.own, Why.DECEASED_SAID)
    colleagues = await db.write(a_repair, office.of_a_colleague, Why.MOVED)
    await db.write(a_repair, office.elsewhere, Why.NO_CHAT)
    await desk.is_at("officer")
    listed = await desk.get("/safety/contacts")
    assert f"/safety/contacts/{own}" in listed.text
    assert WOMAN in listed.text
    assert f"/safety/contacts/{colleagues}" not in listed.text
    page = await desk.get(f"/safety/contacts/{own}")
    assert "Chấp hành viên xác minh" in page.text
    assert (await desk.post(f"/safety/contacts/{own}", note="đã hỏi")).status == 422
    assert (await desk.post(f"/safety/contacts/{own}", state="reached", note="đã gặp")).status == 303
    assert (await desk.post(f"/safety/contacts/{own}", state="reached")).status == 409
    assert (await desk.post(f"/safety/contacts/{colleagues}", state="reached")).status == 404
    assert [action for action, _, _ in await db.read(lines_of, office.staff["officer"])] == [
        "repairs_seen", "repair_seen", "repair_seen", "repair_ended", "repair_seen",
    ]  # fmt: skip

    await desk.is_at("clerk")
    assert "Tất cả (1)" in (await desk.get("/safety/contacts")).text
    assert f"/safety/contacts/{colleagues}" in (await desk.get("/safety/contacts?why=moved")).text
    assert f"/safety/contacts/{colleagues}" not in (await desk.get("/safety/contacts?why=no_chat")).text
    assert (await desk.get("/safety/contacts?why=x")).status == 422


async def test_a_clerk_sees_nobody_in_full(desk: Desk, db: Database, office: Office) -> None:
    own = await db.write(a_repair, office.own)
    for role, named in (("clerk", False), ("officer", True)):
        await desk.is_at(role)
        for path in ("/safety/contacts", f"/safety/contacts/{own}"):
            assert (WOMAN in (await desk.get(path)).text) is named, (role, path)


@pytest.mark.parametrize("role", ROLES)
async def test_home_leads_to_rooms_that_open(role: str, desk: Desk, db: Database, office: Office) -> None:
    await db.write(a_repair, office.own)
    await db.write(an_account, office)
    await db.write(holding.place, holding.Why.RESTORED)
    await desk.is_at(role)
    page = await desk.get("/")
    assert "gandan " not in page.text
    for path in set(re.findall(r'href="/console(/[^"#]*)"', page.text)) - {"/"}:
        if not path.startswith("/static"):
            assert (await desk.get(path)).status == 200, path
    assert ("Đang giữ mọi tin tự gửi" in page.text) is (role in ("head", "deputy", "admin"))
    assert ('href="/console/safety/accounts"' in page.text) is (role in ("head", "deputy"))


async def test_pages_carry_no_style_or_script_of_their_own(desk: Desk) -> None:
    await desk.is_at("head")
    for room in ("", "/accounts", "/channels", "/messages", "/contacts", "/requests", "/breaches", "/backups"):
        page = await desk.get(f"/safety{room}")
        assert page.status == 200, room
        assert not re.search(r"<script(?! src=\"/console/static/)|<style|\sstyle=|\son\w+=", page.text), room
        assert bare(page)[1].count("<h1>") == 1
        for label in re.findall(r'<label for="([^"]+)"', page.text):
            assert page.text.count(f' id="{label}"') == 1, (room, label)
