"""At the desk a line is a number and a letter: who came, what came of it, with which ground, and what was a slip."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from casework.audit import Action
from casework.booking_facts import booking_of_party, find_booking
from casework.booking_marks import say_coming
from casework.books import Books
from casework.links import live_links
from casework.people import identity_last_six
from casework.promises import PromiseState, promises_of
from casework.reception_kinds import BookingState
from casework.reception_outcomes import What, note_told, outcome_of
from casework.tables.audit import audit_entry
from tests.builders import BANK, LONG_NAME, MAN, WOMAN, a_case, a_person
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.cli.reception_mornings import GUEST, Morning, a_morning

DAY = "03/12/2026"
EIGHT = datetime(2026, 12, 3, 1, 15, tzinfo=UTC)  # 08:15 of the day in Viet Nam
LONGEST_LINE = 40  # keys without a note: at two a second, twenty seconds


@pytest.fixture
def morning(office: Office) -> Morning:
    with office.terminal.books() as books:
        return a_morning(books, office.agency, office.ids["truong"])


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


class Desk:
    """Somebody at the desk on the morning itself."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office, self.monkeypatch = office, monkeypatch
        monkeypatch.setenv("GANDAN_CLOCK", EIGHT.isoformat())
        office.terminal.clock.set(EIGHT)

    def types(self, *lines: str, login: str = "tu") -> str:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return self.office.terminal.does("reception", "desk", DAY, "--as", login)


