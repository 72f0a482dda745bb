"""What does it cost to start, in CPU and in memory, beside the bare import of the libraries that the role needs?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.fake_api import fake_api
from benchmarks.measure import ROOT, TICKS, Figure, Goal, Measured, Sizes, interleaved, resident_mib
from benchmarks.place import Place
from benchmarks.servers import TOKEN

_BOOKS = "import asyncio, sqlite3, pydantic_settings, structlog, sqlalchemy, msgspec\n" \
         "import cryptography.hazmat.primitives.ciphers.aead\n"  # fmt: skip
LIBRARIES = {
    "speak": f"{_BOOKS}import aiohttp, telegram",
    "tick": f"{_BOOKS}from apscheduler.schedulers.asyncio import AsyncIOScheduler",
    "web": f"{_BOOKS}import aiohttp.web, jinja2",
    "hear": f"{_BOOKS}from aiogram import Bot, Dispatcher",
}
_TELL = """
import json, time
status = open("/proc/self/status").read().splitlines()
mib = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
print(json.dumps({"cpu_ms": time.process_time() * 1e3, "mib": mib}))
"""
HELP_MS = 300.0


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    with fake_api() as api:
        environment = _installed(place.folder / "installation", api)
        ways = {"help": partial(_ended, environment, "--help"), "bare help": partial(_bare, "import argparse")}
        for role, libraries in LIBRARIES.items():
            ways[role] = partial(_running, environment, role)
            ways[f"bare {role}"] = partial(_bare, libraries)
        found = interleaved(sizes.rounds, ways)
    yield Figure(bench="gandan --help / 0.3 s", product=found["help"]["cpu_ms"], limit=HELP_MS, goal=Goal(at_most=1.0),
                 peer={"python and argparse alone": found["bare help"]["cpu_ms"]}, unit="CPU ms", n=1)  # fmt: skip
    for role in LIBRARIES:
        own, bare = found[role], found[f"bare {role}"]
        yield Figure(bench=f"gandan run {role}, ready / its libraries", product=own["cpu_ms"], limit=bare["cpu_ms"],
                     goal=Goal(at_most=1.5), unit="CPU ms", n=1)  # fmt: skip
        yield Figure(bench=f"gandan run {role}, idle / its libraries", product=own["mib"], limit=bare["mib"],
                     goal=Goal(at_most=2.0), unit="MiB resident", n=1)  # fmt: skip


def _installed(folder: Path, api: str) -> Mapping[str, str]:
    """Empty books of an installation of their own; the environment that names them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GANDAN_")}
    environment |= {
        "GANDAN_DATA_DIR": str(folder),
        "GANDAN_WEB_PORT": "0",
        "GANDAN_TELEGRAM_TOKEN": TOKEN,
        "GANDAN_TELEGRAM_API_BASE": api,
        "GANDAN_TELEGRAM_MODE": "webhook",
        "GANDAN_TELEGRAM_WEBHOOK_URL": "https://bot.example/telegram",
        "GANDAN_TELEGRAM_WEBHOOK_SECRET": "benchmark-secret",
    }
    subprocess.run([sys.executable, "-m", "bot", "db", "upgrade"], cwd=ROOT, env=environment, check=True,
                   capture_output=True)  # fmt: skip
    return environment


def _ended(environment: Mapping[str, str], *arguments: str) -> Measured:
    process = subprocess.Popen([sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=environment,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    _, _, spent = os.wait4(process.pid, 0)
    process.returncode = 0  # waited for above, where its cost is told as well
    return {"cpu_ms": (spent.ru_utime + spent.ru_stime) * 1e3, "mib": spent.ru_maxrss / 1024}


def _running(environment: Mapping[str, str], role: str) -> Measured:
    """Until it says that it runs; then ended as a service manager ends it."""
    process = subprocess.Popen([sys.executable, "-m", "bot", "run", role], cwd=ROOT, env=environment,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "đang chạy" in line:
            break
    else:
        raise RuntimeError(f"gandan run {role} did not start: {''.join(said)[-2000:]}")
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    told = {"cpu_ms": (int(fields[11]) + int(fields[12])) / TICKS * 1e3, "mib": resident_mib(process.pid)}
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    return told


def _bare(statement: str) -> Measured:
    ended = subprocess.run(
        [sys.executable, "-c", statement + _TELL], cwd="/", capture_output=True, text=True, check=True
    )
    told: Measured = json.loads(ended.stdout)
    return told
