"""Which part of an address is its commune?

Offices write "Ấp 3, xã Vĩnh Thanh, huyện Phước Long", "ấp 3 xã Vĩnh Thanh H. Phước Long", "Vĩnh Thanh - Phước Long" or only
"Vĩnh Thanh". What is cut out here is looked up whole (``casework.places``): a wrong cut finds nothing, never another commune.
"""

from __future__ import annotations

import re

from casework.imports.findings import Trouble, doubtful
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, as_text

_COMMUNE = re.compile(
    r"(?:xã|x\.|phường|p\. ?|[pf](?=\.? ?[0-9])|thị trấn|tt\b|đặc khu)[. ]*\S.*|(?:xa|phuong|thi tran|dac khu) \S.*",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:huyện|h\.|quận|q\.|q(?=[0-9])|thị xã|tx\b|thành phố|tp\b|tỉnh|t\.)[. ]*\S.*"
    r"|(?:huyen|quan|thi xa|thanh pho|tinh) \S.*",
    re.IGNORECASE,
)
_PROVINCE = re.compile(r"(?:tỉnh|t\.|tinh) ?\S.*", re.IGNORECASE)
_BELOW = re.compile(
    r"(?:ấp|thôn|khóm|khối|tổ|xóm|bản|buôn|làng|sóc|khu|đường|phố|hẻm|ngõ|số|quốc lộ|ql|ap|thon|khom|to|xom|ban|buon"
    r"|lang|duong|hem|ngo|so)\b.*",
    re.IGNORECASE,
)
_KIND_WITHIN = re.compile(
    r"(?<!\bthị)(?<!\bthi)(?<!\bxã)(?<!\bphường)[ -]+"
    r"(?=(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh) \S|(?:tt|tx|tp|p|x|h|q|t)\. ?\S)",
    re.IGNORECASE,
)
_PLAIN_KIND_WITHIN = re.compile(
    r"(?<!\bthi) +(?=(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|tinh) \S)", re.IGNORECASE
)
_PARTS = re.compile(r"[,;\n]| [-–—] ")


def read_address(value: Cell) -> str | Trouble[str] | None:
    """The address as written; flagged when empty or when no commune can be told from it."""
    text = as_text(value)
    if text is None:
        return doubtful(Reason.COMMUNE_UNCLEAR)
    if text in NOTHING:
        return doubtful(Reason.COMMUNE_NONE)
    return text if commune_of(text) else doubtful(Reason.COMMUNE_UNCLEAR, kept=text)


def commune_of(address: str) -> str | None:
    """The address from its commune on, as places are looked up; ``None`` if no part of it can be one.

    ``"Ấp 3, xã Vĩnh Thanh, huyện Phước Long"`` -> ``"xã Vĩnh Thanh, huyện Phước Long"``; ``"Vĩnh Thanh"`` stays.
    """
    parts = _parts(address)
    for place, part in enumerate(parts):
        if _COMMUNE.fullmatch(part):
            return ", ".join(parts[place:])
    above = next((place for place, part in enumerate(parts) if _ABOVE.fullmatch(part)), len(parts))
    names = [part for part in parts[:above] if not _is_below(part)]
    if not names:
        return None
    if above < len(parts) and not _PROVINCE.fullmatch(parts[above]):
        return ", ".join([names[-1], *parts[above:]])
    # without a district "đường Hùng Vương, Bạc Liêu" may name a town rather than a commune
    return ", ".join(parts) if len(names) == above else None


def _parts(address: str) -> list[str]:
    within = _PLAIN_KIND_WITHIN if address.isascii() else _KIND_WITHIN
    return [part.strip() for part in _PARTS.split(within.sub(", ", address)) if part.strip()]


def _is_below(part: str) -> bool:
    """A hamlet, a street, a number: nothing that a commune is called."""
    return any(letter.isdigit() for letter in part) or _BELOW.fullmatch(part) is not None
