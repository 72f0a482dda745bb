"""Which words does ``gandan why`` have for states, tries and what is looked at before a message goes?"""

from __future__ import annotations

from messages.outbox import Guard, State
from scheduler.steps.step import State as StepState

MESSAGE_WORDS = {
    State.QUEUED: "đang chờ gửi",
    State.SENDING: "đang gửi",
    State.ACCEPTED: "kênh đã nhận",
    State.OPENED: "người nhận đã bấm xem",
    State.UNCERTAIN: "chưa rõ đã đến hay chưa, không tự gửi lại",
    State.REJECTED: "kênh từ chối",
    State.SUPPRESSED: "không gửi",
    State.EXPIRED: "không gửi vì đã qua lúc cần gửi",
    State.CANCELLED: "đã hủy trước khi gửi",
    State.FAILED_TECHNICAL: "không gửi được vì lỗi kỹ thuật",
}
STEP_WORDS = {
    StepState.PENDING: "chưa đến ngày",
    StepState.QUEUED: "đã xếp vào hàng gửi",
    StepState.CANCELLED: "đã hủy",
    StepState.SKIPPED: "bỏ qua",
}
OVERDUE_WORDS = "đã đến lượt, chờ xếp gửi"  # of a step that is pending still: first messages, a pause, a quota
TRY_WORDS = {  # scheduler.delivery.senders, by the type's name; a journal writes the same in small letters
    "accepted": "kênh đã nhận",
    "notsent": "chưa rời máy",
    "withheld": "chưa được phép gửi lúc ấy",
    "throttled": "kênh bảo chờ",
    "barred": "kênh không nhận mã của bot",
    "rejected": "kênh từ chối",
    "uncertain": "không rõ đã đến hay chưa",
}
LOOKED_AT = {
    Guard.REPLY: ("chưa qua lúc cần gửi", "cuộc trò chuyện còn", "đúng người được xem"),
    Guard.FOLD: ("màn hình ấy chưa bị thay bằng tin khác",),
    Guard.NOTICE: ("chưa qua lúc cần gửi", "cuộc trò chuyện còn và đúng người", "không có lệnh giữ tin"),
    Guard.THANKS: (
        "chưa qua lúc cần gửi", "cuộc trò chuyện còn và đúng người", "người nhận còn sống", "còn đồng ý nhận tin nhắc",
        "lời hẹn vẫn là đã giữ", "không phải diễn tập", "không có lệnh giữ tin", "không có tin nghe nói đã mất",
        "không xin tạm im tin", "trong giờ được nhắn",
    ),
    Guard.MEETING: (
        "cuộc trò chuyện còn và đúng người", "người nhận còn sống, không có tin nghe nói đã mất", "không phải diễn tập",
        "kết quả buổi hẹn vẫn như đã ghi", "việc đã hẹn: còn đồng ý nhận tin nhắc, chưa làm xong, vừa qua chưa có tin nhắc khác",
        "không có lệnh giữ tin", "việc đã hẹn: không xin tạm im tin", "trong giờ được nhắn",
    ),
    Guard.APPOINTMENT: (
        "cuộc trò chuyện còn và đúng người", "người nhận còn sống, không có tin nghe nói đã mất", "lịch hẹn còn, đúng giờ đã hẹn và chưa qua", "không phải diễn tập",
        "không có lệnh giữ tin", "trong giờ được nhắn",
    ),
    Guard.REMINDER: (
        "cuộc trò chuyện còn và đúng người", "đợt không dừng, không tạm dừng", "người nhận còn sống",
        "việc còn phải thi hành", "đúng là người phải thi hành án", "còn tiền phải nộp", "còn đồng ý nhận tin nhắc",
        "có trong danh sách đã duyệt", "chuỗi nhắc chưa kết thúc, đúng điều kiện của bước", "chưa đủ số lần nhắc của đợt",
        "không phải diễn tập", "không có lệnh giữ tin", "không phải người cần được gọi ngay", "không có báo đã nộp đang tìm",
        "không có tin nghe nói đã mất", "không đang nộp đúng từng kỳ", "không xin tạm im tin", "trong giờ, ngày được nhắn",
        "cách tin nhắc trước ít nhất ba ngày, chưa đủ 6 tin trong 30 ngày", "kênh gửi được và còn hạn mức",
        "tin gửi thử đã ổn", "cán bộ còn sức trả lời",
    ),
}  # fmt: skip
"""What every claim looks at, in its order (docs/decisions/0012-guards.md)."""
