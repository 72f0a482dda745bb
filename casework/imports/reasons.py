"""Why does a cell wait or carry a flag, and what is the clerk asked to do?

Every reason has two sentences: what is wrong, and one thing to do. ``HELD`` rows are not written until the cell is
corrected or its proposal confirmed; ``DOUBTFUL`` ones are written and flagged.
"""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """Does the row wait?"""

    HELD = "held"
    DOUBTFUL = "doubtful"


class Reason(StrEnum):
    """What is wrong with a cell; the value is what the metrics count."""

    MISSING = "missing"
    FORMULA = "formula"
    NOT_TEXT = "not_text"
    CELLS_TOO_MANY = "cells_too_many"
    CELL_MERGED = "cell_merged"
    IDENTITY_ZERO_LOST = "identity_zero_lost"
    IDENTITY_SCIENTIFIC = "identity_scientific"
    IDENTITY_SCRIPT = "identity_script"
    IDENTITY_LENGTH = "identity_length"
    IDENTITY_PROVINCE = "identity_province"
    IDENTITY_ABROAD = "identity_abroad"
    IDENTITY_BIRTH = "identity_birth"
    IDENTITY_OLD_CARD = "identity_old_card"
    IDENTITY_NONE = "identity_none"
    IDENTITY_ORGANISATION = "identity_organisation"
    IDENTITY_YEAR_DIFFERS = "identity_year_differs"
    AMOUNT_FORM = "amount_form"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_FRACTION = "amount_fraction"
    AMOUNT_TOO_LARGE = "amount_too_large"
    AMOUNT_SMALL = "amount_small"
    AMOUNT_NONE = "amount_none"
    AMOUNT_IN_WORDS = "amount_in_words"
    AMOUNT_WORDS_DIFFER = "amount_words_differ"
    AMOUNT_UNCLEAR = "amount_unclear"
    AMOUNT_SEVERAL = "amount_several"
    DATE_FORM = "date_form"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_SHORT_YEAR = "date_short_year"
    DATE_SERIAL = "date_serial"
    DATE_FUTURE = "date_future"
    DATE_TOO_OLD = "date_too_old"
    DATE_MONTH_FIRST = "date_month_first"
    DATE_MAYBE_MONTH_FIRST = "date_maybe_month_first"
    DATE_SWAPPED = "date_swapped"
    PHONE_ZERO_LOST = "phone_zero_lost"
    PHONE_OLD_PREFIX = "phone_old_prefix"
    PHONE_LANDLINE = "phone_landline"
    PHONE_SEVERAL = "phone_several"
    PHONE_FORM = "phone_form"
    RATE_FORM = "rate_form"
    RATE_FRACTION = "rate_fraction"
    RATE_MONTHLY = "rate_monthly"
    RATE_HIGH = "rate_high"
    NAME_LETTER = "name_letter"
    NAME_SCRIPT = "name_script"
    NAME_FORMULA_LIKE = "name_formula_like"
    NAME_ODD = "name_odd"
    NAME_SEVERAL = "name_several"
    NAME_OLD_FONT = "name_old_font"
    NAME_LETTERS_LOST = "name_letters_lost"
    NUMBER_IS_DATE = "number_is_date"
    NUMBER_ODD = "number_odd"
    NUMBER_LETTER = "number_letter"
    BIRTH_YEAR_ODD = "birth_year_odd"
    COMMUNE_NONE = "commune_none"
    COMMUNE_UNCLEAR = "commune_unclear"
    OFFICER_UNKNOWN = "officer_unknown"
    REVIEW_UNKNOWN = "review_unknown"
    OBLIGATION_UNKNOWN = "obligation_unknown"
    NOTE_DECEASED = "note_deceased"
    NOTICE_MISSING = "notice_missing"
    NOTICE_EARLY = "notice_early"
    PAID_TOO_MUCH = "paid_too_much"
    FINISHED_UNPAID = "finished_unpaid"
    PAID_UNFINISHED = "paid_unfinished"
    DECISION_TWICE = "decision_twice"
    DECISION_JOINT = "decision_joint"
    DECISION_SEVERAL_ITEMS = "decision_several_items"
    DUTY_TWICE = "duty_twice"
    IDENTITY_TWO_NAMES = "identity_two_names"
    IDENTITY_NAME_MARKS = "identity_name_marks"
    IDENTITY_TWO_NUMBERS = "identity_two_numbers"
    TWO_PHONES = "two_phones"
    TOTAL_DIFFERS = "total_differs"


