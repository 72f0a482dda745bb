"""A tapped nudge shows the facts of the tap, one thing to do, the rights beside the duty, and that it is no notice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from casework import decisions
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.clock import SetClock
from casework.decisions import Status
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, decision_of_party
from casework.promises import make_promise
from casework.tables.decisions import decision
from messages.blanks import TextError
from messages.contents import PROMISE_BLANKS, NothingToShow, campaign_texts, render_content
from messages.library import Lang, pinned
from messages.outbox import Content
from tests import builders
from tests.builders import Case
from tests.casework.owing import debt, pay_at_prison, two_debtors
from tests.scheduler.arranged import at

NOT_OFFICIAL = "Đây là tin nhắc, không thay thông báo chính thức."


@pytest.fixture
def case(books: Books) -> Case:
    """50,000,000 đồng, notified on 9/11/2026: the ten days end on Thursday 19/11; today is Monday 16/11."""
    return builders.a_case(books, served_on=date(2026, 11, 9))


def content(case: Case, key: str = "reminder.week_before") -> Content:
    return Content(
        text_key=key,
        text_version=1,
        decision_id=case.decision,
        party_id=case.debtor,
        plan="12/KH-THADS",
        reference="K7Q2MN",
    )


def test_there_are_texts_for_before_near_and_after_the_deadline() -> None:
    assert {"reminder.week_before", "reminder.deadline_near", "reminder.follow_up"} <= set(campaign_texts())


@pytest.fixture
def promised(books: Books, case: Case, clock: SetClock, key: str) -> None:
    """For the texts that speak of a promise: one for tomorrow, which has passed where the text says so."""
    if PROMISE_BLANKS & pinned(key, 1).blanks:
        make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 17))
    if "missed" in pinned(key, 1).blanks:
        clock.set(at(date(2026, 11, 18), 10))


@pytest.mark.usefixtures("promised")
@pytest.mark.parametrize("key", campaign_texts())
def test_each_reminder_says_what_why_who_and_that_it_is_no_notice(books: Books, case: Case, key: str) -> None:
    text = render_content(books, content(case, key), Lang.VI).text
    assert "50.000.000 đồng" in text
    assert "N***n T. N. Á." in text
    assert builders.WOMAN not in text
    assert "Lê Thị Mai Hương" in text
    assert "Vì sao ông/bà nhận tin này" in text
    assert "12/KH-THADS" in text
    assert "khiếu nại" in text
    assert text.endswith(f"{NOT_OFFICIAL}\nMã tin K7Q2MN")


@pytest.mark.usefixtures("promised")
@pytest.mark.parametrize("key", campaign_texts())
def test_each_reminder_speaks_only_of_buttons_that_it_shows(books: Books, case: Case, key: str) -> None:
    shown = render_content(books, content(case, key), Lang.VI)
    on_every_screen = "common.officer"
    labels = {pinned(label, 1).vi for label in (on_every_screen, *(action.label for action in shown.actions))}
    named = {part.split("»")[0] for part in shown.text.split("«")[1:]}
    assert named <= labels
    assert (f"pay:{case.decision}") in {action.data for action in shown.actions}


def test_the_sum_is_that_of_the_tap(books: Books, case: Case) -> None:
    before = render_content(books, content(case), Lang.VI).text
    builders.a_payment(books, case.decision, 12_345_679)
    after = render_content(books, content(case), Lang.VI).text
    assert "50.000.000 đồng" in before
    assert "37.654.321 đồng" in after


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 16), "Thời hạn tự nguyện dự kiến đến hết thứ Năm, ngày 19 tháng 11 năm 2026 (3 ngày nữa)"),
        (date(2026, 11, 19), "(hôm nay)"),
        (date(2026, 11, 20), "Thời hạn tự nguyện đã hết vào thứ Năm, ngày 19 tháng 11 năm 2026."),
    ],
)
def test_the_deadline_is_told_as_it_stands(books: Books, case: Case, clock: SetClock, day: date, says: str) -> None:
    clock.set(at(day, 10))
    assert says in render_content(books, content(case), Lang.VI).text


def test_a_last_day_that_moved_off_a_day_of_rest_says_so(books: Books, case: Case, clock: SetClock) -> None:
    """The tenth day after Saturday 14/11/2026 is the holiday of 24/11."""
    books.conn.execute(update(decision).where(decision.c.id == case.decision).values(served_on=date(2026, 11, 14)))
    text = render_content(books, content(case), Lang.VI).text
    assert "dự kiến đến hết thứ Tư, ngày 25 tháng 11 năm 2026" in text
    assert "Ngày thứ mười là 24/11/2026, cơ quan nghỉ, nên hạn lùi đến ngày làm việc tiếp theo." in text
    clock.set(at(date(2026, 11, 26), 10))
    assert "Ngày thứ mười" not in render_content(books, content(case), Lang.VI).text


def test_the_sum_is_that_of_ones_own_and_the_shared_lines(books: Books) -> None:
    shared = two_debtors(books, (debt(40_000_000), ""), (debt(3_000_000), "ann"), (debt(9_000_000), "ben"))
    pay_at_prison(books, shared.decision, 1_000_000)
    told = {}
    for who in (shared.ann, shared.ben):
        asked = Content(
            text_key="reminder.follow_up", text_version=1, decision_id=shared.decision, party_id=who, reference="K7Q2MN"
        )
        view = decision_of_party(books, who, shared.decision)
        assert view is not None
        told[who] = view.left
        assert f"còn phải nộp {view.left:,} đồng".replace(",", ".") in render_content(books, asked, Lang.VI).text
    assert told[shared.ann] + told[shared.ben] > 52_000_000 - 1_000_000, "the shared part is asked of both"


def test_who_was_let_off_is_not_thanked_for_paying(books: Books) -> None:
    case = builders.a_case(books, lines=[builders.a_line(Kind.FINE, 3_000_000, "Phạt tiền")])
    file = file_exemption(books, case.lines[0], Measure.WAIVE, 3_000_000, date(2026, 10, 1), hardship=True)
    decide_exemption(books, file, 3_000_000, decided_on=date(2026, 10, 20), document="12/QĐ-TA")
    shown = render_content(books, content(case), Lang.VI)
    assert shown.text_key == "reminder.nothing_left"
    assert "không còn khoản tiền nào phải nộp" in shown.text
    assert "Cảm ơn" not in shown.text


def test_who_pays_by_an_agreement_is_asked_for_the_next_instalment(books: Books, case: Case) -> None:
    facts = AgreementFacts(
        signed_on=date(2026, 11, 16),
        content="Trả dần",
        fee_and_costs="Bên phải thi hành án chịu",
        interest_stops=False,
        instalments=(Instalment(due_on=date(2026, 12, 4), amount=2_000_000),),
    )
    sign_agreement(books, case.decision, facts)
    for lang, says in (
        (Lang.VI, "Theo thỏa thuận ngày 16/11/2026, kỳ tới: 2.000.000 đồng, hạn đến hết thứ Sáu, ngày 4 tháng 12"),
        (
            Lang.EN,
            "By the agreement of 16 Nov 2026, the next instalment is 2,000,000 dong, by the end of Friday, 4 December",
        ),
    ):
        shown = render_content(books, content(case, "reminder.follow_up"), lang)
        assert shown.text_key == "reminder.of_plan"
        assert says in shown.text
        assert shown.decision_id == case.decision
        labels = {pinned(label, 1).vi for label in ("common.officer", *(action.label for action in shown.actions))}
        if lang is Lang.VI:
            assert {part.split("»")[0] for part in shown.text.split("«")[1:]} <= labels


def test_without_a_day_of_notice_no_day_is_invented(books: Books, case: Case) -> None:
    books.conn.execute(update(decision).where(decision.c.id == case.decision).values(served_on=None))
    text = render_content(books, content(case), Lang.VI).text
    assert "10 ngày, tính từ ngày ông/bà được thông báo hợp lệ" in text


def test_who_has_paid_meanwhile_is_thanked(books: Books, case: Case) -> None:
    builders.a_payment(books, case.decision, 50_000_000)
    shown = render_content(books, content(case), Lang.VI)
    assert shown.text_key == "reminder.settled"
    assert "đã nộp đủ" in shown.text
    assert "Cảm ơn ông/bà" in shown.text
    assert shown.actions == ()


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (Status.SUSPENDED, "reminder.paused"),
        (Status.DEFERRED, "reminder.paused"),
        (Status.TERMINATED, "reminder.closed"),
        (Status.ENTRUSTED, "reminder.closed"),
        (Status.FINISHED, "reminder.finished"),
    ],
)
def test_what_was_overtaken_asks_for_nothing(books: Books, case: Case, status: Status, key: str) -> None:
    decisions.change_status(books, case.decision, status, on=date(2026, 11, 16), ground="Đ.46")
    shown = render_content(books, content(case), Lang.VI)
    assert shown.text_key == key
    assert "phải nộp" not in shown.text
    assert "K7Q2MN" in shown.text


def test_the_other_side_is_shown_nothing_of_the_debtor(books: Books, case: Case) -> None:
    other = Content(text_key="reminder.week_before", text_version=1, decision_id=case.decision, party_id=case.creditor)
    assert render_content(books, other, Lang.VI).text_key == "reminder.closed"
    stranger = Content(text_key="reminder.week_before", text_version=1, decision_id=case.decision, party_id=7)
    assert render_content(books, stranger, Lang.VI).text_key == "reminder.closed"


@pytest.mark.usefixtures("promised")
@pytest.mark.parametrize("key", campaign_texts())
def test_each_reminder_is_there_in_english(books: Books, case: Case, key: str) -> None:
    text = render_content(books, content(case, key), Lang.EN).text
    assert "50,000,000 dong" in text
    assert "does not replace the official notice" in text
    assert "ông/bà" not in text


def test_a_version_that_never_was_is_refused(books: Books, case: Case) -> None:
    wrong = Content(text_key="reminder.week_before", text_version=9, decision_id=case.decision, party_id=case.debtor)
    with pytest.raises(TextError, match="version 9"):
        render_content(books, wrong, Lang.VI)


def test_content_without_rows_shows_nothing(books: Books) -> None:
    with pytest.raises(NothingToShow):
        render_content(books, Content(text_key="reminder.week_before", text_version=1), Lang.VI)
