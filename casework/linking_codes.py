"""Which printed code did the person type, and was it typed right?

A code is twelve signs of Crockford's base-32 alphabet, printed ``XXXX-XXXX-XXXX``: five of *selector* (25 bits, finds
the row, says nothing), six of *verifier* (30 bits, only its hash is kept) and one *check* sign. Nothing here touches
the books; issuing, expiry and the counting of tries belong to linking.

The check sign makes the code a word of a linear code over the field of 32 elements: the sign at place i (0-11, the
check sign at 11) is multiplied by a**(11 - i), a a root of x^5 + x^2 + 1, and the sum must be zero. The powers of a
are different for all twelve places, so **every** wrong sign, **every** exchange of two signs (adjacent or not) and
every doubled sign read as another doubled sign (``55`` for ``77``) is caught, before a try is spent; of anything else
one in 32 slips through.

A code always has a letter and one of the digits 2-9, so a twelve-digit identity number and a sentence without digits
never pass for one. The price is 0.05 bit of 55.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SELECTOR_SIGNS, VERIFIER_SIGNS, CODE_SIGNS = 5, 6, 12
READ_AT_MOST = 300  # a code is typed or pasted in a short line; longer texts are not searched

_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_LOOKS_LIKE = str.maketrans("OIL", "011")
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1
_BETWEEN = re.compile(r"[\s._\-\u2010-\u2015\u2212\u2043\uFE63]+")
_IN_A_SENTENCE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}([- ]?)[0-9A-Z]{4}\1[0-9A-Z]{4}(?![0-9A-Z])")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2043\uFE63]")


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedCode:
    """A code whose check sign is right. ``display`` is the printed form; only ``selector`` may be kept or logged."""

    selector: str
    verifier: str = field(repr=False)
    display: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Meant as a code, but a sign is wrong, missing or too many. Costs no try: ask to compare with the paper."""


@dataclass(frozen=True, slots=True)
class NotACode:
    """Something else was said."""


def make_code(random_bytes: Callable[[int], bytes]) -> PrintedCode:
    """A new code from ``random_bytes(n)`` (``secrets.token_bytes`` in use); 55 random bits.

    Draws again, seven bytes at a time, until the code has a letter and a digit of 2-9 (96.8 % of draws do).
    """
    while True:
        bits = int.from_bytes(random_bytes(7), "big")
        signs = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(SELECTOR_SIGNS + VERIFIER_SIGNS))
        signs += check_sign(signs)
        if _has_the_look(signs):
            return _printed(signs)


def read_code(text: str) -> PrintedCode | Mistyped | NotACode:
    """What ``text`` says, as a code.

    Takes lower case, full-width signs, spaces and any dash between signs, ``O`` for 0, ``I`` and ``L`` for 1, and a
    right code inside a sentence or an address. ``"vn3k 7wq4 hp2d"`` and ``"Mã của tôi: VN3K-7WQ4-HP2D"`` read alike.
    """
    if len(text) > READ_AT_MOST:
        return NotACode()
    plain = _plain(text)
    typed = _BETWEEN.sub("", plain)
    signs = typed.translate(_LOOKS_LIKE)
    if _is_right(signs):
        return _printed(signs)
    groups = [match.group() for match in _IN_A_SENTENCE.finditer(_DASHES.sub("-", plain))]
    for group in groups:
        inside = _BETWEEN.sub("", group).translate(_LOOKS_LIKE)
        if _is_right(inside):
            return _printed(inside)
    meant = _was_meant_as_code(typed) or any(_was_meant_as_code(_BETWEEN.sub("", group)) for group in groups)
    return Mistyped() if meant else NotACode()


def check_sign(eleven: str) -> str:
    """The twelfth sign for the eleven signs of selector and verifier."""
    return ALPHABET[_times_a(_weighted_sum(eleven))]


def read_last_six(text: str) -> str | None:
    """The last six digits of an identity number: six digits as asked for, or all twelve, of which six are taken.

    Spaces, dots, dashes and full-width digits are fine. None for any other count: the last six of a nine-digit card are
    not those of the personal number, and a guess would cost the person a try.
    """
    if len(text) > READ_AT_MOST:
        return None
    digits = _BETWEEN.sub("", _plain(text))
    return digits[-6:] if re.fullmatch(r"[0-9]{6}|[0-9]{12}", digits) else None


def verifier_hash(pepper: bytes, verifier: str) -> str:
    """What is kept of a verifier: Argon2id (19 MiB, t=2, p=1; salted) over HMAC-SHA256(pepper, verifier).

    About 40-90 ms of one core. ``pepper`` is the installation's secret, not kept in the books.
    """
    return _hasher().hash(_peppered(pepper, verifier))


def verifier_matches(pepper: bytes, verifier: str, kept: str) -> bool:
    """Whether ``verifier`` is the one ``kept`` was made from. Raises ``InvalidHashError`` if ``kept`` is no hash."""
    from argon2.exceptions import VerifyMismatchError

    try:
        return _hasher().verify(kept, _peppered(pepper, verifier))
    except VerifyMismatchError:
        return False


def _peppered(pepper: bytes, verifier: str) -> bytes:
    import hmac

    if len(pepper) < 16:
        raise ValueError("the pepper has at least 16 bytes")
    return hmac.digest(pepper, verifier.encode("ascii"), "sha256")


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _plain(text: str) -> str:
    """Full width to ordinary, invisible signs out, upper case."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf").upper()


def _printed(signs: str) -> PrintedCode:
    verifier_end = SELECTOR_SIGNS + VERIFIER_SIGNS
    return PrintedCode(
        selector=signs[:SELECTOR_SIGNS],
        verifier=signs[SELECTOR_SIGNS:verifier_end],
        display="-".join(signs[start : start + 4] for start in range(0, CODE_SIGNS, 4)),
    )


def _is_right(signs: str) -> bool:
    if len(signs) != CODE_SIGNS or any(sign not in _VALUE for sign in signs):
        return False
    return _weighted_sum(signs) == 0 and _has_the_look(signs)


def _has_the_look(signs: str) -> bool:
    return any(sign.isalpha() for sign in signs) and any(sign in "23456789" for sign in signs)


def _was_meant_as_code(typed: str) -> bool:
    """One sign more or less, or a sign that no code has: still a code typed wrong, if it mixes letters and digits."""
    return re.fullmatch(r"[0-9A-Z]{11,13}", typed) is not None and _has_the_look(typed)


def _weighted_sum(signs: str) -> int:
    total = 0
    for sign in signs:
        total = _times_a(total) ^ _VALUE[sign]
    return total


def _times_a(element: int) -> int:
    """``element`` times a, in the field of 32 elements."""
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 32 else doubled
