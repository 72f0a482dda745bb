"""Who changes a campaign that runs, and how does it go on under the changed plan?

A change is proposed, shown with what it would do to whom (``scheduler.plans.change_effects``), and approved by a leader who did not
propose it, on the hash of what was shown. From then on the plan is that of the next version: every planned step is laid out
anew, chunk by chunk (``scheduler.steps.planning``), and nothing new is queued until that is done.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Text, cast, insert, literal_column, select, update

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.staff import LEADERS
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.plans import approval, waves
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaign_rows import opened_step, step_row, the_campaign
from scheduler.plans.campaigns import MAKERS, TOPIC, check_plan, note, require, wrong_status
from scheduler.plans.office_words import change_with_own_words
from scheduler.plans.plan_edits import Change, Numbered, changed, from_json, to_json
from scheduler.plans.plan_facts import sealed_part
from scheduler.plans.refusals import Overtaken, PlanWrong
from scheduler.steps.reasons import STEP_REMOVED
from scheduler.steps.step import State as StepState
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_change, campaign_step, planned_step, wave

SHOWN = 16  # letters of the hash that are shown; whoever approves types them, or at least
LEAST = 8


class State(StrEnum):
    """Where a change stands. Stored by value."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change that waits for approval. ``after``: the campaign as it would be; ``digest``: hash of what is to be approved."""

    id: int
    campaign: Campaign
    change: Change
    after: Campaign
    digest: str
    proposed_by: int
    proposed_at: datetime


def propose(books: Books, campaign_id: int, change: Change, staff_id: int) -> Proposal:
    """Write a change of a running or paused campaign down for approval. Raises ``CampaignRefused``; then nothing is written."""
    require(
        books, staff_id, MAKERS, "Vai trò này không thay đổi đợt nhắc. Hãy nhờ chấp hành viên, thư ký hoặc lãnh đạo."
    )
    campaign = _live(books, campaign_id)
    if open_proposal(books, campaign_id) is not None:
        raise Overtaken("Đợt này đang có một thay đổi chờ duyệt. Hãy duyệt hoặc rút thay đổi đó trước.")
    change = change_with_own_words(books, change)
    after = _checked(books, campaign, change)
    row = {
        "id": new_id(),
        "campaign_id": campaign_id,
        "version": after.version,
        "change": to_json(change),
        "state": State.PROPOSED.value,
        "proposed_by": staff_id,
        "proposed_at": books.clock.now(),
    }
    books.conn.execute(insert(campaign_change), row)
    note(books, staff_id, audit.Action.CAMPAIGN_CHANGE_PROPOSED, campaign_id, purpose=f"version:{after.version}")
    return the_proposal(books, campaign_id)


def open_proposal(books: Books, campaign_id: int) -> Proposal | None:
    """The change that waits for approval, as the plan stands now; one whose plan went on without it cannot wait."""
    row = books.conn.execute(
        select(campaign_change).where(
            campaign_change.c.campaign_id == campaign_id, campaign_change.c.state == State.PROPOSED.value
        )
    ).one_or_none()
    return None if row is None else _opened(books, row)


def waiting(books: Books) -> dict[int, int]:
    """The campaigns with a change that waits for approval, by id, and who proposed it."""
    rows = books.conn.execute(
        select(campaign_change.c.campaign_id, campaign_change.c.proposed_by).where(
            campaign_change.c.state == State.PROPOSED.value
        )
    )
    return {row.campaign_id: row.proposed_by for row in rows}


def the_proposal(books: Books, campaign_id: int) -> Proposal:
    """``open_proposal``, raising ``CampaignRefused``."""
    there = open_proposal(books, campaign_id)
    if there is None:
        raise Overtaken(
            "Đợt này không có thay đổi nào chờ duyệt. Có thể nó vừa được duyệt hoặc rút; hãy mở lại đợt để xem."
        )
    return there


