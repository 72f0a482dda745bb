"""docs/settings.md says of each setting what the program says, and of nothing else."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from bot.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def rows() -> list[str]:
    """The table's rows as they must stand on the page."""
    shown = []
    for name, known in Settings.model_fields.items():
        default = known.default.value if isinstance(known.default, Enum) else known.default
        written = "" if default in (None, "", ()) else f"`{str(default).lower() if default is False else default}`"
        shown.append(f"| `{PREFIX}{name.upper()}` | {written} | {known.description} |")
    return shown


def test_every_setting_stands_on_the_page_with_its_default_and_its_sentence() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    assert [row for row in rows() if row not in lines] == []


def test_the_page_names_no_setting_that_there_is_not() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", PAGE.read_text("utf-8")))
    assert named - {PREFIX + name.upper() for name in Settings.model_fields} == {"GANDAN_CONFIG"}
