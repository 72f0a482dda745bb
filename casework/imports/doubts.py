"""What is flagged only when a list meets the books, or the rows of one decision meet each other?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from casework.imports.case_list import CaseList
from casework.imports.findings import JsonCell
from casework.imports.header_names import Field


class Doubtful(StrEnum):
    """Why the entry is flagged; the value is what the metrics count. All but ``WAITS`` are written."""

    COMMUNE_UNCLEAR = "commune_unclear"
    COMMUNE_DIVIDED = "commune_divided"
    OFFICER_NOT_FOUND = "officer_not_found"
    JUDGMENT_MISSING = "judgment_missing"
    REVIEWS_DIFFER = "reviews_differ"
    PAID_DIFFERS = "paid_differs"
    PAID_OVER = "paid_over"
    NOT_MONEY = "not_money"
    PAID_LESS = "paid_less"
    LINES_KEPT = "lines_kept"
    LINE_NOT_IN_LIST = "line_not_in_list"
    IDENTITY_CORRECTED = "identity_corrected"
    DEBTOR_NAME_CHANGED = "debtor_name_changed"
    DEBTOR_REPLACED = "debtor_replaced"
    IDENTITY_OF_ANOTHER = "identity_of_another"
    DECISION_OTHER_DAY = "decision_other_day"
    STATUS_KEPT = "status_kept"
    STATUS_REOPENED = "status_reopened"
    SERVICE_KEPT = "service_kept"
    DUTY_IN_BOOKS = "duty_in_books"
    REST_WAITS = "rest_waits"


WAITS = frozenset({Doubtful.IDENTITY_OF_ANOTHER, Doubtful.DECISION_OTHER_DAY, Doubtful.REST_WAITS})

_SAID: dict[Doubtful, tuple[Field, str]] = {
    Doubtful.COMMUNE_UNCLEAR: (
        Field.ADDRESS,
        "Không tìm được đúng một xã, phường theo địa chỉ này. Hãy ghi rõ xã, phường và huyện cũ.",
    ),
    Doubtful.COMMUNE_DIVIDED: (
        Field.ADDRESS,
        "Địa chỉ này nay có thể thuộc {other}. Hãy ghi rõ xã, phường hiện nay.",
    ),
    Doubtful.OFFICER_NOT_FOUND: (
        Field.OFFICER,
        "Không tìm được đúng một chấp hành viên có tên này. Hãy phân công khi mở hồ sơ.",
    ),
    Doubtful.JUDGMENT_MISSING: (
        Field.JUDGMENT_NUMBER,
        "Chưa có số bản án, tạm ghi là “chưa rõ”. Hãy bổ sung khi có.",
    ),
    Doubtful.REVIEWS_DIFFER: (
        Field.REVIEW_RESULT,
        "Các dòng của cùng quyết định có kết quả khác nhau, đã lấy kết quả chưa kết thúc. Hãy kiểm tra lại.",
    ),
    Doubtful.PAID_DIFFERS: (
        Field.AMOUNT_PAID,
        "Các dòng liên đới ghi số đã thi hành khác nhau, đã lấy số lớn nhất. Hãy kiểm tra lại.",
    ),
    Doubtful.PAID_OVER: (
        Field.AMOUNT_PAID,
        "Số đã thi hành nhiều hơn các khoản tiền, chỉ ghi {amount} đồng. Hãy kiểm tra cả hai số.",
    ),
    Doubtful.NOT_MONEY: (
        Field.AMOUNT_OWED,
        "Nghĩa vụ này không phải là trả tiền nên không ghi số tiền. Hãy kiểm tra lại nội dung.",
    ),
    Doubtful.PAID_LESS: (
        Field.AMOUNT_PAID,
        "Sổ đã ghi thu {amount} đồng, nhiều hơn danh sách, sổ được giữ nguyên. Hãy đối chiếu biên lai.",
    ),
    Doubtful.LINES_KEPT: (
        Field.AMOUNT_OWED,
        "Số tiền phải thi hành ít hơn số đã thu, các khoản trong sổ được giữ nguyên. Hãy kiểm tra lại.",
    ),
    Doubtful.LINE_NOT_IN_LIST: (
        Field.OBLIGATION,
        "Sổ có {amount} khoản đã thu tiền mà danh sách không còn, các khoản đó được giữ. Hãy kiểm tra lại.",
    ),
    Doubtful.IDENTITY_CORRECTED: (
        Field.IDENTITY_NUMBER,
        "Số định danh khác với sổ, đã ghi theo danh sách. Hãy đối chiếu giấy tờ.",
    ),
    Doubtful.DEBTOR_NAME_CHANGED: (
        Field.DEBTOR_NAME,
        "Tên khác với sổ, đã ghi theo danh sách. Hãy đối chiếu giấy tờ.",
    ),
    Doubtful.DEBTOR_REPLACED: (
        Field.DEBTOR_NAME,
        "Sổ ghi người khác phải thi hành quyết định này, đã ghi theo danh sách. Hãy đối chiếu hồ sơ.",
    ),
    Doubtful.IDENTITY_OF_ANOTHER: (
        Field.IDENTITY_NUMBER,
        "Trong sổ, số định danh này là của người có tên khác ({other}). Hãy đối chiếu hồ sơ rồi sửa số hoặc tên.",
    ),
    Doubtful.DECISION_OTHER_DAY: (
        Field.DECISION_DATE,
        "Sổ đã có quyết định số này của cùng người, ra ngày {other}. Hãy đối chiếu bản giấy rồi sửa ngày trong tệp.",
    ),
    Doubtful.STATUS_KEPT: (
        Field.REVIEW_RESULT,
        "Cán bộ đã ghi trạng thái khác với danh sách, sổ được giữ nguyên. Hãy xem diễn biến của quyết định này.",
    ),
    Doubtful.STATUS_REOPENED: (
        Field.REVIEW_RESULT,
        "Danh sách trước ghi việc này đã đóng, nay ghi theo danh sách mới là chưa đóng. Hãy kiểm tra lại.",
    ),
    Doubtful.SERVICE_KEPT: (
        Field.NOTICE_DATE,
        "Cán bộ đã ghi ngày thông báo khác với hình thức thông báo, sổ được giữ nguyên. Hãy đối chiếu biên bản.",
    ),
    Doubtful.DUTY_IN_BOOKS: (
        Field.DECISION_NUMBER,
        "Sổ đã có việc {other} của cùng người, cùng bản án và số tiền. Hãy kiểm tra có phải một việc ghi số khác không.",
    ),
    Doubtful.REST_WAITS: (
        Field.DECISION_NUMBER,
        "Dòng khác của cùng quyết định đang chờ sửa nên dòng này chờ cùng. Hãy sửa dòng kia rồi nhập lại.",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """One place of the list that is flagged, or that makes its row wait. ``as_cell`` is the CELL of ``import --json``."""

    row: int
    column: str
    value: JsonCell = field(repr=False)
    reason: Doubtful
    sentence: str = field(repr=False)

    def as_cell(self) -> dict[str, JsonCell]:
        """The CELL of ``gandan import --json``."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.sentence,
            "proposal": None,
        }


class Doubts:
    """Collects what is flagged about one list."""

    def __init__(self, case_list: CaseList) -> None:
        self._columns = case_list.columns
        self.told: list[Doubt] = []

    def tell(self, row: int, reason: Doubtful, value: JsonCell = None, *, amount: int = 0, other: str = "") -> None:
        """Flag ``row``; ``amount`` and ``other`` (what it is in conflict with) fill the sentence's blanks."""
        place, said = _SAID[reason]
        sentence = said.format(amount=f"{amount:,}".replace(",", "."), other=other)
        self.told.append(
            Doubt(row=row, column=self._columns.header(place), value=value, reason=reason, sentence=sentence)
        )
