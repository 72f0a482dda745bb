"""What did the person at the terminal type: which day, which hours, which sum?

Used as ``type=`` of an option; ``argparse`` shows the sentence and ends with exit code 2.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date, datetime, time

_DAYS = ("%d/%m/%Y", "%Y-%m-%d")
_EARLIEST, _LATEST = 1990, 2100


def day(text: str) -> date:
    """A day as people write it (31/12/2026) or in ISO form."""
    for form in _DAYS:
        try:
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        if _EARLIEST <= found.year <= _LATEST:
            return found
    raise ArgumentTypeError(f"Ngày «{text}» không đọc được. Hãy ghi như 31/12/2026.")


def year(text: str) -> int:
    """A year with four digits."""
    if text.isascii() and text.isdigit() and _EARLIEST <= int(text) <= _LATEST:
        return int(text)
    raise ArgumentTypeError(f"Năm «{text}» không đọc được. Hãy ghi như 2026.")


def amount(text: str) -> int:
    """A sum in đồng as people write it: 1500000, 1.500.000, 5 triệu, 2tr5."""
    from messages.typed_amount import read_amount

    found = read_amount(text)
    if found is None:
        raise ArgumentTypeError(f"Số tiền «{text}» không rõ. Hãy ghi đủ chữ số, ví dụ 1.500.000.")
    return found


def hours(text: str) -> tuple[time, time]:
    """A stretch of the day: 07:30-11:00."""
    try:
        opens, closes = (time.fromisoformat(part.strip().zfill(5)) for part in text.split("-"))
    except ValueError:
        raise ArgumentTypeError(f"Khung giờ «{text}» không đọc được. Hãy ghi như 07:30-11:00.") from None
    if opens.tzinfo is not None or closes.tzinfo is not None or opens >= closes:
        raise ArgumentTypeError(f"Khung giờ «{text}» không hợp lý. Hãy ghi giờ đầu trước giờ cuối, như 07:30-11:00.")
    return opens, closes


def whole(text: str) -> int:
    """A whole number above nought."""
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ArgumentTypeError(f"«{text}» không phải số nguyên dương. Hãy ghi lại.")
