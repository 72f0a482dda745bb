"""The room of results: who is told what, which decisions stand behind a figure, and which files leave the room."""

from __future__ import annotations

import asyncio
import html
import io
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import aiohttp
import openpyxl
import pypdf
import pytest
from playwright.async_api import expect
from sqlalchemy import select

from bot.officers import desk as desks
from bot.officers.desk import desk_of
from bot.officers.reports import exporting
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decision_states import Status
from casework.decisions import PartyRole, add_party_to
from casework.results import behind
from casework.signing import sessions
from casework.tables.agency import staff as staff_table
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision, decision_party
from tests import builders
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.office import Answer, Browser, Office, a_link, code_at, seated, sets_up
from tests.results.written import Lot, write
from tests.scheduler import arranged

WITHIN = date(2026, 10, 20)  # of the working year 2027, in which the clock stands
OWN, COLLEAGUE, ELSEWHERE = 3, 4, 5  # decisions finished by the officer, beside them, in the other office


@pytest.fixture
async def book(db: Database, office: Office) -> Office:
    """Three officers finished some decisions each, besides the one that each has open; each has its own debtor."""
    await db.write(_finished, office)
    return office


def _finished(books: Books, office: Office) -> None:
    others = {
        row.id: (row.officer_id, row.office_id) for row in books.conn.execute(select(decision)) if row.id != office.own
    }
    lots = [
        (OWN, office.staff["officer"], office.here),
        (COLLEAGUE, *others[office.of_a_colleague]),
        (ELSEWHERE, *others[office.elsewhere]),
    ]
    for many, officer, at in lots:
        lot = Lot(many=many, issued_on=WITHIN, asked=1_000_000 * many, status=Status.FINISHED, on=WITHIN)
        (ids,) = write(books, office.agency, replace(lot, officer=officer, office=at))
        for one in ids:
            add_party_to(books, one, builders.a_person(books), PartyRole.DEBTOR)


async def sit(db: Database, browser: Browser, staff_id: int) -> None:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


async def counted(browser: Browser, path: str) -> Answer:
    """The page once its figures are there."""
    for _ in range(200):
        answer = await browser.get(path)
        if "data-again" not in answer.text:
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError("the figures never came")


@dataclass
class Download:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


