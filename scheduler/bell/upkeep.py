"""What ends by the calendar, and what is put in order once a day?"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import delete, func, select, update

from casework import audit
from casework.bookings import release_expired_holds
from casework.books import Books
from casework.clock import VIETNAM, local, today
from casework.links import end_stale_links
from casework.receptions import BookingState
from casework.tables.receptions import booking, reception_slot
from messages.tables import attempt
from scheduler import marks
from scheduler.limits import LONGEST_REST
from scheduler.plans.campaigns import OVER, cancel_what_waits, move_on, note
from scheduler.steps.step import Status, end_of
from scheduler.tables import campaign, channel_breaker, send_minute

MORNING = time(6, 30)  # before the window opens, so that the day begins with true plans
LEAPT = timedelta(days=7)  # since the last morning's upkeep: nobody rang, or the clock was set
_LIVE = (Status.RUNNING, Status.PAUSED)


def end_campaigns(books: Books) -> int:
    """Finish the campaigns whose last day is over; what still waits is cancelled with that reason. How many ended."""
    past = select(campaign.c.id).where(
        campaign.c.status.in_([status.value for status in _LIVE]), campaign.c.ends_on < today(books.clock)
    )
    over = books.conn.execute(past.order_by(campaign.c.id.desc())).scalars().all()
    for one in over:
        move_on(books, one, _LIVE, Status.FINISHED, stopped_at=books.clock.now())
        ended = cancel_what_waits(books, one, OVER)
        note(books, None, audit.Action.CAMPAIGN_FINISHED, one, purpose=f"cancelled:{ended}")
    return len(over)


def next_campaign_end(books: Books) -> datetime | None:
    """When the next running or paused campaign is over."""
    live = campaign.c.status.in_([status.value for status in _LIVE])
    last = books.conn.execute(select(func.min(campaign.c.ends_on)).where(live)).scalar()
    return None if last is None else end_of(last)


def release_holds(books: Books) -> int:
    """Give back the places of holds that ran out, and close appointments that are over."""
    return release_expired_holds(books, books.clock.now())


def next_hold_end(books: Books) -> datetime | None:
    """When the next hold or offer runs out or the next confirmed appointment is over."""
    waits = (BookingState.HELD.value, BookingState.OFFERED.value)
    held = select(func.min(booking.c.held_until)).where(booking.c.state.in_(waits))
    over = (
        select(func.min(reception_slot.c.ends_at))
        .join(booking, booking.c.slot_id == reception_slot.c.id)
        .where(booking.c.state == BookingState.CONFIRMED.value)
    )
    ends = [books.conn.execute(query).scalar() for query in (held, over)]
    return min((end for end in ends if end is not None), default=None)


def set_right(books: Books) -> int:
    """What a clock that was ahead has written down happened now at the latest; how many tries to send were of the future.

    Else whoever was reminded under that clock would be left alone, and a campaign would wait for its first messages, until that
    day has come, and an account that rested then would rest as long. Looked for only where this upkeep itself was done in the future.
    """
    now = books.clock.now()
    if not marks.any_after(books, now):
        return 0
    late = now + LONGEST_REST + timedelta(minutes=1)
    for ahead in (channel_breaker.c.opens_at, channel_breaker.c.counts_from):
        books.conn.execute(update(channel_breaker).where(ahead > late).values({ahead: now}))
    books.conn.execute(delete(send_minute).where(send_minute.c.at > now))
    tried = update(attempt).where(attempt.c.started_at > now)
    return books.conn.execute(tried.values(started_at=now)).rowcount


def expire_links(books: Books) -> int:
    """End links that nobody has written under for 180 days; how many.

    Not on the day on which the clock is found far ahead of the last day on which this was done: it may be wrong, and nobody's
    link comes back when it is put right. If it is right, tomorrow is early enough.
    """
    now, last = books.clock.now(), marks.last_done(books, "expire_links")
    if last is not None and now - last > LEAPT:
        return 0
    return len(end_stale_links(books, now))


def due_in_the_morning(books: Books, name: str, every: int = 1) -> datetime:
    """When a duty of ``every`` so many days is due: this morning, or on the morning of so many days after it was done.

    A mark of the future was made by a clock that was wrong: it counts for nothing, or the duty would rest until that day comes.
    """
    now = books.clock.now()
    morning = _morning(local(now))
    done = marks.last_done(books, name)
    if done is None or done > now:
        return morning
    here = local(done)
    begun = (
        here if done >= _morning(here) else here - timedelta(days=1)
    )  # before its morning it was that of the day before
    return max(morning, _morning(begun + timedelta(days=every)))


def _morning(here: datetime) -> datetime:
    return datetime.combine(here.date(), MORNING, VIETNAM).astimezone(UTC)
