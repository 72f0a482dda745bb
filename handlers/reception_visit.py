"""Who comes along and what is needed there; and the slip to print."""

from __future__ import annotations

import re
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from casework.booking_facts import Booking
from casework.booking_reasons import MOST_COMPANIONS, give_companions, give_needs
from casework.booking_visitors import visitor_name
from casework.clock import today
from casework.people import PartyKind, party
from casework.reception_details import Need
from casework.staff import find
from handlers.presses import RowId
from handlers.replies import Reply, button, labelled, with_home
from handlers.turn import Turn
from messages.booking_visit_words import visit_lines
from messages.booking_words import titled
from messages.folding import fold
from messages.library import say, version_of
from messages.reception_words import word

_ALONG = re.compile(
    r"(?:(?:toi |em )?(?:di|co|them|mang theo) )?(?:cung )?(?:them )?([0-9]) nguoi(?: (?:di )?(?:cung|theo|kem))?"
)
_CHAIR, _INTERPRETER = re.compile(r"\bxe lan\b"), re.compile(r"\b(?:phien dich|thong dich)\b")


class Along(CallbackData, prefix="bookalong"):
    """Who comes along, and what is needed?"""

    booking: RowId


class Companions(CallbackData, prefix="bookcomp"):
    """So many come along."""

    booking: RowId
    count: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)]


class Needed(CallbackData, prefix="bookneed"):
    """This is needed, or no longer."""

    booking: RowId
    need: Need


class Slip(CallbackData, prefix="bookslip"):
    """The slip to print."""

    booking: RowId


class Back(CallbackData, prefix="bookback"):
    """Back to the summary."""

    booking: RowId


def along_screen(turn: Turn, there: Booking) -> Reply:
    """How many come along, and what is needed; what is chosen is marked."""
    counts = [
        button(f"✓ {n}" if n == there.companions else str(n), Companions(booking=there.id, count=n))
        for n in range(MOST_COMPANIONS + 1)
    ]
    needs = [
        [button(("✓ " if one in there.needs else "") + word(turn.lang, one), Needed(booking=there.id, need=one))]
        for one in Need
    ]
    done = [labelled(turn, "booking.done", Back(booking=there.id))]
    text = "\n".join([say(turn.lang, "booking.along_which"), "", *visit_lines(there, turn.lang)])
    return Reply(
        text=text, text_key="booking.along_which", text_version=version_of("booking.along_which"),
        buttons=with_home(turn, [counts[:3], counts[3:], *needs, done]), personal=turn.party_id is not None,
    )  # fmt: skip


def toggle_need(turn: Turn, there: Booking, need: Need) -> None:
    """Say that it is needed, or no longer."""
    give_needs(turn.books, there.id, set(there.needs) ^ {need})


def heard_along(turn: Turn, there: Booking, text: str) -> bool:
    """Whether the words say how many come along, or what is needed; then it is written down."""
    plain = fold(text).strip(" .!")
    if (said := _ALONG.fullmatch(plain)) is not None and int(said[1]) <= MOST_COMPANIONS:
        return give_companions(turn.books, there.id, int(said[1]))
    if len(plain.split()) > 8:  # a story is the reason, whatever stands in it
        return False
    needs = {Need.WHEELCHAIR} if _CHAIR.search(plain) else {Need.INTERPRETER} if _INTERPRETER.search(plain) else set()
    return bool(needs) and give_needs(turn.books, there.id, {*there.needs, *needs})


def slip_pdf(turn: Turn, there: Booking) -> bytes:
    """The slip of a booking. Raises ``LetterDoesNotFit`` if a text is too long for it."""
    from messages.letters import Office, ReceptionSlip, Salutation, reception_slip

    known = None if there.party_id is None else party(turn.books, there.party_id)
    person = known is None or known.kind is PartyKind.PERSON
    leader, agency = find(turn.books, there.leader_id), turn.agency
    return reception_slip(
        ReceptionSlip(
            office=Office(
                agency=agency.name, place=agency.name, address=agency.address, site=agency.site.removeprefix("https://"),
                assistant=agency.bot_name, phone=agency.phone, hours=agency.office_hours,
            ),
            salutation=Salutation.UNKNOWN if person else Salutation.ORGANISATION,
            name=visitor_name(turn.books, there.visitor) or "-",
            number=there.queue_number,
            starts_at=there.starts_at,
            place=f"{there.place}, {there.address}",
            host=titled(leader.name, leader.title) if leader is not None else "-",
            bring=[say(turn.lang, f"booking.bring_{one}") for one in ("identity", "papers", "authority")],
            reference=there.reference,
            printed_on=today(turn.books.clock),
        )
    )  # fmt: skip
