"""A decision's page: its story in one line of time, and what is done on it."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update

from casework import obligations, payments, promises
from casework.books import Books
from casework.case_notes import notes_of
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decision_events import events_of
from casework.decisions import PartyRole, add_party_to
from casework.link_limits import PARTY_FAILURES
from casework.payouts import record_payout, reverse_payout
from casework.signing import sessions
from casework.tables.decisions import decision
from casework.tables.linking import link_code, link_guard
from casework.visit_planning import plan_visit
from casework.visits import Why
from messages import interest_words
from messages.library import Lang
from messages.opened import mark_opened
from tests.builders import BANK, MAN, WOMAN, a_person
from tests.officers.office import Answer, Browser, Office, seated
from tests.officers.sent import a_message
from tests.officers.test_matrix import lines_of

PAYMENT = {"amount": "2 triệu rưỡi", "on": "02/11/2026", "receipt": "0001234", "source": "office"}


@pytest.fixture
async def officer(db: Database, office: Office, browser: Browser) -> Browser:
    """The officer of the case at their browser."""
    return await sits(db, browser, office.staff["officer"])


async def sits(db: Database, browser: Browser, staff_id: int) -> Browser:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)
    return browser


def said(answer: Answer) -> str:
    """The page's words without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def hidden(answer: Answer) -> dict[str, str]:
    """What the form of a preview sends on."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found if name not in ("form", "back")}


def typed(answer: Answer) -> dict[str, str]:
    """What stands in the fields of a form."""
    found = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found if value}


async def test_a_payment_is_shown_before_it_is_written_and_counts_once(
    db: Database, office: Office, officer: Browser
) -> None:
    path = f"/cases/{office.own}/payment"
    assert (await officer.get(path)).status == 200
    shown = await officer.post(path, PAYMENT)
    assert shown.status == 200, said(shown)
    assert "Chưa ghi gì" in said(shown)
    assert "2.500.000 đồng" in said(shown)
    assert await db.read(payments.payments_of, office.own) == []

    done = await officer.post(path, {**hidden(shown), "step": "confirm"})
    assert (done.status, done.place) == (303, f"/console/cases/{office.own}?done=payment")
    (paid,) = await db.read(payments.payments_of, office.own)
    assert (paid.amount, paid.receipt, paid.entered_by) == (2_500_000, "0001234", office.staff["officer"])
    page = await officer.get(f"/cases/{office.own}?done=payment")
    assert "Đã ghi khoản nộp." in said(page)
    assert "Nộp 2.500.000 đồng tại cơ quan, biên lai 0001234." in said(page)
    assert ("decision_changed", f"decision:{office.own}", "payment record") in await db.read(
        lines_of, office.staff["officer"]
    )
    again = await officer.post(path, PAYMENT)
    assert (again.status, "đã ghi trước đây" in said(again)) == (422, True)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("amount", "vài triệu", "Số tiền «vài triệu» không rõ"),
        ("amount", "900 tỷ", "nhiều hơn số còn phải nộp"),
        ("on", "31/02/2026", "Ngày «31/02/2026» không đọc được"),
        ("on", "02/11/2030", "Ngày thu chưa đến"),
        ("receipt", "<script>", "Số biên lai chỉ gồm chữ, số"),
        ("receipt", "9" * 400, "dài quá 300 ký tự"),
        ("source", "opening", "Hãy chọn trong danh sách"),
        ("source", "", "Hãy chọn trong danh sách"),
        ("payer", "17", "Hãy chọn trong danh sách"),
    ],
)
async def test_a_payment_filled_in_wrongly_comes_back_as_it_was(
    field: str, value: str, why: str, db: Database, office: Office, officer: Browser
) -> None:
    answer = await officer.post(f"/cases/{office.own}/payment", {**PAYMENT, field: value})
    assert answer.status == 422
    assert why in said(answer)
    kept = {name: text for name, text in {**PAYMENT, field: value}.items() if name in ("amount", "on", "receipt")}
    assert {name: typed(answer)[name] for name in kept} == kept
    assert await db.read(payments.payments_of, office.own) == []


async def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    db: Database, office: Office, officer: Browser
) -> None:
    path = f"/cases/{office.own}/payment"
    shown = await officer.post(path, PAYMENT)
    meanwhile = {"paid_on": None, "receipt": None, "source": payments.Source.OPENING}
    await db.write(lambda books: payments.record_payment(books, office.own, 1_000_000, **meanwhile))  # type: ignore[arg-type]
    answer = await officer.post(path, {**hidden(shown), "step": "confirm"})
    assert (answer.status, "có người khác sửa" in said(answer)) == (409, True)
    assert len(await db.read(payments.payments_of, office.own)) == 1


async def test_the_fields_come_back_to_be_changed(office: Office, officer: Browser) -> None:
    path = f"/cases/{office.own}/payment"
    shown = await officer.post(path, PAYMENT)
    answer = await officer.post(path, {**hidden(shown), "step": "edit"})
    assert answer.status == 200
    assert typed(answer)["amount"] == "2.500.000 đồng"


async def test_a_day_that_was_said_is_the_day_that_was_shown(
    db: Database, office: Office, officer: Browser, clock: SetClock
) -> None:
    path = f"/cases/{office.own}/payment"
    shown = await officer.post(path, {**PAYMENT, "on": "hôm qua"})
    assert "15/11/2026" in said(shown)
    clock.set(clock.now() + timedelta(days=1))
    await sits(db, officer, office.staff["officer"])
    await officer.post(path, {**hidden(shown), "step": "confirm"})
    (paid,) = await db.read(payments.payments_of, office.own)
    assert f"{paid.paid_on}" == "2026-11-15"


async def test_a_payment_is_taken_back_with_a_reason(db: Database, office: Office, officer: Browser) -> None:
    paid = await db.write(
        lambda books: payments.record_payment(
            books, office.own, 2_500_000, paid_on=None, receipt=None, source=payments.Source.OPENING
        )
    )
    path = f"/cases/payment/{paid.payment_id}"
    nothing = await officer.post(path, {"ground": "  "})
    assert (nothing.status, "Chưa ghi lý do" in said(nothing)) == (422, True)
    shown = await officer.post(path, {"ground": "ghi nhầm hồ sơ"})
    assert "50.000.000 đồng" in said(shown)
    done = await officer.post(path, {**hidden(shown), "step": "confirm"})
    assert done.place == f"/console/cases/{office.own}?done=reversal"
    view = await db.read(obligations.of_decision, office.own)
    assert view is not None
    assert view.paid == 0
    assert "đã hủy" in said(await officer.get(f"/cases/{office.own}?kind=payment"))
    assert (await officer.get(path)).status == 404, "it is taken back already"


def _handed_on(books: Books, decision_id: int) -> None:
    told = {"paid_on": date(2026, 11, 2), "receipt": "BL-1", "source": payments.Source.OFFICE}
    payments.record_payment(books, decision_id, 3_000_000, **told)  # type: ignore[arg-type]
    view = obligations.of_decision(books, decision_id)
    assert view is not None
    (bank,) = [one.id for one in view.others if one.role is PartyRole.CREDITOR]
    line, on = view.lines[0].id, date(2026, 11, 5)
    record_payout(books, decision_id, bank, 1_250_000, line_id=line, paid_on=on, document="UNC-7")
    slip = record_payout(books, decision_id, bank, 400_000, line_id=line, paid_on=on, document="UNC-8")
    reverse_payout(books, slip, ground="ngân hàng trả lại")


async def test_the_story_says_how_much_was_paid_out_to_whom_by_which_paper(
    db: Database, office: Office, officer: Browser
) -> None:
    await db.write(_handed_on, office.own)
    told = said(await officer.get(f"/cases/{office.own}"))
    assert f"05/11/2026 sự kiện Chi trả 1.250.000 đồng cho {BANK}, chứng từ UNC-7." in told
    assert f"05/11/2026 sự kiện đã hủy Chi trả 400.000 đồng cho {BANK}, chứng từ UNC-8." in told
    assert "hủy một lần chi trả ngân hàng trả lại" in told
    assert told.count("hi trả") == 3, "none twice"


async def test_a_search_says_why_it_found_and_that_nothing_was_typed(
    db: Database, office: Office, officer: Browser
) -> None:
    found = said(await officer.post("/cases", {"words": "ngan hang nong nghiep"}))
    assert f"người được thi hành án: {BANK}" in found
    assert "người được thi hành án" not in said(await officer.post("/cases", {"words": WOMAN}))
    nothing = await officer.post("/cases", {"words": "  "})
    assert (nothing.status, "Chưa gõ gì để tìm." in said(nothing)) == (422, True)
    await sits(db, officer, office.staff["clerk"])
    assert BANK not in said(await officer.post("/cases", {"words": "ngan hang nong nghiep"})), "masked for a clerk"


async def test_late_interest_is_told_as_the_debtor_reads_it(db: Database, office: Office, officer: Browser) -> None:
    place = f"/cases/{office.own}"
    assert "Lãi chậm thi hành án" not in said(await officer.get(place))

    def ordered(books: Books) -> list[str]:
        by_judgment = {"late_interest_rate": Decimal(10), "late_interest_from": date(2026, 8, 1)}
        books.conn.execute(update(decision).where(decision.c.id == office.own).values(**by_judgment))
        view = obligations.of_decision(books, office.own)
        assert view is not None
        return interest_words.in_short(interest_words.look(books, view), Lang.VI)

    (sentence,) = await db.write(ordered)
    page = said(await officer.get(place))
    assert sentence in page
    assert "Cách tính" in page
    assert "Không tính lãi trên lãi" in page
    assert "Late interest" in said(await officer.get(f"{place}?lang=en"))


async def test_a_promise_is_noted(db: Database, office: Office, officer: Browser) -> None:
    path = f"/cases/{office.own}/promise"
    form = await officer.get(path)
    debtor = re.findall(r'<option value="(\d+)"', form.text)[0]
    wrong = await officer.post(path, {"payer": debtor, "amount": "5 triệu", "on": "1/1/2020"})
    assert (wrong.status, "Ngày hẹn phải từ hôm nay" in said(wrong)) == (422, True)
    done = await officer.post(path, {"payer": debtor, "amount": "5 triệu", "on": "ngày mai"})
    assert done.place == f"/console/cases/{office.own}?done=promise", said(done)
    (one,) = await db.read(promises.promises_of, office.own)
    assert one.amount == 5_000_000
    assert "Hẹn nộp 5.000.000 đồng" in said(await officer.get(f"/cases/{office.own}?kind=promise"))


async def test_an_event_is_noted_by_the_rules_of_the_course_and_taken_back(
    db: Database, office: Office, officer: Browser
) -> None:
    path = f"/cases/{office.own}/event"
    form = await officer.get(path)
    offered = re.findall(r'<option value="(\w+)"', form.text)
    assert "no_means" in offered
    assert "resumed" not in offered, "nothing rests"
    wrong = await officer.post(path, {"what": "no_means", "on": "02/11/2026"})
    assert (wrong.status, "Chưa ghi căn cứ" in said(wrong)) == (422, True)
    asked = {"what": "no_means", "on": "02/11/2026", "document": "12/QĐ ngày 02/11/2026", "reason": "nothing_to_take"}
    shown = await officer.post(path, asked)
    assert "chưa có điều kiện thi hành" in said(shown), said(shown)
    done = await officer.post(path, {**hidden(shown), "step": "confirm"})
    assert done.place == f"/console/cases/{office.own}?done=event"
    page = await officer.get(f"/cases/{office.own}?kind=event")
    assert "12/QĐ ngày 02/11/2026" in said(page)
    number = re.findall(r"/console/cases/event/(\d+)", page.text)[0]
    shown = await officer.post(f"/cases/event/{number}", {"ground": "ghi nhầm"})
    done = await officer.post(f"/cases/event/{number}", {**hidden(shown), "step": "confirm"})
    assert done.place == f"/console/cases/{office.own}?done=annulment"
    assert len(await db.read(events_of, office.own)) == 4


async def test_a_valid_notice_is_corrected(office: Office, officer: Browser) -> None:
    path = f"/cases/{office.own}/service"
    asked = {"how": "direct", "on": "21/07/2026", "correct": "ghi nhầm ngày"}
    twice = await officer.post(path, {**asked, "correct": ""})
    assert (twice.status, "ghi là sửa lại" in said(twice)) == (422, True)
    shown = await officer.post(path, asked)
    done = await officer.post(path, {**hidden(shown), "step": "confirm"})
    assert done.place == f"/console/cases/{office.own}?done=service", said(done)
    assert "Thông báo hợp lệ 21/07/2026" in said(await officer.get(f"/cases/{office.own}"))


async def test_a_note_is_sealed_and_goes_within_a_day_leaving_a_trace(
    db: Database, office: Office, officer: Browser, clock: SetClock
) -> None:
    path = f"/cases/{office.own}/note"
    long = await officer.post(path, {"note": "dài " * 600})
    assert (long.status, "dài dài dài" in said(long), "Ghi chú dài quá" in said(long)) == (422, True, True)
    for words in ("Đã gọi, hẹn tuần sau.\nNhà có người bệnh.", "Ghi chú thứ hai"):
        assert (await officer.post(path, {"note": words})).place == f"/console/cases/{office.own}?done=note"
    page = await officer.get(f"/cases/{office.own}?kind=note")
    assert "Đã gọi, hẹn tuần sau. Nhà có người bệnh." in said(page)
    second, first = re.findall(r"/console/cases/note/(\d+)/delete", page.text)
    await officer.post(f"/cases/note/{first}/delete")
    page = await officer.get(f"/cases/{office.own}?kind=note")
    assert "hẹn tuần sau" not in page.text
    assert "Ghi chú đã được người viết xóa" in said(page)
    clock.set(clock.now() + timedelta(days=1, minutes=1))
    await sits(db, officer, office.staff["officer"])
    late = await officer.post(f"/cases/note/{second}/delete")
    assert (late.status, "chỉ xóa được trong một ngày" in said(late)) == (409, True)
    await sits(db, officer, office.staff["head"])
    assert (await officer.post(f"/cases/note/{second}/delete")).status == 409, "not the writer"
    kept = await db.read(notes_of, office.own)
    assert [one.text for one in kept] == [None, "Ghi chú thứ hai"]
    trail = await db.read(lines_of, office.staff["officer"])
    assert [action for action, _, _ in trail if action.startswith("note")] == ["note_written"] * 2 + ["note_deleted"]


async def test_the_story_is_one_line_newest_first_and_pages_by_key(
    db: Database, office: Office, officer: Browser, clock: SetClock
) -> None:
    for number in range(45):
        clock.set(clock.now() + timedelta(minutes=1))
        await sits(db, officer, office.staff["officer"])
        await officer.post(f"/cases/{office.own}/note", {"note": f"ghi chú số {number:02d}."})
        if number % 10 == 0:
            await db.write(a_message, office, office.own)
    seen: list[str] = []
    path = f"/cases/{office.own}"
    while path:
        page = await officer.get(path)
        seen += re.findall(r"ghi chú số (\d\d)\.|Tin báo (\w+) ", said(page)) and re.findall(
            r"(ghi chú số \d\d|Tin báo \w+)", said(page)
        )
        older = re.findall(r'href="/console(/cases/\d+\?before=[^"#]+)#story"', page.text)
        path = html.unescape(older[0]) if older else ""
    notes = [one for one in seen if one.startswith("ghi chú")]
    assert notes == [f"ghi chú số {number:02d}" for number in reversed(range(45))]
    assert len([one for one in seen if one.startswith("Tin báo")]) == 5
    assert seen.index(notes[0]) < seen.index(next(one for one in seen if one.startswith("Tin báo")))


@pytest.mark.parametrize(
    "place",
    ["?kind=gossip", "?before=x", "?before=1-2", "?before=9999999999999999-1-1", "?before=1-1-9223372036854775808"],
)
async def test_a_part_of_the_story_that_there_is_not_is_refused(place: str, office: Office, officer: Browser) -> None:
    assert (await officer.get(f"/cases/{office.own}{place}")).status in (200, 422)
    assert (await officer.get(f"/cases/{office.own}?kind=gossip")).status == 422


async def test_why_a_message_went_is_told_without_its_words(db: Database, office: Office, officer: Browser) -> None:
    number = await db.write(a_message, office, office.own)
    page = await officer.get(f"/cases/{office.own}?kind=message")
    assert f"/console/cases/message/{number}" in page.text
    why = await officer.get(f"/cases/message/{number}?case={office.own}")
    assert why.status == 200
    assert "đang chờ gửi" in said(why)
    assert "xếp vào hàng gửi" in said(why)
    assert "Có tin mới" not in said(why)
    assert WOMAN not in said(why)


async def test_when_a_message_was_opened_is_told(db: Database, office: Office, officer: Browser) -> None:
    number = await db.write(a_message, office, office.own)
    await db.write(mark_opened, number)
    assert "Bấm xem lúc 09:00 16/11/2026." in said(await officer.get(f"/cases/{office.own}?kind=message"))


async def test_visits_and_links_stand_in_the_story(db: Database, office: Office, officer: Browser) -> None:
    await db.write(a_message, office, office.own)
    page = said(await officer.get(f"/cases/{office.own}?kind=link"))
    assert "liên kết dòng lệnh." in page
    await db.write(_a_visit, office.own)
    assert "Lượt vận động VD-" in said(await officer.get(f"/cases/{office.own}?kind=visit"))


def _a_visit(books: Books, decision_id: int) -> None:
    from casework.decisions import PartyRole, parties_of

    debtor = next(party for party, role in parties_of(books, decision_id) if role is PartyRole.DEBTOR)
    plan_visit(books, decision_id, debtor, Why.ASKED)


@pytest.mark.parametrize("role", ["officer", "clerk"])
async def test_a_letter_with_a_code_is_printed(role: str, db: Database, office: Office, browser: Browser) -> None:
    await sits(db, browser, office.staff[role])
    path = f"/cases/{office.own}/letter"
    page = await browser.get(path)
    assert WOMAN not in page.text, "masked for everybody until it is on paper"
    party = re.findall(r'name="party" value="(\d+)"', page.text)[0]
    assert (await browser.post(path, {"party": party})).status == 422, "where shall its QR code lead?"
    letter = await raw(browser, path, {"party": party, "bot": "ThadsMauBot"})
    assert letter[0] == 200
    assert letter[1].startswith(b"%PDF-")
    assert await db.read(codes) == 1
    again = await browser.post(path, {"party": party, "bot": "ThadsMauBot"})
    assert (again.status, "đánh dấu in lại" in said(again)) == (422, True)
    assert (await raw(browser, path, {"party": party, "bot": "ThadsMauBot", "again": "1"}))[0] == 200
    trail = await db.read(lines_of, office.staff[role])
    assert [action for action, _, _ in trail].count("link_code_printed") == 2


def _another_of_that_mask(books: Books, decision_id: int) -> None:
    others = [a_person(books, name=name) for name in ("Nguyễn Văn Đủ", "Nguyễn Vui Đẹp")]
    for one in others:
        add_party_to(books, decision_id, one, PartyRole.DEBTOR)
    shut_out = a_person(books, name=MAN)
    add_party_to(books, decision_id, shut_out, PartyRole.DEBTOR)
    books.conn.execute(insert(link_guard).values(party_id=shut_out, failures=PARTY_FAILURES))


async def test_people_of_one_mask_are_told_apart_on_the_page_of_the_letter(
    db: Database, office: Office, officer: Browser
) -> None:
    await db.write(_another_of_that_mask, office.own)
    told = said(await officer.get(f"/cases/{office.own}/letter"))
    alike = re.findall(r"N\*\*\*n V\. Đ\. …(\d{3}), người phải thi hành án", told)
    assert len(set(alike)) == 2
    assert "Nguyễn Văn Đủ" not in told
    assert len(re.findall(r"…\d{3}", told)) == 2, "nobody else's digits"
    assert "người được thi hành án" in told
    assert "phải mở khóa trước: gặp đúng người, rồi nhờ người quản trị" in told
    assert "gandan" not in told


async def raw(browser: Browser, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
    """A form whose answer is a file."""
    form, cookies = {"form": browser.fresh(), **fields}, {"gandan_console": browser.cookie or ""}
    told = {"Origin": browser.home, "Sec-Fetch-Site": "same-origin"}
    async with browser.http.post(f"{browser.home}/console{path}", data=form, headers=told, cookies=cookies) as answer:
        return answer.status, await answer.read()


def codes(books: Books) -> int:
    return len(books.conn.execute(select(link_code.c.id)).all())


async def test_a_clerk_reads_no_words_and_changes_no_money(db: Database, office: Office, browser: Browser) -> None:
    await sits(db, browser, office.staff["officer"])
    await browser.post(f"/cases/{office.own}/note", {"note": "chuyện riêng của gia đình"})
    await sits(db, browser, office.staff["clerk"])
    page = await browser.get(f"/cases/{office.own}")
    assert page.status == 200
    assert "chuyện riêng" not in page.text
    assert WOMAN not in page.text
    for work in ("payment", "promise", "event", "service"):
        assert (await browser.get(f"/cases/{office.own}/{work}")).status == 404
        assert f"/cases/{office.own}/{work}" not in page.text


async def test_the_pages_are_in_english_too(office: Office, officer: Browser) -> None:
    page = said(await officer.get(f"/cases/{office.own}?lang=en"))
    assert "Record a payment" in page
    assert "has the means" in page or "voluntary period" in page or "means being verified" in page
    assert "debtor" in page
