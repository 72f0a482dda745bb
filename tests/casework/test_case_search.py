"""Finding a decision: by number, part of a name, telephone, identity number; whatever is typed, literally and bounded."""

from __future__ import annotations

import time
import unicodedata

import pytest
from sqlalchemy import delete, func, select

from casework import case_search, name_words, people
from casework.books import Books
from casework.case_search import Finding
from casework.decisions import PartyRole
from casework.people import PartyFacts, PartyKind
from casework.staff import Staff, find
from casework.tables.people import name_word
from tests.builders import BANK, WOMAN, a_decision, a_person, a_staff_member, an_agency, an_office, an_organisation


@pytest.fixture
def head(books: Books) -> Staff:
    """Somebody who sees all of the agency's cases."""
    agency = an_agency(books)
    known = find(books, a_staff_member(books, agency, role="head"))
    assert known is not None
    return known


def of(books: Books, head: Staff, name: str, number: str = "", *, phone: str | None = None, identity: str = "") -> int:
    """A decision against a debtor of this name."""
    debtor = a_person(books, name=name, phone=phone, identity=identity)
    return a_decision(books, head.agency_id, debtor=debtor, number=number)


def ids(finding: Finding) -> list[int]:
    return [one.id for one in finding.found]


def found(books: Books, head: Staff, words: str) -> list[int]:
    return ids(case_search.find(books, head, words))


@pytest.mark.parametrize(
    "words",
    [
        "Ánh", "anh", "ANH", "ngọc ánh", "ngoc anh", "Anh Ngoc", "nguyen anh", "  Ánh  ", WOMAN,
        unicodedata.normalize("NFD", "Ngọc Ánh"), "Ngọc, Ánh", "​Ánh",
    ],
)  # fmt: skip
def test_part_of_a_name_finds_however_it_is_typed(words: str, books: Books, head: Staff) -> None:
    decision = of(books, head, WOMAN)
    of(books, head, "Trần Văn Bình")
    assert found(books, head, words) == [decision]


@pytest.mark.parametrize(
    "words", ["%", "_", "A%", "' OR 1=1 --", ".*", "(a+)+$", "\\", "án", "ngoc an", "x" * 10_000, "", "  "]
)
def test_what_is_typed_is_no_pattern(words: str, books: Books, head: Staff) -> None:
    of(books, head, WOMAN)
    began = time.perf_counter()
    assert found(books, head, words) == []
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("45", {"045/QĐ-THADS", "45/QĐ-CCTHADS"}),
        ("045", {"045/QĐ-THADS", "45/QĐ-CCTHADS"}),
        ("45/qd-thads", {"045/QĐ-THADS"}),
        ("0045/QĐ", {"045/QĐ-THADS", "45/QĐ-CCTHADS"}),
        ("QĐ-CCTHADS 45", {"45/QĐ-CCTHADS"}),
        ("450", {"450/QĐ-THADS"}),
        ("4", set()),
        ("45%", set()),
    ],
)
def test_a_number_is_found_by_its_digits_and_what_follows(
    words: str, meant: set[str], books: Books, head: Staff
) -> None:
    numbers = ("045/QĐ-THADS", "45/QĐ-CCTHADS", "450/QĐ-THADS", "1045/QĐ-THADS")
    there = {of(books, head, "Trần Văn Bình", number): number for number in numbers}
    assert {there[one] for one in found(books, head, words)} == meant


def test_telephone_and_identity_number_find_too(books: Books, head: Staff) -> None:
    decision = of(books, head, WOMAN, phone="0900000123", identity="095081000777")
    for words in ("0900 000 123", "+84900000123", "095 081 000 777"):
        assert found(books, head, words) == [decision]


