"""Who decided that a campaign's message goes to this person: who made the plan, which version, who approved it with which seal?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from bot.cli import shown
from bot.cli.campaign_standing import standing
from casework import audit, staff
from casework.books import Books
from casework.tables.audit import audit_entry
from scheduler.plans.campaign_rows import find, opened_step
from scheduler.plans.campaigns import Campaign
from scheduler.plans.changes import State as ChangeState
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.schedule import MERGED
from scheduler.steps.step_words import step_in_words
from scheduler.tables import campaign_change, campaign_recipient, campaign_step, planned_step, wave

_LET_GO = {
    audit.Action.CAMPAIGN_APPROVED.value: "duyệt",
    audit.Action.CAMPAIGN_NEWCOMERS.value: "duyệt thêm người mới",
    audit.Action.CAMPAIGN_CHANGE_APPROVED.value: "duyệt thay đổi",
}


def decided(books: Books, row: Row[Any]) -> Iterator[str]:
    """Of a message of the outbox; nothing where no campaign stands behind it."""
    campaign = None if row.campaign_id is None else find(books, row.campaign_id)
    if campaign is None:
        return
    plan = campaign.plan
    yield f"Đợt «{plan.name}» ({STATUS_WORDS[campaign.status]}), kế hoạch «{plan.plan_number}»."
    yield from (f"  {line}" for line in standing(books, campaign))
    yield from _step(books, row)
    yield from approvals(books, campaign, row.made_at)
    yield _listed(books, row)


def approvals(books: Books, campaign: Campaign, at: datetime) -> Iterator[str]:
    """Who made the plan and who had let it go by ``at``, with the version of the plan and the seal."""
    made = staff.find(books, campaign.made_by)
    yield f"  Lập: {'-' if made is None else made.name}, {shown.moment(campaign.made_at)}."
    last = books.conn.execute(
        select(audit_entry)
        .where(
            audit_entry.c.object == f"campaign:{campaign.id}",
            audit_entry.c.action.in_(list(_LET_GO)),
            audit_entry.c.at <= at,
        )
        .order_by(audit_entry.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        yield "  Sổ nhật ký không có lần duyệt nào trước lúc đó."
        return
    by = staff.find(books, int(last.actor.partition(":")[2]))
    yield (
        f"  {_LET_GO[last.action].capitalize()}: {'-' if by is None else f'{by.name} ({by.title})'}, "
        f"{shown.moment(last.at)}, dấu {last.purpose}, kế hoạch bản {_version(books, campaign.id, at)}."
    )


def _version(books: Books, campaign_id: int, at: datetime) -> int:
    """The version of the plan that held at that instant: the first, or that of the last change approved by then."""
    change = campaign_change.c
    approved = (change.campaign_id == campaign_id, change.state == ChangeState.APPROVED.value, change.approved_at <= at)
    return int(books.conn.execute(select(func.max(change.version)).where(*approved)).scalar() or 1)


def _step(books: Books, row: Row[Any]) -> Iterator[str]:
    there = books.conn.execute(
        select(campaign_step, wave.c.number.label("wave_number"), planned_step.c.due_at)
        .join_from(planned_step, campaign_step, campaign_step.c.id == planned_step.c.step_id)
        .outerjoin(wave, wave.c.id == campaign_step.c.wave_id)
        .where(planned_step.c.outbox_id == row.id)
    ).one_or_none()
    if there is None:
        return
    of_wave = "" if there.wave_number is None else f"đợt trọng tâm {there.wave_number}, "
    words = step_in_words(opened_step(there, there.wave_number))
    yield f"  Bước {there.number}: {of_wave}{words}; đến lượt lúc {shown.moment(there.due_at)}."
    spoken_for = _spoken_for(books, row, there.number)
    if spoken_for:
        yield f"  Nói thay cho bước {', '.join(map(str, spoken_for))} đã lỡ ngày."


def _spoken_for(books: Books, row: Row[Any], number: int) -> list[int]:
    step = planned_step.c
    theirs = (step.campaign_id == row.campaign_id, step.decision_id == row.decision_id, step.party_id == row.party_id)
    merged = (
        select(campaign_step.c.number)
        .join_from(planned_step, campaign_step, campaign_step.c.id == step.step_id)
        .where(*theirs, step.reason == f"{MERGED}{number}")
        .order_by(campaign_step.c.number)
    )
    return list(books.conn.execute(merged).scalars())


def _listed(books: Books, row: Row[Any]) -> str:
    on_it = campaign_recipient.c
    there = books.conn.execute(
        select(on_it.since_version, on_it.held_out).where(
            on_it.campaign_id == row.campaign_id,
            on_it.decision_id == row.decision_id,
            on_it.party_id == row.party_id,
        )
    ).one_or_none()
    if there is None:
        return "  Người nhận không có trong danh sách đã duyệt."
    apart = "; thuộc nhóm để đối chiếu, chỉ nhận tin về điều chính họ đã hẹn" if there.held_out else ""
    return f"  Người nhận có trong danh sách đã duyệt lần {there.since_version}{apart}."
