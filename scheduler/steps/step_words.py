"""How is a step read back: from which day, how far, under which condition, by which channel, with which text?"""

from __future__ import annotations

from scheduler.steps.sequence import Condition, End
from scheduler.steps.step import Anchor, Step

ANCHOR_WORDS = {
    Anchor.CAMPAIGN_START: "ngày đợt bắt đầu",
    Anchor.SERVED: "ngày thông báo hợp lệ",
    Anchor.VOLUNTARY_PERIOD_END: "ngày hết thời hạn tự nguyện",
    Anchor.CAMPAIGN_END: "ngày đợt kết thúc",
    Anchor.WAVE_START: "ngày đợt trọng tâm bắt đầu",
    Anchor.WAVE_END: "ngày đợt trọng tâm kết thúc",
    Anchor.INSTALMENT_DUE: "ngày đến hạn mỗi kỳ trả",
    Anchor.PROMISE_DUE: "ngày người dân hẹn nộp",
    Anchor.RECEPTION: "ngày người dân có lịch gặp",
}
CONDITION_WORDS = {
    Condition.ALWAYS: "luôn gửi",
    Condition.NOT_OPENED: "chưa bấm xem tin trước",
    Condition.NOT_ANSWERED: "chưa trả lời tin trước",
    Condition.NO_PROMISE: "chưa có lời hẹn còn hạn",
    Condition.PROMISE_BROKEN: "đã lỡ lời hẹn gần nhất",
    Condition.NO_AGREEMENT: "chưa có thỏa thuận đang thực hiện",
}
END_WORDS = {
    End.PROMISED: "đã hẹn nộp",
    End.AGREED: "đã có thỏa thuận",
    End.ANSWERED: "đã trả lời",
    End.BOOKED: "đã đặt lịch gặp",
    End.VISITED: "đã được vận động tại nhà",
}


def step_in_words(step: Step) -> str:
    """``8 ngày làm việc sau ngày đợt bắt đầu, nếu chưa bấm xem tin trước, mẫu reminder.follow_up (bản 1)``."""
    return f"{when_in_words(step)}, mẫu {step.text_key} (bản {step.text_version})"


def when_in_words(step: Step) -> str:
    """The same without the text: ``8 ngày làm việc sau ngày đợt bắt đầu, nếu chưa bấm xem tin trước``."""
    parts = [f"{_when(step)} {ANCHOR_WORDS[step.anchor]}"]
    if step.condition != Condition.ALWAYS:
        parts.append(f"nếu {CONDITION_WORDS[Condition(step.condition)]}")
    if step.channels:
        parts.append(f"gửi qua {', không được thì '.join(step.channels)}")
    return ", ".join(parts)


def _when(step: Step) -> str:
    unit = "ngày làm việc" if step.working else "ngày"
    if step.offset == 0:
        return "đúng"
    return f"{abs(step.offset)} {unit} {'sau' if step.offset > 0 else 'trước'}"
