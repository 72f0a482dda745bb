"""What does a simulated leader do about a campaign that stopped itself? Looks into it next morning, and lets it go on."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import time, timedelta

from sqlalchemy import select

from casework.books import Books
from casework.clock import today
from casework.db.prepared import Prepared
from scheduler.guards import canary
from scheduler.plans.campaigns import resume
from scheduler.plans.refusals import CampaignRefused
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.office_days import Office, moment
from scheduler.steps.step import Status
from scheduler.tables import campaign

MORNING = time(9)
FOUND = "Đã xem từng trường hợp, lời nhắc đúng, cho chạy tiếp."


class Leader:
    """Who looks after the campaigns of a rehearsal."""

    def __init__(self, books: Books, office: Office, log: Log, campaigns: Collection[int], who: int) -> None:
        self._books, self._office, self._log, self._who = books, office, log, who
        self._live = dict.fromkeys(sorted(campaigns), True)
        self.stops = 0

    def begin(self) -> None:
        """From the next working morning on, every one."""
        tomorrow = self._office.working_day(today(self._books.clock) + timedelta(days=1))
        self._office.agenda.at(moment(tomorrow, MORNING), self._morning)

    def look(self) -> None:
        """Note which campaigns rest or are over, and which go on again."""
        for campaign_id, status in self._standing():
            live = status == Status.RUNNING.value
            if live != self._live[campaign_id]:
                self._live[campaign_id] = live
                self.stops += not live
                self._log.note(self._books.clock.now(), Fact.GOES_ON if live else Fact.STOPPED, campaign_id)

    def _morning(self) -> None:
        for campaign_id, status in self._standing():
            if status == Status.PAUSED.value:
                self._go_on(campaign_id)
        self.look()
        self.begin()

    def _standing(self) -> list[tuple[int, str]]:
        return [(one, status) for one, status in _STATUS.rows(self._books.conn) if one in self._live]

    def _go_on(self, campaign_id: int) -> None:
        try:
            resume(self._books, campaign_id, self._who, found=FOUND)
        except CampaignRefused:
            return  # its plan was changed meanwhile: that is for the real leader
        with suppress(CampaignRefused):  # no first messages are waited for any more
            canary.let_go(self._books, campaign_id, self._who)


_STATUS = Prepared(select(campaign.c.id, campaign.c.status).order_by(campaign.c.id))
