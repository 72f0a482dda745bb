"""The demo is whole and alive on whatever day and hour it begins, and beginning again changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.channels.webchat.sender import WebSender
from bot.demo import story
from bot.demo.codes import party_of
from bot.demo.scenes import keep_alive
from bot.demo.seed import NotADemo, seed
from bot.demo.story import SAMPLE_LIST
from casework import accounts, agreements, audit, obligations, payout_dues, questions, receptions, staff
from casework.agency import the_agency
from casework.books import Books
from casework.clock import SetClock, local, today
from casework.db.engine import Database
from casework.db.metadata import metadata
from casework.imports.reasons import Reason
from casework.imports.rows import read_case_list
from casework.obligations import Kind
from casework.payment_order import NOT_MONEY
from casework.staff import Role
from casework.working_days import working_days
from messages.outbox import State
from messages.tables import outbox
from scheduler.bell.ticker import ring_once
from scheduler.delivery.dispatch import Dispatcher
from scheduler.guards.at_sending import GUARDS
from scheduler.guards.reminder_guards import PLAN_KEPT
from scheduler.plans.campaigns import Status, every_campaign
from scheduler.plans.reports import reports
from tests import builders

MOMENTS = {
    "a Monday morning": datetime(2026, 11, 16, 2, 0, tzinfo=UTC),
    "a Sunday night": datetime(2026, 11, 21, 20, 30, tzinfo=UTC),
    "the Day of Culture": datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    "the last evening of the year": datetime(2026, 12, 31, 16, 59, tzinfo=UTC),
    "the middle of Tet": datetime(2027, 2, 7, 1, 0, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 8, 0, tzinfo=UTC),
}
SHOWN = ("xuan", "tai", "loi", "phat", "lanh", "ut")
any_moment = pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())


def read(db: Database, rule: Any, *args: Any, **kwargs: Any) -> Any:
    """What a rule says of the books, as they are now."""
    with db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
        return rule(db.books(conn), *args, **kwargs)


def view_of(views: list[obligations.DecisionView], number: str) -> obligations.DecisionView:
    (found,) = (view for view in views if view.number == number)
    return found


def everything(conn: Connection) -> dict[str, list[Any]]:
    return {table.name: sorted(map(repr, conn.execute(select(table)))) for table in metadata.sorted_tables}


@any_moment
async def test_it_is_alive_whenever_it_begins(db: Database, clock: SetClock, moment: datetime) -> None:
    clock.set(moment)
    await db.write(seed, lambda line: None)

    campaign = read(db, every_campaign)[0]
    assert campaign.status is Status.RUNNING
    assert campaign.approved_by not in (None, campaign.made_by)
    ahead = read(db, receptions.free_slots, after=moment, limit=100)
    assert {slot.commune_id is None for slot in ahead} == {True, False}, "at the office and in a commune"
    calendar = read(db, working_days)
    assert all(calendar.is_working_day(local(slot.starts_at).date()) for slot in ahead)
    assert calendar.year_confirmed(today(clock).year)
    assert calendar.year_confirmed(today(clock).year + 1)

    await ring_once(db)
    speaker = Dispatcher(db, WebSender(db), GUARDS)
    assert await speaker.send_due() >= 10, "nudges go out at once, whatever the hour"
    told = read(db, reports)[0]
    assert told.sent >= 10
    assert {"no_chat", "no_consent"} <= told.reasons.keys()
    assert told.paid_since > 0


def test_nobody_is_written_to_twice_in_one_go(demo: Database) -> None:
    import asyncio

    async def two_rings() -> None:
        speaker = Dispatcher(demo, WebSender(demo), GUARDS)
        for _ in range(2):
            await ring_once(demo)
            await speaker.send_due()

    asyncio.run(two_rings())
    asked = select(outbox.c.party_id, outbox.c.state, outbox.c.reason)
    rows = read(demo, lambda books: books.conn.execute(asked).all())
    parties = [row.party_id for row in rows]
    assert len(parties) == len(set(parties))
    assert {(row.state, row.reason) for row in rows} == {
        (State.ACCEPTED.value, None),
        (State.SUPPRESSED.value, PLAN_KEPT),  # who pays each part in time is not chased
    }


def test_beginning_again_changes_nothing(demo: Database) -> None:
    before = read(demo, lambda books: everything(books.conn))

    assert demo.submit(seed, lambda line: None).result() is False
    demo.submit(keep_alive).result()

    assert read(demo, lambda books: everything(books.conn)) == before


def test_a_demo_left_for_months_has_reception_days_again(demo: Database, clock: SetClock) -> None:
    clock.set(clock.now() + timedelta(days=90))
    assert read(demo, receptions.free_slots, after=clock.now()) == ()

    demo.submit(keep_alive).result()

    assert read(demo, receptions.free_slots, after=clock.now())


def test_it_is_never_written_into_a_real_agency(db: Database) -> None:
    db.submit(builders.an_agency).result()
    before = read(db, lambda books: everything(books.conn))

    with pytest.raises(NotADemo):
        db.submit(seed, lambda line: None).result()

    assert read(db, lambda books: everything(books.conn)) == before


def test_what_is_half_written_is_not_there(db: Database) -> None:
    def interrupted(line: str) -> None:
        if "Mở ngày" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        db.submit(seed, interrupted).result()

    assert read(db, the_agency) is None


def test_every_role_is_there_and_two_people_stand_behind_the_account(demo: Database) -> None:
    assert {one.role for one in read(demo, staff.everybody)} == set(Role)
    (account,) = read(demo, accounts.live_accounts)
    assert account.holder == read(demo, the_agency).name
    assert account.approved_by != account.proposed_by
    assert set(account.number) == {"0"}, "obviously nobody's"


def test_every_seat_has_something_to_see(demo: Database) -> None:
    def cases(books: Books) -> dict[str, list[obligations.DecisionView]]:
        persons = [seat.person for seat in story.seats() if seat.person]
        return {person.key: obligations.of_party(books, party_of(books, person)) for person in persons}

    seen = read(demo, cases)
    assert all(seen.values())
    assert {view.role.value for view in seen["hue"]} == {"debtor", "creditor"}
    assert len(seen["hue"]) == 3
    assert [view.role.value for view in seen["lanh"]] == ["representative"]
    assert seen["saruong"][0].left == 0
    kinds = {line.kind for views in seen.values() for view in views for line in view.lines}
    assert {Kind.COURT_FEE, Kind.BANK_DEBT, Kind.ALIMONY, Kind.DEBT, Kind.FINE, Kind.COMPENSATION} <= kinds
    assert not kinds & NOT_MONEY


def test_money_of_every_sort_is_there_and_its_sums_agree(demo: Database) -> None:
    def asked(books: Books) -> dict[str, Any]:
        seen = {key: obligations.of_party(books, party_of(books, story.people()[key])) for key in SHOWN}
        agency = the_agency(books)
        assert agency is not None
        return seen | {
            "agreement": agreements.live_agreement(books, seen["loi"][0].id),
            "kept": {one.number: one.amount for one in payout_dues.to_pay_out(books, agency.id)},
        }

    told, day = read(demo, asked), read(demo, lambda books: today(books.clock))
    mother, father = (view_of(told[key], "126/QĐ-THADS") for key in ("xuan", "tai"))
    assert [line.due_by(day) for line in father.lines] == [6_000_000]
    assert (mother.paid, mother.lines[0].paid_out, told["kept"]["126/QĐ-THADS"]) == (6_000_000, 4_500_000, 1_500_000)
    brothers = [told[key][0] for key in ("loi", "phat")]
    assert [[line.debtor_id is None for line in view.lines] for view in brothers] == [[True, False], [True, False]]
    assert [view.left for view in brothers] == [70_000_000, 73_000_000]
    assert [one.paid for one in told["agreement"].stands] == [30_000_000, 0, 0]
    assert told["agreement"].overdue(day) == 0
    assert sum(line.waiting for line in told["lanh"][0].lines) == 3_000_000
    assert (told["ut"][0].waived, told["ut"][0].left) == (1_400_000, 4_200_000)


def test_questions_wait_and_the_chain_of_the_audit_holds(demo: Database) -> None:
    assert len(read(demo, questions.waiting)) == 3
    assert isinstance(read(demo, audit.verify), audit.Verified)


def test_nobody_in_it_can_be_a_real_person() -> None:
    for person in story.people().values():
        assert person.identity is None or re.fullmatch(r"095[0-9]{3}000[0-9]{3}", person.identity), person.key
        assert person.phone is None or re.fullmatch(r"0900 000 [0-9]{3}", person.phone), person.key
    identities = [person.identity for person in story.people().values() if person.identity]
    assert len(identities) == len(set(identities))
    assert len(story.people()) >= 40


def test_the_list_to_try_has_a_row_of_every_sort() -> None:
    officers = {one["name"] for one in story.agency()["staff"]}
    found = read_case_list(
        SAMPLE_LIST.read_bytes(), SAMPLE_LIST.name, today=datetime(2026, 11, 16, tzinfo=UTC).date(), officers=officers
    )

    assert (len(found.rows), len(found.totals)) == (25, 1)
    assert len(found.accepted) >= 12
    reasons = {one.reason for one in found.findings}
    assert {
        Reason.IDENTITY_ZERO_LOST,
        Reason.IDENTITY_SCIENTIFIC,
        Reason.AMOUNT_FORM,
        Reason.DATE_IMPOSSIBLE,
        Reason.DECISION_TWICE,
        Reason.OFFICER_UNKNOWN,
        Reason.PHONE_SEVERAL,
        Reason.NAME_LETTER,
    } <= reasons
    decomposed = next(row for row in found.rows if row.decision_number == "203/QĐ-THADS")
    assert decomposed.debtor_name == "Nguyễn Thị Diễm Phúc"


def test_the_data_files_name_no_place_of_this_machine() -> None:
    for path in Path(story.__file__).parent.iterdir():
        if path.suffix in (".toml", ".csv", ".py"):
            assert "/home/" not in path.read_text("utf-8")
