"""``gandan demo`` as a newcomer runs it: a process of its own, addresses that answer, an end that is clean."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]


class Demo:
    """The process, and what it has written so far."""

    def __init__(self, folder: Path, *, told: tuple[str, ...] = ()) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GANDAN_")}
        self._said = folder.parent / f"{folder.name}-{time.monotonic_ns()}.txt"
        with self._said.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "demo", *told],
                cwd=ROOT,
                env=clean | {"GANDAN_DATA_DIR": str(folder), "GANDAN_DEMO": "true", "PYTHONUNBUFFERED": "1"},
                stdout=file,
                stderr=subprocess.STDOUT,
                preexec_fn=_heed_interrupts,
            )

    @property
    def said(self) -> str:
        return self._said.read_text("utf-8")

    def wait_for(self, words: str, seconds: float = 240) -> None:
        end = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def address(self, words: str) -> str:
        found = re.search(rf"{words}\s+(http://\S+)", self.said)
        assert found, self.said
        return found[1]

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C; the exit code and how many seconds the end took, without those in which it stood in line for a processor."""
        before, began = _in_line(self.process.pid), time.monotonic()
        self.process.send_signal(signal.SIGINT)
        end, after = began + 240, dict(before)
        while time.monotonic() < end and self.process.poll() is None:
            after |= _in_line(self.process.pid)
            time.sleep(0.02)
        took = time.monotonic() - began
        return self.process.wait(timeout=0.1), took - sum(after[task] - before.get(task, 0) for task in after)


def _in_line(pid: int) -> dict[str, float]:
    """Seconds for which each thread was ready to run while others had the processors; of one that has just ended nothing."""
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError, IndexError):
            found[task.parent.name] = int(task.read_text().split()[1]) / 1e9
    return found


def _heed_interrupts() -> None:
    """A suite that itself runs in the background has been told to ignore Ctrl-C, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def demo(folder: Path, *told: str) -> Iterator[Demo]:
    running = Demo(folder, told=told)
    try:
        running.wait_for("Dừng: Ctrl-C.")
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        body: bytes = answer.read()
    return body.decode()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def test_it_starts_answers_ends_and_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, port = tmp_path / "demo-data", str(free_port())
    with demo(folder, "--port", port) as first:
        home = get(first.address("Bắt đầu ở đây"))
        assert "Trợ lý ảo" in get(first.address("Trò chuyện"))
        staff = get(first.address("Trang cán bộ"))
        assert "Đăng nhập" in get(first.address("Bàn làm việc"))
        assert "Tiếp tục" in get(first.address("Vào lần đầu"))
        codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", first.said)
        assert len(codes) == 13
        assert all(code in home for code in codes), "the page shows the codes that were printed"
        assert "đang chạy" in staff
        assert "bất kỳ giờ nào" in first.said
        code, seconds = first.interrupt()
        assert (code, seconds < 10) == (0, True)
        assert first.said.rstrip().splitlines()[-1].startswith("Đã dừng.")
        assert "Traceback" not in first.said
        questions = re.findall(r"CH-[0-9A-Z]{6}", staff)

    with demo(folder, "--port", port) as second:
        assert "Dữ liệu mẫu đã có, chạy tiếp." in second.said
        assert re.findall(r"CH-[0-9A-Z]{6}", get(second.address("Trang cán bộ"))) == questions != []
        assert second.interrupt()[0] == 0


def test_a_busy_port_is_no_obstacle(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        with demo(tmp_path / "demo-data", "--port", str(port)) as running:
            assert f"Cổng {port} đang bận, dùng cổng" in running.said
            assert "Chỗ 1" in get(running.address("Bắt đầu ở đây"))


def test_told_to_stop_while_it_still_writes_it_leaves_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "demo-data"
    early = Demo(folder)
    try:
        early.wait_for("Ghi đương sự")
        assert early.interrupt()[0] in (0, 130)
    finally:
        early.process.kill()
        early.process.wait()
    with demo(folder, "--port", str(free_port())) as after:
        assert "Chỗ 14" in get(after.address("Bắt đầu ở đây"))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])
def test_it_refuses_to_show_codes_to_the_neighbourhood(tmp_path: Path, host: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GANDAN_")}
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        cwd=ROOT,
        env=clean | {"GANDAN_DATA_DIR": str(tmp_path / "demo-data"), "GANDAN_WEB_HOST": host},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 1
    assert "chỉ chạy trên máy này" in refused.stderr
    assert not (tmp_path / "demo-data").exists()
