"""How is a large rehearsal run on two cores without its result depending on them?

Officers who share no debtor have nothing to do with each other, so the office falls into parts; from a certain size on they
are put into two halves, always the same ones, each rehearsed by itself and then added up. What both share (the channel's
pace and quota) is given to each by half. First messages, brakes and breakers look at their own half, so they come a little
earlier or later than over the whole: the one thing in which halves differ from a rehearsal in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import delete, func, select, update

from casework.books import Books
from casework.tables.decisions import decision, decision_party
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.steps import conditions
from scheduler.steps.step import State
from scheduler.tables import campaign_recipient, channel_quota, planned_step

HALVES = 2
FROM_PEOPLE = 8_000  # fewer are rehearsed in one go
LEAST_SHARE = 0.25  # of the cases, that the smaller half must have: else there is nothing to gain

Officers = frozenset[int]


def halves_of(books: Books) -> tuple[Officers, ...]:
    """The officers (0: decisions that nobody has) of each half; one empty set where everything is rehearsed together."""
    cases = _cases(books)
    if sum(cases.values()) < FROM_PEOPLE:
        return (frozenset(),)
    parts = _parts(cases, _neighbours(books))
    found: list[set[int]] = [set() for _ in range(HALVES)]
    sizes = [0] * HALVES
    for part in sorted(parts, key=lambda one: (-sum(cases[officer] for officer in one), min(one))):
        smallest = min(range(HALVES), key=lambda half: (sizes[half], half))
        found[smallest] |= part
        sizes[smallest] += sum(cases[officer] for officer in part)
    if min(sizes) < LEAST_SHARE * sum(sizes):
        return (frozenset(),)
    return tuple(frozenset(half) for half in found)


def halve_what_is_shared(books: Books) -> None:
    """The quotas of a channel by half."""
    quota = channel_quota.c
    books.conn.execute(
        update(channel_quota).values(per_day=quota.per_day // HALVES, per_month=quota.per_month // HALVES)
    )


def keep_only(books: Books, officers: Collection[int]) -> None:
    """After it: nobody else's cases are spoken of here."""
    others = select(decision.c.id).where(func.coalesce(decision.c.officer_id, 0).not_in(sorted(officers)))
    books.conn.execute(delete(campaign_recipient).where(campaign_recipient.c.decision_id.in_(others)))
    waits = (planned_step.c.state == State.PENDING.value, planned_step.c.decision_id.in_(others))
    books.conn.execute(delete(planned_step).where(*waits))
    queued = (outbox.c.state == OutboxState.QUEUED.value, outbox.c.decision_id.in_(others))
    books.conn.execute(delete(outbox).where(*queued))


def _cases(books: Books) -> Counter[int]:
    officer = func.coalesce(decision.c.officer_id, 0)
    rows = books.conn.execute(select(officer, func.count()).group_by(officer))
    return Counter({row[0]: row[1] for row in rows})


def _neighbours(books: Books) -> list[tuple[int, int]]:
    """Pairs of officers who have a debtor in common."""
    mine, other = decision_party.alias("mine"), decision_party.alias("other")
    first, second = decision.alias("first"), decision.alias("second")
    officers = (func.coalesce(first.c.officer_id, 0), func.coalesce(second.c.officer_id, 0))
    query = (
        select(*officers)
        .select_from(
            mine.join(other, mine.c.party_id == other.c.party_id)
            .join(first, first.c.id == mine.c.decision_id)
            .join(second, second.c.id == other.c.decision_id)
        )
        .where(mine.c.role == conditions.DEBTOR, other.c.role == conditions.DEBTOR, officers[0] < officers[1])
        .distinct()
    )
    return [(row[0], row[1]) for row in books.conn.execute(query)]


def _parts(officers: Collection[int], pairs: Collection[tuple[int, int]]) -> list[set[int]]:
    """The connected parts (union-find)."""
    leader = {officer: officer for officer in officers}

    def find(officer: int) -> int:
        while leader[officer] != officer:
            leader[officer] = leader[leader[officer]]
            officer = leader[officer]
        return officer

    for first, second in pairs:
        low, high = sorted((find(first), find(second)))
        leader[high] = low
    parts: dict[int, set[int]] = {}
    for officer in officers:
        parts.setdefault(find(officer), set()).add(officer)
    return list(parts.values())
