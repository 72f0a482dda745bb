"""What did the parties agree in writing, and is it kept?

At any stage the parties may agree (L25 Đ.36.2): in writing, with its content, terms and consequences, and with who bears the
fee and the costs (ND152 Đ.14). If it is not performed, the rest is enforced as the judgment says. A decision has one
agreement in force; a new one takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from casework.agreement_plan import Instalment, Standing, next_instalment, overdue, standing
from casework.books import Books
from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import record_event
from casework.decision_lock import hold_decision
from casework.decisions import decision
from casework.money_events import MoneyEvent
from casework.obligations import left_of
from casework.payment_facts import Payment, payments_of
from casework.tables.agreements import agreement, instalment
from casework.tidy import tidy

CITED = (
    Citation(law=ENFORCEMENT_LAW, article="36", clause="2"),
    Citation(law=ENFORCEMENT_DECREE, article="14"),
)
MOST_INSTALMENTS = 240


class AgreementState(StrEnum):
    """How an agreement stands."""

    LIVE = "live"
    KEPT = "kept"
    BROKEN = "broken"  # the rest as the judgment says
    REPLACED = "replaced"
    CANCELLED = "cancelled"  # both sides gave it up, or it was entered by mistake


ENDS = (AgreementState.KEPT, AgreementState.BROKEN, AgreementState.CANCELLED)


class AgreementRefused(Exception):
    """The agreement cannot be written or ended as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementFacts:
    """What is entered of an agreement. ``fee_and_costs``: who bears them, in its words (ND152 Đ.14).

    ``interest_stops``: no late interest while it is performed. ``instalments`` may be empty: it may be about other things.
    """

    signed_on: date
    content: str = field(repr=False)
    fee_and_costs: str = field(repr=False)
    interest_stops: bool
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """An agreement as the books have it; ``stands``: its instalments with what has been paid since it was signed."""

    id: int
    decision_id: int
    facts: AgreementFacts
    state: AgreementState
    ended_on: date | None
    ended_why: str | None = field(repr=False)
    stands: tuple[Standing, ...]

    @property
    def next(self) -> Standing | None:
        """The next instalment that is not paid in full; None where there is none or the agreement is over."""
        return next_instalment(self.stands) if self.state is AgreementState.LIVE else None

    def overdue(self, as_of: date) -> int:
        """Đồng that should have been paid before ``as_of``; 0 once the agreement is over."""
        return overdue(self.stands, as_of) if self.state is AgreementState.LIVE else 0


def sign_agreement(
    books: Books, decision_id: int, facts: AgreementFacts, *, replace: bool = False, entered_by: int | None = None
) -> int:
    """Enter an agreement and give its id. ``replace``: it takes the place of the one in force.

    Raises ``AgreementRefused`` or ``DecisionUnknown``; then nothing is written.
    """
    hold_decision(books, decision_id)
    _refuse_impossible(books, decision_id, facts)
    before = live_agreement(books, decision_id)
    if before is not None and not replace:
        raise AgreementRefused(
            "Quyết định này đang có một thỏa thuận. Hãy kết thúc thỏa thuận đó, hoặc ghi thỏa thuận mới thay cho nó."
        )
    if before is not None:
        if facts.signed_on < before.facts.signed_on:
            raise AgreementRefused("Thỏa thuận mới ký trước thỏa thuận đang thực hiện. Hãy xem lại ngày trên văn bản.")
        _end(books, before.id, AgreementState.REPLACED, facts.signed_on, None)
    agreement_id = _insert(books, decision_id, facts, entered_by)
    record_event(books, decision_id, MoneyEvent.AGREEMENT_SIGNED, facts.signed_on, entered_by=entered_by)
    books.ring("facts")
    return agreement_id


def end_agreement(
    books: Books, agreement_id: int, state: AgreementState, *, on: date, why: str, entered_by: int | None = None
) -> None:
    """The agreement in force was kept, broken or given up (``ENDS``) on a day, for a reason in words.

    Kept only when every instalment is paid; broken only when one is overdue, or when it has none. Raises ``AgreementRefused``.
    """
    row = _held(books, agreement_id)
    if row is None or row.state != AgreementState.LIVE:
        raise AgreementRefused("Không có thỏa thuận nào đang thực hiện. Hãy xem lại danh sách thỏa thuận.")
    known = _opened(books, row)
    reason = tidy(why)
    if state not in ENDS or not reason:
        raise AgreementRefused("Thiếu lý do kết thúc thỏa thuận. Hãy ghi ngắn gọn vì sao.")
    if not known.facts.signed_on <= on <= today(books.clock):
        raise AgreementRefused("Ngày kết thúc phải từ ngày ký đến hôm nay. Hãy xem lại ngày.")
    if state is AgreementState.KEPT and known.next is not None:
        raise AgreementRefused(
            "Còn kỳ chưa trả đủ nên chưa thể ghi là đã thực hiện xong. Hãy xem lại các khoản đã nộp."
        )
    if state is AgreementState.BROKEN and known.stands and not known.overdue(on):
        raise AgreementRefused("Đến ngày này không có kỳ nào quá hạn. Hãy xem lại ngày và các khoản đã nộp.")
    _end(books, agreement_id, state, on, reason)
    record_event(books, row.decision_id, MoneyEvent.AGREEMENT_ENDED, on, entered_by=entered_by)
    books.ring("facts")


