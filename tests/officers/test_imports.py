"""A list comes in through the browser: looked at, corrected in place, written once, taken back; whatever happens in between."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select, update

from bot.officers import file_form
from casework import staff
from casework.books import Books
from casework.db.engine import Database
from casework.imports import uploads
from casework.signing import sessions
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision
from casework.tables.imports import import_batch, import_upload
from tests.builders import a_staff_member
from tests.imports.making_files import case, csv_text, workbook
from tests.officers.office import Answer, Browser, Office, open_office, seated

SAMPLE = Path(__file__).parents[1] / "data" / "case-list-sample.xlsx"
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Seat:
    """A browser at the room of lists, and where the server keeps its files."""

    browser: Browser
    folder: Path
    actions: int = 0

    async def upload(self, content: bytes, name: str = "danh-sach.csv") -> Answer:
        """Choose a file, press upload."""
        self.actions += 2
        form = aiohttp.FormData({"form": self.browser.fresh()}, quote_fields=False)  # as browsers do
        form.add_field("file", io.BytesIO(content), filename=name, content_type="application/octet-stream")
        return await sent(self.browser, form)

    async def opened(self, answer: Answer) -> tuple[str, Answer]:
        """The page that an answer leads to, when there is nothing left to wait for."""
        assert answer.status == 303, answer.text
        path = answer.place.removeprefix("/console")
        for _ in range(4_000):
            page = await self.browser.get(path)
            assert page.status == 200, page.text
            if 'id="under-way"' not in page.text:
                return path.partition("?")[0], page
            await asyncio.sleep(0.05)
        raise AssertionError("still under way")

    async def press(self, path: str, page: Answer, **fields: str) -> Answer:
        """A button of the page."""
        self.actions += 1
        version = VERSION.search(page.text)
        assert version is not None, page.text
        return await self.browser.post(path, {"version": version[1], **fields})


async def sent(browser: Browser, data: aiohttp.FormData | bytes, **headers: str) -> Answer:
    told = {"Origin": browser.home, "Sec-Fetch-Site": "same-origin", **headers}
    cookies = {"gandan_console": browser.cookie or ""}
    address = f"{browser.home}/console/imports"
    async with browser.http.post(address, data=data, headers=told, cookies=cookies, allow_redirects=False) as answer:
        return Answer(answer.status, await answer.text(), answer.headers.get("Location", ""), {})


async def sit(db: Database, browser: Browser, staff_id: int) -> None:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


@pytest.fixture
async def seat(db: Database, office: Office, tmp_path: Path) -> AsyncIterator[Seat]:
    """The clerk's."""
    async with open_office(db, data_dir=tmp_path) as browser:
        await sit(db, browser, office.staff["clerk"])
        yield Seat(browser, tmp_path / "imports")


@pytest.fixture
async def leader(db: Database, office: Office) -> int:
    """Who leads the whole agency."""
    return await db.write(lambda books: a_staff_member(books, office.agency, name="Huỳnh Thị Lan", role="head"))


def rows_csv(*rows: Sequence[object]) -> bytes:
    return csv_text(rows).encode()


def decisions(books: Books) -> int:
    return int(books.conn.execute(select(func.count()).select_from(decision)).scalar_one())


def batches(books: Books) -> int:
    return int(books.conn.execute(select(func.count()).select_from(import_batch)).scalar_one())


def identity_of(number: int) -> str:
    return str(case(number)[5])


