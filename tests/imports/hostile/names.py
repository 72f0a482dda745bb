"""Names, phones and places as they are typed: inputs 10, 11, 21 and 28."""

from __future__ import annotations

import unicodedata

from casework.imports.reasons import Reason, Severity
from tests.imports.hostile.people import UNUSUAL
from tests.imports.hostile.shape import Row, Topic, flagged, taken, waits
from tests.imports.other_formats import Formula

NAME = "Người_phải_THA"
PHONE = "Điện_thoại"
ADDRESS = "Địa_chỉ"
_HELD, _DOUBTFUL = Severity.HELD, Severity.DOUBTFUL
_OLD_PREFIXES = (
    ("0120", "070"), ("0121", "079"), ("0122", "077"), ("0123", "083"), ("0124", "084"), ("0125", "085"),
    ("0126", "076"), ("0127", "081"), ("0128", "078"), ("0129", "082"), ("0162", "032"), ("0163", "033"),
    ("0164", "034"), ("0165", "035"), ("0166", "036"), ("0167", "037"), ("0168", "038"), ("0169", "039"),
    ("0186", "056"), ("0188", "058"), ("0199", "059"),
)  # fmt: skip


def _kept(typed: str, reason: Reason, proposal: str | None = None) -> Row:
    """Flagged, and written as it is typed."""
    return flagged(NAME, typed, reason, proposal, unicodedata.normalize("NFC", " ".join(typed.split())))