@pytest.fixture
def desk(office: Office, morning: Morning, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(office, monkeypatch)


def states(office: Office, morning: Morning) -> list[BookingState]:
    with office.terminal.books() as books:
        found = [find_booking(books, one) for one in morning.bookings]
        return [one.state for one in found if one is not None]


def test_everybody_is_listed_in_order_and_a_whole_morning_takes_a_line_each(
    office: Office, morning: Morning, desk: Desk
) -> None:
    lines = ("1 d", "1 h 2tr 30/12", "2 v", "3 d", "3 s hỏi lại kế toán", "4 d", "4 g đã chỉ nơi nộp đơn")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    said = desk.types(*lines)
    listed = [said.index(name) for name in (WOMAN, LONG_NAME, MAN, GUEST)]
    assert listed == sorted(listed)
    assert "khách, xem giấy tờ" in said
    assert "Ngày 30/12/2026: nộp tiền." in said
    assert "Phải trả lời chậm nhất 17/12/2026 (10 ngày làm việc)." in said
    done, gone = BookingState.DONE, BookingState.NO_SHOW
    assert states(office, morning) == [done, gone, done, done]
    with office.terminal.books() as books:
        case = morning.cases[0]
        assert [one.amount for one in promises_of(books, case.decision) if one.state is PromiseState.OPEN] == [
            2_000_000
        ]
        told = outcome_of(books, morning.bookings[3])
        assert told is not None
        assert (told.what, told.note) == (What.EXPLAINED, "đã chỉ nơi nộp đơn")


def test_who_has_said_that_they_will_come_is_seen_in_the_list_until_they_are_there(
    office: Office, morning: Morning, desk: Desk
) -> None:
    assert "báo sẽ đến" not in desk.types("l")
    with office.terminal.books() as books:
        assert say_coming(books, morning.bookings[1])
    row = next(line for line in desk.types("q").splitlines() if LONG_NAME in line)
    assert "chưa đến, báo sẽ đến" in row
    assert "báo sẽ đến" not in desk.types("2 d", "l").rpartition("> ")[0].rpartition("> ")[2]


def test_a_refusal_names_its_ground_and_when_the_notice_is_due(office: Office, morning: Morning, desk: Desk) -> None:
    said = desk.types("1 x", "1 x 3; đã giải thích miệng")
    assert " 3  khiếu nại đã giải quyết đúng pháp luật" in said
    assert "khoản 3 Điều 9 Luật Tiếp công dân 42/2013/QH13" in said
    assert "Gửi thông báo từ chối bằng văn bản (Mẫu 01/TCD) chậm nhất 08/12/2026." in said
    assert states(office, morning)[0] is BookingState.REFUSED
    assert "văn bản (Mẫu" not in desk.types("2 x 1")


def test_a_slip_is_taken_back_with_the_promise_that_came_of_it(office: Office, morning: Morning, desk: Desk) -> None:
    desk.types("1 d", "1 h 3 triệu 30/12", "u", "u", "u")
    assert states(office, morning)[0] is BookingState.CONFIRMED
    with office.terminal.books() as books:
        there = find_booking(books, morning.bookings[0])
        assert there is not None
        assert there.arrived_at is None
        assert outcome_of(books, morning.bookings[0]) is None
        made = promises_of(books, morning.cases[0].decision)
        assert [(one.amount, one.state) for one in made if one.amount == 3_000_000] == [
            (3_000_000, PromiseState.WITHDRAWN)
        ]


def test_what_the_person_was_told_is_put_right_and_not_taken_back(
    office: Office, morning: Morning, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.types("1 d", "1 g giải thích")
    with office.terminal.books() as books:
        made = outcome_of(books, morning.bookings[0])
        assert made is not None
        note_told(books, made.id)
    said = desk.types("1 t đồng ý trả dần", "u")
    assert "đã được sửa một lần" in said
    with office.terminal.books() as books:
        made = outcome_of(books, morning.bookings[0])
        assert made is not None
        assert made.what is What.AGREED


def test_who_comes_unasked_takes_a_place_and_a_number_in_the_list(office: Office, morning: Morning, desk: Desk) -> None:
    said = desk.types("w Trần Văn Bé; 0900 000 123; hỏi về lãi", "5 g", "w Trần Văn Bé", "w Sùng A Páo;; tin lạ", "l")
    assert "5. Trần Văn Bé: đã đến, lượt " in said
    assert "5. Trần Văn Bé: đã giải thích" in said
    assert "Hãy ghi họ tên; số điện thoại; việc gì" in said
    assert "6. Sùng A Páo: đã đến" in said  # not everybody has a telephone


def test_a_guest_is_a_party_once_the_desk_has_read_the_number_on_the_papers(
    office: Office, morning: Morning, desk: Desk
) -> None:
    with office.terminal.books() as books:
        debtor = a_person(books, name="Lý Hoàng Nam", identity="095079000314")
        case = a_case(books, agency=office.agency, debtor=debtor, number="314/QĐ-THADS")
    asked = desk.types(
        "w Lý Hoàng Nam; 0900 000 905; xin hoãn", "5 p 314/QĐ-THADS", "5 p 314/QĐ-THADS; 000999", "5 h 1tr 15/12"
    )
    assert "Lý Hoàng Nam; người phải thi hành án; sinh năm 1981" in asked
    assert "079000314" not in asked
    assert "không khớp ai như vậy" in asked
    assert "không có việc nào còn phải nộp" in asked
    said = desk.types("5 p Lý Hoàng Nam; 000314", "5 h 1tr 15/12", "5 p Lý Hoàng Nam; 000314")
    assert "đã đối chiếu giấy tờ, là đương sự trong sổ" in said
    assert "Ngày 15/12/2026: nộp tiền." in said
    assert "đã là của một đương sự" in said
    with office.terminal.books() as books:
        assert [one.amount for one in promises_of(books, case.decision)] == [1_000_000]
        assert live_links(books, debtor) == ()
        lines = [row for row in books.conn.execute(audit_entry.select()) if row.action == Action.VISITOR_IDENTIFIED]
    assert [row.purpose for row in lines] == ["looked:2", f"party:{debtor} identity"]


def test_an_organisation_comes_with_papers_and_a_slip_makes_it_a_guest_again(
    office: Office, morning: Morning, desk: Desk
) -> None:
    with office.terminal.books() as books:
        bank = morning.cases[0].creditor
        assert bookings_of_party(books, bank) == 0
    said = desk.types(
        "4 d",
        f"4 p {BANK}",
        f"4 p {BANK}; 123456",
        f"4 p {BANK}; giấy giới thiệu số 12",
        "4 g đã chỉ chỗ",
        "u",
        "u",
        "l",
    )
    assert "sổ chưa có số định danh: ghi giấy tờ đã xem" in said
    assert "không khớp ai như vậy" in said
    assert f"Đã hoàn tác. 4. {GUEST} (khách): đã đến." in said
    with office.terminal.books() as books:
        there = find_booking(books, morning.bookings[3])
        assert there is not None
        assert there.guest is not None
        assert (there.guest.name, there.guest.phone, there.party_id) == (GUEST, "0900000777", None)


def test_a_guest_who_has_booked_as_a_party_too_is_received_under_that_booking(
    office: Office, morning: Morning, desk: Desk
) -> None:
    assert "đã có lịch hẹn LH-" in desk.types(f"4 p {WOMAN}; {last_six(office, morning.cases[0].debtor)}")
    assert states(office, morning) == [BookingState.CONFIRMED] * 4


def test_a_chat_that_is_not_the_partys_sees_the_visit_no_more(office: Office, morning: Morning, desk: Desk) -> None:
    with office.terminal.books() as books:
        person = a_person(books, name="Bùi Văn Tám", identity="095079000777")
    desk.types(f"4 p {GUEST}; 000777")
    with office.terminal.books() as books:
        there = find_booking(books, morning.bookings[3])
        assert there is not None
        assert (there.party_id, there.contact_id, there.guest) == (person, None, None)


def last_six(office: Office, party: int) -> str:
    with office.terminal.books() as books:
        return identity_last_six(books, party) or ""


def bookings_of_party(books: Books, party: int) -> int:
    return 0 if booking_of_party(books, party) is None else 1


def test_a_petition_for_another_body_stands_in_its_own_column_of_the_register(
    office: Office, morning: Morning, desk: Desk, tmp_path: Path
) -> None:
    said = desk.types("1 c", "1 c Tòa án nhân dân khu vực 3; đơn xin đính chính bản án")
    assert "Chuyển đến cơ quan nào?" in said
    assert "chuyển đơn" in said
    for login, shown in (("tu", "Chuyển đơn: Tòa án nhân dân khu vực 3"), ("kiem-tra", "Chuyển đơn")):
        office.terminal.does("reception", "register", str(tmp_path / "so.xlsx"), "--as", login)
        sheet = load_workbook(tmp_path / "so.xlsx").active
        assert sheet is not None
        row = [cell.value or "" for cell in sheet[9]]
        assert (row[7], row[8], row[9]) == ("", "", shown)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("xyz", "Chưa hiểu"),
        ("d", "phải có số thứ tự"),
        ("9 d", "Danh sách có 4 người"),
        ("1 h 30/12", "không rõ"),
        ("1 h 2tr", "Chưa thấy ngày"),
        ("4 h 2tr 30/12", "không có việc nào còn phải nộp"),
        ("1 b", "không rõ"),
        ("1 k 2tr 31/2", "không rõ"),
        ("4 v", "Chưa đến giờ hẹn"),
        ("u", "Không còn việc nào để hoàn tác"),
        ("1 x 77", "Từ chối vì căn cứ nào?"),
        ("1 g xem thêm tại thads-ho-tro.com", "thads-ho-tro.com"),
        ("1 h 2tr 30/12; chuyển vào tài khoản 102938475612", "102938475612"),
    ],
)
def test_a_line_that_cannot_be_is_answered_in_a_sentence_and_changes_nothing(
    office: Office, morning: Morning, desk: Desk, line: str, answer: str
) -> None:
    assert answer in desk.types(line)
    assert states(office, morning) == [BookingState.CONFIRMED] * 4


