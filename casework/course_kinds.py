"""What can happen to an enforcement decision, and on which grounds of the law?

The grounds are those that stand firm in the enforcement law 106/2025/QH15 ("Đ." below); where the law has more than are
named here, there is a ground ``OTHER_...`` whose words the officer writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.citations import ENFORCEMENT_LAW, Citation
from casework.decision_states import Status


class Happened(StrEnum):
    """What happened. Stored by value within the event's kind: never rename one."""

    SERVED = "served"  # thông báo hợp lệ (Đ.35)
    SERVICE_CORRECTED = "service_corrected"
    WITH_MEANS = "with_means"  # xác minh: có điều kiện thi hành (Đ.37)
    NO_MEANS = "no_means"  # quyết định về việc chưa có điều kiện thi hành án (Đ.38.1)
    RE_VERIFIED = "re_verified"  # xác minh lại, vẫn chưa có điều kiện
    INFORMATION_RECEIVED = "information_received"  # nhận thông tin mới về điều kiện thi hành
    PUBLISHED = "published"  # đăng danh sách công khai (Đ.38.2)
    TAKEN_DOWN = "taken_down"  # gỡ khỏi danh sách công khai
    SEPARATE_REGISTER = "separate_register"  # chuyển sổ theo dõi riêng (ND152 Đ.22)
    RETURNED = "returned"  # gửi lại yêu cầu thi hành án (Đ.34.2, 38.4)
    DEFERRED = "deferred"  # hoãn (Đ.46)
    SUSPENDED = "suspended"  # tạm đình chỉ (Đ.47)
    RESUMED = "resumed"  # tiếp tục thi hành án (Đ.46.3)
    TERMINATED = "terminated"  # đình chỉ (Đ.48)
    ENTRUSTED = "entrusted"  # ủy thác (Đ.49)
    FINISHED = "finished"  # kết thúc thi hành án
    TAKEN_UP_AGAIN = "taken_up_again"  # thi hành lại việc đã đóng
    ANNULLED = "annulled"  # hủy một sự kiện ghi sai


LISTED = "listed"  # a case list said so: the day it came, not the day it happened
ENTERED_AS = "entered"  # the decision was entered in this status: how it came there is not known


class Ground(StrEnum):
    """Why, where the law's consequences differ. Stored by value, sealed with the event."""

    AGREED = "agreed"  # hoãn theo thỏa thuận hoặc văn bản của người được thi hành án (Đ.46.1.c)
    PROTEST_REQUEST = "protest_request"  # người có thẩm quyền kháng nghị yêu cầu hoãn (Đ.46.2)
    GRAVE_ILLNESS = "grave_illness"  # bệnh hiểm nghèo, chỉ với nghĩa vụ phải tự mình thực hiện (Đ.46.1)
    OTHER_DEFERRAL = "other_deferral"  # điểm khác của Đ.46.1
    PROTEST = "protest"  # có kháng nghị giám đốc thẩm, tái thẩm (Đ.47)
    BANKRUPTCY = "bankruptcy"  # thụ lý phá sản, phục hồi (Đ.47)
    FOREIGN_AWARD = "foreign_award"  # phán quyết trọng tài nước ngoài (Đ.47)
    DEATH = "death"  # chết mà không có người thừa kế, không để lại di sản (Đ.48)
    DISSOLVED = "dissolved"  # tổ chức đã giải thể (Đ.48)
    GIVEN_UP = "given_up"  # thỏa thuận hoặc yêu cầu của người được thi hành án (Đ.48)
    WAIVED = "waived"  # có quyết định miễn (Đ.48)
    QUASHED = "quashed"  # bản án bị hủy (Đ.48)
    BANKRUPT = "bankrupt"  # mở thủ tục phá sản (Đ.48)
    OTHER_TERMINATION = "other_termination"  # căn cứ khác của Đ.48
    NOTHING_TO_TAKE = "nothing_to_take"  # không có thu nhập, tài sản để thi hành án (Đ.38.1.a)
    OTHER_NO_MEANS = "other_no_means"  # căn cứ khác của Đ.38.1
    HIDDEN_ASSETS = "hidden_assets"  # phát hiện che giấu tài sản sau khi được miễn, giảm (Đ.45.5)
    NEW_REQUEST = "new_request"  # có yêu cầu mới sau khi gửi lại yêu cầu (Đ.34.2, 38.4)
    SENT_BACK = "sent_back"  # nơi nhận ủy thác trả lại
    MISTAKE = "mistake"  # đã ghi đóng nhầm


class Circumstance(StrEnum):
    """What is so of a debtor without means, beside the ground: it makes looking again rarer, never the ground of Đ.38.1.

    Stored by value, sealed with the event.
    """

    LONG_PRISON = "long_prison"  # đang chấp hành án tù, còn từ 2 năm (Đ.38.3)
    ADDRESS_UNKNOWN = "address_unknown"  # không xác định được nơi cư trú mới (Đ.38.3)


