"""How are the states, grounds and duties of a decision called at the terminal?"""

from __future__ import annotations

from casework.citations import ENFORCEMENT_LAW, OLD_ENFORCEMENT_LAW
from casework.course_duties import DutyKind
from casework.course_kinds import ENTERED_AS, LISTED, STATUS_WORDS, WORDS, Circumstance, Ground, Happened
from casework.decision_events import Event, EventKind
from casework.decision_states import Origin, State, Status
from casework.money_events import MoneyEvent

STATE_WORDS: dict[State, str] = {
    State.ISSUED: "đã ra quyết định, chưa ghi thông báo hợp lệ",
    State.VOLUNTARY_PERIOD: "trong thời hạn tự nguyện",
    State.VERIFICATION: "hết thời hạn tự nguyện, xác minh điều kiện thi hành",
    State.WITH_MEANS: "có điều kiện thi hành",
    **{State(status.value): words for status, words in STATUS_WORDS.items() if status is not Status.ENFORCING},
}
ORIGIN_WORDS: dict[Origin, str] = {
    Origin.ON_REQUEST: "theo yêu cầu thi hành án",
    Origin.EX_OFFICIO: "chủ động thi hành",
}
GROUND_WORDS: dict[Ground, str] = {
    Ground.AGREED: "thỏa thuận hoặc văn bản của người được thi hành án",
    Ground.PROTEST_REQUEST: "yêu cầu của người có thẩm quyền kháng nghị",
    Ground.GRAVE_ILLNESS: "bệnh hiểm nghèo, nghĩa vụ phải tự mình thực hiện",
    Ground.OTHER_DEFERRAL: "điểm khác của khoản 1 Điều 46",
    Ground.PROTEST: "kháng nghị giám đốc thẩm, tái thẩm",
    Ground.BANKRUPTCY: "thụ lý phá sản, phục hồi",
    Ground.FOREIGN_AWARD: "phán quyết trọng tài nước ngoài",
    Ground.DEATH: "chết, không có người thừa kế hoặc di sản",
    Ground.DISSOLVED: "tổ chức đã giải thể",
    Ground.GIVEN_UP: "thỏa thuận hoặc yêu cầu của người được thi hành án",
    Ground.WAIVED: "có quyết định miễn",
    Ground.QUASHED: "bản án bị hủy",
    Ground.BANKRUPT: "mở thủ tục phá sản",
    Ground.OTHER_TERMINATION: "căn cứ khác của Điều 48",
    Ground.NOTHING_TO_TAKE: "không có thu nhập, tài sản để thi hành án",
    Ground.OTHER_NO_MEANS: "căn cứ khác của khoản 1 Điều 38",
    Ground.HIDDEN_ASSETS: "che giấu tài sản khi được miễn, giảm",
    Ground.NEW_REQUEST: "yêu cầu mới sau khi gửi lại yêu cầu",
    Ground.SENT_BACK: "nơi nhận ủy thác trả lại",
    Ground.MISTAKE: "đã ghi đóng nhầm",
}
CIRCUMSTANCE_WORDS: dict[Circumstance, str] = {
    Circumstance.LONG_PRISON: "đang ở tù, còn từ 2 năm",
    Circumstance.ADDRESS_UNKNOWN: "không rõ nơi ở",
}
DUTY_WORDS: dict[DutyKind, str] = {
    DutyKind.SERVE: "thông báo quyết định thi hành án",
    DutyKind.KEEP_POSTED: "giữ niêm yết đến hết ngày này",
    DutyKind.START_VERIFICATION: "bắt đầu xác minh điều kiện thi hành",
    DutyKind.RE_VERIFY: "xác minh lại",
    DutyKind.VERIFY_INFORMATION: "xác minh theo thông tin mới",
    DutyKind.PUBLISH: "đăng danh sách công khai",
    DutyKind.TAKE_DOWN: "gỡ khỏi danh sách công khai",
    DutyKind.RETURN_REQUEST: "hết 2 năm không có thông tin mới, đã xác minh lại: gửi lại yêu cầu",
    DutyKind.SEPARATE_REGISTER: "hết 2 năm không có thông tin mới, đã xác minh lại: chuyển sổ theo dõi riêng",
    DutyKind.RETURN_OR_REGISTER: "hết 2 năm không có thông tin mới, đã xác minh lại: ghi việc theo yêu cầu hay chủ động, rồi xử lý",
    DutyKind.RESUME: "hết hạn hoãn: ra quyết định tiếp tục",
}
LAW_WORDS: dict[str | None, str] = {
    ENFORCEMENT_LAW: f"Luật Thi hành án dân sự {ENFORCEMENT_LAW}",
    OLD_ENFORCEMENT_LAW: f"Luật {OLD_ENFORCEMENT_LAW}, vì việc kết thúc trước 01/07/2026",
    None: "chưa rõ, vì sổ không biết việc kết thúc ngày nào; nếu trước 01/07/2026 thì theo luật cũ",
}
_OTHER_EVENTS: dict[str, str] = {
    EventKind.ENTERED: "nhập vào sổ",
    EventKind.CORRECTED: "sửa thông tin quyết định",
    EventKind.LINES_CHANGED: "sửa các khoản phải thi hành",
    EventKind.PAID_IN_FULL: "đã nộp đủ tiền",
    EventKind.PAYMENT_REVERSED: "hủy một khoản thu",
    MoneyEvent.PAID_AT_PRISON: "nộp tại trại giam",
    MoneyEvent.CAME_FROM_PRISON: "trại giam chuyển tiền về",
    MoneyEvent.PAID_OUT: "chi trả",
    MoneyEvent.PAYOUT_REVERSED: "hủy một lần chi trả",
    MoneyEvent.PARTS_CHANGED: "sửa các kỳ đến hạn",
    MoneyEvent.AGREEMENT_SIGNED: "đương sự thỏa thuận",
    MoneyEvent.AGREEMENT_ENDED: "thỏa thuận chấm dứt",
    MoneyEvent.PROMISE_MADE: "hẹn nộp",
    MoneyEvent.PROMISE_WITHDRAWN: "rút lời hẹn nộp",
    MoneyEvent.EXEMPTION_FILED: "lập hồ sơ xét miễn, giảm",
    MoneyEvent.EXEMPTION_WITHDRAWN: "rút hồ sơ xét miễn, giảm",
    MoneyEvent.EXEMPTION_DECIDED: "có quyết định về miễn, giảm",
    MoneyEvent.EXEMPTION_UNDONE: "bỏ kết quả miễn, giảm đã ghi",
}


def event_words(event: Event) -> str:
    """What happened, with the status where that does not follow from it."""
    status = STATUS_WORDS[Status(event.to_status)] if event.to_status is not None else ""
    if event.happened == LISTED:
        return f"danh sách ghi: {status}"
    if event.to_status is not None and event.happened == ENTERED_AS:
        return f"nhập vào sổ là: {status}"
    try:
        return WORDS[Happened(event.happened)]
    except ValueError:
        return _OTHER_EVENTS.get(event.kind, status or event.kind)


def typed_word(value: str) -> str:
    """A stored word as it is typed: ``with_means`` is ``with-means``."""
    return value.replace("_", "-")
