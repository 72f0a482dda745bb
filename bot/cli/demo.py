"""``gandan demo``: an invented agency with invented people, running on this machine, asking nothing.

The first start makes the books; later ones go on where they were. A busy port is no obstacle: the next free one is used.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.demo.codes import SeatNow
    from bot.roles import Duty
    from bot.settings import Settings
    from casework.db.engine import Database

FOLDER = Path("demo-data")
TRIED = 20  # ports after the wanted one, before any free one is taken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing has to be said."""
    parser.add_argument("--port", type=int, help="cổng cho trang web; không nêu: 8080 hoặc cổng trống kế tiếp")


def run(arguments: argparse.Namespace) -> int:
    """Make the books if needed, print where everything is, run until Ctrl-C; exit code 0 after a clean end."""
    from bot.cli.session import database_of, say_line, write
    from bot.database import upgrade_database
    from bot.demo.codes import codes_for
    from bot.logs import set_up_logs
    from bot.officers.first_entry import demo_entry
    from bot.roles import ALL, run_until_stopped
    from bot.settings import load_settings
    from bot.wiring import Process

    settings = _demo_settings(load_settings(), arguments.port)
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    say_line("Gần Dân, bản mẫu: cơ quan, người và số tiền đều hư cấu.")
    upgrade_database(settings)
    with database_of(settings) as db:
        _fill(db)
        seats = codes_for(db).seats_at_start()
        entry = write(db, demo_entry, settings)
        duties = [*Process(settings, db).duties(ALL), ("announce", _announcing(settings, seats, entry))]
        asyncio.run(run_until_stopped(duties))
    folder = settings.data_dir
    say_line(f"Đã dừng. Dữ liệu mẫu còn trong {folder}: chạy tiếp bằng make demo, làm lại từ đầu bằng make demo-reset.")
    return 0


def _demo_settings(settings: Settings, port: int | None) -> Settings:
    """The configured settings as a demo: its own folder unless one is named, this machine only, a port that is free."""
    from bot.cli.refusal import Refused
    from bot.web.nearby import is_loopback

    if not is_loopback(settings.web_host):
        raise Refused("Bản mẫu hiện mã của mọi người nên chỉ chạy trên máy này. Hãy bỏ GANDAN_WEB_HOST rồi chạy lại.")
    own_folder = settings.data_dir if "data_dir" in settings.model_fields_set else FOLDER
    free = _free_port(settings.web_host, settings.web_port if port is None else port)
    return settings.model_copy(update={"demo": True, "data_dir": own_folder, "web_port": free})


def _free_port(host: str, wanted: int) -> int:
    from bot.cli.refusal import Refused
    from bot.cli.session import say_line

    for port in (*range(wanted, min(wanted + TRIED, 65536)), 0):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError:
                continue
            found: int = trial.getsockname()[1]
        if wanted and found != wanted:
            say_line(f"Cổng {wanted} đang bận, dùng cổng {found}.")
        return found
    raise Refused("Không mở được cổng nào trên máy này. Hãy nêu một cổng khác bằng --port.")


def _fill(db: Database) -> None:
    from bot.cli.refusal import Refused
    from bot.cli.session import say_line, write
    from bot.demo.scenes import keep_alive
    from bot.demo.seed import NotADemo, seed

    try:
        fresh = write(db, seed, say_line)
    except NotADemo:
        raise Refused("Cơ sở dữ liệu này là của một cơ quan thật. Hãy đặt GANDAN_DATA_DIR sang thư mục khác.") from None
    if not fresh:
        say_line("Dữ liệu mẫu đã có, chạy tiếp.")
        write(db, keep_alive)


def _announcing(settings: Settings, seats: Sequence[SeatNow], entry: str) -> Duty:
    """Say where everything is as soon as the server answers."""

    async def announce(stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                _, line = await asyncio.open_connection(settings.web_host, settings.web_port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            line.close()
            sys.stdout.write(_announcement(settings, seats, entry))
            sys.stdout.flush()
            await stopping.wait()

    return announce


def _announcement(settings: Settings, seats: Sequence[SeatNow], entry: str) -> str:
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    home = f"http://{host}:{settings.web_port}"
    lines = [
        "",
        f"  Bắt đầu ở đây       {home}/",
        f"  Trò chuyện          {home}/chat/",
        f"  Trang cán bộ        {home}/staff/",
        f"  Bàn làm việc        {home}/console/",
        *([entry] if entry else []),
        "",
        "  Người trong bản mẫu (mã mới mỗi lần chạy):",
        f"  {'Chỗ':<4} {'Mã liên kết':<16} {'6 số cuối':<10} Ai",
    ]
    for now in seats:
        who = now.seat.person.name if now.seat.person else "Người lạ, không có mã"
        lines.append(f"  {now.seat.number:<4} {now.code or '-':<16} {now.digits or '-':<10} {who}")
    lines += [
        "",
        "  Bản mẫu gửi tin nhắc vào bất kỳ giờ nào, kể cả ngày nghỉ; bản thật thì không.",
        "  Dừng: Ctrl-C.",
        "",
    ]
    return "\n".join(lines) + "\n"
