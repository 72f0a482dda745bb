from datetime import timedelta

import pytest
from sqlalchemy import insert

from casework import staff
from casework.accounts import (
    AccountFacts,
    AccountRefused,
    approve_account,
    find_account,
    live_accounts,
    propose_account,
    retire_account,
    waiting_accounts,
)
from casework.agency import AgencyFacts, add_office, assign_communes, office_of, offices, set_up_agency, the_agency
from casework.audit import Verified, verify
from casework.books import Books
from casework.clock import SetClock
from casework.staff import Role, Staff, StaffFacts, StaffRefused, find_officer_by_name
from casework.tables.places import commune, province

FACTS = AgencyFacts(
    name="Thi hành án dân sự tỉnh Mẫu",
    address="1 đường Mẫu",
    phone="0900 000 001",
    site="thads.example.vn",
    bot_name="Gần Dân",
    office_hours="7 giờ 30 đến 17 giờ, thứ Hai đến thứ Sáu",
)
ACCOUNT = AccountFacts(bank_bin="970499", bank_name="Ngân hàng Mẫu", number="1234567890", holder="THADS TINH MAU")


def hire(books: Books, login: str, name: str, role: Role) -> int:
    agency_id = set_up_agency(books, FACTS)
    return staff.add(books, StaffFacts(agency_id=agency_id, login=login, name=name, title="-", role=role), "system")


def test_the_agency_is_one_and_its_facts_can_be_corrected(books: Books) -> None:
    assert the_agency(books) is None
    first = set_up_agency(books, FACTS)
    changed = AgencyFacts(**{**{name: getattr(FACTS, name) for name in FACTS.__slots__}, "phone": "0900 000 002"})
    assert set_up_agency(books, changed) == first
    known = the_agency(books)
    assert known is not None
    assert (known.id, known.phone, known.bot_name) == (first, "0900 000 002", "Gần Dân")


def test_each_commune_has_one_office(books: Books) -> None:
    agency_id = set_up_agency(books, FACTS)
    books.conn.execute(insert(province).values(id=1, code="M", name="tỉnh Mẫu", folded="mau"))
    for number in (11, 12, 13):
        row = {"id": number, "code": str(number), "province_id": 1, "kind": "xã", "name": "xã", "folded": "xa"}
        books.conn.execute(insert(commune).values(row))
    one = add_office(books, agency_id=agency_id, name="Khu vực 1", address="-", phone="-", communes=[11, 12])
    two = add_office(books, agency_id=agency_id, name="Khu vực 2", address="-", phone="-", communes=[12])
    named = {number: office.name for number in (11, 12, 13) if (office := office_of(books, number))}
    assert named == {11: "Khu vực 1", 12: "Khu vực 2"}
    assign_communes(books, one, [13])
    named = {number: office.name for number in (11, 12, 13) if (office := office_of(books, number))}
    assert named == {12: "Khu vực 2", 13: "Khu vực 1"}
    assert [office.id for office in offices(books)] == [one, two]


def test_staff_are_found_by_login_and_id(books: Books) -> None:
    number = hire(books, "tran.b", "Trần  Văn Mẫu", Role.CLERK)
    by_id = staff.find(books, number)
    assert isinstance(by_id, Staff)
    assert (by_id.name, by_id.role, by_id.active) == ("Trần Văn Mẫu", Role.CLERK, True)
    assert staff.find_by_login(books, "tran.b") == by_id
    assert staff.find(books, 1) is None


@pytest.mark.parametrize("login", ["", "a", "Trần", "a b", "ADMIN", "x" * 41, "-a"])
def test_a_misshapen_login_is_refused(books: Books, login: str) -> None:
    with pytest.raises(StaffRefused, match="đăng nhập"):
        hire(books, login, "Trần Văn Mẫu", Role.CLERK)


def test_a_login_is_never_given_twice_even_after_its_owner_left(books: Books) -> None:
    number = hire(books, "mau", "Trần Văn Mẫu", Role.CLERK)
    staff.leave(books, number, "system")
    with pytest.raises(StaffRefused, match="đã có"):
        hire(books, "mau", "Lê Thị Mẫu", Role.CLERK)


