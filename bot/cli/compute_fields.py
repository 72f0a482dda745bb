"""What exactly is asked of a calculator? Its fields are read strictly: nothing is guessed, the field at fault is named.

Sums are whole đồng and days are ISO dates. A number in quotation marks, a sum with a decimal point, yes or no written as
1 or 0, an unknown or a repeated field: each is refused with a sentence, because a calculator that guesses is wrong in
silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bot.cli.refusal import Refused
from casework.money import LARGEST_IN_WORDS

_EARLIEST, _LATEST = 1976, 2090  # the unified State; lunar feasts are known up to 2100
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_CHARACTERS = 1_000_000
_MOST_PARTS = 10_000  # rows of a list: payments, pauses
_LAST_DECIMAL = Decimal("0.000001")

Choice = TypeVar("Choice")


def read_object(text: str) -> dict[str, Any]:
    """The one JSON object in ``text``; numbers with a decimal point become ``Decimal``, never float. Raises ``Refused``."""
    if len(text) > _MOST_CHARACTERS:
        raise Refused("Dữ liệu dài quá 1.000.000 ký tự. Hãy gửi từng phép tính một.")
    try:
        found = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise Refused(
            'Dữ liệu không phải một đối tượng JSON đọc được. Hãy gửi như {"kind":"voluntary_period","from":"2026-11-09"}.'
        ) from None
    if not isinstance(found, dict):
        raise Refused("Dữ liệu phải là một đối tượng JSON. Hãy đặt các trường trong { }.")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"Trường «{_short(twice)}» ghi hai lần. Hãy giữ lại một.")
    return found


class Fields:
    """One object that was asked, its names already checked: each getter gives one field in the right kind, or refuses.

    ``needs`` must be there, ``may`` can be missing or null; anything else is refused. ``inside`` names the list and row
    for the sentences ("payments[2].amount").
    """

    def __init__(
        self, asked: Mapping[str, Any], *, needs: Sequence[str] = (), may: Sequence[str] = (), inside: str = ""
    ) -> None:
        self._asked = asked
        self._inside = inside
        known = (*needs, *may)
        for name in asked:
            if name not in known:
                raise Refused(f"Không có trường «{self._named(_short(name))}». Hãy chỉ dùng: {', '.join(known)}.")
        for name in needs:
            if asked.get(name) is None:
                raise Refused(f"Thiếu trường «{self._named(name)}». Hãy ghi thêm trường này.")

    def has(self, name: str) -> bool:
        """Whether the field is there with a value."""
        return self._asked.get(name) is not None

    def day(self, name: str) -> date:
        """A day: an ISO date between 1976 and 2090."""
        value = self._asked[name]
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            try:
                found = date.fromisoformat(value)
            except ValueError:
                found = None
            if found is not None and _EARLIEST <= found.year <= _LATEST:
                return found
        raise self._refusal(
            name, "không phải một ngày có thật từ năm 1976 đến 2090", "ghi năm-tháng-ngày, như 2026-11-09"
        )

    def day_or_none(self, name: str) -> date | None:
        """A day, or None if the field is missing or null."""
        return self.day(name) if self.has(name) else None

    def amount(self, name: str) -> int:
        """A sum in whole đồng, not negative."""
        value = self._asked[name]
        if type(value) is int and 0 <= value <= LARGEST_IN_WORDS:
            return value
        raise self._refusal(name, "không phải số đồng nguyên, không âm", "ghi chữ số liền nhau, không dấu, như 1500000")

    def amount_or_none(self, name: str) -> int | None:
        """A sum in whole đồng, or None if the field is missing or null."""
        return self.amount(name) if self.has(name) else None

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self._asked[name]
        if type(value) is int and least <= value <= most:
            return value
        raise self._refusal(name, f"không phải số nguyên từ {least} đến {most}", "ghi lại số này")

    def percent(self, name: str) -> Decimal:
        """A yearly rate in percent, from 0 to 100, with at most six digits after the point: 10 or 9.5."""
        value = self._asked[name]
        if type(value) is int or isinstance(value, Decimal):
            found = Decimal(value)
            if 0 <= found <= 100 and found == found.quantize(_LAST_DECIMAL):
                return found
        raise self._refusal(name, "không phải số phần trăm một năm từ 0 đến 100", "ghi như 10 hoặc 9.5, không có dấu %")

    def yes_no(self, name: str) -> bool:
        """True or false, as JSON writes them."""
        value = self._asked[name]
        if isinstance(value, bool):
            return value
        raise self._refusal(name, "không phải true hoặc false", "ghi true hoặc false, không có ngoặc kép")

    def choice(self, name: str, among: Mapping[str, Choice]) -> Choice:
        """One of the words that are keys of ``among``; gives the value."""
        value = self._asked[name]
        if isinstance(value, str) and value in among:
            return among[value]
        raise self._refusal(name, "không phải một giá trị được biết", f"chọn một trong: {', '.join(among)}")

    def each(self, name: str, *, needs: Sequence[str] = (), may: Sequence[str] = ()) -> list[Fields]:
        """The objects of a list; an empty list if the field is missing or null."""
        rows = self._asked.get(name)
        if rows is None:
            return []
        if not isinstance(rows, list) or len(rows) > _MOST_PARTS or not all(isinstance(row, dict) for row in rows):
            raise self._refusal(name, "không phải danh sách các đối tượng", 'ghi như [{"...":...}]')
        return [
            Fields(row, needs=needs, may=may, inside=self._named(f"{name}[{number}]"))
            for number, row in enumerate(rows, start=1)
        ]

    def refuse(self, name: str, wrong: str, remedy: str) -> Refused:
        """The refusal of a field whose value is well written but impossible: raise what this gives."""
        return Refused(f"Trường «{self._named(name)}»: {wrong}. Hãy {remedy}.")

    def _refusal(self, name: str, wrong: str, remedy: str) -> Refused:
        return Refused(f"Trường «{self._named(name)}»: {_told(self._asked[name])} {wrong}. Hãy {remedy}.")

    def _named(self, name: str) -> str:
        return f"{self._inside}.{name}" if self._inside else name


def _told(value: object) -> str:
    """The value as it was typed, cut; lists and objects only by their brackets, since they may be nested without end."""
    match value:
        case list():
            return "[…]"
        case dict():
            return "{…}"
        case Decimal():
            return _short(str(value))
    return _short(json.dumps(value, ensure_ascii=False))


def _short(text: str, most: int = 60) -> str:
    plain = "".join(one if one.isprintable() else " " for one in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
