"""``gandan chat``: one citizen at the terminal, on the same road as any channel.

With ``--jsonl`` each line of standard input is ``{"text": ...}``, ``{"press": label or data}`` or ``{"tick": ISO time}``; after
each, one line ``{"messages": [{"text", "buttons": [[label]], "attachment"}]}`` is written, or ``{"error": sentence}``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.channels.terminal.conversation import Conversation
    from bot.channels.terminal.screen import Shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to speak, and as whom."""
    parser.add_argument("--jsonl", action="store_true", help="mỗi dòng một đối tượng JSON, vào và ra")
    parser.add_argument(
        "--seat", type=int, default=1, metavar="SỐ", help="người thứ mấy (mỗi số là một cuộc trò chuyện)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Talk until the input ends."""
    from bot.channels.terminal.conversation import Conversation
    from bot.channels.terminal.screen import Screen
    from bot.cli.session import database
    from handlers.dialogues import make_listener
    from messages.at_hand import read_all
    from scheduler.bell.ticker import ring_once
    from scheduler.guards.at_sending import GUARDS

    with database() as db:
        read_all()
        listener = make_listener({})
        conversation = Conversation(db, listener, GUARDS, screen=Screen(), chat=arguments.seat, ring=ring_once)
        asyncio.run(_talk_json(conversation) if arguments.jsonl else _talk(conversation))
    return 0


async def _talk_json(conversation: Conversation) -> None:
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(await _answer_json(conversation, line), ensure_ascii=False) + "\n")
            sys.stdout.flush()


async def _answer_json(conversation: Conversation, line: str) -> dict[str, Any]:
    from bot.channels.terminal.conversation import NoSuchButton

    try:
        told = json.loads(line)
        return {"messages": [_shape(shown) for shown in await _act(conversation, told)]}
    except NoSuchButton as problem:
        return {"error": str(problem)}
    except (ValueError, KeyError, TypeError) as problem:
        return {"error": f"Dòng này không đúng dạng ({problem}). Dùng text, press hoặc tick."}


async def _act(conversation: Conversation, told: dict[str, Any]) -> list[Shown]:
    match told:
        case {"text": str(text)}:
            return await conversation.write(text)
        case {"press": str(label)}:
            return await conversation.press(label)
        case {"tick": str(instant)}:
            moment = datetime.fromisoformat(instant)
            if moment.tzinfo is None:
                raise ValueError("tick cần múi giờ, ví dụ 2026-11-21T08:00+07:00")
            return await conversation.tick(moment)
        case _:
            raise ValueError("cần đúng một trong text, press, tick")


def _shape(shown: Shown) -> dict[str, Any]:
    attachment = shown.attachment
    return {
        "text": shown.text,
        "buttons": [[button.text for button in row] for row in shown.buttons],
        "attachment": None if attachment is None else {"name": attachment.name, "mime": attachment.mime},
    }


async def _talk(conversation: Conversation) -> None:
    from bot.channels.terminal.conversation import NoSuchButton

    _show(await conversation.write("/start"))
    while (line := await asyncio.to_thread(_ask)) is not None:
        if not line.strip():
            continue
        try:
            pressed = line.startswith("[") and line.rstrip().endswith("]")
            _show(await (conversation.press(line.strip()[1:-1]) if pressed else conversation.write(line)))
        except NoSuchButton as problem:
            sys.stdout.write(f"{problem}\n")


def _ask() -> str | None:
    try:
        return input("\n(gõ chữ, hoặc [tên nút]) > ")
    except EOFError:
        return None


def _show(messages: list[Shown]) -> None:
    for shown in messages:
        sys.stdout.write(f"\n{shown.text}\n")
        if shown.attachment is not None:
            sys.stdout.write(f"  (tệp: {shown.attachment.name})\n")
        for row in shown.buttons:
            sys.stdout.write("  " + "  ".join(f"[{button.text}]" for button in row) + "\n")
    sys.stdout.flush()
