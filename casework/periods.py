"""Which periods does the law set, how long is each, and which event starts it?

One row a period, in the order of a case. ``DAYS`` are days of the calendar, ``WORKING`` days on which the agency works.
How they are counted stands in ``casework.deadlines``. A row says: kind, length, unit, what ends with it, the event on whose
day it starts (for rows that say ``before=True``: the event it must come before), the place in the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, RECEPTION_DECREE, RECEPTION_LAW, Citation
from casework.period_kinds import PeriodKind as K


class Unit(StrEnum):
    """In what a period is measured."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A period of the law: ``length`` of ``unit`` from the day of the event ``runs_from``.

    ``name`` and ``runs_from`` are Vietnamese, for staff. ``before``: it is counted back from the event, and what the period
    is for must be done by the day found. ``excludable``: the law leaves out the time of an emergency, an obstacle or force
    majeure, once that is proved (L25 Đ.34.2, Đ.96.4). ``fixed_end``: nobody has to act on its last day, it is a most or has
    to be over, so its end stays where it is on a day of rest.
    """

    kind: K
    length: int
    unit: Unit
    name: str
    runs_from: str
    basis: tuple[Citation, ...]
    before: bool = False
    excludable: bool = False
    fixed_end: bool = False


DAYS, WORKING, MONTHS, YEARS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS


def _law(article: str, clause: str | None = None, point: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_LAW, article=article, clause=clause, point=point)


def _decree(article: str, clause: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_DECREE, article=article, clause=clause)


def _reception(article: str, clause: str) -> Citation:
    return Citation(law=RECEPTION_LAW, article=article, clause=clause)


def _row(
    kind: K,
    length: int,
    unit: Unit,
    name: str,
    runs_from: str,
    *basis: Citation,
    before: bool = False,
    excludable: bool = False,
    fixed_end: bool = False,
) -> Period:
    return Period(
        kind=kind,
        length=length,
        unit=unit,
        name=name,
        runs_from=runs_from,
        basis=basis,
        before=before,
        excludable=excludable,
        fixed_end=fixed_end,
    )


# fmt: off
_TABLE = (
    # -- request and decision (L25 Đ.33, 34) ---------------------------------------------------------------------------
    _row(K.LIMITATION, 5, YEARS, "thời hiệu yêu cầu thi hành án",
         "ngày bản án có hiệu lực, hoặc ngày nghĩa vụ (từng định kỳ) đến hạn",
         _law("34", "2"), _decree("10", "1"), excludable=True),
    _row(K.REQUEST_DEFECTS_TOLD, 1, WORKING, "báo cho người yêu cầu thi hành án bổ sung yêu cầu còn thiếu",
         "ngày nhận được yêu cầu thi hành án", _decree("9", "6")),
    _row(K.DECISION_ON_REQUEST, 5, WORKING, "ra quyết định thi hành án theo yêu cầu",
         "ngày nhận được yêu cầu thi hành án và bản án, quyết định", _law("34", "3")),
    _row(K.REFUSAL_OF_REQUEST, 5, WORKING, "từ chối yêu cầu thi hành án và báo cho người yêu cầu",
         "ngày nhận được yêu cầu thi hành án", _law("34", "4")),
    _row(K.DECISION_EX_OFFICIO, 5, WORKING, "chủ động ra quyết định thi hành án",
         "ngày nhận được bản án, quyết định", _law("33", "3", "a")),
    _row(K.DECISION_IN_BANKRUPTCY, 3, WORKING, "chủ động ra quyết định thi hành quyết định tuyên bố phá sản",
         "ngày nhận được quyết định tuyên bố phá sản", _law("33", "3", "c")),
    # -- notice (L25 Đ.35) ---------------------------------------------------------------------------------------------
    _row(K.NOTICE_ISSUED, 3, WORKING, "thông báo văn bản về thi hành án cho đương sự",
         "ngày ra văn bản", _law("35", "1")),
    _row(K.POSTING_STAYS_UP, 7, DAYS, "niêm yết công khai văn bản thông báo",
         "ngày niêm yết", _decree("17", "3")),
    _row(K.PRISON_HANDS_OVER, 5, WORKING, "trại giam giao văn bản về thi hành án cho phạm nhân",
         "ngày trại giam nhận được văn bản", _decree("33", "3")),
    # -- voluntary performance and verification (L25 Đ.36, 37) ---------------------------------------------------------
    _row(K.VOLUNTARY_PERIOD, 10, DAYS, "thời hạn tự nguyện thi hành án",
         "ngày người phải thi hành án được thông báo hợp lệ quyết định thi hành án", _law("36", "1")),
    _row(K.VERIFICATION_START, 9, DAYS, "bắt đầu xác minh điều kiện thi hành án",
         "ngày cuối của thời hạn tự nguyện", _law("37", "1")),
    _row(K.VERIFICATION_REPEATED, 5, WORKING, "xác minh lại khi kết quả khác nhau hoặc có kháng nghị",
         "ngày nhận được kết quả xác minh do đương sự cung cấp, hoặc nhận được kháng nghị", _law("37", "5")),
    _row(K.THIRD_PARTY_ANSWERS, 3, WORKING, "cơ quan, tổ chức, cá nhân trả lời yêu cầu xác minh",
         "ngày nhận được yêu cầu", _law("37", "6", "b")),
    # -- no means (L25 Đ.38) -------------------------------------------------------------------------------------------
    _row(K.NO_MEANS_DECISION, 5, WORKING, "ra quyết định về việc chưa có điều kiện thi hành án",
         "ngày có căn cứ", _law("38", "1")),
    _row(K.PUBLICATION, 5, WORKING, "đăng tải công khai người chưa có điều kiện thi hành án",
         "ngày ra quyết định về việc chưa có điều kiện thi hành án", _law("38", "2"), _decree("23", "1")),
    _row(K.PUBLICATION_CORRECTED, 3, WORKING, "sửa thông tin đã đăng tải công khai",
         "ngày xác định được thông tin đã thay đổi", _decree("23", "2")),
    _row(K.PUBLICATION_TAKEN_DOWN, 3, WORKING, "chấm dứt việc công khai thông tin",
         "ngày có quyết định đình chỉ, tiếp tục thi hành án, thu hồi, hoặc biết nghĩa vụ đã thực hiện xong",
         _decree("23", "2")),
    _row(K.NEW_INFORMATION_VERIFIED, 10, DAYS, "xác minh khi có thông tin mới về điều kiện thi hành án",
         "ngày nhận được văn bản cung cấp thông tin mới", _law("38", "2")),
    _row(K.REVERIFICATION, 6, MONTHS, "xác minh lại việc chưa có điều kiện thi hành án",
         "ngày xác minh lần trước", _law("38", "3")),
    _row(K.REVERIFICATION_YEARLY, 1, YEARS,
         "xác minh lại khi người phải thi hành án còn phải chấp hành hình phạt tù từ 02 năm, hoặc không rõ địa chỉ mới",
         "ngày xác minh lần trước", _law("38", "3")),
    _row(K.REQUEST_RETURNED, 2, YEARS, "gửi lại yêu cầu thi hành án khi không có thông tin mới",
         "ngày có quyết định về việc chưa có điều kiện thi hành án", _law("38", "4"), _decree("22"), fixed_end=True),
    # -- deferral, suspension, termination, entrusting (L25 Đ.46-49) ---------------------------------------------------
    _row(K.DEFERRAL_DECISION, 5, WORKING, "ra quyết định hoãn thi hành án",
         "ngày có căn cứ hoãn", _law("46", "1")),
    _row(K.DEFERRAL_FOR_PROTEST, 3, MONTHS, "thời gian hoãn dài nhất theo yêu cầu của người có thẩm quyền kháng nghị",
         "ngày ra văn bản yêu cầu hoãn", _law("46", "2"), fixed_end=True),
    _row(K.RESUMED_AFTER_DEFERRAL, 5, WORKING, "ra quyết định tiếp tục thi hành án sau khi hoãn",
         "ngày căn cứ hoãn không còn, hết thời hạn hoãn, hoặc nhận được trả lời không có căn cứ kháng nghị",
         _law("46", "3")),
    _row(K.SUSPENSION_DECISION, 5, WORKING, "ra quyết định tạm đình chỉ thi hành án",
         "ngày có căn cứ tạm đình chỉ", _law("47", "1")),
    _row(K.SUSPENSION_NOTICE, 5, WORKING, "thông báo việc tạm đình chỉ thi hành án do có kháng nghị",
         "ngày nhận được quyết định tạm đình chỉ của người có thẩm quyền kháng nghị", _law("47", "2")),
    _row(K.RESUMED_AFTER_SUSPENSION, 5, WORKING, "ra quyết định tiếp tục thi hành án sau khi tạm đình chỉ",
         "ngày nhận được văn bản làm hết căn cứ tạm đình chỉ", _law("47", "3")),
    _row(K.TERMINATION_DECISION, 5, WORKING, "ra quyết định đình chỉ thi hành án",
         "ngày có căn cứ đình chỉ", _law("48")),
    _row(K.ENTRUSTING, 5, WORKING, "ra quyết định ủy thác thi hành án",
         "ngày xác định có căn cứ ủy thác", _law("49", "2")),
    # -- waiver and reduction (L25 Đ.44, 45) ---------------------------------------------------------------------------
    _row(K.WAIVER_ACCEPTED, 2, WORKING, "Tòa án thụ lý hồ sơ đề nghị xét miễn, giảm",
         "ngày Tòa án nhận được hồ sơ", _law("44", "2")),
    _row(K.WAIVER_HEARING, 20, DAYS, "Tòa án mở phiên họp xét miễn, giảm",
         "ngày thụ lý hồ sơ", _law("44", "2")),
    _row(K.WAIVER_DECISION_SENT, 5, WORKING, "Tòa án gửi quyết định về việc miễn, giảm",
         "ngày ra quyết định", _law("44", "4")),
    _row(K.WAIVER_PROTEST, 7, DAYS, "Viện kiểm sát cùng cấp kháng nghị quyết định miễn, giảm",
         "ngày nhận được quyết định", _law("45", "1")),
    _row(K.WAIVER_PROTEST_ABOVE, 15, DAYS, "Viện kiểm sát cấp trên trực tiếp kháng nghị quyết định miễn, giảm",
         "ngày nhận được quyết định", _law("45", "1")),
    # -- money, confirmation (L25 Đ.54, 59; ND152 Đ.32, 34, 87) --------------------------------------------------------
    _row(K.PAYOUT, 10, DAYS, "thanh toán tiền thi hành án",
         "ngày thu được tiền, hoặc ngày giao tài sản", _law("54", "6")),
    _row(K.MONEY_COLLECTED, 15, DAYS, "đến nhận tiền hoặc cho biết số tài khoản, sau đó tiền được gửi kho bạc, ngân hàng",
         "ngày đương sự được thông báo nhận tiền", _law("59", "1")),
    _row(K.UNCLAIMED_MONEY, 5, YEARS, "giữ tiền mà người được nhận không đến nhận, sau đó sung quỹ nhà nước",
         "ngày bản án, quyết định có hiệu lực", _law("59", "1")),
    _row(K.UNCLAIMED_MONEY_LATE, 1, YEARS,
         "giữ tiền thu được sau 05 năm mà người được nhận không đến nhận, sau đó sung quỹ nhà nước",
         "ngày thông báo nhận tiền", _law("59", "1")),
    _row(K.PRISON_REPORTS_PAYMENT, 5, WORKING, "trại giam báo đã thu tiền khi chưa nhận được quyết định thi hành án",
         "ngày thu tiền", _decree("34", "1")),
    _row(K.PRISON_TRANSFERS_PAYMENT, 1, MONTHS, "trại giam chuyển tiền đã thu cho cơ quan thi hành án dân sự",
         "ngày thu được tiền", _decree("34", "3")),
    _row(K.CONFIRMATION_OF_RESULTS, 3, WORKING, "cấp giấy xác nhận kết quả thi hành án",
         "ngày nhận được yêu cầu của đương sự hoặc thân nhân", _decree("32", "3")),
    _row(K.COST_REDUCTION, 3, WORKING, "quyết định về miễn, giảm chi phí cưỡng chế",
         "ngày nhận được đơn và tài liệu kèm theo", _decree("87", "2")),
    # -- security and coercion (L25 Đ.66, 72, 80-83, 91-95) ------------------------------------------------------------
    _row(K.COERCION_AFTER_SECURITY, 10, DAYS, "áp dụng biện pháp cưỡng chế sau biện pháp bảo đảm",
         "ngày có đủ căn cứ cưỡng chế", _law("66", "4")),
    _row(K.COST_ESTIMATE, 2, WORKING, "báo cho đương sự dự trù chi phí cưỡng chế",
         "ngày cưỡng chế", _law("72", "7"), before=True),
    _row(K.SEIZURE_NOTICE, 3, WORKING, "thông báo việc kê biên bất động sản",
         "ngày kê biên", _law("80", "2", "a"), before=True),
    _row(K.REVALUATION_REQUEST, 5, WORKING, "đương sự yêu cầu thẩm định giá lại, xác định giá lại",
         "ngày nhận được thông báo kết quả lần đầu", _law("82", "2", "c")),
    _row(K.REDEMPTION, 1, WORKING, "người phải thi hành án nộp đủ tiền để nhận lại tài sản",
         "ngày mở cuộc đấu giá", _law("83", "4"), before=True),
    _row(K.ACT_PERFORMED, 5, WORKING, "thực hiện công việc, giao người chưa thành niên, nhận người lao động trở lại",
         "ngày được thông báo hợp lệ quyết định cưỡng chế", _law("91", "1"), _law("93", "1"), _law("94")),
    _row(K.SECURITY_LIFTED, 3, WORKING, "chấm dứt biện pháp bảo đảm",
         "ngày có căn cứ chấm dứt", _law("95", "2")),
    _row(K.SEIZURE_LIFTED, 3, WORKING, "giải tỏa kê biên, chấm dứt trừ vào thu nhập",
         "ngày có căn cứ", _law("95", "3")),
    # -- complaints (L25 Đ.96, 102, 104) -------------------------------------------------------------------------------
    _row(K.COMPLAINT_BEFORE_COERCION, 15, DAYS,
         "khiếu nại lần đầu quyết định, hành vi trước khi có biện pháp bảo đảm, cưỡng chế",
         "ngày được thông báo hợp lệ quyết định hoặc biết được hành vi", _law("96", "2", "a"), excludable=True),
    _row(K.COMPLAINT_SECURITY, 10, DAYS, "khiếu nại lần đầu quyết định, hành vi áp dụng biện pháp bảo đảm",
         "ngày được thông báo hợp lệ quyết định hoặc biết được hành vi", _law("96", "2", "b"), excludable=True),
    _row(K.COMPLAINT_COERCION, 30, DAYS, "khiếu nại lần đầu quyết định, hành vi cưỡng chế và sau cưỡng chế",
         "ngày được thông báo hợp lệ quyết định hoặc biết được hành vi", _law("96", "2", "c"), excludable=True),
    _row(K.SECOND_COMPLAINT, 15, DAYS, "khiếu nại lần hai",
         "ngày được thông báo hợp lệ quyết định giải quyết khiếu nại lần đầu", _law("96", "3"), excludable=True),
    _row(K.COMPLAINT_ACCEPTED, 5, WORKING, "thụ lý khiếu nại lần đầu",
         "ngày nhận được đơn", _law("104")),
    _row(K.SECOND_COMPLAINT_ACCEPTED, 10, DAYS, "thụ lý khiếu nại lần hai",
         "ngày nhận được đơn", _law("104")),
    _row(K.SETTLE_BEFORE_COERCION, 15, DAYS, "giải quyết lần đầu khiếu nại việc trước biện pháp bảo đảm, cưỡng chế",
         "ngày thụ lý", _law("102", "1")),
    _row(K.SETTLE_BEFORE_COERCION_SECOND, 30, DAYS,
         "giải quyết lần hai khiếu nại việc trước biện pháp bảo đảm, cưỡng chế",
         "ngày thụ lý", _law("102", "1")),
    _row(K.SETTLE_SECURITY, 5, WORKING, "giải quyết khiếu nại biện pháp bảo đảm",
         "ngày thụ lý", _law("102", "2")),
    _row(K.SETTLE_COERCION, 30, DAYS, "giải quyết lần đầu khiếu nại việc cưỡng chế",
         "ngày thụ lý", _law("102", "3")),
    _row(K.SETTLE_COERCION_SECOND, 45, DAYS, "giải quyết lần hai khiếu nại việc cưỡng chế",
         "ngày thụ lý", _law("102", "3")),
    _row(K.SETTLEMENT_EXTENDED, 30, DAYS, "kéo dài dài nhất việc giải quyết khiếu nại phức tạp, vùng sâu, vùng xa",
         "ngày hết thời hạn giải quyết", _law("102", "3"), _law("102", "4")),
    # -- denunciation and protest (L25 Đ.110, 112, 113) ----------------------------------------------------------------
    _row(K.DENUNCIATION, 30, DAYS, "giải quyết tố cáo",
         "ngày thụ lý", _law("110", "2")),
    _row(K.DENUNCIATION_COMPLEX, 60, DAYS, "giải quyết tố cáo phức tạp",
         "ngày thụ lý", _law("110", "2")),
    _row(K.DENUNCIATION_VERY_COMPLEX, 90, DAYS, "giải quyết tố cáo đặc biệt phức tạp",
         "ngày thụ lý", _law("110", "2")),
    _row(K.PROSECUTORS_PROTEST, 15, DAYS, "kháng nghị của Viện kiểm sát khu vực, cấp tỉnh",
         "ngày nhận được quyết định hoặc phát hiện vi phạm", _law("112", "2")),
    _row(K.SUPREME_PROSECUTORS_PROTEST, 30, DAYS, "kháng nghị của Viện kiểm sát nhân dân tối cao",
         "ngày nhận được quyết định hoặc phát hiện vi phạm", _law("112", "2")),
    _row(K.ANSWER_TO_PROTEST, 15, DAYS, "trả lời kháng nghị, kiến nghị của Viện kiểm sát",
         "ngày nhận được kháng nghị, kiến nghị", _law("113", "1")),
    # -- receiving citizens (42/2013/QH13 Đ.9, 28; 154/2026/NĐ-CP Đ.4) ---------------------------------------------------
    _row(K.RECEPTION_RESULT, 10, WORKING, "báo kết quả xử lý cho người đã đến tiếp công dân",
         "ngày tiếp công dân", _reception("28", "1")),
    _row(K.RECEPTION_REFUSAL_NOTICE, 3, WORKING, "gửi thông báo từ chối tiếp công dân bằng văn bản",
         "ngày từ chối tiếp", _reception("9", "3"),
         Citation(law=RECEPTION_DECREE, article="4", clause="1", point="h")),
)
# fmt: on

PERIODS: Mapping[K, Period] = MappingProxyType({row.kind: row for row in _TABLE})
