"""Whatever is noted in whatever order: the stored status is the one that the events make, and a refusal changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.course import annul, record
from casework.course_asked import Happening
from casework.course_duties import duties_of
from casework.course_kinds import GROUNDS, Circumstance, Ground, Happened
from casework.course_rules import TRANSITIONS, follow
from casework.course_state import standing
from casework.decision_events import events_of, in_force, interest_pauses
from casework.decision_states import CLOSED
from casework.decisions import DecisionRefused, Origin, State, Status
from casework.tables.decisions import decision as decision_table
from tests import builders as a

FIRST, LAST = date(2026, 7, 1), date(2030, 6, 28)
NOW = datetime(2030, 7, 1, 2, tzinfo=UTC)
days = st.dates(FIRST, LAST + timedelta(days=20))
events = st.sampled_from([one for one in Happened if one is not Happened.ANNULLED])
maybe_days = st.none() | days
stops = st.sampled_from([None, True, False])


def grounds(what: Happened) -> list[Ground | None]:
    """The grounds of this event, or none."""
    return [None, *(ground for ground, facts in GROUNDS.items() if facts.of is what)]


happenings = events.flatmap(
    lambda what: st.builds(
        Happening,
        what=st.just(what),
        on=days,
        document=st.just("12/QĐ-THADS"),
        reason=st.sampled_from(grounds(what)),
        circumstance=st.sampled_from([None, *Circumstance]),
        asked_on=maybe_days,
        until=maybe_days if what is Happened.DEFERRED else st.none(),
        interest_stops=stops,
        form=st.none(),
        served_on=days if what is Happened.SERVICE_CORRECTED else st.none(),
    )
)


def noted(books: Books, decision_id: int, happening: Happening) -> int | None:
    """The event's id; None if it was refused, with a sentence on what is wrong and one on what to do."""
    said = ""
    try:
        return record(books, decision_id, happening)
    except DecisionRefused as refused:
        said = str(refused)
    assert re.search(r"[.;:] (Hãy|Nếu|Việc|Với)", said), said
    return None


def stored(books: Books, decision_id: int) -> tuple[str, date | None]:
    """Status and service as the books hold them."""
    row = books.conn.execute(
        select(decision_table.c.status, decision_table.c.served_on).where(decision_table.c.id == decision_id)
    ).one()
    return row.status, row.served_on


def holds_together(books: Books, decision_id: int) -> None:
    """The stored status follows from the events, and so does whatever is told of it."""
    known = events_of(books, decision_id)
    status, served_on = stored(books, decision_id)
    course = follow(known)
    assert course.status == status
    moved = [event.to_status for event in in_force(known) if event.to_status is not None]
    assert (moved[-1] if moved else Status.ENFORCING) == status, "the clear kinds alone say it too"
    services = sorted(
        (event for event in known if event.detail.served_on or event.kind == "served"), key=lambda e: e.id
    )
    noted_last = services[-1] if services else None
    assert served_on == (None if noted_last is None else noted_last.detail.served_on or noted_last.happened_on)
    where = standing(books, decision_id)
    assert (where.state.value == status) is (status != Status.ENFORCING)
    assert (where.course.closed is not None) is (Status(status) in CLOSED)
    for start, until in interest_pauses(books, decision_id):
        assert until is None or start < until
    if where.state in (State.FINISHED, State.TERMINATED, State.RETURNED, State.ENTRUSTED):
        assert {duty.kind.value for duty in duties_of(books, decision_id)} <= {"take_down", "keep_posted"}


class Course(RuleBasedStateMachine):
    def __init__(self, books: Books) -> None:
        super().__init__()
        self.books = books
        self.example = books.conn.begin_nested()

    def teardown(self) -> None:
        self.example.rollback()

    @initialize(status=st.sampled_from(Status), origin=st.sampled_from([None, *Origin]))
    def enter(self, status: Status, origin: Origin | None) -> None:
        case = a.a_case(self.books, status=status, origin=origin, issued_on=FIRST, served_on=None)
        self.decision = case.decision

    @rule(which=st.integers(0, 60), later=st.integers(0, 250), ground=st.integers(0, 5))
    def note_what_the_state_allows(self, which: int, later: int, ground: int) -> None:
        known = events_of(self.books, self.decision)
        status = Status(stored(self.books, self.decision)[0])
        may = [what for what, way in TRANSITIONS.items() if status in way.start]
        what = may[which % len(may)]
        reasons = grounds(what)
        on = max(event.happened_on for event in known if event.kind != "lines_changed") + timedelta(days=later)
        self.note(
            Happening(
                what=what,
                on=on,
                document="12/QĐ-THADS",
                reason=reasons[ground % len(reasons)],
                asked_on=on if reasons[ground % len(reasons)] is Ground.PROTEST_REQUEST else None,
                until=on + timedelta(days=60) if what is Happened.DEFERRED else None,
                served_on=on if what is Happened.SERVICE_CORRECTED else None,
            )
        )

    @rule(happening=happenings)
    def note_anything(self, happening: Happening) -> None:
        self.note(happening)

    def note(self, happening: Happening) -> None:
        before = (stored(self.books, self.decision), events_of(self.books, self.decision))
        event_id = noted(self.books, self.decision, happening)
        if event_id is None:
            assert (stored(self.books, self.decision), events_of(self.books, self.decision)) == before
        else:
            assert happening.on <= NOW.date()
            known = events_of(self.books, self.decision)
            assert {event.id for event in known} - {event.id for event in before[1]} == {event_id}
            earlier = [event for event in known if (event.happened_on, event.id) < (happening.on, event_id)]
            assert follow(earlier).status in TRANSITIONS[happening.what].start

    @rule(status=st.sampled_from(Status), on=days)
    def a_list_comes(self, status: Status, on: date) -> None:
        moves = [event for event in events_of(self.books, self.decision) if event.to_status is not None]
        day = max([min(on, NOW.date()), *(event.happened_on for event in moves)])
        a.a_list_says(self.books, self.decision, status, on=day)

    @rule(which=st.integers(0, 40))
    def take_back(self, which: int) -> None:
        known = events_of(self.books, self.decision)
        before = (stored(self.books, self.decision), known)
        try:
            annul(self.books, self.decision, known[which % len(known)].id, ground="Ghi nhầm")
        except DecisionRefused:
            assert (stored(self.books, self.decision), events_of(self.books, self.decision)) == before
        else:
            assert len(events_of(self.books, self.decision)) == len(known) + 1

    @invariant()
    def the_books_hold_together(self) -> None:
        if hasattr(self, "decision"):
            holds_together(self.books, self.decision)


@pytest.mark.slow
def test_a_course_holds_together_whatever_is_noted_in_whatever_order(books: Books, clock: SetClock) -> None:
    clock.set(NOW)
    examples = 200 if books.conn.dialect.name == "sqlite" else 20

    class CourseHere(Course):
        def __init__(self) -> None:
            super().__init__(books)

    wanted = settings(max_examples=examples, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(CourseHere, settings=wanted)
