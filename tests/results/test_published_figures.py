"""Every published figure that has the needed numbers comes out of matching books, to the printed precision.

The bases are not published. For a count ``done`` at a rate, the base is the whole number nearest to ``done / rate``: with
thousands of cases, one case more or less moves the rate by less than a hundredth, so that this base gives the printed rate;
``_base`` makes sure of it. Amounts stand on a base of đồng found in the same way. What books could not show is named in
``NOT_REPRODUCED`` with the reason.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.decisions import ReviewResult, Status
from casework.encryption import Keys
from casework.results.grouping import By
from casework.results.periods import statistical_year
from casework.results.rates import change, percent
from casework.results.report import Report, report
from casework.results.reviews import count_reviews
from casework.targets import Measure, Target, set_target
from messages.results.cells import written
from messages.results.pages import Page, pages
from messages.results.picture import picture, shown
from messages.results.workbook import workbook
from tests import builders
from tests.conftest import KINDS, MONDAY_NINE, rolled_back
from tests.results.written import Lot, coerce, write

pytestmark = [
    pytest.mark.slow,  # tens of thousands of decisions for each figure
    pytest.mark.xdist_group("published"),  # which are entered once: the figures only look at them
]
LINES = {
    (line["unit"], line["measure"]): line
    for line in csv.DictReader(io.StringIO(Path(__file__).with_name("published.csv").read_text("utf-8")))
}
NOT_REPRODUCED = {
    ("Lạng Sơn", "cases"): "no count of cases is printed, only a rate and a place among the provinces",
    ("Lạng Sơn", "money_vnd"): "no sum is printed, only a rate and a place among the provinces",
    (
        "Nghệ An",
        "cases",
    ): "no count is printed, and cases and money are exchanged: tests/results/test_published_check.py",
    ("Nghệ An", "money_vnd"): "no sum is printed, and cases and money are exchanged",
}
YEAR, BEFORE = statistical_year(2019), statistical_year(2018)
MADE_ON = date(2026, 11, 16)
OLD, NEW, PAID_ON = date(2018, 3, 1), date(2018, 12, 3), date(2019, 6, 14)


def _done(unit: str, measure: str) -> int:
    return int(LINES[unit, measure]["done"])


def _rate(unit: str, measure: str) -> Decimal:
    return Decimal(LINES[unit, measure]["rate_percent"])


def _base(done: int, rate: Decimal) -> int:
    """The whole number nearest to ``done / rate``, of which ``done`` is the printed rate."""
    scaled = int(rate.scaleb(4 - 2))  # 74.72 -> 7472 hundredths
    base = (done * 10_000 * 2 + scaled) // (2 * scaled)
    assert percent(done, base) == rate
    return base


def _whole(books: Books, agency: int, by: By = By.AGENCY, *, compare: bool = False) -> Report:
    return report(books, agency, YEAR, by, compare=compare)


def _asked_to_reach(books: Books, agency: int, unit: str) -> None:
    leader = builders.a_staff_member(books, agency, role="head")
    for measure, name in ((Measure.CASES, "cases"), (Measure.MONEY, "money_vnd")):
        asked = Decimal(LINES[unit, name]["target_percent"])
        set_target(books, agency, Target(office_id=None, period=YEAR, measure=measure, percent=asked), leader)


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The database in which the figures of a province are entered."""
    return str(request.param)


@contextmanager
def _lasting(kind: str, request: pytest.FixtureRequest, keys: Keys) -> Iterator[Books]:
    """Empty books that stay as they are filled until the last figure was looked at."""
    url, name = "", ""
    if kind == "sqlite":
        file = request.getfixturevalue("tmp_path_factory").mktemp("published") / "books.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        url = f"sqlite:///{file}"
    else:
        name = request.getfixturevalue("postgres_spare").take()
        url = request.getfixturevalue("postgres").url(name)
    engine = make_engine(url)
    with rolled_back(engine, keys, SetClock(MONDAY_NINE)) as books:
        yield books
    engine.dispose()
    if name:
        request.getfixturevalue("postgres_spare").give_back(name)


