"""Did anything leave that must not? Decided from the log of what was sent and what was known, never from the product's tables.

The judge has its own calendar: weekends, the public holidays of a library and the days of Tết as the almanac gives them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.rehearsal.log import Fact, Known, Sent

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENS, CLOSES = time(7, 30), time(20, 0)
CAP = timedelta(days=3)
MONTH, MOST_IN_A_MONTH = timedelta(days=30), 6
NEW_YEARS_DAY = {  # mùng 1 of the lunar new year
    2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13),
    2030: date(2030, 2, 3), 2031: date(2031, 1, 23), 2032: date(2032, 2, 11), 2033: date(2033, 1, 31),
    2034: date(2034, 2, 19), 2035: date(2035, 2, 8), 2036: date(2036, 1, 28),
}  # fmt: skip
_OF_A_DECISION = {Fact.PAID: "after a payment in full", Fact.RESTS: "after a suspension"}
_FOR_GOOD_IN_A_CHAT = {
    Fact.OPTED_OUT: "after an opt-out", Fact.UNLINKED: "after an unlink", Fact.DEAD_CHAT: "to a dead chat",
}  # fmt: skip
NEVER = (
    "outside the window", "on a rest day", "at Tết", "above the cap of the campaign", "above the cap of three days",
    "above the cap of a month", "after a death", "while a payment was looked for", "while the campaign rested",
    "to somebody who asked for silence", "a second time for the same purpose",
    *_FOR_GOOD_IN_A_CHAT.values(), *_OF_A_DECISION.values(),
)  # fmt: skip
"""What a break can be."""


@dataclass(frozen=True)
class Break:
    """A message that must not have left, and why."""

    sent: Sent
    why: str


def breaks(sent: Sequence[Sent], known: Sequence[Known], *, per_campaign: int) -> list[Break]:
    """Everything that is wrong; ``per_campaign``: how many reminders one person may get in one campaign."""
    return [
        *out_of_hours(sent),
        *_too_often(sent, per_campaign),
        *_against_facts(sent, known),
        *_while_held(sent, known),
        *_twice(sent),
    ]


BY_THE_HOUR = ("outside the window", "on a rest day", "at Tết")
LASTING = (
    "above the cap of three days", "above the cap of a month", "to somebody who asked for silence",
)  # fmt: skip


def breaks_by_two_clocks(
    sent: Sequence[Sent], shown: Sequence[Sent], known: Sequence[Known], *, per_campaign: int
) -> list[Break]:
    """Where the clock was set: ``sent`` by the true hours, ``shown`` by those that it showed, and that the product had to go by.

    What hangs on the hour is judged by the clock; what has to last, by either; what came after what, by the truth.
    """
    by_clock = breaks(shown, known, per_campaign=per_campaign)
    too_short = {(one.sent.purpose, one.why) for one in by_clock}
    found = [one for one in by_clock if one.why in BY_THE_HOUR]
    by_truth = [one for one in breaks(sent, known, per_campaign=per_campaign) if one.why not in BY_THE_HOUR]
    return found + [one for one in by_truth if one.why not in LASTING or (one.sent.purpose, one.why) in too_short]


def out_of_hours(sent: Sequence[Sent]) -> Iterator[Break]:
    """Outside the window, on a rest day or at Tết, by the instants given."""
    for one in sent:
        here = one.at.astimezone(HERE)
        if not OPENS <= here.time() < CLOSES:
            yield Break(one, "outside the window")
        if here.date().weekday() >= 5 or here.date() in holidays(here.year):
            yield Break(one, "on a rest day")
        new_year = NEW_YEARS_DAY[here.year]
        if new_year - timedelta(days=1) <= here.date() <= new_year + timedelta(days=3):
            yield Break(one, "at Tết")


def _too_often(sent: Sequence[Sent], per_campaign: int) -> Iterator[Break]:
    of_person: dict[int, list[Sent]] = defaultdict(list)
    for one in sent:
        if one.campaign is not None and one.party is not None:
            of_person[one.party].append(one)
    for theirs in of_person.values():
        in_campaign: dict[int | None, int] = defaultdict(int)
        for place, one in enumerate(theirs):
            in_campaign[one.campaign] += 1
            if in_campaign[one.campaign] > per_campaign:
                yield Break(one, "above the cap of the campaign")
            if place and one.at - theirs[place - 1].at < CAP:
                yield Break(one, "above the cap of three days")
            if place >= MOST_IN_A_MONTH and one.at - theirs[place - MOST_IN_A_MONTH].at < MONTH:
                yield Break(one, "above the cap of a month")


def _against_facts(sent: Sequence[Sent], known: Sequence[Known]) -> Iterator[Break]:
    since: dict[tuple[Fact, int], datetime] = {}
    for fact in known:
        since.setdefault((fact.fact, fact.about), fact.at)
    for one in sent:
        if one.party is not None and _was(since, Fact.DIED, one.party, one.at):
            yield Break(one, "after a death")
        for kind, why in _FOR_GOOD_IN_A_CHAT.items():
            if _was(since, kind, one.contact, one.at):
                yield Break(one, why)
        for kind, why in _OF_A_DECISION.items():
            if one.decision is not None and one.campaign is not None and _was(since, kind, one.decision, one.at):
                yield Break(one, why)


def _while_held(sent: Sequence[Sent], known: Sequence[Known]) -> Iterator[Break]:
    """While a chat was muted, a payment was looked for, or the campaign rested."""
    silent = _stretches(known, Fact.CLAIMED, Fact.LOOKED), _stretches(known, Fact.STOPPED, Fact.GOES_ON)
    muted = [(one.about, one.at, one.until) for one in known if one.fact is Fact.MUTED and one.until is not None]
    of_chat: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for contact, at, until in muted:
        of_chat[contact].append((at, until))
    for one in sent:
        if one.campaign is None:
            continue
        about = (
            (of_chat.get(one.contact, []), "to somebody who asked for silence"),
            (silent[0].get(one.decision or 0, []), "while a payment was looked for"),
            (silent[1].get(one.campaign, []), "while the campaign rested"),
        )
        for stretches, why in about:
            if any(at < one.at and (until is None or one.at < until) for at, until in stretches):
                yield Break(one, why)


def _twice(sent: Sequence[Sent]) -> Iterator[Break]:
    seen: set[str] = set()
    for one in sent:
        if one.purpose in seen:
            yield Break(one, "a second time for the same purpose")
        seen.add(one.purpose)


def _stretches(known: Sequence[Known], begins: Fact, ends: Fact) -> dict[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for fact in known:
        theirs = found[fact.about]
        if fact.fact is begins and (not theirs or theirs[-1][1] is not None):
            theirs.append((fact.at, None))
        elif fact.fact is ends and theirs and theirs[-1][1] is None:
            theirs[-1] = (theirs[-1][0], fact.at)
    return found


def _was(since: Mapping[tuple[Fact, int], datetime], fact: Fact, about: int, at: datetime) -> bool:
    begun = since.get((fact, about))
    return begun is not None and begun < at


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of the year, as the library has them."""
    import holidays as library

    return frozenset(library.country_holidays("VN", years=year))
