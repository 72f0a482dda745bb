"""The room of the campaigns over HTTP: planned page by page, handed in, signed by a second person, run, stopped."""

from __future__ import annotations

import asyncio
import re
from datetime import date

import pytest
from sqlalchemy import func, select, update

from bot.officers.rendering import LANGS, word
from casework.books import Books
from casework.db.engine import Database
from casework.signing import sessions
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision
from messages.contents import campaign_texts
from messages.tables import outbox
from scheduler.plans import approval, launching
from scheduler.plans.campaign_rows import the_campaign
from scheduler.steps.step import Status
from tests.builders import a_case, a_staff_member
from tests.conftest import KINDS
from tests.officers.office import Browser, Office, given, seated
from tests.officers.things_campaigns import a_campaign
from tests.scheduler import arranged, planned

HASH = re.compile(r'name="seen" value="([0-9a-f]{64})"')


async def sit(db: Database, browser: Browser, staff_id: int) -> None:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


def debtors(books: Books, office: Office, many: int = 3) -> list[int]:
    """Reachable debtors of the officer's, in the officer's office; their decisions."""
    here = arranged.Office(agency=office.agency, officer=office.staff["officer"], head=0, deputy=0)
    cases = [arranged.a_debtor(books, here) for _ in range(many)]
    return [given(books, one.decision, office.staff["officer"], office.here) for one in cases]


def in_communes(books: Books, decisions: list[int]) -> list[int]:
    ids = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    for place, one in enumerate(decisions):
        values = {"commune_id": ids[0] if place == 0 else ids[1]}
        books.conn.execute(update(decision).where(decision.c.id == one).values(**values))
    return ids


async def drafted(browser: Browser) -> int:
    """A draft made on the page; its id."""
    head = {"name": "Đợt cuối năm", "plan_number": "12/KH-THADS", "starts_on": "16/11/2026", "ends_on": "31/12/2026"}
    made = await browser.post("/campaigns", head)
    assert made.status == 303, made.text
    return int(made.place.split("/")[3])


async def handed_in(db: Database, office: Office, browser: Browser) -> int:
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    answer = await browser.post(f"/campaigns/{campaign}/hand-in")
    assert answer.status == 303, answer.text
    return campaign


async def approved(db: Database, office: Office, browser: Browser) -> int:
    campaign = await handed_in(db, office, browser)
    await sit(db, browser, office.staff["head"])
    seen = HASH.findall((await browser.get(f"/campaigns/{campaign}/approval")).text)
    answer = await browser.post(f"/campaigns/{campaign}/approve", {"seen": seen[0]})
    assert answer.status == 303, answer.text
    return campaign


async def stands(db: Database, campaign: int) -> Status:
    return (await db.read(the_campaign, campaign)).status


