"""How does the doctor say what it found? One sentence, and one remedy where something is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from casework.books import Books


@dataclass(frozen=True, slots=True)
class Good:
    """Nothing to do here."""

    words: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"tốt:  {self.words}."


@dataclass(frozen=True, slots=True)
class Bad:
    """Broken or stuck, with what to do."""

    words: str
    remedy: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"hỏng: {self.words}. {self.remedy}"


Finding = Good | Bad
Question = Callable[[Books], Iterable[Finding]]
