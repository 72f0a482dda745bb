"""In which decisions somebody takes part is known by one look, with every role and how each stands."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.decisions import PartyRole, Status, add_party_to
from casework.taking_part import TakesPart, takes_part_in
from tests.builders import a_case, a_decision, a_person


def test_each_decision_comes_once_with_all_roles_and_its_status_newest_first(books: Books) -> None:
    case = a_case(books)
    later = a_decision(
        books, case.agency, creditor=case.debtor, issued_on=date(2026, 9, 1), status=Status.DEFERRED, served_on=None
    )
    add_party_to(books, later, case.debtor, PartyRole.DEBTOR)
    assert takes_part_in(books, case.debtor) == [
        TakesPart(decision_id=later, status=Status.DEFERRED, roles=(PartyRole.DEBTOR, PartyRole.CREDITOR)),
        TakesPart(decision_id=case.decision, status=Status.ENFORCING, roles=(PartyRole.DEBTOR,)),
    ]


def test_whoever_takes_part_in_nothing_has_none(books: Books) -> None:
    a_case(books)
    assert takes_part_in(books, a_person(books)) == []
    assert takes_part_in(books, 12345) == []
