"""Which coercion was decided under a decision, for which day, and did it come to that?

There are six measures (L25 Đ.71). None before the voluntary period has ended, unless assets must be kept from being hidden
or destroyed (Đ.72.1), or an urgent interim measure is enforced, which has no such period (Đ.36.1). One that the debtor made needless by performing is counted apart: less coercion is a success.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update

from casework.books import Books
from casework.clock import today
from casework.coercion_days import Verdict, on_day
from casework.coercion_queries import Coercion, Measure, find, of_decision
from casework.coercion_words import bars_in_words, open_day_in_words
from casework.db.ids import new_id
from casework.deadlines import deadline, earliest_after_notice, voluntary_period_end
from casework.decision_events import record_event
from casework.decisions import Status
from casework.period_kinds import PeriodKind
from casework.tables.agreements import coercion
from casework.tables.decisions import decision as decisions
from casework.tidy import tidy
from casework.working_days import WorkingDays, working_days


class EventKind(StrEnum):
    """What is noted in the decision's events."""

    DECIDED = "coercion_decided"
    PLANNED = "coercion_planned"
    CARRIED_OUT = "coercion_carried_out"
    AVOIDED = "coercion_avoided"
    REOPENED = "coercion_reopened"


class CoercionRefused(Exception):
    """Nothing was written; the message says in Vietnamese what is wrong and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CoercionFacts:
    """A decision to coerce. ``dissipation``: what shows that assets are being hidden or destroyed, if that is its ground.

    ``interim_order``: number and day of the court's decision on an urgent interim measure, if that is what is enforced.
    """

    decision_id: int
    measure: Measure
    decided_on: date
    document: str
    with_forces: bool
    dissipation: str | None = field(default=None, repr=False)
    interim_order: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A day that stands, with the last days for what must be announced before it."""

    day: date
    estimate_by: date  # cost estimate to the party, L25 Đ.72.7
    seizure_notice_by: date | None  # real estate only, Đ.80.2.a
    verdict: Verdict


def decide(books: Books, facts: CoercionFacts, *, entered_by: int | None) -> int:
    """Note a decision to coerce and give its id. Raises ``CoercionRefused``.

    L25 Đ.72.1: after the voluntary period (Đ.36.1), or at once against dissipation; an urgent interim measure has no
    voluntary period (Đ.36.1). Đ.72.2: the debtor has means and does
    not perform, so the case is neither deferred, suspended nor over, nor one without means.
    """
    document = tidy(facts.document)
    _refuse_impossible_decision(books, facts, document)
    coercion_id = new_id()
    row = {
        "id": coercion_id,
        "decision_id": facts.decision_id,
        "measure": facts.measure.value,
        "decided_on": facts.decided_on,
        "document": document,
        "with_forces": facts.with_forces,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(coercion), row)
    ground = _ground_words(facts, document)
    record_event(books, facts.decision_id, EventKind.DECIDED, facts.decided_on, ground=ground, entered_by=entered_by)
    return coercion_id


def _ground_words(facts: CoercionFacts, document: str) -> str:
    words = [document]
    if facts.interim_order:
        words.append(f"thi hành biện pháp khẩn cấp tạm thời {tidy(facts.interim_order)} (khoản 1 Điều 36)")
    if facts.dissipation:
        words.append(tidy(facts.dissipation))
    return ": ".join(words)


def plan(
    books: Books,
    coercion_id: int,
    day: date,
    *,
    entered_by: int | None,
    traditional_days: Collection[date] = (),
    real_estate: bool = False,
    at_once: bool = False,
) -> Planned:
    """Set the day. Raises ``CoercionRefused`` for a barred day (``casework.coercion_days``) or one too near for its notices.

    ``at_once``: there is need to coerce now, so neither the two working days for the cost estimate (L25 Đ.72.7) nor the
    three for the notice of seizure (Đ.80.2.a: only to keep assets from being hidden or destroyed) are waited for.
    """
    known = _open(books, coercion_id)
    calendar = working_days(books)
    if day < max(today(books.clock), known.decided_on):
        raise CoercionRefused("Ngày cưỡng chế đã qua hoặc trước ngày ra quyết định cưỡng chế. Hãy chọn ngày sau.")
    verdict = on_day(calendar, day, with_forces=known.with_forces, traditional_days=traditional_days)
    if not verdict.allowed:
        remedy = open_day_in_words(calendar, day, with_forces=known.with_forces, traditional_days=traditional_days)
        raise CoercionRefused(f"{bars_in_words(day, verdict)} {remedy}")
    if not at_once:
        _refuse_too_near(books, calendar, day, real_estate)
    _write(books, known, {"planned_on": day})
    record_event(
        books, known.decision_id, EventKind.PLANNED, today(books.clock), ground=known.document, entered_by=entered_by
    )
    notice = deadline(calendar, PeriodKind.SEIZURE_NOTICE, day).last_day if real_estate else None
    estimate = deadline(calendar, PeriodKind.COST_ESTIMATE, day).last_day
    return Planned(day=day, estimate_by=estimate, seizure_notice_by=notice, verdict=verdict)


def carry_out(books: Books, coercion_id: int, on: date, *, entered_by: int | None) -> Verdict:
    """Note that it took place on ``on``. What the calendar says against that day comes back: it is told, not hidden."""
    known = _ended(books, coercion_id, on, "carried_out_on", EventKind.CARRIED_OUT, entered_by)
    return on_day(working_days(books), on, with_forces=known.with_forces)


