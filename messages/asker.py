"""Which side is somebody on who asks about the law, as far as their own words tell?

Only what is said outright counts ("tôi nợ", "họ nợ tôi", "thắng kiện"); words that tell both sides, or neither, tell nothing.
"""

from __future__ import annotations

import re

from messages.explanations import Audience
from messages.understanding.normalise import words

_ME = r"(?:toi|tui|minh|em|chau|tao|vo chong toi|gia dinh toi|nha toi)"
_NOT = r"(?:khong|chua|chang|het)"
_OWES = re.compile(
    rf"\b{_ME}(?: (?:dang|con|bi|chi|van|moi|thi|co|da|cung|lo|mac)){{0,2}} no\b"
    rf"|\b{_ME}(?: \w+){{0,2}} {_NOT}(?: (?:con|co|du|kiem)){{1,2}} (?:tien|tai san|dong nao|kha nang|gi de tra|gi tra)"
    r"|^(?:(?:xin|muon|duoc) )*tra (?:gop|dan)\b(?! theo)"
)
_IS_OWED = re.compile(
    rf"\bno (?:tien |luong )?{_ME}\b(?! (?:phai|tra|nop))"
    rf"|\b{_NOT} (?:chiu )?(?:tra|giao|dua)(?: (?:no|tien|con|nha|dat)){{0,2}} (?:lai )?(?:cho )?{_ME}\b"
    r"|\bthang kien\b|\bben (?:no|thua|phai thi hanh)\b"
)


def side_told(text: str) -> Audience | None:
    """The debtor's or the creditor's, where ``text`` says so of the one who writes it; None where it says neither or both."""
    said = " ".join(words(text))
    owes, is_owed = _OWES.search(said) is not None, _IS_OWED.search(said) is not None
    if owes == is_owed:
        return None
    return Audience.DEBTOR if owes else Audience.CREDITOR
