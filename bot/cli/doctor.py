"""``gandan doctor``: what is configured, reachable, stuck? A line each: "tốt:", or "hỏng:" with one remedy. Exit code 0 or 1."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import make_url

from bot.cli.findings import Bad, Finding, Good, Question
from bot.cli.session import say_line
from bot.database import clock_of, database_version, file_is_missing, newest_version, open_database
from bot.settings import EXIT_MISCONFIGURED, Misconfigured, Settings, load_settings
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.encryption import KeyFileProblem, read_key_file

ENOUGH_DISK = 2**30  # bytes: below a gigabyte a backup or a large list no longer fits


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose but how long to wait for Telegram."""
    parser.add_argument("--timeout", type=float, default=5.0, metavar="GIÂY", help="đợi Telegram tối đa (mặc định 5)")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything; 1 when anything is broken."""
    bad = 0
    for one in examine(arguments.timeout):
        bad += isinstance(one, Bad)
        say_line(one.line)
    return 1 if bad else 0


def examine(timeout: float) -> Iterator[Finding]:
    """Every finding, in the order in which a broken one explains those after it."""
    try:
        settings = load_settings()
    except Misconfigured as problem:
        yield Bad(f"cấu hình sai (mã thoát của các lệnh khác là {EXIT_MISCONFIGURED})", str(problem))
        return
    yield Good(f"cấu hình đọc được, dữ liệu ở {settings.data_dir}")
    yield _disk(settings.data_dir)
    yield _key(settings)
    version = _version(settings)
    yield version
    if isinstance(version, Good):
        from bot.cli import delivery_findings

        yield delivery_findings.backup(settings, clock_of(settings))
        yield from _books(settings)
    if settings.telegram_token is not None:
        from bot.cli.telegram_findings import telegram

        yield telegram(settings, timeout)
    else:
        yield Good("Telegram đang tắt (chưa đặt GANDAN_TELEGRAM_TOKEN)")


def _disk(folder: Path) -> Finding:
    import shutil

    there = next((path for path in (folder, *folder.absolute().parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    words = f"đĩa còn trống {free / 2**30:.1f} GB"
    return Good(words) if free >= ENOUGH_DISK else Bad(words, "Hãy dọn đĩa hoặc chuyển thư mục dữ liệu sang đĩa khác.")


def _key(settings: Settings) -> Finding:
    path = settings.keys_path
    if not path.exists():
        return Bad(
            f"không có tệp khóa {path}", "Máy mới: chạy gandan db upgrade. Đã có dữ liệu: chép lại tệp khóa cất giữ."
        )
    try:
        read_key_file(path)
    except KeyFileProblem as problem:
        sentence, _, remedy = str(problem).partition(". ")
        return Bad(sentence, remedy)
    return Good(f"tệp khóa {path.name} đọc được, chỉ chủ máy xem được")


def _version(settings: Settings) -> Finding:
    """Never makes a database by looking for one."""
    try:
        if file_is_missing(settings):
            return Bad(f"chưa có cơ sở dữ liệu ({make_url(settings.url).database})", "Chạy: gandan db upgrade")
        engine = make_engine(settings.url)
        try:
            version, newest = database_version(engine), newest_version()
        finally:
            engine.dispose()
    except Exception as problem:  # whatever a driver says: the doctor's work is to say it in a sentence
        kind = type(problem).__name__
        return Bad(f"không mở được cơ sở dữ liệu ({kind})", "Xem lại GANDAN_DATABASE_URL và máy chủ cơ sở dữ liệu.")
    if version != newest:
        return Bad(f"cơ sở dữ liệu ở bước {version or '(trống)'}, cần {newest}", "Chạy: gandan db upgrade")
    return Good(f"cơ sở dữ liệu ở bước {version}")


def _books(settings: Settings) -> Iterable[Finding]:
    from bot.cli import (
        books_findings,
        delivery_findings,
        follow_up_findings,
        guard_findings,
        question_findings,
        reception_findings,
        traffic_findings,
    )

    try:
        db = open_database(settings)
    except Misconfigured as problem:
        return [Bad("không mở được sổ", str(problem))]
    try:
        return _read(
            db,
            (
                *question_findings.ALL,
                *follow_up_findings.ALL,
                *reception_findings.ALL,
                *books_findings.ALL,
                *delivery_findings.ALL,
                *traffic_findings.ALL,
                *guard_findings.ALL,
            ),
        )
    finally:
        db.close()


def _read(db: Database, questions: Iterable[Question]) -> list[Finding]:
    with db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
        books = db.books(conn)
        return [finding for ask in questions for finding in ask(books)]
