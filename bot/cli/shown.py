"""How are days, instants and states written at the terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from casework.clock import local
from casework.course_kinds import STATUS_WORDS
from casework.decisions import PartyRole

__all__ = [
    "CHANNEL_WORDS",
    "HELD_WORDS",
    "NEVER_RELEASED",
    "ROLE_WORDS",
    "STATUS_WORDS",
    "count",
    "day",
    "moment",
    "phone",
    "table",
]

ROLE_WORDS = {
    PartyRole.DEBTOR: "người phải thi hành án",
    PartyRole.CREDITOR: "người được thi hành án",
    PartyRole.RELATED: "người có quyền lợi, nghĩa vụ liên quan",
    PartyRole.REPRESENTATIVE: "người đại diện",
}
HELD_WORDS = {  # scheduler.guards.holding.Why
    "practice": "đây là sổ của một lần diễn tập",
    "restored": "sổ vừa khôi phục, hoặc cũ hơn sổ gửi tin",
    "journal_missing": "thiếu sổ gửi tin mà sổ chính biết là có",
    "journal_damaged": "sổ gửi tin có dòng hỏng",
    "asked": "có người yêu cầu giữ",
    "moved": "sổ này đã chuyển sang cơ sở dữ liệu khác",
}
NEVER_RELEASED = {  # which of them nobody lets go, and what to do instead
    "practice": "Đây là sổ của một lần diễn tập nên không bao giờ gửi tin. Hãy đặt GANDAN_DATA_DIR về thư mục sổ thật của cơ quan.",
    "moved": "Sổ này đã chuyển sang cơ sở dữ liệu khác, chạy tiếp ở đây sẽ gửi hai lần. "
    "Hãy đặt GANDAN_DATABASE_URL theo nơi mới.",
}
CHANNEL_WORDS = {"telegram": "Telegram", "web": "trang trò chuyện", "terminal": "dòng lệnh"}


def day(when: date) -> str:
    """``05/11/2026``."""
    return f"{when:%d/%m/%Y}"


def moment(when: datetime) -> str:
    """``08:05 05/11/2026``, in the office's time."""
    return f"{local(when):%H:%M %d/%m/%Y}"


def count(number: int) -> str:
    """``12.345``."""
    return f"{number:,}".replace(",", ".")


def phone(number: str) -> str:
    """``0900 000 306``: as it is read out when somebody dials."""
    return f"{number[:4]} {number[4:7]} {number[7:]}".strip()


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines with the columns under each other; the last column is as long as it is."""
    shown = [list(row) for row in rows]
    if not shown:
        return []
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    widths[-1] = 0
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
