"""Backup, restore, hold, release, uncertain messages: the operator's commands, and what they answer."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bot.backup.shelf import Backup, backups, name_for, not_needed
from casework import audit
from casework.tables.audit import audit_entry
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, outbox
from scheduler.delivery.replaying import JOURNAL_ONLY
from scheduler.guards import holding
from scheduler.guards.holding import Why
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.conftest import MONDAY_NINE


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def put(
    office: Office,
    state: State,
    *,
    purpose: str = "p",
    kind: DeliveryClass = DeliveryClass.MUST_ARRIVE,
    reason: str | None = None,
    reference: str | None = None,
) -> int:
    with office.terminal.books() as books:
        draft = Draft(
            contact_id=a_chat(books), account="telegram", purpose=purpose, message=Outgoing(act=Act.SEND, text="chào"),
            delivery_class=kind, lane=Lane.PERSONAL, guard=Guard.NOTICE, text_key="start.home", text_version=1,
            reference=reference,
        )  # fmt: skip
        row = queue(books, draft)
        assert row is not None
        books.conn.execute(update(outbox).where(outbox.c.id == row).values(state=state.value, reason=reason, tries=1))
        started = books.clock.now()
        books.conn.execute(insert(attempt).values(outbox_id=row, number=1, owner="x", started_at=started))
    return row


def state_of(office: Office, row: int) -> str:
    with office.terminal.books() as books:
        return str(books.conn.execute(select(outbox.c.state).where(outbox.c.id == row)).scalar_one())


def lines_of_the_trail(office: Office, action: audit.Action) -> list[str]:
    with office.terminal.books() as books:
        which = select(audit_entry.c.purpose).where(audit_entry.c.action == action.value).order_by(audit_entry.c.seq)
        return list(books.conn.execute(which).scalars())


# -- backup --------------------------------------------------------------------------------------------------------------


def test_a_backup_is_whole_readable_by_its_owner_only_and_has_no_key_in_it(office: Office) -> None:
    said = office.terminal.does("backup")
    assert "đã kiểm tra: dùng được" in said
    assert "KHÔNG nằm trong đó" in said
    (made,) = backups(office.terminal.folder / "backups")
    assert made.at == MONDAY_NINE
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(made.path)) as conn:
        assert conn.execute("SELECT count(*) FROM staff").fetchone()[0] > 0
    assert office.terminal.keys.masters[1].hex().encode() not in made.path.read_bytes()
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name], "nothing is left beside it"
    assert made.path.name in office.terminal.does("backup", "--list")


def test_a_backup_never_overwrites_another_file(office: Office, tmp_path: Path) -> None:
    there = tmp_path / "quan-trong.db"
    there.write_text("đừng xóa")
    assert "Hãy chọn tên khác" in office.terminal.is_refused("backup", str(there))
    assert there.read_text() == "đừng xóa"


def test_where_nothing_can_be_written_a_backup_says_so(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Hãy xem đĩa" in office.terminal.is_refused("backup", str(tmp_path / "file" / "b.db"))


def test_old_backups_thin_out_and_the_newest_stays() -> None:
    quarters = (MONDAY_NINE - quarter * timedelta(minutes=15) for quarter in range(4 * 24 * 20))
    there = [Backup(path=Path(name_for(at)), at=at) for at in quarters]  # twenty days, four an hour
    gone = not_needed(there, MONDAY_NINE, days=14)
    kept = [one for one in there if one not in gone]
    assert kept[0].at == MONDAY_NINE
    assert len([one for one in kept if MONDAY_NINE - one.at <= timedelta(hours=2)]) == 9
    assert len(kept) == 9 + 46 + 13  # then one for each hour of two days, then one for each day
    assert not_needed(there[-1:], MONDAY_NINE, days=14) == [], "the only one there is stays, however old"


# -- restore -------------------------------------------------------------------------------------------------------------


def test_what_was_written_after_the_backup_is_gone_and_the_books_before_are_kept_aside(office: Office) -> None:
    office.terminal.does("backup")
    (made,) = backups(office.terminal.folder / "backups")
    row = put(office, State.QUEUED)
    assert "thêm --yes" in office.terminal.is_refused("restore", str(made.path))
    assert state_of(office, row) == "queued"
    said = office.terminal.does("restore", str(made.path), "--yes")
    assert "Đang giữ" in said
    assert "gandan release" in said
    with office.terminal.books() as books:
        assert books.conn.execute(select(outbox.c.id)).all() == []
        assert [one.why for one in holding.holds(books)] == [Why.RESTORED]
    (aside,) = office.terminal.folder.glob("gandan.db.before-*")
    with closing(sqlite3.connect(aside)) as conn:
        assert conn.execute("SELECT id FROM outbox").fetchall() == [(row,)]
    assert made.path.exists()
    assert office.terminal.types("audit", "verify") == 0
    assert "Đang giữ" in office.terminal.does("restore", "--report")


def test_what_was_being_sent_when_the_backup_was_made_is_not_sent_again(office: Office) -> None:
    row = put(office, State.SENDING)
    office.terminal.does("backup")
    (made,) = backups(office.terminal.folder / "backups")
    assert "1 tin đang gửi dở" in office.terminal.does("restore", str(made.path), "--yes")
    assert state_of(office, row) == "uncertain"


@pytest.mark.parametrize("harm", ["cut", "foreign", "missing", "newer"])
def test_a_file_that_is_no_good_is_refused_and_nothing_changes(office: Office, tmp_path: Path, harm: str) -> None:
    office.terminal.does("backup")
    (made,) = backups(office.terminal.folder / "backups")
    file = tmp_path / "x.db"
    if harm == "cut":
        file.write_bytes(made.path.read_bytes()[:-5000])
    elif harm == "foreign":
        file.write_text("không phải cơ sở dữ liệu")
    elif harm == "newer":
        file.write_bytes(made.path.read_bytes())
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("UPDATE alembic_version SET version_num = '9999'")
            conn.commit()
    before = (office.terminal.folder / "gandan.db").read_bytes()
    sentence = office.terminal.is_refused("restore", str(file), "--yes")
    assert sentence.count(".") >= 2
    assert (office.terminal.folder / "gandan.db").read_bytes() == before
    assert not list(office.terminal.folder.glob("*.restoring*"))


def test_a_backup_sealed_with_another_key_is_refused(office: Office) -> None:
    office.terminal.does("backup")
    (made,) = backups(office.terminal.folder / "backups")
    key = office.terminal.folder / "master.key"
    key.chmod(0o600)
    key.write_text(f"1 {'ab' * 32}\n")
    key.chmod(0o400)
    assert "không phải của cơ sở dữ liệu này" in office.terminal.is_refused("restore", str(made.path), "--yes")


def test_books_in_use_are_not_replaced_under_a_running_process(office: Office) -> None:
    office.terminal.does("backup")
    (made,) = backups(office.terminal.folder / "backups")
    with closing(sqlite3.connect(office.terminal.folder / "gandan.db")) as conn:
        conn.execute("SELECT count(*) FROM staff").fetchone()
        assert "dừng gandan run" in office.terminal.is_refused("restore", str(made.path), "--yes")


# -- hold and release ----------------------------------------------------------------------------------------------------


def test_a_manager_holds_and_only_a_leader_releases_each_in_the_audit_trail(office: Office) -> None:
    terminal = office.terminal
    assert "không làm được" in terminal.is_refused("hold", "--as", "tu")
    assert "Đang giữ" in terminal.does("hold", "--as", "truong")
    assert "có người yêu cầu giữ" in terminal.does("hold", "--show")
    assert "không làm được" in terminal.is_refused("release", "--as", "tu")
    assert "Đã thôi giữ" in terminal.does("release", "--as", "truong")
    assert "Không giữ" in terminal.does("hold", "--show")
    assert "không có gì để thôi giữ" in terminal.is_refused("release", "--as", "truong")
    assert lines_of_the_trail(office, audit.Action.DELIVERY_HELD) == [""]
    assert lines_of_the_trail(office, audit.Action.DELIVERY_RELEASED) == ["asked"]


@pytest.mark.parametrize(
    ("why", "said", "instead"),
    [
        (Why.MOVED, "đã chuyển sang cơ sở dữ liệu khác", "Hãy đặt GANDAN_DATABASE_URL"),
        (Why.PRACTICE, "không bao giờ gửi tin", "Hãy đặt GANDAN_DATA_DIR"),
    ],
)
def test_books_that_must_never_send_are_not_released_and_nobody_is_told_to(
    office: Office, why: Why, said: str, instead: str
) -> None:
    with office.terminal.books() as books:
        holding.place(books, why)
    refused = office.terminal.is_refused("release", "--as", "truong")
    assert said in refused
    assert instead in refused
    shown = office.terminal.does("hold", "--show")
    assert instead in shown
    assert "gandan release" not in shown
    assert office.terminal.types("doctor") == 1
    (line,) = [line for line in office.terminal.said.splitlines() if "đang giữ tin tự gửi" in line]
    assert instead in line


def test_asking_for_the_version_makes_no_database(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = terminal.folder.parent / "empty"
    monkeypatch.setenv("GANDAN_DATA_DIR", str(empty))
    assert "Chạy: gandan db upgrade" in terminal.is_refused("db", "version")
    assert not empty.exists()


# -- messages that wait for a decision -----------------------------------------------------------------------------------


def test_an_uncertain_message_is_listed_and_a_person_says_that_it_arrived(office: Office) -> None:
    row = put(office, State.UNCERTAIN, reason="sender_died", reference="K7QMWX")
    said = office.terminal.does("message", "list", "--uncertain")
    assert re.search(r"^K7QMWX .*tiến trình gửi bị ngắt$", said, re.MULTILINE)
    office.terminal.does("message", "resolve", "k7qmwx", "--arrived", "--as", "tu")
    with office.terminal.books() as books:
        known = books.conn.execute(select(outbox).where(outbox.c.id == row)).one()
        assert (known.state, known.sent_at) == ("accepted", MONDAY_NINE)
    assert lines_of_the_trail(office, audit.Action.MESSAGE_RESOLVED) == ["arrived: was uncertain"]
    assert "Không có tin nào" in office.terminal.does("message", "list")


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.FAILED_TECHNICAL])
def test_a_message_may_go_once_more_when_a_person_wants_it(office: Office, state: State) -> None:
    row = put(office, state)
    office.terminal.does("message", "resolve", str(row), "--again", "--as", "tu")
    assert state_of(office, row) == "queued"
    assert lines_of_the_trail(office, audit.Action.MESSAGE_RESOLVED) == [f"again: was {state.value}"]


def test_what_cannot_be_decided_so_is_refused_with_the_reason(office: Office) -> None:
    code = put(office, State.UNCERTAIN, purpose="x", kind=DeliveryClass.NEVER_DOUBLE)
    lost = put(office, State.UNCERTAIN, purpose="y", reason=JOURNAL_ONLY)
    never_left = put(office, State.FAILED_TECHNICAL, purpose="z")
    gone = put(office, State.ACCEPTED, purpose="a")
    terminal = office.terminal
    assert "không gửi lại" in terminal.is_refused("message", "resolve", str(code), "--again", "--as", "tu")
    assert "Nội dung tin này đã mất" in terminal.is_refused("message", "resolve", str(lost), "--again", "--as", "tu")
    assert "chưa từng rời máy" in terminal.is_refused("message", "resolve", str(never_left), "--arrived", "--as", "tu")
    assert "không còn chờ" in terminal.is_refused("message", "resolve", str(gone), "--arrived", "--as", "tu")
    assert "Không có tin" in terminal.is_refused("message", "resolve", "ZZZZZZ", "--arrived", "--as", "tu")
    assert "Không gửi lại hàng loạt" in terminal.is_refused("message", "resolve", "--all", "--again", "--as", "tu")
    assert [state_of(office, row) for row in (code, lost, never_left, gone)] == [
        "uncertain", "uncertain", "failed_technical", "accepted",
    ]  # fmt: skip


def test_a_pile_is_taken_as_arrived_at_once(office: Office) -> None:
    rows = [put(office, State.UNCERTAIN, purpose=f"p{number}") for number in range(3)]
    failed = put(office, State.FAILED_TECHNICAL, purpose="f")
    assert "3 tin" in office.terminal.does("message", "resolve", "--all", "--arrived", "--as", "tu")
    assert {state_of(office, row) for row in rows} == {"accepted"}
    assert state_of(office, failed) == "failed_technical"
