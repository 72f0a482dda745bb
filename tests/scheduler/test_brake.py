"""A campaign that harms or bothers people stops itself; who must look is told, and only a leader lets it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from casework import alert_list, audit, contacts, questions, reminder_answers
from casework.books import Books
from casework.clock import SetClock
from casework.reminder_answers import Kind
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision
from casework.tables.places import commune, province
from messages.outbox import unpacked
from messages.tables import outbox
from scheduler.guards import brake, brake_log
from scheduler.guards.brake_log import NoteMissing, Scope, Why
from scheduler.guards.brake_signs import Sign
from scheduler.limits import COMPLAINTS, LOOK_BACK, OPT_OUTS, WHOLE, WRONG_PERSONS, Limit
from scheduler.plans import campaigns
from scheduler.plans.refusals import NotAllowed
from scheduler.steps.step import Status
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)


@dataclass(frozen=True)
class Out:
    """A campaign whose twelve reminders have arrived; their rows."""

    id: int
    sent: list[int]


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def out(books: Books, office: Office, clock: SetClock) -> Out:
    guarded.debtors(books, office, 12)
    campaign = guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    return Out(id=campaign, sent=go(books))


def reacted(books: Books, outbox_id: int, kind: Kind) -> None:
    row = books.conn.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    reminder_answers.note_answer(
        books, row.contact_id, kind, outbox_id=row.id, campaign_id=row.campaign_id, decision_id=row.decision_id,
        party_id=row.party_id,
    )  # fmt: skip


def distressed(books: Books, outbox_id: int) -> None:
    row = books.conn.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    questions.ask(books, row.contact_id, row.party_id, "Tôi không muốn sống nữa.", kind=questions.Kind.DISTRESS)


def paused_for(books: Books, campaign: int) -> str | None:
    here = campaigns.the_campaign(books, campaign)
    assert (here.status is Status.PAUSED) == (here.paused_why is not None)
    return here.paused_why


@pytest.mark.parametrize(
    ("kind", "limit", "why"),
    [
        (Kind.COMPLAINED, COMPLAINTS, "complaints"),
        (Kind.OPTED_OUT, OPT_OUTS, "opt_outs"),
        (Kind.WRONG_PERSON, WRONG_PERSONS, "wrong_persons"),
    ],
)
def test_a_campaign_stops_itself_at_the_limit_and_not_before(
    books: Books, out: Out, kind: Kind, limit: Limit, why: str
) -> None:
    for one in out.sent[: limit.people - 1]:
        reacted(books, one, kind)
    assert brake.look(books) == 0
    reacted(books, out.sent[limit.people - 1], kind)
    assert brake.look(books) == 1
    assert paused_for(books, out.id) == why
    assert brake.look(books) == 0


def test_one_person_who_complains_again_and_again_is_one(books: Books, out: Out, clock: SetClock) -> None:
    for hour in range(5):
        clock.set(NOON + timedelta(hours=hour))
        row = books.conn.execute(select(outbox).where(outbox.c.id == out.sent[0])).one()
        reminder_answers.note_answer(books, row.contact_id, Kind.COMPLAINED, campaign_id=out.id, party_id=row.party_id)
        reacted(books, row.id, Kind.COMPLAINED)
    assert brake.look(books) == 0


def test_friendly_answers_stop_nothing(books: Books, out: Out) -> None:
    for one in out.sent:
        for kind in (Kind.WILL_PAY, Kind.CANNOT_PAY, Kind.PAID_ALREADY, Kind.ASKED, Kind.OTHER_TIME):
            reacted(books, one, kind)
    assert brake.look(books) == 0


def test_two_people_in_distress_stop_it_and_that_is_what_is_told(books: Books, out: Out) -> None:
    distressed(books, out.sent[0])
    assert brake.look(books) == 0
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    distressed(books, out.sent[1])
    assert brake.look(books) == 1
    assert paused_for(books, out.id) == "distress"


def test_distress_of_somebody_whom_the_campaign_never_reached_is_not_its_own(
    books: Books, office: Office, out: Out
) -> None:
    for party in guarded.debtors(books, office, 3):
        chat = contacts.meet(books, "terminal", f"chat-{party}").id
        questions.ask(books, chat, party, "Tôi không muốn sống nữa.", kind=questions.Kind.DISTRESS)
    assert brake.look(books) == 0


def test_a_share_below_the_limit_stops_nothing_however_many(books: Books, out: Out) -> None:
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    many = 3 * WHOLE // COMPLAINTS.parts
    as_sent(books, out, many - len(out.sent) + 1)
    assert brake.look(books) == 0
    books.conn.execute(outbox.delete().where(outbox.c.purpose == "beside:0"))
    assert brake.look(books) == 1


def as_sent(books: Books, out: Out, many: int, *, on: date = MONDAY) -> None:
    """So many more reminders of the campaign have arrived on that day, to the same chat."""
    row = dict(books.conn.execute(select(outbox).where(outbox.c.id == out.sent[-1])).one()._mapping)
    more = [
        row | {"id": number + 1, "purpose": f"beside:{number}", "reference": None, "sent_at": at(on, 9)}
        for number in range(many)
    ]
    books.conn.execute(insert(outbox), more)


def test_reactions_count_for_the_day_of_the_reminder(books: Books, out: Out, clock: SetClock) -> None:
    """Three complaints on a Saturday about Monday's three thousand are not three of none."""
    as_sent(books, out, 3_000)
    clock.set(at(date(2026, 11, 18), 21))
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    assert brake.look(books) == 0


