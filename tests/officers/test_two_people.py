"""Whatever is done in whatever order: no campaign starts or sends that a second person did not sign, by the very hash.

Random actions of several people directly on the rules behind the pages, ``GANDAN_TEST_SEQUENCES=5000`` for the full size; and
some over HTTP, with two approvals at the same moment.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.encryption import Keys
from casework.signing import sessions
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.plans import approval, campaigns, handing_in, plan_editing, steering
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.campaigns import Status
from scheduler.plans.plan_facts import sealed_part
from scheduler.plans.recipients import ListSeal
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from scheduler.tables import campaign_recipient
from tests import builders
from tests.conftest import MONDAY_NINE, make_schema
from tests.officers.office import Browser, Office, seated
from tests.officers.test_campaigns import HASH, debtors, drafted
from tests.scheduler import arranged

pytestmark = pytest.mark.slow  # thousands of transactions
SEQUENCES = int(os.environ.get("GANDAN_TEST_SEQUENCES", "150"))
OVER_HTTP = max(SEQUENCES // 20, 10)
ACTIONS = 24
KEYS = Keys(masters={1: bytes(range(32))})
BEGUN = (Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True)
class Ground:
    """An office with debtors; each sequence stands on it and is taken back. ``twin``: the head's second account."""

    engine: Engine
    office: arranged.Office
    clerk: int
    admin: int
    twin: int
    cases: tuple[builders.Case, ...]


