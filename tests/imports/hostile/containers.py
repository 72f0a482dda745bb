"""Files that are wrong as files: inputs 1 to 9, 23, 24, 29 and 30."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from casework.imports.archive import MOST_ENTRIES
from casework.imports.refusals import Refusal
from tests.imports.hostile.formats import Table, comma_separated, xlsx
from tests.imports.hostile.old_fonts import tcvn3
from tests.imports.hostile.shape import TITLE, HostileList, Topic
from tests.imports.making_files import HEADERS, NAMESPACE, SHEET, case, part, saved, sheet_xml, with_parts
from tests.imports.other_formats import compound, ods, ods_of, ods_row, ods_sheet, old_book, old_sheet, record, xls

TABLE: Table = [[TITLE], list(HEADERS), case(1), case(2)]
GOOD = xlsx(TABLE)
_XML = part(GOOD, SHEET)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OUTSIDE = '<Relationship Id="rId9" Type="http://x/{}" Target="{}" TargetMode="External"/>'
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_CSV = comma_separated(TABLE).decode("utf-8-sig")


def _file(name: str, inputs: tuple[int, ...], refused: Refusal, make: Callable[[], bytes], *said: str) -> HostileList:
    return HostileList(name=name, inputs=inputs, make=make, refused=refused, said=said)


def _with(
    name: str, inputs: tuple[int, ...], refused: Refusal, parts: Mapping[str, bytes | str], *said: str
) -> HostileList:
    return _file(name, inputs, refused, lambda: with_parts(GOOD, parts), *said)


def _fine(name: str, inputs: tuple[int, ...], make: Callable[[], bytes]) -> HostileList:
    """Odd, and read all the same: the two unremarkable rows."""
    plain = Topic(name="x", inputs=()).files()[0]
    return HostileList(name=name, inputs=inputs, make=make, cases=2, truth=plain.truth)


def _overlapping() -> bytes:
    """The second entry lies inside the first one's bytes."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>" * 100)
        second = archive.infolist()[0]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", inner.getvalue())
        second.header_offset = 30 + len("[Content_Types].xml")
        archive.filelist.append(second)
    return file.getvalue()


def _lying_count() -> bytes:
    many = with_parts(GOOD, {f"xl/media/{number}.txt": "x" for number in range(9_000)})
    at = many.rfind(b"PK\x05\x06")
    return many[: at + 8] + struct.pack("<HH", 3, 3) + many[at + 12 :]


def _lying_size() -> bytes:
    at = GOOD.rfind(b"xl/worksheets/sheet1.xml") - 46
    size = struct.unpack_from("<L", GOOD, at + 24)[0]
    return GOOD[: at + 24] + struct.pack("<L", size - 200) + GOOD[at + 28 :]


def _macro_types() -> bytes:
    kinds = part(GOOD, "[Content_Types].xml").replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    return with_parts(GOOD, {"[Content_Types].xml": kinds})


def _claims_all() -> bytes:
    claimed = _XML[: _XML.index("<dimension")] + '<dimension ref="A1:XFD1048576"/>' + _XML[_XML.index("<sheetViews") :]
    return with_parts(GOOD, {SHEET: claimed})


def _epoch_of_1904() -> bytes:
    """As spreadsheet programs on older Macs counted days."""
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.epoch = CALENDAR_MAC_1904
    return saved(book)


def _empty_rows() -> bytes:
    return sheet_xml(GOOD, rows="".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(501, 60_501)))


def _trailing_directory(lie: int) -> bytes:
    """A second workbook behind the first; which of the two is read must not be a matter of taste."""
    other = xlsx([[TITLE], list(HEADERS), case(1, Số_tiền_phải_thi_hành=99_000_000), case(2)])
    end = other.rfind(b"PK\x05\x06")
    begun = len(GOOD)
    shifted = bytearray(other)
    count, _, at = struct.unpack_from("<10xHLL", other, end)
    struct.pack_into("<L", shifted, end + 16, at + begun)
    for _ in range(count):
        name, extra, note = struct.unpack_from("<28xHHH", other, at)
        struct.pack_into("<L", shifted, at + 42, struct.unpack_from("<42xL", other, at)[0] + begun)
        at += 46 + name + extra + note
    struct.pack_into("<H", shifted, end + 20, lie)
    return GOOD + bytes(shifted)