@pytest.fixture(scope="module")
def long_an(kind: str, request: pytest.FixtureRequest, keys: Keys) -> Iterator[tuple[Books, int]]:
    """17,653 finished; the base less those still goes on; besides, cases without means, which count in neither rate."""
    with _lasting(kind, request, keys) as books:
        yield books, _write_long_an(books)


def _write_long_an(books: Books) -> int:
    agency = builders.an_agency(books, name="Thi hành án dân sự tỉnh Long An")
    done, dong = _done("Long An", "cases"), _done("Long An", "money_vnd")
    going_on = _base(done, _rate("Long An", "cases")) - done
    left = _base(dong, _rate("Long An", "money_vnd")) - dong
    write(
        books,
        agency,
        Lot(many=done - 600, issued_on=NEW, asked=dong, paid=dong, paid_on=PAID_ON, status=Status.FINISHED, on=PAID_ON),
        Lot(many=600, issued_on=OLD, status=Status.TERMINATED, on=PAID_ON),
        Lot(many=going_on, issued_on=NEW, asked=left),
        Lot(many=4_000, issued_on=OLD, asked=900_000_000_000, status=Status.NO_MEANS, on=NEW),
    )
    _asked_to_reach(books, agency, "Long An")
    return agency


@pytest.fixture(scope="module")
def soc_trang(kind: str, request: pytest.FixtureRequest, keys: Keys) -> Iterator[tuple[Books, int]]:
    """Two years: what 2018 left open is carried over into 2019. The criminal part is told by the judgments' numbers.

    Of 2018 are printed the sum collected (347,022,392,000 less 59,924,553,000) and the rate (34.74 less 2.35).
    """
    with _lasting(kind, request, keys) as books:
        yield books, _write_soc_trang(books)


def _write_soc_trang(books: Books) -> int:
    agency = builders.an_agency(books, name="Thi hành án dân sự tỉnh Sóc Trăng")
    done, dong = _done("Sóc Trăng", "cases"), _done("Sóc Trăng", "money_vnd")
    dong_before, rate_before = dong - 59_924_553_000, _rate("Sóc Trăng", "money_vnd") - Decimal("2.35")
    criminal, criminal_dong = _done("Sóc Trăng", "cases_all"), _done("Sóc Trăng", "money_vnd_criminal")
    open_criminal = _base(criminal, _rate("Sóc Trăng", "cases_all")) - criminal
    open_criminal_dong = _base(criminal_dong, _rate("Sóc Trăng", "money_vnd_criminal")) - criminal_dong
    still_open = _base(done, _rate("Sóc Trăng", "cases")) - done - open_criminal
    carried_dong = _base(dong_before, rate_before) - dong_before
    fresh_dong = _base(dong, _rate("Sóc Trăng", "money_vnd")) - carried_dong - criminal_dong - open_criminal_dong
    collected = dong - criminal_dong
    criminal_judgment, day_before = "31/2018/HS-ST", date(2018, 6, 14)
    finished = write(
        books,
        agency,
        Lot(many=9_000, issued_on=OLD, asked=dong_before, paid=dong_before, paid_on=day_before, status=Status.FINISHED,
            on=day_before),
        Lot(many=1_000, issued_on=OLD, asked=carried_dong, paid=collected - 100_000_000_000, paid_on=PAID_ON),
        Lot(many=done - criminal, issued_on=NEW, asked=100_000_000_000, paid=100_000_000_000, paid_on=PAID_ON,
            status=Status.FINISHED, on=PAID_ON),
        Lot(many=still_open - 1_000, issued_on=NEW, asked=fresh_dong - 100_000_000_000),
        Lot(many=criminal, issued_on=NEW, asked=criminal_dong, paid=criminal_dong, paid_on=PAID_ON,
            status=Status.FINISHED, on=PAID_ON, judgment=criminal_judgment),
        Lot(many=open_criminal, issued_on=NEW, asked=open_criminal_dong, judgment=criminal_judgment),
    )  # fmt: skip
    decided, fewer, complied = _done("Sóc Trăng", "coercion"), 31, 10
    coerce(books, finished[0][: decided + fewer], decided_on=day_before, carried_out_on=day_before)
    coerce(books, finished[2][: decided - complied], decided_on=PAID_ON, carried_out_on=PAID_ON)
    coerce(books, finished[2][-complied:], decided_on=PAID_ON, avoided_on=PAID_ON)
    _asked_to_reach(books, agency, "Sóc Trăng")
    return agency


