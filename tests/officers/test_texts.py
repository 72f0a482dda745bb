"""Texts and law over HTTP: found, read, written, refused with the place, approved by another, taken back."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from casework import proposals
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import sessions
from casework.tables.audit import audit_entry
from messages import library
from messages.office_texts import State, of_key, version_in_force
from tests.officers.office import Answer, Browser, Office, seated
from tests.officers.things_texts import an_own_explanation

KEY = "reminder.week_before"
PAGE = f"/texts/t/{KEY}"
SAID = library.text_of(KEY).vi
MINE = SAID.replace("Kính gửi", "Kính chào")


async def sit(db: Database, browser: Browser, office: Office, role: str) -> None:
    browser.cookie = await db.write(seated, office.staff[role])
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


def hidden(answer: Answer, name: str) -> str:
    found = re.findall(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return str(found[0])


async def filled(browser: Browser, **changes: str) -> dict[str, str]:
    """The edit form as it stands, with changes."""
    form = await browser.get(f"{PAGE}/edit")
    assert form.status == 200
    fields = {name: hidden(form, name) for name in ("based_on", "newest", "starts_on", "ends_on")}
    return {**fields, "vi": MINE, "en": "", "do": "save", **changes}


async def written(browser: Browser, **changes: str) -> Answer:
    return await browser.post(f"{PAGE}/edit", await filled(browser, **changes))


async def test_a_search_forgives_tone_marks(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "legal")
    for path, name in (
        ("/texts?q=con+7+ngay+den+han", None),
        ("/texts?q=QUA+NHO+han&topic=reminder", None),
        ("/texts?q=kinh+gui+ong/ba+name&topic=reminder", None),
        ("/texts?q=tai+khoan+cua+co+quan+va+ma+qr", KEY),
        ("/texts/law?q=thoi+han+tu+nguyen", "voluntary_period"),
    ):
        answer = await browser.get(path)
        assert answer.status == 200
        assert name is None or f"/{name}" in answer.text, path
    nothing = await browser.get("/texts?q=khong+co+loi+nao+nhu+the")
    assert "Không tìm thấy" in nothing.text


async def test_a_reminder_bears_the_name_that_campaigns_give_it(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "legal")
    found = await browser.get("/texts?q=bao+truoc+khi+het+han")
    assert "reminder.week_before" in found.text
    assert "<strong>Báo trước khi hết hạn</strong>" in found.text
    assert "<h1>Lời nhắn: Báo trước khi hết hạn</h1>" in (await browser.get("/texts/t/reminder.week_before")).text
    assert (
        "<h1>Viết lời của cơ quan: Báo trước khi hết hạn</h1>"
        in (await browser.get("/texts/t/reminder.week_before/edit")).text
    )
    assert (
        "<h1>Lời nhắn: tin nhắc trong đợt, nhắc lịch hẹn</h1>" in (await browser.get("/texts/t/reminder.paused")).text
    )


async def test_the_list_goes_on_by_key_and_shows_each_text_once(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "head")
    seen: list[str] = []
    place = "/texts?topic=obligations"
    while True:
        page = await browser.get(place)
        found = re.findall(r'<th scope="row"><a href="/console/texts/t/([a-z0-9_.]+)"', page.text)
        assert 0 < len(found) <= 50
        seen += found
        more = re.search(r'<a class="go" href="/console(/texts\?after=[^"]+)"', page.text)
        if more is None:
            break
        place = html.unescape(more[1])
    assert seen == sorted(library.keys("obligations"))


async def test_the_page_shows_words_blanks_use_and_preview(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "legal")
    page = html.unescape((await browser.get(f"{PAGE}?person=long&in=en")).text)
    assert SAID in page
    for name in library.blanks_of(KEY):
        assert f"<code>{{{name}}}</code>" in page
    assert "số tiền còn phải nộp" in page
    assert "C***g … N. Q. N." in page, "the name is masked as in a real message"
    assert "1,234,567,890 dong" in page
    assert "Chưa đợt nào dùng lời này" in page
    other = (await browser.get("/texts/t/nudge.news")).text
    assert "do chương trình giữ" in other
    assert (await browser.get("/texts/t/nudge.news/edit")).status == 404


async def test_from_a_draft_to_another_persons_approval(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "legal")
    kept = await written(browser)
    assert (kept.status, kept.place) == (303, f"/console{PAGE}?new=1001")
    page = await browser.get(f"{PAGE}?new=1001")
    assert re.search(r"<del>.*?gửi.*?</del>", page.text, re.DOTALL)
    assert re.search(r"<ins>.*?chào.*?</ins>", page.text, re.DOTALL)
    assert "[bỏ: " in page.text, "not by the stroke alone"
    assert (await browser.post(f"{PAGE}/submit", {"version": "1001"})).status == 303
    await sit(db, browser, office, "head")
    waiting = await browser.get(PAGE)
    approval = {"version": "1001", "words": hidden(waiting, "words")}
    assert (await browser.post(f"{PAGE}/approve", {**approval, "words": "0" * 64})).status == 409
    assert (await browser.post(f"{PAGE}/approve", approval)).status == 303
    assert await db.read(version_in_force, KEY) == 1001
    said = html.unescape((await browser.get(PAGE)).text)
    assert "Lời của cơ quan, bản 1001" in said
    assert "Cán bộ legal" in said
    assert "Cán bộ head" in said
    assert (await browser.post(f"{PAGE}/retire", {"version": "all"})).status == 303
    assert await db.read(version_in_force, KEY) == 1


async def test_ones_own_words_are_refused_and_the_trail_says_who_tried(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office, "head")
    await written(browser)
    await browser.post(f"{PAGE}/submit", {"version": "1001"})
    page = await browser.get(PAGE)
    assert "người khác phải đọc và duyệt" in page.text
    assert "/approve" not in page.text
    (made,) = await db.read(of_key, KEY)
    for path, more in (("approve", {"words": made.words_hash}), ("return", {"note": "không"})):
        refused = await browser.post(f"{PAGE}/{path}", {"version": "1001", **more})
        assert refused.status == 403
        assert "Hãy nhờ một người khác đọc" in refused.text
    (made,) = await db.read(of_key, KEY)
    assert made.state is State.WAITING
    tried = await db.read(refusals, office.staff["head"])
    assert tried == [("text_decided", f"text:{KEY}/1001", "refused")] * 2


def refusals(books: Books, staff_id: int) -> list[tuple[str, str, str]]:
    asked = select(audit_entry.c.action, audit_entry.c.object, audit_entry.c.result)
    mine = asked.where(audit_entry.c.actor == f"staff:{staff_id}", audit_entry.c.result == "refused")
    return [(row.action, row.object, row.result) for row in books.conn.execute(mine.order_by(audit_entry.c.seq))]


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ("Xin chào {ten}.", "không có chỗ trống «{ten}»"),
        ("Nộp vào 0123 456 789 012.", "không nằm trong danh mục đã duyệt"),
        ("Xem evil.example/x.", "liên kết chưa được duyệt"),
        ("dài " * 1250, "Dài quá 4096 ký tự"),
    ],
)
async def test_words_that_may_not_be_said_are_refused_with_their_place_and_the_form_comes_back(
    added: str, says: str, db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office, "legal")
    answer = await written(browser, vi=f"{MINE}\r\n{added}")
    text = html.unescape(answer.text)
    assert answer.status == 422
    assert says in text
    assert f"dòng {MINE.count(chr(10)) + 2}, chữ thứ" in text
    assert "Kính chào" in text
    assert added.strip()[:40] in text
    assert await db.read(of_key, KEY) == ()


async def test_days_and_two_who_write_at_once(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "legal")
    for changes, status, says in (
        ({"starts_on": "32/13/2026"}, 422, "Hãy ghi như 31/12/2026"),
        ({"ends_on": "01/01/2020"}, 422, "trước ngày dùng đầu tiên"),
        ({"vi": SAID}, 422, "Đúng là lời của chương trình"),
        ({"newest": "x"}, 422, "Biểu mẫu"),
    ):
        answer = await written(browser, **changes)
        assert answer.status == status
        assert says in html.unescape(answer.text), changes
    early = await filled(browser)
    assert (await browser.post(f"{PAGE}/edit", early)).status == 303
    late = await browser.post(f"{PAGE}/edit", {**early, "vi": MINE + "\nXin cảm ơn."})
    assert late.status == 409
    assert "Xin cảm ơn." in late.text


async def test_the_verdict_comes_as_json_for_the_script_and_keeps_nothing(
    db: Database, office: Office, browser: Browser
) -> None:
    import json

    await sit(db, browser, office, "legal")
    fields = await filled(browser, vi=f"{MINE}\n😀 Xem evil.example nhé.")
    answer = await browser.post(f"{PAGE}/check", fields)
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, "application/json")
    told = json.loads(answer.text)
    (one,) = told["verdicts"]
    start = len(f"{MINE}\n".encode("utf-16-le")) // 2 + 7
    assert (one["field"], one["grave"], one["place"]) == ("vi", True, [start, start + len("evil.example")])
    assert [of["of"] for of in told["previews"]] == ["man", "woman", "long", "english"]
    assert {of["text"] for of in told["previews"]} == {""}
    fit = json.loads((await browser.post(f"{PAGE}/check", await filled(browser))).text)
    assert fit["verdicts"] == []
    assert fit["previews"][0]["text"].startswith("Kính chào ông/bà N***n V. A.")
    assert await db.read(of_key, KEY) == ()


async def test_checking_without_script_shows_verdict_and_preview(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office, "deputy")
    answer = await written(browser, do="check", vi=MINE + "\nĐương sự đến nhé.")
    assert answer.status == 200
    text = html.unescape(answer.text)
    assert "Chữ của luật mà người dân khó hiểu" in text
    assert "Kính chào ông/bà N***n V. A." in text
    assert await db.read(of_key, KEY) == ()


async def test_an_approval_needs_the_telephone_of_lately(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    from datetime import timedelta

    await sit(db, browser, office, "legal")
    await written(browser)
    await browser.post(f"{PAGE}/submit", {"version": "1001"})
    await sit(db, browser, office, "head")
    words = hidden(await browser.get(PAGE), "words")
    clock.set(clock.now() + timedelta(minutes=20))
    answer = await browser.post(f"{PAGE}/approve", {"version": "1001", "words": words})
    assert (answer.status, f'name="words" value="{words}"' in answer.text) == (200, True)
    assert f'<a href="/console{PAGE}">' in answer.text
    assert await db.read(version_in_force, KEY) == 1


async def test_a_law_explanation_is_read_with_its_provisions_and_approved(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office, "legal")
    page = await browser.get("/texts/law/voluntary_period")
    assert "bản nháp" in page.text
    assert "/console/texts/provision/L25:36.1" in page.text
    place = await browser.get("/texts/provision/L25:36.1")
    assert place.status == 200
    assert "khoản 1 Điều 36 Luật Thi hành án dân sự" in place.text
    assert "không phải nguyên văn" in place.text
    words = hidden(page, "words")
    stale = await browser.post("/texts/law/voluntary_period/decide", {"do": "approve", "words": "x"})
    assert stale.status == 422
    decided = await browser.post("/texts/law/voluntary_period/decide", {"do": "approve", "words": words})
    assert decided.status == 303
    page = await browser.get("/texts/law/voluntary_period")
    assert "Rút lần duyệt" in page.text
    assert "Cán bộ legal" in page.text
    empty = await browser.post("/texts/law/voluntary_period/decide", {"do": "return", "words": words, "note": ""})
    assert (empty.status, "vì sao" in empty.text) == (422, True)
    undone = await browser.post("/texts/law/voluntary_period/decide", {"do": "undo", "words": words})
    assert undone.status == 303
    assert "Rút lần duyệt" not in (await browser.get("/texts/law/voluntary_period")).text


async def test_every_page_of_the_room_has_both_languages(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office, "head")
    browser.extra = {"Accept-Language": "en"}
    for path in ("/texts", "/texts/law", PAGE, f"{PAGE}/edit", "/texts/law/only_home", "/texts/provision/L25:36.1"):
        for lang in ("vi", "en"):
            answer = await browser.get(f"{path}?lang={lang}")
            assert answer.status == 200
            assert f'<html lang="{lang}">' in answer.text
            assert not re.search(r"<script(?! (?:defer )?src=\"/console/static/)|<style|\sstyle=|\son\w+=", answer.text)


async def test_an_own_explanation_is_written_anew_and_approved_by_somebody_else(
    db: Database, office: Office, browser: Browser
) -> None:
    from messages.answers import answer_question

    name = await db.write(an_own_explanation, office)
    one = await db.read(proposals.named, name)
    assert one is not None
    await sit(db, browser, office, "head")
    page = await browser.get(f"/texts/law/{name}")
    assert "Thỏa thuận viết tay" in page.text
    assert "/console/texts/provision/L25:36.2" in page.text
    fields = {
        "title": "Giấy viết tay",
        "text": one.words.sentences[0].say,
        "cited": "L25:36.2",
        "advice": one.words.sentences[1].say,
        "asked": "\n".join(one.words.asked),
    }
    unanswered = await browser.post(f"/texts/own/{name}/edit", {**fields, "do": "save"})
    assert (unanswered.status, "chưa có câu trả lời" in unanswered.text) == (422, True)
    await db.write(answer_question, one.question_id, office.staff["officer"], "Được, ông/bà lập thành văn bản.")
    wrong = await browser.post(f"/texts/own/{name}/edit", {**fields, "cited": "L25:999", "do": "check"})
    assert wrong.status == 200
    assert "Không có điều luật «L25:999»" in wrong.text
    good = await browser.post(f"/texts/own/{name}/edit", {**fields, "do": "check"})
    assert "Không có gì phải sửa" in good.text
    assert len(await db.read(proposals.of_question, one.question_id)) == 1, "looking keeps nothing"
    kept = await browser.post(f"/texts/own/{name}/edit", {**fields, "do": "save"})
    assert kept.status == 303, kept.text
    anew = kept.place.removeprefix("/console")
    own = await browser.post(f"{anew}/decide", {"do": "approve"})
    assert own.status == 403
    assert await db.read(refusals, office.staff["head"]) == [
        ("proposal_decided", f"proposal:{anew.rpartition('/')[2]}", "refused")
    ]
    await sit(db, browser, office, "legal")
    assert (await browser.post(f"{anew}/decide", {"do": "return", "note": ""})).status == 422
    assert (await browser.post(f"{anew}/decide", {"do": "approve"})).status == 303
    assert "đã duyệt" in (await browser.get(anew)).text
    assert "Giấy viết tay" in (await browser.get("/texts/law?q=giay+viet+tay")).text
    assert (await browser.post(f"{anew}/decide", {"do": "withdraw"})).status == 303
    assert "đã rút" in (await browser.get(anew)).text
