"""Somebody asks an officer, sees what waits, and gets the answer where it may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from casework.agency import set_helpline
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.links import EndedBy, begin_link, unlink
from casework.question_desk import Closed
from casework.questions import MOST_UNANSWERED, OPEN_AT_ONCE, Kind, State, question, waiting
from messages.answers import LONGEST, AnswerRefused, answer_question, ask_back, close_question, queue_said
from tests.builders import MAN, a_case, a_person, a_staff_member, an_agency
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WORDS = "Tôi muốn xin trả dần, cần giấy tờ gì?"
ANSWER = "Ông/bà mang đơn và giấy tờ về thu nhập đến Phòng khu vực 3, gọi trước số 0900000103."


@pytest.fixture
async def officer(db: Database) -> int:
    """An agency and an officer of it; chat 1 is anonymous."""
    return await db.write(lambda books: a_staff_member(books, an_agency(books), phone="0900000103"))


async def a_linked_chat(db: Database, chat: int = 1) -> tuple[int, int]:
    """(party, officer) of a case whose debtor writes in this chat."""

    def write(books: Books) -> tuple[int, tuple[int, int]]:
        case = a_case(books)
        return case.debtor, (case.debtor, case.officer)

    return await linked(db, write, chat)


def reference_in(text: str) -> str:
    found = re.search(r"CH-[2-9A-Z]{6}", text)
    assert found is not None
    return found[0]


async def ask(citizen: Citizen, words: str = WORDS) -> str:
    await citizen.write("gặp cán bộ")
    await citizen.write(words)
    return reference_in(citizen.text)


async def test_the_next_words_go_to_an_officer_under_a_reference(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("/start")
    await forge(citizen, "ask")
    citizen.sees("Ông/bà gõ câu hỏi trong một tin nhắn", "Thứ Hai đến thứ Sáu", "2 ngày làm việc", "0900000100")
    await citizen.write(WORDS)
    citizen.sees("Mã câu hỏi: CH-", "trước khi hết thứ Tư, ngày 18 tháng 11 năm 2026", "không thay đơn khiếu nại")
    (asked,) = await db.read(waiting)
    assert asked.text == WORDS
    assert asked.promised_on == date(2026, 11, 18)
    assert asked.reference == reference_in(citizen.text)
    await citizen.write("xin chào")
    assert len(await db.read(waiting)) == 1, "only the next words are the question"


async def test_an_anonymous_chat_is_told_that_the_answer_will_be_general(citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    citizen.sees("chưa liên kết với hồ sơ nào", "đừng ghi số căn cước")
    citizen.sees_button("Liên kết để được trả lời riêng")


async def test_typing_the_buttons_name_again_is_no_question(db: Database, citizen: Citizen, officer: int) -> None:
    for words in ("gặp cán bộ", "Gặp cán bộ", "hoi can bo"):
        await citizen.write(words)
        citizen.sees("Ông/bà gõ câu hỏi trong một tin nhắn")
    assert await db.read(waiting) == ()


async def test_a_button_pressed_meanwhile_ends_the_question(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    await forge(citizen, "explain")
    await citizen.write("hạn tự nguyện là mấy ngày")
    assert await db.read(waiting) == ()


async def test_a_picture_is_not_taken_and_the_question_stays_open(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    stub = {"message_id": 77, "date": 1_790_000_000, "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": False, "first_name": "Khách"}}  # fmt: skip
    photo = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
    await citizen.update({"message": {**stub, "photo": photo}})
    citizen.sees("Tôi không nhận và không giữ hình ảnh giấy tờ.")
    await citizen.write(WORDS)
    citizen.sees("Mã câu hỏi")


async def test_a_one_time_code_never_becomes_a_question(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    await citizen.write("mã OTP của tôi là 123456, xem giúp")
    citizen.sees("không bao giờ hỏi những số này")
    assert await db.read(waiting) == ()


async def test_distress_reaches_a_person_and_is_answered_kindly(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    await citizen.write("nợ nhiều quá, tôi không muốn sống nữa")
    citizen.sees("Tôi rất lo cho ông/bà.", "115", "đã chuyển lời của ông/bà cho cán bộ")
    assert len(await db.read(waiting)) == 1


@pytest.mark.parametrize("before", ["", "tin này có thật không", "/link"])
async def test_distress_is_heard_whatever_was_being_asked(
    db: Database, citizen: Citizen, officer: int, before: str
) -> None:
    if before:
        await citizen.write(before)
    await citizen.write("nợ nhiều quá, tui muốn chết cho rồi")
    citizen.sees("Tôi rất lo cho ông/bà.", "115", "đã chuyển lời của ông/bà cho cán bộ")
    citizen.sees_button("Gặp cán bộ")
    assert [one.text for one in await db.read(waiting)] == ["nợ nhiều quá, tui muốn chết cho rồi"]


async def test_who_is_in_distress_again_and_again_still_hears_a_voice(
    db: Database, citizen: Citizen, officer: int
) -> None:
    for _ in range(OPEN_AT_ONCE + 1):
        await citizen.write("tôi không muốn sống nữa")
    citizen.sees("Tôi rất lo cho ông/bà.", "115")
    citizen.sees_button("Gặp cán bộ")


async def test_own_questions_are_listed_by_reference_and_can_be_withdrawn(
    db: Database, citizen: Citizen, officer: int
) -> None:
    first, second = await ask(citizen), await ask(citizen, "Câu thứ hai")
    await citizen.press("Các câu hỏi của tôi")
    citizen.sees(f"• {first}, hỏi ngày 16/11/2026: đang chờ cán bộ trả lời", second)
    assert WORDS not in citizen.text
    await citizen.press(f"Xem câu {first}")
    citizen.sees(f"Câu hỏi {first}, hỏi ngày 16/11/2026", "trước khi hết thứ Tư, ngày 18 tháng 11 năm 2026")
    data = citizen.data_of(f"Rút câu hỏi {first}")
    answers = []
    for _ in range(2):
        await forge(citizen, data)
        answers.append(citizen.text)
    assert answers[0] == answers[1] == f"Đã rút câu hỏi {first}. Cán bộ sẽ không trả lời câu này nữa."
    assert [one.reference for one in await db.read(waiting)] == [second]
    await forge(citizen, "qlist")
    await citizen.press(f"Xem câu {second}")
    await citizen.press(f"Rút câu hỏi {second}")
    await forge(citizen, "qlist")
    citizen.sees("không có câu hỏi nào đang chờ")


async def test_an_answered_question_is_not_withdrawn(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    await citizen.press("Các câu hỏi của tôi")
    await citizen.press(f"Xem câu {reference}")
    data = citizen.data_of(f"Rút câu hỏi {reference}")
    await db.write(answer_question, reference, officer, ANSWER)
    await forge(citizen, data)
    citizen.sees("không còn chờ trả lời nên không rút nữa")


async def test_a_foreign_and_a_missing_question_get_the_same_answer(
    db: Database, meet_citizen: Callable[[int], Citizen], officer: int
) -> None:
    reference = await ask(meet_citizen(2))
    foreign = await db.read(question, reference)
    assert foreign is not None
    citizen = meet_citizen(1)
    for press in ("qone", "qmore", "qdrop", "qdone"):
        answers = []
        for number in (foreign.id, 12345):
            await forge(citizen, f"{press}:{number}")
            answers.append(citizen.text)
        assert answers[0] == answers[1]
    still = await db.read(question, reference)
    assert still is not None
    assert still.state is State.WAITING


async def test_after_five_open_questions_a_telephone_is_offered(db: Database, citizen: Citizen, officer: int) -> None:
    for number in range(5):
        await ask(citizen, f"Câu hỏi {number}")
    await citizen.write("gặp cán bộ")
    citizen.sees("5 câu hỏi chờ trả lời", "0900000100")
    await citizen.write("thêm câu nữa")
    assert len(await db.read(waiting)) == 5


async def test_a_linked_chat_gets_a_nudge_and_the_answer_on_a_tap(db: Database, citizen: Citizen) -> None:
    _, officer = await a_linked_chat(db)
    reference = await ask(citizen)
    await db.write(answer_question, reference, officer, ANSWER)
    await citizen.look()
    citizen.sees("Ông/bà có 1 tin mới.")
    citizen.does_not_see(ANSWER, reference + " của")
    await citizen.press("Xem")
    citizen.sees(
        f"Trả lời câu hỏi {reference} của ông/bà, hỏi ngày 16/11/2026:", ANSWER, "không thay thông báo chính thức"
    )


async def test_an_anonymous_chat_gets_the_words_themselves(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    await db.write(answer_question, reference, officer, ANSWER)
    await citizen.look()
    citizen.sees(f"Trả lời câu hỏi {reference}:", ANSWER, "lời giải đáp chung", "Mã tin ")


async def test_a_chat_that_was_unlinked_since_learns_only_that_there_is_an_answer(
    db: Database, citizen: Citizen
) -> None:
    _, officer = await a_linked_chat(db)
    reference = await ask(citizen)
    await db.write(lambda books: unlink(books, meet(books, "terminal", "1").id, EndedBy.PERSON))
    await db.write(answer_question, reference, officer, ANSWER)
    await citizen.look()
    citizen.sees(f"Cán bộ đã trả lời câu hỏi {reference}.", "0900000100")
    citizen.does_not_see(ANSWER)


async def test_a_nudge_opened_by_somebody_who_linked_later_shows_nothing(db: Database, citizen: Citizen) -> None:
    _, officer = await a_linked_chat(db)
    reference = await ask(citizen)
    await db.write(answer_question, reference, officer, ANSWER)
    await citizen.look()
    data = citizen.data_of("Xem")

    def relink(books: Books) -> None:
        begin_link(books, meet(books, "terminal", "1").id, a_person(books, name=MAN))

    await db.write(relink)
    await forge(citizen, data)
    citizen.does_not_see(ANSWER)


async def test_an_answer_is_queued_once_however_often_the_rule_runs(
    db: Database, citizen: Citizen, officer: int
) -> None:
    reference = await ask(citizen)
    answered = await db.write(answer_question, reference, officer, ANSWER)
    assert answered is not None
    assert await db.write(queue_said, answered) is None
    assert await db.write(answer_question, reference, officer, "Lần nữa") is None
    await citizen.look()
    assert sum(ANSWER in shown.text for shown in citizen.conversation.visible()) == 1


async def test_what_is_sent_is_what_was_written_down(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    asked = await db.read(question, reference)
    assert asked is not None
    with pytest.raises(ValueError, match="wrote down"):
        await db.write(queue_said, asked)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Chuyển vào tài khoản 12345678901 của tôi nhé", "tài khoản"),
        ("Vào https://thads-vn.example.xyz để nộp", "liên kết"),
        ("Gọi tôi số 0987 654 321", "điện thoại"),
        ("Không nộp là bị bắt", "đe dọa"),
        ("Gửi mã OTP cho tôi", "bí mật"),
        ("Chi cục sẽ trả lời", "hết hiệu lực"),
        ("   ", "còn trống"),
        ("dài " * LONGEST, "dài hơn"),
    ],
)
async def test_an_answer_that_must_not_be_sent_is_refused_with_a_remedy(
    db: Database, citizen: Citizen, officer: int, text: str, why: str
) -> None:
    reference = await ask(citizen)
    with pytest.raises(AnswerRefused) as refused:
        await db.write(answer_question, reference, officer, text)
    assert any(why in sentence for sentence in refused.value.sentences)
    asked = await db.read(question, reference)
    assert asked is not None
    assert asked.state is State.WAITING, "the question still waits for a proper answer"


async def test_the_longest_answer_fits_one_message(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    await db.write(answer_question, reference, officer, ("á" * 99 + " ") * (LONGEST // 100))
    await citizen.look()
    assert all(len(shown.text) <= 4096 for shown in citizen.last)


@pytest.mark.parametrize(
    "data",
    ["qdrop:x", "qdrop:0", "qdrop:1:2", f"qdrop:{2**64}", "qlist:1", "ask:1", "ask:a b.c", "qone:x", "altake:1"],
)
async def test_a_forged_button_changes_nothing(citizen: Citizen, officer: int, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen, officer: int) -> None:
    await read_english(db)
    await citizen.write("/ask")
    citizen.sees("Type your question in one message")
    await citizen.write("What papers do I need?")
    citizen.sees("I have passed your question to an officer.", "Wednesday, 18 November 2026")
    await citizen.press("My questions")
    citizen.sees("asked on 16 Nov 2026")


async def test_the_officer_learns_on_which_screen_the_person_was(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("/giaithich")
    await citizen.press("Gặp cán bộ")
    await citizen.write(WORDS)
    (asked,) = await db.read(waiting)
    assert asked.seen is not None
    assert asked.seen.startswith("explain.")
    assert WORDS not in asked.seen


async def test_who_has_several_cases_says_which_one_is_meant(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, tuple[int, int]]:
        first = a_case(books, number="001/QĐ-THADS")
        second = a_case(books, agency=first.agency, debtor=first.debtor, number="002/QĐ-THADS")
        return first.debtor, (second.decision, second.officer)

    decision, officer = await linked(db, write)
    await ask(citizen)
    await citizen.press("Chọn việc được hỏi đến")
    citizen.sees_button("Quyết định 001/QĐ-THADS", "Quyết định 002/QĐ-THADS")
    await citizen.press("Quyết định 002/QĐ-THADS")
    citizen.sees("về quyết định 002/QĐ-THADS")
    (asked,) = await db.read(waiting)
    assert (asked.decision_id, asked.officer_id) == (decision, officer)
    await db.write(answer_question, asked.id, officer, ANSWER)
    await forge(citizen, f"qabout:{asked.id}:{decision}")
    citizen.sees("về quyết định 002/QĐ-THADS")


async def test_a_foreign_decision_cannot_be_named(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, int]:
        mine = a_case(books, number="001/QĐ-THADS")
        foreign = a_case(books, agency=mine.agency, debtor=a_person(books, name=MAN), number="009/QĐ-THADS")
        return mine.debtor, foreign.decision

    foreign = await linked(db, write)
    await ask(citizen)
    (asked,) = await db.read(waiting)
    answers = []
    for number in (foreign, 12345):
        await forge(citizen, f"qabout:{asked.id}:{number}")
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.does_not_see("009/QĐ-THADS")


async def test_an_officer_asks_back_and_the_reply_reaches_the_same_thread(
    db: Database, citizen: Citizen, officer: int
) -> None:
    reference = await ask(citizen)
    await db.write(ask_back, reference, officer, "Ông/bà đã có giấy xác nhận thu nhập chưa?")
    await citizen.look()
    citizen.sees("cần ông/bà cho biết thêm", "giấy xác nhận thu nhập chưa?")
    await citizen.press("Trả lời cán bộ")
    citizen.sees(f"nói thêm về câu hỏi {reference}")
    await citizen.write("Tôi có rồi")
    citizen.sees(f"chuyển thêm lời của ông/bà vào câu hỏi {reference}")
    (asked,) = await db.read(waiting)
    assert [one.text for one in asked.entries][-1] == "Tôi có rồi"


async def test_the_thread_goes_on_under_the_answer_even_when_it_is_opened_on_a_tap(
    db: Database, citizen: Citizen
) -> None:
    _, officer = await a_linked_chat(db)
    reference = await ask(citizen)
    await db.write(answer_question, reference, officer, ANSWER)
    await citizen.look()
    await citizen.press("Xem")
    await citizen.press("Hỏi thêm về câu này")
    await citizen.write("Còn phí thì sao?")
    (again,) = await db.read(waiting)
    assert (again.reference, again.unanswered) == (reference, 1)
    await db.write(answer_question, reference, officer, "Phí tính riêng.")
    await citizen.look()
    await citizen.press("Xem")
    citizen.sees("Phí tính riêng.")
    assert ANSWER not in citizen.text, "each nudge opens its own answer"


async def test_a_person_closes_what_is_clear_and_opens_it_again(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    waiting_one = await db.read(question, reference)
    assert waiting_one is not None
    await forge(citizen, f"qdone:{waiting_one.id}")
    citizen.sees("đang chờ cán bộ trả lời")
    await db.write(answer_question, reference, officer, ANSWER)
    await forge(citizen, "qlist")
    citizen.sees(f"• {reference}, hỏi ngày 16/11/2026: cán bộ đã trả lời")
    await citizen.press(f"Xem câu {reference}")
    data = citizen.data_of("Tôi đã rõ, đóng câu này")
    for _ in range(2):
        await forge(citizen, data)
        citizen.sees(f"Đã đóng câu hỏi {reference}.")
    await citizen.press("Hỏi thêm về câu này")
    await citizen.write("À, còn một điều")
    assert [one.reference for one in await db.read(waiting)] == [reference]


async def test_an_answer_that_is_late_is_owned_up_to(
    db: Database, citizen: Citizen, officer: int, clock: SetClock
) -> None:
    reference = await ask(citizen)
    clock.set(clock.now() + timedelta(days=3))
    await forge(citizen, "qlist")
    await citizen.press(f"Xem câu {reference}")
    citizen.sees("chậm hơn đã nói", "0900000100")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (Closed.CALLED, "qua điện thoại"),
        (Closed.AT_OFFICE, "khi gặp ông/bà"),
        (Closed.ANSWERED, "đã được trả lời"),
        (Closed.DOUBLE, "giống một câu hỏi khác"),
        (Closed.NO_QUESTION, "chưa thấy điều cần trả lời"),
    ],
)
async def test_a_question_that_an_officer_closes_unanswered_is_told_and_can_go_on(
    db: Database, citizen: Citizen, officer: int, why: Closed, told: str
) -> None:
    reference = await ask(citizen)
    await db.write(close_question, reference, officer, why)
    await citizen.look()
    citizen.sees(reference, told)
    await citizen.press("Hỏi thêm về câu này")
    await citizen.write("Tôi hỏi lại đây")
    assert len(await db.read(waiting)) == 1


async def test_ten_unread_additions_lead_to_the_telephone(db: Database, citizen: Citizen, officer: int) -> None:
    reference = await ask(citizen)
    asked = await db.read(question, reference)
    assert asked is not None
    for number in range(MOST_UNANSWERED):
        await forge(citizen, f"qmore:{asked.id}")
        await citizen.write(f"thêm {number}")
    citizen.sees("chưa nhận thêm", reference, "0900000100")


async def test_words_after_the_link_was_cut_do_not_reach_the_old_thread(db: Database, citizen: Citizen) -> None:
    await a_linked_chat(db)
    reference = await ask(citizen)
    asked = await db.read(question, reference)
    assert asked is not None
    await forge(citizen, f"qmore:{asked.id}")
    await db.write(lambda books: unlink(books, meet(books, "terminal", "1").id, EndedBy.PERSON))
    await citizen.write("lời của người khác")
    citizen.sees("không tìm thấy")
    still = await db.read(question, reference)
    assert still is not None
    assert len(still.entries) == 1
    await forge(citizen, "qlist")
    citizen.does_not_see(reference + ", hỏi ngày")


async def test_distress_goes_on_in_one_thread_and_takes_a_telephone_number(
    db: Database, citizen: Citizen, officer: int
) -> None:
    await citizen.write("nợ nhiều quá, tôi không muốn sống nữa")
    reference = reference_in(citizen.text)
    citizen.sees("Cán bộ sẽ gọi cho ông/bà", "Ông/bà gõ số điện thoại đang dùng vào đây")
    await citizen.write("0900 000 321")
    citizen.sees(f"chuyển ngay lời của ông/bà cho cán bộ, mã {reference}")
    await citizen.write("tôi không muốn sống nữa")
    assert reference_in(citizen.text) == reference
    (asked,) = await db.read(waiting)
    assert (asked.kind, [one.text for one in asked.entries][1]) == (Kind.DISTRESS, "0900 000 321")


async def test_the_agencys_helpline_is_named_besides_the_emergency_number(
    db: Database, citizen: Citizen, officer: int
) -> None:
    await db.write(set_helpline, "Đường dây Ngày Mai", "0900 000 115")
    await citizen.write("tôi không muốn sống nữa")
    citizen.sees("115", "Đường dây Ngày Mai, số 0900 000 115")


@pytest.mark.parametrize("words", ["hủy", "thoi", "Bỏ qua."])
async def test_nothing_goes_to_an_officer_when_somebody_thinks_better_of_it(
    db: Database, citizen: Citizen, officer: int, words: str
) -> None:
    await citizen.write("gặp cán bộ")
    await citizen.write(words)
    citizen.sees_button("Xem việc của tôi", "Gặp cán bộ")
    assert await db.read(waiting) == ()


async def test_signs_without_a_word_are_no_question(db: Database, citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    await citizen.write("..")
    citizen.sees("Ông/bà gõ câu hỏi trong một tin nhắn")
    assert await db.read(waiting) == ()


async def test_who_tells_the_officer_of_a_swindle_is_warned_at_once(citizen: Citizen, officer: int) -> None:
    await citizen.write("gặp cán bộ")
    await citizen.write("có người xưng cán bộ thi hành án kêu em đọc mã OTP để hủy lệnh bắt, thật không?")
    citizen.sees("đừng chuyển tiền", "Mã câu hỏi: CH-")
    citizen.sees_button("Tin này có thật không?")