def test_a_commune_is_looked_at_by_itself(books: Books, out: Out) -> None:
    as_sent(books, out, 3_100)
    here = in_a_commune(books, out.sent[:4])
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    assert brake.look(books) == 1
    (stop,) = brake_log.stops(books, out.id)
    assert (stop.why, stop.scope, stop.scope_of, stop.counted, stop.out_of) == (
        Why.COMPLAINTS, Scope.COMMUNE, str(here), 3, 4,
    )  # fmt: skip


def in_a_commune(books: Books, rows: list[int]) -> int:
    """The decisions of these reminders lie in one commune."""
    books.conn.execute(insert(province).values(id=1, code="91", name="Tỉnh Vĩnh Hưng", folded="vinh hung"))
    here = {"code": "91007", "kind": "xã", "name": "xã Phước Hòa", "folded": "phuoc hoa"}
    books.conn.execute(insert(commune).values(id=7, province_id=1, **here))
    theirs = select(outbox.c.decision_id).where(outbox.c.id.in_(rows))
    books.conn.execute(update(decision).where(decision.c.id.in_(theirs)).values(commune_id=7))
    return 7


def test_a_channel_is_looked_at_by_itself(books: Books, out: Out) -> None:
    as_sent(books, out, 3_100)
    books.conn.execute(update(outbox).where(outbox.c.id.in_(out.sent[:4])).values(account="web"))
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    assert brake.look(books) == 1
    (stop,) = brake_log.stops(books, out.id)
    assert (stop.scope, stop.scope_of) == (Scope.CHANNEL, "web")


def test_what_is_long_ago_no_longer_counts(books: Books, out: Out, clock: SetClock) -> None:
    for one in out.sent[:2]:
        reacted(books, one, Kind.COMPLAINED)
    clock.set(NOON + LOOK_BACK)
    reacted(books, out.sent[2], Kind.COMPLAINED)
    assert brake.look(books) == 0


def test_another_campaign_goes_on(books: Books, office: Office, out: Out) -> None:
    other = guarded.under_way(books, office, arranged.a_plan(office, name="Đợt khác"))
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    brake.look(books)
    assert paused_for(books, out.id) == "complaints"
    assert paused_for(books, other) is None


