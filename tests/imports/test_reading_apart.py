"""A file from others is read by a process that can do little: what goes wrong there is one refusal here."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from casework.imports import reading_apart
from casework.imports.reading_apart import open_apart
from casework.imports.refusals import FileRefused, Refusal
from casework.imports.rows import read_case_list
from casework.imports.sheet import open_here
from tests.imports.making_files import HEADERS, SHEET, TODAY, case, csv_text, part, with_parts, workbook
from tests.imports.other_formats import Formula, ods_of, xls

SAMPLE = (Path(__file__).parents[1] / "data" / "case-list-sample.xlsx").read_bytes()
ROWS = [HEADERS, *(case(number) for number in range(1, 1_200)), case(1_200, Số_CCCD=Formula("=1", 1.0))]
CSV = csv_text([case(number) for number in range(1, 4)])
SPELL = (
    "import sys; sys.path[:0] = sys.argv[1:]; from casework.imports.reading_child import give_up; give_up(2**30, 60)\n"
)


@pytest.mark.parametrize(
    "content",
    [SAMPLE, xls(ROWS), ods_of(ROWS), CSV.encode(), codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"), CSV.encode("utf-8-sig")],
    ids=["xlsx", "xls", "ods", "csv", "utf-16", "utf-8 with its mark"],
)  # fmt: skip
def test_the_list_is_the_same_wherever_it_is_read(content: bytes) -> None:
    apart = read_case_list(content, "a", today=TODAY, opener=open_apart)
    here = read_case_list(content, "a", today=TODAY, opener=open_here)
    assert (apart.rows, apart.findings, apart.skipped, apart.totals) == (
        here.rows, here.findings, here.skipped, here.totals,
    )  # fmt: skip
    assert (apart.sheet, apart.columns, apart.unread_sheets) == (here.sheet, here.columns, here.unread_sheets)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.7", b"\xef\xbb\xbf<html>", b"PK\x03\x04 and nothing more", workbook([case()])[:-50],
        "Số QĐ THA\n".encode("utf-16-le"), "Số QĐ,Tên\nNguyễn,\"b".encode(), "Họ tên\nNguyễn".encode("cp1258", "ignore"),
        with_parts(workbook([case()]), {SHEET: "<!DOCTYPE a>" + part(workbook([case()]), SHEET)}),
        csv_text([]).encode(), CSV.encode() + b'"unclosed', CSV.encode() + b"a\0b",
    ],
)  # fmt: skip
def test_a_refusal_says_the_same_wherever_it_is_said(content: bytes) -> None:
    said = []
    for opener in (open_apart, open_here):
        with pytest.raises(FileRefused) as refused:
            read_case_list(content, "a", today=TODAY, opener=opener)
        said.append((type(refused.value), refused.value.code, str(refused.value)))
    assert said[0] == said[1]


def test_one_sheet_of_several_is_asked_for_by_its_vietnamese_name() -> None:
    import openpyxl

    from tests.imports.making_files import saved

    book = openpyxl.Workbook()
    for name in ("Quý một", "Quý hai"):
        sheet = book.create_sheet(name)
        for row in (HEADERS, case(1)):
            sheet.append(list(row))
    found = read_case_list(saved(book), "a", today=TODAY, sheet="Quý hai", opener=open_apart)
    assert found.sheet == "Quý hai"


# -- a reader that goes wrong -----------------------------------------------------------------------------------------


def stopped(content: bytes = SAMPLE) -> None:
    with pytest.raises(FileRefused) as refused:
        read_case_list(content, "a", today=TODAY, opener=open_apart)
    assert refused.value.code is Refusal.READER_STOPPED
    assert "chưa ghi gì" in refused.value.sentence
    assert refused.value.remedy.startswith("Hãy ")


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "raise SystemExit(0)",
        "import sys; sys.stdin.buffer.read(); print('no such thing', flush=True)",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(bytes([255] * 4096))",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(bytes(400))",
        "import sys; from msgspec.msgpack import encode as e; from casework.imports.pieces import *; sys.stdin.buffer.read()"
        "; o = sys.stdout.buffer; o.write(packed(Sheet(name='a', height=1, merged=(), unread=()))); o.write(packed([[{}]]))",
        "import sys; from casework.imports.pieces import *; sys.stdin.buffer.read(); o = sys.stdout.buffer;"
        " o.write(packed(Refused(kind='HostileFile', code='never heard of', blanks={})))",
        "import sys; from casework.imports.pieces import *; sys.stdin.buffer.read(); o = sys.stdout.buffer;"
        " o.write(packed(Sheet(name='a', height=1, merged=(), unread=()))); o.write(RowPacker().pack([['a']])); o.flush()",
    ],
    ids=["killed", "nothing", "words", "endless", "zeros", "other values", "unknown refusal", "not to the end"],
)  # fmt: skip
def test_a_reader_that_dies_or_talks_nonsense_is_one_refusal(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    folders = str(reading_apart._folders())
    monkeypatch.setattr(reading_apart, "_PROGRAM", f"import sys; sys.path[:0] = {folders}; {program}")
    stopped()


@pytest.mark.parametrize(
    "program", ["import signal; signal.pause()", "import sys, signal; sys.stdin.buffer.read(); signal.pause()"]
)
def test_a_reader_that_falls_silent_is_ended(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reading_apart, "_PROGRAM", program)
    monkeypatch.setattr(reading_apart, "SILENCE", 0.3)
    stopped(SAMPLE * 40)  # more than a pipe takes at once


def test_a_file_that_needs_more_memory_than_allowed_is_one_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = workbook([[*case(1), *[None] * 40], *[[None] * 57 + ["x"]] * 2], headers=[*HEADERS, *map(str, range(40))])
    far = with_parts(
        wide, {SHEET: part(wide, SHEET).replace('<row r="5"', '<row r="150000"').replace('r="BF5"', 'r="BF150000"')}
    )
    monkeypatch.setattr(reading_apart, "MEMORY", 200 * 2**20)
    stopped(far)


def test_a_file_that_takes_too_long_is_one_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = reading_apart._folders()
    monkeypatch.setattr(
        reading_apart, "_PROGRAM",
        f"import sys; sys.path[:0] = {folders}; from casework.imports.reading_child import give_up; give_up(2**30, 1)\n"
        "while True: pass",
    )  # fmt: skip
    stopped()


def test_a_list_that_is_mostly_no_list_takes_no_memory_for_each_line_of_it() -> None:
    content = csv_text([case(1)]) + "x,y\n" * 30_000 + csv_text([case(2)])
    found = read_case_list(content.encode(), "a", today=TODAY)
    assert [row.row for row in found.rows] == [2, 30_004]
    assert len(found.skipped) < 2_000
    assert sum(one.last - one.first + 1 for one in found.skipped) + len(found.rows) == 30_004


def test_nobody_is_left_over_when_the_rows_are_not_wanted_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]  # its kind of text does not matter here
        def __init__(self, *words: Any, **how: Any) -> None:
            super().__init__(*words, **how)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    with open_apart(SAMPLE) as chosen:
        assert next(chosen.rows)[0] == 1
    assert [one.poll() is not None for one in started] == [True]


# -- what the reader may not do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "open('/etc/passwd')",
        "open('/tmp/written', 'w')",
        "x = bytearray(2**30)",
        "import os; os.pipe()",
    ],
)
def test_the_reader_can_open_no_socket_and_no_file_and_take_no_more_memory(attempt: str) -> None:
    program = f"import socket\n{SPELL}try:\n  {attempt}\nexcept (OSError, MemoryError):\n  print('refused')\nelse:\n  print('done')"
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *reading_apart._folders()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "refused\n"


def test_the_reader_knows_no_address_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANDAN_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(
        reading_apart, "_PROGRAM",
        f"import sys; sys.path[:0] = {reading_apart._folders()}; import os; from casework.imports.pieces import *;"
        " sys.stdin.buffer.read(); o = sys.stdout.buffer;"
        " o.write(packed(Sheet(name=repr(sorted(os.environ)), height=0, merged=(), unread=()))); o.flush()",
    )  # fmt: skip
    with open_apart(SAMPLE) as chosen:
        assert "GANDAN" not in chosen.name
