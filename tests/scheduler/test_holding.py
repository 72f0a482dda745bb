"""Books that are older than the send journals: nothing goes out twice, and nothing unasked until a person lets it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import contact, meet
from casework.db.engine import Database
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, face, outbox
from scheduler.bell import reminders
from scheduler.delivery import replaying
from scheduler.delivery.catching_up import Caught, catch_up, forget_old
from scheduler.delivery.journal import Journal, Place
from scheduler.delivery.journal_lines import Ended, Ending, Intended, Line
from scheduler.delivery.replaying import JOURNAL_ONLY, RESTORED, Tally
from scheduler.guards import holding
from scheduler.guards.holding import Why
from scheduler.tables import journal_place, planned_step
from tests.conftest import MONDAY_NINE
from tests.scheduler.arranged import a_debtor, a_plan, a_running_campaign, an_office_with_leaders, steps_of

LATER = MONDAY_NINE + timedelta(minutes=5)


def put(books: Books, purpose: str = "notice:1", kind: DeliveryClass = DeliveryClass.MUST_ARRIVE) -> Intended:
    """A queued message, and the line that its sender would write before it goes out."""
    person = meet(books, "telegram", "chat-1")
    draft = Draft(
        contact_id=person.id, account="telegram", purpose=purpose, message=Outgoing(act=Act.SEND, text="Kính báo"),
        delivery_class=kind, lane=Lane.PERSONAL, guard=Guard.NOTICE, text_key="chat.folded", text_version=1,
    )  # fmt: skip
    row_id = queue(books, draft)
    assert row_id is not None
    return line_of(books, row_id)


def line_of(books: Books, row_id: int, number: int = 1) -> Intended:
    row = books.conn.execute(select(outbox).where(outbox.c.id == row_id)).one()
    same = ("account", "contact_id", "purpose", "delivery_class", "lane", "guard", "act", "text_key", "text_version",
            "personal", "party_id", "decision_id", "campaign_id", "reference")  # fmt: skip
    return Intended(at=LATER, id=row_id, attempt=number, **{name: getattr(row, name) for name in same})


def forget(books: Books, *rows: int) -> None:
    """As if the backup had been taken before these were queued."""
    books.conn.execute(delete(attempt).where(attempt.c.outbox_id.in_(rows)))
    books.conn.execute(delete(outbox).where(outbox.c.id.in_(rows)))


def learn(books: Books, *lines: Line | None) -> Tally:
    return replaying.take_in(books, Place(journal="j", line=len(lines)), lines, lambda owner: False)


def ended(line: Intended, ending: Ending, message_id: str | None = None) -> Ended:
    return Ended(at=LATER, id=line.id, attempt=line.attempt, ending=ending, message_id=message_id)


def state(books: Books, row_id: int) -> tuple[str, str | None]:
    row = books.conn.execute(select(outbox.c.state, outbox.c.reason).where(outbox.c.id == row_id)).one()
    return row.state, row.reason


# -- what the books learn ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(DeliveryClass))
def test_what_was_sent_after_the_backup_is_uncertain_with_its_attempt_and_everything_is_held(
    books: Books, kind: DeliveryClass
) -> None:
    line = put(books, kind=kind)
    tally = learn(books, line)
    assert state(books, line.id) == (State.UNCERTAIN.value, RESTORED)
    assert books.conn.execute(select(attempt.c.number, attempt.c.started_at)).all() == [(1, LATER)]
    assert (tally.uncertain, tally.unknown) == (1, 1)
    assert [one.why for one in holding.holds(books)] == [Why.RESTORED]


def test_learning_it_again_changes_nothing(books: Books) -> None:
    line = put(books)
    learn(books, line)
    holding.release(books, "an")
    assert learn(books, line) == Tally()
    assert not holding.is_held(books)


def test_what_the_channel_answered_is_known_again(books: Books) -> None:
    line = put(books)
    tally = learn(books, line, ended(line, Ending.ACCEPTED, "77"))
    row = books.conn.execute(select(outbox).where(outbox.c.id == line.id)).one()
    assert (row.state, row.platform_message_id, row.sent_at) == (State.ACCEPTED.value, "77", LATER)
    assert tally.accepted == 1
    assert books.conn.execute(select(attempt.c.outcome)).scalar() == "accepted"


def test_what_is_known_not_to_have_left_may_still_go(books: Books) -> None:
    line = put(books)
    learn(books, line, ended(line, Ending.NOT_SENT))
    assert state(books, line.id)[0] == State.QUEUED.value


def test_a_crash_leaves_only_answers_to_learn_and_holds_nothing(books: Books) -> None:
    line = put(books)
    learn(books, line)  # now the books know the attempt, as they do after any claim
    holding.release(books, "an")
    tally = learn(books, line, ended(line, Ending.ACCEPTED, "77"))
    assert (tally.unknown, tally.accepted) == (0, 1)
    assert not holding.is_held(books)


def test_what_was_queued_after_the_backup_is_not_said_again_when_it_is_queued_again(books: Books) -> None:
    line = put(books, "notice:lost")
    forget(books, line.id)
    tally = learn(books, line)
    assert tally.taken_in == 1
    assert state(books, line.id) == (State.UNCERTAIN.value, JOURNAL_ONLY)
    draft = Draft(
        contact_id=line.contact_id, account="telegram", purpose="notice:lost", message=Outgoing(act=Act.SEND, text="a"),
        delivery_class=DeliveryClass.MUST_ARRIVE, lane=Lane.PERSONAL, guard=Guard.NOTICE, text_key="chat.folded",
        text_version=1,
    )  # fmt: skip
    assert queue(books, draft) is None


def test_a_message_queued_anew_before_its_journal_was_read_does_not_go_either(books: Books) -> None:
    line = put(books, "notice:lost")
    forget(books, line.id)
    again = put(books, "notice:lost")
    learn(books, line)
    assert state(books, again.id) == (State.UNCERTAIN.value, RESTORED)


def test_what_never_left_and_has_lost_its_words_is_free_to_be_planned_again(books: Books) -> None:
    line = put(books, "notice:lost")
    forget(books, line.id)
    learn(books, line, ended(line, Ending.NOT_SENT))
    assert books.conn.execute(select(outbox.c.id)).all() == []
    put(books, "notice:lost")


def test_a_chat_that_the_books_do_not_know_is_kept_as_a_dead_one_for_what_was_said_there(books: Books) -> None:
    office = an_office_with_leaders(books)
    case = a_debtor(books, office)
    line = put(books)
    forget(books, line.id)
    facts = {name: getattr(line, name) for name in line.__struct_fields__}
    strange = Intended(**facts | {"contact_id": 5, "party_id": case.debtor, "decision_id": 99})
    assert learn(books, strange).taken_in == 1
    row = books.conn.execute(select(outbox).where(outbox.c.id == line.id)).one()
    assert (row.contact_id, row.party_id, row.decision_id) == (5, case.debtor, None)
    lost = contact(books, 5)
    assert lost is not None
    assert lost.dead_since is not None
    assert lost.party_id is None
    put(books, "notice:another")  # whoever it was may write again, as a new chat


def test_what_one_channel_refused_and_the_next_took_is_known_as_both(books: Books) -> None:
    first = put(books, "notice:lost")
    forget(books, first.id)
    facts = {name: getattr(first, name) for name in first.__struct_fields__}
    second = Intended(**facts | {"id": first.id + 1})
    learn(books, first, ended(first, Ending.REJECTED), second, ended(second, Ending.ACCEPTED, "7"))
    assert state(books, first.id)[0] == State.REJECTED.value
    assert state(books, second.id)[0] == State.ACCEPTED.value
    purposes = dict(books.conn.execute(select(outbox.c.id, outbox.c.purpose)).fetchall())
    assert purposes[second.id] == "notice:lost", "nothing of that purpose is queued again"


def test_a_campaign_planned_again_after_the_restore_says_nothing_twice(books: Books, clock: SetClock) -> None:
    office = an_office_with_leaders(books)
    cases = [a_debtor(books, office) for _ in range(3)]
    campaign = a_running_campaign(books, office, a_plan(office))
    clock.set(MONDAY_NINE + timedelta(hours=6))
    reminders.queue_due(books)
    rows = books.conn.execute(select(outbox.c.id).where(outbox.c.campaign_id == campaign)).scalars().all()
    lines = [line_of(books, row_id) for row_id in rows]
    assert len(lines) == 3
    books.conn.execute(planned_step.update().values(state="pending", outbox_id=None))
    forget(books, *rows)
    tally = learn(books, *lines, ended(lines[0], Ending.ACCEPTED, "1"))
    assert tally.taken_in == 3
    reminders.queue_due(books)
    states = [row.state for row in books.conn.execute(select(outbox.c.state))]
    assert sorted(states) == [State.ACCEPTED.value, State.UNCERTAIN.value, State.UNCERTAIN.value]
    assert [steps_of(books, case.debtor) for case in cases] == [[("queued", None)]] * 3


def test_what_was_being_sent_at_the_time_of_the_backup_does_not_go_again(books: Books) -> None:
    sending, later = put(books, "notice:1"), put(books, "notice:2")
    owned = {"state": State.SENDING.value, "owner": "x|1|1|"}
    books.conn.execute(outbox.update().where(outbox.c.id == sending.id).values(**owned))
    learn(books, later)
    assert state(books, sending.id) == (State.UNCERTAIN.value, RESTORED)


def test_personal_content_that_was_opened_since_is_folded_in_its_time(books: Books) -> None:
    line = put(books)
    books.conn.execute(outbox.update().where(outbox.c.id == line.id).values(personal=True))
    learn(books, line, ended(line, Ending.ACCEPTED, "77"))
    assert books.conn.execute(select(face.c.platform_message_id).where(face.c.fold_at.is_not(None))).scalar() == "77"


def test_a_line_that_cannot_be_read_holds_everything(books: Books) -> None:
    assert learn(books, None).damaged == 1
    assert [one.why for one in holding.holds(books)] == [Why.JOURNAL_DAMAGED]


# -- holding -------------------------------------------------------------------------------------------------------------


def test_a_hold_is_placed_once_for_each_reason_and_released_with_a_name(books: Books) -> None:
    assert holding.place(books, Why.ASKED)
    assert not holding.place(books, Why.ASKED)
    assert holding.place(books, Why.RESTORED)
    assert holding.is_held(books)
    assert holding.release(books, "bao") == 2
    assert not holding.is_held(books)
    assert holding.release(books, "bao") == 0


def test_books_that_go_back_under_a_running_sender_are_noticed(books: Books) -> None:
    first, second = Place(journal="j", line=3), Place(journal="j", line=5)
    assert holding.keeps_up(books, Place(journal="", line=0), first)
    assert holding.keeps_up(books, first, second)
    assert holding.keeps_up(books, first, Place(journal="j", line=4)), "another dispatcher was further already"
    assert holding.keeps_up(books, second, Place(journal="k", line=1)), "a new day's file"
    books.conn.execute(journal_place.update().values(line=2))
    assert not holding.keeps_up(books, second, Place(journal="j", line=6))
    books.conn.execute(delete(journal_place))
    assert not holding.keeps_up(books, Place(journal="k", line=1), Place(journal="k", line=2))
    assert not holding.keeps_up(books, Place(journal="k", line=1), Place(journal="l", line=1))


# -- the folder ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "journal"
    there.mkdir()
    return there


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


async def caught(db: Database, folder: Path) -> Caught:
    return await asyncio.to_thread(catch_up, db, folder)


async def test_a_start_with_older_books_is_noticed_and_with_its_own_books_is_not(
    db: Database, clock: SetClock, folder: Path
) -> None:
    journal = Journal(folder, clock, "gone|1|1|")
    line = await db.write(put)
    await journal.append([line])
    journal.note([ended(line, Ending.ACCEPTED, "77")])
    journal.close()
    first = await caught(db, folder)
    assert (first.tally.uncertain, first.tally.accepted, first.missing) == (1, 1, 0)
    assert await db.read(holding.is_held)
    await db.write(holding.release, "an")
    assert await caught(db, folder) == Caught(tally=Tally(), missing=0)
    assert not await db.read(holding.is_held)


async def test_a_torn_end_is_no_damage_and_a_line_changed_in_the_middle_is(
    db: Database, clock: SetClock, folder: Path
) -> None:
    journal = Journal(folder, clock, "gone|1|1|")
    lines = [await db.write(put, f"notice:{number}") for number in range(3)]
    await journal.append(lines)
    journal.close()
    (path,) = files_in(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert (await caught(db, folder)).tally == Tally(uncertain=2)
    other = folder / "other"
    other.mkdir()
    (other / path.name).write_bytes(whole.replace(b'"notice:1"', b'"notice:7"'))
    await db.write(lambda books: books.conn.execute(delete(journal_place)) and None)
    told = await caught(db, other)
    assert told.tally.damaged == 1
    assert told.tally.uncertain == 1, "the line behind the damaged one is still learned"


async def test_a_journal_that_is_gone_is_said_once(db: Database, clock: SetClock, folder: Path) -> None:
    journal = Journal(folder, clock, "gone|1|1|")
    place = await journal.append([await db.write(put)])
    await db.write(holding.reach, place)
    journal.close()
    for path in files_in(folder):
        path.unlink()
    assert (await caught(db, folder)).missing == 1
    assert [one.why for one in await db.read(holding.holds)] == [Why.JOURNAL_MISSING]
    assert (await caught(db, folder)).missing == 0


async def test_a_journal_whose_end_was_cut_off_is_as_good_as_gone(db: Database, clock: SetClock, folder: Path) -> None:
    journal = Journal(folder, clock, "gone|1|1|")
    place = await journal.append([await db.write(put, f"notice:{number}") for number in range(3)])
    await db.write(holding.reach, place)
    journal.close()
    (path,) = files_in(folder)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert (await caught(db, folder)).missing == 1


async def test_a_living_process_tells_the_books_itself(db: Database, clock: SetClock, folder: Path) -> None:
    from scheduler.delivery.leases import this_process

    journal = Journal(folder, clock, this_process())
    await journal.append([await db.write(put)])
    assert (await caught(db, folder)).tally == Tally()
    assert (await asyncio.to_thread(catch_up, db, folder, but=this_process())).tally.uncertain == 1
    journal.close()


async def test_journals_older_than_any_backup_are_removed(db: Database, clock: SetClock, folder: Path) -> None:
    journal = Journal(folder, clock, "gone|1|1|")
    await db.write(holding.reach, await journal.append([await db.write(put)]))
    journal.close()
    clock.set(MONDAY_NINE + timedelta(days=34))
    assert await asyncio.to_thread(forget_old, db, folder) == 0
    clock.set(MONDAY_NINE + timedelta(days=36))
    assert await asyncio.to_thread(forget_old, db, folder) == 1
    assert files_in(folder) == []
    assert await caught(db, folder) == Caught(tally=Tally(), missing=0)
