"""``gandan report check``: does a file of published results agree with itself? Needs no books."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import shown
from bot.cli.refusal import Refused, refusing
from bot.cli.session import say_json, say_line
from casework.results.published import LARGEST_FILE, Checked, NotPublished, check_published


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file."""
    parser.add_argument(
        "file", type=Path, metavar="TỆP", help="tệp CSV mã UTF-8, cột unit, year, measure, rate_percent ..."
    )
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def run(arguments: argparse.Namespace) -> int:
    """Say what is wrong in which row; 0 if nothing is."""
    with refusing(NotPublished):
        checked = check_published(_content(arguments.file))
    if arguments.json:
        say_json(_shape(arguments.file, checked))
    else:
        for line in _lines(checked):
            say_line(line)
    return 1 if checked.findings else 0


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise Refused(f"Không đọc được tệp «{path}». Hãy xem lại tên tệp và quyền đọc.") from problem


def _lines(checked: Checked) -> list[str]:
    found = [f"Dòng {one.row}, cột {one.column}: {one.wrong} {one.remedy}" for one in checked.findings]
    looked = (
        f"Đã đọc {shown.count(checked.lines)} dòng: {shown.count(checked.compared)} dòng đủ tỷ lệ, chỉ tiêu và điểm; "
        f"{shown.count(checked.paired)} nơi có cả tỷ lệ việc và tiền."
    )
    return [
        *found,
        looked,
        "Không thấy chỗ nào sai." if not found else f"Có {shown.count(len(found))} chỗ cần xem lại.",
    ]


def _shape(path: Path, checked: Checked) -> dict[str, object]:
    findings = [
        {"row": one.row, "column": one.column, "wrong": one.wrong, "remedy": one.remedy} for one in checked.findings
    ]
    counts = {"lines": checked.lines, "compared": checked.compared, "paired": checked.paired}
    return {"file": path.name, **counts, "findings": findings}
