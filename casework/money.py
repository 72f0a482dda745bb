"""How is a sum of đồng written in words, read back, and shared out without losing a đồng?

A sum is an ``int`` of đồng. Words follow the spelling of Vietnamese legal documents: every group of three digits below
the first that has anything in it is said in full ("không trăm linh năm"), so that no two sums sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

LARGEST_IN_WORDS = 10**18 - 1

Zero = Literal["linh", "lẻ"]
Thousand = Literal["nghìn", "ngàn"]
Four = Literal["tư", "bốn"]
Billion = Literal["tỷ", "tỉ"]

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_MOST_WORDS = 50  # eighteen digits take at most 37
_SAME_WORD = {"lẻ": "linh", "ngàn": "nghìn", "tỉ": "tỷ"}
_UNITS = {word: digit for digit, word in enumerate(_DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}


def in_words(
    amount: int,
    *,
    zero: Zero = "linh",
    thousand: Thousand = "nghìn",
    four: Four = "tư",
    billion: Billion = "tỷ",
) -> str:
    """``amount`` in words, without "đồng": 14005021 -> "mười bốn triệu không trăm linh năm nghìn không trăm hai mươi mốt".

    From 0 to 10^18 - 1; anything else raises ``ValueError``. The choices are the regional and official variants of one
    word each: "linh"/"lẻ" for a missing ten, "nghìn"/"ngàn", "tư"/"bốn" after "mươi", "tỷ"/"tỉ".
    """
    if not 0 <= amount <= LARGEST_IN_WORDS:
        raise ValueError(f"only sums from 0 to {LARGEST_IN_WORDS} are written in words, not {amount}")
    words = _standard_words(amount).split()
    chosen = {"linh": zero, "nghìn": thousand, "tư": four, "tỷ": billion}
    return " ".join(chosen.get(word, word) for word in words)


def from_words(words: str) -> int:
    """The sum that ``in_words`` says as ``words``, in any of its variants; a closing "đồng" or "đồng chẵn" is allowed.

    Strict: words that no sum is written as ("hai triệu năm", "mười mốt", a missing "không trăm") raise ``ValueError``
    rather than become somebody's guess. Capitals, commas and doubled spaces do not matter.
    """
    plain = unicodedata.normalize("NFC", words).lower()
    plain = re.sub(r"[,.;\s]+", " ", plain).strip()
    plain = re.sub(r" đồng( chẵn)?$", "", plain)
    spoken = [_SAME_WORD.get(word, word) for word in plain.split()]
    if len(spoken) <= _MOST_WORDS:
        amount = _read_all(spoken)
        if amount <= LARGEST_IN_WORDS and _with_bon(_standard_words(amount).split()) == _with_bon(spoken):
            return amount
    raise ValueError(f"no sum is written {words[:200]!r}")


def with_dots(amount: int) -> str:
    """``12.345.678``: the digits as people here write them, for sentences that say why a sum is refused."""
    return f"{amount:,}".replace(",", ".")


def split_exactly(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``total`` shared in proportion to ``weights`` so that the parts add up to ``total``, to the đồng.

    Largest remainder: each part is its exact share rounded down, then one đồng more for the largest fractions, the
    earlier part first when they are equal. A weight of 0 gets 0. Integers throughout, so nothing is rounded twice.
    Raises ``ValueError`` for a negative total or weight, or when all weights are 0.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("a sum is shared by weights that are not negative and not all 0, and is not negative itself")
    parts = [total * weight // whole for weight in weights]
    by_fraction = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_fraction[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def _standard_words(amount: int) -> str:
    """``amount`` with linh, nghìn, tư and tỷ."""
    if amount == 0:
        return _DIGITS[0]
    billions, below = divmod(amount, _BILLION)
    said = [_standard_words(billions), "tỷ"] if billions else []
    for unit, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = below // unit % 1000
        if group:
            said += [_group(group, in_full=bool(said)), name]
    return " ".join(word for word in said if word)


def _group(group: int, *, in_full: bool) -> str:
    """Three digits, 1-999; ``in_full`` says the hundred even if it is nought."""
    hundred, rest = divmod(group, 100)
    if not hundred and not in_full:
        return _below_hundred(rest)
    said = f"{_DIGITS[hundred]} trăm"
    if rest == 0:
        return said
    return f"{said} linh {_DIGITS[rest]}" if rest < 10 else f"{said} {_below_hundred(rest)}"


def _below_hundred(number: int) -> str:
    """1-99 as said when nothing stands before it, or after a hundred when it is 10 or more."""
    ten, one = divmod(number, 10)
    if ten == 0:
        return _DIGITS[one]
    if ten == 1:
        return " ".join(["mười", *_closing(one, {5: "lăm"})])
    return " ".join([_DIGITS[ten], "mươi", *_closing(one, {1: "mốt", 4: "tư", 5: "lăm"})])


def _closing(one: int, spoken_otherwise: dict[int, str]) -> list[str]:
    return [spoken_otherwise.get(one, _DIGITS[one])] if one else []


def _with_bon(spoken: list[str]) -> list[str]:
    """Words in which "tư" is written "bốn" where it may stand: after "mươi" and "linh"."""
    before = ["", *spoken]
    return [
        "bốn" if word == "tư" and prior in ("mươi", "linh") else word
        for prior, word in zip(before, spoken, strict=False)
    ]


def _read_all(spoken: list[str]) -> int:
    """The value of the words by place; what is not said properly is left for the comparison to refuse."""
    if "tỷ" in spoken:
        at = len(spoken) - 1 - spoken[::-1].index("tỷ")
        return _read_all(spoken[:at]) * _BILLION + _read_all(spoken[at + 1 :])
    total = 0
    for unit, name in ((10**6, "triệu"), (10**3, "nghìn")):
        if name in spoken:
            at = spoken.index(name)
            total += _read_group(spoken[:at]) * unit
            spoken = spoken[at + 1 :]
    return total + _read_group(spoken)


def _read_group(spoken: list[str]) -> int:
    value = pending = 0
    for word in spoken:
        if word == "trăm":
            value, pending = value + pending * 100, 0
        elif word == "mươi":
            value, pending = value + pending * 10, 0
        elif word == "mười":
            value += 10
        elif word in _UNITS:
            pending = _UNITS[word]
        elif word != "linh":
            raise ValueError(f"{word!r} is not a word of a sum")
    return value + pending
