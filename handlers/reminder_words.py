"""Are these free words an answer to a reminder, and which dialogue takes them?"""

from __future__ import annotations

from aiogram.types import Message

from handlers.pay_screens import payable
from handlers.reactions import reminder_of
from handlers.turn import Turn
from messages.reactions import Reaction, reaction

WISHES = {
    Reaction.WRONG_PERSON: "wrong_person",
    Reaction.PAID_ALREADY: "paid_already",
    Reaction.WILL_PAY: "promise",
    Reaction.CANNOT_PAY: "cannot_pay",
}


def wish_in(message: Message, turn: Turn) -> str | None:
    """Which dialogue answers free words that are an answer to a reminder; None for all other words.

    Whoever is not linked, or owes nothing, is only heard to be the wrong person: "họ chưa trả" is a creditor's question.
    """
    text = message.text or ""
    heard = reaction(text, reminded=True)
    if heard is None:
        return None
    if heard is Reaction.WRONG_PERSON:
        return WISHES[heard]
    if turn.party_id is None or not payable(turn):
        return None
    if reaction(text, reminded=False) is not heard and reminder_of(turn) is None:
        return None
    return WISHES[heard]
