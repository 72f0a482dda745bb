"""A campaign for thousands: invented debtors, each with a linked Telegram chat that agreed to reminders; and notices to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, update

from casework.books import Books
from casework.contacts import address_of, meet
from casework.tables.agency import staff
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.plans import approval, campaigns
from scheduler.plans.reports import CampaignReport, report
from scheduler.plans.selection import Selection
from scheduler.tables import campaign as campaign_table
from scheduler.tables import planned_step
from tests import builders
from tests.faults.harness.outcome import Count, exactly, told
from tests.scheduler.arranged import Office, a_chat, a_plan, an_office_with_leaders

FIRST_CHAT = 710_000_001
FIRST_NOTICE = 720_000_001
FIRST_WRITER = 730_000_001
NOTICE = "Tin số"


def debtors(books: Books, office: Office, people: int, first: int = 0) -> list[int]:
    """So many people who owe, each with a chat; the decisions, in the order of the chats."""
    judgment = builders.a_judgment(books, office.agency)
    decisions = []
    for number in range(first, first + people):
        debtor = builders.a_person(books, name=f"Nguyễn Văn Số {number}", identity=f"095181{number:06d}")
        decisions.append(
            builders.a_decision(
                books, office.agency, debtor=debtor, lines=[builders.a_line()], number=f"{number}/QĐ-THADS",
                judgment=judgment, officer=office.officer,
            )
        )  # fmt: skip
        a_chat(books, debtor, address=str(FIRST_CHAT + number), account="telegram")
    return decisions


def a_campaign_for(books: Books, people: int) -> int:
    """Created by an officer, approved by the head, started; nothing is planned yet. Its id."""
    office = an_office_with_leaders(books)
    debtors(books, office, people)
    _no_other_bounds(books)
    campaign = campaigns.create(books, replace(a_plan(office), canary=0), office.officer)
    approval.approve(books, campaign, office.head)
    approval.start(books, campaign, office.officer)
    return campaign


def waves(books: Books, people: int, many: int) -> list[int]:
    """So many campaigns, each for so many people of another officer, approved; ``start`` starts one. Their ids in order."""
    office = an_office_with_leaders(books)
    made = []
    for wave in range(many):
        officer = builders.a_staff_member(books, office.agency, name=f"Chấp hành viên {wave}")
        debtors(books, replace(office, officer=officer), people, first=wave * people)
        _no_other_bounds(books)
        plan = a_plan(office, selection=Selection(officer=officer), name=f"Đợt {wave}")
        campaign = campaigns.create(books, replace(plan, canary=0), office.officer)
        approval.approve(books, campaign, office.head)
        made.append(campaign)
    return made


def start(books: Books, campaign: int) -> None:
    """Start an approved campaign."""
    officer = books.conn.execute(select(campaign_table.c.made_by).where(campaign_table.c.id == campaign)).scalar_one()
    approval.start(books, campaign, officer)


def is_notice(call: Mapping[str, Any]) -> bool:
    """Whether a request carries one of the ``notices``."""
    return str(call["text"]).startswith(NOTICE)


def _no_other_bounds(books: Books) -> None:
    """Officers who can answer everybody in a day: what bounds a run is the channel alone."""
    books.conn.execute(update(staff).values(answers_a_day=1_000_000))


def still_open(books: Books, campaign: int) -> int:
    """How many steps of the campaign are not at their end, and 1 more while it is not planned through."""
    planned = campaigns.the_campaign(books, campaign).planned_at is not None
    known: CampaignReport = report(books, campaign)
    return known.pending + (0 if planned else 1)


def notices(books: Books, people: int, first: int = FIRST_NOTICE) -> None:
    """So many messages that must arrive, one a chat."""
    for number in range(first, first + people):
        draft = Draft(
            contact_id=meet(books, "telegram", str(number)).id,
            account="telegram",
            purpose=f"notice:{number}",
            message=Outgoing(act=Act.SEND, text=f"{NOTICE} {number}"),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.PERSONAL,
            guard=Guard.NOTICE,
            text_key="chat.folded",
            text_version=1,
        )
        assert queue(books, draft) is not None


def unfinished(books: Books) -> int:
    """How many messages still wait, or are under way."""
    waits = outbox.c.state.in_([State.QUEUED.value, State.SENDING.value])
    return books.conn.execute(select(func.count()).select_from(outbox).where(waits)).scalar_one()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One logical message: what the books say became of it."""

    chat: int
    state: str
    delivery_class: str
    campaign: int | None
    tries: int = 1


def all_sent(books: Books) -> list[Sent]:
    """Every new message of the outbox, in the order it was queued (changes and answers to presses left out)."""
    columns = (outbox.c.contact_id, outbox.c.state, outbox.c.delivery_class, outbox.c.campaign_id, outbox.c.tries)
    rows = books.conn.execute(select(*columns).where(outbox.c.act == Act.SEND.value).order_by(outbox.c.id)).all()
    chats = {contact: int(address_of(books, contact) or 0) for contact in {row.contact_id for row in rows}}
    return [
        Sent(
            chat=chats[row.contact_id],
            state=row.state,
            delivery_class=row.delivery_class,
            campaign=row.campaign_id,
            tries=row.tries,
        )
        for row in rows
    ]


def planned(books: Books, campaign: int) -> int:
    """How many steps the campaign has."""
    steps = select(func.count()).select_from(planned_step).where(planned_step.c.campaign_id == campaign)
    return books.conn.execute(steps).scalar_one()


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Messages beside what arrived. ``lost``: not arrived and not listed as uncertain; ``doubles``: copies too many;
    ``twice_in_doubt``: listed as uncertain after a second try, whose sender died as well: a third could be a third copy.
    """

    messages: int
    lost: int
    doubles: int
    most_copies: int
    uncertain: int
    uncertain_that_arrived: int
    twice_in_doubt: int
    states: Mapping[str, int]


def ends_of(sent: Iterable[Sent], arrivals: Mapping[int, int]) -> Ends:
    """Compare messages, chat by chat, with what the platform put into the chats."""
    rows = list(sent)
    wanted = Counter(row.chat for row in rows)
    open_to_doubt = Counter(row.chat for row in rows if row.state == State.UNCERTAIN.value)
    return Ends(
        messages=len(rows),
        lost=sum(max(many - arrivals.get(chat, 0) - open_to_doubt[chat], 0) for chat, many in wanted.items()),
        doubles=sum(max(arrivals.get(chat, 0) - many, 0) for chat, many in wanted.items()),
        most_copies=max((-(-arrivals.get(chat, 0) // many) for chat, many in wanted.items()), default=0),
        uncertain=open_to_doubt.total(),
        uncertain_that_arrived=sum(1 for chat in open_to_doubt if arrivals.get(chat, 0) >= wanted[chat]),
        twice_in_doubt=sum(1 for row in rows if row.state == State.UNCERTAIN.value and row.tries > 1),
        states=Counter(row.state for row in rows),
    )


def notices_ended(notices: Ends, many: int) -> list[Count]:
    """Of ``many`` that must arrive: each was accepted, or is listed where nobody may try a third time."""
    accepted, listed = notices.states.get(State.ACCEPTED.value, 0), notices.twice_in_doubt
    return [
        exactly("notices accepted, or listed after a second try", accepted + listed, many),
        told("of these listed after a second try", listed),
    ]
