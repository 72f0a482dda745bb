"""``gandan run [ROLE...]``: all roles in one process, or the named ones."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import NoReturn

from bot.roles import ALL, Role

IDLE_LIMIT = 8.0  # seconds that a frozen process may keep others from what it has locked (PostgreSQL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The roles to run."""
    parser.add_argument("roles", nargs="*", metavar="ROLE", help="hear, speak, tick, web; không nêu: tất cả")


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped; exit code 0 after a clean end."""
    signal.signal(signal.SIGTERM, _nothing_begun)
    from bot import service_manager
    from bot.cli.refusal import Refused
    from bot.cli.session import database_of
    from bot.logs import set_up_logs
    from bot.officers.first_entry import first_entry
    from bot.roles import run_until_stopped
    from bot.settings import load_settings
    from bot.wiring import Process

    settings = load_settings()
    set_up_logs(settings.log_level)
    unknown = [name for name in arguments.roles if name not in list(ALL)]
    if unknown:
        raise Refused(f"Không có phần việc «{unknown[0]}». Các phần việc: {', '.join(ALL)}.")
    roles = [Role(name) for name in arguments.roles] or list(ALL)
    if Role.HEAR in roles and settings.memory_limit:
        _limit_memory(settings.memory_limit << 20)
    with database_of(settings, idle_limit=IDLE_LIMIT) as db:
        console = first_entry(db, settings, shown_to_a_person=sys.stderr.isatty()) if Role.WEB in roles else ""
        duties = Process(settings, db).duties(roles)
        named = ", ".join(roles)

        def ready() -> None:
            sys.stderr.write(f"Gần Dân đang chạy: {named}. Dừng: Ctrl-C.\n{console}")
            service_manager.tell("READY=1", f"STATUS={named}")

        asyncio.run(run_until_stopped(duties, ready=ready))
        service_manager.tell("STOPPING=1")
    return 0


def _limit_memory(most: int) -> None:
    """A handler that asks for more than ``most`` bytes is refused them and has failed; the machine and its other work go on."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _nothing_begun(*_: object) -> NoReturn:
    """Told to end while it still starts: a clean end, too (later the event loop hears the signal itself)."""
    sys.exit(0)
