"""A visit finds room in a team's day, and what the team reports begins what follows; never more than that."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from casework.books import Books
from casework.clock import SetClock
from casework.links import begin_link
from casework.mobilisation import Member, TeamRefused, add_team, retire_team, team, teams_of
from casework.payment_claims import State as ClaimState
from casework.payment_claims import claims_of
from casework.people import party as known_party
from casework.promises import promises_of
from casework.questions import questions_of
from casework.repairs import Why as Repaired
from casework.repairs import open_repairs
from casework.tables.follow_ups import mobilisation_member, visit
from casework.tables.people import party
from casework.visit_outcomes import Followed, Report, record_outcome
from casework.visit_planning import Planned, Wanted, plan_visit, plan_visits
from casework.visits import (
    Outcome,
    State,
    VisitRefused,
    Why,
    cancel_visit,
    open_visits,
    visit_named,
    visits_of,
)
from tests import builders as a
from tests.builders import Case
from tests.casework.chats import a_chat
from tests.casework.in_communes import a_case_in, a_commune, a_team
from tests.casework.sealed import clear_text_of

TODAY, FIRST = date(2026, 11, 16), date(2026, 11, 18)


def planned(books: Books, case: Case, why: Why = Why.NO_ANSWER) -> int:
    made = plan_visit(books, case.decision, case.debtor, why)
    assert made is not None
    return made


def reported(books: Books, case: Case, clock: SetClock, outcome: Outcome, **facts: object) -> Followed:
    visit_id = planned(books, case)
    clock.set(clock.now() + timedelta(days=2))
    report = Report(outcome=outcome, visited_on=FIRST, **facts)  # type: ignore[arg-type]  # handed on
    return record_outcome(books, visit_id, report, entered_by=case.officer)


def test_a_team_gets_no_more_a_day_than_it_can_make_and_the_rest_on_the_next_working_days(books: Books) -> None:
    commune = a_commune(books)
    a_team(books, commune, a_day=3)
    for _ in range(8):
        planned(books, a_case_in(books, commune))
    days = Counter(one.due_on for one in open_visits(books))
    assert days == {FIRST: 3, date(2026, 11, 19): 3, date(2026, 11, 20): 2}


def test_two_teams_of_a_commune_share_the_work_and_a_retired_one_gets_none(books: Books) -> None:
    commune = a_commune(books)
    one, other = a_team(books, commune, a_day=2), a_team(books, commune, name="Tổ vận động ấp 5", a_day=2)
    for _ in range(4):
        planned(books, a_case_in(books, commune))
    assert Counter(made.team_id for made in open_visits(books)) == {one: 2, other: 2}
    assert retire_team(books, other)
    case = a_case_in(books, commune)
    planned(books, case)
    assert [made.team_id for made in visits_of(books, case.decision)] == [one]
    assert [found.id for found in teams_of(books, commune)] == [one]


def test_a_commune_without_a_team_and_a_person_without_a_commune_are_on_the_list_too(books: Books) -> None:
    commune = a_commune(books)
    planned(books, a_case_in(books, commune))
    planned(books, a.a_case(books))
    assert [(one.commune_id, one.team_id, one.due_on) for one in open_visits(books, commune_id=commune)] == [
        (commune, None, FIRST)
    ]
    assert len(open_visits(books)) == 2


def test_one_visit_at_a_time_and_none_to_the_dead_the_imprisoned_or_the_state(books: Books) -> None:
    case = a.a_case(books)
    made = planned(books, case)
    assert plan_visit(books, case.decision, case.debtor, Why.ASKED) is None
    assert cancel_visit(books, made)
    assert not cancel_visit(books, made)
    for what in ("deceased", "in_prison"):
        books.conn.execute(update(party).where(party.c.id == case.debtor).values({what: True}))
        assert plan_visit(books, case.decision, case.debtor, Why.ASKED) is None
        books.conn.execute(update(party).where(party.c.id == case.debtor).values({what: False}))
    assert plan_visit(books, case.decision, a.the_state(books), Why.ASKED) is None
    assert planned(books, case) != made


def test_many_are_placed_as_if_one_after_another(books: Books) -> None:
    """The teams fill up while they are placed; whoever is named twice gets one visit, and nobody else moves for it."""
    commune = a_commune(books)
    one, other = a_team(books, commune, a_day=2), a_team(books, commune, name="Tổ vận động ấp 5", a_day=1)
    cases = [a_case_in(books, commune) for _ in range(5)]
    earlier = planned(books, cases[0])
    wanted = [Wanted(decision_id=case.decision, party_id=case.debtor, why=Why.NO_ANSWER) for case in cases]
    later = Wanted(
        decision_id=a.a_case(books).decision, party_id=a.a_person(books), why=Why.ASKED, after=date(2026, 11, 23)
    )
    made = plan_visits(books, [*wanted, wanted[1], later])
    assert [made[0], made[5]] == [None, None]
    assert all(isinstance(one, Planned) for one in (*made[1:5], made[6]))
    placed = {visit.id: (visit.team_id, visit.due_on) for visit in open_visits(books)}
    assert placed.pop(earlier) == (one, FIRST)
    assert [placed[visit.id] for visit in made if visit is not None] == [
        (one, FIRST), (other, FIRST), (one, date(2026, 11, 19)), (one, date(2026, 11, 19)), (None, date(2026, 11, 23))
    ]  # fmt: skip
    assert len({visit.reference for visit in open_visits(books)}) == 6


def test_a_reference_is_found_however_it_is_written(books: Books) -> None:
    case = a.a_case(books)
    planned(books, case)
    (made,) = visits_of(books, case.decision)
    assert made.reference.startswith("VD-")
    assert visit_named(books, made.reference.lower().replace("-", " ")) == made
    assert visit_named(books, "VD-000000") is None


def test_a_promise_made_at_the_door_is_a_promise(books: Books, clock: SetClock) -> None:
    case = a.a_case(books)
    followed = reported(books, case, clock, Outcome.PROMISED, amount=2_000_000, pays_on=date(2026, 12, 5))
    (made,) = promises_of(books, case.decision)
    assert (made.id, made.amount, made.entered_by) == (followed.promise_id, 2_000_000, case.officer)


def test_paid_as_told_at_the_door_is_looked_into(books: Books, clock: SetClock) -> None:
    case = a.a_case(books)
    reported(books, case, clock, Outcome.PAID, receipt="BL 7", paid_on=date(2026, 11, 10))
    (made,) = claims_of(books, case.decision)
    assert (made.state, made.receipt, made.contact_id) == (ClaimState.OPEN, "BL 7", None)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Outcome.MOVED, Repaired.MOVED),
        (Outcome.WRONG_ADDRESS, Repaired.WRONG_ADDRESS),
        (Outcome.DECEASED, Repaired.DECEASED_SAID),
    ],
)
def test_whoever_is_not_there_is_looked_for(books: Books, clock: SetClock, outcome: Outcome, why: Repaired) -> None:
    case = a.a_case(books)
    followed = reported(books, case, clock, outcome, note="con trai đã đưa về quê")
    (task,) = open_repairs(books)
    assert (task.id, task.party_id, task.why, task.note) == (
        followed.repair_id,
        case.debtor,
        why,
        "con trai đã đưa về quê",
    )


def test_that_somebody_died_changes_nothing_by_itself(books: Books, clock: SetClock) -> None:
    case = a.a_case(books)
    reported(books, case, clock, Outcome.DECEASED)
    known = known_party(books, case.debtor)
    assert known is not None
    assert not known.deceased


def test_a_question_goes_to_the_officer_in_the_persons_own_thread(books: Books, clock: SetClock) -> None:
    case, chat = a.a_case(books), a_chat(books)
    begin_link(books, chat, case.debtor)
    followed = reported(books, case, clock, Outcome.ASKED, note="Lãi tính tới ngày nào?")
    (asked,) = questions_of(books, chat)
    assert (asked.reference, asked.text, asked.decision_id) == (
        followed.question,
        "Lãi tính tới ngày nào?",
        case.decision,
    )
    without = a.a_case(books)
    assert reported(books, without, clock, Outcome.ASKED, note="Hỏi").question is None


def test_nobody_at_home_is_tried_once_more_and_then_left_alone(books: Books, clock: SetClock) -> None:
    case = a.a_case(books)
    followed = reported(books, case, clock, Outcome.NOT_HOME)
    assert followed.again_on is not None
    assert followed.again_on >= date(2026, 11, 23)
    (again,) = open_visits(books)
    assert again.why is Why.NOT_HOME
    last = Report(outcome=Outcome.NOT_HOME, visited_on=FIRST)
    assert record_outcome(books, again.id, last, entered_by=case.officer) == Followed()
    assert open_visits(books) == []


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.REFUSED])
def test_a_talk_and_a_refusal_lead_to_nothing_by_themselves(books: Books, clock: SetClock, outcome: Outcome) -> None:
    case = a.a_case(books)
    assert reported(books, case, clock, outcome, note="nghe rồi") == Followed()
    (made,) = visits_of(books, case.decision)
    assert (made.state, made.outcome, made.visited_on, made.note) == (State.DONE, outcome, FIRST, "nghe rồi")
    assert "nghe rồi" not in clear_text_of(books, visit)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (Report(outcome=Outcome.PROMISED, visited_on=TODAY, amount=1_000), "ngày hẹn nộp"),
        (Report(outcome=Outcome.MET, visited_on=TODAY, amount=1_000), "hẹn nộp"),
        (Report(outcome=Outcome.ASKED, visited_on=TODAY), "câu hỏi"),
        (Report(outcome=Outcome.MET, visited_on=date(2026, 11, 17)), "Ngày đi"),
        (Report(outcome=Outcome.MET, visited_on=date(2026, 11, 15)), "Ngày đi"),
    ],
)
def test_a_report_that_does_not_fit_is_refused(books: Books, report: Report, words: str) -> None:
    case = a.a_case(books)
    made = planned(books, case)
    with pytest.raises(VisitRefused, match=words):
        record_outcome(books, made, report, entered_by=case.officer)
    assert [one.state for one in visits_of(books, case.decision)] == [State.OPEN]


def test_what_is_over_is_not_reported_again(books: Books, clock: SetClock) -> None:
    case = a.a_case(books)
    reported(books, case, clock, Outcome.MET)
    (made,) = visits_of(books, case.decision)
    with pytest.raises(VisitRefused, match="gandan visit list"):
        record_outcome(books, made.id, Report(outcome=Outcome.MET, visited_on=FIRST), entered_by=case.officer)


def test_the_people_of_a_team_are_sealed_and_named_once(books: Books) -> None:
    commune = a_commune(books)
    members = [Member(name="Trần Văn Ba", role="trưởng ấp", phone="0900000101")]
    first = add_team(books, commune, "Tổ 1", members=members)
    assert add_team(books, commune, " Tổ  1", visits_a_day=5, members=[*members, Member(name="Lê Thị Tư", role="hội phụ nữ")]) == first  # fmt: skip
    known = team(books, first)
    assert known is not None
    assert (known.visits_a_day, [one.name for one in known.members]) == (5, ["Trần Văn Ba", "Lê Thị Tư"])
    assert "Trần Văn Ba" not in clear_text_of(books, mobilisation_member)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"visits_a_day": 0}, {"visits_a_day": 41}, {"members": [Member(name="", role="x")]}])  # fmt: skip
def test_a_team_that_could_not_go_is_refused(books: Books, wrong: dict[str, object]) -> None:
    facts = {"name": "Tổ 1", **wrong}
    name = str(facts.pop("name"))
    with pytest.raises(TeamRefused):
        add_team(books, a_commune(books), name, **facts)  # type: ignore[arg-type]  # as given above
