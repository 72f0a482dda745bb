"""Which decision, campaign, commune, office or party does the person at the terminal mean?

Each look-up gives exactly one, or refuses with what to type instead.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.cli import shown
from bot.cli.refusal import Refused, refusing
from casework import named, people, places
from casework.agency import Agency, Office, the_agency
from casework.books import Books
from casework.decisions import PartyRole, parties_of
from casework.folding import fold
from casework.named import NameUnclear
from casework.tables.places import province
from messages.vietnamese import masked_name
from scheduler.plans.campaigns import Campaign, every_campaign


def agency_of(books: Books) -> Agency:
    """The agency of these books."""
    known = the_agency(books)
    if known is None:
        raise Refused("Chưa có thông tin cơ quan. Hãy chạy: gandan agency set --help")
    return known


def province_named(books: Books, name: str) -> int:
    """The id of the province people mean by ``name`` ("Cà Mau", "tỉnh Cà Mau")."""
    from casework.place_names import read_place

    wanted = read_place(name)
    rows = books.conn.execute(select(province.c.id, province.c.name)).all()
    if not rows:
        raise Refused("Sổ chưa có tên tỉnh, xã, phường. Hãy chạy: gandan agency places")
    found = [row.id for row in rows if read_place(row.name).province_key == wanted.province_key]
    if len(found) != 1:
        raise Refused(f"Không có tỉnh, thành phố tên «{name}». Hãy ghi tên hiện nay, ví dụ Cà Mau.")
    return int(found[0])


def commune_named(books: Books, name: str) -> places.Commune:
    """The commune of today that ``name`` leads to, in the agency's own province unless another is named."""
    with refusing(NameUnclear):
        return named.commune_named(books, name)


def province_name(books: Books) -> str | None:
    """The name of the agency's province, if it is set."""
    return named.province_of_agency(books)


def office_named(books: Books, name: str) -> Office:
    """The regional office whose name is, or contains, ``name``."""
    with refusing(NameUnclear):
        return named.office_named(books, name)


def decision_numbered(books: Books, number: str, issued_on: date | None = None) -> int:
    """The id of the agency's decision of this number; numbers begin anew each year, so the day may be needed."""
    with refusing(NameUnclear):
        return named.decision_numbered(books, agency_of(books).id, number, issued_on)


def party_in(books: Books, decision_id: int, role: PartyRole, name: str | None = None) -> int:
    """The id of the decision's only party in this role; of several, the one whose name contains ``name``."""
    ids = [party_id for party_id, held in parties_of(books, decision_id) if held is role]
    names = people.names_of(books, ids)
    found = [one for one in ids if name is None or fold(name) in fold(names[one])]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"Quyết định này không có {shown.ROLE_WORDS[role]} như vậy. Hãy xem lại --role và --name.")
    several = ", ".join(masked_name(names[one]) for one in found)
    raise Refused(f"Quyết định này có {len(found)} {shown.ROLE_WORDS[role]}: {several}. Hãy thêm --name TÊN.")


def campaign_named(books: Books, name: str) -> Campaign:
    """The campaign with this name, or the only one whose name contains it."""
    wanted = fold(name)
    known = every_campaign(books)
    exact = [one for one in known if fold(one.plan.name) == wanted]
    found = exact or [one for one in known if wanted and wanted in fold(one.plan.name)]
    if not found:
        raise Refused(f"Không có đợt nào tên «{name}». Xem danh sách: gandan campaign list")
    if len(found) > 1:
        several = "; ".join(one.plan.name for one in found[:5])
        raise Refused(f"Có nhiều đợt như vậy: {several}. Hãy ghi đủ tên.")
    return found[0]
