"""Why does somebody under this decision hear something, or nothing? Each debtor's chats, campaigns, steps and messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, select

from bot.cli import shown
from bot.cli.campaign_standing import standing
from bot.cli.why_decided import approvals
from bot.cli.why_message import held, said
from bot.cli.why_words import MESSAGE_WORDS, OVERDUE_WORDS, STEP_WORDS
from casework import consent, decisions, obligations
from casework.books import Books
from casework.decisions import Decision, PartyRole, needs_no_reminder
from casework.payment_claims import holds_reminders
from casework.people import party as the_party
from casework.repairs import death_is_checked
from casework.tables.contacts import contact
from messages.outbox import Guard, State
from messages.tables import outbox
from messages.vietnamese import dong, masked_name
from scheduler.guards import training
from scheduler.guards.brake_signs import rests_in_distress
from scheduler.limits import DISTRESS_RESTS
from scheduler.plans.campaign_rows import every_campaign, find
from scheduler.plans.campaigns import Campaign
from scheduler.plans.previews import spoken_to
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.step import State as StepState
from scheduler.steps.step import Status
from scheduler.tables import campaign_recipient, campaign_step, planned_step

RECENT = 12  # lines of a table, unless all are asked for
_ANSWERED = {
    consent.Answer.GIVEN: "đồng ý nhận tin nhắc",
    consent.Answer.NOT_ASKED: "chưa được hỏi có nhận tin nhắc không",
    consent.Answer.DECLINED: "không nhận tin nhắc",
    consent.Answer.WITHDRAWN: "đã thôi nhận tin nhắc",
}


def of_decision(books: Books, decision_id: int, *, everything: bool) -> list[str]:
    """The decision as it stands, what holds everything, then each debtor."""
    known = decisions.decision(books, decision_id)
    view = obligations.of_decision(books, decision_id)
    if known is None or view is None:
        return []
    spoken = "; việc ở tình trạng này không được nhắc" if needs_no_reminder(known.status) else ""
    lines = [
        f"{view.number} ngày {shown.day(view.issued_on)}: {shown.STATUS_WORDS[known.status]}, còn {dong(view.left)}{spoken}.",
        *_holds(books),
    ]
    debtors = [one for one, role in decisions.parties_of(books, decision_id) if role is PartyRole.DEBTOR]
    for party_id in debtors:
        lines += ["", *_debtor(books, known, party_id, everything=everything)]
    return lines if debtors else [*lines, "Quyết định này chưa ghi người phải thi hành án nên không ai được nhắc."]


def _holds(books: Books) -> Iterator[str]:
    yield from held(books)
    if training.is_on(books):
        yield "Cơ quan đang diễn tập: tin tự gửi chỉ đến cán bộ."


def _debtor(books: Books, known: Decision, party_id: int, *, everything: bool) -> Iterator[str]:
    person = the_party(books, party_id)
    yield f"{masked_name('' if person is None else person.name)}:"
    if person is not None and person.deceased:
        yield "  Đã chết: không bao giờ nhắn nữa."
    yield from _rests(books, known.id, party_id)
    yield from _chats(books, party_id)
    told = [
        line
        for one in _campaigns(books, known.id, party_id)
        for line in _of_campaign(books, one, known.id, party_id, everything=everything)
    ]
    yield from told or ["  Chưa đợt nào lập bước nhắc cho người này."]
    yield from _besides(books, known.id, party_id)
    yield from _messages(books, known.id, party_id, everything=everything)


def _rests(books: Books, decision_id: int, party_id: int) -> Iterator[str]:
    """What keeps this person's reminders back at the moment, whichever campaign they are of."""
    long_ago = literal(books.clock.now() - DISTRESS_RESTS)
    contacts = select(contact.c.id).where(contact.c.party_id == party_id)
    chats = list(books.conn.execute(contacts).scalars()) or [0]
    facts = {
        "người dân báo đã nộp, đang tìm khoản nộp: gandan claim list": holds_reminders(
            literal(decision_id), literal(party_id)
        ),
        "nghe nói đã mất, chấp hành viên phải xác minh: gandan repair list": death_is_checked(literal(party_id)),
    }
    for words, so in facts.items():
        if books.conn.execute(select(so)).scalar():
            yield f"  Tin nhắc đang nghỉ: {words}."
    distress = (rests_in_distress(literal(party_id), literal(chat), long_ago) for chat in chats)
    if any(books.conn.execute(select(so)).scalar() for so in distress):
        yield "  Tin nhắc đang nghỉ: người dân cần được gọi, hoặc mới được gọi: gandan question list."


def _chats(books: Books, party_id: int) -> Iterator[str]:
    mine = select(contact).where(contact.c.party_id == party_id).order_by(contact.c.seen_at.desc())
    rows = books.conn.execute(mine).all()
    for row in rows:
        answer = consent.standing(books, row.id, party_id, consent.Purpose.REMINDERS)
        parts = [f"liên kết từ {shown.moment(row.linked_at)}", _ANSWERED[answer.answer]]
        if row.dead_since is not None:
            parts.append(f"kênh báo không còn từ {shown.moment(row.dead_since)}")
        if row.muted_until is not None and row.muted_until > books.clock.now():
            parts.append(f"xin tạm im tin đến {shown.moment(row.muted_until)}")
        yield f"  {shown.CHANNEL_WORDS.get(row.account, row.account)}: {', '.join(parts)}."
    if not rows:
        yield "  Chưa liên kết trò chuyện nào nên không tin nào đi được. In thư có mã: gandan codes."


