"""Why was something about a campaign refused? Each says what is wrong and what to do, for the member of staff who asked."""

from __future__ import annotations


class CampaignRefused(Exception):
    """What was asked cannot be done; the message says why and what to do, for the member of staff who asked."""


class CampaignUnknown(CampaignRefused):
    """There is no such campaign."""

    def __init__(self) -> None:
        super().__init__("Không có đợt nhắc này. Hãy mở danh sách các đợt và chọn lại.")


class PlanWrong(CampaignRefused):
    """The plan cannot be carried out as written."""


class NotAllowed(CampaignRefused):
    """This member of staff may not do it."""


class WrongStatus(CampaignRefused):
    """The campaign does not stand where it could be done."""


class Overtaken(CampaignRefused):
    """Somebody was quicker: what was shown is not what stands there now."""


class ChangedSinceApproval(CampaignRefused):
    """Texts, recipients, steps or period are not those that were approved."""

    def __init__(self) -> None:
        super().__init__(
            "Danh sách người nhận hoặc nội dung đã khác so với lúc duyệt. Hãy xem lại bản xem trước và duyệt lại."
        )