def test_only_who_works_on_cases_sits_at_the_desk(office: Office, morning: Morning, desk: Desk) -> None:
    assert "Vai trò" in office.terminal.is_refused("reception", "desk", DAY, "--as", "kiem-tra")
    assert "Chưa biết ai đang làm" in office.terminal.is_refused("reception", "desk", DAY)


def test_the_register_has_the_columns_of_the_book_and_everybody_received(
    office: Office, morning: Morning, desk: Desk, tmp_path: Path
) -> None:
    desk.types("1 d", "1 h 2tr 30/12; hai bên đồng ý", "2 v", "3 x 3", "w =HYPERLINK(1); 0900000123; =1+1")
    said = office.terminal.does("reception", "register", str(tmp_path / "so.xlsx"), "--as", "tu")
    assert "2 lượt tiếp (có họ tên" in said
    sheet = load_workbook(tmp_path / "so.xlsx").active
    assert sheet is not None
    cells = [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert cells[0][:7] == [
        "STT", "Ngày tiếp", "Họ tên, địa chỉ của công dân", "Số căn cước, hộ chiếu", "Nội dung vụ việc",
        "Phân loại đơn, số người", "Cơ quan đã giải quyết",
    ]  # fmt: skip
    assert cells[0][7] == "Hướng xử lý"
    assert cells[2] == [str(number) for number in range(1, 13)]
    first, second = cells[3], cells[4]
    assert first[1].startswith("2026-12-03")
    assert first[2].startswith(WOMAN)
    assert "*" * 9 in first[3]
    assert "Kết luận: hai bên đồng ý" in first[4]
    assert first[7] == "Hẹn nộp tiền"
    assert "Ngày 30/12/2026: nộp tiền" in first[10]
    assert second[2].startswith(MAN)
    assert "Từ chối tiếp" in second[8]
    assert "chậm nhất 08/12/2026: chưa gửi" in second[10]
    assert "1 người đã hẹn mà không đến" in str(sheet["A4"].value)


def test_names_are_opened_only_for_who_works_on_cases_and_each_export_leaves_a_line(
    office: Office, morning: Morning, desk: Desk, tmp_path: Path
) -> None:
    desk.types("1 d", "1 g nói về căn nhà")
    file = str(tmp_path / "so.xlsx")
    assert "tên được che" in office.terminal.does("reception", "register", file, "--as", "kiem-tra")
    sheet = load_workbook(file).active
    assert sheet is not None
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "N***n T. N. Á." in text
    for hidden in (WOMAN, "Ấp Long Hòa", "căn nhà", "2 triệu", "***0"):
        assert hidden not in text
    office.terminal.does("reception", "register", file, "--from", "01/12/2026", "--as", "tu")
    with office.terminal.books() as books:
        rows = books.conn.execute(audit_entry.select()).all()
        made = [row.purpose for row in rows if row.action == Action.RECEPTION_REGISTER_EXPORTED]
    assert made == ["2026-12-01 2026-12-03 masked 1", "2026-12-01 2026-12-03 names 1"]


def test_an_empty_register_says_so(office: Office, tmp_path: Path) -> None:
    said = office.terminal.does("reception", "register", str(tmp_path / "so.xlsx"), "--as", "tu")
    assert "chưa tiếp lượt nào" in said
    refused = ("reception", "register", str(tmp_path / "so.xlsx"), "--from", "02/12/2026", "--to", "01/12/2026")
    assert "Ngày cuối trước ngày đầu" in office.terminal.is_refused(*refused, "--as", "tu")
