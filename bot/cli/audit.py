"""``gandan audit``: does the audit trail still hold, and where does it end? The end is to be kept outside this machine."""

from __future__ import annotations

import argparse
import re

from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_json, say_line
from casework import audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask the trail."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    head = verbs.add_parser("head", help="in dòng cuối của nhật ký, để chép giữ ở nơi khác")
    verify = verbs.add_parser("verify", help="đọc lại toàn bộ nhật ký xem có dòng nào bị sửa, bỏ, thêm")
    verify.add_argument(
        "--head", action="append", default=[], metavar="SỐ:MÃ", help="dòng cuối đã chép giữ (ghi nhiều lần được)"
    )
    for one in (head, verify):
        one.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def run(arguments: argparse.Namespace) -> int:
    """0: the trail holds; 1: it does not."""
    return _head(arguments) if arguments.verb == "head" else _verify(arguments)


def _head(arguments: argparse.Namespace) -> int:
    with database() as db:
        head = read(db, audit.head)
    if arguments.json:
        say_json({"seq": head.seq, "digest": head.digest} if head else None)
    else:
        say_line(f"{head.seq}:{head.digest}" if head else "Nhật ký chưa có dòng nào.")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    published = [_published(text) for text in arguments.head]
    with database() as db:
        found = read(db, audit.verify, *published)
    match found:
        case audit.Verified():
            said, shape = f"Nhật ký nguyên vẹn: {found.count} dòng.", {"holds": True, "count": found.count}
        case audit.Broken():
            said = f"Nhật ký bị sửa hoặc thiếu từ dòng {found.seq}. Hãy giữ nguyên máy này và báo thủ trưởng ngay."
            shape = {"holds": False, "broken_at": found.seq}
    if arguments.json:
        say_json(shape)
    else:
        say_line(said)
    return 0 if shape["holds"] else 1


def _published(text: str) -> audit.Head:
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip())
    if found is None:
        raise Refused(f"«{text[:40]}» không phải dòng cuối của nhật ký. Hãy chép đúng như gandan audit head đã in.")
    return audit.Head(seq=int(found[1]), digest=found[2])
