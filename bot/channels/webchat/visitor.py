"""Who is this visitor? Whoever holds the cookie: a random token that only their browser knows.

The books keep a hash of the token, never the token. Towards the dialogues a chat has a number of 52 bits (what a message
platform would give, and exact in any JSON reader) made of the same hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

TOKEN_BYTES = 16
MAX_AGE = 180 * 24 * 3600  # seconds; a chat silent for longer has to be linked anew anyway
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def new_token() -> str:
    """128 random bits as 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(value: str | None) -> bool:
    """Whether ``value`` has the form of a token (any other cookie is treated as none)."""
    return value is not None and _TOKEN.fullmatch(value) is not None


def chat_key_of(token: str) -> str:
    """The name of the chat in the books: ``w`` and the first 80 bits of the token's SHA-256."""
    return "w" + hashlib.sha256(token.encode()).hexdigest()[:20]


def chat_id_of(chat_key: str) -> int:
    """The number the dialogues know the chat by: the first 52 bits of the same hash."""
    return int(chat_key[1:14], 16)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One conversation's place in the browser: its own page, its own cookie. The usual seat has no name.

    Numbered seats let several persons sit at one browser (demonstrations).
    """

    name: str
    path: str
    secure: bool

    @property
    def cookie(self) -> str:
        """The cookie's name. It differs from seat to seat: the usual seat's cookie is also sent below its path."""
        return ("__Secure-" if self.secure else "") + "gandan_chat" + (f"_{self.name}" if self.name else "")
