"""How many unasked messages may an account still send today, and when may it go on?

What the platform sold or allows is written down for each account, by day and by month. Everything unasked counts, but only
campaigns wait: an appointment is near, and the office's answer was asked for. Whoever sets a quota leaves room for those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.prepared import Prepared
from messages.outbox import Lane, State
from messages.tables import outbox
from scheduler import quiet
from scheduler.guards import sent_counts
from scheduler.plans.refusals import CampaignRefused
from scheduler.steps.step import State as StepState
from scheduler.tables import channel_quota, planned_step

QUOTA = "quota"  # the reason of what waits for the next day or month


class QuotaRefused(CampaignRefused):
    """The quota cannot be what was given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """What an account may send unasked; ``per_month`` None: no limit by the month."""

    account: str
    per_day: int
    per_month: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """What was used of a quota, this day and this month of the office."""

    quota: Quota
    today: int
    this_month: int

    @property
    def left(self) -> int:
        """How many may still go out today."""
        by_day = self.quota.per_day - self.today
        by_month = by_day if self.quota.per_month is None else self.quota.per_month - self.this_month
        return max(min(by_day, by_month), 0)

    @property
    def month_is_over(self) -> bool:
        """Whether nothing more goes out before the first of next month."""
        return self.quota.per_month is not None and self.this_month >= self.quota.per_month


def set_quota(books: Books, account: str, per_day: int | None, per_month: int | None, actor: str) -> None:
    """Write an account's quota down; ``per_day`` None takes it away. Raises ``QuotaRefused``.

    What waited for the old one, perhaps for next month, is looked at again at once.
    """
    if per_day is None:
        books.conn.execute(delete(channel_quota).where(channel_quota.c.account == account))
    else:
        if per_day < 1 or (per_month is not None and per_month < per_day):
            raise QuotaRefused("Hạn mức phải lớn hơn 0, và hạn mức tháng không nhỏ hơn hạn mức ngày. Hãy ghi lại.")
        row = {"account": account, "per_day": per_day, "per_month": per_month}
        insert = (sqlite if books.conn.dialect.name == "sqlite" else postgresql).insert(channel_quota)
        new = {name: insert.excluded[name] for name in ("per_day", "per_month")}
        books.conn.execute(insert.on_conflict_do_update(index_elements=["account"], set_=new), row)
    told = "none" if per_day is None else f"{per_day}/{per_month or '-'}"
    audit.record(books, actor, audit.Action.CHANNEL_QUOTA_SET, f"channel:{account}", purpose=told)
    _look_again(books, account)
    books.ring(f"outbox:{account}")
    books.ring("campaigns")


def use_of(books: Books, account: str) -> Use | None:
    """What the account has used; None where it has no quota."""
    rows = _QUOTA.rows(books.conn, account_=account)
    if not rows:
        return None
    _, per_day, per_month = rows[0]
    return _use(books, Quota(account=account, per_day=per_day, per_month=per_month))


def has_quota(account: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the account has a quota at all, for whoever asks for more at once."""
    return exists().where(channel_quota.c.account == account)


def every_use(books: Books) -> tuple[Use, ...]:
    """Of every account that has a quota."""
    rows = books.conn.execute(select(channel_quota).order_by(channel_quota.c.account)).all()
    return tuple(_use(books, Quota(**row._mapping)) for row in rows)


def left_to_queue(books: Books, account: str) -> int | None:
    """How many more campaign messages may be queued for today, counting those that are queued; None: no quota."""
    used = use_of(books, account)
    if used is None:
        return None
    waiting = select(func.count()).where(
        outbox.c.account == account, outbox.c.lane == int(Lane.CAMPAIGN), outbox.c.state == State.QUEUED.value
    )
    return max(used.left - books.conn.execute(waiting).scalar_one(), 0)


def goes_on(used: Use, day: date) -> date:
    """The first day after ``day`` on which the account may send again: tomorrow, or the first of next month."""
    if used.month_is_over:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=1)


def _look_again(books: Books, account: str) -> None:
    """A step names no account: those that wait for another's quota are looked at once more, and wait on."""
    now = books.clock.now()
    steps = (planned_step.c.state == StepState.PENDING.value, planned_step.c.reason == QUOTA)
    due = update(planned_step).where(*steps)
    books.conn.execute(due.values(due_at=quiet.next_window(books, now), reason=None))
    messages = (outbox.c.account == account, outbox.c.state == State.QUEUED.value, outbox.c.reason == QUOTA)
    books.conn.execute(update(outbox).where(*messages).values(not_before=now, reason=None))


def _use(books: Books, quota: Quota) -> Use:
    day = today(books.clock)
    month = sent_counts.of_account(books, quota.account, day.replace(day=1), day)
    return Use(quota=quota, today=sent_counts.of_account(books, quota.account, day, day), this_month=month)


_QUOTA = Prepared(select(channel_quota).where(channel_quota.c.account == bindparam("account_")))