async def test_the_sample_from_upload_to_books_and_back_in_a_few_presses(db: Database, seat: Seat) -> None:
    before = await db.read(decisions)
    path, page = await seat.opened(await seat.upload(SAMPLE.read_bytes(), "Danh sách tháng 11.xlsx"))
    assert "420 hồ sơ trong tệp" in page.text
    assert "Chưa ghi gì vào sổ." in page.text
    assert await db.read(decisions) == before
    held = int(re.findall(r"còn chờ sửa (\d+)", page.text)[0])
    _, page = await seat.opened(await seat.press(f"{path}/accept", page))
    waits = int(re.findall(r"còn chờ sửa (\d+)", page.text)[0])
    assert waits < held
    _, page = await seat.opened(await seat.press(f"{path}/write", page))
    assert "Đã ghi danh sách này vào sổ." in page.text
    assert seat.actions <= 15
    written = await db.read(decisions) - before
    assert written > 100

    past = re.findall(r"/console(/imports/past/\d+)", page.text)[0]
    page = await seat.browser.get(past)
    assert f"{420 - waits}/420" in page.text
    asked = await seat.browser.get(f"{past}/undo")
    assert f"bỏ {written} việc đã thêm" in asked.text
    _, page = await seat.opened(await seat.browser.post(f"{past}/undo"))
    assert "Đã hoàn tác lúc" in page.text
    assert await db.read(decisions) == before
    again = await seat.browser.get(f"{past}/undo")
    assert (again.status, "đã được hoàn tác" in again.text) == (409, True)


async def test_a_cell_is_corrected_in_place_and_the_row_checked_at_once(db: Database, seat: Seat) -> None:
    right, wrong = identity_of(1), identity_of(2).lstrip("0")
    path, page = await seat.opened(await seat.upload(rows_csv(case(1), case(2, Số_CCCD=wrong))))
    assert "ghi được 1, còn chờ sửa 1" in page.text
    assert f"Dùng «{identity_of(2)}»" in page.text
    (name,) = re.findall(r'name="(c\.\d+\.\d+)"', page.text)
    _, page = await seat.opened(await seat.press(f"{path}/cells", page, **{name: right}))
    assert "Số định danh trùng với dòng" in page.text, "what was typed is compared like a cell of the file"
    _, page = await seat.opened(await seat.press(f"{path}/cells", page, **{name: "095081 không phải số"}))
    assert 'value="095081 không phải số"' in page.text
    assert "ghi được 1, còn chờ sửa 1" in page.text
    _, page = await seat.opened(await seat.press(f"{path}/cells", page, **{name: identity_of(2)}))
    assert "ghi được 2, còn chờ sửa 0" in page.text
    await seat.opened(await seat.press(f"{path}/write", page))
    assert await db.read(batches) == 1


async def test_a_proposal_is_taken_by_its_button_and_a_correction_given_up_again(seat: Seat) -> None:
    rows = [case(number, Số_CCCD=identity_of(number).lstrip("0")) for number in (1, 2, 3)]
    path, page = await seat.opened(await seat.upload(rows_csv(*rows)))
    place = re.findall(r'name="use" value="([\d.]+)"', page.text)[0]
    _, page = await seat.opened(await seat.press(f"{path}/cells", page, use=place))
    assert "ghi được 1, còn chờ sửa 2" in page.text
    _, page = await seat.opened(await seat.press(f"{path}/accept", page, kind="identity_zero_lost"))
    assert "ghi được 3, còn chờ sửa 0" in page.text
    assert "Đã sửa 3 ô so với tệp." in page.text
    _, page = await seat.opened(await seat.press(f"{path}/take-back", page))
    assert "ghi được 0, còn chờ sửa 3" in page.text


async def test_one_name_that_many_rows_misspell_is_corrected_once(db: Database, office: Office, seat: Seat) -> None:
    known = await db.read(lambda books: staff.find(books, office.staff["officer"]))
    assert known is not None
    rows = [case(number, Chấp_hành_viên="Cán bộ ofiser" if number > 2 else known.name) for number in range(1, 41)]
    path, page = await seat.opened(await seat.upload(rows_csv(*rows)))
    assert "ghi được 2, còn chờ sửa 38" in page.text
    assert f'<option value="{known.name}">' in page.text
    name = re.findall(r'name="(c\.\d+\.\d+)"', page.text)[0]
    _, page = await seat.opened(await seat.press(f"{path}/cells", page, **{name: known.name, "same": "1"}))
    assert "ghi được 40, còn chờ sửa 0" in page.text


