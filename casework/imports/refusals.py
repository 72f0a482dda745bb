"""Why is a whole file not read, and what can the person who sent it do?

A refusal is for people: one sentence on what is wrong, one on what to do. Nothing of the file is kept or half done.
"""

from __future__ import annotations

from enum import StrEnum

from casework.tidy import tidy


class Refusal(StrEnum):
    """What is wrong with a file; the value is what logs and metrics count."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    ZIP_BOMB = "zip_bomb"
    ZIP_ODD = "zip_odd"
    NESTED = "nested"
    MACROS = "macros"
    EXTERNAL = "external"
    DTD = "dtd"
    PASSWORD = "password"  # noqa: S105  the name of a refusal, not a secret
    OTHER_KIND = "other_kind"
    HTML = "html"
    ODD_SHEET = "odd_sheet"
    SHEET_AREA = "sheet_area"
    ENCODING = "encoding"
    OLD_FONT = "old_font"
    CSV_LINE = "csv_line"
    NO_HEADER = "no_header"
    MISSING_COLUMNS = "missing_columns"
    DOUBLED_COLUMNS = "doubled_columns"
    MERGED_HEADER = "merged_header"
    TWO_HEADERS = "two_headers"
    UNIT = "unit"
    SEVERAL_SHEETS = "several_sheets"
    TOO_MANY_FINDINGS = "too_many_findings"
    NO_SUCH_SHEET = "no_such_sheet"
    JOINED_DIGITS = "joined_digits"
    NO_ROWS = "no_rows"
    READER_STOPPED = "reader_stopped"
    MAPPING_UNKNOWN = "mapping_unknown"


_LONGEST = 600
_SAVE_AGAIN = "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại."
_SAVE_CSV = "Hãy lưu lại thành .xlsx, hoặc CSV UTF-8."

_SAID: dict[Refusal, tuple[str, str]] = {
    Refusal.EMPTY: ("Tệp trống, không có nội dung.", "Hãy kiểm tra rồi gửi lại tệp."),
    Refusal.TOO_LARGE: ("Tệp quá lớn ({size} MB, tối đa {limit} MB).", "Hãy chia danh sách thành nhiều tệp nhỏ."),
    Refusal.DAMAGED: ("Tệp bị hỏng hoặc gửi chưa hết.", "Hãy gửi lại tệp gốc."),
    Refusal.JOINED_DIGITS: (
        "Ô “{cell}” có các chữ số sẽ bị đọc liền thành một số (chữ số chú thích viết nhỏ, hoặc xuống dòng trong ô).",
        "Hãy bỏ chữ số chú thích, để mỗi ô một số, rồi gửi lại.",
    ),
    Refusal.ZIP_BOMB: (
        "Tệp giải nén quá lớn hoặc có quá nhiều thành phần.",
        "Hãy xóa các dòng thừa, chép danh sách sang tệp Excel mới rồi gửi lại.",
    ),
    Refusal.ZIP_ODD: ("Cấu trúc tệp không giống tệp do chương trình bảng tính ghi.", _SAVE_AGAIN),
    Refusal.NESTED: (
        "Trong tệp có tệp khác được đính kèm ({part}).",
        "Hãy xóa phần đính kèm, chỉ giữ danh sách, rồi gửi lại.",
    ),
    Refusal.MACROS: ("Tệp có chứa macro.", "Hãy lưu lại thành .xlsx (không có macro) rồi gửi lại."),
    Refusal.EXTERNAL: (
        "{where} có liên kết hoặc dữ liệu lấy từ bên ngoài tệp.",
        "Hãy bỏ liên kết (Dữ liệu, Sửa liên kết, Ngắt liên kết), lưu lại rồi gửi lại.",
    ),
    Refusal.DTD: ("Tệp có khai báo DTD, không được phép trong bảng tính.", _SAVE_AGAIN),
    Refusal.PASSWORD: ("Tệp đặt mật khẩu nên không đọc được.", "Hãy bỏ mật khẩu rồi gửi lại."),
    Refusal.OTHER_KIND: (
        "Đây không phải bảng tính Excel hay CSV ({kind}).",
        "Hãy gửi danh sách dạng .xlsx, .xls, .ods hoặc CSV.",
    ),
    Refusal.HTML: ("Đây là trang web hoặc XML được đổi tên, không phải tệp Excel.", _SAVE_AGAIN),
    Refusal.ODD_SHEET: ("Trang tính được ghi theo cách lạ, không đọc chắc chắn được.", _SAVE_AGAIN),
    Refusal.SHEET_AREA: (
        "Trang tính có ô nằm quá xa ({cell}), vùng dữ liệu quá rộng.",
        "Hãy xóa các dòng, cột thừa ở ngoài danh sách, lưu lại rồi gửi lại.",
    ),
    Refusal.ENCODING: ("Tệp CSV không phải UTF-8{hint}.", _SAVE_CSV),
    Refusal.OLD_FONT: (
        "Chữ trong tệp dùng bảng mã cũ TCVN3, VNI hoặc bị đổi sai bảng mã (ví dụ ở dòng {row}: “{sample}”).",
        "Hãy chuyển toàn bộ tệp sang Unicode rồi gửi lại.",
    ),
    Refusal.CSV_LINE: ("Không đọc được dòng {line} của tệp CSV: {problem}.", "Hãy sửa dòng đó rồi gửi lại."),
    Refusal.NO_HEADER: (
        "Không tìm thấy dòng tiêu đề của danh sách trong 40 dòng đầu.",
        "Hãy kiểm tra tệp có các cột như {wanted}.",
    ),
    Refusal.MISSING_COLUMNS: (
        "Dòng tiêu đề (dòng {row}) thiếu cột: {wanted}{unknown}.",
        'Hãy đặt lại tên cột, hoặc chỉ cột có sẵn bằng --map "Tên cột trong tệp=Tên cột cần".',
    ),
    Refusal.DOUBLED_COLUMNS: (
        "Dòng tiêu đề (dòng {row}) có hai cột cùng nghĩa: {doubled}.",
        'Hãy đổi tên một cột, hoặc bỏ qua cột đó bằng --map "Tên cột=bỏ qua".',
    ),
    Refusal.MERGED_HEADER: (
        "Dòng tiêu đề (dòng {row}) có ô gộp ngang: {merged}.",
        "Hãy bỏ gộp ô, để mỗi cột có một tên riêng rồi gửi lại.",
    ),
    Refusal.TWO_HEADERS: (
        "Tiêu đề chiếm hai dòng: dòng {row} còn có tên cột {under}.",
        "Hãy ghi mỗi tên cột vào một ô của một dòng tiêu đề rồi gửi lại.",
    ),
    Refusal.UNIT: (
        "Số tiền không tính bằng đồng (“{unit}”).",
        "Hãy đổi các cột tiền sang đồng, sửa dòng đơn vị tính rồi gửi lại.",
    ),
    Refusal.SEVERAL_SHEETS: (
        "Tệp có nhiều trang đều là danh sách: {sheets}.",
        "Hãy chọn một trang, hoặc tách mỗi trang thành một tệp.",
    ),
    Refusal.TOO_MANY_FINDINGS: (
        "Quá nhiều ô không đúng với tên cột (tính đến dòng {row}).",
        "Hãy kiểm tra các cột có bị lệch không, hoặc chia danh sách thành nhiều tệp nhỏ.",
    ),
    Refusal.NO_SUCH_SHEET: (
        "Tệp không có trang “{wanted}” (các trang: {sheets}).",
        "Hãy chép đúng tên trang, hoặc bỏ ẩn trang đó rồi gửi lại.",
    ),
    Refusal.READER_STOPPED: (
        "Tệp quá nặng hoặc bị lỗi nên phần đọc tệp phải dừng, chưa ghi gì.",
        "Hãy chia danh sách thành nhiều tệp nhỏ, hoặc chép sang tệp mới rồi gửi lại.",
    ),
    Refusal.MAPPING_UNKNOWN: (
        "Không thấy cột {headers} ở dòng tiêu đề (dòng {row}).",
        "Hãy chép đúng tên cột trong tệp vào --map.",
    ),
    Refusal.NO_ROWS: ("Dưới dòng tiêu đề (dòng {row}) không có hồ sơ nào.", "Hãy kiểm tra rồi gửi lại tệp."),
}


def _shown(text: str) -> str:
    """What a file says, without signs that a terminal obeys, and no longer than somebody reads."""
    kept = tidy(text)
    return kept if len(kept) <= _LONGEST else kept[:_LONGEST] + "…"


class FileRefused(Exception):
    """The whole file is refused: ``code``, and for people ``sentence`` and ``remedy``; ``str()`` gives both."""

    def __init__(self, code: Refusal, **blanks: object) -> None:
        said, remedy = _SAID[code]
        self.code = code
        self.blanks = blanks
        shown = {name: _shown(value) if isinstance(value, str) else value for name, value in blanks.items()}
        self.sentence = said.format(**shown)
        self.remedy = remedy.format(**shown)
        super().__init__(f"{self.sentence} {self.remedy}")


class HostileFile(FileRefused):
    """The file carries what a case list never needs: refused before anything of it is read."""


class UnreadableFile(FileRefused):
    """The file is not a workbook or CSV that can be read without guessing."""


class NotACaseList(FileRefused):
    """The file reads well, but its columns are not those of a case list."""