async def test_a_draft_is_planned_page_by_page_and_come_back_to(db: Database, office: Office, browser: Browser) -> None:
    decisions = await db.write(debtors, office)
    communes = await db.write(in_communes, decisions)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    page = await browser.get(f"/campaigns/{campaign}/selection")
    assert "xã Phước Hòa" in page.text
    counted = await browser.post(
        f"/campaigns/{campaign}/selection", {"do": "count", f"commune_{communes[1]}": "on", "min_left": "1 triệu"}
    )
    assert counted.status == 200
    assert "<strong>2</strong> việc" in counted.text
    assert (await db.read(the_campaign, campaign)).plan.selection.communes == ()
    saved = await browser.post(f"/campaigns/{campaign}/selection", {"do": "save", f"commune_{communes[1]}": "on"})
    assert saved.status == 303
    narrowed = {"focus": "", "starts_on": "16/11/2026", "ends_on": "", "min_left": "80 triệu"}
    told = await browser.post(f"/campaigns/{campaign}/wave-count", narrowed)
    assert (told.status, "<strong>0</strong> việc" in told.text) == (200, True), "counted while it is typed"
    assert (await browser.post(f"/campaigns/{campaign}/wave-count", {"min_left": "nhiều"})).status == 422
    wave = {"focus": "Việc còn lớn", "starts_on": "16/11/2026", "ends_on": "30/11/2026", "min_left": "5 triệu"}
    assert (await browser.post(f"/campaigns/{campaign}/wave", wave)).status == 303
    step = {
        "wave": "1", "days": "2", "side": "after", "unit": "working", "anchor": "wave_start",
        "text_key": "reminder.week_before", "condition": "not_opened", "channels": "telegram, web",
    }  # fmt: skip
    assert (await browser.post(f"/campaigns/{campaign}/step", step)).status == 303
    head = {
        "name": "Đợt cuối năm 2026", "plan_number": "12/KH-THADS", "starts_on": "16/11/2026", "ends_on": "30/12/2026",
        "target_cases": "39", "target_money": "4,5 tỷ", "most_per_person": "4", "canary": "5", "end_promised": "on",
    }  # fmt: skip
    assert (await browser.post(f"/campaigns/{campaign}/head", head)).status == 303
    plan = (await db.read(the_campaign, campaign)).plan
    assert (plan.name, plan.ends_on, plan.target_cases, plan.target_money) == (
        "Đợt cuối năm 2026", date(2026, 12, 30), 39, 4_500_000_000,
    )  # fmt: skip
    assert plan.selection.communes == (communes[1],)
    assert plan.selection.officer == office.staff["officer"], "an officer chooses among their own cases"
    assert [(one.focus, one.selection.min_left) for one in plan.waves] == [("Việc còn lớn", 5_000_000)]
    assert (plan.steps[1].wave, plan.steps[1].offset, plan.steps[1].channels) == (1, 2, ("telegram", "web"))
    assert plan.ends_when == ("promised",)
    for path in ("", "/head", "/selection", "/waves", "/wave?number=1", "/steps", "/step?number=2", "/load",
                 "/comparison", "/rehearsal", "/approval", "/results", "/progress"):  # fmt: skip
        assert (await browser.get(f"/campaigns/{campaign}{path}")).status == 200, path
    assert (await browser.post(f"/campaigns/{campaign}/wave", {"number": "1", "do": "remove"})).status == 303
    assert len((await db.read(the_campaign, campaign)).plan.steps) == 1, "a wave's steps go with it"


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("", {"name": "", "plan_number": "1/KH", "starts_on": "16/11/2026", "ends_on": "31/12/2026"}, "Thiếu tên đợt"),
        ("", {"name": "X", "plan_number": "1/KH", "starts_on": "hôm nay", "ends_on": "31/12/2026"}, "Ngày «hôm nay»"),
        ("", {"name": "X", "plan_number": "1/KH", "starts_on": "16/11/2026", "ends_on": ""}, "Thiếu ngày kết thúc"),
        ("", {"name": "X", "plan_number": "1/KH", "starts_on": "16/11/2026", "ends_on": "05/12/2026", "usual": "on"}, "ngắn hơn 21 ngày"),
        ("/selection", {"do": "save", "min_left": "nhiều"}, "Số tiền «nhiều»"),
        ("/selection", {"do": "save", "min_left": "5 triệu", "max_left": "1 triệu"}, "Khoảng số tiền"),
        ("/wave", {"focus": "Án phí", "starts_on": "01/01/2027", "ends_on": "02/01/2027"}, "nằm ngoài thời gian"),
        ("/step", {"days": "hai", "anchor": "served", "text_key": "reminder.follow_up"}, "không phải số"),
        ("/step", {"days": "1", "anchor": "wave_start", "text_key": "reminder.follow_up"}, "không thuộc đợt nào"),
    ],
)  # fmt: skip
async def test_a_form_in_error_comes_back_filled_in_and_nothing_is_written(
    path: str, fields: dict[str, str], told: str, db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    where, before = "/campaigns", None
    if path:
        campaign = await drafted(browser)
        where, before = f"/campaigns/{campaign}{path}", (await db.read(the_campaign, campaign)).plan
    answer = await browser.post(where, fields)
    assert answer.status == 422, answer.text
    assert told in answer.text
    for text in fields.values():
        assert not text or text in answer.text or text in ("save", "served", "reminder.follow_up", "wave_start")
    if before is not None:
        assert (await db.read(the_campaign, campaign)).plan == before


async def test_the_channels_of_a_step_are_chosen_by_their_names(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    before = (await db.read(the_campaign, campaign)).plan
    step = {"days": "1", "anchor": "served", "text_key": "reminder.follow_up"}
    assert (await browser.post(f"/campaigns/{campaign}/step", step | {"channels": "zalo"})).status == 422
    assert (await db.read(the_campaign, campaign)).plan == before
    form = (await browser.get(f"/campaigns/{campaign}/step")).text
    assert "Telegram, không được thì trang trò chuyện</option>" in form
    assert (await browser.post(f"/campaigns/{campaign}/step", step | {"channels": "web, telegram"})).status == 303
    plan = (await db.read(the_campaign, campaign)).plan
    assert plan.steps[-1].channels == ("web", "telegram")
    kept = (await browser.get(f"/campaigns/{campaign}/step?number={len(plan.steps)}")).text
    assert '<option value="web, telegram" selected>' in kept


async def test_a_draft_may_begin_with_the_usual_plan(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    assert 'name="usual"' in (await browser.get("/campaigns")).text
    head = {"name": "Đợt cuối năm", "plan_number": "12/KH-THADS", "starts_on": "16/11/2026", "ends_on": "31/12/2026"}
    made = await browser.post("/campaigns", {**head, "usual": "on"})
    campaign = int(made.place.split("/")[3])
    plan = (await db.read(the_campaign, campaign)).plan
    assert (len(plan.waves), len(plan.steps), plan.ends_when) == (3, 11, ("agreed", "promised"))
    assert plan.selection.officer == office.staff["officer"]
    waves = (await browser.get(f"/campaigns/{campaign}/waves")).text
    assert "Khoản vừa, hẹn ngày nộp" in waves
    assert (await browser.post(f"/campaigns/{campaign}/hand-in")).status == 303


async def test_a_field_that_no_form_has_is_refused(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    for path in (
        "head",
        "selection",
        "wave",
        "wave-count",
        "step",
        "approve",
        "stop",
        "start",
        "hand-in",
        "count",
        "preview",
    ):
        answer = await browser.post(f"/campaigns/{campaign}/{path}", {"approved_by": "1"})
        assert answer.status == 422, path
    assert await stands(db, campaign) is Status.DRAFT


async def test_the_telephone_shows_what_a_person_in_sight_would_read(
    db: Database, office: Office, browser: Browser
) -> None:
    decisions = await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    page = (await browser.get(f"/campaigns/{campaign}/step?number=1")).text
    people = re.findall(r'<option value="(\d+-\d+)"', page)
    assert {int(one.split("-")[0]) for one in people} == {office.own, *decisions}
    assert "000/QĐ-THADS" in page, "an invented person first"
    step = {"number": "1", "days": "0", "anchor": "campaign_start", "text_key": "reminder.week_before"}
    seen = await browser.post(f"/campaigns/{campaign}/preview", {**step, "person": people[-1]})
    assert "50.000.000 đồng" in seen.text
    assert "Ông/bà có 1 tin mới." in seen.text
    assert "Nguyễn Thị Ngọc Ánh" not in seen.text, "masked, as in the message itself"
    foreign = await browser.post(f"/campaigns/{campaign}/preview", {**step, "person": f"{office.elsewhere}-1"})
    assert "000/QĐ-THADS" in foreign.text
    assert "không nhắc người vừa chọn" in foreign.text, "else one takes the invented person for the chosen one"
    assert "không nhắc người vừa chọn" not in seen.text


async def test_what_is_handed_in_stands_among_the_leaders_work_of_today(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    await sit(db, browser, office.staff["head"])
    assert "Đợt nhắc «Đợt cuối năm»" not in (await browser.get("/")).text, "nobody has handed it in"
    await sit(db, browser, office.staff["officer"])
    assert (await browser.post(f"/campaigns/{campaign}/hand-in")).status == 303
    await sit(db, browser, office.staff["head"])
    assert f'/campaigns/{campaign}/approval">Đợt nhắc «Đợt cuối năm»' in (await browser.get("/")).text


def test_every_text_of_a_step_has_a_name_that_people_know_it_by() -> None:
    for lang in LANGS:
        assert all(word(lang, f"campaign_texts.{key}") for key in campaign_texts())


async def test_no_page_calls_a_text_by_its_key(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    campaign = await handed_in(db, office, browser)
    for path in ("/steps", "/step?number=1", "/approval"):
        page = (await browser.get(f"/campaigns/{campaign}{path}")).text
        assert "Nhắc lại khoản còn phải nộp" in page, path
        assert not re.search(r">[^<]*reminder\.", page), path
    assert "ông/bà còn phải nộp [số tiền còn phải nộp" in page, "what is signed names its blanks as people do"


async def test_a_leader_signs_the_hash_that_was_shown_and_it_runs(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    campaign = await approved(db, office, browser)
    known = await db.read(the_campaign, campaign)
    assert (known.status, known.approved_by, known.made_by) == (
        Status.APPROVED, office.staff["head"], office.staff["officer"],
    )  # fmt: skip
    assert (await browser.post(f"/campaigns/{campaign}/start")).status == 303
    assert await stands(db, campaign) is Status.RUNNING
    await sit(db, browser, office.staff["officer"])
    without = await browser.post(f"/campaigns/{campaign}/pause", {"words": " "})
    assert (without.status, "Thiếu lý do" in without.text) == (422, True)
    assert (await browser.post(f"/campaigns/{campaign}/pause", {"words": "Sai số điện thoại"})).status == 303
    assert await stands(db, campaign) is Status.PAUSED
    refused = await browser.post(f"/campaigns/{campaign}/resume", {"words": "Đã sửa"})
    assert refused.status == 403
    await sit(db, browser, office.staff["deputy"])
    assert (await browser.post(f"/campaigns/{campaign}/resume", {"words": "Đã sửa"})).status == 303
    page = (await browser.get(f"/campaigns/{campaign}")).text
    assert "Sai số điện thoại" in page
    assert "Đã sửa" in page
    assert (await browser.post(f"/campaigns/{campaign}/stop", {"words": "Hết việc"})).status == 303
    assert await stands(db, campaign) is Status.STOPPED
    again = await browser.post(f"/campaigns/{campaign}/stop", {"words": "Hết việc"})
    assert again.status == 409


async def test_ones_own_is_refused_and_the_try_stands_in_the_trail(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["head"])
    campaign = await drafted(browser)
    assert (await browser.post(f"/campaigns/{campaign}/hand-in")).status == 303
    page = (await browser.get(f"/campaigns/{campaign}/approval")).text
    assert HASH.search(page) is None, "no button for one's own"
    digest = re.findall(r"<code class=\"long\">([0-9a-f]{64})", page)[0]
    refused = await browser.post(f"/campaigns/{campaign}/approve", {"seen": digest})
    assert (refused.status, "không được tự duyệt" in refused.text) == (403, True)
    assert await stands(db, campaign) is Status.DRAFT
    assert await db.read(refusals, campaign) == [f"staff:{office.staff['head']}"]

    await db.write(twin_of, office.staff["deputy"], office.staff["head"])
    await sit(db, browser, office.staff["deputy"])
    twin = await browser.post(f"/campaigns/{campaign}/approve", {"seen": digest})
    assert twin.status == 403, "the same name and telephone: a second account of one person"
    assert await stands(db, campaign) is Status.DRAFT
    assert len(await db.read(refusals, campaign)) == 2

    await sit(db, browser, office.staff["officer"])
    assert (await browser.post(f"/campaigns/{campaign}/approve", {"seen": digest})).status == 403


def twin_of(books: Books, account: int, other: int) -> None:
    row = books.conn.execute(select(staff).where(staff.c.id == other)).one()
    books.conn.execute(update(staff).where(staff.c.id == account).values(name=row.name, folded=row.folded, phone=None))


def refusals(books: Books, campaign: int) -> list[str]:
    here = audit_entry.c
    asked = select(here.actor).where(
        here.action == "campaign_approved", here.result == "refused", here.object == f"campaign:{campaign}"
    )
    return list(books.conn.execute(asked.order_by(here.seq)).scalars())


async def test_what_changed_since_it_was_handed_in_is_not_signed(
    db: Database, office: Office, browser: Browser
) -> None:
    decisions = await db.write(debtors, office)
    campaign = await handed_in(db, office, browser)
    await sit(db, browser, office.staff["head"])
    seen = HASH.findall((await browser.get(f"/campaigns/{campaign}/approval")).text)[0]
    other = await browser.post(f"/campaigns/{campaign}/approve", {"seen": "0" * 64})
    assert other.status == 409
    await sit(db, browser, office.staff["officer"])
    step = {"number": "1", "days": "3", "anchor": "campaign_start", "text_key": "reminder.week_before"}
    assert (await browser.post(f"/campaigns/{campaign}/step", step)).status == 303
    await sit(db, browser, office.staff["head"])
    late = await browser.post(f"/campaigns/{campaign}/approve", {"seen": seen})
    assert (late.status, "đã khác so với lúc duyệt" in late.text) == (409, True)
    assert await stands(db, campaign) is Status.DRAFT
    await sit(db, browser, office.staff["officer"])
    assert (await browser.post(f"/campaigns/{campaign}/hand-in")).status == 303
    await db.write(without_one, campaign, decisions[0])
    await sit(db, browser, office.staff["head"])
    seen = HASH.findall((await browser.get(f"/campaigns/{campaign}/approval")).text)[0]
    one_less = await browser.post(f"/campaigns/{campaign}/approve", {"seen": seen})
    assert one_less.status == 409, "one recipient less is another list"


def without_one(books: Books, campaign: int, decision_id: int) -> None:
    from scheduler.tables import campaign_recipient as listed

    here = (listed.c.campaign_id == campaign, listed.c.decision_id == decision_id)
    assert books.conn.execute(listed.delete().where(*here)).rowcount == 1


async def test_approved_then_changed_does_not_start(db: Database, office: Office, browser: Browser) -> None:
    decisions = await db.write(debtors, office)
    campaign = await approved(db, office, browser)
    await db.write(without_one, campaign, decisions[0])
    refused = await browser.post(f"/campaigns/{campaign}/start")
    assert (refused.status, await stands(db, campaign)) == (409, Status.APPROVED)
    await sit(db, browser, office.staff["officer"])
    step = {"number": "1", "days": "3", "anchor": "campaign_start", "text_key": "reminder.week_before"}
    assert (await browser.post(f"/campaigns/{campaign}/step", step)).status == 303
    assert await stands(db, campaign) is Status.DRAFT, "an edit voids the approval"
    assert (await browser.post(f"/campaigns/{campaign}/start")).status == 409


async def test_sent_back_with_what_is_to_be_changed(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    campaign = await handed_in(db, office, browser)
    refused = await browser.post(f"/campaigns/{campaign}/send-back", {"words": "Không"})
    assert refused.status == 403, "not for whoever handed it in"
    await sit(db, browser, office.staff["deputy"])
    assert (await browser.post(f"/campaigns/{campaign}/send-back", {"words": "Bớt một bước"})).status == 303
    await sit(db, browser, office.staff["officer"])
    assert "Bớt một bước" in (await browser.get(f"/campaigns/{campaign}")).text
    await sit(db, browser, office.staff["head"])
    assert HASH.search((await browser.get(f"/campaigns/{campaign}/approval")).text) is None


async def test_an_office_leader_does_not_sign_for_cases_elsewhere(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    campaign = await db.write(a_campaign, office, office.staff["officer"])
    await asyncio.to_thread(launching.hand_in, db, campaign, office.staff["officer"])
    await sit(db, browser, office.staff["head"])
    digest = HASH.findall((await browser.get(f"/campaigns/{campaign}/approval")).text)[0]
    refused = await browser.post(f"/campaigns/{campaign}/approve", {"seen": digest})
    assert (refused.status, "ngoài đơn vị" in refused.text) == (403, True)


async def test_stop_all_holds_everything_and_says_who_and_why(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["officer"])
    assert (await browser.post("/campaigns/stop-all", {"words": ""})).status == 422
    assert (await browser.post("/campaigns/stop-all", {"words": "Tin sai tên"})).status == 303
    assert "Mọi tin tự gửi đang bị giữ" in (await browser.get("/campaigns")).text


async def test_an_officer_sees_a_campaign_that_touches_their_cases_and_does_not_write_it(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    theirs = await db.write(a_campaign, office, office.staff["head"], name="Đợt của lãnh đạo")
    await sit(db, browser, office.staff["officer"])
    assert (await browser.get(f"/campaigns/{theirs}")).status == 404
    await db.write(approval.approve, theirs, office.staff["deputy"])
    assert (await browser.get(f"/campaigns/{theirs}")).status == 200
    assert "Đợt của lãnh đạo" in (await browser.get("/campaigns")).text
    step = {"number": "1", "days": "3", "anchor": "campaign_start", "text_key": "reminder.week_before"}
    assert (await browser.post(f"/campaigns/{theirs}/step", step)).status == 422
    assert (await browser.post(f"/campaigns/{theirs}/start")).status == 404
    assert (await db.read(the_campaign, theirs)).plan.steps[0].offset == 0


@pytest.mark.parametrize("database_kind", KINDS)
@pytest.mark.parametrize("role", ["officer", "head"])
async def test_a_case_in_one_campaign_opens_no_other(role: str, db: Database, office: Office, browser: Browser) -> None:
    stranger = await db.write(staff_elsewhere, office)
    mine = office.staff["officer"]
    theirs = await db.write(a_campaign, office, mine, name="Đợt của mình", whose=mine)
    foreign = await db.write(a_campaign, office, stranger, name="Đợt nơi khác", whose=stranger)
    for one in (theirs, foreign):
        await db.write(approval.approve, one, office.staff["deputy"])
    await sit(db, browser, office.staff[role])
    assert (await browser.get(f"/campaigns/{theirs}")).status == 200
    assert (await browser.get(f"/campaigns/{foreign}")).status == 404
    listed = (await browser.get("/campaigns")).text
    assert ("Đợt của mình" in listed, "Đợt nơi khác" in listed) == (True, False)


def staff_elsewhere(books: Books, office: Office) -> int:
    """An officer of the other office with a case of their own."""
    found = a_staff_member(books, office.agency, office=office.there)
    given(books, a_case(books, agency=office.agency).decision, found, office.there)
    return found


async def test_nothing_is_sent_by_any_page(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    campaign = await approved(db, office, browser)
    await browser.get(f"/campaigns/{campaign}")
    await browser.get(f"/campaigns/{campaign}/load")
    many = await db.read(lambda books: books.conn.execute(select(func.count()).select_from(outbox)).scalar_one())
    assert many == 0


@pytest.mark.slow  # a process of its own that simulates some weeks
async def test_a_rehearsal_runs_beside_the_pages_and_can_be_cancelled(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    where = f"/campaigns/{campaign}/rehearsal"
    assert (await browser.post(where, {"seeds": "3"})).status == 303
    another = await browser.post(where, {"seeds": "3"})
    assert (another.status, "Đang có một lần diễn tập khác" in another.text) == (409, True)
    assert (await browser.post(f"{where}/cancel")).status == 303
    assert "đã dừng theo yêu cầu" in (await browser.get(where)).text
    assert (await browser.post(where, {"seeds": "3"})).status == 303
    for _ in range(600):
        page = (await browser.get(f"{where}/progress")).text
        if "Đang diễn tập" not in page:
            break
        await asyncio.sleep(0.5)
    assert "Diễn tập xong" in page, page
    result = (await browser.get(where)).text
    assert "Việc nộp xong: khoảng" in result
    assert "<svg" in result
    assert "Kế hoạch đã đổi" not in result
    many = await db.read(lambda books: books.conn.execute(select(func.count()).select_from(outbox)).scalar_one())
    assert many == 0, "nothing is written into the real books"
