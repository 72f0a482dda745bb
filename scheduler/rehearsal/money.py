"""How does a payment of a simulated person get into the books, and what follows at the office?

Somebody pays on a day; the cashier records it some working days later, in the ordinary way; an officer sees that nothing is
left and closes the case. What is on its way is no longer on the person's mind, and may still be reminded of: the books do not
know it yet.
"""

from __future__ import annotations

from datetime import date, timedelta

from casework.books import Books
from casework.clock import local
from casework.decisions import DecisionRefused, Status, change_status
from casework.payments import PaymentRefused, Source, record_payment
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.office_days import Office
from scheduler.rehearsal.persons import Case, Person
from scheduler.rehearsal.tally import Tally, What

LEAST = 100_000  # đồng: nobody goes to the cashier for less, unless less is owed
CLOSED_AFTER = 3  # working days until the officer has written down that a case is finished
_SHARES = (0.1, 0.2, 0.3, 0.5)


class Money:
    """Payments of a rehearsal."""

    def __init__(self, books: Books, office: Office, log: Log, tally: Tally) -> None:
        self._books, self._office, self._log, self._tally = books, office, log, tally
        self._receipts = 0

    def amount(self, person: Person, case: Case, nth: int = 0) -> int:
        """What this person gives at one time: all of it, or a part in round sums."""
        lots, habits = self._office.lots, self._office.habits
        if lots.share(person.party, "full", nth) < habits.pays_in_full:
            return case.open
        part = int(case.open * _SHARES[int(lots.share(person.party, "part", nth) * len(_SHARES))])
        return min(max(part // LEAST * LEAST, LEAST), case.open)

    def pay(self, person: Person, case: Case, amount: int) -> None:
        """The person pays now; the cashier writes it down when it has come."""
        amount = min(amount, case.open)
        if amount <= 0 or person.died:
            return
        now = self._books.clock.now()
        self._receipts += 1
        case.given += amount
        day = self._office.working_day(local(now).date())
        self._office.agenda.at(
            self._office.cashier_at(self._receipts, day), self._record, person, case, amount, day, self._receipts
        )

    def pay_on(self, person: Person, case: Case, amount: int, day: date) -> None:
        """The person will pay on that day."""
        at = self._office.cashier_at(person.party, day) - timedelta(minutes=30)
        self._office.agenda.at(max(at, self._books.clock.now()), self.pay, person, case, amount)

    def _record(self, person: Person, case: Case, amount: int, day: date, number: int) -> None:
        case.given -= amount
        now = self._books.clock.now()
        if case.rests or amount > case.left:
            return  # closed meanwhile: the cashier sends the person to the officer
        try:
            recorded = record_payment(
                self._books, case.id, amount, paid_on=min(day, local(now).date()), receipt=f"DT-{number}",
                source=Source.OFFICE, payer_id=person.party, entered_by=case.officer,
            )  # fmt: skip
        except PaymentRefused:
            return  # another debtor has paid the rest of a joint line meanwhile
        self.came_in(case, amount, recorded.left)

    def came_in(self, case: Case, amount: int, left: int) -> None:
        """A payment stands in the books; where nothing is left the officer closes the case in some days."""
        now = self._books.clock.now()
        case.left = left
        self._tally.count(What.PAYMENTS, now, case.officer)
        self._tally.dong[local(now).date()] += amount
        if left == 0:
            self._log.note(now, Fact.PAID, case.id)
            self._tally.count(What.SETTLED, now, case.officer)
            closing = self._office.working_day(local(now).date(), CLOSED_AFTER)
            self._office.agenda.at(self._office.cashier_at(case.id, closing), self._close, case)

    def _close(self, case: Case) -> None:
        day = local(self._books.clock.now()).date()
        try:
            change_status(
                self._books, case.id, Status.FINISHED, on=day, ground="Đã thi hành xong", entered_by=case.officer
            )
        except DecisionRefused:
            return  # it was transferred or terminated meanwhile
        case.rests = True
