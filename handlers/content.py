"""What stands behind the nudge that was just tapped? The content, for the party it was for, until it folds away.

Tapping edits the nudge's own message, so nothing new appears on a locked screen and two taps show one thing.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton

from casework.view_pin import close_pin
from handlers.day_move_offer import take_out_old_hour
from handlers.presses import RowId
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.contents import Action, NothingToShow, Shown, render_content
from messages.library import version_of
from messages.nudges import VIEW
from messages.opened import first_face, last_nudge, mark_opened, nudge_for
from messages.outbox import Content
from messages.why_words import reasons_for

private = Router(name="content")
public = Router(name="content_folding")


class View(CallbackData, prefix=VIEW):
    """Show what the nudge of this outbox row is about."""

    row: RowId


class Why(CallbackData, prefix="why"):
    """Say why it was sent."""

    row: RowId


class Hide(CallbackData, prefix="hide"):
    """Fold it back to the nudge."""

    row: RowId


@private.callback_query(View.filter())
async def on_view(press: CallbackQuery, callback_data: View, turn: Turn, state: FSMContext) -> None:
    """The content as the books stand now; the switchboard has seen to link and PIN."""
    content = nudge_for(turn.books, callback_data.row, _party(turn))
    if content is None:
        raise SkipHandler
    try:
        shown = render_content(turn.books, content, turn.lang)
    except NothingToShow:
        await speak(press, turn, reply(turn, "common.not_found", with_home(turn)))
        return
    mark_opened(turn.books, callback_data.row)
    await speak(press, turn, _opened(turn, shown, callback_data.row))
    if content.moved_id is not None:
        await take_out_old_hour(press, turn)


@private.callback_query(Why.filter())
async def on_why(press: CallbackQuery, callback_data: Why, turn: Turn, state: FSMContext) -> None:
    """Rule, facts, who answers for it and how to stop: three lines."""
    content = nudge_for(turn.books, callback_data.row, _party(turn))
    if content is None:
        raise SkipHandler
    await speak(press, turn, _reasons(turn, content, callback_data.row))


async def why_last(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The question typed instead of pressed: of the message that stands open, else of the last one."""
    await state.set_state(None)
    row = last_nudge(turn.books, turn.contact.id, _party(turn))
    content = None if row is None else nudge_for(turn.books, row, _party(turn))
    if row is None or content is None:
        await speak(event, turn, reply(turn, "content.none_sent", with_home(turn, [_genuine(turn)])))
    else:
        await speak(event, turn, _reasons(turn, content, row))


async def nothing_sent(event: Event, turn: Turn, state: FSMContext) -> None:
    """Whoever is not linked has got nothing from here; what came elsewhere may be a swindle."""
    await speak(event, turn, reply(turn, "content.not_linked", with_home(turn, [_genuine(turn)])))


def _reasons(turn: Turn, content: Content, row: int) -> Reply:
    why = reasons_for(turn.books, row, content, turn.lang)
    rows = [[labelled(turn, "common.back", View(row=row)), _hide(turn, row)]]
    if why.rule.needs_consent:
        rows.insert(0, [labelled(turn, "start.settings", "settings")])
    key = f"content.why_{why.rule.value}"
    return Reply(
        text="\n".join(why.lines),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, rows),
        personal=True,
    )


@public.callback_query(Hide.filter())
async def on_hide(press: CallbackQuery, callback_data: Hide, turn: Turn, state: FSMContext) -> None:
    """Back to the nudge at once, and the PIN is due again; needs neither link nor PIN."""
    if turn.contact.has_pin:
        close_pin(turn.books, turn.contact.id)
    nudge = first_face(turn.books, callback_data.row, turn.contact.id)
    if nudge is None:
        raise SkipHandler
    key, version, first = nudge
    buttons = [[InlineKeyboardButton(text=b.text, callback_data=b.data) for b in row] for row in first.buttons]
    await speak(press, turn, Reply(text=first.text, text_key=key, text_version=version, buttons=buttons))


def _opened(turn: Turn, shown: Shown, row: int) -> Reply:
    """The content with what can be done about it, and the way to hide it."""
    rows = [[_button(turn, action) for action in one] for one in shown.rows]
    rows += [[labelled(turn, "content.why", Why(row=row))], [_hide(turn, row)]]
    return Reply(
        text=shown.text,
        text_key=shown.text_key,
        text_version=shown.text_version,
        buttons=with_home(turn, rows),
        personal=True,
        decision_id=shown.decision_id,
    )


def _button(turn: Turn, action: Action) -> InlineKeyboardButton:
    return button(action.words, action.data) if action.words else labelled(turn, action.label, action.data)


def _hide(turn: Turn, row: int) -> InlineKeyboardButton:
    return labelled(turn, "common.hide", Hide(row=row))


def _genuine(turn: Turn) -> list[InlineKeyboardButton]:
    return [labelled(turn, "common.genuine", "genuine")]


def _party(turn: Turn) -> int:
    if turn.party_id is None:
        raise LookupError("a personal dialogue was entered without a link")
    return turn.party_id


CONTENT = Dialogue(router=private, presses=(VIEW, "why"), personal=True)
WHY = Dialogue(
    router=Router(name="content_why"),
    wishes=("why_message",),
    labels=("content.why",),
    open=why_last,
    personal=True,
    stranger=nothing_sent,
)
FOLDING = Dialogue(router=public, presses=("hide",))
