from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from casework import alerts, question_desk
from casework.books import Books
from casework.clock import SetClock
from casework.decisions import Status
from casework.question_desk import Closed
from casework.questions import (
    LONGEST,
    MOST_UNANSWERED,
    OPEN_AT_ONCE,
    Kind,
    Question,
    State,
    TooManyOpen,
    about,
    answer,
    ask,
    close,
    of_chat,
    question,
    questions_of,
    say_more,
    waiting,
    withdraw,
)
from casework.references import new_reference, read_reference
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision
from casework.tables.questions import question as questions
from casework.tables.questions import question_entry
from tests.builders import Case, a_case, a_person, a_staff_member, an_agency
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


def a_party_of(books: Books, *numbers: str) -> tuple[int, list[Case]]:
    """A debtor of as many decisions, each with its own officer."""
    debtor = a_person(books)
    cases: list[Case] = []
    for number in numbers:
        known = cases[0].agency if cases else None
        cases.append(a_case(books, agency=known, debtor=debtor, number=number))
    return debtor, cases


def put(books: Books, chat: int, party: int | None, **told: str | int) -> Question:
    made = ask(books, chat, party, "Tôi xin trả góp được không?", **told)  # type: ignore[arg-type]  # any of them
    assert isinstance(made, Question)
    return made


def test_a_question_carries_what_was_guessed_and_seen_and_which_day_was_promised(books: Books, chat: int) -> None:
    made = put(books, chat, None, kind="waiver", intent="explain_law", topic="late_interest", seen="law.late_interest")
    assert (made.kind, made.intent, made.topic) == (Kind.WAIVER, "explain_law", "late_interest")
    assert made.seen == "law.late_interest"
    assert made.promised_on == date(2026, 11, 18), "two working days after Monday 16/11/2026"
    assert made.waiting_since == made.asked_at
    told = ask(books, chat, None, "x", promised_on=date(2026, 11, 20))
    assert isinstance(told, Question)
    assert told.promised_on == date(2026, 11, 20)


def test_an_unknown_kind_is_a_mistake_of_the_caller(books: Books, chat: int) -> None:
    with pytest.raises(ValueError, match="not a valid Kind"):
        ask(books, chat, None, "x", kind="bogus")


def test_the_only_decision_is_meant_and_its_officer_takes_it(books: Books, chat: int) -> None:
    debtor, (case,) = a_party_of(books, "001/QĐ-THADS")
    made = put(books, chat, debtor)
    assert (made.decision_id, made.officer_id, made.office_id) == (case.decision, case.officer, case.office)


def test_of_several_decisions_none_is_meant_until_one_is_chosen(books: Books, chat: int) -> None:
    debtor, (first, second) = a_party_of(books, "001/QĐ-THADS", "002/QĐ-THADS")
    made = put(books, chat, debtor)
    assert made.decision_id is None
    assert put(books, chat, debtor, decision_id=second.decision).decision_id == second.decision
    chosen = about(books, chat, debtor, made.id, first.decision)
    assert chosen is not None
    assert (chosen.decision_id, chosen.officer_id) == (first.decision, first.officer)


def test_a_finished_decision_beside_a_live_one_is_not_meant(books: Books, chat: int) -> None:
    debtor, (done, live) = a_party_of(books, "001/QĐ-THADS", "002/QĐ-THADS")
    books.conn.execute(update(decision).where(decision.c.id == done.decision).values(status=Status.FINISHED.value))
    assert put(books, chat, debtor).decision_id == live.decision


def test_somebody_elses_decision_cannot_be_chosen(books: Books, chat: int) -> None:
    debtor, _ = a_party_of(books, "001/QĐ-THADS", "002/QĐ-THADS")
    _, (foreign,) = a_party_of(books, "009/QĐ-THADS")
    made = put(books, chat, debtor, decision_id=foreign.decision)
    assert made.decision_id is None
    assert about(books, chat, debtor, made.id, foreign.decision) is None
    assert about(books, chat, debtor, made.id, 12345) is None


