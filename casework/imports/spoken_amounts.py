"""Which sum is meant by "1,5 tỷ", "12tr5" or "năm trăm nghìn đồng"?

Only for proposals that a clerk confirms. Nothing is proposed where two readings exist: "1.500 tỷ" may be 1500 or 1.5,
"12tr50" may be 12.500.000 or 12.050.000.
"""

from __future__ import annotations

import re
from fractions import Fraction

from casework.folding import fold
from casework.money import from_words

LARGEST_SPOKEN = 10**15
_SCALES = {
    "ty": 10**9,
    "ti": 10**9,
    "trieu": 10**6,
    "tr": 10**6,
    "nghin": 10**3,
    "ngan": 10**3,
    "ng": 10**3,
    "k": 10**3,
}
_PART = re.compile(r"([0-9](?:[0-9., ]*[0-9])?) ?(ty|ti|trieu|tr|nghin|ngan|ng|k)(?![a-z])")
_BETWEEN = re.compile(r",? ?(?:va )?")
_CURRENCY = re.compile(r" ?(?:dong|vnd|d)(?: chan)?[ ./]*$")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+")
_DIGITS = re.compile(r"[0-9]")
_POINT = re.compile(r"[.,]")
_SEPARATORS = str.maketrans("", "", "., ")


def spoken_amount(text: str) -> int | None:
    """Whole đồng above 0 as abbreviated or in words; ``None`` where there is no reading, or more than one.

    ``"2 tỷ 300 triệu"`` -> 2300000000, ``"12tr5"`` -> 12500000, ``"1 triệu rưỡi"`` -> 1500000, ``"1.500 tỷ"`` -> None.
    """
    try:
        return from_words(text) or None
    except ValueError:
        amount = _abbreviated(text)
    whole = amount is not None and amount.denominator == 1 and 0 < amount <= LARGEST_SPOKEN
    return amount.numerator if amount is not None and whole else None


def number_before_unit(text: str) -> Fraction | None:
    """The number that stands before a unit: ``"1,5"`` -> 3/2, ``"1.234.567"`` -> 1234567; ``None`` for ``"1.500"``."""
    if text.isdigit():
        return Fraction(int(text))
    if len(_POINT.findall(text)) == 1 and " " not in text:
        whole, decimals = _POINT.split(text)
        if len(decimals) == 3 and not (whole == "0" or len(whole) > 3):
            return None  # a thousand, or a fraction
        return Fraction(int(whole + decimals), 10 ** len(decimals)) if whole else None
    if _GROUPED.fullmatch(text):
        return Fraction(int(text.translate(_SEPARATORS)))
    return _grouped_with_decimals(text)


def _grouped_with_decimals(text: str) -> Fraction | None:
    """``"1.500,5"`` or ``"1,500.5"``: two kinds of separators can be read in one way only."""
    at = max(text.rfind("."), text.rfind(","))
    whole, decimals = text[:at], text[at + 1 :]
    if at < 0 or text[at] in whole or not _GROUPED.fullmatch(whole) or not decimals.isdigit():
        return None
    return int(whole.translate(_SEPARATORS)) + Fraction(int(decimals), 10 ** len(decimals))


def _abbreviated(text: str) -> Fraction | None:
    words = fold(text)
    if _DIGITS.findall(words) != _DIGITS.findall(text):  # folding writes ² as 2
        return None
    plain = _CURRENCY.sub("", words)
    total, scale, at = Fraction(0), 0, 0
    while (part := _PART.match(plain, at)) is not None:
        number, smaller = number_before_unit(part[1]), _SCALES[part[2]]
        if number is None or (scale and (total % scale or number * smaller >= scale)):
            return None
        total, scale, at = total + number * smaller, smaller, part.end()
        if between := _BETWEEN.match(plain, at):
            at = between.end()
    rest = _rest(plain[at:].strip(), scale, named=plain != words) if scale else None
    if rest is None or (rest and total % scale):  # "1,5 tỷ rưỡi" says two fractions
        return None
    return total + rest


def _rest(said: str, scale: int, *, named: bool) -> Fraction | None:
    """What follows the last unit: a half ("rưỡi"), a tenth ("12tr5"), thousandths ("2 tỷ 300"); ``named``: in đồng."""
    if said == "ruoi":
        return Fraction(scale, 2)
    if not said:
        return Fraction(0)
    if named or scale < 10**6 or not said.isdigit() or len(said) not in (1, 3):
        return None
    return Fraction(int(said) * scale, 10 ** len(said))
