"""How is it told where a campaign stands?"""

from __future__ import annotations

from scheduler.steps.step import Status

STATUS_WORDS = {
    Status.DRAFT: "nháp",
    Status.APPROVED: "đã duyệt",
    Status.RUNNING: "đang chạy",
    Status.PAUSED: "tạm dừng",
    Status.STOPPED: "đã dừng hẳn",
    Status.FINISHED: "đã kết thúc",
}
