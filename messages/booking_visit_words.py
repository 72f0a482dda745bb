"""Who comes to a booking, with which number, with whom, and what do they need there?"""

from __future__ import annotations

from casework.booking_facts import Booking
from messages.library import Lang, say
from messages.reception_words import word


def visit_lines(there: Booking, lang: Lang) -> list[str]:
    """A line each: a guest's name and that the desk looks at it, the number of the day, companions, needs."""
    lines = [] if there.queue_number is None else [say(lang, "booking.number", number=there.queue_number)]
    if there.guest is not None:
        lines += [say(lang, "booking.visitor", name=there.guest.name), say(lang, "booking.at_the_desk")]
    along = say(lang, "booking.along", count=there.companions) if there.companions else say(lang, "booking.alone")
    lines.append(along)
    if there.needs:
        lines.append(say(lang, "booking.needs", needs="; ".join(word(lang, one) for one in there.needs)))
    return lines
