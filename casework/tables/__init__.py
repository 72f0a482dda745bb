"""Which tables hold the agency's books? One module a subject; importing this package makes them all known."""

from casework.tables import (
    agency,
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
)

__all__ = [
    "agency",
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
]