SAID: dict[Reason, str] = {
    Reason.MISSING: "Ô bắt buộc bị trống. Hãy điền vào tệp rồi nhập lại.",
    Reason.FORMULA: "Ô chứa công thức hoặc báo lỗi, giá trị không chắc đúng. Hãy dán lại thành giá trị.",
    Reason.NOT_TEXT: "Kiểu dữ liệu của ô không đúng với cột này. Hãy nhập lại dạng chữ hoặc số.",
    Reason.CELLS_TOO_MANY: "Dòng có nhiều ô hơn số cột, các ô có thể bị lệch. Hãy đặt ô có dấu phân cách trong ngoặc kép.",
    Reason.CELL_MERGED: "Ô bị gộp với ô khác nên không rõ số của từng dòng. Hãy bỏ gộp ô và ghi số riêng cho từng dòng.",
    Reason.IDENTITY_ZERO_LOST: "Số định danh chỉ có {digits} chữ số, có thể thiếu số 0 ở đầu. Hãy xác nhận số đề xuất.",
    Reason.IDENTITY_SCIENTIFIC: "Số định danh đã bị Excel làm tròn. Hãy nhập lại đủ 12 chữ số, định dạng ô là văn bản.",
    Reason.IDENTITY_SCRIPT: "Số định danh có ký tự không phải chữ số 0-9. Hãy gõ lại bằng chữ số thường.",
    Reason.IDENTITY_LENGTH: "Số định danh phải có 12 chữ số, ô này có {digits}. Hãy đối chiếu hồ sơ rồi sửa.",
    Reason.IDENTITY_PROVINCE: "Ba số đầu {province} không phải mã tỉnh. Hãy đối chiếu hồ sơ rồi sửa.",
    Reason.IDENTITY_ABROAD: "Ba số đầu {province} không phải mã tỉnh, có thể là người sinh ở nước ngoài. Hãy đối chiếu hồ sơ.",
    Reason.IDENTITY_BIRTH: "Số định danh cho năm sinh không thể có ({year}). Hãy đối chiếu hồ sơ rồi sửa.",
    Reason.IDENTITY_OLD_CARD: "Đây là số CMND cũ 9 chữ số. Hãy bổ sung số định danh 12 chữ số khi có.",
    Reason.IDENTITY_NONE: "Chưa có số định danh nên chưa thể liên kết trò chuyện. Hãy bổ sung khi có.",
    Reason.IDENTITY_ORGANISATION: "Bên phải thi hành án là tổ chức, số này không dùng làm số định danh. Hãy kiểm tra lại.",
    Reason.IDENTITY_YEAR_DIFFERS: "Số định danh cho năm sinh {year}, khác cột năm sinh. Hãy đối chiếu hồ sơ.",
    Reason.AMOUNT_FORM: "Không đọc chắc chắn được số tiền. Hãy ghi đủ chữ số, ví dụ 1.000.000.",
    Reason.AMOUNT_NEGATIVE: "Số tiền không thể âm. Hãy sửa lại số tiền.",
    Reason.AMOUNT_FRACTION: "Số tiền phải là số đồng nguyên. Hãy bỏ phần lẻ.",
    Reason.AMOUNT_TOO_LARGE: "Số tiền lớn hơn một triệu tỷ đồng. Hãy kiểm tra lại số tiền.",
    Reason.AMOUNT_SMALL: "Số tiền dưới 10.000 đồng, có thể ghi theo nghìn hoặc triệu. Hãy kiểm tra đơn vị tính.",
    Reason.AMOUNT_IN_WORDS: "Số tiền viết tắt hoặc bằng chữ, đọc là {amount} đồng. Hãy xác nhận số đề xuất.",
    Reason.AMOUNT_WORDS_DIFFER: "Số tiền bằng số và bằng chữ khác nhau. Hãy đối chiếu bản án rồi sửa.",
    Reason.AMOUNT_UNCLEAR: "Số tiền này có thể hiểu nhiều cách. Hãy ghi đủ chữ số, ví dụ 1.500.000.000.",
    Reason.AMOUNT_SEVERAL: "Ô có nhiều dòng, có thể là nhiều số tiền. Hãy ghi mỗi khoản một dòng của bảng.",
    Reason.AMOUNT_NONE: "Số tiền phải thi hành bằng 0. Hãy kiểm tra lại, vì đây là nghĩa vụ trả tiền.",
    Reason.DATE_FORM: "Không đọc được ngày. Hãy ghi ngày/tháng/năm, ví dụ 05/11/2025.",
    Reason.DATE_IMPOSSIBLE: "Ngày này không có trong lịch. Hãy sửa lại ngày.",
    Reason.DATE_SHORT_YEAR: "Năm chỉ có hai chữ số, có thể hiểu nhiều cách. Hãy ghi đủ bốn chữ số của năm.",
    Reason.DATE_SERIAL: "Ô là một con số chứ không phải ngày. Hãy xác nhận ngày đề xuất hoặc nhập lại.",
    Reason.DATE_FUTURE: "Ngày ở tương lai. Hãy kiểm tra lại năm và tháng.",
    Reason.DATE_TOO_OLD: "Ngày quá xa trong quá khứ. Hãy kiểm tra lại năm.",
    Reason.DATE_MONTH_FIRST: "Ngày có vẻ viết tháng trước ngày sau. Hãy xác nhận ngày đề xuất.",
    Reason.DATE_MAYBE_MONTH_FIRST: "Cột này có ngày viết tháng trước (dòng {other}), nên ngày này có thể bị đảo. Hãy kiểm tra lại.",
    Reason.DATE_SWAPPED: "Trong cột này Excel có vẻ đã đảo ngày và tháng. Hãy xác nhận ngày đề xuất hoặc sửa lại.",
    Reason.PHONE_ZERO_LOST: "Số điện thoại có thể thiếu số 0 ở đầu. Hãy xác nhận số đề xuất.",
    Reason.PHONE_OLD_PREFIX: "Đây là đầu số 11 chữ số cũ. Hãy xác nhận số mới đề xuất.",
    Reason.PHONE_LANDLINE: "Đây là số máy bàn, không nhận được tin nhắn. Hãy bổ sung số di động nếu có.",
    Reason.PHONE_SEVERAL: "Ô có nhiều số điện thoại, chỉ dùng số đầu tiên. Hãy kiểm tra số đó đúng của người này.",
    Reason.PHONE_FORM: "Số điện thoại không đúng dạng nên không dùng. Hãy kiểm tra lại.",
    Reason.RATE_FORM: "Không đọc được lãi suất. Hãy ghi số phần trăm một năm, ví dụ 10.",
    Reason.RATE_FRACTION: "Lãi suất nhỏ hơn 1%/năm, có thể ô định dạng phần trăm. Hãy xác nhận số đề xuất.",
    Reason.RATE_MONTHLY: "Lãi suất ghi theo tháng. Hãy đổi sang phần trăm một năm theo bản án.",
    Reason.RATE_HIGH: "Lãi suất cao hơn 20%/năm. Hãy đối chiếu bản án.",
    Reason.NAME_LETTER: "Tên có chữ Ð gõ thay cho Đ. Hãy xác nhận tên đề xuất.",
    Reason.NAME_SCRIPT: "Tên lẫn chữ cái của bảng chữ khác. Hãy xác nhận tên đề xuất hoặc gõ lại.",
    Reason.NAME_FORMULA_LIKE: "Tên bắt đầu bằng ký tự của công thức, được giữ như chữ. Hãy gõ lại tên.",
    Reason.NAME_ODD: "Tên có chữ số hoặc ký tự lạ. Hãy kiểm tra lại.",
    Reason.NAME_SEVERAL: "Ô có thể có tên của nhiều người. Hãy ghi mỗi người một dòng của bảng.",
    Reason.NAME_OLD_FONT: "Tên viết bằng bảng mã cũ TCVN3 hoặc VNI, hoặc bị sai bảng mã. Hãy chuyển sang Unicode.",
    Reason.NAME_LETTERS_LOST: "Tên bị mất chữ khi đổi bảng mã (dấu “?”). Hãy gõ lại tên theo hồ sơ.",
    Reason.NUMBER_IS_DATE: "Excel đã đổi số này thành ngày tháng. Hãy gõ lại, định dạng ô là văn bản.",
    Reason.NUMBER_ODD: "Số không có dạng thường gặp, ví dụ 12/QĐ-THADS. Hãy kiểm tra lại.",
    Reason.NUMBER_LETTER: "Số có chữ Ð gõ thay cho Đ. Hãy xác nhận số đề xuất.",
    Reason.BIRTH_YEAR_ODD: "Năm sinh không hợp lý nên không dùng. Hãy kiểm tra lại.",
    Reason.COMMUNE_NONE: "Chưa có địa chỉ xã, phường. Hãy bổ sung để phân công tổ vận động.",
    Reason.COMMUNE_UNCLEAR: "Không rõ xã, phường trong địa chỉ. Hãy ghi rõ, ví dụ “xã Vĩnh Thanh”.",
    Reason.OFFICER_UNKNOWN: "Chấp hành viên này chưa có trong sổ. Hãy sửa tên hoặc thêm chấp hành viên trước.",
    Reason.REVIEW_UNKNOWN: "Kết quả này không có trong bảng phân loại nên để trống. Hãy chọn kết quả khi mở hồ sơ.",
    Reason.OBLIGATION_UNKNOWN: "Chưa rõ loại nghĩa vụ, tạm ghi là “khác”. Hãy chọn loại khi mở hồ sơ.",
    Reason.NOTE_DECEASED: "Ghi chú cho biết người này đã chết, mọi tin nhắn sẽ dừng. Hãy kiểm tra và xử lý hồ sơ.",
    Reason.NOTICE_MISSING: "Chưa có ngày thông báo hợp lệ nên chưa tính được thời hạn tự nguyện. Hãy bổ sung khi có.",
    Reason.NOTICE_EARLY: "Ngày thông báo trước ngày ra quyết định. Hãy kiểm tra cả hai ngày.",
    Reason.PAID_TOO_MUCH: "Số đã thi hành lớn hơn số phải thi hành. Hãy kiểm tra cả hai số.",
    Reason.FINISHED_UNPAID: "Ghi là thi hành xong nhưng còn {left} đồng. Hãy kiểm tra số tiền hoặc kết quả.",
    Reason.PAID_UNFINISHED: "Đã nộp đủ tiền nhưng kết quả không phải thi hành xong. Hãy kiểm tra kết quả.",
    Reason.DECISION_TWICE: "Số quyết định trùng với dòng {other}. Hãy giữ một dòng hoặc sửa số quyết định.",
    Reason.DECISION_JOINT: "Cùng quyết định và khoản với dòng {other} nhưng khác người. Hãy kiểm tra có phải liên đới không.",
    Reason.DECISION_SEVERAL_ITEMS: "Cùng quyết định và người với dòng {other}, khác khoản. Hãy kiểm tra có đúng nhiều khoản không.",
    Reason.DUTY_TWICE: "Cùng người, bản án, khoản và số tiền với dòng {other} nhưng khác số quyết định. Hãy kiểm tra có nhập trùng không.",
    Reason.IDENTITY_TWO_NAMES: "Số định danh trùng với dòng {other} nhưng khác họ tên. Hãy đối chiếu hồ sơ rồi sửa.",
    Reason.IDENTITY_NAME_MARKS: "Số định danh trùng với dòng {other}, tên chỉ khác dấu. Hãy thống nhất cách viết tên.",
    Reason.IDENTITY_TWO_NUMBERS: "Cùng tên, năm sinh, địa chỉ với dòng {other} nhưng khác số định danh. Hãy đối chiếu hồ sơ.",
    Reason.TWO_PHONES: "Cùng một người nhưng số điện thoại khác với dòng {other}. Hãy xác nhận số đang dùng.",
    Reason.TOTAL_DIFFERS: "Dòng tổng cộng không khớp với tổng các dòng ({sum} đồng). Hãy kiểm tra có thiếu hồ sơ không.",
}
