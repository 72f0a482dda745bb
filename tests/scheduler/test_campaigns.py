"""A campaign goes only as approved, by another person, and stops at once when told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from casework import audit
from casework.books import Books
from casework.clock import SetClock
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.plans import approval, campaigns
from scheduler.plans.campaigns import Anchor, Status
from scheduler.plans.previews import preview
from scheduler.plans.refusals import (
    CampaignRefused,
    CampaignUnknown,
    NotAllowed,
    PlanWrong,
    WrongStatus,
)
from scheduler.plans.selection import Selection
from scheduler.steps import planning
from scheduler.tables import planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def a_draft(books: Books, office: Office) -> int:
    return campaigns.create(books, arranged.a_plan(office), office.officer)


def test_a_campaign_reads_back_as_it_was_made(books: Books, office: Office) -> None:
    plan = arranged.a_plan(
        office,
        arranged.a_step(),
        arranged.a_step(Anchor.VOLUNTARY_PERIOD_END, -3, arranged.DEADLINE_NEAR, working=False),
        selection=Selection(officer=office.officer, min_left=1000),
    )
    known = campaigns.find(books, campaigns.create(books, plan, office.officer))
    assert known is not None
    assert (known.plan, known.status, known.made_by) == (plan, Status.DRAFT, office.officer)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Thiếu tên"),
        ({"plan_number": "12/KH, nộp vào 0123456789 Agribank"}, "không được gửi cho dân"),
        ({"plan_number": "1" * 81}, "dài quá 80 ký tự"),
        ({"plan_number": ""}, "số kế hoạch"),
        ({"ends_on": date(2026, 11, 15)}, "Ngày kết thúc"),
        ({"starts_on": date(2027, 1, 1)}, "Ngày kết thúc"),
        ({"steps": ()}, "từ 1 đến 10 bước"),
        ({"steps": (arranged.a_step(offset=201),)}, "quá 200 ngày"),
        ({"steps": (arranged.a_step(text="reminder.settled"),)}, "không dùng cho đợt nhắc"),
        ({"steps": (arranged.a_step(text="reminder.appointment_one_day"),)}, "không dùng cho đợt nhắc"),
        ({"steps": (arranged.a_step(text="start.welcome"),)}, "không dùng cho đợt nhắc"),
        ({"steps": (arranged.a_step(text="reminder.promise_near"),)}, "từ mốc lời hẹn"),
        ({"steps": (arranged.a_step(Anchor.PROMISE_DUE, -1, "reminder.promise_passed"),)}, "sau ngày hẹn"),
        ({"steps": (replace(arranged.a_step(), text_version=9),)}, "không có phiên bản"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused_with_a_remedy(
    books: Books, office: Office, change: dict[str, object], says: str
) -> None:
    with pytest.raises(PlanWrong, match=says) as refused:
        campaigns.create(books, replace(arranged.a_plan(office), **change), office.officer)  # type: ignore[arg-type]  # wrong on purpose
    assert "Hãy" in str(refused.value)


def test_two_campaigns_do_not_bear_one_name(books: Books, office: Office) -> None:
    a_draft(books, office)
    with pytest.raises(PlanWrong, match="tên khác"):
        a_draft(books, office)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_who_sees_no_case_makes_no_campaign(books: Books, office: Office, role: str) -> None:
    outsider = builders.a_staff_member(books, office.agency, role=role)
    with pytest.raises(NotAllowed, match="Hãy"):
        campaigns.create(books, arranged.a_plan(office), outsider)


def test_who_has_left_approves_nothing(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = a_draft(books, office)
    books.conn.execute(update(staff).where(staff.c.id == office.head).values(active=False))
    with pytest.raises(NotAllowed):
        approval.approve(books, campaign, office.head)


def test_an_officer_does_not_approve(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = a_draft(books, office)
    with pytest.raises(NotAllowed, match="thủ trưởng"):
        approval.approve(books, campaign, builders.a_staff_member(books, office.agency))


def test_a_leader_does_not_approve_what_they_made(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = campaigns.create(books, arranged.a_plan(office), office.head)
    with pytest.raises(NotAllowed, match="không được tự duyệt"):
        approval.approve(books, campaign, office.head)
    assert approval.approve(books, campaign, office.deputy).recipients == 1


def test_a_campaign_for_nobody_is_not_approved(books: Books, office: Office) -> None:
    with pytest.raises(PlanWrong, match="Không có ai"):
        approval.approve(books, a_draft(books, office), office.head)


def test_a_draft_does_not_start(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    with pytest.raises(WrongStatus, match="chưa được duyệt"):
        approval.start(books, a_draft(books, office), office.officer)


def test_an_approved_campaign_whose_days_are_over_does_not_start(books: Books, office: Office, clock: SetClock) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office, ends=date(2026, 11, 17)))
    clock.set(arranged.at(date(2026, 11, 18), 9))
    with pytest.raises(PlanWrong, match="đã qua"):
        approval.start(books, campaign, office.officer)


def test_stopping_cancels_what_waits_at_once(books: Books, office: Office, clock: SetClock) -> None:
    for _ in range(3):
        arranged.a_debtor(books, office)
    steps = (arranged.a_step(), arranged.a_step(offset=10))
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    clock.set(arranged.at(date(2026, 11, 16), 12))
    assert reminders.queue_due(books) == 3
    assert campaigns.stop(books, campaign, office.officer) == 6
    assert set(books.conn.execute(select(planned_step.c.state)).scalars()) == {"queued", "cancelled"}
    assert set(books.conn.execute(select(outbox.c.state, outbox.c.reason)).all()) == {
        (OutboxState.CANCELLED.value, "campaign_stopped")
    }
    with pytest.raises(WrongStatus, match="đã dừng hẳn"):
        campaigns.resume(books, campaign, office.head)


def test_a_paused_campaign_queues_nothing_until_a_leader_resumes_it(
    books: Books, office: Office, clock: SetClock
) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(arranged.at(date(2026, 11, 16), 12))
    campaigns.pause(books, campaign, office.officer)
    assert reminders.queue_due(books) == 0
    assert reminders.next_due(books) is None
    with pytest.raises(NotAllowed, match="lãnh đạo"):
        campaigns.resume(books, campaign, office.officer)
    campaigns.resume(books, campaign, office.deputy)
    assert reminders.queue_due(books) == 1


def test_newcomers_are_planned_only_after_a_leader_admits_them(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    newcomer = arranged.a_debtor(books, office)
    assert planning.plan_campaign(books, campaign) == 0
    with pytest.raises(NotAllowed):
        approval.admit_newcomers(books, campaign, office.officer)
    assert approval.admit_newcomers(books, campaign, office.deputy).recipients == 2
    assert planning.plan_campaign(books, campaign) == 1
    assert newcomer.debtor in books.conn.execute(select(planned_step.c.party_id)).scalars().all()


def test_every_move_leaves_an_audit_line_that_names_nobody(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office))
    campaigns.pause(books, campaign, office.officer)
    campaigns.resume(books, campaign, office.head)
    campaigns.stop(books, campaign, office.deputy)
    about = select(audit_entry.c.action, audit_entry.c.actor).where(audit_entry.c.object == f"campaign:{campaign}")
    assert books.conn.execute(about.order_by(audit_entry.c.seq)).all() == [
        ("campaign_created", audit.staff(office.officer)),
        ("campaign_approved", audit.staff(office.head)),
        ("campaign_started", audit.staff(office.officer)),
        ("campaign_paused", audit.staff(office.officer)),
        ("campaign_resumed", audit.staff(office.head)),
        ("campaign_stopped", audit.staff(office.deputy)),
    ]


def test_a_campaign_that_is_not_there_is_refused_everywhere(books: Books, office: Office) -> None:
    for act in (campaigns.pause, campaigns.stop, approval.approve, approval.start):
        with pytest.raises(CampaignUnknown):
            act(books, 7, office.head)
    with pytest.raises(CampaignRefused):
        preview(books, 7)


def test_the_preview_counts_and_shows_real_messages_with_masked_names(books: Books, office: Office) -> None:
    for _ in range(2):
        arranged.a_debtor(books, office)
    arranged.a_debtor(books, office, chat=False)
    shy = arranged.a_debtor(books, office, chat=False)
    arranged.a_chat(books, shy.debtor, agrees=False)
    steps = (arranged.a_step(), arranged.a_step(Anchor.CAMPAIGN_END, -5, arranged.WEEK_BEFORE))
    seen = preview(books, campaigns.create(books, arranged.a_plan(office, *steps), office.officer))
    assert (seen.eligible, seen.reachable) == (4, 2)
    assert seen.unreachable == {"no_chat": 1, "no_consent": 1}
    assert seen.per_day == {date(2026, 11, 16): 2, date(2026, 12, 24): 2}
    assert seen.skipped == {"no_chat": 2, "no_consent": 2}
    assert len(seen.samples) == 2
    sample = seen.samples[0]
    assert sample.name == "N***n T. N. Á."
    assert sample.nudge == "Ông/bà có 1 tin mới.\nMã tin: XXXXXX. Bấm «Xem» để đọc."
    assert len(sample.contents) == 2
    assert all("50.000.000 đồng" in text and "12/KH-THADS" in text for text in sample.contents)
    assert builders.WOMAN not in "".join(sample.contents)
    assert seen.words.startswith("Người phải thi hành án")
