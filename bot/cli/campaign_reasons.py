"""Why does a step or a message not go out, or not yet, in an officer's words? The terminal and the staff page say the same."""

from __future__ import annotations

from scheduler.delivery.recording import DEFERRED
from scheduler.steps.laying import TAKEN_OUT
from scheduler.steps.schedule import MERGED

WHY = {
    "no_chat": "chưa liên kết trò chuyện",
    "no_consent": "không đồng ý nhận tin nhắc",
    "held_out": "thuộc nhóm để đối chiếu, không nhắc",
    "not_selected": "không còn đúng điều kiện chọn của đợt",
    "no_anchor_date": "việc chưa có ngày của mốc",
    "after_end": "rơi vào sau ngày kết thúc đợt",
    "campaign_stopped": "đợt bị dừng",
    "campaign_over": "đợt đã kết thúc",
    "campaign_paused": "đợt tạm dừng",
    "too_late": "đã qua lúc cần gửi",
    "contact_dead": "cuộc trò chuyện không còn",
    "not_linked": "đã hủy liên kết",
    "paid": "đã nộp đủ",
    "plan_kept": "đang nộp đúng từng kỳ, chưa gần kỳ sau",
    "decision_closed": "việc đã xong, hoãn, đình chỉ hoặc chuyển đi",
    "not_debtor": "không còn là người phải thi hành án",
    "deceased": "đã chết",
    "said_before": "đã nhắc việc này rồi",
    "sender_died": "tiến trình gửi bị ngắt",
    "not_approved": "không có trong danh sách đã duyệt",
    "cap": "đã nhắc người này đủ số lần",
    "muted": "người dân xin tạm im tin",
    "quiet_hours": "ngoài giờ hoặc ngày nghỉ, sau đó không còn có ích",
    "claim_open": "người dân báo đã nộp, đang tìm khoản nộp",
    "death_told": "nghe nói đã mất, chấp hành viên đang xác minh",
    "distress": "người dân cần được gọi, không nhắc",
    "capacity": "cán bộ không kịp trả lời",
    "quota": "kênh hết hạn mức",
    "channel_failing": "kênh gửi lỗi nhiều, tạm nghỉ",
    "canary": "đợi kết quả các tin gửi thử",
    "training": "diễn tập",
    "held": "mọi tin tự gửi đang bị giữ",
    "seal_broken": "nội dung không mở được bằng khóa đang dùng",
    "wave_over": "đợt trọng tâm đã qua",
    "step_removed": "bước này đã bỏ khỏi kế hoạch",
    "ended_promised": "đã hẹn nộp, thôi nhắc theo kế hoạch",
    "ended_agreed": "đã có thỏa thuận, thôi nhắc theo kế hoạch",
    "ended_answered": "đã trả lời, thôi nhắc theo kế hoạch",
    "ended_booked": "đã đặt lịch gặp, thôi nhắc theo kế hoạch",
    "ended_visited": "tổ vận động đã đến, thôi nhắc theo kế hoạch",
    "was_opened": "đã bấm xem tin trước",
    "was_answered": "đã trả lời tin trước",
    "has_promise": "đang có lời hẹn còn hạn",
    "no_broken_promise": "không lỡ lời hẹn nào",
    "has_agreement": "đang có thỏa thuận",
    "part_paid": "kỳ đó đã trả đủ",
    "part_changed": "kỳ trả đã đổi, hoặc thỏa thuận đã kết thúc",
    "promise_kept": "đã nộp như đã hẹn",
    "promise_withdrawn": "người dân đã rút lời hẹn",
    "promise_replaced": "người dân đã hẹn ngày khác",
    "booking_ended": "lịch gặp đã hủy, hoặc không gặp được",
    "booking_moved": "lịch gặp đã dời",
    "came_after_all": "người dân đã đến, không phải vắng mặt",
    "has_another": "người dân đã có lịch gặp khác",
    "note_gone": "ghi nhận sau buổi gặp đã bỏ",
    "next_step_changed": "việc đã hẹn sau buổi gặp đã đổi",
    "made_too_late": "đặt hẹn sát giờ, không kịp nhắc",
    "replaced": "đã có tin khác thay chỗ",
    "claim_unheard": "tiến trình gửi mất liên lạc với sổ, tin chưa rời máy",
    "lost_by_sender": "tiến trình gửi không biết tin đã đến chưa",
    "restored": "đi sau bản sao lưu đã khôi phục",
    "visitor_gone": "người dân đã xóa cuộc trò chuyện trên trang",
    "journal_only": "chỉ còn trong sổ gửi tin, nội dung đã mất cùng sổ cũ",
}
"""By the word that stands with the step or its message."""
BEFORE_WORDS = {"three_days": "nhắc trước ba ngày", "one_day": "nhắc trước một ngày", "two_hours": "nhắc trước hai giờ"}


def why(reason: str) -> str:
    """In words; what a channel said itself where there are none."""
    if reason.startswith(DEFERRED):
        return f"chưa gửi được, sẽ thử lại: {why(reason.removeprefix(DEFERRED))}"
    if reason.startswith(MERGED):
        into = reason.removeprefix(MERGED)
        step = "tin đã gửi của bước đã bỏ" if into == str(TAKEN_OUT) else f"bước {into}"
        return f"gộp vào {BEFORE_WORDS.get(into, step)}"
    return WHY.get(reason, reason)
