"""How is the set described to people and programs outside?"""

from __future__ import annotations

from collections.abc import Iterable

from tests.imports.hostile import ALL_FILES, BEYOND_ONE_FILE
from tests.imports.hostile.shape import HostileList

KNOWN_BAD = {
    1: "a small workbook that unpacks to hundreds of megabytes",
    2: "an archive with too many, overlapping or lying entries",
    3: "entities that swell",
    4: "entities from outside",
    5: "links, images and data from outside",
    6: "macros, and other kinds of files under a list's name",
    7: "a password",
    8: "a sheet that claims to be, or is, huge",
    9: "formatted rows without content",
    10: "formulas",
    11: "names that a program would take for formulas",
    12: "numbers that lost their leading noughts",
    13: "identity numbers rounded by a program",
    14: "digits of other scripts, and full-width ones",
    15: "identity numbers of no province or an impossible year",
    16: "one identity number for two persons; one decision twice",
    17: "one person twice",
    18: "sums in every way of typing",
    19: "sums too large, with fractions, in another unit",
    20: "days in every way of typing",
    21: "names in other normal forms, alphabets and spellings",
    22: "fonts from before Unicode, and lost letters",
    23: "encodings and separators of CSV",
    24: "CSV with NUL, endless lines and open quotes",
    25: "headers missing, doubled, renamed, moved, merged",
    26: "yesterday's list again",
    27: "a list that leaves out or closes many cases",
    28: "officers nobody knows",
    29: "names of files",
    30: "files that broke off on their way",
    31: "two imports at once",
    32: "an import that is killed",
}


def table() -> str:
    """The known bad inputs with their files, and the test that needs more than one file, as a Markdown table."""
    lines = ["| input | what | files |", "| --- | --- | --- |"]
    for number, what in KNOWN_BAD.items():
        files = _listed(file.name for file in ALL_FILES if number in file.inputs)
        beyond = BEYOND_ONE_FILE.get(number)
        lines.append(f"| {number} | {what} | {'; '.join(part for part in (files, beyond) if part)} |")
    return "\n".join(lines) + "\n"


def expected(file: HostileList) -> dict[str, object]:
    """What has to come of one file, for other programs: cells by row (from 1) and header."""
    if file.refused is not None:
        return {"file": file.name, "inputs": file.inputs, "refused": file.refused.value}
    cells = sorted(file.told, key=lambda one: (one.row, one.column, one.reason))
    return {
        "file": file.name,
        "inputs": file.inputs,
        "refused": None,
        "cases": file.cases,
        "officers": file.officers,
        "told": [
            {
                "row": one.row,
                "column": one.column,
                "severity": one.severity.value,
                "reason": one.reason.value,
                "proposal": one.proposal,
            }
            for one in cells
        ],
        "truth": {row: dict(values) for row, values in file.truth.items()},
    }


def _listed(names: Iterable[str]) -> str:
    """``"a.{csv,xlsx}, b.xls"``."""
    kinds: dict[str, list[str]] = {}
    for name in names:
        stem, _, kind = name.rpartition(".")
        kinds.setdefault(stem, []).append(kind)
    return ", ".join(
        f"{stem}.{found[0]}" if len(found) == 1 else f"{stem}.{{{','.join(found)}}}" for stem, found in kinds.items()
    )