def test_a_nameless_person_is_refused(books: Books) -> None:
    with pytest.raises(StaffRefused, match="họ tên"):
        hire(books, "mau", "  ", Role.CLERK)


@pytest.mark.parametrize(
    "typed",
    ["Đỗ Thị Mẫu", "do thi mau", "CHV Đỗ Thị Mẫu", "chấp hành viên đỗ thị mẫu", "Bà Đỗ  Thị Mẫu", "chv. Đỗ Thị Mẫu"],
)
def test_an_officer_is_found_by_name_however_it_is_typed(books: Books, typed: str) -> None:
    number = hire(books, "do", "Đỗ Thị Mẫu", Role.OFFICER)
    hire(books, "dothi", "Đỗ Thị Mẫu", Role.CLERK)  # cannot hold a case
    assert [one.id for one in find_officer_by_name(books, typed)] == [number]


@pytest.mark.parametrize("typed", ["Mẫu", "Thị Mẫu", "", "Đỗ Thị", "Đỗ Thị Mẫu A"])
def test_a_part_of_a_name_is_not_the_name(books: Books, typed: str) -> None:
    hire(books, "do", "Đỗ Thị Mẫu", Role.OFFICER)
    assert find_officer_by_name(books, typed) == ()


def test_a_name_that_begins_like_a_form_of_address_is_still_a_name(books: Books) -> None:
    number = hire(books, "chu", "Chu Văn Mẫu", Role.DEPUTY)
    assert [one.id for one in find_officer_by_name(books, "chu van mau")] == [number]
    assert [one.id for one in find_officer_by_name(books, "ông Chu Văn Mẫu")] == [number]


def test_officers_of_one_name_are_all_returned_but_not_those_who_left(books: Books) -> None:
    first = hire(books, "one", "Lê Văn Mẫu", Role.OFFICER)
    second = hire(books, "two", "Lê Vân Mẫu", Role.OFFICER)
    assert {one.id for one in find_officer_by_name(books, "Lê Văn Mẫu")} == {first, second}
    staff.leave(books, second, "system")
    assert [one.id for one in find_officer_by_name(books, "Lê Văn Mẫu")] == [first]
    assert [one.id for one in staff.everybody(books)] == [first]


def test_whoever_left_comes_back_as_they_were(books: Books) -> None:
    here = hire(books, "one", "Lê Văn Mẫu", Role.OFFICER)
    away = hire(books, "two", "Lê Vân Mẫu", Role.CLERK)
    before = staff.find(books, away)
    staff.leave(books, away, "system")
    assert [one.id for one in staff.gone(books)] == [away]
    with pytest.raises(StaffRefused, match="chính mình"):
        staff.come_back(books, away, f"staff:{away}")
    staff.come_back(books, away, f"staff:{here}")
    assert (staff.find(books, away), staff.gone(books)) == (before, ())
    with pytest.raises(StaffRefused, match="Không có cán bộ"):
        staff.come_back(books, 1, "system")


def test_nobody_changes_their_own_role(books: Books) -> None:
    number = hire(books, "one", "Lê Văn Mẫu", Role.ADMIN)
    with pytest.raises(StaffRefused, match="chính mình"):
        staff.change_role(books, number, Role.HEAD, f"staff:{number}")
    staff.change_role(books, number, Role.HEAD, "staff:1")
    changed = staff.find(books, number)
    assert changed is not None
    assert changed.role is Role.HEAD
    with pytest.raises(StaffRefused, match="Không có cán bộ"):
        staff.leave(books, 1, "system")


