"""What do simulated officers do about what people said? One after another, in their hours, through the rules of the desk."""

from __future__ import annotations

from datetime import date, timedelta

from casework import alerts
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, AgreementRefused, sign_agreement
from casework.books import Books
from casework.clock import local
from casework.payment_claims import ClaimRefused, found, not_found
from casework.payments import PaymentRefused, Source, record_payment
from casework.question_desk import answer
from casework.question_rows import Kind
from casework.questions import Question
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.money import LEAST, Money
from scheduler.rehearsal.office_days import Office
from scheduler.rehearsal.persons import Case, Person
from scheduler.rehearsal.tally import Tally, What

PARTS = 6  # months: into how many parts the rest is usually cut
REALLY_PAID = 0.6  # of those who say so; the others mean something else, or mean to
WORDS = "Chấp hành viên đã trả lời."


class Officers:
    """The desks of a rehearsal."""

    def __init__(self, books: Books, office: Office, money: Money, log: Log, tally: Tally, somebody: int) -> None:
        self._books, self._office, self._money = books, office, money
        self._log, self._tally, self._somebody = log, tally, somebody

    def answer(self, case: Case, asked: Question | None) -> None:
        """A question waits for the officer; distress does not wait."""
        if asked is None:
            return
        if asked.kind is Kind.DISTRESS:
            alerts.take(self._books, asked.id, case.officer or self._somebody)
        self._office.desk(case.officer).put(lambda: self._answered(case, asked))

    def hear_who_cannot_pay(self, person: Person, case: Case, asked: Question | None) -> None:
        """Whoever cannot pay is answered; sometimes the parties agree on parts."""
        if asked is None:
            return

        def talk() -> None:
            self._answered(case, asked)
            if self._office.lots.share(person.party, "agrees") < self._office.habits.agrees:
                self._sign(person, case)

        self._office.desk(case.officer).put(talk)

    def look_for_payment(self, person: Person, case: Case, claim: int) -> None:
        """The officer looks for the money that somebody says was paid."""
        self._office.desk(case.officer).put(lambda: self._looked(person, case, claim))

    def _answered(self, case: Case, asked: Question) -> None:
        if answer(self._books, asked.id, case.officer or self._somebody, WORDS) is not None:
            self._tally.count(What.ANSWERED, self._books.clock.now(), case.officer)

    def _looked(self, person: Person, case: Case, claim: int) -> None:
        now, who = self._books.clock.now(), case.officer or self._somebody
        day = local(now).date()
        paid: int | None = None
        if case.open and self._office.lots.share(claim, "really") < REALLY_PAID:
            amount = self._money.amount(person, case, 99)
            try:
                recorded = record_payment(
                    self._books, case.id, amount, paid_on=day - timedelta(days=3), receipt=f"UN-{claim}",
                    source=Source.TRANSFER, payer_id=person.party, entered_by=who,
                )  # fmt: skip
            except PaymentRefused:
                recorded = None
            if recorded is not None:
                paid = recorded.payment_id
                self._money.came_in(case, amount, recorded.left)
        try:
            found(self._books, claim, paid, who) if paid is not None else not_found(self._books, claim, who)
        except ClaimRefused:
            return  # the person took it back
        self._log.note(now, Fact.LOOKED, case.id)
        self._tally.count(What.ANSWERED, now, case.officer)

    def _sign(self, person: Person, case: Case) -> None:
        day = local(self._books.clock.now()).date()
        if case.open < PARTS * LEAST:
            return
        parts = _parts(case.open, day)
        facts = AgreementFacts(
            signed_on=day, content="Trả dần", fee_and_costs="Theo quy định", interest_stops=False, instalments=parts
        )
        try:
            sign_agreement(self._books, case.id, facts, entered_by=case.officer)
        except AgreementRefused:
            return  # there is one already
        for number, part in enumerate(parts):
            if self._office.lots.share(person.party, "part_kept", number) < self._office.habits.part_kept:
                self._money.pay_on(person, case, part.amount, part.due_on - timedelta(days=2))


def _parts(left: int, day: date) -> tuple[Instalment, ...]:
    each = left // PARTS // LEAST * LEAST
    sums = [each] * (PARTS - 1) + [left - each * (PARTS - 1)]
    return tuple(
        Instalment(due_on=day + timedelta(days=30 * number), amount=amount)
        for number, amount in enumerate(sums, start=1)
    )
