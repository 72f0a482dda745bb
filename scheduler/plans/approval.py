"""Who lets a campaign go, and is it still what they let go?

Approved by a leader who did not make it, over a hash of the texts, the times and every recipient. The recipients are written
down when it is approved (``scheduler.plans.recipients``): whoever comes to fit later is let go by ``admit_newcomers``, whoever no
longer fits is skipped with the reason. An edit voids the approval: starting computes the hash again, and so does whoever
queues a reminder. A second account is told by its name and telephone (``casework.staff.same_person``); that nobody has one
under another name is the agency's to see to.

``approve``, ``admit_newcomers`` and ``start`` do all in one transaction; for a list that may be long ``scheduler.plans.launching``
takes the same steps one by one, so that nobody waits for them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select

from casework import audit, staff
from casework.books import Books
from casework.clock import today
from casework.staff import LEADERS
from scheduler.plans import recipients, waves
from scheduler.plans.campaigns import MAKERS, Campaign, check_plan, move_on, note, require, the_campaign, wrong_status
from scheduler.plans.plan_facts import sealed_part
from scheduler.plans.recipients import ListSeal
from scheduler.plans.refusals import ChangedSinceApproval, NotAllowed, PlanWrong, WrongStatus
from scheduler.steps.step import Status
from scheduler.tables import campaign as campaigns

Statuses = tuple[Status, ...]
NOT_BEGUN: Statuses = (Status.DRAFT, Status.APPROVED)
LIVE: Statuses = (Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """What is approved: the hash (hex), and how many recipients it covers (a debtor counts once for each decision)."""

    digest: str
    recipients: int


def approve(books: Books, campaign_id: int, staff_id: int) -> Seal:
    """Let a draft go, or an approved campaign anew, for whoever it fits now. Raises ``CampaignRefused``."""
    return _at_once(books, campaign_id, staff_id, NOT_BEGUN)


def admit_newcomers(books: Books, campaign_id: int, staff_id: int) -> Seal:
    """Approve a running campaign anew for everybody its selection fits now; newcomers are then planned as late joiners."""
    return _at_once(books, campaign_id, staff_id, LIVE)


def _at_once(books: Books, campaign_id: int, staff_id: int, where: Statuses) -> Seal:
    look_before(books, campaign_id, staff_id, where)
    begin(books, campaign_id, staff_id, where)
    while freeze(books, campaign_id):
        pass
    return finish(books, campaign_id, staff_id, sealed(books, campaign_id), where)


def look_before(books: Books, campaign_id: int, staff_id: int, where: Statuses) -> None:
    """Raises ``CampaignRefused`` if the campaign cannot be approved by this person; reads only, however long that takes.

    ``where``: ``NOT_BEGUN``, or ``LIVE`` to admit newcomers; so in the steps that follow.
    """
    campaign = _theirs(books, campaign_id, staff_id, where)
    check_plan(books, campaign.plan)
    waves.refuse_two_at_once(books, campaign.plan)


def begin(books: Books, campaign_id: int, staff_id: int, where: Statuses) -> None:
    """Begin to write down the recipients, or go on where an interrupted approval of the same plan was.

    A campaign that was approved and not started is a draft again from here on. Raises ``CampaignRefused``.
    """
    campaign = _theirs(books, campaign_id, staff_id, where)
    check_plan(books, campaign.plan)
    if campaign.status in NOT_BEGUN:
        nobody = {"approved_by": None, "approved_at": None, "approved_hash": None}
        move_on(books, campaign_id, NOT_BEGUN, Status.DRAFT, **nobody)
        recipients.take_back(books, campaign_id)
    recipients.begin(books, campaign_id, head_digest(books, campaign))


def freeze(books: Books, campaign_id: int) -> bool:
    """Write down the recipients of the next stretch; False when all are there, and drawn where an experiment wants it."""
    if recipients.freeze_stretch(books, the_campaign(books, campaign_id)):
        return True
    from scheduler.experiments.drawing import draw  # few campaigns have one, and statistics are slow to load

    draw(books, campaign_id)
    return False


def sealed(books: Books, campaign_id: int) -> ListSeal:
    """The list that is being approved, sealed; reads only."""
    version = books.conn.execute(select(campaigns.c.list_version).where(campaigns.c.id == campaign_id)).scalar_one()
    return recipients.sealed_list(books, campaign_id, version + 1)


def finish(books: Books, campaign_id: int, staff_id: int, listed: ListSeal, where: Statuses) -> Seal:
    """Let the campaign go for the sealed list. Raises ``CampaignRefused``, e.g. when the plan changed meanwhile."""
    campaign = _theirs(books, campaign_id, staff_id, where)
    seal = seal_of(books, campaign, listed)
    recipients.let_go(books, campaign_id, listed)
    values = {"approved_by": staff_id, "approved_at": books.clock.now(), "approved_hash": seal.digest}
    if campaign.status in LIVE:
        after, action = campaign.status, audit.Action.CAMPAIGN_NEWCOMERS
        values |= {"planned_to": None, "planned_at": None}
    else:
        after, action = Status.APPROVED, audit.Action.CAMPAIGN_APPROVED
    move_on(books, campaign_id, (campaign.status,), after, **values)
    note(books, staff_id, action, campaign_id, purpose=seal.digest[:16])
    return seal


def seal_of(books: Books, campaign: Campaign, listed: ListSeal) -> Seal:
    """What is signed with this list. Raises ``CampaignRefused``: the plan changed while the list was written, or it is empty."""
    here, head = recipients.freezing(books, campaign.id), head_digest(books, campaign)
    if not here.is_through or here.made_for != head or here.let_go + 1 != listed.version:
        raise ChangedSinceApproval
    if listed.many == 0:
        raise PlanWrong("Không có ai thuộc diện được nhắc theo điều kiện đã chọn. Hãy chọn lại điều kiện.")
    return Seal(digest=_digest(head, listed.digest), recipients=listed.many)


def start(books: Books, campaign_id: int, staff_id: int, listed: ListSeal | None = None) -> None:
    """Begin. The steps are planned right after, chunk by chunk. Raises ``CampaignRefused``, e.g. when anything changed.

    ``listed``: the list as it was just read (``as_listed``); None: read it here.
    """
    require(books, staff_id, MAKERS, "Vai trò này không điều hành đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    campaign = the_campaign(books, campaign_id)
    if campaign.status is Status.DRAFT:
        raise WrongStatus("Đợt nhắc chưa được duyệt. Hãy trình lãnh đạo khác người lập để duyệt.")
    if campaign.status is Status.APPROVED:
        _refuse_over(books, campaign)
        found = listed or as_listed(books, campaign_id)
        if _digest(head_digest(books, campaign), found.digest) != campaign.approved_hash:
            raise ChangedSinceApproval
    move_on(books, campaign_id, (Status.APPROVED,), Status.RUNNING, started_at=books.clock.now())
    note(books, staff_id, audit.Action.CAMPAIGN_STARTED, campaign_id)


def as_listed(books: Books, campaign_id: int) -> ListSeal:
    """The list that was let go, as it lies in the books now; reads only. Raises ``CampaignUnknown``."""
    the_campaign(books, campaign_id)
    version = books.conn.execute(select(campaigns.c.list_version).where(campaigns.c.id == campaign_id)).scalar_one()
    return recipients.sealed_list(books, campaign_id, version)


def approve_change(books: Books, campaign_id: int, staff_id: int) -> str:
    """Let a running campaign's plan, as changed just now, go for the same list; the new hash. Raises ``CampaignRefused``.

    Whoever proposed the change may not approve it: that is for the caller to refuse (``scheduler.plans.changes`` knows them).
    """
    require(books, staff_id, LEADERS, LEADERS_ONLY)
    campaign = the_campaign(books, campaign_id)
    digest = _digest(head_digest(books, campaign), _list_hash(books, campaign_id))
    values = {"approved_by": staff_id, "approved_at": books.clock.now(), "approved_hash": digest}
    move_on(books, campaign_id, LIVE, campaign.status, **values)
    return digest


def is_as_approved(books: Books, campaign: Campaign) -> bool:
    """Whether texts, times and limits are those that were approved with the list; the list itself is not read again."""
    return _digest(head_digest(books, campaign), _list_hash(books, campaign.id)) == campaign.approved_hash


def head_digest(books: Books, campaign: Campaign) -> str:
    """SHA-256 (hex) over everything that binds the messages of a campaign but for the recipients."""
    words = json.dumps(sealed_part(books, campaign), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _digest(head: str, listed: str | None) -> str:
    return hashlib.sha256(f"{head}\n{listed}".encode()).hexdigest()


def _list_hash(books: Books, campaign_id: int) -> str | None:
    found: str | None = books.conn.execute(select(campaigns.c.list_hash).where(campaigns.c.id == campaign_id)).scalar()
    return found


NOT_ONES_OWN = "Người lập đợt nhắc không được tự duyệt. Hãy nhờ lãnh đạo khác duyệt."
LEADERS_ONLY = "Chỉ thủ trưởng hoặc phó thủ trưởng được duyệt đợt nhắc. Hãy trình lãnh đạo."


def _theirs(books: Books, campaign_id: int, staff_id: int, where: Statuses) -> Campaign:
    """The campaign, if it stands there and this person may approve it."""
    require(books, staff_id, LEADERS, LEADERS_ONLY)
    campaign = the_campaign(books, campaign_id)
    refuse_own(books, staff_id, campaign.made_by)
    if campaign.status not in where:
        raise wrong_status(campaign)
    return campaign


def refuse_own(books: Books, staff_id: int, made_by: int, sentence: str = NOT_ONES_OWN) -> None:
    """Raises ``NotAllowed(sentence)`` when these are one person, also with two accounts."""
    one, other = staff.find(books, staff_id), staff.find(books, made_by)
    if one is None or other is None or staff.same_person(one, other):
        raise NotAllowed(sentence)


def _refuse_over(books: Books, campaign: Campaign) -> None:
    if campaign.plan.ends_on < today(books.clock):
        raise PlanWrong("Thời gian của đợt đã qua. Hãy lập đợt mới.")
