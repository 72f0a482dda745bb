"""Three hosts on one machine: how are they made, and how is a link of one cut?

Each is a network namespace with a host name and a count of processes of its own, on two networks: one leads to PostgreSQL, the
other to the platform, so that a host can be cut off from the books while the platform is still in its reach. Where namespaces are
not to be had, hosts are processes that believe to be on different machines, and nothing can be cut.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.faults.harness.children import nursery

MANY = 3
BOOKS, WORLD = "b", "w"  # the two networks


@dataclass(frozen=True, kw_only=True)
class Net:
    """The two networks; ``books`` and ``world`` are this machine's own addresses in them."""

    mark: str
    books: str
    world: str


@dataclass(frozen=True, kw_only=True)
class Host:
    """One host: its nursery, its name, its addresses' end. ``net`` None: no namespace."""

    number: int
    name: str
    process: subprocess.Popen[bytes]
    net: Net | None

    @property
    def peer(self) -> str | None:
        """The address that the platform sees."""
        return None if self.net is None else f"{self.net.world.rpartition('.')[0]}.{10 + self.number}"

    def link(self, up: bool, *networks: str) -> None:
        """Cut these links of the host, or mend them."""
        assert self.net is not None
        for network in networks:
            _ip("link", "set", f"{self.net.mark}{network}{self.number}", "up" if up else "down")


def can_have_namespaces() -> bool:
    """Whether this machine lets us make them."""
    if os.geteuid() != 0 or not all(shutil.which(tool) for tool in ("ip", "unshare", "hostname")):
        return False
    tried = subprocess.run(["unshare", "-n", "-p", "-u", "-f", "true"], capture_output=True, check=False)
    return tried.returncode == 0


@contextmanager
def networks() -> Iterator[Net]:
    """The two bridges, gone at the end of the block."""
    number = os.getpid() % 250
    net = Net(mark=f"gd{os.getpid() % 10_000}", books=f"10.243.{number}.1", world=f"10.244.{number}.1")
    with ExitStack() as stack:
        for network, address in ((BOOKS, net.books), (WORLD, net.world)):
            bridge = f"{net.mark}{network}"
            _ip("link", "add", bridge, "type", "bridge")
            stack.callback(_ip, "link", "del", bridge)
            _ip("addr", "add", f"{address}/24", "dev", bridge)
            _ip("link", "set", bridge, "up")
        yield net


@contextmanager
def hosts(net: Net | None) -> Iterator[list[Host]]:
    """Three hosts, gone at the end of the block with all that ran on them."""
    with ExitStack() as stack:
        made = []
        for number in range(1, MANY + 1):
            prefix = [] if net is None else stack.enter_context(_namespace(net, number))
            process = stack.enter_context(nursery(prefix))
            made.append(Host(number=number, name=f"host{number}", process=process, net=net))
        yield made


@contextmanager
def _namespace(net: Net, number: int) -> Iterator[Sequence[str]]:
    """One namespace with its two links; the command that runs something in it."""
    name = f"{net.mark}{number}"
    _ip("netns", "add", name)
    try:
        inside = ("netns", "exec", name, "ip")
        _ip(*inside, "link", "set", "lo", "up")
        for network, address in ((BOOKS, net.books), (WORLD, net.world)):
            outer, inner = f"{net.mark}{network}{number}", f"{network}0"
            _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
            _ip("link", "set", outer, "master", f"{net.mark}{network}", "up")
            _ip(*inside, "addr", "add", f"{address.rpartition('.')[0]}.{10 + number}/24", "dev", inner)
            _ip(*inside, "link", "set", inner, "up")
        own = ["unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
        begin = ["sh", "-c", f'hostname host{number} && exec "$@"', "sh"]
        yield ["ip", "netns", "exec", name, *own, *begin]
    finally:
        _ip("netns", "del", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
