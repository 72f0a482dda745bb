"""Which officer and which commune of the books does a text of the list mean? Each text is looked up once."""

from __future__ import annotations

from sqlalchemy import select

from casework import places, staff
from casework.books import Books
from casework.imports.addresses import commune_of
from casework.imports.names import display_name, is_organisation, is_state
from casework.people import PartyFacts, PartyKind
from casework.tables.agency import agency
from casework.tables.places import commune, province

Officer = tuple[int | None, int | None]  # the officer and the officer's office
_NOBODY: Officer = (None, None)
_REMEMBERED = 5_000  # lists say the same few thousand things again and again


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
        self._choices: dict[str, tuple[str, ...]] = {}
        self._addresses: dict[str, int | None] = {}
        self._creditors: dict[str, PartyFacts] = {}

    def officer(self, name: str | None) -> Officer:
        """The one officer of this name with the office; nobody where none or several have it."""
        if name is None:
            return _NOBODY
        known = self._officers.get(name)
        if known is None:
            found = staff.find_officer_by_name(self._books, name)
            known = self._officers[name] = (found[0].id, found[0].office_id) if len(found) == 1 else _NOBODY
        return known

    def commune(self, address: str | None) -> int | None:
        """The one commune that the address names, in the agency's province where the agency has one."""
        if address is None or not self.knows_places:
            return None
        if address not in self._addresses:
            if len(self._addresses) == _REMEMBERED:
                self._addresses.clear()
            text = commune_of(address)
            self._addresses[address] = None if text is None else self._commune_named(text)
        return self._addresses[address]

    def commune_choices(self, address: str) -> tuple[str, ...]:
        """The communes of today that the address may mean, where it is not one: ``("xã Vĩnh Thanh (tỉnh Cà Mau)", ...)``."""
        return self._choices.get(commune_of(address) or "", ())

    def creditor(self, name: str) -> PartyFacts:
        """The creditor of this name: the State, an organisation, or a person."""
        known = self._creditors.get(name)
        if known is None:
            if len(self._creditors) == _REMEMBERED:
                self._creditors.clear()
            kind = PartyKind.ORGANISATION if is_organisation(name) else PartyKind.PERSON
            if is_state(name):
                kind = PartyKind.STATE
            known = self._creditors[name] = PartyFacts(kind=kind, name=display_name(name))
        return known

    def _commune_named(self, text: str) -> int | None:
        if text not in self._communes:
            found = places.find_commune(self._books, text, province=self._province)
            self._communes[text] = found.commune.id if isinstance(found, places.CommuneFound) else None
            if isinstance(found, places.CommuneUnclear):
                self._choices[text] = tuple(f"{one.name} ({one.province})" for one in found.candidates)
        return self._communes[text]