def test_an_officer_who_has_left_takes_nothing(books: Books, chat: int) -> None:
    debtor, (case,) = a_party_of(books, "001/QĐ-THADS")
    books.conn.execute(update(staff).where(staff.c.id == case.officer).values(active=False))
    made = put(books, chat, debtor)
    assert (made.officer_id, made.office_id) == (None, case.office)


def test_asking_back_waits_for_the_person_and_their_words_make_it_wait_again(
    books: Books, clock: SetClock, chat: int, officer: int
) -> None:
    made = asked(books, chat)
    back = question_desk.ask_back(books, made.id, officer, "Quyết định số nào?")
    assert back is not None
    assert (back.state, back.waiting_since, back.answer) == (State.ASKED_BACK, None, None)
    assert waiting(books) == ()
    clock.set(clock.now() + timedelta(days=1))
    again = say_more(books, chat, None, made.id, "số một")
    assert isinstance(again, Question)
    assert (again.state, again.waiting_since, again.unanswered) == (State.WAITING, clock.now(), 1)
    assert [one.text for one in again.entries] == [made.text, "Quyết định số nào?", "số một"]


def test_who_adds_while_waiting_keeps_the_place_in_the_queue(books: Books, clock: SetClock, chat: int) -> None:
    made = asked(books, chat)
    clock.set(clock.now() + timedelta(hours=3))
    again = say_more(books, chat, None, made.id, "và tôi mất việc rồi")
    assert isinstance(again, Question)
    assert (again.waiting_since, again.unanswered) == (made.waiting_since, 2)
    assert again.text == made.text


def test_an_answered_or_closed_question_opens_again_when_the_person_goes_on(
    books: Books, clock: SetClock, chat: int, officer: int
) -> None:
    made = asked(books, chat)
    assert not close(books, chat, made.id), "what waits is withdrawn, not closed"
    answer(books, made.id, officer, "Được.")
    assert close(books, chat, made.id)
    clock.set(clock.now() + timedelta(days=7))
    again = say_more(books, chat, None, made.reference, "Còn lãi thì sao?")
    assert isinstance(again, Question)
    assert (again.state, again.closed_at, again.promised_on) == (State.WAITING, None, date(2026, 11, 26))
    second = answer(books, made.id, officer, "Lãi tính riêng.")
    assert second is not None
    assert (second.answer, len(second.entries)) == ("Lãi tính riêng.", 4)


def test_a_withdrawn_a_foreign_and_a_missing_thread_take_no_more_words(books: Books, chat: int) -> None:
    made = asked(books, chat)
    assert say_more(books, a_chat(books, "2002"), None, made.id, "x") is None
    assert say_more(books, chat, None, 12345, "x") is None
    withdraw(books, chat, made.id)
    assert say_more(books, chat, None, made.id, "x") is None
    with pytest.raises(ValueError, match="says something"):
        say_more(books, chat, None, made.id, "  ")


def test_a_thread_of_another_party_on_the_same_chat_is_not_the_new_ones(books: Books, chat: int) -> None:
    before, after = a_person(books), a_person(books)
    made = put(books, chat, before)
    anonymous = asked(books, chat)
    assert of_chat(books, chat, after, made.id) is None
    assert of_chat(books, chat, None, made.id) is None
    assert of_chat(books, chat, before, made.id) is not None
    assert of_chat(books, chat, after, anonymous.id) is not None, "what was asked before any link is the chat's"


def test_ten_additions_wait_and_no_more_until_an_officer_has_spoken(books: Books, chat: int, officer: int) -> None:
    made = asked(books, chat)
    for number in range(MOST_UNANSWERED - 1):
        assert isinstance(say_more(books, chat, None, made.id, f"thêm {number}"), Question)
    assert say_more(books, chat, None, made.id, "nữa") == TooManyOpen(waiting=MOST_UNANSWERED)
    question_desk.ask_back(books, made.id, officer, "?")
    assert isinstance(say_more(books, chat, None, made.id, "nữa"), Question)