def test_an_account_is_told_only_after_a_leader_other_than_the_proposer_approved(books: Books, clock: SetClock) -> None:
    clerk = hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK)
    head = hire(books, "head", "Trần Văn Mẫu", Role.HEAD)
    account = propose_account(books, set_up_agency(books, FACTS), ACCOUNT, clerk)
    assert live_accounts(books) == ()
    assert [one.id for one in waiting_accounts(books)] == [account]
    clock.set(clock.now() + timedelta(hours=1))
    approve_account(books, account, head)
    (live,) = live_accounts(books)
    assert (live.number, live.holder, live.approved_by, live.approved_at) == (
        "1234567890",
        "THADS TINH MAU",
        head,
        clock.now(),
    )
    assert live.live
    assert waiting_accounts(books) == ()
    audited = verify(books)
    assert isinstance(audited, Verified)
    assert audited.count == 4


def test_a_leader_does_not_approve_their_own_proposal(books: Books) -> None:
    head = hire(books, "head", "Trần Văn Mẫu", Role.HEAD)
    account = propose_account(books, set_up_agency(books, FACTS), ACCOUNT, head)
    with pytest.raises(AccountRefused, match="tự duyệt"):
        approve_account(books, account, head)
    approve_account(books, account, hire(books, "deputy", "Lê Thị Mẫu", Role.DEPUTY))
    assert len(live_accounts(books)) == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMIN, Role.AUDITOR])
def test_only_leaders_approve(books: Books, role: Role) -> None:
    account = propose_account(
        books, set_up_agency(books, FACTS), ACCOUNT, hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK)
    )
    with pytest.raises(AccountRefused, match="thủ trưởng"):
        approve_account(books, account, hire(books, "other", "Trần Văn Mẫu", role))
    assert live_accounts(books) == ()


def test_a_leader_who_left_approves_nothing(books: Books) -> None:
    account = propose_account(
        books, set_up_agency(books, FACTS), ACCOUNT, hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK)
    )
    head = hire(books, "head", "Trần Văn Mẫu", Role.HEAD)
    staff.leave(books, head, "system")
    with pytest.raises(AccountRefused, match="thủ trưởng"):
        approve_account(books, account, head)


def test_a_retired_account_is_told_to_nobody_and_may_come_back_only_by_two_people(books: Books) -> None:
    clerk, head = hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK), hire(books, "head", "Trần Văn Mẫu", Role.HEAD)
    agency_id = set_up_agency(books, FACTS)
    account = propose_account(books, agency_id, ACCOUNT, clerk)
    approve_account(books, account, head)
    with pytest.raises(AccountRefused, match="chờ duyệt"):
        approve_account(books, account, head)
    retire_account(books, account, clerk)
    assert live_accounts(books) == ()
    with pytest.raises(AccountRefused, match="chờ duyệt"):
        approve_account(books, account, head)
    with pytest.raises(AccountRefused, match="Không có tài khoản"):
        retire_account(books, account, clerk)
    again = propose_account(books, agency_id, ACCOUNT, clerk)
    assert live_accounts(books) == ()
    approve_account(books, again, head)
    assert [one.id for one in live_accounts(books)] == [again]
    kept = find_account(books, account)
    assert kept is not None
    assert kept.retired_at is not None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"bank_bin": "97049"}, "6 chữ số"),
        ({"bank_bin": "９７０４９９"}, "6 chữ số"),
        ({"number": "12 34 56"}, "Số tài khoản"),
        ({"number": "1" * 20}, "Số tài khoản"),
        ({"holder": " "}, "chủ tài khoản"),
    ],
)
def test_a_misshapen_account_is_refused(books: Books, changed: dict[str, str], reason: str) -> None:
    clerk = hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK)
    facts = {name: getattr(ACCOUNT, name) for name in ("bank_bin", "bank_name", "number", "holder")}
    with pytest.raises(AccountRefused, match=reason):
        propose_account(books, set_up_agency(books, FACTS), AccountFacts(**facts | changed), clerk)


def test_the_same_account_is_not_listed_twice(books: Books) -> None:
    clerk = hire(books, "clerk", "Lê Văn Mẫu", Role.CLERK)
    propose_account(books, set_up_agency(books, FACTS), ACCOUNT, clerk)
    with pytest.raises(AccountRefused, match="đã có"):
        propose_account(books, set_up_agency(books, FACTS), ACCOUNT, clerk)
