"""How is a campaign for very many people approved and started without anybody waiting for it?

The steps of ``scheduler.plans.approval`` one by one: what reads a long list reads it from a snapshot, what writes commits a
stretch at a time, and the book-keeper lets others write in between (``casework.db.engine``). Killed at any moment it leaves a
draft; approving again goes on where it was. Blocks, so an event loop calls it from a thread.
"""

from __future__ import annotations

from casework.db.engine import Database
from scheduler.plans import approval, handing_in
from scheduler.plans.approval import Seal
from scheduler.plans.handing_in import HandIn


def approve(db: Database, campaign_id: int, staff_id: int) -> Seal:
    """``scheduler.plans.approval.approve``, step by step. Raises ``CampaignRefused``."""
    return _let_go(db, campaign_id, staff_id, approval.NOT_BEGUN)


def admit_newcomers(db: Database, campaign_id: int, staff_id: int) -> Seal:
    """``scheduler.plans.approval.admit_newcomers``, step by step. Raises ``CampaignRefused``."""
    return _let_go(db, campaign_id, staff_id, approval.LIVE)


def _let_go(db: Database, campaign_id: int, staff_id: int, where: approval.Statuses) -> Seal:
    db.ask(approval.look_before, campaign_id, staff_id, where).result()
    db.submit(approval.begin, campaign_id, staff_id, where).result()
    while db.submit(approval.freeze, campaign_id).result():
        pass
    listed = db.ask(approval.sealed, campaign_id).result()
    return db.submit(approval.finish, campaign_id, staff_id, listed, where).result()


def start(db: Database, campaign_id: int, staff_id: int) -> None:
    """``scheduler.plans.approval.start``, its list read before. Raises ``CampaignRefused``."""
    listed = db.ask(approval.as_listed, campaign_id).result()
    db.submit(approval.start, campaign_id, staff_id, listed).result()


def hand_in(db: Database, campaign_id: int, staff_id: int) -> HandIn:
    """Put a draft before the leader, its list written down stretch by stretch. Raises ``CampaignRefused``."""
    db.submit(handing_in.begin, campaign_id, staff_id).result()
    while db.submit(approval.freeze, campaign_id).result():
        pass
    listed = db.ask(approval.sealed, campaign_id).result()
    return db.submit(handing_in.finish, campaign_id, staff_id, listed).result()


def approve_as_seen(db: Database, campaign_id: int, staff_id: int, seen: str) -> Seal:
    """Sign what was handed in, its list read again before. Raises ``CampaignRefused``."""
    listed = db.ask(approval.sealed, campaign_id).result()
    return db.submit(handing_in.approve, campaign_id, staff_id, seen, listed).result()
