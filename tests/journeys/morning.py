"""What stands in the books when an officer's day begins: an agency at work, last month's list, people with chats; and today's list.

Everybody is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.channels.webchat import store
from bot.channels.webchat.tables import Body, Kind
from bot.channels.webchat.visitor import chat_id_of, chat_key_of
from casework import accounts, agency, staff, working_days
from casework.audit import SYSTEM
from casework.books import Books
from casework.clock import today
from casework.decisions import PartyRole
from casework.imports.entering import enter
from casework.imports.rows import read_case_list
from casework.signing import links
from casework.staff import Role, StaffFacts
from casework.tables.decisions import decision, decision_party
from tests.imports.making_files import case, workbook
from tests.scheduler import planned
from tests.scheduler.arranged import a_chat

OFFICER, COLLEAGUE, HEAD = "Lê Thị Mai Hương", "Trần Quốc Khánh", "Phạm Văn Dũng"
COMMUNES = ("xã Phước Hòa", "phường An Bình", "xã Vĩnh Thanh")
KNOWN, ALL = 24, 36  # decisions in the books; rows of today's list
HERS = "002/QĐ-THADS"  # the decision of her who writes today; nobody gave her a chat yet
PAID_MORE, LOST_ZERO, UNREADABLE = 6, 28, 31  # rows of today's list by their number
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Dương")
_MIDDLES = ("Thị Ngọc", "Văn", "Thị", "Minh", "Thị Thanh", "Quốc")
_GIVEN = ("Sáu", "Lành", "Bé", "Phúc", "Hạnh", "Tài", "Lụa", "Nghĩa", "Thơm", "Hiền", "Đức")
_DUTIES = (
    ("Án phí dân sự sơ thẩm", "Sung công quỹ Nhà nước", 2_150_000),
    ("Trả nợ vay", "Võ Thị Kim Liên", 48_600_000),
    ("Tiền phạt sung công", "Sung công quỹ Nhà nước", 15_000_000),
    ("Trả tiền mua bán lúa", "Ngô Văn Thành", 31_250_000),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Morning:
    """Who works here, by login, with the link by which each comes in for the first time."""

    staff: dict[str, int]
    links: dict[str, str]


def an_office_in_the_morning(books: Books) -> Morning:
    """An agency that has been at work for a while, in empty books."""
    facts = agency.AgencyFacts(
        name="Thi hành án dân sự tỉnh Vĩnh Hưng", address="Số 1 đường Hòa Bình, phường An Bình", phone="0900000100",
        site="thads.example", bot_name="Gần Dân", office_hours="Thứ Hai đến thứ Sáu, 07:00-11:00 và 13:00-17:00",
    )  # fmt: skip
    agency_id = agency.set_up_agency(books, facts)
    communes = planned.communes(books, *COMMUNES)
    office = agency.add_office(
        books, agency_id=agency_id, communes=communes, name="Phòng Thi hành án dân sự khu vực 3",
        address="Số 12 đường Trần Phú, xã Phước Hòa", phone="0900000103",
    )  # fmt: skip
    people = {
        "huong": StaffFacts(
            agency_id=agency_id, login="huong", name=OFFICER, title="Chấp hành viên", role=Role.OFFICER,
            office_id=office, phone="0900000104",
        ),
        "khanh": StaffFacts(
            agency_id=agency_id, login="khanh", name=COLLEAGUE, title="Chấp hành viên", role=Role.OFFICER,
            office_id=office, phone="0900000105",
        ),
        "dung": StaffFacts(
            agency_id=agency_id, login="dung", name=HEAD, title="Thủ trưởng", role=Role.HEAD, phone="0900000106"
        ),
    }  # fmt: skip
    ids = {login: staff.add(books, one, SYSTEM) for login, one in people.items()}
    proposed = accounts.propose_account(
        books, agency_id,
        accounts.AccountFacts(bank_bin="970405", bank_name="Ngân hàng Mẫu", number="0000000000001", holder=facts.name),
        ids["huong"],
    )  # fmt: skip
    accounts.approve_account(books, proposed, ids["dung"])
    for year in (today(books.clock).year, today(books.clock).year + 1):
        working_days.seed_year(books, year)
        working_days.confirm_year(books, year, ids["dung"])
    last_month = read_case_list(workbook(_rows(KNOWN)), "thang-10.xlsx", today=today(books.clock))
    enter(books, last_month, sender=None, agency_id=agency_id, staff_id=ids["dung"])
    _chats(books)
    handed_over = {login: links.make(books, one, SYSTEM, lasts=links.HANDED_OVER_LASTS) for login, one in ids.items()}
    return Morning(staff=ids, links=handed_over)


def _chats(books: Books) -> None:
    """Who owes has a web chat, but for her who writes today."""
    debtors = (
        select(decision_party.c.party_id)
        .join(decision, decision.c.id == decision_party.c.decision_id)
        .where(decision_party.c.role == PartyRole.DEBTOR.value, decision.c.number != HERS)
    )
    for party in sorted(books.conn.execute(debtors).scalars()):
        chat_key = chat_key_of(f"of {party}")
        store.record_heard(books, "web", chat_key, "hello", Kind.SAID, Body(text="/start"))
        a_chat(books, party, account="web", address=str(chat_id_of(chat_key)))


def name_of(number: int) -> str:
    """Who owes in the row of this number."""
    return f"{_FAMILIES[number % 9]} {_MIDDLES[number % 6]} {_GIVEN[number % 11]}"


def identity_of(number: int) -> str:
    """Their identity number."""
    return f"0951810{number:05}"


def sum_of(number: int) -> int:
    """What they owe."""
    return _DUTIES[number % 4][2] + number * 50_000


def todays_list() -> bytes:
    """The list that came this morning: new decisions, a payment in one, a nought that Excel ate, a sum that nobody can read."""
    rows = _rows(ALL)
    rows[PAID_MORE - 1][12] = 5_000_000
    rows[LOST_ZERO - 1][5] = int(identity_of(LOST_ZERO))
    rows[UNREADABLE - 1][11] = "mười lăm tr"
    return workbook(rows)


def _rows(many: int) -> list[list[object]]:
    return [_row(number) for number in range(1, many + 1)]


def _row(number: int) -> list[object]:
    duty, creditor, _ = _DUTIES[number % 4]
    given = {
        "Người_phải_THA": name_of(number),
        "Số_CCCD": identity_of(number),
        "Địa_chỉ": COMMUNES[number % 3],
        "Người_được_THA": creditor,
        "Nội_dung_phải_thi_hành": duty,
        "Số_tiền_phải_thi_hành": sum_of(number),
        "Ngày_ra_QĐ": date(2026, 2 + number % 7, 2 + number % 20),
        "Ngày_thông_báo_hợp_lệ": date(2026, 9, 1 + number % 25),
        "Lãi_chậm_THA": None,
        "Chấp_hành_viên": COLLEAGUE if number % 4 == 1 else OFFICER,
    }
    return case(number, **given)
