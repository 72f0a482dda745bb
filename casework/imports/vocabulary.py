"""Which of our words is meant by what the office writes about a result, an obligation or a person?

Closed tables, compared folded; what is not in them is flagged, never guessed.
"""

from __future__ import annotations

import re
from enum import StrEnum

from casework.decisions import ReviewResult
from casework.folding import fold
from casework.imports.findings import Trouble, doubtful
from casework.imports.header_names import comparable
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, as_text
from casework.payment_order import Kind

_RESULTS = {
    ReviewResult.FINISHED: ("Thi hành xong", "Đã thi hành xong", "THA xong", "Xong", "Đã xong", "Kết thúc"),
    ReviewResult.TERMINATED: ("Đình chỉ", "Đình chỉ THA", "Đã đình chỉ", "Quyết định đình chỉ"),
    ReviewResult.TO_WAIVE: ("Lập hồ sơ xét miễn", "Lập hồ sơ xét miễn THA", "Xét miễn", "Hồ sơ xét miễn", "Miễn"),
    ReviewResult.TO_REDUCE: ("Lập hồ sơ xét giảm", "Lập hồ sơ xét giảm THA", "Xét giảm", "Hồ sơ xét giảm", "Giảm"),
    ReviewResult.WITH_MEANS: (
        "Có điều kiện, đang thi hành",
        "Có điều kiện",
        "Có điều kiện thi hành",
        "Có điều kiện THA",
        "Đang thi hành",
        "CĐK",
        "Có ĐK",
        "Có ĐKTH",
    ),
    ReviewResult.NO_MEANS: (
        "Chưa có điều kiện",
        "Chưa có điều kiện thi hành",
        "Chưa có điều kiện THA",
        "Không có điều kiện",
        "Không có điều kiện thi hành",
        "Chưa có ĐK",
        "CCĐK",
        "Chưa có ĐKTH",
    ),
    ReviewResult.DEFERRED: ("Hoãn THA", "Hoãn", "Hoãn thi hành", "Đang hoãn", "Quyết định hoãn"),
}
_RESULT_NAMES = {comparable(name): result for result, names in _RESULTS.items() for name in names}

# the first that fits: "án phí" in a compensation case is still a court fee
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{words})\b"))
    for kind, words in (
        # before the court fee: "hoàn trả tạm ứng án phí" is money that the agency gives back
        (
            Kind.DEPOSIT_REFUND,
            "(?:hoan(?: tra| lai)*|tra lai)(?: cho [^,;.]{1,60}?)?(?: so)?(?: tien)? (?:tam ung|du nop|tam giu|thu giu)",
        ),
        (
            Kind.EVIDENCE_RETURN,
            "(?:hoan tra|tra lai|giao tra|tra)(?: cho [^,;.]{1,60}?)? (?:vat chung|tang vat|tang tai vat|tai san (?:tam|thu|da thu) giu)",
        ),
        (Kind.COURT_FEE, "an phi|le phi|ap (?:ds|hs|hngd)(?:st|pt)?"),
        (Kind.FINE, "tien phat|phat tien|phat sung"),
        (Kind.RECOVERY, "truy thu|truy nop"),
        (Kind.CONFISCATION, "tich thu|sung cong|sung quy"),
        (Kind.ALIMONY, "cap duong"),
        (Kind.COMPENSATION_HEALTH, "(?:boi thuong|bt).*(?:suc khoe|tinh mang|tinh than|danh du|nhan pham)"),
        (Kind.COMPENSATION, "boi thuong"),
        (Kind.SOCIAL_INSURANCE, "bhxh|bhyt|bhtn|bao hiem (?:xa hoi|y te|that nghiep)"),
        (Kind.WAGE, "tien luong|tra luong|tien cong|tro cap"),
        (Kind.CHILD, "giao con|giao nguoi chua thanh nien"),
        (
            Kind.LAND_HANDOVER,
            "(?:giao|tra|ban giao) (?:lai )?(?:can )?(?:nha|dat|thua dat|quyen su dung dat|mat bang|ho chung cu)",
        ),
        (Kind.HANDOVER, "(?:giao|tra|ban giao) (?:lai )?(?:tai san|giay to|xe)"),
        (Kind.BANK_DEBT, "no ngan hang|no tin dung|hop dong tin dung|no quy tin dung"),
        (Kind.LATE_INTEREST, "lai cham (?:thi hanh|tha)"),
        (Kind.DEBT, "no|tien vay|tien mua ban|tien hui|hui|vay|hop dong|mua ban|tien thue|chuyen nhuong"),
        (Kind.REFUND, "(?:tra|hoan)(?: tra)?(?: lai)? tien|hoan tra"),
        (Kind.ACT, "thao do|di doi|cham dut|cong khai xin loi|cai chinh|mo loi di"),
    )
)


class NoteFlag(StrEnum):
    """What a note says about the person that changes how he or she is written to."""

    DECEASED = "deceased"
    IN_PRISON = "in_prison"
    POLICY_FAMILY = "policy_family"
    AWAY = "away"


_FLAGS = tuple(
    (flag, re.compile(rf"\b(?:{words})\b"))
    for flag, words in (
        (
            NoteFlag.DECEASED,
            "chet|qua doi|tu vong|tu tran|da mat(?! (?:viec|kha nang|suc|het|nha|dat|giay|lien lac|tich))",
        ),
        (NoteFlag.IN_PRISON, "an phat tu|phat tu giam|chap hanh an (?:tu|hinh su)|trai (?:tam )?giam|tu chung than"),
        (
            NoteFlag.POLICY_FAMILY,
            "(?<!ngan hang )chinh sach|nguoi co cong|thuong binh|liet si|me viet nam anh hung",
        ),
        (NoteFlag.AWAY, "di lam (?:an )?xa|bo dia phuong|khong co mat|di khoi dia phuong|vang mat|khong ro dia chi"),
    )
)


_LONGEST_RESULT = 200  # 32,000 brackets took 0.7 s to compare (measured)


def read_review_result(value: Cell) -> ReviewResult | Trouble[ReviewResult] | None:
    """One of the seven results of the review; ``None`` for an empty cell, flagged when not in the table."""
    text = as_text(value)
    if text is None:
        return doubtful(Reason.REVIEW_UNKNOWN)
    if text in NOTHING:
        return None
    known = _RESULT_NAMES.get(comparable(text)) if len(text) <= _LONGEST_RESULT else None
    return known or doubtful(Reason.REVIEW_UNKNOWN)


def obligation_kind(content: str) -> Kind:
    """The kind of obligation that the words name; ``OTHER`` when none of the known words is there."""
    words = fold(content)
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), Kind.OTHER)


def note_flags(note: str) -> frozenset[NoteFlag]:
    """What the note says about the person: ``"Đã chết"`` -> ``{DECEASED}``."""
    words = fold(note)
    return frozenset(flag for flag, pattern in _FLAGS if pattern.search(words))