async def test_thousands_of_cells_are_paged_by_key(seat: Seat) -> None:
    rows = [case(number, Số_CCCD=identity_of(number).lstrip("0")) for number in range(1, 101)]
    path, page = await seat.opened(await seat.upload(rows_csv(*rows)))
    seen: list[str] = re.findall(r'name="c\.(\d+)\.', page.text)
    while (more := re.search(r'href="/console([^"]+after=[^"#]+)', page.text)) is not None:
        page = await seat.browser.get(more[1].replace("&amp;", "&"))
        seen += re.findall(r'name="c\.(\d+)\.', page.text)
    assert [int(row) for row in seen] == list(range(2, 102))
    for odd in ("x", "-1", "9" * 60, "3.4.identity_zero_lost'--"):
        assert (await seat.browser.get(f"{path}?after={odd}")).status == 200


async def test_the_same_file_again_is_one_upload_and_then_changes_nothing(db: Database, seat: Seat) -> None:
    content = rows_csv(case(1), case(2))
    path, page = await seat.opened(await seat.upload(content))
    twin, _ = await seat.opened(await seat.upload(content, "tên khác.csv"))
    assert twin == path
    assert len(list(seat.folder.iterdir())) == 1
    await seat.opened(await seat.press(f"{path}/write", page))
    other, page = await seat.opened(await seat.upload(content))
    assert other != path
    assert "mới 0, thay đổi 0, như cũ 2" in page.text
    _, page = await seat.opened(await seat.press(f"{other}/write", page))
    assert "Không có thay đổi" in page.text
    assert await db.read(batches) == 1


async def test_two_presses_at_once_write_once(db: Database, seat: Seat) -> None:
    path, page = await seat.opened(await seat.upload(rows_csv(case(1), case(2))))
    both = await asyncio.gather(seat.press(f"{path}/write", page), seat.press(f"{path}/write", page))
    assert {answer.status for answer in both} <= {303, 409}
    done = next(answer for answer in both if answer.status == 303)
    await seat.opened(done)
    assert await db.read(batches) == 1
    late = await seat.browser.post(f"{path}/write", {"version": "0"})
    assert late.status == 409
    assert "vừa được sửa, ghi hoặc bỏ" in late.text


async def test_nobody_writes_what_they_have_not_seen(db: Database, seat: Seat) -> None:
    path, page = await seat.opened(await seat.upload(rows_csv(case(1, Số_CCCD=identity_of(1).lstrip("0")), case(2))))
    await seat.opened(await seat.press(f"{path}/accept", page))
    stale = await seat.press(f"{path}/write", page)
    assert stale.status == 409
    assert await db.read(batches) == 0


async def test_books_that_changed_after_the_comparison_are_shown_before_anything_is_written(
    db: Database, seat: Seat
) -> None:
    first, page = await seat.opened(await seat.upload(rows_csv(case(1), case(2))))
    other, newer = await seat.opened(await seat.upload(rows_csv(case(2), case(3))))
    await seat.opened(await seat.press(f"{other}/write", newer))
    _, page = await seat.opened(await seat.press(f"{first}/write", page))
    assert "Sổ đã thay đổi sau khi so sánh" in page.text
    assert "mới 1, thay đổi 0, như cũ 1" in page.text
    assert await db.read(batches) == 1
    await seat.opened(await seat.press(f"{first}/write", page))
    assert await db.read(batches) == 2


async def test_a_server_that_stops_leaves_nothing_half_done_and_says_so(
    db: Database, office: Office, seat: Seat, tmp_path: Path
) -> None:
    content = rows_csv(case(1, Số_CCCD=identity_of(1).lstrip("0")), case(2))
    path, page = await seat.opened(await seat.upload(content))
    await seat.opened(await seat.press(f"{path}/accept", page))
    upload_id = int(path.rpartition("/")[2])
    now = db.clock.now()
    await db.write(lambda books: books.conn.execute(update(import_upload).values(begun_at=now)) and None)
    async with open_office(db, data_dir=tmp_path) as browser:  # another server, after the first one died while writing
        await sit(db, browser, office.staff["clerk"])
        after = Seat(browser, seat.folder)
        assert "dở dang, chưa ghi gì" in (await browser.get("/imports")).text
        _, page = await after.opened(Answer(303, "", f"/console{path}", {}))
        assert "Chưa có gì được ghi dở" in page.text
        assert "ghi được 2, còn chờ sửa 0" in page.text, "what was typed is still there"
        await after.opened(await after.press(f"{path}/write", page))
    assert await db.read(batches) == 1
    assert await db.read(_state_of, upload_id) == "written"


