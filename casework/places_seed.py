"""Where do the names of provinces and communes come from, and how do they get into the books?

From the package ``vietnam_address_converter`` (Apache-2.0): the 34 provinces and 3,321 communes since 1/7/2025, and for
each commune of before that day those that its land went to. The package has no official numbers that could be relied on,
so a unit's code is made of its names. The data is 10 MB and is loaded only here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, insert, select

from casework.books import Books
from casework.db.ids import new_id
from casework.place_names import PlaceName, read_place
from casework.tables.places import commune, former_commune, province

_KINDS = {"tinh": "tỉnh", "thanh-pho": "thành phố", "xa": "xã", "phuong": "phường", "dac-khu": "đặc khu"}
_FORMER_KEY = ("commune_id", "name", "district", "province")


def seed_places(books: Books) -> int:
    """Write the units that the books do not have yet; returns how many rows were written. Takes about a second."""
    from vietnam_address_converter.data import DEFAULT_DATA as DATA  # 10 MB, 0.1 s

    provinces, written = _provinces(books, DATA["newProvinces"])
    communes, more = _communes(books, DATA["newWards"], provinces)
    return written + more + _former_communes(books, DATA["mapping"]["rows"], communes)


def _provinces(books: Books, source: dict[str, dict[str, str]]) -> tuple[dict[str, dict[str, Any]], int]:
    rows: dict[str, dict[str, Any]] = {}
    for number, unit in source.items():
        name = PlaceName(kind=_KINDS[unit["type"]], bare=unit["name"])
        rows[number] = {"code": name.bare, "name": name.full, "folded": name.key}
    return rows, _add_missing(books, province, rows)


def _communes(
    books: Books, source: dict[str, dict[str, str]], provinces: dict[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], int]:
    rows: dict[str, dict[str, Any]] = {}
    for number, unit in source.items():
        name = PlaceName(kind=_KINDS[unit["type"]], bare=_spaced(unit["name"]))
        above = provinces[unit["parent_code"]]
        rows[number] = {
            "code": f"{above['code']}/{name.full}",
            "province_id": above["id"],
            "kind": name.kind,
            "name": name.full,
            "folded": name.key,
        }
    return rows, _add_missing(books, commune, rows)


def _add_missing(books: Books, table: Table, rows: dict[str, dict[str, Any]]) -> int:
    """Give each row its id, the known one by its code or a new one, and insert the new ones."""
    known = {row.code: row.id for row in books.conn.execute(select(table.c.code, table.c.id))}
    for row in rows.values():
        row["id"] = known.get(row["code"]) or new_id()
    missing = [row for row in rows.values() if row["code"] not in known]
    if missing:
        books.conn.execute(insert(table), missing)
    return len(missing)


def _former_communes(books: Books, mapping: list[dict[str, Any]], communes: dict[str, dict[str, Any]]) -> int:
    columns = [former_commune.c[name] for name in _FORMER_KEY]
    known = {tuple(row) for row in books.conn.execute(select(*columns))}
    missing = []
    for row in _former_rows(mapping, communes):
        key = tuple(row[name] for name in _FORMER_KEY)
        if key not in known:
            known.add(key)
            missing.append({"id": new_id(), **row})
    if missing:
        books.conn.execute(insert(former_commune), missing)
    return len(missing)


def _former_rows(mapping: list[dict[str, Any]], communes: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    # an island district without communes became a đặc khu: people name the district
    named = [(one["old"], one["old"]["ward_name"] or one["old"]["district_name"], one["new"]) for one in mapping]
    parts = Counter((old["province_name"], old["district_name"], name) for old, name, _ in named)
    for old, name, new in named:
        unit, district, above = (
            read_place(_spaced(part)) for part in (name, old["district_name"], old["province_name"])
        )
        yield {
            "commune_id": communes[new["ward_code"]]["id"],
            "name": unit.full,
            "folded": unit.key,
            "district": district.full,
            "district_folded": district.key,
            "province": above.full,
            "province_folded": above.key,
            "partly": parts[(old["province_name"], old["district_name"], name)] > 1,
        }


def _spaced(name: str) -> str:
    return name.replace("-", " - ")
