import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.db.engine import Database
from casework.encryption import Keys, SealBroken
from casework.people import (
    IdentityTaken,
    PartyFacts,
    PartyKind,
    PartyRefused,
    PartyUnknown,
    add_party,
    find_by_identity,
    find_by_name,
    find_by_phone,
    identity_last_six,
    name_of,
    names_of,
    party,
    update_party,
)
from casework.tables.people import party as party_table
from tests import builders as a

PHUONG = PartyFacts(
    kind=PartyKind.PERSON,
    name="  Đặng Thị   Phượng\u200b ",
    identity="095 181 000001",
    phone="+84 900.000-002",
    birth_year=1981,
    address="Ấp Long Hòa,  xã Phước Hòa",
    in_prison=True,
)


def test_a_party_reads_back_as_entered_without_stray_signs(books: Books) -> None:
    party_id = add_party(books, PHUONG)
    known = party(books, party_id)
    assert known is not None
    assert (known.kind, known.name, known.identity) == (PartyKind.PERSON, "Đặng Thị Phượng", "095181000001")
    assert (known.phone, known.birth_year, known.address) == ("0900000002", 1981, "Ấp Long Hòa, xã Phước Hòa")
    assert (known.in_prison, known.deceased, known.changed_at) == (True, False, books.clock.now())
    assert identity_last_six(books, party_id) == "000001"
    assert name_of(books, party_id) == "Đặng Thị Phượng"


@pytest.mark.parametrize("typed", ["095181000001", "095.181.000.001", " 0951 8100 0001", "０９５１８１０００００１"])
def test_a_person_is_found_by_the_identity_number_however_it_is_spaced(books: Books, typed: str) -> None:
    party_id = add_party(books, PHUONG)
    assert find_by_identity(books, typed) == party_id


@pytest.mark.parametrize("typed", ["095181000002", "", "95181000001", "Đặng Thị Phượng"])
def test_another_number_or_none_finds_nobody(books: Books, typed: str) -> None:
    add_party(books, PHUONG)
    assert find_by_identity(books, typed) is None


@pytest.mark.parametrize("typed", ["0900000002", "84900000002", "+84 0900 000 002", "0084 900 000 002"])
def test_a_family_is_found_by_its_phone(books: Books, typed: str) -> None:
    mother = add_party(books, PHUONG)
    son = a.a_person(books, name=a.MAN, phone="0900 000 002")
    assert find_by_phone(books, typed) == [mother, son]
    assert find_by_phone(books, "113") == []


@pytest.mark.parametrize(
    "typed", ["dang thi phuong", "ĐẶNG THỊ PHƯỢNG", "Ðặng Thị Phượng", unicodedata.normalize("NFD", "Đặng  Thị Phượng")]
)
def test_a_name_is_found_without_marks_and_in_any_letters(books: Books, typed: str) -> None:
    party_id = add_party(books, PHUONG)
    a.a_person(books, name="Đặng Thị Phương Anh")
    assert find_by_name(books, typed) == [party_id]


def test_two_people_of_one_name_are_both_found(books: Books) -> None:
    assert [a.a_person(books), a.a_person(books)] == find_by_name(books, a.WOMAN)


def test_an_organisation_has_no_identity_number(books: Books) -> None:
    bank = a.an_organisation(books)
    assert identity_last_six(books, bank) is None
    assert find_by_name(books, a.BANK.upper()) == [bank]


def test_an_identity_number_belongs_to_one_party(books: Books) -> None:
    first = add_party(books, PHUONG)
    with pytest.raises(IdentityTaken) as refused:
        add_party(books, PHUONG)
    assert refused.value.party_id == first
    other = a.a_person(books)
    with pytest.raises(IdentityTaken):
        update_party(books, other, PHUONG)


def test_a_change_replaces_everything_and_wakes_whoever_checks_facts(books: Books) -> None:
    party_id = add_party(books, PHUONG)
    books.rings.clear()
    update_party(books, party_id, PartyFacts(kind=PartyKind.PERSON, name=a.LONG_NAME, deceased=True))
    known = party(books, party_id)
    assert known is not None
    assert (known.name, known.identity, known.phone, known.deceased) == (a.LONG_NAME, None, None, True)
    assert find_by_identity(books, "095181000001") is None
    assert find_by_name(books, "Đặng Thị Phượng") == []
    assert books.rings == {"facts"}


def test_an_unknown_party_has_nothing(books: Books) -> None:
    assert party(books, 12345) is None
    assert name_of(books, 12345) is None
    assert identity_last_six(books, 12345) is None
    assert names_of(books, []) == {}
    with pytest.raises(PartyUnknown):
        update_party(books, 12345, PHUONG)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " \u200b "},
        {"name": "Đặng", "identity": "0951810000"},
        {"name": "Đặng", "identity": "09518100000l"},
        {"name": "Đặng", "phone": "900000002"},
        {"name": "Đặng", "phone": "09000000021234"},
        {"name": "Đặng", "birth_year": 1899},
        {"name": "Đặng", "birth_year": 2027},
    ],
)
def test_what_cannot_be_is_refused(books: Books, wrong: dict[str, object]) -> None:
    with pytest.raises(PartyRefused):
        add_party(books, PartyFacts(kind=PartyKind.PERSON, **wrong))  # type: ignore[arg-type]  # wrong on purpose


def test_a_log_line_about_a_party_names_nobody(books: Books) -> None:
    party_id = add_party(books, PHUONG)
    for shown in (repr(PHUONG), repr(party(books, party_id)).replace(str(party_id), "")):
        for secret in ("Phượng", "0951", "0900", "1981", "Long"):
            assert secret not in shown


def test_a_name_moved_to_another_row_does_not_open(books: Books) -> None:
    one, other = a.a_person(books), a.a_person(books, name=a.MAN)
    stolen = books.conn.execute(select(party_table.c.name_sealed).where(party_table.c.id == one)).scalar_one()
    books.conn.execute(party_table.update().where(party_table.c.id == other), {"name_sealed": stolen})
    with pytest.raises(SealBroken):
        name_of(books, other)


async def test_the_database_holds_nothing_readable_about_anybody(
    db: Database, database_kind: str, tmp_path: Path
) -> None:
    def fill(books: Books) -> None:
        party_id = add_party(books, PHUONG)
        case = a.a_case(books, debtor=party_id, lines=[a.a_line(content="Trả nợ hụi cho bà Sáu Chim Xanh")])
        a.a_payment(books, case.decision, 1_000_000)

    await db.write(fill)
    stored = _files(tmp_path) if database_kind == "sqlite" else _cells(db)
    assert b"48/2026/DS-ST" in stored, "the search looks where things are"
    for secret in ("Phượng", "Phuong", "phuong", "095181000001", "181000001", "0900000002", "Long Hòa", "Chim Xanh"):
        assert secret.encode() not in stored


def _files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("gandan.db*")))


def _cells(db: Database) -> bytes:
    with db.engine.connect() as conn:
        names = conn.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars().all()
        rows = [row for name in names for row in conn.exec_driver_sql(f'SELECT * FROM "{name}"')]
    return b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)


def test_another_agencys_key_finds_and_opens_nothing(books: Books) -> None:
    party_id = add_party(books, PHUONG)
    stranger = Books(books.conn, Keys(masters={1: bytes(32)}), books.clock)
    assert find_by_identity(stranger, "095181000001") is None
    with pytest.raises(SealBroken):
        name_of(stranger, party_id)
