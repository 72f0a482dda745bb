"""Which books are measured? Invented ones of any size, written in bulk, with sealed columns as the product seals them.

Everything follows from the numbers of the rows, so two data sets of one size are the same but for the seals' nonces. Some
parties have many decisions: the debtor of a decision is drawn so that the first numbers come more often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from casework.decisions import Status
from casework.encryption import Keys

KEYS = Keys(masters={1: bytes(range(32))})
ACCOUNT = "telegram"
FIRST = 1 << 58  # ids as large as the product's
AGENCY, OFFICE, OFFICER, HEAD = FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4
CREDITORS = 200
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Hùng",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phúc",
    "Quân",
    "Sơn",
]
STATUSES = (*[Status.ENFORCING] * 4, Status.NO_MEANS, Status.FINISHED)
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
_ALL_BITS = (1 << 64) - 1


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """So many decisions, so many parties with a chat that is linked to them, so many messages spread over the decisions."""

    decisions: int
    chats: int = 0
    messages: int = 0
    skewed: bool = True

    @property
    def parties(self) -> int:
        """Debtors; the creditors come after them."""
        return self.decisions

    def debtor(self, number: int) -> int:
        """The party number (1...) of a decision's debtor."""
        if not self.skewed:
            return 1 + (number - 1) % self.parties
        return 1 + int(self.parties * (scattered(number) / (1 << 64)) ** 1.6)

    def party_of_chat(self, chat: int) -> int:
        """The party number that chat number ``chat`` (0...) is linked to."""
        return 1 + chat * self.parties // self.chats


def scattered(number: int) -> int:
    """A number below 2**64 that follows from ``number`` and looks drawn."""
    mixed = number * 0x9E3779B97F4A7C15 & _ALL_BITS
    mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93 & _ALL_BITS
    return mixed ^ mixed >> 32


def party_id(number: int) -> int:
    return FIRST + (1 << 30) + number


def decision_id(number: int) -> int:
    return FIRST + (2 << 30) + number


def message_id(number: int) -> int:
    return FIRST + (9 << 30) + number


def contact_id(chat: int) -> int:
    return FIRST + (5 << 30) + chat


def address(chat: int) -> str:
    """The channel's number of a chat."""
    return str(700_000_000 + chat)


def name(number: int) -> str:
    """An invented name."""
    return f"{FAMILY[number % len(FAMILY)]} {GIVEN[number // 16 % len(GIVEN)]} {GIVEN[number // 368 % len(GIVEN)]}"
