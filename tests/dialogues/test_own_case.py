"""An explanation begins with what the books hold of the reader's own decision, and of nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from casework import coercion
from casework.books import Books
from casework.clock import SetClock
from casework.coercion import CoercionFacts
from casework.coercion_queries import Measure
from casework.contacts import meet
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.db.engine import Database
from casework.decisions import PartyRole, Status, add_party_to, change_status
from casework.due_parts import monthly
from casework.links import EndedBy, begin_link, unlink
from casework.obligations import Kind, LineFacts, add_lines
from casework.view_pin import close_pin, set_pin
from casework.working_days import confirm_year, seed_year
from handlers.replies import HOME
from messages import explanations
from messages.fit import units
from messages.library import Lang
from messages.own_case import CREDITOR, DEBTOR, MOST, TOPICS, own_case
from messages.tables import outbox
from tests.builders import MAN, Case, a_case, a_decision, a_line, a_list_says, a_payment, a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english
from tests.dialogues.test_plans import FOUR, agree

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 16)
MINE = "Xem việc của tôi"
OWES_BOTH = (a_line(), a_line(Kind.COURT_FEE, 2_500_000, "Án phí dân sự sơ thẩm"))
ALIMONY = LineFacts(
    kind=Kind.ALIMONY, content="Cấp dưỡng nuôi con", amount=18_000_000, parts=monthly(3_000_000, date(2026, 8, 31), 6)
)


def said(books: Books, party: int, topic: str, lang: Lang = Lang.VI) -> str:
    """What is said of the party's own; empty where nothing is."""
    own = own_case(books, party, topic, lang)
    return "" if own is None else " ".join(own.lines)


