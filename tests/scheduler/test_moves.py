"""A message moves from state to state only as decision 0005 says, whatever happens in whatever order; nothing goes out twice."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlalchemy import Connection, Engine, event, func, select, update
from sqlalchemy.exc import IntegrityError

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.connect import make_engine
from casework.encryption import Keys
from messages.moves import MOVES
from messages.opened import mark_opened
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, outbox
from scheduler.bell import sweeping
from scheduler.delivery import replaying
from scheduler.delivery.claiming import Claimed, claim, settle
from scheduler.delivery.journal import Place
from scheduler.delivery.journal_lines import Ended, Ending, Intended
from scheduler.delivery.left_sending import recover
from scheduler.delivery.recording import Result, record
from scheduler.delivery.resolving import OPEN_TO_PEOPLE, Decision, ResolveRefused, resolve
from scheduler.delivery.senders import Accepted, Barred, NotSent, Outcome, Rejected, Throttled, Uncertain
from scheduler.guards import holding
from tests.builders import a_staff_member, an_agency
from tests.conftest import MONDAY_NINE, make_schema

PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "0005-outbox-states.md"
FREE = {guard: lambda books, rows: [None] * len(rows) for guard in Guard}


@dataclass(frozen=True)
class Fate:
    """What becomes of a try: whether it left, what its sender hears (None: it died first), and whether too late."""

    left: bool
    outcome: Outcome | None
    late: bool = False


FATES = (
    Fate(True, Accepted(message_id="1")),
    Fate(True, Accepted(message_id="1"), late=True),
    Fate(True, Uncertain(reason="reset")),
    Fate(True, None),
    Fate(False, None),
    Fate(False, NotSent(reason="refused")),
    Fate(False, NotSent(reason="refused"), late=True),
    Fate(False, Throttled(retry_after=5)),
    Fate(False, Barred(reason="token")),
    Fate(False, Rejected(reason="bad")),
)
ROUND = st.tuples(st.sampled_from([0, 2, 70]), st.lists(st.sampled_from(FATES), min_size=3, max_size=3))


def put(books: Books, number: int, kind: DeliveryClass) -> int:
    draft = Draft(
        contact_id=meet(books, "telegram", str(number)).id, account="telegram", purpose=f"p:{number}",
        message=Outgoing(act=Act.SEND, text="a"), delivery_class=kind, lane=Lane.PERSONAL, guard=Guard.NOTICE,
        text_key="chat.folded", text_version=1,
    )  # fmt: skip
    row = queue(books, draft)
    assert row is not None
    return row


# -- what the database and the page say ------------------------------------------------------------------------------------


def test_the_moves_name_every_state_there_is() -> None:
    assert MOVES.keys() == {state.value for state in State}
    assert {there for theirs in MOVES.values() for there in theirs} <= MOVES.keys()


def test_the_page_says_the_same_moves() -> None:
    rows = re.findall(r"^\| (\w+) \|[^|]*\|([^|]*)\|", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: set(re.findall(r"\b(?:" + "|".join(MOVES) + r")\b", there)) for name, there in rows if name in MOVES}
    assert told == {here: set(theirs) for here, theirs in MOVES.items()}


@pytest.mark.parametrize("here", State)
def test_the_database_refuses_every_other_move(books: Books, here: State) -> None:
    row = put(books, 1, DeliveryClass.MUST_ARRIVE)
    for there in State:
        _set(books, row, here)
        if there is here or there.value in MOVES[here.value]:
            books.conn.execute(update(outbox).where(outbox.c.id == row).values(state=there.value))
            continue
        with pytest.raises(IntegrityError, match="does not move"), books.conn.begin_nested():
            books.conn.execute(update(outbox).where(outbox.c.id == row).values(state=there.value))


def _set(books: Books, row: int, state: State) -> None:
    """Past the trigger, which looks at updates that name the state."""
    values = dict(books.conn.execute(select(outbox).where(outbox.c.id == row)).one()._mapping)
    books.conn.execute(outbox.delete().where(outbox.c.id == row))
    books.conn.execute(outbox.insert().values(**values | {"state": state.value}))


# -- any order of what can happen ------------------------------------------------------------------------------------------


class Deliveries(RuleBasedStateMachine):
    """Senders that die and come back late, sweepers, taps, people who decide, and journals that know better."""

    rows: Bundle[int] = Bundle("rows")
    lines: Bundle[Intended] = Bundle("lines")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "books.db"
        file.write_bytes(_empty_books())
        self._engine: Engine = make_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", _fast)
        self._conn: Connection = self._engine.connect()
        self.clock = SetClock(MONDAY_NINE)
        self.books = Books(self._conn, Keys(masters={1: bytes(range(32))}), self.clock)
        self._conn.begin()
        self.officer = a_staff_member(self.books, an_agency(self.books))
        self.owner = "sender|1"
        self.left: Counter[int] = Counter()  # how often each message left, as the platform would count it
        self.by_hand: Counter[int] = Counter()

    def teardown(self) -> None:
        self._conn.close()
        self._engine.dispose()
        self._folder.cleanup()

    @initialize(target=rows)
    def queued(self) -> MultipleResults[int]:
        return multiple(*(put(self.books, number, kind) for number, kind in enumerate([*DeliveryClass] * 2)))

    @rule(target=lines, rounds=st.lists(ROUND, min_size=1, max_size=5))
    def tried(self, rounds: list[tuple[int, list[Fate]]]) -> MultipleResults[Intended]:
        """After a while what is due is claimed, and each has its own fate; several times over."""
        lines: list[Intended] = []
        for minutes, ends in rounds:
            self.clock.set(self.clock.now() + timedelta(minutes=minutes))
            claimed = claim(self.books, "telegram", self.owner, 3, set(), FREE)
            lines += map(self._line, claimed)
            for one, fate in zip(claimed, ends, strict=False):
                self.left[one.id] += fate.left
                if fate.outcome is not None:
                    self.answers(one, fate.outcome, late=fate.late)
        return multiple(*lines)

    def answers(self, one: Claimed, outcome: Outcome, *, late: bool) -> None:
        """At once, or only after another sender has taken the account over."""
        if late:
            self.another_sender_takes_over()
        record(self.books, Result(claimed=one, outcome=outcome))

    @rule()
    def another_sender_takes_over(self) -> None:
        """What it finds half sent it deals with."""
        self.owner = f"sender|{int(self.owner.rpartition('|')[2]) + 1}"
        recover(self.books, "telegram", self.owner)

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))
        sweeping.sweep(self.books)

    @rule(row=rows)
    def tapped(self, row: int) -> None:
        if self.left[row]:
            mark_opened(self.books, row)

    @rule(row=rows, state=st.sampled_from([State.SUPPRESSED, State.EXPIRED]))
    def no_longer_true(self, row: int, state: State) -> None:
        settle(self.books, row, state, "test")

    @rule(row=rows, decision=st.sampled_from(Decision))
    def decided(self, row: int, decision: Decision) -> None:
        known = self.books.conn.execute(select(outbox.c.state).where(outbox.c.id == row)).scalar_one()
        try:
            resolve(self.books, row, decision, self.officer)
        except ResolveRefused:
            return
        assert State(known) in OPEN_TO_PEOPLE
        self.by_hand[row] += decision is Decision.AGAIN

    @rule(line=lines, ending=st.sampled_from([None, *Ending]))
    def a_journal_is_read(self, line: Intended, ending: Ending | None) -> None:
        """Again, or late: it may know an answer, true to what happened."""
        read: list[Intended | Ended] = [line]
        if ending is not None and (ending is Ending.ACCEPTED) == bool(self.left[line.id]):
            read.append(Ended(at=line.at, id=line.id, attempt=line.attempt, ending=ending, message_id="1"))
        replaying.take_in(self.books, Place(journal="j", line=1), read, lambda owner: True)
        holding.release(self.books, "test")

    @invariant()
    def nothing_left_more_often_than_its_class_allows(self) -> None:
        kinds = self.books.conn.execute(select(outbox.c.id, outbox.c.delivery_class)).all()
        for row, kind in kinds:
            most = 2 if kind == DeliveryClass.MUST_ARRIVE.value else 1
            assert self.left[row] <= most + self.by_hand[row]

    @invariant()
    def every_try_is_a_row(self) -> None:
        made = select(attempt.c.outbox_id, func.max(attempt.c.number)).group_by(attempt.c.outbox_id)
        tries = {one[0]: one[1] for one in self.books.conn.execute(made).all()}
        for row, many in self.books.conn.execute(select(outbox.c.id, outbox.c.tries)).all():
            assert tries.get(row, 0) == many

    @invariant()
    def what_may_have_arrived_is_never_taken_for_unsent(self) -> None:
        unsent = (State.SUPPRESSED.value, State.EXPIRED.value)
        for (row,) in self.books.conn.execute(select(outbox.c.id).where(outbox.c.state.in_(unsent))).all():
            assert self.left[row] <= self.by_hand[row] + 1

    def _line(self, one: Claimed) -> Intended:
        row = one.row
        return Intended(
            at=self.clock.now(), id=one.id, attempt=one.tries, account="telegram", contact_id=one.contact_id,
            purpose=row.purpose, delivery_class=row.delivery_class, lane=row.lane, guard=row.guard, act="send",
            text_key=row.text_key, text_version=row.text_version,
        )  # fmt: skip


@cache
def _empty_books() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/empty.db")
        make_schema(engine)
        engine.dispose()
        return Path(folder, "empty.db").read_bytes()


def _fast(connection: object, _record: object) -> None:
    """Nothing here need survive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # the driver's own


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
