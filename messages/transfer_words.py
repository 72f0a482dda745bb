"""What must be written on a transfer, so that the money is booked to the right decision?

A decision is known by its number and its day together: two offices may both have a number 001. So both always stand there
in full; where the 25 signs of a payment code are too few for them, there is no code and the words are typed by hand.
"""

from __future__ import annotations

import re
from datetime import date

from messages.payment_qr import PURPOSE_AT_MOST, plain_purpose

_SPACE_BEFORE_LETTERS = re.compile(r" (?=[A-Z])")  # between numbers it stays: 1/23 and 12/3 are two decisions


def transfer_words(number: str, issued_on: date) -> str:
    """Capitals, digits and spaces: ``"001/QĐ-THADS"`` of 15/07/2026 gives ``"THA 001 QD THADS 150726"``."""
    plain, day = plain_purpose(number), f"{issued_on:%d%m%y}"
    ways = (f"THA {plain} {day}", f"{plain} {day}", f"{_SPACE_BEFORE_LETTERS.sub('', plain)} {day}")
    return next((words for words in ways if len(words) <= PURPOSE_AT_MOST), ways[0])


def fits_a_code(words: str) -> bool:
    """Whether a payment code can carry these words."""
    return len(words) <= PURPOSE_AT_MOST
