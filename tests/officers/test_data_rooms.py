"""Requests about one's own data, breaches and backups, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework import breaches, data_requests, people, restore_drills
from casework.breaches import Breach
from casework.clock import SetClock
from casework.data_requests import DataRequest
from casework.db.engine import Database
from casework.tables.decisions import decision_party
from tests.builders import WOMAN
from tests.officers.office import Browser, Office, bare, open_office
from tests.officers.test_matrix import lines_of
from tests.officers.test_safety_rooms import Desk

ASKED = {
    "kind": "copy",
    "name": "Nguyễn Thị Ngọc Ánh",
    "contact": "0900 000 123",
    "words": "Cho tôi bản sao dữ liệu của tôi.",
    "received_on": "13/11/2026",
    "received_how": "in_person",
    "identity": "not_yet",
}
NOTICED = {"noticed_on": "15/11/2026", "noticed_time": "14h05", "what": "Danh sách gửi nhầm hộp thư"}


@pytest.fixture
def desk(db: Database, office: Office, browser: Browser) -> Desk:
    return Desk(db, office, browser)


def requests_of(books: Any, who: Any) -> list[DataRequest]:
    return data_requests.open_requests(books, who)


async def the_request(desk: Desk, role: str = "head") -> DataRequest:
    from casework.staff import find

    who = await desk.db.read(find, desk.office.staff[role])
    (only,) = await desk.db.read(requests_of, who)
    return only


async def the_breach(desk: Desk) -> Breach:
    (only,) = await desk.db.read(breaches.open_breaches, desk.office.agency)
    return only


async def test_a_request_from_its_coming_to_its_copy(desk: Desk, db: Database, office: Office) -> None:
    await desk.is_at("head")
    entered = await desk.post("/safety/requests", **ASKED)
    known = await the_request(desk)
    assert entered.place == f"/console/safety/requests/{known.id}?saved=yes"
    page = await desk.get(f"/safety/requests/{known.id}")
    assert "báo đã nhận chậm nhất 17/11/2026" in page.text
    assert "trả lời chậm nhất 23/11/2026" in page.text
    assert "đối chiếu nguyên văn" in page.text
    base = f"/safety/requests/{known.id}"
    assert (await desk.post(f"{base}/acknowledge")).status == 303
    assert (await desk.post(f"{base}/acknowledge")).status == 422
    assert (await desk.post(f"{base}/copy")).status == 409, "nobody has looked who asks"
    assert (await desk.post(f"{base}/end", state="done", answer="Đã trao")).status == 422

    identity, _name = await db.read(a_person_of, office.own)
    assert (await desk.post(f"{base}/identity", identity="papers", number="000000000000")).status == 422
    assert (await desk.post(f"{base}/identity", identity="papers", number=identity)).status == 303
    copied = await desk.post(f"{base}/copy")
    assert copied.headers["content-disposition"].startswith("attachment")
    told = json.loads(copied.text)
    assert told["party"]["name"] == WOMAN
    assert told["party"]["identity_number"] == identity
    assert ("own_data_copied", f"data_request {known.id}") in [
        (action, purpose) for action, _, purpose in await db.read(lines_of, office.staff["head"])
    ]
    assert (await desk.post(f"{base}/end", state="done", answer="")).status == 422
    assert (await desk.post(f"{base}/end", state="done", answer="Đã trao bản sao")).status == 303
    over = await desk.get(base)
    assert "đã thực hiện" in over.text
    assert "Đã trao bản sao" in over.text
    assert "Kết thúc yêu cầu" not in over.text


def a_person_of(books: Any, decision_id: int) -> tuple[str, str]:
    asked = select(decision_party.c.party_id).where(
        decision_party.c.decision_id == decision_id, decision_party.c.role == "debtor"
    )
    party = people.party(books, books.conn.execute(asked).scalars().first())
    assert party is not None
    assert party.identity is not None
    return party.identity, party.name


async def test_a_copy_is_not_made_of_somebody_elsewhere(desk: Desk, db: Database, office: Office) -> None:
    await desk.is_at("head")
    await desk.post("/safety/requests", **ASKED)
    known = await the_request(desk)
    identity, _ = await db.read(a_person_of, office.elsewhere)
    foreign = await desk.post(f"/safety/requests/{known.id}/identity", identity="papers", number=identity)
    nobody = await desk.post(f"/safety/requests/{known.id}/identity", identity="papers", number="099999999999")
    assert foreign.status == nobody.status == 422
    assert bare(foreign)[1].replace(identity, "") == bare(nobody)[1].replace("099999999999", "")


async def test_whoever_knows_the_law_answers_but_copies_nothing(desk: Desk, db: Database) -> None:
    await desk.is_at("legal")
    await desk.post("/safety/requests", **ASKED | {"kind": "deletion"})
    known = await the_request(desk, "legal")
    base = f"/safety/requests/{known.id}"
    assert known.due_on == date(2026, 12, 3)
    assert "Lấy tệp bản sao" not in (await desk.get(base)).text
    assert (await desk.post(f"{base}/copy")).status == 409
    assert (await desk.post(f"{base}/end", state="refused", answer="Giữ để thi hành án")).status == 422
    refused = await desk.post(f"{base}/end", state="refused", ground="law_work", answer="Giữ để thi hành án")
    assert refused.status == 303
    assert "cơ quan giữ để làm việc theo luật" in (await desk.get(base)).text


async def test_late_ones_stand_on_top(desk: Desk, clock: SetClock) -> None:
    await desk.is_at("head")
    await desk.post("/safety/requests", **ASKED | {"name": "Người thứ nhất", "received_on": "16/11/2026"})
    await desk.post("/safety/requests", **ASKED | {"name": "Người thứ hai", "received_on": "2/11/2026"})
    text = (await desk.get("/safety/requests")).text
    assert text.index("Người thứ hai") < text.index("Người thứ nhất")
    assert "quá hạn báo nhận, hạn 04/11/2026" in text
    assert "1 yêu cầu đã quá hạn" in (await desk.get("/")).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("words", "  "),
        ("kind", ""),
        ("received_on", "32/13"),
        ("received_on", "17/11/2026"),
        ("identity", ""),
    ],
)
async def test_a_wrong_request_comes_back_filled_in(desk: Desk, field: str, typed: str) -> None:
    await desk.is_at("head")
    back = await desk.post("/safety/requests", **ASKED | {field: typed})
    assert back.status == 422
    assert 'role="alert"' in back.text
    if field != "words":
        assert ASKED["words"] in back.text
    assert "Đang chờ <span" in back.text
    assert "/safety/requests/" not in back.text.replace('action="/console/safety/requests"', "")


async def test_an_extension_is_taken_once(desk: Desk) -> None:
    await desk.is_at("head")
    await desk.post("/safety/requests", **ASKED)
    known = await the_request(desk)
    base = f"/safety/requests/{known.id}"
    assert (await desk.post(f"{base}/extend", why="")).status == 422
    assert (await desk.post(f"{base}/extend", why="Hồ sơ ở nhiều nơi")).status == 303
    assert (await the_request(desk)).due_on == date(2026, 12, 3)
    assert (await desk.post(f"{base}/extend", why="Nữa")).status == 422


async def test_a_breach_from_its_clock_to_its_end(desk: Desk, db: Database, clock: SetClock) -> None:
    await desk.is_at("admin")
    assert (await desk.post("/safety/breaches", **NOTICED)).status == 303
    known = await the_breach(desk)
    base = f"/safety/breaches/{known.id}"
    page = await desk.get(base)
    assert "Còn 53 giờ 5 phút để báo" in page.text  # noticed 14:05 on the 15th, now 09:00 on the 16th
    assert "hết 72 giờ lúc 14:05 18/11/2026" in page.text
    draft = await desk.get(f"{base}/notice")
    assert "Danh sách gửi nhầm hộp thư" in draft.text
    assert draft.text.count("chưa biết") >= 5
    assert "không phải mẫu chính thức" in draft.text

    more = NOTICED | {"people": "1.250", "whose": "Họ tên, số tiền", "harm": "Mất danh dự"}
    assert (await desk.post(f"{base}/facts", **more)).status == 303
    line = {"at_on": "16/11/2026", "at_time": "8:30", "words": "Đã thu hồi thư"}
    assert (await desk.post(f"{base}/line", kind="measure", **line)).status == 303
    assert (await desk.post(f"{base}/line", kind="notified", **line)).status == 422
    assert (
        await desk.post(f"{base}/line", kind="notified", whom="authority", **line | {"at_time": "23:00"})
    ).status == 422
    assert (await desk.post(f"{base}/close", closing="Xong")).status == 422, "an administrator closes nothing"
    draft = await desk.get(f"{base}/notice")
    assert "1.250" in draft.text
    assert "Đã thu hồi thư" in draft.text

    await desk.is_at("deputy")
    assert "Một sự cố còn 53 giờ để báo" in (await desk.get("/")).text
    assert (await desk.post(f"{base}/line", kind="notified", whom="authority", **line)).status == 303
    assert "Đã báo cơ quan chuyên trách lúc 08:30 16/11/2026" in (await desk.get(base)).text
    assert (await desk.post(f"{base}/close", closing=" ")).status == 422
    assert (await desk.post(f"{base}/close", closing="Đã khắc phục")).status == 303
    assert "Đã khắc phục" in (await desk.get(base)).text
    assert (await desk.post(f"{base}/line", kind="measure", **line)).status == 422
    assert (await desk.post(f"{base}/facts", **more)).status == 422


async def test_a_breach_past_its_hours_says_so(desk: Desk, clock: SetClock) -> None:
    await desk.is_at("head")
    await desk.post("/safety/breaches", **NOTICED)
    clock.set(clock.now() + timedelta(hours=54))
    await desk.is_at("head")
    assert "Quá 72 giờ được 0 giờ 55 phút" in (await desk.get("/safety/breaches")).text
    base = f"/safety/breaches/{(await the_breach(desk)).id}"
    told = {"kind": "notified", "whom": "authority", "at_on": "18/11/2026", "at_time": "15:00", "words": "Đã gửi"}
    assert (await desk.post(f"{base}/line", **told)).status == 303
    assert "Sau 72 giờ" in (await desk.get(base)).text


async def test_a_breach_long_past_its_hours_is_counted_in_days(desk: Desk, clock: SetClock) -> None:
    await desk.is_at("head")
    await desk.post("/safety/breaches", **NOTICED | {"noticed_on": "02/11/2026"})
    for page in ("/safety/breaches", f"/safety/breaches/{(await the_breach(desk)).id}"):
        assert "Quá 72 giờ được 10 ngày 18 giờ, chưa ghi đã báo" in (await desk.get(page)).text


async def test_nobody_was_told_of_a_breach_before_it_was_noticed(desk: Desk) -> None:
    await desk.is_at("head")
    await desk.post("/safety/breaches", **NOTICED)
    base = f"/safety/breaches/{(await the_breach(desk)).id}"
    told = {"kind": "notified", "whom": "authority", "at_on": "14/11/2026", "at_time": "15:00", "words": "Đã gửi"}
    slip = await desk.post(f"{base}/line", **told)
    assert (slip.status, "Giờ báo ở trước giờ phát hiện sự cố." in slip.text, "Đã gửi" in slip.text) == (
        422,
        True,
        True,
    )
    assert (await the_breach(desk)).told_at is None, "the clock goes on"
    assert (await desk.post(f"{base}/line", **told | {"at_on": "15/11/2026"})).status == 303
    later = await desk.post(f"{base}/facts", **NOTICED | {"noticed_time": "16:00"})
    assert (later.status, "Đã ghi một lần báo ở trước giờ phát hiện này." in later.text) == (422, True)
    happened = told | {"kind": "happened", "whom": ""}
    assert (await desk.post(f"{base}/line", **happened)).status == 303, "what happened was there before anybody saw it"


async def test_what_is_put_right_is_said_to_be_saved(desk: Desk) -> None:
    await desk.is_at("head")
    await desk.post("/safety/breaches", **NOTICED)
    base = f"/safety/breaches/{(await the_breach(desk)).id}"
    assert "Đã ghi lại." not in (await desk.get(base)).text
    saved = await desk.post(f"{base}/facts", **NOTICED | {"cause": "Gõ nhầm địa chỉ"})
    assert saved.place == f"/console{base}?saved=yes"
    assert '<p class="done" role="status">Đã ghi lại.</p>' in (await desk.get(f"{base}?saved=yes")).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("what", ""),
        ("noticed_on", "hôm qua đó"),
        ("noticed_time", "25:00"),
        ("noticed_on", "16/11/2026"),
        ("people", "vài"),
    ],
)
async def test_a_wrong_breach_comes_back_filled_in(desk: Desk, field: str, typed: str) -> None:
    await desk.is_at("legal")
    back = await desk.post("/safety/breaches", **NOTICED | {"whose": "Hai xã", field: typed})
    assert back.status == 422
    assert "Hai xã" in back.text
    assert await desk.db.read(breaches.open_breaches, desk.office.agency) == []


@pytest.fixture
async def machine(db: Database, office: Office, tmp_path: Path) -> AsyncIterator[Desk]:
    """The console with the folder that its backups go to."""
    url = db.engine.url.render_as_string(hide_password=False)
    async with open_office(db, database_url=url, data_dir=tmp_path) as browser:
        yield Desk(db, office, browser)


async def test_a_backup_is_made_beside_whoever_writes(machine: Desk, tmp_path: Path) -> None:
    await machine.is_at("admin")
    assert "Chưa có bản sao lưu nào" in (await machine.get("/safety/backups")).text
    assert (await machine.post("/safety/backups")).status == 303
    (made,) = (tmp_path / "backups").glob("gandan-*.db")
    page = await machine.get("/safety/backups")
    assert made.name in page.text
    assert "bản sao lưu mới nhất lúc 09:00 16/11/2026" in page.text.lower()
    assert ("backup_made", "books", made.name) in await machine.db.read(lines_of, machine.office.staff["admin"])
    again = await machine.post("/safety/backups")
    assert again.status == 409, "the same second has its file"
    assert "Hãy chọn tên khác" not in again.text


async def test_a_try_at_restoring_is_written_down(desk: Desk, db: Database) -> None:
    await desk.is_at("admin")
    assert "chưa từng thử" in (await desk.get("/safety/backups")).text
    tried = {"on_date": "15/11/2026", "backup": "gandan-20261115T020000Z.db", "minutes": "12", "works": "yes"}
    for wrong in ({"works": ""}, {"minutes": "0"}, {"on_date": "20/11/2026"}, {"backup": ""}, {"works": "no"}):
        back = await desk.post("/safety/backups/drills", **tried | wrong)
        assert back.status == 422, wrong
        assert 'role="alert"' in back.text
    assert await db.read(restore_drills.drills) == []
    assert (await desk.post("/safety/backups/drills", **tried)).status == 303
    page = await desk.get("/safety/backups")
    assert "mất 12 phút" in page.text
    assert "chưa từng thử" not in page.text


async def test_what_was_written_lies_sealed(desk: Desk, db: Database) -> None:
    await desk.is_at("head")
    await desk.post("/safety/requests", **ASKED)
    await desk.post("/safety/breaches", **NOTICED)
    with db.engine.connect() as conn:
        rows = [conn.exec_driver_sql(f"SELECT * FROM {table}").all() for table in ("data_request", "breach")]
    text = str(rows)
    assert "Ngọc Ánh" not in text
    assert "hộp thư" not in text
