"""Somebody of the office who has a password and a telephone."""

from __future__ import annotations

from datetime import timedelta

from casework.clock import SetClock
from casework.db.engine import Database
from tests.officers.office import PASSWORD, Answer, Browser, Office, a_link, code_at, sets_up

HALF_MINUTE = timedelta(seconds=30)


class Officer:
    """Somebody who has set up their account."""

    def __init__(self, db: Database, office: Office, browser: Browser, clock: SetClock) -> None:
        self.db, self.browser, self.clock = db, browser, clock
        self.id = office.staff["head"]
        self.login = f"can-bo-{self.id}"
        self.secret, self.codes = "", [""]

    async def set_up(self) -> None:
        self.secret, self.codes = await sets_up(self.browser, await a_link(self.db, self.id), self.clock)

    async def types(self, password: str, login: str = "") -> Answer:
        return await self.browser.post("/sign-in", {"login": login or self.login, "password": password})

    async def shows(self, code: str = "") -> Answer:
        await self.browser.get("/code")
        return await self.browser.post("/code", {"code": code or code_at(self.secret, self.clock)})

    async def signs_in(self) -> None:
        assert (await self.types(PASSWORD)).place == "/console/code"
        assert (await self.shows()).place == "/console/"
        self.clock.set(self.clock.now() + HALF_MINUTE)

    async def is_in(self) -> bool:
        return (await self.browser.get("/account")).status == 200
