"""Sums of money as they are typed: inputs 18 and 19, and formulas (10)."""

from __future__ import annotations

from datetime import date

from casework.imports.reasons import Reason, Severity
from tests.imports.hostile.formats import BOOKS
from tests.imports.hostile.shape import Row, Told, Topic, all_waiting, flagged, taken, waits
from tests.imports.other_formats import Formula

OWED = "Số_tiền_phải_thi_hành"
PAID = "Đã_thi_hành"
_OWED_HEADER = "Số tiền phải thi hành (đồng)"


def _meant(typed: str, amount: int, column: str = OWED) -> Row:
    return waits(column, typed, Reason.AMOUNT_IN_WORDS, str(amount), amount)


def _total(table: list[list[object]], stated: object) -> list[list[object]]:
    return [*table, ["Tổng cộng", *[None] * 10, stated, 0]]


TOPICS = (
    Topic(
        name="tien-nhom-ba-chu-so",
        inputs=(18,),
        rows=[
            taken(OWED, typed, 1_000_000)
            for typed in (
                "1.000.000",
                "1,000,000",
                "1 000 000đ",
                "1\u00a0000\u202f000 ₫",
                "１.０００.０００",
                1_000_000,
            )
        ],
    ),
    Topic(
        name="tien-co-chu-dong",
        inputs=(18,),
        rows=[
            taken(OWED, typed, 150_123_000)
            for typed in ("150.123.000 đ", "150.123.000 đồng", "150123000 VNĐ", "150,123,000 vnd", "'150123000")
        ],
    ),
    Topic(
        name="tien-viet-tat",
        inputs=(18,),
        rows=[
            _meant("1tr", 1_000_000),
            _meant("1,5 tỷ", 1_500_000_000),
            _meant("1.5 tỉ", 1_500_000_000),
            _meant("15 triệu", 15_000_000),
            _meant("12tr5", 12_500_000),
            _meant("12tr500", 12_500_000),
            _meant("2 tỷ 300 triệu", 2_300_000_000),
            _meant("500k", 500_000),
            _meant("2 tỷ rưỡi", 2_500_000_000),
            _meant("0,500 tỷ", 500_000_000),
            _meant("15 trieu dong", 15_000_000),
        ],
    ),
    Topic(
        name="tien-bang-chu",
        inputs=(18,),
        rows=[
            _meant("năm trăm nghìn đồng", 500_000),
            _meant("Mười lăm triệu không trăm linh năm nghìn đồng", 15_005_000),
            _meant("Một tỷ hai trăm triệu đồng chẵn", 1_200_000_000),
            _meant("15.000.000 đ (Mười lăm triệu đồng)", 15_000_000),
        ],
    ),
    Topic(
        name="tien-hai-cach-hieu",
        inputs=(18,),
        rows=all_waiting(
            OWED, Reason.AMOUNT_UNCLEAR, ("1.500", "1,500", "1.500 đ", "1.500 tỷ", "1,500 tỷ", "2.250 triệu")
        ),
    ),
    Topic(
        name="tien-noi-khong-ro",
        inputs=(18,),
        rows=all_waiting(
            OWED,
            Reason.AMOUNT_FORM,
            (
                *("12tr50", "khoảng 15 triệu", "hơn 2 tỷ", "hai triệu năm", "mười mốt triệu", "1,5 tỷ 300 triệu"),
                *("2 triệu/tháng", "2.000.000 x 12", "5.000.000 + 200.000", "chưa rõ", "không"),
            ),
        ),
    ),
    Topic(
        name="tien-khac-dong",
        inputs=(18,),
        rows=all_waiting(
            OWED, Reason.AMOUNT_FORM, ("5 chỉ vàng 24k", "1.000 USD", "2 lượng SJC", "$1,000,000", "1 căn nhà")
        ),
    ),
    Topic(
        name="tien-go-nham-chu",
        inputs=(18,),
        rows=all_waiting(
            OWED,
            Reason.AMOUNT_FORM,
            (
                "1e9",
                "l.000.000",
                "1.OOO.000",
                "1.000.00O",
                "1.000,000",
                "1.00.000",
                "10.0000",
                "1..000.000",
                "1'000'000",
                "0.500.000",
                "0500000",
            ),
        ),
    ),
    Topic(
        name="tien-chu-so-he-khac",
        inputs=(14, 18),
        rows=all_waiting(OWED, Reason.AMOUNT_FORM, ("١٠٠٠٠٠٠", "१००००००", "10⁷", "𝟏𝟎𝟎𝟎𝟎𝟎𝟎", "\u202e000000051")),
    ),
    Topic(
        name="tien-rat-dai",
        inputs=(18,),
        rows=all_waiting(
            OWED,
            Reason.AMOUNT_FORM,
            ("(" * 32_000, ", " * 16_000, "1" * 5_000, "1" + ".000" * 1_500, "1" * 5_000 + " tỷ"),
        ),
    ),
    Topic(
        name="tien-am",
        inputs=(18,),
        rows=all_waiting(OWED, Reason.AMOUNT_NEGATIVE, ("-5", "-1.000.000", "(5.000.000)", "−300.000", -5, -1_000_000)),
    ),
    Topic(
        name="tien-le",
        inputs=(18, 19),
        rows=[
            *all_waiting(OWED, Reason.AMOUNT_FRACTION, ("12,5", "1.000.000,50", "1,000,000.5", 12.5, 10_000_000.25)),
            waits(OWED, "1.000.000,00", Reason.AMOUNT_FRACTION, "1000000", 1_000_000),
            waits(OWED, "1,000,000.00 đ", Reason.AMOUNT_FRACTION, "1000000", 1_000_000),
        ],
    ),
    Topic(
        name="tien-qua-lon",
        inputs=(19,),
        rows=all_waiting(
            OWED, Reason.AMOUNT_TOO_LARGE, ("1.000.000.000.000.001", 2 * 10**15, "9" * 30, "1,000,000,000,000,000,000")
        ),
    ),
    Topic(
        name="tien-qua-nho",
        inputs=(18,),
        rows=[
            flagged(OWED, typed, Reason.AMOUNT_SMALL, truth=truth)
            for typed, truth in ((472, 472), (9_999, 9_999), ("150", 150))
        ],
    ),
    Topic(
        name="tien-hai-dong-mot-o",
        inputs=(18,),
        rows=all_waiting(
            OWED, Reason.AMOUNT_SEVERAL, ("300 000\n200 000", "300.000\n200.000", "100\n000\n000", "án phí\n300.000")
        ),
        formats=("xlsx", "csv", "xls"),
    ),
    Topic(
        name="tien-so-khac-chu",
        inputs=(18,),
        rows=all_waiting(
            OWED,
            Reason.AMOUNT_WORDS_DIFFER,
            ("15.000.000 (mười sáu triệu đồng)", "1,5 tỷ (một tỷ bốn trăm triệu đồng)"),
        ),
    ),
    Topic(
        name="tien-bo-trong",
        inputs=(18,),
        rows=[
            waits(OWED, None, Reason.MISSING),
            waits(OWED, "-", Reason.MISSING),
            waits(OWED, "  ", Reason.MISSING),
            flagged(OWED, 0, Reason.AMOUNT_NONE, truth=0),
        ],
    ),
    Topic(name="tien-la-ngay", inputs=(18,), rows=[waits(OWED, date(2026, 3, 2), Reason.NOT_TEXT)], formats=BOOKS),
    Topic(
        name="tien-cong-thuc",
        inputs=(10,),
        rows=[
            waits(OWED, Formula("=A3*2", 20_000_000.0), Reason.FORMULA, truth=20_000_000),
            waits(PAID, Formula("=SUM(L3:L4)", 5_000_000.0), Reason.FORMULA, truth=5_000_000),
            Row(),
        ],
    ),
    Topic(
        name="tien-da-nop-viet-tat",
        inputs=(18,),
        rows=[
            _meant("2tr", 2_000_000, PAID),
            waits(PAID, "1.500 nghìn", Reason.AMOUNT_UNCLEAR, truth=1_500_000),
            waits(PAID, "đã nộp đủ", Reason.AMOUNT_FORM),
            taken(PAID, "-", None),
        ],
    ),
    Topic(
        name="tien-nop-nhieu-hon-no",
        inputs=(18,),
        rows=[flagged(PAID, 10_000_001, Reason.PAID_TOO_MUCH, truth=10_000_001)],
    ),
    Topic(
        name="tien-nop-du-chua-xong",
        inputs=(18,),
        rows=[
            Row(
                changes={PAID: 10_000_000},
                told=(("Kết_quả_rà_soát", Severity.DOUBTFUL, Reason.PAID_UNFINISHED, None),),
            ),
            Row(
                changes={"Kết_quả_rà_soát": "Thi hành xong"},
                told=(("Kết_quả_rà_soát", Severity.DOUBTFUL, Reason.FINISHED_UNPAID, None),),
            ),
        ],
    ),
    Topic(
        name="tong-cong-khong-khop",
        inputs=(19,),
        arrange=lambda table: _total(table, 25_000_000),
        also_told=(Told(row=5, column=_OWED_HEADER, severity=Severity.DOUBTFUL, reason=Reason.TOTAL_DIFFERS),),
    ),
    Topic(name="tong-cong-cong-thuc", inputs=(10,), arrange=lambda table: _total(table, Formula("=SUM(L3:L4)", 1.0))),
    Topic(
        name="cot-tien-bi-cat-boi-dau-phay",
        inputs=(23,),
        formats=("csv",),
        at_least=True,
        rows=[Row(changes={OWED: "THAY"}, told=(("Ghi_chú", Severity.HELD, Reason.CELLS_TOO_MANY, None),)), Row()],
        arrange=lambda table: [
            [part for cell in row for part in (("10", "000", "000") if cell == "THAY" else (cell,))] for row in table
        ],
    ),
)
