"""What do you keep about me, and who can see it? What is kept and why, which chats are linked, a copy of one's own data."""

from __future__ import annotations

import json

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from casework.clock import local
from casework.links import LiveLink, live_links
from casework.own_data import own_data
from handlers.replies import Reply, labelled, reply, send_file, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages import vietnamese
from messages.library import say, version_of

public = Router(name="what_is_kept")
private = Router(name="own_data")
FILE = "my-data.json"
CHATS, COPY = "mychats", "mydata"


@public.callback_query()
async def on_kept(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """What is kept, why, how long, and the rights under Law 91/2025, in plain words. Anyone may ask."""
    rows = [[labelled(turn, "own_data.copy", COPY)]] if turn.party_id is not None else []
    back = [labelled(turn, "common.back", "settings")]
    answer = reply(turn, "own_data.kept", with_home(turn, [*rows, back]), phone=turn.agency.phone)
    await speak(press, turn, answer)


@private.callback_query()
async def on_own(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The linked chats, or the copy. The switchboard has seen to link and PIN."""
    if turn.party_id is None:
        raise LookupError("a personal dialogue was entered without a link")
    if press.data == COPY:
        await _send_copy(press, turn, turn.party_id)
    else:
        await speak(press, turn, _chats(turn, turn.party_id))


async def _send_copy(press: CallbackQuery, turn: Turn, party_id: int) -> None:
    copy = json.dumps(own_data(turn.books, turn.contact.id, party_id), ensure_ascii=False, indent=2).encode()
    key = "own_data.file"
    caption = Reply(text=say(turn.lang, key), text_key=key, text_version=version_of(key), personal=True)
    await send_file(press, turn, caption, copy, FILE, picture=False, keepable=True)


def _chats(turn: Turn, party_id: int) -> Reply:
    """Each linked chat with its channel and days, this one marked."""
    lines = [_line(turn, one) for one in live_links(turn.books, party_id)]
    rows = [
        [labelled(turn, "view_pin.unlink", "cut:this")],
        [labelled(turn, "identify.cut_all", "cut:all")],
        [labelled(turn, "common.back", "settings")],
    ]
    return reply(turn, "own_data.chats", with_home(turn, rows), personal=True, chats="\n".join(lines))


def _line(turn: Turn, one: LiveLink) -> str:
    channel = _channel(turn, one.account)
    linked = vietnamese.short_day(local(one.linked_at).date(), turn.lang)
    if one.contact_id == turn.contact.id:
        return say(turn.lang, "own_data.this_chat", channel=channel, linked=linked)
    seen = vietnamese.short_day(local(one.seen_at).date(), turn.lang)
    return say(turn.lang, "own_data.other_chat", channel=channel, linked=linked, seen=seen)


def _channel(turn: Turn, account: str) -> str:
    """The channel as people call it; an account's own name tells them nothing."""
    known = next((name for name in ("telegram", "zalo", "web") if account.startswith(name)), "other")
    return say(turn.lang, f"own_data.on_{known}")


KEPT = Dialogue(router=public, presses=("kept",))
OWN = Dialogue(router=private, presses=(CHATS, COPY), personal=True)
