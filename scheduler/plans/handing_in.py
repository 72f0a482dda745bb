"""What was put before the leader, and is that what they sign?

Whoever made a draft hands it in: the recipients are written down, and a hash is taken over texts, times and every recipient.
The leader is shown that hash with what it stands for and signs it; a letter or a person changed since, and it is refused. The
rules of ``scheduler.plans.approval`` hold as ever; handing in a list that may be long is ``scheduler.plans.launching``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.scope import Reach, in_sight, reach
from casework.staff import LEADERS, Staff, find
from casework.tables.decisions import decision
from casework.tidy import tidy
from scheduler.plans import approval, recipients, waves
from scheduler.plans.approval import Seal
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.campaigns import MAKERS, check_plan, note, require, wrong_status
from scheduler.plans.recipients import ListSeal
from scheduler.plans.refusals import ChangedSinceApproval, NotAllowed, PlanWrong
from scheduler.steps.step import Status
from scheduler.tables import campaign_hand_in, campaign_recipient

LONGEST_WORDS = 1_000  # characters
_ROW, _FIELD = "campaign_hand_in", "words"
_here = campaign_hand_in.c


class State(StrEnum):
    """What became of it. Stored by value."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # handed in anew


@dataclass(frozen=True, kw_only=True, slots=True)
class HandIn:
    """A draft as handed in; ``digest`` is what is signed. ``words``: why it was sent back."""

    id: int
    campaign_id: int
    digest: str
    recipients: int
    held_out: int
    handed_in_by: int
    handed_in_at: datetime
    state: State
    decided_by: int | None
    decided_at: datetime | None
    words: str


def begin(books: Books, campaign_id: int, staff_id: int) -> None:
    """Begin to write down for whom the draft is. Raises ``CampaignRefused``."""
    campaign = _draft(books, campaign_id, staff_id)
    check_plan(books, campaign.plan)
    waves.refuse_two_at_once(books, campaign.plan)
    recipients.begin(books, campaign_id, approval.head_digest(books, campaign))


def finish(books: Books, campaign_id: int, staff_id: int, listed: ListSeal) -> HandIn:
    """Put the draft with the sealed list before the leader, in place of an earlier one. Raises ``CampaignRefused``."""
    campaign = _draft(books, campaign_id, staff_id)
    seal = approval.seal_of(books, campaign, listed)
    _decide(books, campaign_id, State.REPLACED, staff_id)
    row = {
        "id": new_id(),
        "campaign_id": campaign_id,
        "digest": seal.digest,
        "recipients": listed.many,
        "held_out": listed.held_out,
        "handed_in_by": staff_id,
        "handed_in_at": books.clock.now(),
        "state": State.WAITING.value,
    }
    books.conn.execute(insert(campaign_hand_in), row)
    note(books, staff_id, audit.Action.CAMPAIGN_HANDED_IN, campaign_id, purpose=seal.digest[:16])
    return _the_last(books, campaign_id)


def approve(books: Books, campaign_id: int, staff_id: int, seen: str, listed: ListSeal) -> Seal:
    """Sign what was handed in. ``seen``: the hash that the leader was shown; ``listed``: the list as it lies in the books now.

    Raises ``CampaignRefused`` when anything differs, and where the list holds cases that this leader may not see.
    """
    require(books, staff_id, LEADERS, approval.LEADERS_ONLY)
    campaign, there = the_campaign(books, campaign_id), waiting(books, campaign_id)
    approval.refuse_own(books, staff_id, campaign.made_by)
    if there is None or campaign.status is not Status.DRAFT:
        raise wrong_status(campaign)
    approval.refuse_own(books, staff_id, there.handed_in_by)
    refuse_beyond(books, staff_id, campaign_id)
    check_plan(books, campaign.plan)
    waves.refuse_two_at_once(books, campaign.plan)
    if seen != there.digest:
        raise ChangedSinceApproval
    seal = approval.finish(books, campaign_id, staff_id, listed, (Status.DRAFT,))
    if seal.digest != there.digest:
        raise ChangedSinceApproval
    if not _decide(books, campaign_id, State.APPROVED, staff_id):
        raise wrong_status(campaign)
    return seal


def send_back(books: Books, campaign_id: int, staff_id: int, words: str) -> None:
    """The leader will not sign it so; ``words`` say what is to be changed. Raises ``CampaignRefused``."""
    require(books, staff_id, LEADERS, approval.LEADERS_ONLY)
    said = checked(words)
    there = waiting(books, campaign_id)
    if there is None or not _decide(books, campaign_id, State.RETURNED, staff_id, said):
        raise wrong_status(the_campaign(books, campaign_id))
    note(books, staff_id, audit.Action.CAMPAIGN_SENT_BACK, campaign_id, purpose=there.digest[:16])


