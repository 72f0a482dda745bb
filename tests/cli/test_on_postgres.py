"""From an empty PostgreSQL database to a running campaign, by the commands alone."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal
from tests.cli.test_import import SAMPLE
from tests.fakes.postgres import Cluster

pytestmark = pytest.mark.slow

FACTS = (
    "--name", "Thi hành án dân sự tỉnh Mẫu", "--address", "Số 1 đường Hòa Bình", "--phone", "0900 000 100",
    "--site", "thads-mau.example", "--bot-name", "Gần Dân", "--office-hours", "7 giờ đến 17 giờ",
)  # fmt: skip


@pytest.fixture
def bare(terminal: Terminal, postgres: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A terminal whose database is an empty one on a PostgreSQL server."""
    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path / "fresh"))
    monkeypatch.setenv("GANDAN_DATABASE_URL", postgres.create("commands"))
    return terminal


def _staff(terminal: Terminal, login: str, name: str, role: str) -> None:
    who = ("--name", name, "--title", "Cán bộ", "--role", role, "--as", "truong")
    terminal.does("agency", "staff", "add", login, *who[: 6 if login == "truong" else None])


def test_an_office_is_set_up_and_works(bare: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bare.types("doctor") == 1
    bare.does("db", "upgrade")
    bare.does("agency", "set", *FACTS)
    for login, name, role in (
        ("truong", "Đặng Quốc Thái", "head"),
        ("huong", "Lê Thị Mai Hương", "officer"),
        ("viet", "Trần Quốc Việt", "officer"),
        ("phong", "Nguyễn Hoàng Phong", "officer"),
        ("tu", "Nguyễn Thị Cẩm Tú", "clerk"),
    ):
        _staff(bare, login, name, role)
    account = ("--bin", "970405", "--bank", "Agribank", "--holder", "THADS tỉnh Mẫu", "--as", "tu")
    bare.does("agency", "account", "propose", "0000000000000", *account)
    bare.does("agency", "account", "approve", "0000000000000", "--as", "truong")
    bare.does("calendar", "seed", "2026", "--as", "tu")
    bare.does("calendar", "confirm", "2026", "--as", "truong")
    code = bare.does("agency", "alerts", "add", "huong", "--as", "truong").split()[-1]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"text": code}) + "\n"))
    assert "Từ nay tin cần gọi ngay" in bare.does("chat", "--jsonl")
    said = bare.does("import", str(SAMPLE), "--as", "tu")
    assert "mới 404" in said
    number = "001/QĐ-CCTHADS"
    out = tmp_path / "thu.pdf"
    bare.does("codes", "--decision", number, "--out", str(out), "--bot", "ThadsMauBot", "--as", "tu")
    assert out.read_bytes().startswith(b"%PDF")
    paid = ("--amount", "1000", "--on", "15/11/2026", "--receipt", "BL-1", "--as", "tu")
    assert "Sau:" in bare.does("payment", "record", number, *paid)
    assert "còn" in bare.does("payment", "reverse", number, "--receipt", "BL-1", "--ground", "Ghi nhầm", "--as", "tu")
    for on in ("26/11/2026", "03/12/2026"):  # one a month, this one and the next: else the doctor says so
        day = ("--leader", "truong", "--on", on, "--hours", "07:30-11:00", "--as", "tu")
        assert "10 lượt, 10 chỗ" in bare.does("reception", "add", *day)
    plan = ("--plan", "12/KH", "--from", "16/11/2026", "--to", "31/12/2026", "--step", "campaign_start+0w:week_before")
    bare.does("campaign", "create", "Đợt 1", *plan, "--as", "huong")
    assert "Thuộc diện" in bare.does("campaign", "preview", "Đợt 1")
    bare.does("campaign", "approve", "Đợt 1", "--as", "truong")
    bare.does("campaign", "start", "Đợt 1", "--as", "huong")
    assert "đang chạy" in bare.does("campaign", "report", "Đợt 1")
    assert "Không có yêu cầu" in bare.does("link", "list")
    assert "Không có câu hỏi" in bare.does("question", "list", "--as", "huong")
    assert "nguyên vẹn" in bare.does("audit", "verify")
    assert "hỏng" not in bare.does("doctor")
