"""What came of a visit, and what follows from it?

A promise becomes a promise, "paid already" a claim that an officer looks into, a wrong address a repair, a question goes to
the officer in the person's own thread. That somebody has died is only ever checked by an officer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, literal_column, update

from casework import audit, repairs
from casework.books import Books
from casework.clock import local, today
from casework.db.prepared import Prepared
from casework.links import live_links
from casework.party_events import PartyEvent, note_event
from casework.payment_claims import claim_payment
from casework.promises import make_promise
from casework.questions import ask
from casework.tables.follow_ups import visit as visits
from casework.tidy import tidy
from casework.visit_planning import Wanted, plan_visits
from casework.visits import Outcome, State, Visit, VisitRefused, Why, visit, visits_of
from casework.working_days import add_working_days

AGAIN_AFTER = 3  # working days after nobody was at home
MOST_TRIES = 2  # a third time at a closed door is pressure
_REPAIRS = {
    Outcome.MOVED: repairs.Why.MOVED,
    Outcome.WRONG_ADDRESS: repairs.Why.WRONG_ADDRESS,
    Outcome.DECEASED: repairs.Why.DECEASED_SAID,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a team says of a visit. ``amount`` and ``pays_on`` with ``PROMISED``; ``receipt`` and ``paid_on`` with ``PAID``.

    ``note``: with ``ASKED`` the person's question, which goes to the officer; else for the office only.
    """

    outcome: Outcome
    visited_on: date
    note: str | None = field(default=None, repr=False)
    amount: int | None = None
    pays_on: date | None = None
    receipt: str | None = field(default=None, repr=False)
    paid_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """What the report led to: ids and a reference, each None where there was none."""

    promise_id: int | None = None
    claim_id: int | None = None
    repair_id: int | None = None
    question: str | None = None
    again_on: date | None = None


def record_outcome(books: Books, visit_id: int, report: Report, *, entered_by: int) -> Followed:
    """End the visit with what the team reports, and begin what follows.

    Raises ``VisitRefused``, ``PromiseRefused`` or ``ClaimRefused``; then nothing is written if the transaction ends there.
    """
    there = visit(books, visit_id)
    if there is None or there.state is not State.OPEN:
        raise VisitRefused("Không có lượt vận động nào đang chờ với mã này. Hãy xem lại `gandan visit list`.")
    _refuse_impossible(books, there, report)
    words = tidy(report.note or "")
    ended = _END.changed(
        books.conn,
        visit=visit_id,
        on=report.visited_on,
        what=report.outcome.value,
        words=books.keys.seal("visit", "note", visit_id, words) if words else None,
        who=entered_by,
        now=books.clock.now(),
    )
    if ended == 0:
        raise VisitRefused("Lượt này vừa được người khác ghi kết quả hoặc hủy. Hãy xem lại `gandan visit list`.")
    followed = _follow(books, there, report, entered_by)
    about = f"decision:{there.decision_id}"
    audit.record(books, audit.staff(entered_by), audit.Action.VISIT_RECORDED, about, purpose=report.outcome.value)
    note_event(books, PartyEvent.VISITED, [there.party_id])
    return followed


def _refuse_impossible(books: Books, there: Visit, report: Report) -> None:
    if not local(there.made_at).date() <= report.visited_on <= today(books.clock):
        raise VisitRefused("Ngày đi phải từ ngày lập danh sách đến hôm nay. Hãy xem lại ngày.")
    promised = report.outcome is Outcome.PROMISED
    if promised != (report.amount is not None) or promised != (report.pays_on is not None):
        raise VisitRefused("Số tiền và ngày hẹn nộp đi cùng kết quả “hẹn nộp”, và phải đủ cả hai. Hãy xem lại.")
    if report.outcome is Outcome.ASKED and not tidy(report.note or ""):
        raise VisitRefused("Thiếu điều người dân muốn hỏi. Hãy ghi lại câu hỏi.")


def _follow(books: Books, there: Visit, report: Report, entered_by: int) -> Followed:
    if report.amount is not None and report.pays_on is not None:
        decision_id, party_id = there.decision_id, there.party_id
        made = make_promise(books, decision_id, party_id, report.amount, report.pays_on, entered_by=entered_by)
        return Followed(promise_id=made)
    if report.outcome is Outcome.PAID:
        receipt, paid_on = report.receipt, report.paid_on
        whose = (there.decision_id, there.party_id)
        return Followed(claim_id=claim_payment(books, *whose, contact_id=None, receipt=receipt, paid_on=paid_on))
    if report.outcome in _REPAIRS:
        why = _REPAIRS[report.outcome]
        return Followed(repair_id=repairs.open_repair(books, there.party_id, why, note=report.note))
    if report.outcome is Outcome.ASKED:
        return Followed(question=_asked(books, there, report.note or ""))
    return Followed(again_on=_again(books, there)) if report.outcome is Outcome.NOT_HOME else Followed()


def _asked(books: Books, there: Visit, words: str) -> str | None:
    """Into the person's own chat, so that the answer reaches them; None without a chat: the note stays with the visit."""
    chats = sorted(live_links(books, there.party_id), key=lambda one: one.seen_at)
    if not chats:
        return None
    asked = ask(books, chats[-1].contact_id, there.party_id, words, decision_id=there.decision_id)
    return getattr(asked, "reference", None)


def _again(books: Books, there: Visit) -> date | None:
    """Another day, unless the door was closed often enough."""
    tried = sum(1 for one in visits_of(books, there.decision_id, there.party_id) if one.outcome is Outcome.NOT_HOME)
    if tried >= MOST_TRIES:
        return None
    after = add_working_days(books, today(books.clock), AGAIN_AFTER)
    wanted = Wanted(
        decision_id=there.decision_id,
        party_id=there.party_id,
        why=Why.NOT_HOME,
        campaign_id=there.campaign_id,
        after=after,
    )
    (planned,) = plan_visits(books, [wanted])
    return None if planned is None else planned.due_on


_END = Prepared(
    update(visits)
    .where(visits.c.id == bindparam("visit"), visits.c.state == literal_column(f"'{State.OPEN.value}'"))
    .values(
        state=State.DONE.value,
        visited_on=bindparam("on"),
        outcome=bindparam("what"),
        note_sealed=bindparam("words"),
        entered_by=bindparam("who"),
        changed_at=bindparam("now"),
    )
)
