"""From a long list to an approved campaign, as two people of an agency do it on its pages.

A deputy brings the list in, corrects it kind by kind, plans and rehearses; the head agrees to the list, which lowers many sums,
and signs. Every stage tells its name when it ends, with what was done by hand so far.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from casework.clock import SetClock
from casework.db.engine import Database
from tests.officers.desks import LONGEST, LOOKS, Desk
from tests.officers.long_lists import MISSPELT, OFFICERS
from tests.officers.office import PASSWORD, Browser, a_link, code_at, sets_up

STARTS, ENDS = "17/11/2026", "31/12/2026"
PROPOSED = ("amount_in_words", "phone_zero_lost", "date_month_first", "identity_zero_lost")
Told = Callable[[str, int], None]
"""Hears the name of a stage that has ended, and how many actions it took."""


@dataclass
class Account:
    """A desk, and what its owner signs in with."""

    desk: Desk
    login: str
    secret: str

    async def signs_in(self, clock: SetClock) -> None:
        """Login, password, the telephone's code."""
        desk = self.desk
        desk.browser.cookie = None
        await desk.opens("/sign-in")
        await desk.presses("/sign-in", {"login": self.login, "password": PASSWORD})
        await desk.presses("/code", {"code": code_at(self.secret, clock)})
        clock.set(clock.now() + timedelta(seconds=30))


async def an_account(db: Database, browser: Browser, staff_id: int, clock: SetClock) -> Account:
    """Set up before anything is counted."""
    own = Browser(browser.home, browser.http)
    secret, _ = await sets_up(own, await a_link(db, staff_id), clock)
    return Account(Desk(own), f"can-bo-{staff_id}", secret)


class WholeWay:
    """The two at their desks. ``rehearsals``: another number than the page offers."""

    def __init__(
        self, deputy: Account, head: Account, clock: SetClock, told: Told, *, rehearsals: str | None = None
    ) -> None:
        self._deputy, self._head, self._clock, self._told = deputy, head, clock, told
        self._rehearsals = {} if rehearsals is None else {"seeds": rehearsals}
        self._counted = 0

    @property
    def actions(self) -> int:
        """Of both people."""
        return self._deputy.desk.actions + self._head.desk.actions

    async def go(self, content: bytes) -> int:
        """All of it; the campaign's id."""
        await self._deputy.signs_in(self._clock)
        self._ended("deputy signs in")
        upload = await self._brought_in(content)
        await self._corrected(upload)
        await self._agreed_to(upload)
        campaign = await self._planned()
        await self._rehearsed(campaign)
        await self._handed_in(campaign)
        await self._signed(campaign)
        return int(campaign.rpartition("/")[2])

    async def _brought_in(self, content: bytes) -> str:
        desk = self._deputy.desk
        await desk.follows("/imports")
        await desk.sends("/imports", "danh-sach.xlsx", content)
        self._ended("list read and compared")
        return _one(r"/imports/\d+(?=/discard)", desk)

    async def _corrected(self, upload: str) -> None:
        """Each kind is looked at before its proposals are taken; one name is typed for all the rows that misspell it."""
        desk = self._deputy.desk
        for kind in PROPOSED:
            await desk.follows(rf"{upload}\?show={kind}")
            await desk.presses(f"{upload}/accept", kind=kind)
        await desk.follows(rf"{upload}\?show=officer_unknown")
        cell = _one(rf'(?<=name=")c\.\d+\.\d+(?=" value="{MISSPELT}")', desk)
        await desk.presses(f"{upload}/cells", {cell: OFFICERS[0], "same": "1"})
        assert "còn chờ sửa 0" in desk.page.text
        self._ended("corrected kind by kind")

    async def _agreed_to(self, upload: str) -> None:
        """The list lowers many sums: the head looks at it and writes it."""
        assert "Cần một người khác duyệt" in self._deputy.desk.page.text
        await self._head.signs_in(self._clock)
        self._ended("head signs in")
        desk = self._head.desk
        await desk.follows("/imports")
        await desk.follows(upload)
        await desk.presses(f"{upload}/write")
        assert "Đã ghi danh sách này vào sổ." in desk.page.text
        self._ended("second person agrees, written")

    async def _planned(self) -> str:
        desk = self._deputy.desk
        await desk.follows("/campaigns")
        head = {"name": "Đợt cao điểm cuối năm", "plan_number": "12/KH-THADS", "starts_on": STARTS, "ends_on": ENDS}
        await desk.presses("/campaigns", {**head, "usual": "on"})
        campaign = _one(r"/campaigns/\d+(?=/selection)", desk)
        self._ended("draft begun, its people counted")
        await desk.presses(f"{campaign}/selection", {"min_left": "1 triệu"}, button="save")
        self._ended("people chosen")
        await desk.follows(f"{campaign}/waves")
        await desk.follows(r"wave\?number=1")
        await desk.presses(f"{campaign}/wave", {"focus": "Khoản nhỏ, nộp một lần trước Tết"}, button="save")
        self._ended("waves looked at, one changed")
        await desk.follows(f"{campaign}/steps")
        await desk.follows(r"step\?number=1")
        somebody = _one(r'(?<=<option value=")\d+-\d+(?=")', desk)
        await desk.presses(f"{campaign}/step", {"person": somebody}, button="look")
        assert "000/QĐ-THADS" not in desk.page.text, "the telephone of a person of the list"
        self._ended("steps looked at, one as a person sees it")
        await desk.follows(f"{campaign}/load")
        self._ended("load looked at")
        await desk.follows(f"{campaign}/head")
        await desk.presses(f"{campaign}/head", {"target_cases": "900", "target_money": "20 tỷ"})
        self._ended("targets written")
        return campaign

    async def _rehearsed(self, campaign: str) -> None:
        desk = self._deputy.desk
        await desk.follows(f"{campaign}/rehearsal")
        await desk.presses(f"{campaign}/rehearsal", self._rehearsals)
        async with asyncio.timeout(LONGEST):
            while "/rehearsal/cancel" in desk.page.text:
                await asyncio.sleep(LOOKS)
                await desk.looks_again(f"{campaign}/rehearsal")
        assert "<svg" in desk.page.text, desk.page.text
        self._ended("rehearsed")

    async def _handed_in(self, campaign: str) -> None:
        desk = self._deputy.desk
        await desk.follows(f"{campaign}/approval")
        await desk.presses(f"{campaign}/hand-in")
        self._ended("handed in")

    async def _signed(self, campaign: str) -> None:
        desk = self._head.desk
        await desk.follows("/campaigns")
        await desk.follows(f"{campaign}/approval")
        await desk.presses(f"{campaign}/approve")
        self._ended("signed")

    def _ended(self, stage: str) -> None:
        self._told(stage, self.actions - self._counted)
        self._counted = self.actions


def _one(pattern: str, desk: Desk) -> str:
    found = re.search(pattern, desk.page.text)
    assert found is not None, f"{pattern}: {desk.page.text}"
    return found[0]