def _check_line(found: Report, unit: str, measure: Measure, name: str) -> None:
    line, total = LINES[unit, name], found.total
    reached = total.now.cases.done if measure is Measure.CASES else total.now.money.done
    assert reached == int(line["done"])
    assert total.rate(measure) == Decimal(line["rate_percent"])
    assert total.targets[measure] == Decimal(line["target_percent"])
    assert total.above_target(measure) == Decimal(line["above_target_points"])


def test_long_an_2019(long_an: tuple[Books, int]) -> None:
    found = _whole(*long_an)
    _check_line(found, "Long An", Measure.CASES, "cases")
    _check_line(found, "Long An", Measure.MONEY, "money_vnd")
    assert found.total.now.cases.rates.of_all != found.total.rate(Measure.CASES)


def test_soc_trang_2019_beside_2018(soc_trang: tuple[Books, int]) -> None:
    found = _whole(*soc_trang, compare=True)
    _check_line(found, "Sóc Trăng", Measure.CASES, "cases")
    _check_line(found, "Sóc Trăng", Measure.MONEY, "money_vnd")
    assert found.total.before is not None
    more = change(found.total.now.money.done, found.total.before.money.done)
    assert (more.amount, more.percent) == (59_924_553_000, Decimal("20.87"))
    assert found.total.points_gained(Measure.MONEY) == Decimal("2.35")
    assert found.total.now.cases.carried == 1_000
    now, before = found.total.now.coercions, found.total.before.coercions
    assert now.decided == _done("Sóc Trăng", "coercion")
    assert change(now.decided, before.decided).amount == -31
    assert (now.avoided, now.carried_out) == (10, 195)
    assert (found.total.now.cases.coerced, found.total.now.cases.voluntary) == (195, 10_263 - 195)


def test_the_criminal_part_of_soc_trang_is_a_group_of_the_same_books(soc_trang: tuple[Books, int]) -> None:
    found = _whole(*soc_trang, By.MATTER)
    (criminal,) = [group for group in found.groups if group.key == "criminal"]
    assert criminal.now.cases.done == _done("Sóc Trăng", "cases_all")
    assert criminal.now.cases.rates.of_all == _rate("Sóc Trăng", "cases_all")
    assert criminal.now.money.done == _done("Sóc Trăng", "money_vnd_criminal")
    assert criminal.now.money.rates.of_all == _rate("Sóc Trăng", "money_vnd_criminal")


def test_phuoc_long_2023(books: Books) -> None:
    agency = builders.an_agency(books)
    issued, ended = date(2023, 3, 1), date(2023, 9, 20)
    reviewed, finished, terminated = (_done("Phước Long", name) for name in ("reviewed", "finished", "terminated"))
    rest = reviewed - finished - terminated - 17 - 2
    write(
        books,
        agency,
        Lot(many=finished, issued_on=issued, status=Status.FINISHED, on=ended, review=ReviewResult.FINISHED),
        Lot(many=terminated, issued_on=issued, status=Status.TERMINATED, on=ended, review=ReviewResult.TERMINATED),
        Lot(many=17, issued_on=issued, review=ReviewResult.TO_WAIVE),
        Lot(many=2, issued_on=issued, review=ReviewResult.TO_REDUCE),
        Lot(many=rest, issued_on=issued, review=ReviewResult.WITH_MEANS),
        Lot(many=55, issued_on=issued),  # not reviewed
    )
    found = count_reviews(books)
    assert found.reviewed == reviewed
    assert found.classes[ReviewResult.FINISHED] == finished
    assert found.classes[ReviewResult.TERMINATED] == terminated
    assert found.exemption_files == _done("Phước Long", "exemption_files")
    assert (found.classes[ReviewResult.TO_WAIVE], found.classes[ReviewResult.TO_REDUCE]) == (17, 2)
    cases = report(books, agency, statistical_year(2023)).total.now.cases
    assert (cases.finished, cases.terminated) == (finished, terminated)


