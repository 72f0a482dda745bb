"""Which officer and which commune of the books does a text of the list mean? Each text is looked up once."""

from __future__ import annotations

from sqlalchemy import select

from casework import places, staff
from casework.books import Books
from casework.tables.agency import agency
from casework.tables.places import commune, province

Officer = tuple[int | None, int | None]  # the officer and the officer's office
_NOBODY: Officer = (None, None)


class LookUps:
    """What the texts of one list mean to one agency; nothing is guessed."""

    def __init__(self, books: Books, agency_id: int) -> None:
        self._books = books
        self._province = books.conn.execute(
            select(province.c.name).join(agency, agency.c.province_id == province.c.id).where(agency.c.id == agency_id)
        ).scalar()
        self.knows_places = books.conn.execute(select(commune.c.id).limit(1)).scalar() is not None
        self._officers: dict[str, Officer] = {}
        self._communes: dict[str, int | None] = {}

    def officer(self, name: str | None) -> Officer:
        """The one officer of this name with the office; nobody where none or several have it."""
        if name is None:
            return _NOBODY
        known = self._officers.get(name)
        if known is None:
            found = staff.find_officer_by_name(self._books, name)
            known = self._officers[name] = (found[0].id, found[0].office_id) if len(found) == 1 else _NOBODY
        return known

    def commune(self, text: str | None) -> int | None:
        """The one commune that the text names, in the agency's province where the agency has one."""
        if text is None or not self.knows_places:
            return None
        if text not in self._communes:
            found = places.find_commune(self._books, text, province=self._province)
            self._communes[text] = found.commune.id if isinstance(found, places.CommuneFound) else None
        return self._communes[text]
