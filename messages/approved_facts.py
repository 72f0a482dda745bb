"""Which accounts, hosts and telephones are the agency's own at this moment, and may these words of staff reach a citizen?"""

from __future__ import annotations

from urllib.parse import urlsplit

from casework.accounts import live_accounts
from casework.agency import offices, the_agency
from casework.books import Books
from casework.reception_days import names_a_map
from casework.reception_details import MAP_HOST
from casework.staff import everybody
from messages import lint
from messages.lint.facts import ApprovedFacts


def approved_facts(books: Books) -> ApprovedFacts:
    """What a text may name: approved accounts, the agency's site, the telephones of agency, offices, staff, helpline.

    And the map on which a published reception day shows its place: no message of ours may look like a stranger's.
    """
    agency = the_agency(books)
    phones = {office.phone for office in offices(books)}
    phones |= {one.phone for one in everybody(books) if one.active and one.phone}
    site = ""
    if agency is not None:
        phones.add(agency.phone)
        phones |= {agency.helpline_phone} if agency.helpline_phone else set()
        site = urlsplit(agency.site if "//" in agency.site else f"//{agency.site}").hostname or ""
    return ApprovedFacts(
        accounts=frozenset(one.number for one in live_accounts(books)),
        hosts=frozenset(filter(None, (site, MAP_HOST if names_a_map(books) else ""))),
        phones=frozenset(phones),
    )


def refusals(books: Books, words: str) -> tuple[str, ...]:
    """Why what a member of staff wrote may not be said to citizens, a sentence each; nothing if it may.

    Asked of everything that is typed here and shown there: answers, the number of a plan, where a leader receives.
    """
    return tuple(lint.reason(problem) for problem in lint.problems(words, approved=approved_facts(books)))