def _archive(*more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", *more):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def _word() -> bytes:
    return _archive("word/document.xml")


def _ods(parts: Mapping[str, str | bytes]) -> bytes:
    return ods(ods_sheet("".join(map(ods_row, TABLE))), parts=parts)


def _endless() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="60" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return ods(ods_sheet("".join(map(ods_row, TABLE)) + row))


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 6 // 10]


def _csv(separator: str, encoding: str) -> Callable[[], bytes]:
    return lambda: comma_separated(TABLE, separator, encoding)


def _in_1258(text: str) -> bytes:
    """Code page 1258: letters with hats and horns, and the five tones as marks of their own."""
    letters = []
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in _TONES))
        letters.append(bare + "".join(mark for mark in spread if mark in _TONES))
    return "".join(letters).encode("cp1258")


def _ole(inside: str) -> bytes:
    return compound({inside: b"x"})


_ARCHIVES = (
    _file("bom-giai-nen-200mb.xlsx", (1,), Refusal.ZIP_BOMB, lambda: with_parts(GOOD, {SHEET: b" " * (201 * 2**20)}), "giải nén quá lớn"),
    _with("bom-mot-phan.xlsx", (1,), Refusal.ZIP_BOMB, {"xl/big.xml": b"<a>" + b" " * 2**21 + b"</a>"}),
    _with("nhieu-thanh-phan.xlsx", (2,), Refusal.ZIP_BOMB, {f"xl/media/{n}.txt": "x" for n in range(MOST_ENTRIES)}),
    _file("muc-luc-noi-doi.xlsx", (2,), Refusal.ZIP_BOMB, _lying_count),
    _file("kich-thuoc-noi-doi.xlsx", (2,), Refusal.ZIP_ODD, _lying_size),
    _file("thanh-phan-chong-nhau.xlsx", (2,), Refusal.ZIP_ODD, _overlapping),
    _with("duong-dan-ra-ngoai.xlsx", (2,), Refusal.ZIP_ODD, {"../../etc/passwd": "x"}),
    _with("duong-dan-o-dia.xlsx", (2,), Refusal.ZIP_ODD, {"C:/x.xml": "x"}),
    _with("trung-ten-thanh-phan.xlsx", (2,), Refusal.ZIP_ODD, {"XL/Workbook.xml": "x"}),
    _with("mot-ty-tieng-cuoi.xlsx", (3,), Refusal.DTD, {"xl/sharedStrings.xml": f'<?xml version="1.0"?>{_LAUGHS}]><sst>&i;</sst>'}),
    _with("thuc-the-ngoai.xlsx", (4,), Refusal.DTD, {SHEET: f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet xmlns="{NAMESPACE}"><sheetData/></worksheet>'}),
    _with("thuc-the-mang.xlsx", (4,), Refusal.DTD, {"xl/styles.xml": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><styleSheet/>'}),
    _with("dtd-giau-utf16.xlsx", (3,), Refusal.ZIP_ODD, {"xl/sharedStrings.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16")}),
    _with("lien-ket-ngoai.xlsx", (5,), Refusal.EXTERNAL, {"xl/externalLinks/externalLink1.xml": "<x/>"}, "Ngắt liên kết"),
    _with("ket-noi-du-lieu.xlsx", (5,), Refusal.EXTERNAL, {"xl/connections.xml": "<x/>"}),
    _with("anh-tu-mang.xlsx", (5,), Refusal.EXTERNAL, {"xl/drawings/_rels/drawing1.xml.rels": _RELATIONS.format(_OUTSIDE.format("image", "http://127.0.0.1/x.png"))}),
    _with("co-macro.xlsx", (6,), Refusal.MACROS, {"xl/vbaProject.bin": b"x"}, "macro"),
    _file("macro-doi-duoi.xlsx", (6,), Refusal.MACROS, _macro_types),
    _with("tep-nhung.xlsx", (6,), Refusal.NESTED, {"xl/embeddings/oleObject1.bin": b"x"}),
    _with("tep-trong-tep.xlsx", (6,), Refusal.NESTED, {"xl/media/image1.png": GOOD}),
    _file("o-goc-xa-nhat.xlsx", (8,), Refusal.SHEET_AREA, lambda: sheet_xml(GOOD, rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576"),
    _file("o-giau-vi-tri.xlsx", (8,), Refusal.ODD_SHEET, lambda: sheet_xml(GOOD, rows="<row r='9'><c r='A9'><v>1</v></c></row>")),
    _fine("khai-vung-du-lieu-khong-lo.xlsx", (8,), _claims_all),
    _fine("dong-trong-co-dinh-dang.xlsx", (9,), _empty_rows),
    _fine("ngay-tinh-tu-1904.xlsx", (20,), _epoch_of_1904),
    _fine("ngay-tinh-tu-1900.xlsx", (20,), lambda: GOOD),
)  # fmt: skip

_KINDS = (
    _file("trang-web-doi-ten.xlsx", (6,), Refusal.HTML, lambda: b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>"),
    _file("xml-doi-ten.xlsx", (6,), Refusal.HTML, lambda: b'<?xml version="1.0"?><Workbook/>'),
    _file("pdf-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, lambda: b"%PDF-1.7 ...", "PDF"),
    _file("word-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, _word, "Word"),
    _file("hai-muc-luc.xlsx", (2,), Refusal.ZIP_ODD, lambda: _trailing_directory(lie=5), "lưu lại"),
    _file("so-tien-bi-chen-ghi-chu.xlsx", (18,), Refusal.ODD_SHEET, lambda: with_parts(GOOD, {SHEET: _XML.replace("<v>10000000</v>", "<v>1000000<!-- -->0</v>")}), "lưu lại"),
    _file("tep-nen-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, _archive, "tệp nén"),
    _file("rar-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, lambda: b"Rar!\x1a\x07 ...", "RAR"),
    _file("chuong-trinh-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, lambda: b"MZ\x90\x00 ...", "chương trình"),
    _file("anh-doi-ten.xlsx", (6,), Refusal.OTHER_KIND, lambda: b"\x89PNG\r\n...", "ảnh"),
    _fine("xls-doi-ten.xlsx", (6,), lambda: xls(TABLE)),
    _fine("xlsx-doi-ten.csv", (6,), lambda: GOOD),
    _file("dat-mat-khau.xlsx", (7,), Refusal.PASSWORD, lambda: _ole("EncryptedPackage"), "bỏ mật khẩu"),
    _file("dat-mat-khau.xls", (7,), Refusal.PASSWORD, lambda: xls(TABLE, more=record(0x002F, bytes(6)))),
    _file("dat-mat-khau.ods", (7,), Refusal.PASSWORD, lambda: _ods({"META-INF/manifest.xml": "<manifest:encryption-data/>"})),
    _file("macro.xls", (6,), Refusal.MACROS, lambda: compound({"Workbook": old_book({"A": old_sheet(TABLE)}), "_VBA_PROJECT_CUR": b""})),
    _file("trang-macro.xls", (6,), Refusal.MACROS, lambda: compound({"Workbook": old_book({"A": old_sheet(TABLE)}, kind=1)})),
    _file("lien-ket-ngoai.xls", (5,), Refusal.EXTERNAL, lambda: xls(TABLE, more=record(0x01AE, b"\x01\x00\x05\x00\x00other"))),
    _file("word.xls", (6,), Refusal.OTHER_KIND, lambda: _ole("WordDocument")),
    _file("macro.ods", (6,), Refusal.MACROS, lambda: _ods({"Basic/Standard/Module1.xml": "<x/>"})),
    _file("doi-tuong-nhung.ods", (6,), Refusal.NESTED, lambda: _ods({"Object 1/content.xml": "<x/>"})),
    _file("thuc-the.ods", (3, 4), Refusal.DTD, lambda: _ods({"styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
    _file("lien-ket-ngoai.ods", (5,), Refusal.EXTERNAL, lambda: ods(ods_sheet("<office:dde-source/>" + "".join(map(ods_row, TABLE))))),
    _file("lap-o-vo-tan.ods", (8,), Refusal.SHEET_AREA, _endless),
)  # fmt: skip


_TEXTS = (
    *(
        _fine(f"bang-ma-{encoding}-{name}.csv", (23,), _csv(separator, encoding))
        for encoding in ("utf-8", "utf-8-sig", "utf-16")
        for name, separator in (("phay", ","), ("cham-phay", ";"), ("tab", "\t"))
    ),
    _file("utf-16-khong-dau.csv", (23,), Refusal.ENCODING, lambda: _CSV.encode("utf-16-le"), "UTF-8"),
    _file("windows-1258.csv", (23,), Refusal.ENCODING, lambda: _in_1258(_CSV), "Windows-1258", "UTF-8"),
    _file("tcvn3-byte.csv", (22, 23), Refusal.ENCODING, lambda: tcvn3(_CSV * 3).encode("latin-1", "replace"), "TCVN3"),
    _file("byte-la-o-cuoi.csv", (23,), Refusal.ENCODING, lambda: _CSV.encode() + b"\xff\xfe"),
    _file("ky-tu-nul.csv", (24,), Refusal.CSV_LINE, lambda: _CSV.replace("Trần Văn C", "Trần\0").encode(), "dòng 4", "NUL"),
    _file("dong-qua-dai.csv", (24,), Refusal.CSV_LINE, lambda: (_CSV + "x" * 2_000_000).encode(), "dòng 5", "quá dài"),
    _file("ngoac-kep-khong-dong.csv", (24,), Refusal.CSV_LINE, lambda: (_CSV + '3,"Trần Văn').encode(), "dòng 5", "ngoặc kép"),
    _file("ngoac-kep-sai-cho.csv", (24,), Refusal.CSV_LINE, lambda: (_CSV + '3,"Trần" Văn,x\r\n').encode(), "dòng 5"),
    _file("tep-trong.csv", (30,), Refusal.EMPTY, lambda: b"", "trống"),
    _file("chi-co-dau-cach.csv", (30,), Refusal.EMPTY, lambda: b" \r\n\t"),
    _file("gui-chua-het.xlsx", (30,), Refusal.DAMAGED, lambda: GOOD[: len(GOOD) * 6 // 10], "chưa hết"),
    _file("gui-chua-het.ods", (30,), Refusal.DAMAGED, lambda: _cut(ods_of(TABLE))),
    _file("gui-chua-het.xls", (30,), Refusal.DAMAGED, lambda: _cut(xls(TABLE))),
    _file("trang-dut-giua.xlsx", (30,), Refusal.DAMAGED, lambda: with_parts(GOOD, {SHEET: _XML[: len(_XML) * 6 // 10]})),
)  # fmt: skip


_NAMES = tuple(
    HostileList(
        name=name, inputs=(29,), make=lambda: GOOD, cases=2, truth=Topic(name="x", inputs=()).files()[0].truth,
        sent_as=sent, shown=shown,
    )
    for name, sent, shown in (
        ("ten-tep-ra-ngoai.xlsx", "../../x.xlsx", "x.xlsx"),
        ("ten-tep-windows.xlsx", "C:\\Users\\a\\danh sách.xlsx", "danh sách.xlsx"),
        ("ten-tep-300-chu.xlsx", "a" * 300 + ".xlsx", "a" * 120),
        ("ten-tep-dao-chieu.xlsx", "hai\u202excod\u0000.xlsx", "haixcod.xlsx"),
        ("ten-tep-rong.xlsx", "", "(không tên)"),
        ("ten-tep-nfd.xlsx", "Danh sa\u0301ch.xlsx", "Danh sách.xlsx"),
    )
)  # fmt: skip

FILES = (*_ARCHIVES, *_KINDS, *_TEXTS, *_NAMES)
