"""Anybody asks about the law: a menu, a short answer with its articles, the long one, and what to do next."""

from __future__ import annotations

from datetime import date

import pytest

from casework.db.engine import Database
from handlers.explain_menu import Reader
from messages import explanations
from messages.explanations import Audience
from messages.fit import units
from messages.library import Lang
from tests.builders import an_agency
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
async def agency(db: Database) -> None:
    await db.write(an_agency)


async def test_the_menu_asks_who_reads_and_then_offers_what_concerns_them_page_by_page(citizen: Citizen) -> None:
    await citizen.write("/giaithich")
    citizen.sees("Ông/bà muốn hỏi về việc gì?")
    await citizen.press("Tôi được thi hành án")
    meant = {one.title for one in explanations.all(TODAY) if {Audience.CREDITOR, Audience.ANYONE} & {*one.audience}}
    labels = citizen.labels()
    while "Tiếp ›" in citizen.labels():
        await citizen.press("Tiếp ›")
        labels += citizen.labels()
    assert meant == set(labels) & {one.title for one in explanations.all(TODAY)}
    citizen.sees_button("Chọn lại", "Gặp cán bộ", "‹ Về đầu")


@pytest.mark.parametrize("reader", list(Reader))
async def test_every_kind_of_reader_finds_something(citizen: Citizen, reader: Reader) -> None:
    await forge(citizen, f"explist:{reader.value}:0")
    citizen.sees("Ông/bà bấm một mục để xem lời giải thích.")
    assert set(citizen.labels()) & {one.title for one in explanations.all(TODAY)}


@pytest.mark.parametrize("topic", explanations.topics()[::4])
async def test_each_explanation_is_short_first_and_long_on_a_tap(citizen: Citizen, topic: str) -> None:
    explanation = explanations.get(topic, TODAY)
    await forge(citizen, f"ex:{topic}")
    citizen.sees(explanations.title(explanation), "Điều ", "Bản nháp: lời giải thích này chưa được cán bộ pháp lý")
    citizen.does_not_see("Xin đừng hiểu nhầm")
    await citizen.press("Xem thêm")
    citizen.sees("Xin đừng hiểu nhầm:", explanations.long(explanation)[:40])
    assert all(units(shown.text) <= 4096 for shown in citizen.conversation.visible())
    citizen.sees_button("Mục khác về quy định", "Gặp cán bộ")
    await citizen.press("‹ Quay lại")
    citizen.sees_button("Xem thêm")


async def test_what_can_be_done_is_a_button_and_the_officer_is_there_once(citizen: Citizen) -> None:
    await forge(citizen, "ex:instalments_agreement")
    citizen.sees_button("Cách nộp tiền", "Đặt lịch gặp lãnh đạo", "Xem việc của tôi")
    assert "Hỏi cán bộ" not in citizen.labels()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("thi hành án trừ lương tôi bao nhiêu?", "Trừ vào lương, thu nhập"),
        ("tôi muốn khiếu nại", "Khiếu nại về thi hành án"),
        ("xin giấy xác nhận kết quả thi hành án", "nhận kết quả thi hành án"),
    ],
)
async def test_a_question_in_ones_own_words_opens_its_explanation(citizen: Citizen, words: str, title: str) -> None:
    await citizen.write(words)
    citizen.sees(title, "Căn cứ: ")


@pytest.mark.parametrize("data", ["ex:nonsense", "ex:../secrets", "ex:", "ex:a:b", "exmore:nonsense", "explist:-1", "explist:x", "ex:" + "a" * 500])  # fmt: skip
async def test_a_forged_button_is_a_dead_button(citizen: Citizen, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


async def test_in_english_the_explanations_are_english(db: Database, citizen: Citizen) -> None:
    await read_english(db)
    await citizen.write("/explain")
    citizen.sees("What is your question about?")
    await forge(citizen, "ex:late_interest")
    citizen.sees(explanations.title(explanations.get("late_interest", TODAY), Lang.EN))
    citizen.sees_button("Other questions about the rules")


@pytest.mark.parametrize("words", ["vay toi phai lam gi", "Vậy giờ tôi phải làm sao?", "rồi giờ sao"])
async def test_who_asks_on_gets_the_long_form_of_what_was_explained(citizen: Citizen, words: str) -> None:
    await citizen.write("nha co mot can duy nhat co ke bien ko")
    short = citizen.text
    await citizen.write(words)
    citizen.sees("Nhà ở duy nhất")
    assert len(citizen.text) > len(short)


async def test_asking_on_after_nothing_was_explained_shows_no_explanation(citizen: Citizen) -> None:
    await citizen.write("vay toi phai lam gi")
    assert "Căn cứ" not in citizen.text
