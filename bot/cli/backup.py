"""``gandan backup [FILE]``: copy the books to a file while everything goes on, or list the copies there are."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, or the list."""
    parser.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="ghi vào tệp này; không nêu: thư mục sao lưu")
    parser.add_argument("--list", action="store_true", help="chỉ xem các bản sao lưu đang có")


def run(arguments: argparse.Namespace) -> int:
    """Make one and say where it is and what is not in it."""
    from bot.backup.making import BackupFailed, make_backup
    from bot.backup.shelf import name_for
    from bot.cli.refusal import refusing
    from bot.cli.session import say_line
    from bot.database import clock_of
    from bot.settings import load_settings

    settings = load_settings()
    if arguments.list:
        for line in _listed(settings.backups):
            say_line(line)
        return 0
    to = arguments.file or settings.backups / name_for(clock_of(settings).now())
    with refusing(BackupFailed):
        made = make_backup(settings.url, to)
    say_line(f"Đã sao lưu vào {made.path} ({_size(made.size)}), đã kiểm tra: dùng được.")
    say_line(f"Tệp khóa {settings.keys_path} KHÔNG nằm trong đó. Cất tệp khóa ở nơi khác với bản sao lưu.")
    return 0


def _listed(folder: Path) -> list[str]:
    from bot.backup.shelf import backups
    from bot.cli import shown

    there = backups(folder)
    if not there:
        return [f"Chưa có bản sao lưu nào ở {folder}. Chạy: gandan backup"]
    head = ("LÚC", "CỠ", "TỆP")
    rows = ((shown.moment(one.at), _size(one.path.stat().st_size), str(one.path)) for one in there)
    return shown.table([head, *rows])


def _size(number: int) -> str:
    return f"{number / 2**20:.1f} MB"
