"""Has somebody sent what nobody should ever send: a one-time code, a password, a card number?

Found before any dialogue sees the text, so that it is neither stored nor passed on (safety T34).
"""

from __future__ import annotations

import re

from casework.typed_codes import read_typed
from messages.folding import fold

_WORDS = re.compile(r"\b(otp|mat khau|password|cvv|ma xac (thuc|nhan)|ma pin the)\b")
_CARD = re.compile(r"(?<!\w)(?:\d[ .-]?){13,19}(?!\w)")
_CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def looks_secret(text: str) -> bool:
    """Whether ``text`` seems to hold a one-time code, a password or a payment card's number."""
    folded = fold(text)
    if _WORDS.search(folded) and _CODE.search(folded):
        return True
    like_a_card = any(_luhn(re.sub(r"\D", "", found.group())) for found in _CARD.finditer(folded))
    # the paper's code beside the identity number may look like a card; the code's check sign tells them apart
    return like_a_card and read_typed(text).code is None
