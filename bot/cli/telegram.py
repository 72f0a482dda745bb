"""``gandan telegram``: where does Telegram deliver to? Set, delete, show the webhook."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from bot.cli import shown
from bot.cli.refusal import Refused
from bot.cli.session import say_line
from bot.settings import Settings, TelegramMode, load_settings

if TYPE_CHECKING:
    from bot.channels.telegram.webhook import WebhookInfo


PATH = "/telegram"  # where bot.web.server listens for it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The webhook."""
    things = parser.add_subparsers(dest="thing", required=True, metavar="MỤC")
    webhook = things.add_parser("webhook", help="nơi Telegram gửi tin đến")
    webhook.add_argument(
        "what", choices=["set", "delete", "show"], metavar="VIỆC", help="set (đặt), delete (gỡ), show (xem)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask Telegram and say what is so now."""
    from bot.channels.telegram.webhook import delete_webhook, set_webhook, webhook_info

    settings = load_settings()
    token = _token(settings)
    if arguments.what == "set":
        secret = settings.telegram_webhook_secret
        if settings.telegram_mode is not TelegramMode.WEBHOOK or secret is None:
            raise Refused(
                "Cấu hình đang để chế độ polling. Hãy đặt GANDAN_TELEGRAM_MODE=webhook, GANDAN_TELEGRAM_WEBHOOK_URL và"
                " GANDAN_TELEGRAM_WEBHOOK_SECRET rồi chạy lại."
            )
        asyncio.run(set_webhook(token, hook_of(settings), secret.get_secret_value(), settings.telegram_api_base))
    elif arguments.what == "delete":
        asyncio.run(delete_webhook(token, settings.telegram_api_base))
    for line in _lines(asyncio.run(webhook_info(token, settings.telegram_api_base))):
        say_line(line)
    return 0


def hook_of(settings: Settings) -> str:
    """The address Telegram is to deliver to: the one configured, with our own path where it names a server alone."""
    parts = urlsplit(settings.telegram_webhook_url)
    return urlunsplit(parts._replace(path=parts.path if parts.path.strip("/") else PATH))


def _token(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise Refused("Chưa có mã của bot Telegram. Hãy đặt GANDAN_TELEGRAM_TOKEN rồi chạy lại.")
    return settings.telegram_token.get_secret_value()


def _lines(info: WebhookInfo) -> list[str]:
    lines = [f"Webhook: {info.url}" if info.url else "Không có webhook: tin đến được lấy bằng polling."]
    lines.append(f"Tin đang chờ ở Telegram: {info.pending_update_count}")
    if info.last_error_message:
        when = f" lúc {shown.moment(datetime.fromtimestamp(info.last_error_date, UTC))}" if info.last_error_date else ""
        lines.append(f"Lỗi gần nhất{when}: {info.last_error_message}")
    return lines
