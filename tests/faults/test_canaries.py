"""The whole flow with people whose facts are found nowhere else; then whoever takes a file, a backup or a log finds nothing.

Searched are: the raw database and its write-ahead log while the product runs, a backup, every other file of the data
folder but the key, what all processes wrote to standard error at DEBUG, and the pushes that stand on a locked screen.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from bot.settings import PREFIX
from casework.accounts import AccountFacts, approve_account, propose_account
from casework.books import Books
from casework.folding import fold
from casework.people import find_by_identity
from casework.printed_codes import print_code
from casework.questions import waiting
from casework.receptions import open_day
from casework.tables.agency import staff
from messages.answers import answer_question
from messages.library import Lang, say
from scheduler.plans import approval, campaigns
from tests.casework.reception_rooms import Office as ReceptionOffice
from tests.casework.reception_rooms import a_plan as a_day_plan
from tests.channels.webchat.visitor import Visitor
from tests.fakes.bot_api.remote import ROOT, RemoteBotApi, bot_api_process
from tests.fakes.citizen import Citizen
from tests.fakes.postgres import Cluster
from tests.faults.conftest import together
from tests.faults.harness.children import nursing
from tests.faults.installation import AFTERNOON, Installation, free_port, until
from tests.imports.making_files import case, workbook
from tests.scheduler.arranged import Office, a_plan, an_office_with_leaders

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), together]

PEOPLE = 12  # three of them have a telephone with the bot
FIRST_CHAT = 739_114_000
SUMS = ("obligation", "allocation", "payment")  # tables in which sums stand in clear, beside numbers of rows only
PIN = "739251"


def word(number: int) -> str:
    """A name that nobody has."""
    return f"Xyưng{'bcdghklmnpqrstvx'[number]}ồ"


def name(number: int) -> str:
    return f"Quách Zờ {word(number)}"


def identity(number: int) -> str:
    return f"095081739{number:03}"


def phone(number: int) -> str:
    return f"09007391{number:02}"


def amount(number: int) -> int:
    return 73_914_700 + number


def address(number: int) -> str:
    return f"Ấp Kỳ Hụ {number}, xã Vĩnh Thanh"


ASKED = "Tôi là Quách Zờ đang nằm viện Zkhớp, xin hỏi hoãn được không?"
REASON = "Xin gặp vì chuyện nhà Zkhớp"
ANSWERED = "Ông/bà gửi giấy ra viện Zkhớp cho chấp hành viên."
CHATTED = "Nhà tôi ở ấp Zkhớp cuối"


@cache
def canaries() -> dict[str, list[bytes]]:
    """What may stand nowhere, by what it is; each in the ways a program could have written it."""
    texts: dict[str, list[str]] = {"name": [], "identity": [], "phone": [], "address": [], "sum": [], "chat": []}
    for number in range(PEOPLE):
        texts["name"] += [name(number), word(number), fold(name(number)), name(number).upper()]
        texts["identity"].append(identity(number))
        texts["phone"] += [phone(number), phone(number)[1:]]
        texts["address"].append(address(number))
        texts["sum"] += [f"{amount(number):,}".replace(",", "."), str(amount(number))]
        texts["chat"].append(str(FIRST_CHAT + number))
    texts["what was said"] = [ASKED, REASON, ANSWERED, CHATTED, "Zkhớp", PIN]
    return {kind: _shortest({form for text in found for form in _written(text)}) for kind, found in texts.items()}


def _shortest(forms: set[bytes]) -> list[bytes]:
    """Without those that hold another one: where they stand, it stands."""
    return sorted(one for one in forms if not any(other in one for other in forms if other != one))


def _written(text: str) -> Iterator[bytes]:
    for form in (text, unicodedata.normalize("NFD", text), json.dumps(text)[1:-1]):
        yield form.encode()
        yield form.encode("utf-16-le")


def hits(content: bytes, *, but: tuple[str, ...] = ()) -> list[str]:
    """Which canaries stand in ``content``."""
    return [
        f"{kind}: {canary!r}"
        for kind, found in canaries().items()
        if kind not in but
        for canary in found
        if canary in content
    ]


# -- the flow ----------------------------------------------------------------------------------------------------------


def an_office(books: Books) -> Office:
    office = an_office_with_leaders(books)
    clerk = books.conn.execute(select(staff.c.id).where(staff.c.role == "officer")).scalar_one()
    facts = AccountFacts(bank_bin="970415", bank_name="Ngân hàng Mẫu", number="0900000000123", holder="THADS VINH HUNG")
    approve_account(books, propose_account(books, office.agency, facts, clerk), office.head)
    open_day(books, a_day_plan(ReceptionOffice(agency=office.agency, leader=office.head), seats=3), office.head)
    return office


def login_of(books: Books, staff_id: int) -> str:
    return str(books.conn.execute(select(staff.c.login).where(staff.c.id == staff_id)).scalar_one())


def a_list() -> bytes:
    """A case list: one row is held, one is doubtful."""
    rows = [
        case(
            number + 1,
            Người_phải_THA=name(number),
            Số_CCCD=identity(number),
            Điện_thoại=phone(number),
            Địa_chỉ=address(number),
            Số_tiền_phải_thi_hành=amount(number),
            Nội_dung_phải_thi_hành=f"Trả nợ, ở {address(number)}",
            Ghi_chú=f"Gặp {name(number)}, gọi {phone(number)}",
        )
        for number in range(PEOPLE)
    ]
    rows[10][5] = identity(10)[:-1]  # eleven digits
    rows[11][8] = phone(11)[:-2] + "?"
    return workbook(rows)


async def the_list_comes_in(installation: Installation, folder: Path, login: str) -> None:
    file = folder / "danh-sach.xlsx"
    file.write_bytes(a_list())
    command = [sys.executable, "-m", "bot", "import", str(file), "--as", login, "--json"]
    with installation.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=installation.environment(), stdout=asyncio.subprocess.PIPE, stderr=log
        )
        out, _ = await process.communicate()
    assert process.returncode == 0, installation.log.read_text("utf-8")[-2000:]
    assert json.loads(out)["accepted"] >= PEOPLE - 2


def a_code(books: Books, number: int, officer: int) -> str:
    party = find_by_identity(books, identity(number))
    assert party is not None
    return print_code(books, party, officer).display


async def somebody_comes(installation: Installation, office: Office, citizen: Citizen, number: int) -> None:
    """All at once: each is answered at most once a second, so one after another they would wait three times as long."""
    await somebody_links(citizen, installation.write(a_code, number, office.officer), number)
    await somebody_looks_around(citizen, number)


async def somebody_links(citizen: Citizen, code: str, number: int) -> None:
    await citizen.introduce(name(number))
    await citizen.write("/start")
    await citizen.reads("Kính chào")
    await citizen.write(f"{code} {identity(number)[-6:]}")
    await citizen.reads("đồng ý")
    await citizen.press("Đồng ý")
    await citizen.press("Đặt mã PIN")
    await citizen.reads("6 số làm mã PIN")
    await citizen.write(PIN)
    await citizen.reads("gõ lại 6 số")
    await citizen.write(PIN)
    await citizen.reads("Đã đặt mã PIN")


async def somebody_looks_around(citizen: Citizen, number: int) -> None:
    for wish, seen in (
        ("xem việc của tôi", f"{amount(number):,}".replace(",", ".")),
        ("nộp tiền ở đâu", "0900000000123"),
    ):
        await citizen.write(wish)
        await citizen.reads(seen)
    await citizen.write("đặt lịch gặp lãnh đạo")
    for data in ("bookat:", "bookday:", "slot:"):
        await presses_what_begins_with(citizen, data)
    await citizen.reads("biết trước việc cần gặp")
    await citizen.write(REASON)
    await citizen.press("Xác nhận")
    await citizen.reads("LH-")
    await citizen.press("Gặp cán bộ")
    await citizen.reads("gõ câu hỏi")
    await citizen.write(ASKED)
    await citizen.reads("CH-")


async def presses_what_begins_with(citizen: Citizen, data: str) -> None:
    """The first button of that kind, if the screen offers one (a single place or day is not asked for)."""

    def offers(one: Any) -> bool:
        return any(button.get("callback_data", "").startswith(("bookat:", "bookday:", "slot:")) for button in flat(one))

    shown = await citizen.reads(offers, f"a button {data}")
    found = [button for button in flat(shown) if button.get("callback_data", "").startswith(data)]
    if found:
        await citizen.press_data(shown.message_id, found[0]["callback_data"])


def flat(shown: Any) -> list[dict[str, str]]:
    return [button for row in shown.keyboard for button in row]


def a_running_campaign(books: Books, office: Office) -> int:
    campaign = campaigns.create(books, a_plan(office, starts=date(2026, 11, 16)), office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    return campaign


async def somebody_reads_the_reminder(citizen: Citizen, number: int) -> None:
    await citizen.sees(lambda one: any(b.get("callback_data", "").startswith("view:") for b in flat(one)), "a nudge")
    await citizen.press("Xem")
    shown = await citizen.reads(lambda one: bool(one.text), "the content, or the PIN is asked for")
    if "PIN" in shown.text:
        await citizen.write(PIN)
        await citizen.reads(lambda one: bool(one.labels), "the way on")


async def somebody_chats_in_a_browser(url: str) -> None:
    async with Visitor(SimpleNamespace(url=url)) as visitor:  # type: ignore[arg-type] # only its address is needed
        assert (await visitor.open()).status == 200
        assert (await visitor.say(CHATTED)).status == 200
        async with asyncio.timeout(20):
            while len(await visitor.texts()) < 2:  # noqa: ASYNC110  # an answer comes when it comes
                await asyncio.sleep(0.05)


async def live(installation: Installation, api: RemoteBotApi, folder: Path) -> None:
    """Everything that a product does with people's facts in a day."""
    office = installation.write(an_office)
    await the_list_comes_in(installation, folder, installation.read(login_of, office.officer))
    await api.do("crowd", first=FIRST_CHAT, count=PEOPLE)
    citizens = [Citizen(api, FIRST_CHAT + number, patience=30) for number in range(3)]
    await asyncio.gather(*(somebody_comes(installation, office, one, number) for number, one in enumerate(citizens)))
    await somebody_chats_in_a_browser(f"http://127.0.0.1:{installation.settings[PREFIX + 'WEB_PORT']}")
    for question in installation.read(waiting):
        assert installation.write(answer_question, question.id, office.officer, ANSWERED) is not None
    refusal = {"code": 400, "description": f"Bad Request: chat {FIRST_CHAT + 2} of {name(2)} is odd"}
    await api.do("fault", trouble="status_before", method="sendMessage", chat_id=FIRST_CHAT + 2, **refusal)
    installation.write(a_running_campaign, office)
    for number, citizen in enumerate(citizens[:2]):
        await somebody_reads_the_reminder(citizen, number)
    await api.do("inject", update={"message": {"chat": {"id": FIRST_CHAT}, "text": ASKED, "odd": name(1)}})
    await citizens[0].write("hủy liên kết")
    await citizens[0].reads(lambda one: bool(one.labels), "the question whether to cut it")
    await until(lambda: tries_of_the_odd_one(installation) >= 3, 60, "the odd update is tried three times")


