"""How far can an enforcement decision have come?

``Status`` is the coarse truth that the books store, because reminders ask for it a hundred thousand times; ``State`` is
finer and follows from the status, the events and the day (``casework.course``), so that it is never stored beside them.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How far the decision has come. The voluntary period is not a status: it follows from the day of notice."""

    ENFORCING = "enforcing"  # đang thi hành
    NO_MEANS = "no_means"  # chưa có điều kiện thi hành (L25 Đ.38)
    DEFERRED = "deferred"  # hoãn (Đ.46)
    SUSPENDED = "suspended"  # tạm đình chỉ (Đ.47)
    TERMINATED = "terminated"  # đình chỉ (Đ.48)
    FINISHED = "finished"  # thi hành xong
    ENTRUSTED = "entrusted"  # ủy thác cho cơ quan khác (Đ.49)
    RETURNED = "returned"  # gửi lại yêu cầu cho người được thi hành án (Đ.34.2, 38.4)


class State(StrEnum):
    """How far the decision has come on a given day: the status, with what it means while it is being enforced."""

    ISSUED = "issued"  # đã ra quyết định, chưa thông báo hợp lệ
    VOLUNTARY_PERIOD = "voluntary_period"  # trong thời hạn tự nguyện (Đ.36.1)
    VERIFICATION = "verification"  # hết thời hạn tự nguyện, xác minh điều kiện (Đ.37.1)
    WITH_MEANS = "with_means"  # có điều kiện thi hành
    NO_MEANS = "no_means"
    DEFERRED = "deferred"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    FINISHED = "finished"
    ENTRUSTED = "entrusted"
    RETURNED = "returned"


class Origin(StrEnum):
    """Why the agency enforces: somebody asked for it (L25 Đ.34), or the law has it act of its own (Đ.33.2)."""

    ON_REQUEST = "on_request"  # theo yêu cầu
    EX_OFFICIO = "ex_officio"  # chủ động


class ReviewResult(StrEnum):
    """What the peak campaign's review of the file came to."""

    FINISHED = "finished"
    TERMINATED = "terminated"
    TO_WAIVE = "to_waive"  # lập hồ sơ xét miễn
    TO_REDUCE = "to_reduce"  # lập hồ sơ xét giảm
    WITH_MEANS = "with_means"
    NO_MEANS = "no_means"
    DEFERRED = "deferred"


RESTING = frozenset({Status.DEFERRED, Status.SUSPENDED})
CLOSED = frozenset({Status.FINISHED, Status.TERMINATED, Status.ENTRUSTED, Status.RETURNED})
LIVE = frozenset(Status) - CLOSED


def needs_no_reminder(status: Status) -> bool:
    """Whether nobody may be reminded of what this decision asks, for as long as the status lasts."""
    return status in RESTING or status in CLOSED


class DecisionRefused(Exception):
    """What was given about a decision cannot be written; the message is for whoever enters it."""


class DecisionUnknown(DecisionRefused):
    """There is no such decision."""

    def __init__(self) -> None:
        super().__init__("Không có quyết định này trong sổ. Hãy tìm lại theo số và ngày ra quyết định.")


class DecisionExists(DecisionRefused):
    """The agency already has a decision of this number and day: ``decision_id``."""

    def __init__(self, decision_id: int) -> None:
        super().__init__("Quyết định số này, ngày này đã có trong sổ. Hãy mở quyết định đó thay vì nhập mới.")
        self.decision_id = decision_id