def test_every_line_is_reproduced_or_named_with_the_reason() -> None:
    reproduced = {
        *(("Long An", name) for name in ("cases", "money_vnd")),
        *(("Sóc Trăng", name) for name in ("cases", "money_vnd", "cases_all", "money_vnd_criminal", "coercion")),
        *(("Phước Long", name) for name in ("reviewed", "finished", "terminated", "exemption_files")),
    }
    assert reproduced | NOT_REPRODUCED.keys() == LINES.keys()
    assert all(LINES[key]["done"] for key in reproduced)
    assert not any(LINES[key]["done"] for key in NOT_REPRODUCED)


# -- the same figures on paper ----------------------------------------------------------------------------------------


def _cell(page: Page, title: str) -> str:
    (place,) = [place for place, column in enumerate(page.columns) if column.title == title]
    return written(page.total[place], page.columns[place].look)


def test_the_table_says_what_was_printed(long_an: tuple[Books, int]) -> None:
    cases, money, _ = pages(_whole(*long_an))
    assert (_cell(cases, "Xong"), _cell(cases, "Tỷ lệ %")) == ("17.653", "74,72")
    assert (_cell(cases, "Chỉ tiêu %"), _cell(cases, "So chỉ tiêu (điểm)")) == ("73,00", "+1,72")
    assert (_cell(money, "Xong"), _cell(money, "Tỷ lệ %")) == ("1.119.281.615.000", "36,00")
    assert _cell(money, "So chỉ tiêu (điểm)") == "+3,00"


def test_the_compared_table_says_the_change(soc_trang: tuple[Books, int]) -> None:
    _, money, coercions = pages(_whole(*soc_trang, compare=True))
    assert _cell(money, "Tăng, giảm") == "+59.924.553.000"
    assert _cell(money, "Tăng, giảm %") == "+20,87"
    assert _cell(money, "Tỷ lệ tăng (điểm)") == "+2,35"
    assert (_cell(coercions, "Quyết định cưỡng chế"), _cell(coercions, "Tăng, giảm")) == ("205", "-31")
    assert _cell(coercions, "Tự nguyện, không phải cưỡng chế") == "10"


def test_the_workbook_read_back_has_the_printed_numbers(soc_trang: tuple[Books, int]) -> None:
    made = workbook(_whole(*soc_trang, compare=True), agency="THADS Sóc Trăng", made_on=MADE_ON, internal=False)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Việc", "Tiền", "Cưỡng chế"]
    found = {}
    for sheet in book:
        head, last = [cell.value for cell in sheet[5]], sheet[sheet.max_row]
        found[sheet.title] = dict(zip(head, [cell.value for cell in last], strict=True))
    assert (found["Việc"]["Xong"], found["Việc"]["Tỷ lệ %"]) == (10_263, 76.58)
    assert found["Tiền"]["Xong"] == 347_022_392_000
    assert (found["Tiền"]["Tỷ lệ %"], found["Tiền"]["So chỉ tiêu (điểm)"]) == (34.74, 1.74)
    assert (found["Tiền"]["Tăng, giảm"], found["Tiền"]["Tăng, giảm %"]) == (59_924_553_000, 20.87)
    assert found["Cưỡng chế"]["Quyết định cưỡng chế"] == 205


def test_the_picture_says_the_printed_numbers_and_is_a_picture(long_an: tuple[Books, int]) -> None:
    found = _whole(*long_an)
    said = str(shown(found, "Thi hành án dân sự tỉnh Long An", MADE_ON, internal=False))
    for words in ("74,72 %", "17.653 xong", "36,00 %", "1.119.281.615.000 / ", "73,00 %", "+1,72 điểm", "+3,00 điểm"):
        assert words in said
    made = Image.open(io.BytesIO(picture(found, agency="Long An", made_on=MADE_ON, internal=False)))
    assert made.format == "PNG"
    assert made.size[0] == 1080
    assert made.size[1] > 500
    colours = made.convert("RGB").getcolors(made.width * made.height) or []
    areas = {colour: many for many, colour in colours}
    bar, track = areas[31, 95, 168], areas[232, 232, 232]
    assert bar > 20_000  # the bar of the cases, three quarters of its track
    assert track > 20_000
