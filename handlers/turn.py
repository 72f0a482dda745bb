"""What belongs to the update being handled right now? The books, the chat, and what has been said so far.

A *turn* is one update of one chat inside one transaction. Dialogues get it as an argument; the outbox session and the
dialogue storage, which aiogram calls without arguments of ours, find it in a context variable.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casework.agency import Agency, the_agency
from casework.books import Books
from casework.contacts import Contact
from messages.library import Lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is known about the next request that a dialogue makes: which text it is and whether it is personal."""

    text_key: str = ""
    text_version: int = 0
    personal: bool = False
    decision_id: int | None = None
    delay_seconds: float = 0.0  # refusals of codes all leave after the same time (safety 4.2)


@dataclass
class Place:
    """A chat's place in its dialogue during one turn: aiogram's state and data, and whether the turn changed them."""

    row_id: int | None = None
    state: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    changed: bool = False


@dataclass(kw_only=True)
class Turn:
    """One update of one chat."""

    books: Books
    account: str
    update_id: int
    contact: Contact
    answers_presses: bool  # the channel shows a waiting sign until a press is answered
    said: Said = field(default_factory=Said)
    count: int = 0  # requests made so far, for their purposes
    answered_press: bool = False
    place: Place = field(default_factory=Place)
    read_agency: Callable[[], Agency | None] | None = None  # where several turns of one transaction share the answer

    @property
    def lang(self) -> Lang:
        """The language this chat chose."""
        return Lang(self.contact.lang)

    @cached_property
    def agency(self) -> Agency:
        """The agency these books belong to. Raises ``LookupError`` where it has not been set up (``gandan doctor`` says so)."""
        agency = self.read_agency() if self.read_agency is not None else the_agency(self.books)
        if agency is None:
            raise LookupError("the agency has not been set up")
        return agency

    @property
    def party_id(self) -> int | None:
        """The party this chat is linked to, or None."""
        return self.contact.party_id


current: ContextVar[Turn] = ContextVar("turn")
