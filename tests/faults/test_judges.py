"""Can the judges of the goals go red? Each is shown a log, or books, in which one thing is wrong, and must name it."""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from messages.library import Lang, say
from messages.outbox import State
from scheduler.delivery import dispatch
from tests.faults import absent, away, crowd, kills, poisoned, repeated, three_hosts
from tests.faults.conftest import together
from tests.faults.harness.callers import Callers
from tests.faults.harness.children import nursing
from tests.faults.harness.many_persons import FIRST_ASKER, Act, Effects, People, acts_of
from tests.faults.harness.outcome import Count
from tests.faults.harness.place import SQLITE, Place
from tests.faults.harness.platform import Call
from tests.faults.histories import History, Queued
from tests.faults.installation import Installation, free_port
from tests.faults.stopped import Stopped


def red(counts: list[Count]) -> list[str]:
    """The bounds that do not hold."""
    return [one.what for one in counts if not one.met]


def call(chat: int, text: str = "", *, at: float = 0.0, method: str = "sendMessage", **more: Any) -> Call:
    """A line of the platform's log."""
    return {
        "at": at,
        "method": method,
        "chat_id": chat,
        "text": text,
        "effect": True,
        "status": 200,
        "peer": "h",
        "description": None,
        **more,
    }


# -- R1, R2: killed processes ----------------------------------------------------------------------------------------------

REMINDED, NOTIFIED, WROTE = crowd.FIRST_CHAT, crowd.FIRST_NOTICE, crowd.FIRST_WRITER
KILLED = kills.Size(reminders=1, notices=1, writers=1, kills=1)


class Told:
    """Books that say what they are told to."""

    def __init__(self, sent: list[crowd.Sent]) -> None:
        self._sent = sent

    def read(self, rule: Callable[..., Any], *_: Any) -> Any:
        """What a run asks for."""
        return self._sent if rule is crowd.all_sent else 1


def after_kills(arrivals: dict[int, int], tries: int = 1, **states: State) -> list[str]:
    """One reminder, one notice, one answer."""
    sent = [
        crowd.Sent(chat=REMINDED, state=states.get("reminder", State.ACCEPTED), delivery_class="R", campaign=1),
        crowd.Sent(
            chat=NOTIFIED, state=states.get("notice", State.ACCEPTED), delivery_class="D", campaign=None, tries=tries
        ),
        crowd.Sent(chat=WROTE, state=State.ACCEPTED, delivery_class="D", campaign=None),
    ]
    books = cast(Installation, Told(sent))
    return red(kills._counted(books, 1, Counter(arrivals), Counter(speak=1), KILLED))


def test_lost_doubled_and_forgotten_messages_are_seen() -> None:
    good = {REMINDED: 1, NOTIFIED: 1, WROTE: 1}
    assert after_kills(good) == []
    assert after_kills(good | {REMINDED: 0}) == ["reminders lost silently"]
    assert after_kills(good | {REMINDED: 0}, reminder=State.UNCERTAIN) == []
    assert after_kills(good | {REMINDED: 2}) == ["reminders doubled (R2)"]
    assert after_kills(good, reminder=State.QUEUED) == ["reminders neither sent nor uncertain"]
    assert after_kills(good | {NOTIFIED: 0}) == ["notices lost"]
    assert after_kills(good, notice=State.UNCERTAIN) == ["notices accepted, or listed after a second try"]
    assert after_kills(good, notice=State.UNCERTAIN, tries=2) == []
    assert after_kills(good, notice=State.QUEUED, tries=2) == ["notices accepted, or listed after a second try"]
    assert after_kills(good | {NOTIFIED: 5}) == ["notices and answers doubled (R1)", "copies of one message"]
    assert after_kills(good | {WROTE: 0}) == ["people who wrote and had no answer"]


# -- R3, S7: what was forbidden --------------------------------------------------------------------------------------------


def test_a_claim_after_the_fact_that_forbids_it_is_seen() -> None:
    row = Queued(party=1, decision=2, contact=3, campaign=4)
    history = History(claims=[(5.0, row), (6.0, replace(row, party=9, decision=8, contact=7))])
    history.forbid("decision", 2, 5.5)
    history.forbid("party", 9, 6.5)
    assert history.broken() == []
    history.claims.append((5.6, row))
    assert history.broken() == ["decision 2"]
    assert history.reminded_twice() == 1


def test_what_comes_after_a_stop_is_counted() -> None:
    one = Stopped(way="stop", pressed=10.0, known=10.2, left=3)
    assert one.after([9.0, 10.1, 10.2]) == 0
    assert one.after([9.0, 10.3, 12.5]) == 2
    assert one.halted_in([9.0, 10.3, 12.5]) == 2.5


# -- R4: brought again and again -------------------------------------------------------------------------------------------

PEOPLE = People(many=2, decisions=(1, 2), slots=(3,))
ACTS = list(acts_of(PEOPLE, 100, random.Random(1)))
ENGLISH, VIETNAMESE = (say(lang, "preferences.unlinked", on=None) for lang in (Lang.EN, Lang.VI))


