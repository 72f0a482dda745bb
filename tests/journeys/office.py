"""The office's side of a story: the product's own commands, each a process of its own, as the README and the guide say."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from casework.clock import VIETNAM
from tests.journeys.typist import ROOT, Ended, Typist

SAMPLE = ROOT / "tests" / "data" / "case-list-sample.xlsx"
OFFICERS = ("Trần Quốc Việt", "Lê Thị Mai Hương", "Nguyễn Hoàng Phong")
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(kw_only=True)
class Office:
    """An office at work on one database; ``now`` is what its commands' clock shows. ``typist``: types faster than the shell."""

    folder: Path
    database_url: str
    now: datetime
    typist: Typist | None = None

    def environment(self) -> dict[str, str]:
        """The settings of every process of this story."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GANDAN_")}
        return clean | {
            "GANDAN_DATA_DIR": str(self.folder),
            "GANDAN_DATABASE_URL": self.database_url,
            "GANDAN_CLOCK": self.now.isoformat(),
        }

    def does(self, *words: str, refused: bool = False) -> str:
        """Types ``gandan WORDS``; what was printed. A command that must be refused ends with 1 and one sentence."""
        done = self.typist.types(words, self.environment()) if self.typist else self._loads(words)
        assert done.code == (1 if refused else 0), f"{words}: {done.code}\n{done.out}\n{done.err}"
        return done.out if not refused else done.err

    def _loads(self, words: tuple[str, ...]) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return Ended(code=done.returncode, out=done.stdout, err=done.stderr)

    # -- the story's steps ------------------------------------------------------------------------------------------

    def opens(self) -> None:
        """A new installation: tables, agency, staff, account, calendar, communes."""
        self.does("db", "upgrade")
        self.does(
            "agency", "set", "--name", "Thi hành án dân sự tỉnh Mẫu", "--address", "1 đường Mẫu, phường Mẫu",
            "--phone", "0900 000 100", "--site", "mau.example", "--bot", "ThadsMauBot",
            "--office-hours", "07:00-11:00 và 13:00-17:00, thứ Hai đến thứ Sáu",
        )  # fmt: skip
        self.does("agency", "places")
        self.does(
            "agency", "staff", "add", "quantri", "--name", "Lý Thị Quản", "--title", "Quản trị", "--role", "admin"
        )
        for login, name, title, role in (
            ("truong", "Phạm Văn Trưởng", "Thủ trưởng", "head"),
            ("pho", "Đỗ Thị Phó", "Phó thủ trưởng", "deputy"),
            ("thuky", "Võ Thị Thư", "Thư ký", "clerk"),
        ):
            self.hires(login, name, title, role)
        for number, name in enumerate(OFFICERS, start=1):
            self.hires(f"chv{number}", name, "Chấp hành viên", "officer")
        account = ("agency", "account")
        self.does(
            *account, "propose", "0000000000001", "--bin", "970405", "--bank", "Ngân hàng Mẫu",
            "--holder", "Thi hành án dân sự tỉnh Mẫu", "--as", "thuky",
        )  # fmt: skip
        self.does(*account, "approve", "0000000000001", "--as", "truong")
        for year in {self.now.year, self.now.year + 1}:
            self.does("calendar", "seed", str(year), "--as", "truong")
            self.does("calendar", "confirm", str(year), "--as", "truong")

    def hires(self, login: str, name: str, title: str, role: str) -> None:
        """Adds a member of staff."""
        self.does("agency", "staff", "add", login, "--name", name, "--title", title, "--role", role, "--as", "quantri")

    def imports(self, *options: str) -> dict[str, Any]:
        """Imports the sample list; the report."""
        printed = self.does("import", str(SAMPLE), "--json", "--as", "thuky", *options)
        report: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
        return report

    def prints_code(self, decision: str) -> str:
        """Prints the letter for a decision's debtor and reads the code off the paper."""
        paper = self.folder / "thu.pdf"
        paper.unlink(missing_ok=True)
        self.does(
            "codes",
            "--decision",
            decision,
            "--out",
            str(paper),
            "--base-url",
            "https://mau.example/chat/",
            "--as",
            "thuky",
        )
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.read_bytes())).pages)
        found = _CODE.search(text)
        assert found is not None, text
        return found.group()

    def starts_campaign(self, *selection: str) -> None:
        """Plans, previews, approves (by another) and starts a campaign whose first step is due at once."""
        begins, ends = self.today(), self.today() + timedelta(days=30)
        name = "Đợt cao điểm mẫu"
        self.does(
            "campaign", "create", name, "--plan", "12/KH-THADS", "--from", f"{begins:%d/%m/%Y}", "--to", f"{ends:%d/%m/%Y}",
            "--step", "campaign_start+0:reminder.week_before", "--step", "campaign_start+5w:reminder.follow_up",
            *selection, "--as", "chv1",
        )  # fmt: skip
        preview = self.does("campaign", "preview", name)
        assert "Mã tin" in preview, preview
        self.does("campaign", "approve", name, "--as", "truong")
        self.does("campaign", "start", name, "--as", "truong")

    def opens_reception(self, on: date) -> None:
        """The head receives citizens on this day at the office."""
        self.does(
            "reception", "add", "--leader", "truong", "--on", f"{on:%d/%m/%Y}", "--hours", "07:30-11:00",
            "--place", "Phòng tiếp công dân", "--as", "thuky",
        )  # fmt: skip

    def books_payment(self, decision: str, amount: str, receipt: str) -> None:
        """Somebody paid at the counter."""
        on = f"{self.today():%d/%m/%Y}"
        self.does("payment", "record", decision, "--amount", amount, "--on", on, "--receipt", receipt, "--as", "thuky")

    def today(self) -> date:
        """The office's day."""
        return self.now.astimezone(VIETNAM).date()
