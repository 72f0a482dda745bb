"""Which campaigns are there, what does each say to whom and when, and who may move it on?

draft -> approved -> running <-> paused -> finished; stopped from anywhere. Approving is in ``scheduler.plans.approval``, the way
from approval to the last message in ``scheduler.steps.planning`` and ``scheduler.bell.reminders``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from casework import audit, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.staff import LEADERS, Role
from casework.tidy import tidy
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.guards import brake_log
from scheduler.plans import waves
from scheduler.plans.campaign_facts import Campaign, CampaignPlan, Wave
from scheduler.plans.campaign_rows import every_campaign, find, head_of, the_campaign, write_parts
from scheduler.plans.office_words import with_own_words
from scheduler.plans.plan_check import MOST_STEPS, check_plan
from scheduler.plans.refusals import CampaignRefused, ChangedSinceApproval, NotAllowed, PlanWrong, WrongStatus
from scheduler.plans.selection import Selection
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.step import Anchor, State, Status, Step
from scheduler.tables import campaign as campaigns
from scheduler.tables import planned_step

__all__ = ["MOST_STEPS", "Anchor", "Campaign", "CampaignPlan", "CampaignRefused", "Selection", "Status", "Step", "Wave"]
__all__ += ["check_plan", "create", "every_campaign", "find", "pause", "resume", "stop", "the_campaign"]

TOPIC = "campaigns"
STOPPED, OVER = "campaign_stopped", "campaign_over"
AT_ONCE = 5_000  # steps, and messages, cancelled in one transaction
MAKERS = frozenset({Role.CLERK, Role.OFFICER, *LEADERS})


def create(books: Books, plan: CampaignPlan, staff_id: int) -> int:
    """Write a draft and give its id. Raises ``NotAllowed`` or ``PlanWrong``."""
    require(books, staff_id, MAKERS, "Vai trò này không lập đợt nhắc. Hãy nhờ chấp hành viên hoặc thư ký lập.")
    plan = with_own_words(books, plan)
    check_plan(books, plan)
    name = tidy(plan.name)
    if books.conn.execute(select(campaigns.c.id).where(campaigns.c.name == name)).first() is not None:
        raise PlanWrong("Đã có đợt nhắc mang tên này. Hãy đặt tên khác.")
    waves.refuse_two_at_once(books, plan)
    campaign_id = new_id()
    made = {"status": Status.DRAFT.value, "made_by": staff_id, "made_at": books.clock.now()}
    books.conn.execute(insert(campaigns), {"id": campaign_id} | head_of(plan) | made)
    write_parts(books, campaign_id, plan)
    note(books, staff_id, audit.Action.CAMPAIGN_CREATED, campaign_id)
    return campaign_id


def pause(books: Books, campaign_id: int, staff_id: int) -> None:
    """Nothing more goes out until it is resumed; what is queued waits. Raises ``CampaignRefused``."""
    _may_steer(books, staff_id)
    move_on(books, campaign_id, (Status.RUNNING,), Status.PAUSED)
    note(books, staff_id, audit.Action.CAMPAIGN_PAUSED, campaign_id)


def resume(books: Books, campaign_id: int, staff_id: int, *, found: str = "") -> None:
    """Go on; what waited because of the pause may go at once, if it is still true. Raises ``CampaignRefused``.

    A campaign that stopped itself goes on only with a word about what was ``found`` (``scheduler.guards.brake_log``).
    """
    require(books, staff_id, LEADERS, "Chỉ lãnh đạo cho đợt nhắc chạy tiếp. Hãy trình lãnh đạo.")
    _refuse_changed(books, campaign_id)
    why = the_campaign(books, campaign_id).paused_why
    brake_log.release(books, campaign_id, staff_id, found)
    move_on(books, campaign_id, (Status.PAUSED,), Status.RUNNING, paused_why=None)
    waited = update(outbox).where(
        outbox.c.campaign_id == campaign_id,
        outbox.c.state == OutboxState.QUEUED.value,
        outbox.c.reason == "campaign_paused",
    )
    books.conn.execute(waited.values(not_before=books.clock.now(), reason=None))
    ring_accounts(books, campaign_id)
    note(books, staff_id, audit.Action.CAMPAIGN_RESUMED, campaign_id, purpose=f"after:{why}" if why else "")


def stop(books: Books, campaign_id: int, staff_id: int) -> int:
    """End it for good, at once: nothing more of it is claimed. How many steps and messages were cancelled so far.

    Of a very large campaign the rest is cancelled chunk by chunk afterwards (``finish_ended``): one long transaction would
    keep the stop itself from being seen. A message that is being sent at this moment cannot be called back. Raises
    ``CampaignRefused``.
    """
    _may_steer(books, staff_id)
    live = (Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED)
    move_on(books, campaign_id, live, Status.STOPPED, stopped_at=books.clock.now())
    ended = cancel_what_waits(books, campaign_id, STOPPED)
    note(books, staff_id, audit.Action.CAMPAIGN_STOPPED, campaign_id, purpose=f"cancelled:{ended}")
    return ended


def cancel_what_waits(books: Books, campaign_id: int, reason: str) -> int:
    """Cancel pending steps and queued messages of the campaign for ``reason``, ``AT_ONCE`` of each at most; how many."""
    values = {"state": State.CANCELLED.value, "reason": reason}
    step, message = planned_step.c, outbox.c
    steps = select(step.id).where(step.campaign_id == campaign_id, step.state == State.PENDING.value).limit(AT_ONCE)
    queued = (message.campaign_id == campaign_id, message.state == OutboxState.QUEUED.value)
    messages = select(message.id).where(*queued).limit(AT_ONCE)
    ended = books.conn.execute(update(planned_step).where(step.id.in_(steps)).values(**values)).rowcount
    still = update(outbox).where(message.id.in_(messages), message.state == OutboxState.QUEUED.value)
    return ended + books.conn.execute(still.values(**values)).rowcount


def finish_ended(books: Books) -> int:
    """Cancel the next chunk of what still waits in campaigns that have ended; how many, ``AT_ONCE`` or more: there is more."""
    for reason, status in ((STOPPED, Status.STOPPED), (OVER, Status.FINISHED)):
        for one in books.conn.execute(select(campaigns.c.id).where(campaigns.c.status == status.value)).scalars().all():
            if ended := cancel_what_waits(books, one, reason):
                return ended
    return 0


def require(books: Books, staff_id: int, roles: frozenset[Role], sentence: str) -> None:
    """Raises ``NotAllowed(sentence)`` unless the member of staff is active and has one of the roles."""
    known = staff.find(books, staff_id)
    if known is None or not known.active or known.role not in roles:
        raise NotAllowed(sentence)


def move_on(books: Books, campaign_id: int, before: tuple[Status, ...], after: Status, **also: Any) -> None:
    """Change the status in one conditional statement. Raises ``CampaignUnknown`` or ``WrongStatus``."""
    here = (campaigns.c.id == campaign_id, campaigns.c.status.in_([status.value for status in before]))
    moved = books.conn.execute(update(campaigns).where(*here).values(status=after.value, **also))
    if moved.rowcount == 0:
        raise wrong_status(the_campaign(books, campaign_id))
    books.ring(TOPIC)


def wrong_status(campaign: Campaign) -> WrongStatus:
    """The refusal of what cannot be done with a campaign that stands where it does."""
    return WrongStatus(
        f"Đợt nhắc đang ở trạng thái «{STATUS_WORDS[campaign.status]}» nên không làm được việc này. Hãy mở lại đợt để xem."
    )


def ring_accounts(books: Books, campaign_id: int) -> None:
    """Wake the senders that hold queued messages of the campaign."""
    accounts = select(outbox.c.account).where(
        outbox.c.campaign_id == campaign_id, outbox.c.state == OutboxState.QUEUED.value
    )
    for account in books.conn.execute(accounts.distinct()).scalars():
        books.ring(f"outbox:{account}")


def note(books: Books, staff_id: int | None, action: audit.Action, campaign_id: int, *, purpose: str = "") -> None:
    """An audit line about the campaign."""
    actor = audit.SYSTEM if staff_id is None else audit.staff(staff_id)
    audit.record(books, actor, action, f"campaign:{campaign_id}", purpose=purpose)


def _refuse_changed(books: Books, campaign_id: int) -> None:
    from scheduler.plans.approval import is_as_approved  # it moves campaigns on by what stands here

    if not is_as_approved(books, the_campaign(books, campaign_id)):
        raise ChangedSinceApproval


def _may_steer(books: Books, staff_id: int) -> None:
    require(books, staff_id, MAKERS, "Vai trò này không điều hành đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
