"""Who takes due messages out of the outbox and gives them to a channel? One dispatcher for each channel account.

Claiming marks at most ``window`` messages as ``sending`` and commits; they are written into the journal outside the books
(``scheduler.delivery.remembering``); the requests go out with no transaction open; the outcomes are written down together with the
next claim. The window, counting what is not yet written down, is what a crash can double at most, so it stays small (three
keep a line of 100 ms busy at 30 a second; more buys nothing and costs doubles).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from casework.db.engine import Database
from messages.outbox import topic
from scheduler.delivery import leases, troubles
from scheduler.delivery.claiming import Claimed, Guards
from scheduler.delivery.due_rows import next_due
from scheduler.delivery.journal import JournalFailed
from scheduler.delivery.left_sending import hand_back, recover
from scheduler.delivery.outage import LONGEST_REST, Outage, Reached, line_up
from scheduler.delivery.own_lease import Held, OwnLease
from scheduler.delivery.pacing import Pace, Pacer
from scheduler.delivery.recording import Result
from scheduler.delivery.remembering import Memory
from scheduler.delivery.senders import Barred, Outcome, Sender, Throttled, Uncertain, Withheld
from scheduler.delivery.settling import Stop, settle_and_claim

WINDOW = 3
WRITTEN_WITHIN = 0.05  # seconds that an outcome may wait to be written down together with the next claim
ANSWERS_WITHIN = 3.0  # seconds for "are you there?": whoever waits longer has lost the lease when the answer comes
JOURNAL_RESTS = 5.0  # seconds until a journal that could not be written is tried again
LOOK_AGAIN = 15.0  # seconds: a wake-up is a hint, so the outbox is looked at this often anyway
_log = logging.getLogger(__name__)


class Dispatcher:
    """Sends the outbox of one channel account while it holds that account's lease."""

    def __init__(
        self,
        db: Database,
        sender: Sender,
        guards: Guards,
        *,
        pace: Pace | None = None,
        window: int = WINDOW,
        owner: str | None = None,
        memory: Memory | None = None,
        pulse: Callable[..., None] | None = None,
    ) -> None:
        self._db = db
        self._sender = sender
        self._guards = guards
        self._pacer = Pacer(pace or Pace())
        self._window = window
        self._lease = OwnLease(db, sender.account, owner or leases.this_process())
        self._memory = memory  # none: what this channel shows lives in the books themselves, or nobody restores them
        self._pulse = pulse or _nobody_watches
        self._unheard = False  # a transaction failed: whether its claims were committed is not known
        self._outage = Outage()
        self._piled_up = False  # nothing went out for a while: what waits is put in order before the next claim
        self._in_order: Reached | None = None  # how far that has come
        self._results: list[Result] = []
        self._flying: dict[asyncio.Task[None], Claimed] = {}
        self._landed = asyncio.Event()  # set when a request lands or something is queued: look again
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Claim nothing more; ``run`` ends when what is in flight has been written down."""
        self._stopping.set()
        self._landed.set()

    async def run(self) -> None:
        """Send until ``stop``; waits for the lease first."""
        await self._sender.open()
        try:
            with self._db.listening(topic(self._sender.account), self._landed):
                while not self._stopping.is_set():
                    holds = await self._hold_lease()
                    self._pulse(working=holds)
                    await (self._round() if holds else self._stand_by())
            await self._finish()
        finally:
            if self._flying:  # the books failed, not the channel: what is under way is still heard out
                await asyncio.wait(self._flying)
            await self._sender.close()

    async def send_due(self) -> int:
        """Send everything that is due now and return how many requests were made (the terminal, rehearsals, tests)."""
        sent = 0
        while await self._hold_lease():  # asked each time: a machine that slept may have lost it since
            claimed = await self._settle_and_claim(self._window, set())
            if not claimed:
                break
            for one in claimed:
                await self._fly(one)
            sent += len(claimed)
        await self._settle_and_claim(0, set())
        return sent

    async def _stand_by(self) -> None:
        """Another process has the account; that something of ours arrived is news all the same."""
        await self._settle_and_claim(0, set())
        await self._pause(leases.LOOK_EVERY.total_seconds())

    # -- one round ------------------------------------------------------------------------------------------------

    async def _round(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._pacer.wait_for_turn(loop.time())
        if wait > 0 or len(self._flying) >= self._window:
            if self._results and (wait > WRITTEN_WITHIN or len(self._flying) + len(self._results) >= self._window):
                await self._settle_and_claim(0, set())
                return
            await self._pause(wait if len(self._flying) < self._window else LOOK_AGAIN)
            return
        if self._flying and self._claims_many():
            still = len(self._flying)
            await self._pause(WRITTEN_WITHIN)  # for all: a transaction for each would cost more than the sending
            if len(self._flying) < still:
                return
        if self._outage.is_on:
            await self._ask_whether_it_is_there()
            return
        if self._piled_up:
            self._in_order = await self._db.write(line_up, self._sender.account, self._in_order)
            self._piled_up = self._in_order is not None
            return
        now = loop.time()
        busy = self._pacer.cooling(now) | {one.contact_id for one in self._flying.values()}
        claimed = await self._settle_and_claim(self._turns(), busy)
        for one in claimed:
            self._pacer.took_turn(one.contact_id if one.message.callback_id is None else None, loop.time())
            task = asyncio.create_task(self._fly(one))
            self._flying[task] = one
            task.add_done_callback(self._land)
        if not claimed:
            await self._rest(busy)

    def _turns(self) -> int:
        """How many to claim now: one turn of the pacer is one message; a pace without limit fills the window."""
        free = self._window - len(self._flying)
        return free if self._claims_many() else min(free, 1)

    def _claims_many(self) -> bool:
        return self._pacer.pace.per_second >= 1000

    async def _rest(self, busy: set[int]) -> None:
        """Nothing may go now: until something is queued, the next is due, a chat is free again or a request lands."""
        due = await self._db.read(next_due, self._sender.account)
        wait = LOOK_AGAIN
        if due is not None:
            wait = min(wait, max((due - self._db.clock.now()).total_seconds(), 0.02))
        free = self._pacer.next_chat_free(asyncio.get_running_loop().time())
        if busy and free is not None:
            wait = min(wait, max(free, 0.005))
        await self._pause(wait)

    async def _pause(self, seconds: float) -> None:
        """Wait at most ``seconds``, less when a request lands, something is queued, or we are told to stop."""
        alarm = asyncio.get_running_loop().call_later(self._lease.at_most(seconds), self._landed.set)
        try:
            await self._landed.wait()
        finally:
            alarm.cancel()
            if not self._stopping.is_set():
                self._landed.clear()

    # -- sending --------------------------------------------------------------------------------------------------

    async def _fly(self, claimed: Claimed) -> None:
        outcome = await self._ask(claimed)
        result = Result(claimed=claimed, outcome=outcome)
        self._results.append(result)  # first of all: it must not be lost with what follows
        if self._memory is not None:
            self._memory.after(result)
        rest = self._outage.heard(outcome)
        if isinstance(outcome, Throttled | Barred):
            await self._halt(outcome)
        elif rest is not None:
            _log.warning("channel_away", extra={"account": self._sender.account})
            self._pacer.halt(asyncio.get_running_loop().time() + rest)

    async def _ask_whether_it_is_there(self) -> None:
        """One question that says nothing to anybody; then rest again, or go on with what would soonest become useless."""
        there = False
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_WITHIN):
                there = await self._sender.is_there()
        rest = self._outage.asked(there)
        self._pacer.halt(asyncio.get_running_loop().time() + rest)
        if not rest:
            self._piled_up = True
            _log.warning("channel_back", extra={"account": self._sender.account})

    async def _halt(self, outcome: Throttled | Barred) -> None:
        """Nothing goes out on this account for a while, here or after a restart; the doctor hears of a refused account."""
        account, seconds = self._sender.account, outcome.retry_after
        self._piled_up = self._piled_up or seconds >= LONGEST_REST
        self._pacer.halt(asyncio.get_running_loop().time() + seconds)
        until = self._db.clock.now() + timedelta(seconds=seconds)
        if isinstance(outcome, Barred):
            _log.error("channel_refused", extra={"account": account, "seconds": seconds, "reason": outcome.reason})
            await self._db.write(troubles.note, account, troubles.Trouble.REFUSED, outcome.reason)
        else:
            _log.warning("channel_halted", extra={"account": account, "seconds": seconds})
        await self._lease.halt(until)

    async def _ask(self, claimed: Claimed) -> Outcome:
        if not self._lease.lets_send():  # we slept, or cannot reach the books: the account may be another's by now
            return Withheld(reason="the lease ended before the request went out")
        try:
            return await self._sender.send(claimed.address, claimed.message, str(claimed.id))
        except Exception as problem:  # a sender's own bug: it may have sent, so nobody may assume otherwise
            _log.exception("sender_failed", extra={"account": self._sender.account, "outbox_id": claimed.id})
            return Uncertain(reason=f"sender raised {type(problem).__name__}")

    def _land(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        if not self._flying or not self._claims_many():  # many are waited for together: a look at each costs a tenth
            self._landed.set()
        if not task.cancelled() and (problem := task.exception()) is not None:
            _log.error("sending_lost", exc_info=problem)

    # -- the books ------------------------------------------------------------------------------------------------

    async def _settle_and_claim(self, most: int, busy: set[int]) -> list[Claimed]:
        results, self._results = self._results, []
        if not results and most == 0:
            return []
        reached = None if self._memory is None else self._memory.reached
        try:
            claimed = await self._db.write(
                settle_and_claim, results, self._sender.account, self._lease.owner, most, busy, self._guards, reached
            )
        except Exception:
            self._results = results + self._results  # not written down yet: they stay ours
            self._unheard = self._unheard or most > 0
            raise
        if isinstance(claimed, Stop):
            await self._stopped_by(claimed)
            return []
        if self._memory is not None and reached is not None:
            self._memory.told(reached[1])
        return await self._remembered(claimed)

    async def _remembered(self, claimed: list[Claimed]) -> list[Claimed]:
        """What is about to go, once it is in the journal; what cannot be written there does not go."""
        if self._memory is None or not claimed:
            return claimed
        try:
            await self._memory.before(claimed)
        except JournalFailed as problem:
            withheld = Withheld(reason=f"journal: {problem}")  # no message is at fault, however long the disk is full
            self._results += [Result(claimed=one, outcome=withheld) for one in claimed]
            self._pacer.halt(asyncio.get_running_loop().time() + JOURNAL_RESTS)
            return []
        return claimed

    async def _stopped_by(self, stop: Stop) -> None:
        _log.warning(stop.value, extra={"account": self._sender.account})
        self._lease.lose()
        if stop is Stop.BOOKS_WENT_BACK and self._memory is not None:
            await self._memory.relearn()
            self._memory.forget()

    async def _hold_lease(self) -> bool:
        """Hold the account's lease, renewing it in good time; on taking it over, deal with what a dead sender left."""
        held = await self._lease.hold()
        if held is Held.ANEW:
            await self._take_over()
        if self._unheard and held in (Held.RENEWED, Held.ANEW):
            flying = {one.id for one in self._flying.values()} | {one.claimed.id for one in self._results}
            await self._db.write(hand_back, self._sender.account, self._lease.owner, flying)
            self._unheard = False
        return held is not Held.NOT

    async def _take_over(self) -> None:
        left = await self._db.write(recover, self._sender.account, self._lease.owner)
        if left:
            _log.warning("sender_recovered", extra={"account": self._sender.account, "messages": left})
        if self._lease.follows():  # whom the other has just written to is not known here
            self._pacer.halt(asyncio.get_running_loop().time() + self._pacer.pace.chat_gap)
        halted = await self._lease.halted_for()
        if halted is not None:
            self._pacer.halt(asyncio.get_running_loop().time() + halted)
            self._piled_up = halted >= LONGEST_REST

    async def _finish(self) -> None:
        if self._flying:
            await asyncio.wait(self._flying)
        await self._settle_and_claim(0, set())
        await self._lease.give_up()


def _nobody_watches(*, working: bool = True) -> None:
    """Where nobody asks whether the loop goes on."""
