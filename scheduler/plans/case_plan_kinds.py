"""Why is a case difficult, and how far is what was planned for it?"""

from __future__ import annotations

from enum import StrEnum


class Obstacle(StrEnum):
    """What stands in the way of a case, as offices name it. Stored by value."""

    LARGE_SUM = "large_sum"
    MANY_PARTIES = "many_parties"  # creditors or debtors: money is divided, everybody is asked
    NO_MEANS = "no_means"  # chưa có điều kiện thi hành
    HIDDEN_PROPERTY = "hidden_property"  # means are suspected or were moved
    DISPUTED_PROPERTY = "disputed_property"  # co-owners, land without papers, a claim in court
    ABSENT = "absent"  # nobody knows where the debtor is
    RESISTS = "resists"
    COMPLAINT = "complaint"  # a complaint is open
    UNCLEAR_JUDGMENT = "unclear_judgment"  # the court has to explain it
    OLD = "old"  # years have passed
    OTHER = "other"


class PlanState(StrEnum):
    """How far a case plan is. Stored by value."""

    PLANNED = "planned"
    IN_HAND = "in_hand"
    SETTLED = "settled"  # what was planned is done
    NOT_SETTLED = "not_settled"  # it was tried and did not help; the result says why
    WITHDRAWN = "withdrawn"  # written by mistake, or the case is no longer one of the campaign's

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done under this plan."""
        return self in (PlanState.SETTLED, PlanState.NOT_SETTLED, PlanState.WITHDRAWN)


OBSTACLE_WORDS = {
    Obstacle.LARGE_SUM: "số tiền lớn",
    Obstacle.MANY_PARTIES: "nhiều đương sự",
    Obstacle.NO_MEANS: "chưa có điều kiện thi hành",
    Obstacle.HIDDEN_PROPERTY: "có dấu hiệu tẩu tán, che giấu tài sản",
    Obstacle.DISPUTED_PROPERTY: "tài sản tranh chấp, sở hữu chung",
    Obstacle.ABSENT: "không rõ nơi ở",
    Obstacle.RESISTS: "không hợp tác, chống đối",
    Obstacle.COMPLAINT: "đang có khiếu nại",
    Obstacle.UNCLEAR_JUDGMENT: "bản án chưa rõ, cần giải thích",
    Obstacle.OLD: "việc tồn lâu năm",
    Obstacle.OTHER: "khó khăn khác",
}
PLAN_STATE_WORDS = {
    PlanState.PLANNED: "mới lập",
    PlanState.IN_HAND: "đang làm",
    PlanState.SETTLED: "đã giải quyết",
    PlanState.NOT_SETTLED: "chưa giải quyết được",
    PlanState.WITHDRAWN: "đã rút",
}
