"""Whole columns, headers and rows that go wrong: inputs 22 and 25, doubled rows, old fonts, wrong units."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl

from casework.imports.reasons import Reason, Severity
from casework.imports.refusals import Refusal
from tests.imports.hostile.old_fonts import decoded_wrongly, tcvn3, vni
from tests.imports.hostile.shape import Arrange, HostileList, Row, Topic, flagged, waits
from tests.imports.making_files import HEADERS, case, saved, workbook

Table = list[list[object]]
_HELD, _DOUBTFUL = Severity.HELD, Severity.DOUBTFUL
_NAMES = ("Nguyễn Văn Ân", "Trần Thị Hồng", "Lê Thị Hoà", "Phạm Văn Tài", "Đặng Thuỳ Dương", "Võ Thị Mười")


def _without(*columns: str) -> Callable[[Table], Table]:
    places = [place for place, header in enumerate(HEADERS) if not header.startswith(columns)]
    return lambda table: [table[0], *([row[place] for place in places] for row in table[1:])]


def _renamed(names: dict[str, str]) -> Callable[[Table], Table]:
    def arrange(table: Table) -> Table:
        header = [names.get(str(cell), cell) for cell in table[1]]
        return [table[0], header, *table[2:]]

    return arrange


def _backwards(table: Table) -> Table:
    return [table[0], *(row[::-1] for row in table[1:])]


def _in_old(convert: Callable[[str], str], *columns: str) -> Callable[[Table], Table]:
    """These columns, or all, typed in another encoding; the header stays readable unless everything is converted."""

    def arrange(table: Table) -> Table:
        places = [place for place, header in enumerate(HEADERS) if header.startswith(columns or ("",))]
        rows = [list(row) for row in table]
        for at, row in enumerate(rows[1:] if not columns else rows[2:]):
            if at < len(rows):
                for place in places:
                    if isinstance(row[place], str):
                        row[place] = convert(str(row[place]))
        return rows

    return arrange


def _titled(title: str, place: int = 17) -> Callable[[Table], Table]:
    return lambda table: [[*table[0], *[None] * (place - 1), title], *table[1:]]


def _two_header_rows(table: Table) -> Table:
    """A merged header as it comes out of a CSV file: the names of its columns are in the row below."""
    header = ["Số tiền" if place == 11 else None if place == 12 else cell for place, cell in enumerate(table[1])]
    return [table[0], header, [*[None] * 11, "Số tiền phải thi hành", "Đã thi hành"], *table[2:]]


def _header_again(table: Table) -> Table:
    """The header, with a break in a name, once more below the cases."""
    header = [*table[1][:4], "Người phải\nthi hành án", *table[1][5:]]
    return [table[0], header, *table[2:], header]


def _old_font_topics() -> list[Topic]:
    rows = [Row(changes={"Người_phải_THA": _NAMES[number % 6]}) for number in range(12)]
    topics = []
    for name, convert in (("tcvn3", tcvn3), ("vni", vni), ("sai-bang-ma", decoded_wrongly)):
        for part, columns in (
            ("ca-tep", ()),
            ("cot-ten", ("Người phải THA",)),
            ("cot-dia-chi", ("Địa chỉ",)),
            ("cot-noi-dung", ("Nội dung",)),
        ):
            topics.append(
                Topic(
                    name=f"font-{name}-{part}",
                    inputs=(22,),
                    rows=rows,
                    arrange=_in_old(convert, *columns),
                    refused=Refusal.OLD_FONT,
                    said=("Unicode", "dòng 2" if not columns else "dòng 3"),
                )
            )
    return topics


def _merged_header() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    assert book.active is not None
    book.active.merge_cells("L2:M2")
    return saved(book)


def _two_lists() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    assert book.active is not None
    book.copy_worksheet(book.active).title = "Đợt 2"
    return saved(book)


SINGLE = (
    HostileList(
        name="tieu-de-gop-o.xlsx",
        inputs=(25,),
        make=_merged_header,
        refused=Refusal.MERGED_HEADER,
        said=("dòng 2", "Số tiền phải thi hành", "bỏ gộp ô"),
    ),
    HostileList(
        name="hai-trang-danh-sach.xlsx",
        inputs=(25,),
        make=_two_lists,
        refused=Refusal.SEVERAL_SHEETS,
        said=("“Danh sách”, “Đợt 2”",),
    ),
)

_REFUSED: tuple[tuple[str, Arrange, Refusal, tuple[str, ...]], ...] = (
    ("thieu-cot-dinh-danh", _without("Số CCCD"), Refusal.MISSING_COLUMNS, ("dòng 2", "“Số CCCD”")),
    ("thieu-ba-cot", _without("Số CCCD", "Số tiền", "Ngày ra"), Refusal.MISSING_COLUMNS, ("“Ngày ra QĐ”", "“Số CCCD”")),
    ("trung-cot-dinh-danh", _renamed({"Ghi chú": "CMND/CCCD"}), Refusal.DOUBLED_COLUMNS, ("dòng 2", "“CMND/CCCD”")),
    (
        "trung-cot-tien",
        _renamed({"Ghi chú": "Tổng số tiền phải THA"}),
        Refusal.DOUBLED_COLUMNS,
        ("Tổng số tiền phải THA",),
    ),
    ("khong-co-tieu-de", lambda table: table[2:], Refusal.NO_HEADER, ("40 dòng đầu",)),
    ("chi-co-tieu-de", lambda table: table[:2], Refusal.NO_ROWS, ("dòng 2",)),
    ("bang-khac", lambda _: [["Họ tên", "Lương", "Thưởng"], ["Trần Văn A", 5, 6]], Refusal.NO_HEADER, ("“Số QĐ THA”",)),
    ("don-vi-nghin-dong", _titled("ĐVT: 1.000 đồng"), Refusal.UNIT, ("1.000 đồng", "sang đồng")),
    ("don-vi-trieu-dong", _titled("Đơn vị tính: triệu đồng"), Refusal.UNIT, ("triệu đồng",)),
    ("don-vi-ty", _titled("(đơn vị: tỷ đồng)"), Refusal.UNIT, ("tỷ đồng",)),
    ("don-vi-viet-tat", _titled("(ĐVT: tr.đ)"), Refusal.UNIT, ("tr.đ",)),
    ("tieu-de-hai-dong", _two_header_rows, Refusal.TWO_HEADERS, ("dòng 3", "“Đã thi hành”", "một dòng tiêu đề")),
    (
        "don-vi-duoi-ten-cot",
        lambda table: [*table[:2], [*[None] * 11, "(nghìn đồng)", "(nghìn đồng)"], *table[2:]],
        Refusal.UNIT,
        ("nghìn đồng",),
    ),
    (
        "don-vi-o-ten-cot",
        _renamed({"Số tiền phải thi hành (đồng)": "Số tiền phải thi hành (nghìn đồng)"}),
        Refusal.UNIT,
        ("nghìn đồng",),
    ),
)

TWENTY = (Row(),) * 20
_FINISHED = Row(changes={"Đã_thi_hành": 10_000_000, "Kết_quả_rà_soát": "Thi hành xong"})
TOPICS = (
    *_old_font_topics(),
    *(
        Topic(name=name, inputs=(19, 25) if "don-vi" in name else (25,), arrange=arrange, refused=refusal, said=said)
        for name, arrange, refusal, said in _REFUSED
    ),
    Topic(name="cot-doi-thu-tu", inputs=(25,), arrange=_backwards),
    Topic(
        name="cot-doi-ten",
        inputs=(25,),
        arrange=_renamed(
            {
                "Số QĐ THA": "QĐ THA số",
                "Người phải THA": "Họ và tên người phải\nthi hành án",
                "Số CCCD": "CMND/CCCD",
                "Ngày ra QĐ": "NGÀY QUYẾT ĐỊNH",
            }
        ),
        formats=("xlsx", "csv", "xls"),
        rows=(Row(), Row()),
    ),
    Topic(
        name="tieu-de-o-dong-6",
        inputs=(25,),
        arrange=lambda table: [["CƠ QUAN THI HÀNH ÁN"], [], ["DANH SÁCH"], [], *table],
        first_row=7,
    ),
    Topic(
        name="dong-danh-so-cot",
        inputs=(25,),
        arrange=lambda table: [*table[:2], [f"({place})" for place in range(1, 19)], *table[2:]],
        first_row=4,
    ),
    Topic(
        name="dong-trong-tieu-muc-chu-ky",
        inputs=(9, 25),
        arrange=lambda table: [
            *table,
            [],
            ["Tổng cộng: 2 việc", *[None] * 10, 20_000_000, 0],
            [None, None, None, "Người lập biểu"],
        ],
    ),
    Topic(name="tieu-de-lap-lai", inputs=(25,), arrange=_header_again, formats=("xlsx", "csv", "xls")),
    Topic(name="hai-muoi-viec", inputs=(26, 27, 31, 32), rows=TWENTY),
    Topic(name="hai-muoi-viec-bo-40-phan-tram", inputs=(27,), rows=TWENTY[:12]),
    Topic(name="hai-muoi-viec-ket-thuc-40-phan-tram", inputs=(27,), rows=(*(_FINISHED,) * 8, *TWENTY[8:])),
    Topic(
        name="hai-dong-giong-het",
        inputs=(16,),
        rows=[
            Row(told=(("Số_QĐ_THA", _HELD, Reason.DECISION_TWICE, None),)),
            Row(
                changes={
                    "Số_QĐ_THA": "001/QĐ-THADS",
                    "Số_CCCD": "095081000001",
                    "Người_phải_THA": "Trần Văn B",
                    "Bản_án": "1/2025/DSST",
                    "Điện_thoại": "0900000001",
                },
                told=(("Số_QĐ_THA", _HELD, Reason.DECISION_TWICE, None),),
                truth={"phone": "+84900000001"},
            ),
            Row(),
        ],
    ),
    Topic(
        name="trung-so-quyet-dinh",
        inputs=(16,),
        rows=[
            Row(told=(("Số_QĐ_THA", _HELD, Reason.DECISION_TWICE, None),)),
            Row(changes={"Số_QĐ_THA": "001/qđ-thads"}, told=(("Số_QĐ_THA", _HELD, Reason.DECISION_TWICE, None),)),
        ],
    ),
    Topic(
        name="mot-khoan-hai-so-quyet-dinh",
        inputs=(16,),
        rows=[
            Row(told=(("Số_QĐ_THA", _DOUBTFUL, Reason.DUTY_TWICE, None),)),
            Row(
                changes={
                    "Số_CCCD": "095081000001",
                    "Người_phải_THA": "Trần Văn B",
                    "Bản_án": "1/2025/DSST",
                    "Điện_thoại": None,
                },
                told=(("Số_QĐ_THA", _DOUBTFUL, Reason.DUTY_TWICE, None),),
            ),
        ],
    ),
    Topic(
        name="lien-doi-hai-nguoi",
        inputs=(16,),
        rows=[
            Row(told=(("Số_QĐ_THA", _DOUBTFUL, Reason.DECISION_JOINT, None),)),
            Row(
                changes={"Số_QĐ_THA": "001/QĐ-THADS", "Bản_án": "1/2025/DSST"},
                told=(("Số_QĐ_THA", _DOUBTFUL, Reason.DECISION_JOINT, None),),
            ),
        ],
    ),
    Topic(
        name="so-quyet-dinh-thanh-ngay",
        inputs=(20,),
        formats=("xlsx", "xls", "ods"),
        rows=[waits("Số_QĐ_THA", date(2021, 12, 1), Reason.NUMBER_IS_DATE), Row()],
    ),
    Topic(
        name="so-quyet-dinh-la",
        inputs=(21,),
        rows=[
            flagged("Số_QĐ_THA", "001/QÐ-THADS", Reason.NUMBER_LETTER, "001/QĐ-THADS", "001/QÐ-THADS"),
            flagged("Số_QĐ_THA", "không số", Reason.NUMBER_ODD, truth="không số"),
            waits("Số_QĐ_THA", None, Reason.MISSING),
        ],
    ),
    Topic(
        name="lai-suat-la",
        inputs=(18,),
        rows=[
            waits("Lãi_chậm_THA", 0.1, Reason.RATE_FRACTION, "10%"),
            waits("Lãi_chậm_THA", 0.83, Reason.RATE_FRACTION),
            waits("Lãi_chậm_THA", "0,83%/tháng", Reason.RATE_MONTHLY),
            waits("Lãi_chậm_THA", "theo bản án", Reason.RATE_FORM),
            waits("Lãi_chậm_THA", -1, Reason.RATE_FORM),
            waits("Lãi_chậm_THA", 150, Reason.RATE_FORM),
            flagged("Lãi_chậm_THA", "36%", Reason.RATE_HIGH),
        ],
    ),
    Topic(
        name="ket-qua-va-ghi-chu",
        inputs=(25,),
        rows=[
            flagged("Kết_quả_rà_soát", "Đình chỉ một phần", Reason.REVIEW_UNKNOWN),
            flagged("Ghi_chú", "Đã chết ngày 02/3/2025", Reason.NOTE_DECEASED),
            flagged("Nội_dung_phải_thi_hành", "Theo bản án", Reason.OBLIGATION_UNKNOWN),
        ],
    ),
)
