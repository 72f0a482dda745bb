"""G-R3 and G-S3: does any reminder leave whose claim began after the fact that forbids it was committed?

One process claims what is queued, as a sender does; another writes facts about people at the head of the queue: they pay, die,
take back consent or the link, ask for silence, say that they have paid, promise, despair, their case is suspended; now and then
a whole campaign is paused or stopped. A fact's end is read off the clock after its commit, a claim's beginning in its
transaction: whoever was claimed later than that is a break. Every person has two reminders, over two accounts that are claimed
side by side, so the cap is judged as well.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from casework import consent, contacts, payment_claims, promises, questions
from casework.books import Books
from casework.clock import today
from casework.db.engine import Database
from casework.decisions import Status as CaseStatus
from casework.links import EndedBy, unlink
from casework.payment_claims import ClaimRefused
from casework.payment_order import Overpayment
from casework.promises import PromiseRefused
from casework.tables.decisions import decision_party
from casework.tables.people import party
from messages.outbox import State
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import approval, campaigns
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from tests import builders
from tests.faults.crowd import debtors
from tests.faults.harness.outcome import Count, at_least, exactly, told
from tests.faults.harness.place import Place
from tests.faults.installation import Installation, until
from tests.scheduler.arranged import Office, a_chat, a_plan, an_office_with_leaders

ACCOUNTS = ("telegram", "web")
AT_THE_HEAD = 30  # the rows among which the next fact chooses: those that are about to be claimed


@dataclass(frozen=True, kw_only=True)
class Size:
    """``people`` with two reminders each, ``facts`` about them while they are claimed; ``campaigns`` they belong to."""

    people: int
    facts: int
    campaigns: int = 10

    def __str__(self) -> str:
        return f"{2 * self.people} reminders, {self.facts} facts"


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A reminder that waits, with everything that a fact may be about."""

    party: int
    decision: int
    contact: int
    campaign: int


Fact = Callable[[Books, Queued, Office], None]


def _pays(books: Books, who: Queued, _: Office) -> None:
    builders.a_payment(books, who.decision, 50_000_000)


def _is_suspended(books: Books, who: Queued, _: Office) -> None:
    builders.a_list_says(books, who.decision, CaseStatus.SUSPENDED, on=today(books.clock))


def _dies(books: Books, who: Queued, _: Office) -> None:
    books.conn.execute(update(party).where(party.c.id == who.party).values(deceased=True))


def _opts_out(books: Books, who: Queued, _: Office) -> None:
    consent.withdraw(books, who.contact, who.party, consent.Purpose.REMINDERS)


def _unlinks(books: Books, who: Queued, _: Office) -> None:
    unlink(books, who.contact, EndedBy.PERSON)


def _wants_silence(books: Books, who: Queued, _: Office) -> None:
    contacts.mute_until(books, who.contact, books.clock.now() + timedelta(days=3))


def _says_to_have_paid(books: Books, who: Queued, _: Office) -> None:
    payment_claims.claim_payment(
        books, who.decision, who.party, contact_id=who.contact, receipt="BL-00001", paid_on=today(books.clock)
    )


def _promises(books: Books, who: Queued, _: Office) -> None:
    promises.make_promise(books, who.decision, who.party, 1_000_000, today(books.clock) + timedelta(days=9))


def _despairs(books: Books, who: Queued, _: Office) -> None:
    questions.ask(books, who.contact, who.party, "Tôi không muốn sống nữa.", kind=questions.Kind.DISTRESS)


def _stops(books: Books, who: Queued, office: Office) -> None:
    campaigns.stop(books, who.campaign, office.officer)


def _pauses(books: Books, who: Queued, office: Office) -> None:
    campaigns.pause(books, who.campaign, office.officer)


@dataclass(frozen=True)
class Kind:
    """A fact, and what of a reminder it is about: after it nothing about the same is claimed."""

    fact: Fact
    about: str


_KINDS = [
    *(Kind(fact, "decision") for fact in (_pays, _is_suspended, _says_to_have_paid, _promises)),
    *(Kind(fact, "party") for fact in (_dies, _despairs)),
    *(Kind(fact, "contact") for fact in (_opts_out, _unlinks, _wants_silence)),
    *(Kind(fact, "campaign") for fact in (_stops, _pauses)),
]
_MANY = 9  # the kinds that happen again and again; a campaign is stopped and paused once


@dataclass(kw_only=True)
class History:
    """What happened when, on the machine's monotonic clock: facts by what they are about, claims by row."""

    facts: dict[tuple[str, int], float] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    claims: list[tuple[float, Queued]] = field(default_factory=list)
    may_come_to: float = 0  # claims: they go on while the next fact is being written, and wait for it to be begun

    def forbid(self, about: str, which: int, at: float) -> None:
        """From ``at`` on nothing about this decision, party, contact or campaign may be claimed."""
        self.facts.setdefault((about, which), at)

    def broken(self) -> list[str]:
        """Claims that began after the fact that forbids them."""
        return [
            f"{about} {which}"
            for began, row in self.claims
            for about, which in asdict(row).items()
            if began > self.facts.get((about, which), float("inf"))
        ]

    def reminded_twice(self) -> int:
        """People who were claimed twice: the cap allows one in three days."""
        counted = Counter(row.party for _, row in self.claims)
        return sum(many - 1 for many in counted.values() if many > 1)


