"""A good answer becomes an explanation only when it stands in the law, speaks of nobody, and somebody else approves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import update

from casework import proposals
from casework.books import Books
from casework.obligations import LineFacts
from casework.payment_order import Kind
from casework.proposals import Proposal, ProposalRefused, State, Words
from casework.questions import Question, ask, question
from casework.tables.questions import proposal
from messages import examples, explanations, office_law, proposing
from messages.answers import answer_question
from messages.law_file import ReviewState
from messages.law_parts import inserted
from tests.builders import a_case, a_person, a_staff_member
from tests.casework.chats import a_chat
from tests.casework.sealed import clear_text_of

TODAY = date(2026, 11, 16)
ASKED = "Thỏa thuận trả dần bằng giấy viết tay có được không ạ?"
TEXT = (
    "Hai bên được thỏa thuận trả dần ở bất cứ giai đoạn nào, và phải lập thành văn bản. "
    "Khi có yêu cầu, chấp hành viên chứng kiến việc thỏa thuận tại trụ sở."
)
ADVICE = "Ông/bà ghi rõ số kỳ và ngày trả từng kỳ rồi cả hai bên cùng ký."
TITLE = "Thỏa thuận viết tay"


@dataclass(frozen=True)
class Desk:
    """An answered question of somebody whose case is on the books, and two who work there."""

    asked: Question
    officer: int
    other: int
    party: int


@pytest.fixture
def desk(books: Books) -> Desk:
    debtor = a_person(books, name="Nguyễn Thị Ngọc Ánh", address="Ấp Long Hòa, xã Phước Hòa")
    creditor = a_person(books, name="Huỳnh Đức Lợi")
    line = LineFacts(kind=Kind.DEBT, content="Trả nợ vay", amount=52_340_000)
    case = a_case(books, debtor=debtor, creditor=creditor, number="045/QĐ-THADS", lines=[line])
    asked = ask(books, a_chat(books), debtor, ASKED)
    assert isinstance(asked, Question)
    answered = answer_question(books, asked.id, case.officer, "Được, ông/bà lập thành văn bản.")
    assert answered is not None
    return Desk(answered, case.officer, a_staff_member(books, case.agency, name="Trần Quốc Việt"), debtor)


def propose(books: Books, desk: Desk, **told: object) -> Proposal:
    words = {
        "topic": "instalments_agreement", "title": TITLE, "text": TEXT, "cited": ["L25:36.2"],
        "advice": ADVICE, "asked_words": [ASKED],
    } | told  # fmt: skip
    return proposing.propose(books, desk.asked, desk.officer, **words)  # type: ignore[arg-type]  # any of them


def refused(books: Books, desk: Desk, **told: object) -> str:
    with pytest.raises(ProposalRefused) as why:
        propose(books, desk, **told)
    assert proposals.in_state(books, *State) == ()
    return "\n".join(why.value.sentences)


def test_each_sentence_is_kept_with_what_it_rests_on(books: Books, desk: Desk) -> None:
    made = propose(books, desk)
    assert made.state is State.PROPOSED
    rests = [one.by for one in made.words.sentences]
    assert rests[0] == ("L25:36.2",)
    assert rests[2] == ("advice",), "plain counsel rests on no law"
    assert made.words.citations == ("L25:36.2",)
    stored = clear_text_of(books, proposal)
    assert ASKED not in stored
    assert TITLE not in stored


def test_it_is_said_only_after_another_person_has_approved_it(books: Books, desk: Desk) -> None:
    made = propose(books, desk)
    assert office_law.office_explanations(books, TODAY) == ()
    with pytest.raises(ProposalRefused, match="Không tự duyệt"):
        proposing.approve(books, made.name, desk.officer, desk.asked)
    proposing.approve(books, made.name[-6:], desk.other, desk.asked)
    (one,) = office_law.of_topic(books, "instalments_agreement", TODAY)
    assert (one.name, one.topic, one.review.state) == (made.name, "instalments_agreement", ReviewState.APPROVED)
    said = explanations.render(one)
    assert said.startswith(TITLE)
    assert "khoản 2 Điều 36" in said
    assert "bản nháp" not in said.lower()
    assert inserted(books, made.name, TODAY).text == said
    assert proposals.approved(books)[0].asked == (ASKED,)
    with pytest.raises(ProposalRefused, match="không còn chờ duyệt"):
        proposing.approve(books, made.name, desk.other, desk.asked)


def test_its_examples_are_known_from_the_approval_until_it_is_withdrawn(books: Books, desk: Desk) -> None:
    typed = "thoa thuan tra dan bang giay viet tay co duoc khong"
    made = propose(books, desk)
    assert examples.answered_by(books, typed, TODAY) is None
    before = proposals.stamp(books)
    proposing.approve(books, made.name, desk.other, desk.asked)
    assert proposals.stamp(books) != before
    found = examples.answered_by(books, typed, TODAY)
    assert found is not None
    assert found.name == made.name
    assert examples.answered_by(books, "lương của tôi bị trừ bao nhiêu", TODAY) is None
    proposals.withdraw(books, made.name, desk.other)
    assert examples.answered_by(books, typed, TODAY) is None
    with pytest.raises(ProposalRefused, match="đã rút"):
        proposals.withdraw(books, made.name, desk.other)


def test_asking_every_example_again_names_those_that_lead_elsewhere(books: Books, desk: Desk) -> None:
    shipped = explanations.get("voluntary_period", TODAY).questions[0]
    made = propose(books, desk, asked_words=[ASKED, shipped])
    proposing.approve(books, made.name, desk.other, desk.asked)
    count, lost = examples.lost(books, TODAY)
    assert count == 2
    assert [(one.asked, one.answered) for one in lost] == [(shipped, "voluntary_period")]


def test_what_is_returned_says_why_and_a_new_proposal_takes_the_place_of_one_that_waits(
    books: Books, desk: Desk
) -> None:
    first = propose(books, desk)
    with pytest.raises(ProposalRefused, match="vì sao"):
        proposals.send_back(books, first.name, desk.other, " ")
    back = proposals.send_back(books, first.name, desk.other, "Câu hai chưa rõ")
    assert (back.state, back.note) == (State.RETURNED, "Câu hai chưa rõ")
    second = propose(books, desk)
    third = propose(books, desk, title="Giấy viết tay có giá trị")
    assert [one.state for one in proposals.of_question(books, desk.asked.id)] == [
        State.RETURNED, State.WITHDRAWN, State.PROPOSED,
    ]  # fmt: skip
    assert proposals.named(books, second.name[-6:]) is not None
    assert proposals.named(books, "không có") is None
    assert third.name != second.name


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Chị Ánh trả dần được không", "tên người"),
        ("chi ngoc anh tra dan duoc khong", "tên người"),
        ("Ông Lợi không chịu ký thì sao", "tên người"),
        ("huynh duc loi khong chiu ky", "tên người"),
        ("Vợ tôi là Phạm Thị Mơ có ký được không", "tên người"),
        ("Cán bộ Trần Quốc Việt bảo tôi ký", "tên người"),
        ("Nhà tôi ở xã Phước Hòa có ký ở đó được không", "nơi ở"),
        ("quyết định 045/QĐ-THADS ký lại được không", "số riêng"),
        ("căn cước 095181000123 ký được không", "số riêng"),
        ("gọi tôi số 0900 000 777 nhé", "số riêng"),
        ("án ngày 5/3/2024 còn thỏa thuận được không", "ngày, năm"),
        ("án từ năm 2019 còn thỏa thuận được không", "ngày, năm"),
        ("nợ 52.340.000 đồng có trả dần được không", "số tiền"),
        ("no 52tr co tra dan duoc khong", "số tiền"),
        ("tôi chỉ còn 3 triệu thì trả dần sao", "số tiền"),
    ],
)
def test_nothing_of_a_person_passes_into_the_asked_words(books: Books, desk: Desk, words: str, why: str) -> None:
    assert why in refused(books, desk, asked_words=[words])


@pytest.mark.parametrize("words", [ASKED, "Ông bà nội tôi để lại nợ, anh em tôi có ký thay được không?"])
def test_plain_questions_about_relatives_pass(books: Books, desk: Desk, words: str) -> None:
    assert propose(books, desk, asked_words=[words]).words.asked == (words,)


def test_the_persons_own_question_is_the_example_unless_it_speaks_of_them(books: Books, desk: Desk) -> None:
    assert propose(books, desk, asked_words=()).words.asked == (ASKED,)
    other = ask(books, a_chat(books, "2"), desk.party, "Tôi là Ánh, nợ 52 triệu, trả dần được không?")
    assert isinstance(other, Question)
    answer_question(books, other.id, desk.officer, "Được.")
    known = question(books, other.id)
    assert known is not None
    with pytest.raises(ProposalRefused, match="52 triệu"):
        proposing.propose(
            books, known, desk.officer, topic="instalments_agreement", title=TITLE, text=TEXT, cited=["L25:36.2"]
        )


def test_a_name_in_the_explanation_itself_is_refused(books: Books, desk: Desk) -> None:
    assert "tên người" in refused(books, desk, text=TEXT + " Ông/bà gặp chị Hương để được chỉ cách viết.")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"topic": "bogus"}, "Không có chủ đề «bogus»"),
        ({"title": "x" * 41}, "không dài hơn 40"),
        ({"text": "Một câu thôi.", "advice": ""}, "từ 2 đến 8 câu"),
        ({"cited": ["L25:999"]}, "Không có điều luật «L25:999»"),
        ({"cited": ["L08:45"]}, "không còn hiệu lực"),
        ({"asked_words": ["hả?"]}, "từ 3 chữ"),
        ({"asked_words": ["tôi không muốn sống nữa, trả dần được không"]}, "khổ tâm"),
        ({"asked_words": ["vào https://thads.example.xyz ký có được không"]}, "liên kết"),
        ({"advice": "Ông/bà phải nộp đơn trong 15 ngày."}, "15 ngày"),
        ({"text": TEXT + " Hai bên phải thỏa thuận trong 15 ngày."}, "15 ngày"),
        ({"text": TEXT + " Chi cục sẽ chứng kiến việc thỏa thuận."}, "Chi cục"),
    ],
    ids=str,
)
def test_what_does_not_stand_in_the_law_or_the_house_rules_is_refused(
    books: Books, desk: Desk, told: dict[str, object], why: str
) -> None:
    assert why.lower() in refused(books, desk, **told).lower()


def test_a_question_without_an_answer_is_no_explanation(books: Books, desk: Desk) -> None:
    fresh = ask(books, a_chat(books, "9"), None, ASKED)
    assert isinstance(fresh, Question)
    with pytest.raises(ProposalRefused, match="chưa có câu trả lời"):
        proposing.propose(
            books, fresh, desk.officer, topic="instalments_agreement", title=TITLE, text=TEXT, cited=["L25:36.2"]
        )


def test_an_explanation_whose_provision_is_no_longer_in_force_is_not_said(books: Books, desk: Desk) -> None:
    made = propose(books, desk)
    proposing.approve(books, made.name, desk.other, desk.asked)
    (one,) = proposals.approved(books)
    register = explanations.register()
    assert office_law.holds(one, register, TODAY)
    assert not office_law.holds(one, register, date(2026, 6, 30)), "the law began on 01/07/2026"
    assert not office_law.holds(one, {}, TODAY)
    assert office_law.office_explanations(books, date(2026, 6, 30)) == ()


def test_before_an_approval_the_words_are_read_again(books: Books, desk: Desk) -> None:
    made = propose(books, desk)
    a_person(books, name="Giấy Viết Tay")  # since then somebody of that name came onto the books
    with pytest.raises(ProposalRefused, match="tên người"):
        proposing.approve(books, made.name, desk.other, desk.asked)


def test_the_database_itself_refuses_one_who_approves_their_own(books: Books, desk: Desk) -> None:
    from sqlalchemy.exc import IntegrityError

    made = propose(books, desk)
    with pytest.raises(IntegrityError):
        books.conn.execute(update(proposal).where(proposal.c.name == made.name).values(decided_by=desk.officer))


def test_words_say_which_provisions_they_rest_on_once(books: Books, desk: Desk) -> None:
    words = propose(books, desk).words
    assert Words(topic="x", title="y", sentences=words.sentences * 2, asked=()).citations == words.citations
