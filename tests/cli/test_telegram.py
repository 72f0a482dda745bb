"""Telegram's webhook is set, shown and taken away; a moved one is what the doctor finds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.cli.conftest import Terminal
from tests.cli.offices import an_office
from tests.fakes.bot_api import FakeBotApi

URL = "https://thads-mau.example"


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        monkeypatch.setenv("GANDAN_TELEGRAM_TOKEN", api.token)
        monkeypatch.setenv("GANDAN_TELEGRAM_API_BASE", api.base)
        yield api
    assert api.violations == []


@pytest.fixture
def webhook_mode(monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> None:
    monkeypatch.setenv("GANDAN_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("GANDAN_TELEGRAM_WEBHOOK_URL", URL)
    monkeypatch.setenv("GANDAN_TELEGRAM_WEBHOOK_SECRET", "mot-bi-mat-du-dai_0123456789")


async def test_the_webhook_is_set_to_the_path_we_listen_on_and_taken_away_again(
    terminal: Terminal, api: FakeBotApi, webhook_mode: None
) -> None:
    said = await asyncio.to_thread(terminal.does, "telegram", "webhook", "set")
    assert f"Webhook: {URL}/telegram" in said
    assert f"Webhook: {URL}/telegram" in await asyncio.to_thread(terminal.does, "telegram", "webhook", "show")
    assert "Không có webhook" in await asyncio.to_thread(terminal.does, "telegram", "webhook", "delete")


async def test_in_polling_mode_a_webhook_is_not_set(terminal: Terminal, api: FakeBotApi) -> None:
    assert "GANDAN_TELEGRAM_MODE" in await asyncio.to_thread(terminal.is_refused, "telegram", "webhook", "set")


def test_without_a_token_there_is_nothing_to_ask(terminal: Terminal) -> None:
    assert "GANDAN_TELEGRAM_TOKEN" in terminal.is_refused("telegram", "webhook", "show")


async def test_the_doctor_finds_a_webhook_that_somebody_else_has_set(terminal: Terminal, api: FakeBotApi) -> None:
    an_office(terminal)
    await asyncio.to_thread(terminal.types, "doctor")
    assert "tốt:  Telegram trả lời, không có webhook (polling)." in terminal.said
    await api.do("person", chat_id=1)
    from bot.channels.telegram.webhook import set_webhook

    await set_webhook(api.token, "https://stranger.example/steal", "mot-bi-mat-khac_0123456789", api.base)
    assert await asyncio.to_thread(terminal.types, "doctor") == 1
    assert "hỏng: Telegram đang gửi tin đến một webhook" in terminal.said
    assert "đổi mã ngay" in terminal.said


async def test_the_doctor_accepts_our_own_webhook_and_no_other(
    terminal: Terminal, api: FakeBotApi, webhook_mode: None
) -> None:
    await asyncio.to_thread(terminal.types, "doctor")
    assert "không trỏ về máy chủ này" in terminal.said
    await asyncio.to_thread(terminal.does, "telegram", "webhook", "set")
    await asyncio.to_thread(terminal.types, "doctor")
    assert "webhook đúng chỗ" in terminal.said


def test_the_doctor_says_when_telegram_does_not_answer(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANDAN_TELEGRAM_TOKEN", "4200000001:thu-nghiem-khong-phai-ma-that-000000")
    monkeypatch.setenv("GANDAN_TELEGRAM_API_BASE", "http://127.0.0.1:9")  # nobody listens on discard
    assert terminal.types("doctor", "--timeout", "3") == 1
    assert "Xem lại GANDAN_TELEGRAM_TOKEN và mạng" in terminal.said
    assert "thu-nghiem" not in terminal.said
