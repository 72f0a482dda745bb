"""Is Telegram reachable, and does it deliver to where we listen?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.cli.findings import Bad, Finding, Good
from bot.cli.telegram import hook_of
from bot.settings import Settings, TelegramMode
from scheduler.delivery.senders import ChannelMisconfigured

if TYPE_CHECKING:
    from bot.channels.telegram.webhook import WebhookInfo

_MANY_PENDING = 100


def telegram(settings: Settings, timeout: float) -> Finding:
    """One finding; waits at most ``timeout`` seconds."""
    try:
        info = asyncio.run(_ask(settings, timeout))
    except TimeoutError:
        return Bad(f"Telegram không trả lời trong {timeout:g} giây", "Xem lại mạng và GANDAN_TELEGRAM_API_BASE.")
    except ChannelMisconfigured:
        return Bad("Telegram không nhận mã của bot hoặc không tới được", "Xem lại GANDAN_TELEGRAM_TOKEN và mạng.")
    return judge(settings, info)


async def _ask(settings: Settings, timeout: float) -> WebhookInfo:
    from bot.channels.telegram.webhook import webhook_info

    token = settings.telegram_token.get_secret_value() if settings.telegram_token is not None else ""
    async with asyncio.timeout(timeout):
        return await webhook_info(token, settings.telegram_api_base)


def judge(settings: Settings, info: WebhookInfo) -> Finding:
    """Somebody else with the token may have moved the webhook (safety: a leaked token)."""
    wanted = hook_of(settings) if settings.telegram_mode is TelegramMode.WEBHOOK else ""
    if info.url != wanted and not wanted:
        remedy = "Nếu không phải cơ quan đặt, mã bot đã lộ: đổi mã ngay. Gỡ: gandan telegram webhook delete"
        return Bad("Telegram đang gửi tin đến một webhook dù cấu hình là polling", remedy)
    if info.url != wanted:
        remedy = "Nếu không phải cơ quan đổi, mã bot đã lộ: đổi mã ngay. Đặt lại: gandan telegram webhook set"
        return Bad("webhook của Telegram không trỏ về máy chủ này", remedy)
    if info.pending_update_count > _MANY_PENDING:
        return Bad(
            f"{info.pending_update_count} tin đang dồn ở Telegram", "Chạy: gandan run hear, hoặc xem lại webhook."
        )
    if info.last_error_message:
        return Bad(
            f"Telegram báo lỗi khi gửi đến webhook: {info.last_error_message}", "Xem lại chứng chỉ và tường lửa."
        )
    return Good(f"Telegram trả lời, {'webhook đúng chỗ' if wanted else 'không có webhook (polling)'}")
