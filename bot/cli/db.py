"""``gandan db upgrade``: make the data folder, the key and the tables, or bring them up to date."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the database."""
    parser.add_argument(
        "what", choices=["upgrade", "version"], help="upgrade: tạo hoặc nâng cấp; version: xem đang ở bước nào"
    )
    parser.add_argument("--to", default="head", help="chỉ nâng (hoặc lùi) đến bước này, ví dụ 0001")


def run(arguments: argparse.Namespace) -> int:
    """Do it and say which step was reached."""
    from bot.cli.session import say_line
    from bot.database import database_version, newest_version, upgrade_database
    from bot.settings import load_settings
    from casework.db.connect import make_engine

    settings = load_settings()
    if arguments.what == "version":
        engine = make_engine(settings.url)
        say_line(f"{database_version(engine) or 'trống'} (mới nhất: {newest_version()})")
        engine.dispose()
        return 0
    say_line(f"Cơ sở dữ liệu ở bước {upgrade_database(settings, to=arguments.to)}.")
    say_line(f"Tệp khóa: {settings.keys_path}. Cất một bản ở nơi khác, mất khóa là mất dữ liệu.")
    return 0
