"""What do the commune teams bring back from their visits?"""

from __future__ import annotations

from datetime import time, timedelta

from casework.books import Books
from casework.clock import local, today
from casework.payment_claims import ClaimRefused
from casework.promises import PromiseRefused
from casework.visit_outcomes import Report, record_outcome
from casework.visits import Outcome, Visit, VisitRefused, open_visits
from scheduler.rehearsal.money import Money
from scheduler.rehearsal.office_days import Office, moment
from scheduler.rehearsal.persons import Person
from scheduler.rehearsal.tally import Tally, What

EVENING = time(16, 30)  # when a team tells what came of the day
PROMISES_WITHIN = 14  # days


class Teams:
    """All mobilisation teams of a rehearsal."""

    def __init__(
        self, books: Books, office: Office, money: Money, tally: Tally, people: dict[int, Person], somebody: int
    ) -> None:
        self._books, self._office, self._money, self._tally = books, office, money, tally
        self._people, self._somebody = people, somebody

    def begin(self) -> None:
        """From the next working day on, every working day."""
        self._next()

    def _next(self) -> None:
        tomorrow = self._office.working_day(today(self._books.clock) + timedelta(days=1))
        self._office.agenda.at(moment(tomorrow, EVENING), self._evening)

    def _evening(self) -> None:
        for visit in open_visits(self._books, until=local(self._books.clock.now()).date()):
            self._report(visit)
        self._next()

    def _report(self, visit: Visit) -> None:
        day = local(self._books.clock.now()).date()
        person = self._people.get(visit.party_id)
        case = None if person is None else person.case(visit.decision_id)
        lots, habits = self._office.lots, self._office.habits
        report = Report(outcome=Outcome.NOT_HOME, visited_on=day)
        if lots.share(visit.id, "home") < habits.visit_met:
            report = Report(outcome=Outcome.MET, visited_on=day)
            if (
                person is not None
                and case is not None
                and case.open
                and lots.share(visit.id, "word") < habits.visit_promise
            ):
                due = self._office.working_day(
                    day + timedelta(days=1 + int(lots.share(visit.id, "due") * PROMISES_WITHIN))
                )
                amount = self._money.amount(person, case, 500)
                report = Report(outcome=Outcome.PROMISED, visited_on=day, amount=amount, pays_on=due)
        try:
            record_outcome(self._books, visit.id, report, entered_by=self._somebody)
        except (VisitRefused, PromiseRefused, ClaimRefused):
            return  # paid or closed on the same day
        self._tally.count(What.VISITED, self._books.clock.now(), None if case is None else case.officer)
        keeps = lots.share(visit.id, "kept") < habits.promise_kept
        if keeps and person is not None and case is not None and report.amount and report.pays_on:
            self._money.pay_on(person, case, report.amount, report.pays_on)