def _state_of(books: Books, upload_id: int) -> str:
    return str(books.conn.execute(select(import_upload.c.state).where(import_upload.c.id == upload_id)).scalar_one())


async def test_a_file_that_is_no_list_is_told_and_can_be_explained(seat: Seat) -> None:
    path, page = await seat.opened(await seat.upload(b"%PDF-1.7 not a list", "x.xlsx"))
    assert "Đây không phải bảng tính" in page.text
    discarded = await seat.press(f"{path}/discard", page)
    assert discarded.place == "/console/imports"
    assert list(seat.folder.iterdir()) == []

    renamed = csv_text([case(1)]).replace("Số QĐ THA", "Mã vụ").encode()
    path, page = await seat.opened(await seat.upload(renamed))
    assert "thiếu cột" in page.text
    assert "--map" not in page.text
    odd = await seat.press(f"{path}/columns", page, columns="Mã vụ=cột gì đó", sheet="", sender="")
    assert (odd.status, "Không rõ «Mã vụ=cột gì đó»" in odd.text) == (422, True)
    assert 'name="col.0"' in page.text
    told = await seat.press(f"{path}/columns", page, **{"col.0": "Số QĐ THA", "sheet": "", "sender": "Phòng 1"})
    _, page = await seat.opened(told)
    assert "ghi được 1, còn chờ sửa 0" in page.text
    assert "hiểu là" in page.text


async def test_whoever_sent_it_and_the_agencys_leader_see_it_and_nobody_else(
    db: Database, office: Office, leader: int, seat: Seat
) -> None:
    path, page = await seat.opened(await seat.upload(rows_csv(case(1))))
    for role in ("officer", "head", "deputy"):
        await sit(db, seat.browser, office.staff[role])
        assert (await seat.browser.get(path)).status == 404
    await sit(db, seat.browser, leader)
    seen = await seat.browser.get(path)
    assert seen.status == 200
    assert f"{path}/write" not in seen.text
    assert (await seat.press(f"{path}/write", page)).status == 403
    assert (await seat.press(f"{path}/discard", page)).status == 409
    assert (await seat.press(f"{path}/accept", page)).status == 409
    assert await db.read(batches) == 0


async def test_a_list_that_lowers_many_sums_takes_a_second_person(
    db: Database, office: Office, leader: int, seat: Seat
) -> None:
    path, page = await seat.opened(await seat.upload(rows_csv(*map(case, range(1, 31)))))
    await seat.opened(await seat.press(f"{path}/write", page))
    lower = [case(number, Số_tiền_phải_thi_hành=1_000_000) for number in range(1, 31)]
    path, page = await seat.opened(await seat.upload(rows_csv(*lower)))
    assert "Cần một người khác duyệt" in page.text
    assert f"{path}/write" not in page.text
    refused = await seat.press(f"{path}/write", page)
    assert (refused.status, "Hãy nhờ một lãnh đạo cơ quan" in refused.text) == (403, True)
    await sit(db, seat.browser, leader)
    seen = await seat.browser.get(path)
    assert "phải thi hành 10.000.000 đồng" in seen.text, "a leader of all sees what the books say now"
    assert "Duyệt và ghi vào sổ" in seen.text
    _, page = await seat.opened(await seat.press(f"{path}/write", seen))
    assert "Đã ghi danh sách này vào sổ." in page.text
    line = await db.read(_last_written)
    assert line == (f"staff:{office.staff['clerk']}", f"staff:{leader}")


