"""A campaign says an office's own words when they were in force as it was made, and stops when they are taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework import staff
from casework.books import Books
from casework.clock import SetClock, today
from casework.staff import Staff
from messages import library
from messages import office_text_writing as writing
from messages.contents import render_content
from messages.library import Lang
from messages.office_text_writing import Wording
from messages.office_texts import of_key
from messages.outbox import Content
from scheduler.plans import approval, campaigns, changes, office_words, plan_editing
from scheduler.plans.campaigns import Status
from scheduler.plans.plan_edits import AddStep, Change
from scheduler.plans.previews import preview
from scheduler.plans.refusals import PlanWrong
from scheduler.steps.step import Anchor
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import FOLLOW_UP, Office, a_plan, a_step
from tests.scheduler.guarded import go

SAID = library.text_of(FOLLOW_UP).vi
MINE = SAID.replace("Kính gửi", "Kính chào")
ENGLISH = "Dear {name}, {left} under {number}. {officer} {rights} {why} {reference}"


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def legal(books: Books, office: Office) -> Staff:
    found = staff.find(books, builders.a_staff_member(books, office.agency, role="legal"))
    assert found is not None
    return found


def in_force(books: Books, office: Office, legal: Staff, vi: str = MINE, **days: object) -> int:
    wording = replace(Wording(vi=vi, en=ENGLISH, starts_on=today(books.clock), ends_on=None), **days)  # type: ignore[arg-type]
    newest = max((one.version for one in of_key(books, FOLLOW_UP)), default=0)
    made = writing.write(books, FOLLOW_UP, wording, legal, based_on=1, newest=newest)
    writing.submit(books, FOLLOW_UP, made.version, legal)
    head = staff.find(books, office.head)
    assert head is not None
    writing.approve(books, FOLLOW_UP, made.version, made.words_hash, head)
    return made.version


def content(case: builders.Case, version: int) -> Content:
    return Content(
        text_key=FOLLOW_UP, text_version=version, decision_id=case.decision, party_id=case.debtor, plan="12/KH-THADS",
        reference="K7Q2MX",
    )  # fmt: skip


def test_a_plan_made_while_they_are_in_force_says_them_and_an_older_one_does_not(
    books: Books, office: Office, legal: Staff
) -> None:
    case = arranged.a_debtor(books, office)
    before = campaigns.create(books, a_plan(office, name="Đợt trước"), office.officer)
    version = in_force(books, office, legal)
    after = campaigns.create(books, a_plan(office, name="Đợt sau"), office.officer)
    assert [campaigns.the_campaign(books, one).plan.steps[0].text_version for one in (before, after)] == [1, version]
    (sample,) = preview(books, after).samples
    assert sample.contents[0].startswith("Kính chào ông/bà")
    assert render_content(books, content(case, 1), Lang.VI).text.startswith("Kính gửi ông/bà")
    assert render_content(books, content(case, version), Lang.EN).text.startswith("Dear ")
    said = {(one.name, one.status, one.version) for one in office_words.said_in(books, FOLLOW_UP)}
    assert said == {("Đợt trước", Status.DRAFT, 1), ("Đợt sau", Status.DRAFT, version)}


def test_a_draft_that_is_written_anew_and_a_step_that_is_added_say_them_too(
    books: Books, office: Office, legal: Staff
) -> None:
    arranged.a_debtor(books, office)
    draft = campaigns.create(books, a_plan(office, name="Nháp"), office.officer)
    running = arranged.a_running_campaign(books, office, a_plan(office, name="Đang chạy"))
    version = in_force(books, office, legal)
    plan_editing.rewrite(books, draft, a_plan(office, name="Nháp"), office.officer)
    assert campaigns.the_campaign(books, draft).plan.steps[0].text_version == version
    change = Change(edits=(AddStep(step=a_step(Anchor.CAMPAIGN_END, -3)),))
    proposed = changes.propose(books, running, change, office.officer)
    assert [step.text_version for step in proposed.after.plan.steps] == [1, version], (
        "the approved step stays as it was"
    )


def test_the_approval_covers_the_words_and_ends_when_they_are_retired(
    books: Books, office: Office, legal: Staff, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    version = in_force(books, office, legal)
    campaign = arranged.a_running_campaign(books, office, a_plan(office))
    assert approval.is_as_approved(books, campaigns.the_campaign(books, campaign))
    writing.retire(books, FOLLOW_UP, version, legal)
    assert not approval.is_as_approved(books, campaigns.the_campaign(books, campaign))
    clock.set(arranged.at(today(books.clock), 12))
    assert go(books) == [], "nothing leaves in words that nobody approved"
    stopped = campaigns.the_campaign(books, campaign)
    assert stopped.status is Status.PAUSED
    assert render_content(books, content(case, version), Lang.VI).text.startswith("Kính gửi ông/bà")


def test_without_a_change_of_its_own_words_a_campaign_goes_out(
    books: Books, office: Office, legal: Staff, clock: SetClock
) -> None:
    arranged.a_debtor(books, office)
    in_force(books, office, legal)
    arranged.a_running_campaign(books, office, a_plan(office))
    in_force(books, office, legal, MINE + "\nXin cảm ơn.")  # a newer one is for the plans to come
    clock.set(arranged.at(today(books.clock), 12))
    assert len(go(books)) == 1


def test_a_plan_is_refused_with_words_that_end_too_early_or_were_retired(
    books: Books, office: Office, legal: Staff
) -> None:
    arranged.a_debtor(books, office)
    plan = a_plan(office)
    version = in_force(books, office, legal, ends_on=plan.ends_on.replace(day=1))
    with pytest.raises(PlanWrong, match="hết hiệu lực"):
        campaigns.create(books, plan, office.officer)
    writing.retire(books, FOLLOW_UP, version, legal)
    pinned = replace(plan, steps=(replace(plan.steps[0], text_version=version),))
    with pytest.raises(PlanWrong, match="đã thôi dùng"):
        campaigns.create(books, pinned, office.officer)
    unknown = replace(plan, steps=(replace(plan.steps[0], text_version=1900),))
    with pytest.raises(PlanWrong, match="phiên bản"):
        campaigns.create(books, unknown, office.officer)
    campaigns.create(books, plan, office.officer)
