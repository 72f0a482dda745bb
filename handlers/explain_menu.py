"""Which explanations are there? First who is asking, then the titles for them: a hundred buttons help nobody.

Open to every chat; nothing here looks into anybody's file.
"""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from casework.clock import today
from handlers.paging import page_of, turning_rows
from handlers.presses import OneTopic, PageNumber
from handlers.replies import Reply, button, labelled, reply, with_home
from handlers.turn import Turn
from messages import explanations
from messages.explanations import Audience, Explanation

A_PAGE = 6  # titles: a screen of a small telephone


class Reader(StrEnum):
    """Who asks; each value ends the key of its button."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    RELATIVE = "relative"
    BUYER = "buyer"
    EVERYBODY = "everybody"


class MenuPage(CallbackData, prefix="explist"):
    """A page of the titles for one kind of reader."""

    reader: Reader
    page: PageNumber


def readers(turn: Turn) -> Reply:
    """Who is asking?"""
    rows = [[labelled(turn, f"explain.for_{one.value}", MenuPage(reader=one, page=0))] for one in Reader]
    return reply(turn, "explain.menu", with_home(turn, rows))


def titles(turn: Turn, reader: Reader, number: int) -> Reply:
    """A page of what concerns ``reader``, the main explanations first."""
    page = page_of(_for(turn, reader), number, A_PAGE)
    rows = [[topic_button(turn, explanation)] for explanation in page.shown]
    turns = turning_rows(turn, page, lambda to: MenuPage(reader=reader, page=to))
    back = [labelled(turn, "explain.other_reader", "explain")]
    return reply(turn, "explain.titles", with_home(turn, [*rows, *turns, back]))


def topic_button(turn: Turn, explanation: Explanation) -> InlineKeyboardButton:
    """The button that shows ``explanation``."""
    return button(explanations.title(explanation, turn.lang), OneTopic(topic=explanation.name))


def _for(turn: Turn, reader: Reader) -> tuple[Explanation, ...]:
    everything = explanations.all(today(turn.books.clock))
    if reader is Reader.EVERYBODY:
        return everything
    wanted = {Audience(reader.value), Audience.ANYONE}
    meant = [one for one in everything if wanted.intersection(one.audience)]
    return tuple(sorted(meant, key=lambda one: Audience(reader.value) not in one.audience))
