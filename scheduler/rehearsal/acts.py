"""What do simulated people do when a reminder reaches them? Each act goes through the rule that the dialogue calls.

They tap it or not, say what they say, promise, ask, pay, block, complain, or are somebody else altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from math import exp
from statistics import NormalDist

from casework.books import Books
from casework.clock import local
from casework.consent import Purpose, withdraw
from casework.contacts import mute_until
from casework.links import EndedBy, unlink
from casework.payment_claims import ClaimRefused, claim_payment
from casework.promises import PromiseRefused, make_promise
from casework.question_rows import Kind as QuestionKind
from casework.questions import Question, ask
from casework.reminder_answers import Kind, note_answer
from casework.repairs import Why, open_repair
from messages.opened import mark_opened
from scheduler.delivery.claiming import Claimed
from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.lots import Lots
from scheduler.rehearsal.money import Money
from scheduler.rehearsal.office_days import Office, moment
from scheduler.rehearsal.officers import Officers
from scheduler.rehearsal.persons import Case, Person
from scheduler.rehearsal.tally import Tally, What

_NORMAL = NormalDist()
_SPREAD = 1.1  # of the logarithm of how long people take: most soon, some very late
WAKES, SLEEPS = time(6), time(22)
LATEST_PROMISE = 21  # days: what people name when they are asked for a day


class People:
    """The acts of everybody in one rehearsal."""

    def __init__(
        self,
        books: Books,
        office: Office,
        officers: Officers,
        money: Money,
        log: Log,
        tally: Tally,
        alarm: Callable[[], None],
    ) -> None:
        self._books, self._office, self._officers, self._money = books, office, officers, money
        self._log, self._tally, self._alarm = log, tally, alarm
        self._lots: Lots = office.lots
        self._habits: Habits = office.habits

    def receive(self, person: Person, claimed: Claimed, decision_id: int | None, campaign_id: int | None) -> bool:
        """A reminder has arrived; what comes of it is put on the agenda. True if the person blocks the chat at once."""
        person.got += 1
        nth, who = person.got, person.party
        now = self._books.clock.now()
        if self._draws(who, "opens", nth) < self._habits.opens:
            after = self._wait(who, "opening", nth, self._habits.opens_within_hours * 3600)
            opening = self._awake(now + timedelta(seconds=after))
            self._office.agenda.at(opening, self._open, person, claimed, decision_id, campaign_id, nth)
        return self._draws(who, "blocks", nth) < self._habits.blocks

    def _open(
        self, person: Person, claimed: Claimed, decision_id: int | None, campaign_id: int | None, nth: int
    ) -> None:
        if person.contact != claimed.contact_id or person.blocked or person.died:
            return
        mark_opened(self._books, claimed.id)
        case = person.case(decision_id)
        self._tally.count(What.OPENED, self._books.clock.now(), None if case is None else case.officer)
        said = _Said(self._books, person, claimed.id, decision_id, campaign_id)
        if nth == 1 and self._draws(person.party, "stranger") < self._habits.wrong_person:
            self._be_somebody_else(person, said)
            self._alarm()
        elif case is not None and case.open:
            self._react(person, case, said, nth)

    def _react(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        drawn, habits = self._draws(person.party, "harm", nth), self._habits
        if drawn < habits.in_distress:
            self._ask(person, case, said, QuestionKind.DISTRESS, What.DISTRESS)
            self._alarm()
        elif drawn < habits.in_distress + habits.complains:
            said.note(Kind.COMPLAINED)
            self._ask(person, case, said, QuestionKind.COMPLAINT, What.COMPLAINED)
            self._alarm()
        elif drawn < habits.in_distress + habits.complains + habits.opts_out:
            self._opt_out(person, case, said, nth)
            self._alarm()
        elif self._draws(person.party, "replies", nth) < habits.replies:
            self._reply(person, case, said, nth)
        else:
            self._pay_perhaps(person, case, nth)

    def _reply(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        """One of the answers that the reminder offers; the rest say thank you, which nobody counts."""
        drawn = self._draws(person.party, "reply", nth)
        self._tally.count(What.REPLIED, self._books.clock.now(), case.officer)
        replies: tuple[tuple[float, Callable[[Person, Case, _Said, int], None]], ...] = (
            (self._habits.will_pay, self._promise),
            (self._habits.cannot_pay, self._cannot_pay),
            (self._habits.paid_already, self._paid_already),
            (self._habits.other_time, self._other_time),
            (self._habits.asked, self._ask_something),
        )
        for share, reply in replies:
            if drawn < share:
                reply(person, case, said, nth)
                return
            drawn -= share
        self._pay_perhaps(person, case, nth)

    def _pay_perhaps(self, person: Person, case: Case, nth: int) -> None:
        """What the reminder itself brings about, less each time."""
        chance = self._habits.pays_after * self._habits.each_next ** (nth - 1)
        if self._draws(person.party, "moved", nth) < chance:
            wait = self._wait(person.party, "paying", nth, self._habits.pays_within_days * 86_400)
            day = local(self._books.clock.now() + timedelta(seconds=wait)).date()
            self._money.pay_on(person, case, self._money.amount(person, case, nth), day)

    def _promise(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        amount = self._money.amount(person, case, nth)
        days = 1 + int(self._draws(person.party, "day", nth) * LATEST_PROMISE)
        due = self._office.working_day(local(self._books.clock.now()).date() + timedelta(days=days))
        said.note(Kind.WILL_PAY)
        try:
            make_promise(self._books, case.id, person.party, amount, due)
        except PromiseRefused:
            return  # paid meanwhile
        self._tally.count(What.PROMISED, self._books.clock.now(), case.officer)
        drawn = self._draws(person.party, "kept", nth)
        if drawn < self._habits.promise_kept:
            self._money.pay_on(person, case, amount, due)
        elif drawn < self._habits.promise_kept + self._habits.promise_late:
            late = 1 + int(self._draws(person.party, "late", nth) * 14)
            self._money.pay_on(person, case, amount, due + timedelta(days=late))

    def _cannot_pay(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        said.note(Kind.CANNOT_PAY)
        self._tally.count(What.CANNOT_PAY, self._books.clock.now(), case.officer)
        self._officers.hear_who_cannot_pay(person, case, self._asked(person, case, QuestionKind.QUESTION))

    def _paid_already(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        said.note(Kind.PAID_ALREADY)
        day = local(self._books.clock.now()).date() - timedelta(days=3)
        try:
            claim = claim_payment(
                self._books,
                case.id,
                person.party,
                contact_id=person.contact,
                receipt=f"GD-{said.outbox_id}",
                paid_on=day,
            )
        except ClaimRefused:
            return
        self._log.note(self._books.clock.now(), Fact.CLAIMED, case.id)
        self._tally.count(What.CLAIMED, self._books.clock.now(), case.officer)
        self._officers.look_for_payment(person, case, claim)

    def _other_time(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        said.note(Kind.OTHER_TIME)
        until = self._books.clock.now() + timedelta(days=14)
        if person.contact is not None:
            mute_until(self._books, person.contact, until)
            self._log.note(self._books.clock.now(), Fact.MUTED, person.contact, until)

    def _ask_something(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        said.note(Kind.ASKED)
        self._ask(person, case, said, QuestionKind.QUESTION, What.ASKED)
        self._pay_perhaps(person, case, nth)

    def _ask(self, person: Person, case: Case, said: _Said, kind: QuestionKind, what: What) -> None:
        self._tally.count(what, self._books.clock.now(), case.officer)
        self._officers.answer(case, self._asked(person, case, kind))

    def _asked(self, person: Person, case: Case, kind: QuestionKind) -> Question | None:
        if person.contact is None:
            return None
        words = "Tôi muốn hỏi về việc của tôi"
        found = ask(self._books, person.contact, person.party, words, kind=kind, decision_id=case.id)
        return found if isinstance(found, Question) else None

    def _opt_out(self, person: Person, case: Case, said: _Said, nth: int) -> None:
        contact = person.contact
        if contact is None:
            return
        said.note(Kind.OPTED_OUT)
        now = self._books.clock.now()
        self._tally.count(What.OPTED_OUT, now, case.officer)
        person.silent = True
        if self._draws(person.party, "cuts", nth) < 0.3:
            unlink(self._books, contact, EndedBy.PERSON)
            person.contact = None
            self._log.note(now, Fact.UNLINKED, contact)
        else:
            withdraw(self._books, contact, person.party, Purpose.REMINDERS)
            self._log.note(now, Fact.OPTED_OUT, contact)

    def _be_somebody_else(self, person: Person, said: _Said) -> None:
        contact, now = person.contact, self._books.clock.now()
        if contact is None:
            return
        said.note(Kind.WRONG_PERSON)
        withdraw(self._books, contact, person.party, Purpose.REMINDERS)
        open_repair(self._books, person.party, Why.WRONG_PERSON, contact_id=contact)
        unlink(self._books, contact, EndedBy.PERSON)
        person.contact = None
        self._log.note(now, Fact.UNLINKED, contact)
        self._tally.count(What.WRONG_PERSON, now, None)

    def _draws(self, who: int, what: str, nth: int = 0) -> float:
        return self._lots.share(who, what, nth)

    def _wait(self, who: int, what: str, nth: int, median: float) -> float:
        """Seconds, with ``median``; log-normal."""
        drawn = min(max(self._lots.share(who, what, nth), 1e-9), 1 - 1e-9)
        return median * exp(_SPREAD * _NORMAL.inv_cdf(drawn))

    def _awake(self, at: datetime) -> datetime:
        """``at``, or when people get up."""
        here = local(at)
        if WAKES <= here.time() < SLEEPS:
            return at
        day = here.date() if here.time() < WAKES else here.date() + timedelta(days=1)
        minutes = int(self._lots.share(int(at.timestamp()), "wakes") * 120)
        return moment(day, WAKES) + timedelta(minutes=minutes)


class _Said:
    """A reaction to one reminder."""

    __slots__ = ("_books", "_campaign", "_decision", "_person", "outbox_id")

    def __init__(
        self, books: Books, person: Person, outbox_id: int, decision: int | None, campaign: int | None
    ) -> None:
        self._books, self._person, self.outbox_id = books, person, outbox_id
        self._decision, self._campaign = decision, campaign

    def note(self, kind: Kind) -> None:
        """Write it down as the dialogue does."""
        if self._person.contact is not None:
            note_answer(
                self._books, self._person.contact, kind, outbox_id=self.outbox_id, campaign_id=self._campaign,
                decision_id=self._decision, party_id=self._person.party,
            )  # fmt: skip
