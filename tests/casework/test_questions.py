from datetime import timedelta

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.questions import (
    LONGEST,
    OPEN_AT_ONCE,
    Question,
    State,
    TooManyOpen,
    answer,
    ask,
    question,
    questions_of,
    waiting,
    withdraw,
)
from casework.references import new_reference, read_reference
from casework.tables.questions import question as questions
from casework.tables.questions import question_entry
from tests.builders import a_staff_member, an_agency
from tests.casework.chats import a_chat
from tests.casework.sealed import clear_text_of


def asked(books: Books, chat: int, text: str = "Tôi xin trả góp được không?") -> Question:
    made = ask(books, chat, None, text)
    assert isinstance(made, Question)
    return made


@pytest.fixture
def chat(books: Books) -> int:
    return a_chat(books)


@pytest.fixture
def officer(books: Books) -> int:
    return a_staff_member(books, an_agency(books))


def test_a_question_waits_in_its_own_words_with_a_reference_to_read_out(books: Books, chat: int) -> None:
    made = asked(books, chat)
    assert (made.state, made.text, made.answer) == (State.WAITING, "Tôi xin trả góp được không?", None)
    assert question(books, made.reference.lower().replace("-", " ")) == made
    assert waiting(books) == (made,)


def test_the_words_stand_nowhere_readable(books: Books, chat: int, officer: int) -> None:
    made = asked(books, chat, "con trai tôi đang đi tù")
    answer(books, made.id, officer, "mời ông bà đến trụ sở")
    stored = clear_text_of(books, questions) + clear_text_of(books, question_entry)
    assert "con trai" not in stored
    assert "mời" not in stored


def test_officers_see_the_longest_waiting_first(books: Books, clock: SetClock, chat: int) -> None:
    first = asked(books, chat, "một")
    clock.set(clock.now() + timedelta(hours=1))
    second = asked(books, chat, "hai")
    assert waiting(books) == (first, second)
    assert questions_of(books, chat) == (second, first)
    assert waiting(books, limit=1) == (first,)


def test_an_answer_is_written_once_by_the_first_officer(books: Books, clock: SetClock, chat: int, officer: int) -> None:
    made = asked(books, chat)
    done = answer(books, made.reference, officer, " Được, mời ông bà nộp đơn. ")
    assert done is not None
    assert (done.state, done.answer, done.answered_by) == (State.ANSWERED, "Được, mời ông bà nộp đơn.", officer)
    assert done.answered_at == clock.now()
    assert answer(books, made.id, officer, "khác") is None
    assert waiting(books) == ()


def test_somebody_elses_question_and_a_missing_one_look_alike(books: Books, chat: int, officer: int) -> None:
    made = asked(books, chat)
    assert not withdraw(books, a_chat(books, "2002"), made.reference)
    assert not withdraw(books, chat, "CH-234567")
    assert answer(books, "CH-234567", officer, "x") is None
    assert question(books, "không có") is None


def test_a_withdrawn_question_waits_for_nobody(books: Books, chat: int, officer: int) -> None:
    made = asked(books, chat)
    assert withdraw(books, chat, made.id)
    assert waiting(books) == ()
    assert questions_of(books, chat) == ()
    assert answer(books, made.id, officer, "x") is None


def test_a_chat_has_five_open_questions_and_no_more_until_one_is_answered(
    books: Books, chat: int, officer: int
) -> None:
    made = [asked(books, chat, f"câu {n}") for n in range(OPEN_AT_ONCE)]
    assert ask(books, chat, None, "câu nữa") == TooManyOpen(waiting=OPEN_AT_ONCE)
    assert isinstance(ask(books, a_chat(books, "2002"), None, "chat khác"), Question)
    answer(books, made[0].id, officer, "rồi")
    asked(books, chat, "câu nữa")


def test_long_texts_are_cut_and_empty_ones_are_none(books: Books, chat: int) -> None:
    assert len(asked(books, chat, "ê" * 100_000).text) == LONGEST
    zalgo = "e" + "\u0301" * 100_000
    assert len(asked(books, chat, zalgo).text) <= LONGEST
    with pytest.raises(ValueError, match="says something"):
        ask(books, chat, None, "  \n ")


def test_a_reference_reads_back_however_it_is_spaced() -> None:
    for _ in range(200):
        made = new_reference("LH")
        signs = made.removeprefix("LH-")
        for said in (made, f"lh {signs[:3]} {signs[3:]}".lower(), f"LH{signs}", f"LH–{signs}"):
            assert read_reference("LH", said) == made
        assert read_reference("CH", made) is None
        assert read_reference("LH", made + "2") is None
