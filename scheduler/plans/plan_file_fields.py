"""How is one table of a plan file read, so that every mistake in it is told with its line, in words an officer knows?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from casework.folding import fold
from casework.named import NameUnclear
from casework.tidy import tidy, tidy_lines
from messages.typed_amount import read_amount
from scheduler.plans.plan_file_lines import Lines, Place

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
_MOST = 10**13  # above any sum, count or distance


@dataclass(frozen=True, kw_only=True, slots=True)
class FileMistake:
    """What is wrong where, and what to do: two sentences. ``line`` from 1; None: something is missing altogether."""

    line: int | None
    where: str
    sentence: str

    def __str__(self) -> str:
        place = f"Dòng {self.line}" if self.line is not None else "Trong tệp"
        return f"{place}, {self.where}: {self.sentence}"


class Fields:
    """One table. A value that is missing or wrong is noted among ``found`` and read as None."""

    def __init__(self, table: Mapping[str, Any], place: Place, lines: Lines, found: list[FileMistake]) -> None:
        self.table, self.place, self.lines, self.found = table, place, lines, found
        self.wrong = False
        self._read: set[str] = set()

    def note(self, key: str | None, sentence: str) -> None:
        """Note a mistake at ``key``, or at the table as a whole."""
        self.wrong = True
        place = self.place if key is None else (*self.place, key)
        self.found.append(FileMistake(line=self.lines.line(place), where=_told(place), sentence=sentence))

    def text(self, key: str, *, lines: bool = False) -> str:
        """Words; "" where there are none. ``lines``: its line breaks stay."""
        value = self._value(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(key, "phải là chữ. Hãy đặt trong dấu ngoặc kép.")
            return ""
        return tidy_lines(value) if lines else tidy(value)

    def needed(self, key: str, *, lines: bool = False) -> str:
        """Words that must be there."""
        value = self.text(key, lines=lines)
        if not value and not self._noted(key):
            self.note(key, "chưa ghi. Hãy ghi mục này.")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of words, or one word alone."""
        value = self._value(key)
        listed = [value] if isinstance(value, str) else value
        if value is None:
            return []
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            self.note(key, 'phải là danh sách chữ, ví dụ ["một", "hai"]. Hãy ghi lại.')
            return []
        return [tidy(one) for one in listed]

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A day: "31/12/2026", or a date of TOML."""
        value = self._value(key)
        if value is None:
            if needed:
                self.note(key, "chưa ghi ngày. Hãy ghi như 31/12/2026.")
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return datetime.strptime(tidy(value), "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no time zone
        except (TypeError, ValueError):
            self.note(key, f"ngày «{value}» không đọc được. Hãy ghi như 31/12/2026.")
            return None

    def whole(self, key: str, *, needed: bool = False) -> int | None:
        """A whole number; its bounds are the rules' own."""
        value = self._value(key)
        if value is None:
            if needed:
                self.note(key, "chưa ghi số. Hãy ghi một số nguyên.")
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MOST:
            self.note(key, f"«{value}» không phải số nguyên. Hãy ghi chữ số, không có ngoặc kép.")
            return None
        return value

    def money(self, key: str) -> int | None:
        """A sum in đồng: 4500000, "4.500.000", "4,5 tỷ"."""
        value = self._value(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
            return value
        amount = read_amount(value) if isinstance(value, str) else None
        if amount is None and value != "0":
            self.note(key, f"số tiền «{value}» không rõ. Hãy ghi như 4500000 hoặc «4,5 tỷ».")
        return amount if value != "0" else 0

    def yes_no(self, key: str) -> bool | None:
        """true or false."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return value
        self.note(key, f"«{value}» phải là true (có) hoặc false (không). Hãy ghi lại.")
        return None

    def one_of(self, key: str, words: Mapping[E, str], *, needed: bool = False) -> E | None:
        """One of these, by the word of the office or by its code."""
        text = self.needed(key) if needed else self.text(key)
        return self._chosen(key, text, words) if text else None

    def several(self, key: str, words: Mapping[E, str]) -> tuple[E, ...]:
        """Any of these."""
        chosen = [self._chosen(key, text, words) for text in self.texts(key)]
        return tuple(dict.fromkeys(one for one in chosen if one is not None))

    def named(self, key: str, look: Callable[[str], T], *, needed: bool = False) -> T | None:
        """What ``look`` finds under the name."""
        text = self.needed(key) if needed else self.text(key)
        return self._looked(key, text, look) if text else None

    def all_named(self, key: str, look: Callable[[str], T]) -> tuple[T, ...]:
        """What ``look`` finds under each name."""
        looked = [self._looked(key, text, look) for text in self.texts(key)]
        return tuple(one for one in looked if one is not None)

    def inner(self, key: str) -> Fields:
        """The table of this name; an empty one where there is none."""
        value = self._value(key)
        if value is not None and not isinstance(value, dict):
            self.note(key, f"phải là một bảng. Hãy ghi [{_toml(self.place, key)}] rồi các mục ở dưới.")
        return Fields(value if isinstance(value, dict) else {}, (*self.place, key), self.lines, self.found)

    def each(self, key: str) -> Iterator[Fields]:
        """The tables of a list of tables."""
        value = self._value(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.note(key, f"phải là danh sách bảng. Hãy ghi [[{_toml(self.place, key)}]] cho từng mục.")
            return
        for number, table in enumerate(value, start=1):
            yield Fields(table, (*self.place, key, number), self.lines, self.found)

    def keys_left(self) -> list[str]:
        """The keys that nothing has asked for yet; they count as asked for now."""
        left = [key for key in self.table if key not in self._read]
        self._read.update(left)
        return left

    def end(self) -> bool:
        """Note each key that means nothing here; whether the table was right."""
        known = sorted(self._read)
        for key in self.keys_left():
            near = get_close_matches(key, known, n=1)
            meant = f"có phải «{near[0]}»?" if near else f"các mục ở đây: {', '.join(known)}."
            self.note(key, f"không có mục này, {meant} Hãy sửa tên mục hoặc bỏ đi.")
        return not self.wrong

    def _value(self, key: str) -> Any:
        self._read.add(key)
        return self.table.get(key)

    def _noted(self, key: str) -> bool:
        where = _told((*self.place, key))
        return any(one.where == where for one in self.found)

    def _chosen(self, key: str, text: str, words: Mapping[E, str]) -> E | None:
        wanted = fold(text)
        for one, said in words.items():
            if wanted in (fold(said), fold(one.value)):
                return one
        known = "; ".join(words.values())
        self.note(key, f"không hiểu «{text}». Hãy chọn trong: {known}.")
        return None

    def _looked(self, key: str, text: str, look: Callable[[str], T]) -> T | None:
        try:
            return look(text)
        except NameUnclear as problem:
            self.note(key, str(problem))
            return None


def _told(place: Place) -> str:
    """``to_cong_tac thứ 2, ten``."""
    said: list[str] = []
    for part in place:
        if isinstance(part, int):
            said[-1] += f" thứ {part}"
        else:
            said.append(part)
    return ", ".join(said) or "cả tệp"


def _toml(place: Place, key: str) -> str:
    return ".".join([*(part for part in place if isinstance(part, str)), key])
