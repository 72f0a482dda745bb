"""What stands in the measured books besides, once messages were sent: a campaign half way through everybody, and a long trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.data_set import AGENCY, FIRST, HEAD, NOW, OFFICER, DataSet, decision_id, message_id, party_id

CAMPAIGN, STEP = FIRST + 5, FIRST + 6
_DAYS = 60  # over which what waits falls due
_STEPS = (
    "id",
    "purpose",
    "campaign_id",
    "step_id",
    "decision_id",
    "party_id",
    "due_at",
    "useful_until",
    "state",
    "outbox_id",
)
Row = tuple[Any, ...]
Tables = Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]
Cell = Callable[[Any], Any]


def sent_by_campaign(of: DataSet) -> int:
    """So many of the messages are the campaign's: the first ones."""
    return min(of.messages, of.decisions // 2)


def campaign_tables(of: DataSet, day: Cell, instant: Cell) -> Tables:
    """Table by table, as ``rows.tables``."""
    at = instant(NOW - timedelta(days=60))
    yield (
        "campaign",
        ("id", "agency_id", "name", "plan_number", "starts_on", "ends_on", "selection", "status", "made_by", "made_at",
         "approved_by", "approved_at", "list_version", "started_at", "planned_at", "canary_done_at"),
        iter([(CAMPAIGN, AGENCY, "Đợt cao điểm cuối năm", "12/KH-THADS", day(date(2026, 9, 15)), day(date(2027, 1, 31)), "{}",
               "running", OFFICER, at, HEAD, at, 1, at, at, at)]),
    )  # fmt: skip
    yield (
        "campaign_step",
        ("id", "campaign_id", "number", "anchor", "offset_days", "working", "text_key", "text_version"),
        iter([(STEP, CAMPAIGN, 1, "campaign_start", 0, True, "reminder.follow_up", 1)]),
    )
    yield "campaign_recipient", ("campaign_id", "decision_id", "party_id", "since_version"), _recipients(of)
    yield "planned_step", _STEPS, _planned(of, instant)
    yield "audit_entry", ("seq", "at", "actor", "action", "object", "purpose", "result", "digest"), _trail(of, at)


def _recipients(of: DataSet) -> Iterator[Row]:
    for number in range(1, of.decisions + 1):
        yield CAMPAIGN, decision_id(number), party_id(of.debtor(number)), 1


def _planned(of: DataSet, instant: Cell) -> Iterator[Row]:
    """Those of the first decisions have gone, the others wait."""
    due = [instant(NOW + timedelta(days=days)) for days in range(_DAYS)]
    over, sent = instant(NOW + timedelta(days=2 * _DAYS)), sent_by_campaign(of)
    for number in range(1, of.decisions + 1):
        gone = number <= sent
        yield (
            FIRST + (10 << 30) + number,
            f"bench-step:{number}",
            CAMPAIGN,
            STEP,
            decision_id(number),
            party_id(of.debtor(number)),
            due[number % _DAYS],
            over,
            "queued" if gone else "pending",
            message_id(number) if gone else None,
        )


def _trail(of: DataSet, at: Any) -> Iterator[Row]:
    """A look at each decision; the digests are no chain, which nobody verifies here."""
    for number in range(1, of.decisions + 1):
        where = f"decision:{decision_id(number)}"
        yield number, at, f"staff:{OFFICER}", "decision_seen", where, "console", "ok", f"{number:064x}"
