"""Which tables hold the agency's books? One module a subject; importing this package makes them all known."""

from casework.tables import (
    agency,
    agreements,
    alerts,
    audit,
    calendar,
    contacts,
    decisions,
    follow_ups,
    imports,
    law_reviews,
    linking,
    people,
    places,
    questions,
    receptions,
    results,
)

__all__ = [
    "agency",
    "agreements",
    "alerts",
    "audit",
    "calendar",
    "contacts",
    "decisions",
    "follow_ups",
    "imports",
    "law_reviews",
    "linking",
    "people",
    "places",
    "questions",
    "receptions",
    "results",
]
