"""What did somebody say about columns whose headers nobody knows?

Said with the file (``--map``), or remembered from the last list of the same sender with the same headers. Nothing is
guessed: a header that is not known and not explained stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from casework.folding import fold
from casework.imports.header_names import FIELDS_BY_NAME, Field, comparable, shown_name

IGNORED = "bỏ qua"  # what is typed instead of a field's name
Remembered = tuple[
    tuple[str, Field | None], ...
]  # each header as compared, in their order, and what it was said to mean
Meanings = dict[str, Field | None]


class How(StrEnum):
    """How a column is understood. Shown by value in ``import --json``."""

    KNOWN = "known"
    GIVEN = "given"
    REMEMBERED = "remembered"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


class NoSuchField(Exception):
    """What is typed for a column is no name of a field; the message is for whoever typed it."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """``given``: header as compared to its field, ``None`` to leave it out. ``remembered``: headers of earlier lists."""

    given: Mapping[str, Field | None] = field(default_factory=dict)
    remembered: Sequence[Remembered] = ()

    def names(self) -> frozenset[str]:
        """Headers as compared that count as known when a sheet or a separator is chosen."""
        earlier = (name for headers in self.remembered for name, meant in headers if meant is not None)
        return frozenset([*(name for name, meant in self.given.items() if meant is not None), *earlier])

    def meanings(self, headers: Sequence[str]) -> dict[str, tuple[Field | None, How]]:
        """What each of these headers (as compared, in their order) was said to mean."""
        told: dict[str, tuple[Field | None, How]] = {}
        for earlier in self.remembered:
            if [name for name, _ in earlier] == list(headers):
                told |= {
                    name: (meant, How.REMEMBERED) for name, meant in earlier if meant is not FIELDS_BY_NAME.get(name)
                }
        return told | {name: (meant, How.GIVEN) for name, meant in self.given.items()}


NOTHING_EXPLAINED = Explained()


def read_meanings(written: Sequence[str]) -> Meanings:
    """``["Mã vụ=Số QĐ THA", "Cột phụ=bỏ qua"]`` as header -> field. Raises ``NoSuchField``."""
    meanings: Meanings = {}
    for text in written:
        header, equals, name = text.rpartition("=")
        known = FIELDS_BY_NAME.get(comparable(name))
        if not equals or not comparable(header) or (known is None and fold(name) != fold(IGNORED)):
            names = ", ".join(shown_name(one) for one in Field)
            raise NoSuchField(
                f'Không rõ «{text}». Hãy ghi "Tên cột trong tệp=Tên cột của Gần Dân", hoặc "Tên cột={IGNORED}". '
                f"Tên cột của Gần Dân: {names}."
            )
        meanings[comparable(header)] = known
    return meanings
