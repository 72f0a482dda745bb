"""Which rows do the measured books consist of? Table by table, sealed as the product seals, in the order they refer.

Everything follows from the numbers of the rows (``benchmarks.data_set``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.data_set import (
    ACCOUNT,
    AGENCY,
    CREDITORS,
    FIRST,
    HEAD,
    KEYS,
    NOW,
    OFFICE,
    OFFICER,
    STATUSES,
    DataSet,
    address,
    contact_id,
    decision_id,
    message_id,
    name,
    party_id,
    scattered,
)
from benchmarks.rows_of_campaign import CAMPAIGN, campaign_tables, sent_by_campaign
from casework.consent import Purpose
from casework.decisions import PartyRole
from casework.name_words import rows_of
from casework.payment_order import Kind, rank_of

KINDS = (Kind.COURT_FEE, Kind.DEBT, Kind.COMPENSATION, Kind.BANK_DEBT)
LINES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 4)  # of ten decisions
PAID = (0, 1, 0, 2, 1)  # payments to five lines
MESSAGE = ("id", "account", "contact_id", "purpose", "delivery_class", "lane", "guard", "state", "act", "payload_sealed",
           "personal", "party_id", "decision_id", "campaign_id", "text_key", "text_version", "reference", "not_before", "tries", "made_at",
           "sent_at")  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = tuple[Any, ...]
Rows = Iterator[Row]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """How a database's own bulk way takes a day and an instant."""

    day: Callable[[date], Any]
    instant: Callable[[datetime], Any]