@cache
def ground() -> Ground:
    folder = tempfile.TemporaryDirectory(prefix="gandan-two-people-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    engine = make_engine(f"sqlite:///{folder.name}/books.db")
    make_schema(engine)
    with engine.begin() as conn:
        books = Books(conn, KEYS, SetClock(MONDAY_NINE))
        office = arranged.an_office_with_leaders(books)
        return Ground(
            engine=engine,
            office=office,
            clerk=builders.a_staff_member(books, office.agency, role="clerk", name="Ngô Thị Thu"),
            admin=builders.a_staff_member(books, office.agency, role="admin", name="Lý Văn Quản"),
            twin=builders.a_staff_member(books, office.agency, role="deputy", name="TRẦN QUỐC BẢO"),
            cases=tuple(arranged.a_debtor(books, office) for _ in range(3)),
        )


def what_is_there(books: Books, campaign: int) -> str:
    """A hash of our own over what binds the messages and every recipient, let go or not."""
    here = select(campaign_recipient).where(campaign_recipient.c.campaign_id == campaign)
    listed = sorted((row.decision_id, row.party_id, bool(row.held_out)) for row in books.conn.execute(here))
    head = sealed_part(books, the_campaign(books, campaign))
    return hashlib.sha256(json.dumps([head, listed], sort_keys=True).encode()).hexdigest()


class Sequence:
    """One sequence of actions on one campaign."""

    def __init__(self, books: Books, chance: random.Random, tried: Counter[str]) -> None:
        here = ground()
        self.books, self.chance, self.tried, self.office = books, chance, tried, here.office
        office = here.office
        self.leaders = (office.head, office.deputy, here.twin)
        self.people = (*self.leaders, office.officer, here.clerk, here.admin)
        self.campaign = campaigns.create(books, self.plan(), chance.choice((office.officer, office.head, here.twin)))
        self.shown: list[str] = []  # hashes that somebody was shown
        self.handed: dict[str, tuple[str, int]] = {}  # what each stood for, and who handed it in
        self.signed: tuple[str, int, frozenset[int]] | None = None  # what, by whom, whose it was

    def plan(self) -> campaigns.CampaignPlan:
        step = arranged.a_step(text=self.chance.choice((arranged.FOLLOW_UP, arranged.WEEK_BEFORE)))
        ends = date(2026, 12, 18) + timedelta(days=self.chance.randrange(3))
        return replace(arranged.a_plan(self.office, step, ends=ends), selection=Selection(min_left=1))

    def attempt(self, name: str, act: Callable[[], Any]) -> Any:
        nested = self.books.conn.begin_nested()
        try:
            done = act()
        except CampaignRefused:
            nested.rollback()
            self.tried[f"{name} refused"] += 1
            return None
        nested.commit()
        self.tried[name] += 1
        return True if done is None else done

    def act(self) -> None:
        """One of everything that can be done, by anybody."""
        who = self.chance.choice(self.people)
        name = self.chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        getattr(self, name)(who)
        self.look(name)

    def hand_in(self, who: int) -> None:
        books, campaign = self.books, self.campaign

        def handing() -> handing_in.HandIn:
            handing_in.begin(books, campaign, who)
            while approval.freeze(books, campaign):
                pass
            return handing_in.finish(books, campaign, who, approval.sealed(books, campaign))

        found = self.attempt("hand_in", handing)
        if found is not None:
            self.shown.append(found.digest)
            self.handed[found.digest] = (what_is_there(books, campaign), who)

    def approve(self, who: int) -> None:
        self.sign(who, approval.sealed(self.books, self.campaign))

    def approve_at_once(self, who: int) -> None:
        """Two at the same moment: both have read the list before either has signed."""
        listed, other = approval.sealed(self.books, self.campaign), self.chance.choice(self.leaders)
        first, second = self.sign(who, listed), self.sign(other, listed)
        assert not (first and second)

    def approve_as_leader(self, _who: int) -> None:
        self.approve(self.chance.choice(self.leaders))

    def sign(self, who: int, listed: ListSeal) -> bool:
        seen = self.chance.choice([*self.shown[-2:], *self.shown[-1:] * 2, "f" * 64])
        before = the_campaign(self.books, self.campaign)
        waits = handing_in.waiting(self.books, self.campaign)
        there = what_is_there(self.books, self.campaign)
        seal = self.attempt("approve", lambda: handing_in.approve(self.books, self.campaign, who, seen, listed))
        if seal is None:
            return False
        assert waits is not None
        assert seen == seal.digest == waits.digest
        assert self.handed[seen][0] == there, "signed is what was handed in and shown, and nothing else"
        self.signed = (there, who, frozenset((before.made_by, waits.handed_in_by)))
        return True

    def edit(self, who: int) -> None:
        self.attempt("edit", lambda: plan_editing.rewrite(self.books, self.campaign, self.plan(), who))

    def change_the_list(self, _who: int) -> None:
        """Behind the rules' back: somebody less, or somebody more."""
        one = self.chance.choice(ground().cases)
        here = campaign_recipient.c
        gone = delete(campaign_recipient).where(here.campaign_id == self.campaign, here.decision_id == one.decision)
        if the_campaign(self.books, self.campaign).status in BEGUN:
            return  # what has begun was read when it began; newcomers are tried in test_approval_stateful
        if not self.books.conn.execute(gone).rowcount and self.shown:
            row = {"decision_id": one.decision, "party_id": one.debtor, "since_version": 1, "held_out": False}
            self.books.conn.execute(insert(campaign_recipient).values(campaign_id=self.campaign, **row))

    def start(self, who: int) -> None:
        there = what_is_there(self.books, self.campaign)
        if self.attempt("start", lambda: approval.start(self.books, self.campaign, who)):
            assert self.signed is not None
            assert self.signed[0] == there, "what starts is what was signed"

    def send(self, _who: int) -> None:
        evening = Books(
            self.books.conn, KEYS, SetClock(MONDAY_NINE + timedelta(hours=10))
        )  # whoever's turn it was today
        planning.plan_next(evening)
        reminders.queue_due(evening)

    def pause(self, who: int) -> None:
        self.attempt("pause", lambda: steering.pause(self.books, self.campaign, who, "Xem lại"))

    def resume(self, who: int) -> None:
        self.attempt("resume", lambda: steering.resume(self.books, self.campaign, who, "Đã xem"))

    def stop(self, who: int) -> None:
        self.attempt("stop", lambda: steering.stop(self.books, self.campaign, who, "Hết việc"))

    def send_back(self, who: int) -> None:
        self.attempt("send_back", lambda: handing_in.send_back(self.books, self.campaign, who, "Sửa lại"))

    def take_back(self, who: int) -> None:
        self.attempt("take_back", lambda: handing_in.take_back(self.books, self.campaign, who))

    def look(self, after: str) -> None:
        """What must hold after every action."""
        known = the_campaign(self.books, self.campaign)
        said = self.books.conn.execute(select(outbox.c.id).where(outbox.c.campaign_id == self.campaign)).first()
        if known.status in (Status.APPROVED, *BEGUN) or said is not None:
            assert self.signed is not None, after
            _, by, makers = self.signed
            assert by in self.leaders, after
            assert by not in makers, after
            head_and_twin = {self.office.head, ground().twin}
            assert not (by in head_and_twin and makers & head_and_twin), f"{after}: one person with two accounts"
        if known.status in BEGUN:
            assert known.approved_by == self.signed[1] if self.signed else False
            self.tried["begun"] += after == "start"
            self.tried["sent"] += after == "send" and said is not None


_WEIGHTS = {
    "hand_in": 5, "approve": 3, "approve_as_leader": 5, "approve_at_once": 2, "edit": 2, "change_the_list": 1,
    "start": 4, "send": 2, "pause": 2, "resume": 2, "stop": 1, "send_back": 1, "take_back": 1,
}  # fmt: skip


def test_nothing_starts_or_sends_without_a_second_persons_signature_on_the_hash() -> None:
    tried: Counter[str] = Counter()
    with ground().engine.connect() as conn:
        for seed in range(SEQUENCES):
            transaction = conn.begin()
            one = Sequence(Books(conn, KEYS, SetClock(MONDAY_NINE)), random.Random(seed), tried)
            for _ in range(ACTIONS):
                one.act()
            transaction.rollback()
    for name in ("hand_in", "approve", "approve refused", "edit", "start", "start refused", "begun", "pause", "stop"):
        assert tried[name] >= SEQUENCES // 20, (name, tried)
    assert tried["sent"] > 0, tried


async def sit(db: Database, browser: Browser, staff_id: int) -> None:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


async def test_over_http_too(db: Database, office: Office, browser: Browser) -> None:
    """The same by forms: each campaign is made once, then worked on by anybody in any order."""
    await db.write(debtors, office)
    chance, outcomes = random.Random(1), Counter[int]()
    for number in range(OVER_HTTP):
        maker = chance.choice(("officer", "head"))
        await sit(db, browser, office.staff[maker])
        campaign = await drafted(browser)
        signer, digest = "", ""
        for _ in range(8):
            role = chance.choice(("officer", "head", "deputy"))
            await sit(db, browser, office.staff[role])
            do = chance.choice(("hand-in", "approve", "approve", "start", "step", "stop-late"))
            page = (await browser.get(f"/campaigns/{campaign}/approval")).text
            fields: dict[str, str] = {}
            if do == "approve":
                shown = HASH.findall(page) or re.findall(r'<code class="long">([0-9a-f]{64})', page)
                fields["seen"] = shown[0] if shown and chance.random() < 0.8 else "0" * 64
            elif do == "step":
                days = str(chance.randrange(5))
                fields = {"number": "1", "days": days, "anchor": "campaign_start", "text_key": arranged.FOLLOW_UP}
            elif do == "stop-late":
                do, fields = "stop", {"words": "Hết việc"}
                if chance.random() < 0.7:
                    continue
            before = await db.read(the_campaign, campaign)
            answer = await browser.post(f"/campaigns/{campaign}/{do}", fields)
            outcomes[answer.status] += 1
            assert answer.status < 500, answer.text
            known = await db.read(the_campaign, campaign)
            if known.status is Status.APPROVED and before.status is Status.DRAFT:
                signer, digest = role, fields["seen"]
                assert office.staff[role] != before.made_by
                assert role in ("head", "deputy")
            if known.status in (Status.APPROVED, Status.RUNNING):
                assert known.approved_by == office.staff[signer] != known.made_by
                assert known.approved_hash == digest
        await db.write(campaigns.stop, campaign, office.staff["head"]) if known.status is not Status.STOPPED else None
        await db.write(renamed, campaign, f"Đợt {number}")
    assert outcomes[303] > 0
    assert outcomes[403] + outcomes[409] > 0


def renamed(books: Books, campaign: int, name: str) -> None:
    from sqlalchemy import update

    from scheduler.tables import campaign as table

    books.conn.execute(update(table).where(table.c.id == campaign).values(name=name))


async def test_of_two_approvals_at_the_same_moment_one_holds(db: Database, office: Office, browser: Browser) -> None:
    await db.write(debtors, office)
    await sit(db, browser, office.staff["officer"])
    campaign = await drafted(browser)
    assert (await browser.post(f"/campaigns/{campaign}/hand-in")).status == 303
    digest = ""
    signers = []
    for role in ("head", "deputy"):
        one = Browser(browser.home, browser.http)
        await sit(db, one, office.staff[role])
        digest = HASH.findall((await one.get(f"/campaigns/{campaign}/approval")).text)[0]
        signers.append(one)
    answers = await asyncio.gather(*(one.post(f"/campaigns/{campaign}/approve", {"seen": digest}) for one in signers))
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert (await db.read(the_campaign, campaign)).approved_hash == digest
