import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.books import Books
from casework.clock import SystemClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.place_names import read_place
from casework.places import CommuneFound, CommuneUnclear, CommuneUnknown, find_by_id, find_commune
from casework.places_seed import seed_places
from casework.tables.places import commune, former_commune, province


@pytest.fixture(scope="module")
def country(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Books]:
    """Books with all places, shared by the tests that only read."""
    file = tmp_path_factory.mktemp("places") / "places.db"
    shutil.copyfile(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        books = Books(conn, keys, SystemClock())
        seed_places(books)
        yield books
    engine.dispose()


def found(books: Books, text: str, province: str | None = None, district: str | None = None) -> str:
    """The answer in one line: "commune, province", "a | b" when unclear, "?" when unknown."""
    answer = find_commune(books, text, province=province, district=district)
    match answer:
        case CommuneFound():
            return f"{answer.commune.name}, {answer.commune.province}"
        case CommuneUnclear():
            return " | ".join(f"{one.name}, {one.province}" for one in answer.candidates)
        case CommuneUnknown():
            return "?"


def test_the_whole_country_is_written_once(books: Books) -> None:
    written = seed_places(books)
    counts = [
        books.conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (province, commune, former_commune)
    ]
    assert counts == [34, 3321, 10358]
    assert written == sum(counts)
    assert seed_places(books) == 0
    assert found(books, "TT. Phước Long") == "xã Phước Long, tỉnh Cà Mau"


def test_kinds_are_those_of_today(country: Books) -> None:
    kinds = select(commune.c.kind, func.count()).group_by(commune.c.kind)
    assert dict(country.conn.execute(kinds).all()) == {"xã": 2621, "phường": 687, "đặc khu": 13}


@pytest.mark.parametrize(
    ("text", "commune_today"),
    [
        ("TT. Phước Long", "xã Phước Long"),
        ("Phong Thạnh Tây A", "xã Phong Hiệp"),
        ("xã Phong Thạnh Tây B", "xã Phong Hiệp"),
        ("xã Vĩnh Thanh, huyện Phước Long, Bạc Liêu", "xã Vĩnh Thanh"),
        ("xã Hưng Phú, H. Phước Long, tỉnh Bạc Liêu", "xã Vĩnh Thanh"),
        ("ấp 2, xã Hưng Phú, huyện Phước Long", "xã Vĩnh Thanh"),
        ("xã Vĩnh Phú Đông", "xã Phước Long"),
        ("xã Hưng Phú - huyện Phước Long - tỉnh Bạc Liêu", "xã Vĩnh Thanh"),
        ("xa vinh phu tay", "xã Vĩnh Phước"),
        ("P.5, TP Bạc Liêu", "phường Vĩnh Trạch"),
        ("Phường 05, bạc liêu", "phường Vĩnh Trạch"),
    ],
)
def test_old_names_lead_to_the_communes_of_ca_mau_today(country: Books, text: str, commune_today: str) -> None:
    assert found(country, text) == f"{commune_today}, tỉnh Cà Mau"


def test_it_is_said_by_which_old_unit_it_was_found(country: Books) -> None:
    old = find_commune(country, "thị trấn phước long")
    assert isinstance(old, CommuneFound)
    assert old.former == "thị trấn Phước Long, huyện Phước Long, tỉnh Bạc Liêu"
    new = find_commune(country, "xã Phong Hiệp", province="Cà Mau")
    assert isinstance(new, CommuneFound)
    assert new.former is None
    assert find_by_id(country, new.commune.id) == new.commune
    assert find_by_id(country, 1) is None


@pytest.mark.parametrize(
    "text", ["xã Hưng Phú", "Hưng Phú", "hung phu", "XÃ HƯNG PHÚ", "x. Hưng Phú", "Xa\u0303 Hưng Phú ", "Hưng Phú (cũ)"]
)
@pytest.mark.parametrize("above", [("Bạc Liêu", "Phước Long"), ("tỉnh Cà Mau", None), (None, "huyện phuoc long")])
def test_spelling_and_what_is_left_out_do_not_matter_when_it_is_clear(
    country: Books, text: str, above: tuple[str | None, str | None]
) -> None:
    assert found(country, text, *above) == "xã Vĩnh Thanh, tỉnh Cà Mau"


def test_the_same_name_before_and_after_is_told_apart_by_what_was_said_with_it(country: Books) -> None:
    assert found(country, "xã Phước Long", "Bạc Liêu") == "xã Vĩnh Phước, tỉnh Cà Mau"  # the old one
    assert found(country, "xã Phước Long", "Bạc Liêu", "Phước Long") == "xã Vĩnh Phước, tỉnh Cà Mau"
    assert found(country, "xã Phước Long", "Cà Mau") == "xã Phước Long, tỉnh Cà Mau"  # today's


def test_a_new_name_with_an_old_district_or_province_is_understood(country: Books) -> None:
    assert found(country, "xã Phong Hiệp", "Cà Mau", "Phước Long") == "xã Phong Hiệp, tỉnh Cà Mau"
    assert found(country, "xã Phong Hiệp, Bạc Liêu") == "xã Phong Hiệp, tỉnh Cà Mau"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("xã Vĩnh Thanh", "xã Vĩnh Thanh, thành phố Hà Nội | xã Vĩnh Thanh, tỉnh Cà Mau | xã Phước An, tỉnh Đồng Nai"),
        ("ba to, quang ngai", "xã Ba Tô, tỉnh Quảng Ngãi | xã Ba Tơ, tỉnh Quảng Ngãi"),
        ("xã Dùng", "xã Đại Đồng, tỉnh Nghệ An | xã Xa Dung, tỉnh Điện Biên"),
        (
            "huyện Phước Long, Bạc Liêu",
            "xã Phong Hiệp, tỉnh Cà Mau | xã Phước Long, tỉnh Cà Mau | xã Vĩnh Phước, tỉnh Cà Mau"
            " | xã Vĩnh Thanh, tỉnh Cà Mau",
        ),
    ],
)
def test_what_is_not_clear_is_never_guessed(country: Books, text: str, candidates: str) -> None:
    assert sorted(found(country, text).split(" | ")) == sorted(candidates.split(" | "))


