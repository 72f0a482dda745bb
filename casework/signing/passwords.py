"""Which password may be chosen, how is it kept, and is this it?

Argon2id over a digest that is keyed with a secret outside the database: whoever takes the table alone can try no guess. Any
characters count, spaces too; the same letters typed as composed or decomposed marks are the same password (RFC 8265).
"""

from __future__ import annotations

import hmac
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from casework.encryption import Keys
from casework.folding import fold

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
FEWEST_SIGNS = 5  # different ones
_PEPPER = "staff-password"
_TOO_COMMON = (  # beginnings of what guessers try first, also among the longer ones
    "password", "matkhau", "123456", "qwerty", "1q2w3e", "abc123", "111111", "000000", "thihanhan", "thads", "gandan",
    "iloveyou", "anhyeuem", "emyeuanh", "vietnam", "letmein", "admin", "welcome",
)  # fmt: skip


class PasswordRefused(Exception):
    """This cannot be the password; ``key`` names the sentence that says why (``too_short``, ``too_long``, ``too_easy``)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def check_choice(password: str, login: str) -> None:
    """Raises ``PasswordRefused`` for a password that is too short or that others would try."""
    if len(password) > LONGEST:
        raise PasswordRefused("too_long")
    if len(password) < SHORTEST:
        raise PasswordRefused("too_short")
    plain = fold(password).replace(" ", "")
    rest = plain
    for easy in (*_TOO_COMMON, fold(login)):
        rest = rest.replace(easy, "")
    if len(set(plain)) < FEWEST_SIGNS or len(rest) < SHORTEST // 2 or _runs(plain):
        raise PasswordRefused("too_easy")


def kept(keys: Keys, password: str) -> str:
    """What the books keep of a password. Some 50 ms of one core."""
    return _hasher().hash(_keyed(keys, password))


def matches(keys: Keys, password: str, hashed: str | None) -> bool:
    """Whether it is the one; where there is none it takes as long and is False. Some 50 ms of one core: not in a transaction."""
    from argon2.exceptions import VerifyMismatchError

    try:
        return _hasher().verify(hashed or _nobodys(), _keyed(keys, password)) and hashed is not None
    except VerifyMismatchError:
        return False


def _keyed(keys: Keys, password: str) -> bytes:
    plain = unicodedata.normalize("NFC", password[: LONGEST + 1])
    return hmac.digest(keys.pepper(_PEPPER), plain.encode("utf-8", "surrogatepass"), "sha256")


def _runs(plain: str) -> bool:
    """Each sign the next of the one before, up or down, nearly all the way."""
    steps = [ord(after) - ord(before) for before, after in pairwise(plain)]
    return any(steps.count(step) > len(steps) * 7 // 10 for step in (-1, 0, 1))


@cache
def _nobodys() -> str:
    return _hasher().hash(b"nobody has this password")


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
