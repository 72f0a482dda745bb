"""Requests that do not come from our page, or come too often or too large, are refused before they cost anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.channels.webchat.limits import Buckets, neighbourhood
from casework.clock import SetClock
from casework.db.engine import Database
from tests.channels.webchat.conftest import NewVisitor
from tests.channels.webchat.house import House, ScriptedBot
from tests.channels.webchat.visitor import Visitor


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://example.invalid"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["say", "forget"])
async def test_only_our_own_page_may_change_something(
    visitor: Visitor, bot: ScriptedBot, path: str, headers: dict[str, str | None]
) -> None:
    content = {"id": "abcdefgh", "text": "x"}

    answer = await visitor.post(path, content, headers=headers)

    assert answer.status == 403
    assert answer.json()["error"] == "foreign_page"
    assert bot.updates == []
    assert "gandan_chat" in visitor.cookies()


@pytest.mark.parametrize("path", ["messages", "events", "file/1"])
async def test_another_page_reads_nothing_in_the_background(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path, headers={"Sec-Fetch-Site": "cross-site"})).status == 403


async def test_nothing_is_changed_by_a_get(visitor: Visitor) -> None:
    assert [(await visitor.get(path)).status for path in ("say", "forget")] == [405, 405]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_a_form_of_a_foreign_page_is_no_request_of_ours(visitor: Visitor, kind: str) -> None:
    answer = await visitor.post("say", {"id": "abcdefgh", "text": "x"}, headers={"Content-Type": kind})

    assert answer.status == 415


async def test_a_body_over_64_kib_is_refused_announced_or_not(visitor: Visitor, bot: ScriptedBot) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    announced = await visitor.post("say", b" " * (64 * 1024 + 1))
    chunked = await visitor.post("say", b"", data=in_pieces())

    assert announced.status == chunked.status == 413
    assert bot.updates == []


async def test_a_chat_that_sends_too_fast_waits_and_then_goes_on(
    visitor: Visitor, new_visitor: NewVisitor, bot: ScriptedBot, clock: SetClock
) -> None:
    answers = [await visitor.say(f"tin {number}") for number in range(21)]
    other = new_visitor()
    await other.open()
    undisturbed = await other.say("người khác")

    assert [answer.status for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert undisturbed.status == 200
    clock.set(clock.now() + timedelta(seconds=1))
    assert (await visitor.say("chờ rồi")).status == 200


async def test_many_chats_of_one_address_share_a_limit(new_visitor: NewVisitor, bot: ScriptedBot) -> None:
    statuses = []
    for _ in range(6):
        visitor = new_visitor()
        await visitor.open()
        statuses += [(await visitor.say("x")).status for _ in range(20)]

    assert statuses == [200] * 100 + [429] * 20
    assert len(bot.updates) == 100


async def test_reading_too_fast_is_refused_too(visitor: Visitor) -> None:
    statuses = [(await visitor.get("messages")).status for _ in range(301)]

    assert statuses[0] == 200
    assert statuses[-1] == 429


async def test_a_person_who_is_refused_reads_a_sentence_and_not_json(visitor: Visitor) -> None:
    answer = await visitor.get("file/999", headers={"Accept": "text/html,*/*"})

    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.body.decode().startswith("Không tìm thấy tệp này")


@pytest.mark.parametrize("path", ["", "messages", "file/1"])
async def test_when_the_books_are_out_of_reach_the_answer_is_one_sentence(
    visitor: Visitor, db: Database, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    await db.write(lambda books: books.conn.execute(text("DROP TABLE web_message")))
    await db.write(lambda books: books.conn.execute(text("DROP TABLE web_chat")))

    answer = await visitor.get(path)

    assert answer.status == 503
    assert "Hệ thống đang bận" in answer.json()["text"]
    assert "Traceback" not in answer.body.decode()
    assert "web_books_not_reached" in caplog.messages


async def test_a_forwarded_address_is_believed_from_our_proxy_only(
    db: Database, bot: ScriptedBot, clock: SetClock
) -> None:
    async def refused(proxies: frozenset[str]) -> int:
        house = House(db, bot, clock, proxies=proxies)
        await house.start()
        count = 0
        async with Visitor(house) as visitor:
            for number in range(302):
                forwarded = {"X-Forwarded-For": f"203.0.113.9, 198.51.{number // 250}.{number % 250}"}
                count += (await visitor.get("messages", headers=forwarded)).status == 429
        await house.stop()
        return count

    assert await refused(frozenset()) == 2
    assert await refused(frozenset({"127.0.0.1"})) == 0


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:bbbb::9", "2001:0db8:0001:0002"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_household_counts_as_one_address(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as


@given(
    pauses=st.lists(st.floats(min_value=-5, max_value=30, allow_nan=False), max_size=80),
    rate=st.floats(min_value=0.1, max_value=20),
    burst=st.integers(min_value=1, max_value=30),
)
def test_a_bucket_never_gives_more_than_burst_and_rate_allow(pauses: list[float], rate: float, burst: int) -> None:
    clock = SetClock(datetime(2026, 11, 16, tzinfo=UTC))
    bucket = Buckets(clock, rate=rate, burst=burst)
    given_out, forward = 0, 0.0
    for pause in pauses:
        clock.set(clock.now() + timedelta(seconds=pause))
        forward += max(0.0, pause)
        given_out += bucket.take("a") == 0.0
        assert given_out <= burst + rate * forward + 1e-3


@given(rate=st.floats(min_value=0.1, max_value=20), burst=st.integers(min_value=1, max_value=30))
def test_whoever_waits_as_long_as_told_is_let_through(rate: float, burst: int) -> None:
    clock = SetClock(datetime(2026, 11, 16, tzinfo=UTC))
    bucket = Buckets(clock, rate=rate, burst=burst)
    assert [bucket.take("a") for _ in range(burst)] == [0.0] * burst
    wait = bucket.take("a")
    assert wait > 0
    clock.set(clock.now() + timedelta(seconds=wait, microseconds=1))
    assert bucket.take("a") == 0.0