def test_those_on_the_alert_list_are_told_in_the_open_hours_and_the_trail_says_why(
    books: Books, office: Office, out: Out, clock: SetClock
) -> None:
    chat = contacts.meet(books, "web", "head").id
    alert_list.link_chat(books, chat, alert_list.shown(alert_list.put(books, office.head, 1, audit.SYSTEM)))
    clock.set(at(MONDAY, 22))
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    brake.look(books)
    told = books.conn.execute(select(outbox).where(outbox.c.contact_id == chat)).one()
    words = unpacked(books.keys.open("outbox", "payload", told.id, told.payload_sealed)).text
    assert words == (
        "Đợt nhắc theo kế hoạch 12/KH-THADS đã tự tạm dừng vì có nhiều người khiếu nại. "
        "Lãnh đạo xem lại rồi mới cho chạy tiếp."
    )
    assert told.not_before == at(date(2026, 11, 17), 7, 30)
    line = books.conn.execute(select(audit_entry).where(audit_entry.c.action == "campaign_braked")).one()
    assert (line.actor, line.object, line.purpose) == (
        "system", f"campaign:{out.id}", "complaints:campaign:-:3/12",
    )  # fmt: skip


def test_only_a_leader_lets_it_go_on_and_only_with_a_word(books: Books, office: Office, out: Out) -> None:
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    brake.look(books)
    with pytest.raises(NotAllowed):
        campaigns.resume(books, out.id, office.officer, found="Đã xem.")
    with pytest.raises(NoteMissing, match="--note"):
        campaigns.resume(books, out.id, office.head, found="  ")
    campaigns.resume(books, out.id, office.head, found="Đã gọi cả ba người, do nhầm số.")
    assert paused_for(books, out.id) is None
    (stop,) = brake_log.stops(books, out.id)
    assert (stop.released_by, stop.note) == (office.head, "Đã gọi cả ba người, do nhầm số.")
    line = books.conn.execute(select(audit_entry).order_by(audit_entry.c.seq.desc())).first()
    assert line is not None
    assert (line.action, line.purpose) == ("campaign_resumed", "after:complaints")


def test_what_the_leader_wrote_is_sealed(books: Books, office: Office, out: Out) -> None:
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    brake.look(books)
    campaigns.resume(books, out.id, office.head, found="Đã gọi bà Ánh.")
    (kept,) = books.conn.exec_driver_sql("SELECT note_sealed FROM campaign_brake").scalars()
    assert "Ánh".encode() not in bytes(kept)


def test_after_that_counting_begins_anew(books: Books, office: Office, out: Out, clock: SetClock) -> None:
    for one in out.sent[:3]:
        reacted(books, one, Kind.COMPLAINED)
    brake.look(books)
    campaigns.resume(books, out.id, office.head, found="Đã xem.")
    assert brake.look(books) == 0
    clock.set(NOON + timedelta(hours=1))
    for one in out.sent[3:6]:
        reacted(books, one, Kind.COMPLAINED)
    assert brake.look(books) == 1
    assert len(brake_log.stops(books, out.id)) == 2


def test_a_campaign_that_a_person_paused_needs_no_word(books: Books, office: Office, out: Out) -> None:
    campaigns.pause(books, out.id, office.officer)
    campaigns.resume(books, out.id, office.head)
    assert paused_for(books, out.id) is None


def test_every_sign_has_a_rule() -> None:
    assert set(brake.RULES) == set(Sign)


@given(st.integers(1, WHOLE), st.integers(1, 50), st.integers(0, 200), st.integers(0, 100_000))
def test_a_limit_is_a_share_and_a_number_of_people(parts: int, people: int, counted: int, out_of: int) -> None:
    reached = Limit(parts=parts, people=people).reached(counted, out_of)
    assert reached == (counted >= people and counted * WHOLE >= parts * out_of)
    if reached:
        assert Limit(parts=parts, people=people).reached(counted + 1, out_of)
        assert Limit(parts=parts, people=people).reached(counted, max(out_of - 1, 0))


@given(st.integers(1, WHOLE), st.integers(1, 50), st.integers(0, 200))
def test_of_so_many_reminders_and_no_more_they_are_too_many(parts: int, people: int, more: int) -> None:
    limit, counted = Limit(parts=parts, people=people), people + more
    assert limit.reached(counted, limit.most_out_of(counted))
    assert not limit.reached(counted, limit.most_out_of(counted) + 1)
