"""What is going on at the demo agency: who is in the chat, who has asked, who has an appointment, which campaign runs?"""

from __future__ import annotations

import hashlib
from datetime import time, timedelta
from typing import Any

from bot.channels.webchat.store import record_heard
from bot.channels.webchat.tables import Body, Kind
from bot.channels.webchat.visitor import chat_id_of
from bot.demo import story
from bot.demo.cast import Cast, then
from bot.demo.seed import commune_ids
from casework import bookings, consent, contacts, questions, receptions, staff
from casework.agency import the_agency
from casework.books import Books
from casework.clock import SetClock, today
from casework.consent import Purpose
from casework.links import begin_link
from casework.payments import Source, record_payment
from casework.receptions import DayPlan, OpenedDay, Window
from casework.working_days import confirm_year, seed_year, working_days
from messages.library import version_of
from scheduler.plans import approval, campaigns
from scheduler.plans.campaigns import Anchor, CampaignPlan, Selection, Step

WEB = "web"
CONSENT = "identify.consent"
PUBLISHED = 7  # working days before today: the law asks for five before the day itself
JOINED = 5  # days ago


def play(books: Books, cast: Cast) -> None:
    """Set every scene; the campaign starts now."""
    days = _receptions(books, cast)
    chats = {key: _chat(books, cast, key) for key, person in story.people().items() if person.chat}
    for told in story.agency()["question"]:
        asked = Books(books.conn, books.keys, SetClock(books.clock.now() - timedelta(hours=told["hours"])), books.rings)
        questions.ask(asked, chats[told["by"]], cast.parties[told["by"]], told["text"])
    for told in story.agency()["booking"]:
        _book(then(books, cast.today, 1), days[told["day"]], cast.parties[told["by"]], chats[told["by"]], told)
    _campaign(books, cast)


def keep_alive(books: Books) -> None:
    """A demo that was left for weeks: the year's calendar, and reception days ahead when there are none any more."""
    agency = the_agency(books)
    cast = Cast(today=today(books.clock), agency_id=agency.id if agency else 0)
    cast.staff = {one.login: one.id for one in staff.everybody(books)}
    calendar = working_days(books)
    for year in (cast.today.year, cast.today.year + 1):
        if not calendar.year_confirmed(year):
            seed_year(books, year)
            confirm_year(books, year, cast.staff["truong"])
    if not receptions.free_slots(books, after=books.clock.now(), limit=1):
        cast.communes = commune_ids(books)
        _receptions(books, cast)


def _receptions(books: Books, cast: Cast) -> list[OpenedDay]:
    calendar = working_days(books)
    published = then(books, calendar.add(cast.today, -PUBLISHED), 0)
    opened = []
    for told in story.agency()["reception"]:
        leader = cast.staff[told["leader"]]
        plan = DayPlan(
            agency_id=cast.agency_id,
            leader_id=leader,
            on_date=calendar.add(cast.today, told["in_days"]),
            place=told["place"],
            address=told["address"],
            windows=tuple(_window(written) for written in told["windows"]),
            commune_id=cast.communes[told["commune"]] if "commune" in told else None,
        )
        opened.append(receptions.open_day(published, plan, leader))
    return opened


def _window(written: str) -> Window:
    opens, closes = (time.fromisoformat(part) for part in written.split("-"))
    return Window(opens=opens, closes=closes)


def _chat(books: Books, cast: Cast, key: str) -> int:
    """A web chat of somebody whom nobody plays: linked days ago, with or without agreeing to reminders."""
    day = then(books, cast.today, JOINED)
    chat_key = "w" + hashlib.sha256(f"demo {key}".encode()).hexdigest()[:20]
    record_heard(day, WEB, chat_key, f"demo-{key:_<8}", Kind.SAID, Body(text="/start"))
    contact = contacts.meet(day, WEB, str(chat_id_of(chat_key))).id
    party = cast.parties[key]
    begin_link(day, contact, party)
    answer = consent.give if story.people()[key].chat == "agreed" else consent.decline
    answer(day, contact, party, Purpose.REMINDERS, CONSENT, version_of(CONSENT), "vi")
    return contact


def _book(books: Books, day: OpenedDay, party: int, contact: int, told: dict[str, Any]) -> None:
    held = bookings.hold(books, day.slot_ids[told["slot"]], party, contact, reason=told["reason"])
    if not isinstance(held, bookings.Booking):
        raise LookupError(told["by"])
    bookings.confirm(books, held.id)


def _campaign(books: Books, cast: Cast) -> None:
    """Made by an officer, approved by the head, started on the last working day: the rules are the real ones."""
    told = story.agency()["campaign"]
    maker, head = cast.staff[told["made_by"]], cast.staff[told["approved_by"]]
    first_day = working_days(books).add(cast.today, -1)
    plan = CampaignPlan(
        agency_id=cast.agency_id,
        name=told["name"],
        plan_number=told["plan_number"],
        starts_on=first_day,
        ends_on=cast.today + timedelta(days=told["lasts"]),
        selection=Selection(),
        steps=tuple(_step(step) for step in told["step"]),
    )
    campaign = campaigns.create(then(books, first_day, 2), plan, maker)
    approval.approve(then(books, first_day, 1), campaign, head)
    began = then(books, first_day, 0)
    approval.start(began, campaign, maker)
    for turn, paid in enumerate(told["paid"], start=1):
        decision = cast.decisions[paid["case"]]
        receipt, clerk = f"BL-DOT{turn:02d}", cast.staff["tu"]
        record_payment(
            began,
            decision,
            paid["amount"],
            paid_on=first_day,
            receipt=receipt,
            source=Source.TRANSFER,
            entered_by=clerk,
        )


def _step(told: dict[str, Any]) -> Step:
    return Step(
        anchor=Anchor(told["anchor"]),
        offset=told["offset"],
        working=True,
        text_key=told["text"],
        text_version=version_of(told["text"]),
    )
