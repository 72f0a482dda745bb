"""Hostile and odd files are refused by what is in them, before anything of them is read."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.imports.archive import MOST_ENTRIES
from casework.imports.preflight import Kind, check_file, display_name
from casework.imports.refusals import FileRefused, HostileFile, Refusal, UnreadableFile
from casework.imports.rows import read_case_list
from tests.imports.making_files import (
    NAMESPACE,
    SHEET,
    TODAY,
    case,
    part,
    saved,
    sheet_xml,
    with_parts,
    workbook,
)

GOOD = workbook([case(1)])
SHEET_XML = part(GOOD, SHEET)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OUTSIDE = '<Relationship Id="rId9" Type="http://x/{}" Target="{}" TargetMode="External"/>'
DTD = '<!DOCTYPE x [<!ENTITY a "ha">{}]>'


def refusal(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        check_file(content)
    return refused.value


def outcome(content: bytes) -> str:
    """``told`` when the list is read or its refusal has its two sentences; any other exception goes through."""
    try:
        return "told" if read_case_list(content, "a.xlsx", today=TODAY).rows else "nothing read"
    except FileRefused as refused:
        return "told" if refused.sentence and refused.remedy.startswith("Hãy ") else "untold"


def ole(inside: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + inside + bytes(500)


def test_an_ordinary_workbook_is_let_through() -> None:
    assert check_file(GOOD).kind is Kind.XLSX


def test_a_small_file_that_unpacks_to_more_than_200_megabytes_is_refused_at_once() -> None:
    bomb = with_parts(GOOD, {SHEET: b" " * (201 * 2**20)})
    assert len(bomb) < 2**20
    begun = time.process_time()
    refused = refusal(bomb)
    looked = time.process_time()
    assert len(part(bomb, SHEET)) == 201 * 2**20
    assert looked - begun < (time.process_time() - looked) / 4, "it was unpacked before it was refused"
    assert refused.code is Refusal.ZIP_BOMB
    assert "giải nén quá lớn" in refused.sentence
    assert refused.remedy.startswith("Hãy")


def test_a_part_that_swells_more_than_a_hundredfold_is_refused() -> None:
    assert refusal(with_parts(GOOD, {"xl/big.xml": b"<a>" + b" " * 2**21 + b"</a>"})).code is Refusal.ZIP_BOMB


def test_more_than_200_entries_are_refused() -> None:
    many = {f"xl/media/{number}.txt": "x" for number in range(MOST_ENTRIES)}
    assert refusal(with_parts(GOOD, many)).code is Refusal.ZIP_BOMB


def test_a_directory_that_hides_its_length_is_refused_before_it_is_read() -> None:
    many = with_parts(GOOD, {f"xl/media/{number}.txt": "x" for number in range(9_000)})
    at = many.rfind(b"PK\x05\x06")
    lying = many[: at + 8] + struct.pack("<HH", 3, 3) + many[at + 12 :]
    assert refusal(lying).code is Refusal.ZIP_BOMB


def test_entries_that_share_their_bytes_are_refused() -> None:
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
    assert refusal(file.getvalue()).code is Refusal.ZIP_ODD


def test_a_directory_that_lies_about_a_size_is_refused() -> None:
    at = GOOD.rfind(b"xl/worksheets/sheet1.xml") - 46
    size = struct.unpack_from("<L", GOOD, at + 24)[0]
    lying = GOOD[: at + 24] + struct.pack("<L", size - 200) + GOOD[at + 28 :]
    assert isinstance(refusal(lying), HostileFile)


@pytest.mark.parametrize("name", ["../../etc/passwd", "xl\\..\\x.xml", "/etc/passwd", "C:/x.xml", "XL/Workbook.xml"])
def test_names_that_lead_out_of_the_archive_or_stand_twice_are_refused(name: str) -> None:
    assert refusal(with_parts(GOOD, {name: "x"})).code is Refusal.ZIP_ODD


@pytest.mark.parametrize("entity", ["", '<!ENTITY b "&a;&a;&a;">', '<!ENTITY f SYSTEM "file:///etc/passwd">'])
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", SHEET, "xl/anything.dat"])
def test_document_types_and_entities_are_refused_wherever_they_stand(entity: str, name: str) -> None:
    xml = f'<?xml version="1.0"?>{DTD.format(entity)}<worksheet xmlns="{NAMESPACE}"><sheetData/></worksheet>'
    assert refusal(with_parts(GOOD, {name: xml})).code is Refusal.DTD


@pytest.mark.parametrize("split", range(1, 10))
def test_a_document_type_across_two_pieces_is_found(split: int) -> None:
    xml = b"<x>".ljust(2**20 - split) + DTD.format("").encode()
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/other.xml", xml)
    assert refusal(file.getvalue()).code is Refusal.DTD


def test_xml_in_another_encoding_cannot_hide_a_document_type() -> None:
    hidden = f'<?xml version="1.0" encoding="UTF-16"?>{DTD.format("")}<x/>'.encode("utf-16")
    assert refusal(with_parts(GOOD, {"xl/sharedStrings.xml": hidden})).code is Refusal.ZIP_ODD
    named = b'<?xml version="1.0" encoding="utf-7"?><x/>'
    assert refusal(with_parts(GOOD, {"xl/sharedStrings.xml": named})).code is Refusal.ZIP_ODD


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/externalLinks/externalLink1.xml", "<x/>"),
        ("xl/connections.xml", "<x/>"),
        ("xl/drawings/_rels/drawing1.xml.rels", RELATIONS.format(OUTSIDE.format("image", "http://127.0.0.1/x.png"))),
    ],
)
def test_links_and_data_from_outside_are_refused(name: str, content: str) -> None:
    assert refusal(with_parts(GOOD, {name: content})).code is Refusal.EXTERNAL


def test_the_sheet_that_carries_a_remote_image_is_named() -> None:
    relation = '<Relationship Id="rId1" Type="http://x/drawing" Target="../drawings/drawing1.xml"/>'
    refused = refusal(
        with_parts(
            GOOD,
            {
                "xl/worksheets/_rels/sheet1.xml.rels": RELATIONS.format(relation),
                "xl/drawings/drawing1.xml": "<x/>",
                "xl/drawings/_rels/drawing1.xml.rels": RELATIONS.format(OUTSIDE.format("image", "http://127.0.0.1/x")),
            },
        )
    )
    assert "Danh sách" in refused.sentence


def test_a_hyperlink_in_a_cell_is_no_reason_to_refuse() -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.active["R3"].hyperlink = "https://example.invalid/"  # type: ignore[index]  # a plain worksheet
    assert len(read_case_list(saved(book), "a.xlsx", today=TODAY).rows) == 1


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    assert refusal(with_parts(GOOD, {"xl/vbaProject.bin": b"x"})).code is Refusal.MACROS
    kinds = part(GOOD, "[Content_Types].xml").replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    assert refusal(with_parts(GOOD, {"[Content_Types].xml": kinds})).code is Refusal.MACROS


def test_files_inside_the_file_are_refused() -> None:
    assert refusal(with_parts(GOOD, {"xl/media/image1.png": GOOD})).code is Refusal.NESTED
    assert refusal(with_parts(GOOD, {"xl/embeddings/oleObject1.bin": b"x"})).code is Refusal.NESTED


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", Refusal.EMPTY, "trống"),
        (b" \r\n\t", Refusal.EMPTY, "trống"),
        (ole("Workbook".encode("utf-16-le")), Refusal.DAMAGED, "hỏng"),
        (ole("EncryptedPackage".encode("utf-16-le")), Refusal.PASSWORD, "mật khẩu"),
        (b"\xef\xbb\xbf<html><table></table></html>", Refusal.HTML, "trang web"),
        (b'<?xml version="1.0"?><Workbook/>', Refusal.HTML, "XML"),
        (b"%PDF-1.7", Refusal.OTHER_KIND, "PDF"),
        (b"Rar!\x1a\x07", Refusal.OTHER_KIND, "RAR"),
        (b"PK\x03\x04 and nothing more", Refusal.DAMAGED, "hỏng"),
        (GOOD[: len(GOOD) * 6 // 10], Refusal.DAMAGED, "hỏng"),
    ],
)
def test_other_kinds_of_files_are_known_by_their_content(content: bytes, code: Refusal, said: str) -> None:
    refused = refusal(content)
    assert (refused.code, said in refused.sentence) == (code, True)
    assert refused.remedy.startswith("Hãy ")
    assert str(refused) == f"{refused.sentence} {refused.remedy}"


def test_a_word_document_is_told_from_a_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in refusal(file.getvalue()).sentence


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_sheet_that_breaks_off_is_not_read_as_a_shorter_list(share: float) -> None:
    whole = workbook([case(number) for number in range(1, 200)])
    xml = part(whole, SHEET)
    with pytest.raises(UnreadableFile) as refused:
        read_case_list(with_parts(whole, {SHEET: xml[: int(len(xml) * share)]}), "a.xlsx", today=TODAY)
    assert refused.value.code is Refusal.DAMAGED


def test_a_broken_style_sheet_or_text_table_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_case_list(with_parts(GOOD, {"xl/sharedStrings.xml": "<sst><si><t>Số"}), "a.xlsx", today=TODAY)
    assert refused.value.code is Refusal.DAMAGED


def test_a_sheet_that_claims_to_be_huge_is_read_as_what_it_is() -> None:
    xml = part(GOOD, SHEET)
    claimed = xml[: xml.index("<dimension")] + '<dimension ref="A1:XFD1048576"/>' + xml[xml.index("<sheetViews") :]
    begun = time.process_time()
    assert len(read_case_list(GOOD, "a.xlsx", today=TODAY).rows) == 1
    honest = time.process_time()
    assert len(read_case_list(with_parts(GOOD, {SHEET: claimed}), "a.xlsx", today=TODAY).rows) == 1
    assert time.process_time() - honest < 20 * (honest - begun)


def test_two_cells_in_opposite_corners_are_refused_before_memory_is_taken() -> None:
    far = sheet_xml(GOOD, rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    refused = refusal(far)
    assert refused.code is Refusal.SHEET_AREA
    assert "XFD1048576" in refused.sentence


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="0" r="XFD1048576"><v>1</v></c>',
        '<c\nr="XFD1048576"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<y:c r="XFD1048576"><v>1</v></y:c>',
    ],
)
def test_cells_written_so_as_to_be_overlooked_are_refused(cell: str) -> None:
    assert refusal(sheet_xml(GOOD, rows=f'<row r="1048576">{cell}</row>')).code is Refusal.ODD_SHEET


def test_an_attribute_cannot_make_a_far_cell_look_empty() -> None:
    sly = '<row r="1048576"><c r="XFD1048576" x="/>"><v>1</v></c></row>'
    assert refusal(sheet_xml(GOOD, rows=sly)).code is Refusal.SHEET_AREA


def test_a_sheet_whose_elements_have_a_prefix_is_read_too() -> None:
    xml = part(GOOD, SHEET)
    prefixed = xml.replace(f'xmlns="{NAMESPACE}"', f'xmlns:x="{NAMESPACE}"').replace("</", "</x:").replace("<", "<x:")
    prefixed = prefixed.replace("<x:/x:", "</x:").replace("<x:?xml", "<?xml")
    read = read_case_list(with_parts(GOOD, {SHEET: prefixed}), "a.xlsx", today=TODAY)
    assert [row.debtor_name for row in read.rows] == ["Trần Văn B"]


def test_formatted_rows_without_content_below_the_list_are_not_cases() -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="R{row}" s="0"/></row>' for row in range(501, 150_501))
    read = read_case_list(sheet_xml(GOOD, rows=empty), "a.xlsx", today=TODAY)
    assert len(read.rows) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("C:\\Users\\a\\danh sách.xlsx", "danh sách.xlsx"),
        ("a" * 300 + ".xlsx", "a" * 120),
        ("hai\u202excod\u0000.xlsx", "haixcod.xlsx"),
        ("", "(không tên)"),
        ("Danh sa\u0301ch.xlsx", "Danh sách.xlsx"),
    ],
)
def test_the_senders_file_name_is_only_shown_and_made_harmless(name: str, shown: str) -> None:
    assert display_name(name) == shown
    assert read_case_list(GOOD, name, today=TODAY).file == shown


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6))
def test_a_file_with_any_bytes_changed_is_read_or_refused_in_a_sentence(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for at, byte in changes:
        damaged[at] = byte
    assert outcome(bytes(damaged)) == "told"


@given(st.integers(0, len(SHEET_XML) - 1), st.sampled_from(["", "<", ">", '"', "&", "r=", "A1", "\0", "999999999999"]))
def test_a_sheet_with_anything_put_into_its_xml_is_read_or_refused_in_a_sentence(at: int, put: str) -> None:
    damaged = with_parts(GOOD, {SHEET: SHEET_XML[:at] + put + SHEET_XML[at + 1 :]})
    assert outcome(damaged) == "told"


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused_in_a_sentence(content: bytes) -> None:
    assert outcome(content) == "told"