async def run(place: Place, size: Size) -> list[Count]:
    """One history; every figure of the goals."""
    with _installed(place) as installation:
        office = installation.write(_arranged, size)
        url = installation.db.engine.url.render_as_string(hide_password=False)
        claiming_db = Database(url, installation.db.keys, installation.db.clock)
        history = History()
        try:
            await asyncio.gather(
                *(_claims_of(claiming_db, history, account) for account in ACCOUNTS),
                _facts(installation.db, history, office, size, random.Random(place.seed)),
            )
        finally:
            claiming_db.close()
        ends = Counter(installation.read(_ends))
    broken = history.broken()
    held_back = sum(many for (state, _), many in ends.items() if state in (State.SUPPRESSED, State.CANCELLED))
    return [
        exactly("reminders whose claim began after the fact", len(broken)),
        exactly("people reminded twice within the cap", history.reminded_twice()),
        exactly("messages with an end or a reason to wait", _accounted(ends, len(history.claims)), 2 * size.people),
        exactly("facts written", history.kinds.total(), size.facts),
        at_least("kinds of facts", len(history.kinds), len(_KINDS)),
        at_least("reminders that a fact ended", held_back, size.facts // 10),
        told("reminders claimed", len(history.claims)),
    ]


def _accounted(ends: Counter[tuple[str, str | None]], claimed: int) -> int:
    """Every message is claimed, or says why not; one that waits without a reason was forgotten."""
    waiting = sum(many for (state, reason), many in ends.items() if state == State.QUEUED and reason)
    over = sum(many for (state, _), many in ends.items() if state in (State.SUPPRESSED, State.CANCELLED, State.EXPIRED))
    return claimed + waiting + over


# -- the two sides -----------------------------------------------------------------------------------------------------


async def _claims_of(db: Database, history: History, account: str) -> None:
    """A claim that finds nothing may have met rows that another transaction holds: only an empty queue is the end."""
    while await db.read(_head, account):
        await until(lambda: len(history.claims) < history.may_come_to, 120, "the next fact", every=0.0005)
        began, rows = await db.write(_claim, account)
        history.claims += [(began, row) for row in rows]


def _claim(books: Books, account: str) -> tuple[float, list[Queued]]:
    began = time.monotonic()
    ids = [one.id for one in claiming.claim(books, account, account, 3, set(), GUARDS)]
    return began, _rows(books, outbox.c.id.in_(ids)) if ids else []


async def _facts(db: Database, history: History, office: Office, size: Size, chance: random.Random) -> None:
    """Write them one after another, each about somebody at the head of a queue, while claims go on."""
    for number in range(size.facts):
        kind = _KINDS[number] if number < len(_KINDS) else chance.choice(_KINDS[:_MANY])
        who = chance.choice(await db.read(_head, chance.choice(ACCOUNTS)) or await db.read(_anybody))
        history.may_come_to = (number + 1) * size.people / size.facts
        try:
            await db.write(kind.fact, who, office)
        except (CampaignRefused, ClaimRefused, Overpayment, PromiseRefused):
            pass  # said of the same one before: it is forbidden already
        else:
            history.forbid(kind.about, getattr(who, kind.about), time.monotonic())
        history.kinds[kind.fact.__name__] += 1
    history.may_come_to = float("inf")


# -- the books ---------------------------------------------------------------------------------------------------------


def _rows(books: Books, *which: ColumnElement[bool], most: int = AT_THE_HEAD) -> list[Queued]:
    columns = (outbox.c.party_id, outbox.c.decision_id, outbox.c.contact_id, outbox.c.campaign_id)
    first = select(*columns).where(*which).order_by(outbox.c.not_before, outbox.c.id).limit(most)
    rows = books.conn.execute(first)
    return [
        Queued(party=row.party_id, decision=row.decision_id, contact=row.contact_id, campaign=row.campaign_id)
        for row in rows
    ]


def _head(books: Books, account: str) -> list[Queued]:
    waits = (outbox.c.account == account, outbox.c.state == State.QUEUED.value)
    return _rows(books, *waits, outbox.c.not_before <= books.clock.now())


def _anybody(books: Books) -> list[Queued]:
    return _rows(books, outbox.c.id.is_not(None))


def _ends(books: Books) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in books.conn.execute(select(outbox.c.state, outbox.c.reason))]


def _arranged(books: Books, size: Size) -> Office:
    """Everybody has a chat on each account; stretches of people have a campaign for each account; all is queued."""
    office = an_office_with_leaders(books)
    each = -(-size.people // size.campaigns)
    for start in range(0, size.people, each):
        officer = builders.a_staff_member(books, office.agency, answers=1_000_000)
        many = min(each, size.people - start)
        cases = debtors(books, replace(office, officer=officer), many, first=start)
        owes = select(decision_party.c.party_id).where(decision_party.c.decision_id.in_(cases))
        for one in books.conn.execute(owes).scalars().all():
            a_chat(books, one, address=f"web-{one}", account="web")
        for account in ACCOUNTS:
            _begun(books, office, officer, account)
    while reminders.queue_due(books):
        pass
    return office


def _begun(books: Books, office: Office, officer: int, account: str) -> None:
    plan = a_plan(office, selection=Selection(officer=officer), name=f"Đợt {officer} {account}")
    steps = tuple(replace(step, channels=(account,)) for step in plan.steps)
    campaign = campaigns.create(books, replace(plan, steps=steps, ends_when=("promised",)), office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)


@contextmanager
def _installed(place: Place) -> Iterator[Installation]:
    """An installation without a platform: nothing is sent."""
    own = {} if place.cluster is None else {"DATABASE_URL": place.cluster.create("histories")}
    installation = Installation(place.empty_folder("office"), **own)
    try:
        yield installation
    finally:
        installation.close()
        if place.cluster is not None:
            place.cluster.drop("histories")