def all_well() -> tuple[Effects, list[Call], dict[str, int]]:
    """Every effect once, every answer once and in order."""
    pay, sit = PEOPLE.pressers[:2], PEOPLE.pressers[2:]
    effects = Effects(
        questions=Counter(PEOPLE.askers), promises=Counter(pay), seats=Counter(sit),
        languages=dict.fromkeys(PEOPLE.choosers, "en"), updates=Counter(done=len(ACTS)),
    )  # fmt: skip
    calls = [call(chat, text) for chat in PEOPLE.askers for text in ("Mời ông/bà viết.", "Mã câu hỏi CH-1")]
    calls += [call(chat, text) for chat in PEOPLE.choosers for text in (ENGLISH, VIETNAMESE, ENGLISH)]
    presses = sum(bool(act.press) for act in ACTS)
    calls += [call(0, method="answerCallbackQuery", fields={"callback_query_id": str(one)}) for one in range(presses)]
    return effects, calls, {str(number): 3 for number in range(len(ACTS))}


def brought_again(change: Callable[[Effects, list[Call]], object]) -> list[str]:
    """What the judge says after one thing has been changed."""
    effects, calls, brought = all_well()
    change(effects, calls)
    return red(repeated.judged(PEOPLE, ACTS, effects, calls, brought))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda found, calls: None, []),
        (lambda found, calls: found.questions.update([FIRST_ASKER]), ["questions: double"]),
        (lambda found, calls: found.promises.update([PEOPLE.pressers[0]]), ["promises, pressed twice: double"]),
        (lambda found, calls: found.promises.pop(PEOPLE.pressers[0]), ["promises, pressed twice: missing"]),
        (lambda found, calls: found.seats.update([PEOPLE.pressers[2]]), ["seats, pressed twice: double"]),
        (lambda found, calls: found.seats.update([PEOPLE.pressers[0]]), ["seats, pressed twice: double"]),
        (lambda found, calls: found.languages.update({PEOPLE.choosers[0]: "vi"}), ["chats whose last choice does not hold"]),
        (lambda found, calls: found.updates.update({"parked": 1}), ["updates waiting or parked"]),
        (lambda found, calls: found.updates.update({"done": 1}), ["updates dealt with"]),
        (lambda found, calls: calls.pop(0), ["messages not answered", "chats answered out of order"]),
        (lambda found, calls: calls.append(calls[0]), ["messages answered twice", "chats answered out of order"]),
        (lambda found, calls: calls.pop(), ["presses not answered"]),
        (lambda found, calls: calls.append(calls[-1]), ["presses answered twice"]),
        (lambda found, calls: calls[-1].update(effect=False, description="Bad Request: query is too old"), []),
        (lambda found, calls: calls[-1].update(effect=False, description="Bad Gateway"), ["presses not answered"]),
        (lambda found, calls: calls.insert(0, calls.pop(1)), ["chats answered out of order"]),
        (lambda found, calls: calls.insert(4, calls.pop(5)), ["chats answered out of order"]),
    ],
)  # fmt: skip
def test_an_effect_that_is_missing_doubled_or_out_of_order_is_seen(
    change: Callable[[Effects, list[Call]], object], seen: list[str]
) -> None:
    assert brought_again(change) == seen


@pytest.mark.slow
@pytest.mark.timeout(600)
@together
async def test_a_bot_that_does_not_know_an_update_again_is_seen(tmp_path: Path, young: subprocess.Popen[bytes]) -> None:
    place = Place(folder=tmp_path, database=SQLITE)
    size = repeated.Size(updates=27, restarts=1, road=repeated.POLLING, altered=("forgetful",))
    async with nursing(young) as place.nurse:
        seen = red(await repeated.run(place, size))
    assert {"updates dealt with", "messages answered twice", "presses answered twice"} <= set(seen)


def test_updates_that_were_brought_only_once_prove_nothing() -> None:
    effects, calls, brought = all_well()
    once = dict.fromkeys(brought, 1)
    assert red(repeated.judged(PEOPLE, ACTS, effects, calls, once)) == ["updates brought more than once"]


def test_everybody_acts_in_their_own_order() -> None:
    def texts(acts: list[Act], chat: int) -> list[str]:
        return [act.text for act in acts if act.chat == chat]

    assert all(texts(ACTS, chat) == ["English", "Tiếng Việt", "English"] for chat in PEOPLE.choosers)
    assert all(texts(ACTS, chat)[0] == "/hoi" for chat in PEOPLE.askers)
    assert [act.chat for act in ACTS] != sorted(act.chat for act in ACTS)


# -- R6: poison ------------------------------------------------------------------------------------------------------------