def _last_written(books: Books) -> tuple[str, str]:
    asked = select(audit_entry.c.actor, audit_entry.c.purpose).where(audit_entry.c.action == "import_written")
    row = books.conn.execute(asked.order_by(audit_entry.c.seq.desc()).limit(1)).one()
    return row.actor, row.purpose


async def test_what_the_books_say_of_cases_out_of_sight_is_not_shown(
    db: Database, office: Office, leader: int, seat: Seat
) -> None:
    await sit(db, seat.browser, leader)
    path, page = await seat.opened(await seat.upload(rows_csv(case(1), case(2))))
    await seat.opened(await seat.press(f"{path}/write", page))
    changed = [
        case(1, Số_tiền_phải_thi_hành=77_000_000),
        case(2, Ngày_ra_QĐ=case(2)[2].replace(day=3)),  # type: ignore[attr-defined]  # a day
    ]
    await sit(db, seat.browser, office.staff["officer"])
    path, page = await seat.opened(await seat.upload(rows_csv(*changed)))
    assert "thay đổi 1" in page.text
    assert "10.000.000" not in page.text
    assert "02/03/2026" not in page.text.replace("001/QĐ-CCTHADS, 02/03/2026", "").replace(
        "001/QĐ-THADS, 02/03/2026", ""
    )
    assert "không thuộc phần việc của ông/bà" in page.text
    await sit(db, seat.browser, leader)
    assert "10.000.000" in (await seat.browser.get(path)).text


async def test_rows_that_wait_are_kept_with_the_list_and_shown_by_page(seat: Seat) -> None:
    rows = [case(number, Số_tiền_phải_thi_hành="một ít" if number > 1 else 5_000_000) for number in range(1, 51)]
    path, page = await seat.opened(await seat.upload(rows_csv(*rows)))
    _, page = await seat.opened(await seat.press(f"{path}/write", page))
    past = re.findall(r"/console(/imports/past/\d+)", page.text)[0]
    page = await seat.browser.get(past)
    assert "1/50" in page.text
    shown = [int(row) for row in re.findall(r"Dòng (\d+):", page.text)]
    more = re.findall(r'/console(/imports/past/\d+\?after=\d+)"', page.text)[0]
    page = await seat.browser.get(more)
    shown += [int(row) for row in re.findall(r"Dòng (\d+):", page.text)]
    assert shown == list(range(3, 52))
    assert past in (await seat.browser.get("/imports")).text
    assert past not in (await seat.browser.get("/imports?before=1")).text
    assert (await seat.browser.get("/imports?before=x")).status == 404


async def test_a_full_disk_is_told(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.imports.kept_files.Keeping.add", full)
    refused = await seat.upload(rows_csv(case(1)))
    assert (refused.status, "ổ đĩa đã đầy" in refused.text) == (503, True)
    assert list(seat.folder.iterdir()) == []


async def test_the_file_is_sealed_where_it_lies_and_named_by_nobody(seat: Seat) -> None:
    content = workbook([case(1), case(2)])
    await seat.opened(await seat.upload(content, "../../etc/Trần Văn B‮.xlsx"))
    (kept,) = seat.folder.iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}", kept.name)
    assert kept.stat().st_mode & 0o077 == 0
    assert content[:4] not in kept.read_bytes()[:64]
    page = await seat.browser.get("/imports")
    assert "Trần Văn B.xlsx" in page.text
    assert "etc" not in page.text


async def test_files_go_after_thirty_days(db: Database, seat: Seat) -> None:
    from datetime import timedelta

    from casework.clock import SetClock

    await seat.opened(await seat.upload(rows_csv(case(1))))
    assert isinstance(db.clock, SetClock)
    db.clock.set(db.clock.now() + timedelta(days=31))
    old, wanted = await db.write(uploads.forget_old)
    assert ([path.name for path in seat.folder.iterdir()], wanted) == (old, set())


async def test_one_person_cannot_fill_the_disk(seat: Seat) -> None:
    for number in range(1, uploads.MOST_OPEN + 1):
        assert (await seat.upload(rows_csv(case(number)))).status == 303
    refused = await seat.upload(rows_csv(case(99)))
    assert (refused.status, "Hãy ghi hoặc bỏ bớt" in refused.text) == (422, True)
    assert len(list(seat.folder.iterdir())) == uploads.MOST_OPEN


