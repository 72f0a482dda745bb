"""Which tables hold the agency's books? One module a subject; importing this package makes them all known."""

from casework.tables import (
    agency,
    agreements,
    audit,
    calendar,
    contacts,
    decisions,
    imports,
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
    "audit",
    "calendar",
    "contacts",
    "decisions",
    "imports",
    "linking",
    "people",
    "places",
    "questions",
    "receptions",
    "results",
]