def test_every_divided_old_commune_is_unclear_even_when_fully_named(country: Books) -> None:
    divided = country.conn.execute(
        select(former_commune.c.name, former_commune.c.district, former_commune.c.province)
        .where(former_commune.c.partly)
        .distinct()
    ).all()
    assert len(divided) > 250
    for name, district, above in divided:
        answer = find_commune(country, name, province=above, district=district)
        assert isinstance(answer, CommuneUnclear), (name, district, above)


def test_every_undivided_old_commune_is_found_when_fully_named(country: Books) -> None:
    whole = country.conn.execute(select(former_commune).where(~former_commune.c.partly)).all()
    assert len(whole) > 9000
    for row in whole[::7]:
        answer = find_commune(country, f"{row.name}, {row.district}, {row.province}")
        assert isinstance(answer, CommuneFound), row
        assert answer.commune.id == row.commune_id


def test_a_commune_of_today_is_always_among_the_answers_to_its_own_name(country: Books) -> None:
    rows = country.conn.execute(
        select(commune.c.id, commune.c.name, province.c.name.label("above")).join(
            province, commune.c.province_id == province.c.id
        )
    ).all()
    clear = 0
    for row in rows[::5]:
        answer = find_commune(country, row.name, province=row.above)
        if isinstance(answer, CommuneFound):
            clear += 1
            assert answer.commune.id == row.id, row
        else:
            assert isinstance(answer, CommuneUnclear)
            assert row.id in {one.id for one in answer.candidates}, row
    assert clear / len(rows[::5]) > 0.9


@pytest.mark.parametrize(
    "text", ["", "  ", ",", "xã", "tỉnh Bạc Liêu", "Đảo Khỉ", "xã Hưng Phú, tỉnh Lạng Sơn", "😀", "%"]
)
def test_what_is_no_commune_is_unknown(country: Books, text: str) -> None:
    assert found(country, text) == "?"


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(country: Books, text: str) -> None:
    assert isinstance(find_commune(country, text), CommuneFound | CommuneUnclear | CommuneUnknown)


@pytest.mark.parametrize(
    ("text", "kind", "bare"),
    [
        ("Thị trấn Phước Long", "thị trấn", "Phước Long"),
        ("TT.Phước Long", "thị trấn", "Phước Long"),
        ("P5", "phường", "5"),
        ("q. 1", "quận", "1"),
        ("TP.HCM", "thành phố", "HCM"),
        ("TPHCM", "thành phố", "HCM"),
        ("t.p Cà Mau", "thành phố", "Cà Mau"),
        ("Xà Phiên", None, "Xà Phiên"),
        ("Thị Trần", None, "Thị Trần"),
        ("Thành Phố Huế", "thành phố", "Huế"),
        ("Phú Quốc", None, "Phú Quốc"),
        ("Tân Thành", None, "Tân Thành"),
    ],
)
def test_kinds_are_read_as_people_shorten_them(text: str, kind: str | None, bare: str) -> None:
    name = read_place(text)
    assert (name.kind, name.bare) == (kind, bare)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mỹ Thọ", "mĩ thọ"), ("Quý Sơn", "Quí Sơn"), ("05", "5"), ("Ea H'Leo", "Ea H’leo"), ("Hoà Bình", "Hòa Bình")],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert read_place(one).key == read_place(other).key


def test_names_that_only_look_alike_keep_their_keys_apart() -> None:
    assert read_place("Tây").key != read_place("Tai").key
    assert read_place("Phường 10").key != read_place("Phường 1").key