def tries_of_the_odd_one(installation: Installation) -> int:
    """How often the log says that the update with a field of the wrong kind could not be handled."""
    lines = installation.log.read_bytes().splitlines()
    return sum(b"update_failed" in line and b"ValidationError" in line for line in lines)


# -- looking -----------------------------------------------------------------------------------------------------------


def stored(installation: Installation, folder: Path) -> dict[str, bytes]:
    """Every file that the product keeps, but the key; and a backup."""
    files = {
        str(path.relative_to(installation.folder)): path.read_bytes()
        for path in installation.folder.rglob("*")
        if path.is_file() and path.name not in ("master.key", installation.log.name)
    }
    assert any(name.endswith("-wal") for name in files), "the product runs, so there is a write-ahead log"
    copy = folder / "backup.db"
    with sqlite3.connect(installation.folder / "gandan.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return files | {"backup": copy.read_bytes()}


def copied_out(url: str) -> dict[str, bytes]:
    """Every table as COPY gives it."""
    tables = {}
    with psycopg.connect(url) as conn:
        names = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in names:
            with conn.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                tables[str(table)] = b"".join(bytes(part) for part in copy)
    assert len(tables) > 30
    return tables


def pushes(log: Path) -> list[str]:
    """What came unasked and stood on a locked screen."""
    calls = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    asked = [call for call in calls if call["method"] == "sendMessage" and '"view:' in json.dumps(call["fields"])]
    return [call["text"] for call in asked]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_whoever_takes_a_file_a_backup_or_a_log_learns_nothing(
    tmp_path: Path, kind: str, young: subprocess.Popen[bytes], request: pytest.FixtureRequest
) -> None:
    platform_log = tmp_path / "platform.jsonl"
    async with bot_api_process(platform_log) as api:
        own = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_BASE": api.base, "WEB_PORT": str(free_port())}
        cluster: Cluster | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
        if cluster is not None:
            own["DATABASE_URL"] = cluster.create("canaries")
        (tmp_path / "office").mkdir()
        installation = Installation(tmp_path / "office", **own)
        try:
            async with nursing(young) as nurse:
                process = await nurse.start(installation, altered={"clock": [AFTERNOON, time.monotonic()]})
                await live(installation, api, tmp_path)
                kept = stored(installation, tmp_path) if cluster is None else copied_out(own["DATABASE_URL"])
                assert await process.stop() == 0
        finally:
            installation.close()
            if cluster is not None:
                cluster.drop("canaries")
    seen = platform_log.read_bytes()
    assert hits(seen, but=("chat",)), "nothing was shown to anybody: the flow did not happen"
    keys = [installation.master_key().encode(), bytes.fromhex(installation.master_key()), api.token.encode()]
    for where, content in kept.items():
        assert hits(content, but=("sum",) if where in SUMS else ()) == [], where
        assert not any(key in content for key in keys), where
    log = installation.log.read_bytes()
    assert tries_of_the_odd_one(installation) == 3, "the odd update was tried three times, and each time logged"
    assert hits(log) == []
    assert not any(key in log for key in (*keys, api.token.partition(":")[2].encode()))
    said = pushes(platform_log)
    assert len(said) >= 4
    assert [hits(text.encode()) for text in said if hits(text.encode())] == []
    news = say(Lang.VI, "nudge.news", reference="??????").split("??????")[0]
    assert all(text.startswith(news) for text in said)


def test_the_search_finds_what_it_looks_for() -> None:
    """Each canary, in each way of writing it, would be found."""
    for number in (0, PEOPLE - 1):
        for text in (name(number), identity(number), phone(number), address(number), str(amount(number))):
            assert hits(b"\x00\x01" + text.encode() + b"\xff")
            assert hits(json.dumps({"x": text}).encode())
    assert hits("Kính chào ông/bà. 50.000.000 đồng".encode()) == []
    assert AFTERNOON.startswith("2026-11-16")