def avoid(books: Books, coercion_id: int, on: date, *, entered_by: int | None) -> None:
    """Note that by ``on`` the debtor had performed of their own will, so that it was not needed."""
    _ended(books, coercion_id, on, "avoided_on", EventKind.AVOIDED, entered_by)


def reopen(books: Books, coercion_id: int, *, ground: str, entered_by: int | None) -> None:
    """Take back an end that was noted by mistake; both stay among the decision's events. Raises ``CoercionRefused``."""
    known = find(books, coercion_id)
    if known is None or known.is_open:
        raise CoercionRefused("Việc cưỡng chế này chưa ghi kết quả nào để mở lại. Hãy xem: gandan coercion list SỐ_QĐ")
    if not tidy(ground):
        raise CoercionRefused("Chưa có lý do mở lại. Hãy ghi lý do.")
    _write(books, known, {"carried_out_on": None, "avoided_on": None})
    words = f"{known.document}: {tidy(ground)}"
    record_event(books, known.decision_id, EventKind.REOPENED, today(books.clock), ground=words, entered_by=entered_by)


def _open(books: Books, coercion_id: int) -> Coercion:
    known = find(books, coercion_id)
    if known is None:
        raise CoercionRefused("Không có việc cưỡng chế này. Hãy xem: gandan coercion list SỐ_QĐ")
    if not known.is_open:
        raise CoercionRefused("Việc cưỡng chế này đã ghi kết quả. Nếu ghi nhầm, hãy dùng: gandan coercion reopen")
    return known


def _ended(books: Books, coercion_id: int, on: date, column: str, kind: EventKind, entered_by: int | None) -> Coercion:
    known = _open(books, coercion_id)
    if on > today(books.clock):
        raise CoercionRefused("Ngày này chưa đến. Hãy ghi ngày đã qua hoặc hôm nay.")
    if on < known.decided_on:
        raise CoercionRefused("Ngày này trước ngày ra quyết định cưỡng chế. Hãy xem lại cả hai ngày.")
    _write(books, known, {column: on})
    record_event(books, known.decision_id, kind, on, ground=known.document, entered_by=entered_by)
    return known


def _write(books: Books, known: Coercion, values: dict[str, Any]) -> None:
    books.conn.execute(update(coercion).where(coercion.c.id == known.id), values)
    books.ring("facts")


def _refuse_impossible_decision(books: Books, facts: CoercionFacts, document: str) -> None:
    if not document:
        raise CoercionRefused("Chưa có số quyết định cưỡng chế. Hãy ghi số.")
    row = books.conn.execute(
        select(decisions.c.status, decisions.c.issued_on, decisions.c.served_on).where(
            decisions.c.id == facts.decision_id
        )
    ).one_or_none()
    if row is None:
        raise CoercionRefused("Không có quyết định thi hành án này trong sổ. Hãy xem lại số quyết định.")
    if any(one.document == document for one in of_decision(books, facts.decision_id)):
        raise CoercionRefused(f"Quyết định cưỡng chế {document} đã ghi rồi. Hãy xem: gandan coercion list SỐ_QĐ")
    if row.status != Status.ENFORCING:
        raise CoercionRefused(
            "Việc này đang hoãn, tạm đình chỉ, chưa có điều kiện thi hành hoặc đã kết thúc nên không cưỡng chế được."
            " Hãy ghi quyết định tiếp tục thi hành án trước."
        )
    if facts.decided_on > today(books.clock):
        raise CoercionRefused("Ngày quyết định cưỡng chế chưa đến. Hãy ghi ngày đã qua hoặc hôm nay.")
    if facts.decided_on < row.issued_on:
        raise CoercionRefused("Ngày quyết định cưỡng chế trước ngày quyết định thi hành án. Hãy xem lại cả hai ngày.")
    _refuse_too_early(books, facts, row.served_on)


def _refuse_too_early(books: Books, facts: CoercionFacts, served_on: date | None) -> None:
    if facts.interim_order is not None:
        if not tidy(facts.interim_order):
            raise CoercionRefused("Chưa có số quyết định áp dụng biện pháp khẩn cấp tạm thời. Hãy ghi số, ngày.")
        return
    if facts.dissipation is not None:
        if not tidy(facts.dissipation):
            raise CoercionRefused("Chưa có căn cứ về việc tẩu tán, hủy hoại tài sản. Hãy ghi căn cứ.")
        return
    if served_on is None:
        raise CoercionRefused(
            "Chưa ghi ngày thông báo hợp lệ quyết định thi hành án nên thời hạn tự nguyện chưa tính được."
            " Hãy ghi việc thông báo trước."
        )
    end = voluntary_period_end(books, served_on).last_day
    if facts.decided_on <= end:
        raise CoercionRefused(
            f"Thời hạn tự nguyện đến hết ngày {end:%d/%m/%Y} (khoản 1 Điều 36, khoản 1 Điều 72)."
            " Hãy chờ hết thời hạn, hoặc ghi căn cứ về việc tẩu tán tài sản hay biện pháp khẩn cấp tạm thời."
        )


def _refuse_too_near(books: Books, calendar: WorkingDays, day: date, real_estate: bool) -> None:
    kind = PeriodKind.SEIZURE_NOTICE if real_estate else PeriodKind.COST_ESTIMATE
    earliest = earliest_after_notice(calendar, kind, today(books.clock))
    if day < earliest:
        what = "thông báo kê biên bất động sản" if real_estate else "báo dự trù chi phí cưỡng chế"
        raise CoercionRefused(
            f"Không còn đủ ngày làm việc để {what}; sớm nhất là ngày {earliest:%d/%m/%Y}."
            " Hãy chọn ngày sau, hoặc ghi rõ phải cưỡng chế ngay."
        )
