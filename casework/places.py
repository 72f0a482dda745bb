"""Which commune of today do people mean, whatever name they say it by?

Names of before 1/7/2025 lead to the communes of today. An answer is given only when everything that was said leads to one
commune; when it leads to several, all of them are returned and somebody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from casework.books import Books
from casework.place_names import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, PlaceName, read_place
from casework.tables.places import commune, former_commune, province

_PARTS = re.compile(r"[,;/\n]")
_DASH = re.compile(r"\s[-–—]\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Commune:
    """A commune of today; ``name`` with its kind ("xã Vĩnh Thanh"), ``province`` too ("tỉnh Cà Mau")."""

    id: int
    code: str
    kind: str
    name: str
    province: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneFound:
    """Exactly one commune is meant. ``former``: the old unit it was said by, with its district and province, or None."""

    commune: Commune
    former: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneUnclear:
    """It may be any of these: the name is used more than once, or the old unit was divided. Ask."""

    candidates: tuple[Commune, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneUnknown:
    """No unit of today or of before 1/7/2025 has this name there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """What somebody said: the unit, what it is part of, and ``above``: parts that may be a district or a province.

    ``readings`` of the unit: "xa dung" may be a xã named Dung, or Xa Dung.
    """

    readings: tuple[PlaceName, ...]
    district: PlaceName | None
    province: PlaceName | None
    above: tuple[PlaceName, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Match:
    """A commune of today that has the name, or (with ``former``) that an old unit with the name became part of."""

    commune: Commune
    unit: PlaceName
    today: PlaceName  # the province
    former: str | None = None
    district: PlaceName | None = None
    old_province: PlaceName | None = None

    def fits(self, said: _Said) -> bool:
        """Everything said fits one time: all of today, or all of before."""
        if self.former is None:
            return said.district is None and all(_province(one, self.today) for one in _provinces_said(said))
        return self._fits_before(said, (self.old_province,))

    def fits_mixed(self, said: _Said) -> bool:
        """An old name or district, under the province of either time."""
        return self._fits_before(said, (self.old_province, self.today))

    def _fits_before(self, said: _Said, provinces: Iterable[PlaceName | None]) -> bool:
        known = [one for one in provinces if one is not None]
        return (
            (said.district is None or _same(said.district, self.district))
            and (said.province is None or any(_province(said.province, one) for one in known))
            and all(_same(one, self.district) or any(_province(one, p) for p in known) for one in said.above)
        )


def find_commune(
    books: Books, text: str, *, province: str | None = None, district: str | None = None
) -> CommuneFound | CommuneUnclear | CommuneUnknown:
    """Find the commune that ``text`` names, e.g. "TT. Phước Long" or "xã Hưng Phú, huyện Phước Long, Bạc Liêu".

    Accents, capitals and the kind of unit may be missing. A district can only be one of before 1/7/2025; a province may be
    of before or after. What fits wholly goes before an old name under a new province or a new name in an old district;
    the kind of unit and accents, where given, decide between several. A district alone gives its communes of today.
    """
    said = _read(text, province, district)
    unit, keys = said.readings[0], {one.key for one in said.readings}
    if not unit.key or unit.kind == "tỉnh":
        return CommuneUnknown()
    if unit.kind in DISTRICT_KINDS:
        parts = [one for one in _parts_of_district(books, unit.key) if one.fits_mixed(said)]
        return _answer([one for one in parts if _same(unit, one.district)] or parts)
    today, former = _named_today(books, keys), _named_before(books, keys)
    chosen = [one for one in today + former if one.fits(said)]
    if not chosen:
        chosen = [one for one in former + _parts_of_named_today(books, keys) if one.fits_mixed(said)]
    return _answer(_narrowed(said.readings, chosen))


def find_by_id(books: Books, commune_id: int) -> Commune | None:
    """The commune with this id."""
    row = books.conn.execute(_TODAY.where(commune.c.id == commune_id)).one_or_none()
    return _commune(row) if row is not None else None


def _read(text: str, province_said: str | None, district_said: str | None) -> _Said:
    parts = [read_place(part) for part in _parts(text)] or [read_place("")]
    at = next((at for at, part in enumerate(parts) if part.kind in COMMUNE_KINDS), 0)  # before it: street, hamlet
    unit = parts[at]
    place, area = _given(province_said), _given(district_said)
    above = []
    for part in parts[at + 1 :]:
        if area is None and part.kind in DISTRICT_KINDS - PROVINCE_KINDS:
            area = part
        elif place is None and part.kind in PROVINCE_KINDS - DISTRICT_KINDS:
            place = part
        else:
            above.append(part)
    whole = PlaceName(kind=None, bare=unit.written)
    readings = (unit,) if unit.kind is None else (unit, whole)
    return _Said(readings=readings, district=area, province=place, above=tuple(above))


def _parts(text: str) -> list[str]:
    """Split at commas, and at a dash only before a kind of unit: "Chân Mây - Lăng Cô" is one name."""
    parts: list[str] = []
    for piece in _PARTS.split(text):
        first, *rest = _DASH.split(piece)
        parts.append(first)
        for one in rest:
            if read_place(one).kind is None:
                parts[-1] += f" - {one}"
            else:
                parts.append(one)
    return [part for part in parts if part.strip()]


def _given(text: str | None) -> PlaceName | None:
    return read_place(text) if text and text.strip() else None


def _provinces_said(said: _Said) -> list[PlaceName]:
    return [*said.above, *([said.province] if said.province else [])]


def _province(said: PlaceName, known: PlaceName) -> bool:
    """A province by any of its names; "thành phố Cà Mau" is no province, while "tỉnh" is often said of any."""
    if said.kind not in (None, "tỉnh") and said.kind != known.kind:
        return False
    return said.province_key == known.province_key


def _same(said: PlaceName, known: PlaceName | None) -> bool:
    """The same district; "thị xã" and "huyện" of one name are two."""
    return known is not None and said.key == known.key and said.kind in (None, known.kind)


def _narrowed(readings: tuple[PlaceName, ...], chosen: list[_Match]) -> list[_Match]:
    """Those of the kind and the accents that were said; if none has both, those that have one of them, else all."""
    said = {(one.key, one.kind) for one in readings}
    typed = {one.bare.lower() for one in readings if not one.bare.isascii()}
    of_kind = [one for one in chosen if {(one.unit.key, None), (one.unit.key, one.unit.kind)} & said]
    accented = [one for one in chosen if not typed or one.unit.bare.lower() in typed]
    both = [one for one in of_kind if one in accented]
    return both or of_kind + accented or chosen


def _answer(chosen: list[_Match]) -> CommuneFound | CommuneUnclear | CommuneUnknown:
    communes = {one.commune.id: one.commune for one in chosen}
    if not communes:
        return CommuneUnknown()
    if len(communes) == 1:
        by_old_name = all(one.former is not None for one in chosen)
        return CommuneFound(commune=chosen[0].commune, former=chosen[0].former if by_old_name else None)
    return CommuneUnclear(candidates=tuple(sorted(communes.values(), key=lambda one: (one.province, one.name))))


_TODAY: Select[Any] = select(
    commune.c.id, commune.c.code, commune.c.kind, commune.c.name, province.c.name.label("province")
).join(province, commune.c.province_id == province.c.id)

_BEFORE: Select[Any] = _TODAY.add_columns(
    former_commune.c.name.label("former_name"),
    former_commune.c.district.label("former_district"),
    former_commune.c.province.label("former_province"),
).join(former_commune, former_commune.c.commune_id == commune.c.id)


def _named_today(books: Books, keys: set[str]) -> list[_Match]:
    rows = books.conn.execute(_TODAY.where(commune.c.folded.in_(keys)))
    return [_Match(commune=_commune(row), unit=read_place(row.name), today=read_place(row.province)) for row in rows]


def _named_before(books: Books, keys: set[str]) -> list[_Match]:
    rows = books.conn.execute(_BEFORE.where(former_commune.c.folded.in_(keys)))
    return [_before(row, unit=row.former_name, former=_former(row)) for row in rows]


def _parts_of_named_today(books: Books, keys: set[str]) -> list[_Match]:
    rows = books.conn.execute(_BEFORE.where(commune.c.folded.in_(keys)))
    return [_before(row, unit=row.name, former=None) for row in rows]


def _parts_of_district(books: Books, key: str) -> list[_Match]:
    rows = books.conn.execute(_BEFORE.where(former_commune.c.district_folded == key))
    return [
        _before(row, unit=row.former_district, former=f"{row.former_district}, {row.former_province}") for row in rows
    ]


def _before(row: Row[Any], *, unit: str, former: str | None) -> _Match:
    return _Match(
        commune=_commune(row),
        unit=read_place(unit),
        today=read_place(row.province),
        former=former,
        district=read_place(row.former_district),
        old_province=read_place(row.former_province),
    )


def _commune(row: Row[Any]) -> Commune:
    return Commune(id=row.id, code=row.code, kind=row.kind, name=row.name, province=row.province)


def _former(row: Row[Any]) -> str:
    above = f"{row.former_district}, {row.former_province}"
    return above if row.former_name == row.former_district else f"{row.former_name}, {above}"
