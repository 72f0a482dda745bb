"""What does a case list cost from file to committed books, beside reading it bare and inserting the same rows bare?"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.data_set import AGENCY, DataSet, name
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved, peak_mib
from benchmarks.place import Place, file_of
from benchmarks.store import fill_sqlite, opened

TODAY = date(2026, 11, 16)
TABLES = ("party", "judgment", "decision", "decision_party", "obligation", "payment", "allocation")
HEADERS = (
    "STT", "Số QĐ THA", "Ngày ra QĐ", "Bản án/QĐ số", "Người phải THA", "Số CCCD", "Năm sinh", "Địa chỉ (xã/TT)",
    "Người được THA", "Nội dung phải thi hành", "Số tiền phải thi hành (đồng)", "Đã thi hành (đồng)",
)  # fmt: skip


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    sheet = place.folder / "list.xlsx"
    _write_sheet(sheet, sizes.sheet_rows)
    filled = str(place.folder / "imported.db")
    rounds = min(sizes.rounds, 3)  # each round is long enough to be steady

    def product_on_empty_books() -> Measured:
        _remove(Path(filled))
        url = fill_sqlite(Path(filled), DataSet(decisions=0))
        return fresh("importing:product", url=url, sheet=str(sheet))

    def bare_on_empty_books() -> Measured:
        empty = place.folder / "bare.db"
        url = fill_sqlite(empty, DataSet(decisions=0))
        told = fresh("importing:bare", url=url, sheet=str(sheet), filled=filled)
        _remove(empty)
        return told

    found = interleaved(rounds, {
        "product": product_on_empty_books,
        "bare": bare_on_empty_books,
        "openpyxl": partial(fresh, "importing:read_by_openpyxl", sheet=str(sheet)),
    })  # fmt: skip
    figure = partial(Figure, n=sizes.sheet_rows)
    yield figure(bench="case list from .xlsx to committed / calamine and a bare bulk insert",
                 product=found["product"]["cpu_s"], limit=found["bare"]["cpu_s"], goal=Goal(at_most=3.0), unit="CPU s",
                 peer={"openpyxl's bare reading": found["openpyxl"]["cpu_s"]})  # fmt: skip
    yield figure(bench="case list from .xlsx to committed / calamine and a bare bulk insert, by the clock",
                 product=found["product"]["wall_s"], limit=found["bare"]["wall_s"], goal=Goal(at_most=3.0), unit="s",
                 peer={"openpyxl's bare reading": found["openpyxl"]["wall_s"]})  # fmt: skip
    for process, peak in (("keeps the books", "peak_mib"), ("reads the file", "reader_peak_mib")):
        yield figure(bench=f"case list, memory of the process that {process} / 300 MiB",
                     product=found["product"][peak], limit=300.0, goal=Goal(at_most=1.0), unit="MiB")  # fmt: skip


def _remove(file: Path) -> None:
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        path.unlink(missing_ok=True)


def _write_sheet(file: Path, rows: int) -> None:
    """A tidy list of invented people: one row a decision, every fifth with something paid."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["DANH SÁCH HỒ SƠ (dữ liệu hư cấu)"])
    sheet.append(HEADERS)
    for number in range(1, rows + 1):
        owed = 100_000 * (20 + number % 3_980)
        sheet.append([
            number, f"{number:03}/QĐ-THADS", date(2026, 3, 1 + number % 28), f"{number // 2 + 1}/2025/DSST", name(number),
            f"095081{number:06}", 1981, f"Ấp {number % 90}, xã Phước Hòa", f"Ngân hàng số {number % 200}",
            "Trả nợ ngân hàng và tiền lãi phát sinh", owed, owed // 5 if number % 5 == 0 else 0,
        ])  # fmt: skip
    book.save(file)


def product(url: str, sheet: str) -> Measured:
    """Read apart, check, compare, write and commit: the processor's time of both processes."""
    from casework.imports.batches import write
    from casework.imports.reading_apart import open_apart
    from casework.imports.rows import read_case_list

    content = Path(sheet).read_bytes()
    with opened(url) as db:
        watch = Stopwatch()
        case_list = read_case_list(content, "list.xlsx", today=TODAY, opener=open_apart)
        reader = resource.getrusage(resource.RUSAGE_CHILDREN)
        reader_s = reader.ru_utime + reader.ru_stime
        read_s = watch.cpu() + reader_s
        # books without an agency of their own: the data set's is there
        written = db.submit(write, case_list, agency_id=AGENCY, staff_id=None).result()
        told = {
            "cpu_s": watch.cpu() + reader_s,
            "wall_s": watch.wall(),
            "read_s": read_s,
            "peak_mib": peak_mib(),
            "reader_peak_mib": reader.ru_maxrss / 1024,
        }
    assert written.batch_id is not None
    return told


def bare(url: str, sheet: str, filled: str) -> Measured:
    """calamine's own reading, and one ``executemany`` a table of the rows that the product made of the list."""
    from python_calamine import CalamineWorkbook

    with closing(sqlite3.connect(filled)) as source:
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA cache_size=-32000")
        watch = Stopwatch()
        CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
        conn.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            if rows[table]:
                conn.executemany(
                    f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[table][0]))})", rows[table]
                )
        conn.execute("COMMIT")
        return {"cpu_s": watch.cpu(), "wall_s": watch.wall()}


def read_by_openpyxl(sheet: str) -> Measured:
    """openpyxl's reading mode, nothing done with the rows."""
    import openpyxl

    watch = Stopwatch()
    rows = sum(1 for _ in openpyxl.load_workbook(sheet, read_only=True).worksheets[0].iter_rows(values_only=True))
    assert rows
    return {"cpu_s": watch.cpu(), "wall_s": watch.wall()}