# -- a body that is no honest form ------------------------------------------------------------------------------------


def part(name: str, body: bytes, file: str | None = None) -> bytes:
    told = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
    return b"--B\r\n" + told.encode() + b"\r\n\r\n" + body + b"\r\n"


MULTIPART = {"Content-Type": "multipart/form-data; boundary=B"}


async def odd(seat: Seat, *parts: bytes) -> Answer:
    return await sent(seat.browser, b"".join(parts) + b"--B--\r\n", **MULTIPART)


async def test_odd_bodies_are_refused_and_leave_nothing(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    token = part("form", seat.browser.fresh().encode())
    file = part("file", rows_csv(case(1)), "x.csv")
    answers = {
        "10,000 parts": await odd(seat, token, *[part(f"n{n}", b"x") for n in range(10_000)], file),
        "a field after the file": await odd(seat, token, file, part("more", b"x")),
        "two files": await odd(seat, token, file, file),
        "two tokens": await odd(seat, token, token, file),
        "no file": await odd(seat, token),
        "a file of another name": await odd(seat, token, part("other", b"x", "x.csv")),
        "a form within": await odd(seat, token, b"--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C--\r\n"),
        "many headers": await odd(seat, token, b"--B\r\n" + b"A: b\r\n" * 5_000 + b"\r\nx\r\n"),
        "cut off": await sent(seat.browser, token + file[:-40], **MULTIPART),
        "nothing": await sent(seat.browser, b"", **MULTIPART),
    }
    assert {name: answer.status for name, answer in answers.items() if answer.status != 400} == {}
    assert (await odd(seat, token, part("long", b"x" * 100_000), file)).status == 413
    assert (await odd(seat, part("form", b"0" * 64), file)).status == 403
    assert (await odd(seat, file)).status == 403
    assert (await sent(seat.browser, token + file, **MULTIPART, Origin="https://example.com")).status == 403
    assert (await seat.browser.post("/imports")).status == 415
    assert (await odd(seat, token, part("file", b"", "x.csv"))).status == 422
    monkeypatch.setattr(file_form, "LARGEST_FILE", 1_000)
    assert (await odd(seat, token, part("file", b"x" * 5_000, "x.csv"))).status == 413
    assert (await odd(seat, token, part("file", b"x" * 200_000, "x.csv"))).status == 413
    assert not seat.folder.exists() or list(seat.folder.iterdir()) == []
    assert (await seat.browser.get("/imports")).status == 200


async def test_a_slow_or_broken_line_is_given_up(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_form, "GRACE", 0.3)
    token = part("form", seat.browser.fresh().encode())
    host, _, port = seat.browser.home.removeprefix("http://").partition(":")
    head = (
        f"POST /console/imports HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {seat.browser.home}\r\n"
        f"Cookie: gandan_console={seat.browser.cookie}\r\nContent-Type: multipart/form-data; boundary=B\r\n"
    )
    start = token + part("file", b"x", "x.csv")[:-2]

    async def begin(length: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"{head}Content-Length: {length}\r\n\r\n".encode() + start)
        await writer.drain()
        return reader, writer

    reader, writer = await begin(1_000_000)
    for _ in range(200):
        writer.write(b"x")
        await asyncio.sleep(0.02)
        if reader._buffer:  # type: ignore[attr-defined]  # an answer has come
            break
    assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 408")
    writer.close()

    _, writer = await begin(1_000_000)
    await asyncio.sleep(0.1)
    writer.close()  # the browser is closed in the middle
    for _ in range(100):
        if not list(seat.folder.iterdir()):
            break
        await asyncio.sleep(0.05)
    assert list(seat.folder.iterdir()) == []
    nameless = await sent(seat.browser, _chunks(token), **MULTIPART)  # type: ignore[arg-type]  # without a length
    assert nameless.status == 411
    assert (await seat.browser.get("/imports")).status == 200


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body