def test_pages_go_on_by_key_without_a_gap_or_a_double(books: Books, head: Staff) -> None:
    bank = an_organisation(books)
    there = [a_decision(books, head.agency_id, debtor=bank, number=f"{n:03d}/QĐ") for n in range(1, 48)]
    assert pages(books, head, "nong nghiep") == sorted(there, reverse=True)
    assert pages(books, head, BANK) == sorted(there, reverse=True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if three bearers of a word were thousands, and a page opened seven names."""
    monkeypatch.setattr(case_search, "MOST_BEARERS", 3)
    monkeypatch.setattr(case_search, "MOST_OPENED", 7)
    monkeypatch.setattr(case_search, "MOST_DECISIONS", 7)
    monkeypatch.setattr(case_search, "_OPENED_AT_ONCE", 2)


@pytest.mark.usefixtures("few")
def test_words_that_thousands_bear_are_looked_for_page_by_page(books: Books, head: Staff) -> None:
    names = ["Nguyễn Văn An", "Nguyễn Thị Bé", "Trần Văn Cư"] * 9
    there = [(of(books, head, name), name) for name in names]
    wanted = sorted((one for one, name in there if name == "Nguyễn Văn An"), reverse=True)
    assert pages(books, head, "van nguyen") == wanted
    assert pages(books, head, "nguyen van an") == wanted
    assert pages(books, head, "tran nguyen") == []


def test_of_a_word_that_hundreds_bear_the_newest_decisions_are_looked_through(
    books: Books, head: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "MOST_KNOWN", 5)
    monkeypatch.setattr(case_search, "MOST_OPENED", 4)
    monkeypatch.setattr(case_search, "_FEW", 1)
    names = ["Nguyễn Thị Hoa", "Lê Thị Hoa", "Nguyễn Thị Bé"] * 8
    there = [(of(books, head, name), name) for name in names]
    wanted = sorted((one for one, name in there if name == "Lê Thị Hoa"), reverse=True)
    monkeypatch.setattr(case_search, "MOST_BEARERS", 16)
    assert pages(books, head, "hoa thi") == sorted((one for one, name in there if "Hoa" in name), reverse=True)
    assert pages(books, head, "le hoa") == wanted


@pytest.mark.usefixtures("few")
def test_somebody_with_a_great_many_decisions_is_found_page_by_page(books: Books, head: Staff) -> None:
    bank = an_organisation(books)
    there = []
    for n in range(1, 31):
        there.append(a_decision(books, head.agency_id, debtor=bank, number=f"{n:03d}/QĐ"))
        of(books, head, "Trần Văn Bình", f"{n:03d}/X")
    assert pages(books, head, "nong nghiep") == sorted(there, reverse=True)


def pages(books: Books, head: Staff, words: str) -> list[int]:
    """All that is found, page after page."""
    found: list[int] = []
    before: int | None = None
    for _ in range(100):
        finding = case_search.find(books, head, words, before)
        found += ids(finding)
        before = finding.older
        if before is None:
            return found
    raise AssertionError("the pages never end")


def test_what_is_out_of_sight_is_not_found_by_any_way(books: Books, head: Staff) -> None:
    here, there = (an_office(books, head.agency_id, name=name) for name in ("Khu vực 1", "Khu vực 2"))
    clerk = find(books, a_staff_member(books, head.agency_id, office=here, role="clerk"))
    assert clerk is not None
    debtor = a_person(books, phone="0900000123", identity="095081000777")
    elsewhere = a_decision(books, head.agency_id, debtor=debtor, number="045/QĐ-THADS", office=there)
    for words in ("45", "anh", WOMAN, "0900000123", "095081000777"):
        assert found(books, head, words) == [elsewhere]
        assert found(books, clerk, words) == []


def test_a_new_name_is_found_and_the_one_before_no_longer(books: Books, head: Staff) -> None:
    person = a_person(books, name="Trần Văn Bình")
    decision = a_decision(books, head.agency_id, debtor=person)
    people.update_party(books, person, PartyFacts(kind=PartyKind.PERSON, name="Trần Văn Bảo"))
    assert found(books, head, "bao") == [decision]
    assert found(books, head, "binh") == []
    assert name_words.parties_with(books, "binh", 10) == set()


def test_the_command_fills_what_was_written_before_and_again_changes_nothing(books: Books, head: Staff) -> None:
    decision = of(books, head, WOMAN)
    books.conn.execute(delete(name_word))
    assert not name_words.is_filled(books)
    assert found(books, head, "ngoc anh") == []
    for _ in range(2):
        last: int | None = 0
        while last is not None:
            last, _ = name_words.fill(books, last)
        assert books.conn.execute(select(func.count()).select_from(name_word)).scalar_one() == 4
    assert name_words.is_filled(books)
    assert found(books, head, "ngoc anh") == [decision]


def test_two_words_of_one_person_cannot_be_seen_to_be_one_persons(books: Books) -> None:
    for _ in range(3):
        a_person(books)
    rows = books.conn.execute(select(name_word.c.print, name_word.c.ref)).all()
    assert len({bytes(row.print) for row in rows}) == 4
    assert len({bytes(row.ref) for row in rows}) == 12, "each stands alone"
    halves = [bytes(row.ref)[start : start + 8] for row in rows for start in (0, 8)]
    assert len(set(halves)) == 24


def test_who_else_bears_the_name_is_told_where_no_debtor_does(books: Books, head: Staff) -> None:
    debtor, creditor = a_person(books, name="Liên Thái Sơn"), a_person(books, name="Nguyễn Văn Tư")
    of_creditor = a_decision(books, head.agency_id, debtor=debtor, creditor=creditor)
    of_debtor = of(books, head, "Nguyễn Thị Lụa", number="123/QĐ-THADS")
    told = {one.id: one.others for one in case_search.find(books, head, "nguyen").found}
    assert told == {of_creditor: ((PartyRole.CREDITOR, "Nguyễn Văn Tư"),), of_debtor: ()}
    (by_number,) = case_search.find(books, head, "123").found
    assert by_number.others == ()
