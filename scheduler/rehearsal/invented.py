"""Which office is rehearsed when no real books are at hand? An invented one of any size, the same each time.

Officers have communes, communes have people, some people several decisions; most have a chat. Sums, days of service and what
was paid before follow from the row's number. Names are invented, identity numbers of a kind that is assigned to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert

from casework.books import Books
from casework.clock import VIETNAM
from casework.consent import Purpose
from casework.db.bulk import insert_rows
from casework.decisions import PartyRole, Status
from casework.payment_order import Kind, rank_of
from casework.tables import agency as offices
from casework.tables.contacts import consent, contact, link
from casework.tables.decisions import decision, decision_party, judgment, obligation
from casework.tables.follow_ups import mobilisation_team
from casework.tables.people import party
from casework.tables.places import commune, province
from scheduler.rehearsal.lots import Lots

FIRST = 1 << 57  # identifiers born long before any day that is rehearsed
ACCOUNT = "telegram"
PEOPLE_OF_AN_OFFICER, PEOPLE_OF_A_COMMUNE = 500, 250
_KINDS = (Kind.COURT_FEE, Kind.DEBT, Kind.COMPENSATION, Kind.BANK_DEBT, Kind.FINE)
Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large: so many debtors, ``reached`` of a thousand with a chat and consent."""

    people: int
    reached: int = 700
    seed: int = 1

    @property
    def officers(self) -> int:
        """Chấp hành viên."""
        return max(self.people // PEOPLE_OF_AN_OFFICER, 1)

    @property
    def communes(self) -> int:
        """Each belongs to one officer."""
        return max(self.people // PEOPLE_OF_A_COMMUNE, self.officers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Who is who in the invented office."""

    agency: int
    head: int
    deputy: int
    officers: tuple[int, ...]
    parties: tuple[int, ...]


def invent(books: Books, size: Size, today: date) -> Office:
    """Write the office into empty books, as it stands on ``today``."""
    staff = _office(books, size)
    people = _People(books, size, today)
    people.write()
    return Office(agency=FIRST + 1, head=FIRST + 3, deputy=FIRST + 4, officers=staff, parties=tuple(people.parties))


def _office(books: Books, size: Size) -> tuple[int, ...]:
    conn = books.conn
    agency_row = {
        "id": FIRST + 1, "name": "Thi hành án dân sự tỉnh Vĩnh Hưng", "address": "Số 1 đường Hòa Bình",
        "phone": "0900000100", "site": "https://thads.example", "bot_name": "Gần Dân",
        "office_hours": "Thứ Hai đến thứ Sáu, 07:00-11:00 và 13:00-17:00", "demo": False,
    }  # fmt: skip
    conn.execute(insert(offices.agency), agency_row)
    office_row = {
        "id": FIRST + 2,
        "agency_id": FIRST + 1,
        "name": "Phòng khu vực 1",
        "address": "-",
        "phone": "0900000101",
    }
    conn.execute(insert(offices.regional_office), office_row)
    columns = ("id", "agency_id", "office_id", "login", "name", "folded", "title", "role", "active")
    leaders = [
        (FIRST + 3, "thu-truong", "Trần Quốc Bảo", "Thủ trưởng", "head"),
        (FIRST + 4, "pho-thu-truong", "Võ Thị Lan", "Phó thủ trưởng", "deputy"),
    ]
    ids = tuple(FIRST + 100 + number for number in range(size.officers))
    officers = [(row, f"chv-{row - FIRST - 99}", f"Chấp hành viên {row - FIRST - 99}", "Chấp hành viên", "officer")
                for row in ids]  # fmt: skip
    rows = [(row, FIRST + 1, FIRST + 2, login, name, name.lower(), title, role, True)
            for row, login, name, title, role in (*leaders, *officers)]  # fmt: skip
    insert_rows(conn, offices.staff, columns, rows)
    conn.execute(insert(province), {"id": FIRST + 5, "code": "96", "name": "Vĩnh Hưng", "folded": "vinh hung"})
    places: list[Row] = []
    teams: list[Row] = []
    for number in range(size.communes):
        row = FIRST + (1 << 20) + number
        places.append((row, f"{number:05}", FIRST + 5, "xã", f"xã Số {number + 1}", f"so {number + 1}"))
        teams.append((FIRST + (2 << 20) + number, row, f"Tổ vận động xã Số {number + 1}", 12, True))
    insert_rows(conn, commune, ("id", "code", "province_id", "kind", "name", "folded"), places)
    insert_rows(conn, mobilisation_team, ("id", "commune_id", "name", "visits_a_day", "active"), teams)
    return ids


class _People:
    """Rows of people, decisions and chats, table by table."""

    def __init__(self, books: Books, size: Size, today: date) -> None:
        self._books, self._size, self._today = books, size, today
        self._lots = Lots(size.seed)
        self._at = datetime.combine(today - timedelta(days=30), time(9), VIETNAM).astimezone(UTC)
        self.parties = [FIRST + (3 << 24) + number for number in range(size.people)]

    def write(self) -> None:
        """Everything, in the order of its references."""
        conn, seal = self._books.conn, self._books.keys.seal_many
        names = seal("party", "name", [(row, f"Người số {row - FIRST & 0xFFFFFF}") for row in self.parties])
        marks = self._books.keys.fingerprint
        people = [
            (row, "person", names[number], marks("name", f"{number}"), marks("identity", f"095{number:09d}"), self._at)
            for number, row in enumerate(self.parties)
        ]
        insert_rows(conn, party, ("id", "kind", "name_sealed", "name_print", "identity_print", "changed_at"), people)
        court = (FIRST + 6, FIRST + 1, "1/2026/DS-ST", "Tòa án nhân dân khu vực 1")
        insert_rows(conn, judgment, ("id", "agency_id", "number", "court"), [court])
        self._decisions()
        self._chats()

    def _decisions(self) -> None:
        decisions: list[Row] = []
        owing: list[Row] = []
        lines: list[Row] = []
        for number, who in enumerate(self.parties):
            for nth in range(1 + (self._lots.share(who, "more") < 0.12)):
                row = FIRST + (4 << 26) + 2 * number + nth
                place = number * self._size.communes // self._size.people
                officer = place * self._size.officers // self._size.communes
                served = self._today - timedelta(days=int(self._lots.share(row, "served") * 400) - 10)
                decisions.append(
                    (row, FIRST + 1, FIRST + 6, FIRST + 2, FIRST + 100 + officer, FIRST + (1 << 20) + place,
                     f"{2 * number + nth + 1}/QĐ-THADS", self._today - timedelta(days=420),
                     (Status.NO_MEANS if self._lots.share(row, "means") < 0.25 else Status.ENFORCING).value,
                     min(served, self._today), self._at)
                )  # fmt: skip
                owing.append((row, who, PartyRole.DEBTOR.value))
                kind = _KINDS[row % len(_KINDS)]
                sum_left = 100_000 * int(5 * 4_000 ** self._lots.share(row, "sum"))
                lines.append((FIRST + (5 << 26) + row % (1 << 26), row, kind.value, b"", sum_left, rank_of(kind).value))
        contents = self._books.keys.seal_many("obligation", "content", [(line[0], "Nộp tiền") for line in lines])
        sealed = [(*line[:3], content, *line[4:]) for line, content in zip(lines, contents, strict=True)]
        columns = ("id", "agency_id", "judgment_id", "office_id", "officer_id", "commune_id", "number", "issued_on",
                   "status", "served_on", "changed_at")  # fmt: skip
        insert_rows(self._books.conn, decision, columns, decisions)
        insert_rows(self._books.conn, decision_party, ("decision_id", "party_id", "role"), owing)
        of_lines = ("id", "decision_id", "kind", "content_sealed", "amount", "rank")
        insert_rows(self._books.conn, obligation, of_lines, sealed)

    def _chats(self) -> None:
        keys, at = self._books.keys, self._at
        linked = [who for who in self.parties if self._lots.share(who, "chat") < self._size.reached / 1000]
        rows = {who: FIRST + (6 << 26) + who % (1 << 24) for who in linked}
        sealed = keys.seal_many(
            "contact", "address", [(rows[who], str(700_000_000 + who % (1 << 24))) for who in linked]
        )
        chats = [
            (rows[who], ACCOUNT, address, keys.fingerprint("chat", f"{ACCOUNT}\x1f{who}"), "vi", who, at, at, at)
            for who, address in zip(linked, sealed, strict=True)
        ]
        columns = ("id", "account", "address_sealed", "address_print", "lang", "party_id", "linked_at", "seen_at",
                   "created_at")  # fmt: skip
        insert_rows(self._books.conn, contact, columns, chats)
        links = [(rows[who] + (1 << 24), rows[who], who, at) for who in linked]
        insert_rows(self._books.conn, link, ("id", "contact_id", "party_id", "linked_at"), links)
        agreed = [
            (rows[who] + (2 << 24), rows[who], who, Purpose.REMINDERS.value, "consent.reminders", 1, "vi", True, at)
            for who in linked
        ]
        of_consents = ("id", "contact_id", "party_id", "purpose", "text_key", "text_version", "lang", "given", "at")
        insert_rows(self._books.conn, consent, of_consents, agreed)