def poison(change: dict[str, Any]) -> list[str]:
    """One who writes, one whose update is poison; all is well but for what is changed."""
    given: dict[str, Any] = {
        "size": poisoned.Size(others=1, ways=("raise",)),
        "calls": [call(1, at=1.0), call(2, at=2.0)],
        "written": {1: 0.5},
        "poisoned": {2: "raise"},
        "states": [("done", 0, None), ("parked", 3, "Poisoned")],
        "pending": [],
        "ends": [],
        "codes": [0],
        "database": "sqlite",
    }
    return red(poisoned._counted(**(given | change)))


def test_whoever_waits_for_poison_or_is_not_told_is_seen() -> None:
    assert poison({}) == []
    assert poison({"calls": [call(1, at=9.0), call(2, at=2.0)]}) == ["others waited, p95 (s)"]
    assert poison({"calls": [call(1, at=1.0)]}) == ["people who sent poison and were not told"]
    assert poison({"states": [("done", 0, None), ("parked", 2, "Poisoned")]}) == ["tries of each"]
    assert poison({"states": [("done", 0, None), ("parked", 3, None)]}) == ["parked without a reason"]
    assert poison({"states": [("done", 0, None), ("done", 0, None)]}) == ["poison parked", "tries of each"]
    assert poison({"pending": [1]}) == ["updates that the platform still keeps"]
    assert poison({"ends": [70]}) == ["times that the hearing process ended itself"]
    assert poison({"codes": [0, 1]}) == ["exit codes at the end"]


def test_a_process_that_ends_more_often_than_there_are_tries_or_hardly_ever_is_seen() -> None:
    two = {"size": poisoned.Size(others=1, ways=("sleep", "hold")), "states": [("parked", 3, "died")] * 2}
    ended = ["times that the hearing process ended itself"]
    assert [poison(two | {"ends": [70] * many}) for many in (5, 6)] == [ended, []]
    together = two | {"database": "postgresql"}  # several are handled at once: one end may be the try of both
    assert [poison(together | {"ends": [70] * many}) for many in (2, 3, 6, 7)] == [ended, [], [], ended]


# -- R8: the platform is away ----------------------------------------------------------------------------------------------


def six_hours(tmp_path: Path, **size: Any) -> list[str]:
    """What the judge says of a small outage."""
    place = Place(folder=tmp_path, database=SQLITE)
    return red(asyncio.run(away.run(place, away.Size(messages=80, **size))))


def test_a_backlog_in_the_order_it_came_and_a_pace_above_the_platforms_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "line_up", lambda *_: None)
    seen = six_hours(tmp_path, way="fails", rate=200.0)
    assert seen == ["sent out of order", "requests in the busiest second"]


def test_whoever_does_not_wait_as_long_as_was_asked_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None:
        """No pause."""

    monkeypatch.setattr(dispatch.Dispatcher, "_halt", at_once)
    assert "requests before retry_after was over" in six_hours(tmp_path, way="later")


def in_real_time(calls: list[Call], impatient: int = 0) -> list[str]:
    """Two messages, away from 10 to 20."""
    size = absent.Size(messages=2, seconds=10, pause=3)
    asked = [call(0, at=15.0, method="getMe"), call(1, at=30.0, status=429) | {"effect": False}]
    return red(absent._counted([*calls, *asked], {"impatient": [0] * impatient, "violations": []}, size, 10.0, 20.0))


def test_whoever_keeps_knocking_or_sends_twice_is_seen() -> None:
    good = [call(1, at=1.0), call(2, at=40.0)]
    assert in_real_time(good) == []
    assert in_real_time(good[:1]) == ["messages that arrived"]
    assert in_real_time([*good, call(2, at=42.0)]) == ["arrived twice"]
    assert in_real_time(good, impatient=1) == ["requests before the pause was over"]
    knocks = [call(3, at=11.0 + number, effect=False, status=502) for number in range(8)]
    assert in_real_time([*good, *knocks]) == []
    more = [call(4, at=11.5 + number, effect=False, status=502) for number in range(8)]
    assert in_real_time([*good, *knocks, *more]) == ["requests to chats while it failed"]


# -- R10, hosts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "seen"), [(b"", "no answer"), (b"HTT", "half an answer")])
async def test_a_call_that_was_accepted_and_hung_up_on_is_seen(said: bytes, seen: str) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        callers = Callers(server.sockets[0].getsockname()[1], "")
        assert not await callers._call(0, b"GET /health HTTP/1.1\r\n\r\n")
    assert (callers.dropped, callers.refused) == ([seen], 0)


async def test_a_call_that_found_nobody_was_not_accepted() -> None:
    callers = Callers(free_port(), "")
    assert not await callers._call(0, b"GET /health HTTP/1.1\r\n\r\n")
    assert (callers.dropped, callers.refused) == ([], 1)


def test_a_silence_after_a_fault_is_measured() -> None:
    calls = [call(1, at=at) for at in (0.0, 1.0, 13.0, 40.0)]
    assert three_hosts._longest_silence(calls, [1.5], lasts=10) == 12.0
    assert three_hosts._longest_silence(calls, [20.0], lasts=10) == 0.0