def test_what_is_urgent_late_or_repeated_comes_before_what_only_waits(books: Books, clock: SetClock) -> None:
    late, old = asked(books, a_chat(books, "1"), "trễ"), asked(books, a_chat(books, "2"), "cũ")
    clock.set(clock.now() + timedelta(days=1))
    busy, new = asked(books, a_chat(books, "3"), "nhiều lần"), asked(books, a_chat(books, "4"), "mới")
    say_more(books, busy.contact_id, None, busy.id, "nữa")
    urgent = ask(books, a_chat(books, "5"), None, "khổ quá", kind=Kind.DISTRESS)
    assert isinstance(urgent, Question)
    order = [urgent.id, busy.id, late.id, old.id, new.id]
    assert [one.id for one in waiting(books)] == order, "nothing is late yet"
    clock.set(clock.now() + timedelta(days=2))
    assert [one.id for one in waiting(books)] == [urgent.id, late.id, old.id, busy.id, new.id]


def test_distress_is_never_too_much_and_goes_on_in_one_thread(books: Books, chat: int) -> None:
    for number in range(OPEN_AT_ONCE):
        asked(books, chat, f"câu {number}")
    first = put(books, chat, None, kind="distress")
    assert first.promised_on == date(2026, 11, 16), "today"
    for number in range(3 * MOST_UNANSWERED):
        again = ask(books, chat, None, f"khổ quá {number}", kind="distress")
        assert isinstance(again, Question)
        assert again.id == first.id
    kept = question(books, first.id)
    assert kept is not None
    assert len(kept.entries) == 2 * MOST_UNANSWERED
    assert len(alerts.open_alerts(books)) == 1
    other = ask(books, chat, a_person(books), "khổ quá", kind="distress")
    assert isinstance(other, Question)
    assert other.id != first.id, "another party's thread is its own"


def test_words_of_distress_in_a_plain_thread_make_it_one(books: Books, chat: int, officer: int) -> None:
    made = asked(books, chat)
    answer(books, made.id, officer, "Chưa được.")
    again = say_more(books, chat, None, made.id, "tôi chết cho xong", distress=True)
    assert isinstance(again, Question)
    assert (again.kind, again.promised_on) == (Kind.DISTRESS, date(2026, 11, 16))
    assert [one.question_id for one in alerts.open_alerts(books)] == [made.id]


def test_an_officer_closes_for_a_reason_and_hands_on_with_a_line_in_the_trail(
    books: Books, chat: int, officer: int
) -> None:
    made = asked(books, chat)
    assert question_desk.assign(books, made.id, officer, officer) is not None
    assert [one.id for one in waiting(books, officer_id=officer)] == [made.id]
    assert waiting(books, officer_id=officer + 1) == ()
    closed = question_desk.close(books, made.reference, officer, Closed.CALLED)
    assert closed is not None
    assert (closed.state, closed.closed_by) == (State.CLOSED, officer)
    assert question_desk.close(books, made.id, officer, Closed.DOUBLE) is None
    assert question_desk.close(books, "CH-234567", officer, Closed.DOUBLE) is None
    assert question_desk.assign(books, "CH-234567", None, officer) is None
    trail = books.conn.execute(select(audit_entry.c.action, audit_entry.c.purpose).order_by(audit_entry.c.seq)).all()
    assert [tuple(row) for row in trail] == [
        ("question_assigned", f"staff:{officer}"), ("question_closed", "called"),
    ]  # fmt: skip


def test_officers_see_the_other_threads_of_the_same_person_and_of_nobody_else(books: Books, chat: int) -> None:
    party = a_person(books)
    first, second = put(books, chat, party), put(books, a_chat(books, "2002"), party)
    anonymous, other = asked(books, chat), asked(books, chat)
    asked(books, a_chat(books, "3003"))
    assert [one.id for one in question_desk.others_of(books, first)] == [second.id]
    assert [one.id for one in question_desk.others_of(books, anonymous)] == [other.id]
    (newest,) = question_desk.newest(books, limit=1)
    assert newest.id > other.id
