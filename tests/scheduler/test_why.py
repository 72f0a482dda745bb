"""Every message of a campaign can say in three lines why it came: by which rule, on which facts, who answers for it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.clock import SetClock
from casework.promises import make_promise
from messages.contents import render_content
from messages.library import Lang
from messages.outbox import content_of
from messages.tables import outbox
from messages.why_words import Rule, reasons_for
from scheduler.plans.campaigns import Anchor
from scheduler.steps.refreshing import refresh
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_chat, a_debtor, a_step, at
from tests.scheduler.guarded import go


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def whys(books: Books, party: int, lang: Lang = Lang.VI) -> list[tuple[Rule, tuple[str, str, str]]]:
    """The rule and the three lines of each message to the person, oldest first."""
    rows = books.conn.execute(select(outbox.c.id).where(outbox.c.party_id == party).order_by(outbox.c.id)).scalars()
    told = []
    for row in rows.all():
        content = content_of(books, row)
        assert content is not None
        why = reasons_for(books, row, content, lang)
        told.append((why.rule, why.lines))
    return told


def test_a_reminder_names_plan_facts_approver_and_the_way_out(books: Books, office: Office, clock: SetClock) -> None:
    case = a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(at(date(2026, 11, 16), 14))
    go(books)
    ((rule, lines),) = whys(books, case.debtor)
    assert rule is Rule.CAMPAIGN
    assert "12/KH-THADS" in lines[0]
    assert "còn phải nộp 50.000.000 đồng" in lines[1]
    assert "đã đồng ý nhận tin nhắc ngày 16/11/2026" in lines[1]
    assert "thủ trưởng cơ quan" in lines[2]
    assert "Muốn dừng" in lines[2]


def test_who_joins_late_is_told_that_one_message_stands_for_several(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = a_debtor(books, office, chat=False)
    steps = [a_step(Anchor.CAMPAIGN_START, offset) for offset in (0, 3, 6)]
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    clock.set(at(date(2026, 11, 27), 9))
    go(books)
    a_chat(books, case.debtor)
    clock.set(at(date(2026, 11, 27), 10))
    while refresh(books):
        pass
    for day in (27, 30):
        clock.set(at(date(2026, 11, day), 14))
        go(books)
    ((_, lines),) = whys(books, case.debtor)
    assert "nhắc bù, gộp 2 tin" in lines[0]
    (row,) = books.conn.execute(select(outbox.c.id).where(outbox.c.party_id == case.debtor)).scalars().all()
    content = content_of(books, row)
    assert content is not None
    assert "nhắc bù, gộp 2 tin" in render_content(books, content, Lang.VI).text


def test_what_people_set_themselves_is_the_reason_given(books: Books, office: Office, clock: SetClock) -> None:
    promised, agreed = a_debtor(books, office), a_debtor(books, office)
    make_promise(books, promised.decision, promised.debtor, 1_000_000, date(2026, 11, 20))
    facts = AgreementFacts(
        signed_on=date(2026, 11, 16),
        content="Trả dần",
        fee_and_costs="Người phải thi hành án chịu",
        interest_stops=False,
        instalments=(Instalment(due_on=date(2026, 11, 20), amount=1_000_000),),
    )
    sign_agreement(books, agreed.decision, facts)
    steps = (
        a_step(Anchor.PROMISE_DUE, -1, "reminder.promise_near"),
        a_step(Anchor.INSTALMENT_DUE, -1),
    )
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    clock.set(at(date(2026, 11, 19), 14))
    go(books)
    assert [(rule, "Ông/bà đã hẹn ngày nộp" in lines[0]) for rule, lines in whys(books, promised.debtor)] == [
        (Rule.PROMISE, True)
    ]
    assert [(rule, "có kỳ phải nộp" in lines[0]) for rule, lines in whys(books, agreed.debtor)] == [
        (Rule.INSTALMENT, True)
    ]
    (row,) = books.conn.execute(select(outbox.c.id).where(outbox.c.party_id == promised.debtor)).scalars().all()
    content = content_of(books, row)
    assert content is not None
    assert "Lời hẹn của ông/bà: nộp 1.000.000 đồng" in render_content(books, content, Lang.VI).text


def test_every_message_of_a_campaign_answers_in_both_languages(books: Books, office: Office, clock: SetClock) -> None:
    cases = [a_debtor(books, office) for _ in range(3)]
    steps = (
        a_step(),
        a_step(Anchor.CAMPAIGN_START, 4),
        a_step(Anchor.VOLUNTARY_PERIOD_END, -1, arranged.DEADLINE_NEAR),
    )
    arranged.a_running_campaign(books, office, arranged.a_plan(office, *steps))
    for day in (16, 19, 20, 23, 24, 25):
        clock.set(at(date(2026, 11, day), 14))
        go(books)
    told = [why for case in cases for lang in Lang for why in whys(books, case.debtor, lang)]
    assert len(told) >= 2 * len(cases)
    for _, lines in told:
        assert all(line and "{" not in line and "\n" not in line for line in lines)
