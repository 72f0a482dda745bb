"""Communes of before and after the mergers are found in addresses as offices write them; choices are offered, not made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import places
from casework.books import Books
from casework.clock import SystemClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.imports.doubts import Doubtful
from casework.imports.look_ups import LookUps
from casework.places_seed import seed_places
from casework.tables.places import commune, former_commune
from tests.builders import an_agency
from tests.imports.making_files import case
from tests.imports.writing import Office, an_office_with_staff, the_list, written


@pytest.fixture(scope="module")
def country(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Books]:
    """Books with all places and one agency without a province, shared by the tests that only read."""
    file = tmp_path_factory.mktemp("places") / "places.db"
    shutil.copyfile(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        books = Books(conn, keys, SystemClock())
        seed_places(books)
        yield books
    engine.dispose()


@pytest.fixture(scope="module")
def look_ups(country: Books) -> LookUps:
    return LookUps(country, an_agency(country))


def named(books: Books, look_ups: LookUps, address: str) -> str:
    commune_id = look_ups.commune(address)
    found = None if commune_id is None else places.find_by_id(books, commune_id)
    return found.name + ", " + found.province if found else " | ".join(look_ups.commune_choices(address)) or "?"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("Ấp 3, xã Vĩnh Thanh, huyện Phước Long, tỉnh Bạc Liêu", "xã Vĩnh Thanh, tỉnh Cà Mau"),
        ("ấp 3 xã Vĩnh Thanh huyện Phước Long tỉnh Bạc Liêu", "xã Vĩnh Thanh, tỉnh Cà Mau"),
        ("X. Vĩnh Thanh - H. Phước Long - Bạc Liêu", "xã Vĩnh Thanh, tỉnh Cà Mau"),
        ("TT. Phước Long, huyện Phước Long", "xã Phước Long, tỉnh Cà Mau"),
        ("khom 2 thi tran Phuoc Long huyen Phuoc Long", "xã Phước Long, tỉnh Cà Mau"),
        ("Số 5, đường 30/4, P.1, TP. Bạc Liêu", "phường Bạc Liêu, tỉnh Cà Mau"),
        ("F.8, TP Vũng Tàu", "phường Tam Thắng, thành phố Hồ Chí Minh"),
        ("Vĩnh Thanh, Phước Long, Bạc Liêu", "xã Vĩnh Thanh, tỉnh Cà Mau"),
        ("đường Hùng Vương, Phước Long", "?"),
    ],
)
def test_the_commune_of_today_is_found_by_old_and_new_names(
    country: Books, look_ups: LookUps, address: str, meant: str
) -> None:
    assert named(country, look_ups, address) == meant


def test_every_former_commune_leads_to_its_own_or_to_choices_that_hold_it(country: Books, look_ups: LookUps) -> None:
    """A tenth of the country, in four ways of writing."""
    rows = country.conn.execute(
        select(former_commune.c.name, former_commune.c.district, former_commune.c.province, commune.c.name.label("now"))
        .join(commune, former_commune.c.commune_id == commune.c.id)
        .order_by(former_commune.c.province, former_commune.c.district, former_commune.c.name, commune.c.name)
    ).all()
    wrong, unknown = [], []
    for row in rows[::10]:
        for address in (
            f"{row.name}, {row.district}, {row.province}",
            f"Ấp 3 {row.name} {row.district} {row.province}",
            f"Số 5/2, {row.name} - {row.district}",
            f"tổ 4, {row.name}, {row.district}",
        ):
            answer = named(country, look_ups, address)
            if answer == "?":
                unknown.append(address)
            elif row.now not in answer:
                wrong.append((address, answer, row.now))
    assert wrong == []
    assert len(unknown) * 100 <= len(rows[::10]) * 4, unknown[:20]


def test_a_divided_commune_is_flagged_with_its_choices(books: Books) -> None:
    seed_places(books)
    office: Office = an_office_with_staff(books)
    divided = books.conn.execute(
        select(former_commune.c.name, former_commune.c.district, former_commune.c.province)
        .where(former_commune.c.partly, former_commune.c.district.like("huyện%"))
        .order_by(former_commune.c.province, former_commune.c.district, former_commune.c.name)
        .limit(1)
    ).one()
    result = written(
        books, office, the_list(case(1, Địa_chỉ=f"{divided.name}, {divided.district}, {divided.province}"))
    )
    (told,) = [one for one in result.doubtful if one.reason is Doubtful.COMMUNE_DIVIDED]
    assert told.row == 2
    assert " hoặc " in told.sentence
    assert told.sentence.endswith("Hãy ghi rõ xã, phường hiện nay.")
