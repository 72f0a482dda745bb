"""Which ways does the law leave in a case, as its rules in these books say them, each with its article?

Nothing is judged here: a line stands on the leader's page because a rule of ``casework`` gives it, and it carries the provision
which that rule carries. What the law has left open (``messages/law/open_questions.toml``) has no rule and so no line.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.cli import shown
from bot.cli.compute_waiver import MEASURE_WORDS, missing_words
from bot.cli.decision_words import DUTY_WORDS, GROUND_WORDS, LAW_WORDS
from casework.agreements import CITED as WRITTEN_AGREEMENT
from casework.citations import ENFORCEMENT_LAW, Citation
from casework.coercion_queries import Coercion
from casework.course_duties import Duty
from casework.course_kinds import GROUNDS, Ground
from casework.decision_states import LIVE, RESTING, State
from casework.exemption_screening import ScreenedLine
from casework.exemptions import FILED_BY_THE_AGENCY, NO_MEANS
from casework.leader_page import VisitorCase
from casework.payment_order import FOR_THE_STATE, NOT_MONEY
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS
from messages.library import Lang, say
from messages.vietnamese import dong

_CREDITORS_GROUNDS = (Ground.AGREED, Ground.GIVEN_UP)


def options(case: VisitorCase) -> list[str]:
    """A line for each way that is open, and for each thing that the agency has to do itself; what has a day comes first."""
    where = case.where
    if where.law != ENFORCEMENT_LAW:
        return [f"Luật áp dụng: {LAW_WORDS[where.law]}."]
    if where.course.status not in LIVE:
        return ["Việc đã kết thúc."]
    return [
        *_voluntary(case),
        *(_duty(one) for one in case.duties),
        *(_coercion(one) for one in case.coercions if one.is_open),
        *_payout(case),
        *_between_parties(case),
        *(line for one in case.waivers for line in _waiver(one)),
    ]


def _voluntary(case: VisitorCase) -> list[str]:
    where = case.where
    if where.state is State.ISSUED and where.head.served_on is None:
        return ["Thời hạn tự nguyện: chưa tính được, vì sổ chưa ghi ngày thông báo hợp lệ."]
    if where.state is not State.VOLUNTARY_PERIOD or where.until is None:
        return []
    forecast = ", lịch năm đó chưa xác nhận" if where.until.unconfirmed_year else ""
    return [
        f"Tự nguyện thi hành đến hết {shown.day(where.until.last_day)}{forecast} ({cited(where.until.citations[:1])})."
    ]


def _between_parties(case: VisitorCase) -> list[str]:
    """What the one to whom it is owed may agree to: nothing of the State's own."""
    to_persons = [line for line in case.view.lines if line.kind not in FOR_THE_STATE]
    if not any(line.left > 0 or line.kind in NOT_MONEY for line in to_persons):
        return []
    found = [f"Các bên thỏa thuận bằng văn bản, trả dần cũng được ({cited(WRITTEN_AGREEMENT)})."]
    if case.view.status in RESTING:
        return found
    words = {Ground.AGREED: "Hoãn thi hành án", Ground.GIVEN_UP: "Đình chỉ thi hành án"}
    for ground in _CREDITORS_GROUNDS:
        citation = GROUNDS[ground].citation
        if citation is not None:
            found.append(f"{words[ground]} khi có {GROUND_WORDS[ground]} ({citation}).")
    return found


def _waiver(line: ScreenedLine) -> list[str]:
    """What may be asked of the court for a line that goes to the State; for what lies far off only since when."""
    if not line.remaining:
        return []
    kind = say(Lang.VI, f"obligations.kind_{line.kind.value}").lower()
    head = f"{kind[:1].upper()}{kind[1:]}, còn {dong(line.remaining)}"
    if line.screened.options:
        ways = "; ".join(
            f"{MEASURE_WORDS[one.measure]} tối đa {dong(one.up_to)} ({one.cited})" for one in line.screened.options
        )
        return [f"{head}: có thể {ways}. Cơ quan lập hồ sơ, tòa án quyết định ({FILED_BY_THE_AGENCY})."]
    if line.to_verify:
        return [f"{head}: đủ năm và số tiền để xét miễn, giảm, còn phải xác minh điều kiện ({NO_MEANS})."]
    return [f"{head}: chưa đủ điều kiện miễn, giảm. {missing_words(line.screened)[0]}"]


def _coercion(one: Coercion) -> str:
    period = PERIODS[PeriodKind.COMPLAINT_COERCION]
    planned = f", dự kiến {shown.day(one.planned_on)}" if one.planned_on else ""
    return (
        f"Có quyết định cưỡng chế {one.document} ngày {shown.day(one.decided_on)}{planned}. Khiếu nại lần đầu trong"
        f" {period.length} ngày từ {period.runs_from} ({cited(period.basis)})."
    )


def _payout(case: VisitorCase) -> list[str]:
    to_persons = (line for line in case.view.lines if line.kind not in FOR_THE_STATE)
    kept = sum(max(0, line.paid - line.waiting - line.paid_out) for line in to_persons)
    period = PERIODS[PeriodKind.PAYOUT]
    if not kept:
        return []
    return [
        f"Đã thu {dong(kept)} chưa chi trả: chi trong {period.length} ngày từ {period.runs_from} ({cited(period.basis)})."
    ]


def _duty(duty: Duty) -> str:
    when = "đã đến lúc" if duty.by is None else ("QUÁ HẠN " if duty.overdue else "hạn ") + shown.day(duty.by)
    return f"Cơ quan phải làm: {DUTY_WORDS[duty.kind]}, {when} ({duty.citations[0]})."


def cited(citations: Iterable[Citation]) -> str:
    """``khoản 2 Điều 36, 106/2025/QH15; ...``."""
    return "; ".join(str(one) for one in citations)