@asynccontextmanager
async def _sent(browser: Browser, path: str, fields: dict[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
    form = {"form": f"{browser.form_token}.{secrets.token_urlsafe(9)}", **fields}
    cookies = {"gandan_console": browser.cookie or ""}
    headers = {"Origin": browser.home, "Sec-Fetch-Site": "same-origin"}
    address = f"{browser.home}/console{path}"
    async with browser.http.post(address, data=form, headers=headers, cookies=cookies, allow_redirects=False) as answer:
        yield answer


async def download(browser: Browser, path: str, fields: dict[str, str]) -> Download:
    async with _sent(browser, path, fields) as answer:
        body = await answer.read()
        return Download(answer.status, body, {name.lower(): text for name, text in answer.headers.items()})


def rows_of(answer: Answer, caption: str) -> list[list[str]]:
    """The rows of a table, as they are read."""
    found = re.search(rf"<caption[^>]*>{re.escape(caption)}</caption>(.*?)</table>", answer.text, re.DOTALL)
    assert found is not None, caption
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells[1:]]


async def test_each_is_told_of_what_they_look_after_and_of_the_agency_as_a_whole(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["officer"])
    own = await counted(browser, "/reports?by=matter")
    assert rows_of(own, "Việc")[-1][:2] == ["Việc của Cán bộ officer", str(OWN + 1)]
    assert "Toàn cơ quan, để so sánh" in own.text
    assert f"{OWN + COLLEAGUE + ELSEWHERE} xong trên {OWN + COLLEAGUE + ELSEWHERE + 3}" in own.text
    assert "Phòng khu vực 2" not in own.text

    await sit(db, browser, book.staff["head"])
    office = await counted(browser, "/reports")
    assert [row[:2] for row in rows_of(office, "Việc")] == [
        ["Cán bộ officer", str(OWN + 1)],
        ["Lê Thị Mai Hương", str(COLLEAGUE + 1)],
        ["Phòng khu vực 1", str(OWN + COLLEAGUE + 2)],
    ]


async def test_whoever_sits_at_the_seat_is_told_of_every_office(db: Database, book: Office, browser: Browser) -> None:
    leader = await db.write(_at_the_seat, book.agency)
    await sit(db, browser, leader)
    page = await counted(browser, "/reports")
    assert [row[:2] for row in rows_of(page, "Việc")] == [
        ["Phòng khu vực 1", str(OWN + COLLEAGUE + 2)],
        ["Phòng khu vực 2", str(ELSEWHERE + 1)],
        ["Toàn cơ quan", str(OWN + COLLEAGUE + ELSEWHERE + 3)],
    ]
    assert "để so sánh" not in page.text


def _at_the_seat(books: Books, agency: int) -> int:
    return builders.a_staff_member(books, agency, role="head", name="Trần Quốc Bảo")


@pytest.mark.parametrize("role", ["officer", "head"])
async def test_every_figure_leads_to_as_many_decisions_all_of_them_open_to_the_reader(
    role: str, db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff[role])
    theirs = await db.read(_held_by, "officer_id", book.staff[role]) if role == "officer" else set()
    theirs |= await db.read(_held_by, "office_id", book.here) if role == "head" else set()
    tried = 0
    for by in ("officer", "commune", "kind") if role == "head" else ("kind",):
        page = await counted(browser, f"/reports?by={by}")
        leads = re.findall(r'href="/console(/reports/list\?[^"]+)">([^<]+)</a>', page.text)
        for lead, figure in leads:
            listed = await browser.get(html.unescape(lead))
            numbers = re.findall(r"/console/cases/(\d+)", listed.text)
            if "figure=cases." in lead:
                assert str(len(numbers)) == figure, lead
            assert {int(number) for number in numbers} <= theirs
            tried += 1
    assert tried > 10


def _held_by(books: Books, column: str, whose: int) -> set[int]:
    return set(books.conn.execute(select(decision.c.id).where(decision.c[column] == whose)).scalars())


async def test_a_foreign_group_and_a_missing_one_are_answered_alike(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    mine = f"/reports/list?by=officer&group={book.staff['officer']}&figure=cases.done"
    assert (await browser.get(mine)).status == 200
    stranger = await db.read(_officer_elsewhere, book)
    answers = set()
    for group in (stranger, 999_999, "x", "", "-1", "9223372036854775808"):
        answer = await browser.get(f"/reports/list?by=officer&group={group}&figure=cases.done")
        answers.add((answer.status, re.sub(r'name="(form|back)" value="[^"]*"', "", answer.text)))
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1
    for query in ("cases.names", "__class__", "", "cases.done&older=1e9", "cases.done&when=q1"):
        assert (await browser.get(f"/reports/list?group=all&figure={query}")).status == 404, query


def _officer_elsewhere(books: Books, office: Office) -> int:
    asked = select(decision.c.officer_id).where(decision.c.id == office.elsewhere)
    return int(books.conn.execute(asked).scalar_one())


async def test_a_list_goes_on_by_key(
    db: Database, book: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "PAGE", 2)
    await sit(db, browser, book.staff["head"])
    seen: list[str] = []
    path = "/reports/list?group=all&figure=cases.done"
    while path:
        page = await browser.get(path)
        seen += re.findall(r"/console/cases/(\d+)", page.text)
        more = re.search(r'href="/console(/reports/list\?[^"]*older=\d+)"', page.text)
        path = html.unescape(more[1]) if more is not None else ""
    assert len(seen) == len(set(seen)) == OWN + COLLEAGUE


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("when=days&first=31/02/2026&last=01/03/2026", "Ngày chưa rõ"),
        ("when=days&first=02/11/2026&last=01/11/2026", "Ngày cuối ở trước ngày đầu"),
        ("when=days&first=01/12/2026", "sau hôm nay"),
        ("when=m2026-10&first=01/10/2026", "vừa chọn kỳ vừa ghi ngày"),
        ("when=y99999", "Không có kỳ này"),
        ("when=c12", "Không có kỳ này"),
        ("by=party", "Không chia được"),
        ("by=office", ""),  # a head of one office has no other offices beside it
    ],
)
async def test_what_cannot_be_asked_comes_back_with_a_sentence(
    query: str, said: str, db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    answer = await browser.get(f"/reports?{query}")
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert said in answer.text
    typed = dict(one.split("=") for one in query.split("&"))
    if "first" in typed:
        assert f'value="{typed["first"]}"' in answer.text


async def test_periods_end_today_so_that_the_year_before_is_as_long(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    year = await counted(browser, "/reports?compare=1")
    assert "Năm công tác 2027" in year.text
    assert "01/10/2026 - 16/11/2026" in year.text
    assert "Cùng kỳ năm trước" in year.text
    month = await counted(browser, "/reports?when=m2026-10")
    assert "Tháng 10/2026" in month.text
    assert "01/10/2026 - 31/10/2026" in month.text
    before = await counted(browser, "/reports?when=days&first=01/09/2025&last=30/09/2025")
    assert "Kỳ này không có việc nào" in before.text
    assert "<table" not in before.text


async def test_a_picture_says_in_words_what_it_shows_and_is_of_the_same_figures(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    page = await counted(browser, "/reports")
    found = re.search(r'<img src="/console(/reports/picture\?[^"]+)" alt="([^"]+)"', page.text)
    assert found is not None
    rate = rows_of(page, "Việc")[-1][10]
    assert f"Phòng khu vực 1: việc {rate} %" in html.unescape(found[2])
    picture = await browser.get(html.unescape(found[1]))
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert (await browser.get("/reports/picture?number=2")).status == 404


# -- targets ----------------------------------------------------------------------------------------------------------


async def test_leaders_set_targets_and_everybody_sees_how_far_they_are(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    assert "Chưa đặt chỉ tiêu" in (await counted(browser, "/reports")).text
    for cases, said in (("101", "không quá 100"), ("tám mươi", "không phải một tỷ lệ"), ("", "Chưa ghi chỉ tiêu nào")):
        refused = await browser.post("/reports/targets", {"year": "2027", "office": "", "cases": cases, "money": ""})
        assert (refused.status, said in refused.text) == (422, True)
        assert f'value="{cases}"' in refused.text
    done = await browser.post("/reports/targets", {"year": "2027", "office": "", "cases": "85", "money": "33,5"})
    assert (done.status, done.place) == (303, "/console/reports/targets?saved=yes")
    own = {"year": "2027", "office": str(book.here), "cases": "50", "money": ""}
    assert (await browser.post("/reports/targets", own)).status == 303
    page = await counted(browser, "/reports")
    assert "Chỉ tiêu 50,00 %; vượt" in page.text  # its own for cases, the agency's for money
    assert "Chỉ tiêu 33,50 %; chưa đạt" in page.text
    assert "Chỉ tiêu 85,00 %" in page.text  # of the agency, beside it

    await sit(db, browser, book.staff["officer"])
    assert "33,50 %" in (await browser.get("/reports/targets")).text
    refused = await browser.post("/reports/targets", {"year": "2027", "office": "", "cases": "1", "money": ""})
    assert (refused.status, "thủ trưởng" in refused.text) == (422, True)


# -- files ------------------------------------------------------------------------------------------------------------


async def test_results_leave_as_workbook_document_and_picture_with_who_took_them(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    fields = {"by": "officer", "compare": "1"}
    made = {
        form: await download(browser, "/reports/export", fields | {"file": form}) for form in ("xlsx", "pdf", "png")
    }
    for form, one in made.items():
        assert one.status == 200, one.text[-2000:]
        assert one.headers["content-disposition"] == f'attachment; filename="ket-qua-y2027.{form}"'
        assert one.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in one.headers["content-security-policy"]
    login = await db.read(_login, book.staff["head"])
    mark = f"Cán bộ head ({login}), 09:00 16/11/2026"
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"].body))["Việc"]
    told = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["Cán bộ officer", OWN + 1] in [row[:2] for row in told]
    assert [f"Xuất từ Gần Dân: {mark}"] in told
    assert mark in str(sheet.oddFooter)
    document = pypdf.PdfReader(io.BytesIO(made["pdf"].body))
    text = [page.extract_text() for page in document.pages]
    assert all(mark in one for one in text)
    assert "Độc lập - Tự do - Hạnh phúc" in text[0]
    assert "Lê Thị Mai Hương" in text[0]
    assert "Lưu hành nội bộ" not in text[0]
    assert made["png"].body.startswith(b"\x89PNG")
    lines = await db.read(_exports, book.staff["head"])
    assert lines == [f"{form} 2 officer" for form in ("xlsx", "pdf", "png")]


def _login(books: Books, staff_id: int) -> str:
    return str(books.conn.execute(select(staff_table.c.login).where(staff_table.c.id == staff_id)).scalar_one())


def _exports(books: Books, staff_id: int) -> list[str]:
    asked = select(audit_entry.c.purpose).where(
        audit_entry.c.actor == f"staff:{staff_id}", audit_entry.c.action == "report_exported"
    )
    return list(books.conn.execute(asked.order_by(audit_entry.c.seq)).scalars())


async def test_what_leaves_the_agency_names_no_group_of_two_people(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    days = {"by": "kind", "when": "days", "first": "15/07/2026", "last": "16/07/2026"}  # two people's only, both open
    refused = await download(browser, "/reports/export", days | {"file": "xlsx"})
    assert (refused.status, "ít hơn ba người" in refused.text) == (422, True)
    assert 'value="15/07/2026"' in refused.text
    inside = await download(browser, "/reports/export", days | {"file": "xlsx", "internal": "1"})
    sheet = openpyxl.load_workbook(io.BytesIO(inside.body))["Việc"]
    assert sheet["A3"].value == "Ngày lập báo cáo (lưu hành nội bộ)"
    assert (await download(browser, "/reports/export", {"file": "exe"})).status == 422
    assert await db.read(_exports, book.staff["head"]) == ["xlsx 1 kind internal"]


async def test_a_list_is_taken_for_a_reason_that_stands_in_the_trail(
    db: Database, book: Office, browser: Browser
) -> None:
    await sit(db, browser, book.staff["head"])
    fields = {"group": "all", "figure": "money.done"}
    for reason in ("", "ngắn", "x" * 201):
        refused = await download(browser, "/reports/list/export", fields | {"reason": reason})
        assert (refused.status, "Lý do chưa đủ" in refused.text) == (422, True)
    taken = await download(browser, "/reports/list/export", fields | {"reason": "đối chiếu cuối tháng"})
    assert taken.status == 200
    sheet = openpyxl.load_workbook(io.BytesIO(taken.body)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert rows[0][:5] == ["Số quyết định", "Ngày", "Cuối kỳ", "Chấp hành viên", "Xã, phường"]
    assert len(rows) - 1 == OWN + COLLEAGUE
    assert {row[2] for row in rows[1:]} == {"thi hành xong"}
    assert sum(int(str(row[6])) for row in rows[1:]) == 1_000_000 * (OWN + COLLEAGUE)
    assert "09:00 16/11/2026" in str(sheet["A4"].value)
    assert await db.read(_exports, book.staff["head"]) == [f"xlsx {OWN + COLLEAGUE} money.done: đối chiếu cuối tháng"]


async def test_a_long_list_needs_the_telephone_and_keeps_the_reason(
    db: Database, book: Office, browser: Browser, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MANY_LINES", 5)
    secret, _ = await sets_up(browser, await a_link(db, book.staff["head"]), clock)
    fields = {"group": "all", "figure": "cases.done", "reason": "báo cáo chuyên đề quý IV"}
    await browser.get("/reports")
    assert (await download(browser, "/reports/list/export", fields)).status == 200  # signed in just now
    clock.set(clock.now() + sessions.FRESH + timedelta(seconds=1))
    asked = await browser.post("/reports/list/export", fields)
    assert "cần mã đang hiện trên điện thoại" in asked.text
    assert 'name="reason" value="báo cáo chuyên đề quý IV"' in asked.text
    one_officers = {"group": str(book.staff["officer"]), "by": "officer", "figure": "cases.done"}
    short = one_officers | {"reason": "xem lại việc đã xong"}
    assert (await download(browser, "/reports/list/export", short)).status == 200  # a short one needs none
    wrong = await browser.post("/reports/list/confirm", fields | {"code": "000000"})
    assert (wrong.status, "báo cáo chuyên đề quý IV" in wrong.text) == (422, True)
    right = await browser.post("/reports/list/confirm", fields | {"code": code_at(secret, clock)})
    assert (right.status, "Đã xác nhận" in right.text) == (200, True)
    assert (await download(browser, "/reports/list/export", fields)).status == 200
    assert len(await db.read(_exports, book.staff["head"])) == 3


async def test_a_list_that_is_too_long_is_refused(
    db: Database, book: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_LINES", 3)
    await sit(db, browser, book.staff["head"])
    fields = {"group": "all", "figure": "cases.done", "reason": "đối chiếu cuối tháng"}
    refused = await download(browser, "/reports/list/export", fields)
    assert (refused.status, "100.000 dòng" in refused.text) == (422, True)
    assert await db.read(_exports, book.staff["head"]) == []


async def test_one_file_at_a_time_for_each_person(db: Database, book: Office, browser: Browser) -> None:
    await sit(db, browser, book.staff["head"])
    fields = {"group": "all", "figure": "cases.done", "reason": "đối chiếu cuối tháng"}
    async with desk_of(db).making_a_file(book.staff["head"]):
        for path, told in (("/reports/list/export", fields), ("/reports/export", {"file": "xlsx"})):
            refused = await download(browser, path, told)
            assert (refused.status, "đang được làm" in refused.text) == (409, True)
    assert (await download(browser, "/reports/list/export", fields)).status == 200


# -- counting ---------------------------------------------------------------------------------------------------------


async def test_a_large_book_keeps_nobody_waiting(
    db: Database, book: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PATIENCE", 0.1)
    gate = asyncio.Event()
    desk = desk_of(db)
    counting, calls = desk.apart, []

    async def slowly(*args: object, **kwargs: object) -> object:
        calls.append(args)
        await gate.wait()
        return await counting(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(desk, "apart", slowly)
    await sit(db, browser, book.staff["head"])
    for _ in range(3):
        waits = await browser.get("/reports")
        assert (waits.status, "Đang tính số liệu" in waits.text) == (200, True)
        assert 'href="/console/reports"' in waits.text
    assert len(calls) == 1, "whoever looks again waits for the same counting"
    gate.set()
    assert rows_of(await counted(browser, "/reports"), "Việc")
    assert len(calls) == 1


async def test_what_was_counted_is_told_to_nobody_who_sees_less(db: Database, book: Office, browser: Browser) -> None:
    totals = set()
    for role in ("head", "officer", "deputy"):
        await sit(db, browser, book.staff[role])
        page = await counted(browser, "/reports?by=matter")
        totals.add((role, rows_of(page, "Việc")[-1][1]))
    mine, ours = str(OWN + 1), str(OWN + COLLEAGUE + 2)
    assert totals == {("head", ours), ("officer", mine), ("deputy", ours)}


# -- campaigns --------------------------------------------------------------------------------------------------------


async def test_a_campaign_is_a_period_of_its_own_decisions_told_apart_by_wave(
    db: Database, book: Office, browser: Browser
) -> None:
    campaign = await db.write(_a_campaign, book)
    await sit(db, browser, book.staff["head"])
    page = await counted(browser, f"/reports?when=c{campaign}")
    assert "Đợt cao điểm cuối năm" in page.text
    assert rows_of(page, "Việc")[-1][:2] == ["Phòng khu vực 1, Đợt cao điểm cuối năm", "2"]
    assert rows_of(await counted(browser, f"/reports?when=c{campaign}&by=wave"), "Việc")[-1][1] == "2"
    beside = await counted(browser, "/reports?by=campaign")
    assert rows_of(beside, "Việc")[0][:2] == ["Đợt cao điểm cuối năm", "2"]
    listed = await browser.get(f"/reports/list?by=campaign&group={campaign}&figure=cases.handled")
    numbers = {int(one) for one in re.findall(r"/console/cases/(\d+)", listed.text)}
    assert numbers == {book.own, book.of_a_colleague}
    assert (await browser.get("/reports/list?by=campaign&group=12&figure=cases.handled")).status == 404
    refused = await download(browser, "/reports/export", {"by": "campaign", "file": "xlsx"})
    assert (refused.status, "chỉ lưu hành nội bộ" in refused.text) == (422, True)


def _a_campaign(books: Books, office: Office) -> int:
    """One that plans for the three decisions whose debtors can be written to."""
    three = [office.own, office.of_a_colleague, office.elsewhere]
    asked = select(decision_party.c.party_id).where(
        decision_party.c.role == "debtor", decision_party.c.decision_id.in_(three)
    )
    for debtor in books.conn.execute(asked).scalars().all():
        arranged.a_chat(books, debtor)
    staff = office.staff
    there = arranged.Office(agency=office.agency, officer=staff["officer"], head=staff["head"], deputy=staff["deputy"])
    return arranged.a_running_campaign(books, there, arranged.a_plan(there))


@needs_browser
async def test_in_a_browser_typing_a_day_chooses_days_and_a_figure_opens_its_list(
    db: Database, book: Office, browser: Browser
) -> None:
    async with running_browser() as chromium:
        context = await chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        token = await db.write(seated, book.staff["head"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await page.goto(f"{browser.home}/console/reports")
        await page.get_by_label("Từ ngày").fill("01/10/2026")
        await expect(page.get_by_label("Kỳ", exact=True)).to_have_value("days")
        await page.get_by_label("Kỳ", exact=True).select_option("m2026-10")
        await expect(page.get_by_label("Từ ngày")).to_have_value("")
        await page.get_by_label("Từ ngày").fill("01/10/2026")
        await page.get_by_role("button", name="Xem kết quả").click()
        await expect(page.get_by_role("heading", name="01/10/2026 - 16/11/2026")).to_be_visible()
        picture = page.locator("figure img")
        await expect(picture).to_have_js_property("complete", value=True)
        assert await picture.evaluate("one => one.naturalWidth") > 0
        assert await fits_its_width(page)
        await page.get_by_role("link", name=str(OWN + COLLEAGUE), exact=True).first.click()
        await expect(page.locator("tbody tr")).to_have_count(OWN + COLLEAGUE)
        assert await fits_its_width(page)
        assert complaints == []
        await context.close()