def take_back(books: Books, campaign_id: int, staff_id: int) -> None:
    """Whoever handed it in has thought better of it. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, _NOT_A_MAKER)
    there = waiting(books, campaign_id)
    if there is None or not _decide(books, campaign_id, State.WITHDRAWN, staff_id):
        raise wrong_status(the_campaign(books, campaign_id))
    note(books, staff_id, audit.Action.CAMPAIGN_TAKEN_BACK, campaign_id, purpose=there.digest[:16])


def note_refused(
    books: Books, campaign_id: int, staff_id: int, action: audit.Action = audit.Action.CAMPAIGN_APPROVED
) -> None:
    """A line in the trail: somebody tried to approve what is not theirs to approve."""
    audit.record(books, audit.staff(staff_id), action, f"campaign:{campaign_id}", result="refused")


def waiting(books: Books, campaign_id: int) -> HandIn | None:
    """What waits for the leader's signature, whether or not the plan has changed since."""
    last = last_of(books, campaign_id)
    return last if last is not None and last.state is State.WAITING else None


def all_waiting(books: Books) -> frozenset[int]:
    """The campaigns that wait for a leader's signature."""
    later = campaign_hand_in.alias("later")
    none_later = ~exists().where(later.c.campaign_id == _here.campaign_id, later.c.id > _here.id)
    asked = select(_here.campaign_id).where(_here.state == State.WAITING.value, none_later)
    return frozenset(books.conn.execute(asked).scalars())


def last_of(books: Books, campaign_id: int) -> HandIn | None:
    """The last that was handed in, whatever became of it."""
    asked = select(campaign_hand_in).where(_here.campaign_id == campaign_id).order_by(_here.id.desc()).limit(1)
    row = books.conn.execute(asked).one_or_none()
    return None if row is None else _opened(books, row)


def is_unchanged(books: Books, there: HandIn, campaign: Campaign) -> bool:
    """Whether texts, times and limits are still those that were handed in; the list itself is read when it is signed."""
    here = recipients.how_far(books, campaign.id)
    return here.is_through and here.made_for == approval.head_digest(books, campaign)


def beyond(books: Books, staff_id: int, campaign_id: int) -> bool:
    """Whether the list has a case that this member of staff may not see."""
    who = find(books, staff_id)
    if who is None:
        return True
    if reach(who) is Reach.ALL:
        return False
    return books.conn.execute(_listed_beyond(who, campaign_id)).first() is not None


def refuse_beyond(books: Books, staff_id: int, campaign_id: int) -> None:
    """Raises ``NotAllowed`` where the list has a case that this member of staff may not see."""
    if beyond(books, staff_id, campaign_id):
        raise NotAllowed(BEYOND)


def checked(words: str) -> str:
    """Words that somebody has to say, tidied. Raises ``PlanWrong`` for none or too many."""
    said = tidy(words)
    if not said:
        raise PlanWrong("Thiếu lý do. Hãy ghi một câu, để người sau đọc lại hiểu vì sao.")
    if len(said) > LONGEST_WORDS:
        raise PlanWrong(f"Lý do dài quá {LONGEST_WORDS} ký tự. Hãy ghi ngắn lại.")
    return said


BEYOND = "Đợt này nhắc cả hồ sơ ngoài đơn vị của ông/bà. Hãy trình lãnh đạo cơ quan duyệt."
_NOT_A_MAKER = "Vai trò này không trình đợt nhắc. Hãy nhờ chấp hành viên hoặc thư ký trình."


def _listed_beyond(who: Staff, campaign_id: int) -> Any:
    seen = select(decision.c.id).where(in_sight(who, decision))
    listed = (campaign_recipient.c.campaign_id == campaign_id, campaign_recipient.c.decision_id.not_in(seen))
    return select(campaign_recipient.c.decision_id).where(*listed).limit(1)


def _draft(books: Books, campaign_id: int, staff_id: int) -> Campaign:
    require(books, staff_id, MAKERS, _NOT_A_MAKER)
    campaign = the_campaign(books, campaign_id)
    if campaign.status is not Status.DRAFT:
        raise wrong_status(campaign)
    return campaign


def _decide(books: Books, campaign_id: int, state: State, staff_id: int, words: str = "") -> bool:
    """Whether something was waiting; of two at once only one finds it so."""
    row = books.conn.execute(
        select(_here.id).where(_here.campaign_id == campaign_id, _here.state == State.WAITING.value)
    ).scalar()
    if row is None:
        return False
    sealed = books.keys.seal(_ROW, _FIELD, row, words) if words else None
    decided = {"state": state.value, "decided_by": staff_id, "decided_at": books.clock.now(), "words_sealed": sealed}
    waits = update(campaign_hand_in).where(_here.id == row, _here.state == State.WAITING.value)
    return books.conn.execute(waits.values(**decided)).rowcount == 1


def _the_last(books: Books, campaign_id: int) -> HandIn:
    last = last_of(books, campaign_id)
    assert last is not None  # noqa: S101  # written just now
    return last


def _opened(books: Books, row: Any) -> HandIn:
    words = "" if row.words_sealed is None else books.keys.open(_ROW, _FIELD, row.id, row.words_sealed)
    return HandIn(
        id=row.id,
        campaign_id=row.campaign_id,
        digest=row.digest,
        recipients=row.recipients,
        held_out=row.held_out,
        handed_in_by=row.handed_in_by,
        handed_in_at=row.handed_in_at,
        state=State(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        words=words,
    )
