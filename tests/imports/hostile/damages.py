"""How does a tidy list of sixty cases become three hundred untidy ones, with the truth of every cell known?

A damage is what a hand or a program does to one cell. Each says what a careful reader can know afterwards: the value itself
(``SAME``), or nothing for certain, so that the cell must wait or be flagged. A slip that gives another valid value (one
digit of a sum, or of the last six of an identity number) leaves nothing to see in one list and is not among them, except
where another row says otherwise.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from casework.money import in_words
from tests.imports.hostile.formats import Table
from tests.imports.hostile.old_fonts import tcvn3
from tests.imports.hostile.people import UNUSUAL
from tests.imports.hostile.shape import COLUMNS, TITLE
from tests.imports.making_files import HEADERS, case

CASES = 60
_PLACES = {name: HEADERS.index(header) for name, (header, _) in COLUMNS.items()}


class After(Enum):
    """What a careful reader knows of a damaged cell."""

    SAME = "read as it was"
    TOLD = "must wait or be flagged"


Change = Callable[[object, random.Random], object]


def _grouped(separator: str) -> Change:
    return lambda amount, _: f"{amount:,}".replace(",", separator)


def _in_millions(amount: object, _: random.Random) -> str:
    """Exactly, and never in three decimals, which could be thousands: 12345678 -> "12,345678 triệu"."""
    millions, rest = divmod(int(str(amount)), 10**6)
    decimals = f"{rest:06}".rstrip("0")
    return f"{millions},{decimals}{'0' if len(decimals) == 3 else ''} triệu" if decimals else f"{millions} triệu"


def _written(form: str) -> Change:
    def change(day: object, _: random.Random) -> str:
        assert isinstance(day, date)
        return day.strftime(form)

    return change


def _month_first(day: object, chance: random.Random) -> str:
    assert isinstance(day, date)
    return f"{day.month:02}/{chance.randint(13, 28)}/{day.year}"


def _misspelt(name: object, chance: random.Random) -> str:
    """One letter of another alphabet that looks the same."""
    alike = {"a": "а", "o": "о", "e": "е", "n": "ո", "T": "Т", "H": "Н", "i": "і"}
    places = [at for at, letter in enumerate(str(name)) if letter in alike]
    at = chance.choice(places) if places else 0
    return str(name)[:at] + alike.get(str(name)[at], "Ж") + str(name)[at + 1 :]


def _spoiled(text: object, chance: random.Random) -> str:
    digits = list(str(text))
    at = chance.randrange(len(digits))
    digits[at] = {"0": "O", "1": "l", "5": "S", "8": "B"}.get(digits[at], "x")
    return "".join(digits)


DAMAGES: tuple[tuple[str, str, After, Change], ...] = (
    ("Số_tiền_phải_thi_hành", "grouped by points", After.SAME, _grouped(".")),
    ("Số_tiền_phải_thi_hành", "grouped by commas", After.SAME, _grouped(",")),
    ("Số_tiền_phải_thi_hành", "grouped by spaces", After.SAME, _grouped(" ")),
    ("Số_tiền_phải_thi_hành", "with a word for dong", After.SAME, lambda amount, _: f"{amount:,} đồng"),
    ("Số_tiền_phải_thi_hành", "in millions", After.TOLD, _in_millions),
    ("Số_tiền_phải_thi_hành", "in words", After.TOLD, lambda amount, _: in_words(int(str(amount))) + " đồng"),
    ("Số_tiền_phải_thi_hành", "negative", After.TOLD, lambda amount, _: f"-{amount}"),
    ("Số_tiền_phải_thi_hành", "a fraction", After.TOLD, lambda amount, _: f"{amount},5"),
    ("Số_tiền_phải_thi_hành", "a letter for a digit", After.TOLD, _spoiled),
    ("Số_tiền_phải_thi_hành", "in thousands and small", After.TOLD, lambda _, chance: chance.randint(100, 9_999)),
    ("Số_tiền_phải_thi_hành", "scientific", After.TOLD, lambda amount, _: f"{int(str(amount)) // 10**6}e6"),
    ("Số_tiền_phải_thi_hành", "empty", After.TOLD, lambda *_: None),
    ("Số_tiền_phải_thi_hành", "a day", After.TOLD, lambda *_: "05/11/2025"),
    ("Đã_thi_hành", "more than is owed", After.TOLD, lambda *_: 10**12),
    ("Đã_thi_hành", "in thousands, unclear", After.TOLD, lambda *_: "1.500 nghìn"),
    ("Số_CCCD", "without its nought", After.TOLD, lambda number, _: int(str(number))),
    ("Số_CCCD", "rounded", After.TOLD, lambda number, _: int(str(number)) // 10**6 * 10**6),
    ("Số_CCCD", "scientific", After.TOLD, lambda *_: "9.5081E+10"),
    ("Số_CCCD", "with spaces", After.SAME, lambda number, _: f"{str(number)[:3]} {str(number)[3:6]} {str(number)[6:]}"),
    ("Số_CCCD", "full-width", After.SAME, lambda number, _: "".join(chr(ord(d) + 0xFEE0) for d in str(number))),
    ("Số_CCCD", "in another script", After.TOLD, lambda number, _: "".join(chr(0x660 + int(d)) for d in str(number))),
    ("Số_CCCD", "a letter for a digit", After.TOLD, _spoiled),
    ("Số_CCCD", "a digit too many", After.TOLD, lambda number, _: f"{number}7"),
    ("Số_CCCD", "a digit too few", After.TOLD, lambda number, _: str(number)[:-1]),
    ("Số_CCCD", "another year of birth", After.TOLD, lambda number, _: f"{str(number)[:4]}99{str(number)[6:]}"),
    ("Số_CCCD", "no province", After.TOLD, lambda number, _: f"999{str(number)[3:]}"),
    ("Số_CCCD", "empty", After.TOLD, lambda *_: None),
    ("Số_CCCD", "another person's", After.TOLD, lambda number, _: f"095081000{int(str(number)[-3:]) % CASES + 1:03}"),
    ("Ngày_ra_QĐ", "with dashes", After.SAME, _written("%d-%m-%Y")),
    ("Ngày_ra_QĐ", "with points", After.SAME, _written("%d.%m.%Y")),
    ("Ngày_ra_QĐ", "year first", After.SAME, _written("%Y-%m-%d")),
    ("Ngày_ra_QĐ", "in words", After.SAME, _written("ngày %d tháng %m năm %Y")),
    ("Ngày_ra_QĐ", "month first", After.TOLD, _month_first),
    ("Ngày_ra_QĐ", "a year of two digits", After.TOLD, _written("%d/%m/%y")),
    ("Ngày_ra_QĐ", "a bare number", After.TOLD, lambda *_: 46000),
    ("Ngày_ra_QĐ", "impossible", After.TOLD, lambda *_: "31/02/2026"),
    ("Ngày_ra_QĐ", "in the future", After.TOLD, lambda *_: "02/03/2062"),
    ("Người_phải_THA", "marks apart", After.SAME, lambda name, _: unicodedata.normalize("NFD", str(name))),
    ("Người_phải_THA", "spaces and unseen signs", After.SAME, lambda name, _: f" {str(name).replace(' ', '  ')}\u200b"),
    ("Người_phải_THA", "another alphabet", After.TOLD, _misspelt),
    ("Người_phải_THA", "an old font", After.TOLD, lambda *_: tcvn3("Nguyễn Văn Đặng")),
    ("Người_phải_THA", "lost letters", After.TOLD, lambda *_: "Nguy?n V?n Đ?ng"),
    ("Người_phải_THA", "two persons", After.TOLD, lambda name, _: f"{name} và Lê Thị Đào"),
    ("Người_phải_THA", "a wrong Đ", After.TOLD, lambda *_: "Ðinh Văn Đông"),
    ("Điện_thoại", "an old prefix", After.TOLD, lambda *_: "01629000004"),
    ("Điện_thoại", "with points", After.SAME, lambda phone, _: f"{str(phone)[:4]}.{str(phone)[4:7]}.{str(phone)[7:]}"),
    ("Điện_thoại", "without its nought", After.TOLD, lambda phone, _: int(str(phone))),
    ("Số_QĐ_THA", "another row's", After.TOLD, lambda number, _: f"{int(str(number)[:3]) % CASES + 1:03}/QĐ-THADS"),
)


@dataclass(frozen=True, kw_only=True)
class Damage:
    """One damaged cell: the case (from 0), the column, what was done, and what can be known."""

    case: int
    column: str
    what: str
    after: After


@dataclass(frozen=True, kw_only=True)
class Damaged:
    """One untidy list: the table, the truth of each case by attribute, and what was done."""

    table: Table = field(repr=False)
    truth: tuple[dict[str, object], ...] = field(repr=False)
    damages: tuple[Damage, ...]


def tidy_cases(chance: random.Random) -> list[list[object]]:
    """Sixty unremarkable cases of sixty persons."""
    cases = []
    for number in range(1, CASES + 1):
        decided = date(2026, 1, 1) + timedelta(days=chance.randrange(250))
        row = case(
            number,
            Người_phải_THA=UNUSUAL[number % len(UNUSUAL)],
            Địa_chỉ=f"Ấp {number}, xã Vĩnh Thanh",
            Số_tiền_phải_thi_hành=chance.randint(200, 900_000) * chance.choice([1, 137, 1000]) + 10**6,
            Ngày_ra_QĐ=decided,
            Ngày_thông_báo_hợp_lệ=decided + timedelta(days=7),
        )
        cases.append(row)
    return cases


def damaged(seed: int) -> Damaged:
    """The list of this number: sixty cases, one to five damaged cells in different rows."""
    chance = random.Random(seed)
    cases = tidy_cases(chance)
    truth = tuple(_truth(row) for row in cases)
    done = []
    for at in chance.sample(range(CASES), chance.randint(1, 5)):
        column, what, after, change = chance.choice(DAMAGES)
        place = _PLACES[column]
        cases[at][place] = change(cases[at][place], chance)
        done.append(Damage(case=at, column=column, what=what, after=after))
    return Damaged(table=[[TITLE], list(HEADERS), *cases], truth=truth, damages=tuple(done))


def _truth(row: list[object]) -> dict[str, object]:
    by_attribute = {attribute: row[_PLACES[name]] for name, (_, attribute) in COLUMNS.items()}
    name = unicodedata.normalize("NFC", str(by_attribute["debtor_name"]))
    return by_attribute | {
        "phone": f"+84{str(by_attribute['phone'])[1:]}",
        "debtor_name": name,
        "commune": "xã Vĩnh Thanh",
    }
