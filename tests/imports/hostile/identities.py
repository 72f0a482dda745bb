"""Identity numbers as they are typed, rounded, swapped and shared: inputs 12 to 17."""

from __future__ import annotations

from casework.imports.reasons import Reason, Severity
from tests.imports.hostile.shape import Row, Topic, all_waiting, flagged, taken, waits

NUMBER = "Số_CCCD"
NAME = "Người_phải_THA"
_HELD, _DOUBTFUL = Severity.HELD, Severity.DOUBTFUL
_HOME = {"Địa_chỉ": "xã Vĩnh Thanh"}
_BORN = {"Năm_sinh": None}  # the number of another year is not the question here


def _lost(typed: object, whole: str) -> Row:
    return Row(
        changes={NUMBER: typed, **_BORN},
        told=((NUMBER, _HELD, Reason.IDENTITY_ZERO_LOST, whole),),
        truth={"identity_number": whole},
    )


def _number(typed: object, severity: Severity, reason: Reason, truth: str | None = None) -> Row:
    return Row(
        changes={NUMBER: typed, **_BORN}, told=((NUMBER, severity, reason, None),), truth={"identity_number": truth}
    )


TOPICS = (
    Topic(
        name="dinh-danh-mat-so-0",
        inputs=(12,),
        rows=[
            _lost(95081000001, "095081000001"),
            _lost("95081000002", "095081000002"),
            _lost("95 081 000 003", "095081000003"),
            _lost(1081000004, "001081000004"),
            Row(),
        ],
    ),
    Topic(
        name="dinh-danh-bi-lam-tron",
        inputs=(13,),
        rows=[
            _number("7.9203E+10", _HELD, Reason.IDENTITY_SCIENTIFIC),
            _number("9,5081E+10", _HELD, Reason.IDENTITY_SCIENTIFIC),
            _number("9.5081e10", _HELD, Reason.IDENTITY_SCIENTIFIC),
            _number(95081000000, _HELD, Reason.IDENTITY_SCIENTIFIC),
            _number("095081000000", _HELD, Reason.IDENTITY_SCIENTIFIC),
        ],
    ),
    Topic(
        name="dinh-danh-chu-so-he-khac",
        inputs=(14,),
        rows=all_waiting(
            NUMBER,
            Reason.IDENTITY_SCRIPT,
            (
                "٠٩٥٠٨١٠٠٠٠٠١",
                "\u202e100000180590",
                "०९५०८१०००००१",
                "O95081000001",
                "О95081000001",
                "0950810000O1",
                "l95081000001",
                "⁰95081000001",
            ),
        ),
    ),
    Topic(
        name="dinh-danh-chu-so-toan-goc",
        inputs=(14,),
        rows=[taken(NUMBER, "０９５０８１００００" + "０１", "095081000001"), Row()],
    ),
    Topic(
        name="dinh-danh-co-dau-cach",
        inputs=(12, 14),
        rows=[
            taken(NUMBER, typed, f"095081000{number:03}")
            for number, typed in enumerate(
                (
                    "095 081 000 001",
                    "095.081.000.002",
                    "'095081000003",
                    "095-081-000-004",
                    " 095081000005\u200b",
                    "095\u00a0081000006",
                ),
                1,
            )
        ],
    ),
    Topic(
        name="dinh-danh-sai-tinh-sai-nam",
        inputs=(15,),
        rows=[
            _number("999081000001", _HELD, Reason.IDENTITY_PROVINCE),
            _number("003081000001", _HELD, Reason.IDENTITY_PROVINCE),
            _number("000081000001", _HELD, Reason.IDENTITY_PROVINCE),
            _number("095281000001", _HELD, Reason.IDENTITY_BIRTH),
            _number("095981000001", _HELD, Reason.IDENTITY_BIRTH),
            _number("095000000001", _HELD, Reason.IDENTITY_BIRTH),
            _number("120081000001", _DOUBTFUL, Reason.IDENTITY_ABROAD, "120081000001"),
        ],
    ),
    Topic(
        name="dinh-danh-sai-do-dai",
        inputs=(12, 15),
        rows=[
            *all_waiting(
                NUMBER, Reason.IDENTITY_LENGTH, ("0950810000011", "12345", 12345678, "99281000001", 99281000001)
            ),
            _number("385123456", _DOUBTFUL, Reason.IDENTITY_OLD_CARD, "385123456"),
        ],
    ),
    Topic(
        name="dinh-danh-bo-trong",
        inputs=(15,),
        rows=[flagged(NUMBER, typed, Reason.IDENTITY_NONE) for typed in (None, "-", " ", "–")],
    ),
    Topic(
        name="dinh-danh-hai-nguoi-mot-so",
        inputs=(16,),
        rows=[
            Row(told=((NUMBER, _HELD, Reason.IDENTITY_TWO_NAMES, None),)),
            Row(changes={NUMBER: "095081000001"}, told=((NUMBER, _HELD, Reason.IDENTITY_TWO_NAMES, None),)),
            Row(),
        ],
    ),
    Topic(
        name="dinh-danh-nhieu-nguoi-mot-so",
        inputs=(16,),
        rows=[
            Row(changes={NUMBER: "095081000001"}, told=((NUMBER, _HELD, Reason.IDENTITY_TWO_NAMES, None),))
            for _ in range(8)
        ],
    ),
    Topic(
        name="mot-nguoi-hai-so-dien-thoai",
        inputs=(17,),
        rows=[
            Row(),
            Row(
                changes={NUMBER: "095081000001", NAME: "TRẦN VĂN B", "Điện_thoại": "0900000099"},
                told=(("Điện_thoại", _DOUBTFUL, Reason.TWO_PHONES, None),),
                truth={"phone": "+84900000099"},
            ),
        ],
    ),
    Topic(
        name="mot-nguoi-hai-quyet-dinh",
        inputs=(17,),
        rows=[Row(), Row(changes={NUMBER: "095081000001", NAME: "trần văn b", "Điện_thoại": None})],
    ),
    Topic(
        name="mot-nguoi-hai-cach-viet-ten",
        inputs=(17, 21),
        rows=[
            Row(changes={NAME: "Trần Thị Hoà"}),
            Row(changes={NUMBER: "095081000001", NAME: "TRẦN THỊ HÒA", "Điện_thoại": None}),
            Row(
                changes={NUMBER: "095081000001", NAME: "Tran Thi Hoa", "Điện_thoại": None},
                told=((NUMBER, _DOUBTFUL, Reason.IDENTITY_NAME_MARKS, None),) * 1,
            ),
        ],
    ),
    Topic(
        name="dinh-danh-go-dao-chu-so",
        inputs=(16, 17),
        rows=[
            Row(changes=_HOME, told=((NUMBER, _DOUBTFUL, Reason.IDENTITY_TWO_NUMBERS, None),)),
            Row(
                changes={NUMBER: "095081000010", NAME: "Trần Văn B", **_HOME},
                told=((NUMBER, _DOUBTFUL, Reason.IDENTITY_TWO_NUMBERS, None),),
                truth={"identity_number": "095081000001"},
            ),
        ],
    ),
    Topic(
        name="dinh-danh-khac-nam-sinh",
        inputs=(15,),
        rows=[Row(changes={"Năm_sinh": 1982}, told=((NUMBER, _DOUBTFUL, Reason.IDENTITY_YEAR_DIFFERS, None),))],
    ),
    Topic(
        name="nam-sinh-khong-hop-ly",
        inputs=(15,),
        rows=[flagged("Năm_sinh", typed, Reason.BIRTH_YEAR_ODD) for typed in (1850, 2030, "81", "khoảng 1980")],
    ),
    Topic(
        name="to-chuc-co-ma-so-thue",
        inputs=(12,),
        rows=[
            Row(
                changes={NAME: name, NUMBER: number, "Năm_sinh": None},
                told=((NUMBER, _DOUBTFUL, Reason.IDENTITY_ORGANISATION, None),),
                truth={"identity_number": None},
            )
            for name, number in (("Công ty TNHH An Bình", "1900000012"), ("HTX Đồng Tiến", 1900000013))
        ],
    ),
    Topic(
        name="dinh-danh-cong-thuc",
        inputs=(10,),
        formats=("csv",),
        rows=[
            waits(NUMBER, "=F4", Reason.FORMULA),
            waits(NUMBER, '="095081000002"', Reason.FORMULA, truth="095081000002"),
        ],
    ),
)