def approve(books: Books, campaign_id: int, staff_id: int, seen: str) -> Campaign:
    """Let the proposed change take effect; the campaign in its new version. ``seen``: the hash that the approver was shown.

    Raises ``CampaignRefused``; then nothing is written.
    """
    require(books, staff_id, LEADERS, "Chỉ thủ trưởng hoặc phó thủ trưởng được duyệt thay đổi. Hãy trình lãnh đạo.")
    campaign = _live(books, campaign_id)
    there = the_proposal(books, campaign_id)
    refuse_own(books, staff_id, there)
    if len(seen) < LEAST or not there.digest.startswith(seen):
        raise Overtaken("Dấu không khớp với thay đổi đang chờ duyệt. Hãy xem lại thay đổi đang chờ rồi mới duyệt.")
    after = _checked(books, campaign, there.change)
    _write(books, campaign, after)
    digest = approval.approve_change(books, campaign_id, staff_id)
    decided = {"approved_by": staff_id, "approved_at": books.clock.now(), "approved_hash": digest}
    _decide(books, there.id, State.APPROVED, decided)
    note(books, staff_id, audit.Action.CAMPAIGN_CHANGE_APPROVED, campaign_id, purpose=there.digest[:SHOWN])
    books.ring(TOPIC)
    return the_campaign(books, campaign_id)


def refuse_own(books: Books, staff_id: int, there: Proposal) -> None:
    """Raises ``NotAllowed`` for whoever proposed it, also with a second account."""
    approval.refuse_own(
        books, staff_id, there.proposed_by, "Người đề xuất không được tự duyệt. Hãy nhờ lãnh đạo khác duyệt."
    )


