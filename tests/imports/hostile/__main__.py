"""``python -m tests.imports.hostile FOLDER``: write every hostile file, and what is expected of each beside it.

With ``--table`` the table of known bad inputs and their files is printed, as it stands in the README.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.imports.hostile import ALL_FILES
from tests.imports.hostile.description import expected, table


def main() -> None:
    """Write the files, or print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.imports.hostile")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        sys.stdout.write(table())
        return
    if arguments.folder is None:
        parser.error("which folder shall the files go to?")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for file in ALL_FILES:
        (arguments.folder / file.name).write_bytes(file.make())
    told = json.dumps([expected(file) for file in ALL_FILES], ensure_ascii=False, indent=1, default=str)
    (arguments.folder / "expected.json").write_text(told + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(ALL_FILES)} files and expected.json in {arguments.folder}\n")


if __name__ == "__main__":
    main()
