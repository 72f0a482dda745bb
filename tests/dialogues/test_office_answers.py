"""What the agency has approved itself is offered beside the shipped explanations, and found by the words people asked in."""

from __future__ import annotations

import pytest

from casework import proposals
from casework.books import Books
from casework.db.engine import Database
from casework.questions import Question, ask
from messages import explanations, proposing
from messages.answers import answer_question
from tests.builders import a_staff_member, an_agency
from tests.casework.chats import a_chat
from tests.conftest import MONDAY_NINE
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ASKED = "Giấy thỏa thuận viết tay có phải công chứng không ạ?"
TITLE = "Thỏa thuận viết tay"
TEXT = "Hai bên được thỏa thuận trả dần ở bất cứ giai đoạn nào.\nThỏa thuận phải lập thành văn bản.\n" + (
    "Khi có yêu cầu, chấp hành viên chứng kiến việc thỏa thuận tại trụ sở."
)
ADVICE = "Ông/bà giữ một bản, mang theo khi đến đây."


def approved(books: Books) -> str:
    """An approved answer to a question; its name."""
    house = an_agency(books)
    officer, head = a_staff_member(books, house), a_staff_member(books, house, name="Đặng Quốc Thái", role="head")
    asked = ask(books, a_chat(books, "77"), None, ASKED)
    assert isinstance(asked, Question)
    answered = answer_question(books, asked.id, officer, "Không phải công chứng.")
    assert answered is not None
    made = proposing.propose(
        books, answered, officer, topic="instalments_agreement", title=TITLE, text=TEXT, cited=["L25:36.2"],
        advice=ADVICE,
    )  # fmt: skip
    return proposing.approve(books, made.name, head, answered).name


@pytest.fixture
async def own(db: Database) -> str:
    return await db.write(approved)


@pytest.mark.parametrize(
    "typed",
    [ASKED, "giay thoa thuan viet tay co phai cong chung khong", "Thỏa thuận viết tay có cần công chứng không?"],
)
async def test_who_asks_in_words_like_those_gets_the_approved_answer_with_its_article(
    citizen: Citizen, own: str, typed: str
) -> None:
    await citizen.write(typed)
    citizen.sees(TITLE, "Thỏa thuận phải lập thành văn bản.", "khoản 2 Điều 36")
    citizen.does_not_see("Bản nháp", ADVICE)
    await citizen.press("Xem thêm")
    citizen.sees(ADVICE)
    shipped = explanations.get("instalments_agreement", MONDAY_NINE.date())
    citizen.sees_button("‹ Quay lại", explanations.title(shipped))


async def test_it_is_offered_beside_the_shipped_explanation_of_its_topic(citizen: Citizen, own: str) -> None:
    await forge(citizen, "ex:instalments_agreement")
    citizen.sees_button(TITLE)
    await citizen.press(TITLE)
    citizen.sees("Thỏa thuận phải lập thành văn bản.")
    await forge(citizen, "ex:voluntary_period")
    assert TITLE not in citizen.labels()


async def test_other_words_get_what_they_got_before(citizen: Citizen, own: str) -> None:
    await citizen.write("hạn tự nguyện thi hành án là mấy ngày")
    citizen.sees("10 ngày")
    citizen.does_not_see(TITLE + "\n")
    await citizen.write("tôi muốn nộp tiền")
    assert TITLE not in citizen.text


async def test_after_it_is_withdrawn_neither_words_nor_old_buttons_lead_to_it(
    db: Database, citizen: Citizen, own: str
) -> None:
    await db.write(lambda books: proposals.withdraw(books, own, books_head(books)))
    await citizen.write(ASKED)
    assert TITLE not in citizen.text
    await forge(citizen, f"own:{own}")
    citizen.sees("Nút này đã hết hạn.")


def books_head(books: Books) -> int:
    (one,) = proposals.in_state(books, proposals.State.APPROVED)
    assert one.decided_by is not None
    return one.decided_by


@pytest.mark.parametrize("data", ["own:x.y", "own:A.b", "ownmore:" + "a" * 50, "own:"])
async def test_a_forged_name_is_a_dead_button(citizen: Citizen, own: str, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")