def _campaigns(books: Books, decision_id: int, party_id: int) -> list[Campaign]:
    step, on_it = planned_step.c, campaign_recipient.c
    planned = select(step.campaign_id).where(
        step.decision_id == decision_id, step.party_id == party_id, step.campaign_id.is_not(None)
    )
    listed = select(on_it.campaign_id).where(on_it.decision_id == decision_id, on_it.party_id == party_id)
    ids = set(books.conn.execute(planned).scalars()) | set(books.conn.execute(listed).scalars())
    return [one for one in (find(books, each) for each in sorted(ids, reverse=True)) if one is not None]


def _of_campaign(
    books: Books, campaign: Campaign, decision_id: int, party_id: int, *, everything: bool
) -> Iterator[str]:
    plan = campaign.plan
    yield f"  Đợt «{plan.name}» ({STATUS_WORDS[campaign.status]}), kế hoạch «{plan.plan_number}»."
    yield from (f"    {line}" for line in standing(books, campaign))
    yield from (f"  {line}" for line in approvals(books, campaign, books.clock.now()))
    rows = books.conn.execute(_steps(campaign.id, decision_id, party_id)).all()
    if not rows:
        yield "    Có trong danh sách, chưa lập bước nhắc nào (đợt chưa chạy, hoặc chưa duyệt thêm)."
        return
    head = ("BƯỚC", "ĐẾN LƯỢT", "MÃ TIN", "TÌNH TRẠNG", "VÌ SAO")
    now = books.clock.now()
    shown_rows = rows if everything else rows[-RECENT:]
    yield from (f"    {line}" for line in shown.table([head, *(_step_row(row, now) for row in shown_rows)]))
    if len(shown_rows) < len(rows):
        yield f"    Còn {shown.count(len(rows) - len(shown_rows))} bước trước đó: thêm --all."


def _steps(campaign_id: int, decision_id: int, party_id: int) -> Any:
    step = planned_step.c
    return (
        select(
            campaign_step.c.number, step.due_at, step.state, step.reason, outbox.c.state.label("said"),
            outbox.c.reason.label("why_said"), outbox.c.reference, outbox.c.not_before,
        )
        .join_from(planned_step, campaign_step, campaign_step.c.id == step.step_id)
        .outerjoin(outbox, outbox.c.id == step.outbox_id)
        .where(step.campaign_id == campaign_id, step.decision_id == decision_id, step.party_id == party_id)
        .order_by(step.due_at, campaign_step.c.number)
    )  # fmt: skip


def _step_row(row: Row[Any], now: datetime) -> tuple[str, ...]:
    state = STEP_WORDS[StepState(row.state)] if row.said is None else MESSAGE_WORDS[State(row.said)]
    if row.state == StepState.PENDING.value and row.due_at <= now:
        state = OVERDUE_WORDS
    reason = row.why_said or row.reason
    words = said(reason) if reason else ""
    if row.said == State.QUEUED.value and reason:
        words = f"{words}; xét lại lúc {shown.moment(row.not_before)}"
    return str(row.number), shown.moment(row.due_at), row.reference or "-", state, words


def _besides(books: Books, decision_id: int, party_id: int) -> Iterator[str]:
    """Campaigns that run and have this person on no list."""
    on_it = campaign_recipient.c
    for campaign in every_campaign(books, Status.RUNNING, Status.PAUSED):
        listed = (on_it.campaign_id == campaign.id, on_it.decision_id == decision_id, on_it.party_id == party_id)
        if books.conn.execute(select(func.count()).where(*listed)).scalar_one():
            continue
        fits = spoken_to(campaign).subquery("fits")
        theirs = (fits.c.decision_id == decision_id, fits.c.party_id == party_id)
        if books.conn.execute(select(func.count()).select_from(fits).where(*theirs)).scalar_one():
            yield f"  Đợt «{campaign.plan.name}»: thuộc diện nhưng chưa được duyệt thêm. Lãnh đạo: gandan campaign admit."
        else:
            yield f"  Đợt «{campaign.plan.name}»: không thuộc diện được nhắc của đợt."


def _messages(books: Books, decision_id: int, party_id: int, *, everything: bool) -> Iterator[str]:
    """What else went out unasked: appointments, answers, news of the link."""
    rows = books.conn.execute(
        select(outbox)
        .where(
            outbox.c.party_id == party_id,
            outbox.c.campaign_id.is_(None),
            outbox.c.guard.not_in([Guard.REPLY.value, Guard.FOLD.value]),
            outbox.c.decision_id.is_(None) | (outbox.c.decision_id == decision_id),
        )
        .order_by(outbox.c.id.desc())
        .limit(10_000 if everything else RECENT)
    ).all()
    if rows:
        yield "  Tin khác tự gửi cho người này, mới trước cũ sau:"
        head = ("LÚC", "MÃ TIN", "MẪU", "TÌNH TRẠNG", "VÌ SAO")
        told = [
            (
                shown.moment(row.sent_at or row.made_at), row.reference or "-", row.text_key,
                MESSAGE_WORDS[State(row.state)], said(row.reason) if row.reason else "",
            )
            for row in rows
        ]  # fmt: skip
        yield from (f"    {line}" for line in shown.table([head, *told]))
    yield "  Xem vì sao một tin đi hay không: gandan why MÃ_TIN"
