"""Answering: the preview, the linter's verdict with its place, and two who answer at the same time."""

from __future__ import annotations

import asyncio

import pytest

from casework import contacts, links
from casework.books import Books
from casework.db.engine import Database
from casework.question_rows import State
from tests.officers.asking import adds, asks, queued, sits, thread
from tests.officers.office import Browser, Office

BAD = "Chào ông/bà.\r\nÔng/bà gọi 0912 345 678 nhé."
GOOD = "Ông/bà bị trừ nhiều nhất ba mươi phần trăm tiền lương."


async def test_the_preview_shows_what_will_be_read_and_what_is_wrong_where(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    page = await here.post(f"/inbox/{which}/preview", {"text": GOOD, "law:salary_deduction": "yes", "seen": "1"})
    assert page.status == 200
    assert "Không có chỗ nào phải sửa" in page.text
    assert "Đây là lời giải đáp, không thay thông báo chính thức." in page.text, "as the person reads it"
    assert page.text.count(GOOD) == 2, "in the form and in the preview"
    assert 'name="law:salary_deduction" value="yes" checked' in page.text
    wrong = await here.post(f"/inbox/{which}/preview", {"text": BAD, "seen": "1"})
    assert "Dòng 2, chữ thứ 12:" in wrong.text
    assert "<mark>0912 345 678</mark>" in wrong.text
    assert await db.read(queued) == []


async def test_refused_words_come_back_as_they_were_typed(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    for text in (BAD, "", "   ", "a" * 3_001, "Ông bà đọc mã OTP cho tôi"):
        refused = await here.post(f"/inbox/{which}/answer", {"text": text, "seen": "9" * 18})
        assert refused.status == 422
        assert "Câu trả lời chưa gửi" in refused.text
    assert "0912 345 678" in (await here.post(f"/inbox/{which}/answer", {"text": BAD, "seen": "9" * 18})).text
    unknown = await here.post(f"/inbox/{which}/answer", {"text": GOOD, "law:nothing": "yes", "seen": "9" * 18})
    assert unknown.status == 422
    assert GOOD in unknown.text
    assert (await db.read(thread, which)).state is State.WAITING
    assert await db.read(queued) == []


async def test_an_answer_is_queued_as_a_nudge_and_its_parts_are_remembered(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    form = {"text": GOOD, "law:salary_deduction": "yes", "ready:call_office": "yes", "seen": "9" * 18}
    assert (await here.post(f"/inbox/{which}/answer", form)).status == 303
    said = await db.read(thread, which)
    assert said.answer is not None
    assert said.answer.startswith(GOOD)
    assert "106/2025/QH15" in said.answer
    assert said.last_answer is not None
    assert said.last_answer.law is not None
    assert said.last_answer.law.startswith("canned.call_office v1, salary_deduction v")
    assert await db.read(queued) == ["nudge.news"]


async def test_to_somebody_who_is_not_linked_go_only_reviewed_words(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, None)
    here = await sits(db, browser, office.staff["officer"])
    refused = await here.post(f"/inbox/{which}/answer", {"text": GOOD, "seen": "9" * 18})
    assert refused.status == 422
    assert "chưa liên kết hồ sơ nên không biết chắc là ai" in refused.text
    assert GOOD in refused.text
    sent = await here.post(f"/inbox/{which}/answer", {"text": " ", "ready:link_first": "yes", "seen": "9" * 18})
    assert sent.place.endswith("?done=answered")
    said = await db.read(thread, which)
    assert said.answer is not None
    assert "liên kết cuộc trò chuyện này" in said.answer
    assert said.officer_id == office.staff["officer"], "who answers what nobody had taken has taken it"


@pytest.mark.parametrize("gone", ["another", "dead"])
async def test_nothing_of_ones_own_goes_to_a_chat_that_is_not_the_askers_any_more(
    gone: str, db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    asked = await db.read(thread, which)

    def lost(books: Books) -> None:
        if gone == "another":
            links.unlink(books, asked.contact_id, links.EndedBy.PERSON)
        else:
            contacts.mark_dead(books, asked.contact_id, "blocked")

    await db.write(lost)
    here = await sits(db, browser, office.staff["officer"])
    refused = await here.post(f"/inbox/{which}/answer", {"text": GOOD, "seen": "9" * 18})
    assert refused.status == 422
    assert GOOD in refused.text
    assert (await db.read(thread, which)).state is State.WAITING


async def test_the_second_of_two_who_answer_is_told_and_loses_nothing(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    seen = str((await db.read(thread, which)).entries[-1].id)
    first, second = await sits(db, browser, office.staff["officer"]), await sits(db, browser, office.staff["clerk"])
    texts = ("Lời của người thứ nhất.", "Lời của người thứ hai.")
    both = await asyncio.gather(
        *(
            one.post(f"/inbox/{which}/answer", {"text": text, "seen": seen})
            for one, text in zip((first, second), texts, strict=True)
        )
    )
    assert sorted(one.status for one in both) == [303, 409]
    lost, text = next((one, text) for one, text in zip(both, texts, strict=True) if one.status == 409)
    assert "Một cán bộ khác đã trả lời" in lost.text
    assert f">{text}</textarea>" in lost.text
    other = texts[1 - texts.index(text)]
    assert other in lost.text, "and what the other said stands above"
    said = await db.read(thread, which)
    assert said.answer == other
    assert await db.read(queued) == ["nudge.news"]


async def test_who_did_not_see_the_newest_words_is_shown_them_first(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    seen = str((await db.read(thread, which)).entries[-1].id)
    await db.write(adds, which, "À mà tôi đã nghỉ việc rồi")
    here = await sits(db, browser, office.staff["officer"])
    told = await here.post(f"/inbox/{which}/answer", {"text": GOOD, "seen": seen})
    assert told.status == 409
    assert "Người hỏi vừa nhắn thêm" in told.text
    assert "tôi đã nghỉ việc rồi" in told.text
    assert f">{GOOD}</textarea>" in told.text
    newest = str((await db.read(thread, which)).entries[-1].id)
    assert f'name="seen" value="{newest}"' in told.text
    assert (await here.post(f"/inbox/{which}/answer", {"text": GOOD, "seen": newest})).status == 303


async def test_a_question_back_waits_for_the_person(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    sent = await here.post(f"/inbox/{which}/back", {"text": "Ông/bà làm ở công ty nào?", "seen": "9" * 18})
    assert sent.place.endswith("?done=asked_back")
    assert (await db.read(thread, which)).state is State.ASKED_BACK
    twice = await here.post(f"/inbox/{which}/back", {"text": "Ông/bà làm ở đâu?", "seen": "9" * 18})
    assert twice.status == 409
