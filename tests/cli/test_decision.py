"""A decision is shown in full to whoever may see it, and its course is noted with before and after."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.cli.decision_words import CIRCUMSTANCE_WORDS, DUTY_WORDS, GROUND_WORDS, STATE_WORDS
from casework import audit
from casework.course_duties import DutyKind
from casework.course_kinds import Circumstance, Ground
from casework.decision_events import events_of
from casework.decision_states import State
from casework.decisions import Status, decision
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

EVENT = ("decision", "event", DECISION)
PAPER = ("--document", "12/QĐ-THADS", "--as", "huong")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def status_of(office: Office, case: builders.Case) -> Status:
    with office.terminal.books() as books:
        known = decision(books, case.decision)
    assert known is not None
    return known.status


def an_old_decision(office: Office, issued_on: date) -> None:
    """One that was issued, and served on the same day, under the old law."""
    with office.terminal.books() as books:
        builders.a_decision(books, office.agency, number=DECISION, issued_on=issued_on, served_on=issued_on)


def test_every_state_ground_and_duty_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(GROUND_WORDS) == set(Ground)
    assert set(CIRCUMSTANCE_WORDS) == set(Circumstance)
    assert set(DUTY_WORDS) == set(DutyKind)


def test_a_decision_is_shown_with_state_law_people_sums_duties_and_course(office: Office) -> None:
    office.case()
    said = office.terminal.does("decision", "show", DECISION, "--as", "huong")
    assert "Tình trạng: hết thời hạn tự nguyện, xác minh điều kiện thi hành, từ 30/07/2026" in said
    assert "Luật áp dụng: Luật Thi hành án dân sự 106/2025/QH15" in said
    assert "Thông báo hợp lệ: 20/07/2026" in said
    assert builders.WOMAN in said
    assert "còn 50.000.000 đồng" in said
    assert re.search(r"QUÁ HẠN 10/08/2026.* bắt đầu xác minh điều kiện thi hành +khoản 1 Điều 37", said)
    assert "15/07/2026  nhập vào sổ" in said


def test_whoever_shows_no_name_sees_no_names_and_no_words(office: Office) -> None:
    office.case()
    office.terminal.does(*EVENT, "deferred", "--on", "01/09/2026", "--reason", "agreed",
                         "--ground", "Bà Ánh xin hoãn", *PAPER)  # fmt: skip
    said = office.terminal.does("decision", "show", DECISION)
    assert "N***n T. N. Á." in said
    for hidden in (builders.WOMAN, "Bà Ánh", "Trả nợ vay", "12/QĐ-THADS"):
        assert hidden not in said
    assert "Bà Ánh xin hoãn" in office.terminal.does("decision", "show", DECISION, "--as", "tu")
    assert "quản trị" in office.terminal.is_refused("decision", "show", DECISION, "--as", "quan-tri")


def test_whoever_sees_the_names_stands_in_the_audit_trail(office: Office) -> None:
    case = office.case()
    with office.terminal.books() as books:
        before = audit.head(books)
    office.terminal.does("decision", "show", DECISION)
    with office.terminal.books() as books:
        assert audit.head(books) == before
    office.terminal.does("decision", "show", DECISION, "--as", "tu")
    with office.terminal.books() as books:
        row = books.conn.exec_driver_sql("SELECT actor, action, object FROM audit_entry ORDER BY seq DESC").first()
    assert row is not None
    assert tuple(row) == (f"staff:{office.ids['tu']}", "decision_seen", f"decision:{case.decision}")


def test_an_event_is_noted_with_the_state_before_and_after(office: Office) -> None:
    case = office.case()
    said = office.terminal.does(*EVENT, "no-means", "--on", "01/09/2026", "--reason", "nothing-to-take",
                                "--circumstance", "long-prison", *PAPER)  # fmt: skip
    assert "Trước: hết thời hạn tự nguyện" in said
    assert "Sau:   chưa có điều kiện thi hành, từ 01/09/2026" in said
    assert status_of(office, case) is Status.NO_MEANS
    shown = office.terminal.does("decision", "show", DECISION, "--as", "huong")
    assert "hạn 01/09/2027" in shown, "once a year for who has two years of prison left"
    assert "quyết định chưa có điều kiện thi hành án  (Lê Thị Mai Hương" in shown
    assert "không có thu nhập, tài sản để thi hành án (điểm a khoản 1 Điều 38, 106/2025/QH15)" in shown
    assert "đang ở tù, còn từ 2 năm (khoản 3 Điều 38, 106/2025/QH15)" in shown


def test_a_deferral_names_the_day_of_the_paper_that_asked_and_a_ground_its_article(office: Office) -> None:
    office.case()
    asked = ("--reason", "protest-request", "--until", "20/10/2026", *PAPER)
    assert "ngày của văn bản đó" in office.terminal.is_refused(*EVENT, "deferred", "--on", "01/08/2026", *asked)
    office.terminal.does(*EVENT, "deferred", "--on", "01/08/2026", "--asked-on", "20/07/2026", *asked)
    shown = office.terminal.does("decision", "show", DECISION)
    assert "kháng nghị (khoản 2 Điều 46, 106/2025/QH15); văn bản yêu cầu ngày 20/07/2026; đến 20/10/2026" in shown


def test_what_happened_under_the_old_law_quotes_no_article_of_the_new(office: Office) -> None:
    an_old_decision(office, date(2025, 3, 3))
    deferred = ("deferred", "--on", "01/04/2026", "--reason", "agreed", "--interest", "runs", *PAPER)
    office.terminal.does(*EVENT, *deferred)
    shown = office.terminal.does("decision", "show", DECISION)
    assert "thỏa thuận hoặc văn bản của người được thi hành án" in shown
    assert "Điều 46" not in shown


def test_a_request_that_may_go_back_is_told_without_a_day_that_the_law_does_not_set(office: Office) -> None:
    an_old_decision(office, date(2023, 3, 3))
    office.terminal.does("decision", "origin", DECISION, "on-request", "--as", "tu")
    office.terminal.does(*EVENT, "no-means", "--on", "01/08/2024", *PAPER)
    told = r"đã đến lúc, luật không định hạn +hết 2 năm không có thông tin mới, đã xác minh lại: gửi lại yêu cầu"
    assert not re.search(told, office.terminal.does("decision", "duties")), "the means were not looked at again"
    office.terminal.does(*EVENT, "re-verified", "--on", "01/10/2026", *PAPER)
    assert re.search(told, office.terminal.does("decision", "duties"))
    assert re.search(told, office.terminal.does("decision", "show", DECISION))


def test_what_contradicts_is_refused_in_a_sentence_and_nothing_is_written(office: Office) -> None:
    case = office.case()
    office.terminal.does(*EVENT, "finished", "--on", "01/09/2026", *PAPER)
    with office.terminal.books() as books:
        before = events_of(books, case.decision)
    said = office.terminal.is_refused(*EVENT, "terminated", "--on", "02/09/2026", *PAPER)
    assert "«thi hành xong»" in said
    assert "«thi hành lại»" in said
    assert "chưa đến" in office.terminal.is_refused(*EVENT, "taken-up-again", "--on", "17/11/2026", *PAPER)
    with office.terminal.books() as books:
        assert events_of(books, case.decision) == before


def test_a_service_names_its_article_and_can_be_put_right(office: Office) -> None:
    with office.terminal.books() as books:
        builders.a_decision(books, office.agency, number=DECISION, served_on=None)
    serve = ("decision", "serve", DECISION, "--as", "tu")
    said = office.terminal.does(*serve, "--form", "direct", "--on", "10/11/2026")
    assert "Thông báo hợp lệ ngày 10/11/2026" in said
    assert "Điều 16, 152/2026/NĐ-CP" in said
    assert "Sau:   trong thời hạn tự nguyện, đến hết 20/11/2026" in said
    assert "ghi là sửa lại" in office.terminal.is_refused(*serve, "--form", "direct", "--on", "11/11/2026")
    fixed = office.terminal.does(*serve, "--form", "posted", "--on", "12/11/2026", "--correct", "Gõ nhầm ngày")
    assert "đến hết 23/11/2026" in fixed
    assert "giao trực tiếp" in office.terminal.is_refused(*serve, "--form", "vneid", "--on", "10/11/2026")
    shown = office.terminal.does("decision", "show", DECISION, "--as", "tu")
    assert "Thông báo hợp lệ: 12/11/2026, niêm yết" in shown
    assert "giữ niêm yết đến hết ngày này" in shown
    assert "ngày đúng là 12/11/2026; Gõ nhầm ngày" in shown


def test_a_wrong_event_is_taken_back_by_its_number(office: Office) -> None:
    case = office.case()
    office.terminal.does(*EVENT, "suspended", "--on", "01/09/2026", "--reason", "protest", *PAPER)
    shown = office.terminal.does("decision", "show", DECISION)
    (number,) = re.findall(r"tạm đình chỉ  \(.*mã (\d+)\)", shown)
    undo = ("decision", "undo", DECISION, "--event", number, "--ground", "Nhầm việc", "--as", "huong")
    assert "Trước: tạm đình chỉ, từ 01/09/2026" in office.terminal.does(*undo)
    assert status_of(office, case) is Status.ENFORCING
    assert "tạm đình chỉ [ĐÃ HỦY]" in office.terminal.does("decision", "show", DECISION)
    assert "đã hủy rồi" in office.terminal.is_refused(*undo)


def test_on_whose_request_is_noted(office: Office) -> None:
    office.case()
    origin = ("decision", "origin", DECISION, "--as", "tu")
    said = office.terminal.does(*origin, "on-request", "--requested-on", "01/07/2026")
    assert "Nguồn: theo yêu cầu thi hành án, yêu cầu ngày 01/07/2026" in said
    assert "Nguồn: chủ động thi hành\n" in office.terminal.does(*origin, "ex-officio")


def test_duties_are_listed_for_all_an_officer_or_an_office(office: Office) -> None:
    case = office.case()
    with office.terminal.books() as books:
        builders.a_decision(books, office.agency, number="046/QĐ-THADS", officer=office.ids["huong"])
        builders.a_decision(books, office.agency, number="047/QĐ-THADS", issued_on=date(2026, 11, 13),
                            served_on=None)  # fmt: skip
    said = office.terminal.does("decision", "duties")
    assert "045/QĐ-THADS" in said
    assert "046/QĐ-THADS" in said
    assert "047/QĐ-THADS" not in said
    assert "047/QĐ-THADS" in office.terminal.does("decision", "duties", "--all")
    mine = office.terminal.does("decision", "duties", "--officer", "huong")
    assert "046/QĐ-THADS" in mine
    assert "045/QĐ-THADS" not in mine
    assert "Không có hạn nào đã quá" in office.terminal.does("decision", "duties", "--officer", "truong")
    assert case.decision


def test_a_decision_is_found_by_number_name_or_identity_with_masked_names(office: Office) -> None:
    with office.terminal.books() as books:
        debtor = builders.a_person(books, identity="095181000777", phone="0900000777")
    office.case(debtor=debtor)
    for typed in ("045", "nguyen thi ngoc anh", "095181000777", "0900 000 777"):
        said = office.terminal.does("decision", "find", typed)
        assert f"{DECISION} (15/07/2026)  đang thi hành  N***n T. N. Á." in said
        assert builders.WOMAN not in said
    assert "Không tìm thấy" in office.terminal.is_refused("decision", "find", "999")
    assert "Không tìm thấy" in office.terminal.is_refused("decision", "find", "%")
