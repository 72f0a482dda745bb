"""What somebody left half done is put in order by whoever rings, once, and told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, outbox
from scheduler.bell import reminders, sweeping
from scheduler.delivery import leases, troubles
from scheduler.delivery.claiming import LEASE
from scheduler.delivery.troubles import Trouble
from scheduler.steps import planning
from scheduler.tables import lease, planned_step
from tests.conftest import MONDAY_NINE
from tests.scheduler.arranged import a_debtor, a_plan, a_running_campaign, an_office_with_leaders, steps_of


def being_sent(books: Books, kind: DeliveryClass, owner: str = "x|1|1|") -> int:
    """A message whose sender wrote down that it sends it, and was never heard of again."""
    draft = Draft(
        contact_id=meet(books, "telegram", "1").id, account="telegram", purpose=f"p:{kind}",
        message=Outgoing(act=Act.SEND, text="a"), delivery_class=kind, lane=Lane.PERSONAL, guard=Guard.NOTICE,
        text_key="chat.folded", text_version=1,
    )  # fmt: skip
    row = queue(books, draft)
    assert row is not None
    now = books.clock.now()
    sending = {"state": State.SENDING.value, "owner": owner, "lease_until": now + LEASE, "tries": 1}
    books.conn.execute(update(outbox).where(outbox.c.id == row).values(**sending))
    books.conn.execute(insert(attempt).values(outbox_id=row, number=1, owner=owner, started_at=now))
    return row


def state_of(books: Books, row: int) -> str:
    return str(books.conn.execute(select(outbox.c.state).where(outbox.c.id == row)).scalar_one())


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        (DeliveryClass.MUST_ARRIVE, "queued"),
        (DeliveryClass.REPEATS_ANYWAY, "uncertain"),
        (DeliveryClass.NEVER_DOUBLE, "uncertain"),
    ],
)
def test_what_nobody_sends_any_more_is_dealt_with_although_no_sender_comes_back(
    books: Books, clock: SetClock, kind: DeliveryClass, ends: str
) -> None:
    row = being_sent(books, kind)
    assert sweeping.sweep(books) == 0, "its lease still runs"
    assert sweeping.next_sweep(books) == MONDAY_NINE + LEASE
    clock.set(MONDAY_NINE + LEASE + timedelta(seconds=1))
    assert sweeping.sweep(books) == 1
    assert state_of(books, row) == ends
    assert sweeping.sweep(books) == 0
    (told,) = troubles.recent(books, MONDAY_NINE)
    assert (told.kind, told.account, told.times) == (Trouble.LEFT_SENDING, "telegram", 1)


def test_what_a_living_sender_is_waiting_for_is_left_to_it_for_a_while(books: Books, clock: SetClock) -> None:
    me = leases.this_process()
    row = being_sent(books, DeliveryClass.MUST_ARRIVE, me)
    clock.set(MONDAY_NINE + LEASE + timedelta(minutes=1))
    assert leases.take(books, "speak:telegram", me)
    assert sweeping.sweep(books) == 0
    clock.set(MONDAY_NINE + LEASE + timedelta(minutes=6))
    books.conn.execute(update(lease).values(until=clock.now() + timedelta(seconds=5)))
    assert sweeping.sweep(books) == 1
    assert state_of(books, row) == "uncertain", "never again by itself: the living sender may still come back"


def test_a_step_without_its_message_is_queued_again_and_one_with_another_is_joined_to_it(
    books: Books, clock: SetClock
) -> None:
    office = an_office_with_leaders(books)
    cases = [a_debtor(books, office) for _ in range(3)]
    campaign = a_running_campaign(books, office, a_plan(office))
    clock.set(MONDAY_NINE + timedelta(hours=5))
    reminders.queue_due(books)
    rows = books.conn.execute(
        select(outbox.c.id).where(outbox.c.campaign_id == campaign).order_by(outbox.c.id)
    ).scalars().all()  # fmt: skip
    books.conn.execute(delete(outbox).where(outbox.c.id == rows[0]))
    books.conn.execute(update(planned_step).where(planned_step.c.outbox_id == rows[1]).values(outbox_id=None))
    assert sweeping.compare_steps(books) == 3
    said = {state for case in cases for state, _ in steps_of(books, case.debtor)}
    assert said == {"pending", "queued"}
    joined = books.conn.execute(select(planned_step.c.outbox_id).where(planned_step.c.state == "queued")).scalars()
    assert set(joined) == set(rows[1:])
    reminders.queue_due(books)
    assert len(books.conn.execute(select(outbox.c.id).where(outbox.c.campaign_id == campaign)).all()) == 3
    assert [one.times for one in troubles.recent(books, MONDAY_NINE)] == [2]


def test_a_campaign_with_fewer_rows_than_its_list_is_planned_again_and_a_whole_one_is_left(books: Books) -> None:
    office = an_office_with_leaders(books)
    for _ in range(3):
        a_debtor(books, office)
    campaign = a_running_campaign(books, office, a_plan(office))
    assert sweeping.compare_campaigns(books) == 0
    one = books.conn.execute(select(planned_step.c.id).limit(1)).scalar_one()
    books.conn.execute(delete(planned_step).where(planned_step.c.id == one))
    assert sweeping.compare_campaigns(books) == 1
    planning.plan_campaign(books, campaign)
    assert len(books.conn.execute(select(planned_step.c.id)).all()) == 3
    assert sweeping.compare_campaigns(books) == 0
    assert [one.kind for one in troubles.recent(books, MONDAY_NINE)] == [Trouble.PLANNED_SHORT]