def coerced(books: Books, decision: int, measure: Measure = Measure.SEIZURE, on: date = date(2026, 11, 2)) -> int:
    """A decision to coerce, long after the ten days."""
    facts = CoercionFacts(decision_id=decision, measure=measure, decided_on=on, document="12/QĐ-CC", with_forces=False)
    return coercion.decide(books, facts, entered_by=None)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that is told: about which topic, to whom, with what on the books, in which words."""

    topic: str
    words: str
    role: str = "debtor"
    also: Callable[[Books, Case], object] = lambda books, case: None
    case: dict[str, object] | None = None


def _deferred(books: Books, case: Case, until: date | None = None) -> None:
    record(books, case.decision, Happening(what=Happened.DEFERRED, on=date(2026, 9, 2), ground="Đ.46", until=until))


def _suspended(books: Books, case: Case) -> None:
    change_status(books, case.decision, Status.SUSPENDED, on=date(2026, 9, 3), ground="Điều 47")


def _terminated(books: Books, case: Case) -> None:
    change_status(books, case.decision, Status.TERMINATED, on=date(2026, 9, 4), ground="Điều 48")


def _without_means(books: Books, case: Case) -> None:
    change_status(books, case.decision, Status.NO_MEANS, on=date(2026, 9, 5), ground="Điều 38")


def _finished(books: Books, case: Case) -> None:
    a_payment(books, case.decision, 50_000_000)
    change_status(books, case.decision, Status.FINISHED, on=date(2026, 10, 6), ground="Đã nộp đủ")


def _planned(books: Books, case: Case) -> None:
    coercion.plan(books, coerced(books, case.decision), date(2026, 12, 8), entered_by=None)


def _carried_out(measure: Measure) -> Callable[[Books, Case], None]:
    def done(books: Books, case: Case) -> None:
        coercion.carry_out(books, coerced(books, case.decision, measure), date(2026, 11, 12), entered_by=None)

    return done


ISSUED, NOTIFIED = date(2026, 11, 9), date(2026, 11, 10)
FRESH: dict[str, object] = {"issued_on": ISSUED, "served_on": NOTIFIED}  # the ten days end on Friday 20/11/2026
OF_001 = "Với quyết định số 001/QĐ-THADS, "

TELLINGS = (
    Told(topic="voluntary_period", case=FRESH,
         words=OF_001 + "hạn tự nguyện của ông/bà dự kiến đến hết thứ Sáu, ngày 20 tháng 11 năm 2026 (4 ngày nữa)."),
    Told(topic="voluntary_period",
         words=OF_001 + "hạn tự nguyện của ông/bà đã hết vào thứ Năm, ngày 30 tháng 7 năm 2026."),
    Told(topic="voluntary_period", case={"served_on": None}, words="sổ chưa ghi ngày ông/bà được thông báo hợp lệ"),
    Told(topic="voluntary_period", case=FRESH, role="creditor",
         words=OF_001 + "hạn tự nguyện của bên phải thi hành án dự kiến đến hết thứ Sáu, ngày 20 tháng 11 năm 2026"),
    Told(topic="voluntary_period", role="creditor", words="hạn tự nguyện của bên phải thi hành án đã hết vào thứ Năm"),
    Told(topic="voluntary_period", role="creditor", case={"served_on": None},
         words="sổ chưa ghi ngày bên phải thi hành án được thông báo hợp lệ."),
    Told(topic="voluntary_period", also=_deferred, words="đang được hoãn từ ngày 02/09/2026."),
    Told(topic="voluntary_period", also=lambda books, case: a_payment(books, case.decision, 50_000_000),
         words="Theo sổ, ông/bà không còn khoản tiền nào phải nộp theo quyết định số 001/QĐ-THADS."),
    Told(topic="notice_service", words=OF_001 + "sổ ghi ngày thông báo hợp lệ là thứ Hai, ngày 20 tháng 7 năm 2026."),
    Told(topic="notice_service", case={"served_on": None}, words="sổ chưa ghi ngày ông/bà được thông báo hợp lệ."),
    Told(topic="late_interest", words=OF_001 + "sổ không ghi lãi chậm thi hành án."),
    Told(topic="late_interest", case={"rate": Decimal(10)},
         words="Tính thử từ ngày ra quyết định, 15/07/2026, đến trước ngày 16/11/2026 thì ước tính là "
               "1.698.630 đồng; số do cơ quan tính mới có giá trị."),
    Told(topic="late_interest", case={"rate": Decimal(10)}, role="creditor", words="ước tính là 1.698.630 đồng"),
    Told(topic="late_interest", words="cơ quan đã tính lãi chậm thi hành án. Số lãi nằm trong các khoản",
         case={"rate": Decimal(10), "lines": (a_line(), a_line(Kind.LATE_INTEREST, 700_000, "Lãi chậm"))}),
    Told(topic="instalments_agreement",
         words=OF_001 + "ông/bà còn phải nộp 50.000.000 đồng; sổ chưa ghi thỏa thuận trả dần nào."),
    Told(topic="instalments_agreement", role="creditor",
         words=OF_001 + "còn phải thu cho ông/bà 50.000.000 đồng; sổ chưa ghi thỏa thuận trả dần nào."),
    Told(topic="instalments_agreement", also=lambda books, case: agree(books, case.decision),
         words=OF_001 + "theo thỏa thuận ngày 01/08/2026, còn 15.000.000 đồng của các kỳ trước hôm nay chưa thấy trong "
               "sổ. Kỳ tới: 5.000.000 đồng, hạn đến hết thứ Bảy, ngày 5 tháng 12 năm 2026 (19 ngày nữa)."),
    Told(topic="instalments_agreement", also=lambda books, case: agree(books, case.decision, FOUR[3:]),
         words=OF_001 + "theo thỏa thuận ngày 01/08/2026, kỳ tới là 5.000.000 đồng, hạn đến hết thứ Bảy, ngày 5 tháng 12"),
    Told(topic="instalments_agreement", also=lambda books, case: agree(books, case.decision, ()), role="creditor",
         words=OF_001 + "các bên có thỏa thuận bằng văn bản ngày 01/08/2026."),
    Told(topic="instalments_agreement", words=OF_001 + "khoản nộp cho Nhà nước còn 2.500.000 đồng.",
         case={"lines": OWES_BOTH[1:]}),
    Told(topic="alimony", case={"lines": (ALIMONY,)},
         words=OF_001 + "còn 9.000.000 đồng tiền cấp dưỡng đã đến hạn mà chưa thấy trong sổ. Kỳ tới: 3.000.000 đồng, hạn "
               "đến hết thứ Hai, ngày 30 tháng 11 năm 2026 (14 ngày nữa)."),
    Told(topic="alimony", case={"lines": (ALIMONY,)}, role="creditor", words="còn 9.000.000 đồng tiền cấp dưỡng"),
    Told(topic="alimony", case={"lines": (ALIMONY,)}, words=OF_001 + "tiền cấp dưỡng đã đến hạn đều đã nộp đủ. Kỳ tới: ",
         also=lambda books, case: a_payment(books, case.decision, 9_000_000)),
    Told(topic="alimony", words="",),
    Told(topic="instalments_agreement", case={"lines": (ALIMONY,)},
         words=OF_001 + "còn 9.000.000 đồng đã đến hạn mà chưa thấy trong sổ. Kỳ tới: 3.000.000 đồng"),
    Told(topic="deferral", words="Theo sổ, quyết định số 001/QĐ-THADS đang được thi hành."),
    Told(topic="deferral", also=_deferred, words="Theo sổ, quyết định số 001/QĐ-THADS đang được hoãn từ ngày 02/09/2026."),
    Told(topic="deferral", also=lambda books, case: _deferred(books, case, date(2026, 12, 1)), role="creditor",
         words="hoãn từ ngày 02/09/2026. Sổ ghi hoãn đến hết thứ Ba, ngày 1 tháng 12 năm 2026."),
    Told(topic="deferral", also=lambda books, case: _deferred(books, case, date(2026, 10, 1)),
         words="Sổ ghi hoãn đến hết thứ Năm, ngày 1 tháng 10 năm 2026, nay đã qua; ông/bà hỏi người phụ trách."),
    Told(topic="suspension", also=_suspended, words="đang tạm dừng (tạm đình chỉ) từ ngày 03/09/2026."),
    Told(topic="suspension", also=_suspended, role="creditor", words="đang tạm dừng (tạm đình chỉ) từ ngày 03/09/2026."),
    Told(topic="termination", also=_terminated, words="đã dừng hẳn (đình chỉ) từ ngày 04/09/2026."),
    Told(topic="termination", also=_terminated, role="creditor", words="đã dừng hẳn (đình chỉ) từ ngày 04/09/2026."),
    Told(topic="no_condition", also=_without_means, words="ở tình trạng chưa có điều kiện thi hành từ ngày 05/09/2026."),
    Told(topic="no_condition", also=_without_means, role="creditor", words="chưa có điều kiện thi hành từ ngày 05/09/2026."),
    Told(topic="no_condition", role="creditor", words="cơ quan đã gửi lại cho ông/bà yêu cầu thi hành án của quyết định",
         also=lambda books, case: a_list_says(books, case.decision, Status.RETURNED, on=date(2026, 11, 2))),
    Told(topic="exemption_reduction", case={"lines": OWES_BOTH}, words=OF_001 + "khoản nộp cho Nhà nước còn 2.500.000 đồng."),
    Told(topic="exemption_reduction", words="Theo sổ, quyết định số 001/QĐ-THADS không có khoản nộp cho Nhà nước."),
    Told(topic="exemption_reduction", case={"lines": OWES_BOTH}, role="creditor", words=""),
    Told(topic="state_budget_court_fee", case={"lines": OWES_BOTH}, words="khoản nộp cho Nhà nước còn 2.500.000 đồng."),
    Told(topic="state_budget_court_fee", case={"lines": OWES_BOTH}, words="không còn khoản nào phải nộp cho Nhà nước.",
         also=lambda books, case: a_payment(books, case.decision, 2_500_000)),
    Told(topic="payment_order", words=OF_001 + "đã nộp 10.000.000 đồng, còn phải nộp 40.000.000 đồng.",
         also=lambda books, case: a_payment(books, case.decision, 10_000_000)),
    Told(topic="payment_order", role="creditor", also=lambda books, case: a_payment(books, case.decision, 20_000_000),
         words=OF_001 + "cơ quan đã thu cho ông/bà 20.000.000 đồng, còn phải thu 30.000.000 đồng. Sổ chưa ghi việc chi trả "
               "20.000.000 đồng; hạn chi trả 10 ngày đã hết vào thứ Sáu, ngày 11 tháng 9 năm 2026."),
    Told(topic="payment_order", role="creditor",
         words=OF_001 + "đến nay sổ chưa ghi khoản nào thu được; còn phải thu cho ông/bà 50.000.000 đồng."),
    Told(topic="request_enforcement", role="creditor",
         words="Ông/bà đã có quyết định thi hành án số 001/QĐ-THADS, ngày 15/07/2026. Đến nay sổ chưa ghi khoản nào"),
    Told(topic="request_enforcement", words=""),
    Told(topic="asset_verification", role="creditor", case=FRESH, words="hạn tự nguyện của bên phải thi hành án dự kiến"),
    Told(topic="asset_verification", role="creditor", words="đến nay sổ chưa ghi khoản nào thu được"),
    Told(topic="amnesty_confirmation", case={"lines": OWES_BOTH},
         words=OF_001 + "khoản nộp cho Nhà nước còn 0 đồng; khoản trả cho người, đơn vị khác còn 40.000.000 đồng.",
         also=lambda books, case: [a_payment(books, case.decision, 2_500_000), a_payment(books, case.decision, 10_000_000)]),
    Told(topic="amnesty_confirmation", also=lambda books, case: a_payment(books, case.decision, 50_000_000),
         words="không còn khoản tiền nào phải nộp"),
    Told(topic="amnesty_confirmation", also=_finished, words="đã thi hành xong từ ngày 06/10/2026."),
    Told(topic="amnesty_confirmation", role="creditor", words=""),
    Told(topic="coercive_measures", also=lambda books, case: coerced(books, case.decision),
         words=OF_001 + "sổ ghi có quyết định cưỡng chế kê biên tài sản ngày 02/11/2026. Ông/bà gọi sớm người phụ trách"),
    Told(topic="coercive_measures", also=_planned,
         words=OF_001 + "sổ ghi ngày dự kiến cưỡng chế kê biên tài sản là thứ Ba, ngày 8 tháng 12 năm 2026 (22 ngày nữa)."),
    Told(topic="coercive_measures", also=_carried_out(Measure.SEIZURE),
         words=OF_001 + "sổ ghi việc cưỡng chế kê biên tài sản đã làm vào thứ Năm, ngày 12 tháng 11 năm 2026."),
    Told(topic="coercive_measures", case=FRESH, words="hạn tự nguyện của ông/bà dự kiến đến hết thứ Sáu"),
    Told(topic="coercive_measures", words=""),
    Told(topic="coercive_measures", also=_suspended, words="đang tạm dừng (tạm đình chỉ)"),
    Told(topic="coercive_measures", also=lambda books, case: coerced(books, case.decision), role="creditor",
         words=OF_001 + "đến nay sổ chưa ghi khoản nào thu được; còn phải thu cho ông/bà 50.000.000 đồng."),
    Told(topic="coercion_cost", also=_planned, words="sổ ghi ngày dự kiến cưỡng chế kê biên tài sản"),
    Told(topic="land_house_handover", words="cưỡng chế giao tài sản, giấy tờ ngày 02/11/2026.",
         also=lambda books, case: coerced(books, case.decision, Measure.HANDOVER)),
    Told(topic="land_house_handover", words="", also=lambda books, case: coerced(books, case.decision, Measure.INCOME)),
    Told(topic="seizure_exempt_assets", also=_planned, words="sổ ghi ngày dự kiến cưỡng chế kê biên tài sản"),
    Told(topic="only_home", also=_planned, words="sổ ghi ngày dự kiến cưỡng chế kê biên tài sản"),
    Told(topic="only_home", words=""),
    Told(topic="salary_deduction", words="cưỡng chế trừ vào thu nhập ngày 02/11/2026.",
         also=lambda books, case: coerced(books, case.decision, Measure.INCOME)),
    Told(topic="salary_deduction", words=""),
    Told(topic="account_freeze", also=_carried_out(Measure.MONEY),
         words="sổ ghi việc cưỡng chế trừ hoặc thu tiền đã làm vào thứ Năm, ngày 12 tháng 11 năm 2026."),
    Told(topic="account_freeze", words=OF_001 + "ông/bà còn phải nộp 50.000.000 đồng."),
    Told(topic="exit_ban",
         words=OF_001 + "ông/bà còn phải nộp 50.000.000 đồng. Có bị tạm hoãn xuất cảnh hay không thì sổ ở đây không ghi"),
    Told(topic="complaint_procedure", also=lambda books, case: coerced(books, case.decision),
         words="theo quyết định thi hành án số 001/QĐ-THADS. Đếm từ ngày đó thì hạn khiếu nại lần đầu dự kiến đến hết thứ Tư, ngày 2 tháng 12 năm "
               "2026; ông/bà được thông báo muộn hơn thì đếm từ ngày được thông báo."),
    Told(topic="complaint_procedure", also=lambda books, case: coerced(books, case.decision, on=date(2026, 9, 1)),
         words="Hạn khiếu nại lần đầu đếm từ ngày ông/bà được thông báo"),
    Told(topic="complaint_procedure", words=""),
    Told(topic="officer_powers", words=""),
)  # fmt: skip


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda one: f"{one.topic}-{one.role}")
def test_each_topic_tells_what_its_reader_wants_to_hear_of_their_own(books: Books, telling: Told) -> None:
    case = a_case(books, **(telling.case or {}))  # type: ignore[arg-type]  # handed on as they come
    telling.also(books, case)
    words = said(books, case.creditor if telling.role == "creditor" else case.debtor, telling.topic)
    assert telling.words in words
    assert bool(words) is bool(telling.words), "nothing more is told"


@pytest.mark.usefixtures("database_kind")
def test_every_topic_that_tells_something_is_one_that_is_explained() -> None:
    assert set(explanations.topics()) >= TOPICS
    for topic in DEBTOR:
        assert any(one.topic == topic and one.role == "debtor" and one.words for one in TELLINGS), topic
    for topic in CREDITOR:
        assert any(one.topic == topic and one.role == "creditor" and one.words for one in TELLINGS), topic


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_two_sentences_at_most_without_names_in_both_languages(books: Books, topic: str) -> None:
    case = a_case(books, lines=(*OWES_BOTH, ALIMONY), rate=Decimal(10))
    agree(books, case.decision)
    _planned(books, case)
    for party in (case.debtor, case.creditor):
        for lang in Lang:
            words = said(books, party, topic, lang)
            assert len(words) < 400
            for name in ("Nguyễn", "Ánh", "Ngân hàng", "Hương"):
                assert name not in words


def test_once_the_calendar_is_confirmed_the_day_is_no_forecast(books: Books) -> None:
    case = a_case(books, issued_on=ISSUED, served_on=NOTIFIED)
    seed_year(books, 2026)
    confirm_year(books, 2026, case.officer)
    assert said(books, case.debtor, "voluntary_period") == (
        f"{OF_001}hạn tự nguyện của ông/bà đến hết thứ Sáu, ngày 20 tháng 11 năm 2026 (4 ngày nữa)."
    )


# --- what may spoil its own end, or concerns somebody else, is not told ------------------------------------------------


def test_money_in_an_account_is_not_announced_before_it_is_taken(books: Books) -> None:
    case = a_case(books)
    coerced(books, case.decision, Measure.MONEY)
    for topic in TOPICS:
        assert "cưỡng chế" not in said(books, case.debtor, topic), topic


def test_what_was_decided_at_once_against_hiding_assets_is_not_announced(books: Books) -> None:
    case = a_case(books, issued_on=ISSUED, served_on=NOTIFIED)
    facts = CoercionFacts(
        decision_id=case.decision,
        measure=Measure.SEIZURE,
        decided_on=date(2026, 11, 12),
        document="12/QĐ-CC",
        with_forces=False,
        dissipation="Đang rao bán gấp",
    )
    coercion.decide(books, facts, entered_by=None)
    assert "cưỡng chế" not in said(books, case.debtor, "coercive_measures")
    assert said(books, case.debtor, "complaint_procedure") == ""


def test_with_several_debtors_nobody_is_told_of_a_coercion_that_may_be_anothers(books: Books) -> None:
    case = a_case(books)
    add_party_to(books, case.decision, a_person(books, name=MAN), PartyRole.DEBTOR)
    coerced(books, case.decision)
    for topic in TOPICS:
        assert "cưỡng chế" not in said(books, case.debtor, topic), topic


def test_a_coercion_that_the_debtor_made_needless_is_not_told(books: Books) -> None:
    case = a_case(books)
    coercion.avoid(books, coerced(books, case.decision), TODAY, entered_by=None)
    assert said(books, case.debtor, "coercive_measures") == ""


def test_nobody_is_told_whether_they_may_leave_the_country(books: Books) -> None:
    case = a_case(books)
    assert "bị tạm hoãn xuất cảnh hay không" in said(books, case.debtor, "exit_ban")
    assert said(books, case.creditor, "exit_ban") == ""


def test_an_agreement_for_several_does_not_tell_anothers_share(books: Books) -> None:
    case = a_case(books, lines=[a_line(Kind.DEBT, 3_000_000)])
    brother = a_person(books, name=MAN)
    add_party_to(books, case.decision, brother, PartyRole.DEBTOR)
    own = LineFacts(kind=Kind.DEBT, content="Trả nợ riêng", amount=17_000_000, debtor_id=brother)
    add_lines(books, case.decision, [own])
    agree(books, case.decision)
    assert said(books, case.debtor, "instalments_agreement") == (
        f"{OF_001}các bên có thỏa thuận bằng văn bản ngày 01/08/2026. "
        "Thỏa thuận tính chung cho nhiều người; bấm «Xem việc của tôi» để xem các kỳ."
    )


@pytest.mark.parametrize("role", [PartyRole.RELATED, PartyRole.REPRESENTATIVE])
@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_who_is_neither_debtor_nor_creditor_is_told_nothing_here(books: Books, topic: str, role: PartyRole) -> None:
    case = a_case(books, lines=OWES_BOTH, rate=Decimal(10))
    other = a_person(books, name=MAN)
    add_party_to(books, case.decision, other, role)
    assert said(books, other, topic) == ""


# --- several decisions, and closed ones --------------------------------------------------------------------------------


def test_of_several_decisions_the_only_one_that_fits_is_told(books: Books) -> None:
    case = a_case(books)
    a_decision(books, case.agency, debtor=case.debtor, lines=[a_line()], issued_on=ISSUED, served_on=NOTIFIED)
    own = own_case(books, case.debtor, "voluntary_period", Lang.VI)
    assert own is not None
    assert own.decision_id != case.decision
    assert own.lines[0].startswith("Với quyết định số 002/QĐ-THADS, hạn tự nguyện của ông/bà dự kiến đến hết")


def test_where_several_fit_it_is_said_how_many_there_are(books: Books) -> None:
    case = a_case(books)
    for _ in range(2):
        a_decision(books, case.agency, debtor=case.debtor, lines=[a_line()], issued_on=ISSUED, served_on=NOTIFIED)
    own = own_case(books, case.debtor, "voluntary_period", Lang.VI)
    assert own is not None
    assert own.decision_id is None
    assert own.lines[0].startswith("Ông/bà có 3 quyết định thi hành án, nên ở đây tôi chưa nói riêng quyết định nào.")


def test_whoever_has_a_great_many_is_led_to_the_list(books: Books) -> None:
    case = a_case(books)
    for _ in range(MOST):
        a_decision(books, case.agency, creditor=case.creditor, lines=[a_line()])
    assert said(books, case.creditor, "late_interest").startswith(f"Ông/bà có {MOST + 1} quyết định thi hành án")


@pytest.mark.parametrize("role", ["debtor", "creditor"])
@pytest.mark.parametrize("status", [Status.FINISHED, Status.TERMINATED, Status.ENTRUSTED, Status.RETURNED])
def test_closed_decisions_are_silent_but_where_their_end_is_asked_for(books: Books, status: Status, role: str) -> None:
    case = a_case(books, lines=(*OWES_BOTH, ALIMONY), rate=Decimal(10))
    a_list_says(books, case.decision, status, on=date(2026, 11, 2))
    party = case.creditor if role == "creditor" else case.debtor
    telling = {topic for topic in TOPICS if said(books, party, topic)}
    ends = {
        (Status.FINISHED, "debtor"): {"amnesty_confirmation"},
        (Status.TERMINATED, "debtor"): {"termination"},
        (Status.TERMINATED, "creditor"): {"termination"},
        (Status.RETURNED, "creditor"): {"no_condition"},
    }
    assert telling == ends.get((status, role), set())


def test_what_is_both_debtor_and_creditor_hears_of_each_as_what_it_is_there(books: Books) -> None:
    case = a_case(books)
    a_decision(books, case.agency, creditor=case.debtor, debtor=case.creditor, lines=[a_line()])
    assert "Ông/bà đã có quyết định thi hành án số 002/QĐ-THADS" in said(books, case.debtor, "request_enforcement")
    assert said(books, case.debtor, "account_freeze").startswith(OF_001 + "ông/bà còn phải nộp")


# --- over the real road ------------------------------------------------------------------------------------------------


async def a_linked_debtor(db: Database, **case: object) -> Case:
    """The debtor of a small case writes in chat 1."""

    def write(books: Books) -> tuple[int, Case]:
        made = a_case(books, **case)  # type: ignore[arg-type]  # handed on as they come
        return made.debtor, made

    return await linked(db, write)


async def kept_as(db: Database) -> list[tuple[bool, int | None]]:
    """(personal, decision) of every message of explanations, oldest first."""
    query = select(outbox.c.personal, outbox.c.decision_id).where(outbox.c.text_key.like("law.%")).order_by(outbox.c.id)
    return [(bool(row[0]), row[1]) for row in await db.read(lambda books: books.conn.execute(query).all())]


@pytest.mark.parametrize("topic", sorted(TOPICS))
async def test_unlinked_nothing_of_ones_own_and_one_button_to_it(db: Database, citizen: Citizen, topic: str) -> None:
    await db.write(lambda books: a_case(books, rate=Decimal(10)))
    await forge(citizen, f"ex:{topic}")
    explanation = explanations.get(topic, TODAY)
    assert citizen.text == explanations.render(explanation)
    assert citizen.labels().count(MINE) == 1
    assert await kept_as(db) == [(False, None)]


async def test_other_topics_get_no_button_that_leads_nowhere(db: Database, citizen: Citizen) -> None:
    await a_linked_debtor(db)
    await forge(citizen, "ex:auction_price")
    assert citizen.text == explanations.render(explanations.get("auction_price", TODAY))
    assert MINE not in citizen.labels()


async def test_typed_or_pressed_it_stands_before_the_answer_and_is_kept_as_personal(
    db: Database, citizen: Citizen
) -> None:
    case = await a_linked_debtor(db, **FRESH)
    own = "hạn tự nguyện của ông/bà dự kiến đến hết thứ Sáu, ngày 20 tháng 11 năm 2026"
    await citizen.write("thi hành án cho mấy ngày để tự nguyện nộp")
    citizen.sees(own, "Căn cứ: ")
    assert citizen.text.index(own) < citizen.text.index("Căn cứ: ")
    await forge(citizen, "ex:voluntary_period")
    citizen.sees(own)
    assert citizen.labels().count(MINE) == 1
    assert await kept_as(db) == [(True, case.decision)] * 2


async def test_it_stands_before_the_long_answer_too_and_all_fits_in_one_message(db: Database, citizen: Citizen) -> None:
    await a_linked_debtor(db, lines=OWES_BOTH, rate=Decimal(10))
    for topic in sorted(DEBTOR):
        await forge(citizen, f"exmore:{topic}")
        assert units(citizen.text) <= 4096, topic


@pytest.mark.parametrize(
    ("role", "words", "title"),
    [
        ("creditor", "họ nói không có gì để trả hết thì sao", "Tôi thắng kiện, bên kia không có gì"),
        ("debtor", "họ nói không có gì để trả hết thì sao", "Tôi không có gì để trả"),
    ],
)
async def test_the_same_words_get_the_explanation_written_for_the_readers_side(
    db: Database, citizen: Citizen, role: str, words: str, title: str
) -> None:
    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books)
        return (case.creditor if role == "creditor" else case.debtor), case

    await linked(db, write)
    await citizen.write(words)
    assert citizen.text.startswith(title)


async def test_after_ten_minutes_it_folds_away(db: Database, citizen: Citizen, clock: SetClock) -> None:
    await a_linked_debtor(db)
    await citizen.write("/start")
    await forge(citizen, "ex:account_freeze")
    citizen.sees("ông/bà còn phải nộp 50.000.000 đồng")
    await citizen.wait_until(clock.now() + timedelta(minutes=11))
    citizen.does_not_see("50.000.000 đồng")


async def test_while_the_view_pin_is_due_only_the_law_is_shown(db: Database, citizen: Citizen, clock: SetClock) -> None:
    case = await a_linked_debtor(db)

    def lock(books: Books) -> int:
        contact = meet(books, "terminal", "1").id
        set_pin(books, contact, "748291")
        return contact

    contact = await db.write(lock)
    await forge(citizen, "ex:account_freeze")
    citizen.sees("ông/bà còn phải nộp 50.000.000 đồng")
    await db.write(close_pin, contact)
    await forge(citizen, "ex:account_freeze")
    assert citizen.text == explanations.render(explanations.get("account_freeze", TODAY))
    citizen.sees_button(MINE)
    assert await kept_as(db) == [(True, case.decision), (False, None)]
    await citizen.press(MINE)
    citizen.sees("mã PIN")


async def test_several_decisions_are_told_as_a_number_and_a_button_to_the_list(db: Database, citizen: Citizen) -> None:
    case = await a_linked_debtor(db)
    await db.write(lambda books: a_decision(books, case.agency, debtor=case.debtor, lines=[a_line()]))
    await forge(citizen, "ex:account_freeze")
    citizen.sees("Ông/bà có 2 quyết định thi hành án")
    await citizen.press(MINE)
    citizen.sees("Ông/bà có 2 quyết định thi hành án. Bấm vào một quyết định để xem kỹ.")


async def test_a_chat_that_is_unlinked_again_is_told_nothing_more(db: Database, citizen: Citizen) -> None:
    await a_linked_debtor(db)
    await db.write(lambda books: unlink(books, meet(books, "terminal", "1").id, EndedBy.PERSON))
    await forge(citizen, "ex:account_freeze")
    citizen.does_not_see("50.000.000")


async def test_two_chats_are_each_told_their_own(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    case = await a_linked_debtor(db)

    def another(books: Books) -> None:
        other = a_case(books, agency=case.agency, lines=[a_line(Kind.DEBT, 7_777_000)])
        begin_link(books, meet(books, "terminal", "2").id, other.debtor)

    await db.write(another)
    second = meet_citizen(2)
    await forge(citizen, "ex:account_freeze")
    await forge(second, "ex:account_freeze")
    citizen.sees("50.000.000 đồng")
    second.sees("7.777.000 đồng")
    citizen.does_not_see("7.777.000")
    second.does_not_see("50.000.000")


async def test_in_english_it_is_english(db: Database, citizen: Citizen) -> None:
    await a_linked_debtor(db)
    await read_english(db)
    await forge(citizen, "ex:account_freeze")
    citizen.sees("Under decision no. 001/QĐ-THADS you still have 50,000,000 dong to pay.")


async def test_there_is_a_way_home_and_to_a_person(db: Database, citizen: Citizen) -> None:
    await a_linked_debtor(db)
    await forge(citizen, "ex:exit_ban")
    citizen.sees_button("Gặp cán bộ")
    assert citizen.data_of("‹ Về đầu") == HOME
