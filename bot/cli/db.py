"""``gandan db``: make the data folder, the key and the tables, bring them up to date, or move the books to another database."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the database."""
    parser.add_argument(
        "what",
        choices=["upgrade", "version", "move", "words"],
        help="upgrade: tạo hoặc nâng cấp; version: xem đang ở bước nào; move: chuyển cả sổ sang cơ sở dữ liệu khác; "
        "words: ghi lại từng chữ của mọi họ tên (đã mã hóa) để tìm được theo một phần họ tên",
    )
    parser.add_argument(
        "--to",
        default="head",
        help="upgrade: chỉ nâng (hoặc lùi) đến bước này, ví dụ 0001; move: địa chỉ mới, postgresql://...",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it and say which step was reached."""
    from bot.cli.session import say_line
    from bot.database import database_version, newest_version, upgrade_database
    from bot.settings import load_settings
    from casework.db.connect import make_engine

    settings = load_settings()
    if arguments.what == "move":
        return _move(settings, arguments.to)
    if arguments.what == "words":
        return _words(settings)
    if arguments.what == "version":
        _refuse_nothing(settings)
        engine = make_engine(settings.url)
        say_line(f"{database_version(engine) or 'trống'} (mới nhất: {newest_version()})")
        engine.dispose()
        return 0
    say_line(f"Cơ sở dữ liệu ở bước {upgrade_database(settings, to=arguments.to)}.")
    say_line(f"Tệp khóa: {settings.keys_path}. Cất một bản ở nơi khác, mất khóa là mất dữ liệu.")
    return 0


def _words(settings: Settings) -> int:
    """What was there already stays; it may be asked as often as one likes, while everything runs."""
    from bot.cli import shown
    from bot.cli.session import database_of, say_line
    from bot.database import fill_name_words

    with database_of(settings) as db:
        people = fill_name_words(db.engine, db.keys, db.clock)
    say_line(f"Đã ghi từng chữ trong họ tên của {shown.count(people)} đương sự. Tìm được theo một phần họ tên.")
    return 0


def _refuse_nothing(settings: Settings) -> None:
    """A file that is not there is not made by asking for its version."""
    from sqlalchemy import make_url

    from bot.cli.refusal import Refused
    from bot.database import file_is_missing

    if file_is_missing(settings):
        raise Refused(f"Chưa có cơ sở dữ liệu ({make_url(settings.url).database}). Chạy: gandan db upgrade")


def _move(settings: Settings, to: str) -> int:
    from bot.backup.copying import CopyRefused
    from bot.backup.moving import move_books
    from bot.backup.stillness import StillAtWork
    from bot.cli import shown
    from bot.cli.refusal import Refused, refusing
    from bot.cli.session import say_line

    if "://" not in to:
        raise Refused("Chưa nêu nơi chuyển đến. Ghi: gandan db move --to postgresql://người_dùng@máy/tên_cơ_sở_dữ_liệu")

    def tell(table: str, rows: int) -> None:
        if rows and sys.stderr.isatty():
            sys.stderr.write(f"\r{table}: {shown.count(rows)} dòng\033[K")

    with refusing(CopyRefused, StillAtWork):
        moved = move_books(settings, to, tell)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for line in shown.table([("BẢNG", "SỐ DÒNG", "SỐ KIỂM TRA (hai bên như nhau)"),
                             *((one.table, shown.count(one.rows), one.digest) for one in moved if one.rows)]):  # fmt: skip
        say_line(line)
    rows = shown.count(sum(one.rows for one in moved))
    say_line(f"Đã chuyển {rows} dòng của {len(moved)} bảng; số kiểm tra hai bên trùng nhau ở mọi bảng.")
    say_line(
        "Việc còn lại: đặt GANDAN_DATABASE_URL là địa chỉ mới ở mọi máy (tệp khóa giữ nguyên), chạy: gandan doctor"
    )
    say_line("Sổ cũ được giữ nguyên và bị khóa gửi tin. Đừng chạy Gần Dân trên sổ cũ nữa.")
    return 0