RE_VERIFIED_YEARLY = Citation(
    law=ENFORCEMENT_LAW, article="38", clause="3"
)  # in these circumstances; else each half year


@dataclass(frozen=True, kw_only=True, slots=True)
class GroundFacts:
    """Of which event it is a ground, where it stands, and whether late interest rests (None: the officer says)."""

    of: Happened
    citation: Citation | None
    interest_stops: bool | None = False


def _law(article: str, clause: str | None = None, point: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_LAW, article=article, clause=clause, point=point)


GROUNDS: dict[Ground, GroundFacts] = {
    # Đ.46.1.c: no late interest during it "unless agreed otherwise", so it may be said either way
    Ground.AGREED: GroundFacts(of=Happened.DEFERRED, citation=_law("46", "1", "c"), interest_stops=None),
    Ground.PROTEST_REQUEST: GroundFacts(of=Happened.DEFERRED, citation=_law("46", "2"), interest_stops=True),
    Ground.GRAVE_ILLNESS: GroundFacts(of=Happened.DEFERRED, citation=_law("46", "1", "a")),
    Ground.OTHER_DEFERRAL: GroundFacts(of=Happened.DEFERRED, citation=_law("46", "1")),
    Ground.PROTEST: GroundFacts(of=Happened.SUSPENDED, citation=_law("47", "2"), interest_stops=True),
    Ground.BANKRUPTCY: GroundFacts(of=Happened.SUSPENDED, citation=_law("47", "1", "a")),
    Ground.FOREIGN_AWARD: GroundFacts(of=Happened.SUSPENDED, citation=_law("47", "1", "b")),
    Ground.DEATH: GroundFacts(of=Happened.TERMINATED, citation=_law("48")),
    Ground.DISSOLVED: GroundFacts(of=Happened.TERMINATED, citation=_law("48")),
    Ground.GIVEN_UP: GroundFacts(of=Happened.TERMINATED, citation=_law("48", "4")),
    Ground.WAIVED: GroundFacts(of=Happened.TERMINATED, citation=_law("48", "5")),
    Ground.QUASHED: GroundFacts(of=Happened.TERMINATED, citation=_law("48", "6")),
    Ground.BANKRUPT: GroundFacts(of=Happened.TERMINATED, citation=_law("48", "8")),
    Ground.OTHER_TERMINATION: GroundFacts(of=Happened.TERMINATED, citation=_law("48")),
    Ground.NOTHING_TO_TAKE: GroundFacts(of=Happened.NO_MEANS, citation=_law("38", "1", "a")),
    Ground.OTHER_NO_MEANS: GroundFacts(of=Happened.NO_MEANS, citation=_law("38", "1")),
    Ground.HIDDEN_ASSETS: GroundFacts(of=Happened.TAKEN_UP_AGAIN, citation=_law("45", "5")),
    Ground.NEW_REQUEST: GroundFacts(of=Happened.TAKEN_UP_AGAIN, citation=_law("38", "4")),
    Ground.SENT_BACK: GroundFacts(of=Happened.TAKEN_UP_AGAIN, citation=None),
    Ground.MISTAKE: GroundFacts(of=Happened.TAKEN_UP_AGAIN, citation=None),
}

WORDS: dict[Happened, str] = {
    Happened.SERVED: "thông báo hợp lệ",
    Happened.SERVICE_CORRECTED: "sửa ngày thông báo hợp lệ",
    Happened.WITH_MEANS: "xác minh thấy có điều kiện thi hành",
    Happened.NO_MEANS: "quyết định chưa có điều kiện thi hành án",
    Happened.RE_VERIFIED: "xác minh lại, vẫn chưa có điều kiện",
    Happened.INFORMATION_RECEIVED: "nhận thông tin mới về điều kiện thi hành",
    Happened.PUBLISHED: "đăng danh sách công khai",
    Happened.TAKEN_DOWN: "gỡ khỏi danh sách công khai",
    Happened.SEPARATE_REGISTER: "chuyển sổ theo dõi riêng",
    Happened.RETURNED: "gửi lại yêu cầu thi hành án",
    Happened.DEFERRED: "hoãn thi hành án",
    Happened.SUSPENDED: "tạm đình chỉ",
    Happened.RESUMED: "tiếp tục thi hành án",
    Happened.TERMINATED: "đình chỉ thi hành án",
    Happened.ENTRUSTED: "ủy thác thi hành án",
    Happened.FINISHED: "kết thúc thi hành án",
    Happened.TAKEN_UP_AGAIN: "thi hành lại",
    Happened.ANNULLED: "hủy sự kiện ghi sai",
}
STATUS_WORDS: dict[Status, str] = {
    Status.ENFORCING: "đang thi hành",
    Status.NO_MEANS: "chưa có điều kiện thi hành",
    Status.DEFERRED: "hoãn",
    Status.SUSPENDED: "tạm đình chỉ",
    Status.TERMINATED: "đình chỉ",
    Status.FINISHED: "thi hành xong",
    Status.ENTRUSTED: "đã ủy thác",
    Status.RETURNED: "đã gửi lại yêu cầu",
}