def _held(books: Books, agreement_id: int) -> Row[Any] | None:
    """The agreement as it is once nobody else can change it."""
    asked = {"id": agreement_id}
    row = books.conn.execute(_BY_ID, asked).one_or_none()
    if row is not None:
        hold_decision(books, row.decision_id)
        row = books.conn.execute(_BY_ID, asked).one_or_none()
    return row


def live_agreement(books: Books, decision_id: int) -> Agreement | None:
    """The agreement in force under the decision."""
    return next((one for one in agreements_of(books, decision_id) if one.state is AgreementState.LIVE), None)


def agreements_of(books: Books, decision_id: int) -> list[Agreement]:
    """The decision's agreements in the order they were entered."""
    return [_opened(books, row) for row in books.conn.execute(_OF_DECISION, {"decision": decision_id}).all()]


def paid_since(payments: Sequence[Payment], signed_on: date, agreement_id: int | None) -> int:
    """Đồng given since the signing. On the day itself, and where a list bears no day, what was entered after the agreement."""

    def counts(one: Payment) -> bool:
        if one.given_on is not None and one.given_on != signed_on:
            return one.given_on > signed_on
        return agreement_id is not None and one.id > agreement_id  # ids grow in the order of entering

    return sum(one.amount - one.surplus for one in payments if one.live and counts(one))


_BY_ID = select(agreement).where(agreement.c.id == bindparam("id"))
_OF_DECISION = select(agreement).where(agreement.c.decision_id == bindparam("decision")).order_by(agreement.c.id)
_INSTALMENTS = (
    select(instalment).where(instalment.c.agreement_id == bindparam("agreement")).order_by(instalment.c.due_on)
)


def _refuse_impossible(books: Books, decision_id: int, facts: AgreementFacts) -> None:
    if not tidy(facts.content) or not tidy(facts.fee_and_costs):
        raise AgreementRefused(
            "Thỏa thuận phải có nội dung và phải nói rõ ai chịu phí, chi phí thi hành án. Hãy ghi đủ hai phần."
        )
    known = decision(books, decision_id)
    if known is not None and not known.facts.issued_on <= facts.signed_on <= today(books.clock):
        raise AgreementRefused("Ngày ký phải từ ngày ra quyết định đến hôm nay. Hãy xem lại ngày trên văn bản.")
    _refuse_instalments(facts.instalments, facts.signed_on)
    since = paid_since(payments_of(books, decision_id), facts.signed_on, None)
    if sum(one.amount for one in facts.instalments) > left_of(books, decision_id) + since:
        raise AgreementRefused("Các kỳ cộng lại nhiều hơn số còn phải nộp. Hãy xem lại số tiền từng kỳ.")


def _refuse_instalments(instalments: Sequence[Instalment], signed_on: date) -> None:
    if len(instalments) > MOST_INSTALMENTS or any(one.amount <= 0 for one in instalments):
        raise AgreementRefused(f"Mỗi kỳ phải lớn hơn 0 đồng, nhiều nhất {MOST_INSTALMENTS} kỳ. Hãy xem lại các kỳ.")
    if any(one.due_on < signed_on for one in instalments):
        raise AgreementRefused("Có kỳ trước ngày ký. Hãy xem lại ngày các kỳ.")
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(instalments)):
        raise AgreementRefused("Ngày các kỳ phải tăng dần, mỗi ngày một kỳ. Hãy xem lại.")


def _insert(books: Books, decision_id: int, facts: AgreementFacts, entered_by: int | None) -> int:
    agreement_id = new_id()
    said = {"content": tidy(facts.content), "fee_and_costs": tidy(facts.fee_and_costs)}
    words = json.dumps(said, ensure_ascii=False)
    row = {
        "id": agreement_id,
        "decision_id": decision_id,
        "signed_on": facts.signed_on,
        "content_sealed": books.keys.seal("agreement", "content", agreement_id, words),
        "interest_stops": facts.interest_stops,
        "state": AgreementState.LIVE,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(agreement), row)
    rows = [{"agreement_id": agreement_id, "due_on": one.due_on, "amount": one.amount} for one in facts.instalments]
    if rows:
        books.conn.execute(insert(instalment), rows)
    return agreement_id


def _end(books: Books, agreement_id: int, state: AgreementState, on: date, why: str | None) -> None:
    sealed = None if why is None else books.keys.seal("agreement", "ended_why", agreement_id, why)
    ended = {"state": state, "ended_on": on, "ended_why_sealed": sealed}
    books.conn.execute(update(agreement).where(agreement.c.id == agreement_id), ended)


def _opened(books: Books, row: Row[Any]) -> Agreement:
    said = json.loads(books.keys.open("agreement", "content", row.id, row.content_sealed))
    listed = books.conn.execute(_INSTALMENTS, {"agreement": row.id})
    instalments = tuple(Instalment(due_on=one.due_on, amount=one.amount) for one in listed)
    paid = paid_since(payments_of(books, row.decision_id), row.signed_on, row.id)
    why = row.ended_why_sealed
    return Agreement(
        id=row.id,
        decision_id=row.decision_id,
        facts=AgreementFacts(
            signed_on=row.signed_on,
            content=said["content"],
            fee_and_costs=said["fee_and_costs"],
            interest_stops=row.interest_stops,
            instalments=instalments,
        ),
        state=AgreementState(row.state),
        ended_on=row.ended_on,
        ended_why=None if why is None else books.keys.open("agreement", "ended_why", row.id, why),
        stands=standing(instalments, paid),
    )