TOPICS = (
    Topic(
        name="ten-nfd",
        inputs=(21,),
        rows=[
            taken(NAME, unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)) for name in UNUSUAL[:20]
        ],
    ),
    Topic(name="ten-it-gap", inputs=(21,), rows=[taken(NAME, name, name) for name in UNUSUAL]),
    Topic(name="ten-chu-hoa", inputs=(21,), rows=[taken(NAME, name.upper(), name.upper()) for name in UNUSUAL]),
    Topic(
        name="ten-ky-tu-an",
        inputs=(21,),
        rows=[
            taken(NAME, typed, "Trần Văn A")
            for typed in (
                "Trần\u200b Văn\u200d A\ufeff",
                "  Trần   Văn A ",
                "Trần\u00a0Văn\u202fA",
                "\u202aTrần Văn A\u202c",
                "Trần Văn\u00ad A",
            )
        ],
    ),
    Topic(
        name="ten-chu-d-khac",
        inputs=(21,),
        rows=[
            _kept("Ðỗ Văn An", Reason.NAME_LETTER, "Đỗ Văn An"),
            _kept("Ɖinh Thị Lan", Reason.NAME_LETTER, "Đinh Thị Lan"),
            _kept("LÝ ÐỨC ÐẠT", Reason.NAME_LETTER, "LÝ ĐỨC ĐẠT"),
        ],
    ),
    Topic(
        name="ten-chu-cai-khac",
        inputs=(21,),
        rows=[
            _kept("Trần Vаn Hoа", Reason.NAME_SCRIPT, "Trần Van Hoa"),  # Cyrillic
            _kept("Νguyễn Văn Bình", Reason.NAME_SCRIPT, "Nguyễn Văn Bình"),  # Greek
            _kept("Lê Thị Нồng", Reason.NAME_SCRIPT, "Lê Thị Hồng"),
            _kept("Иван Петров", Reason.NAME_SCRIPT),
            _kept("王小明", Reason.NAME_SCRIPT),
        ],
    ),
    Topic(
        name="ten-nhu-cong-thuc",
        inputs=(11,),
        formats=("xlsx", "xls", "ods"),
        rows=[
            _kept("=cmd|'/c calc'!A1", Reason.NAME_FORMULA_LIKE),
            _kept("+84900000001", Reason.NAME_FORMULA_LIKE),
            _kept("@SUM(A1)", Reason.NAME_FORMULA_LIKE),
            _kept("-2+3", Reason.NAME_FORMULA_LIKE),
        ],
    ),
    Topic(
        name="ten-cong-thuc-lien-ket",
        inputs=(10,),
        formats=("xlsx", "xls", "ods"),
        rows=[waits(NAME, Formula('=HYPERLINK("http://127.0.0.1","Trần Văn A")', 0.0), Reason.FORMULA), Row()],
    ),
    Topic(
        name="ten-nhieu-nguoi",
        inputs=(17, 21),
        rows=[
            _kept("Trần Văn A và Lê Thị B", Reason.NAME_SEVERAL),
            _kept("Trần Văn C, Lê Thị D", Reason.NAME_SEVERAL),
            _kept("Trần Văn E & Lê Thị G", Reason.NAME_SEVERAL),
            _kept("TRẦN VĂN H VÀ LÊ THỊ K", Reason.NAME_SEVERAL),
        ],
    ),
    Topic(
        name="ten-mat-chu",
        inputs=(22,),
        rows=[
            waits(NAME, typed, Reason.NAME_LETTERS_LOST)
            for typed in ("Nguy?n V?n An", "Tr\ufffdn V\ufffdn B", "L? Th? ??p")
        ],
    ),
    Topic(
        name="ten-font-cu-vai-dong",
        inputs=(22,),
        rows=[
            *(Row() for _ in range(30)),
            waits(NAME, "NguyÔn V¨n An", Reason.NAME_OLD_FONT, truth="Nguyễn Văn An"),
            waits(NAME, "Nguyeãn Vaên Taâm", Reason.NAME_OLD_FONT, truth="Nguyễn Văn Tâm"),
        ],
    ),
    Topic(
        name="ten-nguoi-nuoc-ngoai",
        inputs=(21, 22),
        rows=[
            *(Row() for _ in range(8)),
            _kept("Jürgen Müller", Reason.NAME_OLD_FONT),
            taken(NAME, "Jean-Pierre Dupont", "Jean-Pierre Dupont"),
        ],
    ),
    Topic(
        name="ten-co-so",
        inputs=(21,),
        rows=[
            _kept("Trần Văn 2", Reason.NAME_ODD),
            _kept("Trần Văn A (Tư Đen)", Reason.NAME_ODD),
            _kept("★", Reason.NAME_ODD),
        ],
    ),
    Topic(
        name="ten-bo-trong",
        inputs=(21,),
        rows=[
            waits(NAME, None, Reason.MISSING),
            waits(NAME, "\u200b", Reason.MISSING),
            waits(NAME, 12, Reason.NOT_TEXT),
            Row(),
        ],
        formats=("xlsx", "xls", "ods"),
    ),
    Topic(
        name="dien-thoai-dau-so-cu",
        inputs=(12,),
        rows=[
            flagged(PHONE, f"{old}9000{number:03}", Reason.PHONE_OLD_PREFIX, f"+84{new[1:]}9000{number:03}")
            for number, (old, new) in enumerate(_OLD_PREFIXES, 1)
        ],
    ),
    Topic(
        name="dien-thoai-mat-so-0",
        inputs=(12,),
        rows=[
            flagged(PHONE, 900000001, Reason.PHONE_ZERO_LOST, "+84900000001"),
            flagged(PHONE, 1629000004, Reason.PHONE_OLD_PREFIX, "+84329000004"),
        ],
    ),
    Topic(
        name="dien-thoai-nhieu-cach-viet",
        inputs=(12,),
        rows=[
            taken(PHONE, typed, "+84900000004")
            for typed in (
                "0900000004",
                "+84900000004",
                "84900000004",
                "0084900000004",
                "0900 000 004",
                "0900.000.004",
                "(090)0000004",
            )
        ],
    ),
    Topic(
        name="dien-thoai-sai",
        inputs=(12,),
        rows=[
            *(
                flagged(PHONE, typed, Reason.PHONE_FORM)
                for typed in ("không có", "090000000", "01609000004", "٠٩٠٠٠٠٠٠٠٤", "09000000045")
            ),
            flagged(PHONE, "02913000004", Reason.PHONE_LANDLINE),
            flagged(PHONE, "0900000004; 0900000005", Reason.PHONE_SEVERAL, truth="+84900000004"),
            taken(PHONE, None, None),
        ],
    ),
    Topic(
        name="dia-chi-moi-cu",
        inputs=(25,),
        rows=[
            taken(ADDRESS, "Ấp 3, xã Vĩnh Thanh, huyện Phước Long", "xã Vĩnh Thanh, huyện Phước Long"),
            taken(ADDRESS, "ấp 3 xã Vĩnh Thanh huyện Phước Long", "xã Vĩnh Thanh, huyện Phước Long"),
            taken(ADDRESS, "TT. Phước Long - H. Phước Long", "TT. Phước Long, H. Phước Long"),
            taken(ADDRESS, "Vĩnh Thanh", "Vĩnh Thanh"),
            taken(ADDRESS, "khom 2 thi tran Phuoc Long", "thi tran Phuoc Long"),
            flagged(ADDRESS, "12 Trần Phú", Reason.COMMUNE_UNCLEAR),
            flagged(ADDRESS, "đường Hùng Vương, Bạc Liêu", Reason.COMMUNE_UNCLEAR),
            flagged(ADDRESS, None, Reason.COMMUNE_NONE),
        ],
    ),
    Topic(
        name="chap-hanh-vien-la",
        inputs=(28,),
        officers=("Lê Thị Mai Hương",),
        rows=[
            waits("Chấp_hành_viên", "Ai Đó", Reason.OFFICER_UNKNOWN),
            waits("Chấp_hành_viên", "LE THI MAI HUONG X", Reason.OFFICER_UNKNOWN),
            Row(changes={"Chấp_hành_viên": "LÊ THỊ MAI HƯƠNG"}),
        ],
    ),
)
