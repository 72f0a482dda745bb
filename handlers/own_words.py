"""What of the reader's own decision stands before an explanation, and may this chat see it now?

Only a chat that is linked, and whose view PIN is not due, is told anything of its own; every other one sees what is for
everybody, and a button to its own matters.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import InlineKeyboardButton

from casework.view_pin import pin_needed
from handlers.replies import Reply, labelled
from handlers.turn import Turn
from messages.explanations import Audience
from messages.own_case import TOPICS, OwnCase, own_case, side_of

_MINE = "obligations"


def own_words(turn: Turn, topic: str) -> OwnCase | None:
    """What the books say of the reader's own about ``topic``; None where nothing is said or nothing may be."""
    party_id = _shown_to(turn)
    return None if party_id is None else own_case(turn.books, party_id, topic, turn.lang)


def reader_of(turn: Turn) -> Audience | None:
    """Which side the reader is on, so that a creditor is not answered as a debtor; None where it is unknown or both."""
    party_id = _shown_to(turn)
    side = None if party_id is None else side_of(turn.books, party_id)
    return None if side is None else Audience(side.value)


def paragraph(own: OwnCase | None) -> tuple[str, ...]:
    """The sentences as one paragraph; nothing where there are none."""
    return () if own is None else (" ".join(own.lines),)


def personal(reply: Reply, own: OwnCase | None) -> Reply:
    """``reply``, which folds away and is kept from being passed on if it says something of the reader's own."""
    return reply if own is None else replace(reply, personal=True, decision_id=own.decision_id)


def mine_too(turn: Turn, topic: str, acts: list[InlineKeyboardButton]) -> list[InlineKeyboardButton]:
    """``acts`` and, for a topic that has an own side, the button to the reader's own matters if it is not among them."""
    if topic not in TOPICS or any(one.callback_data == _MINE for one in acts):
        return acts
    return [*acts, labelled(turn, "common.obligations", _MINE)]


def _shown_to(turn: Turn) -> int | None:
    """The party whose own matters this chat may see now."""
    return None if pin_needed(turn.contact, turn.books.clock.now()) else turn.party_id
