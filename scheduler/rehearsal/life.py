"""What else happens to people while a campaign runs? They pay on their own, die, their cases rest, some link a chat at last."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from casework import consent, contacts
from casework.books import Books
from casework.clock import local
from casework.decisions import DecisionRefused, Status, change_status
from casework.links import begin_link
from casework.people import PartyFacts, party, update_party
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.money import Money
from scheduler.rehearsal.office_days import Office
from scheduler.rehearsal.persons import Case, Person

SEASON = 90  # days for which shares of ``people.toml`` are given
YEAR = 365
RESTS = (Status.DEFERRED, Status.SUSPENDED, Status.TERMINATED)
_CONSENT = ("consent.reminders", 1, "vi")


class Life:
    """Everything that comes without a reminder."""

    def __init__(self, books: Books, office: Office, money: Money, log: Log, *, first: date, days: int) -> None:
        self._books, self._office, self._money, self._log = books, office, money, log
        self._first, self._days = first, days

    def plan(self, person: Person, account: str) -> None:
        """Put down what will happen to this person; each thing on its day, if at all."""
        who, lots, habits = person.party, self._office.lots, self._office.habits
        if (day := self._when(lots.share(who, "anyway"), habits.pays_anyway, SEASON)) is not None:
            self._at(day, who, self._pays, person)
        if (day := self._when(lots.share(who, "dies"), habits.dies_a_year, YEAR)) is not None:
            self._at(day, who, self._dies, person)
        for case in person.cases:
            if (day := self._when(lots.share(case.id, "rests"), habits.rests_a_year, YEAR)) is not None:
                self._at(day, who, self._rests, case)
        day = None if person.contact is not None else self._when(lots.share(who, "links"), habits.links_later, SEASON)
        if day is not None:
            self._at(day, who, self._links, person, account)

    def _when(self, drawn: float, chance: float, within: int) -> int | None:
        """The day (0...) on which something happens that happens with ``chance`` within so many days; None: not here."""
        over_all = 1 - (1 - min(chance, 0.999999)) ** (self._days / within)
        return int(self._days * drawn / over_all) if drawn < over_all else None

    def _at(self, day: int, who: int, happening: object, *args: object) -> None:
        assert callable(happening)  # noqa: S101  # a method of this class
        on = self._office.working_day(self._first + timedelta(days=day))
        self._office.agenda.at(self._office.cashier_at(who + day, on), happening, *args)

    def _pays(self, person: Person) -> None:
        if (case := person.case(None)) is not None and case.open:
            self._money.pay(person, case, self._money.amount(person, case, 1000))

    def _dies(self, person: Person) -> None:
        known = party(self._books, person.party)
        if known is None or person.died:
            return
        facts = {field.name: getattr(known, field.name) for field in fields(PartyFacts)}
        update_party(self._books, person.party, PartyFacts(**{**facts, "deceased": True}))
        person.died = True
        self._log.note(self._books.clock.now(), Fact.DIED, person.party)

    def _rests(self, case: Case) -> None:
        status = RESTS[int(self._office.lots.share(case.id, "which") * len(RESTS))]
        now = self._books.clock.now()
        try:
            changed = change_status(
                self._books,
                case.id,
                status,
                on=local(now).date(),
                ground="Quyết định của cơ quan",
                entered_by=case.officer,
            )
        except DecisionRefused:
            return
        if changed:
            case.rests = True
            self._log.note(now, Fact.RESTS, case.id)

    def _links(self, person: Person, account: str) -> None:
        if person.died or person.contact is not None:
            return
        chat = contacts.meet(self._books, account, f"9{person.party % 10**9:09d}")
        begin_link(self._books, chat.id, person.party)
        consent.give(self._books, chat.id, person.party, consent.Purpose.REMINDERS, *_CONSENT)
        person.contact, person.account = chat.id, account
