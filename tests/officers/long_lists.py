"""A province's agency before a campaign, and the list its courts and offices send: long, and a quarter of its rows doubtful.

The books have a tenth of the list from before, with sums that have gone down since in so many cases that somebody else has to
agree. Everybody and every number is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from casework.books import Books
from casework.db.engine import Database
from casework.imports.batches import write
from casework.imports.rows import read_case_list
from tests.builders import a_staff_member, an_agency
from tests.imports.making_files import case, workbook
from tests.scheduler.planned import communes

TODAY = date(2026, 11, 16)
OF_BEFORE = 10  # one row in so many is in the books already
DOUBTFUL = 4  # one row in so many has a doubtful cell
COMMUNES = (
    "xã Phước Hòa", "phường An Bình", "xã Long Sơn", "xã Tân Thạnh", "phường Tân Lập", "xã Bình Lộc", "xã Hòa Mỹ",
    "xã Đông Thới", "phường Mỹ Xuyên", "xã Thuận Điền", "xã Cái Nước", "xã Phú Tây",
)  # fmt: skip
_SURNAMES = ("Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Ngô", "Dương", "Lý")
OFFICERS = tuple(f"{_SURNAMES[n % 10]} {('Văn Bình', 'Thị Hạnh')[n // 10]}" for n in range(20))
MISSPELT = "Trần Văn Bìn"


@dataclass(frozen=True, kw_only=True)
class Agency:
    """Who works here: two leaders of the whole agency, and the officers whom the list names."""

    id: int
    deputy: int
    head: int


def an_agency_at_work(books: Books) -> Agency:
    """With the communes of its province."""
    agency = an_agency(books)
    communes(books, *COMMUNES)
    staff = partial(a_staff_member, books, agency, phone=None)
    for name in OFFICERS:
        staff(name=name)
    return Agency(
        id=agency,
        deputy=staff(name="Đỗ Thị Phó", title="Phó thủ trưởng", role="deputy"),
        head=staff(name="Phạm Văn Trưởng", title="Thủ trưởng", role="head"),
    )


def the_list(rows: int) -> bytes:
    """So many decisions of as many people, as an office keeps them."""
    return workbook([_row(number, doubtful=True) for number in range(1, rows + 1)])


def the_list_of_before(db: Database, agency: Agency, rows: int) -> None:
    """Written into the books, with every tenth sum higher than it is now."""
    before = []
    for number in range(1, rows // OF_BEFORE + 1):
        row = _row(number, doubtful=False)
        if number % OF_BEFORE == 0:
            row[11] = _sum(number) + 1_000_000
        before.append(row)
    case_list = read_case_list(workbook(before), "truoc.xlsx", today=TODAY)
    db.submit(write, case_list, agency_id=agency.id, staff_id=None).result()


def _sum(number: int) -> int:
    return 2_000_000 + number % 500 * 400_000


def _row(number: int, *, doubtful: bool) -> list[object]:
    told: dict[str, object] = {
        "Bản án": f"{number}/2025/DSST",
        "Số_CCCD": f"096081{number:06}",
        "Địa_chỉ": f"Ấp {number % 9 + 1}, {COMMUNES[number % len(COMMUNES)]}, tỉnh Vĩnh Hưng",
        "Số_tiền_phải_thi_hành": _sum(number),
        "Điện_thoại": f"09{number:08}",
        "Chấp_hành_viên": OFFICERS[number % len(OFFICERS)],
    }
    if doubtful and number % DOUBTFUL == 0:
        told |= _SPOILT[number // DOUBTFUL % len(_SPOILT)](number)
    return case(number, **told)


_SPOILT: tuple[Callable[[int], dict[str, object]], ...] = (
    lambda number: {"Số_CCCD": f"{96081}{number:06}"},  # a number, so its nought is gone
    lambda number: {"Số_tiền_phải_thi_hành": f"{_sum(number) // 100_000 / 10} triệu".replace(".", ",")},
    lambda number: {"Điện_thoại": f"9{number:08}"},
    lambda _number: {"Chấp_hành_viên": MISSPELT},
    lambda _number: {"Ngày_thông_báo_hợp_lệ": "03/25/2026"},
)
