"""How do offices write the headers of their lists?

Each field's names as they are compared: without marks, abbreviations written out (THA, QĐ, BA, CHV, SĐT), brackets and
signs gone. The first name of a field is the one shown to people when the column is missing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from casework.folding import fold


class Field(StrEnum):
    """What a column of a case list says."""

    ORDINAL = "ordinal"
    DECISION_NUMBER = "decision_number"
    DECISION_DATE = "decision_date"
    JUDGMENT_NUMBER = "judgment_number"
    DEBTOR_NAME = "debtor_name"
    IDENTITY_NUMBER = "identity_number"
    BIRTH_YEAR = "birth_year"
    ADDRESS = "address"
    PHONE = "phone"
    CREDITOR_NAME = "creditor_name"
    OBLIGATION = "obligation"
    AMOUNT_OWED = "amount_owed"
    AMOUNT_PAID = "amount_paid"
    NOTICE_DATE = "notice_date"
    INTEREST_RATE = "interest_rate"
    OFFICER = "officer"
    REVIEW_RESULT = "review_result"
    NOTE = "note"


REQUIRED = (
    Field.DECISION_NUMBER,
    Field.DECISION_DATE,
    Field.DEBTOR_NAME,
    Field.IDENTITY_NUMBER,
    Field.OBLIGATION,
    Field.AMOUNT_OWED,
)

_NAMES: dict[Field, tuple[str, ...]] = {
    Field.ORDINAL: ("STT", "TT", "Số TT", "Số thứ tự", "No"),
    Field.DECISION_NUMBER: (
        "Số QĐ THA",
        "Số QĐ",
        "QĐ THA",
        "QĐ THA số",
        "QĐ số",
        "Số quyết định thi hành án",
        "Số QĐ THADS",
        "Số hồ sơ THA",
        "Số thụ lý",
    ),
    Field.DECISION_DATE: (
        "Ngày ra QĐ",
        "Ngày ra QĐ THA",
        "Ngày QĐ",
        "Ngày QĐ THA",
        "Ngày ban hành QĐ",
        "Ngày ban hành QĐ THA",
        "Ngày thụ lý",
        "Ngày tháng QĐ",
    ),
    Field.JUDGMENT_NUMBER: (
        "Bản án/QĐ số",
        "Bản án, quyết định số",
        "Số bản án",
        "Bản án số",
        "Số BA/QĐ",
        "Số bản án, quyết định",
        "Bản án, quyết định",
        "Bản án/QĐ",
        "Số BA",
        "Bản án, quyết định của tòa án",
    ),
    Field.DEBTOR_NAME: (
        "Người phải THA",
        "Họ tên người phải THA",
        "Họ và tên người phải THA",
        "Tên người phải THA",
        "Họ tên, người phải THA",
        "Bên phải THA",
        "Đương sự phải THA",
        "Người phải thi hành",
        "Người bị THA",
        "Họ tên đương sự",
        "Họ và tên",
        "Tên đương sự",
    ),
    Field.IDENTITY_NUMBER: (
        "Số CCCD",
        "CCCD",
        "CMND/CCCD",
        "Số CMND/CCCD",
        "CCCD/CMND",
        "Số CCCD/CMND",
        "CCCD, CMND",
        "Số định danh",
        "Số định danh cá nhân",
        "Mã định danh",
        "Mã định danh cá nhân",
        "Số ĐDCN",
        "Số ĐDCN/CCCD",
        "Số định danh/CCCD",
        "Số định danh cá nhân/CCCD",
        "Số căn cước",
        "Số thẻ căn cước",
        "Căn cước công dân",
        "Số căn cước công dân",
        "Số CMND",
        "CMND",
        "Số CC",
        "Số CC/CCCD",
        "Số CCCD người phải THA",
        "CCCD người phải THA",
        "Số định danh người phải THA",
        "Số giấy tờ tùy thân",
    ),
    Field.BIRTH_YEAR: ("Năm sinh", "Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "NS"),
    Field.ADDRESS: (
        "Địa chỉ",
        "Địa chỉ người phải THA",
        "Xã/TT",
        "Xã",
        "Xã/phường",
        "Xã, phường",
        "Xã, phường, thị trấn",
        "Tên xã",
        "Địa bàn",
        "Nơi cư trú",
        "Nơi ở",
        "Nơi ở hiện nay",
        "Nơi thường trú",
        "Địa chỉ cư trú",
        "Chỗ ở",
    ),
    Field.PHONE: (
        "Điện thoại",
        "Số điện thoại",
        "SĐT",
        "Số ĐT",
        "ĐT",
        "Điện thoại liên hệ",
        "Di động",
        "SĐT người phải THA",
        "Điện thoại người phải THA",
    ),
    Field.CREDITOR_NAME: (
        "Người được THA",
        "Họ tên người được THA",
        "Họ và tên người được THA",
        "Tên người được THA",
        "Bên được THA",
        "Đương sự được THA",
        "Người được thi hành",
    ),
    Field.OBLIGATION: (
        "Nội dung phải thi hành",
        "Nội dung THA",
        "Nội dung thi hành",
        "Khoản phải thi hành",
        "Các khoản phải thi hành",
        "Nghĩa vụ phải thi hành",
        "Nghĩa vụ THA",
        "Nghĩa vụ",
        "Nội dung nghĩa vụ",
        "Loại nghĩa vụ",
        "Nội dung phải THA",
        "Khoản phải THA",
        "Nội dung",
    ),
    Field.AMOUNT_OWED: (
        "Số tiền phải thi hành",
        "Số tiền phải THA",
        "Tổng số tiền phải thi hành",
        "Tổng số tiền phải THA",
        "Số tiền",
        "Phải thi hành",
        "Giá trị phải thi hành",
        "Tiền phải thi hành",
        "Tổng số phải thi hành",
        "Số phải thi hành",
        "Số tiền phải nộp",
    ),
    Field.AMOUNT_PAID: (
        "Đã thi hành",
        "Số tiền đã thi hành",
        "Số tiền đã THA",
        "Đã THA",
        "Đã nộp",
        "Số tiền đã nộp",
        "Đã thi hành được",
        "Đã thu",
        "Số đã thi hành",
        "Tiền đã thi hành",
    ),
    Field.NOTICE_DATE: (
        "Ngày thông báo hợp lệ",
        "Ngày thông báo",
        "Ngày nhận thông báo",
        "Ngày được thông báo hợp lệ",
        "Ngày tống đạt",
        "Ngày nhận QĐ",
        "Ngày nhận QĐ THA",
        "Ngày tống đạt hợp lệ",
        "Ngày thông báo QĐ THA",
    ),
    Field.INTEREST_RATE: (
        "Lãi chậm THA",
        "Lãi suất chậm THA",
        "Lãi suất chậm thi hành",
        "Lãi chậm thi hành",
        "Lãi suất",
        "Lãi chậm trả",
        "Mức lãi chậm THA",
        "Lãi suất chậm trả",
    ),
    Field.OFFICER: (
        "Chấp hành viên",
        "CHV",
        "Tên chấp hành viên",
        "CHV phụ trách",
        "Chấp hành viên phụ trách",
        "CHV thụ lý",
        "Cán bộ thụ lý",
        "Mã chấp hành viên",
        "Mã CHV",
    ),
    Field.REVIEW_RESULT: (
        "Kết quả rà soát",
        "Kết quả",
        "Kết quả phân loại",
        "Phân loại",
        "Phân loại án",
        "Kết quả xác minh, phân loại",
        "Tình trạng",
        "Tình trạng thi hành",
        "Trạng thái",
        "Kết quả thi hành",
        "Kết quả THA",
    ),
    Field.NOTE: ("Ghi chú", "Chú thích", "Lưu ý", "Ghi chú khác"),
}

_WRITTEN_OUT = {
    "tha": "thi hanh an",
    "thads": "thi hanh an",
    "qd": "quyet dinh",
    "ba": "ban an",
    "chv": "chap hanh vien",
    "sdt": "so dien thoai",
    "dt": "dien thoai",
    "ddcn": "dinh danh ca nhan",
}
_BRACKETS = re.compile(r"\([^)]*\)")
_SIGNS = re.compile(r"[^\w]+")


def comparable(header: str) -> str:
    """``header`` as names are compared: ``"Họ và tên người phải THA (ghi rõ)"`` -> ``"ho ten nguoi phai thi hanh an"``."""
    words = _SIGNS.sub(" ", _BRACKETS.sub(" ", fold(header))).split()
    written = " ".join(_WRITTEN_OUT.get(word, word) for word in words)
    return written.replace("ho va ten", "ho ten").replace("dan su", "").strip()


FIELDS_BY_NAME = {comparable(name): field for field, names in _NAMES.items() for name in names}


def shown_name(field: Field) -> str:
    """The header people know the field by: ``"Số CCCD"``."""
    return _NAMES[field][0]