def withdraw(books: Books, campaign_id: int, staff_id: int) -> None:
    """Take the proposed change back; who may propose one may do that. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không rút thay đổi của đợt. Hãy nhờ người đã đề xuất.")
    there = the_proposal(books, campaign_id)
    _decide(books, there.id, State.WITHDRAWN, {})
    note(books, staff_id, audit.Action.CAMPAIGN_CHANGE_WITHDRAWN, campaign_id, purpose=there.digest[:SHOWN])


def _live(books: Books, campaign_id: int) -> Campaign:
    """The campaign if it runs or is paused; on PostgreSQL nobody else changes it before this transaction ends."""
    books.conn.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update())
    campaign = the_campaign(books, campaign_id)
    if campaign.status not in approval.LIVE:
        raise wrong_status(campaign)
    return campaign


def _opened(books: Books, row: Row[Any]) -> Proposal:
    campaign = the_campaign(books, row.campaign_id)
    change = from_json(row.change)
    after = changed(campaign, change, _removed(books, campaign))
    head = {"change": row.id, "of": campaign.id, "edits": row.change, "plan": sealed_part(books, after)}
    words = json.dumps(head, ensure_ascii=False, sort_keys=True)
    return Proposal(
        id=row.id,
        campaign=campaign,
        change=change,
        after=after,
        digest=hashlib.sha256(words.encode()).hexdigest(),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
    )


def _checked(books: Books, campaign: Campaign, change: Change) -> Campaign:
    """The campaign as it would be. Raises ``PlanWrong``."""
    after = changed(campaign, change, _removed(books, campaign))
    day, before = today(books.clock), campaign.plan
    _refuse_past(day, "đợt", (before.starts_on, before.ends_on), (after.plan.starts_on, after.plan.ends_on))
    for number, (one, other) in enumerate(zip(before.waves, after.plan.waves, strict=True), start=1):
        what = f"đợt trọng tâm {number}"
        _refuse_past(day, what, (one.starts_on, one.ends_on), (other.starts_on, other.ends_on))
    check_plan(books, after.plan)
    waves.refuse_two_at_once(books, after.plan)
    return after


def _refuse_past(day: date, what: str, before: tuple[date, date], after: tuple[date, date]) -> None:
    """What has begun has begun, and nothing ends before today."""
    if after[0] != before[0] and min(after[0], before[0]) < day:
        raise PlanWrong(f"Ngày bắt đầu của {what} đã qua hoặc đã chạy rồi. Hãy giữ ngày bắt đầu cũ.")
    if after[1] != before[1] and after[1] < day:
        raise PlanWrong(f"Ngày kết thúc mới của {what} đã qua. Hãy chọn từ hôm nay trở đi.")


def _removed(books: Books, campaign: Campaign) -> dict[int, Numbered]:
    """Steps that an earlier version had and this one has not, as they were last."""
    numbers = {step_id: number for number, step_id in enumerate(campaign.wave_ids, start=1)}
    rows = books.conn.execute(
        select(campaign_step).where(campaign_step.c.campaign_id == campaign.id).order_by(campaign_step.c.since_version)
    ).all()
    last = {row.number: Numbered(row.id, opened_step(row, numbers.get(row.wave_id))) for row in rows}
    return {number: one for number, one in last.items() if number not in campaign.step_numbers}


def _write(books: Books, before: Campaign, after: Campaign) -> None:
    plan = after.plan
    head = {name: getattr(plan, name) for name in ("starts_on", "ends_on", "most_per_person")}
    anew = {"version": after.version, "planned_to": None, "planned_at": None}
    books.conn.execute(update(campaigns).where(campaigns.c.id == after.id).values(**head, **anew))
    for wave_id, one in zip(after.wave_ids, plan.waves, strict=True):
        dates = {"starts_on": one.starts_on, "ends_on": one.ends_on}
        books.conn.execute(update(wave).where(wave.c.id == wave_id).values(**dates))
    known = {row.id: row for row in books.conn.execute(_ROWS.where(campaign_step.c.campaign_id == after.id))}
    was = {step_id: step for _, step_id, step in before.numbered()}
    for number, step_id, step in after.numbered():
        if was.pop(step_id, None) != step:
            belongs_to = None if step.wave is None else after.wave_ids[step.wave - 1]
            row = step_row(after.id, number, step, belongs_to) | {"id": step_id, "since_version": after.version}
            _write_step(books, known.get(step_id), row, before.version)
    for step_id in was:
        _remove_step(books, step_id, before.version)


_ROWS = select(campaign_step)


def _write_step(books: Books, known: Row[Any] | None, row: dict[str, Any], last_version: int) -> None:
    """The step keeps its id; what it was in earlier versions is kept as a row beside it."""
    if known is None:
        books.conn.execute(insert(campaign_step), row)
        return
    books.conn.execute(
        update(campaign_step).where(campaign_step.c.id == known.id).values(**row | {"until_version": None})
    )
    until = known.until_version if known.until_version is not None else last_version
    books.conn.execute(insert(campaign_step), dict(known._mapping) | {"id": new_id(), "until_version": until})


def _remove_step(books: Books, step_id: int, last_version: int) -> None:
    """The step ends; its queued messages are taken back now, what is pending as it is laid out anew.

    Nobody has seen what was taken back, so it gives up its purpose: if the step comes back, it is said.
    """
    books.conn.execute(update(campaign_step).where(campaign_step.c.id == step_id).values(until_version=last_version))
    queued = select(planned_step.c.outbox_id).where(
        planned_step.c.step_id == step_id, planned_step.c.state == StepState.QUEUED.value
    )
    waits = update(outbox).where(outbox.c.id.in_(queued), outbox.c.state == OutboxState.QUEUED.value)
    unsaid = outbox.c.purpose + literal_column("':'", Text) + cast(outbox.c.id, Text)
    books.conn.execute(waits.values(state=OutboxState.CANCELLED.value, reason=STEP_REMOVED, purpose=unsaid))
    back = select(outbox.c.id).where(outbox.c.id == planned_step.c.outbox_id, outbox.c.reason == STEP_REMOVED)
    taken = update(planned_step).where(
        planned_step.c.step_id == step_id, planned_step.c.state == StepState.QUEUED.value, back.exists()
    )
    books.conn.execute(taken.values(state=StepState.CANCELLED.value, reason=STEP_REMOVED, outbox_id=None))


def _decide(books: Books, change_id: int, state: State, values: dict[str, Any]) -> None:
    """Raises ``CampaignRefused`` when somebody else was first."""
    decided = update(campaign_change).where(
        campaign_change.c.id == change_id, campaign_change.c.state == State.PROPOSED.value
    )
    if books.conn.execute(decided.values(state=state.value, **values)).rowcount == 0:
        raise Overtaken("Thay đổi này vừa được người khác duyệt hoặc rút. Hãy mở lại đợt để xem.")