FOR_SQLITE = Cells(day=date.isoformat, instant=lambda at: (at - _EPOCH) // timedelta(microseconds=1))
FOR_POSTGRES = Cells(day=lambda day: day, instant=lambda at: at)


def tables(of: DataSet, cells: Cells) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Table by table: its name, the columns given, and the rows."""
    yield from _office()
    yield "judgment", ("id", "agency_id", "number", "court", "dated"), _judgments(of, cells)
    yield "party", ("id", "kind", "name_sealed", "name_print", "identity_sealed", "identity_print", "address_sealed",
                    "changed_at"), _parties(of, cells)  # fmt: skip
    yield "name_word", ("print", "ref"), _words_of_names(of)
    yield "decision", ("id", "agency_id", "judgment_id", "office_id", "officer_id", "number", "issued_on", "status",
                       "served_on", "late_interest_rate", "changed_at"), _decisions(of, cells)  # fmt: skip
    yield "decision_party", ("decision_id", "party_id", "role"), _takes_part(of)
    yield "obligation", ("id", "decision_id", "kind", "content_sealed", "amount", "rank"), _obligations(of)
    yield "payment", ("id", "decision_id", "amount", "paid_on", "receipt", "source", "entered_at"), _payments(of, cells)
    yield "allocation", ("payment_id", "obligation_id", "amount"), _allocations(of)
    yield "contact", ("id", "account", "address_sealed", "address_print", "lang", "party_id", "linked_at", "seen_at",
                      "created_at"), _contacts(of, cells)  # fmt: skip
    yield "link", ("id", "contact_id", "party_id", "linked_at"), _links(of, cells)
    yield "consent", ("id", "contact_id", "party_id", "purpose", "text_key", "text_version", "lang", "given",
                      "at"), _consents(of, cells)  # fmt: skip
    yield "outbox", MESSAGE, _messages(of, cells)
    if of.messages:
        yield from campaign_tables(of, cells.day, cells.instant)


def _office() -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    called, place = "Thi hành án dân sự tỉnh Vĩnh Hưng", "Số 1 đường Hòa Bình, phường Vĩnh Hưng"
    hours = "Thứ Hai đến thứ Sáu, 07:00-11:00 và 13:00-17:00"
    yield (
        "agency",
        ("id", "name", "address", "phone", "site", "bot_name", "office_hours", "demo"),
        iter([(AGENCY, called, place, "0900000100", "https://thads.example", "Gần Dân", hours, True)]),
    )
    yield (
        "regional_office",
        ("id", "agency_id", "name", "address", "phone"),
        iter([(OFFICE, AGENCY, "Phòng Thi hành án dân sự khu vực 3", "Số 12 đường Trần Phú", "0900000103")]),
    )
    staff = (
        (OFFICER, AGENCY, OFFICE, "can-bo", "Lê Thị Mai Hương", "le thi mai huong", "Chấp hành viên", "officer", "0900000104", True, 10**9),
        (HEAD, AGENCY, OFFICE, "thu-truong", "Trần Quốc Bảo", "tran quoc bao", "Thủ trưởng", "head", "0900000105", True, 10**9),
    )  # fmt: skip
    columns = (
        "id",
        "agency_id",
        "office_id",
        "login",
        "name",
        "folded",
        "title",
        "role",
        "phone",
        "active",
        "answers_a_day",
    )
    yield "staff", columns, iter(staff)


def _parties(of: DataSet, cells: Cells) -> Rows:
    seal, mark, at = KEYS.seal, KEYS.fingerprint, cells.instant(NOW)
    for number in range(1, of.parties + CREDITORS + 1):
        row, person, who = party_id(number), number <= of.parties, _name(of, number)
        identity = f"095{number:09d}"
        yield (
            row,
            "person" if person else "organisation",
            seal("party", "name", row, who),
            mark("name", who),
            seal("party", "identity", row, identity) if person else None,
            mark("identity", identity) if person else None,
            seal("party", "address", row, f"Ấp {number % 90}, xã Phước Hòa"),
            at,
        )


def _name(of: DataSet, number: int) -> str:
    return name(number) if number <= of.parties else f"Ngân hàng số {number}"


def _words_of_names(of: DataSet) -> Rows:
    everybody = range(1, of.parties + CREDITORS + 1)
    return iter(sorted(rows_of(KEYS, ((party_id(number), _name(of, number)) for number in everybody))))


def _judgments(of: DataSet, cells: Cells) -> Rows:
    dated = cells.day(date(2026, 5, 12))
    for number in range(1, of.decisions // 2 + 2):
        yield FIRST + (3 << 30) + number, AGENCY, f"{number}/2026/DS-ST", "Tòa án nhân dân khu vực 3", dated


def _decisions(of: DataSet, cells: Cells) -> Rows:
    at = cells.instant(NOW)
    issued = [cells.day(date(2026, 7, 1) + timedelta(days=n)) for n in range(90)]
    served = [cells.day(date(2026, 11, 2) + timedelta(days=n)) for n in range(10)]
    for number in range(1, of.decisions + 1):
        yield (
            decision_id(number),
            AGENCY,
            FIRST + (3 << 30) + 1 + number // 2,
            OFFICE,
            OFFICER,
            f"{number}/QĐ-THADS",
            issued[number % 90],
            STATUSES[number % len(STATUSES)].value,
            served[number % 10],
            8.0 if number % 3 == 0 else None,
            at,
        )


def _takes_part(of: DataSet) -> Rows:
    for number in range(1, of.decisions + 1):
        yield decision_id(number), party_id(of.debtor(number)), PartyRole.DEBTOR.value
        yield decision_id(number), party_id(of.parties + 1 + number % CREDITORS), PartyRole.CREDITOR.value


def _lines(of: DataSet) -> Iterator[tuple[int, int, int]]:
    """(line number, decision number, đồng) of every line."""
    line = 0
    for number in range(1, of.decisions + 1):
        for _ in range(LINES[number % len(LINES)]):
            line += 1
            yield line, number, 100_000 * (20 + line % 3_980)


def _obligations(of: DataSet) -> Rows:
    kinds = [(kind.value, rank_of(kind).value) for kind in KINDS]
    for line, number, amount in _lines(of):
        row, (kind, rank) = FIRST + (4 << 30) + line, kinds[line % len(kinds)]
        content = KEYS.seal("obligation", "content", row, "Nộp khoản tiền theo bản án và trả tiền lãi phát sinh")
        yield row, decision_id(number), kind, content, amount, rank


def _paid(of: DataSet) -> Iterator[tuple[int, int, int, int]]:
    """(payment number, line number, decision number, đồng) of every payment; each goes to one line."""
    payment = 0
    for line, number, amount in _lines(of):
        for _ in range(PAID[line % len(PAID)]):
            payment += 1
            yield payment, line, number, amount // 5


def _payments(of: DataSet, cells: Cells) -> Rows:
    at, day = cells.instant(NOW), cells.day(date(2026, 9, 1))
    for payment, _, number, amount in _paid(of):
        yield FIRST + (6 << 30) + payment, decision_id(number), amount, day, f"BL-{payment}", "office", at


def _allocations(of: DataSet) -> Rows:
    for payment, line, _, amount in _paid(of):
        yield FIRST + (6 << 30) + payment, FIRST + (4 << 30) + line, amount


def _contacts(of: DataSet, cells: Cells) -> Rows:
    at = cells.instant(NOW - timedelta(days=30))
    for chat in range(of.chats):
        row, where = contact_id(chat), address(chat)
        yield (
            row,
            ACCOUNT,
            KEYS.seal("contact", "address", row, where),
            KEYS.fingerprint("chat", f"{ACCOUNT}\x1f{where}"),
            "vi",
            party_id(of.party_of_chat(chat)),
            at,
            at,
            at,
        )


def _links(of: DataSet, cells: Cells) -> Rows:
    at = cells.instant(NOW - timedelta(days=30))
    for chat in range(of.chats):
        yield FIRST + (7 << 30) + chat, contact_id(chat), party_id(of.party_of_chat(chat)), at


def _consents(of: DataSet, cells: Cells) -> Rows:
    at = cells.instant(NOW - timedelta(days=30))
    for chat in range(of.chats):
        who = party_id(of.party_of_chat(chat))
        yield (
            FIRST + (8 << 30) + chat,
            contact_id(chat),
            who,
            Purpose.REMINDERS.value,
            "consent.reminders",
            1,
            "vi",
            True,
            at,
        )


def _messages(of: DataSet, cells: Cells) -> Rows:
    """Sent ones, of the last year; what they say is not opened by what is measured, so it is one blob."""
    said = KEYS.seal("outbox", "payload", FIRST, "{}")
    at = [cells.instant(NOW - timedelta(days=days)) for days in range(365)]
    of_campaign = sent_by_campaign(of)
    for number in range(1, of.messages + 1):
        decision = 1 + (number - 1) % of.decisions
        when = at[scattered(number) % 365]
        yield (
            message_id(number),
            ACCOUNT,
            contact_id(number % max(of.chats, 1)),
            f"bench:{number}",
            "R",
            2,
            "reminder",
            "accepted",
            "send_text",
            said,
            False,
            party_id(of.debtor(decision)),
            decision_id(decision),
            CAMPAIGN if number <= of_campaign else None,
            "nudge.closed",
            1,
            f"B{number}",
            when,
            1,
            when,
            when,
        )
